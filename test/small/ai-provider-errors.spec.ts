import { retryAfterOf } from '../../src/ai/provider-http.js';
import { isNeverSent, THROTTLED, unreachable, vendorError } from '../../src/ai/provider.errors.js';

const errorOf = (status: number, body: unknown = null, provider = 'acme') =>
  vendorError(provider, { status, body, retryAfterMs: null });

describe('what a vendor failure means', () => {
  it.each([
    [400, 'PROVIDER_REJECTED', false],
    [401, 'PROVIDER_AUTH', false],
    [402, 'PROVIDER_QUOTA', false],
    [403, 'PROVIDER_AUTH', false],
    [404, 'PROVIDER_REJECTED', false],
    [408, 'PROVIDER_UNAVAILABLE', true],
    [409, 'PROVIDER_UNAVAILABLE', true],
    [422, 'PROVIDER_REJECTED', false],
    [425, 'PROVIDER_UNAVAILABLE', true],
    [429, 'PROVIDER_UNAVAILABLE', true],
    [500, 'PROVIDER_UNAVAILABLE', true],
    [529, 'PROVIDER_UNAVAILABLE', true],
  ])('HTTP %i is %s', (status, code, retryable) => {
    expect(errorOf(status)).toMatchObject({ code, retryable, provider: 'acme' });
  });

  it.each([
    ['OpenAI', 400, { error: { code: 'content_policy_violation' } }, 'CONTENT_REJECTED'],
    [
      'OpenAI images',
      400,
      { error: { code: 'moderation_blocked', type: 'image_generation_user_error' } },
      'CONTENT_REJECTED',
    ],
    ['DashScope, native', 400, { code: 'DataInspectionFailed', message: 'x', request_id: '1' }, 'CONTENT_REJECTED'],
    [
      'DashScope, by its words',
      400,
      { error: { type: 'invalid_request_error', message: 'Input text data may contain inappropriate content.' } },
      'CONTENT_REJECTED',
    ],
    ['an empty account', 400, { error: { code: 'Arrearage' } }, 'PROVIDER_QUOTA'],
    ['a used-up quota', 429, { error: { code: 'insufficient_quota' } }, 'PROVIDER_QUOTA'],
    ['a mere rate limit', 429, { code: 'Throttling.RateQuota' }, 'PROVIDER_UNAVAILABLE'],
    [
      'vLLM, with a number for a code',
      400,
      { object: 'error', message: 'x', type: 'BadRequestError', code: 400 },
      'PROVIDER_REJECTED',
    ],
    ['Ollama, native', 404, { error: 'model "x" not found' }, 'PROVIDER_REJECTED'],
  ])('%s', (_, status, body, code) => {
    expect(errorOf(status, body).code).toBe(code);
  });

  it.each(['cloud_qwen', 'cloud_qwen_vl'])('what %s allows in a minute is no money', (provider) => {
    for (const code of ['insufficient_quota', 'Throttling.AllocationQuota', 'Throttling.RateQuota']) {
      expect(errorOf(429, { error: { code, type: code } }, provider)).toMatchObject({
        key: THROTTLED,
        retryable: true,
      });
    }
    expect(errorOf(400, { error: { code: 'Arrearage' } }, provider).code).toBe('PROVIDER_QUOTA');
  });

  it("repeats a vendor's code, never its words", () => {
    const error = errorOf(400, {
      error: { message: 'key sk-123 said: a secret', code: 'invalid_value', type: 'sk-123 <b>' },
    });
    expect(error.message).toBe('acme answered HTTP 400 invalid_value');
  });

  it('does not take a key for a code', () => {
    const codes = ['sk-0123456789abcdef', 'InvalidParameter.1205', 'sk-1a2b3c4d5e6f'];
    const told = codes.map((code) => errorOf(400, { error: { code, type: code } }).message);
    expect(told).toEqual([
      'acme answered HTTP 400',
      'acme answered HTTP 400 InvalidParameter.1205',
      'acme answered HTTP 400',
    ]);
  });
});

describe('a request that fails', () => {
  const because = (...causes: { code?: string; syscall?: string }[]) => {
    const errors = causes.map((cause) => Object.assign(new Error('why'), cause));
    const cause =
      errors.length === 1 ? errors[0] : Object.assign(new AggregateError(errors), { code: causes[0]?.code });
    return unreachable('acme', 'network', new TypeError('fetch failed', { cause }));
  };
  const connect = (code: string) => ({ code, syscall: 'connect' });

  it.each([
    ['no such name', [{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }]],
    ['no word on the name', [{ code: 'EAI_AGAIN', syscall: 'getaddrinfo' }]],
    ['nobody listens', [connect('ECONNREFUSED')]],
    ['no way to the host', [connect('EHOSTUNREACH')]],
    ['no way to its network', [connect('ENETUNREACH')]],
    ['no way to any of its addresses', [connect('ENETUNREACH'), connect('ETIMEDOUT')]],
    ['nobody answers', [{ code: 'UND_ERR_CONNECT_TIMEOUT' }]],
    ['no TLS is spoken', [{ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }]],
    ['a certificate of its own', [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }]],
    ['an old certificate', [{ code: 'CERT_HAS_EXPIRED' }]],
    ["somebody else's certificate", [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }]],
  ])('has never left: %s', (_, causes) => {
    expect(isNeverSent(because(...causes))).toBe(true);
  });

  it.each([
    ['a cut connection', [{ code: 'ECONNRESET', syscall: 'read' }]],
    ['a way that was lost under way', [{ code: 'EHOSTUNREACH', syscall: 'read' }]],
    ['a server that has gone', [{ code: 'UND_ERR_SOCKET' }]],
    ['one of two lost under way', [connect('ECONNREFUSED'), { code: 'ECONNRESET', syscall: 'read' }]],
    ['nobody says why', [{}]],
  ])('may have left: %s', (_, causes) => {
    expect(isNeverSent(because(...causes))).toBe(false);
  });
});

describe('Retry-After', () => {
  const inFiveSeconds = () => new Date(Date.now() + 5_500).toUTCString();
  it.each([
    ['12', 12_000],
    ['0', 0],
    ['86400', 3_600_000],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['soon', null],
    ['', null],
  ])('%j is %s ms', (text, expected) => {
    expect(retryAfterOf(new Headers({ 'retry-after': text }))).toBe(expected);
  });

  it.each([
    ['1500', '7', 1500],
    ['86400000', null, 3_600_000],
    ['soon', '7', 7000],
    ['-1', null, null],
  ])('in milliseconds, %j beside %j is %s ms', (exact, text, expected) => {
    const headers = { 'retry-after-ms': exact, ...(text === null ? {} : { 'retry-after': text }) };
    expect(retryAfterOf(new Headers(headers))).toBe(expected);
  });

  it('may be a date', () => {
    const milliseconds = retryAfterOf(new Headers({ 'retry-after': inFiveSeconds() }));
    expect(milliseconds).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThanOrEqual(5_500);
  });
});
