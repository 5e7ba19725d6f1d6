import { jest } from '@jest/globals';
import { JobCancelled, JobFailed, type JobProgress, Jumu, type WaitOptions } from '@jumu/sdk';

/** Nobody answers there: what follows is seen by asking alone. */
const NOWHERE = 'http://127.0.0.1:1';

describe('a job that the SDK waits for without live messages', () => {
  let answers: (object | number)[];
  let asked: number;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    asked = 0;
  });

  afterEach(() => jest.useRealTimers());

  const fetch = async () => {
    asked += 1;
    const next = answers.length > 1 ? answers.shift() : answers[0];
    return typeof next === 'number'
      ? new Response('', { status: next })
      : Response.json({ data: { id: 'j', ...next } });
  };
  const wait = (options: WaitOptions = {}) => {
    const jumu = new Jumu({ baseUrl: NOWHERE, token: 't', fetch, maxRepeats: 0 });
    const result = jumu.waitForJob('j', options);
    result.catch(() => undefined);
    return result;
  };
  const pass = async (seconds: number) => {
    for (let tenths = 0; tenths < seconds * 10; tenths += 1) {
      await jest.advanceTimersByTimeAsync(100);
    }
  };
  const running = (progress: number) => ({ status: 'running', progress, stage: 'clips' });

  it('is asked for less and less often, tells its pauses once each, and gives itself at the end', async () => {
    const paused = { status: 'paused', progress: 20, stage: 'clips', waiting_for: 'budget' };
    answers = [
      running(10),
      paused,
      paused,
      running(30),
      503,
      paused,
      { status: 'completed', progress: 100, stage: null },
    ];
    const told: JobProgress[] = [];
    const pauses: unknown[] = [];
    const result = wait({ onProgress: (each) => told.push(each), onPaused: (job) => pauses.push(job) });
    await pass(6.9);
    expect(asked).toBe(3);
    await pass(50);
    await expect(result).resolves.toMatchObject({ id: 'j', status: 'completed' });
    expect(told.map(({ status, progress }) => `${status} ${progress}`)).toEqual([
      ...['running 10', 'paused 20', 'paused 20', 'running 30', 'paused 20', 'completed 100'],
    ]);
    expect(told[0]).toEqual({ status: 'running', progress: 10, stage: 'clips', message: null });
    expect(pauses).toHaveLength(2);
  });

  it('throws itself when it has failed or was cancelled', async () => {
    const error = { code: 'PROVIDER_QUOTA', message: 'no credit', retryable: true, advice: 'pay' };
    answers = [{ status: 'failed', error }];
    const failed = await wait().catch((reason: unknown) => reason);
    expect(failed).toBeInstanceOf(JobFailed);
    expect(failed).toMatchObject({ message: 'no credit', code: 'PROVIDER_QUOTA', retryable: true, job: { id: 'j' } });
    answers = [{ status: 'cancelled' }];
    await expect(wait()).rejects.toBeInstanceOf(JobCancelled);
  });

  it('is not waited for longer than one wants, or when it is not there', async () => {
    answers = [running(1)];
    const control = new AbortController();
    const called = wait({ signal: control.signal });
    await pass(2);
    control.abort(new Error('enough'));
    await expect(called).rejects.toThrow('enough');
    answers = [404];
    await expect(wait()).rejects.toMatchObject({ status: 404 });
    answers = [502];
    const away = wait();
    await pass(80);
    await expect(away).rejects.toMatchObject({ status: 502 });
    answers = [running(1)];
    jest.useRealTimers();
    await expect(wait({ timeoutMs: 20 })).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
