import { jest } from '@jest/globals';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { SocketSessions } from '../../src/gateway/socket-sessions.js';
import { type RunningServer, serve } from '../../src/server.js';
import { dataOf, newProject, newScene, newShot } from '../support/project-story.js';
import { RedisWire } from '../support/redis-wire.js';
import { type Listener, TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';

const PING_SEC = 0.2;
const BOSS = { username: 'boss', email: 'boss@example.com', password: 'correct horse battery' };

const errorsOf = ({ heard }: Listener) => heard.filter(({ type }) => (type as string) === 'error');

describe('a socket', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api', SOCKET_PING_SEC: String(PING_SEC) });
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  it('hears nothing more of what its user may not read any more', async () => {
    const [given, gone, kept] = [await newProject(user), await newProject(user), await newProject(user)];
    const job = dataOf(await user.post(`/projects/${given}/generate-scenes`, { prompt: 'Two friends meet' })).id;
    const [listener, second] = [app.listen(user.token), app.listen(user.token)];
    const projects = [given, gone, kept].map((id) => ({ id }));
    await listener.command('subscribe', { projects, jobs: [{ id: job }] });
    await second.command('subscribe', { projects: [{ id: given }] });
    const heir = await app.newUser();

    await user.delete(`/projects/${gone}`);
    await app.query('update projects set user_id = $2 where id = $1', [given, heir.id]);
    await app.query('update jobs set user_id = $2 where id = $1', [job, heir.id]);
    await until('all three are refused', () => errorsOf(listener).length === 3);
    expect(errorsOf(listener).map(({ data }) => data)).toEqual(
      expect.arrayContaining([
        { code: 'PROJECT_NOT_FOUND', message: expect.any(String), context: { project_id: given } },
        { code: 'PROJECT_NOT_FOUND', message: expect.any(String), context: { project_id: gone } },
        { code: 'JOB_NOT_FOUND', message: expect.any(String), context: { job_id: job } },
      ]),
    );
    expect(errorsOf(second)).toHaveLength(1);

    const before = listener.heard.length;
    await newScene(heir, given);
    await newScene(user, kept);
    await listener.until(({ type, project_id }) => type === 'scene.created' && project_id === kept);
    expect(listener.heard.slice(before).filter(({ project_id }) => project_id !== kept)).toEqual([]);
  });

  it('that says nothing is dropped after twice the time between pings', async () => {
    const socket = new WebSocket(`${app.url}/socket.io/?EIO=4&transport=websocket`);
    const heard: unknown[] = [];
    socket.addEventListener('message', ({ data }) => heard.push(data));
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
    await new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
    const began = performance.now();
    expect(await closed).toBeGreaterThanOrEqual(1000);
    expect(performance.now() - began).toBeGreaterThan(PING_SEC * 1900);
    expect(heard).toEqual([expect.stringContaining(`"pingInterval":${PING_SEC * 1000}`), '2']);
  });

  it('gets answers to what is in hand when the server stops, and none that it must wait for', async () => {
    const stopping = await TestApp.start({ ROLE: 'api', SHUTDOWN_GRACE_SEC: '20' });
    const owner = await stopping.newUser();
    const project = await newProject(owner);
    const { id } = await newShot(owner, (await newScene(owner, project)).id);
    const listener = stopping.listen(owner.token);
    await listener.command('ping', {});
    let stopped: Promise<void> | undefined;
    await withPostgres(stopping.services.databaseUrl, async (client) => {
      await client.query('begin');
      await client.query('select 1 from projects where id = $1 for update', [project]);
      const inHand = listener.command('shot.update', { shot_id: id, updates: { description: 'the last' } });
      await until('the update waits', async () => {
        const [row] = await stopping.query(
          `select count(*)::int as count from pg_stat_activity
           where wait_event_type = 'Lock' and datname = current_database()`,
        );
        return row.count > 0;
      });
      stopped = stopping.close();
      await until('commands are refused', async () => {
        const other = { shot_id: id, updates: { description: 'too late' } };
        const answer = await listener.command('shot.update', other);
        return answer.error?.code === 'SERVICE_UNAVAILABLE';
      });
      await client.query('rollback');
      expect(await inHand).toMatchObject({ ok: true, data: { version: 2 } });
    });
    await listener.until(({ type }) => (type as string) === 'error');
    await stopped;
    await stopping.stop();
  });
});

