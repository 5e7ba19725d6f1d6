import { type ModelOf } from '../ai/model-registry.js';
import { ATTEMPTS_PER_PROVIDER } from '../ai/provider-chain.js';
import { type JobErrorCode } from '../common/job-error-catalogue.js';
import { type Work } from './stage.js';

/** Ends of work that another provider may bring to a better one: what the same one would end so again, and chance. */
const LATE_ENDS: { certain: JobErrorCode[]; chance: JobErrorCode[] } = {
  certain: ['PROVIDER_REJECTED', 'PROVIDER_AUTH', 'PROVIDER_QUOTA', 'DOWNLOAD_FAILED'],
  chance: ['PROVIDER_UNAVAILABLE', 'INVALID_OUTPUT'],
};

/** Whether work that has ended so is not to be asked for again of who has done it. */
export function isLetDown(code: JobErrorCode, attempt: number): boolean {
  return LATE_ENDS.certain.includes(code) || (LATE_ENDS.chance.includes(code) && attempt >= ATTEMPTS_PER_PROVIDER);
}

interface PastCall {
  provider: string;
  state: string;
  attempt: number;
  code: JobErrorCode;
  isPaid: boolean;
  /** It was under way at the vendor, which had named it. */
  wasInHand: boolean;
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
  const calls = await tell(({ em }) =>
    em.execute<PastCall[]>(
      `select provider, state, attempt, coalesce(error_code, 'INTERNAL_ERROR') as code,
         coalesce(cost_usd, 0) > 0 as "isPaid", operation is not null as "wasInHand"
       from provider_calls
       where step_id = ? and capability = ? and attempt < ?
         and state in ('failed', 'abandoned', 'cancelled', 'unconfirmed')`,
      [step.id, capability, step.attempt],
    ),
  );
  const letDown = new Map<string, string>();
  for (const call of calls) {
    const how = howLetDown(call);
    if (how !== null) {
      letDown.set(call.provider, how);
    }
  }
  return letDown;
}

/** Null: it was not. */
function howLetDown({ state, attempt, code, isPaid, wasInHand }: PastCall): string | null {
  if (wasInHand && state !== 'failed') {
    const isGivenUp = code === 'PROVIDER_UNAVAILABLE';
    return isGivenUp ? 'stopped answering, and what it had in hand counts as paid' : null;
  }
  const isLost = state === 'failed' || state === 'unconfirmed';
  const isOver = wasInHand ? isLetDown(code, attempt) : isLost && isPaid && attempt >= ATTEMPTS_PER_PROVIDER;
  return isOver ? `failed: ${code}` : null;
}
