import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { keptSecret } from '../../src/common/kept-secret.js';
import { newId } from '../../src/common/uuid.js';
import { LocalStorage } from '../../src/storage/local.storage.js';
import { SignedUrls } from '../../src/storage/signed-urls.js';
import { assetKey } from '../../src/storage/storage-keys.js';
import { migrate } from '../../src/server.js';
import { Server } from '../support/real-server.js';
import { TestApp } from '../support/test-app.js';
import { newTestServices, type TestServices } from '../support/test-services.js';

/** More than the buffers between two sockets take: the server is never done with sending it. */
const FILM_BYTES = 64 * 1024 * 1024;

describe('a server that is stopped', () => {
  /** A client in the middle of a download, which it does not go on with until it is resumed. */
  async function downloading(app: TestApp): Promise<Socket> {
    const { dataDir } = app.config;
    const storage = new LocalStorage(
      join(dataDir, 'media'),
      new SignedUrls([keptSecret(dataDir, 'media')], 3600, null),
    );
    const key = assetKey(newId(), 'mp4');
    await storage.put(key, Buffer.alloc(FILM_BYTES));
    const client = connect(Number(new URL(app.url).port), '127.0.0.1');
    client.write(`GET ${storage.url(key)} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    const [head] = (await once(client, 'data')) as [Buffer];
    expect(head.toString()).toMatch(/^HTTP\/1.1 200 /);
    client.pause();
    client.on('error', () => undefined);
    return client;
  }

  it('waits for a client that never finishes its download no longer than the grace', async () => {
    const app = await TestApp.start();
    const client = await downloading(app);
    await app.stop();
    client.resume();
    await once(client, 'close');
    expect(client.bytesRead).toBeLessThan(FILM_BYTES);
  });

  it('answers what is in hand within the grace', async () => {
    const app = await TestApp.start({ SHUTDOWN_GRACE_SEC: '20' });
    const client = await downloading(app);
    const stopped = app.stop();
    client.resume();
    await once(client, 'close');
    expect(client.bytesRead).toBeGreaterThan(FILM_BYTES);
    await stopped;
  });

  it('does not wait for who is connected and has asked for nothing', async () => {
    const app = await TestApp.start({ ROLE: 'api', SHUTDOWN_GRACE_SEC: '60' });
    const client = connect(Number(new URL(app.url).port), '127.0.0.1');
    await once(client, 'connect');
    // It was taken before this.
    expect((await app.request('GET', '/users/me')).status).toBe(401);
    const closed = once(client, 'close');
    await app.stop();
    await closed;
  });

  it('lets connected sockets go and hands its work back without counting it as a try', async () => {
    const app = await TestApp.start();
    const user = await app.newUser();
    const { body } = await user.post('/projects/generate-drama', {
      title: 'Interrupted',
      episodes: 1,
      scenes_per_episode: 2,
      duration_sec: 12,
      prompt: 'Two old friends meet again on a rooftop',
      options: { preview: true },
    });
    const listener = app.listen(user.token, { job_id: body.data.job_id, after_seq: 0 });
    await listener.until(({ type }) => type === 'shot.completed');
    const disconnected = new Promise((resolve) => listener.socket.once('disconnect', resolve));

    await app.close();
    expect(await disconnected).toBe('transport close');
    const steps = await withPostgres(app.services.databaseUrl, async (database) => {
      const { rows } = await database.query<{ state: string; attempt: number; error: unknown }>(
        'select state, attempt, error from job_steps',
      );
      return rows;
    });
    expect(new Set(steps.map(({ state }) => state))).toEqual(new Set(['done', 'queued', 'pending']));
    expect(steps.filter(({ error }) => error !== null)).toEqual([]);
    expect(steps.filter(({ state, attempt }) => state !== 'done' && attempt > 0)).toEqual([]);
    await app.stop();
  });
});

describe('a process that gets a signal in the middle of a film', () => {
  let services: TestServices;
  let dataDir: string;
  let server: Server;

  beforeEach(async () => {
    services = await newTestServices(migrate);
    dataDir = await mkdtemp(join(tmpdir(), 'jumu-shutdown-'));
    server = await Server.start(services, dataDir, { MEDIA_CONCURRENCY: '1' });
  });

  afterEach(async () => {
    server.signal('SIGKILL');
    await services.dispose();
    await rm(dataDir, { recursive: true, force: true });
  });

  const steps = (condition: string) =>
    withPostgres(services.databaseUrl, async (database) => {
      const { rows } = await database.query<any>(`select * from job_steps where ${condition}`);
      return rows;
    });

  async function clipInHand(): Promise<string> {
    for (;;) {
      const [step] = await steps(`state = 'running' and item like 'clip:%'`);
      if (step) {
        return step.id;
      }
    }
  }

  /** Until the probe of a load balancer learns that the server stops. */
  async function notReady(): Promise<Response> {
    for (;;) {
      const response = await fetch(`${server.url}/health/ready`);
      if (response.status !== 200) {
        return response;
      }
    }
  }

  it('lets the step in hand end, takes no more, says so to all, and ends', async () => {
    const { token } = await server.startFilm({});
    const socket = io(`${server.url}/ws`, { auth: { token }, transports: ['websocket'] });
    const heard = (event: string) => new Promise((resolve) => socket.once(event, resolve));
    await heard('connected');
    const [told, cutOff] = [heard('error'), heard('disconnect')];
    const inHand = await clipInHand();

    const exited = server.end('SIGTERM');
    const probe = await notReady();
    expect(probe.status).toBe(503);
    expect(probe.headers.get('connection')).toBe('close');
    expect(await probe.json()).toMatchObject({ error: { code: 'SERVICE_UNAVAILABLE' } });
    expect(await told).toMatchObject({ type: 'error', data: { code: 'SERVICE_UNAVAILABLE' } });
    expect(await cutOff).toBe('transport close');
    socket.disconnect();

    expect(await exited).toBe(0);
    expect(await steps(`id = '${inHand}'`)).toMatchObject([{ state: 'done', attempt: 1, crashes: 0 }]);
    expect(await steps(`state not in ('done', 'queued', 'pending')`)).toEqual([]);
    expect(await steps(`state <> 'done' and attempt > 0`)).toEqual([]);
  });

  it.each([
    ['a Ctrl-C', [] as const],
    ['a second SIGTERM', ['SIGTERM'] as const],
  ])('hands the step in hand back at once at %s', async (_name, before) => {
    await server.startFilm({});
    const inHand = await clipInHand();
    for (const signal of before) {
      server.signal(signal);
      await notReady();
    }
    expect(await server.end(before.length > 0 ? 'SIGTERM' : 'SIGINT')).toBe(0);
    expect(await steps(`id = '${inHand}'`)).toMatchObject([{ state: 'queued', attempt: 0, crashes: 0 }]);
  });
});
