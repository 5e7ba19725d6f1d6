import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { parseConfig } from '../../src/common/config.js';
import { RateLimits } from '../../src/common/rate-limits.js';
import { RedisClients } from '../../src/common/redis.js';
import { readyRedis } from '../support/ready-redis.js';
import { RedisWire } from '../support/redis-wire.js';
import { newTestServices, type TestServices } from '../support/test-services.js';

describe('RateLimits', () => {
  let services: TestServices;
  const ends: (() => unknown)[] = [];

  beforeAll(async () => {
    services = await newTestServices();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    for (const end of ends.splice(0).reverse()) {
      await end();
    }
  });

  afterAll(() => services.dispose());

  async function newRedis(redisUrl = services.redisUrl): Promise<RedisClients> {
    const redis = await readyRedis(redisUrl);
    ends.push(() => redis.onApplicationShutdown());
    return redis;
  }

  /** As another process would have them. */
  async function newLimits(redis?: RedisClients): Promise<RateLimits> {
    return new RateLimits(redis ?? (await newRedis()), parseConfig({ RATE_LIMIT_PER_MIN: '3' }));
  }

  it('count over all processes', async () => {
    const [one, other] = [await newLimits(), await newLimits()];
    expect(await one.count('user', 'ann')).toMatchObject({ limit: 3, remaining: 2, resetSec: 60, isUsedUp: false });
    expect(await other.count('user', 'ann')).toMatchObject({ remaining: 1 });
    expect(await one.count('user', 'ann')).toMatchObject({ remaining: 0, isUsedUp: false });
    expect(await other.count('user', 'ann')).toMatchObject({ remaining: 0, isUsedUp: true });
    expect(await other.count('user', 'bob')).toMatchObject({ remaining: 2 });
    expect(await other.count('address', 'ann')).toMatchObject({ remaining: 2 });
  });

  it('take back what did not count, and start anew when told to', async () => {
    const [one, other] = [await newLimits(), await newLimits()];
    const email = 'ann@example.com';
    const refused = { code: 'RATE_LIMITED', status: 429, details: { retry_after_sec: expect.any(Number) } };
    for (let failure = 1; failure <= 5; failure++) {
      await one.take('sign_in_failures', email);
      await other.giveBack('sign_in_failures', email);
      await one.take('sign_in_failures', email);
    }
    await expect(other.take('sign_in_failures', email)).rejects.toMatchObject(refused);
    await other.forget('sign_in_failures', email);
    await expect(one.take('sign_in_failures', email)).resolves.toBeUndefined();
  });

  it('count at once, each for itself, when there is no Redis', async () => {
    const config = parseConfig({ REDIS_URL: 'redis://127.0.0.1:1', RATE_LIMIT_PER_MIN: '3' });
    const redis = new RedisClients(config);
    ends.push(() => redis.onApplicationShutdown());
    const sut = new RateLimits(redis, config);
    const states = [];
    for (let count = 0; count < 4; count++) {
      states.push((await sut.count('user', 'ann'))?.isUsedUp);
    }
    expect(states).toEqual([false, false, false, true]);
    await expect(sut.take('sign_in_failures', 'a')).resolves.toBeUndefined();
  });

  it('wait once for a Redis that hangs, and then leave it alone', async () => {
    const wire = await RedisWire.to(services.redisUrl);
    ends.push(() => wire.close());
    const redis = await newRedis(wire.url);
    const sut = await newLimits(redis);
    await sut.count('user', 'eve');
    expect(await sut.count('user', 'eve')).toMatchObject({ remaining: 1 });
    wire.freeze();
    redis.patienceMs = 100;
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const before = wire.heard;
    const states = [];
    for (let count = 0; count < 4; count++) {
      states.push(await sut.count('user', 'eve'));
    }
    // It cannot know what was counted elsewhere, and starts from nothing.
    expect(states.map((state) => state?.remaining)).toEqual([2, 1, 0, 0]);
    expect(states.at(-1)).toMatchObject({ isUsedUp: true });
    expect(wire.heard - before).toBe(1);
    expect(warned.mock.calls).toEqual([
      [expect.any(String), expect.objectContaining({ message: 'no answer in 100 ms' })],
    ]);
  });

  it('count the commands of a socket where the socket is', async () => {
    const [one, other] = [await newLimits(), await newLimits()];
    for (let command = 0; command < 20; command++) {
      await one.take('socket_commands', 'socket');
    }
    await expect(one.take('socket_commands', 'socket')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(other.take('socket_commands', 'socket')).resolves.toBeUndefined();
  });
});
