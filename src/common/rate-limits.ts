import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { CONFIG, type Config } from './config.js';
import { AppError } from './errors.js';
import { PatientRedis } from './patient-redis.js';
import { REDIS_PREFIX, RedisClients } from './redis.js';

interface Rule {
  /** How often within `seconds`, from the first time on. */
  points: number;
  seconds: number;
  /** Whoever is limited is one process's alone: nobody else has to know. */
  isLocal?: true;
}

/** The limits of spec §1. A request counts under one of the first four. */
const RULES = {
  /** Of a user, or an API key. */
  user: ({ rateLimitPerMinute }) => ({ points: rateLimitPerMinute, seconds: 60 }),
  /** Of an address, without a token that we believe. */
  address: ({ rateLimitPerMinute }) => ({ points: Math.min(60, rateLimitPerMinute), seconds: 60 }),
  /** Of an address: probes, files, documents and vendors' callbacks, which come often and from few. */
  open: ({ rateLimitPerMinute }) => ({ points: 10 * rateLimitPerMinute, seconds: 60 }),
  /** Logins and registrations of an address. */
  sign_in: () => ({ points: 10, seconds: 60 }),
  /** Wrong passwords for an email. */
  sign_in_failures: () => ({ points: 5, seconds: 900 }),
  /** Of a user: each may cost a vendor's work. */
  suggestions: () => ({ points: 20, seconds: 60 }),
  /** Of an address: whoever opens a connection, before anybody knows who it is. */
  socket_handshakes: ({ rateLimitPerMinute }) => ({ points: 10 * rateLimitPerMinute, seconds: 60 }),
  /** Of a user, over all of the user's sockets here. */
  socket_commands: () => ({ points: 20, seconds: 1, isLocal: true }),
  /** Of a socket: commands that were refused for being too many. */
  socket_floods: () => ({ points: 100, seconds: 10, isLocal: true }),
} satisfies Record<string, (config: Pick<Config, 'rateLimitPerMinute'>) => Rule>;

export type LimitName = keyof typeof RULES;

/** What a limit says of a key. */
export interface LimitState {
  limit: number;
  remaining: number;
  resetSec: number;
  isUsedUp: boolean;
}

interface Limiter {
  shared: RateLimiterRedis | null;
  local: RateLimiterMemory;
}

/** Counts in Redis over all processes; while Redis is away, or does not answer, each process counts by itself. */
@Injectable()
export class RateLimits {
  private readonly patient: PatientRedis;
  private readonly limiters: Record<LimitName, Limiter> | null;

  constructor(
    private readonly redis: RedisClients,
    @Inject(CONFIG) config: Pick<Config, 'rateLimitPerMinute'>,
  ) {
    this.patient = new PatientRedis(redis, 'RateLimits', 'each process counts for itself');
    this.limiters = config.rateLimitPerMinute === 0 ? null : this.limitersOf(config);
  }

  /** Whether there are any. */
  get areOn(): boolean {
    return this.limiters !== null;
  }

  /** Counts once more; null when limits are off. */
  async count(name: LimitName, key: string): Promise<LimitState | null> {
    const limiter = this.limiters?.[name];
    if (!limiter) {
      return null;
    }
    // The library's word for counting without an exception at the end of it.
    return stateOf(limiter, await this.ask(limiter, (counter) => counter.penalty(key)));
  }

  /** Counts once more; throws RATE_LIMITED when that is once too often. */
  async take(name: LimitName, key: string): Promise<void> {
    const state = await this.count(name, key);
    if (state?.isUsedUp) {
      throw limitedError(state);
    }
  }

  /** Takes back one `take` that turned out not to count. */
  async giveBack(name: LimitName, key: string): Promise<void> {
    const limiter = this.limiters?.[name];
    if (limiter) {
      await this.ask(limiter, (counter) => counter.reward(key));
    }
  }

  /** Starts anew. */
  async forget(name: LimitName, key: string): Promise<void> {
    const limiter = this.limiters?.[name];
    if (limiter) {
      await limiter.local.delete(key);
      await this.ask(limiter, (counter) => counter.delete(key));
    }
  }

  private limitersOf(config: Pick<Config, 'rateLimitPerMinute'>): Record<LimitName, Limiter> {
    const entries = Object.entries(RULES).map(([name, rule]) => [name, this.limiterOf(name, rule(config))]);
    return Object.fromEntries(entries) as Record<LimitName, Limiter>;
  }

  private limiterOf(name: string, { points, seconds, isLocal }: Rule): Limiter {
    const options = { keyPrefix: `${REDIS_PREFIX}:limit:${name}`, points, duration: seconds };
    const local = new RateLimiterMemory(options);
    return { shared: isLocal ? null : new RateLimiterRedis({ ...options, storeClient: this.redis.commands }), local };
  }

  private ask<T>(
    { shared, local }: Limiter,
    question: (counter: RateLimiterRedis | RateLimiterMemory) => Promise<T>,
  ): Promise<T> {
    return shared === null
      ? question(local)
      : this.patient.ask(
          () => question(shared),
          () => question(local),
        );
  }
}

/** The error for a limit that is used up. */
export function limitedError({ resetSec }: LimitState): AppError {
  return new AppError('RATE_LIMITED', { retry_after_sec: resetSec });
}

function stateOf({ local: { points } }: Limiter, { consumedPoints, msBeforeNext }: RateLimiterRes): LimitState {
  return {
    limit: points,
    remaining: Math.max(0, points - consumedPoints),
    resetSec: Math.max(1, Math.ceil(msBeforeNext / 1000)),
    isUsedUp: consumedPoints > points,
  };
}
