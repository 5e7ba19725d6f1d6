import { Logger } from '@nestjs/common';
import { JobError } from '../../src/common/errors.js';
import { MAX_SOFTENED } from '../../src/workflow/shot-redo.js';
import { type Outcome } from '../../src/workflow/stage.js';
import { Turns } from '../../src/workflow/turns.js';
import { EngineRig } from '../support/engine-rig.js';
import { gate } from '../support/gate.js';

const DONE: Outcome = { output: null };

describe('the engine', () => {
  let rig: EngineRig;

  beforeAll(async () => {
    Logger.overrideLogger(['error']);
    rig = await EngineRig.start();
  });

  afterAll(() => rig.stop());

  it('runs each step once however many workers drain, and ends the job', async () => {
    const id = await rig.newJob({ episodes: 12 });
    const ran: string[] = [];
    const note = (work: { step: { item: string; stage: string } }) => {
      ran.push(work.step.item);
      return Promise.resolve(DONE);
    };
    const workers = [1, 2, 3, 4].map(() => rig.worker({ style: note, script: note, storyboard: note }));
    for (let round = 0; round < 3; round++) {
      await Promise.all(workers.map((worker) => worker.drain('script')));
    }
    expect(ran).toHaveLength(25);
    expect(new Set(ran).size).toBe(25);
    expect(await rig.job(id)).toMatchObject({ state: 'completed', progress: 100 });
  });

  it('queues what waited for two steps that finish at the same moment', async () => {
    for (let trial = 0; trial < 10; trial++) {
      const id = await rig.newJob({ episodes: 2 });
      const [one, both] = [gate(), gate()];
      let reached = 0;
      const script = async () => {
        reached += 1;
        (reached === 1 ? one : both).open();
        await both.opened;
        return DONE;
      };
      const first = rig.worker({ script }).drain('script');
      await one.opened;
      await Promise.all([first, rig.worker({ script }).drain('script')]);
      expect(await rig.job(id)).toMatchObject({ state: 'completed' });
    }
  });

  it('gives the slot of a step that only waits for an answer to the next one, and stops with neither half done', async () => {
    const waits = await rig.newJob();
    const works = await rig.newJob();
    const answer = gate();
    const worker = rig.worker({
      style: async ({ job, leaveSlot }) => {
        if (job.id === waits) {
          leaveSlot();
          await answer.opened;
        }
        return DONE;
      },
    });
    await worker.drain('script');
    expect(await rig.states(works)).toMatchObject({ bible: 'done', 'episode:1': 'done' });
    expect(await rig.states(waits)).toMatchObject({ bible: 'running' });
    const stopped = worker.stop(new AbortController().signal);
    answer.open();
    await stopped;
    expect(await rig.states(waits)).toMatchObject({ bible: 'done' });
  });

  it('refuses the result of a worker whose lease was lost', async () => {
    const id = await rig.newJob();
    const started = gate();
    const release = gate();
    const slow = rig.worker({
      style: async () => {
        started.open();
        await release.opened;
        return { output: 'from the dead' };
      },
    });
    const draining = slow.drain('script');
    await started.opened;
    await rig.loseLeases(id);
    await rig.sweeper().sweep();
    await rig.worker({ style: () => Promise.resolve({ output: 'from the living' }) }).drain('script');
    release.open();
    await draining;
    const style = (await rig.stepRows(id)).find((step) => step.item === 'bible');
    expect(style).toMatchObject({ state: 'done', output: 'from the living', fence: 2, crashes: 1 });
    const changes = (await rig.events(id)).filter(({ type }) => type === 'job.completed');
    expect(changes).toHaveLength(1);
  });

  it('fails a step that has lost its worker three times, and the job with it', async () => {
    const id = await rig.newJob();
    for (let crash = 0; crash < 3; crash++) {
      expect(await rig.steps.claim('script')).not.toBeNull();
      await rig.loseLeases(id);
      await rig.sweeper().sweep();
    }
    expect(await rig.job(id)).toMatchObject({ state: 'failed', error: { code: 'STEP_CRASHED' } });
    expect(await rig.states(id)).toMatchObject({ bible: 'failed', 'episode:1': 'cancelled', 'board:1': 'cancelled' });
  });

  it('tries what can heal three times, then fails the job with the reason', async () => {
    const id = await rig.newJob();
    const worker = rig.worker({
      style: () => Promise.reject(new JobError('PROVIDER_UNAVAILABLE', { provider: 'ollama' })),
    });
    for (let attempt = 1; attempt <= 3; attempt++) {
      await worker.drain('script');
      expect(await rig.states(id)).toMatchObject({ bible: attempt < 3 ? 'waiting' : 'failed' });
      await rig.makeDue(id);
    }
    const job = await rig.job(id);
    expect(job).toMatchObject({
      state: 'failed',
      error: { code: 'PROVIDER_UNAVAILABLE', stage: 'style', provider: 'ollama', retryable: true },
    });
    const retries = (await rig.events(id)).filter(({ type }) => type === 'step.retrying');
    expect(retries.map(({ data }) => (data as { attempt: number }).attempt)).toEqual([1, 2]);
  });

  it('does not try again what cannot heal', async () => {
    const id = await rig.newJob();
    await rig.worker({ style: () => Promise.reject(new JobError('CONTENT_REJECTED')) }).drain('script');
    const [style] = await rig.stepRows(id);
    expect(style).toMatchObject({ state: 'failed', attempt: 1 });
    expect((await rig.job(id)).state).toBe('failed');
  });

  it('asks three times for a portrait that is refused, and lets it go without then', async () => {
    const id = await rig.newJob();
    await rig.orm.em
      .fork()
      .execute(`update job_steps set item = 'portrait:lin' where job_id = ? and item = 'bible'`, [id]);
    const tries: number[] = [];
    const worker = rig.worker({
      style: ({ step }) => {
        tries.push(step.softened);
        return step.softened > MAX_SOFTENED
          ? Promise.resolve(DONE)
          : Promise.reject(new JobError('CONTENT_REJECTED.provider', { provider: 'openai' }));
      },
    });
    for (let attempt = 1; attempt <= 4; attempt++) {
      await worker.drain('script');
      await rig.makeDue(id);
    }
    await worker.drain('script');
    expect(tries).toEqual([0, 1, 2, 3]);
    expect(await rig.job(id)).toMatchObject({ state: 'completed', error: null });
  });

  it('tells nobody what broke inside, and calls it INTERNAL_ERROR', async () => {
    const id = await rig.newJob();
    const worker = rig.worker({ style: () => Promise.reject(new Error('password=hunter2')) });
    for (let attempt = 1; attempt <= 3; attempt++) {
      await worker.drain('script');
      await rig.makeDue(id);
    }
    const told = JSON.stringify([(await rig.job(id)).error, await rig.events(id)]);
    expect(told).toContain('INTERNAL_ERROR');
    expect(told).not.toContain('hunter2');
  });

  it('gives the slot back while a vendor works, keeps its operation, and counts no try', async () => {
    const id = await rig.newJob();
    const seen: unknown[] = [];
    const worker = rig.worker({
      style: async (work) => {
        seen.push(work.step.operation);
        if (work.step.operation === null) {
          await work.started({ credit: null, operation: { id: 'vendor-7' } });
          return { again: 60_000 };
        }
        return DONE;
      },
    });
    await worker.drain('script');
    expect(await rig.states(id)).toMatchObject({ bible: 'waiting' });
    await rig.makeDue(id);
    await rig.sweeper().sweep();
    await worker.drain('script');
    const [style] = await rig.stepRows(id);
    expect(seen).toEqual([null, { credit: null, operation: { id: 'vendor-7' } }]);
    expect(style).toMatchObject({ state: 'done', attempt: 1 });
  });

  it('stops running work within a renewal when its job is cancelled, and starts no more', async () => {
    const id = await rig.newJob();
    const started = gate();
    const worker = rig.worker({
      style: ({ signal }) =>
        new Promise((_, reject) => {
          started.open();
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    });
    worker.onApplicationBootstrap();
    const draining = worker.drain('script');
    await started.opened;
    await rig.ledger.within(id, async (transaction) => {
      await transaction.cancelWaitingSteps();
      await transaction.moveJob('cancelled');
    });
    await draining;
    await worker.stop(AbortSignal.abort());
    expect(new Set(Object.values(await rig.states(id)))).toEqual(new Set(['cancelled']));
  });

  it('claims nothing once it stops, not for those either who wait for their turn', async () => {
    const id = await rig.newJob();
    const turns = new Turns();
    const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
    const others = [1, 2].map(() => turns.take(() => isOver));
    const worker = rig.worker({}, {}, {}, {}, turns);
    const draining = [1, 2, 3].map(() => worker.drain('script', false));
    const stopping = worker.stop(AbortSignal.abort());
    end();
    await Promise.all([...others, ...draining, stopping]);
    expect(await rig.states(id)).toMatchObject({ bible: 'queued' });
    await rig.worker().drain('script');
  });

  it('looks for what has waited and is due only when told that something may be', async () => {
    const id = await rig.newJob();
    let runs = 0;
    const worker = rig.worker({ style: () => Promise.resolve(++runs === 1 ? { again: 0 } : DONE) });
    await worker.drain('script');
    await worker.drain('script', false);
    expect(await rig.states(id)).toMatchObject({ bible: 'waiting' });
    await worker.drain('script', true);
    expect(await rig.states(id)).toMatchObject({ bible: 'done' });
  });

  it('hands running steps back at shutdown without counting a try', async () => {
    const id = await rig.newJob();
    const started = gate();
    const worker = rig.worker({
      style: ({ signal }) =>
        new Promise((_, reject) => {
          started.open();
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    });
    const draining = worker.drain('script');
    await started.opened;
    await worker.stop(AbortSignal.abort());
    await draining;
    const [style] = await rig.stepRows(id);
    expect(style).toMatchObject({ state: 'queued', attempt: 0 });
    await rig.worker().drain('script');
    expect((await rig.job(id)).state).toBe('completed');
  });

  it('lets a running step end by itself when it stops, and claims no more', async () => {
    const id = await rig.newJob();
    const [started, release] = [gate(), gate()];
    const worker = rig.worker({
      style: async () => {
        started.open();
        await release.opened;
        return DONE;
      },
    });
    const draining = worker.drain('script');
    await started.opened;
    const stopped = worker.stop(new AbortController().signal);
    release.open();
    await Promise.all([stopped, draining]);
    expect(await rig.states(id)).toEqual({ bible: 'done', 'episode:1': 'queued', 'board:1': 'pending' });
    await rig.worker().drain('script');
  });

  it('numbers events without gaps while several workers write', async () => {
    const id = await rig.newJob({ episodes: 8 });
    const workers = [1, 2, 3].map(() => rig.worker());
    for (let round = 0; round < 3; round++) {
      await Promise.all(workers.map((worker) => worker.drain('script')));
    }
    const numbers = (await rig.events(id)).map(({ job_seq }) => job_seq);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it('never lets progress fall', async () => {
    const id = await rig.newJob({ episodes: 3 });
    const reached: number[] = [];
    const look = async () => {
      reached.push((await rig.job(id)).progress);
      return DONE;
    };
    await rig.worker({ style: look, script: look, storyboard: look }).drain('script');
    reached.push((await rig.job(id)).progress);
    expect(reached).toEqual([...reached].sort((one, other) => one - other));
    expect(reached.at(-1)).toBe(100);
  });

  it('claims by priority before age', async () => {
    const low = await rig.newJob();
    const high = await rig.newJob();
    await rig.orm.em.fork().execute('update job_steps set priority = 2 where job_id = ?', [high]);
    const order: string[] = [];
    await rig
      .worker({
        style: ({ job }) => {
          order.push(job.id);
          return Promise.resolve(DONE);
        },
      })
      .drain('script');
    expect(order).toEqual([high, low]);
  });
});
