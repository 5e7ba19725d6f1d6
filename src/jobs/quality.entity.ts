import { type Ref } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '../common/uuid.js';
import { type Check } from '../media/timeline.js';
import { type Format } from './formats.js';
import { Job } from './job.entity.js';

export const CHECKED_FILES = ['film', 'episode', 'clip', 'card', 'export'] as const;
export type CheckedFile = (typeof CHECKED_FILES)[number];

export const CHECK_STATUSES = ['passed', 'failed', 'skipped'] as const satisfies Check['status'][];

/** A check, and of which files it was made. */
export interface ReportedCheck extends Check {
  of: CheckedFile;
  format: Format;
  /** What is told is that of the worst of them. */
  files: number;
  episode: number | null;
  shot_id: string | null;
}

/**
 * What was found out about a job's files before it could be completed. A table of its own: it stays as long as its job, and
 * a job's row, which is written four times a second, does not grow.
 */
@Entity({ tableName: 'job_qualities' })
@Unique({ properties: ['job'] })
export class Quality {
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @ManyToOne(() => Job, { ref: true, deleteRule: 'cascade' })
  job: Ref<Job>;

  @Property({ type: 'json' })
  checks: ReportedCheck[];

  @Property({ type: 'datetime', length: 3 })
  createdAt = new Date();
}
