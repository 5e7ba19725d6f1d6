import { statfs } from 'node:fs/promises';
import { AppError } from '../common/errors.js';

/** The disk is not ours alone: the database must go on writing. */
const RESERVE_BYTES = 64 * 1024 ** 2;

/** What one file that comes in may still write to a disk. Better to refuse a file than to fill the disk with a half of it. */
export class SpaceClaim {
  /** To all files that come in at this process: what is free now is not free for each of them. */
  private static promisedBytes = 0;
  private bytes = 0;

  constructor(private readonly directory: string) {}

  /**
   * Sees to it that so many bytes may be written from now on; NO_SPACE where they do not fit beside what others were
   * promised. Who was promised them before is refused only when the disk is full in spite of that.
   */
  async require(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.directory);
    // From here to the promise nothing is waited for, or two would be promised the same bytes.
    const more = bytes - this.bytes;
    const needed = more > 0 ? SpaceClaim.promisedBytes + more : 0;
    if (bavail * bsize < needed + RESERVE_BYTES) {
      throw new AppError('NO_SPACE');
    }
    this.add(Math.max(0, more));
  }

  /** What has been written is not free any more, and no longer promised. */
  wrote(bytes: number): void {
    this.add(-Math.min(bytes, this.bytes));
  }

  /** Nothing more will be written. */
  release(): void {
    this.add(-this.bytes);
  }

  private add(bytes: number): void {
    this.bytes += bytes;
    SpaceClaim.promisedBytes += bytes;
  }
}
