import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ReplicateEmulator } from '../emulators/replicate.emulator.js';
import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { FleetApi } from './fleet-api.js';
import { FleetProcess } from './fleet-process.js';
import { FleetServers } from './fleet-servers.js';
import { FleetUser } from './fleet-user.js';
import { StepWatch } from './step-watch.js';
import { until } from './until.js';
import { vendorClip } from './vendor-clip.js';

const REPLICATE_KEY = `r8_${'0123456789abcdef'.repeat(2)}`;
const RUNWAY_KEY = `key_${'0123456789abcdef'.repeat(8)}`;

export interface FleetOptions {
  /** How many API processes there are. Default 1. */
  apis?: number;
  /** Pictures are bought at Replicate's emulator, too. Default: they are drawn. */
  buysPictures?: boolean;
  /** Is given the directory of the fleet's files before anything is in it; returns what undoes it. */
  prepare?: (dataDir: string) => Promise<() => Promise<void>>;
}

/** Short, so that a case is over soon; one case runs with the true times. */
const SHORT_TIMES = { LEASE_SEC: '3', SWEEP_SEC: '0.5' };

/**
 * A whole installation for tests that break it: a PostgreSQL and a Redis of its own, API processes and any number of
 * workers of the build, and Runway's emulator, and at will Replicate's, as the vendors whose starts cost money.
 */
export class Fleet {
  readonly workers: FleetProcess[] = [];
  readonly users: FleetUser[] = [];
  private count = 0;
  private faultAt: number | null = null;
  private recoveredAt: number | null = null;
  /** A process was killed since the last healing, and could not clean up. */
  hasLostProcesses = false;
  private isStopping = false;
  private readonly supervisors: Promise<void>[] = [];

  readonly directory: string;
  readonly dataDir: string;
  readonly servers: FleetServers;
  readonly runway: RunwayEmulator;
  readonly replicate: ReplicateEmulator | null;

  private constructor(
    places: Places,
    readonly apis: FleetApi[],
    readonly watch: StepWatch,
    private readonly pool: pg.Pool,
    private readonly undo: (() => Promise<unknown>)[],
  ) {
    this.directory = places.directory;
    this.dataDir = places.dataDir;
    this.servers = places.servers;
    this.runway = places.runway;
    this.replicate = places.replicate;
  }

  static async start({ prepare, apis: count = 1, buysPictures = false }: FleetOptions = {}): Promise<Fleet> {
    const directory = await mkdtemp(join(tmpdir(), 'jumu-fleet-'));
    const dataDir = join(directory, 'data');
    await mkdir(dataDir);
    const undo: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
    try {
      undo.unshift((await prepare?.(dataDir)) ?? (() => Promise.resolve()));
      const servers = await FleetServers.start(directory);
      undo.unshift(() => servers.stop());
      const runway = await RunwayEmulator.start({ apiKey: RUNWAY_KEY, video: await vendorClip() });
      undo.unshift(() => runway.stop());
      const replicate = buysPictures ? await ReplicateEmulator.start({ apiKey: REPLICATE_KEY }) : null;
      undo.unshift(() => replicate?.stop() ?? Promise.resolve());
      const pool = new pg.Pool({ connectionString: servers.databaseUrl, max: 2, connectionTimeoutMillis: 3000 });
      pool.on('error', () => undefined);
      undo.unshift(() => pool.end());
      const places = { directory, dataDir, servers, runway, replicate };
      const apis: FleetApi[] = [];
      undo.unshift(() => Promise.all(apis.map((api) => api.stop())));
      while (apis.length < count) {
        apis.push(await FleetApi.start(`api-${apis.length + 1}`, commonEnvironment(places), directory));
      }
      return new Fleet(places, apis, await StepWatch.install(servers.databaseUrl), pool, undo);
    } catch (error) {
      await tearDown(undo);
      throw error;
    }
  }

  /** The first API process; in most fleets there is no other. */
  get api(): FleetApi {
    return this.apis[0] as FleetApi;
  }

  get url(): string {
    return this.api.url;
  }

