import { readdir, stat, utimes } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { MikroORM } from '@mikro-orm/postgresql';
import { type Config } from '../../src/common/config.js';
import { type EventMessage } from '../../src/events/event-map.js';
import { canMove, isFinal, type JobState, STEP_TRANSITIONS, type StepState } from '../../src/jobs/job.machine.js';
import { ormOptions } from '../../src/orm.config.js';
import { AssetsService } from '../../src/storage/assets.service.js';
import { LocalStorage } from '../../src/storage/local.storage.js';
import { Scratch } from '../../src/workflow/scratch.js';
import { factsOf } from './film-facts.js';
import { type Fleet } from './fleet.js';
import { type WatchedJob } from './fleet-user.js';
import { until } from './until.js';

/** What must be true of a fleet after any fault. Each function gives what is wrong, in words; nothing when all is well. */

export interface JobEnd {
  state: JobState;
  /** `error.code` of a job that failed or was paused. */
  code?: string;
}

interface StoredJob {
  state: JobState;
  kind: string;
  progress: number;
  attempts: number;
  project_id: string;
  error: { code: string } | null;
}

const ENDS = ['job.completed', 'job.failed', 'job.cancelled'];
/** By which the storage knows its database. */
const STORAGE_MARK = 'database';
const HEARD_WITHIN_MS = 15_000;
const SETTLED_WITHIN_MS = 30_000;

/** Steps in somebody's hands, and calls that are yet to be stopped at their vendor. */
const OPEN_WORK = `
  select 1 from job_steps where job_id = $1 and state = 'running'
  union all select 1 from provider_calls where job_id = $1 and state = 'abandoned'`;

export async function jobViolations(fleet: Fleet, job: WatchedJob, end: JobEnd): Promise<string[]> {
  await until(
    `nobody works on job ${job.id} any more`,
    async () => (await fleet.query(OPEN_WORK, [job.id])).length === 0,
    { timeoutMs: SETTLED_WITHIN_MS },
  ).catch(() => undefined);
  const [row] = await fleet.query<any>('select * from jobs where id = $1', [job.id]);
  if (!row) {
    return [`job ${job.id} is gone`];
  }
  const told = await fleet.query<any>(
    'select type, seq::int as seq, job_seq::int as job_seq, data from events where job_id = $1 order by job_seq',
    [job.id],
  );
  const found = [
    ...endViolations(row as StoredJob, end),
    ...(await stepViolations(fleet, job, row as StoredJob)),
    ...eventViolations(row as StoredJob, told as EventMessage[]),
    ...(await streamViolations(fleet, row as StoredJob)),
    ...(await hearingViolations(job, told as EventMessage[])),
    ...(await vendorViolations(fleet, job, row as StoredJob)),
    ...(row.state === 'completed' && row.kind !== 'scenes' ? await filmViolations(job) : []),
  ];
  return found.map((violation) => `job ${job.id}: ${violation}`);
}

function endViolations(row: StoredJob, end: JobEnd): string[] {
  const found = [];
  if (row.state !== end.state) {
    found.push(`is ${row.state}, not ${end.state} (${JSON.stringify(row.error)})`);
  }
  if (end.code !== undefined && row.error?.code !== end.code) {
    found.push(`has the error ${row.error?.code}, not ${end.code}`);
  }
  if (row.state === 'completed' && row.progress !== 100) {
    found.push(`is completed at ${row.progress} %`);
  }
  return found;
}

/** States that agree with the job's, moves that the machine knows, and nobody who still holds a step. */
async function stepViolations(fleet: Fleet, job: WatchedJob, row: StoredJob): Promise<string[]> {
  const found: string[] = [];
  const steps = await fleet.query<any>('select * from job_steps where job_id = $1 order by id', [job.id]);
  for (const step of steps) {
    const isOpen = ['pending', 'queued', 'running', 'waiting'].includes(step.state);
    if (isFinal(row.state) && isOpen) {
      found.push(`${step.stage}/${step.item} is still ${step.state}`);
    }
    if (row.state === 'completed' && step.state !== 'done') {
      found.push(`${step.stage}/${step.item} is ${step.state} in a completed job`);
    }
    if (!isOpen && (step.operation !== null || step.cost_reserved !== 0 || step.lease_until !== null)) {
      found.push(`${step.stage}/${step.item} has ended and still holds a lease, money or a vendor's work`);
    }
  }
  for (const { step, was, state } of await fleet.watch.movesOf(job.id)) {
    const isLegal = was === null || step === 'job' || canMove(STEP_TRANSITIONS, was as StepState, state as StepState);
    if (!isLegal) {
      found.push(`${step} went from ${was} to ${state}`);
    }
  }
  return found;
}

