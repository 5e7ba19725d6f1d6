import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../common/uuid.js';
import { User } from './user.entity.js';

const LONGEST_SESSION_MS = 30 * 24 * 3_600_000;

/** What grew out of one sign-in: the family of its refresh tokens, named by its access tokens as `sid`. */
@Entity({ tableName: 'sessions' })
@Index({
  name: 'sessions_revoked_at_index',
  expression: `create index "sessions_revoked_at_index" on "sessions" ("revoked_at") where "revoked_at" is not null`,
})
export class Session {
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @Index()
  @ManyToOne(() => User, { deleteRule: 'cascade', updateRule: 'no action' })
  user: User;

  /** Refreshing does not put it off. */
  @Property({ type: 'datetime', length: 3 })
  expiresAt: Date;

  @Property({ type: 'datetime', length: 3, nullable: true })
  revokedAt: Date | null = null;

  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  createdAt = new Date();

  constructor(user: User) {
    this.user = user;
    this.expiresAt = new Date(this.createdAt.getTime() + LONGEST_SESSION_MS);
  }
}
