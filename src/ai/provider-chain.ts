import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { ConfigError } from '../common/environment.js';
import { JobError } from '../common/errors.js';
import { type JobErrorCode } from '../common/job-error-catalogue.js';
import { Metrics } from '../common/metrics.js';
import { inSpan } from '../common/tracing.js';
import { AdminChains } from './admin-chains.js';
import { ACCOUNT_FAILURES, CircuitOpenError, Circuits } from './circuit.js';
import { SETTINGS } from './model-catalogue.js';
import { LOCAL, ModelRegistry, parseModelId, type ModelCapability, type ModelOf } from './model-registry.js';
import { CAPABILITIES } from './ports.js';
import { isThrottled, NotNow } from './provider.errors.js';
import { ProviderLimits } from './provider-limits.js';

/** Somebody else did the work: whom one wanted, who did it, and why. */
export interface Degradation {
  wanted: string;
  used: string;
  why: string;
}

export interface ChainWish {
  /** Ids (`ollama`, `cloud_qwen:qwen-plus`) in order of liking; null: whatever the house takes. */
  wanted: string[] | null;
  /** Only what is wanted (or, where nothing is, the first of the chain) may do it. Default true. */
  allowFallback?: boolean;
  /** A provider whose work was of no use: others are asked instead, where there are any and they may. */
  without?: string;
}

export interface ChainRequest extends ChainWish {
  /** The ledger's attempt, from 1: another provider takes over at the third at the latest. */
  attempt: number;
  signal: AbortSignal;
  /** A person waits for the answer: who is busy is passed over. Without it, NotNow is thrown, and the work waits. */
  isUrgent?: boolean;
  /** Providers that have let this very work down, and how: they are passed over. */
  letDown?: ReadonlyMap<string, string>;
}

export interface ChainChoice<Model> {
  /** Never empty. */
  models: Model[];
  /** Set when none of the wanted ones is configured. */
  degraded: Degradation | null;
}

export interface ChainResult<T> {
  value: T;
  provider: string;
  model: string;
  degraded: Degradation | null;
}

/** Who does what nobody in particular is wanted for, and who says so. */
export interface ChainInForce {
  ids: string[];
  source: 'admin' | 'environment' | 'default';
}

/** Who writes on a machine of one's own. */
const OWN_WRITERS: readonly string[] = ['ollama', 'local_qwen'];

export const ATTEMPTS_PER_PROVIDER = 3;
const CIRCUIT_RETRY_AFTER_MS = 30_000;
/** What a call is counted as that was not made: the provider's circuit was open, or it was not to be asked now. */
const RESTING = 'resting';
const BUSY = 'busy';

/** Failures that another provider may not share. */
const FALLING: readonly JobErrorCode[] = [
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_REJECTED',
  'PROVIDER_AUTH',
  'PROVIDER_QUOTA',
  'INVALID_OUTPUT',
];

