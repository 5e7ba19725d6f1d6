import { ReplicateEmulator } from '../emulators/replicate.emulator.js';
import { filmOf } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { vendorClip } from '../support/vendor-clip.js';

const KEY = `r8_${'0123456789abcdef'.repeat(2)}`;
const WISH = {
  prompt: '雨夜的天台上，两个老朋友重逢',
  max_shots: 2,
  duration_sec: 10,
  options: { preview: true, allow_fallback: false },
  model_id: 'replicate:svd-xt',
};

describe('a film by Replicate', () => {
  let app: TestApp;
  let user: TestUser;
  let replicate: ReplicateEmulator;
  let video: Buffer;

  beforeAll(async () => {
    video = await vendorClip();
  });

  beforeEach(async () => {
    replicate = await ReplicateEmulator.start({ apiKey: KEY, video });
    app = await TestApp.start({
      REPLICATE_API_TOKEN: KEY,
      REPLICATE_BASE_URL: replicate.apiUrl,
      PROVIDER_POLL_MS: '100',
      ALLOW_PRIVATE_URLS: 'true',
    });
    user = await app.newUser();
  });

  afterEach(async () => {
    await app.stop();
    await replicate.stop();
  });

  const start = async (changes: object = {}): Promise<string> =>
    (await user.post('/jobs', { ...WISH, ...changes })).body.data.id as string;
  const madeBy = (name: string) => replicate.predictions.filter(({ model }) => model.name.endsWith(name));

  it('is painted by FLUX and moved by Stable Video Diffusion, and costs what it was quoted', async () => {
    const jobId = await start();
    const job = await app.finished(user, jobId);
    expect(job).toMatchObject({ status: 'completed', error: null, degraded: [] });
    const [pictures, footage] = [madeBy('flux-2-dev'), madeBy('stable-video-diffusion')];
    expect(footage).toHaveLength(2);
    // A film of two shots may have portraits of its people besides.
    expect(pictures.length).toBeGreaterThanOrEqual(2);
    expect(replicate.mistakes).toEqual([]);
    expect(job.cost_usd).toBeCloseTo(pictures.length * 0.03 + footage.length * 0.2);
    const { facts } = await filmOf(user.jumu, jobId);
    expect(facts.video).toMatchObject({ codec: 'h264', pixelFormat: 'yuv420p' });
    expect(facts.seconds).toBeGreaterThan(8);
    const [scene] = (await user.get(`/projects/${job.project_id}/scenes`)).body.data.items;
    const [{ image, video }] = scene.shots;
    expect((await app.download(image.url)).headers.get('content-type')).toMatch(/^image\//);
    expect(video.source_url).toMatch(/\.mp4$/);
  });

  it('is not bought twice where a start may have gone well, and says so', async () => {
    replicate.fail({ kind: 'lost' });
    const jobId = await start({ max_shots: 1 });
    const job = await app.finished(user, jobId);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'START_UNCONFIRMED', provider: 'replicate' } });
    expect(madeBy('flux-2-dev').length).toBeLessThanOrEqual(replicate.counts.create);
    expect(job.cost_usd).toBeGreaterThan(0);
  });

  it('heals from what is lost by chance: a late failure, a file that is none, a throttled question', async () => {
    replicate.fail({ kind: 'failure' });
    replicate.fail({ kind: 'malformed' }, 'file');
    replicate.fail({ kind: 'answer', status: 429, headers: { 'retry-after': '1' } }, 'get');
    const job = await app.finished(user, await start({ max_shots: 1 }));
    expect(job).toMatchObject({ status: 'completed', error: null, degraded: [] });
    expect(madeBy('stable-video-diffusion')).toHaveLength(1);
    expect(replicate.mistakes).toEqual([]);
  });
});