function eventViolations(row: StoredJob, told: EventMessage[]): string[] {
  const found: string[] = [];
  told.forEach(({ job_seq: seq }, index) => {
    if (seq !== index + 1) {
      found.push(`event ${index + 1} has the number ${seq}`);
    }
  });
  const ends = told.filter(({ type }) => ENDS.includes(type));
  const due = isFinal(row.state) ? row.attempts : row.attempts - 1;
  if (ends.length !== due) {
    found.push(`told ${ends.length} ends (${ends.map(({ type }) => type).join(' ')}), not ${due}`);
  }
  if (isFinal(row.state) && ends.at(-1)?.type !== `job.${row.state}`) {
    found.push(`its last end is ${ends.at(-1)?.type}`);
  }
  let progress = 0;
  for (const message of told) {
    if (message.type === 'job.progress') {
      const next = (message.data as { progress: number }).progress;
      if (next < progress) {
        found.push(`progress fell from ${progress} to ${next}`);
      }
      progress = next;
    } else if (ENDS.includes(message.type)) {
      progress = 0;
    }
  }
  return found;
}

/** The whole project's numbers, whoever wrote them. */
async function streamViolations(fleet: Fleet, { project_id: projectId }: StoredJob): Promise<string[]> {
  const [row] = await fleet.query<any>(
    `select count(*)::int as count, max(seq)::int as last, (select seq::int from event_streams where id = $1) as head
     from events where stream_id = $1`,
    [projectId],
  );
  return row.count === row.last && row.last === row.head
    ? []
    : [`its project has ${row.count} events up to number ${row.last}, and its stream is at ${row.head}`];
}

async function hearingViolations(job: WatchedJob, told: EventMessage[]): Promise<string[]> {
  const last = told.at(-1)?.job_seq ?? 0;
  await until(`job ${job.id} is heard to its end`, () => (job.heard.at(-1)?.job_seq ?? 0) >= last, {
    timeoutMs: HEARD_WITHIN_MS,
  }).catch(() => undefined);
  const name = ({ job_seq: seq, type }: EventMessage) => `${seq} ${type}`;
  const heard = job.heard.slice(0, told.length).map(name);
  const wrong = told.findIndex((message, index) => name(message) !== heard[index]);
  return wrong < 0 ? [] : [`its client heard ${heard[wrong]} in place of ${name(told[wrong] as EventMessage)}`];
}

/** SQL: a call that may have started a picture or footage; all others may be made anew in the same attempt. */
const MAY_HAVE_STARTED = `capability in ('image', 'video')
  and (operation is not null or state in ('intended', 'started', 'unconfirmed', 'done'))`;

/** At most one start for each attempt of each run, and nothing left open at a vendor. */
async function vendorViolations(fleet: Fleet, job: WatchedJob, { attempts: runs }: StoredJob): Promise<string[]> {
  const often = await fleet.query<{ count: number; attempt: number }>(
    `select attempt, count(*)::int as count from provider_calls where job_id = $1 and ${MAY_HAVE_STARTED}
     group by step_id, attempt having count(*) > $2`,
    [job.id, runs],
  );
  const open = await fleet.query<{ state: string }>(
    `select state from provider_calls where job_id = $1 and state in ('intended', 'started', 'abandoned')`,
    [job.id],
  );
  return [
    ...often.map(({ count, attempt }) => `asked a vendor ${count} times in attempt ${attempt} of ${runs} runs`),
    ...open.map(({ state }) => `a call of a vendor is still ${state}`),
  ];
}

async function filmViolations({ user, id }: WatchedJob): Promise<string[]> {
  const { status, body } = await user.get(`/jobs/${id}/video`);
  if (status !== 200) {
    return [`its film cannot be had: ${status}`];
  }
  const file = await user.download(body.data.url as string);
  const bytes = Buffer.from(await file.arrayBuffer());
  if (bytes.length !== body.data.size_bytes) {
    return [`its film has ${bytes.length} bytes, not ${body.data.size_bytes}`];
  }
  const facts = await factsOf(bytes);
  const isWhole = facts.video.codec === 'h264' && facts.audio.codec === 'aac' && facts.isFastStart;
  const isLong = Math.abs(facts.seconds - body.data.duration_sec) < 0.2;
  return isWhole && isLong ? [] : [`its film is not whole: ${JSON.stringify(facts)}`];
}

