import { isFinal } from '../jobs/job.machine.js';
import { type JobTransaction, type Ledger, type StepRow } from '../jobs/ledger.js';
import { jobHasEnded } from '../jobs/job-failure.js';

/**
 * SQL: the attempt of a step that is handed back without a result. It was no try, unless a vendor has it in hand, or was
 * paid in it for what is not kept: then its number is used up, and no second call is made under it.
 */
export const NO_TRY = `case when operation is null and not exists (
     select 1 from provider_calls c where c.step_id = job_steps.id and c.attempt = job_steps.attempt
       and c.created_at >= job_steps.started_at
       and (c.state = 'intended' or (c.cost_usd > 0 and (c.state <> 'done' or job_steps.kept is null))))
   then greatest(attempt - 1, 0) else attempt end`;

/** The fence moved on: another worker has this step, and nothing of ours may be written. */
export class FenceLost extends Error {}

/** Moves our running step; throws when it is no longer ours. `changes` is SQL of ours, with a `?` for each value. */
export async function moveStep(
  transaction: JobTransaction,
  step: StepRow,
  changes: string,
  values: unknown[],
): Promise<void> {
  const rows = await transaction.em.execute<{ id: string }[]>(
    `update job_steps set lease_until = null, ${changes} where id = ? and fence = ? and state = 'running' returning id`,
    [...values, step.id, step.fence],
  );
  if (rows.length === 0) {
    throw new FenceLost();
  }
}

/** Changes something while our step runs; throws when it is no longer ours, or its job has ended. */
export async function withinStep<T>(
  ledger: Ledger,
  step: StepRow,
  change: (transaction: JobTransaction) => Promise<T>,
): Promise<T> {
  const changed = await ledger.within(step.job_id, async (transaction) => {
    if (isFinal(transaction.job.state)) {
      throw jobHasEnded();
    }
    const rows = await transaction.em.execute<object[]>(
      `select 1 from job_steps where id = ? and fence = ? and state = 'running'`,
      [step.id, step.fence],
    );
    if (rows.length === 0) {
      throw new FenceLost();
    }
    return { value: await change(transaction) };
  });
  if (changed === null) {
    throw new FenceLost();
  }
  return changed.value;
}

/** Lets our step wait until its vendor is asked again; `calledMs`: in place of `afterMs`, where the vendor has called meanwhile. */
export async function askLater(
  transaction: JobTransaction,
  step: StepRow,
  { afterMs, calledMs = 0 }: { afterMs: number; calledMs?: number },
): Promise<void> {
  const delayMs = (await isWoken(transaction, step)) ? calledMs : afterMs;
  await moveStep(transaction, step, `state = 'waiting', run_after = now() + make_interval(secs => ?)`, [
    delayMs / 1000,
  ]);
  transaction.wakeLater(step.queue, delayMs);
}

/** Whether its vendor has called since our step was claimed: what we have heard of it may be older than that. */
async function isWoken({ em }: JobTransaction, step: StepRow): Promise<boolean> {
  // Locked until the step waits: a call that comes between would be seen by nobody.
  const [row] = await em.execute<{ isWoken: boolean }[]>(
    'select woken_at is not null as "isWoken" from job_steps where id = ? for no key update',
    [step.id],
  );
  return row?.isWoken ?? false;
}
