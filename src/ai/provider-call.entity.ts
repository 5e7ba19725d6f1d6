import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../common/uuid.js';
import { type VideoOperation } from './ports.js';

/**
 * `intended`: about to be asked for; `started`: the vendor has named it; `abandoned`: nobody wants it any more, and it is
 * to be cancelled at the vendor; the rest are ends. `unconfirmed` was perhaps started: nobody knows, and nobody asks for
 * it again.
 */
export type ProviderCallState = 'intended' | 'started' | 'abandoned' | 'done' | 'failed' | 'cancelled' | 'unconfirmed';

/** One paid call of a vendor: the row is there before the call, so that no crash can hide it. */
@Entity({ tableName: 'provider_calls' })
@Index({ properties: ['stepId'] })
@Index({
  name: 'provider_calls_abandoned_index',
  expression: `create index "provider_calls_abandoned_index" on "provider_calls" ("ask_after") where "state" = 'abandoned'`,
})
export class ProviderCall {
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @Property({ type: 'uuid' })
  userId: string;

  @Property({ type: 'uuid' })
  jobId: string;

  @Property({ type: 'uuid' })
  stepId: string;

  /** The step's attempt that this call belongs to; there is at most one start in each. */
  @Property({ type: 'smallint' })
  attempt: number;

  @Property({ length: 40 })
  provider: string;

  @Property({ length: 80 })
  model: string;

  @Property({ length: 12 })
  state: ProviderCallState = 'intended';

  @Property({ type: 'json', nullable: true })
  operation: VideoOperation | null = null;

  @Property({ type: 'double' })
  estimateUsd: number;

  /** What was booked for it; null while it is open. */
  @Property({ type: 'double', nullable: true })
  costUsd: number | null = null;

  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  createdAt = new Date();

  @Property({ type: 'datetime', length: 3, nullable: true })
  settledAt: Date | null = null;

  /** When an abandoned call may be cancelled (again). */
  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  askAfter = new Date();
}
