import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsObject,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { Type } from 'class-transformer';
import { Nullable, Optional } from '../common/field.decorators.js';
import { pageQuery } from '../common/pagination.js';
import { ASPECT_RATIOS, type AspectRatio } from '../common/vocabulary.js';
import { type CircuitStateName } from './circuit.js';
import { CAPABILITIES, type Capability } from './ports.js';
import { PRICE_UNITS, type Price } from './prices.js';
import { PROVIDER_STATUSES, type ProviderStatus } from './provider-health.js';

const MOST_IN_CHAIN = 20;
const LONGEST_ID = 121;

export class ModelQuery extends pageQuery(['rank', 'id', 'name'], { order: 'asc' }) {
  /** Only models that do this. @example video */
  @Optional()
  @IsIn(CAPABILITIES)
  capability?: Capability;
}

export class ProviderQuery extends pageQuery(['rank', 'provider'], { order: 'asc' }) {}

export class ModelLimitsDto {
  /** The lengths of film that it makes, in seconds; null: any, or it makes no film. @example [5,10] */
  @ApiProperty({ type: 'array', items: { type: 'number' }, maxItems: 50, nullable: true })
  durations_sec: readonly number[] | null;
  /** The shapes of picture that it makes; null: it makes none. @example ["16:9","9:16"] */
  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...ASPECT_RATIOS] }, maxItems: 10, nullable: true })
  aspect_ratios: readonly AspectRatio[] | null;
  /** How much of a prompt it reads, in characters; the rest is cut off. Null: nobody says. @example 1000 */
  @ApiProperty({ type: 'integer', nullable: true })
  max_prompt_chars: number | null;
  /** How many pictures it looks at for its own; null: it makes none. @example 4 */
  @ApiProperty({ type: 'integer', nullable: true })
  max_references: number | null;
}

export class PricingDto {
  /** What is counted; of tokens and characters a million. @example second */
  @ApiProperty({ enum: PRICE_UNITS })
  unit: Price['unit'];
  /** What one unit costs, in USD; of tokens, those that it writes. @example 0.05 */
  usd: number;
  /** What a million tokens that it reads cost, in USD; null: they are not counted. @example null */
  @ApiProperty({ type: 'number', nullable: true })
  input_usd: number | null;
  /** The day on which the vendor's list was read. @example 2026-11-28 */
  @ApiProperty({ format: 'date', maxLength: 10 })
  as_of: string;
  /** Where it was read. @example https://docs.dev.runwayml.com/guides/pricing */
  @ApiProperty({ maxLength: 200 })
  source: string;
}

export class ModelDto {
  /** The provider and its model, as requests name it: `provider:model`. @example runway:gen4_turbo */
  @ApiProperty({ maxLength: LONGEST_ID })
  id: string;
  /** For people. @example 'Runway Gen-4 Turbo' */
  @ApiProperty({ maxLength: 200 })
  name: string;
  /** Whose it is. @example runway */
  @ApiProperty({ maxLength: 40 })
  provider: string;
  /** What it does. @example ["video"] */
  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...CAPABILITIES] }, maxItems: 10 })
  capabilities: Capability[];
  /** This server does it itself: no key, no network, no cost. @example false */
  local: boolean;
  /** It is the one that its provider's name alone means. @example true */
  default: boolean;
  /** The settings that it needs are there. @example true */
  configured: boolean;
  /** It would be asked now: it is configured, answers, takes our key and has not just failed again and again. @example true */
  available: boolean;
  /** Why it is not available, or not at its best, in words; null: nothing is wrong with it. @example null */
  @ApiProperty({ type: String, nullable: true, maxLength: 500 })
  reason: string | null;
  /** What it takes and makes. */
  limits: ModelLimitsDto;
  /** What its vendor asks for it; null: it costs nothing. */
  @ApiProperty({ type: PricingDto, nullable: true })
  pricing: PricingDto | null;
}

