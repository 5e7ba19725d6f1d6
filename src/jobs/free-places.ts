import { type EntityManager } from '@mikro-orm/postgresql';
import { type QueueName } from './plan.js';

/** SQL: a step that waits until provider `?` may be asked. */
export const IN_LINE = `state = 'waiting' and waits_for = ?`;

/**
 * Providers have so many calls of ours less in hand: as many of those who wait for them are queued, by priority and turn.
 * Returns their queues. They are steps of any job: it is never done by a transaction that has locked one.
 */
export async function callWaiting(em: EntityManager, freed: ReadonlyMap<string, number>): Promise<QueueName[]> {
  const queues: QueueName[] = [];
  for (const [provider, places] of freed) {
    // Who is not called looks by himself.
    queues.push(...(await callNext(em, provider, places).catch(() => [])));
  }
  return queues;
}

async function callNext(em: EntityManager, provider: string, places: number): Promise<QueueName[]> {
  const rows = await em.execute<{ queue: QueueName }[]>(
    `update job_steps set state = 'queued', run_after = now() where id in (
       select id from job_steps s where ${IN_LINE}
         and exists (select 1 from jobs j where j.id = s.job_id and j.state in ('pending', 'running'))
       order by priority desc, turn, id limit ? for update skip locked)
     returning queue`,
    [provider, places],
  );
  return rows.map(({ queue }) => queue);
}
