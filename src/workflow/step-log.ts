import { Injectable, Logger } from '@nestjs/common';
import { type Attributes, type Span } from '@opentelemetry/api';
import { type JobError } from '../common/errors.js';
import { Metrics } from '../common/metrics.js';
import { failSpan, inSpan, placeOf } from '../common/tracing.js';
import { type StepRow } from '../jobs/ledger.js';
import { type ClaimedStep } from './step-ledger.js';

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

/** Ends that somebody may have to look into. */
const TROUBLES: readonly StepOutcome[] = ['retry', 'failed'];

/** One line, one span and a few figures for every run of a step. */
@Injectable()
export class StepLog {
  private readonly logger = new Logger('Workflow');

  constructor(private readonly metrics: Metrics) {}

  /** Tells of a run what it comes to, in the trace of its job. */
  async watch(step: ClaimedStep, run: () => Promise<StepEnd>): Promise<void> {
    const [part = ''] = step.item.split(':');
    const options = { parent: placeOf(step.trace_parent), attributes: attributesOf(step) };
    await inSpan(`step ${step.stage}/${part}`, options, async (span) => {
      const began = performance.now();
      const end = await run();
      this.ended(step, end, span, performance.now() - began);
    });
  }

  private ended(step: StepRow, end: StepEnd, span: Span, milliseconds: number): void {
    this.count(step, end, milliseconds / 1000);
    const isTrouble = TROUBLES.includes(end.outcome);
    span.setAttribute('jumu.outcome', end.outcome);
    if (isTrouble) {
      failSpan(span, end.error?.code ?? end.outcome);
    }
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

function attributesOf(step: StepRow): Attributes {
  return {
    'jumu.job_id': step.job_id,
    'jumu.step_id': step.id,
    'jumu.stage': step.stage,
    'jumu.item': step.item,
    'jumu.attempt': step.attempt,
  };
}
