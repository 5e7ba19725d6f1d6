import { type EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../common/uuid.js';
import { type JobTransaction } from './ledger.js';

/** A step of another job that is done, whose output an export needs no second time. */
export interface DoneStep {
  id: string;
  item: string;
}

/**
 * The finished steps of a job. Cuts of older versions do not say what they were cut from: those films are cut again.
 * The job's row must be locked by the caller: a job that goes on would have other steps a moment later.
 */
export function doneSteps(em: EntityManager, jobId: string): Promise<DoneStep[]> {
  return em.execute<DoneStep[]>(
    `select id, item from job_steps where job_id = ? and state = 'done' and output is not null and item <> 'film'
       and (item not like 'cut:%' or output->'parts' is not null)
     order by id`,
    [jobId],
  );
}

/**
 * Makes steps of another job steps of this one, done from the start, with all their files: whatever becomes of that job
 * then, this one has what it needs. Returns their new ids, by item.
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
       s.time_limit_sec, now(), now()
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
