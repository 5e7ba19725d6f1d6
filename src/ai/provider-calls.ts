import { type EntityManager } from '@mikro-orm/postgresql';
import { type Config, type ProviderLimit } from '../common/config.js';
import { JobError } from '../common/errors.js';
import { type JobErrorCode } from '../common/job-error-catalogue.js';
import { newId } from '../common/uuid.js';
import { type Call, type Capability, type Provider, type Usage } from './ports.js';
import { isAnswerLost, NotNow } from './provider.errors.js';

/** Rows of `provider_calls`: every call of a vendor is one, written before it is made and closed when it has ended. */

/** What is asked of one model. */
export interface Question<Model, T> {
  /** What it costs at most, in USD. */
  quote: (model: Model) => number;
  call: (model: Model, call: Call) => Promise<T>;
}

export interface NewCall {
  userId: string;
  /** Null: advice on a shot, which belongs to no job. */
  jobId: string | null;
  stepId: string | null;
  attempt: number;
  capability: Capability;
  provider: string;
  model: string;
  estimateUsd: number;
}

export interface CallEnd {
  state: 'done' | 'failed' | 'abandoned' | 'unconfirmed';
  /** Null: what was reckoned. */
  costUsd: number | null;
  usage: Usage | null;
  errorCode: JobErrorCode | null;
}

export interface ClosedCall {
  provider: string;
  costUsd: number;
}

/** Who waits for a place is called when one is free; this finds the places that nobody has called for. */
const PLACE_MS = { after: 500, every: 250 };

/**
 * Writes a call down and returns its id; throws NotNow where the vendor has as much of ours in hand as it may. It must be
 * the last thing its transaction does: whoever else wants a place waits for its end.
 */
export async function openCall(em: EntityManager, call: NewCall, { concurrency }: ProviderLimit): Promise<string> {
  if (concurrency !== null) {
    await em.execute('select pg_advisory_xact_lock(hashtext(?))', [`provider:${call.provider}`]);
  }
  const id = newId();
  const rows = await em.execute<object[]>(
    `insert into provider_calls
       (id, user_id, job_id, step_id, attempt, capability, provider, model, state, estimate_usd, created_at, ask_after)
     select ?, ?, ?, ?, ?, ?, ?, ?, 'intended', ?, clock_timestamp(), now()
     where ?::int is null or ?::int > (
       select count(*) from provider_calls where provider = ? and state in ('intended', 'started'))
     returning 1`,
    [
      ...[id, call.userId, call.jobId, call.stepId, call.attempt, call.capability, call.provider, call.model],
      ...[call.estimateUsd, concurrency, concurrency, call.provider],
    ],
  );
  if (rows.length === 0) {
    throw new NotNow(call.provider, PLACE_MS.after, PLACE_MS.every);
  }
  return id;
}

/** Closes a call, or the one that a step has open, and returns it: none where somebody else has closed it. */
export function closeCalls(
  em: EntityManager,
  by: 'id' | 'step_id',
  id: string,
  { state, costUsd, usage, errorCode }: CallEnd,
): Promise<ClosedCall[]> {
  return em.execute<ClosedCall[]>(
    `update provider_calls set state = ?, cost_usd = coalesce(?, estimate_usd), usage = ?::jsonb, error_code = ?,
       settled_at = clock_timestamp()
     where ${by} = ? and state in ('intended', 'started') returning provider, cost_usd as "costUsd"`,
    [state, costUsd, usage && JSON.stringify(usage), errorCode, id],
  );
}

/**
 * Calls of requests whose process died, and of steps that are gone, count as made: there is no step whose next run would
 * look after them, and their places would be taken for ever.
 */
export async function closeForgotten(em: EntityManager): Promise<void> {
  await em.execute(
    `update provider_calls c set state = 'unconfirmed', cost_usd = estimate_usd, settled_at = now()
     where state = 'intended' and created_at < now() - interval '10 minutes'
       and not exists (select 1 from job_steps s where s.id = c.step_id)`,
  );
}

/** Of a call that answered: what the vendor has counted, or where it has not, what was reckoned. */
export function endOf(model: Provider, call: Call, estimateUsd: number): CallEnd {
  const { usage } = call;
  return { state: 'done', costUsd: costOf(model, call, estimateUsd, usage === null), usage, errorCode: null };
}

/** Of a call that failed: a refusal costs nothing, and a call whose answer is lost counts as made. */
export function failedEnd(model: Provider, call: Call, estimateUsd: number, error: unknown): CallEnd {
  const { usage } = call;
  const errorCode = error instanceof JobError ? error.code : null;
  const isLost = isAnswerLost(error) || (errorCode === 'INVALID_OUTPUT' && usage === null);
  const costUsd = costOf(model, call, estimateUsd, isLost);
  return { state: isAnswerLost(error) ? 'unconfirmed' : 'failed', costUsd, usage, errorCode };
}

/** A call may be several requests: where one of them is lost, what was counted of the others is not all of it. */
function costOf(model: Provider, { usage, isCounted }: Call, estimateUsd: number, isLost: boolean): number {
  const countedUsd = usage ? model.costOf(usage) : 0;
  return isLost || !isCounted ? Math.max(estimateUsd, countedUsd) : countedUsd;
}

/**
 * Where a vendor may tell that it has finished a call of ours; null where it can't reach us: vendors call public addresses
 * with TLS only. Who calls there proves with a signature that it is the vendor.
 */
export function callbackUrl(
  { publicUrl, allowPrivateUrls }: Pick<Config, 'publicUrl' | 'allowPrivateUrls'>,
  provider: string,
  callId: string,
): string | null {
  if (publicUrl === null || (!publicUrl.startsWith('https:') && !allowPrivateUrls)) {
    return null;
  }
  return `${publicUrl.replace(/\/+$/, '')}/api/v1/ai/callbacks/${provider}?call=${callId}`;
}
