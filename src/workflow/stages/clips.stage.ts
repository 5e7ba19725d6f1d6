import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { ModelRegistry } from '../../ai/model-registry.js';
import { type VideoOperation } from '../../ai/ports.js';
import { ProviderChain } from '../../ai/provider-chain.js';
import { JobError } from '../../common/errors.js';
import { shotSizeOf } from '../../common/vocabulary.js';
import { type JobTransaction } from '../../jobs/ledger.js';
import { mediaLink } from '../../jobs/media-links.js';
import { Media } from '../../media/media.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import {
  type CardOutput,
  type ClipOutput,
  type EpisodePlan,
  type FootageOutput,
  type PictureOutput,
} from '../film-plan.js';
import { FilmReader } from '../film-reader.js';
import { type Credit, type Outcome, Stage, type Work } from '../stage.js';
import { ClipFiles } from './clip-files.js';
import { ClipPlanner } from './clip-planner.js';

/** A started generation: whose it is stands beside its name, because another one could be asked next time. */
interface StoredOperation {
  operation: VideoOperation;
  credit: Credit;
}

/** Footage from a video model, then pixels: each shot's clip, and the cards around an episode. */
@Injectable()
export class ClipsStage extends Stage {
  readonly name = 'clips';

  constructor(
    private readonly reader: FilmReader,
    private readonly planner: ClipPlanner,
    private readonly chain: ProviderChain,
    private readonly models: ModelRegistry,
    private readonly media: Media,
    private readonly files: ClipFiles,
  ) {
    super();
  }

  run(work: Work): Promise<Outcome> {
    switch (work.part) {
      case 'footage':
        return this.footage(work);
      case 'title':
      case 'end':
        return this.card(work, work.part);
      default:
        return this.clip(work);
    }
  }

  private async footage(work: Work): Promise<Outcome> {
    const { job, step, subject, inputs, signal } = work;
    const shot = await this.reader.shot(subject);
    if (shot.video.upload_id !== null && shot.video.source_key !== null) {
      return { output: { source: { kind: 'clip', key: shot.video.source_key } } satisfies FootageOutput };
    }
    const stored =
      (step.operation as StoredOperation | null) ?? (await this.start(work, shot.description, shot.frames));
    const id = `${stored.credit.provider}:${stored.credit.model}`;
    const model = this.models.find('video', id);
    if (!model) {
      throw new JobError('PROVIDER_UNAVAILABLE', `${id} is not configured any more`, { provider: id });
    }
    const status = await model.status(stored.operation, signal);
    switch (status.state) {
      case 'pending':
        return { again: status.pollAfterMs };
      case 'failed':
        throw status.error;
      case 'done': {
        const { source } = inputs.get(`picture:${shot.id}`) as PictureOutput;
        const video = { ...shot.video, status: 'generating', job_id: job.id, provider: stored.credit.provider };
        return {
          output: { source } satisfies FootageOutput,
          credit: stored.credit,
          apply: (transaction) => saveVideo(transaction, shot.id, video),
        };
      }
    }
  }

  private async start(work: Work, prompt: string, frames: number): Promise<StoredOperation> {
    const { job, step, signal } = work;
    const request = {
      prompt,
      image: null,
      seconds: frames / FRAMES_PER_SECOND,
      aspectRatio: job.input.aspectRatio,
    };
    const { value: operation, ...credit } = await this.chain.run(
      'video',
      { wanted: job.input.wanted.video, allowFallback: job.input.allowFallback, attempt: step.attempt, signal },
      (model) => model.start(request, signal),
    );
    const stored = { operation, credit };
    await work.started(stored);
    return stored;
  }

  private async clip(work: Work): Promise<Outcome> {
    const { job, step, subject, signal, report } = work;
    const shot = await this.reader.shot(subject);
    const { plan, lines } = await this.planner.clip(work, shot);
    return this.files.within(step, async (directory) => {
      const silent = join(directory, 'clip.mp4');
      await this.media.clip(plan, silent, signal, report);
      const spoken = await this.files.withVoices(directory, silent, plan.shot.frames, lines, signal);
      const clip = await this.files.save(job.user_id, step, silent);
      const whole = await this.files.save(job.user_id, step, spoken);
      const output: ClipOutput = { key: clip.key, frames: plan.shot.frames, lines };
      const video = { ...shot.video, status: 'completed', job_id: job.id, key: whole.key, error: null };
      return {
        output,
        apply: async (transaction) => {
          await this.files.keepFor(transaction, whole.id, shot.id);
          await saveVideo(transaction, shot.id, { ...video, provider: shot.video.provider });
          transaction.emit('shot.completed', { shot_id: shot.id, video_url: mediaLink(whole.key) });
        },
      };
    });
  }

  private async card({ job, step, subject, inputs, signal, report }: Work, kind: 'title' | 'end'): Promise<Outcome> {
    const shot = await this.reader.shot(subject);
    const [board] = [...inputs].filter(([item]) => item.startsWith('board:')).map(([, output]) => output);
    const picture = inputs.get(`picture:${subject}`) as PictureOutput;
    const plan = this.planner.card(job, kind, board as EpisodePlan, picture, shotSizeOf(shot.form_data.shot_type));
    return this.files.within(step, async (directory) => {
      const path = join(directory, `${kind}.mp4`);
      await this.media.clip(plan, path, signal, report);
      const asset = await this.files.save(job.user_id, step, path);
      return { output: { key: asset.key, frames: plan.shot.frames } satisfies CardOutput };
    });
  }
}

async function saveVideo(transaction: JobTransaction, shotId: string, video: object): Promise<void> {
  await transaction.em.execute('update shots set video = ?::jsonb, updated_at = now() where id = ?', [
    JSON.stringify(video),
    shotId,
  ]);
}
