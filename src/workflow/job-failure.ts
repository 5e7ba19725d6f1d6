import { JobError } from '../common/errors.js';
import { type JobFailure } from '../jobs/job.entity.js';
import { isFinal } from '../jobs/job.machine.js';
import { type JobTransaction, type StepRow } from '../jobs/ledger.js';
import { adviceFor } from './advice.js';

/** Stops a run whose worker has not seen yet that the job has ended: the step goes with its job. */
export function jobHasEnded(): JobError {
  return new JobError('INTERNAL_ERROR', 'The job has ended');
}

export function failureOf(error: JobError, step: Pick<StepRow, 'stage'>): JobFailure {
  return {
    code: error.code,
    message: error.message,
    stage: step.stage,
    provider: error.provider,
    // What may be under way is never started again by us; its user may decide to.
    retryable: error.retryable || error.unconfirmed,
    advice: adviceFor(error.code),
  };
}

export async function failJob(transaction: JobTransaction, failure: JobFailure): Promise<void> {
  if (isFinal(transaction.job.state)) {
    return;
  }
  await transaction.cancelWaitingSteps();
  await transaction.moveJob('failed', { error: failure });
  transaction.emit('job.failed', { error: failure });
}
