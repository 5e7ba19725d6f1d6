import { withPostgres } from '../../src/embedded/postgres-client.js';
import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { newScene } from '../support/board.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { vendorClip } from '../support/vendor-clip.js';

const KEY = `key_${'0123456789abcdef'.repeat(8)}`;
const BY_RUNWAY = { video_provider: 'runway:gen4_turbo' };

describe("a shot's footage by a vendor", () => {
  let app: TestApp;
  let user: TestUser;
  let runway: RunwayEmulator;
  let projectId: string;
  let sceneId: string;
  let shotId: string;
  let whole: Buffer;
  let vendor: { apiKey: string; video: Buffer };

  beforeAll(async () => {
    whole = await vendorClip();
  });

  beforeEach(async () => {
    vendor = { apiKey: KEY, video: whole };
    runway = await RunwayEmulator.start(vendor);
    app = await TestApp.start({
      RUNWAY_API_KEY: KEY,
      RUNWAY_BASE_URL: runway.baseUrl,
      PROVIDER_POLL_MS: '100',
      VIDEO_PROVIDERS: 'local',
      ALLOW_PRIVATE_URLS: 'true',
    });
    user = await app.newUser();
    projectId = (await user.post('/projects', { title: '手工' })).body.data.id;
    const scene = await newScene(app.services.databaseUrl, projectId, [{ description: '雨夜的街', frames: 30 }]);
    [sceneId, shotId] = [scene.id, scene.shots[0] ?? ''];
  });

  afterEach(async () => {
    await app.stop();
    await runway.stop();
  });

  const ended = async (path: string, body: object = BY_RUNWAY) => {
    const { data } = (await user.post(path, body)).body;
    return app.finished(user, data.job_id ?? data.id);
  };
  const clip = async () => {
    const [scene] = (await user.get(`/projects/${projectId}/scenes`)).body.data.items;
    return scene.shots[0].video;
  };
  const calls = () =>
    withPostgres(app.services.databaseUrl, async (client) => {
      const { rows } = await client.query('select state, cost_usd from provider_calls order by created_at');
      return rows as { state: string; cost_usd: number }[];
    });

  it('is paid for once by whoever needs it, and again only by who wants it anew', async () => {
    const first = await ended(`/shots/${shotId}/generate-video`);
    expect(first).toMatchObject({ status: 'completed', error: null });
    expect(first.cost_usd).toBeGreaterThan(0);
    expect(await clip()).toMatchObject({ status: 'completed', provider: 'runway', source_url: expect.any(String) });
    const scene = await ended(`/projects/${projectId}/generate-video`, { scene_id: sceneId, ...BY_RUNWAY });
    const film = await ended(`/projects/${projectId}/render`);
    expect([scene, film]).toMatchObject([
      { status: 'completed', cost_usd: 0 },
      { status: 'completed', cost_usd: 0 },
    ]);
    expect(await calls()).toMatchObject([{ state: 'done', cost_usd: first.cost_usd }]);
    expect(runway.tasks).toHaveLength(1);
    expect((await ended(`/shots/${shotId}/generate-video`)).cost_usd).toBe(first.cost_usd);
    expect(runway.tasks).toHaveLength(2);
  });

  it('that breaks off in the middle is not filmed, and after three tries somebody else makes it', async () => {
    vendor.video = whole.subarray(0, whole.length / 2);
    const job = await ended(`/shots/${shotId}/generate-video`);
    expect(job).toMatchObject({
      status: 'completed',
      degraded: [{ stage: 'clips', wanted: 'runway', used: 'local', why: 'runway failed: INVALID_OUTPUT' }],
    });
    expect(await clip()).toMatchObject({ status: 'completed', provider: 'local' });
  });

  it('leaves the shot failed, with the reason, when the answer to its start is lost, and is not paid for twice', async () => {
    runway.fail({ kind: 'lost' });
    const job = await ended(`/shots/${shotId}/generate-video`);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'START_UNCONFIRMED' } });
    expect(await clip()).toMatchObject({ status: 'failed', error: job.error?.message, url: null, task_id: job.id });
    const events = (await user.get(`/jobs/${job.id}/events?limit=500`)).body.data.items;
    const told = events.flatMap(({ type, data }: any) => (type === 'video.status_update' ? [data] : []));
    expect(told).toMatchObject([
      { shot_id: shotId, status: 'generating' },
      { shot_id: shotId, status: 'failed', error: job.error?.message },
    ]);
    expect(runway.tasks).toHaveLength(1);
    expect(await calls()).toMatchObject([{ state: 'unconfirmed' }]);
  });

  it('leaves the clip that was there when a newer one fails', async () => {
    await ended(`/shots/${shotId}/generate-video`, {});
    const before = await clip();
    runway.fail({ kind: 'lost' });
    const job = await ended(`/shots/${shotId}/generate-video`);
    expect(job.status).toBe('failed');
    const { url, status, error } = await clip();
    expect([status, error]).toEqual(['completed', job.error?.message]);
    expect((await app.download(url)).status).toBe(200);
    expect(before.status).toBe('completed');
  });
});
