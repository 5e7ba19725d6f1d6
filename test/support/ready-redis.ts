import { parseConfig } from '../../src/common/config.js';
import { RedisClients } from '../../src/common/redis.js';
import { until } from './until.js';

/**
 * Redis for what counts in it, once it is there. An answer is waited for however busy the machine is: who counts for itself
 * because of a late one counts something else.
 */
export async function readyRedis(redisUrl: string): Promise<RedisClients> {
  const redis = new RedisClients(parseConfig({ REDIS_URL: redisUrl }));
  redis.patienceMs = 30_000;
  await until('Redis is ready', () => redis.commands.status === 'ready');
  return redis;
}
