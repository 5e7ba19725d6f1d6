import { BullModule, getQueueToken } from '@nestjs/bull';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type Bull from 'bull';
import { CONFIG, type Config } from '../common/config.js';
import { Shutdown } from '../common/shutdown.js';
import { bullOptions, closeInTime, JobQueue, type WakeUp } from '../jobs/job-queue.js';
import { QUEUES, type QueueName } from '../jobs/plan.js';
import { Orchestrator } from './orchestrator.js';
import { slotsOf } from './slots.js';

const CONSUMER = 'consumer';
export const CONSUMERS = Symbol('CONSUMERS');

@Module({
  imports: [
    BullModule.forRootAsync(CONSUMER, {
      inject: [CONFIG],
      useFactory: (config: Config) => bullOptions(config, { maxRetriesPerRequest: null, enableReadyCheck: false }),
    }),
    BullModule.registerQueue(...QUEUES.map((name) => ({ name, configKey: CONSUMER }))),
  ],
  providers: [
    {
      provide: CONSUMERS,
      useFactory: (...queues: Bull.Queue[]) => queues,
      inject: QUEUES.map((name) => getQueueToken(name)),
    },
  ],
  exports: [CONSUMERS],
})
export class ConsumersModule {}

/** Listens to the queues; each wake-up drains its queue. */
@Injectable()
export class WorkflowProcessor implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger('Workflow');
  /** How many drains of each queue nobody was woken for. */
  private readonly unasked = new Map<QueueName, number>();

  constructor(
    @Inject(CONSUMERS) private readonly queues: Bull.Queue[],
    private readonly orchestrator: Orchestrator,
    private readonly jobQueue: JobQueue,
    private readonly shutdown: Shutdown,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    for (const queue of this.queues) {
      const name = queue.name as QueueName;
      queue.on('error', () => undefined);
      closeInTime(queue);
      queue
        .process(this.concurrencyOf(name), ({ data }: Bull.Job<WakeUp>) => this.orchestrator.drain(name, data.isDue))
        .catch((error: unknown) => this.logger.warn(`Queue ${name} is not listened to`, error));
    }
  }

  /** Wake-ups are left to the other processes from the first moment. */
  onModuleDestroy(): void {
    for (const queue of this.queues) {
      queue.pause(true, true).catch(() => undefined);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.orchestrator.stop(this.shutdown.begin());
  }

  /** Wakes somebody for `count` steps of a queue; where Redis does not take it, this process works them by itself. */
  async wake(name: QueueName, count: number): Promise<void> {
    if (await this.jobQueue.wake(name, count)) {
      return;
    }
    const free = this.concurrencyOf(name) - (this.unasked.get(name) ?? 0);
    for (let index = 0; index < Math.min(count, free); index++) {
      void this.drainUnasked(name);
    }
  }

  private async drainUnasked(name: QueueName): Promise<void> {
    this.unasked.set(name, (this.unasked.get(name) ?? 0) + 1);
    try {
      await this.orchestrator.drain(name);
    } catch (error) {
      this.logger.warn(`Queue ${name} could not be worked`, error);
    } finally {
      this.unasked.set(name, (this.unasked.get(name) ?? 1) - 1);
    }
  }

  private concurrencyOf(name: QueueName): number {
    return slotsOf(name, this.config);
  }
}
