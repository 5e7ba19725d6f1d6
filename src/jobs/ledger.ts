import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type EventMap, type EventMessage, type EventName } from '../events/event-map.js';
import { EventBus, type NewEvent } from '../events/event-bus.js';
import { withinPatience } from '../common/patience.js';
import { afterCommit, inContendedTransaction } from '../common/transaction.js';
import { WebhooksService } from '../webhooks/webhooks.service.js';
import { type Degradation, type JobFailure } from './job.entity.js';
import { type JobInput } from './job-input.js';
import { isActive, isFinal, type JobState, type StepState } from './job.machine.js';
import { callWaiting } from './free-places.js';
import { IS_DUE, refreshProgress } from './job-progress.js';
import { JobQueue } from './job-queue.js';
import { LAST_TURN } from './last-turn.js';
import { abandonCalls } from './open-calls.js';
import { type JobKind, type QueueName } from './plan.js';
import { type StageName } from './stages.js';
import { renewFailedQuality } from './quality-report.js';

/** A row of `jobs` as SQL gives it. */
export interface JobRow {
  id: string;
  user_id: string;
  project_id: string | null;
  kind: JobKind;
  state: JobState;
  stage: StageName | null;
  stages: Partial<Record<StageName, StageState>>;
  progress: number;
  priority: number;
  prompt: string;
  input: JobInput;
  degraded: Degradation[];
  error: JobFailure | null;
  cost_usd: number;
  max_cost_usd: number | null;
  output: unknown;
  /** When its steps' outputs were deleted; null: they are there. */
  purged_at: string | null;
  /** Nobody has told its progress in the last quarter of a second. */
  is_progress_due?: boolean;
}

export type StageState = 'pending' | 'running' | 'completed';

/** A row of `job_steps` as SQL gives it. */
export interface StepRow {
  id: string;
  job_id: string;
  user_id: string;
  stage: StageName;
  item: string;
  queue: QueueName;
  state: StepState;
  fence: number;
  attempt: number;
  crashes: number;
  depends_on: string[];
  operation: unknown;
  output: unknown;
  /** What it has of an output that is not whole yet. */
  kept: unknown;
  input_hash: string | null;
  /** What `output` is found by, which may be that of an earlier run. */
  output_hash: string | null;
  fresh: boolean;
  softened: number;
  provider: string | null;
  model: string | null;
  time_limit_sec: number;
  /** Why its last try failed; null: there was none, or it has been done since. */
  error: JobFailure | null;
}

/** A transaction that holds a job's row: what it emits and whom it wakes is done when it has committed. */
export class JobTransaction {
  readonly events: NewEvent[] = [];
  readonly wakes = new Map<QueueName, number>();
  /** How many calls less providers have in hand: those who wait for them are called. */
  readonly freed = new Map<string, number>();
  readonly laterWakes: { queue: QueueName; delayMs: number }[] = [];
  /** The job has ended in this very transaction. */
  hasEnded = false;

  constructor(
    readonly em: EntityManager,
    readonly job: JobRow,
  ) {}

  emit<Name extends EventName>(type: Name, data: EventMap[Name]): void {
    this.events.push({ type, data });
  }

  wake(queue: QueueName, count = 1): void {
    this.wakes.set(queue, (this.wakes.get(queue) ?? 0) + count);
  }

  wakeLater(queue: QueueName, delayMs: number): void {
    this.laterWakes.push({ queue, delayMs });
  }

  placesFreed(calls: { provider: string }[]): void {
    for (const { provider } of calls) {
      this.freed.set(provider, (this.freed.get(provider) ?? 0) + 1);
    }
  }

