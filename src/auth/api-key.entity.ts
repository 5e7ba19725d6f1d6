import { Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '../common/uuid.js';
import { User } from './user.entity.js';

/** A long-lived key for machines, of which only the hash is kept. Deleting it revokes it. */
@Entity({ tableName: 'api_keys' })
@Index({ properties: ['user', 'createdAt'] })
export class ApiKey {
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @ManyToOne(() => User, { deleteRule: 'cascade', updateRule: 'no action' })
  user: User;

  @Property({ length: 100 })
  name: string;

  /** How the key begins, by which its owner knows it again. */
  @Property({ length: 12 })
  prefix: string;

  @Unique()
  @Property({ type: 'text' })
  keyHash: string;

  /** Null: never. */
  @Property({ type: 'datetime', length: 3, nullable: true })
  expiresAt: Date | null;

  /** To the minute. */
  @Property({ type: 'datetime', length: 3, nullable: true })
  lastUsedAt: Date | null = null;

  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  createdAt = new Date();

  constructor(values: Pick<ApiKey, 'user' | 'name' | 'prefix' | 'keyHash' | 'expiresAt'>) {
    this.user = values.user;
    this.name = values.name;
    this.prefix = values.prefix;
    this.keyHash = values.keyHash;
    this.expiresAt = values.expiresAt;
  }
}
