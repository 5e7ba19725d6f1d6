import { newId } from '../../src/common/uuid.js';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { newScene, said, type ShotWish } from '../support/board.js';
import { filmOf } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';

const PREVIEW = { options: { preview: true } };
const NAMELESS = '0199a2c4-0000-7000-8000-000000000000';
const FPS = 25;

describe('the film of a board as it stands', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  const sql = (query: string, values: unknown[] = []) =>
    withPostgres(app.services.databaseUrl, async (client) => (await client.query(query, values)).rows);

  const render = async (projectId: string, body: object = PREVIEW) => {
    const accepted = await user.post(`/projects/${projectId}/render`, body);
    expect([accepted.status, accepted.body.error]).toEqual([202, undefined]);
    expect(accepted.headers.get('location')).toBe(`/api/v1/jobs/${accepted.body.data.id}`);
    const job = await app.finished(user, accepted.body.data.id);
    expect(job).toMatchObject({ status: 'completed', error: null, progress: 100 });
    return job;
  };
  /** Kinds of steps that were made, and not taken from the cache. */
  const madeIn = async ({ id }: any) => {
    const { items } = (await user.get(`/jobs/${id}/steps?limit=500`)).body.data;
    return items.flatMap(({ item, cached }: any) => (cached ? [] : [item.split(':')[0]])).sort();
  };
  const factsOf = async ({ id }: any) => (await filmOf(user.jumu, id)).facts;
  const newBoard = async (shots: ShotWish[], scene: { episode?: number } = {}) => {
    const { id } = (await user.post('/projects', { title: '手工' })).body.data;
    return { projectId: id as string, ...(await newScene(app.services.databaseUrl, id, shots, scene)) };
  };
  const fieldsOf = async (projectId: string, body: object) =>
    ((await user.post(`/projects/${projectId}/render`, body)).body.error?.details.fields ?? []).map(
      ({ field, rule }: any) => `${field} ${rule}`,
    );

  it('skips the writing, and takes from the cache what has not changed', async () => {
    const wish = { prompt: '两个老朋友在江边重逢', max_shots: 2, duration_sec: 6, ...PREVIEW };
    const { id, project_id: projectId } = (await user.post('/jobs', wish)).body.data;
    const written = await app.finished(user, id);
    const job = await render(projectId);
    expect(job).toMatchObject({ kind: 'drama', cost_usd: 0, project_id: projectId });
    expect(job.stages.map(({ stage, status }: any) => `${stage} ${status}`)).toEqual([
      'style skipped',
      'script skipped',
      ...['storyboard', 'images', 'speech', 'clips', 'moderation', 'assembly'].map((stage) => `${stage} completed`),
    ]);
    // Moderation reads more of a board than of a script.
    expect(await madeIn(job)).toEqual(['board', 'cut', 'film', 'script', 'whole']);
    const [one, other] = [await factsOf(written), await factsOf(job)];
    expect({ ...other, tags: {} }).toEqual({ ...one, tags: {} });

    await sql(
      `update shots set lines = jsonb_set(lines, '{0,line}', '"我们又见面了"') where project_id = $1
      and id = (select id from shots where project_id = $1 and lines <> '[]' order by id limit 1)`,
      [projectId],
    );
    const made = ['board', 'clip', 'clip-check', 'cut', 'film', 'lines', 'script', 'sound', 'whole'];
    expect(await madeIn(await render(projectId))).toEqual(made);
    expect((await user.post(`/jobs/${job.id}/stages/script/run`, {})).body.error).toMatchObject({
      code: 'INVALID_STATE',
    });
  });

  it('renders whatever shots people make by hand, the same way twice', async () => {
    const { projectId } = await newBoard([
      {},
      {
        lines: [said('无名氏', '我没有脸。'), said('阿杰', '我有。'), said(null, '夜很长。')],
        cast: ['无名氏', '阿杰'],
        frames: 2 * FPS,
        ...{ transition: 'dissolve', transition_frames: 40 },
        form_data: { camera_movement: '希区柯克变焦', shot_type: '怪' },
      },
      { frames: 30, transition: 'wipe', transition_frames: 12, lines: [said('无名氏', ' ')] },
    ]);
    await sql(
      `insert into characters (id, project_id, name, description, appearance, created_at, updated_at)
       values ($1, $2, '阿杰', '', '{"sex":"male","age":"elder","glasses":true}', now(), now())`,
      [newId(), projectId],
    );
    const first = await render(projectId);
    const { video, seconds } = await factsOf(first);
    expect(video).toMatchObject({ width: 640, height: 360 });
    expect(seconds).toBeGreaterThan(4);
    expect(await madeIn(await render(projectId))).toEqual(['board', 'cut', 'film', 'whole']);
    // What is said takes longer than the shot: the film grows, the board does not.
    expect(await sql('select frames from shots where project_id = $1 order by order_index', [projectId])).toEqual(
      [25, 50, 30].map((frames) => ({ frames })),
    );
  });

  it('films the board as it was when its storyboard was planned, whatever becomes of it then', async () => {
    const { projectId, shots } = await newBoard([{ frames: 40 }, { frames: 35, lines: [said(null, '夜很长。')] }]);
    const { id } = (await user.post(`/projects/${projectId}/render`, PREVIEW)).body.data;
    const listener = app.listen(user.token, { job_id: id, after_seq: 0 });
    await listener.until(({ type, data }) => type === 'job.stage' && (data as any).stage === 'images');
    await sql('update shots set frames = 1000, lines = $2 where id = $1', [
      shots[0],
      JSON.stringify([said(null, '啊')]),
    ]);
    await sql('delete from shots where id = $1', [shots[1]]);
    const job = await app.finished(user, id);
    expect(job).toMatchObject({ status: 'completed', error: null });
    const { seconds } = await factsOf(job);
    expect(seconds).toBeGreaterThan(3);
    expect(seconds).toBeLessThan(8);
  });

  it('renders the wanted episodes, and says which have nothing to render', async () => {
    const { projectId } = await newBoard([{ frames: 30 }], { episode: 2 });
    await newScene(app.services.databaseUrl, projectId, [], { episode: 3 });
    const job = await render(projectId, { ...PREVIEW, episodes: [2] });
    const { episodes } = (await user.get(`/jobs/${job.id}/video`)).body.data;
    expect(episodes.map(({ episode }: any) => episode)).toEqual([2]);
    for (const episodes of [[3], [1], [2, 100]]) {
      expect(await fieldsOf(projectId, { episodes })).toEqual(['episodes has_shots']);
    }
    for (const episodes of [[0], ['2'], [2, 2], [], null, 2, [1.5], [101]]) {
      expect((await fieldsOf(projectId, { episodes }))[0]).toMatch(/^episodes /);
    }
  });

  it('refuses what cannot be rendered before anything is written', async () => {
    const empty = (await user.post('/projects', { title: '空' })).body.data.id;
    expect(await fieldsOf(empty, {})).toEqual(['episodes has_shots']);
    const { projectId } = await newBoard(Array.from({ length: 61 }, () => ({ frames: 60 * FPS })));
    expect(await fieldsOf(projectId, {})).toEqual(['episodes max_film_sec']);
    expect(await fieldsOf(projectId, { video_provider: 'nobody' })).toEqual(['video_provider known_provider']);
    expect(await fieldsOf(projectId, { style: 'noir' })).toEqual(['style unknown_field']);
    const other = await app.newUser();
    for (const id of [projectId, NAMELESS, 'x']) {
      expect((await other.post(`/projects/${id}/render`, {})).body.error?.code).toBe('PROJECT_NOT_FOUND');
    }
    expect((await user.get(`/jobs?project_id=${projectId}`)).body.data.total).toBe(0);
  });
});
