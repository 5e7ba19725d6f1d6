import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { type JobRow, type StepRow } from '../jobs/ledger.js';
import { QUEUES, type QueueName } from '../jobs/plan.js';
import { LIVE_WORKERS, WorkerLock } from './worker-lock.js';

/** A claimed step: whoever holds the newest fence may settle it. */
export interface Lease {
  id: string;
  fence: number;
}

/** A running step whose worker was gone when its lease was as it is here. */
export interface LostStep extends Lease {
  job_id: string;
  /** When it ends, as PostgreSQL writes it. */
  lease: string;
}

/** A step as its claim gives it. */
export interface ClaimedStep extends StepRow {
  /** Until its time limit, by PostgreSQL's clock: that of this machine may be wrong. */
  remaining_ms: number;
  /** Where its job stands in its trace. */
  trace_parent: string | null;
  /** Nothing of its stage, or of its job, had begun when it was claimed. */
  is_first: boolean;
}

/** SQL: the step's job wants it done. A paused one only wants to know what became of work that a vendor has in hand. */
function wanted(step: string): string {
  return `(j.state in ('pending', 'running') or (j.state = 'paused' and ${step}.operation is not null))`;
}

/** Claiming, renewing and waking steps: a few statements each, on one row or in one sweep, never touching `jobs`. */
@Injectable()
export class StepLedger {
  constructor(
    private readonly em: EntityManager,
    @Inject(CONFIG) private readonly config: Config,
    private readonly lock: WorkerLock,
  ) {}

  /** Takes the best claimable step of a queue: by priority, then turn, then age. */
  async claim(queue: QueueName): Promise<ClaimedStep | null> {
    const [row] = await this.em.fork().execute<ClaimedStep[]>(
      `update job_steps s set state = 'running', fence = s.fence + 1,
         attempt = case when s.operation is null then s.attempt + 1 else greatest(s.attempt, 1) end,
         started_at = case when s.operation is null then now() else coalesce(s.started_at, now()) end,
         input_hash = case when s.operation is not null then s.input_hash end,
         lease_until = now() + make_interval(secs => ?), worker = ?, fraction = 0, woken_at = null, waits_for = null
       from (
         select q.id, j.trace_parent, (j.state = 'pending' or j.stages->q.stage is null) as is_first
         from job_steps q join jobs j on j.id = q.job_id
         where q.queue = ? and q.state = 'queued' and q.run_after <= now() and ${wanted('q')}
         order by q.priority desc, q.turn, q.id limit 1 for update of q skip locked
       ) best where s.id = best.id
       returning s.*, best.trace_parent, best.is_first,
         1000 * (s.time_limit_sec - extract(epoch from now() - s.started_at))::float8 as remaining_ms`,
      [this.config.engine.leaseSec, this.lock.number, queue],
    );
    return row ?? null;
  }

  /** Extends leases, locking in the order of all; returns those that are still ours and whose job still wants them. */
  async renew(leases: Lease[]): Promise<Set<string>> {
    const rows = await this.em.fork().execute<{ id: string }[]>(
      `update job_steps s set lease_until = now() + make_interval(secs => ?)
       from (
         select q.id from jsonb_to_recordset(?::jsonb) as l(id uuid, fence int)
           join job_steps q on q.id = l.id join jobs j on j.id = q.job_id
         where q.fence = l.fence and q.state = 'running' and j.state in ('pending', 'running', 'paused')
         order by q.id for no key update of q
       ) kept where s.id = kept.id returning s.id`,
      [this.config.engine.leaseSec, JSON.stringify(leases)],
    );
    return new Set(rows.map((row) => row.id));
  }

  async jobOf(step: StepRow): Promise<JobRow | null> {
    const [row] = await this.em.fork().execute<JobRow[]>('select * from jobs where id = ?', [step.job_id]);
    return row ?? null;
  }

  /** Outputs of the steps that a step depends on, by item. */
  async inputsOf(step: StepRow): Promise<Map<string, unknown>> {
    if (step.depends_on.length === 0) {
      return new Map();
    }
    const rows = await this.em.fork().execute<{ item: string; output: unknown }[]>(
      // In the order of the plan, for what is made of several boards or episodes.
      'select item, output from job_steps where id = any(?::uuid[]) order by id',
      [`{${step.depends_on.join(',')}}`],
    );
    return new Map(rows.map((row) => [row.item, row.output]));
  }

  /**
   * Steps whose worker has gone. A dead worker has no lock and has not renewed for a while, a frozen one keeps its lock
   * until the lease ends. To have no lock is not enough: all are gone for a moment when PostgreSQL was restarted.
   */
  async lost(): Promise<LostStep[]> {
    return this.em.fork().execute(
      `select r.id, r.job_id, r.fence, r.lease_until::text as lease
       from job_steps r cross join (select ${LIVE_WORKERS} as numbers) live
       where r.state = 'running' and (r.lease_until < now() or (
         r.lease_until < now() + make_interval(secs => ?)
         and r.worker <> all(live.numbers) and ? = any(live.numbers)))
       order by r.id`,
      [this.config.engine.leaseSec - this.lock.silenceSec, this.lock.witness],
    );
  }

  /** Steps of some queues that wait for a vendor, or for their next try, are due, and are wanted by their job. */
  async wakeDue(queues: readonly QueueName[] = QUEUES): Promise<void> {
    await this.em.fork().execute(
      `update job_steps set state = 'queued' where id in (
         select s.id from job_steps s join jobs j on j.id = s.job_id
         where s.state = 'waiting' and s.run_after <= now() and s.queue = any(?::text[]) and ${wanted('s')}
         order by s.id for update of s skip locked
       )`,
      [`{${queues.join(',')}}`],
    );
  }

  /** How much claimable work each queue has (8 is as good as more). */
  async claimable(): Promise<{ queue: QueueName; count: number }[]> {
    const rows = await this.em.fork().execute<{ queue: QueueName; count: number }[]>(
      `select q.name as queue, (
         select count(*)::int from (
           select 1 from job_steps s join jobs j on j.id = s.job_id
           where s.queue = q.name and s.state = 'queued' and s.run_after <= now() and ${wanted('s')}
           limit 8
         ) counted
       ) as count from unnest(?::text[]) as q(name)`,
      [`{${QUEUES.join(',')}}`],
    );
    return rows.filter((row) => row.count > 0);
  }
}
