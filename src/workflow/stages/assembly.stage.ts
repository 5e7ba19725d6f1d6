import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../common/config.js';
import { JobError } from '../../common/errors.js';
import { hashOf } from '../../common/random.js';
import { type JobRow, type StepRow } from '../../jobs/ledger.js';
import { type FilmOutput } from '../../jobs/job.dto.js';
import { type Asset } from '../../storage/asset.entity.js';
import { Media, subtitleFile } from '../../media/media.js';
import { FRAMES_PER_SECOND, type Stem } from '../../media/timeline.js';
import { Composer, type Score } from '../../offline/composer.js';
import { AssetsService } from '../../storage/assets.service.js';
import {
  aigcLabel,
  type CardOutput,
  type ClipOutput,
  type EpisodeOutput,
  type EpisodePlan,
  profileOf,
  type SoundOutput,
  soundtrackOf,
} from '../film-plan.js';
import { filmOutput } from '../film-output.js';
import { failedChecks } from '../quality.js';
import { Scratch } from '../scratch.js';
import { type Result, Stage, type Task, type Work } from '../stage.js';

type CutOutput = Omit<EpisodeOutput, 'episode' | 'title' | 'soundKey'>;

interface Soundtrack {
  score: Score;
  voices: { key: string; startFrame: number }[];
  hasMusic: boolean;
}

interface Cut {
  directory: string;
  clips: string[];
  frames: number;
  /** The mixed sound, as long as the clips. */
  sound: string;
  subtitles: EpisodeOutput['subtitles'];
  title: string;
  /** When the poster is taken. */
  posterSec: number;
}

/** Cuts clips and sound into episodes and the film. Nothing leaves here that did not pass its checks. */
@Injectable()
export class AssemblyStage extends Stage {
  readonly name = 'assembly';

  constructor(
    private readonly media: Media,
    private readonly composer: Composer,
    private readonly assets: AssetsService,
    private readonly scratch: Scratch,
    @Inject(CONFIG) private readonly config: Config,
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
        // A film has its job's id in it: its clips and its sound are kept, it is not.
        return Promise.resolve({
          make: () => this.scratch.within(work.step, (directory) => this.episode(work, directory)),
        });
    }
  }

  /** The episode's sound needs no picture: it is made while the clips are. */
  private sound(work: Work): Task<SoundOutput> {
    const { job, subject, inputs } = work;
    const plan = inputs.get(`board:${subject}`) as EpisodePlan;
    const { frames, voices, scenes } = soundtrackOf(plan, inputs);
    const score: Score = {
      seconds: frames / FRAMES_PER_SECOND,
      sections: scenes,
      seed: hashOf(`${job.prompt}:${plan.episode}`),
    };
    const soundtrack: Soundtrack = { score, voices, hasMusic: job.input.music };
    return {
      facts: () => soundtrack,
      make: () =>
        this.scratch.within(work.step, async (directory) => {
          const key = await this.mix(work, soundtrack, directory);
          return { output: { key, frames } };
        }),
    };
  }

  private async mix(
    { job, step, signal }: Work,
    { score, voices, hasMusic }: Soundtrack,
    directory: string,
  ): Promise<string> {
    const music = hasMusic ? join(directory, 'music.wav') : null;
    const ambience = join(directory, 'ambience.wav');
    await this.composer.compose(score, { music, ambience }, signal);
    const stems: Stem[] = [
      ...voices.map(({ key, startFrame }) => ({
        role: 'voice' as const,
        path: this.assets.pathOf({ key }),
        startSec: startFrame / FRAMES_PER_SECOND,
      })),
      ...(music === null ? [] : [{ role: 'music' as const, path: music, startSec: 0 }]),
      { role: 'ambience', path: ambience, startSec: 0 },
    ];
    const mixed = join(directory, 'sound.wav');
    await this.media.mix({ seconds: score.seconds, stems }, mixed, signal);
    return (await this.save(job, step, mixed, 'audio/wav', 'wav')).key;
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
    const output = await this.cut(job, step, signal, {
      directory,
      clips: parts.map((part) => part.key),
      frames,
      sound: this.assets.pathOf({ key: sound.key }),
      subtitles: subtitlesOf(parts),
      title: job.input.episodes > 1 ? `${plan.seriesTitle} · ${plan.title}` : plan.seriesTitle,
      posterSec: (plan.titleFrames + (parts[1]?.frames ?? 0) / 2) / FRAMES_PER_SECOND,
    });
    return { output: { ...output, episode: plan.episode, title: plan.title, soundKey: sound.key } };
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
    const sound = join(directory, 'sound.wav');
    const frames = episodes.reduce((sum, episode) => sum + episode.frames, 0);
    const { stems, subtitles } = joined(episodes, this.assets);
    await this.media.mix({ seconds: frames / FRAMES_PER_SECOND, stems }, sound, signal);
    const clips = episodes.flatMap((episode) => episode.clips);
    const title = job.input.title ?? episodes[0]?.title ?? '';
    return this.cut(job, step, signal, { directory, clips, frames, sound, subtitles, title, posterSec: 0 });
  }

  private async cut(job: JobRow, step: StepRow, signal: AbortSignal, cut: Cut): Promise<CutOutput> {
    const at = (name: string) => join(cut.directory, name);
    const [video, subtitles, poster] = [at('film.mp4'), at('film.srt'), at('poster.jpg')];
    await this.media.cut(
      {
        clips: cut.clips.map((key) => this.assets.pathOf({ key })),
        sound: cut.sound,
        subtitles: null,
        metadata: { title: cut.title, AIGC: aigcLabel(this.config.aiLabelProducer, job.id) },
      },
      video,
      signal,
    );
    await Promise.all([
      this.check(job, video, cut.frames, signal),
      this.media.poster(video, cut.posterSec, poster, signal),
      writeFile(subtitles, subtitleFile(cut.subtitles)),
    ]);
    const file = await this.save(job, step, video, 'video/mp4', 'mp4');
    const subtitleAsset = await this.save(job, step, subtitles, 'application/x-subrip', 'srt');
    const posterAsset = await this.save(job, step, poster, 'image/jpeg', 'jpg');
    return {
      clips: cut.clips,
      frames: cut.frames,
      videoKey: file.key,
      videoBytes: file.bytes,
      subtitlesKey: subtitleAsset.key,
      subtitlesBytes: subtitleAsset.bytes,
      posterKey: posterAsset.key,
      subtitles: cut.subtitles,
    };
  }

  private save(job: JobRow, step: StepRow, path: string, mime: string, ext: string): Promise<Asset> {
    return this.assets.save(job.user_id, { path, mime, ext }, { kind: 'step', subjectId: step.id });
  }

  private async check(job: JobRow, video: string, frames: number, signal: AbortSignal): Promise<void> {
    const checks = await this.media.checkFilm(video, { profile: profileOf(job.input), frames }, signal);
    const failed = failedChecks(checks);
    if (failed !== '') {
      throw new JobError('QUALITY_CHECK_FAILED.film', { args: { checks: failed } });
    }
  }
}

