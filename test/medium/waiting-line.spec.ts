import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Circuits } from '../../src/ai/circuit.js';
import { type Call, type Speech, SpeechModel } from '../../src/ai/ports.js';
import { closeCalls, openCall } from '../../src/ai/provider-calls.js';
import { NotNow } from '../../src/ai/provider.errors.js';
import { ProviderChain } from '../../src/ai/provider-chain.js';
import { JobError } from '../../src/common/errors.js';
import { newId } from '../../src/common/uuid.js';
import { failJob, failureOf } from '../../src/jobs/job-failure.js';
import { type JobTransaction } from '../../src/jobs/ledger.js';
import { book, Spending } from '../../src/workflow/spending.js';
import { releaseStep } from '../../src/workflow/step-failure.js';
import { type Outcome, type Work } from '../../src/workflow/stage.js';
import { VendorCalls } from '../../src/workflow/vendor-calls.js';
import { EngineRig } from '../support/engine-rig.js';
import { limitsOf, registryOf } from '../support/registries.js';

const PAID_USD = 0.03;
const INTENT = { capability: 'video' as const, provider: 'runway', model: 'gen4_turbo', estimateUsd: 0.25 };
const CREDIT = { provider: 'runway', model: 'gen4_turbo', degraded: null };
const FREE = { state: 'done', costUsd: 0, usage: null, errorCode: null } as const;

/** A voice that costs three cents a line. */
class TestSpeaker extends SpeechModel {
  readonly model = 'voice';

  constructor(
    readonly provider: string,
    private readonly speak: () => Promise<void> = () => Promise.resolve(),
  ) {
    super();
  }

  async generate(_: unknown, call: Call): Promise<Speech> {
    call.used({ characters: 1000 });
    await this.speak();
    return { wav: Buffer.alloc(0), seconds: 1, voiceless: false };
  }

  override costOf(): number {
    return PAID_USD;
  }

  quote(): number {
    return PAID_USD;
  }
}

