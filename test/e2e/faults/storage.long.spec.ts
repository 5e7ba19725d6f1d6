import { describeFaults } from '../../support/fault-case.js';
import { type WatchedJob } from '../../support/fleet-user.js';
import { SmallDisk } from '../../support/small-disk.js';
import { until } from '../../support/until.js';

let disk: SmallDisk | null = null;

const isImpossible = () => (disk === null ? 'file systems may not be mounted here' : null);

const hasRetriedFor = (job: WatchedJob, code: string) => () =>
  job.heard.some(({ type, data }) => type === 'step.retrying' && (data as any).error.code === code);

describeFaults(
  'a storage that fails',
  [
    {
      name: 'disk full, and space again in time',
      expected: 'NO_SPACE is tried again; completed',
      isImpossible,
      run: async (fleet, user) => {
        const job = await user.film();
        await fleet.stepIs(job.id, 'clips/%', 'running');
        await disk?.fill();
        await until('the disk is found full', hasRetriedFor(job, 'NO_SPACE'));
        await disk?.free();
        fleet.faultNow();
      },
    },
    {
      name: 'disk full for good',
      expected: 'failed with NO_SPACE; a retry with space completes it',
      isImpossible,
      run: async (fleet, user) => {
        const job = await user.film();
        await fleet.stepIs(job.id, 'clips/%', 'running');
        await disk?.fill();
        await fleet.jobIs(job.id, 'failed');
        const { body } = await user.get(`/jobs/${job.id}`);
        expect(body.data.error).toMatchObject({ code: 'NO_SPACE', retryable: true });
        await disk?.free();
        fleet.faultNow();
        expect((await user.post(`/jobs/${job.id}/retry`)).status).toBe(202);
        await job.ended(90_000, 2);
      },
    },
    {
      name: 'storage refuses to write',
      expected: 'STORAGE_FAILED is tried again; completed',
      isImpossible,
      run: async (fleet, user) => {
        const job = await user.film();
        await fleet.stepIs(job.id, 'clips/%', 'running');
        await disk?.close('media');
        await until('the storage is found closed', hasRetriedFor(job, 'STORAGE_FAILED'));
        await disk?.open('media');
        fleet.faultNow();
      },
    },
  ],
  {
    prepare: async (dataDir) => {
      if ((await SmallDisk.obstacle()) !== null) {
        return () => Promise.resolve();
      }
      const mounted = await SmallDisk.mount(dataDir);
      disk = mounted;
      return () => mounted.unmount();
    },
  },
);
