import { Injectable } from '@nestjs/common';
import { type VideoOperation } from '../ai/ports.js';
import { JobError } from '../common/errors.js';
import { newId } from '../common/uuid.js';
import { isFinal } from '../jobs/job.machine.js';
import { Ledger, type JobTransaction, type StepRow } from '../jobs/ledger.js';
import { failureOf, jobHasEnded } from '../jobs/job-failure.js';
import { FenceLost, moveStep } from './step-move.js';

/** Whom a step asks, and what it costs at most. */
export interface Intent {
  provider: string;
  model: string;
  estimateUsd: number;
}

/** What a step's `operation` holds: whom it asked, and the vendor's name for the work once it is known. */
export interface StoredOperation<Credit = unknown> {
  credit: Credit;
  operation: VideoOperation | null;
}

/** The step was handed back, for its job has no money left for it; nothing more is to be written. */
export class BudgetReached extends FenceLost {}

/**
 * Money. A paid call is written down before it is made and when its vendor has named it, each in a commit of its own,
 * and booked when the step settles: so there is at most one start per attempt, whatever crashes in between.
 */
@Injectable()
export class Spending {
  constructor(private readonly ledger: Ledger) {}

  /** Reserves the estimate and notes the intent; pauses the job instead where its budget does not reach. */
  async intend(step: StepRow, intent: Intent): Promise<void> {
    const isWithin = await this.ledger.within(step.job_id, async (transaction) => {
      if (isFinal(transaction.job.state)) {
        throw jobHasEnded();
      }
      if (await passesBudget(transaction, step, intent.estimateUsd)) {
        await this.pause(transaction, step, intent);
        return false;
      }
      const stored: StoredOperation = { credit: { ...intent, degraded: null }, operation: null };
      await keepOperation(transaction, step, stored, intent.estimateUsd);
      await transaction.em.execute(
        `insert into provider_calls (id, user_id, job_id, step_id, attempt, provider, model, state, estimate_usd)
         values (?, ?, ?, ?, ?, ?, ?, 'intended', ?)`,
        [newId(), step.user_id, step.job_id, step.id, step.attempt, intent.provider, intent.model, intent.estimateUsd],
      );
      return true;
    });
    if (isWithin !== true) {
      throw new BudgetReached();
    }
  }

  /** Stores the vendor's name for what was started. */
  async started(step: StepRow, stored: StoredOperation & { operation: VideoOperation }): Promise<void> {
    const job = await this.ledger.within(step.job_id, async (transaction) => {
      await keepOperation(transaction, step, stored, null);
      // Its job may have ended while the vendor was asked.
      const state = isFinal(transaction.job.state) ? 'abandoned' : 'started';
      await transaction.em.execute(
        `update provider_calls set state = ?, operation = ?::jsonb where step_id = ? and state = 'intended'`,
        [state, JSON.stringify(stored.operation), step.id],
      );
      return transaction.job;
    });
    if (job === null) {
      throw new FenceLost();
    }
  }

  /** The vendor did not take the call: nothing is owed for it, and another one may be asked. */
  async notStarted(step: StepRow): Promise<void> {
    await this.ledger.within(step.job_id, async (transaction) => {
      await keepOperation(transaction, step, null, 0);
      await book(transaction, step, 0, 'failed');
    });
  }

  private async pause(transaction: JobTransaction, step: StepRow, intent: Intent): Promise<void> {
    await moveStep(
      transaction,
      step,
      `state = 'pending', attempt = greatest(attempt - 1, 0), operation = null, cost_reserved = 0`,
      [],
    );
    if (transaction.job.state === 'paused') {
      return;
    }
    const limit = transaction.job.max_cost_usd ?? 0;
    const args = { cost: usd(intent.estimateUsd), limit: usd(limit) };
    const error = new JobError('BUDGET_EXCEEDED.step', { provider: intent.provider, args });
    await transaction.pause(failureOf(error, step));
  }
}

/** Books what a call has cost, and closes its row. */
export async function book(
  { em, job }: JobTransaction,
  step: Pick<StepRow, 'id'>,
  costUsd: number,
  state: 'done' | 'failed' | 'abandoned' | 'unconfirmed',
): Promise<void> {
  await em.execute(
    `update provider_calls set state = ?, cost_usd = ?, settled_at = now()
     where step_id = ? and state in ('intended', 'started')`,
    [state, costUsd, step.id],
  );
  if (costUsd > 0) {
    await em.execute('update job_steps set cost_usd = cost_usd + ? where id = ?', [costUsd, step.id]);
    await em.execute('update jobs set cost_usd = cost_usd + ? where id = ?', [costUsd, job.id]);
  }
}

/** What is spent and what is under way, with the estimate: more than the job may cost? Its row is locked. */
async function passesBudget({ em, job }: JobTransaction, step: StepRow, estimateUsd: number): Promise<boolean> {
  if (job.max_cost_usd === null) {
    return false;
  }
  const [row] = await em.execute<{ reserved: number }[]>(
    `select coalesce(sum(cost_reserved), 0)::float8 as reserved from job_steps
     where job_id = ? and id <> ? and state in ('queued', 'running', 'waiting')`,
    [job.id, step.id],
  );
  // Sums of cents are not exact in binary; a thousandth of one is nobody's money.
  return job.cost_usd + (row?.reserved ?? 0) + estimateUsd > job.max_cost_usd + 1e-5;
}

async function keepOperation(
  { em }: JobTransaction,
  step: StepRow,
  stored: StoredOperation | null,
  reserved: number | null,
): Promise<void> {
  const rows = await em.execute<{ id: string }[]>(
    `update job_steps set operation = ?::jsonb, cost_reserved = coalesce(?, cost_reserved)
     where id = ? and fence = ? and state = 'running' returning id`,
    [stored && JSON.stringify(stored), reserved, step.id, step.fence],
  );
  if (rows.length === 0) {
    throw new FenceLost();
  }
}

function usd(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