describe('who waits for a provider', () => {
  let rig: EngineRig;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    rig = await EngineRig.start();
  });

  beforeEach(async () => {
    rig.limits = {};
    await execute('delete from jobs');
    await execute('delete from provider_calls');
  });

  afterEach(() => jest.restoreAllMocks());

  afterAll(() => rig.stop());

  const execute = (sql: string, values: unknown[] = []) => rig.orm.em.fork().execute<any[]>(sql, values);
  const calls = (id: string) => execute('select * from provider_calls where job_id = ? order by created_at, id', [id]);
  const styleOf = async (id: string) => (await rig.stepRows(id)).find(({ stage }) => stage === 'style');
  const asOwner = async (id: string) => ({ id: (await rig.job(id)).user_id as string, role: 'user' as const });

  /** Somebody else's call, which takes a place. */
  const occupy = (provider: string) => {
    const call = { userId: newId(), jobId: null, stepId: null, attempt: 1, ...INTENT, provider };
    return openCall(rig.orm.em.fork(), call, { concurrency: null, perMinute: null });
  };
  const leave = (callId: string) => closeCalls(rig.orm.em.fork(), 'id', callId, FREE);

  describe('and for whom another one was paid', () => {
    const invalid = () => Promise.reject(new JobError('INVALID_OUTPUT', { provider: 'cloud' }));

    function vendorsWith(...speakers: TestSpeaker[]): VendorCalls {
      const limits = limitsOf({ busy: { concurrency: 1, perMinute: null } });
      const registry = registryOf({ speech: speakers });
      const chain = new ProviderChain(rig.config, registry, new Circuits(), limits, rig.metrics);
      return new VendorCalls(chain, registry, new Spending(rig.ledger, limits), limits, rig.config);
    }

    const ask = async (vendors: VendorCalls, work: Work, wanted: string[]): Promise<Outcome> => {
      const { credit } = await vendors.ask(
        work,
        'speech',
        { wanted },
        { quote: (model) => model.quote({} as never), call: (model, call) => model.generate({} as never, call) },
      );
      return { output: null, credit };
    };

    const drainTimes = async (times: number, id: string, style: (work: Work) => Promise<Outcome>) => {
      for (let count = 0; count < times; count++) {
        await rig.makeDue(id);
        await rig.worker({ style }).drain('script');
      }
    };

    it('does not have that one paid again each time it looks', async () => {
      const id = await rig.newJob();
      const vendors = vendorsWith(new TestSpeaker('cloud', invalid), new TestSpeaker('busy'));
      const style = (work: Work) => ask(vendors, work, ['cloud', 'busy']);
      const place = await occupy('busy');
      await drainTimes(7, id, style);
      const failed = { provider: 'cloud', state: 'failed', cost_usd: PAID_USD };
      const paid = [1, 2, 3].map((attempt) => ({ ...failed, attempt }));
      expect(await calls(id)).toMatchObject(paid);
      expect(await styleOf(id)).toMatchObject({ state: 'waiting', waits_for: 'busy', attempt: 3 });
      await leave(place);
      await drainTimes(1, id, style);
      expect(await calls(id)).toMatchObject([...paid, { provider: 'busy', state: 'done', attempt: 4 }]);
      const why = 'cloud failed: INVALID_OUTPUT';
      expect(await rig.job(id)).toMatchObject({ degraded: [{ wanted: 'cloud', used: 'busy', why }] });
    });

    it('does not have that one paid again when money for it is there', async () => {
      const id = await rig.newJob({ maxCostUsd: 3 * PAID_USD });
      const vendors = vendorsWith(new TestSpeaker('cloud', invalid), new TestSpeaker('busy'));
      const style = (work: Work) => ask(vendors, work, ['cloud', 'busy']);
      await drainTimes(3, id, style);
      expect(await rig.job(id)).toMatchObject({ state: 'paused', error: { code: 'BUDGET_EXCEEDED' } });
      await rig.control.resume(await asOwner(id), id, 1);
      await drainTimes(1, id, style);
      expect((await calls(id)).map(({ provider, attempt }) => `${provider} ${attempt}`)).toEqual([
        'cloud 1',
        'cloud 2',
        'cloud 3',
        'busy 4',
      ]);
    });

    it.each([
      ['has all its tries left after many lines that are kept', 0, 1],
      ['has used up a try only for a line that was paid for nothing', 5, 2],
    ])('%s', async (_what, failing, attempt) => {
      const id = await rig.newJob();
      const lines = 10;
      let spoken = 0;
      const speak = () => (++spoken === failing ? invalid() : Promise.resolve());
      const vendors = vendorsWith(new TestSpeaker('busy', speak));
      let place: string | null = null;
      const style = async (work: Work) => {
        const kept = (work.step.kept ?? []) as number[];
        while (kept.length < lines) {
          await ask(vendors, work, ['busy']);
          kept.push(kept.length);
          await work.keep(kept);
          place = await occupy('busy');
        }
        return { output: kept };
      };
      for (let count = 0; count <= lines; count++) {
        await drainTimes(1, id, style);
        if (place !== null) {
          await leave(place);
          place = null;
        }
      }
      expect(await styleOf(id)).toMatchObject({ state: 'done', attempt });
      expect(await calls(id)).toHaveLength(failing > 0 ? lines + 1 : lines);
    });
  });

  describe('is called when a place is free', () => {
    /** Two jobs, each with a call in hand and a step that waits for a place, the other's first. */
    async function twoJobs(): Promise<{ ids: string[]; busy: string[] }> {
      const ids = [await rig.newJob({ episodes: 2 }), await rig.newJob({ episodes: 2 })];
      const script = async (work: Work): Promise<Outcome> => {
        if (work.step.item !== 'episode:1') {
          throw new NotNow('runway', 60_000);
        }
        await work.spend(INTENT);
        await work.started({ credit: CREDIT, operation: { id: newId() } });
        return { again: 60_000 };
      };
      await rig.worker({ script }).drain('script');
      const busy: string[] = [];
      for (const [index, id] of ids.entries()) {
        const rows = await rig.stepRows(id);
        busy.push(rows.find(({ item }) => item === 'episode:1').id);
        await execute('update job_steps set turn = ? where id = ?', [
          1 - index,
          rows.find(({ item }) => item === 'episode:2').id,
        ]);
      }
      return { ids, busy };
    }

    const inLine = async (id: string) => (await rig.stepRows(id)).find(({ item }) => item === 'episode:2');

    it('by a job that ends, which never waits for a step of one that ends as well', async () => {
      const { ids, busy } = await twoJobs();
      let runs = 0;
      const booked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const end = (index: number) =>
        rig.ledger.within(ids[index] ?? '', async (transaction: JobTransaction) => {
          runs += 1;
          await book(transaction, { id: busy[index] ?? '' }, { costUsd: 0, state: 'failed' });
          booked[index]?.resolve();
          await booked[1]?.promise;
          const error = new JobError('PROVIDER_QUOTA', { provider: 'runway' });
          await failJob(transaction, failureOf(error, { stage: 'script' }));
        });
      const first = end(0);
      await booked[0]?.promise;
      await Promise.all([first, end(1)]);
      expect(runs).toBe(2);
    });

    it.each<[string, (id: string, stepId: string) => Promise<unknown>]>([
      ['is cancelled', async (id) => rig.control.cancel(await asOwner(id), id)],
      [
        'was cancelled before its vendor named the work',
        async (id, stepId) => {
          await execute(`update job_steps set state = 'running' where id = ?`, [stepId]);
          await execute(`update provider_calls set state = 'intended' where step_id = ?`, [stepId]);
          await rig.control.cancel(await asOwner(id), id);
          const [step] = (await rig.stepRows(id)).filter((row) => row.id === stepId);
          const spending = new Spending(rig.ledger, limitsOf({}));
          await spending.started(step, { credit: CREDIT, operation: { id: 'late' } });
          await rig.ledger.within(id, (transaction) => releaseStep(transaction, step));
        },
      ],
      [
        'has lost its worker too often',
        async (id, stepId) => {
          await execute(`update provider_calls set state = 'intended' where step_id = ?`, [stepId]);
          await execute(`update job_steps set state = 'running', crashes = 2 where id = ?`, [stepId]);
          await rig.loseLeases(id);
          await rig.sweeper().sweep();
        },
      ],
    ])('by one that %s', async (_what, endJob) => {
      const { ids, busy } = await twoJobs();
      const [one = '', other = ''] = ids;
      rig.wakes.length = 0;
      await endJob(one, busy[0] ?? '');
      expect(await inLine(other)).toMatchObject({ state: 'queued' });
      expect(await inLine(one)).toMatchObject({ state: 'cancelled' });
      expect(rig.wakes).toContain('script');
    });
  });

  describe('looks by itself', () => {
    const waitingMs = async (id: string) => {
      const [row] = await execute(
        `select extract(epoch from run_after - now()) * 1000 as ms from job_steps
         where job_id = ? and stage = 'style'`,
        [id],
      );
      return Number(row.ms);
    };
    const busy = () => Promise.reject(new NotNow('runway', 0, 1000));

    beforeEach(() => {
      jest.spyOn(Math, 'random').mockReturnValue(0.999);
    });

    it('the later the more wait, and those whom a person has to decide about do not', async () => {
      const id = await rig.newJob({ episodes: 40 });
      await execute(
        `update job_steps set state = 'waiting', provider = 'runway', run_after = 'infinity'
         where job_id = ? and stage = 'script'`,
        [id],
      );
      await rig.worker({ style: busy }).drain('script');
      expect(await waitingMs(id)).toBeLessThan(1000);
      await execute(
        `update job_steps set waits_for = 'runway', run_after = now() + interval '1 hour'
         where job_id = ? and stage = 'script'`,
        [id],
      );
      const other = await rig.newJob();
      await rig.worker({ style: busy }).drain('script');
      expect(await waitingMs(other)).toBeGreaterThan(35_000);
    });

    const inHand = async (id: string, count: number, isCalled = false) => {
      await execute(
        `insert into provider_calls (id, user_id, attempt, capability, provider, model, state, estimate_usd, created_at, ask_after)
         select gen_random_uuid(), gen_random_uuid(), 1, 'video', 'runway', 'x', 'started', 0, now(), now()
         from generate_series(1, ?)`,
        [count],
      );
      const style = async (work: Work) => {
        await work.spend(INTENT);
        await work.started({ credit: CREDIT, operation: { id: 'task' } });
        if (isCalled) {
          await execute('update job_steps set woken_at = now() where id = ?', [work.step.id]);
        }
        return busy();
      };
      await rig.worker({ style }).drain('script');
      expect(await styleOf(id)).toMatchObject({ state: 'waiting', waits_for: null, attempt: 1 });
      return waitingMs(id);
    };

    it('for its work in hand, the later the more work is in hand', async () => {
      const waiting = await rig.newJob({ episodes: 40 });
      await execute(
        `update job_steps set state = 'waiting', waits_for = 'runway', run_after = 'infinity' where job_id = ?`,
        [waiting],
      );
      expect(await inHand(await rig.newJob(), 0)).toBeLessThan(1100);
      const ms = await inHand(await rig.newJob(), 30);
      expect(ms).toBeGreaterThan(25_000);
      expect(ms).toBeLessThan(40_000);
    });

    it('for its work in hand as soon as it may, when its vendor has called meanwhile', async () => {
      expect(await inHand(await rig.newJob(), 30, true)).toBeLessThan(100);
    });
  });

  it('is not shown as if that one had done the work', async () => {
    const id = await rig.newJob();
    await rig.worker({ style: () => Promise.reject(new NotNow('runway', 60_000)) }).drain('script');
    const { items } = await rig.jobs.steps(null, id, { limit: 1, offset: 0, sort_order: 'asc' } as never);
    expect(items).toMatchObject([{ item: 'bible', status: 'waiting', provider: null, model: null }]);
  });

  it('is not queued while its job is paused, and is when that goes on', async () => {
    const id = await rig.newJob();
    await rig.worker({ style: () => Promise.reject(new NotNow('runway', 0)) }).drain('script');
    await rig.control.pause(await asOwner(id), id);
    await rig.makeDue(id);
    await rig.steps.wakeDue();
    expect(await styleOf(id)).toMatchObject({ state: 'waiting' });
    rig.wakes.length = 0;
    await rig.control.resume(await asOwner(id), id, undefined);
    expect(await styleOf(id)).toMatchObject({ state: 'queued' });
    expect(rig.wakes).toContain('script');
  });

  it.each<[string, (transaction: JobTransaction) => Promise<void>, number | null]>([
    ['has no money left', () => Promise.resolve(), 0.1],
    ['has ended', (transaction) => transaction.cancel(), null],
  ])('gives back a turn that was not used where its job %s', async (_what, meanwhile, maxCostUsd) => {
    const id = await rig.newJob({ maxCostUsd });
    const limits = limitsOf({});
    const giveBack = jest.spyOn(limits, 'giveBack');
    const spending = new Spending(rig.ledger, limits);
    const style = async ({ step }: Work): Promise<Outcome> => {
      await rig.ledger.within(id, meanwhile);
      await spending.intend(step, INTENT);
      return { output: null };
    };
    await rig.worker({ style }).drain('script');
    expect(giveBack.mock.calls).toEqual([['runway']]);
  });
});
