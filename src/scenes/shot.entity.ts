import { type Ref, ref } from '@mikro-orm/core';
import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../common/uuid.js';
import { type Emotion, type Language } from '../common/vocabulary.js';
import { FRAMES_PER_SECOND } from '../media/timeline.js';
import { type ShotTransition } from '../offline/story.js';
import { type ShotLook } from '../offline/suggestion.js';
import { Project } from '../projects/project.entity.js';
import { Scene } from './scene.entity.js';

/** A spoken line; `character` null is the narrator. The order of lines is the order in which they are heard. */
export interface ShotLine {
  character: string | null;
  line: string;
  emotion: Emotion;
  /** The same in other languages, as the user has written it; absent: in none. */
  translations?: Translations;
}

/** A text by the language it is in. */
export type Translations = Partial<Record<Language, string>>;

export interface ShotForm {
  camera_movement: string;
  shot_type: string;
  lighting: string;
  motion_prompt: string;
  checkboxes: Record<string, boolean>;
}

export interface ShotImage {
  status: 'pending' | 'generating' | 'completed' | 'failed';
  /** The job that made it last, or makes it. */
  job_id?: string;
  /** Why the last one could not be made. */
  error?: string | null;
  key: string | null;
  upload_id: string | null;
  provider: string | null;
}

export interface ShotVideo {
  status: 'pending' | 'generating' | 'completed' | 'failed';
  job_id: string | null;
  key: string | null;
  source_key: string | null;
  /** The picture that the last clip was made of; older versions did not write it down. */
  picture_key?: string | null;
  upload_id: string | null;
  provider: string | null;
  error: string | null;
}

/** Advice that was asked for, newest last. */
export interface ShotAdvice {
  id: string;
  user_input: string;
  suggestions: Partial<ShotLook> & { reasoning: string };
  status: 'open' | 'applied' | 'refused';
  provider: string;
  degraded: { wanted: string; used: string; why: string } | null;
  created_at: string;
}

export const secondsOf = (frames: number): number => Math.round((frames / FRAMES_PER_SECOND) * 1000) / 1000;
export const framesOf = (seconds: number): number => Math.round(seconds * FRAMES_PER_SECOND);

/** As a shot begins. */
export const NO_IMAGE = { status: 'pending', key: null, upload_id: null, provider: null } as const;
export const NO_VIDEO = {
  status: 'pending',
  job_id: null,
  key: null,
  source_key: null,
  upload_id: null,
  provider: null,
  error: null,
} as const;

/** The files that a shot holds. */
export function keysOfShot({ image, video }: { image: ShotImage; video: ShotVideo }): string[] {
  return [image.key, video.key, video.source_key].filter((key) => key !== null);
}

/** One camera set-up: the smallest thing that is drawn, spoken, rendered and replaced. */
@Entity({ tableName: 'shots' })
@Index({ properties: ['scene', 'orderIndex'] })
export class Shot {
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @ManyToOne(() => Project, { ref: true, deleteRule: 'cascade', index: true })
  project: Ref<Project>;

  @ManyToOne(() => Scene, { ref: true, deleteRule: 'cascade' })
  scene: Ref<Scene>;

  @Property({ type: 'integer' })
  orderIndex: number;

  @Property({ type: 'text' })
  description = '';

  @Property({ type: 'json' })
  lines: ShotLine[] = [];

  /** Names of those who are seen. */
  @Property({ type: 'json' })
  cast: string[] = [];

  /** The planned length, in frames of the film. */
  @Property({ type: 'integer' })
  frames: number;

  @Property({ length: 10 })
  transition: ShotTransition = 'cut';

  @Property({ type: 'integer' })
  transitionFrames = 0;

  @Property({ type: 'json' })
  formData: ShotForm = {
    camera_movement: 'static',
    shot_type: 'medium',
    lighting: '',
    motion_prompt: '',
    checkboxes: {},
  };

  @Property({ type: 'json' })
  image: ShotImage = { ...NO_IMAGE };

  @Property({ type: 'json' })
  video: ShotVideo = { ...NO_VIDEO };

  @Property({ type: 'json', defaultRaw: `'[]'` })
  aiCollaboration: ShotAdvice[] = [];

  @Property({ type: 'integer' })
  version = 1;

  @Property({ type: 'datetime', length: 3 })
  createdAt = new Date();

  @Property({ type: 'datetime', length: 3, onUpdate: () => new Date() })
  updatedAt = new Date();

  constructor(scene: Scene, orderIndex: number, frames: number) {
    this.project = scene.project;
    this.scene = ref(scene);
    this.orderIndex = orderIndex;
    this.frames = frames;
  }
}