  async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>(sql, values)).rows;
  }

  async newUser(): Promise<FleetUser> {
    const user = await FleetUser.register(this.url, `user${++this.count}`);
    this.users.push(user);
    return user;
  }

  async startWorker(environment: Record<string, string> = {}, under: string[] = []): Promise<FleetProcess> {
    const name = `worker-${++this.count}`;
    const own = { ROLE: 'worker', MEDIA_CONCURRENCY: '2', ...environment };
    const worker = await FleetProcess.start({
      name,
      onLost: () => (this.hasLostProcesses = true),
      environment: { ...commonEnvironment(this), ...own },
      logFile: join(this.directory, `${name}.log`),
      under,
    });
    this.workers.push(worker);
    return worker;
  }

  /** A worker that is started again whenever it has died, until the workers are stopped. Gives the number of deaths. */
  supervise(environment: Record<string, string> = {}): { deaths: () => number } {
    let deaths = 0;
    const keepUp = async (): Promise<void> => {
      while (!this.isStopping) {
        const worker = await this.startWorker(environment);
        // It was not there yet when all were stopped.
        await (this.isStopping ? worker.stop() : worker.ended());
        this.workers.splice(this.workers.indexOf(worker), 1);
        deaths += this.isStopping ? 0 : 1;
      }
    };
    this.supervisors.push(keepUp().catch(() => undefined));
    return { deaths: () => deaths };
  }

  async stopWorkers(): Promise<void> {
    this.isStopping = true;
    try {
      await Promise.all([...this.workers].map((worker) => worker.thaw()));
      await Promise.all([...this.workers].map((worker) => worker.stop()));
      await Promise.all(this.supervisors.splice(0));
      await Promise.all(this.workers.splice(0).map((worker) => worker.stop()));
    } finally {
      this.isStopping = false;
    }
  }

  /** Until a step like `step` (LIKE on `stage/item`) of a job is in a state. */
  async stepIs(jobId: string, step: string, state: string, timeoutMs = 90_000): Promise<void> {
    const sql = `select 1 from job_steps where job_id = $1 and stage || '/' || item like $2 and state = $3`;
    await until(`${step} is ${state}`, async () => (await this.query(sql, [jobId, step, state])).length > 0, {
      timeoutMs,
      everyMs: 5,
    });
  }

  async jobIs(jobId: string, state: string, timeoutMs = 60_000): Promise<void> {
    const sql = 'select 1 from jobs where id = $1 and state = $2';
    await until(`the job is ${state}`, async () => (await this.query(sql, [jobId, state])).length > 0, { timeoutMs });
  }

  /** Where the log of the processes speaks of something. */
  async isLogged(text: string): Promise<boolean> {
    const logs = await Promise.all(this.workers.map((worker) => worker.log()));
    return logs.some((log) => log.includes(text));
  }

  /** The moment from which recovery is measured. */
  faultNow(): void {
    this.faultAt = Date.now();
    this.recoveredAt = null;
  }

  /** The moment to which it is measured, where that is not the next finished step. */
  recoveredNow(): void {
    this.recoveredAt = Date.now();
  }

  /** Milliseconds from the last fault until a step was finished after it; null where there was none. */
  async recoveryMs(): Promise<number | null> {
    if (this.faultAt === null) {
      return null;
    }
    const [next] = await this.query<{ at: Date | null }>(
      `select min(at) as at from fault_log where state = 'done' and at > $1`,
      [new Date(this.faultAt)],
    );
    const end = this.recoveredAt ?? next?.at?.getTime() ?? null;
    return end === null ? null : end - this.faultAt;
  }

  /** Makes it whole for the next case, whatever the last one has left: services, work in hand, the vendor's tasks. */
  async heal(): Promise<void> {
    await this.watch.releaseAll();
    await this.stopWorkers();
    this.servers.thaw();
    await this.servers.up();
    await Promise.all(this.apis.filter((api) => api.hasEnded).map((api) => api.start()));
    await this.query(`update jobs set state = 'cancelled' where state in ('pending', 'running', 'paused')`);
    await this.query(
      `update job_steps set state = 'cancelled', lease_until = null
       where state in ('pending', 'queued', 'running', 'waiting')`,
    );
    this.users.forEach((user) => user.close());
    this.users.length = 0;
    this.runway.tasks.length = 0;
    this.runway.mistakes.length = 0;
    this.hasLostProcesses = false;
    this.faultAt = null;
    this.recoveredAt = null;
  }

  async stop(): Promise<void> {
    this.users.forEach((user) => user.close());
    await this.watch.releaseAll();
    await this.stopWorkers();
    await tearDown(this.undo);
  }

  /** The last lines of every process's log, for a failure's message. */
  async logs(): Promise<string> {
    const processes = [...this.apis, ...this.workers];
    const tails = await Promise.all(
      processes.map(async (each) => `--- ${each.name}\n${(await each.log()).split('\n').slice(-25).join('\n')}`),
    );
    return tails.join('\n');
  }
}

async function tearDown(undo: (() => Promise<unknown>)[]): Promise<void> {
  for (const each of undo) {
    await each();
  }
}

type Places = Pick<Fleet, 'directory' | 'dataDir' | 'servers' | 'runway' | 'replicate'>;

function commonEnvironment({ dataDir, servers, runway, replicate }: Places): Record<string, string> {
  return {
    DATABASE_URL: servers.databaseUrl,
    REDIS_URL: servers.redisUrl,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    DEEP_CHECKS: 'off',
    RATE_LIMIT_PER_MIN: '0',
    DB_POOL_MAX: '10',
    RUNWAY_API_KEY: RUNWAY_KEY,
    RUNWAY_BASE_URL: runway.baseUrl,
    ...(replicate && { REPLICATE_API_TOKEN: REPLICATE_KEY, REPLICATE_BASE_URL: replicate.apiUrl }),
    PROVIDER_POLL_MS: '100',
    ALLOW_PRIVATE_URLS: 'true',
    SHUTDOWN_GRACE_SEC: '5',
    ...SHORT_TIMES,
  };
}
