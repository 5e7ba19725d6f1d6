import fc from 'fast-check';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { dataOf, eventsOf, newProject, newScene, newShot, scenePlaces, shotPlaces } from '../support/project-story.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';
import { newUpload } from '../support/uploads.js';

describe('many hands on one project', () => {
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

  const times = <T>(count: number, act: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, index) => act(index)));
  const indexesOf = (places: [number, ...unknown[]][]) => places.map(([index]) => index);
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
  const statusesOf = (replies: { status: number }[]) => {
    const counts = new Map<number, number>();
    replies.forEach(({ status }) => counts.set(status, (counts.get(status) ?? 0) + 1));
    return Object.fromEntries(counts);
  };

  it('change a version once', async () => {
    const { id } = await newShot(user, scene);
    const replies = await times(50, (index) =>
      user.patch(`/shots/${id}`, { updates: { description: `by ${index}` }, version: 1 }),
    );
    expect(statusesOf(replies)).toEqual({ 200: 1, 409: 49 });
    const shot = dataOf(await user.get(`/shots/${id}`));
    const won = replies.find(({ status }) => status === 200);
    expect(shot).toEqual(won?.body.data);
    expect(shot.version).toBe(2);
    expect((await eventsOf(app, project)).filter(({ type }) => type === 'shot.updated')).toHaveLength(1);
  });

  it('lose nothing where they ask for no version', async () => {
    const { id } = await newShot(user, scene);
    const replies = await times(50, (index) =>
      user.patch(`/shots/${id}`, { updates: { [`form_data.checkboxes.box ${index}`]: true } }),
    );
    expect(statusesOf(replies)).toEqual({ 200: 50 });
    expect(new Set(replies.map(({ body }) => body.data.version)).size).toBe(50);
    const shot = dataOf(await user.get(`/shots/${id}`));
    expect([shot.version, Object.keys(shot.form_data.checkboxes).length]).toEqual([51, 50]);
    const told = (await eventsOf(app, project)).filter(({ type }) => type === 'shot.updated');
    expect(told.map(({ data }) => (data as { version: number }).version)).toEqual(upTo(50).map((index) => index + 2));
  });

  it('put, move, order and delete shots of two scenes, and leave no gap', async () => {
    const other = (await newScene(user, project)).id;
    const ids: string[] = [];
    for (const index of upTo(6)) {
      ids.push((await newShot(user, scene, { description: `${index}` })).id);
    }
    const reversed = Object.fromEntries(ids.toReversed().map((id, index) => [id, index]));
    const replies = await Promise.all([
      ...upTo(10).map((index) => user.post(`/scenes/${scene}/shots`, { order_index: 0, description: `new ${index}` })),
      ...ids.slice(0, 3).map((id) => user.patch(`/shots/${id}`, { updates: { scene_id: other, order_index: 0 } })),
      ...ids.slice(1, 4).map((id) => user.delete(`/shots/${id}`)),
      ...ids.slice(4).map((id) => user.patch(`/shots/${id}`, { updates: { order_index: 0 } })),
      ...upTo(3).map(() => user.post(`/scenes/${scene}/shots/reorder`, { reorder_map: reversed })),
      ...upTo(5).map(() => user.post(`/projects/${project}/shots`, {})),
    ]);
    expect(replies.filter(({ status }) => status >= 500)).toEqual([]);
    const [here, there] = [await shotPlaces(user, scene), await shotPlaces(user, other)];
    expect(indexesOf(here)).toEqual(upTo(here.length));
    expect(indexesOf(there)).toEqual(upTo(there.length));
    // 6 and 15 more, without the 3 that were deleted, moved before or not.
    expect(here.length + there.length).toBe(18);
  });

  it('move and delete the same shot, and it is gone', async () => {
    const other = (await newScene(user, project)).id;
    const kept = await newShot(user, other, { description: 'kept' });
    const { id } = await newShot(user, scene);
    const replies = await Promise.all([
      user.patch(`/shots/${id}`, { updates: { scene_id: other, order_index: 0 } }),
      user.delete(`/shots/${id}`),
      user.delete(`/scenes/${scene}`),
      user.patch(`/shots/${kept.id}`, { updates: { scene_id: scene } }),
    ]);
    expect(replies.filter(({ status }) => status >= 500)).toEqual([]);
    expect((await user.get(`/shots/${id}`)).status).toBe(404);
    const places = await shotPlaces(user, other);
    expect(indexesOf(places)).toEqual(upTo(places.length));
    expect(await app.query('select 1 from shots s left join scenes c on c.id = s.scene_id where c.id is null')).toEqual(
      [],
    );
  });

  it('put, move, order and delete scenes of two episodes, and leave no gap', async () => {
    const ids = [scene];
    for (const index of upTo(5)) {
      ids.push((await newScene(user, project, { title: `${index}` })).id);
    }
    const reversed = Object.fromEntries(ids.toReversed().map((id, index) => [id, index]));
    const replies = await Promise.all([
      ...upTo(6).map(() => user.post(`/projects/${project}/scenes`, { episode: 1, order_index: 1 })),
      ...ids.slice(0, 3).map((id) => user.put(`/scenes/${id}`, { episode: 2, order_index: 0 })),
      ...ids.slice(2, 4).map((id) => user.delete(`/scenes/${id}`)),
      ...upTo(3).map(() => user.post(`/projects/${project}/scenes/reorder`, { reorder_map: reversed })),
    ]);
    expect(replies.filter(({ status }) => status >= 500)).toEqual([]);
    const places = await scenePlaces(user, project);
    for (const episode of [1, 2]) {
      const own = places.filter(([number]) => number === episode);
      expect(own.map(([, index]) => index)).toEqual(upTo(own.length));
    }
    expect(places).toHaveLength(10);
  });

  it('meet a job at a shot and its file, and both get through', async () => {
    const upload = await newUpload(app, user);
    const { id } = await newShot(user, scene, { image: { upload_id: upload.id } });
    await withPostgres(app.services.databaseUrl, async (job) => {
      await job.query(`begin; set local deadlock_timeout = '20s'`);
      await job.query('select 1 from assets where key = $1 for update', [upload.key]);
      const change = user.patch(`/shots/${id}`, { updates: { 'image.upload_id': null } });
      await until('the request waits for the file', async () => {
        const waiting = await app.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });
      // Whoever waits first is ended by PostgreSQL: here it is the request.
      await job.query('select 1 from shots where id = $1 for update', [id]);
      await job.query('commit');
      expect((await change).body.data).toMatchObject({ version: 2, image: { upload_id: null } });
    });
  });

  type Act = { kind: 'insert' | 'move' | 'delete' | 'swap' | 'leave'; at: number; to: number };

  const act = fc.record<Act>({
    kind: fc.constantFrom('insert', 'move', 'delete', 'swap', 'leave'),
    at: fc.nat(),
    to: fc.nat(),
  });

  it('one after the other, do what they would do to a list', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 6, maxLength: 14 }), async (acts) => {
        const own = await newProject(user);
        const scenes = [(await newScene(user, own)).id, (await newScene(user, own)).id] as const;
        const lists: [string[], string[]] = [[], []];
        const versions = new Map<string, number>();
        for (const { kind, at, to } of acts) {
          const side = at % 2 === 0 ? 0 : 1;
          const list = lists[side];
          const place = to % (list.length + 1);
          const id = list[at % Math.max(1, list.length)];
          if (kind === 'insert' || id === undefined) {
            const shot = await newShot(user, scenes[side], { order_index: place });
            list.splice(place, 0, shot.id);
          } else if (kind === 'move') {
            list.splice(list.indexOf(id), 1);
            const index = to % (list.length + 1);
            dataOf(await user.patch(`/shots/${id}`, { updates: { order_index: index } }));
            list.splice(index, 0, id);
          } else if (kind === 'leave') {
            const target = lists[1 - side] as string[];
            list.splice(list.indexOf(id), 1);
            dataOf(await user.patch(`/shots/${id}`, { updates: { scene_id: scenes[side === 0 ? 1 : 0] } }));
            target.push(id);
          } else if (kind === 'swap') {
            list.reverse();
            const reorder_map = Object.fromEntries(list.map((each, index) => [each, index]));
            dataOf(await user.post(`/scenes/${scenes[side]}/shots/reorder`, { reorder_map }));
          } else {
            dataOf(await user.delete(`/shots/${id}`));
            list.splice(list.indexOf(id), 1);
          }
          const { items } = dataOf(await user.get(`/projects/${own}/shots?limit=500`));
          expect(items.map((shot: any) => [shot.scene_id, shot.order_index, shot.id])).toEqual(
            lists.flatMap((ids, index) => ids.map((each, place) => [scenes[index], place, each])),
          );
          items.forEach((shot: any) => expect(shot.version).toBeGreaterThanOrEqual(versions.get(shot.id) ?? 1));
          items.forEach((shot: any) => versions.set(shot.id, shot.version));
        }
      }),
      { numRuns: 12 },
    );
  });
});
