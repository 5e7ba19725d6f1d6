import { isDiskFull } from './disk-full.js';
import { JobError } from './errors.js';

/** Why a file could not be stored. */
export function storageError(cause: unknown): JobError {
  return isDiskFull(cause) ? new JobError('NO_SPACE', { cause }) : new JobError('STORAGE_FAILED', { cause });
}

/** Why a stored file could not be read; what brings it here may also fill the disk. */
export function readError(cause: unknown): JobError {
  return isDiskFull(cause) ? new JobError('NO_SPACE', { cause }) : new JobError('STORAGE_FAILED.read', { cause });
}

/** Of a file that is not there: trying again brings nothing back. */
export function missingError(cause: unknown): JobError {
  return new JobError('STORAGE_FAILED.missing', { cause, retryable: false });
}
