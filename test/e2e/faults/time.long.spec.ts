import { mkdtemp, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFaults } from '../../support/fault-case.js';
import { type Fleet } from '../../support/fleet.js';
import { type FleetProcess } from '../../support/fleet-process.js';
import { pass } from '../../support/until.js';

const TRUE_TIMES = { LEASE_SEC: '30', SWEEP_SEC: '5' };
const BACK_WITHIN_MS = 45_000;

/** Debian's faketime. */
async function findFakeClock(): Promise<string | null> {
  for (const folder of await readdir('/usr/lib').catch(() => [])) {
    const directory = join('/usr/lib', folder, 'faketime');
    const names: string[] = await readdir(directory).catch(() => []);
    if (names.includes('libfaketimeMT.so.1')) {
      return join(directory, 'libfaketimeMT.so.1');
    }
  }
  return null;
}

/** Thaws a worker whose clip somebody else has made meanwhile: it goes on, and the clip is done once. */
async function expectLateResultRefused(fleet: Fleet, jobId: string, frozen: FleetProcess | undefined): Promise<void> {
  await frozen?.thaw();
  // It finds out with its next renewal, or at the end of its work.
  await pass(3000);
  expect(frozen?.hasEnded).toBe(false);
  const moves = await fleet.watch.movesOf(jobId);
  expect(moves.filter(({ step, state }) => step.startsWith('clips/clip:') && state === 'done')).toHaveLength(1);
}

describeFaults('time', [
  {
    name: "a worker's clock jumps an hour ahead and two back",
    expected: "no step is lost or tried again, for leases are PostgreSQL's; completed",
    workers: 0,
    isImpossible: async () => ((await findFakeClock()) === null ? 'faketime is not installed' : null),
    run: async (fleet, user) => {
      const clock = join(await mkdtemp(join(fleet.directory, 'clock-')), 'offset');
      const jump = async (seconds: string) => {
        await writeFile(`${clock}.new`, `${seconds}\n`);
        await rename(`${clock}.new`, clock);
      };
      await jump('+0');
      await fleet.startWorker({
        LD_PRELOAD: (await findFakeClock()) ?? '',
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      });
      const job = await user.film();
      await fleet.stepIs(job.id, 'images/%', 'running');
      await jump('+3600');
      fleet.faultNow();
      await fleet.stepIs(job.id, 'clips/clip:%', 'running');
      await jump('-3600');
      await job.ended();
      const [worst] = await fleet.query<{ attempts: number; crashes: number }>(
        'select max(attempt)::int as attempts, max(crashes)::int as crashes from job_steps where job_id = $1',
        [job.id],
      );
      expect(worst).toEqual({ attempts: 1, crashes: 0 });
    },
  },
  {
    name: 'kill -9 of the worker, with the true lease, renewal and sweep',
    expected: 'the step runs again within 45 s; completed',
    environment: TRUE_TIMES,
    run: async (fleet, user) => {
      const job = await user.film();
      await fleet.stepIs(job.id, 'clips/clip:%', 'running');
      await fleet.workers[0]?.kill();
      fleet.faultNow();
      await fleet.startWorker(TRUE_TIMES);
      await fleet.stepIs(job.id, 'clips/clip:%', 'queued');
      await fleet.stepIs(job.id, 'clips/clip:%', 'running');
      fleet.recoveredNow();
      expect(await fleet.recoveryMs()).toBeLessThan(BACK_WITHIN_MS);
    },
  },
  {
    name: 'a worker is frozen past its lease (SIGSTOP), and thawed',
    expected: 'another does its step; its late result is refused and its files go; completed',
    run: async (fleet, user) => {
      const job = await user.film();
      await fleet.stepIs(job.id, 'clips/clip:%', 'running');
      const [frozen] = fleet.workers;
      await frozen?.freeze();
      fleet.faultNow();
      await fleet.startWorker();
      await job.ended();
      await expectLateResultRefused(fleet, job.id, frozen);
    },
  },
  {
    name: 'a worker is frozen in the middle of a transaction (SIGSTOP), and thawed',
    expected: 'PostgreSQL ends its transaction; another does its step; completed',
    run: async (fleet, user) => {
      const hold = await fleet.watch.hold('clips/clip:%', 'done');
      const job = await user.film();
      await hold.reached();
      const [frozen] = fleet.workers;
      await frozen?.freeze();
      fleet.faultNow();
      await hold.release();
      await fleet.startWorker();
      await job.ended();
      await expectLateResultRefused(fleet, job.id, frozen);
    },
  },
]);
