import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type Picture } from '../../ai/ports.js';
import { JobError } from '../../common/errors.js';
import { SafeFetch } from '../../common/safe-fetch.js';
import { type StepRow } from '../../jobs/ledger.js';
import { Media, type PictureFacts } from '../../media/media.js';
import { AssetsService } from '../../storage/assets.service.js';
import { type Check } from '../../media/timeline.js';
import { type PictureOutput } from '../film-plan.js';
import { Scratch } from '../scratch.js';
import { pictureChecks } from './picture-check.js';

const DOWNLOAD_TIMEOUT_MS = 60_000;
const MAX_PICTURE_BYTES = 50 * 1024 * 1024;

export interface KeptPicture extends Pick<PictureOutput, 'key' | 'source'> {
  /** Of what we draw ourselves there is nothing to be looked at. */
  checks: Check[];
}

/** Where pictures lie until they are stored: fetched where a vendor has them, and made ours before anybody sees them. */
@Injectable()
export class PictureFiles {
  constructor(
    private readonly safeFetch: SafeFetch,
    private readonly media: Media,
    private readonly scratch: Scratch,
    private readonly assets: AssetsService,
  ) {}

  /** `wanted`: how large it was to be, and who has made it. */
  async keep(
    step: StepRow,
    picture: Picture,
    wanted: { width: number; height: number; provider: string },
    signal: AbortSignal,
  ): Promise<KeptPicture> {
    const use = { kind: 'step' as const, subjectId: step.id };
    if (picture.kind === 'bytes' && picture.drawn) {
      const file = { buffer: picture.bytes, mime: picture.mime, ext: picture.mime.slice('image/'.length) };
      const { key } = await this.assets.save(step.user_id, file, use, signal);
      return { key, source: { kind: 'drawn', scene: picture.drawn }, checks: [] };
    }
    return this.scratch.within(step, async (directory) => {
      const foreign = join(directory, 'picture');
      const path = join(directory, 'clean');
      await this.bring(picture, foreign, signal);
      const measured = await this.measure(foreign, path, signal).catch(refuse(wanted.provider));
      const { format } = measured;
      const { key } = await this.assets.save(step.user_id, { path, mime: `image/${format}`, ext: format }, use, signal);
      return { key, source: { kind: 'still', key }, checks: pictureChecks(measured, wanted) };
    });
  }

  /** Makes the picture anew at `path`, and looks at it. */
  private async measure(
    foreign: string,
    path: string,
    signal: AbortSignal,
  ): Promise<PictureFacts & { contrast: number }> {
    const facts = await this.media.cleanPicture(foreign, path, signal);
    if (facts.isTooLarge) {
      throw new JobError('INVALID_OUTPUT.media', { args: { words: 'it has too many pixels' } });
    }
    return { ...facts, contrast: await this.media.contrast(path, signal) };
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
function refuse(provider: string): (error: unknown) => never {
  return (error) => {
    const isPicture = error instanceof JobError && error.code === 'INVALID_OUTPUT';
    const args = { faults: 'it cannot be decoded' };
    throw isPicture ? new JobError('INVALID_OUTPUT.picture_faults', { provider, args, cause: error }) : error;
  };
}
