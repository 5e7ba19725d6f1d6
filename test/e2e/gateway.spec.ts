import { io } from 'socket.io-client';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { dataOf, newProject, newScene, newShot } from '../support/project-story.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';

describe('the realtime door', () => {
  let app: TestApp;
  let user: TestUser;
  let project: string;
  let scene: string;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api', RATE_LIMIT_PER_MIN: '3000' });
    user = await app.newUser();
    project = await newProject(user);
    scene = (await newScene(user, project)).id;
  });

  afterAll(() => app.stop());

  it('lets nobody in with a token that is no text', async () => {
    for (const token of [7, null, { toString: 1, valueOf: 1 }, [user.token]]) {
      const socket = io(`${app.url}/ws`, { auth: { token }, transports: ['websocket'], forceNew: true });
      const outcome = await new Promise<string>((resolve) => {
        socket.on('connect_error', (error) => resolve(error.message));
        socket.on('connect', () => resolve('connected'));
      });
      socket.disconnect();
      expect([token, outcome]).toEqual([token, 'UNAUTHENTICATED']);
    }
  });

  it('lives on after frames that nobody sends', async () => {
    const frames = [
      '2/ws,1["ping"',
      '2/ws,1{}',
      '2/ws,1[]',
      '2/ws,1[null]',
      '2/ws,1["disconnect"]',
      '2/ws,1["error"]',
      '2/ws,99999999999999999999["ping"]',
      '2/ws,["__proto__",{}]',
      '2/nowhere,1["ping"]',
      '2["ping"]',
      '51-/ws,1["ping",{"_placeholder":true,"num":5}]',
      '59999999-/ws,1["ping"]',
      '3/ws,1[]',
      '3/ws,["x"]',
      '0/ws,{"token":7}',
      '0/ws,7',
      '1/nowhere,',
      '4/ws,"error"',
      '9',
      '',
    ];
    const after = async (frame: string) => {
      const listener = app.listen(user.token);
      await listener.command('ping', {});
      (listener.socket.io.engine as unknown as { write(data: string): void }).write(frame);
      // It may have been cut off for it, and come back.
      await until(`an answer after ${frame}`, async () => (await listener.command('ping', {})).ok);
    };
    await Promise.all(frames.map(after));
    expect(await app.listen(user.token).command('ping', {})).toMatchObject({ ok: true });
  });

  it('answers whatever it is called, and whatever comes with it', async () => {
    const listener = app.listen(user.token);
    const emit = (...args: unknown[]) =>
      (listener.socket.timeout(5000).emitWithAck as (...all: unknown[]) => Promise<any>)(...args);
    const refused = { ok: false, error: { code: 'INVALID_PARAMS' } };
    for (const name of [7, '', '__proto__', 'constructor', 'x'.repeat(10_000)]) {
      expect(await emit(name, {})).toMatchObject(refused);
    }
    expect(await emit('ping')).toMatchObject({ ok: true });
    expect(await emit('ping', null)).toMatchObject({ ok: true });
    expect(await emit('shot.delete')).toMatchObject(refused);
    expect(await emit('shot.delete', Buffer.from('x'))).toMatchObject(refused);
    expect(await emit('shot.create', [{ scene_id: scene }])).toMatchObject(refused);
  });

  it('takes the longest update there is', async () => {
    const { id } = await newShot(user, scene);
    const line = { character: '字'.repeat(40), line: '剧'.repeat(500), emotion: 'surprised' };
    const updates = { dialogue: Array(50).fill(line), narration: '幕'.repeat(2000), description: '幕'.repeat(2000) };
    const listener = app.listen(user.token);
    expect(await listener.command('shot.update', { shot_id: id, updates })).toMatchObject({ data: { version: 2 } });
  });

  it('counts commands as they come, also behind one that takes its time', async () => {
    const { id } = await newShot(user, scene);
    const listener = app.listen(user.token);
    await listener.command('ping', {});
    await withPostgres(app.services.databaseUrl, async (client) => {
      await client.query('begin');
      await client.query('select 1 from projects where id = $1 for update', [project]);
      const slow = listener.command('shot.update', { shot_id: id, updates: { description: 'slow' } });
      const pings = Array.from({ length: 40 }, () => listener.command('ping', {}));
      // What is refused is answered while the first still waits; what is taken waits with it.
      expect(await Promise.race(pings)).toMatchObject({ ok: false, error: { code: 'RATE_LIMITED' } });
      await client.query('rollback');
      expect(await slow).toMatchObject({ ok: true });
      const served = (await Promise.all(pings)).filter(({ ok }) => ok);
      expect(served).not.toEqual([]);
    });
  });

  it('cuts off who came with a token that was revoked since', async () => {
    const { token, refresh_token } = (
      await app.request('POST', '/auth/register', {
        ...{ username: 'leaver', email: 'leaver@example.com', password: 'correct horse battery' },
      })
    ).body.data;
    const { id: keyId, key } = dataOf(await app.request('POST', '/auth/api-keys', { name: 'machine' }, token));
    const [stays, person, machine] = [app.listen(user.token), app.listen(token), app.listen(key)];
    await Promise.all([stays, person, machine].map((listener) => listener.command('ping', {})));
    const gone = [person, machine].map(({ socket }) => new Promise((resolve) => socket.once('disconnect', resolve)));
    await app.request('DELETE', `/auth/api-keys/${keyId}`, undefined, token);
    await app.request('POST', '/auth/logout', { refresh_token });
    expect(await Promise.all(gone)).toEqual(['io server disconnect', 'io server disconnect']);
    for (const { heard } of [person, machine]) {
      expect(heard.at(-1)).toMatchObject({ type: 'error', data: { code: 'UNAUTHENTICATED' } });
    }
    expect(stays.socket.connected).toBe(true);
  });
});