interface Part extends CardOutput {
  startFrame: number;
  lines: ClipOutput['lines'];
}

/** Title, shots and end card of an episode, in order, each with its place in it. */
function partsOf(plan: EpisodePlan, inputs: Work['inputs']): Part[] {
  const cards = (prefix: string) =>
    [...inputs].filter(([item]) => item.startsWith(prefix)).map(([, card]) => ({ ...(card as CardOutput), lines: [] }));
  const shots = plan.scenes
    .flatMap((scene) => scene.shots)
    .map((shot) => inputs.get(`clip-check:${shot.id}`) as ClipOutput);
  let startFrame = 0;
  return [...cards('title:'), ...shots, ...cards('end:')].map((part) => {
    const placed = { key: part.key, frames: part.frames, lines: part.lines, startFrame };
    startFrame += part.frames;
    return placed;
  });
}

function subtitlesOf(parts: Part[]): EpisodeOutput['subtitles'] {
  return parts.flatMap((part) =>
    part.lines.map((line) => {
      const start = part.startFrame + line.startFrame;
      return {
        startSec: start / FRAMES_PER_SECOND,
        endSec: (start + line.frames) / FRAMES_PER_SECOND,
        speaker: line.speaker,
        text: line.text,
      };
    }),
  );
}

/** Sound and subtitles of several episodes, one after the other. */
function joined(episodes: EpisodeOutput[], assets: AssetsService): { stems: Stem[]; subtitles: Cut['subtitles'] } {
  let startSec = 0;
  const stems: Stem[] = [];
  const subtitles: Cut['subtitles'] = [];
  for (const episode of episodes) {
    const offset = startSec;
    stems.push({ role: 'voice', path: assets.pathOf({ key: episode.soundKey }), startSec: offset });
    subtitles.push(
      ...episode.subtitles.map((line) => ({ ...line, startSec: line.startSec + offset, endSec: line.endSec + offset })),
    );
    startSec += episode.frames / FRAMES_PER_SECOND;
  }
  return { stems, subtitles };
}