/** Who does a piece of work: the wanted ones, the configured chain, then `local`. It never tries again; the ledger does. */
@Injectable()
export class ProviderChain {
  private readonly logger = new Logger('ProviderChain');

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'chains'>,
    private readonly registry: ModelRegistry,
    private readonly circuits: Circuits,
    private readonly limits: ProviderLimits,
    private readonly metrics: Metrics,
    @Optional() private readonly admin?: AdminChains,
  ) {
    for (const capability of CAPABILITIES) {
      const unknown = config.chains[capability]?.find((id) => !registry.isKnown(capability, id));
      if (unknown !== undefined) {
        throw new ConfigError(`${capability.toUpperCase()}_PROVIDERS names an unknown provider or model: "${unknown}"`);
      }
      this.warnOfUnconfigured(capability);
    }
  }

  /** A name of a setting that is written wrongly would make a film by whom nobody wants, without a word. */
  private warnOfUnconfigured(capability: ModelCapability): void {
    for (const id of this.config.chains[capability] ?? []) {
      if (this.registry.find(capability, id) === null) {
        const settings = SETTINGS[parseModelId(id).provider]?.join(' or ');
        this.logger.warn(`${capability.toUpperCase()}_PROVIDERS names ${id}, which is not configured: see ${settings}`);
      }
    }
  }

  /** What `use_local_llm` wants: those on machines of one's own, in the order of the chain. */
  ownWriters(): string[] {
    const chosen = this.chainOf('script').ids.filter((id) => OWN_WRITERS.includes(parseModelId(id).provider));
    return [...new Set([...chosen, ...OWN_WRITERS])];
  }

  /** Who would be asked, in order. Throws PROVIDER_UNAVAILABLE when only unconfigured ones may do it. */
  resolve<Capability extends ModelCapability>(
    capability: Capability,
    { wanted, allowFallback = true, without }: ChainWish,
  ): ChainChoice<ModelOf[Capability]> {
    const wishes = wanted ?? [];
    const chain = this.chainOf(capability).ids;
    const ids = wishes.length === 0 ? chain : allowFallback ? [...wishes, ...chain] : wishes;
    const found = ids.map((id) => this.registry.find(capability, id)).filter((model) => model !== null);
    const models = [...new Set(found)].slice(0, wishes.length === 0 && !allowFallback ? 1 : undefined);
    const others = allowFallback ? models.filter(({ provider }) => provider !== without) : [];
    const [first] = models;
    const [other] = others;
    if (without !== undefined && other) {
      const why = `${without} failed: ${'INVALID_OUTPUT' satisfies JobErrorCode}`;
      return { models: others, degraded: { wanted: without, used: other.provider, why } };
    }
    const why = wishes.map((id) => `${parseModelId(id).provider} is not configured`).join('; ');
    if (first === undefined) {
      const args = { wanted: wishes.map((id) => parseModelId(id).provider) };
      throw new JobError('PROVIDER_UNAVAILABLE.not_configured', { provider: wishes[0], args, retryable: false });
    }
    const isGranted = wishes.length === 0 || wishes.some((id) => this.registry.find(capability, id) !== null);
    return { models, degraded: isGranted ? null : { wanted: wishes[0] ?? '', used: first.provider, why } };
  }

  /**
   * Whose work is wanted (`provider:model`), and which wish can't be granted: what a result depends on that is kept for
   * later. One that somebody else had to make is not to be kept.
   */
  preferred(capability: ModelCapability, wish: ChainWish): { model: string | undefined; degraded: Degradation | null } {
    const {
      models: [first],
      degraded,
    } = this.resolve(capability, wish);
    return { model: first && `${first.provider}:${first.model}`, degraded };
  }

  /** Whether anybody is configured for it; somebody of the house is, for most. */
  hasAny(capability: ModelCapability): boolean {
    return this.chainOf(capability).ids.some((id) => this.registry.find(capability, id) !== null);
  }

  /** Lets the first provider that can do the call. Falls through on failures that another one may not share. */
  async run<Capability extends ModelCapability, T>(
    capability: Capability,
    request: ChainRequest,
    call: (model: ModelOf[Capability]) => Promise<T>,
  ): Promise<ChainResult<T>> {
    const { models, degraded } = this.resolve(capability, request);
    const wanted = degraded?.wanted ?? models[0]?.provider ?? '';
    const reasons = degraded ? [degraded.why] : [];
    // Providers whose account is of no use: another model of theirs has the same one.
    const refused = new Set<string>();
    const isLast = (index: number) => models.slice(index + 1).every(({ provider }) => refused.has(provider));
    for (const [index, model] of models.entries()) {
      const { provider } = model;
      request.signal.throwIfAborted();
      if (refused.has(provider)) {
        continue;
      }
      const how = request.letDown?.get(provider);
      if (how !== undefined && !isLast(index)) {
        reasons.push(`${provider} ${how}`);
        continue;
      }
      try {
        const value = await this.measured(capability, model, request.signal, () => call(model));
        const fallen = reasons.length > 0 ? { wanted, used: provider, why: [...new Set(reasons)].join('; ') } : null;
        return { value, provider, model: model.model, degraded: fallen };
      } catch (thrown) {
        const error = await this.understood(provider, thrown);
        if (isAccountFailure(error)) {
          refused.add(provider);
        }
        if (isLast(index) || request.signal.aborted || !mayFall(error, request)) {
          throw toldOf(provider, error, request);
        }
        reasons.push(reasonOf(provider, error));
      }
    }
    throw new JobError('PROVIDER_UNAVAILABLE.nobody', { args: { capability }, retryable: false });
  }

  /** A vendor that refuses a call as one too many is left alone for a while, by all. */
  private async understood(provider: string, error: unknown): Promise<unknown> {
    const afterMs = isThrottled(error) ? await this.limits.throttled(provider, error.retryAfterMs) : null;
    return afterMs === null ? error : new NotNow(provider, afterMs);
  }

  /** An administrator's chain, the environment's, or the configured ones in the house's order; `local` is its end. */
  chainOf(capability: ModelCapability): ChainInForce {
    const chosen = this.admin?.of(capability) ?? null;
    const given = chosen ?? this.config.chains[capability];
    const house = this.registry.providers(capability).filter(({ configured }) => configured);
    const ids = given ?? house.map(({ provider }) => provider);
    const hasEnd = ids.includes(LOCAL) || !this.registry.isKnown(capability, LOCAL);
    const source = chosen ? 'admin' : given ? 'environment' : 'default';
    return { ids: hasEnd ? ids : [...ids, LOCAL], source };
  }

  /** Counts the call by what came of it, times it where there was one, and traces it. */
  private measured<T>(
    capability: ModelCapability,
    { provider, model }: { provider: string; model: string },
    signal: AbortSignal,
    call: () => Promise<T>,
  ): Promise<T> {
    const attributes = { 'jumu.provider': provider, 'jumu.model': model, 'jumu.capability': capability };
    return inSpan(`provider ${provider} ${capability}`, { attributes }, async (span) => {
      const began = performance.now();
      const note = (outcome: string) => {
        span.setAttribute('jumu.outcome', outcome);
        this.metrics.providerCalls.inc({ provider, capability, outcome });
        if (outcome !== RESTING && outcome !== BUSY) {
          this.metrics.providerDuration.observe({ provider, capability }, (performance.now() - began) / 1000);
        }
      };
      try {
        const value = await this.guarded(provider, call);
        note('ok');
        return value;
      } catch (error) {
        note(signal.aborted ? 'aborted' : outcomeOf(error));
        throw error;
      }
    });
  }

  private async guarded<T>(provider: string, call: () => Promise<T>): Promise<T> {
    if (provider === LOCAL) {
      return call();
    }
    this.circuits.expectClosed(provider);
    const isStormy = await this.limits.take(provider);
    try {
      const value = await this.circuits.run(provider, call);
      if (isStormy) {
        await this.limits.accepted(provider);
      }
      return value;
    } catch (error) {
      if (error instanceof CircuitOpenError) {
        await this.limits.giveBack(provider);
      }
      throw error;
    }
  }
}

