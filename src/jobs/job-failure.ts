import { JobError } from '../common/errors.js';
import { DEFAULT_LANGUAGE } from '../common/sentences.js';
import { JobErrorDto } from './job-error.dto.js';
import { type JobFailure } from './job.entity.js';
import { isFinal } from './job.machine.js';
import { type JobTransaction } from './ledger.js';
import { type StageName } from './stages.js';

/** Stops a run whose worker has not seen yet that the job has ended: the step goes with its job. */
export function jobHasEnded(): JobError {
  return new JobError('INTERNAL_ERROR.ended');
}

/** `stage`: null where no step is to blame. */
export function failureOf(error: JobError, { stage }: { stage: StageName | null }): JobFailure {
  return {
    code: error.code,
    key: error.key,
    args: error.args,
    message: error.message,
    stage,
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
