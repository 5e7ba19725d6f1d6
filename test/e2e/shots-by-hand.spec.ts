import { newId } from '../../src/common/uuid.js';
import {
  changeShot,
  dataOf,
  eventsOf,
  newProject,
  newScene,
  newShot,
  refusalOf,
  sceneOf,
  shotOf,
  shotPlaces,
} from '../support/project-story.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { newUpload, usesOf } from '../support/uploads.js';

const NO_IMAGE = { status: 'pending', url: null, upload_id: null, provider: null };
const NO_VIDEO = {
  ...{ status: 'pending', task_id: null, url: null, source_url: null },
  ...{ upload_id: null, error: null, provider: null },
};

describe('shots by hand', () => {
  let app: TestApp;
  let user: TestUser;
  let project: string;
  let scene: string;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api' });
    user = await app.newUser();
  });

  beforeEach(async () => {
    project = await newProject(user);
    scene = (await newScene(user, project)).id;
  });

  afterAll(() => app.stop());

  const patch = async (id: string, updates: object, version?: number) =>
    user.patch(`/shots/${id}`, { updates, version });
  const castOf = async (id: string): Promise<string[]> =>
    app.query('select "cast" from shots where id = $1', [id]).then(([row]) => row.cast as string[]);

  it('are made with all that is writable, read, and deleted', async () => {
    const form_data = {
      camera_movement: '希区柯克变焦',
      shot_type: '特写',
      lighting: '夜景',
      motion_prompt: '风',
      checkboxes: { 慢动作: true },
    };
    const made = await user.post(`/scenes/${scene}/shots`, {
      ...{ description: '她转身', narration: '那年夏天\n她回来了', duration_sec: 2.5, form_data },
      dialogue: [{ character: '林夏', line: '你来了。' }],
    });
    expect(made.status).toBe(201);
    const shot = made.body.data;
    expect(shot).toEqual({
      ...{ id: expect.any(String), project_id: project, scene_id: scene, order_index: 0 },
      ...{ description: '她转身', narration: '那年夏天\n她回来了', duration_sec: 2.52, form_data },
      dialogue: [{ character: '林夏', line: '你来了。', emotion: 'neutral' }],
      ...{ image: NO_IMAGE, video: NO_VIDEO, ai_collaboration: [], version: 1 },
      ...{ created_at: expect.stringMatching(/\.\d{3}Z$/), updated_at: expect.stringMatching(/\.\d{3}Z$/) },
    });
    const plain = await newShot(user, scene);
    expect(plain).toMatchObject({ order_index: 1, description: '', narration: '', dialogue: [], duration_sec: 5 });
    expect(await shotOf(user, shot.id.toUpperCase())).toEqual(shot);

    expect((await user.delete(`/shots/${shot.id}`)).body.data).toBeNull();
    expect(refusalOf(await user.get(`/shots/${shot.id}`))).toBe('404 SHOT_NOT_FOUND');
    expect(refusalOf(await user.delete(`/shots/${shot.id}`))).toBe('404 SHOT_NOT_FOUND');
    const left = await shotOf(user, plain.id);
    expect(left).toMatchObject({ order_index: 0, version: 2 });
    const by = user.id;
    expect((await eventsOf(app, project)).slice(1)).toEqual([
      { type: 'shot.created', data: { shot, by } },
      { type: 'shot.created', data: { shot: plain, by } },
      { type: 'shot.deleted', data: { shot_id: shot.id, scene_id: scene, by } },
      {
        type: 'shot.reordered',
        data: { scene_id: scene, reorder_map: { [plain.id]: 0 }, versions: { [plain.id]: 2 }, by },
      },
    ]);
  });

  it('of a project are listed in the order of the film, and go to its last scene', async () => {
    const empty = await newProject(user);
    const first = dataOf(await user.post(`/projects/${empty}/shots`, { description: '1' }));
    expect(await sceneOf(user, first.scene_id)).toMatchObject({
      episode: 1,
      order_index: 0,
      shots: [first],
    });
    expect((await eventsOf(app, empty)).map(({ type }) => type)).toEqual(['scene.created', 'shot.created']);

    const late = (await newScene(user, empty, { episode: 2 })).id;
    const early = (await newScene(user, empty, { episode: 1, order_index: 0 })).id;
    expect(dataOf(await user.post(`/projects/${empty}/shots`, { description: '2' })).scene_id).toBe(late);
    await newShot(user, early, { description: '0' });
    await newShot(user, late, { description: '1.5', order_index: 0 });
    const listed = async (query = '') => {
      const page = dataOf(await user.get(`/projects/${empty}/shots${query}`));
      return [page.total, ...page.items.map((shot: any) => shot.description)];
    };
    expect(await listed()).toEqual([4, '0', '1', '1.5', '2']);
    expect(await listed('?limit=2&offset=1')).toEqual([4, '1', '1.5']);
    expect(await listed('?sort_order=desc&limit=500')).toEqual([4, '2', '1.5', '1', '0']);
    expect(refusalOf(await user.get(`/projects/${empty}/shots?limit=501`))).toBe('400 limit max');
  });

  it('change where they are told to, and say so in a new version', async () => {
    const before = await newShot(user, scene, {
      narration: 'n',
      form_data: { lighting: 'x', checkboxes: { a: true } },
    });
    const updates = { description: 'd', 'form_data.lighting': '夜景', 'form_data.checkboxes.b': false };
    const after = await changeShot(user, before.id, updates, 1);
    expect(after).toEqual({
      ...before,
      ...{ description: 'd', version: 2, updated_at: expect.any(String) },
      form_data: { ...before.form_data, lighting: '夜景', checkboxes: { a: true, b: false } },
    });
    expect(after.updated_at >= before.updated_at).toBe(true);
    expect(await shotOf(user, before.id)).toEqual(after);
    const data = { shot_id: before.id, updates, version: 2, by: user.id };
    expect((await eventsOf(app, project)).at(-1)).toEqual({ type: 'shot.updated', data });
  });

  it('make no new version where nothing changes', async () => {
    const shot = await newShot(user, scene, { dialogue: [{ character: 'A', line: 'a' }], duration_sec: 3 });
    const told = await eventsOf(app, project);
    const same = {
      ...{ description: '', narration: '', dialogue: shot.dialogue, duration_sec: 3, scene_id: scene, order_index: 0 },
      ...{ 'image.upload_id': null, 'video.upload_id': null, 'form_data.camera_movement': 'static' },
    };
    expect(await changeShot(user, shot.id, same)).toEqual(shot);
    expect(await eventsOf(app, project)).toEqual(told);
    expect(refusalOf(await patch(shot.id, same, 2))).toBe('409 CONFLICT');
  });

  it('show the newest to whom comes with an old version', async () => {
    const shot = await newShot(user, scene);
    const newest = await changeShot(user, shot.id, { description: 'first' }, 1);
    const late = await patch(shot.id, { description: 'second' }, 1);
    expect(refusalOf(late)).toBe('409 CONFLICT');
    expect(late.body.error?.details).toEqual({ current: newest });
    expect(await shotOf(user, shot.id)).toEqual(newest);
  });

  it('change in all that is named, or in nothing', async () => {
    const shot = await newShot(user, scene, { description: 'x' });
    const told = await eventsOf(app, project);
    const theirs = await newUpload(app, await app.newUser());
    const bad: [object, string][] = [
      [{ nope: 1 }, '400 updates.nope writable_path'],
      [{ form_data: { lighting: 'x' } }, '400 updates.form_data writable_path'],
      [{ constructor: 1 }, '400 updates.constructor unknown_field'],
      [{ duration_sec: 61 }, '400 updates.duration_sec max'],
      [{ order_index: 1 }, '400 updates.order_index max'],
      [{ scene_id: newId() }, '404 SCENE_NOT_FOUND'],
      [{ scene_id: '42' }, '404 SCENE_NOT_FOUND'],
      [{ scene_id: (await newScene(user, await newProject(user))).id }, '404 SCENE_NOT_FOUND'],
      [{ 'image.upload_id': newId() }, '404 UPLOAD_NOT_FOUND'],
      [{ 'image.upload_id': '42' }, '404 UPLOAD_NOT_FOUND'],
      [{ 'image.upload_id': theirs.id }, '404 UPLOAD_NOT_FOUND'],
      [{ 'image.upload_id': (await newUpload(app, user, 'video')).id }, '404 UPLOAD_NOT_FOUND'],
      [{ 'video.upload_id': (await newUpload(app, user, 'image')).id }, '404 UPLOAD_NOT_FOUND'],
    ];
    for (const [updates, refusal] of bad) {
      const reply = await patch(shot.id, { description: 'changed', ...updates });
      expect([updates, refusalOf(reply)]).toEqual([updates, refusal]);
    }
    expect(refusalOf(await patch(shot.id, {}))).toBe('400 updates paths');
    for (const [body, refusal] of [
      [{}, '400 updates required'],
      [{ updates: [] }, '400 updates isObject'],
      [{ updates: null }, '400 updates isObject'],
      [{ updates: { description: 'y' }, version: 0 }, '400 version min'],
      [{ updates: { description: 'y' }, version: '1' }, '400 version isInt'],
      [{ updates: { description: 'y' }, force: true }, '400 force unknown_field'],
      ['{"updates":{"__proto__":{"polluted":1},"description":"y"}}', '400 body isJson'],
    ] as const) {
      expect([body, refusalOf(await user.patch(`/shots/${shot.id}`, body))]).toEqual([body, refusal]);
    }
    expect(await shotOf(user, shot.id)).toEqual(shot);
    expect(await eventsOf(app, project)).toEqual(told);
  });

  it('have at most 50 checkboxes, however they come', async () => {
    const boxes = (from: number, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`box ${from + index}`, true]));
    const shot = await newShot(user, scene, { form_data: { checkboxes: boxes(0, 49) } });
    const paths = (names: object) =>
      Object.fromEntries(Object.entries(names).map(([name, value]) => [`form_data.checkboxes.${name}`, value]));
    expect(refusalOf(await patch(shot.id, paths(boxes(49, 2))))).toBe('400 form_data.checkboxes checkboxes');
    expect((await patch(shot.id, paths(boxes(49, 1)))).status).toBe(200);
    expect(refusalOf(await user.post(`/scenes/${scene}/shots`, { form_data: { checkboxes: boxes(0, 51) } }))).toBe(
      '400 form_data.checkboxes checkboxes',
    );
  });

  it('are 500 at most in a scene, however they come', async () => {
    const shot = await newShot(user, scene);
    await app.query(
      `insert into shots select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'order_index', n))).*
       from shots s, generate_series(1, 498) n where s.id = $1`,
      [shot.id],
    );
    const replies = await Promise.all([1, 2, 3].map(() => user.post(`/scenes/${scene}/shots`, { order_index: 0 })));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 400, 400]);
    expect(refusalOf(await user.post(`/projects/${project}/shots`, {}))).toBe('400 scene_id max_shots');
    const other = await newShot(user, (await newScene(user, project)).id);
    expect(refusalOf(await patch(other.id, { scene_id: scene }))).toBe('400 updates.scene_id max_shots');
    const places = await shotPlaces(user, scene);
    expect(places.map(([index]) => index)).toEqual(Array.from({ length: 500 }, (_, index) => index));
  });

  it('show the people of the project who speak', async () => {
    await user.post(`/projects/${project}/characters`, { name: '林夏' });
    const { id } = await newShot(user, scene, {
      narration: '夜',
      dialogue: [
        { character: '林夏', line: '你来了。' },
        { character: '路人', line: '让一让。' },
      ],
    });
    expect(await castOf(id)).toEqual(['林夏']);
    await user.post(`/projects/${project}/characters`, { name: '路人' });
    expect(await castOf(id)).toEqual(['林夏', '路人']);
    const shot = await changeShot(user, id, { dialogue: [{ character: '路人', line: '让一让！', emotion: 'angry' }] });
    expect([await castOf(id), shot.narration]).toEqual([['路人'], '夜']);
  });

  it('move within a scene and to another one, and leave no gaps', async () => {
    const [a, b, c] = [
      await newShot(user, scene, { description: 'a' }),
      await newShot(user, scene, { description: 'b' }),
      await newShot(user, scene, { description: 'c' }),
    ];
    const next = (await newScene(user, project)).id;
    const d = await newShot(user, next, { description: 'd' });
    expect(await changeShot(user, c.id, { order_index: 0 })).toMatchObject({ order_index: 0, version: 2 });
    expect(await shotPlaces(user, scene)).toEqual([
      [0, 'c'],
      [1, 'a'],
      [2, 'b'],
    ]);
    const moved = await changeShot(user, a.id, { scene_id: next.toUpperCase(), order_index: 0, description: 'A' });
    expect(moved).toMatchObject({ scene_id: next, order_index: 0, version: 3 });
    expect(await shotPlaces(user, scene)).toEqual([
      [0, 'c'],
      [1, 'b'],
    ]);
    expect(await shotPlaces(user, next)).toEqual([
      [0, 'A'],
      [1, 'd'],
    ]);
    const versions = async (id: string) => (await shotOf(user, id)).version;
    // b went down and up again, d down once.
    expect([await versions(b.id), await versions(c.id), await versions(d.id)]).toEqual([3, 2, 2]);
    const updates = { description: 'A', scene_id: next, order_index: 0 };
    const by = user.id;
    expect((await eventsOf(app, project)).slice(-3)).toEqual([
      { type: 'shot.updated', data: { shot_id: a.id, updates, version: 3, by } },
      {
        type: 'shot.reordered',
        data: { scene_id: next, reorder_map: { [a.id]: 0, [d.id]: 1 }, versions: { [a.id]: 3, [d.id]: 2 }, by },
      },
      {
        type: 'shot.reordered',
        data: { scene_id: scene, reorder_map: { [c.id]: 0, [b.id]: 1 }, versions: { [c.id]: 2, [b.id]: 3 }, by },
      },
    ]);
    expect(await changeShot(user, a.id, { scene_id: scene })).toMatchObject({ scene_id: scene, order_index: 2 });
  });

  it('get a new order all at once, or keep the old one', async () => {
    const [a, b] = [await newShot(user, scene, { description: 'a' }), await newShot(user, scene, { description: 'b' })];
    const elsewhere = await newShot(user, (await newScene(user, project)).id);
    const path = `/scenes/${scene}/shots/reorder`;
    const order = { scene_id: scene, reorder_map: { [b.id]: 0, [a.id]: 1 }, versions: { [a.id]: 3, [b.id]: 2 } };
    await patch(a.id, { description: 'A' });
    expect(dataOf(await user.post(path, { reorder_map: { [a.id]: 1, [b.id]: 0 } }))).toEqual(order);
    expect((await eventsOf(app, project)).at(-1)).toEqual({ type: 'shot.reordered', data: { ...order, by: user.id } });
    const told = await eventsOf(app, project);
    expect(dataOf(await user.post(path, { reorder_map: order.reorder_map }))).toEqual(order);
    for (const [reorder_map, refusal] of [
      [{ [a.id]: 0 }, '400 reorder_map reorder_map'],
      [{ [a.id]: 0, [b.id]: 0 }, '400 reorder_map reorder_map'],
      [{ [a.id]: 0, [b.id]: 500 }, '400 reorder_map reorder_map'],
      [{ [a.id]: 0, [b.id]: 1, [elsewhere.id]: 2 }, '404 SHOT_NOT_FOUND'],
      [{ [a.id]: 0, x: 1 }, '404 SHOT_NOT_FOUND'],
    ] as const) {
      expect([reorder_map, refusalOf(await user.post(path, { reorder_map }))]).toEqual([reorder_map, refusal]);
    }
    expect(await eventsOf(app, project)).toEqual(told);
  });

  it('take a picture and a clip of the user, hold them, and give them back', async () => {
    const [picture, other, clip] = [
      await newUpload(app, user),
      await newUpload(app, user),
      await newUpload(app, user, 'video'),
    ];
    const { id } = await newShot(user, scene, { image: { upload_id: picture.id.toUpperCase() } });
    const uses = async () => [
      await usesOf(app, picture.key),
      await usesOf(app, other.key),
      await usesOf(app, clip.key),
    ];
    const mine = [`shot ${id}`];
    expect((await shotOf(user, id)).image).toEqual({
      ...{ status: 'completed', upload_id: picture.id, provider: null },
      url: expect.stringContaining(picture.key),
    });
    expect(await uses()).toEqual([mine, [], []]);

    const shot = await changeShot(user, id, { 'image.upload_id': other.id, 'video.upload_id': clip.id });
    expect(shot).toMatchObject({
      version: 2,
      image: { upload_id: other.id, url: expect.stringContaining(other.key) },
      video: { status: 'pending', upload_id: clip.id, url: null, source_url: expect.stringContaining(clip.key) },
    });
    expect((await app.download(shot.image.url ?? '')).status).toBe(200);
    expect(await uses()).toEqual([[], mine, mine]);
    const [updated, told] = (await eventsOf(app, project)).slice(-2);
    expect(updated?.data).toMatchObject({ updates: { 'image.upload_id': other.id, 'video.upload_id': clip.id } });
    expect(told).toEqual({
      type: 'image.status_update',
      data: { shot_id: id, status: 'completed', image_url: `media:${other.key}` },
    });

    const taken = await changeShot(user, id, { 'image.upload_id': null, 'video.upload_id': null });
    expect(taken).toMatchObject({ version: 3, image: NO_IMAGE, video: NO_VIDEO });
    expect(await uses()).toEqual([[], [], []]);
  });

  it('are not there for somebody else', async () => {
    const shot = await newShot(user, scene);
    const other = await app.newUser();
    for (const id of [shot.id, newId(), '42', `${shot.id}0`]) {
      const replies = [
        await other.get(`/shots/${id}`),
        await other.patch(`/shots/${id}`, { updates: { description: 'mine' } }),
        await other.delete(`/shots/${id}`),
      ];
      expect([id, replies.map(refusalOf)]).toEqual([id, Array(3).fill('404 SHOT_NOT_FOUND')]);
    }
    expect(refusalOf(await other.get(`/projects/${project}/shots`))).toBe('404 PROJECT_NOT_FOUND');
    expect(await shotOf(user, shot.id)).toEqual(shot);
  });

  it('are made once with an Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'one-shot' };
    const once = await user.post(`/scenes/${scene}/shots`, { description: 'once' }, key);
    const again = await user.post(`/scenes/${scene}/shots`, { description: 'once' }, key);
    expect(again.body).toEqual(once.body);
    expect(await shotPlaces(user, scene)).toEqual([[0, 'once']]);
  });
});
