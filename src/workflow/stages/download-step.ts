import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { AppError, JobError } from '../../common/errors.js';
import { SafeFetch } from '../../common/safe-fetch.js';
import { UploadIntake } from '../../uploads/upload-intake.js';
import { type UploadFile } from '../../uploads/upload-file.js';
import { UploadsService } from '../../uploads/uploads.service.js';
import { type DownloadOutput } from '../film-plan.js';
import { Scratch } from '../scratch.js';
import { type Task, type Work } from '../stage.js';
import { ShotMedia } from './shot-media.js';

const DOWNLOAD_TIMEOUT_MS = 60_000;
const MAX_PICTURE_BYTES = 10 * 1024 * 1024;

/** Fetches the picture that a request names, once: from then on it is an upload like others. */
@Injectable()
export class DownloadStep {
  constructor(
    private readonly safeFetch: SafeFetch,
    private readonly intake: UploadIntake,
    private readonly uploads: UploadsService,
    private readonly scratch: Scratch,
    private readonly shots: ShotMedia,
  ) {}

  task(work: Work): Task<DownloadOutput> {
    const { step } = work;
    const earlier = step.output as DownloadOutput | null;
    return {
      make: async () => ({ output: earlier ?? (await this.keep(work, await this.fetch(work))) }),
      apply: (transaction, { output: { key } }) => this.shots.hold(transaction, step, key),
    };
  }

  private fetch({ job, step, signal }: Work): Promise<UploadFile> {
    return this.scratch.within(step, async (directory) => {
      const path = join(directory, 'picture');
      const limits = { maxBytes: MAX_PICTURE_BYTES, timeoutMs: DOWNLOAD_TIMEOUT_MS };
      // What it is, is seen when all of it is there.
      await this.safeFetch.download(job.input.pictureUrl ?? '', path, { ...limits, signal, accept: () => true });
      return this.intake.take(path, 'picture', signal).catch(refuse);
    });
  }

  /** Of bytes that the user has uploaded before, the file that is there is used. */
  private async keep({ job, tell }: Work, file: UploadFile): Promise<DownloadOutput> {
    let key: string | null = null;
    try {
      if (file.kind !== 'image') {
        throw noPicture();
      }
      const upload = await tell(({ em }) => this.uploads.adopt(em, job.user_id, file));
      key = upload.key;
      return { key, upload_id: upload.id };
    } finally {
      if (key !== file.key) {
        await this.intake.discard(file);
      }
    }
  }
}

function noPicture(cause?: unknown): JobError {
  return new JobError('DOWNLOAD_FAILED.kind', { retryable: false, cause });
}

/** What an upload would be refused for. */
function refuse(error: unknown): never {
  throw error instanceof AppError ? noPicture(error) : error;
}
