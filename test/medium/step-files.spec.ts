import { Logger } from '@nestjs/common';
import { NotNow } from '../../src/ai/provider.errors.js';
import { JobError } from '../../src/common/errors.js';
import { newId } from '../../src/common/uuid.js';
import { type Outcome, type Work } from '../../src/workflow/stage.js';
import { EngineRig, type StageWork } from '../support/engine-rig.js';

describe('the files of a step', () => {
  let rig: EngineRig;
  let keys: string[];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    rig = await EngineRig.start();
  });

  beforeEach(() => {
    keys = [];
  });

  afterAll(() => rig.stop());

  const save: StageWork = async ({ job, step, signal }) => {
    const file = { buffer: Buffer.from(newId()), mime: 'text/plain', ext: 'txt' };
    const { key } = await rig.assets.save(job.user_id, file, { kind: 'step', subjectId: step.id }, signal);
    keys.push(key);
    return { output: { link: `media:${key}` } };
  };

  /** Which of the saved files something still uses. */
  const held = async () => {
    const rows = await rig.orm.em
      .fork()
      .execute<{ key: string }[]>(
        'select key from assets a where exists (select 1 from asset_uses where asset_id = a.id)',
      );
    return keys.filter((key) => rows.some((row) => row.key === key));
  };

  it('are those of its newest result: a rerun lets go of the older ones when it has settled', async () => {
    const id = await rig.newJob();
    const worker = rig.worker({ style: save });
    await worker.drain('script');
    const { user_id } = await rig.job(id);
    await rig.control.runStage({ id: user_id, role: 'user' }, id, 'style', false);
    expect(await held()).toEqual(keys);
    await worker.drain('script');
    expect(keys).toHaveLength(2);
    expect(await held()).toEqual([keys[1]]);
  });

  it('of failed tries are let go when it is done', async () => {
    const id = await rig.newJob();
    const worker = rig.worker({
      style: async (work) => {
        const outcome = await save(work);
        if (work.step.attempt === 1) {
          throw new JobError('RENDER_FAILED');
        }
        return outcome;
      },
    });
    await worker.drain('script');
    await rig.makeDue(id);
    await worker.drain('script');
    expect((await rig.job(id)).state).toBe('completed');
    expect(await held()).toEqual([keys[1]]);
  });

  it('of a failed try are let go at once, for its job may end before the next one', async () => {
    await rig.newJob();
    const style: StageWork = async (work) => {
      await save(work);
      await work.keep({ link: `media:${keys[0]}` });
      await save(work);
      throw new JobError('RENDER_FAILED');
    };
    await rig.worker({ style }).drain('script');
    expect(keys).toHaveLength(2);
    expect(await held()).toEqual([keys[0]]);
  });

  it.each<[string, (work: Work) => Promise<Outcome>]>([
    ['a vendor was to be asked again', () => Promise.resolve({ again: 60_000 })],
    ['a provider was to be waited for', () => Promise.reject(new NotNow('runway', 60_000))],
  ])('of a job that was cancelled before %s are let go at once', async (_what, end) => {
    const id = await rig.newJob();
    const { user_id } = await rig.job(id);
    const style: StageWork = async (work) => {
      await save(work);
      await rig.control.cancel({ id: user_id, role: 'user' }, id);
      return end(work);
    };
    await rig.worker({ style }).drain('script');
    expect(await rig.states(id)).toMatchObject({ bible: 'cancelled' });
    expect(await held()).toEqual([]);
    const outcomes = await rig.metrics.stepDuration.get();
    expect(outcomes.values.map(({ labels }) => labels.outcome)).not.toContain('again');
  });

  it('of a worker that comes too late are let go at once', async () => {
    const id = await rig.newJob();
    let runs = 0;
    const worker = rig.worker({
      style: async (work) => {
        runs += 1;
        if (runs > 1) {
          return save(work);
        }
        await rig.loseLeases(id);
        await rig.sweeper().sweep();
        await rig.worker({ style: save }).drain('script');
        return save(work);
      },
    });
    await worker.drain('script');
    expect(keys).toHaveLength(2);
    expect(await held()).toEqual([keys[0]]);
  });

  it('of a job that was deleted meanwhile are let go at once', async () => {
    const id = await rig.newJob();
    const { user_id } = await rig.job(id);
    const style: StageWork = async (work) => {
      await rig.control.delete({ id: user_id, role: 'user' }, id);
      return save(work);
    };
    await rig.worker({ style }).drain('script');
    expect(keys).toHaveLength(1);
    expect(await held()).toEqual([]);
  });
});
