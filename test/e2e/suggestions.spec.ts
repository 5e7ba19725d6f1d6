import { newId } from '../../src/common/uuid.js';
import { dataOf, eventsOf, newProject, newScene, newShot, refusalOf, shotOf } from '../support/project-story.js';
import { type Listener, type Reply, TestApp, type TestUser } from '../support/test-app.js';

describe('suggestions', () => {
  let app: TestApp;
  let user: TestUser;
  let project: string;
  let scene: string;
  let shot: string;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api' });
    user = await app.newUser();
  });

  beforeEach(async () => {
    project = await newProject(user);
    scene = (await newScene(user, project, { location: '天台', time_of_day: 'night' })).id;
    shot = (await newShot(user, scene, { description: '林夏靠着栏杆' })).id;
  });

  afterAll(() => app.stop());

  const ask = (user_input: string, more: object = {}) =>
    user.post('/ai/suggest', { shot_id: shot, user_input, ...more });
  const suggest = async (user_input = '更压抑一点，推近') => dataOf(await ask(user_input));
  const settle = (id: string, act: string, body: object = {}) =>
    user.post(`/shots/${shot}/suggestions/${id}/${act}`, body);
  const typesOf = async () => (await eventsOf(app, project)).map(({ type }) => type);
  /** What somebody in the project's room has heard of the shot, as soon as they know all that is told. */
  const heardBy = async (listener: Listener) => {
    const told = (await eventsOf(app, project)).length;
    await listener.until(({ seq }) => seq === told);
    const heard = listener.heard.filter(({ type }) => /^shot\.(updated|suggestion)$/.test(type));
    return heard.map(({ type, data }) => ({ type, data }));
  };
  const listeners = async (): Promise<Listener[]> => {
    const both = [1, 2].map(() => app.listen(user.token, { project_id: project }));
    // Answered after the subscription of the handshake.
    await Promise.all(both.map((listener) => listener.command('unsubscribe', {})));
    return both;
  };

  it('is kept with its shot, which stays as it is', async () => {
    const before = await shotOf(user, shot);
    const reply = await ask('更压抑一点，推近');
    const suggestion = dataOf(reply);
    expect([reply.status, suggestion]).toEqual([
      201,
      {
        id: expect.any(String),
        user_input: '更压抑一点，推近',
        suggestions: {
          camera_movement: '推进',
          lighting: expect.stringContaining('反差大'),
          motion_prompt: expect.stringContaining('推近'),
          reasoning: expect.stringContaining('压抑、推近'),
        },
        status: 'open',
        provider: 'local',
        degraded: null,
        created_at: expect.any(String),
      },
    ]);
    const second = await suggest('再近一点');
    const after = await shotOf(user, shot);
    expect(after).toEqual({ ...before, ai_collaboration: [suggestion, second], updated_at: after.updated_at });
    const [listed] = dataOf(await user.get(`/projects/${project}/scenes`)).items;
    expect(listed.shots).toEqual([after]);
    expect(dataOf(await user.get(`/projects/${project}/shots`)).items).toEqual([after]);
  });

  it('is heard by everybody, made, applied and refused', async () => {
    const both = await listeners();
    const made = await suggest();
    const applied = dataOf(await settle(made.id, 'apply'));
    const other = await suggest('亮一些');
    await settle(other.id, 'refuse');
    const { reasoning: _, ...form } = made.suggestions;
    const updates = Object.fromEntries(Object.entries(form).map(([name, value]) => [`form_data.${name}`, value]));
    const told = (suggestion: object) => ({
      type: 'shot.suggestion',
      data: { shot_id: shot, suggestion, by: user.id },
    });
    for (const listener of both) {
      expect(await heardBy(listener)).toEqual([
        told(made),
        { type: 'shot.updated', data: { shot_id: shot, updates, version: 2, by: user.id } },
        told({ ...made, status: 'applied' }),
        told(other),
        told({ ...other, status: 'refused' }),
      ]);
    }
    expect(applied).toMatchObject({ version: 2, form_data: form, ai_collaboration: [{ ...made, status: 'applied' }] });
    expect((await shotOf(user, shot)).ai_collaboration.map(({ status }) => status)).toEqual(['applied', 'refused']);
  });

  it('can be applied in part', async () => {
    const { id, suggestions } = await suggest();
    expect(refusalOf(await settle(id, 'apply', { fields: ['shot_type'] }))).toBe('400 fields suggested_field');
    const { form_data, version } = dataOf(await settle(id, 'apply', { fields: ['lighting'], version: 1 }));
    expect({ form_data, version }).toMatchObject({
      form_data: { lighting: suggestions.lighting, camera_movement: 'static', motion_prompt: '' },
      version: 2,
    });
  });

  it('changes nothing more when it is applied or refused again, and cannot be both', async () => {
    const [one, other] = [await suggest(), await suggest('亮一些')];
    await settle(one.id, 'apply');
    await settle(other.id, 'refuse');
    const [before, told] = [await shotOf(user, shot), await typesOf()];
    expect(dataOf(await settle(one.id, 'apply', { version: 1 }))).toEqual(before);
    expect(dataOf(await settle(other.id, 'refuse'))).toEqual(before);
    expect(refusalOf(await settle(one.id, 'refuse'))).toBe('400 INVALID_STATE');
    expect(refusalOf(await settle(other.id, 'apply'))).toBe('400 INVALID_STATE');
    expect([await shotOf(user, shot), await typesOf()]).toEqual([before, told]);
  });

  it('is not applied to a shot that somebody has changed meanwhile', async () => {
    const { id } = await suggest();
    await user.patch(`/shots/${shot}`, { updates: { description: '她转身' } });
    const { status, body } = await settle(id, 'apply', { version: 1 });
    const current = await shotOf(user, shot);
    expect([status, body.error]).toMatchObject([409, { code: 'CONFLICT', details: { current } }]);
    expect(current).toMatchObject({ version: 2, ai_collaboration: [{ id, status: 'open' }] });
    expect(dataOf(await settle(id, 'apply', { version: 2 })).version).toBe(3);
  });

  it('that the shot fulfils by now raises no version', async () => {
    const { id, suggestions } = await suggest('特写');
    await user.patch(`/shots/${shot}`, { updates: { 'form_data.shot_type': suggestions.shot_type } });
    expect(dataOf(await settle(id, 'apply'))).toMatchObject({ version: 2, ai_collaboration: [{ status: 'applied' }] });
    expect((await typesOf()).slice(-2)).toEqual(['shot.updated', 'shot.suggestion']);
  });

  it('takes what stands in the form for what the shot has, and applying it saves that too', async () => {
    const form = { camera_movement: '推进', shot_type: 'close_up', motion_prompt: '风很大'.repeat(200) };
    const { id, suggestions } = dataOf(await ask('特写，光线暗一些', { context: { current_params: form } }));
    expect(suggestions).toEqual({
      ...form,
      lighting: expect.stringContaining('压暗'),
      reasoning: expect.not.stringMatching(/运镜|景别/),
    });
    const { form_data } = dataOf(await settle(id, 'apply'));
    expect(form_data).toMatchObject({ ...form, lighting: suggestions.lighting });
  });

  it('says so where only the form has to become again what the shot has', async () => {
    const { id, suggestions } = dataOf(await ask('固定', { context: { current_params: { camera_movement: '推进' } } }));
    expect(suggestions).toMatchObject({ camera_movement: '固定' });
    expect(dataOf(await settle(id, 'apply')).form_data).toMatchObject({ camera_movement: '固定' });
  });

  it('is made twenty times a minute for a user', async () => {
    const limited = await TestApp.start({ ROLE: 'api', RATE_LIMIT_PER_MIN: '300' });
    try {
      const person = await limited.newUser();
      const replies: Reply[] = [];
      while (replies.length <= 20) {
        replies.push(await person.post('/ai/suggest', { shot_id: newId(), user_input: '推近' }));
      }
      expect(new Set(replies.slice(0, 20).map(refusalOf))).toEqual(new Set(['404 SHOT_NOT_FOUND']));
      expect(refusalOf(replies[20]!)).toBe('429 RATE_LIMITED');
      expect((await person.get('/projects')).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });

  it('speaks the language of the project', async () => {
    const english = dataOf(await user.post('/projects', { title: 'Rain', language: 'en' })).id;
    shot = (await newShot(user, (await newScene(user, english)).id)).id;
    const { suggestions } = await suggest();
    expect(suggestions).toMatchObject({
      camera_movement: 'push_in',
      reasoning: 'Read as: tense, push in. Hence camera push_in, light to match, motion in words.',
    });
  });

  it('refuses what is wrong, and changes nothing', async () => {
    const { id } = await suggest();
    const other = await app.newUser();
    const [before, told] = [await shotOf(user, shot), await typesOf()];
    const cases: [Promise<Reply>, string][] = [
      [user.post('/ai/suggest', {}), '400 shot_id required, user_input required'],
      [ask(''), '400 user_input matches, user_input isLength'],
      [ask(' \n'), '400 user_input matches'],
      [ask('x'.repeat(1001)), '400 user_input isLength'],
      [ask('x', { context: { current_params: { lighting: 7 } } }), '400 context.current_params.lighting isString'],
      [ask('x', { context: [] }), '400 context isObject'],
      [ask('x', { shot_id: newId() }), '404 SHOT_NOT_FOUND'],
      [ask('x', { shot_id: "'; --" }), '404 SHOT_NOT_FOUND'],
      [other.post('/ai/suggest', { shot_id: shot, user_input: 'x' }), '404 SHOT_NOT_FOUND'],
      [other.post(`/shots/${shot}/suggestions/${id}/apply`, {}), '404 SHOT_NOT_FOUND'],
      [other.post(`/shots/${shot}/suggestions/${id}/refuse`, {}), '404 SHOT_NOT_FOUND'],
      [settle(newId(), 'apply'), '404 SUGGESTION_NOT_FOUND'],
      [settle('x', 'refuse'), '404 SUGGESTION_NOT_FOUND'],
      [settle(id, 'apply', { fields: [] }), '400 fields arrayMinSize'],
      [settle(id, 'apply', { fields: ['reasoning'] }), '400 fields isIn'],
      [settle(id, 'apply', { version: 0 }), '400 version min'],
      [settle(id, 'refuse', { version: 1 }), '400 version unknown_field'],
    ];
    for (const [reply, refusal] of cases) {
      expect(refusalOf(await reply)).toBe(refusal);
    }
    expect([await shotOf(user, shot), await typesOf()]).toEqual([before, told]);
  });

  it('is not made of words that moderation refuses', async () => {
    expect(refusalOf(await ask('色情片那样拍'))).toBe('422 CONTENT_REJECTED');
    expect((await shotOf(user, shot)).ai_collaboration).toEqual([]);
  });

  it('is made once for an Idempotency-Key', async () => {
    const body = { shot_id: shot, user_input: '推近' };
    const headers = { 'idempotency-key': newId() };
    const [first, again] = [
      await user.post('/ai/suggest', body, headers),
      await user.post('/ai/suggest', body, headers),
    ];
    expect(dataOf(again)).toEqual(dataOf(first));
    expect((await shotOf(user, shot)).ai_collaboration).toEqual([dataOf(first)]);
    const path = `/shots/${shot}/suggestions/${dataOf(first).id}/apply`;
    const applied = await Promise.all([1, 2].map(() => user.post(path, {}, { 'idempotency-key': 'one' })));
    expect(applied.map(({ status }) => status)).toContain(200);
    expect((await shotOf(user, shot)).version).toBe(2);
  });

  it('keeps the newest fifty', async () => {
    const first = await suggest();
    await app.query(
      `update shots set ai_collaboration = (select jsonb_agg(ai_collaboration -> 0 || jsonb_build_object('id', gen_random_uuid(),
         'user_input', n::text)) from generate_series(1, 50) n) where id = $1`,
      [shot],
    );
    const last = await suggest('亮一些');
    const kept = (await shotOf(user, shot)).ai_collaboration;
    expect([kept.length, kept[0]?.user_input, kept.at(-1)?.id]).toEqual([50, '2', last.id]);
    expect(refusalOf(await settle(first.id, 'apply'))).toBe('404 SUGGESTION_NOT_FOUND');
  });

  it('is applied or refused, whoever is first, and told once', async () => {
    const { id } = await suggest();
    const acts = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? 'apply' : 'refuse'));
    const replies = await Promise.all(acts.map((act) => settle(id, act)));
    const [status] = (await shotOf(user, shot)).ai_collaboration.map((each) => each.status);
    const winner = status === 'applied' ? 'apply' : 'refuse';
    expect(replies.map(({ status: code }) => code)).toEqual(acts.map((act) => (act === winner ? 200 : 400)));
    const told = (await typesOf()).filter((type) => type === 'shot.suggestion' || type === 'shot.updated');
    expect(told).toHaveLength(status === 'applied' ? 3 : 2);
  });

  it('loses nothing that others write at the same time', async () => {
    const { id, suggestions } = await suggest();
    const both = await listeners();
    const edits = Array.from({ length: 6 }, (_, index) => `form_data.checkboxes.${index}`);
    const more = Array.from({ length: 3 }, () => suggest('亮一些'));
    await Promise.all([
      ...edits.map((path) => user.patch(`/shots/${shot}`, { updates: { [path]: true } })),
      settle(id, 'apply'),
      ...more,
    ]);
    const after = await shotOf(user, shot);
    const { reasoning: _, ...form } = suggestions;
    expect(after).toMatchObject({ version: 8, form_data: form });
    expect(Object.keys(after.form_data.checkboxes)).toHaveLength(6);
    expect(after.ai_collaboration).toHaveLength(4);
    const [one, other] = await Promise.all(both.map(heardBy));
    expect(one).toEqual(other);
    const versions = one?.filter(({ type }) => type === 'shot.updated').map(({ data }: any) => data.version);
    expect(versions).toEqual([2, 3, 4, 5, 6, 7, 8]);
  });
});
