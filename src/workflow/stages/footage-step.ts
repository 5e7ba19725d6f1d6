import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { ModelRegistry } from '../../ai/model-registry.js';
import { type FootageRequest, type VideoModel, type VideoOperation } from '../../ai/ports.js';
import { type ChainWish, ProviderChain } from '../../ai/provider-chain.js';
import { JobError } from '../../common/errors.js';
import { SafeFetch } from '../../common/safe-fetch.js';
import { isCameraMovement } from '../../common/vocabulary.js';
import { type JobTransaction } from '../../jobs/ledger.js';
import { Media } from '../../media/media.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { Storage } from '../../storage/storage.js';
import { type FootageOutput, type PictureOutput, type StoredSource } from '../film-plan.js';
import { FilmReader, type FilmShot } from '../film-reader.js';
import { type StoredOperation } from '../spending.js';
import { type Credit, type Outcome, type Result, type Task, type Work } from '../stage.js';
import { FenceLost } from '../step-move.js';
import { ClipFiles } from './clip-files.js';
import { pictureAt } from './picture-order.js';
import { ShotMedia } from './shot-media.js';
import { ShownResults } from './shown-results.js';

/** A start that is under way when its step is stopped gets this long to tell its name: only then it can be cancelled. */
const START_GRACE_MS = 10_000;
const DOWNLOAD_TIMEOUT_MS = 5 * 60_000;
const MAX_CLIP_BYTES = 500 * 1024 * 1024;

/** What is asked of a video model, but for the picture. */
type Brief = Omit<FootageRequest, 'image'>;

interface FootageOrder {
  brief: Brief;
  picture: PictureOutput;
  wish: ChainWish;
}

/** A shot's moving pictures by a video model: started once, asked about until it ends, then brought home. */
@Injectable()
export class FootageStep {
  constructor(
    private readonly reader: FilmReader,
    private readonly chain: ProviderChain,
    private readonly models: ModelRegistry,
    private readonly media: Media,
    private readonly files: ClipFiles,
    private readonly shots: ShotMedia,
    private readonly shown: ShownResults,
    private readonly storage: Storage,
    private readonly safeFetch: SafeFetch,
  ) {}

  async prepare(work: Work): Promise<Task<FootageOutput>> {
    const shot = await this.reader.shot(work.subject, work.inputs);
    const { upload_id, source_key: key } = shot.video;
    // What a vendor has in hand already is paid for, whatever the user has chosen since.
    if (upload_id !== null && key !== null && work.step.operation === null) {
      return {
        make: () => Promise.resolve({ output: { source: { kind: 'clip', key }, isOwn: true } }),
        apply: (transaction) => this.shots.hold(transaction, work.step, key),
      };
    }
    const picture = work.inputs.get(`picture:${shot.id}`) as PictureOutput;
    const shown = work.step.operation === null ? await this.shown.footage(work, picture) : null;
    return shown ?? this.ordered(work, shot, picture);
  }

  private ordered(work: Work, shot: FilmShot, picture: PictureOutput): Task<FootageOutput> {
    const { input } = work.job;
    const brief: Brief = {
      prompt: promptOf(shot),
      seconds: shot.frames / FRAMES_PER_SECOND,
      aspectRatio: input.aspectRatio,
    };
    const wish = { wanted: input.wanted.video, allowFallback: input.allowFallback };
    return {
      facts: () => ({ brief, picture, by: this.chain.preferred('video', wish) }),
      make: () => this.film(work, { brief, picture, wish }),
      apply: (transaction, result) => this.show(transaction, shot.id, picture, result),
    };
  }

  private async film(work: Work, order: FootageOrder): Promise<Outcome<FootageOutput>> {
    const { credit, operation } =
      (work.step.operation as StoredOperation<Credit> | null) ?? (await this.begin(work, order));
    const id = `${credit.provider}:${credit.model}`;
    const model = this.models.find('video', id);
    if (operation === null) {
      throw new JobError('START_UNCONFIRMED.clip', {
        provider: credit.provider,
        retryable: false,
        unconfirmed: true,
      });
    }
    if (!model) {
      throw new JobError('PROVIDER_UNAVAILABLE.removed', { provider: id });
    }
    return this.ask(work, order.picture, { model, operation, credit, quoteUsd: model.quote(order.brief) });
  }

  private async begin(work: Work, order: FootageOrder): ReturnType<FootageStep['start']> {
    await work.tell((transaction) => this.shots.begin(transaction, work.subject, 'video'));
    return this.start(work, order);
  }

