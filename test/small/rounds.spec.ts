import { jest } from '@jest/globals';
import { inRounds } from '../../src/common/rounds.js';

describe('rounds', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('come one after the other, also after one that took long or failed, until they are ended', async () => {
    const rounds: PromiseWithResolvers<void>[] = [];
    const faults: unknown[] = [];
    const begin = () => rounds[rounds.push(Promise.withResolvers<void>()) - 1]!.promise;
    const end = inRounds(100, begin, (error) => faults.push(error));
    await jest.advanceTimersByTimeAsync(99);
    expect(rounds).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(301);
    expect(rounds).toHaveLength(1);

    rounds[0]!.reject(new Error('away'));
    await jest.advanceTimersByTimeAsync(100);
    expect(faults).toEqual([new Error('away')]);
    expect(rounds).toHaveLength(2);

    let hasEnded = false;
    const ended = end().then(() => (hasEnded = true));
    await jest.advanceTimersByTimeAsync(1000);
    expect(rounds).toHaveLength(2);
    expect(hasEnded).toBe(false);
    rounds[1]!.resolve();
    await ended;
  });
});
