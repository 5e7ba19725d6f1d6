import { addAbortListener } from 'node:events';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { NotNow } from '../ai/provider.errors.js';
import { CONFIG, type Config } from '../common/config.js';
import { JobError } from '../common/errors.js';
import { isFinal } from '../jobs/job.machine.js';
import { refreshProgress } from '../jobs/job-progress.js';
import { type JobRow, type JobTransaction, Ledger, type StepRow } from '../jobs/ledger.js';
import { RESULT } from '../jobs/analysis-plan.js';
import { type QueueName } from '../jobs/plan.js';
import { CachedStages, type Carried } from './cached-stages.js';
import { noteDegraded } from './degraded.js';
import { asJobError } from './failure-policy.js';
import { jobHasEnded } from '../jobs/job-failure.js';
import { BudgetReached, book, Spending } from './spending.js';
import { type Result, type Work } from './stage.js';
import { releaseStep, settleFailure } from './step-failure.js';
import { type ClaimedStep, StepLedger } from './step-ledger.js';
import { type StepEnd, StepLog, type StepOutcome } from './step-log.js';
import { askLater, FenceLost, moveStep, withinStep } from './step-move.js';
import { Turns } from './turns.js';
import { waitInLine } from './waiting-line.js';

/** Why a running step was stopped from outside. */
type StopReason = 'gone' | 'late' | 'shutdown';

interface Running {
  step: StepRow;
  controller: AbortController;
  /** When its lease was surely held, by this process's own steady clock. */
  keptAt: number;
}

/** Steps whose output is that of their job. */
const IS_RESULT: ReadonlySet<string> = new Set(['film', 'reel', RESULT]);
const REPORT_EVERY_MS = 250;
/** Ends after which nobody settles what the run has stored. */
const LEAVES_STRAYS: readonly StepOutcome[] = ['refused', 'cancelled', 'failed'];