  async moveJob(state: JobState, changes: { error?: JobFailure | null; output?: unknown } = {}): Promise<void> {
    const previous = this.job.state;
    this.job.state = state;
    this.job.error = changes.error ?? null;
    await this.em.execute(
      `update jobs set state = ?, error = ?::jsonb, output = coalesce(?::jsonb, output), updated_at = now(),
         started_at = case when ? then coalesce(started_at, now()) else started_at end,
         completed_at = case when ? then now() end, progress = case when ? then 100 else progress end
       where id = ?`,
      [
        state,
        changes.error ? JSON.stringify(changes.error) : null,
        JSON.stringify(changes.output ?? undefined) ?? null,
        state === 'running',
        isFinal(state),
        state === 'completed',
        this.job.id,
      ],
    );
    this.emit('job.status', { status: state, previous });
    this.hasEnded = isFinal(state);
  }

  /** Steps that waited for a finished one (null: for any) and now wait for nothing are queued, if the job goes on. */
  async queueReady(finishedStepId: string | null): Promise<void> {
    if (!isActive(this.job.state)) {
      return;
    }
    const rows = await this.em.execute<{ queue: QueueName }[]>(
      `with ready as (
         select s.id, s.queue, row_number() over (partition by s.queue order by s.id) as place from job_steps s
         where s.job_id = ? and s.state = 'pending' and (?::uuid is null or ?::uuid = any(s.depends_on))
           and not exists (select 1 from job_steps d where d.id = any(s.depends_on) and d.state <> 'done')),
       line as (select queue, ${LAST_TURN} as last from (select distinct queue from ready) r)
       update job_steps s set state = 'queued', run_after = now(), turn = line.last + ready.place
       from ready join line on line.queue = ready.queue where s.id = ready.id
       returning s.queue`,
      [this.job.id, finishedStepId, finishedStepId, this.job.priority, this.job.user_id, this.job.priority],
    );
    for (const { queue } of rows) {
      this.wake(queue);
    }
  }

  /** Wakes workers for steps that were queued, or have become due, while the job stood still. */
  async wakeQueued(): Promise<void> {
    await this.em.execute(
      `update job_steps set state = 'queued' where job_id = ? and state = 'waiting' and run_after <= now()`,
      [this.job.id],
    );
    const rows = await this.em.execute<{ queue: QueueName; count: number }[]>(
      `select queue, count(*)::int as count from job_steps where job_id = ? and state = 'queued' group by queue`,
      [this.job.id],
    );
    for (const { queue, count } of rows) {
      this.wake(queue, count);
    }
  }

  /** Nothing more is started; what runs, or waits for a vendor, goes on. */
  async pause(error: JobFailure | null = null): Promise<void> {
    await this.em.execute(
      `update job_steps set state = 'pending' where job_id = ? and state = 'queued' and operation is null`,
      [this.job.id],
    );
    await this.moveJob('paused', { error });
  }

  async cancel(): Promise<void> {
    await this.cancelWaitingSteps();
    await this.moveJob('cancelled');
    this.emit('job.cancelled', {});
  }

  /**
   * Everything that has not been started goes; what runs is stopped by its worker, which sees it within a second and lets
   * go of what its vendor has in hand. What vendors have in hand for the rest is cancelled there.
   */
  async cancelWaitingSteps(): Promise<void> {
    const steps = await this.em.execute<{ id: string }[]>(
      `update job_steps set state = 'cancelled', operation = null, cost_reserved = 0, completed_at = now()
       where job_id = ? and state in ('pending', 'queued', 'waiting') returning id`,
      [this.job.id],
    );
    await abandonCalls(
      this,
      steps.map(({ id }) => id),
    );
  }

