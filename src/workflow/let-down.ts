import { type ModelOf } from '../ai/model-registry.js';
import { ATTEMPTS_PER_PROVIDER } from '../ai/provider-chain.js';
import { type Work } from './stage.js';

/**
 * Who had a step's work in hand and was given up, and who was paid and failed when it was somebody else's turn: whom that
 * one keeps waiting would pay for it each time. And how, by provider.
 */
export async function letDownBy(
  { step, tell }: Pick<Work, 'step' | 'tell'>,
  capability: keyof ModelOf,
): Promise<Map<string, string>> {
  if (step.attempt <= 1) {
    return new Map();
  }
  const rows = await tell(({ em }) =>
    em.execute<{ provider: string; how: string }[]>(
      `select provider, case when operation is null then 'failed: ' || coalesce(error_code, 'INTERNAL_ERROR')
           else 'stopped answering, and what it had in hand counts as paid' end as how
       from provider_calls
       where step_id = ? and capability = ? and attempt < ? and (
         (operation is not null and error_code = 'PROVIDER_UNAVAILABLE'
           and state in ('abandoned', 'cancelled', 'unconfirmed'))
         or (operation is null and attempt >= ? and cost_usd > 0 and state in ('failed', 'unconfirmed')))`,
      [step.id, capability, step.attempt, ATTEMPTS_PER_PROVIDER],
    ),
  );
  return new Map(rows.map(({ provider, how }) => [provider, how]));
}
