import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../common/uuid.js';
import { type JobErrorCode } from '../common/job-error-catalogue.js';
import { type Capability, type Operation, type Usage } from './ports.js';

/**
 * `intended`: about to be asked for; `started`: the vendor has named it; `abandoned`: nobody wants it any more, and it is
 * to be cancelled at the vendor; the rest are ends. `unconfirmed` was perhaps made: nobody knows whether it was
 * started, or cancelled in time, and nobody asks for it again.
 */
export const CALL_STATES = ['intended', 'started', 'abandoned', 'done', 'failed', 'cancelled', 'unconfirmed'] as const;
export type ProviderCallState = (typeof CALL_STATES)[number];

/** One call of a vendor: the row is there before the call, so that no crash can hide it. */
@Entity({ tableName: 'provider_calls' })
@Index({ properties: ['stepId'] })
@Index({
  name: 'provider_calls_abandoned_index',
  expression: `create index "provider_calls_abandoned_index" on "provider_calls" ("ask_after") where "state" = 'abandoned'`,
})
@Index({
  name: 'provider_calls_open_index',
  expression: `create index "provider_calls_open_index" on "provider_calls" ("provider") where "state" in ('intended', 'started')`,
})
@Index({ properties: ['jobId', 'createdAt'] })
export class ProviderCall {
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @Property({ type: 'uuid' })
  userId: string;

  /** Null: advice on a shot, which belongs to no job. */
  @Property({ type: 'uuid', nullable: true })
  jobId: string | null;

  @Property({ type: 'uuid', nullable: true })
  stepId: string | null;

  /** The step's attempt that this call belongs to; there is at most one start of a picture or of footage in each. */
  @Property({ type: 'smallint' })
  attempt: number;

  @Property({ length: 16 })
  capability: Capability;

  @Property({ length: 40 })
  provider: string;

  @Property({ length: 80 })
  model: string;

  @Property({ length: 12 })
  state: ProviderCallState = 'intended';

  @Property({ type: 'json', nullable: true })
  operation: Operation | null = null;

  @Property({ type: 'double' })
  estimateUsd: number;

  /** What was booked for it; null while it is open. */
  @Property({ type: 'double', nullable: true })
  costUsd: number | null = null;

  /** What the vendor has counted; null: it has told nothing. */
  @Property({ type: 'json', nullable: true })
  usage: Usage | null = null;

  @Property({ length: 24, nullable: true })
  errorCode: JobErrorCode | null = null;

  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  createdAt = new Date();

  @Property({ type: 'datetime', length: 3, nullable: true })
  settledAt: Date | null = null;

  /** When an abandoned call may be cancelled (again). */
  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  askAfter = new Date();
}
