import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { Metrics } from '../common/metrics.js';
import { JOB_STATES } from '../jobs/job.machine.js';
import { JOB_KINDS, QUEUES } from '../jobs/plan.js';

/** However often one asks, no more than one look a second, and no more than a twentieth of the time spent with it. */
const LEAST_AGE_MS = 1000;
const REST_FACTOR = 20;

/** States that an index finds; to count what is done would be to read every step there ever was. */
const OPEN_STATES = ['queued', 'running', 'waiting'];

interface JobCount {
  kind: string;
  state: string;
  count: number;
}

interface StepCount {
  state: string;
  count: number;
}

interface ReadyCount {
  queue: string;
  count: number;
  oldest_sec: number;
}

/** Gauges of what stands in the ledger, for all processes together. */
@Injectable()
export class LedgerFigures {
  private readonly logger = new Logger('Metrics');
  private freshUntil = -Infinity;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly em: EntityManager,
    private readonly metrics: Metrics,
  ) {}

  /** Looks, unless somebody has just done so. Without a database the gauges are left out. */
  async refresh(): Promise<void> {
    if (performance.now() < this.freshUntil) {
      return;
    }
    this.looking ??= this.look().finally(() => (this.looking = null));
    await this.looking;
  }

  private async look(): Promise<void> {
    const began = performance.now();
    try {
      // One after the other: a look takes one connection of the pool, not three.
      this.show(await this.countJobs(), await this.countSteps(), await this.countReady());
    } catch (error) {
      this.clear();
      this.logger.warn('The ledger could not be counted', error);
    }
    const took = performance.now() - began;
    this.freshUntil = performance.now() + Math.max(LEAST_AGE_MS, took * REST_FACTOR);
  }

  private countJobs(): Promise<JobCount[]> {
    return this.em.fork().execute('select kind, state, count(*)::int as count from jobs group by kind, state');
  }

  /** A look-up for each state: a list of them would not fit the partial indexes. */
  private countSteps(): Promise<StepCount[]> {
    const count = (state: string) =>
      `select '${state}' as state, count(*)::int as count from job_steps where state = '${state}'`;
    return this.em.fork().execute(OPEN_STATES.map(count).join(' union all '));
  }

  /** What `StepLedger.claim` would take. */
  private countReady(): Promise<ReadyCount[]> {
    return this.em.fork().execute(
      `select s.queue, count(*)::int as count, extract(epoch from now() - min(s.run_after))::float8 as oldest_sec
       from job_steps s join jobs j on j.id = s.job_id
       where s.state = 'queued' and s.run_after <= now()
         and (j.state in ('pending', 'running') or (j.state = 'paused' and s.operation is not null))
       group by s.queue`,
    );
  }

  /** What there is none of is 0, so that an alarm can be set on it. */
  private show(jobs: JobCount[], steps: StepCount[], ready: ReadyCount[]): void {
    this.clear();
    JOB_KINDS.forEach((kind) => JOB_STATES.forEach((state) => this.metrics.jobs.set({ kind, state }, 0)));
    jobs.forEach(({ kind, state, count }) => this.metrics.jobs.set({ kind, state }, count));
    steps.forEach(({ state, count }) => this.metrics.steps.set({ state }, count));
    for (const queue of QUEUES) {
      const row = ready.find((each) => each.queue === queue);
      this.metrics.stepsReady.set({ queue }, row?.count ?? 0);
      this.metrics.stepsOldestReady.set({ queue }, row?.oldest_sec ?? 0);
    }
  }

  private clear(): void {
    const { jobs, steps, stepsReady, stepsOldestReady } = this.metrics;
    [jobs, steps, stepsReady, stepsOldestReady].forEach((gauge) => gauge.reset());
  }
}
