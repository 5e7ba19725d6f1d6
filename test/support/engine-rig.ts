import 'reflect-metadata';
import { MikroORM } from '@mikro-orm/postgresql';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config } from '../../src/common/config.js';
import { Metrics } from '../../src/common/metrics.js';
import { IdempotencyKeys } from '../../src/common/idempotency-keys.js';
import { PreparedReads } from '../../src/common/prepared-reads.js';
import { inTransaction } from '../../src/common/transaction.js';
import { newId } from '../../src/common/uuid.js';
import { EventBus } from '../../src/events/event-bus.js';
import { type EventMessage } from '../../src/events/event-map.js';
import { type JobInput } from '../../src/jobs/job-input.js';
import { JobControl } from '../../src/jobs/job-control.js';
import { type JobQueue } from '../../src/jobs/job-queue.js';
import { JobsService } from '../../src/jobs/jobs.service.js';
import { Ledger } from '../../src/jobs/ledger.js';
import { type JobKind, type QueueName } from '../../src/jobs/plan.js';
import { type StageName } from '../../src/jobs/stages.js';
import { ormOptions } from '../../src/orm.config.js';
import { migrate } from '../../src/server.js';
import { AssetsService } from '../../src/storage/assets.service.js';
import { LocalStorage } from '../../src/storage/local.storage.js';
import { CachedStages } from '../../src/workflow/cached-stages.js';
import { Orchestrator } from '../../src/workflow/orchestrator.js';
import { Spending } from '../../src/workflow/spending.js';
import { type Outcome, Stage, type Task, type Work } from '../../src/workflow/stage.js';
import { StepLedger } from '../../src/workflow/step-ledger.js';
import { StepLog } from '../../src/workflow/step-log.js';
import { Sweeper } from '../../src/workflow/sweeper.js';
import { Turns } from '../../src/workflow/turns.js';
import { WorkerLock } from '../../src/workflow/worker-lock.js';
import { testConfig } from './test-app.js';
import { limitsOf } from './registries.js';
import { newTestServices, type TestServices } from './test-services.js';
import { until } from './until.js';

export const POOL_MAX = 10;

export type StageWork = (work: Work) => Promise<Outcome>;

class StubStage extends Stage {
  constructor(
    readonly name: StageName,
    private readonly work: StageWork,
    private readonly facts?: (work: Work) => unknown,
    override readonly version = 1,
    private readonly apply?: Task['apply'],
  ) {
    super();
  }

  prepare(work: Work): Promise<Task> {
    const { facts, apply } = this;
    return Promise.resolve({ facts: facts && (() => facts(work)), make: () => this.work(work), apply });
  }
}

/** The engine on a real database with stages of the test's own and Bull switched off: work is done when one drains. */
export class EngineRig {
  readonly wakes: QueueName[] = [];
  readonly metrics = new Metrics();
  /** What providers allow, to workers that are made from here on. */
  limits: Config['providers']['limits'] = {};
  readonly ledger: Ledger;
  readonly steps: StepLedger;
  readonly jobs: JobsService;
  readonly control: JobControl;
  readonly bus: EventBus;
  readonly assets: AssetsService;

  private constructor(
    readonly orm: MikroORM,
    readonly config: Config,
    readonly lock: WorkerLock,
    private readonly services: TestServices,
    private readonly directory: string,
    reads: PreparedReads,
  ) {
    const redis = { commands: { status: 'end', options: {} } };
    this.bus = new EventBus(redis as never);
    const queue = { wake: (name: QueueName) => Promise.resolve(void this.wakes.push(name)) };
    const webhooks = { record: () => Promise.resolve(() => undefined) };
    this.ledger = new Ledger(orm.em, this.bus, queue as unknown as JobQueue, webhooks as never);
    this.steps = new StepLedger(orm.em, config, lock);
    this.assets = new AssetsService(orm.em, new LocalStorage(join(directory, 'media'), {} as never));
    this.jobs = new JobsService(
      orm.em,
      this.ledger,
      this.bus,
      { url: (key: string) => key } as never,
      this.assets,
      reads,
    );
    this.control = new JobControl(this.ledger, this.jobs, this.assets);
  }

