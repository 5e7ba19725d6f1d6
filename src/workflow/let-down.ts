import { type ModelOf } from '../ai/model-registry.js';
import { ATTEMPTS_PER_PROVIDER } from '../ai/provider-chain.js';
import { type JobError } from '../common/errors.js';
import { type JobErrorCode } from '../common/job-error-catalogue.js';
import { type Work } from './stage.js';

/** Ends of work that another provider may bring to a better one: what the same one would end so again, and chance. */
const LATE_ENDS: { certain: JobErrorCode[]; chance: JobErrorCode[] } = {
  certain: ['PROVIDER_REJECTED', 'PROVIDER_AUTH', 'PROVIDER_QUOTA', 'DOWNLOAD_FAILED'],
  chance: ['PROVIDER_UNAVAILABLE', 'INVALID_OUTPUT'],
};

/** Whether work that has ended so is not to be asked for again of who has done it. */
export function isLetDown({ code }: JobError, attempt: number): boolean {
  return LATE_ENDS.certain.includes(code) || (LATE_ENDS.chance.includes(code) && attempt >= ATTEMPTS_PER_PROVIDER);
}

/**
 * Who had a step's work in hand and was given up, or ended it badly (see `isLetDown`), and who was paid and failed when it
 * was somebody else's turn: whom that one keeps waiting would pay for it each time. And how, by provider.
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
      `select provider, case when operation is null or state = 'failed'
           then 'failed: ' || coalesce(error_code, 'INTERNAL_ERROR')
           else 'stopped answering, and what it had in hand counts as paid' end as how
       from provider_calls
       where step_id = ? and capability = ? and attempt < ? and (
         (operation is not null and error_code = 'PROVIDER_UNAVAILABLE'
           and state in ('abandoned', 'cancelled', 'unconfirmed'))
         or (operation is not null and state = 'failed'
           and (error_code = any(?::text[]) or (error_code = any(?::text[]) and attempt >= ?)))
         or (operation is null and attempt >= ? and cost_usd > 0 and state in ('failed', 'unconfirmed')))`,
      [
        ...[step.id, capability, step.attempt],
        ...[arrayOf(LATE_ENDS.certain), arrayOf(LATE_ENDS.chance), ATTEMPTS_PER_PROVIDER],
        ATTEMPTS_PER_PROVIDER,
      ],
    ),
  );
  return new Map(rows.map(({ provider, how }) => [provider, how]));
}

function arrayOf(codes: JobErrorCode[]): string {
  return `{${codes.join(',')}}`;
}
