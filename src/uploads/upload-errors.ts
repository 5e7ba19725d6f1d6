import { AppError } from '../common/errors.js';

export function tooLarge(maxBytes: number): AppError {
  return new AppError('FILE_TOO_LARGE.bytes', { max_bytes: maxBytes });
}

export function tooManyPixels(width: number, height: number): AppError {
  return new AppError('FILE_TOO_LARGE.pixels', { width, height });
}

/** Of a file that begins like a good one. */
export function damaged(options?: ErrorOptions): AppError {
  return new AppError('UNSUPPORTED_FILE_TYPE.damaged', {}, options);
}
