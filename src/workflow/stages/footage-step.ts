import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type FootageRequest } from '../../ai/ports.js';
import { type ChainWish } from '../../ai/provider-chain.js';
import { JobError } from '../../common/errors.js';
import { SafeFetch } from '../../common/safe-fetch.js';
import { isCameraMovement } from '../../common/vocabulary.js';
import { type JobTransaction } from '../../jobs/ledger.js';
import { isTooLarge, Media, pictureStream } from '../../media/media.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { Storage } from '../../storage/storage.js';
import { type FootageOutput, type PictureOutput, type StoredSource } from '../film-plan.js';
import { FilmReader, type FilmShot } from '../film-reader.js';
import { type Outcome, type Result, type Task, unknownKey, type Work } from '../stage.js';
import { type GenerationOrder, isOurs, VendorCalls } from '../vendor-calls.js';
import { ClipFiles } from './clip-files.js';
import { pictureAt } from './picture-order.js';
import { ShotMedia } from './shot-media.js';
import { ShownResults } from './shown-results.js';
import { softened } from './softening.js';

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
    private readonly vendors: VendorCalls,
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
      const output: FootageOutput = { source: { kind: 'clip', key }, isOwn: true };
      return {
        make: () => Promise.resolve({ output }),
        foresee: () => output,
        apply: (transaction) => this.shots.hold(transaction, work.step, key),
      };
    }
    const picture = work.inputs.get(`picture:${shot.id}`) as PictureOutput;
    const shown = work.step.operation === null ? await this.shown.footage(work, picture) : null;
    return shown ?? this.ordered(work, shot, picture);
  }

  private ordered(work: Work, shot: FilmShot, picture: PictureOutput): Task<FootageOutput> {
    const { input } = work.job;
    const briefAfter = (times: number): Brief => ({
      prompt: promptOf(shot, times),
      seconds: shot.frames / FRAMES_PER_SECOND,
      aspectRatio: input.aspectRatio,
    });
    const wish = { wanted: input.wanted.video, allowFallback: input.allowFallback };
    const by = this.vendors.preferred('video', wish);
    const { source, isOwn } = picture;
    return {
      facts: () => {
        // Our renderer moves the picture, whatever the words are. All others make what is written, however gently they were
        // asked for: what was refused once is not asked for again by each film.
        return isOurs(by) ? { source, isOwn, by } : { brief: briefAfter(0), picture, by };
      },
      foresee: () => ({ source: isOurs(by) ? source : { kind: 'clip', key: unknownKey() }, isOwn }),
      quote: () => this.vendors.quote('video', wish, (model) => model.quote(briefAfter(work.step.softened))),
      make: () => this.film(work, { brief: briefAfter(work.step.softened), picture, wish }),
      apply: (transaction, result) => this.show(transaction, shot.id, picture, result),
    };
  }

  private async film(work: Work, { brief, picture, wish }: FootageOrder): Promise<Outcome<FootageOutput>> {
    if (work.step.operation === null) {
      await work.tell((transaction) => this.shots.begin(transaction, work.subject, 'video'));
    }
    const order: GenerationOrder<'video'> = {
      capability: 'video',
      wish,
      quote: (model) => model.quote(brief),
      usage: (model) => model.usageOf(brief),
      request: () => this.requestFor(brief, picture, work.signal),
    };
    const generated = await this.vendors.generate(work, order);
    if ('again' in generated) {
      return generated;
    }
    const { result, ...paid } = generated;
    const refuse = this.vendors.unusable(work, order, paid);
    const source: StoredSource =
      result.kind === 'drawn'
        ? picture.source
        : { kind: 'clip', key: await this.bringHome(work, result.url).catch(refuse) };
    return { output: { source, isOwn: picture.isOwn }, ...paid };
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

  /** The file is the vendor's for a short time only; what goes wrong on the way is tried again with a new address. */
  private async bringHome({ job, step, signal }: Work, url: string): Promise<string> {
    return this.files.within(step, async (directory) => {
      const path = join(directory, 'footage.mp4');
      await this.safeFetch.download(url, path, {
        maxBytes: MAX_CLIP_BYTES,
        timeoutMs: DOWNLOAD_TIMEOUT_MS,
        signal,
        accept: isMp4,
      });
      await this.requireClip(path, signal);
      return (await this.files.save(job.user_id, step, path, signal)).key;
    });
  }

  /** Whole to its last packet, and of a size that is ever decoded: else there would be no film, long after it was paid. */
  private async requireClip(path: string, signal: AbortSignal): Promise<void> {
    const { streams } = await this.media.foreign.examine(path, 'mov', signal);
    const pictures = pictureStream({ streams });
    if (!pictures) {
      throw new JobError('INVALID_OUTPUT.pictures');
    }
    if (isTooLarge(pictures.width ?? 0, pictures.height ?? 0)) {
      throw new JobError('INVALID_OUTPUT.media', { args: { words: 'it has too many pixels' } });
    }
  }
}

/** In words. A camera that our renderer does not know may be known to a vendor; of a shot that says nothing, its place. */
function promptOf({ description, form_data, scene }: FilmShot, times: number): string {
  const { motion_prompt, camera_movement } = form_data;
  const camera = isCameraMovement(camera_movement) ? '' : camera_movement;
  const said = [description, motion_prompt, camera];
  return softened({ said, calm: [scene.location, scene.style ?? ''] }, times) || 'A quiet moment';
}

/** ISO base media: the first box is a file type. */
function isMp4(head: Buffer): boolean {
  return head.subarray(4, 8).toString('latin1') === 'ftyp';
}
