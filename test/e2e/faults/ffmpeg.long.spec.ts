import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFaults, type FaultCase } from '../../support/fault-case.js';
import { FaultyFfmpeg, type FfmpegFault } from '../../support/faulty-ffmpeg.js';
import { type Fleet } from '../../support/fleet.js';
import { until } from '../../support/until.js';

const newFfmpeg = async (fleet: Fleet): Promise<FaultyFfmpeg> =>
  FaultyFfmpeg.create(await mkdtemp(join(fleet.directory, 'ffmpeg-')));

const meetsOnce = (name: string, fault: FfmpegFault, timeLimitSec?: number): FaultCase => ({
  name,
  expected: 'the clip is tried again; completed',
  workers: 0,
  run: async (fleet, user) => {
    const ffmpeg = await newFfmpeg(fleet);
    await ffmpeg.once(fault);
    await fleet.startWorker({ FFMPEG_PATH: ffmpeg.path, MEDIA_CONCURRENCY: '1' });
    const job = await user.film();
    if (timeLimitSec !== undefined) {
      await until('clips are planned', async () => {
        const rows = await fleet.query(
          `update job_steps set time_limit_sec = $1 where job_id = $2 and stage = 'clips' and queue = 'media' returning 1`,
          [timeLimitSec, job.id],
        );
        return rows.length > 0;
      });
    }
    await until('ffmpeg fails', async () => (await ffmpeg.met()) > 0);
    fleet.faultNow();
    await job.ended();
    expect(job.heard.filter(({ type }) => type === 'step.retrying')).toHaveLength(1);
  },
});

describeFaults('an ffmpeg that fails', [
  meetsOnce('ffmpeg crashes', 'crash'),
  meetsOnce('ffmpeg hangs', 'hang', 12),
  meetsOnce('ffmpeg writes half a file, and says that all is well', 'half'),
  {
    name: 'a poisoned step kills its worker every time',
    expected: 'failed with STEP_CRASHED after three crashes, no loop',
    ends: { state: 'failed', code: 'STEP_CRASHED' },
    workers: 0,
    run: async (fleet, user) => {
      const ffmpeg = await newFfmpeg(fleet);
      await ffmpeg.always('kill the worker');
      const { deaths } = fleet.supervise({ FFMPEG_PATH: ffmpeg.path, MEDIA_CONCURRENCY: '1' });
      const job = await user.film();
      await until('ffmpeg kills the worker', async () => (await ffmpeg.met()) > 0);
      await job.ended();
      const [worst] = await fleet.query<{ crashes: number }>(
        'select max(crashes)::int as crashes from job_steps where job_id = $1',
        [job.id],
      );
      expect(worst?.crashes).toBe(3);
      // Title, clip and end card: no more than three times each.
      expect(deaths()).toBeLessThanOrEqual(9);
    },
  },
]);