/** Runs steps: claim → run outside any transaction → settle. The ledger decides; this class only carries it out. */
@Injectable()
export class Orchestrator implements OnApplicationBootstrap {
  private readonly logger = new Logger('Workflow');
  private readonly running = new Map<string, Running>();
  private readonly draining = new Set<Promise<void>>();
  private readonly handBack = new AbortController();
  private renewal: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly ledger: Ledger,
    private readonly steps: StepLedger,
    private readonly spending: Spending,
    private readonly log: StepLog,
    private readonly stages: CachedStages,
    private readonly turns: Turns,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.renewal = setInterval(() => void this.renewAll(), this.config.engine.renewSec * 1000);
  }

  /**
   * Nothing new is claimed. What runs may end by itself until `timeUp`; then it is stopped and handed back without
   * counting as a try.
   */
  async stop(timeUp: AbortSignal): Promise<void> {
    this.stopping = true;
    addAbortListener(timeUp, () => this.handBack.abort('shutdown' satisfies StopReason));
    await Promise.allSettled(this.draining);
    clearInterval(this.renewal);
  }

  /** Works a queue until nothing in it is claimable. `isDue`: something that has waited may be due by now. */
  async drain(queue: QueueName, isDue = true): Promise<void> {
    const draining = this.workOff(queue, isDue);
    this.draining.add(draining);
    await draining.finally(() => this.draining.delete(draining));
  }

  private async workOff(queue: QueueName, isDue: boolean): Promise<void> {
    if (isDue) {
      await this.steps.wakeDue([queue]);
    }
    for (;;) {
      // Asked when its turn has come: nothing is claimed by a process that has begun to stop meanwhile.
      const step = await this.turns.take(async () => (this.stopping ? null : this.steps.claim(queue)));
      if (!step) {
        return;
      }
      await this.untilSlotIsFree(step);
    }
  }

  /** Until a step has ended, or needs its slot no more. */
  private async untilSlotIsFree(step: ClaimedStep): Promise<void> {
    const left = Promise.withResolvers<void>();
    const carried = this.carryOut(step, left.resolve);
    this.draining.add(carried);
    await Promise.race([carried.finally(() => this.draining.delete(carried)), left.promise]);
  }

  private async carryOut(step: ClaimedStep, leaveSlot: () => void): Promise<void> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort('late' satisfies StopReason), Math.max(step.remaining_ms, 1));
    const signal = AbortSignal.any([controller.signal, this.handBack.signal]);
    this.running.set(step.id, { step, controller, keptAt: performance.now() });
    await this.log
      .watch(step, () => this.runAndSettle(step, signal, leaveSlot))
      .catch((error: unknown) => {
        this.logger.error(`Step ${step.stage}/${step.item} of job ${step.job_id} could not be settled`, error);
      });
    clearTimeout(timer);
    this.running.delete(step.id);
  }

  private async runAndSettle(step: ClaimedStep, signal: AbortSignal, leaveSlot: () => void): Promise<StepEnd> {
    const end = await this.runToEnd(step, signal, leaveSlot)
      .catch((thrown: unknown) => this.settleFailure(step, signal, thrown))
      .catch(endWithoutFence);
    if (LEAVES_STRAYS.includes(end.outcome)) {
      await this.stages.dropStrays(step);
    }
    return end;
  }

  private async runToEnd(step: ClaimedStep, signal: AbortSignal, leaveSlot: () => void): Promise<StepEnd> {
    signal.throwIfAborted();
    const carried = await this.run(step, signal, leaveSlot).catch((thrown: unknown) => {
      if (thrown instanceof NotNow) {
        return thrown;
      }
      throw thrown;
    });
    if (carried instanceof NotNow) {
      return this.postponed(step, (transaction) => waitInLine(transaction, step, carried));
    }
    signal.throwIfAborted();
    const { outcome } = carried;
    if ('again' in outcome) {
      return this.postponed(step, (transaction) => askLater(transaction, step, { afterMs: outcome.again }));
    }
    await this.settle(step, carried, outcome);
    const { credit, costUsd } = outcome;
    return { outcome: 'done', provider: credit?.provider, model: credit?.model, costUsd };
  }

  /** A vendor is waited for, without a slot; that was no try. Where the job has ended meanwhile, nobody waits. */
  private async postponed(step: StepRow, wait: (transaction: JobTransaction) => Promise<void>): Promise<StepEnd> {
    const end = await this.within(step, async (transaction): Promise<StepEnd> => {
      if (isFinal(transaction.job.state)) {
        return releaseStep(transaction, step);
      }
      await wait(transaction);
      return { outcome: 'again' };
    });
    if (end === null) {
      throw new FenceLost();
    }
    return end;
  }

  private async run(step: ClaimedStep, signal: AbortSignal, leaveSlot: () => void): Promise<Carried> {
    const job = await this.begin(step);
    const [part = '', subject = ''] = step.item.split(':');
    return this.stages.run({
      job,
      step,
      part,
      subject,
      signal,
      inputs: await this.steps.inputsOf(step),
      spend: (intent) => this.spending.intend(step, intent),
      started: (stored) => this.spending.started(step, stored),
      finished: (end) => this.spending.finished(step, end),
      notStarted: (why) => this.spending.notStarted(step, why),
      keep: (kept) => withinStep(this.ledger, step, (transaction) => keep(transaction, step, kept)),
      tell: (change) => withinStep(this.ledger, step, change),
      leaveSlot,
      report: this.reporter(step),
    });
  }

  /** The step's job; its first step, and the first of each stage, are told of. */
  private async begin(step: ClaimedStep): Promise<JobRow> {
    const job = step.is_first ? await this.within(step, (each) => tellBegun(each, step)) : await this.steps.jobOf(step);
    if (job === null) {
      throw new FenceLost();
    }
    if (isFinal(job.state)) {
      throw jobHasEnded();
    }
    return job;
  }

  private async settle(step: StepRow, { task, cached }: Carried, outcome: Result): Promise<void> {
    const settled = await this.within(step, async (transaction) => {
      const { output, credit } = outcome;
      // What somebody had to stand in for is not taken again: those whom one wants may be there by then.
      const foundBy = credit?.degraded ? null : step.input_hash;
      await moveStep(
        transaction,
        step,
        `state = 'done', output = ?::jsonb, kept = null, provider = ?, model = ?, input_hash = ?, output_hash = ?, cached = ?, fresh = false,
           softened = ?, fraction = 0, error = null, operation = null, cost_reserved = 0, completed_at = now()`,
        [
          ...[JSON.stringify(output), credit?.provider ?? null, credit?.model ?? null],
          ...[foundBy, foundBy, cached, step.softened],
        ],
      );
      await this.stages.keepFiles(transaction, step, output, cached);
      if (step.operation !== null || outcome.costUsd !== undefined) {
        await book(transaction, step, { costUsd: outcome.costUsd ?? 0, usage: outcome.usage ?? null, state: 'done' });
      }
      await noteDegraded(transaction, step, credit?.degraded ?? null);
      await task.apply?.(transaction, outcome);
      if (isFinal(transaction.job.state)) {
        // It was finished while its job ended: a retry goes on from here, so all that belongs to it is there.
        await transaction.cancelWaitingSteps();
        return true;
      }
      await transaction.queueReady(step.id);
      await transaction.tellDone(step, IS_RESULT.has(step.item) ? output : transaction.job.output);
      return true;
    });
    if (settled === null) {
      throw new FenceLost();
    }
  }

  private async settleFailure(step: StepRow, signal: AbortSignal, thrown: unknown): Promise<StepEnd> {
    if (thrown instanceof FenceLost) {
      throw thrown;
    }
    const reason = signal.aborted ? (signal.reason as StopReason) : null;
    const error = reason === 'late' ? new JobError('STEP_TIMED_OUT') : asJobError(thrown);
    const isStopped = reason === 'gone' || reason === 'shutdown';
    const { pollMs } = this.config.providers;
    const end = await this.within(step, async (transaction) => {
      const settled = await settleFailure(transaction, step, { error, isStopped, pollMs });
      // Here, for its next run may begin as soon as this has committed.
      if (settled.outcome === 'retry' || settled.outcome === 'released') {
        await this.stages.dropUnkept(transaction, step);
      }
      return settled;
    });
    if (end === null) {
      throw new FenceLost();
    }
    return end.error ? { ...end, thrown } : end;
  }

  private within<T>({ job_id }: StepRow, work: (transaction: JobTransaction) => Promise<T>): Promise<T | null> {
    return this.turns.take(() => this.ledger.within(job_id, work));
  }

  /** Progress of a running step, told at most four times a second whatever the stage does. */
  private reporter(step: StepRow): Work['report'] {
    let last = 0;
    return (fraction, message = '') => {
      const now = Date.now();
      if (now - last < REPORT_EVERY_MS) {
        return;
      }
      last = now;
      void this.tellProgress(step, Math.min(Math.max(fraction, 0), 1), message).catch(() => undefined);
    };
  }

  private async tellProgress(step: StepRow, fraction: number, message: string): Promise<void> {
    await this.ledger.withinProgress(step.job_id, async (transaction) => {
      await transaction.em.execute(
        `update job_steps set fraction = ? where id = ? and fence = ? and state = 'running'`,
        [fraction, step.id, step.fence],
      );
      await refreshProgress(transaction, step, message);
    });
  }

  /** One statement per process and second keeps all leases, and tells which steps nobody wants any more. */
  private async renewAll(): Promise<void> {
    const asked = performance.now();
    const all = [...this.running.values()];
    // Our work ends before our lease does, also where the database does not answer at all.
    const unkept = all.filter(({ keptAt }) => asked - keptAt > (this.config.engine.leaseSec * 1000 * 2) / 3);
    unkept.forEach(stop);
    if (all.length === 0) {
      return;
    }
    const kept = await this.steps.renew(all.map(({ step }) => step)).catch(() => null);
    for (const entry of kept === null ? [] : all) {
      if (kept?.has(entry.step.id)) {
        entry.keptAt = asked;
      } else {
        stop(entry);
      }
    }
  }
}

async function keep({ em }: JobTransaction, { id }: StepRow, kept: unknown): Promise<void> {
  await em.execute('update job_steps set kept = ?::jsonb where id = ?', [JSON.stringify(kept), id]);
}

async function tellBegun(transaction: JobTransaction, step: StepRow): Promise<JobRow> {
  const { job } = transaction;
  if (!isFinal(job.state)) {
    if (job.state === 'pending') {
      await transaction.moveJob('running');
    }
    await refreshProgress(transaction, step);
  }
  return job;
}

function stop({ controller }: Running): void {
  controller.abort('gone' satisfies StopReason);
}

/** The end of a run that has nothing left to write: its step was handed back on the way, or is not its own any more. */
function endWithoutFence(thrown: unknown): StepEnd {
  if (!(thrown instanceof FenceLost)) {
    throw thrown;
  }
  return { outcome: thrown instanceof BudgetReached ? 'released' : 'refused' };
}
