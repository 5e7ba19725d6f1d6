import { randomUUID } from 'node:crypto';
import Bull from 'bull';
import { REDIS_PREFIX, redisAddress } from '../../../src/common/redis.js';
import { describeFaults, type FaultCase } from '../../support/fault-case.js';
import { type Fleet } from '../../support/fleet.js';
import { type FleetReply, type FleetUser } from '../../support/fleet-user.js';
import { until } from '../../support/until.js';

/** Bull's own view of a queue of the fleet. */
async function withQueue(fleet: Fleet, name: string, work: (queue: Bull.Queue) => Promise<void>): Promise<void> {
  const queue = new Bull(name, { prefix: REDIS_PREFIX, redis: redisAddress(fleet.servers.redisUrl) });
  try {
    await work(queue);
  } finally {
    await queue.close();
  }
}

async function expectOneClaimEach(fleet: Fleet, jobId: string): Promise<void> {
  const claims = (await fleet.watch.movesOf(jobId)).filter(({ step, state }) => step !== 'job' && state === 'running');
  expect(claims.map(({ step }) => step).sort()).toEqual([...new Set(claims.map(({ step }) => step))].sort());
}

/** Sends a request with its key again, as a client does that has heard nothing, until it is taken. */
async function sendAgain(user: FleetUser, path: string, body: object, key: string): Promise<string> {
  let reply: FleetReply | null = null;
  await until('the request is taken', async () => {
    reply = await user.post(path, body, { 'idempotency-key': key });
    return reply.status === 202;
  });
  return (reply as FleetReply | null)?.body.data.id as string;
}

/** kill -9 of the API in a POST, at a moment that `strike` waits for once it has sent it; then the key is sent again. */
const killedInPost = (
  name: string,
  strike: (fleet: Fleet, projectId: string, send: () => void) => Promise<void>,
): FaultCase => ({
  name,
  expected: 'its key sent again gives one job; completed',
  run: async (fleet, user) => {
    const project = await user.post('/projects', { title: '重逢', target_duration_sec: 10 });
    const projectId = project.body.data.id as string;
    const path = `/projects/${projectId}/generate-scenes`;
    const body = { prompt: '两个老朋友在天台重逢', episodes: 1, scenes_per_episode: 1 };
    const key = randomUUID();
    await strike(fleet, projectId, () => {
      user.post(path, body, { 'idempotency-key': key }).catch(() => undefined);
    });
    fleet.faultNow();
    await fleet.api.start();
    user.watch(await sendAgain(user, path, body, key));
    fleet.recoveredNow();
    expect(await fleet.query('select 1 from jobs where project_id = $1', [projectId])).toHaveLength(1);
  },
});

describeFaults('races', [
  killedInPost('kill -9 of the API while a POST is written', async (fleet, _projectId, send) => {
    const hold = await fleet.watch.hold('job', 'pending');
    send();
    await hold.reached();
    await fleet.api.kill();
    await hold.release();
  }),
  killedInPost('kill -9 of the API when a POST is written, before its answer', async (fleet, projectId, send) => {
    send();
    const isWritten = async () =>
      (await fleet.query('select 1 from jobs where project_id = $1', [projectId])).length > 0;
    await until('the job is written', isWritten, { everyMs: 1 });
    await fleet.api.kill();
  }),
  {
    name: 'two workers claim one step',
    expected: 'one gets it, the other nothing; completed',
    workers: 2,
    run: async (fleet, user) => {
      const hold = await fleet.watch.hold('script/episode:%', 'running');
      const job = await user.scenes();
      await hold.reached();
      fleet.faultNow();
      await withQueue(fleet, 'script', async (queue) => {
        await queue.addBulk(Array.from({ length: 8 }, () => ({ data: {} })));
        await until('both workers have looked', async () => {
          const { waiting, active } = await queue.getJobCounts();
          return waiting + active <= 1;
        });
      });
      expect(await hold.waiting()).toBe(1);
      await hold.release();
      await job.ended();
      await expectOneClaimEach(fleet, job.id);
    },
  },
  {
    name: 'a Bull job is delivered twice',
    expected: 'each step is claimed once; completed',
    workers: 2,
    run: async (fleet, user) => {
      const hold = await fleet.watch.hold('script/episode:%', 'done');
      const job = await user.scenes();
      await hold.reached();
      fleet.faultNow();
      await withQueue(fleet, 'script', async (queue) => {
        const delivered = await queue.getActive();
        expect(delivered.length).toBeGreaterThan(0);
        const wait = queue.toKey('wait');
        await queue.client.lpush(wait, ...delivered.map(({ id }) => String(id)));
        await until('they are delivered again', async () => (await queue.client.llen(wait)) === 0);
      });
      await hold.release();
      await job.ended();
      await expectOneClaimEach(fleet, job.id);
    },
  },
  {
    name: 'cancel while the last step settles',
    expected: 'INVALID_STATE; completed',
    run: async (fleet, user) => {
      const hold = await fleet.watch.hold('job', 'completed');
      const job = await user.scenes();
      await hold.reached();
      fleet.faultNow();
      const cancel = user.post(`/jobs/${job.id}/cancel`);
      await until('the cancel waits for the job', () => isBlocked(fleet));
      await hold.release();
      const { status, body } = await cancel;
      expect([status, body.error.code]).toEqual([400, 'INVALID_STATE']);
      fleet.recoveredNow();
    },
  },
  {
    name: 'cancel while the last step is claimed',
    expected: 'cancelled, nothing is told after it',
    ends: { state: 'cancelled' },
    run: async (fleet, user) => {
      const claim = await fleet.watch.hold('storyboard/board:%', 'running');
      const job = await user.scenes();
      await claim.reached();
      const end = await fleet.watch.hold('job', 'cancelled');
      fleet.faultNow();
      const cancel = user.post(`/jobs/${job.id}/cancel`);
      await until('the cancel waits for the step', () => isBlocked(fleet));
      await claim.release();
      await end.reached();
      await end.release();
      expect((await cancel).body.data.status).toBe('cancelled');
      fleet.recoveredNow();
      await until('the step has gone', async () => {
        const open = await fleet.query(`select 1 from job_steps where job_id = $1 and state = 'running'`, [job.id]);
        return open.length === 0;
      });
    },
  },
]);

/** Somebody waits for a row that another transaction has. */
async function isBlocked(fleet: Fleet): Promise<boolean> {
  const rows = await fleet.query(
    `select 1 from pg_stat_activity where wait_event_type = 'Lock' and wait_event in ('tuple', 'transactionid')`,
  );
  return rows.length > 0;
}
