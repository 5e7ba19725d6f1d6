import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { filmOf } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { vendorClip } from '../support/vendor-clip.js';

const KEY = `key_${'0123456789abcdef'.repeat(8)}`;
const WISH = {
  prompt: '雨夜的天台上，两个老朋友重逢',
  max_shots: 2,
  duration_sec: 10,
  model_id: 'runway:gen4_turbo',
  options: { preview: true, allow_fallback: false },
};

describe('footage by Runway', () => {
  let app: TestApp;
  let user: TestUser;
  let runway: RunwayEmulator;
  let video: Buffer;

  beforeAll(async () => {
    video = await vendorClip();
  });

  beforeEach(async () => {
    runway = await RunwayEmulator.start({ apiKey: KEY, video });
    app = await TestApp.start({
      RUNWAY_API_KEY: KEY,
      RUNWAY_BASE_URL: runway.baseUrl,
      PROVIDER_POLL_MS: '100',
      ALLOW_PRIVATE_URLS: 'true',
    });
    user = await app.newUser();
  });

  afterEach(async () => {
    await app.stop();
    await runway.stop();
  });

  const start = async (changes: object = {}): Promise<string> =>
    (await user.post('/jobs', { ...WISH, ...changes })).body.data.id as string;
  const stepsOf = async (jobId: string): Promise<any[]> =>
    (await user.get(`/jobs/${jobId}/steps?limit=500`)).body.data.items as any[];
  const footageOf = async (jobId: string) =>
    (await stepsOf(jobId)).filter(({ item }: any) => item.startsWith('footage:'));

  /** One for each piece of footage, in the order in which they were made, and to be read by their owner alone. */
  const expectCalls = async (jobId: string, footage: any[]) => {
    const { items, total } = (await user.get(`/jobs/${jobId}/calls?limit=100`)).body.data;
    expect(total).toBe(footage.length);
    for (const call of items) {
      const step = footage.find(({ id }: any) => id === call.step_id);
      expect(call).toMatchObject({
        ...{ stage: 'clips', item: step.item, shot_id: step.item.split(':')[1], capability: 'video' },
        ...{ provider: 'runway', model: 'gen4_turbo', status: 'done', attempt: 1, error_code: null },
        cost_usd: step.cost_usd,
      });
      expect(call.latency_ms).toBe(Date.parse(call.completed_at) - Date.parse(call.created_at));
      expect(call.estimate_usd).toBeGreaterThan(0);
    }
    const times = items.map(({ created_at }: any) => created_at);
    expect(times).toEqual([...times].sort());
    const last = (await user.get(`/jobs/${jobId}/calls?sort_order=desc&limit=1`)).body.data.items;
    expect(last).toEqual(items.slice(-1));
    expect((await (await app.newUser()).get(`/jobs/${jobId}/calls`)).status).toBe(404);
  };

  it('becomes a film, and costs what the vendor billed', async () => {
    const jobId = await start();
    const job = await app.finished(user, jobId);
    expect(job).toMatchObject({ status: 'completed', error: null, degraded: [] });
    const footage = await footageOf(jobId);
    expect(footage.every(({ provider, status }: any) => provider === 'runway' && status === 'done')).toBe(true);
    expect(runway.tasks).toHaveLength(footage.length);
    expect(runway.mistakes).toEqual([]);
    expect(job.cost_usd).toBeCloseTo(runway.billedCredits / 100);
    await expectCalls(jobId, footage);
    const { facts } = await filmOf(user.jumu, jobId);
    expect(facts.seconds).toBeGreaterThan(8);
    const [scene] = (await user.get(`/projects/${job.project_id}/scenes`)).body.data.items;
    expect(scene.shots[0].video.source_url).toMatch(/\.mp4$/);
  });

  it('is bought once for two jobs with the same input', async () => {
    const first = await app.finished(user, await start({ max_shots: 1 }));
    expect(first.cost_usd).toBeGreaterThan(0);
    const second = await app.finished(user, await start({ max_shots: 1 }));
    expect(second).toMatchObject({ status: 'completed', cost_usd: 0, degraded: [] });
    expect(runway.tasks).toHaveLength(1);
    expect(await footageOf(second.id)).toMatchObject([{ cached: true, provider: 'runway', cost_usd: 0 }]);
    expect((await user.delete(`/projects/${first.project_id}`)).status).toBe(200);
    const [scene] = (await user.get(`/projects/${second.project_id}/scenes`)).body.data.items;
    expect((await app.download(scene.shots[0].video.source_url)).status).toBe(200);
  });

  it('is asked for once when the answer to a start is lost, and the job says so', async () => {
    runway.fail({ kind: 'lost' });
    const jobId = await start({ max_shots: 1 });
    const job = await app.finished(user, jobId);
    expect(job).toMatchObject({
      status: 'failed',
      error: { code: 'START_UNCONFIRMED', provider: 'runway', stage: 'clips', retryable: true },
    });
    expect(runway.tasks).toHaveLength(1);
    expect(job.cost_usd).toBeGreaterThan(0);
  });

  it('tries three times what can heal, and waits where it has asked too often, which is no try', async () => {
    runway.fail({ kind: 'answer', status: 503 });
    runway.fail({ kind: 'answer', status: 503 });
    runway.fail({ kind: 'answer', status: 429, headers: { 'retry-after': '1' } });
    const jobId = await start({ max_shots: 1 });
    const job = await app.finished(user, jobId);
    expect(job.status).toBe('completed');
    expect((await footageOf(jobId))[0]).toMatchObject({ attempts: 3, status: 'done' });
    expect(runway.tasks).toHaveLength(1);
  });

  it('is paused before the clip that would pass the limit', async () => {
    const jobId = await start({ max_cost_usd: 0.3 });
    const listener = app.listen(user.token, { job_id: jobId, after_seq: 0 });
    await listener.until(({ type, data }) => type === 'job.status' && (data as any).status === 'paused');
    const { data: job } = (await user.get(`/jobs/${jobId}`)).body;
    expect(job).toMatchObject({ status: 'paused', max_cost_usd: 0.3, error: { code: 'BUDGET_EXCEEDED' } });
    expect(job.error.message).toMatch(/ limit of \$0\.30$/);
    expect(runway.billedCredits).toBeLessThanOrEqual(30);
  });
});
