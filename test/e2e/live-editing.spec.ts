import { createSecretKey } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { TOKEN_RULES } from '../../src/auth/access-tokens.js';
import { newId } from '../../src/common/uuid.js';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { type EventMessage } from '../../src/events/event-map.js';
import { dataOf, eventsOf, newProject, newScene, newShot, refusalOf, shotPlaces } from '../support/project-story.js';
import { type Listener, TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';
import { newUpload } from '../support/uploads.js';

const SECRET = 'a secret of the tests that is longer than thirty-two characters';

describe('live editing', () => {
  let app: TestApp;
  let user: TestUser;
  let project: string;
  let scene: string;
  let editor: Listener;
  let watcher: Listener;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api', JWT_SECRET: SECRET });
    user = await app.newUser();
  });

  beforeEach(async () => {
    project = await newProject(user);
    scene = (await newScene(user, project)).id;
    editor = app.listen(user.token, { project_id: project });
    watcher = app.listen(user.token, { project_id: project });
    // Answered after the subscription of the handshake.
    await Promise.all([editor.command('unsubscribe', {}), watcher.command('unsubscribe', {})]);
  });

  afterEach(() => {
    editor.socket.disconnect();
    watcher.socket.disconnect();
  });

  afterAll(() => app.stop());

  const times = <T>(count: number, act: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, index) => act(index)));
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
  const typesOf = async () => (await eventsOf(app, project)).map(({ type }) => type);
  const waitsForLock = (what: string) =>
    until(what, async () => {
      const waiting = await app.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
  /** What everybody in the project's room has heard of shots, as soon as they know all that is told. */
  const heardBy = async (listener: Listener): Promise<Pick<EventMessage, 'type' | 'data'>[]> => {
    const told = (await eventsOf(app, project)).length;
    await listener.until(({ seq }) => seq === told);
    return listener.heard.filter(({ type }) => type.startsWith('shot.')).map(({ type, data }) => ({ type, data }));
  };

  it('puts a shot where it is told to', async () => {
    const [first, second] = [await newShot(user, scene), await newShot(user, scene)];
    const answer = await editor.command('shot.create', { scene_id: scene.toUpperCase(), order_index: 1 });
    const shot = dataOf(await user.get(`/shots/${answer.data?.shot_id}`));
    expect(answer).toEqual({ ok: true, type: 'shot.created', data: { shot_id: shot.id, version: 1, shot } });
    expect(shot).toMatchObject({ scene_id: scene, order_index: 1 });
    expect(dataOf(await user.get(`/shots/${second.id}`))).toMatchObject({ order_index: 2, version: 2 });
    const places = { [first.id]: 0, [shot.id]: 1, [second.id]: 2 };
    const versions = { [first.id]: 1, [shot.id]: 1, [second.id]: 2 };
    const told = [
      { type: 'shot.created', data: { shot, by: user.id } },
      { type: 'shot.reordered', data: { scene_id: scene, reorder_map: places, versions, by: user.id } },
    ];
    expect((await heardBy(watcher)).slice(-2)).toEqual(told);
    expect((await heardBy(editor)).slice(-2)).toEqual(told);
  });

  it('puts a shot into the last scene of a project, with what REST takes', async () => {
    const { ok, data } = await editor.command('shot.create', { project_id: project, description: '她转身' });
    expect([ok, data?.shot]).toMatchObject([true, { scene_id: scene, order_index: 0, description: '她转身' }]);
    const empty = await newProject(user);
    const made = await editor.command('shot.create', { project_id: empty });
    expect(dataOf(await user.get(`/scenes/${made.data?.shot.scene_id}`)).project_id).toBe(empty);
  });

  it('changes a shot, and tells the same version to its sender and to everybody', async () => {
    const { id } = await newShot(user, scene);
    const updates = { 'form_data.lighting': '夜景', 'form_data.checkboxes.slow': true };
    const answer = await editor.command('shot.update', { shot_id: id.toUpperCase(), updates, version: 1 });
    const shot = dataOf(await user.get(`/shots/${id}`));
    expect(shot).toMatchObject({ version: 2, form_data: { lighting: '夜景', checkboxes: { slow: true } } });
    expect(answer).toEqual({
      ok: true,
      type: 'shot.sync_confirm',
      data: { shot_id: id, version: 2, updated_at: shot.updated_at },
    });
    const event = { type: 'shot.updated', data: { shot_id: id, updates, version: 2, by: user.id } };
    for (const listener of [editor, watcher]) {
      const heard = await heardBy(listener);
      expect(heard.filter(({ type }) => type === 'shot.updated')).toEqual([event]);
    }
  });

  it('deletes and orders shots', async () => {
    const [a, b, c] = [await newShot(user, scene), await newShot(user, scene), await newShot(user, scene)];
    expect(await editor.command('shot.delete', { shot_id: b.id })).toEqual({
      ...{ ok: true, type: 'shot.deleted' },
      data: { shot_id: b.id },
    });
    expect(refusalOf(await user.get(`/shots/${b.id}`))).toBe('404 SHOT_NOT_FOUND');
    const reorder_map = { [a.id]: 1, [c.id]: 0 };
    const order = { scene_id: scene, reorder_map, versions: { [a.id]: 2, [c.id]: 3 } };
    expect(await editor.command('shot.reorder', { scene_id: scene, reorder_map })).toEqual({
      ...{ ok: true, type: 'shot.reorder_confirm' },
      data: order,
    });
    expect((await heardBy(watcher)).slice(-1)).toEqual([{ type: 'shot.reordered', data: { ...order, by: user.id } }]);
  });

  it('refuses a stale version, with the shot as it is', async () => {
    const { id } = await newShot(user, scene);
    await editor.command('shot.update', { shot_id: id, updates: { description: 'one' } });
    const answer = await editor.command('shot.update', { shot_id: id, updates: { description: 'two' }, version: 1 });
    const current = dataOf(await user.get(`/shots/${id}`));
    expect(current).toMatchObject({ description: 'one', version: 2 });
    expect(answer).toEqual({
      ok: false,
      error: { code: 'CONFLICT', message: expect.stringMatching(/\S/), context: { current } },
    });
  });

  it('refuses as REST does, whatever is wrong, and changes nothing', async () => {
    const { id } = await newShot(user, scene);
    const before = await typesOf();
    const other = await app.newUser();
    const theirs = { project: await newProject(other), scene: '', shot: '' };
    theirs.scene = (await newScene(other, theirs.project)).id;
    theirs.shot = (await newShot(other, theirs.scene)).id;
    const updates = { description: 'd' };
    const cases: [name: string, payload: object, refusal: string][] = [
      ['shot.update', { shot_id: theirs.shot, updates }, 'SHOT_NOT_FOUND'],
      ['shot.update', { shot_id: newId(), updates }, 'SHOT_NOT_FOUND'],
      ['shot.update', { shot_id: "'; --", updates }, 'SHOT_NOT_FOUND'],
      ['shot.update', { updates }, 'shot_id required'],
      ['shot.update', { shot_id: 7, updates }, 'shot_id isString'],
      ['shot.update', { shot_id: id }, 'updates required'],
      ['shot.update', { shot_id: id, updates: {} }, 'updates paths'],
      ['shot.update', { shot_id: id, updates: { version: 7 } }, 'updates.version writable_path'],
      ['shot.update', { shot_id: id, updates: { duration_sec: 61 } }, 'updates.duration_sec max'],
      ['shot.update', { shot_id: id, updates: { scene_id: theirs.scene } }, 'SCENE_NOT_FOUND'],
      ['shot.update', { shot_id: id, updates: { 'image.upload_id': newId() } }, 'UPLOAD_NOT_FOUND'],
      ['shot.update', { shot_id: id, updates, version: 0 }, 'version min'],
      ['shot.update', { shot_id: id, updates, more: 1 }, 'more unknown_field'],
      ['shot.update', { shot_id: id, updates, command_id: '' }, 'command_id matches'],
      ['shot.update', { shot_id: id, updates, command_id: 'a b' }, 'command_id matches'],
      ['shot.update', { shot_id: id, updates, command_id: 'x'.repeat(256) }, 'command_id matches'],
      ['shot.update', { shot_id: id, updates, command_id: 7 }, 'command_id matches'],
      ['shot.update', { shot_id: id, updates, command_id: null }, 'command_id matches'],
      ['shot.create', {}, 'scene_id required'],
      ['shot.create', { scene_id: scene, project_id: project }, 'project_id invalid'],
      ['shot.create', { scene_id: theirs.scene }, 'SCENE_NOT_FOUND'],
      ['shot.create', { scene_id: 'x' }, 'SCENE_NOT_FOUND'],
      ['shot.create', { project_id: theirs.project }, 'PROJECT_NOT_FOUND'],
      ['shot.create', { project_id: 'x' }, 'PROJECT_NOT_FOUND'],
      ['shot.create', { scene_id: scene, order_index: 2 }, 'order_index max'],
      ['shot.create', { scene_id: scene, order_index: -1 }, 'order_index min'],
      ['shot.delete', { shot_id: theirs.shot }, 'SHOT_NOT_FOUND'],
      ['shot.delete', { shot_id: 'x' }, 'SHOT_NOT_FOUND'],
      ['shot.delete', {}, 'shot_id required'],
      ['shot.delete', { shot_id: id, version: 1 }, 'version unknown_field'],
      ['shot.reorder', { scene_id: theirs.scene, reorder_map: { [theirs.shot]: 0 } }, 'SCENE_NOT_FOUND'],
      ['shot.reorder', { scene_id: 'x', reorder_map: { [id]: 0 } }, 'SCENE_NOT_FOUND'],
      ['shot.reorder', { scene_id: scene, reorder_map: { [theirs.shot]: 0 } }, 'SHOT_NOT_FOUND'],
      ['shot.reorder', { scene_id: scene, reorder_map: {} }, 'reorder_map reorder_map'],
      ['shot.reorder', { scene_id: scene, reorder_map: { [id]: 1 } }, 'reorder_map reorder_map'],
      ['shot.reorder', { scene_id: scene }, 'reorder_map required'],
    ];
    for (const [name, payload, refusal] of cases) {
      expect([name, payload, refusedAs(await editor.command(name, payload))]).toEqual([name, payload, refusal]);
    }
    expect(await typesOf()).toEqual(before);
    expect(dataOf(await user.get(`/shots/${id}`)).version).toBe(1);
    expect(dataOf(await other.get(`/shots/${theirs.shot}`)).version).toBe(1);
  });

  it('is open to an API key until that is deleted', async () => {
    const { id } = await newShot(user, scene);
    const { id: keyId, key } = dataOf(await user.post('/auth/api-keys', { name: 'machine' }));
    const machine = app.listen(key);
    const update = (description: string) => machine.command('shot.update', { shot_id: id, updates: { description } });
    expect(await update('one')).toMatchObject({ ok: true, data: { version: 2 } });
    const gone = new Promise((resolve) => machine.socket.once('disconnect', resolve));
    await user.delete(`/auth/api-keys/${keyId}`);
    expect(await gone).toBe('io server disconnect');
    expect(machine.heard.at(-1)).toMatchObject({ type: 'error', data: { code: 'UNAUTHENTICATED' } });
  });

  it('waits for a new token once the old one has expired', async () => {
    const { id } = await newShot(user, scene);
    const claims = new JwtService({}).decode<{ sid: string }>(user.token);
    const token = new JwtService({}).sign(
      { role: 'user', sid: claims.sid },
      {
        ...{ secret: createSecretKey(Buffer.from(SECRET)) as never, subject: user.id, expiresIn: 2 },
        ...{ issuer: TOKEN_RULES.issuer, audience: TOKEN_RULES.audience },
      },
    );
    const tired = app.listen(token);
    const update = (description: string) => tired.command('shot.update', { shot_id: id, updates: { description } });
    expect(await update('one')).toMatchObject({ ok: true });
    await tired.until(({ type }) => type === ('auth.expired' as string));
    expect(refusedAs(await update('two'))).toBe('TOKEN_EXPIRED');
    expect(refusedAs(await tired.command('subscribe', { projects: [{ id: project }] }))).toBe('TOKEN_EXPIRED');
    expect(await tired.command('ping', {})).toMatchObject({ ok: true });
    expect(await tired.command('auth.refresh', { token: user.token })).toEqual({ ok: true });
    expect(await update('three')).toMatchObject({ ok: true, data: { version: 3 } });
  });

  describe('with a command_id', () => {
    it('does a command once, from whichever socket it comes', async () => {
      const { id } = await newShot(user, scene);
      const commands: [name: string, payload: object][] = [
        ['shot.create', { scene_id: scene, order_index: 0, command_id: newId() }],
        ['shot.update', { shot_id: id, updates: { description: 'once' }, version: 2, command_id: newId() }],
        ['shot.delete', { shot_id: id, command_id: '!~' }],
      ];
      for (const [name, payload] of commands) {
        const first = await editor.command(name, payload);
        expect([name, first.ok, first.replayed]).toEqual([name, true, undefined]);
        const told = await typesOf();
        const again = { ...first, replayed: true };
        expect(await editor.command(name, payload)).toEqual(again);
        expect(await watcher.command(name, Object.fromEntries(Object.entries(payload).reverse()))).toEqual(again);
        expect(await typesOf()).toEqual(told);
      }
      expect(await shotPlaces(user, scene)).toEqual([[0, '']]);
    });

    it('orders shots once, and leaves what was done since', async () => {
      const [a, b] = [await newShot(user, scene), await newShot(user, scene)];
      const command = { scene_id: scene, reorder_map: { [a.id]: 1, [b.id]: 0 }, command_id: 'swap' };
      const first = await editor.command('shot.reorder', command);
      await editor.command('shot.reorder', { scene_id: scene, reorder_map: { [a.id]: 0, [b.id]: 1 } });
      expect(await editor.command('shot.reorder', command)).toEqual({ ...first, replayed: true });
      expect(dataOf(await user.get(`/shots/${a.id}`)).order_index).toBe(0);
    });

    it('refuses another command of the same id, but not of another user', async () => {
      const { id } = await newShot(user, scene);
      const command = { shot_id: id, updates: { description: 'one' }, command_id: 'mine' };
      await editor.command('shot.update', command);
      for (const [name, payload] of [
        ['shot.update', { ...command, updates: { description: 'two' } }],
        ['shot.update', { ...command, version: 2 }],
        ['shot.delete', { shot_id: id, command_id: 'mine' }],
      ] as const) {
        expect(refusedAs(await editor.command(name, payload))).toBe('IDEMPOTENCY_KEY_REUSED');
      }
      const other = await app.newUser();
      const theirs = await newProject(other);
      const stranger = app.listen(other.token);
      expect(await stranger.command('shot.create', { project_id: theirs, command_id: 'mine' })).toMatchObject({
        ok: true,
      });
      expect(dataOf(await user.get(`/shots/${id}`))).toMatchObject({ description: 'one', version: 2 });
    });

    it('is free again after a refusal, and after a day', async () => {
      const { id } = await newShot(user, scene);
      const command = { shot_id: id, updates: { description: 'one' }, version: 2, command_id: 'again' };
      expect(refusedAs(await editor.command('shot.update', command))).toBe('CONFLICT');
      const corrected = { ...command, version: 1 };
      expect(await editor.command('shot.update', corrected)).toMatchObject({ ok: true, data: { version: 2 } });
      await app.query(`update idempotency_keys set created_at = now() - interval '25 hours' where key = 'again'`);
      const later = { ...command, updates: { description: 'two' } };
      expect(await editor.command('shot.update', later)).toMatchObject({ ok: true, data: { version: 3 } });
    });

    it('has one effect and one answer when ten sockets send it at once', async () => {
      const sockets = upTo(10).map(() => app.listen(user.token));
      await Promise.all(sockets.map((socket) => socket.command('ping', {})));
      const command = { scene_id: scene, command_id: newId() };
      const answers = await Promise.all(sockets.map((socket) => socket.command('shot.create', command)));
      const done = answers.filter(({ ok }) => ok);
      expect(done.length).toBeGreaterThan(0);
      const [first] = done.filter(({ replayed }) => replayed === undefined);
      expect(done).toEqual(done.map((answer) => (answer === first ? first : { ...first, replayed: true })));
      expect(answers.filter(({ ok }) => !ok).map(refusedAs)).toEqual(
        upTo(10 - done.length).map(() => 'IDEMPOTENCY_IN_PROGRESS'),
      );
      expect(await shotPlaces(user, scene)).toHaveLength(1);
      expect(await editor.command('shot.create', command)).toEqual({ ...first, replayed: true });
    });

    it('can be sent again after the connection was cut before the answer', async () => {
      const { id } = await newShot(user, scene);
      const command = { shot_id: id, updates: { description: 'cut' }, version: 1, command_id: newId() };
      // The command has to wait for the project, whose row somebody holds.
      await withPostgres(app.services.databaseUrl, async (client) => {
        await client.query('begin');
        await client.query('select 1 from projects where id = $1 for update', [project]);
        const lost = editor.command('shot.update', command).catch((error: Error) => error.message);
        await waitsForLock('the command waits');
        editor.socket.io.engine.close();
        expect(await lost).toMatch(/disconnected/);
        expect(refusedAs(await watcher.command('shot.update', command))).toBe('IDEMPOTENCY_IN_PROGRESS');
        await client.query('rollback');
      });
      await until('the command is done', async () => dataOf(await user.get(`/shots/${id}`)).version === 2);
      expect(await watcher.command('shot.update', command)).toMatchObject({ ok: true, data: { version: 2 } });
      expect(dataOf(await user.get(`/shots/${id}`))).toMatchObject({ description: 'cut', version: 2 });
    });

    it('is done again after a deadlock with a job', async () => {
      const upload = await newUpload(app, user);
      const { id } = await newShot(user, scene, { image: { upload_id: upload.id } });
      await withPostgres(app.services.databaseUrl, async (job) => {
        await job.query(`begin; set local deadlock_timeout = '20s'`);
        await job.query('select 1 from assets where key = $1 for update', [upload.key]);
        const command = { shot_id: id, updates: { 'image.upload_id': null }, command_id: 'deadlock' };
        const change = editor.command('shot.update', command);
        await waitsForLock('the command waits for the file');
        await job.query('select 1 from shots where id = $1 for update', [id]);
        await job.query('commit');
        expect(await change).toMatchObject({ ok: true, data: { version: 2 } });
      });
      expect(dataOf(await user.get(`/shots/${id}`)).image.upload_id).toBeNull();
    });
  });

  it('loses nothing of a hundred updates of one shot by five sockets', async () => {
    const { id } = await newShot(user, scene);
    const sockets = upTo(5).map(() => app.listen(user.token));
    await Promise.all(sockets.map((socket) => socket.command('ping', {})));
    const answers = await times(100, (index) =>
      sockets[index % 5]!.command('shot.update', {
        shot_id: id,
        updates: { [`form_data.checkboxes.box ${index % 50}`]: index >= 50, description: `by ${index}` },
        command_id: newId(),
      }),
    );
    expect(answers.map(({ ok }) => ok)).toEqual(upTo(100).map(() => true));
    const versions = answers.map(({ data }) => data.version as number);
    expect(versions.toSorted((a, b) => a - b)).toEqual(upTo(100).map((index) => index + 2));
    const shot = dataOf(await user.get(`/shots/${id}`));
    expect(shot.version).toBe(101);
    expect(shot.description).toBe(`by ${versions.indexOf(101)}`);
    expect(Object.keys(shot.form_data.checkboxes)).toHaveLength(50);
    const heard = (await heardBy(watcher)).filter(({ type }) => type === 'shot.updated');
    expect(heard.map(({ data }) => (data as { version: number }).version)).toEqual(upTo(100).map((index) => index + 2));
  });
});

/** A refusal in one line: its bad fields with the rules they break, or its code. */
function refusedAs({ ok, error }: any): string {
  expect([ok, error]).toEqual([
    false,
    {
      code: expect.stringMatching(/^[A-Z_]+$/),
      message: expect.stringMatching(/\S/),
      context: expect.any(Object),
    },
  ]);
  const fields: { field: string; rule: string }[] | undefined = error.context.fields;
  return fields?.map(({ field, rule }) => `${field} ${rule}`).join(', ') ?? error.code;
}
