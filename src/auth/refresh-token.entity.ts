import { Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '../common/uuid.js';
import { Session } from './session.entity.js';

/** A long-lived token, of which only the hash is kept. A used one stays for as long as its session: by it theft shows. */
@Entity({ tableName: 'refresh_tokens' })
export class RefreshToken {
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @Index()
  @ManyToOne(() => Session, { deleteRule: 'cascade', updateRule: 'no action' })
  session: Session;

  @Unique()
  @Property({ type: 'text' })
  tokenHash: string;

  /** What makes its successor out of the token itself; null until it is used. */
  @Property({ type: 'text', nullable: true })
  nonce: string | null = null;

  @Property({ type: 'datetime', length: 3, nullable: true })
  usedAt: Date | null = null;

  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  createdAt = new Date();

  constructor(session: Session, tokenHash: string) {
    this.session = session;
    this.tokenHash = tokenHash;
  }
}
