import { Injectable } from '@nestjs/common';
import { JobError } from '../../common/errors.js';
import { itemOf, shapeOf } from '../../jobs/plan.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import {
  type CardOutput,
  type ClipOutput,
  type EpisodeOutput,
  type EpisodePlan,
  type FilmPart,
  type SoundOutput,
  type TranslationOutput,
} from '../film-plan.js';
import { ExportStep } from '../exports/export-step.js';
import { RungsStep } from '../exports/rungs-step.js';
import { noteDegraded } from '../degraded.js';
import { loudnessFault } from '../quality.js';
import { Scratch } from '../scratch.js';
import { type Result, Stage, type Task, type Work } from '../stage.js';
import { movedCues } from '../subtitle-cues.js';
import { turnedWork } from '../turned-work.js';
import { subtitleFaults, titleFault } from '../subtitle-faults.js';
import { FilmCutter } from './film-cutter.js';
import { FilmSteps } from './film-steps.js';
import { SoundSteps } from './sound-steps.js';
import { TurnedClips } from './turned-clips.js';

/** Cuts clips and sound into episodes and the film. Nothing leaves here that did not pass its checks. */
@Injectable()
export class AssemblyStage extends Stage {
  readonly name = 'assembly';
  /** The encoded sound is kept by what is mixed into it: it rises with what `film-sound.ts` and `sound.ts` make of that, too. */
  override readonly version = 3;

  constructor(
    private readonly scratch: Scratch,
    private readonly sounds: SoundSteps,
    private readonly cutter: FilmCutter,
    private readonly films: FilmSteps,
    private readonly exports: ExportStep,
    private readonly rungs: RungsStep,
    private readonly turnedClips: TurnedClips,
  ) {
    super();
  }

  prepare(work: Work): Promise<Task> {
    return shapeOf(work.part).isTurned ? this.turned(turnedWork(work)) : this.own(work);
  }

  /** Of the other shape's film, what of it is wrong was told with the film itself. */
  private turned(work: Work): Promise<Task> {
    switch (work.part) {
      case 'cut':
        return Promise.resolve({
          make: () => this.scratch.within(work.step, (directory) => this.episode(work, directory)),
        });
      case 'whole':
        return Promise.resolve(this.films.whole(work));
      default:
        return this.turnedClips.prepare(work);
    }
  }

  private own(work: Work): Promise<Task> {
    switch (work.part) {
      case 'sound':
        return Promise.resolve(this.sounds.sound(work));
      case 'stems':
        return Promise.resolve(this.sounds.stems(work));
      case 'whole':
        return Promise.resolve(this.films.whole(work));
      case 'rungs':
        return Promise.resolve(this.rungs.task(work));
      case 'export':
        return Promise.resolve(this.exports.task(work));
      case 'film':
        return Promise.resolve(this.films.film(work));
      default:
        return Promise.resolve(this.cut(work));
    }
  }

  /** A film has its job's id in it: its clips and its sound are kept, it is not. */
  private cut(work: Work): Task<EpisodeOutput> {
    const { job, step, subject, inputs } = work;
    const translation = inputs.get(itemOf('translation', subject)) as TranslationOutput | undefined;
    return {
      make: () => this.scratch.within(step, (directory) => this.episode(work, directory)),
      apply: async (transaction, { output }) => {
        const plan = inputs.get(`board:${subject}`) as EpisodePlan;
        const faults = [
          ...subtitleFaults(output.cues ?? [], job.input, translation?.why ?? null),
          titleFault([plan.seriesTitle, plan.title, ...plan.scenes.map(({ location }) => location)]),
          loudnessFault(output.checks ?? []),
        ];
        for (const fault of faults) {
          await noteDegraded(transaction, step, fault);
        }
      },
    };
  }

  private async episode(
    { job, step, subject, inputs, signal }: Work,
    directory: string,
  ): Promise<Result<EpisodeOutput>> {
    const plan = inputs.get(`board:${subject}`) as EpisodePlan;
    const sound = inputs.get(`sound:${subject}`) as SoundOutput;
    const parts = partsOf(plan, inputs);
    const frames = parts.reduce((sum, part) => sum + part.frames, 0);
    if (frames !== sound.frames) {
      throw new JobError('QUALITY_CHECK_FAILED.frames', { args: { pictures: frames, sound: sound.frames } });
    }
    const output = await this.cutter.cut(
      { job, step, signal },
      {
        directory,
        clips: parts,
        frames,
        sound: await this.sounds.encoded(sound, directory, signal),
        cues: parts.flatMap((part) => movedCues(part.cues ?? [], part.startFrame)),
        title: [...new Set([plan.seriesTitle, ...(job.input.episodes > 1 ? [plan.title] : [])])].join(' · '),
        hasOwnPictures: parts.some(({ isOwn }) => isOwn),
        isSilent: false,
        posterSec: (plan.titleFrames + (parts[1]?.frames ?? 0) / 2) / FRAMES_PER_SECOND,
      },
    );
    const noted = parts.map(({ cues: _, isOwn: __, packets: ___, black: ____, ...part }) => part);
    return { output: { ...output, episode: plan.episode, title: plan.title, soundKey: sound.key, parts: noted } };
  }
}

type Clip = Pick<FilmPart, 'key' | 'frames'> & Pick<ClipOutput, 'cues' | 'isOwn' | 'packets' | 'black'>;
type Part = FilmPart & Clip;

/** Title, shots and end card of an episode, in order, each with its place in it. */
function partsOf(plan: EpisodePlan, inputs: Work['inputs']): Part[] {
  const shots = plan.scenes.flatMap((scene, sceneIndex) =>
    scene.shots.map((shot, index) => ({ ...shot, scene: sceneIndex + 1, shot: index + 1 })),
  );
  const cards = (kind: 'title' | 'end') =>
    shots.flatMap(({ id, scene, shot }) => {
      const card = inputs.get(`${kind}:${id}`) as CardOutput | undefined;
      if (!card) {
        return [];
      }
      const { checks: _, ...clip } = card;
      return [{ kind, shotId: id, scene, shot, note: plan.seriesTitle, transition: null, ...clip }];
    });
  const clips = shots.map(({ id, scene, shot, facts, transitionFrames }) => {
    const { key, frames, cues, isOwn, packets, black } = inputs.get(`clip-check:${id}`) as ClipOutput;
    const transition =
      facts.transition === 'cut' || transitionFrames === 0
        ? null
        : { kind: facts.transition, frames: transitionFrames };
    return {
      kind: 'shot' as const,
      shotId: id,
      scene,
      shot,
      note: facts.description,
      transition,
      key,
      frames,
      cues,
      isOwn,
      packets,
      black,
    };
  });
  let startFrame = 0;
  return [...cards('title'), ...clips, ...cards('end')].map((part) => {
    const placed = { ...part, startFrame };
    startFrame += part.frames;
    return placed;
  });
}
