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
import { ProviderLimits } from '../../src/ai/provider-limits.js';
import { vendorError } from '../../src/ai/provider.errors.js';
import { REDIS_PREFIX, type RedisClients } from '../../src/common/redis.js';
import { type Orchestrator } from '../../src/workflow/orchestrator.js';
import { Spending } from '../../src/workflow/spending.js';
import { VendorCalls } from '../../src/workflow/vendor-calls.js';
import { EngineRig } from '../support/engine-rig.js';
import { readyRedis } from '../support/ready-redis.js';
import { registryOf } from '../support/registries.js';

const FOOTAGE = { prompt: '', image: null, seconds: 5, aspectRatio: '9:16' } as const;

/** A vendor that takes everything and has it ready soon, unless it refuses what comes. */
class BusyVideoModel extends VideoModel {
  readonly model = 'model';
  starts = 0;
  asks = 0;
  /** How long its refusals say that they hold; undefined: it refuses nothing. */
  refusesForMs: number | null | undefined;
  /** At the first question about it nothing is ready. */
  isSlow = false;
  private readonly known = new Set<string>();

  constructor(readonly provider: string) {
    super();
  }

  async start(): Promise<Started<Footage>> {
    this.starts += 1;
    this.refuse();
    return { state: 'pending', operation: { id: `${this.provider}-${this.starts}` } };
  }

  async status({ id }: Operation): Promise<GenerationStatus<Footage>> {
    this.asks += 1;
    this.refuse();
    if (this.isSlow && !this.known.has(id)) {
      this.known.add(id);
      return { state: 'pending', progress: null, pollAfterMs: 60_000 };
    }
    return { state: 'done', result: { kind: 'file', url: 'https://x' }, costUsd: 0.2 };
  }

  async cancel(): Promise<null> {
    return null;
  }

  usageOf(): Usage {
    return { seconds: 5 };
  }

  override quote(): number {
    return 0.25;
  }

  private refuse(): void {
    if (this.refusesForMs !== undefined) {
      throw vendorError(this.provider, { status: 429, body: null, retryAfterMs: this.refusesForMs });
    }
  }
}