  static async start(environment: Record<string, string> = {}): Promise<EngineRig> {
    const services = await newTestServices(migrate);
    const directory = await mkdtemp(join(tmpdir(), 'jumu-engine-'));
    const config = testConfig(services, directory, environment);
    const reads = new PreparedReads();
    const options = ormOptions(services.databaseUrl, POOL_MAX, (pool) => reads.use(pool));
    const orm = await MikroORM.init({ ...options, allowGlobalContext: true });
    const lock = new WorkerLock(config);
    await lock.keep();
    return new EngineRig(orm, config, lock, services, directory, reads);
  }

  async stop(): Promise<void> {
    await this.lock.onApplicationShutdown();
    await this.orm.close(true);
    await this.services.dispose();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** A worker; what it does at a stage that is not given is nothing, at once. Stages with facts use the cache. */
  worker(
    stages: Partial<Record<StageName, StageWork>> = {},
    facts: Partial<Record<StageName, (work: Work) => unknown>> = {},
    versions: Partial<Record<StageName, number>> = {},
    applies: Partial<Record<StageName, Task['apply']>> = {},
    turns = new Turns(),
  ): Orchestrator {
    const names: StageName[] = ['style', 'script', 'storyboard'];
    const nothing: StageWork = () => Promise.resolve({ output: null });
    return new Orchestrator(
      this.ledger,
      this.steps,
      new Spending(this.ledger, limitsOf(this.limits)),
      new StepLog(this.metrics),
      new CachedStages(
        this.orm.em,
        this.assets,
        names.map((name) => new StubStage(name, stages[name] ?? nothing, facts[name], versions[name], applies[name])),
      ),
      turns,
      this.config,
    );
  }

  sweeper(deleteReleased = () => Promise.resolve()): Sweeper {
    const processor = { wake: (name: QueueName) => Promise.resolve(void this.wakes.push(name)) };
    const assets = { deleteReleased };
    const sender = { wake: () => undefined };
    return new Sweeper(
      this.steps,
      this.ledger,
      { dropStrays: () => Promise.resolve() } as never,
      processor as never,
      assets as never,
      sender as never,
      this.metrics,
      new IdempotencyKeys(this.orm.em),
      this.config,
    );
  }

  /** A job of kind `scenes`: one style step, then per episode a script and a storyboard. */
  async newJob({
    episodes = 1,
    maxCostUsd = null,
    userId = newId(),
    prompt = '',
    kind = 'scenes',
  }: {
    episodes?: number;
    maxCostUsd?: number | null;
    userId?: string;
    prompt?: string;
    kind?: JobKind;
  } = {}): Promise<string> {
    const input = { episodes, firstEpisode: 1, style: null } as JobInput;
    const { id } = await inTransaction(this.orm.em.fork(), (em) =>
      this.jobs.create(em, {
        user_id: userId,
        project_id: newId(),
        kind,
        priority: 1,
        prompt,
        max_cost_usd: maxCostUsd,
        input,
      }),
    );
    return id;
  }

  async job(id: string): Promise<any> {
    const [row] = await this.orm.em.fork().execute<any[]>('select * from jobs where id = ?', [id]);
    return row;
  }

  /** States of a job's steps by item. */
  async states(id: string): Promise<Record<string, string>> {
    const rows = await this.stepRows(id);
    return Object.fromEntries(rows.map((row) => [row.item, row.state]));
  }

  stepRows(id: string): Promise<any[]> {
    return this.orm.em.fork().execute('select * from job_steps where job_id = ? order by id', [id]);
  }

  async events(id: string): Promise<EventMessage[]> {
    return this.bus.readJob(this.orm.em.fork(), id, 0, 1000);
  }

  /** Resolves when `count` sessions wait for a lock that another one holds. */
  async somebodyWaits(count = 1): Promise<void> {
    const sql = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    const isSo = async () => (await this.orm.em.fork().execute(sql)).length >= count;
    await until(`${count} wait for a lock`, isSo, { everyMs: 1 });
  }

  /** Lets time pass for what waits until later. */
  async makeDue(id: string): Promise<void> {
    // The column keeps milliseconds and rounds: `now()` can be half of one ahead.
    await this.orm.em
      .fork()
      .execute(`update job_steps set run_after = now() - interval '1 millisecond' where job_id = ?`, [id]);
  }

  /** Lets the leases of a job's running steps end, as when their worker has died. */
  async loseLeases(id: string): Promise<void> {
    await this.orm.em
      .fork()
      .execute(
        `update job_steps set lease_until = now() - interval '1 second' where job_id = ? and state = 'running'`,
        [id],
      );
  }
}
