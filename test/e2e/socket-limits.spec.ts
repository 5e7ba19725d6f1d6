import { io } from 'socket.io-client';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { dataOf, newProject, newScene, newShot } from '../support/project-story.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';

const LIMITED = { ok: false, error: { code: 'RATE_LIMITED', context: { retry_after_sec: expect.any(Number) } } };

describe('limits of the realtime door', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api', RATE_LIMIT_PER_MIN: '3000', CORS_ORIGINS: 'https://friend.example.com' });
  });

  beforeEach(async () => {
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  it('counts commands as they come, also behind one that takes its time', async () => {
    const project = await newProject(user);
    const { id } = await newShot(user, (await newScene(user, project)).id);
    const listener = app.listen(user.token);
    await listener.command('ping', {});
    await withPostgres(app.services.databaseUrl, async (client) => {
      await client.query('begin');
      await client.query('select 1 from projects where id = $1 for update', [project]);
      const slow = listener.command('shot.update', { shot_id: id, updates: { description: 'slow' } });
      const others = Array.from({ length: 40 }, () => listener.command('unsubscribe', {}));
      // What is refused is answered while the first still waits; what is taken waits with it.
      expect(await Promise.race(others)).toMatchObject({ ok: false, error: { code: 'RATE_LIMITED' } });
      await client.query('rollback');
      expect(await slow).toMatchObject({ ok: true });
      const served = (await Promise.all(others)).filter(({ ok }) => ok);
      expect(served).not.toEqual([]);
    });
  });

  it('count the commands of all sockets of a user, and of nobody else', async () => {
    const listeners = Array.from({ length: 10 }, () => app.listen(user.token));
    const answers = await Promise.all(
      listeners.flatMap((listener) => Array.from({ length: 6 }, () => listener.command('ping', {}))),
    );
    const served = answers.filter(({ ok }) => ok);
    // More where the sockets took longer than a second to connect.
    expect(served.length).toBeLessThan(60);
    expect(answers.find(({ ok }) => !ok)).toMatchObject(LIMITED);
    const other = app.listen((await app.newUser()).token);
    expect(await other.command('ping', {})).toMatchObject({ ok: true });
  });

  it('cut off who does not stop', async () => {
    const { socket, heard } = app.listen(user.token);
    await new Promise((resolve) => socket.on('connect', () => resolve(true)));
    const gone = new Promise((resolve) => socket.on('disconnect', resolve));
    for (let count = 0; count < 500; count++) {
      socket.emit('ping', {});
    }
    expect(await gone).toBe('io server disconnect');
    expect(heard.at(-1)).toMatchObject({ type: 'error', data: { code: 'RATE_LIMITED' } });
  });

  it('let a user have 100 sockets', async () => {
    const connect = () =>
      new Promise<any>((resolve) => {
        const { socket } = app.listen(user.token);
        socket.on('connect', () => resolve('connected'));
        socket.on('connect_error', (error) =>
          resolve({ ...error, message: error.message, end: () => socket.disconnect() }),
        );
      });
    const outcomes = await Promise.all(Array.from({ length: 103 }, connect));
    const refused = outcomes.filter((outcome) => outcome !== 'connected');
    expect(refused).toHaveLength(3);
    expect(refused[0]).toMatchObject({
      message: 'RATE_LIMITED',
      data: { code: 'RATE_LIMITED', message: expect.stringContaining('100'), context: { limit: 100 } },
    });
  });

  it('let a socket hear of 500 projects and jobs', async () => {
    await app.query(
      `insert into projects (id, user_id, title, created_at, updated_at)
       select gen_random_uuid(), $1, 'Many', now(), now() from generate_series(1, 501)`,
      [user.id],
    );
    const ids = (await app.query('select id from projects where user_id = $1', [user.id])).map(({ id }) => ({ id }));
    const listener = app.listen(user.token);
    for (let first = 0; first < 500; first += 50) {
      const answer = await listener.command('subscribe', { projects: ids.slice(first, first + 50) });
      expect(answer).toMatchObject({ ok: true });
    }
    const again = await listener.command('subscribe', { projects: ids.slice(0, 50) });
    expect(again).toMatchObject({ ok: true });
    const answer = await listener.command('subscribe', { projects: ids.slice(500) });
    expect(answer).toMatchObject({ ok: false, error: { code: 'INVALID_PARAMS', context: { limit: 500 } } });
    await listener.command('unsubscribe', { projects: [ids[0]?.id] });
    expect(await listener.command('subscribe', { projects: ids.slice(500) })).toMatchObject({ ok: true });
  });

  it('let one socket in over a connection, and another when that has left', async () => {
    const knock = `40/ws,${JSON.stringify({ token: user.token })}`;
    const connections = async () => dataOf(await user.get('/ws/status')).connections;
    const before = await connections();
    const { socket, next } = await opened(app.url);
    for (let count = 0; count < 3; count++) {
      socket.send(knock);
      expect(await next(/^4[04]/)).toMatch('40/ws,{"sid"');
      expect(await next(/^42/)).toMatch('"connected"');
      socket.send('42/ws,1["ping"]');
      expect(await next(/^43/)).toMatch('43/ws,1[{"ok":true');
      socket.send('41/ws,');
      // Socket.IO hangs up on who is back before it has seen them go.
      await until('it has left', async () => (await connections()) === before);
    }
    const other = await opened(app.url);
    [1, 2, 3].forEach(() => other.socket.send(knock));
    await other.closed;
    expect(other.heard.filter((frame) => frame.startsWith('4'))).toEqual([]);
  });

  it.each(['websocket', 'polling'])('let only pages of ours and of friends in, by %s', async (transport) => {
    const outcomeOf = (origin?: string) =>
      new Promise<string>((resolve) => {
        const options = { auth: { token: user.token }, transports: [transport], forceNew: true };
        const socket = io(`${app.url}/ws`, { ...options, extraHeaders: origin === undefined ? {} : { origin } });
        const end = (outcome: string) => {
          socket.disconnect();
          resolve(outcome);
        };
        socket.on('connect', () => end('connected'));
        socket.on('connect_error', ({ message }) => end(message));
      });
    for (const origin of [undefined, 'https://friend.example.com', app.url]) {
      expect([origin, await outcomeOf(origin)]).toEqual([origin, 'connected']);
    }
    const refusal = transport === 'websocket' ? 'websocket error' : 'xhr poll error';
    for (const origin of [
      'https://evil.example.com',
      'null',
      'https://friend.example.com.evil.example.com',
      'http://friend.example.com',
    ]) {
      expect([origin, await outcomeOf(origin)]).toEqual([origin, refusal]);
    }
  });
});

