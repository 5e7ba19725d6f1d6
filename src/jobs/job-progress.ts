import { isUuid } from '../common/uuid.js';
import { type JobTransaction, type StageState, type StepRow } from './ledger.js';
import { planOf, PORTRAIT, stagesOf } from './plan.js';
import { STAGE_WEIGHTS, type StageName } from './stages.js';

/** SQL: nobody has told a job's progress in the last quarter of a second. */
export const IS_DUE = `progress_at < now() - interval '250 milliseconds'`;

interface StageCount {
  stage: StageName;
  total: number;
  done: number;
  touched: number;
  fraction: number;
}

/** Stages whose steps are all known from the start. */
const STAGE_BEFORE_SHOTS = new Set<StageName>(['style', 'script', 'storyboard']);

/** Stage states and progress, from the steps. Tells of it as the doing of `step`, at most four times a second. */
export async function refreshProgress(
  transaction: JobTransaction,
  step: Pick<StepRow, 'stage' | 'item'>,
  message = '',
): Promise<void> {
  const { em, job } = transaction;
  const counts = await em.execute<StageCount[]>(
    `select stage, count(*)::int as total, (count(*) filter (where state = 'done'))::int as done,
       (count(*) filter (where state not in ('pending', 'queued') or attempt > 0))::int as touched,
       coalesce(sum(fraction) filter (where state <> 'done'), 0)::float8 as fraction
     from job_steps where job_id = ? group by stage`,
    [job.id],
  );
  const byStage = new Map(counts.map((count) => [count.stage, count]));
  const board = byStage.get('storyboard');
  const planned = !board || board.done === board.total;
  let reached = 0;
  let whole = 0;
  let stageProgress = 0;
  for (const stage of stagesOf(planOf(job))) {
    const count = byStage.get(stage) ?? { total: 0, done: 0, touched: 0, fraction: 0 };
    const complete = count.total > 0 && count.done === count.total && (planned || STAGE_BEFORE_SHOTS.has(stage));
    moveStage(transaction, stage, complete ? 'completed' : count.touched > 0 ? 'running' : 'pending');
    const isPlanned = count.total > 0 && (planned || STAGE_BEFORE_SHOTS.has(stage));
    const part = isPlanned ? (count.done + Math.min(count.fraction, count.total - count.done)) / count.total : 0;
    whole += STAGE_WEIGHTS[stage];
    reached += STAGE_WEIGHTS[stage] * part;
    if (stage === step.stage) {
      stageProgress = Math.floor(100 * part);
    }
  }
  if (await writeProgress(transaction, (100 * reached) / whole)) {
    transaction.emit('job.progress', {
      progress: job.progress,
      stage: step.stage,
      stage_progress: stageProgress,
      step: step.item,
      message,
      shot_id: shotOf(step.item),
    });
  }
}

function moveStage(transaction: JobTransaction, stage: StageName, state: StageState): void {
  const before = transaction.job.stages[stage] ?? 'pending';
  if (before === state || before === 'completed' || state === 'pending') {
    return;
  }
  transaction.job.stages[stage] = state;
  transaction.emit('job.stage', { stage, status: state });
}

/** Whether it is time to tell of it: a quarter of a second after it was told last. */
async function writeProgress({ em, job }: JobTransaction, progress: number): Promise<boolean> {
  const stages = stagesOf(planOf(job));
  const stage =
    stages.find((name) => job.stages[name] === 'running') ??
    [...stages].reverse().find((name) => job.stages[name] === 'completed') ??
    null;
  job.stage = stage;
  job.progress = Math.max(job.progress, Math.floor(Math.min(progress, 100) * 10) / 10);
  // now() is the same all through a transaction; the column keeps milliseconds.
  const [row] = await em.execute<{ is_due: boolean }[]>(
    `update jobs set progress = greatest(progress, ?), stage = ?, stages = ?::jsonb, updated_at = now(),
       progress_at = case when ${IS_DUE} then now() else progress_at end
     where id = ? returning progress_at = now()::timestamptz(3) as is_due`,
    [job.progress, stage, JSON.stringify(job.stages), job.id],
  );
  return row?.is_due === true;
}

/** The shot that a step is for. */
export function shotOf(item: string): string | null {
  const [part, subject] = item.split(':');
  return subject !== undefined && part !== PORTRAIT && isUuid(subject) ? subject : null;
}
