import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { type AspectRatio, type Language } from '../common/vocabulary.js';
import { newId } from '../common/uuid.js';

/** What a user works on: one series with its people, scenes and shots. */
@Entity({ tableName: 'projects' })
@Index({ properties: ['userId', 'createdAt'] })
export class Project {
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @Property({ type: 'uuid' })
  userId: string;

  @Property({ length: 200 })
  title: string;

  @Property({ type: 'text', nullable: true })
  description: string | null = null;

  @Property({ length: 50, nullable: true })
  genre: string | null = null;

  @Property({ type: 'text', nullable: true })
  style: string | null = null;

  /** Null until something is written: then the text's own language. */
  @Property({ length: 2, nullable: true })
  language: Language | null = null;

  @Property({ length: 4 })
  aspectRatio: AspectRatio = '16:9';

  @Property({ type: 'smallint' })
  targetEpisodes = 1;

  @Property({ type: 'smallint' })
  targetDurationSec = 60;

  /** Key of the cover in the storage. */
  @Property({ type: 'text', nullable: true })
  coverKey: string | null = null;

  @Property({ type: 'datetime', length: 3 })
  createdAt = new Date();

  @Property({ type: 'datetime', length: 3, onUpdate: () => new Date() })
  updatedAt = new Date();

  constructor(userId: string, title: string) {
    this.userId = userId;
    this.title = title;
  }
}
