import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { JobError } from '../common/errors.js';
import { type JobErrorCode } from '../common/job-error-catalogue.js';
import { type ProviderSentenceKey } from '../common/provider-catalogue.js';
import { Circuits, isProviderFailure, type CircuitStateName } from './circuit.js';
import { SETTINGS } from './model-catalogue.js';
import { LOCAL, ModelRegistry } from './model-registry.js';
import { Provider } from './ports.js';
import { isThrottled, unreachable } from './provider.errors.js';
import { ProviderLimits } from './provider-limits.js';

/** However many ask, vendors are asked no more often. */
const FRESH_MS = 30_000;
const PROBE_MS = 5000;
/** So many calls, one after the other and not long ago, that failed are no accident. */
const FAILED_CALLS = 3;
const RECENT_MS = 10 * 60_000;

export const PROVIDER_STATUSES = ['up', 'down', 'degraded', 'unconfigured'] as const;
export type ProviderStatus = (typeof PROVIDER_STATUSES)[number];

/** Why a provider is not up: a sentence of the catalogue and what to fill in. */
export interface Reason {
  key: ProviderSentenceKey;
  args: { settings?: readonly string[] };
}

export interface ProviderReport {
  provider: string;
  status: ProviderStatus;
  /** Null: nobody was asked, or nobody answered. */
  latencyMs: number | null;
  circuit: CircuitStateName;
  /** Null: there is nothing to ask. */
  checkedAt: Date | null;
  reason: Reason | null;
}

/** What asking a vendor has come to. */
interface Probed {
  latencyMs: number;
  checkedAt: Date;
  error: unknown;
}

/** All vendors asked at one time, and those of them whose last calls have failed. */
interface Look {
  probes: Map<string, Probed>;
  failing: Set<string>;
}

/** How each provider is: whether it is configured, answers, takes our key, and what has come of the last calls. */
@Injectable()
export class ProviderHealth {
  private readonly logger = new Logger('ProviderHealth');
  private current: { look: Promise<Look>; freshUntil: number } | null = null;

  constructor(
    private readonly em: EntityManager,
    private readonly registry: ModelRegistry,
    private readonly circuits: Circuits,
    private readonly limits: ProviderLimits,
  ) {}

  /** Of every known provider, in the house's order. */
  async reports(): Promise<ProviderReport[]> {
    const look = await this.look();
    return Promise.all(this.registry.allProviders().map((provider) => this.report(provider, look)));
  }

  private async report(provider: string, { probes, failing }: Look): Promise<ProviderReport> {
    const base = { provider, latencyMs: null, circuit: 'closed' as const, checkedAt: null, reason: null };
    if (provider === LOCAL) {
      return { ...base, status: 'up', latencyMs: 0, checkedAt: new Date() };
    }
    const probed = probes.get(provider);
    if (probed === undefined) {
      return { ...base, status: 'unconfigured', reason: missing(SETTINGS[provider] ?? []) };
    }
    const { latencyMs, checkedAt, error } = probed;
    const circuit = await this.circuits.stateAnywhere(provider);
    if (error !== null && !isThrottled(error)) {
      return { ...base, status: 'down', circuit, checkedAt, reason: { key: downBecause(error), args: {} } };
    }
    const isThrottledNow = error !== null || (await this.limits.restOf(provider)) > 0;
    const key = ailing(circuit, isThrottledNow, failing.has(provider));
    const reason = key && { key, args: {} };
    return { provider, status: key === null ? 'up' : 'degraded', latencyMs, circuit, checkedAt, reason };
  }

  /** Callers share one look, that under way or a fresh one. */
  private look(): Promise<Look> {
    if (this.current === null || performance.now() > this.current.freshUntil) {
      this.current = { look: this.lookAtAll(), freshUntil: performance.now() + FRESH_MS };
    }
    return this.current.look;
  }

  private async lookAtAll(): Promise<Look> {
    const asked = this.registry.allProviders().flatMap((provider) => {
      const models = provider === LOCAL ? [] : this.registry.builtFor(provider);
      // Models of one vendor share key and server; who does not know how to ask leaves it to one that does.
      const model = models.find((each) => each.probe !== Provider.prototype.probe) ?? models[0];
      return model === undefined ? [] : [model];
    });
    const [failing, ...probes] = await Promise.all([
      this.failing(),
      ...asked.map(async (model) => [model.provider, await probe(model)] as const),
    ]);
    return { probes: new Map(probes), failing };
  }

  /** Whose last calls have all failed for reasons of its own. Without a database nobody's. */
  private async failing(): Promise<Set<string>> {
    try {
      const rows = await this.em.fork().execute<{ provider: string; codes: (JobErrorCode | null)[] }[]>(
        `select provider, array_agg(error_code) as codes from (
           select provider, error_code, row_number() over (partition by provider order by settled_at desc) as place
           from provider_calls
           where id >= ?::uuid and state in ('done', 'failed', 'unconfirmed') and settled_at is not null) latest
         where place <= ? group by provider`,
        [oldestId(Date.now() - RECENT_MS), FAILED_CALLS],
      );
      const failing = rows.filter(({ codes }) => codes.length === FAILED_CALLS && codes.every(isProviderFailure));
      return new Set(failing.map(({ provider }) => provider));
    } catch (error) {
      this.logger.warn('The last calls of vendors could not be read', error);
      return new Set();
    }
  }
}

/** Asks a vendor, and for no longer than it may take, whatever its adapter makes of the signal. */
async function probe(model: Provider): Promise<Probed> {
  const began = performance.now();
  const checkedAt = new Date();
  const limit = AbortSignal.timeout(PROBE_MS);
  const late = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(unreachable(model.provider, 'timeout')), { once: true });
  });
  const error = await Promise.race([model.probe(limit), late]).then(
    () => null,
    (thrown: unknown) => (limit.aborted ? unreachable(model.provider, 'timeout') : thrown),
  );
  return { latencyMs: Math.round(performance.now() - began), checkedAt, error };
}

function downBecause(error: unknown): ProviderSentenceKey {
  if (!(error instanceof JobError)) {
    return 'answer';
  }
  switch (error.key) {
    case 'PROVIDER_UNAVAILABLE.timeout':
      return 'timeout';
    case 'PROVIDER_UNAVAILABLE.network':
      return 'unreachable';
    case 'PROVIDER_REJECTED.no_model':
      return 'no_model';
    default:
      return error.code === 'PROVIDER_AUTH' ? 'key_refused' : error.code === 'PROVIDER_QUOTA' ? 'quota' : 'answer';
  }
}

function ailing(circuit: CircuitStateName, isThrottledNow: boolean, isFailing: boolean): ProviderSentenceKey | null {
  if (circuit !== 'closed') {
    return circuit === 'open' ? 'circuit_open' : 'circuit_half_open';
  }
  return isThrottledNow ? 'throttled' : isFailing ? 'failing' : null;
}

function missing(settings: readonly string[]): Reason {
  return { key: settings.length === 1 ? 'unconfigured' : 'unconfigured_any', args: { settings } };
}

/** No id of ours that was made after `ms` is smaller: the first 48 bits of a UUID of version 7 are its time. */
function oldestId(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
