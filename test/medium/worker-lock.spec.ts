import { Logger } from '@nestjs/common';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { StepLedger } from '../../src/workflow/step-ledger.js';
import { WorkerLock } from '../../src/workflow/worker-lock.js';
import { EngineRig } from '../support/engine-rig.js';

describe('the lock of a worker', () => {
  let rig: EngineRig;
  let other: WorkerLock;
  let job: string;

  beforeAll(async () => {
    Logger.overrideLogger(['error']);
    rig = await EngineRig.start({ LEASE_SEC: '30' });
  });

  afterAll(() => rig.stop());

  /** Another process has a step in hand. */
  beforeEach(async () => {
    other = new WorkerLock(rig.config);
    await other.keep();
    job = await rig.newJob();
    await new StepLedger(rig.orm.em, rig.config, other).claim('script');
  });

  afterEach(async () => {
    await other.onApplicationShutdown();
    await rig.orm.em.fork().execute('delete from jobs');
    await rig.lock.keep();
  });

  const database = <T>(sql: string, values: unknown[]) =>
    withPostgres(rig.config.database.url ?? '', async (client) => (await client.query(sql, values)).rows as T[]);

  const isHeld = async ({ number }: WorkerLock) =>
    (await database(`select 1 from pg_locks where locktype = 'advisory' and objid = $1 and granted`, [number])).length >
    0;

  /** Ends the connection of a lock, as the death of its process or a restart of PostgreSQL does. */
  async function cut(lock: WorkerLock): Promise<void> {
    await database(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = $1`, [
      lock.number,
    ]);
    while (await isHeld(lock));
  }

  /** As when the last renewal was some seconds ago. */
  async function beSilentFor(seconds: number): Promise<void> {
    await database(`update job_steps set lease_until = now() + make_interval(secs => $1) where state = 'running'`, [
      30 - seconds,
    ]);
  }

  const style = async () => (await rig.stepRows(job))[0];

  it('shows at once that its process is dead, long before the lease ends', async () => {
    await cut(other);
    await beSilentFor(2);
    await rig.sweeper().sweep();
    expect(await style()).toMatchObject({ state: 'running', worker: other.number });
    await beSilentFor(4);
    await rig.sweeper().sweep();
    expect(await style()).toMatchObject({ state: 'queued', crashes: 1, attempt: 0 });
  });

  it('leaves the step to a process that is only frozen, until the lease ends', async () => {
    await beSilentFor(29);
    await rig.sweeper().sweep();
    expect(await style()).toMatchObject({ state: 'running', crashes: 0 });
    await rig.loseLeases(job);
    await rig.sweeper().sweep();
    expect(await style()).toMatchObject({ state: 'queued', crashes: 1 });
  });

  it('is taken again when its connection breaks, and a process that renews keeps its step meanwhile', async () => {
    await beSilentFor(4);
    await cut(other);
    await rig.steps.renew([await style()]);
    await rig.sweeper().sweep();
    expect(await style()).toMatchObject({ state: 'running', crashes: 0 });
    await other.keep();
    expect(await isHeld(other)).toBe(false);
    await other.keep();
    expect(await isHeld(other)).toBe(true);
  });

  it('judges nobody while it is lost itself, nor right after: PostgreSQL was restarted, and all come back', async () => {
    await beSilentFor(4);
    await cut(other);
    await cut(rig.lock);
    await rig.sweeper().sweep();
    expect(await style()).toMatchObject({ state: 'running' });
    await rig.lock.keep();
    await rig.lock.keep();
    expect(await isHeld(rig.lock)).toBe(true);
    await rig.sweeper().sweep();
    expect(await style()).toMatchObject({ state: 'running', crashes: 0 });
  });

  it('gives a task to one process at a time', async () => {
    const ran: string[] = [];
    await other.alone(7, async () => {
      ran.push('other');
      await rig.lock.alone(7, () => Promise.resolve(void ran.push('second')));
      await rig.lock.alone(8, () => Promise.resolve(void ran.push('another task')));
    });
    await rig.lock.alone(7, () => Promise.resolve(void ran.push('later')));
    expect(ran).toEqual(['other', 'another task', 'later']);
  });
});
