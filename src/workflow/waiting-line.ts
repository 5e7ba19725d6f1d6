import { type NotNow } from '../ai/provider.errors.js';
import { type JobTransaction, type StepRow } from '../jobs/ledger.js';
import { type QueueName } from '../jobs/plan.js';
import { moveStep } from './step-move.js';

/** Two come back so far apart at least, however few they are. */
const SPREAD_MS = 500;
/** Nobody waits longer without a look: whoever is to call them may have died. */
const LONGEST_MS = 120_000;

/** SQL: a step that waits until provider `?` may be asked; `provider` says whom it waits for. */
const IN_LINE = `state = 'waiting' and operation is null and provider = ?`;

/** Lets our step wait until a provider may be asked. That was no try; the more wait, the less often each one looks. */
export async function waitInLine(
  transaction: JobTransaction,
  step: StepRow,
  { provider, afterMs, everyMs }: NotNow,
): Promise<void> {
  const [row] = await transaction.em.execute<{ count: number }[]>(
    `select count(*)::int as count from job_steps where ${IN_LINE}`,
    [provider],
  );
  const spreadMs = Math.max(SPREAD_MS, everyMs * (row?.count ?? 0));
  const delayMs = afterMs + Math.random() * Math.min(spreadMs, LONGEST_MS);
  await moveStep(
    transaction,
    step,
    `state = 'waiting', run_after = now() + make_interval(secs => ?),
       attempt = case when operation is null then greatest(attempt - 1, 0) else attempt end,
       provider = case when operation is null then ? else provider end`,
    [delayMs / 1000, provider],
  );
  transaction.wakeLater(step.queue, delayMs);
}

/** A provider has one call of ours less in hand: whose turn is next among those who wait for it is queued. */
export async function callNext(transaction: JobTransaction, provider: string): Promise<void> {
  const rows = await transaction.em.execute<{ queue: QueueName }[]>(
    `update job_steps set state = 'queued', run_after = now() where id = (
       select id from job_steps s where ${IN_LINE}
         and exists (select 1 from jobs j where j.id = s.job_id and j.state in ('pending', 'running'))
       order by priority desc, turn, id limit 1 for update skip locked)
     returning queue`,
    [provider],
  );
  for (const { queue } of rows) {
    transaction.wake(queue);
  }
}
