import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { readersLanguage } from '../common/language.js';
import { found } from '../common/owned.js';
import { pageOf, type Page, type PageFields } from '../common/pagination.js';
import { tell } from '../common/sentences.js';
import { AdminChains } from './admin-chains.js';
import {
  type ChainsDto,
  type ChangeChainsDto,
  type ModelDto,
  type ModelQuery,
  type ProviderHealthDto,
} from './ai.dto.js';
import { catalogued } from './model-catalogue.js';
import { LOCAL, ModelRegistry, parseModelId, type ModelCapability } from './model-registry.js';
import { CAPABILITIES } from './ports.js';
import { type Price, priceOf } from './prices.js';
import { ProviderChain } from './provider-chain.js';
import { ProviderHealth, type ProviderReport } from './provider-health.js';

/** What there is to be asked, how it is, and who is asked first. */
@Injectable()
export class AiService {
  constructor(
    private readonly registry: ModelRegistry,
    private readonly chain: ProviderChain,
    private readonly admin: AdminChains,
    private readonly providers: ProviderHealth,
  ) {}

  async models(query: ModelQuery): Promise<Page<ModelDto>> {
    const all = await this.allModels();
    const { capability } = query;
    const asked = capability === undefined ? all : all.filter(({ capabilities }) => capabilities.includes(capability));
    return pageIn(asked, query);
  }

  async model(id: string): Promise<ModelDto> {
    const all = await this.allModels();
    return found(
      'MODEL',
      all.find((model) => model.id === id),
    );
  }

  async health(query: PageFields): Promise<Page<ProviderHealthDto>> {
    const reports = await this.providers.reports();
    return pageIn(reports.map(healthDto), query);
  }

  chains(): ChainsDto {
    const inForce = CAPABILITIES.map((capability) => [capability, this.chain.chainOf(capability)] as const);
    return {
      chains: byCapability(inForce.map(([capability, { ids }]) => [capability, ids])),
      sources: byCapability(inForce.map(([capability, { source }]) => [capability, source])),
    };
  }

  async changeChains(adminId: string, { chains }: ChangeChainsDto): Promise<ChainsDto> {
    const faults = CAPABILITIES.flatMap((capability) =>
      (chains[capability] ?? [])
        .filter((id) => !this.registry.isKnown(capability, id))
        .map((id) => {
          const known = this.registry.knownInsteadOf(capability, id);
          return { field: `chains.${capability}`, rule: 'known_provider' as const, args: { capability, known } };
        }),
    );
    if (faults.length > 0) {
      throw AppError.invalid(...faults);
    }
    await this.admin.change(chains, adminId);
    return this.chains();
  }

  /** One of each id, whatever it does. */
  private async allModels(): Promise<ModelDto[]> {
    const reports = new Map((await this.providers.reports()).map((report) => [report.provider, report]));
    const models = new Map<string, ModelDto>();
    for (const capability of CAPABILITIES) {
      for (const id of this.registry.ids(capability)) {
        const known = models.get(id);
        if (known) {
          known.capabilities.push(capability);
        } else {
          models.set(id, this.modelDto(id, capability, reports.get(parseModelId(id).provider) as ProviderReport));
        }
      }
    }
    return [...models.values()];
  }

  private modelDto(id: string, capability: ModelCapability, report: ProviderReport): ModelDto {
    const { provider, model } = parseModelId(id) as { provider: string; model: string };
    const { name, limits } = catalogued(capability, provider, model);
    const isConfigured = this.registry.find(capability, id) !== null;
    return {
      ...{ id, name, provider, capabilities: [capability] },
      local: provider === LOCAL,
      default: id === this.registry.ids(capability).find((each) => each.startsWith(`${provider}:`)),
      configured: isConfigured,
      available: isConfigured && report.status !== 'down' && report.circuit !== 'open',
      reason: reasonOf(isConfigured || report.status === 'unconfigured' ? report : OTHER_MODEL),
      limits: {
        durations_sec: limits.durationsSec,
        aspect_ratios: limits.aspectRatios,
        max_prompt_chars: limits.maxPromptChars,
        max_references: limits.maxReferences,
      },
      pricing: pricingDto(priceOf(capability, { provider, model })),
    };
  }
}

function healthDto(report: ProviderReport): ProviderHealthDto {
  const { provider, status, latencyMs, circuit, checkedAt } = report;
  return {
    ...{ provider, configured: status !== 'unconfigured', status, latency_ms: latencyMs, circuit },
    checked_at: checkedAt?.toISOString() ?? null,
    reason: reasonOf(report),
  };
}

/** Of a model that its provider is not configured with. */
const OTHER_MODEL: Pick<ProviderReport, 'reason'> = { reason: { key: 'other_model', args: {} } };

function reasonOf({ reason }: Pick<ProviderReport, 'reason'>): string | null {
  return reason && tell(`provider:${reason.key}`, reason.args, readersLanguage());
}

function pricingDto(price: Price | null): ModelDto['pricing'] {
  if (price === null) {
    return null;
  }
  const { unit, usd, inputUsd, asOf, source } = price;
  return { unit, usd, input_usd: inputUsd ?? null, as_of: asOf, source };
}

function byCapability<T>(entries: [ModelCapability, T][]): Record<ModelCapability, T> {
  return Object.fromEntries(entries) as Record<ModelCapability, T>;
}

/** Few enough to be sorted here; `rank` is the order in which they come. */
function pageIn<T extends object>(all: T[], query: PageFields): Page<T> {
  const { sort_by: field, sort_order: order, limit, offset } = query;
  const textOf = (item: T) => String(item[field as keyof T]);
  const sorted = field === 'rank' ? [...all] : [...all].sort((one, other) => (textOf(one) < textOf(other) ? -1 : 1));
  const ordered = order === 'asc' ? sorted : sorted.reverse();
  return pageOf(ordered.slice(offset, offset + limit), all.length, query);
}
