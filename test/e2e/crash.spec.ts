import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { migrate } from '../../src/server.js';
import { newTestServices, type TestServices } from '../support/test-services.js';

/** A server as users run it: the build, in a process of its own. */
class Server {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(services: TestServices, dataDir: string): Promise<Server> {
    const child = spawn(process.execPath, ['dist/src/main.js'], {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: services.databaseUrl,
        REDIS_URL: services.redisUrl,
        DATA_DIR: dataDir,
        PORT: '0',
        HOST: '127.0.0.1',
        LEASE_SEC: '3',
        SWEEP_SEC: '0.5',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /ready: (http:\S+)\/docs/.exec(line)?.[1];
      if (url) {
        return new Server(url.replace('localhost', '127.0.0.1'), child);
      }
    }
    throw new Error('The server ended before it was ready');
  }

  async call(method: string, path: string, token = '', body?: unknown, headers = {}): Promise<any> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return ((await response.json()) as any).data;
  }

  /** Waits for a message of a job. */
  async heard(token: string, jobId: string, type: string, count = 1): Promise<void> {
    const socket = io(`${this.url}/ws`, { auth: { token, job_id: jobId, after_seq: 0 }, transports: ['websocket'] });
    await new Promise<void>((resolve) => {
      let left = count;
      socket.on(type, () => --left === 0 && resolve());
    });
    socket.disconnect();
  }

  /** Pids of all processes that this one has started, and they. */
  async descendants(): Promise<number[]> {
    const parents = new Map<number, number>();
    for (const entry of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    }
    const found = [this.child.pid ?? 0];
    for (const pid of found) {
      found.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child));
    }
    return found.slice(1);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    await exited;
  }
}

const isAlive = async (pid: number): Promise<boolean> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0] !== 'Z';
};

/** Until nobody of them is left; the test's own time limit ends a vain wait. */
async function allGone(pids: number[]): Promise<void> {
  while ((await Promise.all(pids.map(isAlive))).some(Boolean)) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a server that is killed in the middle of a film', () => {
  it('leaves no process behind, and the next one finishes the film', async () => {
    const services = await newTestServices(migrate);
    const dataDir = await mkdtemp(join(tmpdir(), 'jumu-crash-'));
    try {
      const first = await Server.start(services, dataDir);
      const account = { username: 'crash', email: 'crash@example.com', password: 'correct horse battery' };
      const { token } = await first.call('POST', '/auth/register', '', account);
      const { job_id: jobId } = await first.call('POST', '/projects/generate-drama', token, {
        title: 'Crash',
        episodes: 1,
        scenes_per_episode: 2,
        duration_sec: 12,
        prompt: '两个老朋友在天台重逢',
        options: { preview: true },
      });
      await first.heard(token, jobId, 'shot.completed', 2);
      const children = await first.descendants();
      expect(children.length).toBeGreaterThan(0);
      await first.end('SIGKILL');
      await allGone(children);

      const second = await Server.start(services, dataDir);
      await second.heard(token, jobId, 'job.completed');
      const { items: steps } = await second.call('GET', `/jobs/${jobId}/steps?limit=500`, token);
      expect(new Set(steps.map(({ status }: any) => status))).toEqual(new Set(['done']));
      const { items: events } = await second.call('GET', `/jobs/${jobId}/events?limit=500`, token);
      expect(events.map(({ job_seq }: any) => job_seq)).toEqual(events.map((_: unknown, index: number) => index + 1));
      expect(events.filter(({ type }: any) => type === 'job.completed')).toHaveLength(1);
      const helpers = await second.descendants();
      await second.end('SIGTERM');
      await allGone(helpers);
    } finally {
      await services.dispose();
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 120_000);
});

describe('a server that is killed in the middle of a POST', () => {
  it('has done nothing, and the next one does it once for the same Idempotency-Key', async () => {
    const services = await newTestServices(migrate);
    const dataDir = await mkdtemp(join(tmpdir(), 'jumu-crash-'));
    const path = '/projects/generate-drama';
    const drama = { title: 'Once', episodes: 1, scenes_per_episode: 1, duration_sec: 5, prompt: 'Two friends meet' };
    const send = (server: Server, token: string) =>
      server.call('POST', path, token, drama, { 'idempotency-key': 'once' });
    try {
      const first = await Server.start(services, dataDir);
      const account = { username: 'once', email: 'once@example.com', password: 'correct horse battery' };
      const { token, user_id: userId } = await first.call('POST', '/auth/register', '', account);
      await withPostgres(services.databaseUrl, async (client) => {
        // Somebody else writes this key at the same time: the request does everything, then waits to write its own.
        await client.query('begin');
        await client.query(
          `insert into idempotency_keys (user_id, route, key, body_sha256, answer) values ($1, $2, 'once', '', '')`,
          [userId, `POST /api/v1${path}`],
        );
        const answer = send(first, token).catch(() => 'none');
        while ((await waiting(services)) === 0) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        await first.end('SIGKILL');
        expect(await answer).toBe('none');
        await client.query('rollback');
      });

      const second = await Server.start(services, dataDir);
      expect((await second.call('GET', '/jobs', token)).total).toBe(0);
      // Refused as still running until PostgreSQL has noticed that the first server is gone.
      let made: any = null;
      while (made === null) {
        made = await send(second, token);
      }
      expect(await send(second, token)).toEqual(made);
      expect((await second.call('GET', '/jobs', token)).items).toEqual([expect.objectContaining({ id: made.job_id })]);
      await second.end('SIGKILL');
    } finally {
      await services.dispose();
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 60_000);
});

/** How many requests wait to write their key. */
function waiting({ databaseUrl }: TestServices): Promise<number> {
  return withPostgres(databaseUrl, async (client) => {
    const { rows } = await client.query<object>(
      `select 1 from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into idempotency_keys%'`,
    );
    return rows.length;
  });
}
