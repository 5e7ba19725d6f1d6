import { Logger } from '@nestjs/common';
import { newId } from '../../src/common/uuid.js';
import { QualityService } from '../../src/jobs/quality.service.js';
import { type FileChecks, recordQuality } from '../../src/jobs/quality-report.js';
import { type Check } from '../../src/media/timeline.js';
import { GateFailure } from '../../src/workflow/quality.js';
import { type Work } from '../../src/workflow/stage.js';
import { EngineRig } from '../support/engine-rig.js';

const BLACK: Check = {
  ...{ name: 'longest_black_seconds', status: 'failed', value: 4, limit: 1.5 },
  ...{ reason: 'It is 4, and 1.5 at most', told: { key: 'over', args: { value: 4, limit: 1.5 } } },
};
const GOOD: Check = { name: 'frames', status: 'passed', value: 50, limit: 50, reason: null };
const SHOT = newId();

describe('the report of a job', () => {
  let rig: EngineRig;

  beforeAll(async () => {
    Logger.overrideLogger(['error']);
    rig = await EngineRig.start();
  });

  afterAll(() => rig.stop());

  const read = (id: string, reader: string | null = null) => new QualityService(rig.orm.em.fork()).get(reader, id);
  const record = (id: string, files: FileChecks[]) =>
    rig.ledger.within(id, (transaction) => recordQuality(transaction, files));
  const ownerOf = async (id: string) => ({ id: (await rig.job(id)).user_id as string, role: 'user' as const });
  const sql = (text: string, values: unknown[]) => rig.orm.em.fork().execute(text, values);

  /** A job that fails because its last step has found a bad clip, for the third time. */
  async function failedJob(): Promise<string> {
    const id = await rig.newJob();
    await sql('update job_steps set attempt = 2 where job_id = ?', [id]);
    const script = async ({ job }: Work) => {
      throw new GateFailure('clip', [GOOD, BLACK], job.id === id ? `clip:${SHOT}` : undefined);
    };
    await rig.worker({ script }).drain('script');
    return id;
  }

  it('is not there before anything was checked, and for nobody else', async () => {
    const id = await rig.newJob();
    await expect(read(id)).rejects.toMatchObject({ code: 'RESULT_NOT_READY', details: { status: 'pending' } });
    await record(id, [{ item: 'whole', checks: [GOOD] }]);
    await expect(read(id, newId())).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    await expect(read(newId())).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });

  it('tells why a job has failed at its gate, and what was bad', async () => {
    const id = await failedJob();
    expect(await rig.job(id)).toMatchObject({ state: 'failed', error: { code: 'QUALITY_CHECK_FAILED' } });
    expect(await read(id)).toMatchObject({
      passed: false,
      checks: [
        { name: 'frames', of: 'clip', status: 'passed', shot_id: SHOT },
        { name: 'longest_black_seconds', of: 'clip', status: 'failed', value: 4, limit: 1.5, shot_id: SHOT },
      ],
    });
  });

  it('is forgotten when what it tells of is made again', async () => {
    const id = await failedJob();
    await sql(`update job_steps set item = 'film' where job_id = ? and item like 'board%'`, [id]);
    await rig.control.retry(await ownerOf(id), id, undefined);
    await expect(read(id)).rejects.toMatchObject({ code: 'RESULT_NOT_READY', details: { status: 'running' } });
  });

  it('has what all steps that are done have found, and stays when they have nothing to tell any more', async () => {
    const id = await rig.newJob();
    const output = JSON.stringify({ checks: [GOOD] });
    await sql(
      `update job_steps set item = 'cut:1', state = 'done', output = ?::jsonb where job_id = ? and item = 'episode:1'`,
      [output, id],
    );
    await record(id, []);
    await sql('update job_steps set output = null where job_id = ?', [id]);
    expect(await read(id)).toMatchObject({ passed: true, checks: [{ name: 'frames', of: 'episode', episode: 1 }] });
  });

  it('goes with its job', async () => {
    const id = await failedJob();
    await rig.jobs.remove(id);
    const rows = await sql('select 1 from job_qualities where job_id = ?', [id]);
    expect(rows).toEqual([]);
  });
});
