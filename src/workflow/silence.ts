import { type JobTransaction, type StepRow } from '../jobs/ledger.js';

/** A vendor that has left so many questions unanswered, for so long, is given up where somebody else may do the work. */
const SILENCE = { questions: 5, polls: 12 };

type Told<T> = (transaction: JobTransaction) => Promise<T>;

/** Counts a question that was not answered: whether that makes too many, for too long. By PostgreSQL's clock. */
export function countSilence({ id }: StepRow, pollMs: number): Told<boolean> {
  const seconds = (SILENCE.polls * pollMs) / 1000;
  return async ({ em }) => {
    const [row] = await em.execute<{ is_too_long: boolean }[]>(
      `update job_steps s set operation = s.operation || jsonb_build_object('silent', jsonb_build_object(
         'questions', was.questions + 1, 'since', was.since))
       from (
         select coalesce((operation->'silent'->>'questions')::int, 0) as questions,
           coalesce((operation->'silent'->>'since')::timestamptz, now()) as since
         from job_steps where id = ?) was
       where s.id = ?
       returning was.questions + 1 >= ? and now() - was.since >= make_interval(secs => ?) as is_too_long`,
      [id, id, SILENCE.questions, seconds],
    );
    return row?.is_too_long ?? false;
  };
}

/** An answer came: what was not answered before it does not count any more. */
export function endSilence({ id }: StepRow): Told<void> {
  return async ({ em }) => {
    await em.execute(`update job_steps set operation = operation - 'silent' where id = ?`, [id]);
  };
}
