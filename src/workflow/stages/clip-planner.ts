import { Injectable } from '@nestjs/common';
import { cameraMovementOf, shotSizeOf, type ShotSize } from '../../common/vocabulary.js';
import { type JobRow } from '../../jobs/ledger.js';
import {
  type ClipPlan,
  type Cue,
  type FrameSource,
  FRAMES_PER_SECOND,
  type ShotPicture,
} from '../../media/timeline.js';
import { type ShotLine, type Translations } from '../../scenes/shot.entity.js';
import { Storage } from '../../storage/storage.js';
import {
  AI_LABEL,
  AI_LABEL_SECONDS,
  cardTexts,
  type EpisodePlan,
  type FilmCue,
  type FootageOutput,
  headingOf,
  type PictureOutput,
  type PlacedLine,
  plansIn,
  profileOf,
  type SpeechOutput,
  type StoredSource,
  type TranslationOutput,
} from '../film-plan.js';
import { placeLines } from '../film-timing.js';
import { type FilmCharacter, FilmReader, type FilmShot } from '../film-reader.js';
import { type Work } from '../stage.js';
import { type CuedLine, cuesOf, drawnCues } from '../subtitle-cues.js';
import { episodeInSeries } from './script.stage.js';

const CARD_FADE_FRAMES = 10;

type Stored<Picture> = Omit<Picture, 'source'> & { source: StoredSource };

/** What the renderer is to do, wherever it runs: files by their keys. */
export interface StoredClipPlan extends Omit<ClipPlan, 'shot' | 'transition'> {
  shot: Stored<ShotPicture>;
  transition: (Omit<NonNullable<ClipPlan['transition']>, 'previous'> & { previous: Stored<ShotPicture> }) | null;
}

/** Turns what the earlier steps left into the renderer's input. */
@Injectable()
export class ClipPlanner {
  constructor(
    private readonly reader: FilmReader,
    private readonly storage: Storage,
  ) {}

  async clip(
    { job, inputs }: Work,
    shot: FilmShot,
  ): Promise<{ plan: StoredClipPlan; lines: PlacedLine[]; cues: FilmCue[]; isOwn: boolean }> {
    const place = findShot(inputs, shot.id);
    const characters = await this.reader.characters(job.project_id ?? '');
    const own = this.picture(shot, inputs, place?.tailFrames ?? 0);
    const previous =
      place?.previousId && shot.transition_frames > 0 ? await this.reader.shot(place.previousId, inputs) : null;
    const transition =
      previous && shot.transition !== 'cut'
        ? {
            kind: shot.transition,
            frames: shot.transition_frames,
            previous: this.picture(previous, inputs, shot.transition_frames).shot,
          }
        : null;
    // Where nothing is planned, each clip may be the whole video.
    const labelFrames = AI_LABEL_SECONDS * FRAMES_PER_SECOND - (place ? place.plan.titleFrames + place.startFrame : 0);
    const profile = profileOf(job.input);
    const cues = cuesOf(own.cued, { frames: own.shot.frames, profile, input: job.input });
    const plan: StoredClipPlan = {
      profile,
      shot: own.shot,
      transition,
      cues: job.input.subtitles === 'burned' ? drawnCues(cues, job.input, speakerAmong(characters)) : [],
      heading: place?.opensScene && place.scene.location ? headingOf(place.scene, job.input.language) : null,
      card: null,
      label: labelFrames > 0 ? { text: AI_LABEL[job.input.language], untilFrame: Math.ceil(labelFrames) } : null,
      fadeInFrames: place?.isFirst ? CARD_FADE_FRAMES : 0,
      fadeOutFrames: 0,
    };
    return { plan, lines: own.lines, cues, isOwn: own.isOwn };
  }

  /** A title or end card: the place of a shot without its people. */
  card(
    job: JobRow,
    kind: 'title' | 'end',
    board: EpisodePlan,
    { source }: PictureOutput,
    size: ShotSize,
  ): StoredClipPlan {
    const { language } = job.input;
    const series = { ...board, episode: episodeInSeries(job.input, board.episode) };
    const texts = cardTexts(series, language, job.input.episodes);
    const frames = kind === 'title' ? board.titleFrames : board.endFrames;
    const title = kind === 'title' ? texts.title : texts.end;
    const subtitle = kind === 'title' ? texts.subtitle : texts.endSubtitle;
    return {
      profile: profileOf(job.input),
      shot: { source, size, camera: 'push_in', frames, tailFrames: 0, lines: [] },
      transition: null,
      cues: [],
      heading: null,
      card: { kind, title, subtitle },
      label: kind === 'title' ? { text: AI_LABEL[language], untilFrame: frames } : null,
      fadeInFrames: CARD_FADE_FRAMES,
      fadeOutFrames: CARD_FADE_FRAMES,
    };
  }

