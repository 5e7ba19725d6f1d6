import { connect } from 'node:net';
import { jest } from '@jest/globals';
import { keepingLines } from '../support/kept-lines.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';

const PROMPT = 'Two old friends whom nobody may know meet again';
const TOKEN = 'a-token-for-the-scraper';
const SAMPLE = /^[a-z][a-z0-9_]*(\{([a-z_]+="[^"\\]*",?)+\})? (-?[\d.]+(e[+-]?\d+)?|\+Inf|NaN)$/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-/i;

describe('metrics and log', () => {
  let app: TestApp;
  let user: TestUser;
  const written: string[] = [];

  beforeAll(async () => {
    const keep = keepingLines(written);
    jest.spyOn(process.stdout, 'write').mockImplementation(keep);
    jest.spyOn(process.stderr, 'write').mockImplementation(keep);
    app = await TestApp.start({ LOG_LEVEL: 'debug', METRICS_TOKEN: TOKEN });
    user = await app.newUser();
    const { body } = await user.post('/projects', { title: 'Friends', target_duration_sec: 10 });
    const job = await user.post(`/projects/${body.data.id}/generate-scenes`, { prompt: PROMPT, scenes_per_episode: 1 });
    await app.finished(user, job.body.data.id);
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await app.stop();
  });

  const scrape = (headers: Record<string, string> = {}) => fetch(`${app.url}/metrics`, { headers });
  const samples = async () => (await (await scrape()).text()).split('\n').filter((line) => /^[^#]/.test(line));

  it('are in the text format of Prometheus, and no label has an id', async () => {
    const reply = await scrape();
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = (await reply.text()).split('\n').filter((line) => /^[^#]/.test(line));
    expect(lines.filter((line) => !SAMPLE.test(line))).toEqual([]);
    expect(lines.filter((line) => UUID.test(line))).toEqual([]);
    expect(lines.length).toBeLessThan(2000);
  });

  it('tell what a job has done', async () => {
    const listener = app.listen(user.token);
    await listener.until(({ type }) => (type as string) === 'connected');
    const lines = await samples();
    listener.socket.disconnect();
    expect(lines).toEqual(
      expect.arrayContaining([
        'jumu_http_requests_total{method="POST",route="/api/v1/projects/:id/generate-scenes",status="202"} 1',
        'jumu_jobs{kind="scenes",state="completed"} 1',
        'jumu_jobs{kind="drama",state="failed"} 0',
        'jumu_steps{state="running"} 0',
        'jumu_steps_ready{queue="script"} 0',
        'jumu_steps_oldest_ready_seconds{queue="script"} 0',
        'jumu_step_duration_seconds_count{stage="storyboard",outcome="done"} 1',
        'jumu_leases_expired_total 0',
        'jumu_fences_rejected_total 0',
        'jumu_provider_calls_total{provider="local",capability="script",outcome="ok"} 3',
        'jumu_provider_call_duration_seconds_count{provider="local",capability="script"} 3',
        'jumu_ws_connections 1',
      ]),
    );
    const lag = lines.find((line) => line.startsWith('jumu_ws_lag_seconds_count'));
    expect(Number(lag?.split(' ')[1])).toBeGreaterThan(0);
    expect(lines.some((line) => line.startsWith('nodejs_eventloop_lag_p99_seconds '))).toBe(true);
    expect(lines.some((line) => line.startsWith('process_resident_memory_bytes '))).toBe(true);
  });

  it('have one route for all that there is not', async () => {
    const routes = async () =>
      new Set(
        (await samples()).flatMap((line) => /^jumu_http_requests_total\{.*route="([^"]*)"/.exec(line)?.[1] ?? []),
      );
    const before = await routes();
    await Promise.all(
      ['/wp-login.php', '/.env?a=1', '/api/v1/nothing', '/%E0%A4%A'].map((path) => fetch(app.url + path)),
    );
    const after = await routes();
    expect([...after].filter((route) => !before.has(route) && route !== '/metrics')).toEqual(['unmatched']);
    await fetch(app.url, { method: 'PROPFIND' });
    expect(await samples()).toContainEqual(expect.stringMatching(/^jumu_http_requests_total\{method="other",/));
  });

  it('count a client that hangs up', async () => {
    const client = connect(Number(new URL(app.url).port), '127.0.0.1');
    const head = [
      'POST /api/v1/auth/login HTTP/1.1',
      'Host: a',
      'Content-Type: application/json',
      'Content-Length: 99',
    ];
    client.write(`${head.join('\r\n')}\r\n\r\n{`, () => client.destroy());
    const line = 'jumu_http_requests_total{method="POST",route="/api/v1/auth/login",status="499"} 1';
    await until('it is counted', async () => (await samples()).includes(line));
    expect(await samples()).toContain(line);
  });

  it('are not for those whom a proxy sends, unless they have the token', async () => {
    const forwarded = { 'x-forwarded-for': '127.0.0.1' };
    const refused = await scrape({ ...forwarded, authorization: 'Bearer wrong' });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 403, data: null, error: { code: 'FORBIDDEN' } });
    expect((await scrape({ ...forwarded, authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  });

  it('the log has a line for each request and step, and no secret in it', async () => {
    const secrets = [PROMPT, TOKEN, user.token, 'correct horse', ...app.config.jwtSecrets];
    await app.download(`/api/v1/media/1/a-signature/a-path?token=${user.token}`);
    await scrape();
    const lines = written.map((line) => JSON.parse(line));
    const requests = lines.filter(({ msg }) => msg === 'request');
    expect(requests.find(({ route }) => route === '/api/v1/projects/:id/generate-scenes')).toEqual({
      ...{ time: expect.any(String), level: 'info', msg: 'request', context: 'Http', method: 'POST' },
      ...{ route: '/api/v1/projects/:id/generate-scenes', status: 202, duration_ms: expect.any(Number) },
      ...{ request_id: expect.stringMatching(UUID), user_id: user.id },
    });
    expect(requests.find(({ route }) => route === '/metrics')).toMatchObject({ level: 'debug', user_id: null });
    expect(requests.find(({ route }) => route.startsWith('/api/v1/media'))).toMatchObject({
      route: expect.stringMatching(/\*$/),
    });
    expect(lines.filter(({ msg }) => msg === 'step').map(({ stage }) => stage)).toEqual([
      'style',
      'script',
      'storyboard',
    ]);
    expect(secrets.filter((secret) => written.join('').includes(secret))).toEqual([]);
    expect(written.join('')).not.toContain('a-signature');
  });
});
