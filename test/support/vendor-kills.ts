import { Random } from '../../src/common/random.js';
import { type Fleet } from './fleet.js';
import { type FleetUser } from './fleet-user.js';
import { fleetViolations, jobViolations } from './invariants.js';
import { pass, until } from './until.js';

const WORKERS = 2;
/** How many films are under way at any time. */
const FILMS = 2;
const WORST_DELAY_MS = 1500;
/** So long the vendors' answers are under way: the time in which nobody knows what was started. */
const LATENCY_MS = 300;
const SETTLE_MS = 600_000;

/** How a film may end whose workers were killed: after three crashes of one step, or when a start was not heard of. */
const ENDS = ['completed', 'failed'];
const FAILURES = ['STEP_CRASHED', 'START_UNCONFIRMED'];

/** A start of which nothing was heard yet. */
const STARTS = `select 1 from provider_calls where state = 'intended' and capability in ('image', 'video')`;

/** Calls that cost money and are under way, or just about to be. */
const PAID_WORK = `
  select 1 from provider_calls where state in ('intended', 'started') and capability in ('image', 'video')
  union all select 1 from job_steps where state in ('queued', 'running') and split_part(item, ':', 1) in ('portrait', 'picture', 'footage')`;

const OPEN_STEPS = `
  select j.id, j.state, s.item, s.state as step, s.attempt, s.crashes, s.run_after - now() as due
  from jobs j join job_steps s on s.job_id = j.id
  where j.state in ('pending', 'running') and s.state not in ('done', 'pending')`;

/** Kills workers of a fleet that buys its pictures while paid work is under way; gives what was found wrong afterwards, in words, and what was done. */
export async function killWorkers(
  fleet: Fleet,
  kills: number,
  seed: number,
): Promise<{ found: string[]; starts: number; unconfirmed: number }> {
  const random = new Random(seed);
  Array.from({ length: WORKERS }, () => fleet.supervise());
  let films = 0;
  // Each by somebody else: what a user has paid for once is taken from the cache.
  const order = async () => {
    const user = await fleet.newUser();
    await user.film({ prompt: `雨夜的天台，第 ${++films} 次`, max_shots: 1 });
  };
  fleet.runway.latencyMs = LATENCY_MS;
  if (fleet.replicate) {
    fleet.replicate.latencyMs = LATENCY_MS;
  }
  const isThere = async (sql: string) => {
    if ((await openJobs(fleet)) < FILMS) {
      await order();
    }
    return (await fleet.query(sql)).length > 0;
  };
  for (let count = 0; count < kills; count++) {
    await until('a worker is there', () => fleet.workers.length > 0);
    // Every other time in the midst of a start, else at any moment.
    const [sql, delayMs] = count % 2 === 0 ? [STARTS, LATENCY_MS] : [PAID_WORK, WORST_DELAY_MS];
    await until('paid work is under way', () => isThere(sql), { everyMs: 5, timeoutMs: 120_000 });
    await pass(random.between(0, delayMs));
    await until('a worker is there', () => fleet.workers.length > 0);
    await random.pick(fleet.workers).kill();
  }
  const areOver = async () => (await openJobs(fleet)) === 0;
  await until('all films have ended', areOver, { timeoutMs: SETTLE_MS, everyMs: 200 }).catch(async (error: unknown) => {
    const open = JSON.stringify(await fleet.query(OPEN_STEPS));
    throw new Error(`${open}\n${await fleet.logs()}`, { cause: error });
  });
  const found = (await Promise.all(fleet.users.map((user) => endViolations(fleet, user)))).flat();
  await fleet.stopWorkers();
  found.push(...(await fleetViolations(fleet)));
  const [calls] = await fleet.query<{ count: number }>(
    `select count(*)::int as count from provider_calls where state = 'unconfirmed'`,
  );
  return {
    found,
    starts: fleet.runway.tasks.length + (fleet.replicate?.predictions.length ?? 0),
    unconfirmed: calls?.count ?? 0,
  };
}

async function openJobs(fleet: Fleet): Promise<number> {
  return (await fleet.query(`select 1 from jobs where state in ('pending', 'running')`)).length;
}

async function endViolations(fleet: Fleet, user: FleetUser): Promise<string[]> {
  const found: string[] = [];
  for (const job of user.jobs) {
    const [row] = await fleet.query<{ state: 'completed' | 'failed'; error: { code: string } | null }>(
      'select state, error from jobs where id = $1',
      [job.id],
    );
    const state = row?.state ?? 'failed';
    if (!ENDS.includes(state) || (row?.error && !FAILURES.includes(row.error.code))) {
      found.push(`job ${job.id} is ${state} with ${row?.error?.code}`);
    }
    found.push(...(await jobViolations(fleet, job, { state })));
  }
  return found;
}
