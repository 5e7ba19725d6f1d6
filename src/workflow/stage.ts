import { type Degradation } from '../jobs/job.entity.js';
import { type JobRow, type JobTransaction, type StepRow } from '../jobs/ledger.js';
import { type StageName } from '../jobs/plan.js';

/** Who did a step, and what it fell back from. */
export interface Credit {
  provider: string;
  model: string;
  degraded: Omit<Degradation, 'stage'> | null;
}

/** What a stage is given to do one step. */
export interface Work {
  job: JobRow;
  step: StepRow;
  /** `part` of the step's item, and what follows the colon (an episode's number, a shot's id). */
  part: string;
  subject: string;
  /** Aborted when the job is cancelled, the lease is lost, time is up or the process ends. */
  signal: AbortSignal;
  /** Outputs of the steps this one depends on, by item. */
  inputs: ReadonlyMap<string, unknown>;
  /** Stores the vendor's name of a started generation, in a transaction of its own, before anything else happens. */
  started: (operation: unknown) => Promise<void>;
  /** How much of this step is done, 0 to 1. */
  report: (fraction: number, message?: string) => void;
}

/**
 * What came of a step. `apply` runs inside the transaction that settles it, after the fence was checked: a worker that
 * lost its lease changes nothing. `again` gives the slot back until a vendor is to be asked once more.
 */
export type Outcome =
  { output: unknown; credit?: Credit; apply?: (transaction: JobTransaction) => Promise<void> } | { again: number };

/** The work of one stage. It may run twice, and goes on from what it finds stored. */
export abstract class Stage {
  abstract readonly name: StageName;
  abstract run(work: Work): Promise<Outcome>;
}
