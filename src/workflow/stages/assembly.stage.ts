import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../common/config.js';
import { JobError } from '../../common/errors.js';
import { hashOf } from '../../common/random.js';
import { type JobRow, type StepRow } from '../../jobs/ledger.js';
import { Media, subtitleFile } from '../../media/media.js';
import { FRAMES_PER_SECOND, type Stem } from '../../media/timeline.js';
import { Composer, type Score } from '../../offline/composer.js';
import { AssetsService } from '../../storage/assets.service.js';
import {
  aigcLabel,
  ambienceOf,
  type CardOutput,
  type ClipOutput,
  type EpisodeOutput,
  type EpisodePlan,
  profileOf,
} from '../film-plan.js';
import { filmOutput } from '../film-output.js';
import { failedChecks } from '../quality.js';
import { Scratch } from '../scratch.js';
import { type Outcome, Stage, type Work } from '../stage.js';

interface Cut {
  directory: string;
  clips: string[];
  frames: number;
  stems: Stem[];
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

  run(work: Work): Promise<Outcome> {
    return this.scratch.within(work.step, (directory) =>
      work.part === 'film' ? this.film(work, directory) : this.episode(work, directory),
    );
  }

  private async episode(work: Work, directory: string): Promise<Outcome> {
    const { job, step, subject, inputs, signal } = work;
    const plan = inputs.get(`board:${subject}`) as EpisodePlan;
    const parts = partsOf(plan, inputs);
    const frames = parts.reduce((sum, part) => sum + part.frames, 0);
    const score = scoreOf(job, plan, parts, frames);
    const music = await this.compose(job, score, directory, signal);
    const title = job.input.episodes > 1 ? `${plan.seriesTitle} · ${plan.title}` : plan.seriesTitle;
    const output = await this.cut(job, step, signal, {
      directory,
      clips: parts.map((part) => part.key),
      frames,
      stems: [...voicesOf(parts, this.assets), ...music],
      subtitles: subtitlesOf(parts),
      title,
      posterSec: (plan.titleFrames + (parts[1]?.frames ?? 0) / 2) / FRAMES_PER_SECOND,
    });
    return { output: { ...output, episode: plan.episode, title: plan.title } satisfies EpisodeOutput };
  }

  /** The whole film: the episodes' clips joined again, not their files, so that sound is encoded once. */
  private async film(work: Work, directory: string): Promise<Outcome> {
    const { job, step, inputs, signal } = work;
    const episodes = ([...inputs.values()] as EpisodeOutput[]).sort((one, other) => one.episode - other.episode);
    const [first] = episodes;
    if (!first) {
      throw new JobError('INTERNAL_ERROR', 'There are no episodes to join');
    }
    const whole =
      episodes.length === 1
        ? first
        : await this.cut(job, step, signal, {
            directory,
            clips: episodes.flatMap((episode) => episode.clips),
            frames: episodes.reduce((sum, episode) => sum + episode.frames, 0),
            ...joined(episodes, this.assets),
            title: job.input.title ?? first.title,
            posterSec: 0,
          });
    const output = filmOutput(profileOf(job.input), { ...whole, posterKey: first.posterKey }, episodes);
    return {
      output,
      apply: async ({ em }) => {
        await em.execute('update projects set cover_key = ?, updated_at = now() where id = ?', [
          first.posterKey,
          job.project_id,
        ]);
      },
    };
  }

  private async compose(job: JobRow, score: Score, directory: string, signal: AbortSignal): Promise<Stem[]> {
    const music = job.input.music ? join(directory, 'music.wav') : null;
    const ambience = join(directory, 'ambience.wav');
    await this.composer.compose(score, { music, ambience }, signal);
    return [
      ...(music === null ? [] : [{ role: 'music' as const, path: music, startSec: 0 }]),
      { role: 'ambience' as const, path: ambience, startSec: 0 },
    ];
  }

