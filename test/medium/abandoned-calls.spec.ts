import { Logger } from '@nestjs/common';
import {
  type Footage,
  type GenerationStatus,
  type Operation,
  type Started,
  type Usage,
  VideoModel,
} from '../../src/ai/ports.js';
import { AbandonedCalls } from '../../src/workflow/abandoned-calls.js';
import { type Work } from '../../src/workflow/stage.js';
import { EngineRig } from '../support/engine-rig.js';
import { registryOf } from '../support/registries.js';

const INTENT = { capability: 'video' as const, provider: 'runway', model: 'model', estimateUsd: 0.25 };

/** A vendor that says beforehand what is owed for what it is told to stop. */
class StoppedVideoModel extends VideoModel {
  readonly provider = 'runway';
  readonly model = 'model';
  readonly stopped: string[] = [];

  constructor(private readonly owedUsd: number | null | Error) {
    super();
  }

  start(): Promise<Started<Footage>> {
    throw new Error('nothing is started here');
  }

  status(): Promise<GenerationStatus<Footage>> {
    throw new Error('nothing is asked here');
  }

  async cancel({ id }: Operation): Promise<number | null> {
    this.stopped.push(id);
    if (this.owedUsd instanceof Error) {
      throw this.owedUsd;
    }
    return this.owedUsd;
  }

  usageOf(): Usage {
    return { seconds: 5 };
  }

  override quote(): number {
    return INTENT.estimateUsd;
  }
}

describe('what a vendor has in hand, and nobody wants any more', () => {
  let rig: EngineRig;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    rig = await EngineRig.start();
  });

  afterAll(() => rig.stop());

  const calls = (id: string) =>
    rig.orm.em.fork().execute<any[]>('select * from provider_calls where job_id = ? order by created_at, id', [id]);

  const started = async (work: Work) => {
    await work.spend(INTENT);
    await work.started({ credit: null, operation: { id: `task-of-${work.job.id}` } });
    return { again: 60_000 };
  };

  const ownerOf = async (id: string) => ({ id: (await rig.job(id)).user_id as string, role: 'user' as const });

  /** A cancelled job whose footage is under way at its vendor. */
  const newAbandoned = async (maxCostUsd: number | null = null) => {
    const id = await rig.newJob({ maxCostUsd });
    await rig.worker({ style: started }).drain('script');
    await rig.control.cancel(await ownerOf(id), id);
    expect(await calls(id)).toMatchObject([{ state: 'abandoned', cost_usd: null }]);
    return id;
  };

  const cancelAll = (...models: VideoModel[]) =>
    new AbandonedCalls(rig.orm.em, registryOf({ video: models }), rig.ledger, rig.config).cancelAll();

  it.each<[string, number | null, string, number]>([
    ['was stopped in time costs nothing', 0, 'cancelled', 0],
    ['had ended costs what the vendor says', 0.2, 'cancelled', 0.2],
    ['perhaps went on costs what was reckoned', null, 'unconfirmed', 0.25],
  ])('%s', async (_, owedUsd, state, costUsd) => {
    const id = await newAbandoned();
    const model = new StoppedVideoModel(owedUsd);
    await cancelAll(model);
    await cancelAll(model);
    expect(model.stopped).toEqual([`task-of-${id}`]);
    expect(await calls(id)).toMatchObject([{ state, cost_usd: costUsd }]);
    expect(await rig.job(id)).toMatchObject({ state: 'cancelled', cost_usd: costUsd });
    expect((await rig.stepRows(id)).find(({ item }) => item === 'bible')).toMatchObject({ cost_usd: costUsd });
  });

  it('costs what was reckoned where its model was taken away', async () => {
    const id = await newAbandoned();
    await cancelAll();
    expect(await calls(id)).toMatchObject([{ state: 'unconfirmed', cost_usd: 0.25 }]);
    expect((await rig.job(id)).cost_usd).toBe(0.25);
  });

  it('costs what was reckoned where its vendor can not be reached for an hour', async () => {
    const id = await newAbandoned();
    const silent = new StoppedVideoModel(new Error('nobody there'));
    await cancelAll(silent);
    expect(await calls(id)).toMatchObject([{ state: 'abandoned', cost_usd: null }]);
    await rig.orm.em
      .fork()
      .execute(
        `update provider_calls set created_at = now() - interval '61 minutes', ask_after = now() where job_id = ?`,
        [id],
      );
    await cancelAll(silent);
    expect(await calls(id)).toMatchObject([{ state: 'unconfirmed', cost_usd: 0.25 }]);
    expect((await rig.job(id)).cost_usd).toBe(0.25);
  });

  it('has its end written down after its job was deleted, too', async () => {
    const id = await newAbandoned();
    await rig.jobs.remove(id);
    await cancelAll(new StoppedVideoModel(null));
    expect(await calls(id)).toMatchObject([{ state: 'unconfirmed', cost_usd: 0.25 }]);
  });

  it('counts for the limit of its job until it is known what it costs', async () => {
    const stopped = await newAbandoned(0.4);
    await cancelAll(new StoppedVideoModel(0));
    const unknown = await newAbandoned(0.4);
    for (const id of [stopped, unknown]) {
      await rig.control.retry(await ownerOf(id), id, undefined);
    }
    await rig.worker({ style: started }).drain('script');
    expect(await calls(stopped)).toMatchObject([{ state: 'cancelled' }, { state: 'started' }]);
    expect(await calls(unknown)).toMatchObject([{ state: 'abandoned' }]);
    expect(await rig.job(unknown)).toMatchObject({ state: 'paused', error: { code: 'BUDGET_EXCEEDED' } });
    await cancelAll(new StoppedVideoModel(0));
  });

  it('is booked as done where it is finished while its job is cancelled', async () => {
    const id = await rig.newJob();
    const owner = await ownerOf(id);
    const style = async (work: Work) => {
      await work.spend(INTENT);
      await work.started({ credit: null, operation: { id: 'task' } });
      await rig.control.cancel(owner, id);
      return { output: null, costUsd: 0.2 };
    };
    await rig.worker({ style }).drain('script');
    const model = new StoppedVideoModel(0);
    await cancelAll(model);
    expect(model.stopped).toEqual([]);
    expect(await calls(id)).toMatchObject([{ state: 'done', cost_usd: 0.2 }]);
    expect(await rig.job(id)).toMatchObject({ state: 'cancelled', cost_usd: 0.2 });
  });

  it('is let go by the run that has it when its job is cancelled', async () => {
    const id = await rig.newJob();
    const owner = await ownerOf(id);
    const style = async (work: Work) => {
      const outcome = await started(work);
      await rig.control.cancel(owner, id);
      return outcome;
    };
    await rig.worker({ style }).drain('script');
    expect(await calls(id)).toMatchObject([{ state: 'abandoned', cost_usd: null }]);
    expect(await rig.states(id)).toMatchObject({ bible: 'cancelled' });
  });
});
