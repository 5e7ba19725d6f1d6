import { type NotNow } from '../ai/provider.errors.js';
import { IN_LINE } from '../jobs/free-places.js';
import { type JobTransaction, type StepRow } from '../jobs/ledger.js';
import { moveStep, NO_TRY } from './step-move.js';

/** Two come back so far apart at least, however few they are. */
const SPREAD_MS = 500;
/** Nobody waits longer without a look: whoever is to call them may have died. */
const LONGEST_MS = 120_000;

/**
 * Lets our step wait until a provider may be asked. That was no try; the more wait, the less often each one looks. Where
 * the provider has its work in hand, those who ask about theirs are the others, and who was called back asks first.
 */
export async function waitInLine(
  transaction: JobTransaction,
  step: StepRow,
  { provider, afterMs, everyMs }: NotNow,
): Promise<void> {
  const most = Math.ceil(LONGEST_MS / everyMs);
  const [row] = await transaction.em.execute<{ others: number; isCalled: boolean }[]>(
    `select operation is not null and woken_at is not null as "isCalled", case when operation is null
         then (select count(*) from (select 1 from job_steps where ${IN_LINE} limit ?) waiting)
         else (select count(*) from provider_calls c where c.provider = ? and c.state = 'started')
       end::int as others
     from job_steps where id = ? for no key update`,
    [provider, most, provider, step.id],
  );
  const { others = 0, isCalled = false } = row ?? {};
  const spreadMs = isCalled ? 0 : Math.min(Math.max(SPREAD_MS, everyMs * others), LONGEST_MS);
  const delayMs = afterMs + Math.random() * spreadMs;
  await moveStep(
    transaction,
    step,
    `state = 'waiting', run_after = now() + make_interval(secs => ?), attempt = ${NO_TRY},
       waits_for = case when operation is null then ? end`,
    [delayMs / 1000, provider],
  );
  transaction.wakeLater(step.queue, delayMs);
}
