import { Inject, Injectable } from '@nestjs/common';
import { LOCAL, ModelRegistry, type ModelOf, parseModelId } from '../ai/model-registry.js';
import {
  Call,
  type Footage,
  type FootageRequest,
  type ImageModel,
  type Operation,
  type Picture,
  type PictureRequest,
  type Usage,
  type VideoModel,
} from '../ai/ports.js';
import { ProviderChain, type ChainWish } from '../ai/provider-chain.js';
import { callbackUrl, endOf, type Question } from '../ai/provider-calls.js';
import { isThrottled, NotNow } from '../ai/provider.errors.js';
import { ProviderLimits } from '../ai/provider-limits.js';
import { CONFIG, type Config } from '../common/config.js';
import { JobError } from '../common/errors.js';
import { isLetDown, letDownBy } from './let-down.js';
import { countSilence, endSilence } from './silence.js';
import { Spending, type StoredOperation } from './spending.js';
import { type Credit, type Quote, type Work } from './stage.js';
import { FenceLost } from './step-move.js';

/** No vendor's: what our own crew makes is known beforehand. */
export function isOurs({ model }: { model: string | undefined }): boolean {
  return model !== undefined && parseModelId(model).provider === LOCAL;
}

/** Capabilities whose work takes its time at the vendor. */
interface Generations {
  image: { model: ImageModel; request: PictureRequest; result: Picture };
  video: { model: VideoModel; request: FootageRequest; result: Footage };
}

/** What is to be generated, and by whom. */
export interface GenerationOrder<Capability extends keyof Generations> {
  capability: Capability;
  wish: ChainWish;
  /** What it costs at most, in USD. */
  quote: (model: Generations[Capability]['model']) => number;
  /** What the vendor counts for it. */
  usage: (model: Generations[Capability]['model']) => Usage;
  request: (model: Generations[Capability]['model']) => Promise<Generations[Capability]['request']>;
}

export interface Generated<Result> {
  result: Result;
  credit: Credit;
  /** What is to be booked for it; absent where that is done. */
  costUsd?: number;
  usage?: Usage;
}

/** Whose work it was, and what is to be booked for it; no cost where that is done. */
type Paid = Pick<Generated<unknown>, 'credit' | 'costUsd'>;

/** What `operation` of a step holds of a generation. `silent`: questions about it that nobody has answered, in a row. */
type StoredGeneration = StoredOperation<Credit & { estimateUsd?: number }> & { silent?: unknown };

/** A start that is under way when its step is stopped gets this long to tell its name: only then it can be cancelled. */
const START_GRACE_MS = 10_000;

/** How steps ask providers: each call is written down and paid for, and none is begun twice. */
@Injectable()
export class VendorCalls {
  constructor(
    private readonly chain: ProviderChain,
    private readonly models: ModelRegistry,
    private readonly spending: Spending,
    private readonly limits: ProviderLimits,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl' | 'allowPrivateUrls' | 'providers'>,
  ) {}

  /** Whose work a result depends on (see `ProviderChain.preferred`). */
  preferred(capability: keyof ModelOf, wish: ChainWish): ReturnType<ProviderChain['preferred']> {
    return this.chain.preferred(capability, wish);
  }

  /** Whether there is anybody to be asked. */
  hasAny(capability: keyof ModelOf): boolean {
    return this.chain.hasAny(capability);
  }

  /** Whom one would ask, and what that would cost at most, in USD. */
  quote<Capability extends keyof ModelOf>(
    capability: Capability,
    wish: ChainWish,
    costOf: (model: ModelOf[Capability]) => number,
  ): Quote {
    const model = this.chain.resolve(capability, wish).models[0] as ModelOf[Capability];
    return { provider: model.provider, model: model.model, costUsd: costOf(model) };
  }

  /** So many pictures are looked at by the model whose pictures one wants. */
  mostReferences(wish: ChainWish): number {
    return this.chain.resolve('image', wish).models[0]?.maxReferences ?? 0;
  }

