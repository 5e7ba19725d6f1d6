import { BullModule, getQueueToken } from '@nestjs/bull';
import { Inject, Injectable, Logger, Module } from '@nestjs/common';
import type Bull from 'bull';
import { type RedisOptions } from 'ioredis';
import { CONFIG, type Config } from '../common/config.js';
import { within } from '../common/patience.js';
import { REDIS_PREFIX, redisAddress } from '../common/redis.js';
import { QUEUES, type QueueName } from './plan.js';

/** More would only find nothing: each waker drains its queue. */
const MAX_WAKES = 8;
/** Bull keeps no longer delays; the sweeper finds what is due later. */
const MAX_DELAY_MS = 60_000;
const READY_WITHIN_MS = 2000;
const CLOSED_WITHIN_MS = 2000;

/** How every Bull queue of ours is made; see reliability.md §1.4 for each setting. */
export function bullOptions(config: Config, redis: RedisOptions): Bull.QueueOptions {
  return {
    prefix: REDIS_PREFIX,
    // Bull's own waits grow to 20 s a client: so long after an outage nobody would be woken, nor a process end.
    redis: { ...redisAddress(config.redis.url ?? ''), retryStrategy: (times) => Math.min(times * 100, 2000), ...redis },
    settings: { lockDuration: 30_000, stalledInterval: 15_000, maxStalledCount: 1000, drainDelay: 5 },
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true, stackTraceLimit: 1 },
  };
}

/**
 * Where Redis went away while a queue was being set up, Bull's close waits for ever; nothing of ours is lost with it.
 * @nestjs/bull closes a queue by a method that it puts on it.
 */
export function closeInTime(queue: Bull.Queue): void {
  Object.assign(queue, { onApplicationShutdown: () => settledWithin(queue.close(), CLOSED_WITHIN_MS) });
}

/** What a Bull job says. */
export interface WakeUp {
  /** It was sent ahead of its time, for a step that waits. */
  isDue: boolean;
}

const PRODUCER = 'producer';
const QUEUE_LIST = Symbol('QUEUE_LIST');

/**
 * The only producer. A Bull job says that a queue has work, or will have: what the work is stands in the ledger, so a
 * wake-up that is lost, doubled or late does no harm, and a Redis that is away fails no request.
 */
@Injectable()
export class JobQueue {
  private readonly logger = new Logger('JobQueue');
  private readonly queues: Map<string, Bull.Queue>;
  private readonly firstUse = new Map<string, Promise<unknown>>();

  constructor(@Inject(QUEUE_LIST) queues: Bull.Queue[]) {
    this.queues = new Map(queues.map((queue) => [queue.name, queue]));
    for (const queue of queues) {
      queue.on('error', () => undefined);
      closeInTime(queue);
    }
  }

  /** Whether Redis has taken it, or the sweeper will find what is due later. */
  async wake(name: QueueName, count = 1, delayMs = 0): Promise<boolean> {
    const queue = this.queues.get(name);
    if (!queue || delayMs > MAX_DELAY_MS) {
      return true;
    }
    try {
      await this.isReady(queue);
      const job = {
        data: { isDue: delayMs > 0 } satisfies WakeUp,
        opts: delayMs > 0 ? { delay: Math.ceil(delayMs) } : {},
      };
      await queue.addBulk(Array.from({ length: Math.min(count, MAX_WAKES) }, () => job));
      return true;
    } catch (error) {
      this.logger.debug(`No wake-up for ${name}: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }

  /** Rejects when a wake-up would not reach Redis now. */
  async check(): Promise<void> {
    await Promise.all(
      [...this.queues.values()].map(async (queue) => {
        await this.isReady(queue);
        await queue.client.ping();
      }),
    );
  }

  /** The first use waits for Redis for a moment, any other for none. */
  private async isReady(queue: Bull.Queue): Promise<void> {
    const first = this.firstUse.get(queue.name) ?? settledWithin(queue.isReady(), READY_WITHIN_MS);
    this.firstUse.set(queue.name, first);
    await first;
    if (queue.client.status !== 'ready') {
      throw new Error('Redis is not ready');
    }
  }
}

/** Whatever came of it. */
function settledWithin(promise: Promise<unknown>, limitMs: number): Promise<void> {
  return within(
    promise.catch(() => undefined),
    limitMs,
  );
}

@Module({
  imports: [
    BullModule.forRootAsync(PRODUCER, {
      inject: [CONFIG],
      useFactory: (config: Config) =>
        bullOptions(config, {
          enableOfflineQueue: false,
          maxRetriesPerRequest: 1,
          commandTimeout: 2000,
          connectTimeout: 1000,
        }),
    }),
    BullModule.registerQueue(...QUEUES.map((name) => ({ name, configKey: PRODUCER }))),
  ],
  providers: [
    {
      provide: QUEUE_LIST,
      useFactory: (...queues: Bull.Queue[]) => queues,
      inject: QUEUES.map((name) => getQueueToken(name)),
    },
    JobQueue,
  ],
  exports: [JobQueue],
})
export class JobQueueModule {}
