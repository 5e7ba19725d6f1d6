import { randomInt } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import pg, { type Client } from 'pg';
import { CONFIG, type Config } from '../common/config.js';

/** First keys of our advisory locks; the second is a worker's number, or a task's. */
const WORKERS = 20_261_128;
const TASKS = 20_261_129;

const ANSWER_WITHIN_MS = 5000;
const LARGEST_NUMBER = 2 ** 31;

/** SQL: the numbers of the workers that are alive, as an array. */
export const LIVE_WORKERS = `array(
  select l.objid::bigint from pg_locks l join pg_database d on d.oid = l.database
  where l.locktype = 'advisory' and l.classid = ${WORKERS} and l.objsubid = 2 and l.granted
    and d.datname = current_database())`;

/**
 * The sign of life of a process that works steps: a lock that PostgreSQL lets go of when the process dies, held on a
 * connection of its own. Where it breaks while the process lives it is taken again within a renewal's time.
 */
@Injectable()
export class WorkerLock implements OnModuleInit, OnApplicationShutdown {
  /** What the steps that this process has claimed carry. */
  readonly number = randomInt(1, LARGEST_NUMBER);
  private readonly logger = new Logger('WorkerLock');
  private client: Client | null = null;
  private lostAtMs = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private keeping: Promise<void> | null = null;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async onModuleInit(): Promise<void> {
    await this.keep();
    this.timer = setInterval(() => void (this.keeping ??= this.keep()), this.config.engine.renewSec * 1000);
  }

  /** After the steps in hand were handed back. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.keeping;
    await this.letGo();
  }

  /** A worker that is silent for so long and has no lock is dead: a live one renews its leases all the time. */
  get silenceSec(): number {
    return 3 * this.config.engine.renewSec;
  }

  /**
   * Our number, if others may be judged by their locks; null a while after ours was lost: whatever took it (a restart
   * of PostgreSQL) has taken theirs too, and they need as long as we do to come back.
   */
  get witness(): number | null {
    return performance.now() - this.lostAtMs > this.silenceSec * 1000 ? this.number : null;
  }

  /** Takes the lock, or makes sure that it is still there. */
  async keep(): Promise<void> {
    try {
      this.client ??= await this.take();
      await this.client.query('select 1');
    } catch (error) {
      if (performance.now() - this.lostAtMs > this.silenceSec * 1000) {
        this.logger.warn('The lock that shows that this worker is alive is lost', error);
      }
      this.lostAtMs = performance.now();
      await this.letGo();
    } finally {
      this.keeping = null;
    }
  }

  /** Runs a task unless another process is at it. */
  async alone(task: number, work: () => Promise<void>): Promise<void> {
    const { client } = this;
    if (client === null || !(await tryLock(client, TASKS, task))) {
      return;
    }
    try {
      await work();
    } finally {
      // On a connection that broke meanwhile the lock is gone anyway.
      await client.query('select pg_advisory_unlock($1, $2)', [TASKS, task]).catch(() => undefined);
    }
  }

  private async take(): Promise<Client> {
    const client = new pg.Client({
      connectionString: this.config.database.url ?? '',
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
      application_name: 'jumu worker',
    });
    // What breaks is noticed by the next `keep`.
    client.on('error', () => undefined);
    try {
      await client.connect();
      // PostgreSQL may not have noticed the end of our last connection: then the lock is not free yet, but still ours.
      if (!(await tryLock(client, WORKERS, this.number))) {
        throw new Error('it is still held by a connection that broke');
      }
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  private async letGo(): Promise<void> {
    const { client } = this;
    this.client = null;
    await client?.end().catch(() => undefined);
  }
}

async function tryLock(client: Client, kind: number, number: number): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, $2) as taken', [
    kind,
    number,
  ]);
  return rows[0]?.taken === true;
}
