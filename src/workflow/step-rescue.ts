import { JobError } from '../common/errors.js';
import { isFinal } from '../jobs/job.machine.js';
import { type JobTransaction, type StepRow } from '../jobs/ledger.js';
import { abandonCalls } from '../jobs/open-calls.js';
import { MAX_CRASHES } from './failure-policy.js';
import { failJob, failureOf } from '../jobs/job-failure.js';
import { type LostStep } from './step-ledger.js';
import { NO_TRY } from './step-move.js';

/**
 * Takes a step from a worker that has gone: it is queued again, or ends with its job; after too many crashes the job ends
 * with it. False where somebody else was faster, or the worker has come back. It is one transaction: a job that goes on
 * with a failed step would go on for ever.
 */
export async function rescueStep(transaction: JobTransaction, { id, fence, lease }: LostStep): Promise<boolean> {
  const [step] = await transaction.em.execute<StepRow[]>(
    `update job_steps set crashes = crashes + 1, lease_until = null,
       state = case when ? then 'cancelled' when crashes + 1 >= ? then 'failed' else 'queued' end,
       attempt = case when crashes + 1 < ? then ${NO_TRY} else attempt end,
       cost_reserved = case when operation is null then 0 else cost_reserved end
     where id = ? and fence = ? and state = 'running' and lease_until = ?::timestamptz returning *`,
    [isFinal(transaction.job.state), MAX_CRASHES, MAX_CRASHES, id, fence, lease],
  );
  if (!step) {
    return false;
  }
  // What its worker has asked and not heard is lost with it; of a generation, the step's next run decides.
  if (step.state !== 'queued' || step.operation === null) {
    await abandonCalls(transaction, [id]);
  }
  if (step.state === 'queued') {
    transaction.wake(step.queue);
    return true;
  }
  const error = new JobError('STEP_CRASHED');
  const failure = failureOf(error, step);
  await transaction.em.execute(
    `update job_steps set operation = null, cost_reserved = 0, completed_at = now(),
       error = case when state = 'failed' then ?::jsonb else error end
     where id = ?`,
    [JSON.stringify(failure), id],
  );
  await failJob(transaction, failure);
  return true;
}