  private async ask(
    work: Work,
    picture: PictureOutput,
    {
      model,
      operation,
      credit,
      quoteUsd,
    }: { model: VideoModel; operation: VideoOperation; credit: Credit; quoteUsd: number },
  ): Promise<Outcome<FootageOutput>> {
    const status = await model.status(operation, work.signal);
    if (status.state === 'pending') {
      work.report(status.progress ?? 0);
      return { again: status.pollAfterMs };
    }
    const costUsd = status.costUsd ?? quoteUsd;
    if (status.state === 'failed') {
      throw status.error.billed(costUsd);
    }
    const source: StoredSource =
      status.footage.kind === 'drawn'
        ? picture.source
        : { kind: 'clip', key: await this.bringHome(work, status.footage.url, costUsd) };
    return { output: { source, isOwn: picture.isOwn }, credit, costUsd };
  }

  private async show(
    transaction: JobTransaction,
    shotId: string,
    { key: picture_key }: PictureOutput,
    { output: { source }, credit }: Result<FootageOutput>,
  ): Promise<void> {
    const { id: job_id } = transaction.job;
    const source_key = source.kind === 'clip' ? source.key : null;
    const provider = credit?.provider ?? null;
    return this.shots.setVideo(transaction, shotId, { job_id, provider, source_key, picture_key });
  }

  private async requestFor(brief: Brief, { key }: PictureOutput, signal: AbortSignal): Promise<FootageRequest> {
    return { ...brief, image: await pictureAt(await this.storage.pathOf(key, signal)) };
  }

  private async start(
    work: Work,
    { brief, picture, wish }: FootageOrder,
  ): Promise<StoredOperation<Credit> & { operation: VideoOperation }> {
    const { step, signal } = work;
    const request = await this.requestFor(brief, picture, signal);
    let started: VideoModel | null = null;
    const { value: operation, ...credit } = await this.chain.run(
      'video',
      { ...wish, attempt: step.attempt, signal },
      (model) => {
        started = model;
        return startOnce(work, model, request);
      },
    );
    const stored = { operation, credit };
    await work.started(stored).catch(async (error: unknown) => {
      // Somebody else has the step: what we have started must not go on at our cost.
      if (error instanceof FenceLost) {
        await started?.cancel(operation, AbortSignal.timeout(START_GRACE_MS)).catch(() => undefined);
      }
      throw error;
    });
    return stored;
  }

  /** The file is the vendor's for a short time only; what goes wrong on the way is tried again with a new address. */
  private async bringHome({ job, step, signal }: Work, url: string, costUsd: number): Promise<string> {
    return this.files.within(step, async (directory) => {
      const path = join(directory, 'footage.mp4');
      try {
        await this.safeFetch.download(url, path, {
          maxBytes: MAX_CLIP_BYTES,
          timeoutMs: DOWNLOAD_TIMEOUT_MS,
          signal,
          accept: isMp4,
        });
        const { streams } = await this.media.probe(path, signal);
        if (!streams.some(({ type }) => type === 'video')) {
          throw new JobError('INVALID_OUTPUT.pictures');
        }
      } catch (error) {
        const hasEnded = error instanceof JobError && (!error.retryable || error.code === 'INVALID_OUTPUT');
        throw hasEnded ? error.billed(costUsd) : error;
      }
      return (await this.files.save(job.user_id, step, path, signal)).key;
    });
  }
}

/** In words. A camera that our renderer does not know may be known to a vendor; of a shot that says nothing, its place. */
function promptOf({ description, form_data, scene }: FilmShot): string {
  const { motion_prompt, camera_movement } = form_data;
  const camera = isCameraMovement(camera_movement) ? '' : camera_movement;
  const said = [description, motion_prompt, camera].filter(Boolean);
  return (said.length > 0 ? said : [scene.location, scene.style].filter(Boolean)).join('. ') || 'A quiet moment';
}

/** Writes the intent down before a call that costs; an error that says that nothing was started takes it back. */
async function startOnce(work: Work, model: VideoModel, request: FootageRequest): Promise<VideoOperation> {
  const estimateUsd = model.quote(request);
  if (estimateUsd === 0) {
    return model.start(request, work.signal);
  }
  await work.spend({ provider: model.provider, model: model.model, estimateUsd });
  try {
    return await model.start(request, delayed(work.signal, START_GRACE_MS));
  } catch (error) {
    if (error instanceof JobError && !error.unconfirmed) {
      await work.notStarted();
    }
    throw error;
  }
}

/** Aborted some time after `signal` is. */
function delayed(signal: AbortSignal, delayMs: number): AbortSignal {
  const later = new AbortController();
  const abort = () => setTimeout(() => later.abort(signal.reason), delayMs).unref();
  if (signal.aborted) {
    abort();
  } else {
    signal.addEventListener('abort', abort, { once: true });
  }
  return later.signal;
}

/** ISO base media: the first box is a file type. */
function isMp4(head: Buffer): boolean {
  return head.subarray(4, 8).toString('latin1') === 'ftyp';
}
