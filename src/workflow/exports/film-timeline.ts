import { type Language } from '../../common/vocabulary.js';
import { type JobInput } from '../../jobs/job-input.js';
import { type SubtitleLine } from '../../media/media.js';
import { type RenderProfile, type TransitionKind } from '../../media/timeline.js';
import { type EpisodeOutput, type FilmPart, profileOf, type StemsOutput } from '../film-plan.js';
import { movedCues, tracksOf } from '../subtitle-cues.js';

/** A finished film as what it was cut from: the one timeline that all exports are written from. Plain JSON; files by key. */
export interface FilmTimeline {
  title: string;
  language: Language;
  profile: RenderProfile;
  /** Length of the film; clips follow each other without gaps. */
  frames: number;
  clips: TimelineClip[];
  /** None where nobody has asked for them. */
  stems: TimelineStem[];
  captions: { language: Language; lines: SubtitleLine[] }[];
}

export interface TimelineClip {
  kind: FilmPart['kind'];
  /** Unique in its film, of Latin letters and digits: `E01_S02_SH03`. */
  name: string;
  /** What is to be seen, in its user's words. */
  note: string;
  startFrame: number;
  frames: number;
  /** It is in the first frames of this clip already. */
  transition: { kind: TransitionKind; frames: number } | null;
  key: string;
}

/** A sound by itself, as loud as it is in the film before that is mastered. */
export interface TimelineStem {
  role: 'speech' | 'music' | 'ambience' | 'footage';
  startFrame: number;
  frames: number;
  key: string;
}

/** The timeline of some episodes in their order. `stems`: those of the same episodes, where they were made. */
export function timelineOf(input: JobInput, episodes: EpisodeOutput[], stems: StemsOutput[] = []): FilmTimeline {
  const starts: number[] = [];
  let frames = 0;
  for (const episode of episodes) {
    starts.push(frames);
    frames += episode.frames;
  }
  const moved = <Part extends { startFrame: number }>(parts: Part[], index: number): Part[] =>
    parts.map((part) => ({ ...part, startFrame: part.startFrame + (starts[index] ?? 0) }));
  const cues = episodes.flatMap((episode, index) => movedCues(episode.cues ?? [], starts[index] ?? 0));
  return {
    title: input.title ?? episodes[0]?.title ?? '',
    language: input.language,
    profile: profileOf(input),
    frames,
    clips: episodes.flatMap(({ episode, parts = [] }, index) =>
      moved(parts, index).map(({ scene, shot, shotId: _, ...part }) => ({
        ...part,
        name: nameOf({ kind: part.kind, scene, shot }, episode),
      })),
    ),
    stems: stems.flatMap(({ stems: files, frames: length }, index) =>
      files.map((file) => ({ ...file, startFrame: starts[index] ?? 0, frames: length })),
    ),
    captions: tracksOf(cues, input),
  };
}

function nameOf({ kind, scene, shot }: Pick<FilmPart, 'kind' | 'scene' | 'shot'>, episode: number): string {
  const numbered = (letters: string, number: number) => `${letters}${String(number).padStart(2, '0')}`;
  return kind === 'shot'
    ? [numbered('E', episode), numbered('S', scene), numbered('SH', shot)].join('_')
    : `${numbered('E', episode)}_${kind.toUpperCase()}`;
}
