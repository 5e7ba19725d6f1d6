import { type JobInput } from '../jobs/job-input.js';
import { type ClipFacts, type FilmExpectation, type RenderProfile } from '../media/timeline.js';
import { AI_LABEL, type FilmCue } from './film-plan.js';
import { drawnCues, type SubtitleTrack } from './subtitle-cues.js';

/** A film as it was planned. */
export interface PlannedFilm {
  profile: RenderProfile;
  frames: number;
  clips: ClipFacts[];
  /** Path of its sound. */
  sound: string;
  cues: FilmCue[];
  /** Those that can be switched on and off. */
  tracks: SubtitleTrack[];
  /** The value of the metadata key `AIGC`. */
  metadata: string;
  hasOwnPictures: boolean;
  isSilent: boolean;
  pauseSec?: number;
}

/** What a finished film is to be, for its checks. */
export function expectationOf(input: JobInput, { cues, tracks, metadata, ...film }: PlannedFilm): FilmExpectation {
  // Whoever speaks is taken to be named: a name above a subtitle only makes it larger.
  const named = (name: string | null) => (name === null ? null : { name, sex: 'female' as const });
  return {
    ...film,
    label: { text: AI_LABEL[input.language], metadata },
    subtitles: {
      times: cues.map(({ startFrame, endFrame }) => ({ startFrame, endFrame })),
      burned: input.subtitles === 'burned' ? drawnCues(cues, input, named) : [],
      tracks: tracks.map(({ language, lines }) => ({ language, count: lines.length })),
    },
  };
}
