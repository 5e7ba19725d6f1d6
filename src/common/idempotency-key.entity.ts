import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** A request that must not be done twice, and what it was answered. The row commits together with the effect. */
@Entity({ tableName: 'idempotency_keys' })
export class IdempotencyKey {
  @PrimaryKey({ type: 'uuid' })
  userId: string;

  /** Method and path as they were asked for; `socket` for commands. */
  @PrimaryKey({ type: 'text' })
  route: string;

  @PrimaryKey({ type: 'text' })
  key: string;

  @Property({ type: 'text' })
  bodySha256: string;

  @Property({ type: 'text', nullable: true })
  location: string | null = null;

  /** The JSON that was sent, to the letter. */
  @Property({ type: 'text' })
  answer: string;

  @Index()
  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  createdAt = new Date();
}
