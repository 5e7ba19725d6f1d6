import { Injectable } from '@nestjs/common';
import { type Requester } from '../common/api.decorators.js';
import { AppError } from '../common/errors.js';
import { found } from '../common/owned.js';
import { currentTraceParent } from '../common/tracing.js';
import { AssetsService } from '../storage/assets.service.js';
import { type JobDto } from './job.dto.js';
import { refreshProgress } from './job-progress.js';
import { type JobState } from './job.machine.js';
import { JobsService } from './jobs.service.js';
import { type JobRow, type JobTransaction, Ledger } from './ledger.js';
import { isHeldAtStart, isUndecided, type Judgement, recordJudgement, rule, SHOTS_ITEM } from './moderation-gate.js';
import { type Decision } from './moderation.entity.js';
import { planOf, PLANS, stagesOf } from './plan.js';
import { type StageName } from './stages.js';
import { type Rerun, resetSteps, withDependents } from './step-reset.js';

/** What a finished film is cut again of. */
export interface NewCut {
  /** Ids of the steps that are not done as they would be now. */
  changed: (transaction: JobTransaction) => Promise<string[]>;
  /** What moderation said of them; null: there was nothing to read. */
  judgement: Judgement | null;
}

type JobWork = (transaction: JobTransaction) => Promise<void>;

const ownedBy =
  ({ id }: Requester) =>
  ({ user_id }: JobRow) =>
    user_id === id;

/** What one can do to a job from outside. Each takes the job's row first, so it happens before or after a step's settling. */
@Injectable()
export class JobControl {
  constructor(
    private readonly ledger: Ledger,
    private readonly jobs: JobsService,
    private readonly assets: AssetsService,
  ) {}

  /** Ends a job; what is finished stays. Twice is as good as once. An admin may, too. */
  cancel(requester: Requester, id: string): Promise<JobDto> {
    return this.changeAnybodys(requester, id, async (transaction) => {
      if (transaction.job.state !== 'cancelled') {
        expectState(transaction, 'pending', 'running', 'paused');
        await transaction.cancel();
      }
    });
  }

  /** Lets running steps and vendors finish, and starts no more. Twice is as good as once. */
  pause(requester: Requester, id: string): Promise<JobDto> {
    return this.change(requester, id, async (transaction) => {
      if (transaction.job.state !== 'paused') {
        expectState(transaction, 'pending', 'running');
        await transaction.pause();
      }
    });
  }

  /** Goes on; where the money had run out, only with a higher limit. */
  resume(requester: Requester, id: string, maxCostUsd: number | undefined): Promise<JobDto> {
    return this.change(requester, id, async (transaction) => {
      const { job } = transaction;
      expectState(transaction, 'paused');
      if (await isUndecided(transaction)) {
        throw new AppError('INVALID_STATE.needs_decision', { status: job.state });
      }
      const limit = job.max_cost_usd ?? 0;
      if (job.error?.code === 'BUDGET_EXCEEDED' && (maxCostUsd ?? 0) <= limit) {
        throw new AppError('BUDGET_EXCEEDED.resume', { max_cost_usd: limit, cost_usd: job.cost_usd });
      }
      if (maxCostUsd !== undefined) {
        await transaction.em.execute('update jobs set max_cost_usd = ? where id = ?', [maxCostUsd, id]);
      }
      await goOn(transaction);
    });
  }

  /**
   * Decides about content that moderation wants looked at. Its user may, who answers for it, and an admin. Approved, the
   * job goes on, unless its money has run out as well.
   */
  decide(requester: Requester, id: string, decision: Decision, note: string | null): Promise<JobDto> {
    return this.changeAnybodys(requester, id, async (transaction) => {
      expectState(transaction, 'paused');
      if (!(await rule(transaction, { decision, note, userId: requester.id }))) {
        throw new AppError('INVALID_STATE.no_decision', { status: 'paused' });
      }
      if (transaction.job.state === 'paused' && transaction.job.error?.code !== 'BUDGET_EXCEEDED') {
        await goOn(transaction);
      }
    });
  }

  /** A failed or cancelled job goes on from its finished steps as long as they are kept, or redoes everything from a stage on. */
  retry(requester: Requester, id: string, fromStage: StageName | undefined): Promise<JobDto> {
    return this.change(requester, id, async (transaction) => {
      expectState(transaction, 'failed', 'cancelled');
      if (transaction.job.kind === 'export' && transaction.job.purged_at !== null) {
        throw new AppError('INVALID_STATE.purged', { status: transaction.job.state });
      }
      const stages = stagesOf(planOf(transaction.job));
      const wanted = fromStage === undefined ? stages.length : stages.indexOf(requireStage(stages, fromStage));
      const from = transaction.job.purged_at === null ? wanted : 0;
      await this.rerun(transaction, {
        which: `state <> 'done' or stage = any(?::text[])`,
        values: [`{${stages.slice(from).join(',')}}`],
        isFresh: true,
      });
    });
  }

