import { newId } from '../../src/common/uuid.js';
import { inTransaction } from '../../src/common/transaction.js';
import { type EventScope } from '../../src/events/event-bus.js';
import { EngineRig } from '../support/engine-rig.js';

const TOLD = { type: 'job.cancelled' as const, data: {} };

describe('events', () => {
  let rig: EngineRig;

  beforeAll(async () => {
    rig = await EngineRig.start();
  });

  afterAll(() => rig.stop());

  const append = (scope: EventScope, count: number) =>
    inTransaction(rig.orm.em.fork(), (em) =>
      rig.bus.append(
        em,
        scope,
        Array.from({ length: count }, () => TOLD),
      ),
    );

  it('are numbered without a gap in their project and in their job, whoever writes at the same time', async () => {
    const projectId = newId();
    const [one, other] = [newId(), newId()];
    const scopes = [one, other, null].map((jobId): EventScope => ({ projectId, jobId }));
    const told = await Promise.all(
      Array.from({ length: 30 }, (_, index) => append(scopes[index % 3] as EventScope, 2)),
    );

    const all = told.flat();
    expect(all.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, index) => index + 1),
    );
    for (const id of [one, other]) {
      const ofJob = all.filter(({ job_id }) => job_id === id).map(({ job_seq }) => job_seq as number);
      expect(ofJob.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    }
    expect(all.filter(({ job_id }) => job_id === null).every(({ job_seq }) => job_seq === null)).toBe(true);
    // Of one write: in the order they were given.
    expect(told.every(([first, second]) => Number(second?.seq) === Number(first?.seq) + 1)).toBe(true);
    expect((await rig.bus.read(rig.orm.em.fork(), projectId, 0, 100)).map(({ seq }) => seq)).toHaveLength(60);
  });

  it('of a job without a project are numbered in its own stream', async () => {
    const jobId = newId();
    await append({ projectId: null, jobId }, 1);
    expect(await append({ projectId: null, jobId }, 2)).toMatchObject([
      { seq: 2, job_seq: 2, project_id: null },
      { seq: 3, job_seq: 3, project_id: null },
    ]);
  });
});
