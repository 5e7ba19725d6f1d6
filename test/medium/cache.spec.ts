import { Logger } from '@nestjs/common';
import { JobError } from '../../src/common/errors.js';
import { newId } from '../../src/common/uuid.js';
import { resetSteps } from '../../src/jobs/step-reset.js';
import { type Work } from '../../src/workflow/stage.js';
import { type ClaimedStep } from '../../src/workflow/step-ledger.js';
import { rescueStep } from '../../src/workflow/step-rescue.js';
import { EngineRig, type StageWork } from '../support/engine-rig.js';

const CREDIT = { provider: 'local', model: 'writer', degraded: null };
const FALLEN = { ...CREDIT, degraded: { wanted: 'ollama', used: 'local', why: 'ollama is not configured' } };

describe('the cache', () => {
  let rig: EngineRig;
  let userId: string;
  let made: string[];

  beforeAll(async () => {
    Logger.overrideLogger(['error']);
    rig = await EngineRig.start();
  });

  beforeEach(() => {
    userId = newId();
    made = [];
  });

  afterAll(() => rig.stop());

  const saved = async ({ job, step, signal }: Work, bytes: string): Promise<string> => {
    const file = { buffer: Buffer.from(bytes), mime: 'text/plain', ext: 'txt' };
    return (await rig.assets.save(job.user_id, file, { kind: 'step', subjectId: step.id }, signal)).key;
  };

  /** Writes the prompt into a file; the prompt is all that counts. */
  const style: StageWork = async (work) => {
    made.push(work.job.id);
    return { output: { key: await saved(work, work.job.prompt) }, credit: CREDIT };
  };
  const byPrompt = { style: (work: Work) => ({ prompt: work.job.prompt }) };

  /** A finished job, and its style step. */
  const finish = async (
    job: { userId?: string; prompt?: string } = {},
    worker = rig.worker({ style }, byPrompt),
  ): Promise<{ id: string; step: any }> => {
    const id = await rig.newJob({ userId, prompt: 'a', ...job });
    await worker.drain('script');
    expect(await rig.job(id)).toMatchObject({ state: 'completed', cost_usd: 0 });
    return { id, step: (await rig.stepRows(id)).find(({ item }) => item === 'bible') };
  };

  const sql = (query: string, values: unknown[]) => rig.orm.em.fork().execute<any[]>(query, values);

  /** The newest step's file goes, uses and all, as by a deletion long ago. */
  const lose = async (key: string) => {
    await sql('delete from asset_uses where asset_id = (select id from assets where key = ?)', [key]);
    await sql('delete from assets where key = ?', [key]);
  };

  /** The style step of a finished job waits to be done once more, not anew. */
  const doAgain = (id: string) =>
    rig.ledger.within(id, async (transaction) => {
      await resetSteps(transaction, { which: "item = 'bible'", values: [], isFresh: false });
      await transaction.moveJob('running');
      await transaction.queueReady(null);
    });

  it('takes the output of a finished step of the same user with the same facts', async () => {
    const first = await finish();
    const second = await finish();
    expect(made).toEqual([first.id]);
    expect(first.step).toMatchObject({ cached: false, input_hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(second.step).toMatchObject({
      state: 'done',
      cached: true,
      output: first.step.output,
      provider: 'local',
      model: 'writer',
      input_hash: first.step.input_hash,
    });
    const { items } = await rig.jobs.steps(userId, second.id, {
      limit: 10,
      offset: 0,
      sort_by: 'started_at',
      sort_order: 'asc',
    });
    expect(items.map(({ item, cached }) => [item, cached])).toEqual([
      ['bible', true],
      ['episode:1', false],
      ['board:1', false],
    ]);
  });

  it('takes with it how often it was refused before it was made', async () => {
    const first = await finish();
    await sql('update job_steps set softened = 2 where id = ?', [first.step.id]);
    expect((await finish()).step).toMatchObject({ cached: true, softened: 2 });
  });

  it('does not take what is not the same: other facts, another user, another version of the stage', async () => {
    await finish();
    await finish({ prompt: 'b' });
    await finish({ userId: newId() });
    const newer = rig.worker({ style }, byPrompt, { style: 2 });
    await finish({}, newer);
    expect(made).toHaveLength(4);
    await finish({}, newer);
    expect(made).toHaveLength(4);
  });

  it('makes a step anew that has no facts', async () => {
    const worker = rig.worker({ style });
    const [first, second] = [await finish({}, worker), await finish({}, worker)];
    expect(made).toEqual([first.id, second.id]);
    expect(second.step).toMatchObject({ cached: false, input_hash: null });
  });

  it('does not take what somebody had to stand in for', async () => {
    const worker = rig.worker({ style: async (work) => ({ ...(await style(work)), credit: FALLEN }) }, byPrompt);
    await finish({}, worker);
    const { step } = await finish();
    expect(made).toHaveLength(2);
    expect(step.cached).toBe(false);
  });

  it('makes anew what has lost its file or its output, and takes that from then on', async () => {
    const lost = await finish();
    await lose(lost.step.output.key);
    const emptied = await finish();
    await sql('update job_steps set output = null where id = ?', [emptied.step.id]);
    const whole = await finish();
    expect(made).toEqual([lost.id, emptied.id, whole.id]);
    expect((await finish()).step).toMatchObject({ cached: true, output: whole.step.output });
  });

  it('keeps the file for whoever took it, also when its maker is deleted', async () => {
    const first = await finish();
    const second = await finish();
    await rig.jobs.deleteOfProject((await rig.job(first.id)).project_id);
    await sql(`update assets set released_at = released_at - interval '2 hours' where owner_id = ?`, [userId]);
    await rig.assets.deleteReleased();
    expect(await rig.assets.sumsOf(userId, [second.step.output.key])).toHaveProperty('size', 1);
    expect((await finish()).step).toMatchObject({ cached: true, output: second.step.output });
    for (const { project_id } of await sql('select project_id from jobs where user_id = ?', [userId])) {
      await rig.jobs.deleteOfProject(project_id);
    }
    await sql(`update assets set released_at = released_at - interval '2 hours' where owner_id = ?`, [userId]);
    await rig.assets.deleteReleased();
    expect(await sql('select key from assets where owner_id = ?', [userId])).toEqual([]);
  });

  it('makes anew what somebody wants to be run again, and takes that from then on', async () => {
    const first = await finish();
    await finish();
    await rig.control.runStage({ id: userId, role: 'user' }, first.id, 'style', false);
    await rig.worker({ style }, byPrompt).drain('script');
    expect(made).toEqual([first.id, first.id]);
    const [again] = await rig.stepRows(first.id);
    expect(again).toMatchObject({ state: 'done', cached: false, fresh: false });
    expect((await finish()).step).toMatchObject({ cached: true, output: again.output });
  });

  it('leaves a step its own result where that is run once more and its facts are the same', async () => {
    const { id, step } = await finish();
    const again = async (worker = rig.worker({ style }, byPrompt)) => {
      await doAgain(id);
      await worker.drain('script');
      return (await rig.stepRows(id))[0];
    };
    expect(await again()).toMatchObject({ cached: true, output: step.output, input_hash: step.input_hash });
    const other = rig.worker({ style }, { style: () => ({ prompt: 'other' }) });
    expect(await again(other)).toMatchObject({
      cached: false,
      output: { key: expect.not.stringContaining(step.output.key) },
    });
    expect(made).toHaveLength(2);
  });

  describe('where a step that is done once more is interrupted', () => {
    const claimed = async () => (await rig.steps.claim('script')) as ClaimedStep;
    const cancelAndRetry = async (id: string) => {
      const owner = { id: userId, role: 'user' as const };
      await rig.control.cancel(owner, id);
      await rig.control.retry(owner, id, undefined);
    };

    it.each<[string, (id: string) => Promise<unknown>]>([
      ['by a cancel before it has begun', cancelAndRetry],
      ['by a cancel while it runs', (id) => claimed().then(() => cancelAndRetry(id))],
      [
        'by the end of its worker',
        async (id) => {
          const step = await claimed();
          const [row] = await sql('select lease_until::text as lease from job_steps where id = ?', [step.id]);
          const { lease } = row as { lease: string };
          expect(await rig.ledger.within(id, (transaction) => rescueStep(transaction, { ...step, lease }))).toBe(true);
        },
      ],
      [
        'by a fault that passes',
        async (id) => {
          const faulty = () => {
            throw new JobError('STORAGE_FAILED');
          };
          await rig.worker({ style }, { style: faulty }).drain('script');
          expect((await rig.stepRows(id))[0]).toMatchObject({ state: 'waiting', attempt: 1 });
          await rig.makeDue(id);
        },
      ],
    ])('leaves it its own result: %s', async (_, interrupt) => {
      const { id, step } = await finish();
      await doAgain(id);
      await interrupt(id);
      await rig.worker({ style }, byPrompt).drain('script');
      expect((await rig.stepRows(id))[0]).toMatchObject({ state: 'done', cached: true, output: step.output });
      expect(made).toEqual([id]);
    });
  });

  it('makes anew what a step has made before, if a file of that has gone', async () => {
    const { id, step } = await finish();
    await lose(step.output.key);
    await doAgain(id);
    await rig.worker({ style }, byPrompt).drain('script');
    expect((await rig.stepRows(id))[0]).toMatchObject({ state: 'done', cached: false, attempt: 1 });
    expect(made).toEqual([id, id]);
  });

  it('does not take what a step has made before for what a vendor was asked for since', async () => {
    const { id, step } = await finish();
    const asks: StageWork = async (work) => {
      await work.started({ credit: CREDIT, operation: { id: 'task' } });
      return { again: 60_000 };
    };
    const otherFacts = { style: () => ({ prompt: 'other' }) };
    await doAgain(id);
    await rig.worker({ style: asks }, otherFacts).drain('script');
    const owner = { id: userId, role: 'user' as const };
    await rig.control.cancel(owner, id);
    await rig.control.retry(owner, id, undefined);
    await rig.worker({ style }, otherFacts).drain('script');
    const [row] = await rig.stepRows(id);
    expect(row).toMatchObject({ state: 'done', cached: false });
    expect(row.output).not.toEqual(step.output);
  });

  it('counts files in the facts by their bytes, whatever their names', async () => {
    const never = { script: ({ inputs }: Work) => inputs.get('bible') };
    const script: StageWork = ({ step }) => Promise.resolve(void made.push(step.item)).then(() => ({ output: {} }));
    const worker = rig.worker({ style, script }, never);
    const [first, second] = [await finish({}, worker), await finish({}, worker)];
    expect(first.step.output).not.toEqual(second.step.output);
    await finish({ prompt: 'b' }, worker);
    expect(made).toEqual([first.id, 'episode:1', second.id, expect.any(String), 'episode:1']);
  });

  it('asks a vendor on who has a step in hand, and takes what he made from then on', async () => {
    const bought: StageWork = async (work) => {
      if (work.step.operation === null) {
        await work.started({ credit: CREDIT, operation: { id: 'task' } });
        return { again: 60_000 };
      }
      return style(work);
    };
    const worker = rig.worker({ style: bought }, byPrompt);
    const id = await rig.newJob({ userId, prompt: 'a' });
    await worker.drain('script');
    const [waiting] = await rig.stepRows(id);
    expect(waiting).toMatchObject({ state: 'waiting' });
    const quick = await finish();
    await rig.makeDue(id);
    await worker.drain('script');
    expect(made).toEqual([quick.id, id]);
    expect((await rig.stepRows(id))[0]).toMatchObject({ state: 'done', cached: false, input_hash: waiting.input_hash });
    expect((await finish()).step.cached).toBe(true);
  });

  it('does not find what a vendor makes by facts that have changed since he was asked', async () => {
    const bought: StageWork = async (work) => {
      if (work.step.operation === null) {
        await work.started({ credit: CREDIT, operation: { id: 'task' } });
        return { again: 60_000 };
      }
      return style(work);
    };
    const worker = rig.worker({ style: bought }, byPrompt);
    const id = await rig.newJob({ userId, prompt: 'a' });
    await worker.drain('script');
    await sql(`update jobs set prompt = 'b' where id = ?`, [id]);
    await rig.makeDue(id);
    await worker.drain('script');
    expect((await finish({ prompt: 'b' })).step.cached).toBe(false);
  });
});