describe('the socket', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api', ADMIN_EMAIL: BOSS.email });
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  it("of an admin hears of anybody's jobs, as long as there is one and the admin is one", async () => {
    const { token, refresh_token } = dataOf(await app.request('POST', '/auth/register', BOSS));
    const { key } = dataOf(await app.request('POST', '/auth/api-keys', { name: 'machine' }, token));
    const project = await newProject(user);
    const newJob = async () =>
      dataOf(await user.post(`/projects/${project}/generate-scenes`, { prompt: 'Two friends meet' })).id;
    const [kept, gone] = [await newJob(), await newJob()];
    const [person, machine] = [app.listen(token), app.listen(key)];
    for (const listener of [person, machine]) {
      const jobs = [kept, gone].map((id) => ({ id, after_seq: 0 }));
      expect(await listener.command('subscribe', { jobs })).toMatchObject({ ok: true });
      // As by REST.
      expect(await listener.command('subscribe', { projects: [{ id: project }] })).toMatchObject({
        error: { code: 'PROJECT_NOT_FOUND' },
      });
    }
    const refusals = (listener: Listener) => errorsOf(listener).map(({ data }) => data);
    const refused = (id: string) => ({ code: 'JOB_NOT_FOUND', message: expect.any(String), context: { job_id: id } });
    await user.delete(`/jobs/${gone}`);
    await until('it is gone for both', () => [person, machine].every((listener) => refusals(listener).length > 0));
    await user.post(`/jobs/${kept}/cancel`, {});
    for (const listener of [person, machine]) {
      await listener.until(({ type, job_id }) => type === 'job.cancelled' && job_id === kept);
      expect(refusals(listener)).toEqual([refused(gone)]);
    }

    await app.query(`update users set role = 'user' where email = $1`, [BOSS.email]);
    const renewed = dataOf(await app.request('POST', '/auth/refresh', { refresh_token })).token;
    expect(await person.command('auth.refresh', { token: renewed })).toEqual({ ok: true });
    await until('nobody is an admin', () => [person, machine].every((listener) => refusals(listener).length > 1));
    for (const listener of [person, machine]) {
      expect(refusals(listener)).toEqual([refused(gone), refused(kept)]);
    }
  });

  it('with a key that is gone is cut off, though nobody told of it; to be asked after is no use of a key', async () => {
    const keys = [1, 2].map(async () => dataOf(await user.post('/auth/api-keys', { name: 'machine' })));
    const [kept, gone] = await Promise.all(keys);
    const lastUses = async () => {
      const rows = await app.query('select last_used_at from api_keys where id = any($1)', [[kept.id, gone.id]]);
      return rows.map(({ last_used_at }) => last_used_at?.getTime());
    };
    const stays = app.listen(kept.key);
    await stays.command('ping', {});
    const leaves = app.listen(gone.key);
    await leaves.command('ping', {});
    await until('both uses are written down', async () => (await lastUses()).every((use) => use !== undefined));
    await app.query(`update api_keys set last_used_at = now() - interval '1 hour' where id = $1`, [kept.id]);
    const cutOff = new Promise((resolve) => leaves.socket.once('disconnect', resolve));
    await app.query('delete from api_keys where id = $1', [gone.id]);
    expect(await cutOff).toBe('io server disconnect');
    expect(errorsOf(leaves).map(({ data }) => data)).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
    const [lastUse = 0] = await lastUses();
    expect(lastUse).toBeLessThan(Date.now() - 3_000_000);
    expect(stays.socket.connected).toBe(true);
  });
});

