import { ApiProperty } from '@nestjs/swagger';
import { CALL_STATES, type ProviderCallState } from '../ai/provider-call.entity.js';
import { CAPABILITIES, type Capability, type Usage } from '../ai/ports.js';
import { isoTime } from '../common/iso-time.js';
import { JOB_ERRORS, type JobErrorCode } from '../common/job-error-catalogue.js';
import { pageQuery } from '../common/pagination.js';
import { shotOf } from './job-progress.js';
import { STAGES, type StageName } from './stages.js';

export class CallQuery extends pageQuery(['created_at'], { maxLimit: 500, order: 'asc' }) {}

/** A row of the read behind {@link CallDto}. */
export interface CallRow {
  id: string;
  step_id: string;
  stage: StageName | null;
  item: string | null;
  capability: Capability;
  provider: string;
  model: string;
  status: ProviderCallState;
  attempt: number;
  latency_ms: number | null;
  usage: Usage | null;
  cost_usd: number | null;
  estimate_usd: number;
  error_code: JobErrorCode | null;
  created_at: Date | string;
  completed_at: Date | string | null;
}

/** What a vendor has counted, in its own units; null: it does not count that. */
export class UsageDto {
  /** Tokens that the model has read. @example 1830 */
  @ApiProperty({ type: 'integer', nullable: true })
  input_tokens: number | null;
  /** Tokens that the model has written. @example 2410 */
  @ApiProperty({ type: 'integer', nullable: true })
  output_tokens: number | null;
  /** Pictures. @example null */
  @ApiProperty({ type: 'integer', nullable: true })
  pictures: number | null;
  /** Seconds of film or sound. @example null */
  @ApiProperty({ type: 'number', nullable: true })
  seconds: number | null;
  /** Characters of text. @example null */
  @ApiProperty({ type: 'integer', nullable: true })
  characters: number | null;
}

export class CallDto {
  /** The id of the call. @example 0199d3c4-7c02-7a7e-8f14-5b8d3e6a9c10 */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** The step that made it. @example 0199d3c4-7a31-7f55-a2c8-6d9e0b4f1a73 */
  @ApiProperty({ format: 'uuid' })
  step_id: string;
  /** The stage of the step; null: a later plan has done away with the step. @example script */
  @ApiProperty({ enum: STAGES, nullable: true })
  stage: StageName | null;
  /** What of the stage the step makes; null as `stage`. @example script:1 */
  @ApiProperty({ type: String, nullable: true, maxLength: 80 })
  item: string | null;
  /** The shot that it is for; null: it is for none. @example null */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  shot_id: string | null;
  /** What the vendor was asked for. @example script */
  @ApiProperty({ enum: CAPABILITIES })
  capability: Capability;
  /** The vendor. @example cloud_qwen */
  @ApiProperty({ maxLength: 40 })
  provider: string;
  /** The model of the vendor. @example qwen-plus */
  @ApiProperty({ maxLength: 80 })
  model: string;
  /**
   * `intended`: it is being asked. `started`: it is at work. `abandoned`: it is to be told to stop. `done`, `failed`,
   * `cancelled`: its end. `unconfirmed`: nobody knows whether it was made or stopped, so it counts as made.
   * @example done
   */
  @ApiProperty({ enum: CALL_STATES })
  status: ProviderCallState;
  /** The step's try that it belongs to, from 1. @example 1 */
  @ApiProperty({ type: 'integer' })
  attempt: number;
  /** From `created_at` to `completed_at`, in ms; of pictures and clips with the vendor's work on them. @example 8120 */
  @ApiProperty({ type: 'integer', nullable: true })
  latency_ms: number | null;
  /** What the vendor has counted; null: it has told nothing. */
  @ApiProperty({ type: UsageDto, nullable: true })
  usage: UsageDto | null;
  /** What was booked for it, in USD; null: it is not over. @example 0.0036 */
  @ApiProperty({ type: 'number', nullable: true })
  cost_usd: number | null;
  /** What it was reckoned to cost at most, in USD. @example 0.016 */
  estimate_usd: number;
  /** Why it failed; null: it has not, or nobody knows. @example null */
  @ApiProperty({ enum: Object.keys(JOB_ERRORS), nullable: true })
  error_code: JobErrorCode | null;
  /** When it was written down, just before it was made. @example 2026-11-28T08:31:02.120Z */
  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;
  /** When it was over; null: it is not. @example 2026-11-28T08:31:10.240Z */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  completed_at: string | null;

  static from(row: CallRow): CallDto {
    return {
      ...row,
      shot_id: row.item && shotOf(row.item),
      usage: row.usage && usageDto(row.usage),
      created_at: isoTime(row.created_at),
      completed_at: isoTime(row.completed_at),
    };
  }
}

function usageDto({ inputTokens, outputTokens, pictures, seconds, characters }: Usage): UsageDto {
  return {
    input_tokens: inputTokens ?? null,
    output_tokens: outputTokens ?? null,
    pictures: pictures ?? null,
    seconds: seconds ?? null,
    characters: characters ?? null,
  };
}
