import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type QueryResultRow } from 'pg';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { migrate } from '../../src/server.js';
import { allGone } from '../support/process-tree.js';
import { Server } from '../support/real-server.js';
import { newTestServices, type TestServices } from '../support/test-services.js';
import { until } from '../support/until.js';

describe('a server that is killed in the middle of a film', () => {
  it('leaves no process behind, and the next one finishes the film', async () => {
    const services = await newTestServices(migrate);
    const dataDir = await mkdtemp(join(tmpdir(), 'jumu-crash-'));
    try {
      const first = await Server.start(services, dataDir, { LEASE_SEC: '3', SWEEP_SEC: '0.5' });
      const { token, jobId } = await first.startFilm();
      await first.heard(token, jobId, 'shot.completed', 2);
      const children = await first.descendants();
      expect(children.length).toBeGreaterThan(0);
      await first.end('SIGKILL');
      await allGone(children);

      const second = await Server.start(services, dataDir, { LEASE_SEC: '3', SWEEP_SEC: '0.5' });
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
  });
});

describe('a worker that is killed beside another', () => {
  it('loses its step to the other by its lock, long before its lease ends', async () => {
    const services = await newTestServices(migrate);
    const dataDir = await mkdtemp(join(tmpdir(), 'jumu-crash-'));
    const query = <T extends QueryResultRow>(sql: string, values: unknown[] = []) =>
      withPostgres(services.databaseUrl, async (client) => (await client.query<T>(sql, values)).rows);
    try {
      const settings = { MEDIA_CONCURRENCY: '1', LEASE_SEC: '3600' };
      const victim = await Server.start(services, dataDir, settings);
      const [lock] = await query<{ number: number }>(
        `select objid::int as number from pg_locks l join pg_database d on d.oid = l.database
         where locktype = 'advisory' and classid = 20261128 and datname = current_database()`,
      );
      const other = await Server.start(services, dataDir, { ...settings, ROLE: 'worker' });
      const { jobId } = await victim.startFilm({});
      const inHand = async () => {
        for (;;) {
          const [step] = await query<{ id: string; fence: number }>(
            `select id, fence from job_steps where state = 'running' and worker = $1 and item like 'clip:%'`,
            [lock?.number],
          );
          if (step) {
            return step;
          }
        }
      };
      const { id, fence } = await inHand();
      await victim.end('SIGKILL');
      await until('the other goes on with it', async () => {
        const taken = await query('select 1 from job_steps where id = $1 and fence > $2', [id, fence]);
        return taken.length > 0;
      });
      expect(await query('select crashes, attempt from job_steps where id = $1', [id])).toEqual([
        { crashes: 1, attempt: 1 },
      ]);
      expect(await query('select 1 from jobs where id = $1 and error is not null', [jobId])).toEqual([]);
      await other.end('SIGINT');
    } finally {
      await services.dispose();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
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
  });
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