  /** Lets the first provider that can do it answer. */
  async ask<Capability extends keyof ModelOf, T>(
    { step, signal, tell }: Pick<Work, 'step' | 'signal' | 'tell'>,
    capability: Capability,
    wish: ChainWish,
    question: Question<ModelOf[Capability], T>,
  ): Promise<{ value: T; credit: Credit }> {
    const letDown = await letDownBy({ step, tell }, capability);
    const request = { ...wish, attempt: step.attempt, signal, letDown };
    const { value, ...credit } = await this.chain.run(capability, request, (model) =>
      model.provider === LOCAL
        ? question.call(model, new Call(signal))
        : this.spending.once(step, signal, { capability, model }, question),
    );
    return { value, credit };
  }

  /** Starts a generation once, then asks about it until it ends; `again` gives the slot back until then. */
  async generate<Capability extends keyof Generations>(
    work: Work,
    order: GenerationOrder<Capability>,
  ): Promise<Generated<Generations[Capability]['result']> | { again: number }> {
    const stored = work.step.operation as StoredGeneration | null;
    if (stored?.operation) {
      return this.poll(work, order, { ...stored, operation: stored.operation });
    }
    if (stored) {
      await this.giveUp(work, stored.credit);
    }
    return this.begin(work, order);
  }

  /** An intent without a name: who started it has gone. Only what costs nothing is started again. */
  private async giveUp(work: Work, { provider, estimateUsd }: StoredGeneration['credit']): Promise<void> {
    if (estimateUsd !== 0) {
      throw new JobError('START_UNCONFIRMED.clip', { provider, retryable: false, unconfirmed: true });
    }
    // What it is asked for now may be something else than it was then.
    work.step.input_hash = null;
    await work.notStarted();
  }

  private async begin<Capability extends keyof Generations>(
    work: Work,
    order: GenerationOrder<Capability>,
  ): Promise<Generated<Generations[Capability]['result']> | { again: number }> {
    const { capability, wish } = order;
    const letDown = await letDownBy(work, capability);
    const request = { ...wish, attempt: work.step.attempt, signal: work.signal, letDown };
    let by: Generations[Capability]['model'] | undefined;
    const { value, ...credit } = await this.chain.run(capability, request, (model) => {
      by = model;
      return this.start(work, order, by);
    });
    const { started, call, estimateUsd } = value;
    if (started.state === 'done') {
      if (by && by.provider !== LOCAL) {
        await work.finished(endOf(by, call, estimateUsd));
      }
      return { result: started.result, credit };
    }
    const { operation } = started;
    await work.started({ credit, operation }).catch(async (error: unknown) => {
      // Somebody else has the step: what we have started must not go on at our cost.
      if (error instanceof FenceLost) {
        await by?.cancel(operation, AbortSignal.timeout(START_GRACE_MS)).catch(() => undefined);
      }
      throw error;
    });
    return this.poll(work, order, { credit, operation });
  }

  /** Writes the intent down before the start; an error that says that nothing was started takes it back. */
  private async start<Capability extends keyof Generations>(
    work: Work,
    { capability, quote, request }: GenerationOrder<Capability>,
    model: Generations[Capability]['model'],
  ) {
    const asked = (await request(model)) as PictureRequest & FootageRequest;
    const estimateUsd = quote(model);
    const { provider } = model;
    if (provider === LOCAL) {
      const call = new Call(work.signal);
      return { started: await model.start(asked, call), call, estimateUsd };
    }
    const id = await work.spend({ capability, provider, model: model.model, estimateUsd });
    const call = new Call(delayed(work.signal, START_GRACE_MS), callbackUrl(this.config, provider, id));
    try {
      return { started: await model.start(asked, call), call, estimateUsd };
    } catch (error) {
      if (error instanceof JobError && !error.unconfirmed) {
        await work.notStarted(error.code);
      }
      throw error;
    }
  }

