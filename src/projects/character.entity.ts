import { Entity, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { type Ref, ref } from '@mikro-orm/core';
import { type CharacterLook } from '../art/look.js';
import { newId } from '../common/uuid.js';
import { Project } from './project.entity.js';

export interface Appearance {
  sex: string | null;
  age: string | null;
  hair: string | null;
  clothes: string | null;
  glasses: boolean | null;
  note: string | null;
}

/** Of a person of whom nothing is said. */
export const NOTHING_SAID: Appearance = { sex: null, age: null, hair: null, clothes: null, glasses: null, note: null };

export interface CharacterVoice {
  id: string;
  pitch: number;
  speed: number;
}

/** A person of a project: looks and sounds the same in every shot of every episode. */
@Entity({ tableName: 'characters' })
@Unique({ properties: ['project', 'name'] })
export class Character {
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @ManyToOne(() => Project, { ref: true, deleteRule: 'cascade' })
  project: Ref<Project>;

  @Property({ length: 40 })
  name: string;

  @Property({ type: 'text' })
  description = '';

  @Property({ type: 'json' })
  appearance: Appearance = { ...NOTHING_SAID };

  /** Null until somebody has decided. */
  @Property({ type: 'json', nullable: true })
  voice: CharacterVoice | null = null;

  /** How our renderer draws this person, from the name and the appearance; null until somebody has decided. */
  @Property({ type: 'json', nullable: true })
  look: CharacterLook | null = null;

  /** The upload that shows this person, and its file. */
  @Property({ type: 'uuid', nullable: true })
  referenceUploadId: string | null = null;

  @Property({ type: 'text', nullable: true })
  referenceKey: string | null = null;

  @Property({ type: 'datetime', length: 3 })
  createdAt = new Date();

  @Property({ type: 'datetime', length: 3, onUpdate: () => new Date() })
  updatedAt = new Date();

  constructor(project: Project, name: string) {
    this.project = ref(project);
    this.name = name;
  }
}
