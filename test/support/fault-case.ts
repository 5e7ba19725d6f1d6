import { appendFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { Fleet, type FleetOptions } from './fleet.js';
import { type FleetUser } from './fleet-user.js';
import { fleetViolations, jobViolations, type JobEnd } from './invariants.js';

/** One fault: what is done to a fleet with a job in hand, and how every job of it must end. */
export interface FaultCase {
  name: string;
  /** In words, for the table of `npm run faults`. */
  expected: string;
  /** How the jobs end; one for all, or one for each in the order they were made. Default: completed. */
  ends?: JobEnd | JobEnd[];
  /** Workers at the start. Default 1. */
  workers?: number;
  /** Of these workers, beside the usual one. */
  environment?: Record<string, string>;
  /** Why it cannot be shown on this machine; null where it can. */
  isImpossible?: () => Promise<string | null> | string | null;
  run: (fleet: Fleet, user: FleetUser) => Promise<void>;
}

export interface FaultResult {
  name: string;
  expected: string;
  seen: string;
  recoveryMs: number | null;
  isOk: boolean;
}

const CASE_LIMIT_MS = 300_000;
const JOB_LIMIT_MS = 150_000;

/** Jest's tests of a list of faults, on one fleet. With FAULTS_REPORT set, results are appended to that file. */
export function describeFaults(title: string, cases: FaultCase[], options: FleetOptions = {}): void {
  describe(title, () => {
    let fleet: Fleet | null = null;

    beforeAll(async () => {
      fleet = await Fleet.start(options);
    }, 180_000);

    afterAll(async () => {
      await fleet?.stop();
    }, 60_000);

    it.each(cases.map((each): [string, FaultCase] => [each.name, each]))(
      '%s',
      async (_name, fault) => {
        const obstacle = (await fault.isImpossible?.()) ?? null;
        if (obstacle !== null) {
          await report({ ...fault, seen: `not tried: ${obstacle}`, recoveryMs: null, isOk: true });
          return;
        }
        const result = await carryOut(fleet as unknown as Fleet, fault);
        await report(result);
        expect(result).toMatchObject({ isOk: true, seen: result.seen });
      },
      CASE_LIMIT_MS,
    );
  });
}

/** Does one fault to a fleet, and looks at everything afterwards. */
async function carryOut(fleet: Fleet, fault: FaultCase): Promise<FaultResult> {
  const { name, expected } = fault;
  try {
    await Promise.all(Array.from({ length: fault.workers ?? 1 }, () => fleet.startWorker(fault.environment)));
    const user = await fleet.newUser();
    await fault.run(fleet, user);
    const violations = await violationsOf(fleet, user, fault);
    const recoveryMs = await fleet.recoveryMs();
    const seen = violations.length === 0 ? 'as expected' : violations.join('; ');
    const logs = violations.length === 0 ? '' : await fleet.logs();
    await fleet.stopWorkers();
    const left = violations.length === 0 ? await fleetViolations(fleet) : [];
    return {
      name,
      expected,
      seen: [seen, ...left, logs].filter(Boolean).join('; '),
      recoveryMs,
      isOk: violations.length + left.length === 0,
    };
  } catch (error) {
    const seen = `${inspect(error)}\n${await fleet.logs()}`;
    return { name, expected, seen, recoveryMs: null, isOk: false };
  } finally {
    await fleet.heal();
  }
}

async function violationsOf(
  fleet: Fleet,
  user: FleetUser,
  { ends = { state: 'completed' } }: FaultCase,
): Promise<string[]> {
  const found: string[] = [];
  for (const [index, job] of user.jobs.entries()) {
    const end = Array.isArray(ends) ? ends[index] : ends;
    if (end && end.state !== 'paused') {
      await job.ended(JOB_LIMIT_MS);
    }
    found.push(...(await jobViolations(fleet, job, end ?? { state: 'completed' })));
  }
  return found;
}

async function report(result: FaultResult): Promise<void> {
  const file = process.env.FAULTS_REPORT;
  if (file !== undefined) {
    const { name, expected, seen, recoveryMs, isOk } = result;
    await appendFile(file, `${JSON.stringify({ name, expected, seen, recoveryMs, isOk })}\n`);
  }
}
