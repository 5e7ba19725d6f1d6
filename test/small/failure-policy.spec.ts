import { AppError, JobError } from '../../src/common/errors.js';
import { asJobError, decide, MAX_ATTEMPTS, type Try } from '../../src/workflow/failure-policy.js';

const firstTry = (changes: Partial<Try> = {}): Try => ({
  ...{ attempt: 1, seed: 'step', isStarted: false, pollMs: 5000 },
  ...changes,
});

describe('decide', () => {
  const busy = new JobError('PROVIDER_UNAVAILABLE');

  it('tries again, later and later, until the last attempt', () => {
    const delays = [1, 2].map((attempt) => decide(busy, firstTry({ attempt })));
    expect(delays.map(({ kind }) => kind)).toEqual(['retry', 'retry']);
    const [first, second] = delays.map((decision) => (decision.kind === 'retry' ? decision.delayMs : 0)) as [
      number,
      number,
    ];
    expect(first).toBeGreaterThanOrEqual(1000);
    expect(first).toBeLessThanOrEqual(2000);
    expect(second).toBeGreaterThanOrEqual(2000);
    expect(second).toBeLessThanOrEqual(4000);
    expect(decide(busy, firstTry({ attempt: MAX_ATTEMPTS }))).toEqual({ kind: 'fail' });
  });

  it('spreads steps that fail together', () => {
    const delays = ['a', 'b', 'c', 'd'].map((seed) => decide(busy, firstTry({ seed })));
    expect(new Set(delays.map((decision) => JSON.stringify(decision))).size).toBeGreaterThan(1);
  });

  it('waits as long as the provider asks', () => {
    const asked = new JobError('PROVIDER_UNAVAILABLE', { retryAfterMs: 30_000 });
    expect(decide(asked, firstTry())).toEqual({ kind: 'retry', delayMs: 30_000 });
  });

  it('asks again about work that a vendor has in hand, whatever attempt it is, and never starts it twice', () => {
    const decision = decide(busy, firstTry({ attempt: MAX_ATTEMPTS, isStarted: true }));
    expect(decision).toMatchObject({ kind: 'ask again' });
    const { delayMs } = decision as { delayMs: number };
    expect(delayMs).toBeGreaterThanOrEqual(5000);
    expect(delayMs).toBeLessThanOrEqual(10_000);
  });

  it('starts with somebody else what a vendor that is silent has in hand, whatever attempt it is', () => {
    const options = { provider: 'acme', unconfirmed: true, passedOn: true };
    const silent = new JobError('PROVIDER_UNAVAILABLE.silent', options);
    expect(decide(silent, firstTry({ attempt: MAX_ATTEMPTS, isStarted: true })).kind).toBe('retry');
    const lost = new JobError('START_UNCONFIRMED', { retryable: false, unconfirmed: true });
    expect(decide(lost, firstTry())).toEqual({ kind: 'fail' });
  });

  it('starts again what a vendor has ended and billed', () => {
    const ended = busy.billed(0.25);
    expect(decide(ended, firstTry({ isStarted: true })).kind).toBe('retry');
    expect(decide(ended, firstTry({ isStarted: true, attempt: MAX_ATTEMPTS }))).toEqual({ kind: 'fail' });
  });

  it('lets somebody else try what is passed on, whatever attempt it is and whatever it was', () => {
    const refused = new JobError('PROVIDER_REJECTED').toPassOn().billed(0.25);
    expect(decide(refused, firstTry({ isStarted: true, attempt: MAX_ATTEMPTS })).kind).toBe('retry');
  });

  it('does not ask any more about work whose time is up', () => {
    const late = new JobError('STEP_TIMED_OUT');
    expect(decide(late, firstTry({ isStarted: true }))).toEqual({ kind: 'fail' });
    expect(decide(late, firstTry()).kind).toBe('retry');
  });

  it('does not try again what cannot heal', () => {
    expect(decide(new JobError('PROVIDER_AUTH'), firstTry())).toEqual({ kind: 'fail' });
  });
});

describe('asJobError', () => {
  it('keeps what is one, knows a full disk and a refusal, and hides the rest', () => {
    const error = new JobError('INVALID_OUTPUT');
    expect(asJobError(error)).toBe(error);
    expect(asJobError(Object.assign(new Error('write'), { code: 'ENOSPC' })).code).toBe('NO_SPACE');
    expect(asJobError(new AppError('CONTENT_REJECTED')).code).toBe('CONTENT_REJECTED');
    expect(asJobError(new TypeError('secret'))).toMatchObject({
      code: 'INTERNAL_ERROR',
      message: expect.not.stringContaining('secret'),
    });
  });
});
