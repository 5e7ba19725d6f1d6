import { newId } from '../../src/common/uuid.js';
import { rowCounts } from '../support/row-counts.js';
import {
  changeScene,
  eventsOf,
  newProject,
  newScene,
  newShot,
  refusalOf,
  sceneOf,
  scenePlaces,
} from '../support/project-story.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { newUpload, usesOf } from '../support/uploads.js';

describe('scenes by hand', () => {
  let app: TestApp;
  let user: TestUser;
  let project: string;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api' });
    user = await app.newUser();
  });

  beforeEach(async () => {
    project = await newProject(user);
  });

  afterAll(() => app.stop());

  it('are made, read, changed field by field, emptied by null, and deleted with their shots', async () => {
    const given = {
      ...{ title: '天台', location: '天台，夜', time_of_day: 'night', description: '两人重逢' },
      ...{ script: '林夏：你来了。', characters: ['林夏', '周野'] },
    };
    const made = await user.post(`/projects/${project}/scenes`, given);
    expect(made.status).toBe(201);
    const scene = made.body.data;
    const place = { id: expect.any(String), project_id: project, episode: 1, order_index: 0 };
    expect(scene).toEqual({ ...place, ...given, duration_sec: 0, shots: [] });

    const path = `/scenes/${scene.id}`;
    const shot = await newShot(user, scene.id, { duration_sec: 4 });
    expect(await sceneOf(user, scene.id)).toEqual({ ...scene, duration_sec: 4, shots: [shot] });
    const changed = await changeScene(user, scene.id, { title: '楼顶', time_of_day: 'dawn' });
    expect(changed).toEqual({ ...scene, title: '楼顶', time_of_day: 'dawn', duration_sec: 4, shots: [shot] });
    const nothing = {
      title: null,
      location: null,
      time_of_day: null,
      description: null,
      script: null,
      characters: null,
    };
    const empty = { title: '', location: '', time_of_day: 'day', description: '', script: '', characters: [] };
    expect(await changeScene(user, scene.id, nothing)).toEqual({ ...changed, ...empty });
    expect(await changeScene(user, scene.id, {})).toEqual({ ...changed, ...empty });

    expect((await user.delete(path)).body.data).toBeNull();
    expect(refusalOf(await user.get(path))).toBe('404 SCENE_NOT_FOUND');
    expect(refusalOf(await user.get(`/shots/${shot.id}`))).toBe('404 SHOT_NOT_FOUND');
    const by = user.id;
    expect(await eventsOf(app, project)).toEqual([
      { type: 'scene.created', data: { scene, by } },
      { type: 'shot.created', data: { shot, by } },
      { type: 'scene.updated', data: { scene: { id: scene.id, title: '楼顶', time_of_day: 'dawn' }, by } },
      { type: 'scene.updated', data: { scene: { id: scene.id, ...empty }, by } },
      { type: 'scene.deleted', data: { scene_id: scene.id, by } },
    ]);
  });

  it('stand where they are put, and the rest moves on', async () => {
    const [a, b] = [await newScene(user, project, { title: 'a' }), await newScene(user, project, { title: 'b' })];
    await newScene(user, project, { title: 'c', order_index: 0 });
    await newScene(user, project, { title: 'd', episode: 3 });
    await newScene(user, project, { title: 'e' });
    const before = [
      [1, 0, 'c'],
      [1, 1, 'a'],
      [1, 2, 'b'],
      [3, 0, 'd'],
      [3, 1, 'e'],
    ];
    expect(await scenePlaces(user, project)).toEqual(before);
    expect(refusalOf(await user.post(`/projects/${project}/scenes`, { episode: 1, order_index: 4 }))).toBe(
      '400 order_index max',
    );
    expect(refusalOf(await user.put(`/scenes/${a.id}`, { order_index: 3, title: 'x' }))).toBe('400 order_index max');
    expect(await scenePlaces(user, project)).toEqual(before);

    await user.put(`/scenes/${a.id}`, { order_index: 2 });
    await user.put(`/scenes/${b.id}`, { episode: 3, order_index: 1 });
    expect(await scenePlaces(user, project)).toEqual([
      [1, 0, 'c'],
      [1, 1, 'a'],
      [3, 0, 'd'],
      [3, 1, 'b'],
      [3, 2, 'e'],
    ]);
    await user.put(`/scenes/${a.id}`, { episode: 2 });
    await user.delete(`/scenes/${b.id}`);
    expect(await scenePlaces(user, project)).toEqual([
      [1, 0, 'c'],
      [2, 0, 'a'],
      [3, 0, 'd'],
      [3, 1, 'e'],
    ]);
    const events = await eventsOf(app, project);
    const orders = events.filter(({ type }) => type === 'scene.reordered');
    expect(orders.at(-1)?.data).toMatchObject({
      scenes: [
        { episode: 3, order_index: 0 },
        { episode: 3, order_index: 1 },
      ],
    });
    const untold = await eventsOf(app, project);
    await user.put(`/scenes/${a.id}`, { title: 'a', order_index: 0, episode: 2 });
    expect(await eventsOf(app, project)).toEqual(untold);
  });

  it('get a new order all at once, or keep the old one', async () => {
    const ids: string[] = [];
    for (const title of ['a', 'b', 'c']) {
      ids.push((await newScene(user, project, { title })).id);
    }
    const [a = '', b = '', c = ''] = ids;
    const far = (await newScene(user, project, { title: 'far', episode: 2 })).id;
    const stranger = await app.newUser();
    const theirs = (await newScene(stranger, await newProject(stranger))).id;
    const path = `/projects/${project}/scenes/reorder`;
    const reordered = await user.post(path, { reorder_map: { [c]: 0, [a.toUpperCase()]: 1, [b]: 2 } });
    expect([reordered.status, reordered.body.data]).toEqual([
      200,
      { episode: 1, reorder_map: { [c]: 0, [a]: 1, [b]: 2 } },
    ]);
    const events = await eventsOf(app, project);
    expect(events.at(-1)).toEqual({
      type: 'scene.reordered',
      data: { scenes: [c, a, b].map((id, order_index) => ({ id, episode: 1, order_index })), by: user.id },
    });
    const bad: [unknown, string][] = [
      [undefined, '400 reorder_map required'],
      [[a, b, c], '400 reorder_map reorder_map'],
      [{}, '400 reorder_map reorder_map'],
      [{ [a]: 0, [b]: 1 }, '400 reorder_map reorder_map'],
      [{ [a]: 0, [b]: 1, [c]: 1 }, '400 reorder_map reorder_map'],
      [{ [a]: 1, [b]: 2, [c]: 3 }, '400 reorder_map reorder_map'],
      [{ [a]: 0, [b]: 1, [c]: -1 }, '400 reorder_map reorder_map'],
      [{ [a]: 0, [b]: 1, [c]: 1.5 }, '400 reorder_map reorder_map'],
      [{ [a]: 0, [b]: 1, [c]: '2' }, '400 reorder_map reorder_map'],
      [{ [a]: 0, [b]: 1, [c]: 4_000_000_000 }, '400 reorder_map reorder_map'],
      [{ [a]: 0, [a.toUpperCase()]: 1, [b]: 2 }, '400 reorder_map reorder_map'],
      [{ [a]: 0, [b]: 1, [c]: 2, [far]: 3 }, '400 reorder_map reorder_map'],
      [{ [a]: 0, [b]: 1, [c]: 2, [theirs]: 3 }, '404 SCENE_NOT_FOUND'],
      [{ [a]: 0, [b]: 1, [c]: 2, [newId()]: 3 }, '404 SCENE_NOT_FOUND'],
      [{ [a]: 0, [b]: 1, '42': 2 }, '404 SCENE_NOT_FOUND'],
      [{ [a]: 0, [b]: 1, constructor: 2 }, '400 reorder_map.constructor unknown_field'],
    ];
    for (const [reorder_map, refusal] of bad) {
      expect([reorder_map, refusalOf(await user.post(path, { reorder_map }))]).toEqual([reorder_map, refusal]);
    }
    expect((await scenePlaces(user, project)).map(([, , title]) => title)).toEqual(['c', 'a', 'b', 'far']);
    expect(await eventsOf(app, project)).toEqual(events);
  });

  it('are 200 at most in an episode', async () => {
    const scene = await newScene(user, project);
    await app.query(
      `insert into scenes select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'order_index', n))).*
       from scenes s, generate_series(1, 199) n where s.id = $1`,
      [scene.id],
    );
    expect(refusalOf(await user.post(`/projects/${project}/scenes`, {}))).toBe('400 episode max_scenes');
    const other = await newScene(user, project, { episode: 2 });
    expect(refusalOf(await user.put(`/scenes/${other.id}`, { episode: 1 }))).toBe('400 episode max_scenes');
    expect((await user.put(`/scenes/${scene.id}`, { episode: 2 })).status).toBe(200);
    expect((await user.put(`/scenes/${other.id}`, { episode: 1 })).status).toBe(200);
  });

  it('are refused with the exact field, and leave nothing behind', async () => {
    const scene = await newScene(user, project);
    const before = await rowCounts(app.services.databaseUrl);
    const bad: [object, string][] = [
      [{ episode: 0 }, '400 episode min'],
      [{ episode: 101 }, '400 episode max'],
      [{ order_index: '0' }, '400 order_index isInt'],
      [{ title: 'x'.repeat(201) }, '400 title isLength'],
      [{ location: 5 }, '400 location isString'],
      [{ time_of_day: 'noon' }, '400 time_of_day isIn'],
      [{ description: 'x'.repeat(5001) }, '400 description isLength'],
      [{ script: 'x'.repeat(20_001) }, '400 script isLength'],
      [{ characters: Array.from({ length: 21 }, (_, index) => `p${index}`) }, '400 characters arrayMaxSize'],
      [{ characters: ['a', 'a'] }, '400 characters arrayUnique'],
      [{ characters: [' '] }, '400 characters matches'],
      [{ shots: [] }, '400 shots unknown_field'],
      [{ title: 'a\0b' }, '400 title isText'],
    ];
    for (const [body, refusal] of bad) {
      const replies = [
        await user.post(`/projects/${project}/scenes`, body),
        await user.put(`/scenes/${scene.id}`, body),
      ];
      expect([body, replies.map(refusalOf)]).toEqual([body, [refusal, refusal]]);
    }
    expect(refusalOf(await user.post(`/projects/${project}/scenes`, { title: null }))).toBe('400 title isString');
    expect(await sceneOf(user, scene.id)).toEqual(scene);
    expect(await rowCounts(app.services.databaseUrl)).toEqual(before);
  });

  it('are not there for somebody else', async () => {
    const scene = await newScene(user, project);
    const other = await app.newUser();
    for (const id of [scene.id, newId(), '42', '%00']) {
      const replies = [
        await other.get(`/scenes/${id}`),
        await other.put(`/scenes/${id}`, { title: 'mine' }),
        await other.delete(`/scenes/${id}`),
        await other.post(`/scenes/${id}/shots`, {}),
        await other.post(`/scenes/${id}/shots/reorder`, { reorder_map: {} }),
      ];
      expect([id, replies.map(refusalOf)]).toEqual([id, Array(5).fill('404 SCENE_NOT_FOUND')]);
    }
    for (const path of ['scenes', 'scenes/reorder', 'shots']) {
      const body = path === 'scenes/reorder' ? { reorder_map: { [scene.id]: 0 } } : {};
      expect(refusalOf(await other.post(`/projects/${project}/${path}`, body))).toBe('404 PROJECT_NOT_FOUND');
    }
    expect(await sceneOf(user, scene.id)).toEqual(scene);
  });

  it('let go of the files of their shots', async () => {
    const scene = await newScene(user, project);
    const upload = await newUpload(app, user);
    const shot = await newShot(user, scene.id, { image: { upload_id: upload.id } });
    expect(await usesOf(app, upload.key)).toEqual([`shot ${shot.id}`]);
    await user.delete(`/scenes/${scene.id}`);
    expect(await usesOf(app, upload.key)).toEqual([]);
  });
});
