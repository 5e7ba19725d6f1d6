import { OpenAiEmulator } from '../emulators/openai.emulator.js';
import { HARMLESS, QwenVlEmulator, type Said } from '../emulators/qwen-vl.emulator.js';
import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { newPicture } from '../support/upload-files.js';
import { newUpload } from '../support/uploads.js';
import { vendorClip } from '../support/vendor-clip.js';

const OPENAI_KEY = `sk-proj-${'0123456789abcdef'.repeat(3)}`;
const RUNWAY_KEY = `key_${'0123456789abcdef'.repeat(8)}`;
const QWEN_KEY = 'sk-qwen';
const WISH = {
  prompt: '雨夜的天台上，两个老朋友重逢',
  max_shots: 1,
  duration_sec: 6,
  options: { preview: true, music: false, allow_fallback: false },
};
const WOUNDS = { category: 'violence', severity: 'high', reason: '画面有长时间的血腥内容' };
const REFUSED: Said = { verdict: 'reject', score: 90, findings: [{ ...WOUNDS, item: 1 }] };

describe('moderation of pictures', () => {
  let app: TestApp;
  let user: TestUser;
  let openai: OpenAiEmulator;
  let runway: RunwayEmulator;
  let qwen: QwenVlEmulator;
  let video: Buffer;
  /** So many pictures are refused from now on. */
  let refusals: number;

  beforeAll(async () => {
    video = await vendorClip();
  });

  beforeEach(async () => {
    refusals = 0;
    openai = await OpenAiEmulator.start(OPENAI_KEY);
    runway = await RunwayEmulator.start({ apiKey: RUNWAY_KEY, video });
    qwen = await QwenVlEmulator.start({ server: 'dashscope', apiKey: QWEN_KEY });
    // A picture is one frame, a clip is three at least.
    qwen.judge = (seen) => (seen.frames.length === 1 && refusals-- > 0 ? REFUSED : HARMLESS);
    app = await TestApp.start({
      ...{ OPENAI_API_KEY: OPENAI_KEY, OPENAI_BASE_URL: openai.baseUrl, OPENAI_IMAGE_MODEL: 'gpt-image-1-mini' },
      ...{ RUNWAY_API_KEY: RUNWAY_KEY, RUNWAY_BASE_URL: runway.baseUrl, VIDEO_PROVIDERS: 'runway:gen4_turbo' },
      ...{ QWEN_API_KEY: QWEN_KEY, QWEN_BASE_URL: qwen.baseUrl, MODERATION_PROVIDERS: 'cloud_qwen_vl,local' },
      ...{ SCRIPT_PROVIDERS: 'local', SPEECH_PROVIDERS: 'local', IMAGE_PROVIDERS: 'openai' },
      ...{ PROVIDER_POLL_MS: '100', ALLOW_PRIVATE_URLS: 'true', LEASE_SEC: '60' },
    });
    user = await app.newUser();
  });

  afterEach(async () => {
    await app.stop();
    await Promise.all([openai.stop(), runway.stop(), qwen.stop()]);
  });

  const start = async (): Promise<string> => (await user.post('/jobs', WISH)).body.data.id as string;
  const paused = async (id: string) => {
    const listener = app.listen(user.token, { job_id: id, after_seq: 0 });
    await listener.until(({ type, data }) => type === 'job.status' && (data as any).status === 'paused');
  };
  const moderationOf = async (id: string) => (await user.get(`/jobs/${id}/moderation`)).body.data;
  const decide = (id: string, decision: string) => user.post(`/jobs/${id}/moderation/decision`, { decision });
  const looksAtPictures = () => qwen.seen.filter(({ frames }) => frames.length === 1).length;
  const shotOf = async (id: string) => {
    const { project_id } = (await user.get(`/jobs/${id}`)).body.data;
    return (await user.get(`/projects/${project_id}/scenes`)).body.data.items[0].shots[0];
  };

  it('looks at what a vendor has made before footage is bought of it', async () => {
    const id = await start();
    expect(await app.finished(user, id)).toMatchObject({ status: 'completed', degraded: [] });
    expect([looksAtPictures(), runway.tasks.length]).toEqual([1, 1]);
    const { items } = (await user.get(`/jobs/${id}/steps?limit=100`)).body.data;
    const ended = (part: string) => items.find(({ item }: any) => item.startsWith(`${part}:`));
    expect(ended('picture-check')).toMatchObject({ stage: 'moderation', status: 'done', provider: 'cloud_qwen_vl' });
    expect(Date.parse(ended('footage').started_at)).toBeGreaterThanOrEqual(
      Date.parse(ended('picture-check').completed_at),
    );
    expect(await moderationOf(id)).toMatchObject({ verdict: 'pass', findings: [] });
  });

  it('has a refused one made again in gentler words, before any footage', async () => {
    refusals = 1;
    const id = await start();
    expect(await app.finished(user, id)).toMatchObject({ status: 'completed', error: null });
    expect([looksAtPictures(), runway.tasks.length]).toEqual([2, 1]);
    expect(JSON.stringify(runway.tasks[0]?.body)).toContain('适合全年龄观众');
  });

  it('lets a person decide about what stays refused, and has bought no footage of it until then', async () => {
    refusals = 3;
    const id = await start();
    await paused(id);
    expect([looksAtPictures(), runway.tasks.length]).toEqual([3, 0]);
    const told = await moderationOf(id);
    expect(told).toMatchObject({ verdict: 'review', score: 90, needs_decision: true });
    const place = { where: 'image', shot_id: (await shotOf(id)).id, provider: 'cloud_qwen_vl' };
    expect(told.findings).toEqual([{ ...WOUNDS, ...place, start_sec: expect.any(Number) }]);
    // The title comes first.
    expect(told.findings[0].start_sec).toBeGreaterThan(0);
    expect((await decide(id, 'approve')).body.data.status).toBe('running');
    expect(await app.finished(user, id)).toMatchObject({ status: 'completed' });
    expect([looksAtPictures(), runway.tasks.length]).toEqual([3, 1]);
  });

  it('ends the job where that person rejects it', async () => {
    refusals = 3;
    const id = await start();
    await paused(id);
    expect((await decide(id, 'reject')).body.data).toMatchObject({
      status: 'failed',
      error: { code: 'CONTENT_REJECTED', stage: 'moderation' },
    });
    expect(runway.tasks).toEqual([]);
  });

  it('never makes the user’s own anew: a person decides at once', async () => {
    const first = await start();
    await app.finished(user, first);
    const shot = await shotOf(first);
    const upload = await newUpload(app, user, 'image', await newPicture('png'));
    await user.patch(`/shots/${shot.id}`, { updates: { 'image.upload_id': upload.id } });
    const pictures = openai.doneOf('generations').length + openai.doneOf('edits').length;
    refusals = 1;
    const { project_id } = (await user.get(`/jobs/${first}`)).body.data;
    const { id } = (await user.post(`/projects/${project_id}/render`, { options: WISH.options })).body.data;
    await paused(id);
    expect((await moderationOf(id)).findings).toMatchObject([{ where: 'image', shot_id: shot.id }]);
    expect(openai.doneOf('generations').length + openai.doneOf('edits').length).toBe(pictures);
    expect(runway.tasks).toHaveLength(1);
  });
});
