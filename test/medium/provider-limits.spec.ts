import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { closeCalls, openCall } from '../../src/ai/provider-calls.js';
import { NotNow } from '../../src/ai/provider.errors.js';
import { ProviderLimits } from '../../src/ai/provider-limits.js';
import { parseConfig } from '../../src/common/config.js';
import { REDIS_PREFIX, RedisClients } from '../../src/common/redis.js';
import { newId } from '../../src/common/uuid.js';
import { type Work } from '../../src/workflow/stage.js';
import { EngineRig } from '../support/engine-rig.js';
import { readyRedis } from '../support/ready-redis.js';
import { RedisWire } from '../support/redis-wire.js';
import { pass, until } from '../support/until.js';

const INTENT = { capability: 'video' as const, provider: 'runway', model: 'gen4_turbo', estimateUsd: 0.25 };
const CREDIT = { provider: 'runway', model: 'gen4_turbo', degraded: null };

let rig: EngineRig;
let redis: RedisClients;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  rig = await EngineRig.start();
  redis = await readyRedis(rig.config.redis.url ?? '');
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const end of ends.splice(0).reverse()) {
    await end();
  }
});

afterAll(async () => {
  await redis.onApplicationShutdown();
  await rig.stop();
});

async function newRedis(redisUrl = rig.config.redis.url ?? ''): Promise<RedisClients> {
  const redis = await readyRedis(redisUrl);
  ends.push(() => redis.onApplicationShutdown());
  return redis;
}

/** As another process would have them. */
async function newLimits(redis?: RedisClients): Promise<ProviderLimits> {
  const config = parseConfig({ PROVIDER_LIMITS: 'quick=-/60,slow=-/1,none=-/-' });
  return new ProviderLimits(redis ?? (await newRedis()), config);
}

/** Whether it was granted, or when it is worth asking again. */
const take = (limits: ProviderLimits, provider: string): Promise<true | number> =>
  limits.take(provider).then(
    () => true as const,
    (error: unknown) => (error as NotNow).afterMs,
  );

const granted = (answers: (true | number)[]) => answers.filter((answer) => answer === true).length;

const keyOf = (provider: string, part: string) => `${REDIS_PREFIX}:vendor:${provider}:${part}`;

/** By the clock of this process; Redis has its own. */
function passMinutes(minutes: number): void {
  const later = Date.now() + minutes * 60_000;
  jest.spyOn(Date, 'now').mockReturnValue(later);
}

it('asks for the first time while other commands are under way, and none of them is lost', async () => {
  const redis = await newRedis();
  const limits = new ProviderLimits(redis, parseConfig({ PROVIDER_LIMITS: 'first=-/6000' }));
  // From now on there is no turn in which nothing is sent.
  let isOver = false;
  const others = Array.from({ length: 4 }, async () => {
    while (!isOver) {
      await redis.commands.get('nothing');
    }
  });
  const answers = await Promise.all(Array.from({ length: 8 }, () => take(limits, 'first')));
  isOver = true;
  await Promise.all(others);
  expect(granted(answers)).toBe(8);
  expect(await redis.commands.keys('*vendor:first:calls*')).toHaveLength(1);
});

describe('calls a minute', () => {
  it('are counted over all processes, and spread over the minute', async () => {
    const [one, other] = [await newLimits(), await newLimits()];
    const both = Array.from({ length: 40 }, (_, index) => take(index % 2 ? one : other, 'quick'));
    const answers = await Promise.all(both);
    expect(granted(answers)).toBe(10);
    const waits = answers.filter((answer) => answer !== true);
    expect(Math.max(...waits)).toBeLessThanOrEqual(10_000);
    expect(await take(one, 'none')).toBe(true);
  });

  it('may be one alone, and come back when none was made', async () => {
    const [one, other] = [await newLimits(), await newLimits()];
    expect(await take(one, 'slow')).toBe(true);
    expect(await take(other, 'slow')).toBeGreaterThan(50_000);
    await one.giveBack('slow');
    await one.giveBack('slow');
    expect(await take(other, 'slow')).toBe(true);
  });
});

