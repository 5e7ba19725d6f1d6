import { newId } from '../common/uuid.js';
import { type Check } from '../media/timeline.js';
import { EXPORTS, type Format, otherShape, shapeFormat } from './formats.js';
import { type JobTransaction } from './ledger.js';
import { shapeOf } from './plan.js';
import { type CheckedFile, type ReportedCheck } from './quality.entity.js';

/** What is told of all checks of a job: those of many files are one row, so that a long film has no longer report. */

/** What the step that ends a job is called: it is what `GET /jobs/:id/quality` speaks of. */
export const ENDING_PARTS = ['film', 'reel'];

/** Which files a step has checked, by the part of its item. */
const FILES: Readonly<Record<string, CheckedFile>> = {
  'clip-check': 'clip',
  check: 'clip',
  clip: 'clip',
  title: 'card',
  end: 'card',
  cut: 'episode',
  whole: 'film',
  film: 'film',
  reel: 'film',
  export: 'export',
};

/** The checks of one file, by the item of the step that made them. */
export interface FileChecks {
  item: string;
  checks: Check[];
}

/**
 * Writes down what was found out: by the job's finished steps, and by what is given besides. What was written before, of an
 * earlier run, is past.
 */
export async function recordQuality(transaction: JobTransaction, besides: FileChecks[] = []): Promise<void> {
  const { em, job } = transaction;
  const done = await em.execute<FileChecks[]>(
    `select item, output->'checks' as checks from job_steps
     where job_id = ? and state = 'done' and jsonb_typeof(output->'checks') = 'array' order by completed_at, id`,
    [job.id],
  );
  const files = [...done.filter(({ item }) => !besides.some((file) => file.item === item)), ...besides];
  await em.execute(
    `insert into job_qualities (id, job_id, checks, created_at) values (?, ?, ?::jsonb, now())
     on conflict (job_id) do update set checks = excluded.checks, created_at = excluded.created_at`,
    [newId(), job.id, JSON.stringify(reportOf(files, job.input.aspectRatio))],
  );
}

/** For a job that is completed by another step than its last: what failed before it was mended is past. */
export async function renewFailedQuality(transaction: JobTransaction): Promise<void> {
  const rows = await transaction.em.execute<object[]>(
    `select 1 from job_qualities where job_id = ? and checks @> '[{"status": "failed"}]'`,
    [transaction.job.id],
  );
  if (rows.length > 0) {
    await recordQuality(transaction);
  }
}

/** Checks with the same name, of the same kind of file and with the same outcome, are one. */
export function reportOf(files: FileChecks[], aspectRatio: '16:9' | '9:16'): ReportedCheck[] {
  const rows = new Map<string, ReportedCheck>();
  const all = files.flatMap(({ item, checks }) => reported(item, checks, aspectRatio));
  // A film of one episode is that episode, and was checked as that.
  const hasFilm = all.some(({ of }) => of === 'film');
  const isOne = new Set(all.filter(({ of }) => of === 'episode').map(({ episode }) => episode)).size === 1;
  for (const check of all.filter(({ of }) => !(of === 'episode' && isOne && hasFilm))) {
    const key = [check.of, check.format, check.name, check.status].join(' ');
    const known = rows.get(key);
    rows.set(key, known ? { ...worse(known, check), files: known.files + 1 } : check);
  }
  return [...rows.values()].sort((one, other) => placeOf(one) - placeOf(other));
}

const ORDER: readonly CheckedFile[] = ['film', 'export', 'episode', 'card', 'clip'];

function placeOf({ of }: ReportedCheck): number {
  return ORDER.indexOf(of);
}

function reported(item: string, checks: Check[], aspectRatio: '16:9' | '9:16'): ReportedCheck[] {
  const [whole = '', subject = null] = item.split(':');
  const { part, isTurned } = shapeOf(whole);
  const of = FILES[part];
  if (!of) {
    return [];
  }
  const format: Format =
    EXPORTS.find((each) => each === subject) ?? (isTurned ? shapeFormat(otherShape(aspectRatio)) : 'mp4');
  const place = {
    episode: of === 'episode' ? Number(subject) : null,
    shot_id: of === 'clip' || of === 'card' ? subject : null,
  };
  return checks.map((check) => ({ ...check, of, format, files: 1, ...place }));
}

/** Of two with the same outcome: the one nearer to its limit, or further beyond it. */
function worse(one: ReportedCheck, other: ReportedCheck): ReportedCheck {
  const [first, second] = [distanceOf(one), distanceOf(other)];
  return (one.status === 'failed' ? second > first : second < first) ? other : one;
}

function distanceOf({ value, limit }: Check): number {
  return typeof value === 'number' && typeof limit === 'number' ? Math.abs(value - limit) : 0;
}