describe('handshakes', () => {
  it('are limited by address, whoever it is and whatever becomes of them', async () => {
    const app = await TestApp.start({ ROLE: 'api', RATE_LIMIT_PER_MIN: '2', TRUST_PROXY: '1' });
    const handshake = async (client: string) => {
      const url = `${app.url}/socket.io/?EIO=4&transport=polling`;
      const response = await fetch(url, { headers: { 'x-forwarded-for': client } });
      return `${response.status} ${response.status === 200 ? '' : await response.text()}`;
    };
    const outcomes = [];
    for (let count = 0; count <= 20; count++) {
      outcomes.push(await handshake('192.0.2.1'));
    }
    expect(outcomes.slice(0, 20)).toEqual(Array(20).fill('200 '));
    expect(outcomes[20]).toBe('403 {"code":4,"message":"RATE_LIMITED"}');
    expect(await handshake('192.0.2.2')).toBe('200 ');
    await app.stop();
  });

  it('are counted also over one connection', async () => {
    const app = await TestApp.start({ ROLE: 'api', RATE_LIMIT_PER_MIN: '2' });
    const { socket, heard, closed, next } = await opened(app.url);
    const gone = closed.then(() => 'gone');
    const knock = () => {
      socket.send(`40/ws,${JSON.stringify({ token: `jumu_${'x'.repeat(43)}` })}`);
      return Promise.race([gone, next(/^44/)]);
    };
    while ((await knock()) !== 'gone');
    // The first was counted with the connection.
    expect(heard.filter((frame) => /^44.*UNAUTHENTICATED/.test(frame))).toHaveLength(20);
    await app.stop();
  });
});

/** A connection over which a test says itself what Socket.IO's client would. */
async function opened(url: string) {
  const socket = new WebSocket(`${url}/socket.io/?EIO=4&transport=websocket`);
  const heard: string[] = [];
  let read = 0;
  socket.addEventListener('message', ({ data }) => heard.push(data as string));
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
  /** The first such frame after those that were given before. */
  const next = async (kind: RegExp) => {
    await until(`a frame like ${kind} after ${heard.slice(0, read).join(' ')}`, () =>
      heard.slice(read).some((frame) => kind.test(frame)),
    );
    const at = heard.findIndex((frame, index) => index >= read && kind.test(frame));
    read = at + 1;
    return heard[at] ?? '';
  };
  await next(/^0/);
  return { socket, heard, closed, next };
}
