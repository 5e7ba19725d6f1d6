import { type Ref, ref } from '@mikro-orm/core';
import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../common/uuid.js';
import { type TimeOfDay } from '../common/vocabulary.js';
import { Project } from '../projects/project.entity.js';

/** One place and time of an episode, and what happens there. */
@Entity({ tableName: 'scenes' })
@Index({ properties: ['project', 'episode', 'orderIndex'] })
export class Scene {
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @ManyToOne(() => Project, { ref: true, deleteRule: 'cascade' })
  project: Ref<Project>;

  @Property({ type: 'smallint' })
  episode: number;

  @Property({ type: 'integer' })
  orderIndex: number;

  @Property({ length: 200 })
  title = '';

  @Property({ length: 200 })
  location = '';

  @Property({ length: 8 })
  timeOfDay: TimeOfDay = 'day';

  @Property({ length: 8 })
  weather = 'clear';

  @Property({ length: 16 })
  mood = 'calm';

  @Property({ type: 'text' })
  description = '';

  /** The scene's spoken text, as people read it. */
  @Property({ type: 'text' })
  script = '';

  /** Names of those who are seen. */
  @Property({ type: 'json' })
  characters: string[] = [];

  @Property({ type: 'datetime', length: 3 })
  createdAt = new Date();

  @Property({ type: 'datetime', length: 3, onUpdate: () => new Date() })
  updatedAt = new Date();

  constructor(project: Project, episode: number, orderIndex: number) {
    this.project = ref(project);
    this.episode = episode;
    this.orderIndex = orderIndex;
  }
}
