import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../common/uuid.js';
import { type DeliveryState } from './retry-policy.js';
import { type WebhookBody, type WebhookEvent } from './webhook-events.js';

/** How many tries a delivery remembers. */
export const LOG_LENGTH = 20;

/** One try: the receiver's answer, or why there was none. */
export interface DeliveryTry {
  at: string;
  status: number | null;
  error: { code: string; message: string } | null;
  duration_ms: number;
  /** How the answer's body begins. */
  reply: string | null;
}

/**
 * One event on its way to one receiver, written in the transaction of the event. No foreign key: it outlives its job,
 * whose `job.cancelled` is sent after the job was deleted.
 */
@Entity({ tableName: 'webhook_deliveries' })
@Index({ properties: ['jobId', 'jobSeq'] })
@Index({ properties: ['createdAt'] })
@Index({
  name: 'webhook_deliveries_due_index',
  expression: `create index "webhook_deliveries_due_index" on "webhook_deliveries" ("next_at") where "state" = 'pending'`,
})
@Index({
  name: 'webhook_deliveries_leased_index',
  expression: `create index "webhook_deliveries_leased_index" on "webhook_deliveries" ("user_id") where "lease_until" is not null`,
})
export class WebhookDelivery {
  /** Also the `webhook-id` of every try, by which a receiver knows what it has already got. */
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @Property({ type: 'uuid' })
  userId: string;

  @Property({ type: 'uuid' })
  jobId: string;

  @Property({ type: 'bigint' })
  jobSeq: string;

  @Property({ length: 40 })
  type: WebhookEvent;

  @Property({ type: 'text' })
  url: string;

  @Property({ type: 'json' })
  body: WebhookBody;

  @Property({ length: 10 })
  state: DeliveryState = 'pending';

  /** Tries since the event or, after that, since it was last asked for again. */
  @Property({ type: 'smallint' })
  tries = 0;

  /** The last ones, oldest first. */
  @Property({ type: 'json' })
  log: DeliveryTry[] = [];

  /** Grows with every claim: who holds the newest one may settle. */
  @Property({ type: 'integer' })
  fence = 0;

  /** A sender has it in hand until then; null: none has. */
  @Property({ type: 'datetime', length: 3, nullable: true })
  leaseUntil: Date | null = null;

  /** To the microsecond: rounded up, it would not be due yet for who looks at once. */
  @Property({ type: 'datetime', length: 6, defaultRaw: 'now()' })
  nextAt = new Date();

  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  createdAt = new Date();

  @Property({ type: 'datetime', length: 3, nullable: true })
  deliveredAt: Date | null = null;
}
