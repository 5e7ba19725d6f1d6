import { JobError } from '../common/errors.js';
import { newId } from '../common/uuid.js';
import { failJob, failureOf } from './job-failure.js';
import { isActive } from './job.machine.js';
import { type JobTransaction, type StepRow } from './ledger.js';
import { type Decision, type Finding, type Verdict } from './moderation.entity.js';
import { PLANS, stagesOf } from './plan.js';

/** Content that somebody has to look at holds its job up here: nothing that depends on it starts before it is approved. */

/** What moderation said of one thing. */
export interface Judgement {
  verdict: Verdict;
  score: number;
  findings: (Pick<Finding, 'category' | 'severity' | 'where' | 'reason'> & Partial<Finding>)[];
  provider: string | null;
}

/** What somebody says to content that waits. */
export interface Ruling {
  decision: Decision;
  note: string | null;
  userId: string;
}

/** SQL: what row `m` of `job_moderations` tells of is to be looked at, and nobody has approved it. */
export const IS_UNDECIDED = `(m.verdict = 'review' and m.decision is distinct from 'approve')`;

/** The item of the prompt, which is read before there is any step. */
export const PROMPT_ITEM = 'prompt';

/** The item of the shots that have changed since their film was made, which are read before it is cut again. */
export const SHOTS_ITEM = 'shots';

/** Writes down what moderation said; what it said of the same thing before, and what was decided then, is past. */
export async function recordJudgement(
  { em, job }: JobTransaction,
  item: string,
  { verdict, score, findings, provider }: Judgement,
): Promise<void> {
  const placed = findings.map((finding): Finding => ({ shot_id: null, start_sec: null, ...finding }));
  await em.execute(
    `insert into job_moderations (id, job_id, item, verdict, score, findings, provider, created_at)
     values (?, ?, ?, ?, ?, ?::jsonb, ?, now())
     on conflict (job_id, item) do update set verdict = excluded.verdict, score = excluded.score,
       findings = excluded.findings, provider = excluded.provider, created_at = excluded.created_at,
       decision = null, decided_by = null, decided_at = null, note = null`,
    [newId(), job.id, item, verdict, score, JSON.stringify(placed), provider],
  );
}

/** Somebody has to approve something of the job: of one item, or of any. */
export async function isUndecided({ em, job }: JobTransaction, item: string | null = null): Promise<boolean> {
  const [row] = await em.execute<object[]>(
    `select 1 from job_moderations m where m.job_id = ? and m.item = coalesce(?, m.item) and ${IS_UNDECIDED} limit 1`,
    [job.id, item],
  );
  return row !== undefined;
}

/** What none of a job's steps reads is decided before any of them starts: of some kinds, the prompt. */
export async function isHeldAtStart(transaction: JobTransaction): Promise<boolean> {
  const readsPrompt = stagesOf(PLANS[transaction.job.kind]).includes('moderation');
  return (!readsPrompt && (await isUndecided(transaction, PROMPT_ITEM))) || isUndecided(transaction, SHOTS_ITEM);
}

/**
 * A moderation step that has looked, and whose result is kept, waits with its job: it is not done, so whatever comes to
 * the job meanwhile (a crash, a resume, a retry), what depends on it cannot start.
 */
export async function holdStep(transaction: JobTransaction, { id }: Pick<StepRow, 'id'>): Promise<void> {
  await transaction.em.execute(
    `update job_steps set state = 'waiting', run_after = 'infinity', completed_at = null where id = ?`,
    [id],
  );
  if (isActive(transaction.job.state)) {
    await transaction.pause();
  }
}

/** Decides about all that waits. Nothing goes on here; `reject` ends the job. False where nothing waits. */
export async function rule(transaction: JobTransaction, { decision, note, userId }: Ruling): Promise<boolean> {
  const { em, job } = transaction;
  const decided = await em.execute<object[]>(
    `update job_moderations m set decision = ?, note = ?, decided_by = ?, decided_at = now()
     where m.job_id = ? and ${IS_UNDECIDED} returning 1`,
    [decision, note, userId, job.id],
  );
  if (decided.length === 0) {
    return false;
  }
  const error = new JobError('CONTENT_REJECTED.review');
  const isApproved = decision === 'approve';
  const held = await em.execute<Pick<StepRow, 'stage' | 'item'>[]>(
    `update job_steps set state = ?, error = ?::jsonb, run_after = now(), completed_at = now()
     where job_id = ? and state = 'waiting' and run_after = 'infinity' returning stage, item`,
    [
      isApproved ? 'done' : 'failed',
      isApproved ? null : JSON.stringify(failureOf(error, { stage: 'moderation' })),
      job.id,
    ],
  );
  if (!isApproved) {
    await failJob(transaction, failureOf(error, { stage: held.length > 0 ? 'moderation' : null }));
    return true;
  }
  for (const step of held) {
    await transaction.tellDone(step, job.output);
  }
  return true;
}
