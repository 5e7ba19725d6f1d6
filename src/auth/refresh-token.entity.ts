import { Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { User } from './user.entity.js';

/** A long-lived token, of which only the hash is kept; a family is what grew out of one login. */
@Entity({ tableName: 'refresh_tokens' })
export class RefreshToken {
  @PrimaryKey({ type: 'uuid' })
  id: string;

  @Index()
  @ManyToOne(() => User, { deleteRule: 'cascade', updateRule: 'no action' })
  user: User;

  @Index()
  @Property({ type: 'uuid' })
  familyId: string;

  @Unique()
  @Property({ type: 'text' })
  tokenHash: string;

  @Property({ type: 'datetime', length: 3 })
  expiresAt: Date;

  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  createdAt: Date = new Date();

  constructor(values: Pick<RefreshToken, 'id' | 'user' | 'familyId' | 'tokenHash' | 'expiresAt'>) {
    this.id = values.id;
    this.user = values.user;
    this.familyId = values.familyId;
    this.tokenHash = values.tokenHash;
    this.expiresAt = values.expiresAt;
  }
}
