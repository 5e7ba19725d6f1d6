import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** The last number given in a stream of events (a project's or a job's). Its row is locked last of all. */
@Entity({ tableName: 'event_streams' })
export class EventStream {
  @PrimaryKey({ type: 'uuid' })
  id: string;

  @Property({ type: 'bigint' })
  seq: string;
}