  private async poll<Capability extends keyof Generations>(
    work: Work,
    order: GenerationOrder<Capability>,
    { credit, operation, silent }: StoredGeneration & { operation: Operation },
  ): Promise<Generated<Generations[Capability]['result']> | { again: number }> {
    const id = `${credit.provider}:${credit.model}`;
    const model = this.models.find(order.capability, id) as Generations[Capability]['model'] | null;
    if (!model) {
      throw new JobError('PROVIDER_UNAVAILABLE.removed', { provider: id });
    }
    // It has refused somebody: asked by everybody else, too, it would refuse them one by one.
    const restMs = await this.limits.restOf(credit.provider);
    if (restMs > 0) {
      throw new NotNow(credit.provider, restMs);
    }
    const status = await model
      .status(operation, work.signal)
      .catch((error: unknown) => this.unanswered(work, order, model, error));
    if (silent !== undefined) {
      await work.tell(endSilence(work.step));
    }
    if (status.state === 'pending') {
      work.report(status.progress ?? 0);
      return { again: status.pollAfterMs };
    }
    const costUsd = status.costUsd ?? order.quote(model);
    if (status.state === 'failed') {
      throw await this.ended(work, order, { credit, costUsd }, status.error);
    }
    return { result: status.result, credit, costUsd, usage: order.usage(model) };
  }

  /** For what comes after a vendor's work: what can't be mended by asking for its result again has ended, with its bill. */
  unusable<Capability extends keyof Generations>(
    work: Work,
    order: GenerationOrder<Capability>,
    paid: Paid,
  ): (error: unknown) => Promise<never> {
    return async (error) => {
      const hasEnded = error instanceof JobError && (!error.retryable || error.code === 'INVALID_OUTPUT');
      throw hasEnded ? await this.ended(work, order, paid, error) : error;
    };
  }

  /**
   * The failure of a vendor's work, with its bill; where somebody else may do it and should, it is that one's turn. Not of
   * what came at once: that was booked as done, so who has made it would be found and asked again.
   */
  private async ended<Capability extends keyof Generations>(
    work: Work,
    { capability, wish }: GenerationOrder<Capability>,
    { credit: { provider }, costUsd }: Paid,
    failure: JobError,
  ): Promise<JobError> {
    if (costUsd === undefined) {
      return failure;
    }
    const isOver =
      isLetDown(failure.code, work.step.attempt) && (await this.hasOther(work, capability, wish, provider));
    return (isOver ? failure.toPassOn() : failure).billed(costUsd);
  }

  /**
   * Asked too often about what it has in hand, a vendor is left alone. One that is silent for long is given up, and so is
   * one that refuses to say: until then the work goes on there, and a key or an account may be put right meanwhile.
   */
  private async unanswered<Capability extends keyof Generations>(
    work: Work,
    { capability, wish }: GenerationOrder<Capability>,
    { provider }: Generations[Capability]['model'],
    error: unknown,
  ): Promise<never> {
    work.signal.throwIfAborted();
    const afterMs = isThrottled(error) ? await this.limits.throttled(provider, error.retryAfterMs) : null;
    if (afterMs !== null) {
      throw new NotNow(provider, afterMs);
    }
    if (!(error instanceof JobError)) {
      throw error;
    }
    const isSilent = await work.tell(countSilence(work.step, this.config.providers.pollMs));
    if (!isSilent || !(await this.hasOther(work, capability, wish, provider))) {
      throw error.ofQuestion();
    }
    throw new JobError('PROVIDER_UNAVAILABLE.silent', {
      ...{ provider, cause: error },
      ...{ unconfirmed: true, passedOn: true },
    });
  }

  /** Whether anybody else may do the work who has not let it down. */
  private async hasOther(
    work: Work,
    capability: keyof Generations,
    wish: ChainWish,
    provider: string,
  ): Promise<boolean> {
    const letDown = await letDownBy(work, capability);
    const { models } = this.chain.resolve(capability, wish);
    return models.some((model) => model.provider !== provider && !letDown.has(model.provider));
  }
}

/** Aborted some time after `signal` is. */
function delayed(signal: AbortSignal, delayMs: number): AbortSignal {
  const later = new AbortController();
  const abort = () => setTimeout(() => later.abort(signal.reason), delayMs).unref();
  if (signal.aborted) {
    abort();
  } else {
    signal.addEventListener('abort', abort, { once: true });
  }
  return later.signal;
}
