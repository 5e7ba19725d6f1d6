import { HARMLESS, QwenVlEmulator, type Said } from '../emulators/qwen-vl.emulator.js';
import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { vendorClip } from '../support/vendor-clip.js';

const RUNWAY_KEY = `key_${'0123456789abcdef'.repeat(8)}`;
const QWEN_KEY = 'sk-qwen';
const WISH = {
  prompt: '雨夜的天台上，两个老朋友重逢',
  max_shots: 1,
  duration_sec: 6,
  model_id: 'runway:gen4_turbo',
  options: { preview: true, allow_fallback: false },
};
const WOUNDS = { category: 'violence', severity: 'high', reason: '画面有长时间的血腥内容' };

/** What the model says of a clip: its second frame is refused. */
const REFUSED: Said = { verdict: 'reject', score: 90, findings: [{ ...WOUNDS, item: 2 }] };

describe('moderation of clips', () => {
  let app: TestApp;
  let user: TestUser;
  let runway: RunwayEmulator;
  let qwen: QwenVlEmulator;
  let video: Buffer;
  /** So many clips are refused from now on. */
  let refusals: number;

  beforeAll(async () => {
    video = await vendorClip();
  });

  beforeEach(async () => {
    refusals = 0;
    runway = await RunwayEmulator.start({ apiKey: RUNWAY_KEY, video });
    qwen = await QwenVlEmulator.start({ server: 'dashscope', apiKey: QWEN_KEY });
    qwen.judge = (seen) => (seen.frames.length > 0 && refusals-- > 0 ? REFUSED : HARMLESS);
    app = await TestApp.start({
      RUNWAY_API_KEY: RUNWAY_KEY,
      RUNWAY_BASE_URL: runway.baseUrl,
      QWEN_API_KEY: QWEN_KEY,
      QWEN_BASE_URL: qwen.baseUrl,
      SCRIPT_PROVIDERS: 'local',
      PROVIDER_POLL_MS: '100',
      ALLOW_PRIVATE_URLS: 'true',
    });
    user = await app.newUser();
  });

  afterEach(async () => {
    await app.stop();
    await runway.stop();
    await qwen.stop();
  });

  const start = async (changes: object = {}): Promise<string> =>
    (await user.post('/jobs', { ...WISH, ...changes })).body.data.id as string;
  const moderationOf = async (id: string) => (await user.get(`/jobs/${id}/moderation`)).body.data;
  const retriesOf = async (id: string): Promise<any[]> =>
    (await user.get(`/jobs/${id}/events?limit=500`)).body.data.items
      .filter(({ type }: any) => type === 'step.retrying')
      .map(({ data }: any) => ({ ...data, item: data.item.split(':')[0] }));
  const prompts = () => runway.tasks.map(({ body }) => String(body.promptText));
  const waiting = async (id: string) => {
    const listener = app.listen(user.token, { job_id: id, after_seq: 0 });
    await listener.until(({ type, data }) => type === 'job.status' && (data as any).status === 'paused');
  };

  it('looks at a few small frames of what a vendor has made, and at no words again', async () => {
    const id = await start();
    const job = await app.finished(user, id);
    expect(job).toMatchObject({ status: 'completed', degraded: [] });
    const looks = qwen.seen.filter(({ frames }) => frames.length > 0);
    expect(looks).toHaveLength(1);
    expect(looks[0]?.frames.length).toBeGreaterThanOrEqual(3);
    expect(looks[0]?.words).not.toContain('"where":"script"');
    expect(qwen.mistakes).toEqual([]);
    expect(await moderationOf(id)).toMatchObject({ verdict: 'pass', score: 0, findings: [], needs_decision: false });
    const { items } = (await user.get(`/jobs/${id}/steps?limit=100`)).body.data;
    const checks = items.filter(({ item }: any) => item.startsWith('clip-check:'));
    expect(checks).toMatchObject([{ provider: 'cloud_qwen_vl', status: 'done' }]);
    expect(checks[0].cost_usd).toBeGreaterThan(0);
  });

  it('does not pay for a look at what our own renderer draws', async () => {
    const id = await start({ model_id: 'local' });
    expect((await app.finished(user, id)).status).toBe('completed');
    expect(qwen.seen.filter(({ frames }) => frames.length > 0)).toEqual([]);
  });

  it('has a refused shot made again in gentler words, and says so', async () => {
    refusals = 1;
    const id = await start();
    expect(await app.finished(user, id)).toMatchObject({ status: 'completed', error: null });
    expect(runway.tasks).toHaveLength(2);
    const [first, second] = prompts();
    expect(second).toContain('适合全年龄观众');
    expect(first).not.toContain('适合全年龄观众');
    expect(await retriesOf(id)).toEqual([
      {
        stage: 'moderation',
        item: 'clip-check',
        attempt: 1,
        error: { code: 'CONTENT_REJECTED', message: expect.any(String) },
      },
    ]);
    expect(await moderationOf(id)).toMatchObject({ verdict: 'pass', findings: [] });
  });

  it('lets a person decide about what stays refused, who may let it pass', async () => {
    refusals = 3;
    const id = await start();
    await waiting(id);
    expect(runway.tasks).toHaveLength(3);
    expect((await user.get(`/jobs/${id}`)).body.data).toMatchObject({ status: 'paused', waiting_for: 'moderation' });
    const [scene] = (await user.get(`/projects/${(await user.get(`/jobs/${id}`)).body.data.project_id}/scenes`)).body
      .data.items;
    const told = await moderationOf(id);
    expect(told).toMatchObject({ verdict: 'review', score: 90, needs_decision: true });
    expect(told.findings).toEqual([
      {
        ...WOUNDS,
        where: 'clip',
        shot_id: scene.shots[0].id,
        start_sec: expect.any(Number),
        provider: 'cloud_qwen_vl',
      },
    ]);
    expect(told.findings[0].start_sec).toBeGreaterThan(0);
    expect((await user.post(`/jobs/${id}/moderation/decision`, { decision: 'approve' })).body.data.status).toBe(
      'running',
    );
    expect(await app.finished(user, id)).toMatchObject({ status: 'completed' });
    expect(runway.tasks).toHaveLength(3);
    expect((await retriesOf(id)).map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('ends the job where that person rejects it, and a retry makes another one', async () => {
    refusals = 3;
    const id = await start();
    await waiting(id);
    const rejected = await user.post(`/jobs/${id}/moderation/decision`, { decision: 'reject' });
    expect(rejected.body.data).toMatchObject({ status: 'failed', error: { code: 'CONTENT_REJECTED' } });
    // What a person has refused is not looked at once more.
    refusals = 0;
    expect((await user.post(`/jobs/${id}/retry`, {})).status).toBe(202);
    expect(await app.finished(user, id)).toMatchObject({ status: 'completed' });
    expect(runway.tasks).toHaveLength(4);
  });

  it('asks a vendor that refuses to make a shot in gentler words, too', async () => {
    runway.fail({ kind: 'refused' });
    const id = await start();
    const job = await app.finished(user, id);
    expect(job).toMatchObject({ status: 'completed', error: null });
    expect(prompts()[1]).toContain('适合全年龄观众');
    expect(await retriesOf(id)).toMatchObject([
      { stage: 'clips', item: 'footage', error: { code: 'CONTENT_REJECTED' } },
    ]);
    expect(job.cost_usd).toBeGreaterThanOrEqual(runway.billedCredits / 100);
  });

  it('fails with the shot’s name where a vendor refuses it in any words', async () => {
    for (let each = 0; each < 3; each++) {
      runway.fail({ kind: 'refused' });
    }
    const id = await start();
    const job = await app.finished(user, id);
    const [scene] = (await user.get(`/projects/${job.project_id}/scenes`)).body.data.items;
    expect(job).toMatchObject({
      status: 'failed',
      error: { code: 'CONTENT_REJECTED', stage: 'clips', provider: 'runway' },
    });
    expect(job.error?.message).toContain(scene.shots[0].id);
    expect(runway.tasks).toHaveLength(3);
    expect(new Set(prompts()).size).toBe(3);
  });

  it('stops before what it would cost to make a shot again', async () => {
    refusals = 1;
    const id = await start({ max_cost_usd: 0.22 });
    await waiting(id);
    expect((await user.get(`/jobs/${id}`)).body.data).toMatchObject({ error: { code: 'BUDGET_EXCEEDED' } });
    expect(runway.tasks).toHaveLength(1);
  });

  it('goes on without eyes where the vendor is down, and tells that', async () => {
    qwen.judge = () => HARMLESS;
    Array.from({ length: 12 }, () => qwen.fail({ kind: 'answer', status: 400 }));
    const id = await start({ options: { preview: true } });
    const job = await app.finished(user, id);
    expect(job.status).toBe('completed');
    expect(job.degraded).toMatchObject([{ stage: 'moderation', wanted: 'cloud_qwen_vl', used: 'local' }]);
  });

  it('fails where the vendor is down and nobody may stand in for it', async () => {
    Array.from({ length: 12 }, () => qwen.fail({ kind: 'answer', status: 400 }));
    const job = await app.finished(user, await start());
    expect(job).toMatchObject({
      status: 'failed',
      error: { code: 'PROVIDER_REJECTED', stage: 'moderation', provider: 'cloud_qwen_vl' },
    });
  });
});
