import { readFile } from 'node:fs/promises';
import { type Fleet } from './fleet.js';
import { type FleetUser, SHORT_FILM } from './fleet-user.js';
import { pass, until } from './until.js';

const SHOTS_PER_FILM = 10;
const READY_PER_SEC = 2;
/** As users have it: Runway is asked every 6 s. */
const POLL_MS = '5000';
/** Quicker, or the line would take its time. */
const LINE_POLL_MS = '2000';
const QUIET_SEC = 12;
const KIB_PER_MIB = 1024;
/** Steps that are neither done nor footage, nor wait for any. */
const OTHER_WORK = `select 1 from job_steps where state in ('queued', 'running', 'waiting') and queue <> 'video' limit 1`;
/** A slow machine's time to bring a shot home, and to cut films meanwhile. */
const MS_PER_SHOT = 15_000;

/** What it is like to wait for many shots at one vendor at once, with one worker process. */
export interface CrowdReport {
  shots: number;
  tasks: number;
  /** How many steps of the queue `video` held a place of the worker's, at most and half of the time. */
  held: { most: number; median: number };
  /** What PostgreSQL did in a second while all waited. */
  transactionsPerSec: number;
  otherFilmSec: number;
  /** A worker's memory while all waited, and nothing else was done. */
  workerMib: number;
  /** That of the one before it, which had also drawn all pictures and spoken all lines. */
  makerMib: number;
  /** From the first answer that says that a shot is ready until it was told of, in milliseconds. */
  lateMs: number[];
}

/** Lets a worker wait for `shots` tasks of Runway at once; a second user orders a film meanwhile; then they get ready. */
export async function crowdOf(fleet: Fleet, shots: number): Promise<CrowdReport> {
  const { runway } = fleet;
  runway.holdsTasks = true;
  const maker = await fleet.startWorker({ PROVIDER_POLL_MS: POLL_MS });
  const user = await fleet.newUser();
  await orderShots(user, shots);
  await until(`${shots} tasks are under way`, () => runway.tasks.length >= shots, { timeoutMs: 900_000, everyMs: 100 });
  const isQuiet = async () => (await fleet.query(OTHER_WORK)).length === 0;
  await until('nothing else is done', isQuiet, { timeoutMs: 300_000, everyMs: 200 });
  const makerMib = await memoryOf(maker.pid);
  await fleet.stopWorkers();
  const worker = await fleet.startWorker({ PROVIDER_POLL_MS: POLL_MS });
  const watching = new AbortController();
  const held = heldPlaces(fleet, watching.signal);
  const transactions = await transactionsPerSec(fleet);
  const workerMib = await memoryOf(worker.pid);
  const began = performance.now();
  const other = await fleet.newUser();
  const film = await other.film({ model_id: 'local' });
  await film.ended(300_000);
  const otherFilmSec = (performance.now() - began) / 1000;
  for (const task of runway.tasks) {
    task.isHeld = false;
    await pass(1000 / READY_PER_SEC);
  }
  await until('all shots are there', async () => (await doneShots(fleet)).length >= shots, {
    timeoutMs: shots * MS_PER_SHOT,
  });
  watching.abort();
  return {
    shots,
    tasks: runway.tasks.length,
    held: await held,
    transactionsPerSec: transactions,
    otherFilmSec,
    workerMib,
    makerMib,
    lateMs: (await doneShots(fleet)).map(({ task, at }) => {
      const told = runway.tasks.find(({ id }) => id === task)?.toldAt ?? NaN;
      return at.getTime() - told;
    }),
  };
}

export interface LineReport {
  shots: number;
  /** Most tasks at once. */
  most: number;
  transactionsPerSec: number;
  /** From the end of a call until the next one was begun, in milliseconds. */
  idleMs: number[];
}

/** The same at a vendor that takes a few of ours at a time: all the others wait in line. */
export async function lineOf(fleet: Fleet, shots: number, places: number): Promise<LineReport> {
  const { runway } = fleet;
  runway.holdsTasks = true;
  await fleet.startWorker({ PROVIDER_LIMITS: `runway=${places}/-`, PROVIDER_POLL_MS: LINE_POLL_MS });
  await orderShots(await fleet.newUser(), shots);
  const waiting = `select 1 from job_steps where state = 'waiting' and waits_for = 'runway'`;
  const isFull = async () => (await fleet.query(waiting)).length >= shots - places;
  await until('all others wait', isFull, { timeoutMs: 900_000, everyMs: 100 });
  const transactions = await transactionsPerSec(fleet);
  runway.holdsTasks = false;
  runway.tasks.forEach((task) => (task.isHeld = false));
  let most = 0;
  const areDone = async () => {
    const open = await fleet.query(
      `select 1 from provider_calls where provider = 'runway' and state in ('intended', 'started')`,
    );
    most = Math.max(most, open.length);
    return (await doneShots(fleet)).length >= shots;
  };
  await until('all are done', areDone, { timeoutMs: 900_000 });
  const calls = await fleet.query<{ began: Date; ended: Date }>(
    `select created_at as began, settled_at as ended from provider_calls where provider = 'runway' and state = 'done'`,
  );
  const times = (list: Date[]) => list.map((date) => date.getTime()).sort((one, other) => one - other);
  const [began, ended] = [times(calls.map((call) => call.began)), times(calls.map((call) => call.ended))];
  const idleMs = began.slice(places).map((at, index) => at - (ended[index] ?? NaN));
  return { shots, most, transactionsPerSec: transactions, idleMs };
}

async function orderShots(user: FleetUser, shots: number): Promise<void> {
  for (let left = shots; left > 0; left -= SHOTS_PER_FILM) {
    const count = Math.min(left, SHOTS_PER_FILM);
    const prompt = `${SHORT_FILM.prompt}，第 ${left} 次`;
    const reply = await user.post('/jobs', { ...SHORT_FILM, prompt, max_shots: count, duration_sec: 5 * count });
    if (reply.status !== 202) {
      throw new Error(`Refused with ${reply.status}: ${JSON.stringify(reply.body)}`);
    }
  }
}

function doneShots(fleet: Fleet): Promise<{ task: string; at: Date }[]> {
  return fleet.query(
    `select operation->>'id' as task, settled_at as at from provider_calls
     where provider = 'runway' and state = 'done'`,
  );
}

async function heldPlaces(fleet: Fleet, signal: AbortSignal): Promise<CrowdReport['held']> {
  const counts: number[] = [];
  while (!signal.aborted) {
    const [row] = await fleet.query<{ count: number }>(
      `select count(*)::int as count from job_steps where queue = 'video' and state = 'running'`,
    );
    counts.push(row?.count ?? 0);
    await pass(50);
  }
  const rising = counts.sort((one, other) => one - other);
  return { most: rising.at(-1) ?? 0, median: rising[Math.floor(rising.length / 2)] ?? 0 };
}

async function transactionsPerSec(fleet: Fleet): Promise<number> {
  const count = async () => {
    const [row] = await fleet.query<{ count: number }>(
      `select xact_commit::float8 + xact_rollback as count from pg_stat_database where datname = current_database()`,
    );
    return row?.count ?? 0;
  };
  const before = await count();
  await pass(QUIET_SEC * 1000);
  return ((await count()) - before) / QUIET_SEC;
}

async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / KIB_PER_MIB;
}
