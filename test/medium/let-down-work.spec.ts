import { Logger } from '@nestjs/common';
import { Circuits } from '../../src/ai/circuit.js';
import {
  type Footage,
  type GenerationStatus,
  type Operation,
  type Started,
  type Usage,
  VideoModel,
} from '../../src/ai/ports.js';
import { ProviderChain } from '../../src/ai/provider-chain.js';
import { type Orchestrator } from '../../src/workflow/orchestrator.js';
import { Spending } from '../../src/workflow/spending.js';
import { settleFailure } from '../../src/workflow/step-failure.js';
import { VendorCalls } from '../../src/workflow/vendor-calls.js';
import { JobError } from '../../src/common/errors.js';
import { type JobErrorCode } from '../../src/common/job-error-catalogue.js';
import { Metrics } from '../../src/common/metrics.js';
import { EngineRig } from '../support/engine-rig.js';
import { limitsOf, registryOf } from '../support/registries.js';
import { PATIENCE_MS } from '../support/until.js';

const POLL_MS = 10;
const DOWN = new JobError('PROVIDER_UNAVAILABLE.network', { provider: 'runway' });

/** A vendor whose every answer is said beforehand; without one it is at work for ever. */
class ScriptedVideoModel extends VideoModel {
  readonly model = 'model';
  starts = 0;
  asks = 0;
  startFailures: JobError[] = [];
  /** What it does with a question, by its number from 1. */
  answer: (ask: number) => GenerationStatus<Footage> | JobError = () => ({
    ...{ state: 'pending', progress: null, pollAfterMs: POLL_MS },
  });

  constructor(readonly provider: string) {
    super();
  }

  start(): Promise<Started<Footage>> {
    const failure = this.startFailures.shift();
    if (failure !== undefined) {
      return Promise.reject(failure);
    }
    this.starts += 1;
    return Promise.resolve({ state: 'pending', operation: { id: `${this.provider}-${this.starts}` } });
  }

  status(_operation: Operation): Promise<GenerationStatus<Footage>> {
    this.asks += 1;
    const answer = this.answer(this.asks);
    return answer instanceof JobError ? Promise.reject(answer) : Promise.resolve(answer);
  }

  cancel(): Promise<number> {
    return Promise.resolve(0);
  }

  usageOf(): Usage {
    return { seconds: 5 };
  }

  override quote(): number {
    return 0.25;
  }
}

const done: GenerationStatus<Footage> = { state: 'done', result: { kind: 'file', url: 'https://x' }, costUsd: 0.2 };

