import { Inject, Injectable } from '@nestjs/common';
import { DirectCalls } from '../ai/direct-calls.js';
import { type ModelCapability, ModelRegistry } from '../ai/model-registry.js';
import { ProviderChain } from '../ai/provider-chain.js';
import { type Requester } from '../common/api.decorators.js';
import { CONFIG, type Config } from '../common/config.js';
import { AppError, JobError } from '../common/errors.js';
import { type FieldFault } from '../common/field-faults.js';
import { toldFinding } from '../common/finding-words.js';
import { type Priority } from '../common/vocabulary.js';
import { type JobInput } from '../jobs/job-input.js';
import { type Judgement } from '../jobs/moderation-gate.js';
import { type GenerateDramaDto, type OrderDto } from './production.dto.js';

const SECONDS_PER_SCENE = 3;
const TITLE_LENGTH = 40;
/** What vendors have for reading an order; the house's censor, who is asked after them, takes no time. */
const MODERATION_MS = 10_000;

/** The part of a job's input that is said in the same words by whoever orders something. */
export type OrderInput = Pick<
  JobInput,
  'allowFallback' | 'subtitles' | 'subtitleLanguages' | 'formats' | 'preview' | 'music' | 'keepVendorAudio' | 'webhook'
>;

/** What is checked of an order before anything is written: each refusal names what is wrong. */
@Injectable()
export class FilmOrders {
  constructor(
    private readonly models: ModelRegistry,
    private readonly chain: ProviderChain,
    private readonly calls: DirectCalls,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  checkPriority(user: Requester, priority?: Priority): void {
    if (priority === 'urgent' && user.role !== 'admin') {
      throw new AppError('FORBIDDEN.urgent');
    }
  }

  /** `given`: the fields of the request that are to blame for too little time for the scenes, and for too long a film. */
  checkLength(
    { episodes, scenes, durationSec }: { episodes: number; scenes: number; durationSec: number },
    given = { tooShort: 'duration_sec', tooLong: 'duration_sec' },
  ): void {
    const fields: FieldFault[] = [];
    if (scenes > mostScenesIn(durationSec)) {
      const args = { scenes, least: scenes * SECONDS_PER_SCENE, seconds: durationSec };
      fields.push({ field: given.tooShort, rule: 'scene_sec', args });
    }
    if (episodes * durationSec > this.config.maxFilmSec) {
      fields.push({ field: given.tooLong, rule: 'max_film_sec', args: { most: this.config.maxFilmSec } });
    }
    if (fields.length > 0) {
      throw AppError.invalid(...fields);
    }
  }

  /** A film of what is there already, whose length `field` is to blame for. */
  checkSeconds(seconds: number, field: string): void {
    if (seconds > this.config.maxFilmSec) {
      throw AppError.invalid({ field, rule: 'max_film_sec', args: { most: this.config.maxFilmSec } });
    }
  }

  checkProvider(
    capability: ModelCapability,
    field: string,
    id: string | undefined,
    order: Pick<OrderDto, 'options'> = {},
  ): string[] | null {
    if (id === undefined) {
      return null;
    }
    if (!this.models.isKnown(capability, id)) {
      const known = this.models.knownInsteadOf(capability, id);
      throw AppError.invalid({ field, rule: 'known_provider', args: { capability, known } });
    }
    this.checkFallback(capability, [id], order);
    return [id];
  }

  /** Who is wanted to write; null: nobody in particular. */
  writersFor({ use_local_llm: isOwn = false }: Pick<GenerateDramaDto, 'use_local_llm'>): string[] | null {
    return isOwn ? this.chain.ownWriters() : null;
  }

  /** Who insists on a provider that is not there hears it at once, not from a failed job. */
  checkFallback(capability: ModelCapability, wanted: string[] | null, order: Pick<OrderDto, 'options'>): void {
    if (wanted === null || order.options?.allow_fallback !== false) {
      return;
    }
    try {
      this.chain.resolve(capability, { wanted, allowFallback: false });
    } catch (error) {
      if (error instanceof JobError) {
        throw new AppError('SERVICE_UNAVAILABLE.not_configured', { wanted });
      }
      throw error;
    }
  }

  async moderate(
    user: Pick<Requester, 'id'>,
    texts: (string | null | undefined)[],
    language: JobInput['language'],
  ): Promise<Judgement> {
    const given = texts.filter((text) => typeof text === 'string');
    const request = { texts: given.map((text) => ({ where: 'prompt' as const, text })), frames: [], language };
    const { value, provider } = await this.calls.ask(
      'moderation',
      { userId: user.id, vendorsMs: MODERATION_MS, signal: AbortSignal.timeout(2 * MODERATION_MS) },
      { quote: (model) => model.quote(request), call: (model, call) => model.generate(request, call) },
    );
    if (value.verdict === 'reject') {
      throw new AppError('CONTENT_REJECTED', { findings: value.findings.map(toldFinding) });
    }
    return { ...value, provider };
  }
}

export function orderInput(body: Partial<OrderDto>): OrderInput {
  return {
    allowFallback: body.options?.allow_fallback ?? true,
    subtitles: body.options?.subtitles ?? 'burned',
    subtitleLanguages: body.options?.subtitle_languages,
    formats: body.formats,
    preview: body.options?.preview ?? false,
    music: body.options?.music ?? true,
    // Absent where it is not wanted.
    keepVendorAudio: body.options?.keep_vendor_audio || undefined,
    webhook: webhookOf(body),
  };
}

export function webhookOf({
  webhook_url: url,
  webhook_events: events = [],
}: Pick<OrderDto, 'webhook_url' | 'webhook_events'>): JobInput['webhook'] {
  return url === undefined ? undefined : { url, events };
}

/** How many scenes there is time for. */
export const mostScenesIn = (durationSec: number) => Math.floor(durationSec / SECONDS_PER_SCENE);

/** What a project is called that was made for a prompt. */
export function titleOf(prompt: string): string {
  const title = prompt.replace(/\s+/g, ' ').trim();
  return [...title].slice(0, TITLE_LENGTH).join('');
}
