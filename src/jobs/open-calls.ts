import { type JobTransaction } from './ledger.js';

/** What vendors may have in hand for these steps: the named is cancelled there, the unnamed counts as paid. */
export async function abandonCalls(transaction: JobTransaction, stepIds: string[]): Promise<void> {
  const named = await transaction.em.execute<{ provider: string }[]>(
    `update provider_calls set state = 'abandoned', ask_after = now()
     where step_id = any(?::uuid[]) and state = 'started' returning provider`,
    [`{${stepIds.join(',')}}`],
  );
  transaction.placesFreed(named);
  await bookUnnamed(transaction, stepIds);
}

/** Calls of these steps whose answer never came: nobody can cancel what has no name, so they count as paid. */
export async function bookUnnamed(transaction: JobTransaction, stepIds: string[]): Promise<void> {
  const unnamed = await transaction.em.execute<{ provider: string }[]>(
    `with lost as (
       update provider_calls set state = 'unconfirmed', cost_usd = estimate_usd, settled_at = now()
       where step_id = any(?::uuid[]) and state = 'intended' returning step_id, provider, cost_usd),
     booked as (
       update job_steps s set cost_usd = s.cost_usd + l.cost_usd from lost l where s.id = l.step_id),
     charged as (
       update jobs set cost_usd = cost_usd + coalesce((select sum(cost_usd) from lost), 0) where id = ?)
     select provider from lost`,
    [`{${stepIds.join(',')}}`, transaction.job.id],
  );
  transaction.placesFreed(unnamed);
}
