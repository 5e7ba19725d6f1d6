import { useQuickCrew } from '../support/quick-crew.js';
import { type Changes, RebuildDesk, someChanges } from '../support/rebuild-desk.js';
import { TestApp, type TestUser } from '../support/test-app.js';

const NAMELESS = '0199a2c4-0000-7000-8000-000000000000';

it('is foreseen by a process that only answers, too', async () => {
  const app = await TestApp.start({ ROLE: 'api' });
  try {
    const user = await app.newUser();
    const { id } = (await user.post('/projects', { title: '桥头' })).body.data;
    const shot = (await user.post(`/projects/${id}/shots`, { narration: '夜很长。' })).body.data;
    const film = (await user.post(`/projects/${id}/render`, { options: { preview: true } })).body.data;
    const { status, body } = await user.post(`/jobs/${film.id}/plan`, { changes: [] });
    expect([status, body.data.cached, body.data.estimated_sec]).toEqual([200, 0, null]);
    const kinds = body.data.steps.map(({ item, shot_id }: any) => [item.split(':')[0], shot_id]);
    expect(Object.fromEntries(kinds)).toEqual({
      ...{ board: null, script: null, picture: shot.id, lines: shot.id, footage: shot.id, clip: shot.id },
      ...{ 'clip-check': shot.id, title: shot.id, end: shot.id, sound: null, cut: null, whole: null, film: null },
    });
    await user.delete(`/shots/${shot.id}`);
    expect((await user.post(`/jobs/${film.id}/plan`, { changes: [] })).body.error?.code).toBe('INVALID_STATE');
  } finally {
    await app.stop();
  }
});

describe('what a film would have made anew', () => {
  let app: TestApp;
  let user: TestUser;
  let desk: RebuildDesk;

  beforeAll(async () => {
    useQuickCrew();
    app = await TestApp.start();
    user = await app.newUser();
    desk = await RebuildDesk.open(app, user);
  });

  afterAll(() => app.stop());

  const says = (line: string): Changes => [['A', { dialogue: [{ character: '阿杰', line }] }]];
  const fieldsOf = async (changes: object[]) =>
    ((await desk.ask(changes)).body.error?.details.fields ?? []).map(({ field, rule }: any) => `${field} ${rule}`);

  it('for one line: its speech, its clip and the one that dissolves from it, the sound and the cut', async () => {
    const changes = says('船开了，你知道吗？');
    const { told, made } = await desk.plan(changes);
    expect(made).toEqual([
      ...['assembly/cut:1', 'assembly/film', 'assembly/sound:1', 'assembly/whole', 'clips/clip:A', 'clips/clip:B'],
      ...['moderation/clip-check:A', 'moderation/clip-check:B', 'moderation/script', 'speech/lines:A'],
      'storyboard/board:1',
    ]);
    expect(Object.fromEntries(told.steps.map(({ item, why }: any) => [item.split(':')[0], why]))).toEqual({
      ...{ board: 'always', script: 'changed', lines: 'changed', sound: 'follows', clip: 'follows' },
      ...{ 'clip-check': 'follows', cut: 'follows', whole: 'follows', film: 'follows' },
    });
    await desk.change(changes);
    expect((await desk.render()).made).toEqual(made);
  });

  it('is nothing but the film itself where nothing has changed, by whatever it was changed and changed back', async () => {
    const nothing = ['assembly/cut:1', 'assembly/film', 'assembly/whole', 'storyboard/board:1'];
    expect((await desk.plan([])).made).toEqual(nothing);
    const { told, made } = await desk.plan([...says('那算了。'), ...says('船开了，你知道吗？')]);
    expect(made).toEqual(nothing);
    const { items } = (await user.get(`/jobs/${desk.film.id}/steps?limit=500`)).body.data;
    expect(told.cached).toBe(items.length - nothing.length);
    await desk.change(says('那算了。'));
    const { made: byItself } = await desk.plan([]);
    expect(byItself).toContain('speech/lines:A');
    await desk.change(says('船开了，你知道吗？'));
    expect((await desk.plan([])).made).toEqual(nothing);
  });

  it('is what is then made, whatever is changed', async () => {
    for (const changes of someChanges(desk, 20261130, 3)) {
      const { made } = await desk.plan(changes);
      await desk.change(changes);
      expect([changes, (await desk.render()).made]).toEqual([changes, made]);
    }
  });

  it('is told with what it costs, how long the film is and how long it takes', async () => {
    const { told } = await desk.plan(says('还有一句。'));
    const { duration_sec } = (await user.get(`/jobs/${desk.film.id}/video`)).body.data;
    expect(Math.abs(told.duration_sec - duration_sec)).toBeLessThan(2);
    expect(told.estimated_sec).toBeGreaterThan(0);
    expect(told.cost_usd).toBe(0);
    expect(told.by_stage.map(({ stage, provider }: any) => `${stage} ${provider}`)).toEqual(
      ['storyboard', 'speech', 'clips', 'moderation', 'assembly'].map((stage) => `${stage} local`),
    );
    expect(told.assumptions[0]).toMatch(/with the options of the job: 11 of \d+ steps/);
    const { body } = await desk.ask([], { 'accept-language': 'zh-CN' });
    expect(body.data.assumptions[0]).toMatch(/^按任务选项渲染当前分镜/);
  });

  it('refuses what a shot could not be changed to, naming the change', async () => {
    const [shot_id] = Object.values(desk.shots);
    const good = { shot_id, updates: { description: '桥' } };
    expect(await fieldsOf([good, { shot_id, updates: { 'image.url': 'x', duration_sec: 0 } }])).toEqual([
      'changes[1].updates.image.url writable_path',
      'changes[1].updates.duration_sec min',
    ]);
    expect(await fieldsOf([{ shot_id, updates: { order_index: 99 } }])).toEqual(['changes[0].updates.order_index max']);
    expect(await fieldsOf([{ updates: {} }])).toEqual(['changes[0].shot_id required']);
    const codes = [{ shot_id: NAMELESS }, { shot_id: 'x' }, { shot_id, updates: { 'image.upload_id': NAMELESS } }].map(
      async (change) => (await desk.ask([{ updates: { narration: '' }, ...change }])).body.error?.code,
    );
    expect(await Promise.all(codes)).toEqual(['SHOT_NOT_FOUND', 'SHOT_NOT_FOUND', 'UPLOAD_NOT_FOUND']);
  });

  it('is nobody else’s business, and there is none of other shots and other jobs', async () => {
    const other = await app.newUser();
    expect((await other.post(`/jobs/${desk.film.id}/plan`, { changes: [] })).body.error?.code).toBe('JOB_NOT_FOUND');
    const { id } = (await user.post('/projects', { title: '别处' })).body.data;
    const stranger = (await user.post(`/projects/${id}/shots`, {})).body.data;
    const foreign = await desk.ask([{ shot_id: stranger.id, updates: { description: '桥' } }]);
    expect(foreign.body.error?.code).toBe('SHOT_NOT_FOUND');
    const scenes = await user.post(`/projects/${id}/generate-scenes`, { prompt: '重逢', scenes_per_episode: 1 });
    const refused = await user.post(`/jobs/${scenes.body.data.id}/plan`, { changes: [] });
    expect([refused.status, refused.body.error?.code]).toEqual([400, 'INVALID_STATE']);
  });
});
