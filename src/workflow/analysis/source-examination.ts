import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../common/config.js';
import { JobError } from '../../common/errors.js';
import { type ForeignFormat, isTooLarge, Media, type MediaProbe, pictureStream } from '../../media/media.js';

/** Whether a file is a video that can be read to its end, and one of those that are looked at. */
@Injectable()
export class SourceExamination {
  constructor(
    private readonly media: Media,
    @Inject(CONFIG) private readonly config: Pick<Config, 'analysis'>,
  ) {}

  /** Nothing that is refused here will be any better the next time. */
  async examine(path: string, format: ForeignFormat, signal: AbortSignal): Promise<MediaProbe> {
    const probe = await this.media.foreign.examine(path, format, signal).catch(refuseDamaged);
    this.requireVideo(probe);
    return probe;
  }

  private requireVideo(probe: MediaProbe): void {
    const video = pictureStream(probe);
    if (!video) {
      throw new JobError('INVALID_OUTPUT.source_pictures', { retryable: false });
    }
    const { width = 0, height = 0 } = video;
    if (isTooLarge(width, height)) {
      throw new JobError('INVALID_OUTPUT.source_pixels', { args: { width, height }, retryable: false });
    }
    const { maxSec } = this.config.analysis;
    const seconds = probe.durationSec ?? 0;
    if (seconds > maxSec) {
      const args = { seconds: Math.round(seconds), most: maxSec };
      throw new JobError('INVALID_OUTPUT.source_too_long', { args, retryable: false });
    }
  }
}

/** What ffmpeg gives up on is not what it seems to be, and won't be the next time. */
export function refuseDamaged(error: unknown): never {
  throw error instanceof JobError && error.code === 'INVALID_OUTPUT'
    ? new JobError('INVALID_OUTPUT.source_damaged', { retryable: false, cause: error })
    : error;
}
