import { AppError, JobError } from '../common/errors.js';

export function tooLarge(maxBytes: number): AppError {
  return new AppError('FILE_TOO_LARGE.bytes', { max_bytes: maxBytes });
}

export function tooManyPixels(width: number, height: number): AppError {
  return new AppError('FILE_TOO_LARGE.pixels', { width, height });
}

/** What was cut short says nothing about the file: whoever sent it is told to come again, and the log why. */
export function unavailableIfCutShort(error: unknown): unknown {
  const isCutShort = error instanceof JobError && ['STEP_TIMED_OUT', 'STEP_CRASHED'].includes(error.code);
  return isCutShort ? new AppError('SERVICE_UNAVAILABLE', {}, { cause: error }) : error;
}

/** Of a file that begins like a good one. */
export function damaged(options?: ErrorOptions): AppError {
  return new AppError('UNSUPPORTED_FILE_TYPE.damaged', {}, options);
}
