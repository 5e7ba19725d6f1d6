import { type Degradation } from '../jobs/job.entity.js';
import { type JobTransaction, type StepRow } from '../jobs/ledger.js';

/** A job says once for each stage what it did not get. */
export async function noteDegraded(
  transaction: JobTransaction,
  step: Pick<StepRow, 'stage'>,
  degraded: Omit<Degradation, 'stage'> | null,
): Promise<void> {
  const { job } = transaction;
  if (!degraded || job.degraded.some((entry) => entry.stage === step.stage && entry.wanted === degraded.wanted)) {
    return;
  }
  const entry = { stage: step.stage, ...degraded };
  job.degraded.push(entry);
  await transaction.em.execute('update jobs set degraded = ?::jsonb where id = ?', [
    JSON.stringify(job.degraded),
    job.id,
  ]);
  transaction.emit('job.degraded', entry);
}