describe('a vendor that does not answer any more about what it has in hand, or ends it badly,', () => {
  let rig: EngineRig;
  let runway: ScriptedVideoModel;
  let pika: ScriptedVideoModel;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    rig = await EngineRig.start({ PROVIDER_POLL_MS: String(POLL_MS) });
  });

  afterAll(() => rig.stop());

  beforeEach(() => {
    runway = new ScriptedVideoModel('runway');
    pika = new ScriptedVideoModel('pika');
    pika.answer = () => done;
  });

  function newWorker(allowFallback = true): Orchestrator {
    const models = registryOf({ video: [runway, pika] });
    const limits = limitsOf({});
    const chain = new ProviderChain(rig.config, models, new Circuits(), limits, new Metrics());
    const vendors = new VendorCalls(chain, models, new Spending(rig.ledger, limits), limits, rig.config);
    return rig.worker({
      style: async (work) => {
        const generated = await vendors.generate(work, {
          capability: 'video',
          wish: { wanted: ['runway'], allowFallback },
          quote: (model) => model.quote({ seconds: 5 }),
          usage: (model) => model.usageOf({ seconds: 5 }),
          request: () => Promise.resolve({ prompt: '', image: null, seconds: 5, aspectRatio: '9:16' }),
        });
        return 'again' in generated ? generated : { ...generated, output: null };
      },
    });
  }

  /** Works until something `is` so; time between two tries passes at once, and what is asked again is asked in turn. */
  async function workUntil(worker: Orchestrator, id: string, is: () => boolean | Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
      await rig.makeDue(id);
      await worker.drain('script');
      if (await is()) {
        return;
      }
    }
    throw new Error('it did not come to that');
  }

  const hasEnded = (id: string) => async () => ['completed', 'failed'].includes((await rig.job(id)).state);
  const calls = (id: string) =>
    rig.orm.em.fork().execute<any[]>('select * from provider_calls where job_id = ? order by created_at, id', [id]);
  const styleOf = async (id: string) => (await rig.stepRows(id)).find(({ stage }: any) => stage === 'style');

  it('is given up, paid all the same, and somebody else does the work', async () => {
    runway.answer = () => DOWN;
    const id = await rig.newJob();
    const began = performance.now();
    await workUntil(newWorker(), id, hasEnded(id));
    expect(performance.now() - began).toBeGreaterThan(12 * POLL_MS);
    expect(runway.asks).toBeGreaterThanOrEqual(5);
    expect([runway.starts, pika.starts]).toEqual([1, 1]);
    expect(await calls(id)).toMatchObject([
      { provider: 'runway', state: 'abandoned', attempt: 1, cost_usd: 0.25, error_code: 'PROVIDER_UNAVAILABLE' },
      { provider: 'pika', state: 'done', attempt: 2, cost_usd: 0.2 },
    ]);
    const why = 'runway stopped answering, and what it had in hand counts as paid';
    expect(await rig.job(id)).toMatchObject({
      state: 'completed',
      cost_usd: expect.closeTo(0.45) as number,
      degraded: [{ stage: 'style', wanted: 'runway', used: 'pika', why }],
    });
    const told = (await rig.events(id)).filter(({ type }) => type === 'job.degraded');
    expect(told).toMatchObject([{ data: { used: 'pika', why } }]);
  });

  it('is not given up where it answers now and then', async () => {
    runway.answer = (ask) =>
      ask > 40 ? done : ask % 5 === 0 ? { state: 'pending', progress: 0, pollAfterMs: 1 } : DOWN;
    const id = await rig.newJob();
    await workUntil(newWorker(), id, hasEnded(id));
    expect(await calls(id)).toMatchObject([{ provider: 'runway', state: 'done', cost_usd: 0.2 }]);
    expect(await rig.job(id)).toMatchObject({ state: 'completed', degraded: [] });
  });

  it('is not given up where nobody else may do it', async () => {
    runway.answer = (ask) => (ask > 40 ? done : DOWN);
    const id = await rig.newJob();
    await workUntil(newWorker(false), id, hasEnded(id));
    expect(await calls(id)).toMatchObject([{ provider: 'runway', state: 'done', attempt: 1 }]);
    expect(pika.starts).toBe(0);
  });

  it('is asked again at once where it has called while it was asked in vain', async () => {
    const id = await rig.newJob();
    runway.answer = () => DOWN;
    const worker = newWorker();
    await worker.drain('script');
    await rig.makeDue(id);
    await rig.steps.wakeDue();
    const step = (await rig.steps.claim('script'))!;
    await rig.orm.em.fork().execute('update job_steps set woken_at = now() where id = ?', [step.id]);
    const failure = { error: DOWN, isStopped: false, pollMs: 60_000 };
    const end = await rig.ledger.within(id, (transaction) => settleFailure(transaction, step, failure));
    expect(end).toMatchObject({ outcome: 'again' });
    const [row] = await rig.orm.em
      .fork()
      .execute<any[]>('select run_after <= now() as is_due from job_steps where id = ?', [step.id]);
    expect(row).toEqual({ is_due: true });
    await rig.control.cancel({ id: step.user_id, role: 'user' }, id);
  });

  it.each(['PROVIDER_AUTH', 'PROVIDER_QUOTA', 'PROVIDER_REJECTED'] as const)(
    'is asked on where it refuses to say, with %s, and does the work once',
    async (code) => {
      runway.answer = (ask) => (ask > 40 ? done : new JobError(code, { provider: 'runway' }));
      const id = await rig.newJob();
      await workUntil(newWorker(false), id, hasEnded(id));
      expect(runway.starts).toBe(1);
      expect(await calls(id)).toMatchObject([{ provider: 'runway', state: 'done', attempt: 1, cost_usd: 0.2 }]);
    },
  );

  it('is given up, paid all the same, where it goes on refusing to say', async () => {
    runway.answer = () => new JobError('PROVIDER_AUTH', { provider: 'runway' });
    const id = await rig.newJob();
    await workUntil(newWorker(), id, hasEnded(id));
    expect(runway.asks).toBeGreaterThanOrEqual(5);
    expect(await calls(id)).toMatchObject([
      { provider: 'runway', state: 'abandoned', cost_usd: 0.25 },
      { provider: 'pika', state: 'done', cost_usd: 0.2 },
    ]);
  });

  it('is given up at the last attempt, too', async () => {
    runway.startFailures = [DOWN, DOWN];
    runway.answer = () => DOWN;
    const id = await rig.newJob();
    await workUntil(newWorker(), id, hasEnded(id));
    expect(await rig.job(id)).toMatchObject({ state: 'completed' });
    expect(await styleOf(id)).toMatchObject({ provider: 'pika', attempt: 4 });
  });

  it('is asked again for other work, and in a new run of this', async () => {
    runway.answer = () => DOWN;
    const id = await rig.newJob();
    await workUntil(newWorker(), id, hasEnded(id));
    runway.answer = () => done;
    const { user_id } = await rig.job(id);
    await rig.control.runStage({ id: user_id, role: 'user' }, id, 'style', false);
    await workUntil(newWorker(), id, hasEnded(id));
    expect(await styleOf(id)).toMatchObject({ provider: 'runway', attempt: 1 });
  });

  const failed = (code: JobErrorCode): GenerationStatus<Footage> => ({
    ...{ state: 'failed', error: new JobError(code, { provider: 'runway' }), costUsd: 0.1 },
  });

  it.each(['PROVIDER_REJECTED', 'PROVIDER_QUOTA', 'PROVIDER_AUTH', 'DOWNLOAD_FAILED'] as const)(
    'is paid, and somebody else does the work, where it would end so again: %s',
    async (code) => {
      runway.answer = () => failed(code);
      const id = await rig.newJob();
      await workUntil(newWorker(), id, hasEnded(id));
      expect(await calls(id)).toMatchObject([
        { provider: 'runway', state: 'failed', attempt: 1, cost_usd: 0.1, error_code: code },
        { provider: 'pika', state: 'done', attempt: 2, cost_usd: 0.2 },
      ]);
      expect(await rig.job(id)).toMatchObject({
        state: 'completed',
        cost_usd: expect.closeTo(0.3) as number,
        degraded: [{ stage: 'style', wanted: 'runway', used: 'pika', why: `runway failed: ${code}` }],
      });
    },
  );

  it.each(['PROVIDER_UNAVAILABLE', 'INVALID_OUTPUT'] as const)(
    'has three tries where chance may mend it: %s',
    async (code) => {
      runway.answer = () => failed(code);
      const id = await rig.newJob();
      await workUntil(newWorker(), id, hasEnded(id));
      expect([runway.starts, pika.starts]).toEqual([3, 1]);
      expect(await rig.job(id)).toMatchObject({ state: 'completed', degraded: [{ wanted: 'runway', used: 'pika' }] });
    },
  );

  it('is not replaced without leave', async () => {
    runway.answer = () => failed('PROVIDER_REJECTED');
    const id = await rig.newJob();
    await workUntil(newWorker(false), id, hasEnded(id));
    expect([runway.starts, pika.starts]).toEqual([1, 0]);
    expect(await rig.job(id)).toMatchObject({ state: 'failed', error: { code: 'PROVIDER_REJECTED' } });
  });

  it.each(['PROVIDER_REJECTED', 'PROVIDER_UNAVAILABLE'] as const)(
    'is the last one where all have ended it so, each of them once after that: %s',
    async (code) => {
      runway.answer = pika.answer = () => failed(code);
      const id = await rig.newJob();
      await workUntil(newWorker(), id, hasEnded(id));
      expect([runway.starts, pika.starts]).toEqual([code === 'PROVIDER_REJECTED' ? 1 : 3, 1]);
      expect(await rig.job(id)).toMatchObject({ state: 'failed', error: { code } });
    },
  );
});
