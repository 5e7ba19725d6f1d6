import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { JobError } from '../../src/common/errors.js';
import { newId } from '../../src/common/uuid.js';
import { addDependencies, addSteps } from '../../src/jobs/jobs.service.js';
import { type JobTransaction } from '../../src/jobs/ledger.js';
import { type Outcome, type Work } from '../../src/workflow/stage.js';
import { EngineRig } from '../support/engine-rig.js';
import { until } from '../support/until.js';

const DONE: Outcome = { output: null };
const INTENT = { capability: 'video' as const, provider: 'runway', model: 'gen4_turbo', estimateUsd: 0.25 };

/** One thing after another that would else need luck: what happens when two of them come at the same moment. */
describe('at the same moment', () => {
  let rig: EngineRig;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    rig = await EngineRig.start();
  });

  afterEach(() => jest.restoreAllMocks());

  afterAll(() => rig.stop());

  const asOwner = async (id: string) => ({ id: (await rig.job(id)).user_id as string, role: 'user' as const });
  const cancel = async (id: string) => rig.control.cancel(await asOwner(id), id);
  const retry = async (id: string) => rig.control.retry(await asOwner(id), id, undefined);
  const calls = (id: string) =>
    rig.orm.em.fork().execute<any[]>('select state, cost_usd from provider_calls where job_id = ?', [id]);
  const drain = (style: (work: Work) => Promise<Outcome>) => rig.worker({ style }).drain('script');
  const expectAll = async (id: string, state: string) =>
    expect(new Set(Object.values(await rig.states(id)))).toEqual(new Set([state]));

  describe('a worker dies', () => {
    const crash = async (id: string) => {
      await rig.steps.claim('script');
      await rig.loseLeases(id);
    };

    it('for the third time, and the one who sees it as well: the job fails all the same', async () => {
      const id = await rig.newJob();
      for (let count = 0; count < 2; count++) {
        await crash(id);
        await rig.sweeper().sweep();
      }
      await crash(id);
      const within = rig.ledger.within.bind(rig.ledger);
      let transactions = 0;
      jest.spyOn(rig.ledger, 'within').mockImplementation((jobId, work) => {
        transactions += 1;
        return transactions === 1 ? Promise.reject(new Error('killed')) : within(jobId, work);
      });
      await rig
        .sweeper()
        .sweep()
        .catch(() => undefined);
      await rig.sweeper().sweep();
      expect(await rig.job(id)).toMatchObject({ state: 'failed', error: { code: 'STEP_CRASHED' } });
      expect((await rig.stepRows(id))[0]).toMatchObject({ state: 'failed', error: { code: 'STEP_CRASHED' } });
    });

    it('and its job is cancelled: the call it had begun counts as paid', async () => {
      const id = await rig.newJob();
      await drain(async (work) => {
        await work.spend(INTENT);
        await cancel(id);
        await rig.loseLeases(id);
        await rig.sweeper().sweep();
        return DONE;
      });
      await expectAll(id, 'cancelled');
      expect(await calls(id)).toEqual([{ state: 'unconfirmed', cost_usd: 0.25 }]);
      expect(await rig.job(id)).toMatchObject({ cost_usd: 0.25 });
    });

    it('and is found before its job is cancelled: the call it had begun counts as paid', async () => {
      const id = await rig.newJob();
      await drain(async (work) => {
        await work.spend(INTENT);
        await rig.loseLeases(id);
        await rig.sweeper().sweep();
        await cancel(id);
        return DONE;
      });
      await expectAll(id, 'cancelled');
      expect(await calls(id)).toEqual([{ state: 'unconfirmed', cost_usd: 0.25 }]);
      expect(await rig.job(id)).toMatchObject({ cost_usd: 0.25 });
    });
  });

  describe('a job is cancelled', () => {
    it('and a step is finished: what belongs to it is written, and a retry goes on from there', async () => {
      const id = await rig.newJob();
      const plan = async (transaction: JobTransaction) => {
        const step = { plan: { stage: 'script', queue: 'script', timeLimitSec: 60 }, item: 'extra', dependsOn: [] };
        await addSteps(transaction, [step as never]);
        await addDependencies(transaction, new Map([['episode:1', ['extra']]]));
      };
      const style = async () => {
        await cancel(id);
        return DONE;
      };
      await rig.worker({ style }, {}, {}, { style: plan }).drain('script');
      expect(await rig.states(id)).toEqual({
        bible: 'done',
        extra: 'cancelled',
        'episode:1': 'cancelled',
        'board:1': 'cancelled',
      });
      await retry(id);
      const ran: string[] = [];
      const note = ({ step }: Work) => Promise.resolve((ran.push(step.item), DONE));
      await rig.worker({ style: note, script: note, storyboard: note }).drain('script');
      expect(ran).toEqual(['extra', 'episode:1', 'board:1']);
      expect((await rig.job(id)).state).toBe('completed');
    });

    it('and a step was claimed: its work is not begun', async () => {
      const id = await rig.newJob();
      const claim = rig.steps.claim.bind(rig.steps);
      jest.spyOn(rig.steps, 'claim').mockImplementationOnce(async (queue) => {
        const step = await claim(queue);
        await cancel(id);
        return step;
      });
      const style = jest.fn(() => Promise.resolve(DONE));
      await drain(style);
      expect(style).not.toHaveBeenCalled();
      await expectAll(id, 'cancelled');
      expect((await rig.events(id)).at(-1)?.type).toBe('job.cancelled');
    });

    it('and a step is about to pay: nothing is begun', async () => {
      const id = await rig.newJob();
      let starts = 0;
      await drain(async (work) => {
        await cancel(id);
        await work.spend(INTENT);
        starts += 1;
        return DONE;
      });
      expect([starts, await calls(id)]).toEqual([0, []]);
      await expectAll(id, 'cancelled');
    });

    it('and a step has stored a file: it is let go', async () => {
      const id = await rig.newJob();
      const { user_id } = await rig.job(id);
      await drain(async ({ step, signal }) => {
        const file = { buffer: Buffer.from('file'), mime: 'text/plain', ext: 'txt' };
        await rig.assets.save(user_id, file, { kind: 'step', subjectId: step.id }, signal);
        await cancel(id);
        throw new Error('stopped');
      });
      const rows = await rig.orm.em.fork().execute('select released_at from assets where owner_id = ?', [user_id]);
      expect(rows).toEqual([{ released_at: expect.anything() }]);
    });
  });

  describe('a process ends', () => {
    it('and claims a step: the step is handed back before the process is gone', async () => {
      const id = await rig.newJob();
      const [claimed, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const claim = rig.steps.claim.bind(rig.steps);
      jest.spyOn(rig.steps, 'claim').mockImplementation(async (queue) => {
        const step = await claim(queue);
        claimed.resolve();
        await go.promise;
        return step;
      });
      const style = jest.fn(() => Promise.resolve(DONE));
      const worker = rig.worker({ style });
      void worker.drain('script');
      await claimed.promise;
      const closing = worker.stop(AbortSignal.abort());
      go.resolve();
      await closing;
      expect(style).not.toHaveBeenCalled();
      expect((await rig.stepRows(id))[0]).toMatchObject({ state: 'queued', attempt: 0 });
      jest.restoreAllMocks();
      await cancel(id);
    });

    it('and a vendor says that what it billed has failed: that is booked once', async () => {
      const id = await rig.newJob();
      const style = async (work: Work) => {
        if (work.step.operation === null) {
          await work.spend(INTENT);
          await work.started({ credit: null, operation: { id: 'task-1' } });
          return { again: 1 };
        }
        void worker.stop(AbortSignal.abort());
        throw new JobError('PROVIDER_REJECTED').billed(0.2);
      };
      const worker = rig.worker({ style });
      await worker.drain('script');
      await rig.makeDue(id);
      await worker.drain('script');
      await rig.makeDue(id);
      await drain(style);
      expect(await rig.job(id)).toMatchObject({ state: 'failed', cost_usd: 0.2 });
    });
  });

  it('the database stops answering: work is stopped before its lease ends', async () => {
    const id = await rig.newJob();
    jest.spyOn(rig.steps, 'renew').mockReturnValue(new Promise(() => undefined));
    const style = ({ signal }: Work) =>
      new Promise<Outcome>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    const worker = rig.worker({ style });
    worker.onApplicationBootstrap();
    void worker.drain('script');
    const first = async () => (await rig.stepRows(id))[0];
    await until('it is given back, and taken again', async () => (await first()).fence > 1);
    // By the one who had it: nobody had to take it from somebody who was gone.
    expect(await first()).toMatchObject({ crashes: 0 });
    await cancel(id);
    await worker.stop(AbortSignal.abort());
  });

  it('something breaks on our side and a paid call is begun: it is not begun again', async () => {
    const id = await rig.newJob();
    let starts = 0;
    const style = async (work: Work) => {
      await work.spend(INTENT);
      starts += 1;
      throw new TypeError('a reply that nobody foresaw');
    };
    await drain(style);
    await rig.makeDue(id);
    await drain(style);
    expect(starts).toBe(1);
    expect(await calls(id)).toEqual([{ state: 'unconfirmed', cost_usd: 0.25 }]);
    expect(await rig.job(id)).toMatchObject({ state: 'failed', error: { code: 'START_UNCONFIRMED' }, cost_usd: 0.25 });
  });

  it("a vendor calls back while we settle that it isn't ready: it is asked again at once", async () => {
    const id = await rig.newJob();
    const [settling, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const draining = drain(async () => {
      settling.resolve();
      await go.promise;
      return { again: 60_000 };
    });
    await settling.promise;
    await rig.orm.em.fork().transactional(async (em) => {
      await em.execute(`update job_steps set woken_at = now() where job_id = ? and state = 'running'`, [id]);
      go.resolve();
      // Whoever settles has looked for the call before it was there, or waits for it.
      await rig.somebodyWaits();
    });
    await draining;
    const [step] = await rig.stepRows(id);
    expect(step.state).toBe('waiting');
    expect(new Date(step.run_after as string).getTime()).toBeLessThan(Date.now() + 1000);
    await rig.jobs.remove(id);
  });

  it('the storage is away and work waits: it is woken all the same', async () => {
    const id = await rig.newJob();
    rig.wakes.length = 0;
    await expect(rig.sweeper(() => Promise.reject(new Error('away'))).sweep()).rejects.toThrow('away');
    expect(rig.wakes).toEqual(['script']);
    await rig.jobs.remove(id);
  });

  it('two subjects let go of a file: it is released', async () => {
    const [owner, one, two] = [newId(), newId(), newId()];
    const file = { buffer: Buffer.from('file'), mime: 'text/plain', ext: 'txt' };
    const { key } = await rig.assets.save(owner, file, { kind: 'step', subjectId: one }, new AbortController().signal);
    const em = rig.orm.em.fork();
    await rig.assets.addUses(owner, [key], { kind: 'shot', subjectId: two }, em);
    const [ended, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = em.transactional(async (inner) => {
      await rig.assets.endUses('step', [one], inner);
      ended.resolve();
      await go.promise;
    });
    await ended.promise;
    const second = rig.orm.em
      .fork()
      .transactional((inner) => rig.assets.endOtherUses({ kind: 'shot', subjectId: two }, [], inner));
    await rig.somebodyWaits();
    go.resolve();
    await Promise.all([first, second]);
    const rows = await rig.orm.em.fork().execute('select released_at from assets where key = ?', [key]);
    expect(rows).toEqual([{ released_at: expect.anything() }]);
  });

  it('a job is deleted and something else is done to it: there is nothing in between', async () => {
    const id = await rig.newJob();
    const [locked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holding = rig.orm.em.fork().transactional(async (em) => {
      await em.execute('select 1 from jobs where id = ? for update', [id]);
      locked.resolve();
      await go.promise;
    });
    await locked.promise;
    const removing = rig.jobs.remove(id);
    await rig.somebodyWaits();
    const changing = rig.ledger.within(id, () => Promise.resolve('there'));
    // Who comes as the lock is let go may get it before those who have waited.
    await rig.somebodyWaits(2);
    go.resolve();
    await Promise.all([holding, removing]);
    expect(await changing).toBeNull();
  });

  it('leases are renewed and steps are locked: nobody waits for the other', async () => {
    const id = await rig.newJob({ episodes: 2 });
    await rig.orm.em
      .fork()
      .execute(`update job_steps set state = 'running', fence = 1 where job_id = ? and stage = 'script'`, [id]);
    const [one, two] = (await rig.stepRows(id)).filter(({ stage }) => stage === 'script');
    let renewing: Promise<unknown> = Promise.resolve();
    await rig.orm.em.fork().transactional(async (em) => {
      await em.execute(`set local lock_timeout = '2s'`);
      await em.execute('select 1 from job_steps where id = ? for update', [one.id]);
      renewing = rig.steps.renew([two, one]);
      await rig.somebodyWaits();
      await em.execute('select 1 from job_steps where id = ? for update', [two.id]);
    });
    expect(await renewing).toEqual(new Set([one.id, two.id]));
    await rig.jobs.remove(id);
  });

  it('two transactions lock each other out: the one that PostgreSQL ends is done again', async () => {
    const id = await rig.newJob();
    let tries = 0;
    await rig.ledger.within(id, async ({ em }) => {
      tries += 1;
      if (tries === 1) {
        await em.execute(`do $$ begin raise exception using errcode = 'deadlock_detected'; end $$`);
      }
    });
    expect(tries).toBe(2);
  });

  it("this machine's clock and the database's are an hour apart: no step is late", async () => {
    const id = await rig.newJob();
    const now = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + 3_600_000);
    await rig.worker().drain('script');
    expect(await rig.job(id)).toMatchObject({ state: 'completed' });
  });

  it('a job is paused and a worker dies: resume wakes the queue of its step', async () => {
    const id = await rig.newJob();
    const owner = await asOwner(id);
    await drain(async () => {
      await rig.control.pause(owner, id);
      await rig.loseLeases(id);
      await rig.sweeper().sweep();
      return DONE;
    });
    rig.wakes.length = 0;
    await rig.control.resume(owner, id, undefined);
    expect(rig.wakes).toEqual(['script']);
  });
});
