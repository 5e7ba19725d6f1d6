import { newId } from '../../src/common/uuid.js';
import { settleShots } from '../../src/scenes/shot-status.js';
import { newScene } from '../support/board.js';
import { EngineRig } from '../support/engine-rig.js';

const KEY = 'assets/00/00000000-0000-7000-8000-000000000000.mp4';

describe('shots that a job has in the making', () => {
  let rig: EngineRig;

  beforeAll(async () => {
    rig = await EngineRig.start();
    rig.ledger.whenEnded(settleShots);
  });

  afterAll(() => rig.stop());

  const sql = (query: string, values: unknown[] = []) => rig.orm.em.fork().execute<any[]>(query, values);

  /** A job with a shot that it makes for the first time, one that it makes anew, and one of somebody else's job. */
  const begin = async () => {
    const userId = newId();
    const id = await rig.newJob({ userId });
    const { project_id: projectId } = await rig.job(id);
    await sql(
      `insert into projects (id, user_id, title, aspect_ratio, target_episodes, target_duration_sec, created_at, updated_at)
       values (?, ?, '', '16:9', 1, 60, now(), now())`,
      [projectId, userId],
    );
    const making = { status: 'generating', job_id: id };
    const { shots } = await newScene(rig.config.database.url ?? '', projectId, [
      { image: making, video: making },
      { image: { ...making, key: KEY }, video: { ...making, key: KEY } },
      { image: { ...making, job_id: newId() }, video: { ...making, job_id: newId() } },
      { image: { status: 'completed', key: KEY } },
    ]);
    return { id, shots, requester: { id: userId, role: 'user' as const } };
  };
  const statuses = async (shots: string[]) =>
    (
      await sql('select image, video from shots where id = any(?::uuid[]) order by order_index', [
        `{${shots.join(',')}}`,
      ])
    ).map(({ image, video }) => `${image.status} ${video.status}`);

  it('are as they were before when it is cancelled, in the same moment', async () => {
    const { id, shots, requester } = await begin();
    await rig.control.cancel(requester, id);
    expect(await statuses(shots)).toEqual([
      'pending pending',
      'completed completed',
      'generating generating',
      'completed pending',
    ]);
    const told = (await rig.events(id)).filter(({ type }) => type.endsWith('status_update')).map(({ data }) => data);
    expect(told).toHaveLength(4);
    expect(told).toContainEqual({ shot_id: shots[1], status: 'completed', video_url: `media:${KEY}`, error: null });
    expect(told).toContainEqual({ shot_id: shots[0], status: 'pending', image_url: null, error: null });
  });

  it('have failed with it, and say why', async () => {
    const { id, shots } = await begin();
    const error = {
      code: 'RENDER_FAILED',
      message: 'No ink',
      stage: 'clips',
      provider: null,
      retryable: true,
      advice: '',
    };
    await rig.ledger.within(id, (transaction) => transaction.moveJob('failed', { error: error as never }));
    expect((await statuses(shots)).slice(0, 2)).toEqual(['failed failed', 'completed completed']);
    const [{ video }] = await sql('select video from shots where id = ?', [shots[0]]);
    expect(video.error).toBe('No ink');
    const [{ video: old }] = await sql('select video from shots where id = ?', [shots[1]]);
    expect(old.error).toBe('No ink');
  });

  it('are let go of when it is deleted, and stay in the making when that does not come about', async () => {
    const { id, shots } = await begin();
    const undone = rig.ledger.within(id, async (transaction) => {
      await transaction.cancel();
      throw new Error('cut off');
    });
    await expect(undone).rejects.toThrow('cut off');
    expect((await statuses(shots))[0]).toBe('generating generating');
    await rig.jobs.remove(id);
    expect((await statuses(shots))[0]).toBe('pending pending');
  });

  it('are left alone by a job that is paused', async () => {
    const { id, shots, requester } = await begin();
    await rig.control.pause(requester, id);
    expect((await statuses(shots))[0]).toBe('generating generating');
  });
});
