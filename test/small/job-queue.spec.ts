import { jest } from '@jest/globals';
import type Bull from 'bull';
import { closeInTime, JobQueue } from '../../src/jobs/job-queue.js';

describe('a wake-up', () => {
  it('says whether it was sent ahead of its time, for a step that waits', async () => {
    const sent: object[] = [];
    const queue = {
      name: 'script',
      client: { status: 'ready' },
      on: () => undefined,
      isReady: () => Promise.resolve(),
      addBulk: (jobs: object[]) => Promise.resolve(void sent.push(...jobs)),
    };
    const jobs = new JobQueue([queue as unknown as Bull.Queue]);

    await jobs.wake('script', 2);
    await jobs.wake('script', 1, 99.5);
    expect(sent).toEqual([
      { data: { isDue: false }, opts: {} },
      { data: { isDue: false }, opts: {} },
      { data: { isDue: true }, opts: { delay: 100 } },
    ]);
  });
});

describe('the check of the queues', () => {
  const queueThat = (status: string, ping: () => Promise<string>) =>
    ({ name: 'script', client: { status, ping }, on: () => undefined, isReady: () => Promise.resolve() }) as never;

  it('passes when Redis answers, and fails when it does not or its connection is gone', async () => {
    const answering = () => Promise.resolve('PONG');
    const silent = () => Promise.reject(new Error('Command timed out'));
    await expect(new JobQueue([queueThat('ready', answering)]).check()).resolves.toBeUndefined();
    await expect(new JobQueue([queueThat('reconnecting', answering)]).check()).rejects.toThrow('not ready');
    await expect(new JobQueue([queueThat('ready', silent)]).check()).rejects.toThrow('timed out');
  });
});

describe('the end of a queue', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('comes in time though Bull waits for a Redis that has gone', async () => {
    const forEver = () => new Promise<void>(() => undefined);
    const queue = { close: forEver, onApplicationShutdown: forEver };
    closeInTime(queue as unknown as Bull.Queue);
    const ended = queue.onApplicationShutdown();
    await jest.advanceTimersByTimeAsync(2000);
    await expect(ended).resolves.toBeUndefined();
  });
});
