import { Injectable } from '@nestjs/common';
import { type Capability, Call, type Operation, type Provider } from '../ai/ports.js';
import {
  closeCalls,
  endOf,
  failedEnd,
  openCall,
  type CallEnd,
  type ClosedCall,
  type Question,
} from '../ai/provider-calls.js';
import { ProviderLimits } from '../ai/provider-limits.js';
import { JobError } from '../common/errors.js';
import { type JobErrorCode } from '../common/job-error-catalogue.js';
import { isFinal } from '../jobs/job.machine.js';
import { Ledger, type JobTransaction, type StepRow } from '../jobs/ledger.js';
import { failureOf, jobHasEnded } from '../jobs/job-failure.js';
import { FenceLost, moveStep, NO_TRY } from './step-move.js';

/** Whom a step asks for what, and what it costs at most. */
export interface Intent {
  capability: Capability;
  provider: string;
  model: string;
  estimateUsd: number;
}

/** What a step's `operation` holds: whom it asked, and the vendor's name for the work once it is known. */
export interface StoredOperation<Credit = unknown> {
  credit: Credit;
  operation: Operation | null;
}

/** The step was handed back, for its job has no money left for it; nothing more is to be written. */
export class BudgetReached extends FenceLost {}

/**
 * Money. A paid call is written down before it is made and when its vendor has named it, each in a commit of its own,
 * and booked when the step settles: so there is at most one start per attempt, whatever crashes in between.
 */
@Injectable()
export class Spending {
  constructor(
    private readonly ledger: Ledger,
    private readonly limits: ProviderLimits,
  ) {}

  /**
   * Before a generation is started: reserves the estimate, notes the intent in the step and returns the call's id. Where
   * the job's budget does not reach, it is paused instead; where the vendor has enough of ours in hand, NotNow is thrown.
   */
  async intend(step: StepRow, { estimateUsd, ...intent }: Intent): Promise<string> {
    return this.reserve(step, { ...intent, estimateUsd }, async (transaction) => {
      const stored: StoredOperation = { credit: { ...intent, degraded: null, estimateUsd }, operation: null };
      await keepOperation(transaction, step, stored, estimateUsd);
    });
  }

  /**
   * A call whose answer is all there is to it. It is booked when it has ended, whoever has the step by then; what a crash
   * cuts off counts as made, and the step's next run makes it anew.
   */
  async once<Model extends Provider, T>(
    step: StepRow,
    signal: AbortSignal,
    { capability, model }: { capability: Capability; model: Model },
    { quote, call: ask }: Question<Model, T>,
  ): Promise<T> {
    const estimateUsd = quote(model);
    const intent = { capability, provider: model.provider, model: model.model, estimateUsd };
    const id = await this.reserve(step, intent, (transaction) => reserveFor(transaction, step, estimateUsd));
    const call = new Call(signal);
    try {
      const value = await ask(model, call);
      await this.close(step, id, endOf(model, call, estimateUsd));
      return value;
    } catch (error) {
      await this.close(step, id, failedEnd(model, call, estimateUsd, error));
      throw error;
    }
  }

  /** Stores the vendor's name for what was started. */
  async started(step: StepRow, stored: StoredOperation & { operation: Operation }): Promise<void> {
    const job = await this.ledger.within(step.job_id, async (transaction) => {
      await keepOperation(transaction, step, stored, null);
      await transaction.em.execute(
        `update provider_calls set state = 'started', operation = ?::jsonb where step_id = ? and state = 'intended'`,
        [JSON.stringify(stored.operation), step.id],
      );
      return transaction.job;
    });
    if (job === null) {
      throw new FenceLost();
    }
  }

  /** The vendor's answer to the start was the work itself. */
  async finished(step: StepRow, end: CallEnd): Promise<void> {
    const job = await this.ledger.within(step.job_id, async (transaction) => {
      await book(transaction, step, end);
      await keepOperation(transaction, step, null, 0);
      return transaction.job;
    });
    if (job === null) {
      throw new FenceLost();
    }
  }

  /** The vendor did not take the call: nothing is owed for it, and another one may be asked. */
  async notStarted(step: StepRow, errorCode: JobErrorCode | null = null): Promise<void> {
    await this.ledger.within(step.job_id, async (transaction) => {
      await keepOperation(transaction, step, null, 0);
      await book(transaction, step, { costUsd: 0, state: 'failed', errorCode });
    });
  }

