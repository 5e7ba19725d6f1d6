import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { OpenAiCompatibleEmulator } from '../emulators/openai-compatible.emulator.js';
import { OpenAiEmulator } from '../emulators/openai.emulator.js';
import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { newUpload } from '../support/board.js';
import { useQuickCrew } from '../support/quick-crew.js';
import { type Changes, RebuildDesk, someChanges } from '../support/rebuild-desk.js';
import { rebuildTable, type TableRow } from '../support/rebuild-table.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { newPicture } from '../support/upload-files.js';
import { vendorClip } from '../support/vendor-clip.js';

const KEY = `sk-proj-${'0123456789abcdef'.repeat(3)}`;
const RUNWAY_KEY = `key_${'0123456789abcdef'.repeat(8)}`;
const PAGE = 'docs/rebuild.md';

beforeAll(() => useQuickCrew());

describe('what a film would have made anew, by the house itself', () => {
  let app: TestApp;
  let user: TestUser;
  let desk: RebuildDesk;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
    desk = await RebuildDesk.open(app, user);
  });

  afterAll(() => app.stop());

  it('is what is then made, in thirty films', async () => {
    for (const changes of someChanges(desk, 4711, 30)) {
      const { made } = await desk.plan(changes);
      await desk.change(changes);
      expect([changes, (await desk.render()).made]).toEqual([changes, made]);
    }
  });
});

describe('the table of what a change has made anew', () => {
  let app: TestApp;
  let user: TestUser;
  let desk: RebuildDesk;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
    desk = await RebuildDesk.open(app, user);
  });

  afterAll(() => app.stop());

  const put = async (path: string, body: object) => expect((await user.put(path, body)).status).toBe(200);

  it('is that of its page', async () => {
    const picture = await newUpload(app, user.id, { kind: 'image', ext: 'png', bytes: await newPicture() });
    const clip = await newUpload(app, user.id, { kind: 'video', ext: 'mp4', bytes: await vendorClip() });
    const [scene = ''] = desk.scenes;
    const person = (await user.get(`/projects/${desk.projectId}`)).body.data.characters[0];
    const rows: TableRow[] = [];
    const record = async (what: string, foreseen: string[] | null) => {
      const { made } = await desk.render();
      expect([what, foreseen ?? made]).toEqual([what, made]);
      rows.push({ what, made });
    };
    const changed = async (what: string, changes: Changes) => {
      const { made } = await desk.plan(changes);
      await desk.change(changes);
      await record(what, made);
    };
    const byHand = async (what: string, path: string, body: object) => {
      await put(path, body);
      await record(what, (await desk.plan([])).made);
    };
    await changed('nothing', []);
    await changed('one line of A', [['A', { dialogue: [{ character: '阿杰', line: '你怎么还没走？' }] }]]);
    await changed('one line of B', [['B', { dialogue: [{ character: '小雨', line: '我等你。' }] }]]);
    await changed('one line of two of E', [
      [
        'E',
        {
          dialogue: [
            { character: '小雨', line: '走。' },
            { character: '阿杰', line: '好，回家。' },
          ],
        },
      ],
    ]);
    await changed('how a line of B is said', [
      ['B', { dialogue: [{ character: '小雨', line: '我等你。', emotion: 'angry' }] }],
    ]);
    await changed('the narration of D', [['D', { narration: '夜更长了。' }]]);
    await changed('the description of C', [['C', { description: '桥，没有人' }]]);
    await changed('the lighting of C', [['C', { 'form_data.lighting': '冷色调' }]]);
    await changed('the lighting of C, to another time of day', [['C', { 'form_data.lighting': '清晨' }]]);
    await changed('the motion prompt of C', [['C', { 'form_data.motion_prompt': '水在流' }]]);
    await changed('the size of shot C', [['C', { 'form_data.shot_type': '全景' }]]);
    await changed('the camera of A', [['A', { 'form_data.camera_movement': '推进' }]]);
    await changed('a checkbox of A', [['A', { 'form_data.checkboxes.赶工': true }]]);
    await changed('the length of C', [['C', { duration_sec: 1.4 }]]);
    await changed('the length of A', [['A', { duration_sec: 2.4 }]]);
    await byHand('where the first scene is', `/scenes/${scene}`, { location: '天台' });
    await byHand('when the first scene is', `/scenes/${scene}`, { time_of_day: 'day' });
    await byHand('how 阿杰 looks', `/projects/${desk.projectId}/characters/${person.id}`, {
      appearance: { sex: 'male', age: 'elder' },
    });
    await byHand('how 阿杰 speaks', `/projects/${desk.projectId}/characters/${person.id}`, {
      voice: { id: 'male-3' },
    });
    await byHand('the title of the project', `/projects/${desk.projectId}`, { title: '桥尾' });
    await changed('a picture of one’s own for C', [['C', { 'image.upload_id': picture.id }]]);
    await changed('a clip of one’s own for F', [['F', { 'video.upload_id': clip.id }]]);
    await changed('the order: C before B', [['C', { order_index: 1 }]]);
    const page = await readFile(PAGE, 'utf8');
    const wanted = await format(rebuildTable(page, rows), { ...(await resolveConfig(PAGE)), filepath: PAGE });
    if (process.env.UPDATE_DOCS === '1') {
      await writeFile(PAGE, wanted);
    }
    // Red? UPDATE_DOCS=1 writes the page anew.
    expect(await readFile(PAGE, 'utf8')).toBe(wanted);
  });
});