export class ProviderHealthDto {
  /** The provider. @example runway */
  @ApiProperty({ maxLength: 40 })
  provider: string;
  /** The settings that it needs are there. @example true */
  configured: boolean;
  /**
   * `up`: it answers and takes our key. `degraded`: it does, but its last calls have failed, or it has refused some as
   * too many. `down`: it does not answer, or does not take our key. `unconfigured`: nobody asks it.
   * @example up
   */
  @ApiProperty({ enum: PROVIDER_STATUSES })
  status: ProviderStatus;
  /** How long its answer took, in milliseconds; null: there is none. @example 180 */
  @ApiProperty({ type: 'integer', nullable: true })
  latency_ms: number | null;
  /**
   * `open`: it has failed again and again and is not asked. `half_open`: the next call tells whether it works again.
   * `closed`: all is well. As any of our processes has found out.
   * @example closed
   */
  @ApiProperty({ enum: ['closed', 'open', 'half_open'] })
  circuit: CircuitStateName;
  /** When it was asked last; null: it never was. @example 2026-11-28T08:30:00.000Z */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  checked_at: string | null;
  /** Why it is not up, in words; null: it is. @example null */
  @ApiProperty({ type: String, nullable: true, maxLength: 500 })
  reason: string | null;
}

/** Providers and models in the order in which they are asked. */
function Chain(example: string[]): PropertyDecorator {
  return applyDecorators(
    Optional(),
    Nullable(),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(MOST_IN_CHAIN),
    ArrayUnique(),
    IsString({ each: true }),
    MaxLength(LONGEST_ID, { each: true }),
    ApiProperty({
      ...{ type: 'array', minItems: 1, maxItems: MOST_IN_CHAIN, uniqueItems: true, example },
      items: { type: 'string', maxLength: LONGEST_ID },
      description: 'Ids of providers or models in order; null: as the environment says',
    }),
  );
}

type ChainFields = { [Name in Capability]?: string[] | null };

export class ChangedChainsDto implements ChainFields {
  @Chain(['cloud_qwen', 'ollama', 'local'])
  script?: string[] | null;
  @Chain(['replicate', 'local'])
  image?: string[] | null;
  @Chain(['local'])
  speech?: string[] | null;
  @Chain(['runway:gen4_turbo', 'pika', 'local'])
  video?: string[] | null;
  @Chain(['cloud_qwen_vl', 'local'])
  moderation?: string[] | null;
  @Chain(['openai'])
  transcription?: string[] | null;
  @Chain(['ollama', 'local'])
  suggest?: string[] | null;
}

export class ChangeChainsDto {
  /** The chains to change; those that are not named stay. */
  @IsObject()
  @ValidateNested()
  @Type(() => ChangedChainsDto)
  chains: ChangedChainsDto;
}

const IDS = { type: 'array', maxItems: MOST_IN_CHAIN + 1, items: { type: 'string', maxLength: LONGEST_ID } } as const;
const SOURCES = ['admin', 'environment', 'default'] as const;
type Source = (typeof SOURCES)[number];

export class ChainsInForceDto implements Record<Capability, string[]> {
  /** Who writes. @example ["ollama","local"] */
  @ApiProperty(IDS)
  script: string[];
  /** Who paints. @example ["local"] */
  @ApiProperty(IDS)
  image: string[];
  /** Who films. @example ["runway:gen4_turbo","local"] */
  @ApiProperty(IDS)
  video: string[];
  /** Who speaks. @example ["local"] */
  @ApiProperty(IDS)
  speech: string[];
  /** Who moderates. @example ["local"] */
  @ApiProperty(IDS)
  moderation: string[];
  /** Who listens. @example [] */
  @ApiProperty(IDS)
  transcription: string[];
  /** Who advises. @example ["ollama","local"] */
  @ApiProperty(IDS)
  suggest: string[];
}

export class ChainSourcesDto implements Record<Capability, Source> {
  /** @example default */
  @ApiProperty({ enum: SOURCES, description: 'Who says who writes' })
  script: Source;
  /** @example default */
  @ApiProperty({ enum: SOURCES, description: 'Who says who paints' })
  image: Source;
  /** @example admin */
  @ApiProperty({ enum: SOURCES, description: 'Who says who films' })
  video: Source;
  /** @example default */
  @ApiProperty({ enum: SOURCES, description: 'Who says who speaks' })
  speech: Source;
  /** @example default */
  @ApiProperty({ enum: SOURCES, description: 'Who says who moderates' })
  moderation: Source;
  /** @example default */
  @ApiProperty({ enum: SOURCES, description: 'Who says who listens' })
  transcription: Source;
  /** @example environment */
  @ApiProperty({ enum: SOURCES, description: 'Who says who advises' })
  suggest: Source;
}

export class ChainsDto {
  /** Who is asked for what, in order; who is not configured is passed over. */
  chains: ChainsInForceDto;
  /**
   * Who says so: `admin`, by this route; `environment`, by `VIDEO_PROVIDERS` and its like; `default`: nobody, so it is the
   * configured ones in the house's order.
   */
  sources: ChainSourcesDto;
}