  private async reserve(
    step: StepRow,
    intent: Intent,
    hold: (transaction: JobTransaction) => Promise<void>,
  ): Promise<string> {
    const { user_id: userId, job_id: jobId, id: stepId, attempt } = step;
    let id: string | null = null;
    try {
      id = await this.ledger.within(jobId, async (transaction) => {
        if (isFinal(transaction.job.state)) {
          throw jobHasEnded();
        }
        if (await passesBudget(transaction, step, intent.estimateUsd)) {
          await this.pause(transaction, step, intent);
          return null;
        }
        await hold(transaction);
        const call = { userId, jobId, stepId, attempt, ...intent };
        return openCall(transaction.em, call, this.limits.of(intent.provider));
      });
    } finally {
      if (id === null) {
        await this.limits.giveBack(intent.provider);
      }
    }
    if (id === null) {
      throw new BudgetReached();
    }
    return id;
  }

  private async close(step: StepRow, id: string, end: CallEnd): Promise<void> {
    await this.ledger.within(step.job_id, async (transaction) => {
      await bookClosed(transaction, step, await closeCalls(transaction.em, 'id', id, end));
      await transaction.em.execute('update job_steps set cost_reserved = 0 where id = ? and fence = ?', [
        step.id,
        step.fence,
      ]);
    });
  }

  private async pause(transaction: JobTransaction, step: StepRow, intent: Intent): Promise<void> {
    await moveStep(
      transaction,
      step,
      `state = 'pending', attempt = ${NO_TRY}, operation = null, cost_reserved = 0`,
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

/** How a generation has ended. */
type Booking = Pick<CallEnd, 'state' | 'costUsd'> & Partial<CallEnd>;

/** Closes the row of what a step's generation was asked of, and books what that has cost: nothing without such a row. */
export async function book(transaction: JobTransaction, step: Pick<StepRow, 'id'>, booking: Booking): Promise<number> {
  const end = { usage: null, errorCode: null, ...booking };
  return bookClosed(transaction, step, await closeCalls(transaction.em, 'step_id', step.id, end));
}

async function bookClosed(
  transaction: JobTransaction,
  step: Pick<StepRow, 'id'>,
  closed: ClosedCall[],
): Promise<number> {
  const costUsd = closed.reduce((sum, call) => sum + call.costUsd, 0);
  await charge(transaction, step, costUsd);
  transaction.placesFreed(closed);
  return costUsd;
}

/** Adds to what a step has cost, and its job. */
export async function charge({ em, job }: JobTransaction, step: Pick<StepRow, 'id'>, costUsd: number): Promise<void> {
  if (costUsd > 0) {
    await em.execute('update job_steps set cost_usd = cost_usd + ? where id = ?', [costUsd, step.id]);
    await em.execute('update jobs set cost_usd = cost_usd + ? where id = ?', [costUsd, job.id]);
  }
}

async function reserveFor({ em }: JobTransaction, step: StepRow, usd: number): Promise<void> {
  const rows = await em.execute<object[]>(
    `update job_steps set cost_reserved = ? where id = ? and fence = ? and state = 'running' returning 1`,
    [usd, step.id, step.fence],
  );
  if (rows.length === 0) {
    throw new FenceLost();
  }
}

/**
 * What is spent and what is under way, with the estimate: more than the job may cost? Its row is locked. What is yet to be
 * cancelled may have to be paid as well.
 */
async function passesBudget({ em, job }: JobTransaction, step: StepRow, estimateUsd: number): Promise<boolean> {
  if (job.max_cost_usd === null) {
    return false;
  }
  const [row] = await em.execute<{ reserved: number }[]>(
    `select coalesce(sum(usd), 0)::float8 as reserved from (
       select cost_reserved as usd from job_steps
       where job_id = ? and id <> ? and state in ('queued', 'running', 'waiting')
       union all select estimate_usd from provider_calls
       where job_id = ? and state = 'abandoned' and cost_usd is null) open`,
    [job.id, step.id, job.id],
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
    `update job_steps set operation = ?::jsonb, input_hash = ?, cost_reserved = coalesce(?, cost_reserved)
     where id = ? and fence = ? and state = 'running' returning id`,
    [stored && JSON.stringify(stored), step.input_hash, reserved, step.id, step.fence],
  );
  if (rows.length === 0) {
    throw new FenceLost();
  }
}

function usd(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
