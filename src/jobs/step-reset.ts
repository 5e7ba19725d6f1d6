import { type JobTransaction } from './ledger.js';
import { abandonCalls } from './open-calls.js';
import { PER_SHOT_PARTS } from './plan.js';
import { type StageName } from './stages.js';
import { ENDING_PARTS } from './quality-report.js';

/** What of a job is to be done once more. */
export interface Rerun {
  /** SQL of ours on `job_steps`, with a `?` for each value. */
  which: string;
  values: unknown[];
  /** What was done is done without the cache. */
  isFresh: boolean;
}

/** Some steps of a job, and all that depends on them. */
export function withDependents(jobId: string, which: string, values: unknown[]): Pick<Rerun, 'which' | 'values'> {
  const dependents = `with recursive chosen(id) as (
       select id from job_steps where job_id = ? and ${which}
       union select s.id from job_steps s join chosen c on c.id = any(s.depends_on) where s.job_id = ?)
     select id from chosen`;
  return { which: `id in (${dependents})`, values: [jobId, ...values, jobId] };
}

/**
 * Makes steps of a job wait to be done once more. Steps that only a new storyboard can plan are deleted. Their workers
 * find out by the fence; vendors are told to stop. What moderation said of them, and what was checked of a film that is made
 * again, is forgotten, for nobody can see it any more. Returns the ids of the deleted ones.
 */
export async function resetSteps(transaction: JobTransaction, { which, values, isFresh }: Rerun): Promise<string[]> {
  const { em, job } = transaction;
  const chosen = await em.execute<{ id: string; stage: StageName; item: string }[]>(
    `select id, stage, item from job_steps where job_id = ? and (${which}) order by id for update`,
    [job.id, ...values],
  );
  const boards = chosen.filter(({ stage }) => stage === 'storyboard').map(({ id }) => id);
  const replanned = await shotStepsOf(transaction, boards);
  const deleted = chosen.filter(({ id }) => replanned.has(id)).map(({ id }) => id);
  await abandonCalls(
    transaction,
    chosen.map(({ id }) => id),
  );
  await em.execute('delete from job_moderations where job_id = ? and item = any(?::text[])', [
    job.id,
    arrayOf(chosen.map(({ item }) => item)),
  ]);
  if (chosen.some(({ item }) => ENDING_PARTS.includes(item))) {
    await em.execute('delete from job_qualities where job_id = ?', [job.id]);
  }
  await em.execute('delete from job_steps where id = any(?::uuid[])', [arrayOf(deleted)]);
  await em.execute(
    `update job_steps set state = 'pending', fence = fence + 1, attempt = 0, crashes = 0, operation = null,
       cost_reserved = 0, error = null, lease_until = null, started_at = null, completed_at = null, fraction = 0,
       cached = false, fresh = fresh or (? and state = 'done')
     where id = any(?::uuid[])`,
    [isFresh, arrayOf(chosen.map(({ id }) => id))],
  );
  await em.execute(
    `update job_steps s set depends_on = array(
       select d.id from unnest(s.depends_on) with ordinality as n(id, place) join job_steps d on d.id = n.id order by place)
     where s.job_id = ? and s.depends_on && ?::uuid[]`,
    [job.id, arrayOf(deleted)],
  );
  await forgetStages(transaction);
  return deleted;
}

/** Steps of the shots that some boards have planned; those of other episodes nobody plans again. */
async function shotStepsOf({ em, job }: JobTransaction, boardIds: string[]): Promise<Set<string>> {
  const rows = await em.execute<{ id: string }[]>(
    `with recursive planned(id) as (
       select unnest(?::uuid[])
       union select s.id from job_steps s join planned p on p.id = any(s.depends_on)
       where s.job_id = ? and split_part(s.item, ':', 1) = any(?::text[]))
     select id from planned`,
    [arrayOf(boardIds), job.id, arrayOf([...PER_SHOT_PARTS])],
  );
  const boards = new Set(boardIds);
  return new Set(rows.map(({ id }) => id).filter((id) => !boards.has(id)));
}

/** Stages with something left to do are not completed any more. */
async function forgetStages({ em, job }: JobTransaction): Promise<void> {
  const rows = await em.execute<{ stage: StageName }[]>(
    `select stage from job_steps where job_id = ? group by stage having bool_and(state = 'done')`,
    [job.id],
  );
  const complete = new Set(rows.map(({ stage }) => stage));
  job.stages = Object.fromEntries(Object.entries(job.stages).filter(([stage]) => complete.has(stage as StageName)));
}

function arrayOf(ids: string[]): string {
  return `{${ids.join(',')}}`;
}
