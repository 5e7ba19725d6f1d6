import { type Degradation } from '../jobs/job.entity.js';
import { type JobRow, type JobTransaction, type StepRow } from '../jobs/ledger.js';
import { type StageName } from '../jobs/stages.js';
import { type PlannedStep } from '../jobs/planned-steps.js';
import { type Operation, type Usage } from '../ai/ports.js';
import { type CallEnd } from '../ai/provider-calls.js';
import { type JobErrorCode } from '../common/job-error-catalogue.js';
import { newId } from '../common/uuid.js';
import { type Intent, type StoredOperation } from './spending.js';

/** Who did a step, and what it fell back from. */
export interface Credit {
  provider: string;
  model: string;
  degraded: Omit<Degradation, 'stage'> | null;
}

/** That of a step that was done; nobody did what its user had given. */
export function creditOf(
  { provider, model }: Pick<StepRow, 'provider' | 'model'>,
  degraded: Credit['degraded'] = null,
): Credit | undefined {
  return provider === null ? undefined : { provider, model: model ?? '', degraded };
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
  /**
   * Before a generation is started: writes it down, reserves the money and returns the call's id. Where the budget does not
   * reach, or the vendor has enough in hand, it never returns.
   */
  spend: (intent: Intent) => Promise<string>;
  /** Stores the vendor's name of a started generation, in a transaction of its own, before anything else happens. */
  started: (stored: StoredOperation & { operation: Operation }) => Promise<void>;
  /** The vendor did not take the call that was spent for. */
  notStarted: (why?: JobErrorCode) => Promise<void>;
  /** The vendor's answer to a start was the work itself: it is booked, and nothing is under way any more. */
  finished: (end: CallEnd) => Promise<void>;
  /** Stores what there is of an output that several paid calls make (plain JSON, with its files' keys): `step.kept` next time. */
  keep: (kept: unknown) => Promise<void>;
  /** Changes what others see before the step is done, in a transaction of its own; only while the step is ours. */
  tell: <T>(change: (transaction: JobTransaction) => Promise<T>) => Promise<T>;
  /** All that is left to do is to wait for a vendor's answer: the step's slot is somebody else's from here on. */
  leaveSlot: () => void;
  /** How much of this step is done, 0 to 1. */
  report: (fraction: number, message?: string) => void;
}

/** What came of a step. Each file that was stored for it is named by its key somewhere in `output`, which is plain JSON. */
export interface Result<Output = unknown> {
  output: Output;
  credit?: Credit;
  /** What was paid for its generation; other calls are booked one by one. */
  costUsd?: number;
  /** What its vendor counts for it. */
  usage?: Usage;
}

/** `again` gives the slot back until a vendor is to be asked once more. */
export type Outcome<Output = unknown> = Result<Output> | { again: number };

/** What has not been made yet, where its key is to stand: as a fact it is like nothing that ever was. */
export function unknownKey(): string {
  return UNKNOWN + newId();
}

/** The same for numbers. */
export const UNKNOWN_NUMBER = NaN;

/** Nobody's words begin like this. */
const UNKNOWN = `unknown:${newId()}:`;

export function isUnknown(value: unknown): boolean {
  return typeof value === 'string' ? value.startsWith(UNKNOWN) : Number.isNaN(value);
}

/** Whom one would ask, and what that costs at most, in USD. */
export interface Quote {
  provider: string;
  model: string;
  costUsd: number;
}

/** Steps that a result brings, and what others have to wait for because of them: item → items. */
export interface BroughtSteps {
  steps: PlannedStep[];
  added: Map<string, string[]>;
}

/** One step, as its stage has read what it works on. */
export interface Task<Output = unknown> {
  /**
   * All that determines the output, as plain JSON: contents, never ids of jobs, projects, scenes or shots. Files stand in
   * it by their keys, and count by their bytes. A finished step of the same user with the same facts is taken instead of
   * `make`. Without it, the step is always made.
   */
  facts?(): unknown;
  make(): Promise<Outcome<Output>>;
  /**
   * The output as far as it is known before it is made; what is not, stands in it as unknown. Where nobody can say, all that
   * depends on the step is made with it. Like `quote` and `brings` it only reads, and asks no vendor.
   */
  foresee?(): Output | Promise<Output>;
  /** Absent: it costs nothing, and is done here. */
  quote?(): Quote;
  brings?(output: Output): BroughtSteps;
  /** Another step's output as this step's own, where it has ids in it. */
  adopt?(output: Output): Output;
  /**
   * Everything that changes outside the ledger, whether the result was made or taken. It runs inside the transaction that
   * settles the step, after the fence was checked: a worker that lost its lease changes nothing.
   */
  apply?(transaction: JobTransaction, result: Result<Output>): Promise<void>;
}

/** The work of one stage. It may run twice, and goes on from what it finds stored. */
export abstract class Stage {
  abstract readonly name: StageName;
  /** Goes up when the same facts give another output than before; what was made until then is not taken any more. */
  readonly version: number = 1;
  abstract prepare(work: Work): Promise<Task>;
}