describe('a vendor that has too much to do', () => {
  let rig: EngineRig;
  let redis: RedisClients;
  let runway: BusyVideoModel;
  let pika: BusyVideoModel;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    rig = await EngineRig.start();
    redis = await readyRedis(rig.config.redis.url ?? '');
  });

  afterAll(async () => {
    await redis.onApplicationShutdown();
    await rig.stop();
  });

  beforeEach(async () => {
    [runway, pika] = [new BusyVideoModel('runway'), new BusyVideoModel('pika')];
    await redis.commands.del(['rest', 'drop', 'strikes', 'since'].map(keyOf));
  });

  afterEach(async () => {
    const open = await rig.orm.em
      .fork()
      .execute<{ id: string }[]>(`select id from jobs where state not in ('completed', 'failed', 'cancelled')`);
    for (const { id } of open) {
      await rig.control.cancel(await asOwner(id), id);
    }
  });

  /** As another process would have it: it knows of rests what Redis knows. */
  function newWorker({ allowFallback = true, concurrency = null as number | null } = {}): Orchestrator {
    const models = registryOf({ video: [runway, pika] });
    const limits = new ProviderLimits(redis, { providers: { limits: { runway: { concurrency, perMinute: null } } } });
    const chain = new ProviderChain(rig.config, models, new Circuits(), limits, rig.metrics);
    const vendors = new VendorCalls(chain, models, new Spending(rig.ledger, limits), limits, rig.config);
    rig.limits = { runway: { concurrency, perMinute: null } };
    return rig.worker({
      style: async (work) => {
        const generated = await vendors.generate(work, {
          capability: 'video',
          wish: { wanted: ['runway'], allowFallback },
          quote: (model) => model.quote(FOOTAGE),
          usage: (model) => model.usageOf(FOOTAGE),
          request: () => Promise.resolve(FOOTAGE),
        });
        return 'again' in generated ? generated : { ...generated, output: null };
      },
    });
  }

  const keyOf = (part: string) => `${REDIS_PREFIX}:vendor:runway:${part}`;
  /** Lets the rest pass, and what may be asked next be due. */
  async function rest(...ids: string[]): Promise<void> {
    await redis.commands.del(keyOf('rest'), keyOf('drop'));
    await Promise.all(ids.map((id) => rig.makeDue(id)));
  }
  const refusingFor = (minutes: number) =>
    redis.commands.set(keyOf('since'), Date.now() - minutes * 60_000, 'KEEPTTL', 'XX');
  const asOwner = async (id: string) => ({ id: (await rig.job(id)).user_id as string, role: 'user' as const });
  const styleOf = async (id: string) => (await rig.stepRows(id)).find(({ stage }: any) => stage === 'style');

  it('is waited for ten minutes, and then somebody else does the work, in the same try', async () => {
    runway.refusesForMs = null;
    const id = await rig.newJob();
    await newWorker().drain('script');
    expect(await styleOf(id)).toMatchObject({ state: 'waiting', attempt: 0, waits_for: 'runway' });
    await refusingFor(9);
    await rest(id);
    await newWorker().drain('script');
    expect(await styleOf(id)).toMatchObject({ state: 'waiting', attempt: 0, waits_for: 'runway' });
    await refusingFor(11);
    await rest(id);
    await newWorker().drain('script');
    expect([runway.starts, pika.starts]).toEqual([3, 1]);
    expect(await rig.job(id)).toMatchObject({
      state: 'completed',
      degraded: [{ wanted: 'runway', used: 'pika', why: 'runway failed: PROVIDER_UNAVAILABLE' }],
    });
    expect(await styleOf(id)).toMatchObject({ state: 'done', attempt: 1, provider: 'pika' });
  });

  it('is not waited for where it says itself that it would be longer', async () => {
    runway.refusesForMs = 3_600_000;
    const id = await rig.newJob();
    await newWorker().drain('script');
    expect([runway.starts, pika.starts]).toEqual([1, 1]);
    expect(await rig.job(id)).toMatchObject({ state: 'completed' });
  });

  it('costs the film its tries after that where nobody else may do it', async () => {
    runway.refusesForMs = null;
    const id = await rig.newJob();
    await newWorker({ allowFallback: false }).drain('script');
    await refusingFor(11);
    for (let attempt = 1; attempt <= 3; attempt++) {
      await rest(id);
      await newWorker({ allowFallback: false }).drain('script');
      expect(await styleOf(id)).toMatchObject({ attempt, state: attempt < 3 ? 'waiting' : 'failed' });
    }
    expect(pika.starts).toBe(0);
  });

  it('is waited for as long as it takes a call now and then', async () => {
    runway.refusesForMs = null;
    const one = await rig.newJob();
    await newWorker().drain('script');
    await refusingFor(11);
    await rest(one);
    runway.refusesForMs = undefined;
    await newWorker().drain('script');
    expect(await styleOf(one)).toMatchObject({ state: 'done', provider: 'runway' });
    const other = await rig.newJob();
    await rest();
    runway.refusesForMs = null;
    await newWorker().drain('script');
    expect(await styleOf(other)).toMatchObject({ state: 'waiting', attempt: 0, waits_for: 'runway' });
    expect(pika.starts).toBe(0);
  });

  it('is asked by nobody about what it has in hand while it rests', async () => {
    const ids = [await rig.newJob(), await rig.newJob(), await rig.newJob()];
    runway.isSlow = true;
    await newWorker().drain('script');
    runway.refusesForMs = 30_000;
    await rest(...ids);
    await newWorker().drain('script');
    expect([runway.starts, runway.asks]).toEqual([3, 4]);
    runway.refusesForMs = undefined;
    await rest(...ids);
    await newWorker().drain('script');
    for (const id of ids) {
      expect(await styleOf(id)).toMatchObject({ state: 'done', attempt: 1, provider: 'runway' });
    }
  });

  describe('and a job that is paused while it waits', () => {
    it('asks nothing when the rest is over, and goes on when it is resumed', async () => {
      runway.refusesForMs = null;
      const id = await rig.newJob();
      await newWorker().drain('script');
      await rig.control.pause(await asOwner(id), id);
      runway.refusesForMs = undefined;
      await rest(id);
      await newWorker().drain('script');
      expect(runway.starts).toBe(1);
      expect(await rig.job(id)).toMatchObject({ state: 'paused' });
      await rig.control.resume(await asOwner(id), id, undefined);
      await newWorker().drain('script');
      expect(runway.starts).toBe(2);
      expect(await rig.job(id)).toMatchObject({ state: 'completed' });
    });

    it('leaves a place that gets free to the next in line', async () => {
      const [first, paused, next] = [await rig.newJob(), await rig.newJob(), await rig.newJob()];
      runway.isSlow = true;
      const worker = newWorker({ concurrency: 1 });
      await worker.drain('script');
      expect(await styleOf(paused)).toMatchObject({ state: 'waiting', waits_for: 'runway', operation: null });
      await rig.control.pause(await asOwner(paused), paused);
      await rest(first);
      await worker.drain('script');
      expect(await styleOf(first)).toMatchObject({ state: 'done' });
      expect(await styleOf(paused)).toMatchObject({ attempt: 0, operation: null });
      expect((await styleOf(next)).operation).toMatchObject({ operation: { id: 'runway-2' } });
      await rest(next);
      await worker.drain('script');
      await rig.control.resume(await asOwner(paused), paused, undefined);
      await rest(paused);
      await worker.drain('script');
      expect((await styleOf(paused)).operation).toMatchObject({ operation: { id: 'runway-3' } });
    });
  });
});
