import { withPostgres } from '../../src/embedded/postgres-client.js';
import { rowCounts } from '../support/row-counts.js';
import { type Reply, TestApp, type TestUser } from '../support/test-app.js';

const DRAMA = { title: '重逢', episodes: 1, scenes_per_episode: 1, duration_sec: 5, prompt: '两个老朋友在咖啡馆重逢' };
const CRIME = { ...DRAMA, prompt: 'a film that shows people how to build a bomb' };
const ROUTE = '/projects/generate-drama';

describe('an Idempotency-Key', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    // No worker: nothing changes but by the requests. One of them fails, and says so in the log.
    app = await TestApp.start({ ROLE: 'api', LOG_LEVEL: 'fatal' });
  });

  beforeEach(async () => {
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  const send = (key: string, body: object = DRAMA, { path = ROUTE, by = user } = {}) =>
    by.post(path, body, { 'idempotency-key': key });
  const jobsOf = async (owner: TestUser): Promise<number> => (await owner.get('/jobs')).body.data.total;
  const keys = (): Promise<object[]> =>
    query('select key from idempotency_keys where user_id = $1 order by key', [user.id]);

  async function query<T = object>(sql: string, values: unknown[] = []): Promise<T[]> {
    return withPostgres(app.services.databaseUrl, async (client) => (await client.query(sql, values)).rows as T[]);
  }

  /** Does `work` while a request with this key has done everything and cannot commit; `pid` is its database process. */
  async function beforeCommit(key: string, work: (pid: number) => Promise<void>): Promise<Reply> {
    return withPostgres(app.services.databaseUrl, async (client) => {
      await client.query('begin');
      await client.query(
        `insert into idempotency_keys (user_id, route, key, body_sha256, answer) values ($1, $2, $3, '', '')`,
        [user.id, `POST /api/v1${ROUTE}`, key],
      );
      const request = send(key);
      await work(await waiting());
      await client.query('rollback');
      return request;
    });
  }

  /** The database process that waits to write its key; the test's own time limit ends a vain wait. */
  async function waiting(): Promise<number> {
    for (;;) {
      const [row] = await query<{ pid: number }>(
        `select pid from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into idempotency_keys%'`,
      );
      if (row) {
        return row.pid;
      }
    }
  }

  it('gets the first answer again, whatever the order of the fields', async () => {
    const first = await send('order-1');
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([202, null]);
    expect(first.headers.get('location')).toBe(`/api/v1/jobs/${first.body.data.job_id}`);

    const again = await send('order-1', Object.fromEntries(Object.entries(DRAMA).reverse()));
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
    for (const header of ['location', 'content-type', 'cache-control']) {
      expect(again.headers.get(header)).toBe(first.headers.get(header));
    }
    expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
    expect(await jobsOf(user)).toBe(1);
  });

  it('is answered with rows that the request itself has written', async () => {
    const first = await send('rows', { prompt: DRAMA.prompt }, { path: '/jobs' });
    expect(first.body.data).toMatchObject({ kind: 'video', status: 'pending', stages: expect.any(Array) });
    const again = await send('rows', { prompt: DRAMA.prompt }, { path: '/jobs' });
    expect(again.body).toEqual(first.body);
    expect((await user.get(`/jobs/${first.body.data.id}/events`)).body.data.items).toHaveLength(1);
  });

  it('makes one project', async () => {
    const first = await send('project', { title: '重逢' }, { path: '/projects' });
    const again = await send('project', { title: '重逢' }, { path: '/projects' });
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect((await user.get('/projects')).body.data.total).toBe(1);
  });

  it('is not for another body', async () => {
    await send('body');
    expect(errorOf(await send('body', { ...DRAMA, duration_sec: 6 }))).toBe('422 IDEMPOTENCY_KEY_REUSED');
    expect(errorOf(await send('body', {}))).toBe('422 IDEMPOTENCY_KEY_REUSED');
    expect(await jobsOf(user)).toBe(1);
  });

  it('means something else to each user and on each route', async () => {
    const other = await app.newUser();
    const scenes = { prompt: DRAMA.prompt, scenes_per_episode: 1 };
    const make = async () => (await user.post('/projects', { title: '重逢' })).body.data.id as string;
    const paths = [await make(), await make()].map((id) => `/projects/${id}/generate-scenes`);
    const replies = [
      await send('apart'),
      await send('apart', DRAMA, { by: other }),
      await send('apart', { prompt: DRAMA.prompt }, { path: '/jobs' }),
      ...(await Promise.all(paths.map((path) => send('apart', scenes, { path })))),
    ];
    expect(replies.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    expect(replies.map(({ headers }) => headers.get('idempotent-replayed'))).toEqual(Array(5).fill(null));
    expect([await jobsOf(user), await jobsOf(other)]).toEqual([4, 1]);
  });

  it('is free again after a refusal', async () => {
    const before = await rowCounts(app.services.databaseUrl);
    expect(errorOf(await send('refused', CRIME))).toBe('422 CONTENT_REJECTED');
    expect(errorOf(await send('refused', { ...DRAMA, episodes: 0 }))).toBe('400 INVALID_PARAMS');
    expect([await keys(), await rowCounts(app.services.databaseUrl)]).toEqual([[], before]);
    expect((await send('refused')).status).toBe(202);
    expect(await keys()).toEqual([{ key: 'refused' }]);
  });

  it('is free again after a day', async () => {
    const first = await send('old');
    await query(`update idempotency_keys set created_at = now() - interval '23 hours' where user_id = $1`, [user.id]);
    expect((await send('old')).body).toEqual(first.body);
    await query(`update idempotency_keys set created_at = now() - interval '25 hours' where user_id = $1`, [user.id]);
    const next = await send('old', { ...DRAMA, duration_sec: 6 });
    expect([next.status, next.headers.get('idempotent-replayed')]).toEqual([202, null]);
    expect(next.body.data.job_id).not.toBe(first.body.data.job_id);
    expect((await send('old', { ...DRAMA, duration_sec: 6 })).body).toEqual(next.body);
  });

  it.each([
    ['empty', ''],
    ['with a space', 'a b'],
    ['not ASCII', 'clé'],
    ['too long', 'k'.repeat(256)],
  ])('is refused when it is %s', async (_case, key) => {
    const reply = await send(key);
    expect(errorOf(reply)).toBe('400 INVALID_PARAMS');
    expect(reply.body.error?.details.fields[0].field).toBe('Idempotency-Key');
    expect(await jobsOf(user)).toBe(0);
  });

  it('may be 255 characters of any sign', async () => {
    expect((await send(`"!~'; drop table jobs;--`.replaceAll(' ', '_').padEnd(255, 'k'))).status).toBe(202);
  });

  it('is of no interest elsewhere', async () => {
    const headers = { 'idempotency-key': 'not good' };
    const account = { username: 'keyed', email: 'keyed@example.com', password: 'correct horse battery' };
    expect((await app.request('POST', '/auth/register', account, undefined, headers)).status).toBe(201);
    expect((await app.request('GET', '/jobs', undefined, user.token, headers)).status).toBe(200);
    expect(errorOf(await app.request('POST', ROUTE, DRAMA, undefined, headers))).toBe('401 UNAUTHENTICATED');
  });

  it('survives a body that no canonical form has', async () => {
    const nested = `{"title":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    for (const body of [nested, '{"title":1e999}', '{"title":"\\ud800"}', '[]', 'null', '{"toJSON":1}', undefined]) {
      const reply = await app.request('POST', '/projects', body, user.token, { 'idempotency-key': 'strange' });
      expect([body?.slice(0, 20), errorOf(reply)]).toEqual([body?.slice(0, 20), '400 INVALID_PARAMS']);
    }
  });

  it('makes one job of eight requests at once', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => send('eight')));
    const accepted = replies.filter(({ status }) => status === 202);
    const refused = replies.filter(({ status }) => status !== 202).map(errorOf);
    expect(new Set(accepted.map(({ body }) => body.data.job_id)).size).toBe(1);
    expect(refused).toEqual(refused.map(() => '409 IDEMPOTENCY_IN_PROGRESS'));
    expect(await jobsOf(user)).toBe(1);
    expect((await send('eight')).body).toEqual(accepted[0]?.body);
  });

  it('never needs a second connection, so more requests pass at once than there are', async () => {
    const count = 2 * app.config.database.poolMax;
    const replies = await Promise.all(Array.from({ length: count }, (_, index) => send(`many-${index}`)));
    expect(replies.map(({ status }) => status)).toEqual(Array(count).fill(202));
    expect(await jobsOf(user)).toBe(count);
  });

  it('is refused while the first request is still running', async () => {
    const other = await app.newUser();
    const first = await beforeCommit('running', async () => {
      expect(errorOf(await send('running'))).toBe('409 IDEMPOTENCY_IN_PROGRESS');
      expect(errorOf(await send('running', CRIME))).toBe('409 IDEMPOTENCY_IN_PROGRESS');
      expect((await send('running', DRAMA, { by: other })).status).toBe(202);
      expect((await send('walking')).status).toBe(202);
      expect(await jobsOf(user)).toBe(1);
    });
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([202, null]);
    expect((await send('running')).body).toEqual(first.body);
    expect(await jobsOf(user)).toBe(2);
  });

  it('leaves nothing of a request that failed before its commit, which can be sent again', async () => {
    const before = await rowCounts(app.services.databaseUrl);
    const failed = await beforeCommit('failed', async (pid) => {
      await query('select pg_cancel_backend($1)', [pid]);
    });
    expect([errorOf(failed), failed?.headers.get('location')]).toEqual(['500 DB_ERROR', null]);
    expect([await keys(), await rowCounts(app.services.databaseUrl)]).toEqual([[], before]);
    const again = await send('failed');
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, null]);
    expect((await send('failed')).body).toEqual(again.body);
    expect(await jobsOf(user)).toBe(1);
  });
});

it('wakes the workers and tells the sockets', async () => {
  // Nobody sweeps: without the wake-up after the commit the job would never start.
  const app = await TestApp.start({ SWEEP_SEC: '300' });
  try {
    const user = await app.newUser();
    const { id } = (await user.post('/projects', { title: '重逢', target_duration_sec: 5 })).body.data;
    const body = { prompt: DRAMA.prompt, scenes_per_episode: 1 };
    const reply = await user.post(`/projects/${id}/generate-scenes`, body, { 'idempotency-key': 'wake' });
    expect((await app.finished(user, reply.body.data.id)).status).toBe('completed');
  } finally {
    await app.stop();
  }
});

function errorOf({ status, body }: Reply): string {
  return `${status} ${body.error?.code}`;
}
