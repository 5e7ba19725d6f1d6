import { isDiskFull } from './disk-full.js';
import { JobError } from './errors.js';

/** Why a file could not be stored. */
export function storageError(cause: unknown): JobError {
  return isDiskFull(cause) ? new JobError('NO_SPACE', { cause }) : new JobError('STORAGE_FAILED', { cause });
}
