import { type RunningServer, serve } from '../../src/server.js';
import { rawRequest } from '../support/raw-http.js';
import { TestApp } from '../support/test-app.js';

const LIMIT = 6;

describe('limits of requests', () => {
  let app: TestApp;
  let second: RunningServer;

  beforeEach(async () => {
    app = await TestApp.start({ RATE_LIMIT_PER_MIN: String(LIMIT) });
    second = await serve(app.config);
  });

  afterEach(async () => {
    await second.close();
    await app.stop();
  });

  const secondUrl = () => second.url?.replace('localhost', '127.0.0.1') ?? '';
  const leftOf = (headers: Headers) => `${headers.get('ratelimit-remaining')}/${headers.get('ratelimit-limit')}`;

  it('hold for all servers together', async () => {
    const seen: string[] = [];
    for (let count = 0; count <= LIMIT; count++) {
      const url = count % 2 === 0 ? app.url : secondUrl();
      const { status, headers } = await fetch(`${url}/api/v1/projects`);
      seen.push(`${status} ${leftOf(headers)}`);
    }
    expect(seen).toEqual(['401 5/6', '401 4/6', '401 3/6', '401 2/6', '401 1/6', '401 0/6', '429 0/6']);
    for (const path of ['/api/v1/health', '/docs', '/metrics', '/health/live']) {
      const { status, headers } = await fetch(`${app.url}${path}`);
      expect([path, status, headers.get('ratelimit-limit')]).toEqual([path, 200, '60']);
    }
  });

  it('hold for what is not HTTP as well', async () => {
    const rubbish = () => rawRequest(app.url, 'RUBBISH\r\n\r\n');
    expect((await rubbish()).headers).toMatchObject({ 'ratelimit-limit': '6', 'ratelimit-remaining': '5' });
    expect((await app.request('GET', '/nothing')).headers.get('ratelimit-remaining')).toBe('4');
    for (let count = 0; count < 4; count++) {
      expect((await rubbish()).status).toBe(400);
    }
    const refused = await rubbish();
    const error = { code: 'RATE_LIMITED', details: { retry_after_sec: expect.any(Number) } };
    expect(JSON.parse(refused.body)).toMatchObject({ code: 429, data: null, error });
    expect(refused.headers).toMatchObject({ 'retry-after': refused.headers['ratelimit-reset'] });
  });
});
