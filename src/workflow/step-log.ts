import { Injectable, Logger } from '@nestjs/common';
import { type JobError } from '../common/errors.js';
import { Metrics } from '../common/metrics.js';
import { type StepRow } from '../jobs/ledger.js';

/** What became of a run: `again` waits for a vendor, `released` goes back to the queue, `refused` came too late. */
export type StepOutcome = 'done' | 'again' | 'retry' | 'failed' | 'released' | 'cancelled' | 'refused';

/** How a run of a step has ended, committed. */
export interface StepEnd {
  outcome: StepOutcome;
  /** Who did it, or failed at it. */
  provider?: string | null;
  model?: string | null;
  /** What was booked for it. */
  costUsd?: number;
  error?: JobError;
  /** What `error` was made of. */
  thrown?: unknown;
}

/** One line and a few figures for every run of a step. */
@Injectable()
export class StepLog {
  private readonly logger = new Logger('Workflow');

  constructor(private readonly metrics: Metrics) {}

  ended(step: StepRow, end: StepEnd, milliseconds: number): void {
    this.count(step, end, milliseconds / 1000);
    const isTrouble = end.outcome === 'retry' || end.outcome === 'failed';
    const line = {
      job_id: step.job_id,
      stage: step.stage,
      item: step.item,
      attempt: step.attempt,
      fence: step.fence,
      outcome: end.outcome,
      duration_ms: Math.round(milliseconds),
      provider: end.provider ?? null,
      model: end.model ?? null,
      cost_usd: end.costUsd ?? 0,
      error_code: end.error?.code ?? null,
    };
    this.logger[isTrouble ? 'warn' : 'log']('step', line, ...(end.thrown instanceof Error ? [end.thrown] : []));
  }

  private count(step: StepRow, { outcome, provider, costUsd = 0, error }: StepEnd, seconds: number): void {
    this.metrics.stepDuration.observe({ stage: step.stage, outcome }, seconds);
    if (outcome === 'retry') {
      this.metrics.stepRetries.inc({ stage: step.stage, code: error?.code });
    }
    if (outcome === 'refused') {
      this.metrics.fencesRejected.inc();
    }
    if (costUsd > 0) {
      this.metrics.providerCost.inc({ provider: provider ?? 'unknown' }, costUsd);
    }
  }
}
