import { Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { type Ref } from '@mikro-orm/core';
import { newId } from '../common/uuid.js';
import { Job, type JobFailure } from './job.entity.js';
import { type StepState } from './job.machine.js';
import { type QueueName } from './plan.js';
import { type StageName } from './stages.js';

/**
 * One piece of work of a job: a stage for one item. The engine reads and writes these rows with SQL of its own
 * (claim, renew, settle); the entity is their schema.
 */
@Entity({ tableName: 'job_steps' })
@Unique({ properties: ['job', 'stage', 'item'] })
@Index({
  name: 'job_steps_claim_index',
  expression: `create index "job_steps_claim_index" on "job_steps" ("queue", "priority" desc, "turn", "id") where "state" = 'queued'`,
})
@Index({
  name: 'job_steps_turn_index',
  expression: `create index "job_steps_turn_index" on "job_steps" ("queue", "priority", "user_id", "turn") where "state" = 'queued'`,
})
@Index({
  name: 'job_steps_left_index',
  expression: `create index "job_steps_left_index" on "job_steps" ("job_id", "stage") where "state" <> 'done'`,
})
@Index({
  name: 'job_steps_due_index',
  expression: `create index "job_steps_due_index" on "job_steps" ("state", "run_after", "lease_until") where "state" in ('running', 'waiting')`,
})
@Index({
  name: 'job_steps_line_index',
  expression: `create index "job_steps_line_index" on "job_steps" ("waits_for", "priority" desc, "turn", "id") where "state" = 'waiting' and "waits_for" is not null`,
})
@Index({
  name: 'job_steps_cache_index',
  expression: `create index "job_steps_cache_index" on "job_steps" ("user_id", "input_hash", "completed_at") where "input_hash" is not null`,
})
export class JobStep {
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @ManyToOne(() => Job, { ref: true, deleteRule: 'cascade' })
  job: Ref<Job>;

  @Property({ type: 'uuid' })
  userId: string;

  @Property({ length: 16 })
  stage: StageName;

  /** `part` or `part:subject`: what of the stage this is (`clip:<shot id>`, `episode:3`). */
  @Property({ length: 80 })
  item: string;

  @Property({ length: 16 })
  queue: QueueName;

  @Property({ type: 'smallint' })
  priority: number;

  /** Fair queueing's virtual time: smaller goes first at equal priority. */
  @Property({ type: 'bigint' })
  turn = '0';

  @Property({ length: 10 })
  state: StepState = 'pending';

  /** Rises at every claim; whoever holds an older one may not write any more. */
  @Property({ type: 'integer' })
  fence = 0;

  /** Rises at every fresh start, not when a vendor is asked again. */
  @Property({ type: 'smallint' })
  attempt = 0;

  /** The worker that claimed it last; while it runs, a lock of that number says that its process is alive. */
  @Property({ type: 'integer', nullable: true })
  worker: number | null = null;

  /** Lost workers; the third one fails the step. */
  @Property({ type: 'smallint' })
  crashes = 0;

  @Property({ type: 'array', columnType: 'uuid[]' })
  dependsOn: string[] = [];

  @Property({ type: 'json', nullable: true })
  operation: unknown = null;

  @Property({ type: 'json', nullable: true })
  output: unknown = null;

  /** What a step of several paid calls has so far, so that none is paid twice; null once it is done. */
  @Property({ type: 'json', nullable: true })
  kept: unknown = null;

  /** Of all that determines the output; null where the output is not to be taken for another step. */
  @Property({ length: 64, nullable: true })
  inputHash: string | null = null;

  /** What `output` is found by, from its settling on, while the step is done once more and has another input, too. */
  @Property({ length: 64, nullable: true })
  outputHash: string | null = null;

  /** The output was taken from a step with the same input, at no cost. */
  @Property({ default: false })
  cached = false;

  /** Somebody wants it made anew, whatever there is. */
  @Property({ default: false })
  fresh = false;

  /** How often moderation or a vendor has refused what this step makes: so much gentler it is asked for the next time. */
  @Property({ type: 'smallint', default: 0 })
  softened = 0;

  @Property({ type: 'json', nullable: true })
  error: JobFailure | null = null;

  /** Who has made `output`, and with which model; null: nobody, or it is the user's own. */
  @Property({ length: 40, nullable: true })
  provider: string | null = null;

  @Property({ length: 80, nullable: true })
  model: string | null = null;

  /** The provider that is not to be asked now, for which it is in line; null from its next claim on. */
  @Property({ length: 40, nullable: true })
  waitsFor: string | null = null;

  @Property({ type: 'double' })
  costUsd = 0;

  /** What the call under way may cost; it counts as spent while the step is queued, running or waiting. */
  @Property({ type: 'double' })
  costReserved = 0;

  /** Progress of the running step, 0 to 1. */
  @Property({ type: 'double' })
  fraction = 0;

  @Property({ type: 'integer' })
  timeLimitSec: number;

  @Property({ type: 'datetime', length: 3, nullable: true })
  leaseUntil: Date | null = null;

  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  runAfter: Date = new Date();

  /** A vendor has called since the step was claimed: what it works on may be ready. */
  @Property({ type: 'datetime', length: 3, nullable: true })
  wokenAt: Date | null = null;

  @Property({ type: 'datetime', length: 3, nullable: true })
  startedAt: Date | null = null;

  @Property({ type: 'datetime', length: 3, nullable: true })
  completedAt: Date | null = null;
}