describe('what a film would have made anew, by vendors', () => {
  let app: TestApp;
  let user: TestUser;
  let openai: OpenAiEmulator;
  let runway: RunwayEmulator;

  beforeAll(async () => {
    openai = await OpenAiEmulator.start(KEY);
    runway = await RunwayEmulator.start({ apiKey: RUNWAY_KEY, video: await vendorClip() });
    app = await TestApp.start({
      ...{ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: openai.baseUrl, OPENAI_SPEECH_MODEL: 'tts-1-hd' },
      ...{ RUNWAY_API_KEY: RUNWAY_KEY, RUNWAY_BASE_URL: runway.baseUrl, PROVIDER_POLL_MS: '100' },
      ...{ ALLOW_PRIVATE_URLS: 'true', SCRIPT_PROVIDERS: 'local', IMAGE_PROVIDERS: 'local', LEASE_SEC: '60' },
    });
    user = await app.newUser();
  });

  afterAll(async () => {
    await app.stop();
    await Promise.all([openai.stop(), runway.stop()]);
  });

  it('costs what is then booked, and nothing before', async () => {
    const desk = await RebuildDesk.open(app, user, { options: { preview: true, allow_fallback: false } });
    expect(desk.film.degraded).toEqual([]);
    const calls = () => app.query('select id from provider_calls');
    const bought = async ({ id }: any) => {
      const { items } = (await user.get(`/jobs/${id}/steps?limit=500`)).body.data;
      const paid = items.filter(({ cost_usd }: any) => cost_usd > 0);
      return paid.map(({ item, cost_usd }: any) => `${item} ${cost_usd.toFixed(6)}`).sort();
    };
    const cases: Changes[] = [
      [],
      [['A', { dialogue: [{ character: '阿杰', line: '船开了。' }] }]],
      [['C', { description: '桥上有一只猫' }]],
      ...someChanges(desk, 99, 5),
    ];
    for (const changes of cases) {
      const before = await calls();
      const { told } = await desk.plan(changes);
      expect(await calls()).toEqual(before);
      await desk.change(changes);
      const { job } = await desk.render();
      const foreseen = told.steps.filter(({ cost_usd }: any) => cost_usd > 0);
      const said = foreseen.map(({ item, cost_usd }: any) => `${item} ${cost_usd.toFixed(6)}`).sort();
      expect([changes, said]).toEqual([changes, await bought(job)]);
      expect(told.cost_usd).toBeCloseTo(job.cost_usd, 3);
    }
    expect(openai.mistakes).toEqual([]);
  });
});

describe('a line in a film with subtitles in two languages', () => {
  let app: TestApp;
  let user: TestUser;
  let writer: OpenAiCompatibleEmulator;

  beforeAll(async () => {
    writer = await OpenAiCompatibleEmulator.start(KEY);
    app = await TestApp.start({ SCRIPT_PROVIDERS: 'openai', OPENAI_API_KEY: KEY, OPENAI_BASE_URL: writer.baseUrl });
    user = await app.newUser();
  });

  afterAll(async () => {
    await app.stop();
    await writer.stop();
  });

  it('is translated by itself: the other lines and their clips stay as they are', async () => {
    const translate = (...translations: string[]) =>
      writer.answers.push({ kind: 'text', text: JSON.stringify({ translations }) });
    translate('Still here?', 'I wait.', 'A long night.', 'Come.', 'Yes, home.');
    const options = { preview: true, subtitle_languages: ['zh', 'en'] };
    const desk = await RebuildDesk.open(app, user, { options });
    const changes: Changes = [['A', { dialogue: [{ character: '阿杰', line: '船开了。' }] }]];
    const { made } = await desk.plan(changes);
    expect(made).toContain('storyboard/translation:1');
    expect(made.filter((item) => item.startsWith('clips/'))).toEqual(['clips/clip:A', 'clips/clip:B']);
    await desk.change(changes);
    translate('The boat has left.');
    expect((await desk.render()).made).toEqual(made);
    const asked = JSON.stringify(writer.bodies.at(-1));
    expect([asked.includes('船开了'), asked.includes('我在等你')]).toEqual([true, false]);
  });
});
