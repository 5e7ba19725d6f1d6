import { newId } from '../../src/common/uuid.js';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { type Reply, TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';

const BOSS = 'boss@example.com';

describe('API keys', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ ADMIN_EMAIL: BOSS });
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  const create = (body: unknown, owner = user) => owner.post('/auth/api-keys', body);
  const newKey = async (owner = user) => (await create({ name: 'a machine' }, owner)).body.data;
  const me = (key: string) => app.request('GET', '/users/me', undefined, key);
  const rows = (sql: string, values: unknown[] = []) =>
    withPostgres(app.services.databaseUrl, async (client) => (await client.query(sql, values)).rows);

  it('are made, shown once, used, listed and revoked', async () => {
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    const made = await create({ name: '渲染农场', expires_at });
    expect(made.status).toBe(201);
    const { key, ...shown } = made.body.data;
    expect(key).toMatch(/^jumu_[\w-]{43}$/);
    expect(shown).toEqual({
      ...{ id: expect.any(String), name: '渲染农场', prefix: key.slice(0, 12), expires_at, last_used_at: null },
      created_at: expect.stringMatching(/\.\d{3}Z$/),
    });
    expect((await me(key)).body.data.user_id).toBe(user.id);
    expect((await app.request('POST', '/projects', { title: 'Made by machine' }, key)).status).toBe(201);

    const other = await newKey();
    const page = (await user.get('/auth/api-keys?limit=1')).body.data;
    const { key: _, ...first } = other;
    expect(page).toEqual({ items: [first], total: 2, total_is_exact: true, limit: 1, offset: 0 });
    expect((await user.get('/auth/api-keys?sort_order=asc')).body.data.items[0]).toMatchObject({ id: shown.id });
    expect(JSON.stringify(await rows('select * from api_keys'))).not.toContain(key);

    expect((await user.delete(`/auth/api-keys/${shown.id}`)).body).toEqual({ code: 0, message: 'success', data: null });
    expect(errorOf(await me(key))).toBe('401 UNAUTHENTICATED');
    expect((await me(other.key)).status).toBe(200);
    expect(errorOf(await user.delete(`/auth/api-keys/${shown.id}`))).toBe('404 API_KEY_NOT_FOUND');
  });

  it('are nobody else’s business', async () => {
    const { id, key } = await newKey();
    const stranger = await app.newUser();
    for (const each of [id, newId(), '42', "1'--"]) {
      expect(errorOf(await stranger.delete(`/auth/api-keys/${each}`))).toBe('404 API_KEY_NOT_FOUND');
    }
    expect((await stranger.get('/auth/api-keys')).body.data.total).toBe(0);
    expect((await me(key)).status).toBe(200);
    for (const method of ['GET', 'POST']) {
      expect(errorOf(await app.request(method, '/auth/api-keys'))).toBe('401 UNAUTHENTICATED');
    }
  });

  it('end by themselves when they are told to', async () => {
    const { id, key } = await newKey();
    await rows('update api_keys set expires_at = now() where id = $1', [id]);
    expect(errorOf(await me(key))).toBe('401 UNAUTHENTICATED');
  });

  it('cannot make keys, change the account, or sign everybody out', async () => {
    const { id, key } = await newKey();
    const ask = (method: string, path: string, body?: unknown) => app.request(method, path, body, key);
    const answers = [
      await ask('POST', '/auth/api-keys', { name: 'another' }),
      await ask('GET', '/auth/api-keys'),
      await ask('DELETE', `/auth/api-keys/${id}`),
      await ask('PUT', '/users/me', { locale: 'zh' }),
      await ask('POST', '/auth/logout', { all: true }),
    ];
    expect(answers.map(errorOf)).toEqual(Array(5).fill('403 FORBIDDEN'));
    expect((await me(key)).status).toBe(200);
    expect((await user.get('/users/me')).status).toBe(200);
  });

  it('have the role that their owner has now', async () => {
    const { id, token } = (
      await app.request('POST', '/auth/register', { username: 'boss', email: BOSS, password: 'correct horse battery' })
    ).body.data;
    const { key } = (await app.request('POST', '/auth/api-keys', { name: 'admin' }, token)).body.data;
    const list = () => app.request('GET', '/users', undefined, key);
    expect((await list()).status).toBe(200);
    await app.request(
      'PUT',
      '/users/me',
      { email: 'retired@example.com', current_password: 'correct horse battery' },
      token,
    );
    expect([id, errorOf(await list())]).toEqual([id, '403 FORBIDDEN']);
  });

  it('say when they were used last, to the minute', async () => {
    const { id, key } = await newKey();
    const lastUse = async () => (await rows('select last_used_at from api_keys where id = $1', [id]))[0].last_used_at;
    await Promise.all([me(key), me(key), me(key)]);
    await until('the use is written down', async () => (await lastUse()) !== null);
    const first = await lastUse();
    await me(key);
    expect(await lastUse()).toEqual(first);
    await rows(`update api_keys set last_used_at = last_used_at - interval '61 seconds' where id = $1`, [id]);
    const earlier = await lastUse();
    await me(key);
    await until('the next use is written down', async () => (await lastUse()) > earlier);
  });

  it('open the realtime door too, until they are revoked', async () => {
    const { id, key } = await newKey();
    const listener = app.listen(key);
    expect(await listener.command('ping', {})).toMatchObject({ ok: true });
    expect(await listener.command('auth.refresh', { token: user.token })).toEqual({ ok: true });
    expect(await listener.command('auth.refresh', { token: key })).toEqual({ ok: true });
    const other = app.listen(user.token);
    await other.command('ping', {});
    const gone = new Promise((resolve) => listener.socket.once('disconnect', resolve));
    await user.delete(`/auth/api-keys/${id}`);
    expect(await gone).toBe('io server disconnect');
    const refused = await other.command('auth.refresh', { token: key });
    expect(refused).toMatchObject({ ok: false, error: { code: 'UNAUTHENTICATED' } });
    const late = app.listen(key);
    const reason = new Promise<Error>((resolve) => late.socket.on('connect_error', resolve));
    expect((await reason).message).toBe('UNAUTHENTICATED');
  });

  it('are at most a hundred, also for many requests at once', async () => {
    const owner = await app.newUser();
    await rows(
      `insert into api_keys (id, user_id, name, prefix, key_hash)
       select gen_random_uuid(), $1, 'old', 'jumu_', gen_random_uuid()::text from generate_series(1, 97)`,
      [owner.id],
    );
    const made = await Promise.all(Array.from({ length: 6 }, () => create({ name: 'new' }, owner)));
    expect(made.map(errorOf).sort()).toEqual([
      ...Array<string>(3).fill('201 undefined'),
      ...Array<string>(3).fill('413 QUOTA_EXCEEDED'),
    ]);
    expect((await owner.get('/auth/api-keys?limit=1')).body.data.total).toBe(100);
  });

  it.each([
    ['no name', {}, 'name'],
    ['a blank name', { name: ' ' }, 'name'],
    ['a name too long', { name: 'a'.repeat(101) }, 'name'],
    ['a name that is a number', { name: 7 }, 'name'],
    ['an end in the past', { name: 'x', expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
    ['an end longer than any time', { name: 'x', expires_at: `2999-01-01T00:00:00.${'0'.repeat(30)}Z` }, 'expires_at'],
    ['an end without an offset', { name: 'x', expires_at: '2999-01-01T00:00:00' }, 'expires_at'],
    ['an end without a time', { name: 'x', expires_at: '2999-01-01' }, 'expires_at'],
    ['a day that is not there', { name: 'x', expires_at: '2999-02-31T00:00:00Z' }, 'expires_at'],
    ['a month that is not there', { name: 'x', expires_at: '2999-13-01T00:00:00Z' }, 'expires_at'],
    ['a year beyond all', { name: 'x', expires_at: '+275761-01-01T00:00:00Z' }, 'expires_at'],
    ['an end that is a number', { name: 'x', expires_at: 4_102_444_800 }, 'expires_at'],
    ['an end that is null', { name: 'x', expires_at: null }, 'expires_at'],
    ['a key of one’s own', { name: 'x', key: 'jumu_mine' }, 'key'],
  ])('are not made with %s', async (_what, body, field) => {
    const count = async () => (await rows('select count(*) from api_keys'))[0];
    const before = await count();
    const reply = await create(body);
    expect(errorOf(reply)).toBe('400 INVALID_PARAMS');
    expect(reply.body.error?.details.fields[0].field).toBe(field);
    expect(await count()).toEqual(before);
  });

  it.each(['sort_by=key_hash', 'limit=101', 'q=x'])('are not listed by %s', async (query) => {
    expect(errorOf(await user.get(`/auth/api-keys?${query}`))).toBe('400 INVALID_PARAMS');
  });
});

function errorOf({ status, body }: Reply): string {
  return `${status} ${body.error?.code}`;
}
