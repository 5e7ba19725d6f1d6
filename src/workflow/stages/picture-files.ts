import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type Picture } from '../../ai/ports.js';
import { AppError, JobError } from '../../common/errors.js';
import { SafeFetch } from '../../common/safe-fetch.js';
import { type StepRow } from '../../jobs/ledger.js';
import { Media } from '../../media/media.js';
import { AssetsService } from '../../storage/assets.service.js';
import { type PictureOutput } from '../film-plan.js';
import { Scratch } from '../scratch.js';

const DOWNLOAD_TIMEOUT_MS = 60_000;
const MAX_PICTURE_BYTES = 50 * 1024 * 1024;

/** Where pictures lie until they are stored: fetched where a vendor has them, and made ours before anybody sees them. */
@Injectable()
export class PictureFiles {
  constructor(
    private readonly safeFetch: SafeFetch,
    private readonly media: Media,
    private readonly scratch: Scratch,
    private readonly assets: AssetsService,
  ) {}

  async keep(step: StepRow, picture: Picture, signal: AbortSignal): Promise<Pick<PictureOutput, 'key' | 'source'>> {
    const use = { kind: 'step' as const, subjectId: step.id };
    if (picture.kind === 'bytes' && picture.drawn) {
      const file = { buffer: picture.bytes, mime: picture.mime, ext: picture.mime.slice('image/'.length) };
      const { key } = await this.assets.save(step.user_id, file, use, signal);
      return { key, source: { kind: 'drawn', scene: picture.drawn } };
    }
    return this.scratch.within(step, async (directory) => {
      const foreign = join(directory, 'picture');
      const path = join(directory, 'clean');
      await this.bring(picture, foreign, signal);
      const { format, isTooLarge } = await this.media.cleanPicture(foreign, path, signal).catch(refuse);
      if (isTooLarge) {
        throw new JobError('INVALID_OUTPUT.pictures');
      }
      const { key } = await this.assets.save(step.user_id, { path, mime: `image/${format}`, ext: format }, use, signal);
      return { key, source: { kind: 'still', key } };
    });
  }

  private async bring(picture: Picture, path: string, signal: AbortSignal): Promise<void> {
    if (picture.kind === 'bytes') {
      await writeFile(path, picture.bytes);
      return;
    }
    const limits = { maxBytes: MAX_PICTURE_BYTES, timeoutMs: DOWNLOAD_TIMEOUT_MS };
    // What it is, is seen when all of it is there.
    await this.safeFetch.download(picture.url, path, { ...limits, signal, accept: () => true });
  }
}

/** What can't be decoded is no picture. */
function refuse(error: unknown): never {
  const isPictures = error instanceof AppError || (error instanceof JobError && error.code === 'INVALID_OUTPUT');
  throw isPictures ? new JobError('INVALID_OUTPUT.pictures', { cause: error }) : error;
}
