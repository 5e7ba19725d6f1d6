import { newScene, said, type ShotWish } from '../support/board.js';
import { filmOf } from '../support/film-facts.js';
import { type Listener, TestApp, type TestUser } from '../support/test-app.js';

const NAMELESS = '0199a2c4-0000-7000-8000-000000000000';
const FPS = 25;

describe('clips and pictures of shots', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  const newBoard = async (shots: ShotWish[]) => {
    const { id } = (await user.post('/projects', { title: '手工' })).body.data;
    return { projectId: id as string, ...(await newScene(app.services.databaseUrl, id, shots)) };
  };
  const shotsOf = async (projectId: string) =>
    (await user.get(`/projects/${projectId}/scenes`)).body.data.items.flatMap(({ shots }: any) => shots) as any[];
  const stepsOf = async (jobId: string) => (await user.get(`/jobs/${jobId}/steps?limit=500`)).body.data.items as any[];
  const completed = async (jobId: string) => {
    const job = await app.finished(user, jobId);
    expect(job).toMatchObject({ status: 'completed', error: null, progress: 100 });
    return job;
  };
  const statusesIn = ({ heard }: Listener, type: string) =>
    heard.filter((message) => message.type === type).map(({ data }: any) => data.status);

  it('makes the clips of a scene that has no shots yet, from a script, and tells all of it', async () => {
    const { projectId, id: scene_id } = await newBoard([]);
    const listener = app.listen(user.token, { project_id: projectId, after_seq: 0 });
    const script = '夜很深。\n阿杰：你来了。\n小林（笑）：我来了。';
    const body = { scene_id, script, duration_sec: 10 };
    const accepted = await user.post(`/projects/${projectId}/generate-video`, body);
    expect(accepted.status).toBe(202);
    const { job_id: jobId } = accepted.body.data;
    expect(accepted.body.data).toEqual({
      ...{ task_id: jobId, job_id: jobId, status: 'pending', video_url: null },
      created_at: expect.stringMatching(/Z$/),
    });
    expect(accepted.headers.get('location')).toBe(`/api/v1/jobs/${jobId}`);
    const job = await completed(jobId);
    expect(job.kind).toBe('scene_video');
    expect(job.stages.map(({ stage, status }: any) => `${stage} ${status}`)).toEqual([
      'images completed',
      'speech completed',
      'clips completed',
    ]);
    const shots = await shotsOf(projectId);
    expect(shots.map(({ duration_sec }) => duration_sec).reduce((sum, each) => sum + each, 0)).toBe(10);
    expect(shots.flatMap(({ narration }) => narration || [])).toEqual(['夜很深。']);
    expect(shots.flatMap(({ dialogue }) => dialogue)).toEqual([
      { character: '阿杰', line: '你来了。', emotion: 'neutral' },
      { character: '小林', line: '我来了。', emotion: 'happy' },
    ]);
    for (const { video, image } of shots) {
      expect(video).toMatchObject({ status: 'completed', task_id: jobId, url: expect.any(String) });
      expect(image.status).toBe('completed');
    }
    const { facts, video } = await filmOf(user.jumu, jobId);
    expect(video).toMatchObject({ width: 1280, height: 720, episodes: [] });
    expect(facts.seconds).toBeGreaterThanOrEqual(9.9);
    expect(facts.tags.AIGC).toContain(jobId);
    expect((await user.get(`/jobs/${jobId}/thumbnail`)).status).toBe(200);
    await listener.until(({ type }) => type === 'job.completed');
    expect(statusesIn(listener, 'shot.created')).toHaveLength(shots.length);
    for (const type of ['image.status_update', 'video.status_update']) {
      expect(statusesIn(listener, type).sort()).toEqual(
        shots.flatMap(() => ['completed', 'generating']).sort((a, b) => (a < b ? -1 : 1)),
      );
    }
  });

  it('makes one shot anew, and not from the cache, with what is to be changed of it first', async () => {
    const { projectId, shots } = await newBoard([{ frames: 30, lines: [said(null, '夜很长。')] }]);
    const again = async (what: string, body: object) => {
      const accepted = await user.post(`/shots/${shots[0]}/generate-${what}`, body);
      expect([accepted.status, accepted.body.error]).toEqual([202, undefined]);
      return completed(accepted.body.data.id);
    };
    const made = async ({ id }: any) =>
      (await stepsOf(id))
        .filter(({ cached }) => !cached)
        .map(({ item }) => item.split(':')[0])
        .sort();
    const first = await again('video', {});
    expect(first.kind).toBe('shot_video');
    expect(await made(first)).toEqual(['clip', 'footage', 'lines', 'picture', 'reel']);
    // The picture that it has is what it is made from.
    expect(await made(await again('video', {}))).toEqual(['clip', 'footage', 'reel']);
    const image = await again('image', { params: { lighting: '月光', checkboxes: { rain: true } } });
    expect(image.kind).toBe('shot_image');
    expect(await made(image)).toEqual(['picture']);
    expect(await made(await again('image', {}))).toEqual(['picture']);
    const [shot] = await shotsOf(projectId);
    expect(shot).toMatchObject({ version: 2, form_data: { lighting: '月光', checkboxes: { rain: true } } });
    expect((await user.get(`/jobs/${image.id}/video`)).body.error?.code).toBe('RESULT_NOT_READY');
    expect((await filmOf(user.jumu, first.id)).facts.seconds).toBeGreaterThan(1);
  });

  it('leaves no shot in the making when its job is cancelled, and goes on with a retry', async () => {
    const { projectId, shots } = await newBoard([{ frames: 20 * FPS }]);
    const { id } = (await user.post(`/shots/${shots[0]}/generate-video`, {})).body.data;
    const listener = app.listen(user.token, { job_id: id, after_seq: 0 });
    await listener.until(({ type, data }: any) => type === 'video.status_update' && data.status === 'generating');
    expect((await shotsOf(projectId))[0].video).toMatchObject({ status: 'generating', task_id: id });
    await user.post(`/jobs/${id}/cancel`, {});
    expect((await shotsOf(projectId))[0].video).toMatchObject({ status: 'pending', url: null });
    await listener.until(({ type, data }: any) => type === 'video.status_update' && data.status === 'pending');
    const steps = await stepsOf(id);
    expect(steps.filter(({ item }) => item.startsWith('picture'))).toMatchObject([{ status: 'done' }]);
    expect((await user.delete(`/jobs/${id}`)).status).toBe(200);
    expect((await shotsOf(projectId))[0].image.status).toBe('completed');
  });

  it('refuses what cannot be made, and changes nothing', async () => {
    const { projectId, id: scene_id, shots } = await newBoard([{ frames: 30 }, { frames: 30 }]);
    const other = await app.newUser();
    const answer = async (as: TestUser, path: string, body: object) => {
      const { error } = (await as.post(path, body)).body;
      return error?.details.fields?.map(({ field, rule }: any) => `${field} ${rule}`)[0] ?? error?.code;
    };
    const scene = `/projects/${projectId}/generate-video`;
    const shot = `/shots/${shots[0]}/generate-video`;
    expect(await answer(other, scene, { scene_id })).toBe('PROJECT_NOT_FOUND');
    expect(await answer(other, shot, {})).toBe('SHOT_NOT_FOUND');
    expect(await answer(user, `/shots/${NAMELESS}/generate-image`, {})).toBe('SHOT_NOT_FOUND');
    const own = (await other.post('/projects', { title: 'x' })).body.data.id;
    expect(await answer(other, `/projects/${own}/generate-video`, { scene_id })).toBe('SCENE_NOT_FOUND');
    const bad: [object, string][] = [
      [{ scene_id: NAMELESS }, 'SCENE_NOT_FOUND'],
      [{}, 'scene_id required'],
      [{ scene_id, duration_sec: 61 }, 'duration_sec max'],
      [{ scene_id, duration_sec: 1 }, 'duration_sec shot_sec'],
      [{ scene_id, script: ' ' }, 'script matches'],
      [{ scene_id, script: '很长的话。'.repeat(900) }, 'script script_sec'],
      [{ scene_id, video_provider: 'nobody' }, 'video_provider known_provider'],
      [{ scene_id, image_url: 'https://127.0.0.1/a.png' }, 'UNSAFE_URL'],
      [{ scene_id, image_url: 'http://example.com/a.png' }, 'UNSAFE_URL'],
      [{ scene_id, image_url: 'file:///etc/passwd' }, 'UNSAFE_URL'],
      [{ scene_id, image_url: NAMELESS }, 'UPLOAD_NOT_FOUND'],
      [{ scene_id, script: '教你制造炸弹，炸毁学校' }, 'CONTENT_REJECTED'],
    ];
    for (const [body, code] of bad) {
      expect([body, await answer(user, scene, body)]).toEqual([body, code]);
    }
    const badShots: [object, string][] = [
      [{ params: { colour: 'red' } }, 'params.colour unknown_field'],
      [{ params: { lighting: 5 } }, 'params.lighting isString'],
      [{ params: { checkboxes: { rain: 'yes' } } }, 'params.checkboxes checkboxes'],
      [{ params: { checkboxes: [true] } }, 'params.checkboxes checkboxes'],
      [{ image_url: NAMELESS }, 'UPLOAD_NOT_FOUND'],
      [{ duration_sec: 3 }, 'duration_sec unknown_field'],
    ];
    for (const [body, code] of badShots) {
      expect([body, await answer(user, shot, body)]).toEqual([body, code]);
    }
    expect((await shotsOf(projectId)).every(({ version }) => version === 1)).toBe(true);
    expect((await user.get(`/jobs?project_id=${projectId}`)).body.data.total).toBe(0);
  });
});
