import { newId } from '../../src/common/uuid.js';
import { rowCounts } from '../support/row-counts.js';
import { type Reply, TestApp, type TestUser } from '../support/test-app.js';

describe('projects', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  const create = async (body: object) => (await user.post('/projects', body)).body.data;

  it('are made with defaults, changed field by field, emptied by null, and deleted', async () => {
    const made = await user.post('/projects', {
      title: '月光下的约定 💔',
      genre: '爱情',
      style: '水墨',
      language: 'zh',
    });
    expect(made.status).toBe(201);
    const project = made.body.data;
    expect(project).toEqual({
      ...{ id: expect.any(String), title: '月光下的约定 💔', description: null, genre: '爱情', style: '水墨' },
      ...{ language: 'zh', aspect_ratio: '16:9', target_episodes: 1, target_duration_sec: 60, cover_url: null },
      ...{ stats: { scenes: 0, shots: 0, jobs: 0, completed_videos: 0 }, characters: [] },
      ...{ created_at: expect.stringMatching(/\.\d{3}Z$/), updated_at: expect.stringMatching(/\.\d{3}Z$/) },
    });
    const path = `/projects/${project.id}`;
    expect((await user.get(`/projects/${project.id.toUpperCase()}`)).body.data).toEqual(project);

    const updated_at = expect.any(String);
    const changed = await user.put(path, { description: 'd', target_episodes: 3 });
    expect(changed.body.data).toEqual({ ...project, description: 'd', target_episodes: 3, updated_at });
    expect(changed.body.data.updated_at > project.updated_at).toBe(true);
    const empty = { description: null, genre: null, style: null, language: null };
    const emptied = await user.put(path, empty);
    expect(emptied.body.data).toEqual({ ...project, ...empty, target_episodes: 3, updated_at });
    expect((await user.put(path, {})).body.data).toEqual(emptied.body.data);
    for (const field of ['title', 'target_episodes', 'target_duration_sec', 'aspect_ratio']) {
      expect([field, errorOf(await user.put(path, { [field]: null }))]).toEqual([field, '400 INVALID_PARAMS']);
    }
    expect(errorOf(await user.put(path, { titel: 'x' }))).toBe('400 INVALID_PARAMS');
    expect((await user.get(path)).body.data).toEqual(emptied.body.data);

    expect((await user.delete(path)).body).toEqual({ code: 0, message: 'success', data: null });
    expect(errorOf(await user.get(path))).toBe('404 PROJECT_NOT_FOUND');
    expect(errorOf(await user.delete(path))).toBe('404 PROJECT_NOT_FOUND');
  });

  it('are listed newest first, in pages, by genre, and by what their title holds', async () => {
    const mine = await app.newUser();
    for (const [title, genre] of [
      ['50% off', '喜剧'],
      ['what? why_not', '爱情'],
      ['C:\\drama', '爱情'],
      ['夜班', '悬疑'],
    ]) {
      await mine.post('/projects', { title, genre });
    }
    const titles = async (query: string) =>
      (await mine.get(`/projects?${query}`)).body.data.items.map((project: { title: string }) => project.title);
    expect(await titles('')).toEqual(['夜班', 'C:\\drama', 'what? why_not', '50% off']);
    expect(await titles('sort_by=title&sort_order=asc&limit=1')).toEqual(['50% off']);
    expect(await titles('genre=爱情')).toEqual(['C:\\drama', 'what? why_not']);
    const searches = { '%25': ['50% off'], _: ['what? why_not'], '?': ['what? why_not'], '\\': ['C:\\drama'] };
    for (const [word, found] of Object.entries({ ...searches, DRAMA: ['C:\\drama'], 班: ['夜班'], x: [] })) {
      expect([word, await titles(`q=${word}`)]).toEqual([word, found]);
    }
    const page = (await mine.get('/projects?limit=2&offset=3')).body.data;
    expect(page).toMatchObject({ total: 4, total_is_exact: true, limit: 2, offset: 3, items: [{ title: '50% off' }] });
    expect((await mine.get('/projects?offset=9007199254740991')).body.data.items).toEqual([]);
    const strange = [
      'page=1',
      'limit=0',
      'limit=101',
      'offset=-1',
      'q=',
      'q=a&q=b',
      'q=%00',
      'toString=1',
      'sort_by=id',
    ];
    for (const query of strange) {
      expect([query, errorOf(await mine.get(`/projects?${query}`))]).toEqual([query, '400 INVALID_PARAMS']);
    }
  });

  it("are the same 404 when they are somebody else's, malformed, or not there", async () => {
    const other = await app.newUser();
    const { id } = await create({ title: 'Mine' });
    const job = (await user.post(`/projects/${id}/generate-scenes`, { prompt: 'Two friends meet' })).body.data.id;
    const before = (await user.get(`/projects/${id}`)).body.data;
    const long = 'a'.repeat(100);
    const prompt = { prompt: 'Two friends meet' };
    for (const projectId of [id, newId(), '42', "1'--", '%00', long, `${id}0`, `{${id}}`]) {
      const path = `/projects/${projectId}`;
      const replies = [
        await other.get(path),
        await other.put(path, { title: 'Theirs' }),
        await other.delete(path),
        await other.get(`${path}/scenes`),
        await other.post(`${path}/generate-scenes`, prompt),
      ];
      expect([projectId, replies.map(errorOf)]).toEqual([projectId, Array(5).fill('404 PROJECT_NOT_FOUND')]);
    }
    for (const jobId of [job, newId(), '42', '%00', long]) {
      const parts = ['', '/status', '/steps', '/events', '/video', '/thumbnail'];
      const replies = await Promise.all(parts.map((part) => other.get(`/jobs/${jobId}${part}`)));
      expect([jobId, replies.map(errorOf)]).toEqual([jobId, Array(6).fill('404 JOB_NOT_FOUND')]);
    }
    await app.finished(user, job);
    expect((await user.get(`/projects/${id}`)).body.data.title).toBe(before.title);
    expect((await other.get(`/projects`)).body.data.total).toBe(0);
    expect((await other.get(`/jobs?project_id=${id}`)).body.data.total).toBe(0);
  });

  it('get the episodes of requests at the same moment one after the other', async () => {
    const { id } = await create({ title: 'Twice', target_duration_sec: 10 });
    const scenes = { prompt: 'Two friends meet', scenes_per_episode: 1 };
    const jobs = await Promise.all([1, 2, 3].map(() => user.post(`/projects/${id}/generate-scenes`, scenes)));
    for (const { body } of jobs) {
      await app.finished(user, body.data.id);
    }
    const { items } = (await user.get(`/projects/${id}/scenes`)).body.data;
    expect(items.map(({ episode }: { episode: number }) => episode)).toEqual([1, 2, 3]);
  });

  it('take their running jobs and everything else with them', async () => {
    const before = await rowCounts(app.services.databaseUrl);
    const film = { title: 'T', prompt: 'Two friends meet', episodes: 1, scenes_per_episode: 2, duration_sec: 30 };
    const { job_id, project_id } = (await user.post('/projects/generate-drama', film)).body.data;
    const listener = app.listen(user.token, { project_id, after_seq: 0 });
    await listener.until(({ type, data }) => type === 'job.stage' && 'stage' in data && data.stage === 'images');

    expect((await user.delete(`/projects/${project_id}`)).status).toBe(200);
    await listener.until(({ type }) => type === 'job.cancelled');
    expect(errorOf(await user.get(`/jobs/${job_id}`))).toBe('404 JOB_NOT_FOUND');
    expect(await rowCounts(app.services.databaseUrl)).toEqual(before);
  });
});

function errorOf({ status, body }: Reply): string {
  return `${status} ${body.error?.code}`;
}
