import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { PrimaryKeyProp } from '@mikro-orm/core';

/** One thing that happened, written in the transaction that made it happen. */
@Entity({ tableName: 'events' })
@Index({ properties: ['jobId', 'jobSeq'] })
export class EventRow {
  [PrimaryKeyProp]?: ['streamId', 'seq'];

  /** The project, or the job where there is none. */
  @PrimaryKey({ type: 'uuid' })
  streamId: string;

  @PrimaryKey({ type: 'bigint' })
  seq: string;

  @Property({ type: 'uuid', nullable: true })
  projectId: string | null;

  @Property({ type: 'uuid', nullable: true })
  jobId: string | null;

  @Property({ type: 'bigint', nullable: true })
  jobSeq: string | null;

  @Property({ length: 40 })
  type: string;

  @Property({ type: 'json' })
  data: unknown;

  @Property({ type: 'datetime', length: 3, defaultRaw: 'clock_timestamp()' })
  createdAt: Date;
}
