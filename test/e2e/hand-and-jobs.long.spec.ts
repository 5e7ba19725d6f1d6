import { createCanvas } from '@napi-rs/canvas';
import { type EventMessage } from '../../src/events/event-map.js';
import { dataOf, eventsOf, newProject, newScene, refusalOf, scenePlaces, type Shot } from '../support/project-story.js';
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
      ...{ prompt: '林夏在咖啡馆等人', project_id: project, max_shots: 4, duration_sec: 12 },
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
  });

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

  describe('while jobs change the same shots', () => {
    let project: string;
    let jobId: string;
    /** Those of the first film, as they are before hands and jobs meet at them. */
    let shots: Shot[];

    beforeAll(async () => {
      project = await newProject(user);
      const film = { prompt: '两个老朋友在咖啡馆重逢', project_id: project, max_shots: 4, duration_sec: 12 };
      jobId = dataOf(await user.post('/jobs', { ...film, options: { preview: true } })).id;
      await app.finished(user, jobId);
      const [first] = await shotsNow();
      const line = '这句话说起来要比一秒钟长得多，怎么快也说不完，所以这个镜头只好变得更长一些。';
      const updates = { duration_sec: 1, narration: '', dialogue: [{ character: '老王', line }] };
      dataOf(await user.patch(`/shots/${first?.id}`, { updates }));
      shots = await shotsNow();
    });

    const shotsNow = async (): Promise<Shot[]> => dataOf(await user.get(`/projects/${project}/shots`)).items;
    const toldOf = async (seq: number): Promise<EventMessage[]> =>
      app.query('select seq::int, job_id, type, data from events where stream_id = $1 and seq > $2 order by seq', [
        project,
        seq,
      ]);
    const headNow = async () => (await toldOf(0)).at(-1)?.seq ?? 0;

    /** Hands change all shots again and again until the jobs are done; gives what was confirmed as which version. */
    async function changeUntil(isDone: () => boolean): Promise<Map<string, object>> {
      const confirmed = new Map<string, object>();
      const changeOne = async ({ id }: Shot, hand: number) => {
        for (let index = 0; !isDone(); index += 1) {
          const updates = { [`form_data.checkboxes.${hand}`]: index % 2 === 0, description: `${hand}.${index}` };
          const reply = await user.patch(`/shots/${id}`, { updates });
          if (reply.status !== 200) {
            expect(refusalOf(reply)).toBe('404 SHOT_NOT_FOUND');
            return;
          }
          confirmed.set(`${id} ${reply.body.data.version}`, updates);
        }
      };
      await Promise.all(shots.flatMap((shot) => [0, 1].map((hand) => changeOne(shot, hand))));
      return confirmed;
    }

    async function meet(jobs: Promise<unknown>): Promise<{ confirmed: Map<string, object>; told: EventMessage[] }> {
      const before = await headNow();
      let isDone = false;
      const [confirmed] = await Promise.all([changeUntil(() => isDone), jobs.finally(() => (isDone = true))]);
      return { confirmed, told: await toldOf(before) };
    }

    /** Every version is told once, and whose it is; of the hands', just those that were confirmed. */
    function changesOf({ id, version }: Shot, told: EventMessage[], confirmed: Map<string, object>): object {
      const changes = told
        .filter((event): event is EventMessage<'shot.updated'> => event.type === 'shot.updated')
        .filter(({ data }) => data.shot_id === id);
      expect(changes.map(({ data }) => data.version)).toEqual(changes.map((_, index) => version + index + 1));
      for (const { job_id, data } of changes) {
        expect([data.version, data.by]).toEqual([data.version, job_id === null ? user.id : null]);
        expect(job_id !== null || confirmed.has(`${id} ${data.version}`)).toBe(true);
      }
      const versions = changes.filter(({ job_id }) => job_id === null).map(({ data }) => `${id} ${data.version}`);
      expect([...confirmed.keys()].filter((key) => key.startsWith(id)).toSorted()).toEqual(versions.toSorted());
      return Object.assign({}, ...changes.map(({ data }) => data.updates)) as object;
    }

    it('loses none of its changes, and takes none of theirs', async () => {
      const image = user.post(`/shots/${shots[1]?.id}/generate-image`, {}).then(dataOf);
      const append = user
        .post(`/projects/${project}/generate-scenes`, { prompt: 'Two friends meet', scenes_per_episode: 1 })
        .then(dataOf);
      const jobs = [again(jobId, 'speech'), ...[image, append].map(async (job) => app.finished(user, (await job).id))];
      const { confirmed, told } = await meet(Promise.all(jobs));
      expect(told.some(({ type, job_id }) => type === 'shot.updated' && job_id !== null)).toBe(true);
      expect(told.some(({ type, job_id }) => type === 'scene.created' && job_id !== null)).toBe(true);
      const after = await shotsNow();
      for (const shot of shots) {
        const { description, duration_sec, form_data, version } = after.find(({ id }) => id === shot.id) as Shot;
        const boxes = Object.entries(form_data.checkboxes).map(([name, value]) => [
          `form_data.checkboxes.${name}`,
          value,
        ]);
        const changed = { duration_sec: shot.duration_sec, ...changesOf(shot, told, confirmed) };
        expect({ description, duration_sec, ...Object.fromEntries(boxes) }).toEqual(changed);
        expect(version).toBe(
          shot.version +
            told.filter(
              ({ type, data }) => type === 'shot.updated' && (data as { shot_id: string }).shot_id === shot.id,
            ).length,
        );
      }
    });

    it('is changed until they are replaced, and never after', async () => {
      shots = (await shotsNow()).filter(({ id }) => shots.some((shot) => shot.id === id));
      const order = { prompt: 'Two friends meet', scenes_per_episode: 1, episodes: 1, mode: 'replace' };
      const { id } = dataOf(await user.post(`/projects/${project}/generate-scenes`, order));
      const { confirmed, told } = await meet(app.finished(user, id));
      for (const shot of shots) {
        changesOf(shot, told, confirmed);
        expect(refusalOf(await user.get(`/shots/${shot.id}`))).toBe('404 SHOT_NOT_FOUND');
        const isOfScene = ({ type, data }: EventMessage) =>
          type === 'scene.deleted' && (data as { scene_id: string }).scene_id === shot.scene_id;
        const isOfShot = ({ data }: EventMessage) => (data as { shot_id?: string }).shot_id === shot.id;
        expect(told.findLastIndex(isOfShot)).toBeLessThan(told.findIndex(isOfScene));
        expect(told.find(isOfScene)?.data).toMatchObject({ by: null });
      }
    });
  });
});
