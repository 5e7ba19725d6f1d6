import { ApiProperty } from '@nestjs/swagger';
import { isoTime } from '../common/iso-time.js';
import { pageQuery } from '../common/pagination.js';
import { DELIVERY_STATES, type DeliveryState } from './retry-policy.js';
import { type DeliveryTry, LOG_LENGTH } from './webhook-delivery.entity.js';
import { WEBHOOK_EVENTS, type WebhookBody, type WebhookEvent } from './webhook-events.js';

export class WebhookDeliveryQuery extends pageQuery(['created_at']) {}

export class WebhookSecretDto {
  @ApiProperty({
    ...{ maxLength: 100, pattern: '^whsec_', example: 'whsec_…' },
    description: 'Checks the signatures of your webhooks (Standard Webhooks)',
  })
  secret: string;
}

export class DeliveryErrorDto {
  @ApiProperty({ enum: ['UNSAFE_URL', 'THIRD_PARTY_ERROR'] })
  code: string;
  @ApiProperty({ maxLength: 2000 })
  message: string;
}

export class DeliveryTryDto {
  @ApiProperty({ format: 'date-time' })
  at: string;
  /** The HTTP status of the answer; null when there was none. */
  @ApiProperty({ type: 'integer', nullable: true })
  status: number | null;
  @ApiProperty({ type: DeliveryErrorDto, nullable: true })
  error: DeliveryErrorDto | null;
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
  @ApiProperty({ format: 'uuid', description: 'The `webhook-id` of every try' })
  id: string;
  @ApiProperty({ format: 'uuid' })
  job_id: string;
  @ApiProperty({ enum: WEBHOOK_EVENTS })
  type: WebhookEvent;
  @ApiProperty({ format: 'uri' })
  url: string;
  @ApiProperty({ enum: DELIVERY_STATES })
  status: DeliveryState;
  /** Tries since the event, or since it was last asked for again. */
  @ApiProperty({ type: 'integer' })
  attempts: number;
  /** The last 20 tries, oldest first. */
  @ApiProperty({ type: [DeliveryTryDto], maxItems: LOG_LENGTH })
  log: DeliveryTryDto[];
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  next_attempt_at: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What is posted' })
  body: object;
  @ApiProperty({ format: 'date-time' })
  created_at: string;
  /** When it arrived last. */
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
