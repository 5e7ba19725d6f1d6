import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { keptSecret } from '../../src/common/kept-secret.js';
import { newId } from '../../src/common/uuid.js';
import { LocalStorage } from '../../src/storage/local.storage.js';
import { SignedUrls } from '../../src/storage/signed-urls.js';
import { assetKey } from '../../src/storage/storage-keys.js';
import { TestApp } from '../support/test-app.js';

/** More than the buffers between two sockets take: the server is never done with sending it. */
const FILM_BYTES = 64 * 1024 * 1024;

describe('a server that is stopped', () => {
  it('waits for a client that never finishes its download no longer than the grace', async () => {
    const app = await TestApp.start({ SHUTDOWN_GRACE_SEC: '0' });
    const { dataDir } = app.config;
    const storage = new LocalStorage(join(dataDir, 'media'), new SignedUrls(keptSecret(dataDir, 'media'), 3600, null));
    const key = assetKey(newId(), 'mp4');
    await storage.put(key, Buffer.alloc(FILM_BYTES));

    const client = connect(Number(new URL(app.url).port), '127.0.0.1');
    client.write(`GET ${storage.url(key)} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    const [head] = (await once(client, 'data')) as [Buffer];
    expect(head.toString()).toMatch(/^HTTP\/1.1 200 /);
    client.pause();
    client.on('error', () => undefined);

    await app.stop();
    client.resume();
    await once(client, 'close');
    expect(client.bytesRead).toBeLessThan(FILM_BYTES);
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
  }, 60_000);
});
