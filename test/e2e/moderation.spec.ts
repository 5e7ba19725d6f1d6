import { newScene } from '../support/board.js';
import { type Listener, TestApp, type TestUser } from '../support/test-app.js';

/** What the offline censor wants looked at. */
const DARK = '一个想自杀的女孩在天台遇见了一个陌生人';
const WISH = { prompt: DARK, max_shots: 1, duration_sec: 5, options: { preview: true, music: false } };

describe('moderation', () => {
  let app: TestApp;
  let user: TestUser;
  let admin: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ ADMIN_EMAIL: 'user1@example.com' });
    admin = await app.newUser();
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  const start = async (wish: object = WISH): Promise<{ id: string; listener: Listener }> => {
    const { body } = await user.post('/jobs', wish);
    return { id: body.data.id, listener: app.listen(user.token, { job_id: body.data.id, after_seq: 0 }) };
  };
  const paused = (listener: Listener) =>
    listener.until(({ type, data }) => type === 'job.status' && (data as { status: string }).status === 'paused');
  const codeOf = ({ status, body }: { status: number; body: any }) => `${status} ${body.error?.code}`;
  const decide = (who: TestUser, id: string, body: object) => who.post(`/jobs/${id}/moderation/decision`, body);
  const statesOf = async (id: string): Promise<Record<string, string>> => {
    const { items } = (await user.get(`/jobs/${id}/steps?limit=500`)).body.data;
    return Object.fromEntries(items.map(({ item, status }: any) => [item.split(':')[0], status]));
  };

  it('of a dark prompt pauses the job before anything is made of it, until its user has approved', async () => {
    const { id, listener } = await start();
    await paused(listener);
    expect((await user.get(`/jobs/${id}`)).body.data).toMatchObject({
      status: 'paused',
      error: null,
      waiting_for: 'moderation',
    });
    const waiting = (await user.get(`/jobs/${id}/moderation`)).body.data;
    expect(waiting).toMatchObject({ verdict: 'review', score: 50, needs_decision: true, decisions: [] });
    expect(waiting.findings[0]).toEqual({
      category: 'self_harm',
      severity: 'medium',
      where: 'prompt',
      shot_id: null,
      start_sec: null,
      reason: expect.any(String),
      provider: 'local',
    });

    const chinese = { 'accept-language': 'zh-CN' };
    const told = (await app.request('GET', `/jobs/${id}/moderation`, undefined, user.token, chinese)).body.data;
    expect([waiting, told].map(({ findings }) => findings[0].reason)).toEqual([
      'Encouragement of or instructions for self-harm (a word of the list)',
      '鼓励或教唆自残、自杀（命中词表）',
    ]);

    expect(codeOf(await user.post(`/jobs/${id}/resume`, {}))).toBe('400 INVALID_STATE');
    const untouched = await statesOf(id);
    expect(untouched).toMatchObject({ episode: 'done', script: 'waiting' });
    expect(['pending', undefined]).toContain(untouched.picture);

    const approved = await decide(user, id, { decision: 'approve', note: '有求助热线' });
    expect([approved.status, approved.body.data.status, approved.body.data.waiting_for]).toEqual([
      200,
      'running',
      null,
    ]);
    expect(codeOf(await decide(user, id, { decision: 'approve' }))).toBe('400 INVALID_STATE');
    await listener.until(({ type }) => type === 'image.status_update');
    expect((await user.get(`/jobs/${id}/moderation`)).body.data).toMatchObject({
      verdict: 'review',
      needs_decision: false,
      decisions: [
        { decision: 'approve', note: '有求助热线', decided_by: user.id, decided_at: expect.stringMatching(/Z$/) },
      ],
    });
    await user.post(`/jobs/${id}/cancel`, {});
  });

  it('that an admin rejects ends the job, and a retry asks again', async () => {
    const { id, listener } = await start();
    await paused(listener);
    const other = await app.newUser();
    expect(codeOf(await decide(other, id, { decision: 'approve' }))).toBe('404 JOB_NOT_FOUND');
    expect(codeOf(await other.get(`/jobs/${id}/moderation`))).toBe('404 JOB_NOT_FOUND');
    const rejected = await decide(admin, id, { decision: 'reject' });
    expect(rejected.body.data).toMatchObject({
      status: 'failed',
      error: { code: 'CONTENT_REJECTED', stage: 'moderation', retryable: false },
      waiting_for: null,
    });
    expect((await user.get(`/jobs/${id}/moderation`)).body.data.decisions).toMatchObject([
      { decision: 'reject', note: null, decided_by: admin.id },
    ]);
    expect(codeOf(await decide(admin, id, { decision: 'approve' }))).toBe('400 INVALID_STATE');

    const after = (await user.get(`/jobs/${id}/events?limit=500`)).body.data.items.at(-1).job_seq;
    const again = app.listen(user.token, { job_id: id, after_seq: after });
    expect((await user.post(`/jobs/${id}/retry`, {})).status).toBe(202);
    await paused(again);
    expect((await user.get(`/jobs/${id}`)).body.data).toMatchObject({ status: 'paused', waiting_for: 'moderation' });
    expect((await statesOf(id)).script).toBe('waiting');
  });

  it('is decided before the start where nothing reads the content later', async () => {
    const project = (await user.post('/projects', { title: '天台', target_duration_sec: 10 })).body.data;
    const { body } = await user.post(`/projects/${project.id}/generate-scenes`, {
      prompt: DARK,
      scenes_per_episode: 1,
    });
    expect(body.data).toMatchObject({ status: 'paused', waiting_for: 'moderation' });
    const { id } = body.data;
    expect(Object.values(await statesOf(id))).toEqual(['pending', 'pending', 'pending']);
    expect((await decide(user, id, { decision: 'approve' })).body.data.status).toBe('running');
    expect((await app.finished(user, id)).status).toBe('completed');
  });

  it('says in which shot and at which second of the film a line is to be looked at', async () => {
    const project = (await user.post('/projects', { title: '天台', language: 'zh' })).body.data;
    const line = (words: string) => [{ character: '林晚', line: words, emotion: 'sad' as const }];
    const { shots } = await newScene(app.services.databaseUrl, project.id, [
      { description: '天台的风', frames: 100, lines: line('你来了。') },
      { description: '她回头', frames: 100, lines: line('我想过自·杀。') },
    ]);
    const { id } = (await user.post(`/projects/${project.id}/render`, { options: { preview: true, music: false } }))
      .body.data;
    await paused(app.listen(user.token, { job_id: id, after_seq: 0 }));
    const { verdict, findings } = (await user.get(`/jobs/${id}/moderation`)).body.data;
    expect(verdict).toBe('review');
    expect(findings).toMatchObject([
      { category: 'self_harm', severity: 'medium', where: 'script', shot_id: shots[1], provider: 'local' },
    ]);
    // After the title and the first shot of four seconds, within the second.
    expect(findings[0].start_sec).toBeGreaterThan(4);
    expect(findings[0].start_sec).toBeLessThan(12);
    expect(findings[0].reason).not.toContain('自');
    expect((await decide(user, id, { decision: 'reject' })).body.data.status).toBe('failed');
  });

  it('of a harmless job is ready when its script was read, and lets it pass', async () => {
    const { id, listener } = await start({ ...WISH, prompt: '两个老朋友在咖啡馆重逢' });
    expect(codeOf(await user.get(`/jobs/${id}/moderation`))).toBe('409 RESULT_NOT_READY');
    expect(codeOf(await decide(user, id, { decision: 'approve' }))).toBe('400 INVALID_STATE');
    await listener.until(({ type }) => type === 'image.status_update');
    const { data } = (await user.get(`/jobs/${id}/moderation`)).body;
    expect(data).toEqual({ verdict: 'pass', score: 0, findings: [], needs_decision: false, decisions: [] });
    await user.post(`/jobs/${id}/cancel`, {});
  });

  it.each([
    ['nothing', {}, 'decision required'],
    ['another word', { decision: 'maybe' }, 'decision isIn'],
    ['a note too long', { decision: 'approve', note: 'a'.repeat(1001) }, 'note isLength'],
    ['an unknown field', { decision: 'approve', why: 'x' }, 'why unknown_field'],
  ])('takes no decision that is %s', async (_what, body, told) => {
    const reply = await decide(user, '0197a3c0-0000-7000-8000-0000000000aa', body);
    const [field] = reply.body.error?.details.fields ?? [];
    expect([reply.status, `${field?.field} ${field?.rule}`]).toEqual([400, told]);
  });
});
