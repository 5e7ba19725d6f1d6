import { ApiProperty } from '@nestjs/swagger';
import { isoTime } from '../common/iso-time.js';
import { pageQuery } from '../common/pagination.js';
import { DELIVERY_STATES, type DeliveryState } from './retry-policy.js';
import { type DeliveryTry, LOG_LENGTH } from './webhook-delivery.entity.js';
import { WEBHOOK_EVENTS, type WebhookBody, type WebhookEvent } from './webhook-events.js';

export class WebhookDeliveryQuery extends pageQuery(['created_at']) {}

export class WebhookSecretDto {
  @ApiProperty({
    ...{ maxLength: 100, pattern: '^whsec_', example: 'whsec_dGhpcyBpcyBhbiBleGFtcGxlLCBub3QgYSBzZWNyZXQ=' },
    description: 'Checks the signatures of your webhooks (Standard Webhooks)',
  })
  secret: string;
}

export class DeliveryErrorDto {
  /**
   * `UNSAFE_URL`: the address leads where nothing may be sent. `THIRD_PARTY_ERROR`: no answer in time.
   * @example THIRD_PARTY_ERROR
   */
  @ApiProperty({ enum: ['UNSAFE_URL', 'THIRD_PARTY_ERROR'] })
  code: string;
  /** What happened, in English. @example 'The server did not answer in time' */
  @ApiProperty({ maxLength: 2000 })
  message: string;
}

export class DeliveryTryDto {
  /** When it was sent. @example 2026-11-28T08:32:05.100Z */
  @ApiProperty({ format: 'date-time' })
  at: string;
  /** The HTTP status of the answer; null when there was none. @example 204 */
  @ApiProperty({ type: 'integer', nullable: true })
  status: number | null;
  /** Why there was no answer; null: there was one. */
  @ApiProperty({ type: DeliveryErrorDto, nullable: true })
  error: DeliveryErrorDto | null;
  /** How long it took, in milliseconds. @example 84 */
  @ApiProperty({ type: 'integer' })
  duration_ms: number;
  /** How the answer begins, at most 500 bytes. */
  @ApiProperty({ type: String, nullable: true, maxLength: 500 })
  reply: string | null;
}

/** The columns that {@link WebhookDeliveryDto} is made from. */
export interface WebhookDeliveryRow {
  id: string;
  job_id: string;
  type: WebhookEvent;
  url: string;
  state: DeliveryState;
  body: WebhookBody;
  tries: number;
  log: DeliveryTry[];
  next_at: string;
  created_at: string;
  delivered_at: string | null;
}

export class WebhookDeliveryDto {
  /** @example 0199d3c6-6390-7174-a8c9-e3cdb0af9b9c */
  @ApiProperty({ format: 'uuid', description: 'The `webhook-id` of every try' })
  id: string;
  /** The job that it tells of. @example 0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2 */
  @ApiProperty({ format: 'uuid' })
  job_id: string;
  /** Which event it is. @example job.cancelled */
  @ApiProperty({ enum: WEBHOOK_EVENTS })
  type: WebhookEvent;
  /** Where it goes. @example https://hooks.example.com/jumu */
  @ApiProperty({ format: 'uri' })
  url: string;
  /**
   * `pending`: on its way, or to be tried again. `delivered`: a 2xx has come. `failed`: tried for the last time, or
   * 410.
   * @example delivered
   */
  @ApiProperty({ enum: DELIVERY_STATES })
  status: DeliveryState;
  /** Tries since the event, or since it was last asked for again. @example 1 */
  @ApiProperty({ type: 'integer' })
  attempts: number;
  /** The last 20 tries, oldest first. */
  @ApiProperty({ type: [DeliveryTryDto], maxItems: LOG_LENGTH })
  log: DeliveryTryDto[];
  /** When it is tried next; null: it is not. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  next_attempt_at: string | null;
  /**
   * @example {"type":"job.cancelled","timestamp":"2026-11-28T08:32:05.000Z","data":{"job_id":"0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2","project_id":"0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20","job_seq":43}}
   */
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What is posted' })
  body: object;
  /** When the event happened. @example 2026-11-28T08:32:05.000Z */
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  /** When it arrived last. @example 2026-11-28T08:32:05.184Z */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  delivered_at: string | null;

  static from(row: WebhookDeliveryRow): WebhookDeliveryDto {
    return {
      id: row.id,
      job_id: row.job_id,
      type: row.type,
      url: row.url,
      status: row.state,
      attempts: row.tries,
      log: row.log,
      next_attempt_at: row.state === 'pending' ? isoTime(row.next_at) : null,
      body: row.body,
      created_at: isoTime(row.created_at),
      delivered_at: isoTime(row.delivered_at),
    };
  }
}
