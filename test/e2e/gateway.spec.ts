import { connect } from 'node:net';
import { io } from 'socket.io-client';
import { dataOf, newProject, newScene, newShot } from '../support/project-story.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { PATIENCE_MS, until } from '../support/until.js';

describe('the realtime door', () => {
  let app: TestApp;
  let user: TestUser;
  let project: string;
  let scene: string;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api' });
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
      // Binary packets: one that never comes, too many, one that nobody announced.
      '52-/ws,["ping",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
      '5-1-/ws,["ping"]',
      '51-/ws,["ping",{"_placeholder":true,"num":"__proto__"}]',
      Buffer.from('bytes that nobody announced'),
      `2/ws,${'9'.repeat(50_000)}["ping"]`,
      `2/${'n'.repeat(100_000)},["ping"]`,
      `0/${'n'.repeat(100_000)},{}`,
      '0/ws?token=x,{"token":"y"}',
      `2/ws,7${'['.repeat(50_000)}`,
      '2/ws,8["subscribe",{"projects":{"length":1e9}}]',
      '\u0000\ufffe\ud800',
      // Longer than any command: the connection is closed.
      `2/ws,9["ping",{"x":"${'x'.repeat(300 * 1024)}"}]`,
    ];
    const after = async (frame: string | Buffer) => {
      const listener = app.listen(user.token);
      await listener.command('ping', {});
      (listener.socket.io.engine as unknown as { write(data: string | Buffer): void }).write(frame);
      // It may have been cut off for it, and come back.
      await until(
        `an answer after ${frame.toString().slice(0, 80)}`,
        async () => (await listener.command('ping', {})).ok,
      );
    };
    await Promise.all(frames.map(after));
    expect(await app.listen(user.token).command('ping', {})).toMatchObject({ ok: true });
  });

  it('hangs up on frames that are too long, and on what is no WebSocket', async () => {
    const socket = new WebSocket(`${app.url}/socket.io/?EIO=4&transport=websocket`);
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    socket.send('x'.repeat(300 * 1024));
    // Too big, by its length: it was not read.
    expect(await closed).toBe(1009);

    const upgrade = [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '',
      '',
    ].join('\r\n');
    const frames = [
      Buffer.from('rubbish that is no frame'),
      Buffer.alloc(2048, 0xff),
      // Not masked; reserved bits; of a length of 2^63; a text that is no UTF-8.
      Buffer.from([0x81, 0x01, 0x32]),
      Buffer.from([0xf1, 0x81, 0, 0, 0, 0, 0x32]),
      Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
      Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]),
    ];
    for (const frame of frames) {
      expect((await hungUp(app.url, upgrade, frame)).startsWith('HTTP/1.1 101 ')).toBe(true);
    }
    for (const broken of [upgrade.replace('13', '7'), upgrade.replace(/Key: .*/, 'Key: x')]) {
      expect(await hungUp(app.url, broken)).toMatch(/^HTTP\/1.1 4\d\d /);
    }
    expect(await app.listen(user.token).command('ping', {})).toMatchObject({ ok: true });
  });

  it('takes what is posted to it for what it is', async () => {
    const at = (query: string, init: RequestInit = {}) => fetch(`${app.url}/socket.io/?${query}`, init);
    const open = async () => JSON.parse((await (await at('EIO=4&transport=polling')).text()).slice(1)).sid as string;
    const posts: (string | Buffer)[] = [
      '',
      '40/ws,',
      '40/ws,{"token":',
      '\x1e\x1e\x1e',
      '4'.repeat(100_000),
      'b!!!',
      Buffer.from([0xff, 0xfe]),
      'x'.repeat(300 * 1024),
    ];
    for (const body of posts) {
      const response = await at(`EIO=4&transport=polling&sid=${await open()}`, { method: 'POST', body });
      expect([String(body).slice(0, 20), [200, 400, 413].includes(response.status)]).toEqual([
        String(body).slice(0, 20),
        true,
      ]);
    }
    for (const query of [
      '',
      'EIO=4',
      'EIO=4&transport=polling&sid=nobody',
      'EIO=4&transport=__proto__',
      'EIO=4&sid=__proto__',
    ]) {
      expect([query, (await at(query)).status]).toEqual([query, 400]);
    }
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

/** What is said to a head and the bytes behind it, until the other side hangs up. */
function hungUp(url: string, head: string, bytes = Buffer.alloc(0)): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(head));
    const send = () => socket.write(bytes);
    socket.once('data', () => bytes.length > 0 && send());
    socket.on('data', (chunk) => (heard += chunk.toString('latin1')));
    socket.on('close', () => resolve(heard));
    socket.on('error', () => resolve(heard));
    socket.setTimeout(PATIENCE_MS, () => {
      socket.destroy();
      reject(new Error(`Nobody hung up; heard ${heard}`));
    });
  });
}
