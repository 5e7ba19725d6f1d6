import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { CONFIG, type Config, type ProviderLimit } from '../common/config.js';
import { PatientRedis } from '../common/patient-redis.js';
import { REDIS_PREFIX, RedisClients } from '../common/redis.js';
import { NotNow } from './provider.errors.js';

/** A minute's calls are spread over its parts, for what is allowed at once is asked at once. */
const PARTS_OF_MINUTE = 6;
/** How long a vendor is left alone that has refused without saying for how long: twice as long each time. */
const REST_MS = { first: 1000, most: 60_000 };
/** After a rest, and for a while, one call goes at a time: all together they would be refused once more. */
const TRICKLE_MS = 500;
const STORM_MS = 60_000;
/** A vendor that has refused everything for so long, or says that it will, is no better than one that is down. */
const PATIENCE_MS = 10 * 60_000;

interface Limiter {
  shared: RateLimiterRedis;
  local: RateLimiterMemory;
}

/**
 * How often providers are asked, by all workers together: counted in Redis, or by each process for itself while Redis is
 * away. What is in hand at a vendor is counted where it is written down (`provider-calls.ts`).
 */
@Injectable()
export class ProviderLimits {
  private readonly limiters: ReadonlyMap<string, Limiter>;
  /** Until when this process knows that a provider rests, by its own steady clock. */
  private readonly restUntil = new Map<string, number>();
  private readonly patient: PatientRedis;

  constructor(
    private readonly redis: RedisClients,
    @Inject(CONFIG) private readonly config: { providers: Pick<Config['providers'], 'limits'> },
  ) {
    this.patient = new PatientRedis(redis, 'ProviderLimits', 'each process asks vendors for itself');
    // Now and not when they are needed: each defines a command, and one that is new in a turn in which others are under way
    // ends the process (ioredis #1931).
    const limited = Object.keys(config.providers.limits).flatMap((provider) => {
      const { perMinute } = this.of(provider);
      return perMinute === null ? [] : [[provider, this.limiterOf(provider, perMinute)] as const];
    });
    this.limiters = new Map(limited);
  }

  of(provider: string): ProviderLimit {
    return this.config.providers.limits[provider] ?? { concurrency: null, perMinute: null };
  }

  /**
   * Takes a turn; throws NotNow where there is none. True: it has refused calls of late, and `accepted` is to be told if
   * it takes this one.
   */
  async take(provider: string): Promise<boolean> {
    const restMs = await this.restOf(provider);
    if (restMs > 0) {
      throw new NotNow(provider, restMs, TRICKLE_MS);
    }
    const isStormy = await this.isStormy(provider);
    if (isStormy) {
      await this.takeDrop(provider);
    }
    const limiter = this.limiters.get(provider);
    if (limiter) {
      await this.count(provider, limiter);
    }
    return isStormy;
  }

  /** Gives a turn back that was not used. */
  async giveBack(provider: string): Promise<void> {
    const limiter = this.limiters.get(provider);
    if (limiter) {
      const { shared, local } = limiter;
      await this.patient.ask(
        () => shared.reward(provider),
        () => local.reward(provider),
      );
    }
  }

  /**
   * The vendor has refused a call as one too many: nobody asks it for so long, in ms. Null: our patience is at an end, or
   * would be before it may be asked again.
   */
  async throttled(provider: string, retryAfterMs: number | null): Promise<number | null> {
    const { strikes, sinceMs } = await this.stormOf(provider);
    if (sinceMs + (retryAfterMs ?? 0) > PATIENCE_MS) {
      // Forgotten, it would be waited for as long once more.
      await this.asked(() => this.redis.commands.pexpire(keyOf(provider, 'since'), PATIENCE_MS), 0);
      return null;
    }
    const doubled = Math.min(REST_MS.first * 2 ** strikes, REST_MS.most);
    const restMs = retryAfterMs === null ? doubled : Math.ceil(Math.max(retryAfterMs, REST_MS.first));
    this.restUntil.set(provider, Math.max(performance.now() + restMs, this.restUntil.get(provider) ?? 0));
    await this.told(provider, restMs);
    return restMs;
  }

