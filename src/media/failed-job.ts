import { JobError } from '../common/errors.js';
import { type MediaFailure } from './media-failure.js';

/** A failure as jobs know it. A full disk is told without the tool's words for it. */
export function failureOf({ code, message }: MediaFailure, cause: unknown): JobError {
  return code === 'NO_SPACE'
    ? new JobError(code, { cause })
    : new JobError(`${code}.media`, { args: { words: message }, cause });
}
