import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { JobError } from '../../common/errors.js';
import { hashOf } from '../../common/random.js';
import { itemOf } from '../../jobs/plan.js';
import { Media } from '../../media/media.js';
import { FRAMES_PER_SECOND, type Stem } from '../../media/timeline.js';
import { Composer, type Score } from '../../offline/composer.js';
import { AssetsService } from '../../storage/assets.service.js';
import { Storage } from '../../storage/storage.js';
import {
  type CardOutput,
  type ClipOutput,
  type EpisodeOutput,
  type EpisodePlan,
  type FilmPart,
  type SoundOutput,
  soundtrackOf,
  type TranslationOutput,
} from '../film-plan.js';
import { ExportStep } from '../exports/export-step.js';
import { noteDegraded } from '../degraded.js';
import { loudnessFault } from '../quality.js';
import { Scratch } from '../scratch.js';
import { type Result, Stage, type Task, type Work } from '../stage.js';
import { movedCues } from '../subtitle-cues.js';
import { subtitleFaults, titleFault } from '../subtitle-faults.js';
import { FilmCutter, type FilmSound } from './film-cutter.js';
import { FilmSteps } from './film-steps.js';
import { footageStems, keptSounds, type KeptSound } from './footage-sounds.js';
import { voiceStems } from './voice-stems.js';

interface Soundtrack {
  score: Score;
  voices: { key: string; startFrame: number }[];
  hasMusic: boolean;
  /** Absent where no clip's own sound is kept. */
  kept?: KeptSound[];
}

/** Cuts clips and sound into episodes and the film. Nothing leaves here that did not pass its checks. */
@Injectable()
export class AssemblyStage extends Stage {
  readonly name = 'assembly';
  /** The encoded sound is kept by what is mixed into it: it rises with what `film-sound.ts` and `sound.ts` make of that, too. */
  override readonly version = 2;

  constructor(
    private readonly media: Media,
    private readonly composer: Composer,
    private readonly assets: AssetsService,
    private readonly storage: Storage,
    private readonly scratch: Scratch,
    private readonly cutter: FilmCutter,
    private readonly films: FilmSteps,
    private readonly exports: ExportStep,
  ) {
    super();
  }

  prepare(work: Work): Promise<Task> {
    switch (work.part) {
      case 'sound':
        return Promise.resolve(this.sound(work));
      case 'whole':
        return Promise.resolve(this.films.whole(work));
      case 'export':
        return Promise.resolve(this.exports.task(work));
      case 'film':
        return Promise.resolve(this.films.film(work));
      default:
        return Promise.resolve(this.cut(work));
    }
  }

  /** The episode's sound needs no picture, but for clips whose own sound is kept: it is made while the clips are. */
  private sound(work: Work): Task<SoundOutput> {
    const { job, subject, inputs } = work;
    const plan = inputs.get(`board:${subject}`) as EpisodePlan;
    const { frames, voices, shots, scenes } = soundtrackOf(plan, inputs);
    const kept = keptSounds(job.input, shots, inputs);
    const score: Score = {
      seconds: frames / FRAMES_PER_SECOND,
      sections: scenes,
      seed: hashOf(`${job.prompt}:${plan.episode}`),
    };
    const soundtrack: Soundtrack = { score, voices, hasMusic: job.input.music, ...(kept.length > 0 && { kept }) };
    return {
      facts: () => soundtrack,
      make: () =>
        this.scratch.within(work.step, async (directory) => {
          const { mixed, encoded } = await this.soundOf(work, soundtrack, directory);
          const save = (path: string, mime: string, ext: string) =>
            this.assets.save(job.user_id, { path, mime, ext }, { kind: 'step', subjectId: work.step.id }, work.signal);
          const { key } = await save(mixed, 'audio/wav', 'wav');
          const { key: encodedKey } = await save(encoded, 'audio/mp4', 'm4a');
          return { output: { key, encodedKey, frames } };
        }),
    };
  }

  private async soundOf(
    { signal }: Work,
    { score, voices, hasMusic, kept = [] }: Soundtrack,
    directory: string,
  ): Promise<FilmSound> {
    const music = hasMusic ? join(directory, 'music.wav') : null;
    const ambience = join(directory, 'ambience.wav');
    await this.composer.compose(score, { music, ambience }, signal);
    const spoken = voices.map(({ key, startFrame }) => ({ key, startSec: startFrame / FRAMES_PER_SECOND }));
    const stems: Stem[] = [
      ...(await voiceStems(this.storage, spoken, signal)),
      ...(await footageStems(this.media, this.storage, kept, directory, signal)),
      ...(music === null ? [] : [{ role: 'music' as const, path: music, startSec: 0 }]),
      { role: 'ambience', path: ambience, startSec: 0 },
    ];
    return this.cutter.sound(stems, score.seconds, directory, signal);
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
        clips: parts.map((part) => part.key),
        frames,
        sound: await this.encoded(sound, directory, signal),
        cues: parts.flatMap((part) => movedCues(part.cues ?? [], part.startFrame)),
        title: [...new Set([plan.seriesTitle, ...(job.input.episodes > 1 ? [plan.title] : [])])].join(' · '),
        hasOwnPictures: parts.some(({ isOwn }) => isOwn),
        isSilent: false,
        posterSec: (plan.titleFrames + (parts[1]?.frames ?? 0) / 2) / FRAMES_PER_SECOND,
      },
    );
    const noted = parts.map(({ cues: _, isOwn: __, ...part }) => part);
    return { output: { ...output, episode: plan.episode, title: plan.title, soundKey: sound.key, parts: noted } };
  }

  private async encoded(
    { key, encodedKey, frames }: SoundOutput,
    directory: string,
    signal: AbortSignal,
  ): Promise<string> {
    if (encodedKey !== undefined) {
      return this.storage.pathOf(encodedKey, signal);
    }
    const encoded = join(directory, 'sound.m4a');
    const mixed = { path: await this.storage.pathOf(key, signal), seconds: frames / FRAMES_PER_SECOND };
    await this.media.encodeSound(mixed, encoded, signal);
    return encoded;
  }
}

type Clip = Pick<FilmPart, 'key' | 'frames'> & Pick<ClipOutput, 'cues' | 'isOwn'>;
type Part = FilmPart & Clip;

/** Title, shots and end card of an episode, in order, each with its place in it. */
function partsOf(plan: EpisodePlan, inputs: Work['inputs']): Part[] {
  const shots = plan.scenes.flatMap((scene, sceneIndex) =>
    scene.shots.map((shot, index) => ({ ...shot, scene: sceneIndex + 1, shot: index + 1 })),
  );
  const cards = (kind: 'title' | 'end') =>
    shots.flatMap(({ id, scene, shot }) => {
      const card = inputs.get(`${kind}:${id}`) as CardOutput | undefined;
      return card ? [{ kind, shotId: id, scene, shot, note: plan.seriesTitle, transition: null, ...card }] : [];
    });
  const clips = shots.map(({ id, scene, shot, facts, transitionFrames }) => {
    const { key, frames, cues, isOwn } = inputs.get(`clip-check:${id}`) as ClipOutput;
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
    };
  });
  let startFrame = 0;
  return [...cards('title'), ...clips, ...cards('end')].map((part) => {
    const placed = { ...part, startFrame };
    startFrame += part.frames;
    return placed;
  });
}