function isAccountFailure(error: unknown): boolean {
  return error instanceof JobError && ACCOUNT_FAILURES.includes(error.code);
}

function mayFall(error: unknown, { attempt, isUrgent = false }: ChainRequest): boolean {
  if (error instanceof CircuitOpenError) {
    return true;
  }
  if (error instanceof NotNow) {
    return isUrgent;
  }
  if (isThrottled(error)) {
    // It was not turned into a wait: our patience is at an end.
    return true;
  }
  if (!(error instanceof JobError) || !FALLING.includes(error.code)) {
    return false;
  }
  return !error.retryable || attempt >= ATTEMPTS_PER_PROVIDER;
}

function outcomeOf(error: unknown): string {
  if (error instanceof CircuitOpenError) {
    return RESTING;
  }
  if (error instanceof NotNow) {
    return BUSY;
  }
  return error instanceof JobError ? error.code : 'INTERNAL_ERROR';
}

function reasonOf(provider: string, error: unknown): string {
  if (error instanceof NotNow) {
    return `${provider} is busy`;
  }
  return error instanceof JobError ? `${provider} failed: ${error.code}` : `${provider} rests after repeated failures`;
}

/** What is thrown when nobody else may do it. */
function toldOf(provider: string, error: unknown, { isUrgent = false }: ChainRequest): unknown {
  if (error instanceof CircuitOpenError) {
    return new JobError('PROVIDER_UNAVAILABLE.resting', { provider, retryAfterMs: CIRCUIT_RETRY_AFTER_MS });
  }
  return error instanceof NotNow && isUrgent
    ? new JobError('PROVIDER_UNAVAILABLE.busy', { provider, retryAfterMs: error.afterMs })
    : error;
}