describe('a vendor that has refused one call as one too many', () => {
  it('is asked by nobody until its time is over, and then by a few', async () => {
    const [one, other] = [await newLimits(), await newLimits()];
    expect(await one.throttled('vendor', 1500.2)).toBe(1501);
    await other.throttled('vendor', 100);
    expect(await take(other, 'vendor')).toBeGreaterThan(1000);
    expect(await take(await newLimits(), 'vendor')).toBeGreaterThan(900);
    let asked = 0;
    const herd = async (limits: ProviderLimits, end: number): Promise<number> => {
      let count = 0;
      while (performance.now() < end) {
        asked += 1;
        count += granted(await Promise.all(Array.from({ length: 10 }, () => take(limits, 'vendor'))));
        await pass(20);
      }
      return count;
    };
    await until('it is asked again', async () => (await take(one, 'vendor')) === true, { everyMs: 5 });
    const end = performance.now() + 1000;
    const counts = await Promise.all([herd(one, end), herd(other, end)]);
    expect(asked).toBeGreaterThan(20);
    expect(counts[0] + counts[1]).toBeLessThanOrEqual(2);
  });

  it('rests longer each time it refuses again, or as long as it says', async () => {
    const [one, other] = [await newLimits(), await newLimits()];
    expect(await one.throttled('stormy', null)).toBe(1000);
    expect(await other.throttled('stormy', null)).toBe(2000);
    expect(await other.throttled('stormy', 1500)).toBe(1500);
    await other.throttled('stormy', 30_000);
    expect(await take(await newLimits(), 'stormy')).toBeGreaterThan(28_000);
  });

  it('rests as at first when it has taken a call, and is asked by one at a time still', async () => {
    const [one, other] = [await newLimits(), await newLimits()];
    await one.throttled('calmer', null);
    expect(await one.throttled('calmer', null)).toBe(2000);
    await redis.commands.del(keyOf('calmer', 'rest'));
    const third = await newLimits();
    expect(await third.take('calmer')).toBe(true);
    await third.accepted('calmer');
    expect(await take(third, 'calmer')).toBe(500);
    expect(await other.throttled('calmer', null)).toBe(1000);
  });

  it('is not remembered for a call that it takes when it has refused none', async () => {
    const sut = await newLimits();
    expect(await sut.take('well')).toBe(false);
    await sut.accepted('well');
    expect(await sut.take('well')).toBe(false);
  });

  it('is no better than one that is down after ten minutes of it, and goes on being so', async () => {
    const [one, other] = [await newLimits(), await newLimits()];
    await one.throttled('hopeless', 100);
    passMinutes(11);
    expect(await other.throttled('hopeless', 100)).toBeNull();
    expect(await redis.commands.pttl(keyOf('hopeless', 'since'))).toBeGreaterThan(9 * 60_000);
  });

  it('is waited for as long as it takes a call now and then', async () => {
    const sut = await newLimits();
    await sut.throttled('narrow', 1000);
    passMinutes(9);
    await sut.accepted('narrow');
    expect(await sut.throttled('narrow', 1000)).toBe(1000);
    passMinutes(9);
    expect(await sut.throttled('narrow', 1000)).toBe(1000);
    passMinutes(2);
    expect(await sut.throttled('narrow', 1000)).toBeNull();
  });

  it('is not waited for where it says that it would be too long', async () => {
    const sut = await newLimits();
    expect(await sut.throttled('gone', 3_600_000)).toBeNull();
    expect(await sut.restOf('gone')).toBeLessThanOrEqual(0);
    expect(await sut.throttled('gone', 300_000)).toBe(300_000);
    passMinutes(6);
    expect(await sut.throttled('gone', 300_000)).toBeNull();
  });
});

