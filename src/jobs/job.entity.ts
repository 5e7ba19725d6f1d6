import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { type Arguments } from '../common/catalogue.js';
import { type JobErrorCode, type JobErrorKey } from '../common/job-error-catalogue.js';
import { newId } from '../common/uuid.js';
import { type JobState } from './job.machine.js';
import { type JobInput } from './job-input.js';
import { type JobKind } from './plan.js';

/** Why a job or a step failed; `JobErrorDto` tells it in a language. */
export interface JobFailure {
  code: JobErrorCode;
  /** Its sentence in the catalogue and what that names; failures of older versions have neither. */
  key?: JobErrorKey;
  args?: Arguments;
  /** The sentence in English as it was then, for where the catalogue has no such key any more. */
  message: string;
  stage: string | null;
  provider: string | null;
  retryable: boolean;
}

export interface Degradation {
  stage: string;
  wanted: string;
  used: string;
  why: string;
}

/** What lists are filtered by: the indexes that sort have it, so that a page is found without reading what is not on it. */
const FILTERED = ['state', 'kind', 'priority', 'projectId'] as const;

/** One run of a workflow. This row and its steps are the truth about it; Bull only wakes workers up. */
@Entity({ tableName: 'jobs' })
@Index({ name: 'jobs_created_index', properties: ['userId', 'createdAt', 'id', ...FILTERED] })
@Index({ name: 'jobs_updated_index', properties: ['userId', 'updatedAt', 'id', ...FILTERED] })
@Index({ name: 'jobs_progress_index', properties: ['userId', 'progress', 'id', ...FILTERED] })
@Index({ name: 'jobs_priority_index', properties: ['userId', 'priority', 'id', 'state', 'kind', 'projectId'] })
@Index({ name: 'jobs_filter_index', properties: ['userId', 'state', 'kind', 'priority', 'id'] })
@Index({ properties: ['projectId'] })
@Index({
  name: 'jobs_expiry_index',
  expression: `create index "jobs_expiry_index" on "jobs" ("completed_at") where "purged_at" is null`,
})
export class Job {
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @Property({ type: 'uuid' })
  userId: string;

  @Property({ type: 'uuid', nullable: true })
  projectId: string | null;

  @Property({ length: 16 })
  kind: JobKind;

  @Property({ length: 10 })
  state: JobState = 'pending';

  @Property({ length: 16, nullable: true })
  stage: string | null = null;

  /** How far each stage is, as last told. */
  @Property({ type: 'json' })
  stages: Record<string, string> = {};

  /** 0 to 100; never falls within a run. */
  @Property({ type: 'double' })
  progress = 0;

  @Property({ type: 'smallint' })
  priority: number;

  @Property({ type: 'text' })
  prompt: string;

  /** The look in words: the user's, or what the style stage has found. */
  @Property({ type: 'text', nullable: true })
  style: string | null = null;

  /** What the job was asked for, complete and checked. */
  @Property({ type: 'json' })
  input: JobInput;

  @Property({ type: 'json' })
  degraded: Degradation[] = [];

  @Property({ type: 'json', nullable: true })
  error: JobFailure | null = null;

  /** The data of `GET /jobs/:id/video`, with storage keys in place of URLs. */
  @Property({ type: 'json', nullable: true })
  output: unknown = null;

  /** W3C's `traceparent` of the request that started it, or that last made it go on; null: it was not traced. */
  @Property({ length: 55, nullable: true })
  traceParent: string | null = null;

  @Property({ type: 'double' })
  costUsd = 0;

  /** The job pauses before a step that would cost more; null: no limit. */
  @Property({ type: 'double', nullable: true })
  maxCostUsd: number | null = null;

  @Property({ type: 'smallint' })
  attempts = 1;

  @Property({ type: 'datetime', length: 3 })
  createdAt = new Date();

  @Property({ type: 'datetime', length: 3, nullable: true })
  startedAt: Date | null = null;

  @Property({ type: 'datetime', length: 3 })
  updatedAt = new Date();

  @Property({ type: 'datetime', length: 3, nullable: true })
  completedAt: Date | null = null;

  /** When its events and its steps' outputs were deleted: it can only start over then. */
  @Property({ type: 'datetime', length: 3, nullable: true })
  purgedAt: Date | null = null;

  /** When progress was last told: at most four times a second. */
  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  progressAt = new Date();

  constructor(job: {
    userId: string;
    projectId: string | null;
    kind: JobKind;
    priority: number;
    prompt: string;
    input: JobInput;
  }) {
    this.userId = job.userId;
    this.projectId = job.projectId;
    this.kind = job.kind;
    this.priority = job.priority;
    this.prompt = job.prompt;
    this.input = job.input;
  }
}
