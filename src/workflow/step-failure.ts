import { LOCAL } from '../ai/model-registry.js';
import { JobError } from '../common/errors.js';
import { isFinal } from '../jobs/job.machine.js';
import { type JobTransaction, type StepRow } from '../jobs/ledger.js';
import { abandonCalls } from '../jobs/open-calls.js';
import { decide } from './failure-policy.js';
import { failJob, failureOf } from '../jobs/job-failure.js';
import { PORTRAIT } from '../jobs/plan.js';
import { recordQuality } from '../jobs/quality-report.js';
import { GateFailure } from './quality.js';
import { MADE_BY_VENDORS, MAX_SOFTENED } from './shot-redo.js';
import { book } from './spending.js';
import { type StepEnd } from './step-log.js';
import { askLater, moveStep, NO_TRY } from './step-move.js';

/** How a run has failed. */
export interface RunFailure {
  error: JobError;
  /** It was stopped from outside. */
  isStopped: boolean;
  /** The shortest time between two questions to a vendor. */
  pollMs: number;
}

/** Writes down that a run has failed, or was stopped from outside, and what it has cost. */
export async function settleFailure(
  transaction: JobTransaction,
  step: StepRow,
  { error, isStopped, pollMs }: RunFailure,
): Promise<StepEnd> {
  if (isFinal(transaction.job.state)) {
    if (error.billedUsd !== null) {
      await book(transaction, step, { costUsd: error.billedUsd, state: 'failed', errorCode: error.code });
    }
    return releaseStep(transaction, step);
  }
  // What has ended with a bill has ended, whoever is stopped: asked once more, it would be booked twice.
  if (isStopped && error.billedUsd === null) {
    return releaseStep(transaction, step);
  }
  return retryOrFail(transaction, step, error, pollMs);
}

/** Hands a step back (shutdown) or lets it go with its job (cancelled). */
export async function releaseStep(transaction: JobTransaction, step: StepRow): Promise<StepEnd> {
  if (isFinal(transaction.job.state)) {
    await abandonCalls(transaction, [step.id]);
    await moveStep(
      transaction,
      step,
      `state = 'cancelled', operation = null, cost_reserved = 0, completed_at = now()`,
      [],
    );
    return { outcome: 'cancelled' };
  }
  await moveStep(
    transaction,
    step,
    `state = 'queued', run_after = now(),
       attempt = ${NO_TRY}`,
    [],
  );
  transaction.wake(step.queue);
  return { outcome: 'released' };
}

async function retryOrFail(
  transaction: JobTransaction,
  step: StepRow,
  thrown: JobError,
  pollMs: number,
): Promise<StepEnd> {
  const call = await callOf(transaction, step);
  const provider = thrown.provider ?? call.provider;
  // What was thrown says nothing of a call that was to be paid, and nobody has taken it back: it may be under way.
  const error = call.isUnnamed && !thrown.unconfirmed ? unconfirmed(thrown, provider) : thrown;
  const shot = refusedShot(step, error);
  const softens = isSoftened(step, error);
  const failure = failureOf(shot === null ? error : refusalOf(shot, provider, error), step);
  const decision = softens
    ? ({ kind: 'retry', delayMs: 0 } as const)
    : decide(error, { attempt: step.attempt, seed: step.id, isStarted: call.isStarted, pollMs });
  if (decision.kind === 'ask again') {
    await askLater(transaction, step, { afterMs: decision.delayMs, calledMs: error.retryAfterMs ?? 0 });
    return { outcome: 'again', provider, model: call.model, error };
  }
  // What a vendor has in hand, and has not ended, may be billed whatever went wrong here.
  const isUnknown =
    error.unconfirmed || error.code === 'STEP_TIMED_OUT' || (call.isStarted && error.billedUsd === null);
  const costUsd = await book(transaction, step, {
    state: !isUnknown ? 'failed' : call.isStarted ? 'abandoned' : 'unconfirmed',
    costUsd: isUnknown ? null : (error.billedUsd ?? 0),
    errorCode: error.code,
  });
  if (decision.kind === 'retry') {
    // Not queued: claims would read over all that wait for their next try.
    await moveStep(
      transaction,
      step,
      `state = 'waiting', operation = null, cost_reserved = 0, error = ?::jsonb, softened = softened + ?,
         run_after = now() + make_interval(secs => ?)`,
      [JSON.stringify(failure), softens ? 1 : 0, decision.delayMs / 1000],
    );
    transaction.wakeLater(step.queue, decision.delayMs);
    transaction.emit('step.retrying', {
      stage: step.stage,
      item: step.item,
      attempt: step.attempt,
      error: { code: error.code, message: error.message },
    });
    return { outcome: 'retry', provider, model: call.model, costUsd, error };
  }
  await moveStep(
    transaction,
    step,
    `state = 'failed', operation = null, cost_reserved = 0, error = ?::jsonb, completed_at = now()`,
    [JSON.stringify(failure)],
  );
  if (thrown instanceof GateFailure) {
    await recordQuality(transaction, [{ item: thrown.item ?? step.item, checks: thrown.checks }]);
  }
  await failJob(transaction, failure);
  return { outcome: 'failed', provider, model: call.model, costUsd, error };
}

/** The shot whose picture or footage a vendor did not want to make; null where it is something else that failed. */
function refusedShot({ item }: StepRow, { code }: JobError): string | null {
  const [part = '', shot] = item.split(':');
  return code === 'CONTENT_REJECTED' && MADE_BY_VENDORS.includes(part) ? (shot ?? null) : null;
}

/** Whether what was refused is asked for more gently. A portrait that stays refused is gone without by its next try. */
function isSoftened({ item, softened }: StepRow, { code }: JobError): boolean {
  const [part = ''] = item.split(':');
  if (code !== 'CONTENT_REJECTED') {
    return false;
  }
  return part === PORTRAIT ? softened <= MAX_SOFTENED : MADE_BY_VENDORS.includes(part) && softened < MAX_SOFTENED;
}

function refusalOf(shot: string, provider: string | null, cause: JobError): JobError {
  return new JobError('CONTENT_REJECTED.shot', { provider: provider ?? LOCAL, args: { shot }, cause });
}

interface CallInHand {
  isStarted: boolean;
  /** Written down before it was made, and neither named nor taken back. */
  isUnnamed: boolean;
  provider: string | null;
  model: string | null;
}

/** Whether a vendor works on the step, and which one. */
async function callOf({ em }: JobTransaction, step: StepRow): Promise<CallInHand> {
  const [row] = await em.execute<CallInHand[]>(
    `select operation->>'operation' is not null as "isStarted",
       operation is not null and operation->>'operation' is null as "isUnnamed",
       operation->'credit'->>'provider' as provider, operation->'credit'->>'model' as model
     from job_steps where id = ?`,
    [step.id],
  );
  return row ?? { isStarted: false, isUnnamed: false, provider: null, model: null };
}

function unconfirmed(cause: JobError, provider: string | null): JobError {
  return new JobError('START_UNCONFIRMED.call', {
    provider: provider ?? undefined,
    retryable: false,
    unconfirmed: true,
    cause,
  });
}
