import { EntityManager } from '@mikro-orm/postgresql';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { AssetsService } from '../storage/assets.service.js';
import { keysIn } from '../storage/media-links.js';
import { WebhooksService } from '../webhooks/webhooks.service.js';
import { Scratch } from './scratch.js';
import { WorkerLock } from './worker-lock.js';

const FIRST_AFTER_MS = 60_000;
const EVERY_MS = 10 * 60_000;
/** Listing all stored files is the dearest: once an hour. */
const ROUNDS_PER_LISTING = 6;
const LISTING_TASK = 1;
const MOST_JOBS_PER_ROUND = 100;

/** Lets go of what is kept for a time only, and of files that crashes have left. In no hurry, in any number of processes. */
@Injectable()
export class Retention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Retention');
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private rounds = 0;

  constructor(
    private readonly em: EntityManager,
    private readonly assets: AssetsService,
    private readonly webhooks: WebhooksService,
    private readonly scratch: Scratch,
    private readonly lock: WorkerLock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.workAfter(FIRST_AFTER_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.working;
  }

  async round(): Promise<void> {
    await this.purgeExpired();
    await this.webhooks.deleteOld(this.config.retentionDays);
    await this.scratch.clear();
    if (this.rounds++ % ROUNDS_PER_LISTING === 0) {
      await this.lock.alone(LISTING_TASK, async () => {
        await this.endUsesOfNobody();
        await this.assets.deleteUnknown(this.stopping.signal);
      });
    }
  }

  /** A worker that died between storing a file and hearing that its job was deleted leaves a use by no step. */
  private async endUsesOfNobody(): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      const rows = await em.execute<{ subject_id: string }[]>(
        `select distinct subject_id from asset_uses u where kind = 'step'
           and not exists (select 1 from job_steps s where s.id = u.subject_id) limit 1000`,
      );
      await this.assets.endUses(
        'step',
        rows.map((row) => row.subject_id),
        em,
      );
    });
  }

  private workAfter(delayMs: number): void {
    this.timer = setTimeout(() => {
      this.working = this.round()
        .catch((error: unknown) => this.logger.warn('A round has failed', error))
        .then(() => {
          if (!this.stopping.signal.aborted) {
            this.workAfter(EVERY_MS);
          }
        });
    }, delayMs);
  }

  private async purgeExpired(): Promise<void> {
    for (let count = 0; count < MOST_JOBS_PER_ROUND && !this.stopping.signal.aborted; count++) {
      if (!(await this.purgeOne())) {
        return;
      }
    }
  }

  /**
   * Deletes the events of a job that ended long ago and what its steps passed to each other. Its result stays: the
   * files that its output names are kept for the job itself, the others only where something else uses them.
   */
  private async purgeOne(): Promise<boolean> {
    return this.em.fork().transactional(async (em) => {
      const [job] = await em.execute<{ id: string; user_id: string; input: unknown; output: unknown }[]>(
        `select id, user_id, input, output from jobs
         where completed_at < now() - make_interval(days => ?) and purged_at is null
         order by completed_at limit 1 for update skip locked`,
        [this.config.retentionDays],
      );
      if (!job) {
        return false;
      }
      // A playlist is of no use without the files that it leads to, which the job's own output does not name.
      const exports = await em.execute<{ output: unknown }[]>(
        `select output from job_steps where job_id = ? and item like 'export:%'`,
        [job.id],
      );
      const steps = await em.execute<{ id: string }[]>(
        'update job_steps set output = null, kept = null where job_id = ? returning id',
        [job.id],
      );
      const keys = keysIn([job.input, job.output, exports]);
      await this.assets.setUses(job.user_id, keys, { kind: 'job', subjectId: job.id }, em);
      await this.assets.endUses(
        'step',
        steps.map(({ id }) => id),
        em,
      );
      await em.execute('delete from events where job_id = ?', [job.id]);
      await em.execute(
        // What viewers have said is YouTube's, and may not be kept for long; what was made of it may.
        `update jobs set purged_at = now(), output = case when kind = 'analysis' and output is not null
           then jsonb_set(output, '{comments}', 'null') else output end
         where id = ?`,
        [job.id],
      );
      return true;
    });
  }
}
