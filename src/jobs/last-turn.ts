/**
 * SQL: where the job's user stands in queue `r.queue` at its priority. Fair queueing's virtual time: behind the user's own
 * queued steps, else level with whoever is next, so that nobody waits for all that another user has queued.
 */
export const LAST_TURN = `greatest(
  (select max(q.turn) from job_steps q
   where q.state = 'queued' and q.queue = r.queue and q.priority = ? and q.user_id = ?),
  (select q.turn - 1 from job_steps q
   where q.state = 'queued' and q.queue = r.queue and q.priority = ? and q.run_after <= now()
   order by q.turn limit 1),
  0)`;
