import { filmOf } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';

const MINUTES = 60_000;

describe('a drama', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  it(
    'in English, upright, of one scene',
    async () => {
      const accepted = await user.jumu.POST('/api/v1/projects/generate-drama', {
        body: {
          title: 'The Lighthouse',
          episodes: 1,
          scenes_per_episode: 1,
          duration_sec: 10,
          prompt: 'A detective returns to the harbour town where her brother disappeared',
          aspect_ratio: '9:16',
        },
      });
      const job = await user.jumu.waitForJob(accepted.job_id, { timeoutMs: 2 * MINUTES });
      expect(job).toMatchObject({ status: 'completed', degraded: [] });
      const { facts } = await filmOf(user.jumu, job.id);
      expect(facts.video).toMatchObject({ width: 720, height: 1280 });
      expect(Math.abs(facts.seconds - 10)).toBeLessThanOrEqual(2);
      expect(Math.abs(facts.lufs + 16)).toBeLessThanOrEqual(1);
      const path = { id: job.id };
      const thumbnail = await user.jumu.GET('/api/v1/jobs/{id}/thumbnail', { params: { path } });
      expect(thumbnail).toMatchObject({ width: 720, height: 1280 });
    },
    3 * MINUTES,
  );

  it(
    'quick: a job without a project, with at most two shots',
    async () => {
      const accepted = await user.jumu.POST('/api/v1/jobs', {
        body: {
          prompt: '两个老朋友在江边重逢',
          max_shots: 2,
          duration_sec: 8,
          options: { preview: true, music: false, subtitles: 'none' },
        },
      });
      expect(accepted).toMatchObject({ kind: 'video', status: 'pending' });
      const job = await user.jumu.waitForJob(accepted.id, { timeoutMs: 2 * MINUTES });
      const { facts } = await filmOf(user.jumu, job.id);
      expect(facts.video).toMatchObject({ width: 640, height: 360 });
      const of = { params: { path: { id: job.project_id ?? '' } } };
      const scenes = await user.jumu.GET('/api/v1/projects/{id}/scenes', of);
      expect(scenes.items.flatMap(({ shots }) => shots).length).toBeLessThanOrEqual(2);
      const project = await user.jumu.GET('/api/v1/projects/{id}', of);
      expect(project.stats).toMatchObject({ jobs: 1, completed_videos: 1 });
      expect(project.cover_url).not.toBeNull();
    },
    3 * MINUTES,
  );
});
