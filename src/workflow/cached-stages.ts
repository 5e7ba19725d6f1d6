import { createHash } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import stringify from 'safe-stable-stringify';
import { JobError } from '../common/errors.js';
import { emForReads } from '../common/transaction.js';
import { type JobTransaction, type StepRow } from '../jobs/ledger.js';
import { type StageName } from '../jobs/stages.js';
import { AssetsService } from '../storage/assets.service.js';
import { keysIn } from '../storage/media-links.js';
import {
  type BroughtSteps,
  creditOf,
  isUnknown,
  type Outcome,
  type Quote,
  type Result,
  type Stage,
  type Task,
  type Work,
} from './stage.js';

export const STAGE_LIST = Symbol('STAGE_LIST');

/** What came of a step. */
export interface Carried {
  task: Task;
  outcome: Outcome;
  /** The outcome is that of another step. */
  cached: boolean;
}

/**
 * Why a step would be made: it is in every run, for what it makes is of that very job or costs nothing; what determines its
 * result is not what it was; or what it works on is made.
 */
export const REASONS = ['always', 'changed', 'follows'] as const;

/** What would come of a step. */
export interface Foreseen {
  /** Undefined: nobody can say. */
  output: unknown;
  /** Null: its result is there. */
  why: (typeof REASONS)[number] | null;
  /** Null: it costs nothing. */
  quote: Quote | null;
  brings?: BroughtSteps;
}

/**
 * The stages, asked only for what is not there yet: a user's finished steps are found again by what determined their
 * output. Nothing is locked and nothing waited for: two equal steps at the same moment are both made.
 */
@Injectable()
export class CachedStages {
  private readonly stages: Map<StageName, Stage>;

  constructor(
    private readonly em: EntityManager,
    private readonly assets: AssetsService,
    @Inject(STAGE_LIST) stages: Stage[],
  ) {
    this.stages = new Map(stages.map((stage) => [stage.name, stage]));
  }

  /** Takes a step's result from the cache, or makes it. What it is to be found by is in the step's `input_hash` from then on. */
  async run(work: Work): Promise<Carried> {
    const { step } = work;
    const stage = this.stageOf(step);
    const task = await stage.prepare(work);
    // A vendor has it in hand already, for what the facts were when it was asked.
    if (step.operation !== null) {
      return { task, outcome: await task.make(), cached: false };
    }
    step.input_hash = task.facts ? await this.hashOf(stage, step, task.facts()) : null;
    const found = step.input_hash === null || step.fresh ? null : await this.find(step, step.input_hash);
    if (found) {
      const output = task.adopt ? task.adopt(found.output) : found.output;
      return { task, outcome: { ...found, output }, cached: true };
    }
    return { task, outcome: await task.make(), cached: false };
  }

  /** What would come of a step if it were run now; it is not. There may be unknowns in `work.inputs`. */
  async foresee(work: Work): Promise<Foreseen> {
    const { step } = work;
    const task = await this.stageOf(step).prepare(work);
    const facts = task.facts?.();
    const isFollowing = facts !== undefined && holdsUnknown(facts);
    if (facts !== undefined && !isFollowing && !step.fresh) {
      const found = await this.find(step, await this.hashOf(this.stageOf(step), step, facts));
      if (found) {
        return { output: found.output, why: null, quote: null, brings: task.brings?.(found.output) };
      }
    }
    const why = facts === undefined ? 'always' : isFollowing ? 'follows' : 'changed';
    const output = await task.foresee?.();
    return {
      output,
      why,
      quote: task.quote?.() ?? null,
      brings: output === undefined ? undefined : task.brings?.(output),
    };
  }

  private stageOf({ stage: name }: StepRow): Stage {
    const stage = this.stages.get(name);
    if (!stage) {
      throw new JobError('INTERNAL_ERROR.stage', { args: { stage: name }, retryable: false });
    }
    return stage;
  }

  /** In the transaction that settles a step: it holds the files of its result, and none of earlier runs. */
  async keepFiles({ em }: JobTransaction, step: StepRow, output: unknown, cached: boolean): Promise<void> {
    const use = { kind: 'step' as const, subjectId: step.id };
    const keys = keysIn(output);
    if (cached && !(await this.assets.addUses(step.user_id, keys, use, em))) {
      throw new JobError('STORAGE_FAILED.deleted', { retryable: true });
    }
    if (step.fence > 1) {
      await this.assets.endOtherUses(use, keys, em);
    }
  }

  /** In the transaction that hands a step back for another try: what its run has stored and not kept is let go. */
  async dropUnkept({ em }: JobTransaction, { id }: Pick<StepRow, 'id'>): Promise<void> {
    const [row] = await em.execute<Pick<StepRow, 'output' | 'kept'>[]>(
      'select output, kept from job_steps where id = ? and operation is null',
      [id],
    );
    if (row) {
      await this.assets.endOtherUses({ kind: 'step', subjectId: id }, keysIn([row.output, row.kept]), em);
    }
  }

  /** After a run that came to nothing: what it has stored is let go, unless the step is in somebody else's hand. */
  async dropStrays(step: Pick<StepRow, 'id'>): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      const [row] = await em.execute<Pick<StepRow, 'state' | 'output' | 'kept'>[]>(
        'select state, output, kept from job_steps where id = ? for update',
        [step.id],
      );
      if (row?.state !== 'running') {
        await this.assets.endOtherUses({ kind: 'step', subjectId: step.id }, keysIn([row?.output, row?.kept]), em);
      }
    });
  }

  private async hashOf(stage: Stage, step: StepRow, facts: unknown): Promise<string> {
    const sums = await this.assets.sumsOf(step.user_id, keysIn(facts));
    const [part] = step.item.split(':');
    const said = stringify([stage.name, part, stage.version, facts], (_, value: unknown) =>
      typeof value === 'string' && sums.has(value) ? { sha256: sums.get(value) } : value,
    );
    return createHash('sha256')
      .update(said ?? '')
      .digest('hex');
  }

  /** What the step has made itself of the same facts when it was run before, else the one that was finished last. */
  private async find(step: StepRow, inputHash: string): Promise<Result | null> {
    if (step.output !== null && step.output_hash === inputHash && (await this.hasFiles(step))) {
      return resultOf(step);
    }
    const [row] = await emForReads(this.em).execute<
      Pick<StepRow, 'user_id' | 'output' | 'provider' | 'model' | 'softened'>[]
    >(
      `select user_id, output, provider, model, softened from job_steps
       where user_id = ? and input_hash = ? and state = 'done' and output is not null order by completed_at desc limit 1`,
      [step.user_id, inputHash],
    );
    if (!row || !(await this.hasFiles(row))) {
      return null;
    }
    // What was refused on the way to it is not tried once more should it be refused again.
    step.softened = Math.max(step.softened, row.softened);
    return resultOf(row);
  }

  /** What a file was made of may hold it no longer: an output can name one that another step has made. */
  private async hasFiles({ user_id, output }: Pick<StepRow, 'user_id' | 'output'>): Promise<boolean> {
    const keys = keysIn(output);
    const { size } = await this.assets.sumsOf(user_id, keys);
    return size === keys.length;
  }
}

function holdsUnknown(facts: unknown): boolean {
  let holds = false;
  JSON.stringify(facts, (_, value: unknown) => {
    holds ||= isUnknown(value);
    return value;
  });
  return holds;
}

function resultOf(step: Pick<StepRow, 'output' | 'provider' | 'model'>): Result {
  return { output: step.output, credit: creditOf(step) };
}
