import { decide, RETRY_AFTER_SEC } from '../../src/webhooks/retry-policy.js';
import { isWanted, OPTIONAL_EVENTS } from '../../src/webhooks/webhook-events.js';
import { signatureHeaders } from '../../src/webhooks/webhook-sender.js';

describe('a delivery', () => {
  it('has arrived with any 2xx', () => {
    for (const status of [200, 201, 202, 204, 299]) {
      expect([status, decide(status, 1).state]).toEqual([status, 'delivered']);
    }
  });

  it('is tried again after anything else, six times, ever later', () => {
    for (const status of [null, 100, 199, 300, 301, 302, 304, 307, 308, 400, 401, 404, 409, 429, 500, 503]) {
      const delays = RETRY_AFTER_SEC.map((_, index) => decide(status, index + 1));
      const expected = [5, 30, 120, 600, 3600, 21_600].map((retryAfterSec) => ({ state: 'pending', retryAfterSec }));
      expect([status, delays]).toEqual([status, expected]);
      expect(decide(status, 7).state).toBe('failed');
    }
  });

  it('ends at once where the receiver is gone', () => {
    expect(decide(410, 1).state).toBe('failed');
  });
});

it('a receiver hears of the end of its job, and of what it asked for', () => {
  const quiet = { url: '', events: [] };
  expect(isWanted('job.completed', quiet) && isWanted('job.failed', quiet) && isWanted('job.cancelled', quiet)).toBe(
    true,
  );
  expect(OPTIONAL_EVENTS.filter((type) => isWanted(type, quiet))).toEqual([]);
  expect(OPTIONAL_EVENTS.filter((type) => isWanted(type, { url: '', events: ['job.stage'] }))).toEqual(['job.stage']);
  expect(isWanted('job.progress', { url: '', events: [...OPTIONAL_EVENTS] })).toBe(false);
});

describe('the signature', () => {
  // The vector that the libraries of Standard Webhooks are tested with.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
  const at = new Date(1_614_265_330_000);
  const body = '{"test": 2432232314}';
  const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

  it('is that of Standard Webhooks', () => {
    expect(signatureHeaders([secret], id, at, body)).toEqual({
      'webhook-id': id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': signature,
    });
  });

  it('is there once per secret', () => {
    const other = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const parts = signatureHeaders([other, secret], id, at, body)['webhook-signature'].split(' ');
    expect(parts).toEqual([expect.stringMatching(/^v1,/), signature]);
    expect(parts[0]).not.toBe(signature);
  });
});
