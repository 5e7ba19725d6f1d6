import { MikroORM } from '@mikro-orm/postgresql';
import { inTransaction } from '../../../src/common/transaction.js';
import { EventBus } from '../../../src/events/event-bus.js';
import { JobsService } from '../../../src/jobs/jobs.service.js';
import { Ledger } from '../../../src/jobs/ledger.js';
import { ormOptions } from '../../../src/orm.config.js';
import { describeFaults } from '../../support/fault-case.js';
import { type Fleet } from '../../support/fleet.js';
import { type FleetUser, type WatchedJob } from '../../support/fleet-user.js';
import { pass, until } from '../../support/until.js';

/** A job for more episodes than one may order: each is a script and a storyboard. */
async function longSeries(fleet: Fleet, user: FleetUser, episodes: number): Promise<WatchedJob> {
  const pilot = await user.scenes();
  await pilot.ended();
  const [ordered] = await fleet.query<any>('select * from jobs where id = $1', [pilot.id]);
  const orm = await MikroORM.init({ ...ormOptions(fleet.servers.databaseUrl, 2), allowGlobalContext: true });
  try {
    const bus = new EventBus({ commands: { status: 'end', options: {} } } as never);
    const webhooks = { record: () => Promise.resolve(() => undefined) };
    const ledger = new Ledger(orm.em, bus, { wake: () => Promise.resolve(true) } as never, webhooks as never);
    const assets = { addUses: () => Promise.resolve(true) };
    const jobs = new JobsService(orm.em, ledger, bus, {} as never, assets as never, {} as never);
    const order = { ...ordered, input: { ...ordered.input, episodes, firstEpisode: 2 } };
    const { id } = await inTransaction(orm.em, (em) => jobs.create(em, order));
    return user.watch(id);
  } finally {
    await orm.close(true);
  }
}

describeFaults('jobs', [
  {
    name: '1,000 steps in one job, and a kill -9 in the middle',
    expected: 'each step done once; completed',
    run: async (fleet, user) => {
      const job = await longSeries(fleet, user, 500);
      await until('400 steps are done', async () => {
        const done = await fleet.query(`select 1 from job_steps where job_id = $1 and state = 'done'`, [job.id]);
        return done.length >= 400;
      });
      await fleet.workers[0]?.kill();
      fleet.faultNow();
      await fleet.startWorker();
      await job.ended();
      const moves = await fleet.watch.movesOf(job.id);
      const done = moves.filter(({ state, step }) => state === 'done' && step !== 'job').map(({ step }) => step);
      expect([done.length, new Set(done).size]).toEqual([1001, 1001]);
    },
  },
  {
    name: 'pause during the fan-out',
    expected: 'what runs is finished, nothing more starts; resumed, it is completed',
    run: async (fleet, user) => {
      const hold = await fleet.watch.hold('storyboard/board:%', 'done');
      const job = await user.film({ max_shots: 3, duration_sec: 10 });
      await hold.reached();
      const pause = user.post(`/jobs/${job.id}/pause`);
      await pass(50);
      await hold.release();
      expect((await pause).body.data.status).toBe('paused');
      const claims = async () => {
        const moves = await fleet.watch.movesOf(job.id);
        return moves.filter(({ step, state }) => step !== 'job' && state === 'running').length;
      };
      await until('what ran is finished', async () => {
        const open = await fleet.query(
          `select 1 from job_steps where job_id = $1 and state in ('running', 'waiting')`,
          [job.id],
        );
        return open.length === 0;
      });
      const before = await claims();
      await pass(3000);
      expect(await claims()).toBe(before);
      const left = await fleet.query(`select 1 from job_steps where job_id = $1 and state = 'pending'`, [job.id]);
      expect(left.length).toBeGreaterThan(5);
      fleet.faultNow();
      expect((await user.post(`/jobs/${job.id}/resume`)).status).toBe(200);
    },
  },
]);
