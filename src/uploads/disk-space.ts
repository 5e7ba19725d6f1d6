import { statfs } from 'node:fs/promises';
import { AppError } from '../common/errors.js';

/** The disk is not ours alone: the database must go on writing. */
const RESERVE_BYTES = 64 * 1024 ** 2;

/** Better to refuse a file than to fill the disk with a half of it. */
export async function requireSpace(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < bytes + RESERVE_BYTES) {
    throw new AppError('NO_SPACE');
  }
}