  private async cut(
    job: JobRow,
    step: StepRow,
    signal: AbortSignal,
    cut: Cut,
  ): Promise<Omit<EpisodeOutput, 'episode' | 'title'>> {
    const at = (name: string) => join(cut.directory, name);
    const [sound, video, subtitles, poster] = [at('sound.wav'), at('film.mp4'), at('film.srt'), at('poster.jpg')];
    await this.media.mix({ seconds: cut.frames / FRAMES_PER_SECOND, stems: cut.stems }, sound, signal);
    await this.media.cut(
      {
        clips: cut.clips.map((key) => this.assets.pathOf({ key })),
        sound,
        subtitles: null,
        metadata: { title: cut.title, AIGC: aigcLabel(this.config.aiLabelProducer, job.id) },
      },
      video,
      signal,
    );
    await this.check(job, video, cut.frames, signal);
    await writeFile(subtitles, subtitleFile(cut.subtitles));
    await this.media.poster(video, cut.posterSec, poster, signal);
    const save = (path: string, mime: string, ext: string) =>
      this.assets.save(job.user_id, { path, mime, ext }, { kind: 'step', subjectId: step.id });
    const file = await save(video, 'video/mp4', 'mp4');
    const subtitleAsset = await save(subtitles, 'application/x-subrip', 'srt');
    return {
      clips: cut.clips,
      frames: cut.frames,
      videoKey: file.key,
      videoBytes: Number(file.bytes),
      soundKey: (await save(sound, 'audio/wav', 'wav')).key,
      subtitlesKey: subtitleAsset.key,
      subtitlesBytes: Number(subtitleAsset.bytes),
      posterKey: (await save(poster, 'image/jpeg', 'jpg')).key,
      subtitles: cut.subtitles,
    };
  }

  private async check(job: JobRow, video: string, frames: number, signal: AbortSignal): Promise<void> {
    const checks = await this.media.checkFilm(video, { profile: profileOf(job.input), frames }, signal);
    const failed = failedChecks(checks);
    if (failed !== '') {
      throw new JobError('QUALITY_CHECK_FAILED', `The film did not pass: ${failed}`);
    }
  }
}

interface Part extends CardOutput {
  startFrame: number;
  lines: ClipOutput['lines'];
  /** Index of the scene, or null for a card. */
  scene: number | null;
}

/** Title, shots and end card of an episode, in order, each with its place in it. */
function partsOf(plan: EpisodePlan, inputs: Work['inputs']): Part[] {
  const outputs = (prefix: string) =>
    [...inputs].filter(([item]) => item.startsWith(prefix)).map(([, output]) => output);
  const card = (prefix: string) =>
    outputs(prefix).map((output) => ({ ...(output as CardOutput), lines: [], scene: null }));
  const shots = plan.scenes.flatMap((scene, index) =>
    scene.shots.map((shot) => ({ ...(inputs.get(`clip-check:${shot.id}`) as ClipOutput), scene: index })),
  );
  let startFrame = 0;
  return [...card('title:'), ...shots, ...card('end:')].map((part) => {
    const placed = { ...part, startFrame };
    startFrame += part.frames;
    return placed;
  });
}

function voicesOf(parts: Part[], assets: AssetsService): Stem[] {
  return parts.flatMap((part) =>
    part.lines.map((line) => ({
      role: 'voice' as const,
      path: assets.pathOf({ key: line.key }),
      startSec: (part.startFrame + line.startFrame) / FRAMES_PER_SECOND,
    })),
  );
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

/** One piece of music for an episode: its mood follows the scenes, cards belong to their neighbours. */
function scoreOf(job: JobRow, plan: EpisodePlan, parts: Part[], frames: number): Score {
  const sections = plan.scenes.map((scene, index) => {
    const shots = parts.filter((part) => part.scene === index);
    const last = shots.at(-1);
    return {
      startSec: index === 0 ? 0 : (shots[0]?.startFrame ?? 0) / FRAMES_PER_SECOND,
      endSec:
        (index === plan.scenes.length - 1 ? frames : (last?.startFrame ?? 0) + (last?.frames ?? 0)) / FRAMES_PER_SECOND,
      mood: scene.mood,
      ambience: ambienceOf(scene),
    };
  });
  return { seconds: frames / FRAMES_PER_SECOND, sections, seed: hashOf(`${job.prompt}:${plan.episode}`) };
}

/** Sound and subtitles of several episodes, one after the other. */
function joined(episodes: EpisodeOutput[], assets: AssetsService): Pick<Cut, 'stems' | 'subtitles'> {
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