  private picture(
    shot: FilmShot,
    inputs: Work['inputs'],
    tailFrames: number,
  ): { shot: Stored<ShotPicture>; lines: PlacedLine[]; cued: CuedLine[]; isOwn: boolean } {
    const footage = inputs.get(`footage:${shot.id}`) as FootageOutput;
    const speech = inputs.get(`lines:${shot.id}`) as SpeechOutput;
    const lengths = speech.lines.map((line) => line.frames);
    const times = { frames: shot.frames, transitionFrames: shot.transition_frames };
    const { frames, startFrames } = placeLines(times, lengths, FRAMES_PER_SECOND);
    const lines = speech.lines.map((line, index) => ({
      ...line,
      startFrame: startFrames[index] ?? 0,
    }));
    return {
      isOwn: footage.isOwn ?? false,
      shot: {
        source: footage.source,
        size: shotSizeOf(shot.form_data.shot_type),
        camera: cameraMovementOf(shot.form_data.camera_movement),
        frames,
        tailFrames,
        lines: lines.map(({ speaker, startFrame, envelope }) => ({ speaker, startFrame, envelope })),
      },
      lines: lines.map(({ key, startFrame, frames: length, speaker, text }) => ({
        key,
        startFrame,
        frames: length,
        speaker,
        text,
      })),
      cued: lines.map((line, index) => ({
        ...line,
        translations: translationsOf(line.text, shot.lines[index], inputs),
      })),
    };
  }

  /** The plan with the places of its files on this machine. */
  async located({ shot, transition, ...plan }: StoredClipPlan, signal: AbortSignal): Promise<ClipPlan> {
    const picture = async (stored: Stored<ShotPicture>) => ({
      ...stored,
      source: await this.source(stored.source, signal),
    });
    return {
      ...plan,
      shot: await picture(shot),
      transition: transition && { ...transition, previous: await picture(transition.previous) },
    };
  }

  private async source(stored: StoredSource, signal: AbortSignal): Promise<FrameSource> {
    return stored.kind === 'drawn'
      ? stored
      : { kind: stored.kind, path: await this.storage.pathOf(stored.key, signal) };
  }
}

/** A line in other languages: as its user has written it, else as it was translated for this film. */
function translationsOf(text: string, line: ShotLine | undefined, inputs: Work['inputs']): Translations {
  const made = [...inputs]
    .filter(([item]) => item.startsWith('translation:'))
    .flatMap(([, output]) => (output as TranslationOutput).lines)
    .find((each) => each.text === text);
  return { ...made?.translations, ...(line?.line === text && line.translations) };
}

function speakerAmong(characters: FilmCharacter[]): (name: string | null) => Cue['speaker'] {
  return (name) => {
    const speaker = characters.find((character) => character.name === name);
    return speaker ? { name: speaker.name, sex: speaker.look.sex } : null;
  };
}

interface ShotPlace {
  plan: EpisodePlan;
  scene: EpisodePlan['scenes'][number];
  previousId: string | null;
  isFirst: boolean;
  /** From the first shot's start, as planned. */
  startFrame: number;
  opensScene: boolean;
  /** How long the next shot's transition still shows this one. */
  tailFrames: number;
}

function findShot(inputs: Work['inputs'], shotId: string): ShotPlace | null {
  for (const plan of plansIn(inputs)) {
    const shots = plan.scenes.flatMap((scene) => scene.shots);
    const index = shots.findIndex((shot) => shot.id === shotId);
    const scene = plan.scenes.find((each) => each.shots.some((shot) => shot.id === shotId));
    if (index >= 0 && scene) {
      return {
        plan,
        scene,
        previousId: shots[index - 1]?.id ?? null,
        isFirst: index === 0,
        startFrame: shots.slice(0, index).reduce((sum, { frames }) => sum + frames, 0),
        opensScene: scene.shots[0]?.id === shotId,
        tailFrames: shots[index + 1]?.transitionFrames ?? 0,
      };
    }
  }
  return null;
}