  /** A completed job runs one stage again, and with `cascade` whatever depends on it. */
  runStage(requester: Requester, id: string, stage: string, cascade: boolean): Promise<JobDto> {
    return this.change(requester, id, async (transaction) => {
      const known = requireRunnable(transaction, stage);
      if (known === 'storyboard' && !cascade && stagesOf(PLANS[transaction.job.kind]).includes('images')) {
        throw AppError.invalid({ field: 'cascade', rule: 'cascade_required' });
      }
      const rerun = cascade ? withDependents(id, 'stage = ?', [known]) : { which: 'stage = ?', values: [known] };
      await this.rerun(transaction, { ...rerun, isFresh: true });
    });
  }

  /** A completed film is cut again, of what has changed of it since; what there is already is not made anew. */
  assemble(requester: Requester, id: string, { changed, judgement }: NewCut): Promise<JobDto> {
    return this.change(requester, id, async (transaction) => {
      const assembly = requireRunnable(transaction, 'assembly');
      if (judgement) {
        await recordJudgement(transaction, SHOTS_ITEM, judgement);
      }
      const steps = `{${(await changed(transaction)).join(',')}}`;
      const rerun = withDependents(id, '(stage = ? or id = any(?::uuid[]))', [assembly, steps]);
      await this.rerun(transaction, { ...rerun, isFresh: false });
    });
  }

  /** Deletes a job, ended first if need be, and the files that nothing else uses; a shot's current ones stay. */
  async delete(requester: Requester, id: string): Promise<void> {
    await this.within(ownedBy(requester), id, () => Promise.resolve());
    await this.jobs.remove(id);
  }

  private async rerun(transaction: JobTransaction, rerun: Rerun): Promise<void> {
    const { em, job } = transaction;
    const deleted = await resetSteps(transaction, rerun);
    await this.assets.endUses('step', deleted, em);
    await forgetDegraded(transaction);
    // Whoever wants it once more may have changed it: it is asked for in its own words again.
    await em.execute(`update job_steps set softened = 0 where job_id = ? and state <> 'done'`, [job.id]);
    job.progress = 0;
    await em.execute(
      'update jobs set attempts = attempts + 1, progress = 0, purged_at = null, degraded = ?::jsonb where id = ?',
      [JSON.stringify(job.degraded), job.id],
    );
    await traceFromHere(transaction);
    await transaction.moveJob('running');
    if (await isHeldAtStart(transaction)) {
      await transaction.pause();
    }
    await transaction.queueReady(null);
    const stages = stagesOf(planOf(job));
    await refreshProgress(transaction, { stage: stages.find((stage) => !job.stages[stage]) ?? 'style', item: '' });
  }

  private async change(requester: Requester, id: string, work: JobWork): Promise<JobDto> {
    await this.within(ownedBy(requester), id, work);
    return this.jobs.get(requester.id, id);
  }

  /** For what an admin may do with anybody's job: nothing that spends its owner's money, or takes away what it bought. */
  private async changeAnybodys(requester: Requester, id: string, work: JobWork): Promise<JobDto> {
    const isAllowed = requester.role === 'admin' ? () => true : ownedBy(requester);
    return this.jobs.get(await this.within(isAllowed, id, work), id);
  }

  /** With the job's row locked; returns its owner. */
  private async within(isAllowed: (job: JobRow) => boolean, id: string, work: JobWork): Promise<string> {
    const ownerId = await this.ledger.within(id, async (transaction) => {
      const { job } = transaction;
      found('JOB', isAllowed(job) ? job : null);
      await work(transaction);
      return job.user_id;
    });
    return found('JOB', ownerId);
  }
}

/** What a stage did not get is told as long as something that it has done is left. */
async function forgetDegraded({ em, job }: JobTransaction): Promise<void> {
  const rows = await em.execute<{ stage: string }[]>(
    `select distinct stage from job_steps where job_id = ? and state = 'done'`,
    [job.id],
  );
  const done = rows.map(({ stage }) => stage);
  job.degraded = job.degraded.filter(({ stage }) => done.includes(stage));
}

/** A stage that a completed job can run once more. */
function requireRunnable(transaction: JobTransaction, stage: string): StageName {
  const { job } = transaction;
  const known = requireStage(stagesOf(PLANS[job.kind]), stage);
  expectState(transaction, 'completed');
  if (!stagesOf(planOf(job)).includes(known)) {
    throw new AppError('INVALID_STATE.skipped', { status: 'skipped' });
  }
  if (job.purged_at !== null) {
    throw new AppError('INVALID_STATE.purged', { status: 'completed' });
  }
  return known;
}

/** What the job does from now on belongs to the trace of this request, if that has one. */
async function traceFromHere({ em, job }: JobTransaction): Promise<void> {
  await em.execute('update jobs set trace_parent = coalesce(?, trace_parent) where id = ?', [
    currentTraceParent(),
    job.id,
  ]);
}

async function goOn(transaction: JobTransaction): Promise<void> {
  await traceFromHere(transaction);
  await transaction.moveJob('running');
  await transaction.wakeQueued();
  await transaction.queueReady(null);
}

function expectState({ job }: JobTransaction, ...states: JobState[]): void {
  if (!states.includes(job.state)) {
    throw new AppError('INVALID_STATE.job', { status: job.state, allowed: states });
  }
}

function requireStage(stages: readonly StageName[], name: string): StageName {
  return found(
    'STAGE',
    stages.find((stage) => stage === name),
  );
}
