import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Emulator } from '../emulators/s3.emulator.js';
import { newScene } from '../support/board.js';
import { factsOf } from '../support/film-facts.js';
import { Server } from '../support/real-server.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';
import { postForm } from '../support/upload-client.js';
import { newPhoto } from '../support/upload-files.js';

const PREVIEW = { options: { preview: true } };
const WISH = { prompt: '两个老朋友在天台重逢', max_shots: 2, duration_sec: 5, ...PREVIEW };

/** Three machines with a disk each: one answers, two work. */
describe('several machines with one bucket', () => {
  let directory: string;
  let s3: S3Emulator;
  let app: TestApp;
  let workers: Server[];
  let user: TestUser;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jumu-s3-'));
    s3 = await S3Emulator.start();
    const shared = { ...s3.environment, JWT_SECRET: 's'.repeat(32), LEASE_SEC: '3', SWEEP_SEC: '0.5' };
    app = await TestApp.start({ ROLE: 'api', ...shared });
    const worker = { ...shared, ROLE: 'worker', MEDIA_CONCURRENCY: '1', SHUTDOWN_GRACE_SEC: '0', LOG_LEVEL: 'fatal' };
    workers = await Promise.all(
      ['one', 'two'].map((name) => Server.start(app.services, join(directory, name), worker)),
    );
    user = await app.newUser();
  });

  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
    await app.stop();
    await s3.stop();
    await rm(directory, { recursive: true });
  });

  const order = async (body: object) => (await user.post('/jobs', body)).body.data.id as string;

  /** The whole film, from where the API says that it is. */
  async function filmOf(jobId: string): Promise<Buffer> {
    const { url } = (await user.get(`/jobs/${jobId}/video`)).body.data;
    return Buffer.from(await (await app.download(url)).arrayBuffer());
  }

  it('make a film together, and clients get it from the bucket', async () => {
    const jobId = await order(WISH);
    expect(await app.finished(user, jobId)).toMatchObject({ status: 'completed', error: null });
    const facts = await factsOf(await filmOf(jobId));
    expect(facts).toMatchObject({ video: { codec: 'h264', width: 640, height: 360 }, isFastStart: true });

    const { url } = (await user.get(`/jobs/${jobId}/video`)).body.data;
    const led = await fetch(`${app.url}${url}`, { redirect: 'manual' });
    const location = led.headers.get('location') ?? '';
    expect([led.status, location.startsWith(`${s3.endpoint}/films/assets/`)]).toEqual([302, true]);
    const [, seconds] = /^public, max-age=(\d+), immutable$/.exec(led.headers.get('cache-control') ?? '') ?? [];
    expect(new URL(location).searchParams.get('X-Amz-Expires')).toBe(seconds);
    expect(led.headers.get('cross-origin-resource-policy')).toBe('cross-origin');

    const part = await fetch(`${app.url}${url}`, { headers: { range: 'bytes=4-7' } });
    expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
    const head = await fetch(`${app.url}${url}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    const forged = await fetch(`${app.url}${url.replace('.mp4', '.mp3')}`, { redirect: 'manual' });
    expect([forged.status, forged.headers.get('location')]).toEqual([403, null]);
  });

  it('keep nothing that others need', async () => {
    const places = [app.config.dataDir, join(directory, 'one'), join(directory, 'two')];
    const folders = (await Promise.all(places.map((place) => readdir(place).catch(() => [])))).flat();
    expect(folders).not.toContain('media');
    const rows = await app.query<{ key: string; bytes: number }>('select key, bytes::int as bytes from assets');
    const kept = rows.map(({ key }) => ({ key, bytes: s3.content.objects.get(key)?.bytes.length }));
    expect(kept).toEqual(rows);
    expect(rows.length).toBeGreaterThan(5);
  });

  it('take pictures in, make films of them, and clear away what nobody wants any more', async () => {
    const photo = await newPhoto();
    const upload = (await postForm(app, user, [[photo, { type: 'image/jpeg' }]])).body.data;
    expect((await app.download(upload.url)).status).toBe(200);
    const { id } = (await user.post('/projects', { title: '照片' })).body.data;
    const { shots } = await newScene(app.services.databaseUrl, id, [{ frames: 50 }]);
    const chosen = await user.patch(`/shots/${shots[0]}`, { updates: { 'image.upload_id': upload.id } });
    expect(chosen.status).toBe(200);
    const job = (await user.post(`/projects/${id}/render`, PREVIEW)).body.data;
    expect(await app.finished(user, job.id)).toMatchObject({ status: 'completed' });

    const before = s3.content.objects.size;
    await user.delete(`/jobs/${job.id}`);
    await user.delete(`/projects/${id}`);
    await user.delete(`/uploads/${upload.id}`);
    await app.query(`update assets set released_at = released_at - interval '2 hours' where released_at is not null`);
    await until('the files are gone', () => ![...s3.content.objects.keys()].some((key) => upload.url.endsWith(key)));
    expect(s3.content.objects.size).toBeLessThan(before);
  });

  it('wait for a bucket that is away, and say so', async () => {
    const jobId = await order({ ...WISH, prompt: '雨夜的街角，两个人错过了' });
    const listener = app.listen(user.token, { job_id: jobId, after_seq: 0 });
    await until('a clip is made', async () => {
      const sql = `select 1 from job_steps where job_id = $1 and stage = 'clips' and state in ('running', 'done')`;
      return (await app.query(sql, [jobId])).length > 0;
    });
    await s3.goAway();
    const { data } = await listener.until(({ type }) => ['step.retrying', 'job.failed'].includes(type));
    expect((data as any).error).toMatchObject({ code: 'STORAGE_FAILED' });
    expect((await app.request('GET', '/health/ready')).body.error?.details).toEqual({ down: ['storage'] });
    const refused = await postForm(app, user, [[await newPhoto(), {}]]);
    expect([refused.status, refused.body.error?.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);

    await s3.comeBack();
    const job = await app.finished(user, jobId);
    if (job.status === 'failed') {
      await user.post(`/jobs/${jobId}/retry`, {});
    }
    await until('it is completed', async () => (await user.get(`/jobs/${jobId}`)).body.data.status === 'completed');
    expect((await factsOf(await filmOf(jobId))).video.codec).toBe('h264');
    // The store is asked every few seconds only, whoever wants to know.
    const health = async () => (await app.request('GET', '/health')).body.data;
    await until('it is well', async () => (await health()).status === 'healthy', { everyMs: 500 });
    expect(await health()).toMatchObject({ config: { storage: 's3' } });
  });
});
