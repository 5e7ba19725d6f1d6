import { OpenAiCompatibleEmulator } from '../emulators/openai-compatible.emulator.js';
import { OpenAiEmulator } from '../emulators/openai.emulator.js';
import { QwenVlEmulator } from '../emulators/qwen-vl.emulator.js';
import { ReplicateEmulator } from '../emulators/replicate.emulator.js';
import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { newBible, newBoard, newScript } from '../fixtures/story.fixture.js';
import { factsOf, filmOf } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { vendorClip } from '../support/vendor-clip.js';

const KEYS = {
  qwen: 'sk-qwen-0123456789abcdef',
  openai: `sk-proj-${'0123456789abcdef'.repeat(3)}`,
  replicate: `r8_${'0123456789abcdef'.repeat(2)}`,
  runway: `key_${'0123456789abcdef'.repeat(8)}`,
};
/** Of the story in the fixture. */
const SHOTS = 3;
const PEOPLE_SEEN = 1;
const LINES = 3;
const DRAMA = {
  title: 'Rooftop',
  prompt: 'Two colleagues meet on a rooftop at night.',
  language: 'en',
  episodes: 1,
  scenes_per_episode: 2,
  duration_sec: 20,
  options: { preview: true, allow_fallback: false },
};

describe('a drama that vendors make from its first word to its last look', () => {
  let app: TestApp;
  let user: TestUser;
  let qwen: OpenAiCompatibleEmulator;
  let openai: OpenAiEmulator;
  let replicate: ReplicateEmulator;
  let runway: RunwayEmulator;
  let eyes: QwenVlEmulator;

  beforeAll(async () => {
    const video = await vendorClip();
    qwen = await OpenAiCompatibleEmulator.start(KEYS.qwen);
    openai = await OpenAiEmulator.start(KEYS.openai);
    replicate = await ReplicateEmulator.start({ apiKey: KEYS.replicate, video });
    runway = await RunwayEmulator.start({ apiKey: KEYS.runway, video });
    eyes = await QwenVlEmulator.start({ server: 'vllm', apiKey: null });
    app = await TestApp.start({
      ...{ QWEN_API_KEY: KEYS.qwen, QWEN_BASE_URL: qwen.baseUrl },
      ...{ OPENAI_API_KEY: KEYS.openai, OPENAI_BASE_URL: openai.baseUrl, OPENAI_SPEECH_MODEL: 'gpt-4o-mini-tts' },
      ...{ REPLICATE_API_TOKEN: KEYS.replicate, REPLICATE_BASE_URL: replicate.apiUrl },
      ...{ RUNWAY_API_KEY: KEYS.runway, RUNWAY_BASE_URL: runway.baseUrl },
      ...{ VLLM_BASE_URL: eyes.baseUrl, VLLM_VL_MODEL: 'Qwen/Qwen3-VL-8B-Instruct' },
      ...{ SCRIPT_PROVIDERS: 'cloud_qwen', MODERATION_PROVIDERS: 'local_qwen_vl' },
      ...{ PROVIDER_POLL_MS: '100', ALLOW_PRIVATE_URLS: 'true' },
    });
    user = await app.newUser();
  });

  afterAll(async () => {
    await app.stop();
    await Promise.all([qwen, openai, replicate, runway, eyes].map((vendor) => vendor.stop()));
  });

  const callsOf = async (jobId: string): Promise<any[]> =>
    (await user.get(`/jobs/${jobId}/calls?limit=500`)).body.data.items;

  it('is written by Qwen, drawn by Flux, spoken by OpenAI, filmed by Runway and judged by Qwen-VL', async () => {
    const written = [newBible(), newScript(), newBoard()];
    qwen.answers.push(...written.map((each) => ({ kind: 'text' as const, text: JSON.stringify(each) })));
    const ordered = (await user.post('/projects/generate-drama', DRAMA)).body.data;
    const job = await app.finished(user, ordered.job_id as string);
    expect(job).toMatchObject({ status: 'completed', error: null, degraded: [] });

    const steps: any[] = (await user.get(`/jobs/${job.id}/steps?limit=500`)).body.data.items;
    const makers = (part: string) =>
      steps.filter(({ item }) => item.split(':')[0] === part).map(({ provider }) => provider);
    const of = (provider: string, count: number) => Array.from({ length: count }, () => provider);
    expect([...makers('bible'), ...makers('episode'), ...makers('board')]).toEqual(of('cloud_qwen', 3));
    expect([makers('portrait'), makers('picture')]).toEqual([of('replicate', PEOPLE_SEEN), of('replicate', SHOTS)]);
    expect(makers('lines')).toEqual(of('openai', SHOTS));
    expect(makers('footage')).toEqual(of('runway', SHOTS));
    expect([makers('script'), makers('clip-check')]).toEqual([['local_qwen_vl'], of('local_qwen_vl', SHOTS)]);
    expect([replicate, openai, runway, eyes].flatMap(({ mistakes }) => mistakes)).toEqual([]);

    const { video, facts } = await filmOf(user.jumu, job.id);
    expect(facts.video).toMatchObject({ codec: 'h264', pixelFormat: 'yuv420p' });
    expect(facts.audio).toEqual({ codec: 'aac', sampleRate: 48_000, channels: 2 });
    expect(Math.abs(facts.seconds - video.duration_sec)).toBeLessThanOrEqual(0.1);
    expect(facts.lufs).toBeGreaterThan(-20);
  });

  it('shows the painter her portrait for every shot that she is in', () => {
    const paintings = replicate.predictions.map(({ input }) => (input.input_images as string[] | undefined) ?? []);
    expect(paintings.map((references) => references.length).sort()).toEqual([0, 1, 1, 1]);
    expect(new Set(paintings.flat()).size).toBe(1);
  });

  it('tells every call with what it has counted and cost, and the sum is the bill', async () => {
    const [job] = (await user.get('/jobs')).body.data.items;
    const calls = await callsOf(job.id as string);
    const count = (capability: string) => calls.filter((call) => call.capability === capability).length;
    expect(calls.filter(({ status, latency_ms }) => status !== 'done' || !(latency_ms > 0))).toEqual([]);
    const { items } = (await user.get(`/jobs/${job.id}/steps?limit=100`)).body.data;
    // The painter paints the same again and again: what was looked at is found again, where that has come to an end.
    const looked = items.filter(({ item, cached }: any) => item.startsWith('picture-check:') && !cached).length;
    expect(looked).toBeGreaterThan(0);
    expect(['script', 'image', 'speech', 'video', 'moderation'].map(count)).toEqual([
      ...[3, PEOPLE_SEEN + SHOTS, LINES, SHOTS, 1 + looked + SHOTS],
    ]);
    const sum = calls.reduce((usd, { cost_usd }) => usd + cost_usd, 0);
    expect(job.cost_usd).toBeCloseTo(sum, 6);
    expect(sum).toBeGreaterThan(runway.billedCredits / 100);
    const counted = calls.filter(({ capability }) => capability === 'script' || capability === 'moderation');
    expect(counted.every(({ usage }) => usage.input_tokens > 0)).toBe(true);
    const made = calls.filter(({ capability }) => capability === 'image' || capability === 'video');
    expect(made.every(({ usage }) => usage.pictures === 1 || usage.seconds > 0)).toBe(true);
  });

  it('is turned upright without one more call to any of them', async () => {
    const [film] = (await user.get('/jobs')).body.data.items;
    const asked = () =>
      [qwen.bodies, openai.done, replicate.predictions, runway.tasks, eyes.bodies].map(({ length }) => length);
    const before = asked();

    const { id } = (await user.post(`/jobs/${film.id}/export`, { formats: ['mp4_9x16'] })).body.data;
    const job = await app.finished(user, id);

    expect(job).toMatchObject({ status: 'completed', error: null, cost_usd: 0 });
    expect([asked(), await callsOf(id)]).toEqual([before, []]);
    const { formats } = (await user.get(`/jobs/${id}/video`)).body.data;
    const upright = formats.find(({ format }: any) => format === 'mp4_9x16');
    const facts = await factsOf(Buffer.from(await (await app.download(upright.url)).arrayBuffer()));
    const own = await filmOf(user.jumu, film.id);
    expect(facts.video).toEqual({ ...own.facts.video, width: 360, height: 640 });
  });

  it('tells whom it can ask, what they cost and how they are', async () => {
    const models: any[] = (await user.get('/ai/models?limit=100')).body.data.items;
    const available = models.filter((model) => model.available).map(({ id }) => id);
    expect(available).toEqual(
      expect.arrayContaining(['cloud_qwen:qwen-plus', 'replicate:flux-2-dev', 'runway:gen4_turbo', 'local:artist']),
    );
    const health: any[] = (await user.get('/ai/health')).body.data.items;
    const up = health.filter(({ status }) => status === 'up').map(({ provider }) => provider);
    expect(up).toEqual(
      expect.arrayContaining(['cloud_qwen', 'openai', 'replicate', 'runway', 'local_qwen_vl', 'local']),
    );
  });
});