  /** After a step is done: progress at most four times a second, a stage's end and the job's end at once. */
  async tellDone(step: Pick<StepRow, 'stage' | 'item'>, output: unknown): Promise<void> {
    const [left] = await this.em.execute<{ in_stage: boolean; in_job: boolean }[]>(
      `select exists (select 1 from job_steps where job_id = ? and stage = ? and state <> 'done') as in_stage,
         exists (select 1 from job_steps where job_id = ? and state <> 'done') as in_job`,
      [this.job.id, step.stage, this.job.id],
    );
    if (this.job.is_progress_due !== false || left?.in_stage === false) {
      await refreshProgress(this, step);
    }
    if (left?.in_job === false && this.job.state !== 'completed') {
      await this.moveJob('completed', { output });
      await renewFailedQuality(this);
      // What an analysis has found may be long, and is fetched by those who want it.
      this.emit('job.completed', { output: this.job.kind === 'analysis' ? null : output });
    }
  }
}

/**
 * The one way to change a job: its row is locked first (then its steps, users and assets, event streams last), and
 * messages and wake-ups leave after the commit.
 */
@Injectable()
export class Ledger {
  private readonly endings: ((transaction: JobTransaction) => Promise<void>)[] = [];

  constructor(
    private readonly em: EntityManager,
    private readonly bus: EventBus,
    private readonly queue: JobQueue,
    private readonly webhooks: WebhooksService,
  ) {}

  /** For rooms that jobs know nothing of: what else is to be put in order in the transaction that ends a job. */
  whenEnded(act: (transaction: JobTransaction) => Promise<void>): void {
    this.endings.push(act);
  }

  /** Runs `work` with the job's row locked, again where PostgreSQL ends it to end a deadlock; null when there is no such job. */
  async within<T>(jobId: string, work: (transaction: JobTransaction) => Promise<T>): Promise<T | null> {
    return this.transact(
      (em) => em.execute<JobRow[]>(`select *, ${IS_DUE} as is_progress_due from jobs where id = ? for update`, [jobId]),
      work,
    );
  }

  /** Like `within`, but only if nobody has told the job's progress in the last quarter of a second. */
  async withinProgress(jobId: string, work: (transaction: JobTransaction) => Promise<void>): Promise<void> {
    await this.transact(
      (em) =>
        em.execute<JobRow[]>(`update jobs set progress_at = now() where id = ? and ${IS_DUE} returning *`, [jobId]),
      async (transaction) => {
        if (isActive(transaction.job.state)) {
          await work(transaction);
        }
      },
    );
  }

  /** For jobs made inside a caller's `inTransaction`: the events are written there, all else waits for its commit. */
  async join<T>(em: EntityManager, job: JobRow, work: (transaction: JobTransaction) => Promise<T>): Promise<T> {
    const transaction = new JobTransaction(em, job);
    const value = await work(transaction);
    if (transaction.hasEnded) {
      for (const act of this.endings) {
        await act(transaction);
      }
    }
    const messages = await this.bus.append(em, { projectId: job.project_id, jobId: job.id }, transaction.events);
    await this.webhooks.record(em, job, messages);
    afterCommit(() => withinPatience(this.tell(transaction, messages)));
    return value;
  }

  private async tell(transaction: JobTransaction, messages: EventMessage[]): Promise<void> {
    // Not within it: they are steps of other jobs, and whoever has locked those could wait for a step of this one.
    for (const queue of await callWaiting(this.em.fork(), transaction.freed)) {
      transaction.wake(queue);
    }
    await this.bus.publish(messages);
    await this.wakeAll(transaction);
  }

  private async transact<T>(
    lock: (em: EntityManager) => Promise<JobRow[]>,
    work: (transaction: JobTransaction) => Promise<T>,
  ): Promise<T | null> {
    return inContendedTransaction(
      this.em,
      async (em) => {
        const [job] = await lock(em);
        return job ? this.join(em, job, work) : null;
      },
      // What the caller has changed in entities of its own is not written here.
      { clear: true },
    );
  }

  private async wakeAll(transaction: JobTransaction): Promise<void> {
    await Promise.all([
      ...[...transaction.wakes].map(([queue, count]) => this.queue.wake(queue, count)),
      ...transaction.laterWakes.map(({ queue, delayMs }) => this.queue.wake(queue, 1, delayMs)),
    ]);
  }
}
