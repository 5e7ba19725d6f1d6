import { Logger } from '@nestjs/common';
import { JobError } from '../../src/common/errors.js';
import { type Work } from '../../src/workflow/stage.js';
import { EngineRig } from '../support/engine-rig.js';

const INTENT = { capability: 'video' as const, provider: 'runway', model: 'gen4_turbo', estimateUsd: 0.25 };
const CREDIT = { provider: 'runway', model: 'gen4_turbo', degraded: null };

describe('spending', () => {
  let rig: EngineRig;

  beforeAll(async () => {
    Logger.overrideLogger(['error']);
    rig = await EngineRig.start();
  });

  afterAll(() => rig.stop());

  const calls = (id: string) =>
    rig.orm.em.fork().execute<any[]>('select * from provider_calls where job_id = ? order by created_at, id', [id]);

  /** Starts a paid call, then waits for it; the second time it is done. */
  const paidFor = (starts: string[]) => async (work: Work) => {
    if (work.step.operation === null) {
      await work.spend(INTENT);
      starts.push(work.step.item);
      await work.started({ credit: CREDIT, operation: { id: `task-${starts.length}` } });
      return { again: 60_000 };
    }
    return { output: null, credit: CREDIT, costUsd: 0.2 };
  };

  const wake = async (id: string) => {
    await rig.makeDue(id);
    await rig.sweeper().sweep();
  };

  it('writes a call down before it is made, and books what it cost when it is done', async () => {
    const id = await rig.newJob();
    const starts: string[] = [];
    const worker = rig.worker({ style: paidFor(starts) });
    await worker.drain('script');
    expect(await calls(id)).toMatchObject([{ state: 'started', estimate_usd: 0.25, operation: { id: 'task-1' } }]);
    await wake(id);
    await worker.drain('script');
    expect(await calls(id)).toMatchObject([{ state: 'done', cost_usd: 0.2, attempt: 1 }]);
    expect(await rig.job(id)).toMatchObject({ state: 'completed', cost_usd: 0.2 });
    expect(starts).toEqual(['bible']);
  });

  it('pauses the job before the step that would pass its limit', async () => {
    const id = await rig.newJob({ maxCostUsd: 0.2 });
    const starts: string[] = [];
    const worker = rig.worker({ style: paidFor(starts) });
    await worker.drain('script');
    expect(await rig.job(id)).toMatchObject({
      state: 'paused',
      error: { code: 'BUDGET_EXCEEDED', provider: 'runway' },
    });
    expect(starts).toEqual([]);
    expect(await calls(id)).toEqual([]);
    expect(await rig.states(id)).toMatchObject({ bible: 'pending' });
  });

  it('never passes the limit, whichever of eight steps start at once', async () => {
    const id = await rig.newJob({ episodes: 8, maxCostUsd: 0.8 });
    const starts: string[] = [];
    const { user_id } = await rig.job(id);
    const style = async () => {
      await rig.control.pause({ id: user_id, role: 'user' }, id);
      return { output: null };
    };
    await rig.worker({ style }).drain('script');
    await rig.control.resume({ id: user_id, role: 'user' }, id, undefined);
    const workers = Array.from({ length: 8 }, () => rig.worker({ script: paidFor(starts) }));
    await Promise.all(workers.map((worker) => worker.drain('script')));
    expect(starts).toHaveLength(3);
    expect(await rig.job(id)).toMatchObject({ state: 'paused', error: { code: 'BUDGET_EXCEEDED' } });
    // What vendors have in hand is waited for: it is paid for.
    await wake(id);
    await Promise.all(workers.map((worker) => worker.drain('script')));
    const states = Object.values(await rig.states(id));
    expect(states.filter((state) => state === 'done')).toHaveLength(4);
    expect((await rig.job(id)).cost_usd).toBeCloseTo(0.6);
  });

  it('does not start again what a crash has left without an answer', async () => {
    const id = await rig.newJob();
    const seen: unknown[] = [];
    const worker = rig.worker({
      style: async (work) => {
        if (work.step.operation !== null) {
          seen.push(work.step.operation);
          throw new JobError('START_UNCONFIRMED', { retryable: false, unconfirmed: true });
        }
        await work.spend(INTENT);
        await rig.loseLeases(id);
        await rig.sweeper().sweep();
        return { output: null };
      },
    });
    await worker.drain('script');
    await worker.drain('script');
    expect(seen).toMatchObject([{ operation: null, credit: { provider: 'runway' } }]);
    expect(await rig.job(id)).toMatchObject({
      state: 'failed',
      cost_usd: 0.25,
      error: { code: 'START_UNCONFIRMED', retryable: true },
    });
    expect(await calls(id)).toMatchObject([{ state: 'unconfirmed', cost_usd: 0.25 }]);
  });

  it('counts what a vendor has in hand as paid, and cancels it, when its step fails for another reason', async () => {
    const id = await rig.newJob();
    const worker = rig.worker({
      style: async (work) => {
        await work.spend(INTENT);
        await work.started({ credit: CREDIT, operation: { id: 'task-1' } });
        throw new JobError('PROVIDER_REJECTED', { provider: 'runway', retryable: false });
      },
    });
    await worker.drain('script');
    expect(await rig.job(id)).toMatchObject({ state: 'failed', cost_usd: 0.25, error: { code: 'PROVIDER_REJECTED' } });
    expect(await calls(id)).toMatchObject([{ state: 'abandoned', cost_usd: 0.25 }]);
  });

  it('takes an intent back when the vendor did not take the call', async () => {
    const id = await rig.newJob({ maxCostUsd: 0.3 });
    let attempts = 0;
    const worker = rig.worker({
      style: async (work) => {
        attempts += 1;
        await work.spend(INTENT);
        await work.notStarted();
        throw new JobError('PROVIDER_UNAVAILABLE');
      },
    });
    await worker.drain('script');
    await rig.makeDue(id);
    await worker.drain('script');
    expect(attempts).toBe(2);
    expect(await calls(id)).toMatchObject([
      { state: 'failed', attempt: 1, cost_usd: 0 },
      { state: 'failed', attempt: 2, cost_usd: 0 },
    ]);
    expect(await rig.job(id)).toMatchObject({ state: 'running', cost_usd: 0 });
  });
});
