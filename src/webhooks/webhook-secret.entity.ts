import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** What the webhooks of one user are signed with. The one before goes on signing beside it for a while. */
@Entity({ tableName: 'webhook_secrets' })
export class WebhookSecret {
  @PrimaryKey({ type: 'uuid' })
  userId: string;

  @Property({ type: 'text', hidden: true, lazy: true })
  secret: string;

  @Property({ type: 'text', hidden: true, lazy: true, nullable: true })
  previous: string | null = null;

  @Property({ type: 'datetime', length: 3, nullable: true })
  previousUntil: Date | null = null;
}
