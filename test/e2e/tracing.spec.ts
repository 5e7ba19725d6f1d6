import { jest } from '@jest/globals';
import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { keepingLines } from '../support/kept-lines.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { type CollectedSpan, TraceCollector } from '../support/trace-collector.js';
import { vendorClip } from '../support/vendor-clip.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const KEY = `key_${'0123456789abcdef'.repeat(8)}`;
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const LATER_TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = 'b7ad6b7169203331';

const traceparent = (traceId: string) => ({ traceparent: `00-${traceId}-${CALLER}-01` });

describe('a trace', () => {
  let collector: TraceCollector;
  let runway: RunwayEmulator;
  let receiver: WebhookReceiver;
  let app: TestApp;
  let user: TestUser;
  let jobId: string;
  const written: string[] = [];

  const order = () => ({
    prompt: 'Two old friends meet again on a roof',
    max_shots: 1,
    duration_sec: 5,
    model_id: 'runway:gen4_turbo',
    options: { preview: true, music: false, allow_fallback: false },
    webhook_url: receiver.url,
    webhook_events: ['job.stage'],
  });
  const lines = () => written.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  const idOf = ({ spanId }: CollectedSpan) => spanId;

  beforeAll(async () => {
    Object.assign(process.env, TraceCollector.SHORTLY);
    const keep = keepingLines(written);
    jest.spyOn(process.stdout, 'write').mockImplementation(keep);
    jest.spyOn(process.stderr, 'write').mockImplementation(keep);
    collector = await TraceCollector.start();
    runway = await RunwayEmulator.start({ apiKey: KEY, video: await vendorClip() });
    receiver = await WebhookReceiver.start();
    app = await TestApp.start({
      LOG_LEVEL: 'info',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      RUNWAY_API_KEY: KEY,
      RUNWAY_BASE_URL: runway.baseUrl,
      PROVIDER_POLL_MS: '100',
      ALLOW_PRIVATE_URLS: 'true',
    });
    user = await app.newUser();
    runway.fail({ kind: 'answer', status: 400 });
    jobId = (await user.post('/jobs', order(), traceparent(TRACE))).body.data.id;
    await app.finished(user, jobId);
    await receiver.until((received) => received.some(({ body }) => body.type === 'job.failed'));
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await app.stop();
    receiver.close();
    await runway.stop();
    await collector.stop();
  });

  it('leads from the request over the step to the call of the vendor, and to the webhook', async () => {
    const post = await collector.span('POST /api/v1/jobs');
    expect(post).toMatchObject({ traceId: TRACE, parentSpanId: CALLER, service: 'jumu', hasFailed: false });
    expect(post.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/api/v1/jobs',
      'http.response.status_code': 202,
      'jumu.request_id': expect.any(String),
    });
    const step = await collector.span('step clips/footage', TRACE);
    expect(step).toMatchObject({ parentSpanId: idOf(post), hasFailed: true });
    expect(step.attributes).toMatchObject({
      'jumu.job_id': jobId,
      'jumu.stage': 'clips',
      'jumu.attempt': 1,
      'jumu.outcome': 'failed',
      'error.type': 'PROVIDER_REJECTED',
    });
    const call = await collector.span('provider runway video', TRACE);
    expect(call).toMatchObject({ parentSpanId: idOf(step), attributes: { 'jumu.outcome': 'PROVIDER_REJECTED' } });
    const request = await collector.span('POST runway', TRACE);
    expect(request).toMatchObject({ parentSpanId: idOf(call), attributes: { 'http.response.status_code': 400 } });
    const webhook = await collector.span('webhook job.failed', TRACE);
    expect(webhook).toMatchObject({ parentSpanId: idOf(post), attributes: { 'jumu.outcome': 'delivered' } });
  });

  it('of a request has what the request asked for, not what others do at the time', async () => {
    const post = await collector.span('POST /api/v1/jobs');
    const children = collector.spans.filter(({ parentSpanId }) => parentSpanId === idOf(post)).map(({ name }) => name);
    expect(children).toContain('provider local moderation');
    expect(children.filter((name) => !/^(step |provider local moderation$|webhook )/.test(name))).toEqual([]);
  });

  it('is what the lines of the log say', async () => {
    const traced = lines().filter(({ trace_id }) => trace_id === TRACE);
    expect(traced).toContainEqual(expect.objectContaining({ msg: 'request', route: '/api/v1/jobs', status: 202 }));
    expect(traced).toContainEqual(expect.objectContaining({ msg: 'step', stage: 'clips', outcome: 'failed' }));
    expect(traced).toContainEqual(
      expect.objectContaining({ msg: 'webhook', type: 'job.failed', outcome: 'delivered', status: 204 }),
    );
    const steps = lines().filter(({ msg }) => msg === 'step');
    expect(steps.filter(({ trace_id }) => trace_id !== TRACE)).toEqual([]);
  });

  it('goes on in that of the request that makes a job go on', async () => {
    await user.post(`/jobs/${jobId}/retry`, {}, traceparent(LATER_TRACE));
    const retry = await collector.span('POST /api/v1/jobs/:id/retry');
    expect(retry.traceId).toBe(LATER_TRACE);
    const step = await collector.span('step clips/footage', LATER_TRACE);
    expect(step.parentSpanId).toBe(idOf(retry));
    expect((await collector.span('GET runway', LATER_TRACE)).hasFailed).toBe(false);
    await collector.span('webhook job.stage', LATER_TRACE);
    await user.post(`/jobs/${jobId}/cancel`, {});
  });

  it('is none of what strangers are told', () => {
    expect(runway.headerNames).toContain('authorization');
    expect(runway.headerNames).not.toContain('traceparent');
    expect(receiver.received.length).toBeGreaterThan(0);
    expect(receiver.received.filter(({ headers }) => 'traceparent' in headers)).toEqual([]);
  });

  it('begins where the caller has none, or one that is none', async () => {
    const given: Record<string, string>[] = [{}, { traceparent: '00-nothing-of-the-kind-01' }];
    for (const headers of given) {
      await app.request('POST', '/auth/login?email=hidden', {}, undefined, headers);
    }
    const login = await collector.span('POST /api/v1/auth/login');
    expect(login).toMatchObject({ parentSpanId: undefined, attributes: { 'http.response.status_code': 400 } });
    expect(collector.bodies.join('')).not.toContain('hidden');
  });

  it('is not kept of what machines ask all the time', async () => {
    await app.request('GET', '/health/live');
    await app.request('GET', '/nothing');
    await collector.span('GET unmatched');
    expect(collector.spans.filter(({ name }) => name.includes('health'))).toEqual([]);
  });
});