describe('without Redis', () => {
  it('each process counts for itself, at once', async () => {
    const nowhere = new RedisClients(parseConfig({ REDIS_URL: 'redis://127.0.0.1:1' }));
    ends.push(() => nowhere.onApplicationShutdown());
    const sut = await newLimits(nowhere);
    expect(granted(await Promise.all(Array.from({ length: 20 }, () => take(sut, 'quick'))))).toBe(10);
    expect(await sut.throttled('vendor', 5000)).toBe(5000);
    expect(await take(sut, 'vendor')).toBeGreaterThan(4000);
  });

  it('nobody waits long for one that hangs, and not again for a while', async () => {
    const wire = await RedisWire.to(rig.config.redis.url ?? '');
    ends.push(() => wire.close());
    const redis = await newRedis(wire.url);
    const sut = await newLimits(redis);
    expect(await take(sut, 'hung')).toBe(true);
    wire.freeze();
    redis.patienceMs = 100;
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const before = wire.heard;
    await take(sut, 'quick');
    expect(wire.heard).toBe(before + 1);
    expect(warned.mock.calls).toEqual([
      [expect.any(String), expect.objectContaining({ message: 'no answer in 100 ms' })],
    ]);
    await take(sut, 'quick');
    expect(await sut.throttled('hung', 5000)).toBe(5000);
    expect(await take(sut, 'hung')).toBeGreaterThan(4000);
    expect(wire.heard).toBe(before + 1);
  });
});

describe('what a vendor has of ours in hand', () => {
  const CALL = { userId: newId(), jobId: null, stepId: null, attempt: 1, ...INTENT, provider: 'narrow' };

  it('is never more than it takes, whoever asks at the same time', async () => {
    const [atOnce, calls] = [3, 12];
    let [open, most, refused] = [0, 0, 0];
    const work = async (): Promise<void> => {
      const em = rig.orm.em.fork();
      for (let count = 0; count < calls; count++) {
        const id = await em
          .transactional((inner) => openCall(inner, CALL, { concurrency: atOnce, perMinute: null }))
          .catch((error: unknown) => (error instanceof NotNow ? null : Promise.reject(error as Error)));
        if (id === null) {
          refused += 1;
          continue;
        }
        most = Math.max(most, ++open);
        await pass(40 * Math.random());
        open -= 1;
        await closeCalls(em, 'id', id, { state: 'done', costUsd: 0, usage: null, errorCode: null });
      }
    };
    await Promise.all(Array.from({ length: 9 }, work));
    expect(most).toBe(atOnce);
    expect(refused).toBeGreaterThan(0);
  });

  it('is waited for without a slot, a try or money, in line, and whoever is next is called', async () => {
    rig.limits = { runway: { concurrency: 1, perMinute: null } };
    const id = await rig.newJob({ episodes: 3, maxCostUsd: 10 });
    const started: string[] = [];
    const script = async (work: Work) => {
      if (work.step.operation !== null) {
        return { output: null, credit: CREDIT, costUsd: 0.2 };
      }
      await work.spend(INTENT);
      started.push(work.step.item);
      await work.started({ credit: CREDIT, operation: { id: work.step.item } });
      return { again: 60_000 };
    };
    const worker = rig.worker({ script });
    const scripts = async () => (await rig.stepRows(id)).filter(({ stage }) => stage === 'script');
    await worker.drain('script');
    expect(started).toEqual(['episode:1']);
    const inLine = {
      ...{ state: 'waiting', attempt: 0, waits_for: 'runway' },
      ...{ provider: null, operation: null, cost_reserved: 0, error: null },
    };
    expect((await scripts()).slice(1)).toMatchObject([inLine, inLine]);
    const [row] = await scripts();
    await rig.orm.em.fork().execute(`update job_steps set state = 'queued', run_after = now() where id = ?`, [row.id]);
    rig.wakes.length = 0;
    await rig.worker({ script }).drain('script', false);
    expect(started).toEqual(['episode:1', 'episode:2']);
    expect(rig.wakes).toContain('script');
    expect((await scripts()).map(({ state }) => state as string)).toEqual(['done', 'waiting', 'waiting']);
    await rig.control.cancel({ id: (await rig.job(id)).user_id, role: 'user' }, id);
    expect((await scripts()).map(({ state }) => state as string)).toEqual(['done', 'cancelled', 'cancelled']);
    expect((await rig.job(id)).cost_usd).toBeCloseTo(0.2);
    rig.limits = {};
  });
});
