import { JobError } from '../common/errors.js';
import { DEFAULT_LANGUAGE } from '../common/sentences.js';
import { JobErrorDto } from '../jobs/job-error.dto.js';
import { type JobFailure } from '../jobs/job.entity.js';
import { isFinal } from '../jobs/job.machine.js';
import { type JobTransaction, type StepRow } from '../jobs/ledger.js';

/** Stops a run whose worker has not seen yet that the job has ended: the step goes with its job. */
export function jobHasEnded(): JobError {
  return new JobError('INTERNAL_ERROR.ended');
}

export function failureOf(error: JobError, step: Pick<StepRow, 'stage'>): JobFailure {
  return {
    code: error.code,
    key: error.key,
    args: error.args,
    message: error.message,
    stage: step.stage,
    provider: error.provider,
    // What may be under way is never started again by us; its user may decide to.
    retryable: error.retryable || error.unconfirmed,
  };
}

export async function failJob(transaction: JobTransaction, failure: JobFailure): Promise<void> {
  if (isFinal(transaction.job.state)) {
    return;
  }
  await transaction.cancelWaitingSteps();
  await transaction.moveJob('failed', { error: failure });
  transaction.emit('job.failed', { error: JobErrorDto.from(failure, DEFAULT_LANGUAGE) });
}
