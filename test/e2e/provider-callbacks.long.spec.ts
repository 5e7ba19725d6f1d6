import { Webhook } from 'standardwebhooks';
import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { TestApp, type Reply, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';
import { vendorClip } from '../support/vendor-clip.js';

const KEY = `key_${'0123456789abcdef'.repeat(8)}`;
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
/** Nobody is asked again by the clock while a test runs. */
const POLL_MS = 3_600_000;
const UNKNOWN = '0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2';

/** Runway's emulator stands for a vendor that calls back: Runway has no webhooks, so its calls are renamed. */
describe('a vendor that calls back', () => {
  let app: TestApp;
  let user: TestUser;
  let runway: RunwayEmulator;

  const start = async (pollMs: number) => {
    app = await TestApp.start({
      RUNWAY_API_KEY: KEY,
      RUNWAY_BASE_URL: runway.baseUrl,
      PROVIDER_POLL_MS: String(pollMs),
      ALLOW_PRIVATE_URLS: 'true',
      REPLICATE_WEBHOOK_SECRET: SECRET,
    });
    user = await app.newUser();
  };

  beforeEach(async () => {
    const video = await vendorClip();
    runway = await RunwayEmulator.start({ apiKey: KEY, video, walk: [{ status: 'PENDING' }, { status: 'SUCCEEDED' }] });
  });

  afterEach(async () => {
    await app.stop();
    await runway.stop();
  });

  /** Signed as Replicate does it. */
  const callBack = async (
    callId: string,
    { secret = SECRET, body = '{"status":"succeeded"}' } = {},
  ): Promise<Reply> => {
    const [id, at] = [`msg_${callId.slice(-12)}`, new Date()];
    return app.request('POST', `/ai/callbacks/replicate?call=${callId}`, body, undefined, {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    });
  };

  /** A film of one shot whose footage has been asked for, and asked about once; the id of that call. */
  const footageUnderWay = async (): Promise<{ jobId: string; callId: string }> => {
    const wish = { prompt: '雨夜的天台', max_shots: 1, duration_sec: 5, model_id: 'runway:gen4_turbo' };
    const options = { preview: true, allow_fallback: false };
    const { body } = await user.post('/jobs', { ...wish, options });
    const jobId = body.data.id as string;
    const waiting = `select 1 from job_steps where job_id = $1 and state = 'waiting'`;
    await until('the footage is waited for', async () => (await app.query(waiting, [jobId])).length > 0);
    const [call] = await app.query<{ id: string }>(
      `update provider_calls set provider = 'replicate' where job_id = $1 and capability = 'video' returning id`,
      [jobId],
    );
    return { jobId, callId: call?.id ?? '' };
  };

  const footageDone = (jobId: string) =>
    until(
      'the footage is there',
      async () => {
        const sql = `select 1 from job_steps where job_id = $1 and item like 'footage:%' and state = 'done'`;
        return (await app.query(sql, [jobId])).length > 0;
      },
      { everyMs: 5 },
    );

  it('is asked at once, and its work is taken', async () => {
    await start(POLL_MS);
    const { jobId, callId } = await footageUnderWay();
    expect(runway.counts.get).toBe(1);
    expect(await callBack(callId)).toMatchObject({ status: 200, body: { data: null } });
    await until('it is asked', () => runway.counts.get === 2, { everyMs: 2 });
    await footageDone(jobId);
    const again = await Promise.all(Array.from({ length: 20 }, () => callBack(callId)));
    expect(again.every(({ status }) => status === 200)).toBe(true);
    expect((await app.finished(user, jobId)).status).toBe('completed');
    expect(runway.counts.get).toBe(2);
  });

  it('is not believed without its signature, and nobody else is', async () => {
    await start(POLL_MS);
    const { callId } = await footageUnderWay();
    const path = `/ai/callbacks/replicate?call=${callId}`;
    const wrong = await callBack(callId, { secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' });
    expect(wrong).toMatchObject({ status: 401, body: { error: { code: 'UNAUTHENTICATED' } } });
    expect((await app.request('POST', path, '{}')).status).toBe(401);
    expect((await app.request('POST', path.replace('replicate', 'pika'), '{}')).status).toBe(404);
    expect((await app.request('POST', path.replace('replicate', 'nobody'), '{}')).status).toBe(404);
    expect((await app.request('POST', '/ai/callbacks/replicate', '{}')).status).toBe(400);
    expect((await callBack(callId, { body: '{"no":"prediction"}' })).status).toBe(200);
    expect((await callBack(UNKNOWN)).status).toBe(200);
    expect((await callBack(callId, { body: JSON.stringify({ logs: 'x'.repeat(3_000_000) }) })).status).toBe(200);
    expect((await callBack(callId, { body: 'x'.repeat(5_000_000) })).status).toBe(413);
  });

  it('is heard about from the first question that finds its work done', async () => {
    await start(1000);
    const { jobId } = await footageUnderWay();
    await until('it is asked', () => runway.counts.get === 2, { everyMs: 2 });
    await footageDone(jobId);
    expect(runway.counts.get).toBe(2);
  });
});
