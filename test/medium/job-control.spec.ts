import { Logger } from '@nestjs/common';
import { newId } from '../../src/common/uuid.js';
import { addDependencies, addSteps } from '../../src/jobs/jobs.service.js';
import { planOf } from '../../src/jobs/plan.js';
import { addedDependencies, shotSteps } from '../../src/jobs/planned-steps.js';
import { type Outcome, type Work } from '../../src/workflow/stage.js';
import { EngineRig } from '../support/engine-rig.js';
import { gate } from '../support/gate.js';

const FILM_PLANS = planOf({ kind: 'drama', input: { language: 'zh', aspectRatio: '16:9' } });
const DONE: Outcome = { output: null };
const FAIL = () => Promise.reject(Object.assign(new Error('broken'), { code: 'ENOSPC' }));

describe('controlling a job', () => {
  let rig: EngineRig;

  beforeAll(async () => {
    Logger.overrideLogger(['error']);
    rig = await EngineRig.start();
  });

  afterAll(() => rig.stop());

  const asOwner = async (id: string) => ({ id: (await rig.job(id)).user_id as string, role: 'user' as const });
  const cancel = async (id: string) => rig.control.cancel(await asOwner(id), id);
  const pause = async (id: string) => rig.control.pause(await asOwner(id), id);
  const resume = async (id: string, maxCostUsd?: number) => rig.control.resume(await asOwner(id), id, maxCostUsd);
  const retry = async (id: string, stage?: 'style' | 'script' | 'storyboard') =>
    rig.control.retry(await asOwner(id), id, stage);
  const counting = (ran: string[], work: (work: Work) => Promise<Outcome> = () => Promise.resolve(DONE)) => ({
    style: (step: Work) => (ran.push(step.step.item), work(step)),
    script: (step: Work) => (ran.push(step.step.item), work(step)),
    storyboard: (step: Work) => (ran.push(step.step.item), work(step)),
  });
  const failed = async (id: string) => {
    const worker = rig.worker({ script: FAIL });
    for (let attempt = 1; attempt <= 3; attempt++) {
      await worker.drain('script');
      await rig.makeDue(id);
    }
  };

  it('cancels once however often it is asked, and tells of it once', async () => {
    const id = await rig.newJob();
    await Promise.all([cancel(id), cancel(id)]);
    expect(await rig.job(id)).toMatchObject({ state: 'cancelled', started_at: null });
    expect((await rig.events(id)).map(({ type }) => type)).toEqual(['job.status', 'job.status', 'job.cancelled']);
    await rig.worker().drain('script');
    expect(new Set(Object.values(await rig.states(id)))).toEqual(new Set(['cancelled']));
  });

  it('refuses what a state does not allow, and says which it is', async () => {
    const id = await rig.newJob();
    await expect(resume(id)).rejects.toMatchObject({ code: 'INVALID_STATE', details: { status: 'pending' } });
    await expect(retry(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await rig.worker().drain('script');
    await expect(cancel(id)).rejects.toMatchObject({ code: 'INVALID_STATE', details: { status: 'completed' } });
    await expect(pause(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await expect(retry(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  it("answers somebody else's job like a missing one, and lets an admin cancel it and no more", async () => {
    const id = await rig.newJob();
    const admin = { id: newId(), role: 'admin' as const };
    for (const act of [
      () => rig.control.pause(admin, id),
      () => rig.control.retry(admin, id, undefined),
      () => rig.control.runStage(admin, id, 'script', true),
      () => rig.control.delete(admin, id),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    }
    await expect(rig.control.cancel({ id: newId(), role: 'user' }, id)).rejects.toMatchObject({
      code: 'JOB_NOT_FOUND',
    });
    await expect(cancel(newId()).catch((error: unknown) => error)).resolves.toBeInstanceOf(Error);
    const job = await rig.control.cancel(admin, id);
    expect(job).toMatchObject({ id, status: 'cancelled' });
  });

  it('keeps the shots of an episode that was planned when another one has to be planned again', async () => {
    const id = await rig.newJob({ kind: 'drama', episodes: 2 });
    const shot = newId();
    await rig.ledger.within(id, async (transaction) => {
      const steps = shotSteps(FILM_PLANS, 1, [{ id: shot, shows: null }]);
      await addSteps(transaction, steps);
      const { em } = transaction;
      await em.execute("update job_steps set state = 'cancelled' where job_id = ?", [id]);
      await em.execute(
        `update job_steps set state = 'done' where job_id = ? and item in ('bible', 'episode:1', 'episode:2', 'board:1')`,
        [id],
      );
      await em.execute(`update job_steps set state = 'failed' where job_id = ? and item = 'board:2'`, [id]);
      await em.execute(`update jobs set state = 'failed' where id = ?`, [id]);
    });
    await retry(id);
    const states = await rig.states(id);
    expect(states).toMatchObject({ 'board:1': 'done', 'board:2': 'queued' });
    expect(
      Object.keys(states)
        .filter((item) => item.endsWith(shot))
        .sort(),
    ).toEqual(['clip-check', 'clip', 'end', 'footage', 'lines', 'picture', 'title'].map((part) => `${part}:${shot}`));
    await cancel(id);
    await retry(id, 'storyboard');
    expect(Object.keys(await rig.states(id)).filter((item) => item.endsWith(shot))).toEqual([]);
  });

  it('lets either the last result or the cancel win, never both', async () => {
    for (let trial = 0; trial < 12; trial++) {
      const id = await rig.newJob();
      const [reached, go] = [gate(), gate()];
      const storyboard = async () => {
        reached.open();
        await go.opened;
        return DONE;
      };
      const draining = rig.worker({ storyboard }).drain('script');
      await reached.opened;
      const cancelling = cancel(id).catch(() => null);
      go.open();
      const [answer] = await Promise.all([cancelling, draining]);
      const { state } = await rig.job(id);
      expect(state).toBe(answer === null ? 'completed' : 'cancelled');
      const ends = (await rig.events(id)).map(({ type }) => type).filter((type) => /completed|cancelled/.test(type));
      expect(ends).toEqual([`job.${state}`]);
    }
  });

  it('pauses in the middle of a fan-out: what runs is finished, nothing is started, and resume goes on', async () => {
    const id = await rig.newJob({ episodes: 6 });
    const [reached, go] = [gate(), gate()];
    const ran: string[] = [];
    const stages = counting(ran, async ({ step }) => {
      if (step.item === 'episode:2') {
        reached.open();
        await go.opened;
      }
      return DONE;
    });
    const draining = rig.worker(stages).drain('script');
    await reached.opened;
    await Promise.all([pause(id), pause(id)]);
    go.open();
    await draining;
    await rig.worker(stages).drain('script');
    expect(await rig.job(id)).toMatchObject({ state: 'paused', error: null });
    expect(ran).toEqual(['bible', 'episode:1', 'episode:2']);
    await resume(id);
    await rig.worker(stages).drain('script');
    expect(await rig.job(id)).toMatchObject({ state: 'completed', progress: 100 });
    expect(new Set(ran).size).toBe(ran.length);
  });

  it('completes a paused job whose last step was running', async () => {
    const id = await rig.newJob();
    const storyboard = async () => {
      await pause(id);
      return DONE;
    };
    await rig.worker({ storyboard }).drain('script');
    expect((await rig.job(id)).state).toBe('completed');
  });

  it('goes on after a budget was reached only with a higher limit', async () => {
    const id = await rig.newJob({ maxCostUsd: 0.1 });
    let starts = 0;
    const worker = rig.worker({
      style: async (work) => {
        await work.spend({ capability: 'video', provider: 'runway', model: 'gen4_turbo', estimateUsd: 0.5 });
        starts += 1;
        return { output: null, costUsd: 0.5 };
      },
    });
    await worker.drain('script');
    await expect(resume(id)).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    await expect(resume(id, 0.1)).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    await resume(id, 0.4);
    await worker.drain('script');
    expect(await rig.job(id)).toMatchObject({ state: 'paused', error: { code: 'BUDGET_EXCEEDED' } });
    expect(starts).toBe(0);
    await resume(id, 0.5);
    await worker.drain('script');
    expect(await rig.job(id)).toMatchObject({ state: 'completed', cost_usd: 0.5, error: null });
    expect(starts).toBe(1);
  });

  it('goes on from the finished steps after a failure, with three new tries', async () => {
    const id = await rig.newJob({ episodes: 2 });
    await failed(id);
    expect((await rig.job(id)).state).toBe('failed');
    const ran: string[] = [];
    await retry(id);
    await rig.worker(counting(ran)).drain('script');
    expect(await rig.job(id)).toMatchObject({ state: 'completed', attempts: 2, error: null, progress: 100 });
    expect(ran).not.toContain('bible');
    expect(ran.filter((item) => item.startsWith('episode:')).length).toBeGreaterThan(0);
  });

  it('redoes everything from a stage on', async () => {
    const id = await rig.newJob({ episodes: 2 });
    await failed(id);
    const ran: string[] = [];
    await retry(id, 'style');
    await rig.worker(counting(ran)).drain('script');
    expect(ran.sort()).toEqual(['bible', 'board:1', 'board:2', 'episode:1', 'episode:2']);
    await expect(retry(id, 'storyboard')).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  it('refuses the late result of a run that was cancelled and started again', async () => {
    const id = await rig.newJob();
    const [reached, go] = [gate(), gate()];
    const slow = rig.worker({
      style: async () => {
        reached.open();
        await go.opened;
        return { output: 'late' };
      },
    });
    const draining = slow.drain('script');
    await reached.opened;
    await cancel(id);
    await retry(id);
    await rig.worker({ style: () => Promise.resolve({ output: 'new' }) }).drain('script');
    go.open();
    await draining;
    const [style] = await rig.stepRows(id);
    expect(style).toMatchObject({ state: 'done', output: 'new' });
    expect((await rig.job(id)).state).toBe('completed');
  });

  it('runs one stage of a completed job alone, or with what depends on it', async () => {
    const id = await rig.newJob({ episodes: 2 });
    await rig.worker().drain('script');
    const ran: string[] = [];
    const owner = await asOwner(id);
    await rig.control.runStage(owner, id, 'script', false);
    await rig.worker(counting(ran)).drain('script');
    expect(ran.sort()).toEqual(['episode:1', 'episode:2']);
    expect((await rig.job(id)).state).toBe('completed');
    ran.length = 0;
    await rig.control.runStage(owner, id, 'script', true);
    await rig.worker(counting(ran)).drain('script');
    expect(ran.sort()).toEqual(['board:1', 'board:2', 'episode:1', 'episode:2']);
    await expect(rig.control.runStage(owner, id, 'clips', false)).rejects.toMatchObject({ code: 'STAGE_NOT_FOUND' });
  });

  it('cuts a film again of what has changed, with what depends on that, and nothing anew', async () => {
    const id = await rig.newJob({ kind: 'drama' });
    const [a, b, c] = [newId(), newId(), newId()];
    const degraded = (stage: string) => ({ stage, wanted: 'them', used: 'local', why: 'away' });
    await rig.ledger.within(id, async (transaction) => {
      const steps = shotSteps(FILM_PLANS, 1, [
        { id: a, shows: null },
        { id: b, shows: null },
        { id: c, shows: b },
      ]);
      await addSteps(transaction, steps);
      await addDependencies(transaction, addedDependencies(FILM_PLANS, 1, steps));
      await transaction.em.execute(`update job_steps set state = 'done', input_hash = 'kept' where job_id = ?`, [id]);
      await transaction.em.execute(`update jobs set state = 'completed', progress = 100, degraded = ? where id = ?`, [
        JSON.stringify([degraded('images'), degraded('assembly')]),
        id,
      ]);
    });
    const changed = async () =>
      (await rig.stepRows(id)).filter(({ item }) => item === `picture:${b}`).map((step) => step.id as string);
    const job = await rig.control.assemble(await asOwner(id), id, { changed, judgement: null });
    expect(job).toMatchObject({ status: 'running', attempts: 2, degraded: [degraded('images')] });
    const rows = await rig.stepRows(id);
    const reset = rows.filter(({ state }) => state !== 'done');
    expect(reset.map(({ item }) => item).sort()).toEqual(
      [
        ...['picture', 'footage', 'clip', 'clip-check'].map((part) => `${part}:${b}`),
        ...['clip', 'clip-check'].map((part) => `${part}:${c}`),
        ...['sound:1', 'cut:1', 'film', 'whole'],
      ].sort(),
    );
    expect(reset.every(({ fresh, input_hash }) => !fresh && input_hash === 'kept')).toBe(true);
    expect(job.progress).toBeGreaterThan(50);
  });

  it('does not cut again what has no film, or what somebody has to look at first', async () => {
    const scenes = await rig.newJob();
    await rig.worker().drain('script');
    const cut = { changed: () => Promise.resolve([]), judgement: null };
    const owner = await asOwner(scenes);
    await expect(rig.control.assemble(owner, scenes, cut)).rejects.toMatchObject({ code: 'STAGE_NOT_FOUND' });
    const id = await rig.newJob({ kind: 'drama' });
    const user = await asOwner(id);
    await expect(rig.control.assemble(user, id, cut)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await rig.ledger.within(id, async ({ em }) => {
      await em.execute(`update job_steps set state = 'done' where job_id = ?`, [id]);
      await em.execute(`update jobs set state = 'completed' where id = ?`, [id]);
    });
    const judgement = { verdict: 'review' as const, score: 50, findings: [], provider: 'local' };
    expect(await rig.control.assemble(user, id, { ...cut, judgement })).toMatchObject({ status: 'paused' });
    await expect(resume(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await cancel(id);
    // A way around the decision would be none.
    await retry(id);
    expect(await rig.job(id)).toMatchObject({ state: 'paused' });
    expect(await rig.control.decide(user, id, 'approve', null)).toMatchObject({ status: 'running' });
  });

  it('leaves no step to be done when one fails, or waits for a vendor, at the moment of a cancel', async () => {
    for (const end of [() => Promise.reject(new Error('broken')), () => Promise.resolve({ again: 60_000 })]) {
      const id = await rig.newJob();
      const style = async () => {
        await cancel(id);
        return end();
      };
      await rig.worker({ style }).drain('script');
      expect(new Set(Object.values(await rig.states(id)))).toEqual(new Set(['cancelled']));
    }
  });

  it('deletes a job in any state, once', async () => {
    const id = await rig.newJob();
    const owner = await asOwner(id);
    const style = async () => {
      await rig.control.delete(owner, id);
      return DONE;
    };
    await rig.worker({ style }).drain('script');
    expect(await rig.job(id)).toBeUndefined();
    expect(await rig.stepRows(id)).toEqual([]);
    await expect(rig.control.delete(owner, id)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });

  it('cancels at the vendor what a cancelled job has under way', async () => {
    const id = await rig.newJob();
    const style = async (work: Work) => {
      await work.spend({ capability: 'video', provider: 'runway', model: 'gen4_turbo', estimateUsd: 0.5 });
      await work.started({ credit: null, operation: { id: 'task-1' } });
      return { again: 60_000 };
    };
    await rig.worker({ style }).drain('script');
    await cancel(id);
    const [call] = await rig.orm.em
      .fork()
      .execute<any[]>('select state, operation from provider_calls where job_id = ?', [id]);
    expect(call).toEqual({ state: 'abandoned', operation: { id: 'task-1' } });
  });
});

describe('fairness', () => {
  let rig: EngineRig;

  beforeAll(async () => {
    rig = await EngineRig.start();
  });

  afterAll(() => rig.stop());

  it('lets a small job of another user wait for one step of a big one, not for all', async () => {
    const big = await rig.newJob({ episodes: 100 });
    const order: string[] = [];
    let small: string | null = null;
    const note = async ({ job, step }: Work) => {
      order.push(`${job.id === small ? 'small' : 'big'} ${step.item}`);
      if (order.length === 20) {
        small = await rig.newJob({ episodes: 2 });
      }
      return DONE;
    };
    await rig.worker({ style: note, script: note, storyboard: note }).drain('script');
    const places = order.flatMap((entry, index) => (entry.startsWith('small') ? [index] : []));
    expect(places).toHaveLength(5);
    const waits = places.map((place, index) => place - (places[index - 1] ?? 19) - 1);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1);
    expect((await rig.job(big)).state).toBe('completed');
  });
});
