import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { JobError } from '../common/errors.js';
import { Metrics } from '../common/metrics.js';
import { LOCAL, type ModelCapability, type ModelOf } from './model-registry.js';
import { Call, type Provider } from './ports.js';
import { closeCalls, endOf, failedEnd, openCall, type CallEnd, type Question } from './provider-calls.js';
import { ProviderChain, type ChainRequest, type ChainResult } from './provider-chain.js';
import { NotNow } from './provider.errors.js';
import { ProviderLimits } from './provider-limits.js';

/** A person waits: so long for the book, and no longer. */
const BOOK_MS = 1000;

export interface DirectRequest extends Pick<ChainRequest, 'signal'> {
  userId: string;
  /** What vendors have together, so that the last of them does not take the time of those who do it here. */
  vendorsMs: number;
}

interface Asked {
  userId: string;
  capability: ModelCapability;
  model: Provider;
  estimateUsd: number;
}

/** Who fails is not asked again: a person waits for the answer, and the next one is asked. */
const AT_ONCE = { wanted: null, attempt: Infinity, isUrgent: true };

/**
 * Calls of providers for somebody who waits for the answer, and for no job: advice, and what is said of a prompt before
 * there is a job. They are written down like all others, in transactions of their own: what becomes of the request's own
 * does not undo a call. What can't be written down is asked all the same.
 */
@Injectable()
export class DirectCalls {
  private readonly logger = new Logger('DirectCalls');

  constructor(
    private readonly em: EntityManager,
    private readonly chain: ProviderChain,
    private readonly limits: ProviderLimits,
    private readonly metrics: Metrics,
  ) {}

  /** Lets the first provider that can do it answer; who is busy, slow or down is passed over. */
  ask<Capability extends ModelCapability, T>(
    capability: Capability,
    { userId, vendorsMs, signal }: DirectRequest,
    { quote, call }: Question<ModelOf[Capability], T>,
  ): Promise<ChainResult<T>> {
    const vendors = this.chain.resolve(capability, AT_ONCE).models.filter(({ provider }) => provider !== LOCAL);
    const shareMs = Math.round(vendorsMs / Math.max(1, vendors.length));
    return this.chain.run(capability, { ...AT_ONCE, signal }, (model) => {
      if (model.provider === LOCAL) {
        return call(model, new Call(signal));
      }
      const asked = { userId, capability, model, estimateUsd: quote(model) };
      return this.written(asked, signal, AbortSignal.timeout(shareMs), (each) => call(model, each));
    });
  }

  private async written<T>(
    asked: Asked,
    signal: AbortSignal,
    limit: AbortSignal,
    work: (call: Call) => Promise<T>,
  ): Promise<T> {
    const { model, estimateUsd } = asked;
    const id = this.open(asked);
    await soon(id);
    const call = new Call(AbortSignal.any([signal, limit]));
    try {
      const value = await work(call);
      await this.close(id, model, endOf(model, call, estimateUsd));
      return value;
    } catch (thrown) {
      const error = limit.aborted && !(thrown instanceof JobError) ? tooSlow(model.provider, thrown) : thrown;
      await this.close(id, model, failedEnd(model, call, estimateUsd, error));
      throw error;
    }
  }

  /** The row's id; null where it could not be written. */
  private async open({ userId, capability, model, estimateUsd }: Asked): Promise<string | null> {
    const { provider, model: name } = model;
    const none = { jobId: null, stepId: null, attempt: 1 };
    const call = { ...none, userId, capability, provider, model: name, estimateUsd };
    try {
      // A fork knows nothing of the request's own transaction.
      return await this.em.fork().transactional((em) => openCall(em, call, this.limits.of(provider)));
    } catch (error) {
      if (error instanceof NotNow) {
        await this.limits.giveBack(provider);
        throw error;
      }
      this.logger.warn('A call of a vendor could not be written down', { provider }, error);
      return null;
    }
  }

  private async close(opened: Promise<string | null>, { provider }: Provider, end: CallEnd): Promise<void> {
    if (end.costUsd) {
      this.metrics.providerCost.inc({ provider }, end.costUsd);
    }
    const closed = opened
      .then((id) => (id === null ? [] : closeCalls(this.em.fork(), 'id', id, end)))
      .catch((error: unknown) => this.logger.warn('The end of a call could not be written down', { provider }, error));
    await soon(closed);
  }
}

/** Waits for it, but not for long; what fails in time is thrown. */
async function soon(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, BOOK_MS)));
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/**
 * A vendor that takes longer has not answered: the next one is asked. Its circuit does not count that, for films, which
 * have more patience, would lose the vendor with it: that is what `retryable: false` says. A vendor that rests already
 * goes on resting.
 */
function tooSlow(provider: string, cause: unknown): JobError {
  return new JobError('PROVIDER_UNAVAILABLE.timeout', { provider, retryable: false, cause });
}
