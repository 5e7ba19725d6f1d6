import { type EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../common/uuid.js';
import { type JobTransaction } from './ledger.js';

/** A step of another job that is done, whose output an export needs no second time. */
export interface DoneStep {
  id: string;
  item: string;
}

/**
 * The finished steps of a job that are made of what is there. Not those whose needs were done once more since, by a run of
 * their stage alone, nor what depends on them; nor cuts of older versions, which do not say what they were cut from. The
 * job's row must be locked by the caller: a job that goes on would have other steps a moment later.
 */
export function doneSteps(em: EntityManager, jobId: string): Promise<DoneStep[]> {
  return em.execute<DoneStep[]>(
    `with recursive stale(id) as (
       select s.id from job_steps s where s.job_id = ? and (s.state <> 'done' or s.output is null
         or (s.item like 'cut:%' and s.output->'parts' is null)
         or exists (select 1 from job_steps d where d.id = any(s.depends_on) and d.completed_at > s.completed_at))
       union select s.id from job_steps s join stale d on d.id = any(s.depends_on) where s.job_id = ?)
     select id, item from job_steps where job_id = ? and item <> 'film' and id not in (select id from stale) order by id`,
    [jobId, jobId, jobId],
  );
}

/**
 * Makes steps of another job steps of this one, done from the start, with all their files: whatever becomes of that job
 * then, this one has what it needs. They were done when they were done there: the cache takes what is newest. Returns their
 * new ids, by item.
 */
export async function takeSteps({ em, job }: JobTransaction, steps: DoneStep[]): Promise<Map<string, string>> {
  const taken = steps.map(({ id, item }) => ({ id: newId(), old: id, item }));
  const named = JSON.stringify(taken.map(({ id, old }) => ({ id, old })));
  await em.execute(
    `with taken as (select id, old from jsonb_to_recordset(?::jsonb) as t(id uuid, old uuid))
     insert into job_steps (id, job_id, user_id, stage, item, queue, priority, turn, state, fence, attempt, crashes,
       depends_on, output, input_hash, output_hash, cached, fresh, softened, provider, model, cost_usd, fraction,
       time_limit_sec, started_at, completed_at)
     select t.id, ?, s.user_id, s.stage, s.item, s.queue, ?, 0, 'done', 0, 0, 0,
       array(select d.id from unnest(s.depends_on) with ordinality as n(old, place) join taken d on d.old = n.old
         order by n.place),
       s.output, s.input_hash, s.output_hash, true, false, s.softened, s.provider, s.model, 0, 0,
       s.time_limit_sec, s.started_at, s.completed_at
     from taken t join job_steps s on s.id = t.old`,
    [named, job.id, job.priority],
  );
  await em.execute(
    `insert into asset_uses (asset_id, kind, subject_id)
     select u.asset_id, 'step', t.id from jsonb_to_recordset(?::jsonb) as t(id uuid, old uuid)
       join asset_uses u on u.kind = 'step' and u.subject_id = t.old`,
    [named],
  );
  return new Map(taken.map(({ id, item }) => [item, id]));
}
