import { EntityManager } from '@mikro-orm/postgresql';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ModelRegistry } from '../ai/model-registry.js';
import { type Operation } from '../ai/ports.js';
import { closeForgotten } from '../ai/provider-calls.js';
import { CONFIG, type Config } from '../common/config.js';
import { inRounds } from '../common/rounds.js';
import { inSpan, placeOf } from '../common/tracing.js';
import { Ledger } from '../jobs/ledger.js';
import { charge } from './spending.js';

const CANCEL_TIMEOUT_MS = 10_000;

interface AbandonedCall {
  id: string;
  jobId: string;
  stepId: string;
  capability: 'image' | 'video';
  provider: string;
  model: string;
  operation: Operation;
  estimateUsd: number;
  /** What was booked when it was given up; null: nothing yet. */
  costUsd: number | null;
  isHopeless: boolean;
  /** Where its job stands in its trace. */
  traceParent: string | null;
}

/** Cancels at the vendors what nobody waits for any more, within a renewal's time; where it fails, again every 30 s. */
@Injectable()
export class AbandonedCalls implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('AbandonedCalls');
  private readonly stopping = new AbortController();
  private endRounds: (() => Promise<void>) | undefined;

  constructor(
    private readonly em: EntityManager,
    private readonly models: ModelRegistry,
    private readonly ledger: Ledger,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.endRounds = inRounds(
      this.config.engine.renewSec * 1000,
      async () => {
        await closeForgotten(this.em.fork());
        await this.cancelAll();
      },
      (error) => this.logger.debug('Calls could not be looked up', error),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.endRounds?.();
  }

  /** A few at a time, each in one process only. After an hour a vendor that does not answer is left alone. */
  async cancelAll(): Promise<void> {
    const calls = await this.em.fork().execute<AbandonedCall[]>(
      `update provider_calls set ask_after = now() + interval '30 seconds' where id in (
         select id from provider_calls where state = 'abandoned' and ask_after <= now() limit 8 for update skip locked)
       returning id, job_id as "jobId", step_id as "stepId", capability, provider, model, operation,
         estimate_usd as "estimateUsd", cost_usd as "costUsd", created_at < now() - interval '1 hour' as "isHopeless",
         (select j.trace_parent from jobs j where j.id = job_id) as "traceParent"`,
    );
    await Promise.all(
      calls.map((call) =>
        inSpan(`provider ${call.provider} cancel`, { parent: placeOf(call.traceParent) }, () => this.cancel(call)),
      ),
    );
  }

  private async cancel(call: AbandonedCall): Promise<void> {
    const model = this.models.find(call.capability, `${call.provider}:${call.model}`);
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(CANCEL_TIMEOUT_MS)]);
    try {
      const owedUsd = (await model?.cancel(call.operation, signal)) ?? null;
      await this.close(call, owedUsd);
    } catch (error) {
      this.logger.warn('A vendor did not cancel a call', { provider: call.provider }, error);
      if (call.isHopeless) {
        await this.close(call, null);
      }
    }
  }

  /** What nobody says counts as made. What was booked before stays so. */
  private async close(call: AbandonedCall, owedUsd: number | null): Promise<void> {
    const costUsd = call.costUsd ?? owedUsd ?? call.estimateUsd;
    const state = owedUsd === null ? 'unconfirmed' : 'cancelled';
    const close = async (em: EntityManager) => {
      const rows = await em.execute<object[]>(
        `update provider_calls set state = ?, cost_usd = ?, settled_at = now()
         where id = ? and state = 'abandoned' returning 1`,
        [state, costUsd, call.id],
      );
      return rows.length > 0;
    };
    const booked = await this.ledger.within(call.jobId, async (transaction) => {
      if ((await close(transaction.em)) && call.costUsd === null) {
        await charge(transaction, { id: call.stepId }, costUsd);
      }
      return true;
    });
    // Its job was deleted: nobody's cost is told any more but the call's own.
    if (booked === null) {
      await close(this.em.fork());
    }
  }
}
