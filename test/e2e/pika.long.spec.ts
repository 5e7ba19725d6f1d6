import { FalEmulator } from '../emulators/fal.emulator.js';
import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { filmOf } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';
import { vendorClip } from '../support/vendor-clip.js';

const RUNWAY_KEY = `key_${'0123456789abcdef'.repeat(8)}`;
const FAL_KEY = '0f1e2d3c-aaaa-bbbb-cccc-0123456789ab:fedcba9876543210fedcba9876543210';
const WISH = {
  prompt: '雨夜的天台上，两个老朋友重逢',
  max_shots: 2,
  duration_sec: 10,
  options: { preview: true },
};

describe('footage by Pika', () => {
  let app: TestApp;
  let user: TestUser;
  let runway: RunwayEmulator;
  let fal: FalEmulator;
  let video: Buffer;

  beforeAll(async () => {
    video = await vendorClip();
  });

  beforeEach(async () => {
    runway = await RunwayEmulator.start({ apiKey: RUNWAY_KEY, video });
    fal = await FalEmulator.start({ apiKey: FAL_KEY, video });
    app = await TestApp.start({
      RUNWAY_API_KEY: RUNWAY_KEY,
      RUNWAY_BASE_URL: runway.baseUrl,
      FAL_KEY,
      FAL_BASE_URL: fal.queueUrl,
      PROVIDER_POLL_MS: '100',
      ALLOW_PRIVATE_URLS: 'true',
    });
    user = await app.newUser();
  });

  afterEach(async () => {
    await app.stop();
    await Promise.all([runway, fal].map((vendor) => vendor.stop().catch(() => undefined)));
  });

  const start = async (changes: object = {}): Promise<string> =>
    (await user.post('/jobs', { ...WISH, ...changes })).body.data.id as string;
  const callsOf = (jobId: string) =>
    app.query('select * from provider_calls where job_id = $1 order by created_at, id', [jobId]);
  const footageOf = async (jobId: string) => {
    const steps = (await user.get(`/jobs/${jobId}/steps?limit=500`)).body.data.items as any[];
    return steps.filter(({ item }) => item.startsWith('footage:'));
  };

  /** Waits until a vendor has all footage of a job in hand, and its names are written down: how many pieces that are. */
  const inHandAt = async (provider: string, jobId: string): Promise<number> => {
    let footage: any[] = [];
    await until(`${provider} has all in hand`, async () => {
      footage = await footageOf(jobId);
      const calls = await callsOf(jobId);
      const inHand = calls.filter((call) => call.provider === provider && call.state === 'started');
      return footage.length > 0 && inHand.length === footage.length;
    });
    return footage.length;
  };

  /** The film is whole, and its footage was made by `provider` in place of `wanted`. */
  const expectFilm = async (jobId: string, provider: string, wanted: string) => {
    const job = await app.finished(user, jobId);
    expect(job).toMatchObject({ status: 'completed', error: null });
    const [told, ...others] = job.degraded.filter(({ stage }) => stage === 'clips');
    expect(told).toMatchObject({ stage: 'clips', wanted, used: provider });
    expect(others).toEqual([]);
    const footage = await footageOf(jobId);
    expect(footage.every((step) => step.provider === provider && step.status === 'done')).toBe(true);
    const { facts } = await filmOf(user.jumu, jobId);
    expect(facts.seconds).toBeGreaterThan(8);
    return { job, why: told?.why };
  };

  it('becomes a film, and costs what was quoted', async () => {
    const jobId = await start({ model_id: 'pika', options: { preview: true, allow_fallback: false } });
    const job = await app.finished(user, jobId);
    expect(job).toMatchObject({ status: 'completed', error: null, degraded: [] });
    const footage = await footageOf(jobId);
    expect(footage.every(({ provider, status }) => provider === 'pika' && status === 'done')).toBe(true);
    expect(fal.requests).toHaveLength(footage.length);
    expect(fal.requests.every(({ model }) => model === 'v2.2/image-to-video')).toBe(true);
    expect([fal.mistakes, runway.tasks]).toEqual([[], []]);
    expect(job.cost_usd).toBeCloseTo(fal.billedUsd);
    const { facts } = await filmOf(user.jumu, jobId);
    expect(facts.seconds).toBeGreaterThan(8);
  });

  it('takes over where Runway dies with work in hand, which is not asked for twice', async () => {
    runway.walk = [{ status: 'RUNNING', progress: 0.1 }];
    const jobId = await start();
    const listener = app.listen(user.token, { job_id: jobId, after_seq: 0 });
    const count = await inHandAt('runway', jobId);
    await runway.stop();
    const { job, why } = await expectFilm(jobId, 'pika', 'runway');
    expect(why).toBe('runway stopped answering, and what it had in hand counts as paid');
    expect(await listener.until(({ type }) => type === 'job.degraded')).toMatchObject({
      data: { stage: 'clips', wanted: 'runway', used: 'pika' },
    });
    expect([runway.tasks.length, fal.requests.length]).toEqual([count, count]);
    expect(job.cost_usd).toBeCloseTo(runway.tasks.reduce((sum, { credits }) => sum + credits / 100, 0) + fal.billedUsd);
    const calls = await callsOf(jobId);
    const left = calls.filter(({ provider }) => provider === 'runway');
    expect(left.every(({ state, cost_usd, estimate_usd }) => state === 'abandoned' && cost_usd === estimate_usd)).toBe(
      true,
    );
  });

  it('is made by us where both have died with work in hand', async () => {
    runway.walk = [{ status: 'RUNNING', progress: 0.1 }];
    fal.walk = ['IN_PROGRESS'];
    const jobId = await start({ max_shots: 1 });
    await inHandAt('runway', jobId);
    await runway.stop();
    await inHandAt('pika', jobId);
    await fal.stop();
    const { why } = await expectFilm(jobId, 'local', 'runway');
    expect(why).toMatch(/^runway stopped answering.*; pika stopped answering/);
    expect([runway.tasks.length, fal.requests.length]).toEqual([1, 1]);
  });

  it('is made by us where nobody is there from the start', async () => {
    await Promise.all([runway.stop(), fal.stop()]);
    const { why, job } = await expectFilm(await start({ max_shots: 1 }), 'local', 'runway');
    expect(why).toBe('runway failed: PROVIDER_UNAVAILABLE; pika failed: PROVIDER_UNAVAILABLE');
    expect(job.cost_usd).toBe(0);
  });

  it('is not made without leave: Runway is asked until it answers, and nothing is paid twice', async () => {
    runway.walk = [{ status: 'RUNNING', progress: 0.1 }, { status: 'SUCCEEDED' }];
    for (let fault = 0; fault < 1000; fault++) {
      runway.fail({ kind: 'answer', status: 500 }, 'get');
    }
    const options = { preview: true, allow_fallback: false };
    const jobId = await start({ max_shots: 1, model_id: 'runway', options });
    await until('Runway was asked often', () => runway.counts.get > 30);
    expect((await user.get(`/jobs/${jobId}`)).body.data.status).toBe('running');
    runway.forgetFaults();
    const job = await app.finished(user, jobId);
    expect(job).toMatchObject({ status: 'completed', degraded: [] });
    expect([runway.tasks.length, fal.requests.length]).toEqual([1, 0]);
    expect(job.cost_usd).toBeCloseTo(runway.billedCredits / 100);
  });

  it("is not made without leave: the job fails with Runway's code where it is not there", async () => {
    await runway.stop();
    const options = { preview: true, allow_fallback: false };
    const job = await app.finished(user, await start({ max_shots: 1, model_id: 'runway', options }));
    expect(job).toMatchObject({
      status: 'failed',
      error: { code: 'PROVIDER_UNAVAILABLE', provider: 'runway', stage: 'clips' },
    });
    expect(fal.requests).toEqual([]);
  });

  it('whose file is cut off is brought home at the next try; one that is gone ends the job, and is paid', async () => {
    const options = { preview: true, allow_fallback: false };
    fal.fail({ kind: 'cut' }, 'file');
    const saved = await app.finished(user, await start({ max_shots: 1, model_id: 'pika', options }));
    expect(saved).toMatchObject({ status: 'completed', degraded: [] });
    expect([fal.requests.length, fal.counts.file]).toEqual([1, 2]);
    fal.fail({ kind: 'answer', status: 404 }, 'file');
    const jobId = await start({ prompt: '晨光里的庭院，母女和解', max_shots: 1, model_id: 'pika', options });
    const lost = await app.finished(user, jobId);
    expect(lost).toMatchObject({ status: 'failed', error: { code: 'DOWNLOAD_FAILED', stage: 'clips' } });
    expect(fal.requests).toHaveLength(2);
    expect(lost.cost_usd).toBeCloseTo(fal.billedUsd - saved.cost_usd);
  });

  it('whose file is gone is made by somebody else where they may, and is paid', async () => {
    fal.fail({ kind: 'answer', status: 404 }, 'file');
    const jobId = await start({ max_shots: 1, model_id: 'pika', options: { preview: true } });
    const job = await app.finished(user, jobId);
    const why = 'pika failed: DOWNLOAD_FAILED';
    expect(job).toMatchObject({ status: 'completed', degraded: [{ wanted: 'pika', used: 'runway', why }] });
    expect([fal.requests.length, runway.tasks.length]).toEqual([1, 1]);
    expect(job.cost_usd).toBeCloseTo(runway.tasks.reduce((sum, { credits }) => sum + credits / 100, 0) + fal.billedUsd);
  });
});
