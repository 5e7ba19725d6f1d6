import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { JobError } from '../common/errors.js';
import { Metrics } from '../common/metrics.js';
import { IdempotencyKeys } from '../common/idempotency-keys.js';
import { JobQueue } from '../jobs/job-queue.js';
import { Ledger } from '../jobs/ledger.js';
import { AssetsService } from '../storage/assets.service.js';
import { WebhookSender } from '../webhooks/webhook-sender.js';
import { failJob, failureOf } from './job-failure.js';
import { StepLedger } from './step-ledger.js';

/** The net under everything: finds what a crash or a lost message left behind. Never the path that work normally takes. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Sweeper');
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly steps: StepLedger,
    private readonly ledger: Ledger,
    private readonly queue: JobQueue,
    private readonly assets: AssetsService,
    private readonly sender: WebhookSender,
    private readonly metrics: Metrics,
    private readonly idempotency: IdempotencyKeys,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    const sweep = () => {
      this.sweeping = this.sweeping
        .then(() => this.sweep())
        .catch((error: unknown) => this.logger.warn('A sweep has failed', error));
    };
    sweep();
    this.timer = setInterval(sweep, this.config.engine.sweepSec * 1000);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  async sweep(): Promise<void> {
    const lost = await this.steps.rescueLost();
    this.metrics.leasesExpired.inc(lost.length);
    for (const { id, job_id } of lost.filter((step) => step.failed)) {
      await this.failCrashed(job_id, id);
    }
    await this.assets.deleteReleased();
    this.sender.wake();
    await this.idempotency.deleteExpired();
    await this.steps.wakeDue();
    for (const { queue, count } of await this.steps.claimable()) {
      await this.queue.wake(queue, count);
    }
  }

  private async failCrashed(jobId: string, stepId: string): Promise<void> {
    await this.ledger.within(jobId, async (transaction) => {
      const [step] = await transaction.em.execute<{ stage: 'style' }[]>('select stage from job_steps where id = ?', [
        stepId,
      ]);
      const error = new JobError('STEP_CRASHED', 'The step crashed its worker three times', { retryable: true });
      await failJob(transaction, failureOf(error, { stage: step?.stage ?? 'style' }));
    });
  }
}