/** Vendor, files and database of the whole fleet; after its workers have stopped. */
export async function fleetViolations(fleet: Fleet): Promise<string[]> {
  const { runway, replicate } = fleet;
  return [
    ...(await billViolations(fleet, 'runway', runway.mistakes, runway.tasks)),
    ...(replicate ? await billViolations(fleet, 'replicate', replicate.mistakes, replicate.predictions) : []),
    ...(await fileViolations(fleet)),
  ];
}

/** What the vendor has started is what was written down before: under its name, or as a call of which nothing was heard. */
async function billViolations(
  fleet: Fleet,
  vendor: string,
  mistakes: string[],
  starts: { id: string }[],
): Promise<string[]> {
  const jobs = fleet.users.flatMap((user) => user.jobs.map(({ id }) => id));
  const calls = await fleet.query<{ task: string | null; state: string }>(
    `select operation->>'id' as task, state from provider_calls
     where provider = $1 and job_id = any($2::uuid[])`,
    [vendor, jobs],
  );
  const found = mistakes.map((mistake) => `${vendor} refused ${mistake}`);
  const known = new Set(starts.map(({ id }) => id));
  const named = new Set(calls.map(({ task }) => task).filter((task) => task !== null));
  const unnamed = calls.filter(({ task, state }) => task === null && state === 'unconfirmed').length;
  const unheard = starts.filter(({ id }) => !named.has(id)).length;
  found.push(...[...named].filter((task) => !known.has(task)).map((task) => `${vendor} has never started ${task}`));
  if (unheard > unnamed) {
    found.push(`${vendor} started ${unheard} tasks that nobody knows, and ${unnamed} calls are unconfirmed`);
  }
  return found;
}

async function fileViolations(fleet: Fleet): Promise<string[]> {
  const media = join(fleet.dataDir, 'media');
  const work = join(fleet.dataDir, 'work');
  if (fleet.hasLostProcesses) {
    await letADayPass(fleet, media, work);
  }
  const found: string[] = [];
  const rows = await fleet.query<any>(
    `select a.key, a.bytes::int as bytes, a.released_at is not null as is_released,
       (select count(*)::int from asset_uses u where u.asset_id = a.id) as uses,
       exists (select 1 from job_steps s where position(a.key in concat(s.output, s.kept)) > 0)
         or exists (select 1 from shots s where position(a.key in s::text) > 0) as is_named
     from assets a`,
  );
  const sizes = await sizesBelow(media);
  for (const { key, bytes, is_released: isReleased, uses, is_named: isNamed } of rows) {
    if (!isReleased && sizes.get(key) !== bytes) {
      found.push(`${key} has ${sizes.get(key) ?? 'no file, not its'} ${bytes} bytes`);
    }
    if (!isReleased && (uses === 0 || !isNamed)) {
      found.push(`${key} is kept, and nothing names it`);
    }
  }
  const known = new Set([STORAGE_MARK, ...rows.map(({ key }) => key as string)]);
  found.push(...[...sizes.keys()].filter((key) => !known.has(key)).map((key) => `media/${key} belongs to nobody`));
  const left = await readdir(work).catch(() => []);
  found.push(...left.map((name) => `work/${name} was left behind`));
  return found;
}

/** What killed processes leave is deleted by the product's own retention, later: on files that are made older here. */
async function letADayPass(fleet: Fleet, media: string, work: string): Promise<void> {
  const aDayAgo = new Date(Date.now() - 25 * 3_600_000);
  const files = [...(await sizesBelow(media)).keys()].map((name) => join(media, name));
  const directories = (await readdir(work).catch(() => [])).map((name) => join(work, name));
  await Promise.all([...files, ...directories].map((path) => utimes(path, aDayAgo, aDayAgo)));
  const orm = await MikroORM.init({ ...ormOptions(fleet.servers.databaseUrl, 2), allowGlobalContext: true });
  try {
    await new Scratch({ dataDir: fleet.dataDir } as Config, orm.em).clear();
    const storage = new LocalStorage(media, {} as never);
    await new AssetsService(orm.em, storage).deleteUnknown(new AbortController().signal);
  } finally {
    await orm.close(true);
  }
}

async function sizesBelow(directory: string): Promise<Map<string, number>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  // The storage's own mark begins with a dot.
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(
    files.map(async (path): Promise<[string, number]> => [relative(directory, path), (await stat(path)).size]),
  );
  return new Map(sizes);
}
