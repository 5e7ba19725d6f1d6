import { TestApp, type TestUser } from '../support/test-app.js';

describe('the checks of a finished film', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  const finished = async (body: object) => app.finished(user, (await user.post('/jobs', body)).body.data.id);
  const qualityOf = async ({ id }: any) => (await user.get(`/jobs/${id}/quality`)).body.data;
  const WISH = { prompt: '两个老朋友在江边重逢', max_shots: 2, duration_sec: 6 };

  /** Nobody watches clips in tests. */
  const DEEP = ['subtitle_text', 'face_visible', 'nsfw_score'];

  it.each([
    ['with subtitles in its pictures', { preview: true }, ['subtitle_tracks_end_seconds', ...DEEP]],
    [
      'without music, with subtitles of its own',
      { preview: true, music: false, subtitles: 'soft' },
      ['missing_glyphs', 'subtitle_safe_margin', 'subtitles_whole', ...DEEP],
    ],
  ])('%s are all passed', async (_what, options, without) => {
    const film = await finished({ ...WISH, options });
    expect(film).toMatchObject({ status: 'completed', error: null });
    const { passed, checks } = await qualityOf(film);

    expect(passed).toBe(true);
    const bad = checks.filter(({ status, name }: any) => status !== 'passed' && !without.includes(name));
    expect(bad).toEqual([]);
    const names = (of: string) => checks.filter((check: any) => check.of === of).map(({ name }: any) => name);
    expect(names('film')).toEqual(
      expect.arrayContaining([
        'clips_proved',
        'sound_proved',
        'label_visible_seconds',
        'metadata_label',
        'loudness_lufs',
      ]),
    );
    expect(names('clip')).toEqual(expect.arrayContaining(['decodes', 'frames', 'longest_freeze_seconds']));
    expect(names('card')).toEqual(expect.arrayContaining(['decodes', 'frames']));
    const proved = checks.find(({ name }: any) => name === 'clips_proved');
    const steps = (await user.get(`/jobs/${film.id}/steps?limit=100`)).body.data.items;
    const clips = steps.filter(({ item }: any) => /^(?:title|clip|end):/.test(item)).length;
    expect(clips).toBeGreaterThan(2);
    expect(proved).toMatchObject({ value: clips, limit: clips, of: 'film', format: 'mp4', files: 1, episode: null });
  });

  it('are those of its export, too, and nobody else’s', async () => {
    const film = await finished({ ...WISH, options: { preview: true } });
    const accepted = await user.post(`/jobs/${film.id}/export`, { formats: ['srt'] });
    const job = await app.finished(user, accepted.body.data.id);
    expect(await qualityOf(job)).toEqual(await qualityOf(film));
    const other = await app.newUser();
    expect((await other.get(`/jobs/${film.id}/quality`)).status).toBe(404);
  });

  it('are not there where no film is made', async () => {
    const project = (await user.post('/projects', { title: 'x' })).body.data;
    const started = await user.post(`/projects/${project.id}/generate-scenes`, { prompt: '江边重逢' });
    const job = await app.finished(user, started.body.data.job_id ?? started.body.data.id);
    const { status, body } = await user.get(`/jobs/${job.id}/quality`);
    expect([status, body.error]).toMatchObject([409, { code: 'RESULT_NOT_READY', details: { status: 'completed' } }]);
  });
});
