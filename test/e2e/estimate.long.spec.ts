import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { rowCounts } from '../support/row-counts.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { vendorClip } from '../support/vendor-clip.js';

const KEY = `key_${'0123456789abcdef'.repeat(8)}`;
const DRAMA = {
  title: '重逢',
  prompt: '雨夜的天台上，两个老朋友重逢',
  episodes: 1,
  scenes_per_episode: 2,
  duration_sec: 16,
  options: { preview: true },
};

describe('an estimate', () => {
  let app: TestApp;
  let user: TestUser;
  let runway: RunwayEmulator;

  beforeAll(async () => {
    runway = await RunwayEmulator.start({ apiKey: KEY, video: await vendorClip() });
    app = await TestApp.start({
      RUNWAY_API_KEY: KEY,
      RUNWAY_BASE_URL: runway.baseUrl,
      PROVIDER_POLL_MS: '100',
      ALLOW_PRIVATE_URLS: 'true',
      VIDEO_PROVIDERS: 'local',
    });
    user = await app.newUser();
  });

  afterAll(async () => {
    await app.stop();
    await runway.stop();
  });

  const estimate = async (changes: object = {}) =>
    (await user.post('/projects/estimate', { ...DRAMA, ...changes })).body.data;
  const made = async (changes: object = {}) =>
    app.finished(
      user,
      (await user.post('/projects/generate-drama', { ...DRAMA, ...changes })).body.data.job_id,
      100_000,
    );
  const stepsOf = (stages: any[], name: string) =>
    Object.fromEntries(stages.map((stage) => [stage.stage, stage[name]])) as Record<string, number>;

  it('says what is then made, at no cost where everything is made here, and writes nothing', async () => {
    const before = await rowCounts(app.services.databaseUrl);
    const told = await estimate();
    expect(await rowCounts(app.services.databaseUrl)).toEqual(before);
    expect(told).toMatchObject({ cost_usd: 0, duration_sec: 16 });
    expect(told.by_stage.every((stage: any) => stage.provider === 'local' && stage.cost_usd === 0)).toBe(true);
    expect(told.assumptions[0]).toMatch(/^4 shots: 2 in each of 2 scenes, of \d\.\d s on average$/);

    const job = await made();
    expect(job).toMatchObject({ status: 'completed', cost_usd: 0 });
    const planned = stepsOf(told.by_stage, 'steps');
    const done = stepsOf(job.stages, 'steps_done');
    expect(Object.keys(planned)).toEqual(Object.keys(done));
    for (const stage of ['style', 'script', 'storyboard', 'assembly']) {
      expect([stage, planned[stage]]).toEqual([stage, done[stage]]);
    }
    // A scene that says little is cut into fewer shots.
    const shots = done.images ?? 0;
    expect(shots).toBeLessThanOrEqual(planned.images ?? 0);
    expect(shots).toBeGreaterThanOrEqual((planned.images ?? 0) / 2);
  });

  it('of clips that are bought is what the job books, for as many shots as it has', async () => {
    const wish = { video_provider: 'runway:gen4_turbo' };
    const told = await estimate(wish);
    const clips = told.by_stage.find(({ stage }: any) => stage === 'clips');
    expect(clips).toMatchObject({ provider: 'runway', model: 'gen4_turbo', cost_usd: told.cost_usd });
    expect(runway.tasks).toEqual([]);
    const job = await made(wish);
    expect(job.status).toBe('completed');
    const planned = stepsOf(told.by_stage, 'steps').images ?? 0;
    const perClip = told.cost_usd / planned;
    const booked = job.cost_usd / runway.tasks.length;
    expect(Math.abs(perClip - booked)).toBeLessThan(0.3 * booked);
    expect(told.assumptions.join('\n')).toContain(`${planned} clips by runway:gen4_turbo`);
  });

  it('says who stands in for whom', async () => {
    const { assumptions } = await estimate({ use_local_llm: true });
    expect(assumptions).toContain('ollama is not configured: local stands in');
  });

  it('is told in the language of whoever asks', async () => {
    const { body } = await user.post('/projects/estimate', DRAMA, { 'accept-language': 'zh-CN' });
    expect(body.data.assumptions[0]).toMatch(/^共 4 个镜头：2 个场景各 2 个，平均每个 \d\.\d 秒$/);
  });

  it('knows every episode', async () => {
    const one = await estimate({ duration_sec: 30 });
    const ten = await estimate({ duration_sec: 30, episodes: 10 });
    expect(ten.duration_sec).toBe(300);
    const [few, many] = [stepsOf(one.by_stage, 'steps'), stepsOf(ten.by_stage, 'steps')];
    expect([many.style, many.script, many.images]).toEqual([1, 10, 10 * (few.images ?? 0)]);
  });
});
