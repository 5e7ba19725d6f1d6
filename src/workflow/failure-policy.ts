import { AppError, JobError } from '../common/errors.js';
import { Random } from '../common/random.js';

export const MAX_ATTEMPTS = 3;
export const MAX_CRASHES = 3;
const FIRST_DELAY_MS = 2000;
const LONGEST_DELAY_MS = 120_000;

/** How soon a vendor that works for us is asked again when asking has failed, in times of its usual questions. */
const ASK_AGAIN_POLLS = { least: 1, most: 2 };

export type Decision = { kind: 'retry' | 'ask again'; delayMs: number } | { kind: 'fail' };

export interface Try {
  /** From 1. */
  attempt: number;
  /** Of the jitter. */
  seed: string;
  /** A vendor has the work in hand: to start it again would pay for it twice. */
  isStarted: boolean;
  /** The shortest time between two questions to a vendor. */
  pollMs: number;
}

/** Whether a failed step is tried again, from what its error says of itself and nothing else. */
export function decide(error: JobError, { attempt, seed, isStarted, pollMs }: Try): Decision {
  const random = new Random(`${seed}:${attempt}`);
  const atLeast = error.retryAfterMs ?? 0;
  // Started again, it would be paid for again.
  if (!error.retryable || (isStarted && error.code === 'STEP_TIMED_OUT')) {
    return { kind: 'fail' };
  }
  // What has ended has its bill; anything else is trouble on the way, and the step's time limit bounds it.
  if (isStarted && error.billedUsd === null && !error.passedOn) {
    const jittered = pollMs * random.between(ASK_AGAIN_POLLS.least, ASK_AGAIN_POLLS.most);
    return { kind: 'ask again', delayMs: Math.round(Math.max(jittered, atLeast)) };
  }
  // Who has let it down is not asked for it again, so somebody else always gets a try.
  if (attempt >= MAX_ATTEMPTS && !error.passedOn) {
    return { kind: 'fail' };
  }
  const ceiling = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
  return { kind: 'retry', delayMs: Math.round(Math.max(random.between(ceiling / 2, ceiling), atLeast)) };
}

/** Anything thrown, as a failure of a job. Foreign messages stay in `cause`, where only the log sees them. */
export function asJobError(thrown: unknown): JobError {
  if (thrown instanceof JobError) {
    return thrown;
  }
  if (thrown instanceof AppError && thrown.code === 'CONTENT_REJECTED') {
    return new JobError('CONTENT_REJECTED', { cause: thrown });
  }
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC') {
    return new JobError('NO_SPACE', { cause: thrown });
  }
  return new JobError('INTERNAL_ERROR', { cause: thrown });
}
