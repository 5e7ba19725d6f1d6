import { AppError, JobError } from '../common/errors.js';
import { Random } from '../common/random.js';

export const MAX_ATTEMPTS = 3;
export const MAX_CRASHES = 3;
const FIRST_DELAY_MS = 2000;
const LONGEST_DELAY_MS = 120_000;

export type Decision = { kind: 'retry'; delayMs: number } | { kind: 'fail' };

/** Whether a failed step is tried again, from what its error says of itself and nothing else. */
export function decide(error: JobError, attempt: number, seed: string): Decision {
  if (!error.retryable || attempt >= MAX_ATTEMPTS) {
    return { kind: 'fail' };
  }
  const ceiling = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
  const jittered = new Random(`${seed}:${attempt}`).between(ceiling / 2, ceiling);
  return { kind: 'retry', delayMs: Math.round(Math.max(jittered, error.retryAfterMs ?? 0)) };
}

/** Anything thrown, as a failure of a job. Foreign messages stay in `cause`, where only the log sees them. */
export function asJobError(thrown: unknown): JobError {
  if (thrown instanceof JobError) {
    return thrown;
  }
  if (thrown instanceof AppError && thrown.code === 'CONTENT_REJECTED') {
    return new JobError('CONTENT_REJECTED', thrown.message, { cause: thrown });
  }
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC') {
    return new JobError('NO_SPACE', 'The disk is full', { cause: thrown });
  }
  return new JobError('INTERNAL_ERROR', 'An unexpected error occurred', { cause: thrown });
}
