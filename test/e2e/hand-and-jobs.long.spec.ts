import { createCanvas } from '@napi-rs/canvas';
import { dataOf, eventsOf, newProject, newScene, refusalOf, scenePlaces } from '../support/project-story.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';
import { newUpload, usesOf } from '../support/uploads.js';

/** Bright: a film may not be black for long. */
const PICTURE = (() => {
  const canvas = createCanvas(320, 180);
  const context = canvas.getContext('2d');
  context.fillStyle = '#e0b04a';
  context.fillRect(0, 0, 320, 180);
  return canvas.toBuffer('image/png');
})();

describe('what is changed by hand', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  const again = async (jobId: string, stage: string) => {
    const jobNow = async () => dataOf(await user.get(`/jobs/${jobId}`));
    const { completed_at } = await jobNow();
    dataOf(await user.post(`/jobs/${jobId}/stages/${stage}/run`, { cascade: true }));
    await until(`${stage} has been made again`, async () => {
      const job = await jobNow();
      return job.status === 'completed' && job.completed_at !== completed_at;
    });
  };
  const picturesOf = (jobId: string): Promise<any[]> =>
    app
      .query(`select output from job_steps where job_id = $1 and stage = 'images' order by item`, [jobId])
      .then((rows) => rows.map(({ output }) => output.source));

  it('is what the next film shows, and is not made over', async () => {
    const project = await newProject(user, '重逢');
    const characters = `/projects/${project}/characters`;
    const person = dataOf(
      await user.post(characters, {
        name: '林夏',
        appearance: { sex: 'female', hair: '长发' },
        voice: { id: 'female-1' },
      }),
    );
    const film = {
      ...{ prompt: '林夏在咖啡馆等人', project_id: project, max_shots: 2, duration_sec: 10 },
      options: { preview: true },
    };
    const { id: jobId } = dataOf(await user.post('/jobs', film));
    await app.finished(user, jobId);
    const [written] = dataOf(await user.get(`/projects/${project}`)).characters;
    expect(written).toMatchObject({ ...person, description: expect.stringMatching(/\S/) });
    const hairs = (sources: any[]) =>
      sources
        .flatMap((source) => source.scene?.cast ?? [])
        .filter(({ name }) => name === '林夏')
        .map(({ look }) => look.hair);
    const before = hairs(await picturesOf(jobId));
    expect(new Set(before)).toEqual(new Set(['long']));

    const shots = dataOf(await user.get(`/projects/${project}/shots`)).items;
    const upload = await newUpload(app, user, 'image', PICTURE);
    const [chosen] = shots;
    dataOf(await user.patch(`/shots/${chosen.id}`, { updates: { 'image.upload_id': upload.id } }));
    dataOf(await user.put(`${characters}/${person.id}`, { appearance: { hair: '短发' } }));
    await again(jobId, 'images');

    const sources = await picturesOf(jobId);
    expect(sources).toContainEqual({ kind: 'still', key: upload.key });
    expect(new Set(hairs(sources))).toEqual(new Set(['short']));
    const after = dataOf(await user.get(`/shots/${chosen.id}`));
    expect(after.image).toMatchObject({ status: 'completed', upload_id: upload.id, provider: null });
    expect([after.version, after.video.status]).toEqual([2, 'completed']);
    expect(after.video.url).not.toBe(chosen.video.url);
    expect(await usesOf(app, upload.key)).toContain(`shot ${chosen.id}`);
  }, 90_000);

  it('keeps its place before what is written into the same episode', async () => {
    const project = await newProject(user);
    const scenes = `/projects/${project}/generate-scenes`;
    const { id } = dataOf(await user.post(scenes, { prompt: 'Two friends meet', scenes_per_episode: 2 }));
    await newScene(user, project, { episode: 1, title: 'mine' });
    await app.finished(user, id);
    const places = await scenePlaces(user, project);
    expect(places.map(([episode, index]) => [episode, index])).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
    expect(places.map(([, , title]) => title)).toContain('mine');
    dataOf(await user.post(scenes, { prompt: 'Two friends meet', scenes_per_episode: 1, mode: 'replace' }));
    const { items } = dataOf(await user.get(`/jobs?project_id=${project}`));
    await app.finished(user, items[0].id);
    expect((await scenePlaces(user, project)).map(([, index]) => index)).toEqual([0]);
    const events = await eventsOf(app, project);
    const [last] = dataOf(await user.get(`/projects/${project}/scenes`)).items;
    const { id: last_id, project_id, episode, order_index, title } = last;
    const told = { id: last_id, project_id, episode, order_index, title };
    expect(events.findLast(({ type }) => type === 'scene.created')?.data).toEqual({ scene: told, by: null });
    const gone = events.filter(({ type }) => type === 'scene.deleted');
    expect(gone).toHaveLength(3);
    expect(refusalOf(await user.get(`/scenes/${(gone[0]?.data as { scene_id: string }).scene_id}`))).toBe(
      '404 SCENE_NOT_FOUND',
    );
  });

  it('is told a shot that grows for its lines as a new version', async () => {
    const project = await newProject(user);
    const { id } = dataOf(
      await user.post('/jobs', {
        prompt: '两个老朋友在咖啡馆重逢',
        project_id: project,
        max_shots: 1,
        duration_sec: 5,
        options: { preview: true },
      }),
    );
    await app.finished(user, id);
    const [shot] = dataOf(await user.get(`/projects/${project}/shots`)).items;
    const line = '这句话说起来要比一秒钟长得多，怎么快也说不完，所以这个镜头只好变得更长一些。';
    const updates = { duration_sec: 1, narration: '', dialogue: [{ character: '老王', line }] };
    const version = dataOf(await user.patch(`/shots/${shot.id}`, { updates })).version as number;
    await again(id, 'speech');
    const grown = dataOf(await user.get(`/shots/${shot.id}`));
    expect(grown.version).toBe(version + 1);
    expect(grown.duration_sec).toBeGreaterThan(2);
    expect((await eventsOf(app, project)).filter(({ type }) => type === 'shot.updated').at(-1)).toEqual({
      type: 'shot.updated',
      data: { shot_id: shot.id, updates: { duration_sec: grown.duration_sec }, version: version + 1, by: null },
    });
  });
});
