import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { JobError } from '../../common/errors.js';
import { hashOf } from '../../common/random.js';
import { type JobRow, type StepRow } from '../../jobs/ledger.js';
import { type FilmOutput } from '../../jobs/job.dto.js';
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
  type FilmCue,
  profileOf,
  type SoundOutput,
  soundtrackOf,
  type TranslationOutput,
} from '../film-plan.js';
import { filmOutput } from '../film-output.js';
import { noteDegraded } from '../degraded.js';
import { loudnessFault } from '../quality.js';
import { Scratch } from '../scratch.js';
import { type Result, Stage, type Task, type Work } from '../stage.js';
import { movedCues } from '../subtitle-cues.js';
import { subtitleFaults, titleFault } from '../subtitle-faults.js';
import { type CutOutput, FilmCutter, type FilmSound } from './film-cutter.js';
import { footageStems, keptSounds, type KeptSound } from './footage-sounds.js';
import { type Voice, voiceStems } from './voice-stems.js';

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
  ) {
    super();
  }

  prepare(work: Work): Promise<Task> {
    switch (work.part) {
      case 'sound':
        return Promise.resolve(this.sound(work));
      case 'film':
        return Promise.resolve(this.film(work));
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
    return { output: { ...output, episode: plan.episode, title: plan.title, soundKey: sound.key } };
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

  /** The whole film: the episodes' clips joined again, not their files, so that sound is encoded once. */
  private film({ job, step, inputs, signal }: Work): Task<FilmOutput> {
    const episodes = ([...inputs.values()] as EpisodeOutput[]).sort((one, other) => one.episode - other.episode);
    const [first] = episodes;
    if (!first) {
      throw new JobError('INTERNAL_ERROR.no_episodes');
    }
    return {
      make: () =>
        this.scratch.within(step, async (directory) => {
          const whole = episodes.length === 1 ? first : await this.join(job, step, episodes, directory, signal);
          return { output: filmOutput(profileOf(job.input), { ...whole, posterKey: first.posterKey }, episodes) };
        }),
      apply: async ({ em }) => {
        const cover = { kind: 'project' as const, subjectId: job.project_id ?? '' };
        await this.assets.setUses(job.user_id, [first.posterKey], cover, em);
        await em.execute('update projects set cover_key = ?, updated_at = now() where id = ?', [
          first.posterKey,
          job.project_id,
        ]);
      },
    };
  }

  private async join(
    job: JobRow,
    step: StepRow,
    episodes: EpisodeOutput[],
    directory: string,
    signal: AbortSignal,
  ): Promise<CutOutput> {
    const frames = episodes.reduce((sum, episode) => sum + episode.frames, 0);
    const { voices, cues } = joined(episodes);
    const stems = await voiceStems(this.storage, voices, signal);
    const { encoded: sound } = await this.cutter.sound(stems, frames / FRAMES_PER_SECOND, directory, signal);
    const clips = episodes.flatMap((episode) => episode.clips);
    const title = job.input.title ?? episodes[0]?.title ?? '';
    const hasOwnPictures = episodes.some((episode) => episode.hasOwnPictures);
    return this.cutter.cut(
      { job, step, signal },
      { directory, clips, frames, sound, cues, title, hasOwnPictures, isSilent: false, posterSec: 0 },
    );
  }
}

interface Part extends CardOutput {
  startFrame: number;
  cues?: FilmCue[];
  isOwn?: boolean;
}

/** Title, shots and end card of an episode, in order, each with its place in it. */
function partsOf(plan: EpisodePlan, inputs: Work['inputs']): Part[] {
  const cards = (prefix: string): Omit<Part, 'startFrame'>[] =>
    [...inputs].filter(([item]) => item.startsWith(prefix)).map(([, card]) => card as CardOutput);
  const shots = plan.scenes
    .flatMap((scene) => scene.shots)
    .map((shot) => inputs.get(`clip-check:${shot.id}`) as ClipOutput);
  let startFrame = 0;
  return [...cards('title:'), ...shots, ...cards('end:')].map((part) => {
    const placed = { ...part, startFrame };
    startFrame += part.frames;
    return placed;
  });
}

/** Sound and subtitles of several episodes, one after the other. */
function joined(episodes: EpisodeOutput[]): { voices: Voice[]; cues: FilmCue[] } {
  let startFrame = 0;
  const voices: Voice[] = [];
  const cues: FilmCue[] = [];
  for (const episode of episodes) {
    voices.push({ key: episode.soundKey, startSec: startFrame / FRAMES_PER_SECOND });
    cues.push(...movedCues(episode.cues ?? [], startFrame));
    startFrame += episode.frames;
  }
  return { voices, cues };
}