  /** The vendor has taken a call: its rests, and our patience, begin anew. Calls go on one at a time for a while. */
  async accepted(provider: string): Promise<void> {
    const [strikes, since] = [keyOf(provider, 'strikes'), keyOf(provider, 'since')];
    await this.asked(() => this.redis.commands.multi().set(strikes, 0, 'KEEPTTL', 'XX').del(since).exec(), null);
  }

  /** How long a provider is left alone for, in ms, because it has refused calls as too many. */
  async restOf(provider: string): Promise<number> {
    const own = (this.restUntil.get(provider) ?? 0) - performance.now();
    const shared = await this.asked(() => this.redis.commands.pttl(keyOf(provider, 'rest')), 0);
    return Math.max(own, shared);
  }

  private isStormy(provider: string): Promise<boolean> {
    return this.asked(async () => (await this.redis.commands.exists(keyOf(provider, 'strikes'))) === 1, false);
  }

  private async takeDrop(provider: string): Promise<void> {
    const drop = await this.asked(
      () => this.redis.commands.set(keyOf(provider, 'drop'), '1', 'PX', TRICKLE_MS, 'NX'),
      'OK',
    );
    if (drop !== 'OK') {
      throw new NotNow(provider, TRICKLE_MS, TRICKLE_MS);
    }
  }

  private async stormOf(provider: string): Promise<{ strikes: number; sinceMs: number }> {
    const [strikes, since] = await this.asked(
      () => this.redis.commands.mget(keyOf(provider, 'strikes'), keyOf(provider, 'since')),
      [null, null],
    );
    return { strikes: Number(strikes ?? 0), sinceMs: since ? Date.now() - Number(since) : 0 };
  }

  /** Of many that are refused at once the first one counts, and the longest rest. */
  private async told(provider: string, restMs: number): Promise<void> {
    const [rest, strikes, since] = [keyOf(provider, 'rest'), keyOf(provider, 'strikes'), keyOf(provider, 'since')];
    const keepMs = restMs + STORM_MS;
    await this.asked(async () => {
      const { commands } = this.redis;
      const isFirst = (await commands.set(rest, '1', 'PX', restMs, 'NX')) === 'OK';
      if (!isFirst && (await commands.pttl(rest)) < restMs) {
        await commands.pexpire(rest, restMs);
      }
      // Together: what a crash left without its expiry would never be forgotten.
      await commands
        .multi()
        .incrby(strikes, isFirst ? 1 : 0)
        .pexpire(strikes, keepMs)
        .set(since, Date.now(), 'PX', keepMs, 'NX')
        .pexpire(since, keepMs)
        .exec();
    }, undefined);
  }

  private async count(provider: string, { shared, local }: Limiter): Promise<void> {
    // The library's word for counting without an exception at the end of it.
    const { consumedPoints, msBeforeNext } = await this.patient.ask(
      () => shared.penalty(provider),
      () => local.penalty(provider),
    );
    if (consumedPoints > local.points) {
      throw new NotNow(provider, msBeforeNext, (1000 * local.duration) / local.points);
    }
  }

  private limiterOf(provider: string, perMinute: number): Limiter {
    const points = Math.max(1, Math.floor(perMinute / PARTS_OF_MINUTE));
    const duration = Math.ceil((60 * points) / perMinute);
    const options = { keyPrefix: `${REDIS_PREFIX}:vendor:${provider}:calls`, points, duration };
    const shared = new RateLimiterRedis({ ...options, storeClient: this.redis.commands });
    return { shared, local: new RateLimiterMemory(options) };
  }

  /** What Redis says, or what holds without it. */
  private asked<T>(question: () => Promise<T>, otherwise: T): Promise<T> {
    return this.patient.ask(question, () => otherwise);
  }
}

function keyOf(provider: string, part: 'rest' | 'strikes' | 'since' | 'drop'): string {
  return `${REDIS_PREFIX}:vendor:${provider}:${part}`;
}
