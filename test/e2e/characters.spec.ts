import { newId } from '../../src/common/uuid.js';
import { dataOf, eventsOf, newProject, newScene, newShot, refusalOf } from '../support/project-story.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { newUpload, usesOf } from '../support/uploads.js';

const NOTHING_SAID = { sex: null, age: null, hair: null, clothes: null, glasses: null, note: null };

describe('characters', () => {
  let app: TestApp;
  let user: TestUser;
  let project: string;
  let path: string;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api' });
    user = await app.newUser();
  });

  beforeEach(async () => {
    project = await newProject(user);
    path = `/projects/${project}/characters`;
  });

  afterAll(() => app.stop());

  const all = async () => dataOf(await user.get(`/projects/${project}`)).characters;

  it('are made, changed field by field, emptied by null, and deleted', async () => {
    const upload = await newUpload(app, user);
    const given = {
      ...{ name: '林夏', description: '设计师', reference_upload_id: upload.id },
      ...{ appearance: { sex: 'female', hair: '黑色长发' }, voice: { id: 'female-1', pitch: 1.2 } },
    };
    const made = await user.post(path, given);
    expect(made.status).toBe(201);
    const character = made.body.data;
    expect(character).toEqual({
      ...given,
      id: expect.any(String),
      appearance: { ...NOTHING_SAID, sex: 'female', hair: '黑色长发' },
      voice: { id: 'female-1', pitch: 1.2, speed: 1 },
      reference_url: expect.stringContaining(upload.key),
    });
    expect(await all()).toEqual([character]);
    expect((await app.download(character.reference_url)).status).toBe(200);
    expect(await usesOf(app, upload.key)).toEqual([`character ${character.id}`]);

    const own = `${path}/${character.id}`;
    const changed = dataOf(
      await user.put(own, { appearance: { hair: null, glasses: true }, voice: { id: 'vendor:1' } }),
    );
    expect(changed).toEqual({
      ...character,
      appearance: { ...character.appearance, hair: null, glasses: true },
      voice: { id: 'vendor:1', pitch: 1, speed: 1 },
    });
    expect(dataOf(await user.put(own, {}))).toEqual(changed);
    const nothing = { description: null, appearance: null, voice: null, reference_upload_id: null };
    const empty = {
      description: '',
      appearance: NOTHING_SAID,
      voice: null,
      reference_upload_id: null,
      reference_url: null,
    };
    expect(dataOf(await user.put(own, nothing))).toEqual({ ...character, ...empty });
    expect(await usesOf(app, upload.key)).toEqual([]);

    expect((await user.delete(own)).body.data).toBeNull();
    expect([await all(), refusalOf(await user.delete(own))]).toEqual([[], '404 CHARACTER_NOT_FOUND']);
    const events = await eventsOf(app, project);
    expect(events[0]?.data).toEqual({
      ...{ character_id: character.id, by: user.id },
      character: { ...character, reference_url: `media:${upload.key}` },
    });
    expect(events.at(-1)).toEqual({
      type: 'character.updated',
      data: { character_id: character.id, character: null, by: user.id },
    });
  });

  it('are followed by scenes and shots to another name, and leave theirs behind', async () => {
    const { id } = dataOf(await user.post(path, { name: '林夏' }));
    const scene = await newScene(user, project, { characters: ['周野', '林夏'], script: '林夏：你来了。' });
    const line = (character: string) => ({ character, line: '你来了。', emotion: 'happy' as const });
    const speaks = await newShot(user, scene.id, { narration: '夜', dialogue: [line('林夏'), line('周野')] });
    const silent = await newShot(user, scene.id, { dialogue: [line('周野')] });
    await app.query(`update shots set "cast" = '["林夏"]' where id = $1`, [silent.id]);
    const foreign = await newScene(user, await newProject(user), { characters: ['林夏'] });
    const told = (await eventsOf(app, project)).length;

    await user.put(`${path}/${id}`, { name: 'Lin' });
    const after = dataOf(await user.get(`/scenes/${scene.id}`));
    expect(after).toMatchObject({ characters: ['周野', 'Lin'], script: '林夏：你来了。' });
    const dialogue = [line('Lin'), line('周野')];
    expect(after.shots).toMatchObject([
      { dialogue, narration: '夜', version: 2 },
      { dialogue: silent.dialogue, version: 1 },
    ]);
    const casts = await app.query('select "cast" from shots where scene_id = $1 order by order_index', [scene.id]);
    expect(casts.map(({ cast }) => cast)).toEqual([['Lin'], ['Lin']]);
    expect(dataOf(await user.get(`/scenes/${foreign.id}`)).characters).toEqual(['林夏']);
    const by = user.id;
    expect((await eventsOf(app, project)).slice(told)).toEqual([
      {
        type: 'character.updated',
        data: { character_id: id, character: expect.objectContaining({ name: 'Lin' }), by },
      },
      { type: 'scene.updated', data: { scene: { id: scene.id, characters: ['周野', 'Lin'] }, by } },
      { type: 'shot.updated', data: { shot_id: speaks.id, updates: { dialogue }, version: 2, by } },
    ]);

    await user.delete(`${path}/${id}`);
    expect(dataOf(await user.get(`/shots/${speaks.id}`)).dialogue).toEqual(dialogue);
  });

  it('have names of their own in a project', async () => {
    const [one, two] = [dataOf(await user.post(path, { name: 'A' })), dataOf(await user.post(path, { name: 'B' }))];
    expect(refusalOf(await user.post(path, { name: 'A' }))).toBe('409 CONFLICT');
    expect(refusalOf(await user.put(`${path}/${two.id}`, { name: 'A', description: 'x' }))).toBe('409 CONFLICT');
    expect(await all()).toEqual([one, two]);
    const replies = await Promise.all(Array.from({ length: 8 }, () => user.post(path, { name: 'C' })));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
  });

  it('are a hundred at most', async () => {
    await app.query(
      `insert into characters (id, project_id, name, description, appearance, created_at, updated_at)
       select gen_random_uuid(), $1, 'p' || n, '', '{}', now(), now() from generate_series(1, 99) n`,
      [project],
    );
    const replies = await Promise.all(['A', 'B', 'C'].map((name) => user.post(path, { name })));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 400, 400]);
    expect(refusalOf(await user.post(path, { name: 'D' }))).toBe('400 name max_characters');
  });

  it('are refused with the exact field', async () => {
    const { id } = dataOf(await user.post(path, { name: 'A' }));
    const before = await all();
    const theirs = await newUpload(app, await app.newUser());
    const bad: [object, string][] = [
      [{ name: '' }, '400 name matches, name isLength'],
      [{ name: ' ' }, '400 name matches'],
      [{ name: 'x'.repeat(41) }, '400 name isLength'],
      [{ description: 'x'.repeat(301) }, '400 description isLength'],
      [{ appearance: [] }, '400 appearance isObject'],
      [{ appearance: { sex: 'x' } }, '400 appearance.sex isIn'],
      [{ appearance: { height: 180 } }, '400 appearance.height unknown_field'],
      [{ voice: {} }, '400 voice.id required'],
      [{ voice: { id: 'a b' } }, '400 voice.id matches'],
      [{ voice: { id: 'x', pitch: 2.1 } }, '400 voice.pitch max'],
      [{ voice: { id: 'x', speed: 0.4 } }, '400 voice.speed min'],
      [{ voice: { id: 'x', speed: '1' } }, '400 voice.speed isNumber'],
      [{ reference_upload_id: 7 }, '400 reference_upload_id isString'],
      [{ reference_upload_id: newId() }, '404 UPLOAD_NOT_FOUND'],
      [{ reference_upload_id: theirs.id }, '404 UPLOAD_NOT_FOUND'],
      [{ reference_upload_id: (await newUpload(app, user, 'audio')).id }, '404 UPLOAD_NOT_FOUND'],
      [{ look: {} }, '400 look unknown_field'],
    ];
    for (const [body, refusal] of bad) {
      const replies = [await user.post(path, { name: 'B', ...body }), await user.put(`${path}/${id}`, body)];
      expect([body, replies.map(refusalOf)]).toEqual([body, [refusal, refusal]]);
    }
    expect(refusalOf(await user.put(`${path}/${id}`, { name: null }))).toBe('400 name isString');
    expect(await all()).toEqual(before);
  });

  it('are not there for somebody else, nor in another project', async () => {
    const { id } = dataOf(await user.post(path, { name: 'A' }));
    const other = await app.newUser();
    expect(refusalOf(await other.post(path, { name: 'B' }))).toBe('404 PROJECT_NOT_FOUND');
    expect(refusalOf(await other.put(`${path}/${id}`, { name: 'B' }))).toBe('404 PROJECT_NOT_FOUND');
    const elsewhere = `/projects/${await newProject(user)}/characters`;
    for (const address of [`${elsewhere}/${id}`, `${path}/${newId()}`, `${path}/42`]) {
      const replies = [await user.put(address, { name: 'B' }), await user.delete(address)];
      expect([address, replies.map(refusalOf)]).toEqual([address, Array(2).fill('404 CHARACTER_NOT_FOUND')]);
    }
    expect((await all()).map(({ name }: { name: string }) => name)).toEqual(['A']);
  });

  it('come with a drama, and their files go with the project', async () => {
    const upload = await newUpload(app, user);
    const person = { name: '林夏', voice: { id: 'female-1', speed: 0.9 }, reference_upload_id: upload.id };
    const drama = { title: 'T', prompt: 'Two friends meet', episodes: 1, scenes_per_episode: 1, duration_sec: 5 };
    const refused = { ...drama, characters: [{ ...person, reference_upload_id: newId() }] };
    expect(refusalOf(await user.post('/projects/generate-drama', refused))).toBe('404 UPLOAD_NOT_FOUND');
    const { project_id } = dataOf(await user.post('/projects/generate-drama', { ...drama, characters: [person] }));
    const [made] = dataOf(await user.get(`/projects/${project_id}`)).characters;
    expect(made).toMatchObject({
      ...person,
      voice: { id: 'female-1', pitch: 1, speed: 0.9 },
      reference_url: expect.stringContaining(upload.key),
    });
    expect(await usesOf(app, upload.key)).toEqual([`character ${made.id}`]);
    await user.delete(`/projects/${project_id}`);
    expect(await usesOf(app, upload.key)).toEqual([]);
  });
});
