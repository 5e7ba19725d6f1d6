import { type JobTransaction, type StepRow } from '../jobs/ledger.js';

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
