import { filmOf } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';

describe('a film', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  it('quick and upright: a job without a project, with at most two shots', async () => {
    const accepted = await user.jumu.POST('/api/v1/jobs', {
      body: {
        prompt: '两个老朋友在江边重逢',
        max_shots: 2,
        duration_sec: 6,
        aspect_ratio: '9:16',
        options: { preview: true, music: false, subtitles: 'none' },
      },
    });
    expect(accepted).toMatchObject({ kind: 'video', status: 'pending' });
    const job = await user.jumu.waitForJob(accepted.id);
    const { facts } = await filmOf(user.jumu, job.id);
    expect(facts.video).toMatchObject({ width: 360, height: 640 });
    expect(Math.abs(facts.seconds - 6)).toBeLessThanOrEqual(2);
    expect(Math.abs(facts.lufs + 16)).toBeLessThanOrEqual(0.5);
    const thumbnail = await user.jumu.GET('/api/v1/jobs/{id}/thumbnail', { params: { path: { id: job.id } } });
    expect(thumbnail).toMatchObject({ width: 360, height: 640 });
    const of = { params: { path: { id: job.project_id ?? '' } } };
    const scenes = await user.jumu.GET('/api/v1/projects/{id}/scenes', of);
    expect(scenes.items.flatMap(({ shots }) => shots).length).toBeLessThanOrEqual(2);
    const project = await user.jumu.GET('/api/v1/projects/{id}', of);
    expect(project.stats).toMatchObject({ jobs: 1, completed_videos: 1 });
    expect(project.cover_url).not.toBeNull();
  });
});
