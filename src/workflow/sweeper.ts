import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { Metrics } from '../common/metrics.js';
import { IdempotencyKeys } from '../common/idempotency-keys.js';
import { Ledger } from '../jobs/ledger.js';
import { AssetsService } from '../storage/assets.service.js';
import { WebhookSender } from '../webhooks/webhook-sender.js';
import { CachedStages } from './cached-stages.js';
import { StepLedger } from './step-ledger.js';
import { rescueStep } from './step-rescue.js';
import { WorkflowProcessor } from './workflow.processor.js';

/** The net under everything: finds what a crash or a lost message left behind. Never the path that work normally takes. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Sweeper');
  private readonly timers: NodeJS.Timeout[] = [];
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly steps: StepLedger,
    private readonly ledger: Ledger,
    private readonly stages: CachedStages,
    private readonly processor: WorkflowProcessor,
    private readonly assets: AssetsService,
    private readonly sender: WebhookSender,
    private readonly metrics: Metrics,
    private readonly idempotency: IdempotencyKeys,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    const { sweepSec, renewSec } = this.config.engine;
    this.inTurn(() => this.sweep());
    this.timers.push(
      setInterval(() => this.inTurn(() => this.sweep()), sweepSec * 1000),
      setInterval(() => this.inTurn(() => this.rescue()), Math.min(sweepSec, 2 * renewSec) * 1000),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.timers.forEach((timer) => clearInterval(timer));
    await this.sweeping;
  }

  async sweep(): Promise<void> {
    await this.rescue();
    await this.steps.wakeDue();
    for (const { queue, count } of await this.steps.claimable()) {
      await this.processor.wake(queue, count);
    }
    this.sender.wake();
    // Last, so that a storage that is away holds up no work.
    await this.idempotency.deleteExpired();
    await this.assets.deleteReleased();
  }

  /** Steps that lost their worker go on elsewhere at once; this alone is done more often than the rest. */
  private async rescue(): Promise<void> {
    for (const step of await this.steps.lost()) {
      if (await this.ledger.within(step.job_id, (transaction) => rescueStep(transaction, step))) {
        this.metrics.leasesExpired.inc();
        await this.stages.dropStrays(step);
      }
    }
  }

  private inTurn(work: () => Promise<void>): void {
    this.sweeping = this.sweeping.then(work).catch((error: unknown) => this.logger.warn('A sweep has failed', error));
  }
}