describe('several processes', () => {
  let app: TestApp;
  let wire: RedisWire;
  let second: RunningServer;
  let user: TestUser;

  beforeEach(async () => {
    app = await TestApp.start({ ROLE: 'api' });
    wire = await RedisWire.to(app.services.redisUrl);
    second = await serve({ ...app.config, redis: { url: wire.url } });
    user = await app.newUser();
  });

  afterEach(async () => {
    await second.close();
    wire.close();
    await app.stop();
  });

  const urlOfSecond = () => second.url?.replace('localhost', '127.0.0.1') ?? '';
  const statusAt = async (url: string) => {
    const began = performance.now();
    const reply = await fetch(`${url}/api/v1/ws/status`, { headers: { authorization: `Bearer ${user.token}` } });
    const { data } = (await reply.json()) as { data: Record<string, number | boolean> };
    return { data, tookMs: performance.now() - began };
  };

  /** Both are on Redis, and know it. */
  const areLinked = async () => {
    for (const url of [app.url, urlOfSecond()]) {
      await until('both are counted', async () => (await statusAt(url)).data.processes === 2);
    }
  };

  it('are counted together', async () => {
    await areLinked();
    expect((await app.request('GET', '/ws/status')).status).toBe(401);
    const [one, other] = [await newProject(user), await newProject(user)];
    const here = app.listen(user.token);
    const there = app.listen(user.token, {}, urlOfSecond());
    await here.command('subscribe', { projects: [{ id: one }, { id: other }] });
    await there.command('subscribe', { projects: [{ id: one }] });
    const all = { connections: 2, rooms: 3, subscriptions: 3, processes: 2, complete: true };
    expect((await statusAt(app.url)).data).toEqual(all);
    expect((await statusAt(urlOfSecond())).data).toEqual(all);
    expect(await (await fetch(`${app.url}/metrics`)).text()).toMatch(
      /^jumu_ws_rooms 2$[^]*^jumu_ws_subscriptions 2$[^]*^jumu_ws_commands_total{command="subscribe",outcome="ok"} 1$/m,
    );

    await here.command('unsubscribe', { projects: [other] });
    there.socket.disconnect();
    await until('they are gone', async () => {
      const { connections, rooms, subscriptions } = (await statusAt(app.url)).data;
      return connections === 1 && rooms === 1 && subscriptions === 1;
    });
  });

  it('cut off at once whose session or key is revoked at another one', async () => {
    await areLinked();
    const { token, refresh_token } = (
      await app.request('POST', '/auth/login', {
        email: (await user.get('/users/me')).body.data.email,
        password: 'correct horse battery',
      })
    ).body.data;
    const { id: keyId, key } = dataOf(await user.post('/auth/api-keys', { name: 'machine' }));
    const listeners = [token, key, user.token].map((each) => app.listen(each, {}, urlOfSecond()));
    await Promise.all(listeners.map((listener) => listener.command('ping', {})));
    const [person, machine, stays] = listeners as [Listener, Listener, Listener];
    const gone = [person, machine].map(({ socket }) => new Promise((resolve) => socket.once('disconnect', resolve)));
    // The net, which would catch them some seconds later.
    const net = jest.spyOn(SocketSessions.prototype as any, 'cutRevoked').mockResolvedValue(undefined);
    await app.request('POST', '/auth/logout', { refresh_token });
    await user.delete(`/auth/api-keys/${keyId}`);
    expect(await Promise.all(gone)).toEqual(['io server disconnect', 'io server disconnect']);
    expect(person.heard.at(-1)).toMatchObject({ type: 'error', data: { code: 'UNAUTHENTICATED' } });
    expect(stays.socket.connected).toBe(true);
    net.mockRestore();
  });

  it('answer for themselves while Redis hangs or is away, and together again when it is back', async () => {
    const alone = { connections: 0, rooms: 0, subscriptions: 0, processes: 1, complete: false };
    await areLinked();
    wire.freeze();
    for (const { data, tookMs } of [await statusAt(urlOfSecond()), await statusAt(app.url)]) {
      expect(data).toEqual(alone);
      expect(tookMs).toBeLessThan(2000);
    }
    const listener = app.listen(user.token, { project_id: await newProject(user) }, urlOfSecond());
    expect(await listener.command('ping', {})).toMatchObject({ ok: true });
    wire.close();
    await until('that it is away is known', async () => (await statusAt(urlOfSecond())).tookMs < 500);
    expect((await statusAt(urlOfSecond())).data).toMatchObject({
      ...alone,
      connections: 1,
      rooms: 1,
      subscriptions: 1,
    });
    await until('nobody waits for it', async () => (await statusAt(app.url)).tookMs < 500);
    expect((await statusAt(app.url)).data).toEqual({ ...alone, complete: true });
  });
});
