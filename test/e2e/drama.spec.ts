import { factsOf } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';

const PROMPT = '北京，2024 年，一个 996 的程序员遇见了设计部的同事……';
const MINUTES = 60_000;

describe('a drama', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  const filmOf = async (jobId: string) => {
    const { data: video } = (await user.get(`/jobs/${jobId}/video`)).body;
    const file = Buffer.from(await (await app.download(video.url)).arrayBuffer());
    return { video, file, facts: await factsOf(file) };
  };

  it(
    'of the design: 5 episodes × 3 scenes, a local model and a vendor wanted, nobody configured',
    async () => {
      const accepted = await user.post('/projects/generate-drama', {
        title: '深夜的代码',
        episodes: 5,
        scenes_per_episode: 3,
        duration_sec: 20,
        prompt: PROMPT,
        use_local_llm: true,
        video_provider: 'runway',
      });
      expect(accepted.status).toBe(202);
      const { job_id: jobId, project_id: projectId } = accepted.body.data;
      const early = await user.get(`/jobs/${jobId}/video`);
      expect(early.body).toMatchObject({ code: 409, error: { code: 'RESULT_NOT_READY' } });
      const listener = app.listen(user.token, { job_id: jobId, after_seq: 0 });
      const job = await app.finished(user, jobId, 6 * MINUTES);

      expect(job).toMatchObject({ status: 'completed', progress: 100, error: null, cost_usd: 0 });
      expect(job.stages.map(({ status }: any) => status)).toEqual(Array(8).fill('completed'));
      expect(job.degraded).toEqual(
        expect.arrayContaining([
          { stage: 'script', wanted: 'ollama', used: 'local', why: expect.stringContaining('not configured') },
          { stage: 'clips', wanted: 'runway', used: 'local', why: 'runway is not configured' },
        ]),
      );

      const { video, facts } = await filmOf(jobId);
      expect(facts.video).toMatchObject({
        codec: 'h264',
        width: 1280,
        height: 720,
        pixelFormat: 'yuv420p',
        colorSpace: 'bt709',
      });
      expect(facts.audio).toEqual({ codec: 'aac', sampleRate: 48_000, channels: 2 });
      expect(facts.isFastStart).toBe(true);
      expect(Math.abs(facts.seconds - video.duration_sec)).toBeLessThanOrEqual(0.1);
      expect(Math.abs(facts.seconds - 100)).toBeLessThanOrEqual(10);
      expect(Math.abs(facts.videoSeconds - facts.audioSeconds)).toBeLessThanOrEqual(0.05);
      expect(Math.abs(facts.lufs + 16)).toBeLessThanOrEqual(1);
      expect(facts.truePeakDb).toBeLessThanOrEqual(-1);
      expect(JSON.parse(facts.tags.AIGC ?? '{}')).toMatchObject({ Label: '1', ProduceID: jobId });
      expect(video.episodes.map(({ episode }: any) => episode)).toEqual([1, 2, 3, 4, 5]);
      for (const episode of video.episodes) {
        expect(Math.abs(episode.duration_sec - 20)).toBeLessThanOrEqual(2);
        expect((await app.download(episode.thumbnail_url)).headers.get('content-type')).toBe('image/jpeg');
      }

      const scenes = (await user.get(`/projects/${projectId}/scenes?limit=100`)).body.data.items;
      expect(scenes).toHaveLength(15);
      expect(new Set(scenes.map((scene: any) => scene.description)).size).toBe(15);
      const lines = scenes.flatMap((scene: any) => scene.script.split('\n'));
      expect(new Set(lines).size).toBe(lines.length);
      for (const shot of scenes.flatMap((scene: any) => scene.shots)) {
        expect(shot).toMatchObject({
          image: { status: 'completed', provider: 'local' },
          video: { status: 'completed' },
        });
      }
      const subtitles = await (
        await app.download(video.formats.find(({ format }: any) => format === 'srt').url)
      ).text();
      expect(subtitles.match(/ --> /g)).toHaveLength(lines.length);

      await listener.until(({ type }) => type === 'job.completed');
      const numbers = listener.heard.filter(({ job_id }) => job_id === jobId).map(({ job_seq }) => job_seq);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      const told = listener.heard.flatMap(({ type, data }) => (type === 'job.progress' ? [data as any] : []));
      expect(told.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['images', 'speech', 'clips', 'assembly']));
      expect(told.every(({ stage_progress: part }) => part >= 0 && part <= 100)).toBe(true);
      const progress = told.map((each) => each.progress);
      expect(progress).toEqual([...progress].sort((one, other) => one - other));
      expect(listener.heard.filter(({ type }) => type === 'shot.completed')).toHaveLength(
        scenes.flatMap((scene: any) => scene.shots).length,
      );
    },
    7 * MINUTES,
  );

  it(
    'in English, upright, of one scene',
    async () => {
      const accepted = await user.post('/projects/generate-drama', {
        title: 'The Lighthouse',
        episodes: 1,
        scenes_per_episode: 1,
        duration_sec: 10,
        prompt: 'A detective returns to the harbour town where her brother disappeared',
        aspect_ratio: '9:16',
      });
      const job = await app.finished(user, accepted.body.data.job_id, 2 * MINUTES);
      expect(job).toMatchObject({ status: 'completed', degraded: [] });
      const { facts } = await filmOf(job.id);
      expect(facts.video).toMatchObject({ width: 720, height: 1280 });
      expect(Math.abs(facts.seconds - 10)).toBeLessThanOrEqual(2);
      expect(Math.abs(facts.lufs + 16)).toBeLessThanOrEqual(1);
      const { data: thumbnail } = (await user.get(`/jobs/${job.id}/thumbnail`)).body;
      expect(thumbnail).toMatchObject({ width: 720, height: 1280 });
    },
    3 * MINUTES,
  );

  it(
    'quick: a job without a project, with at most two shots',
    async () => {
      const accepted = await user.post('/jobs', {
        prompt: '两个老朋友在江边重逢',
        max_shots: 2,
        duration_sec: 8,
        options: { preview: true, music: false, subtitles: 'none' },
      });
      expect(accepted.status).toBe(202);
      expect(accepted.body.data).toMatchObject({ kind: 'video', status: 'pending' });
      const job = await app.finished(user, accepted.body.data.id, 2 * MINUTES);
      expect(job.status).toBe('completed');
      const { facts } = await filmOf(job.id);
      expect(facts.video).toMatchObject({ width: 640, height: 360 });
      const shots = (await user.get(`/projects/${job.project_id}/scenes`)).body.data.items.flatMap(
        ({ shots }: any) => shots,
      );
      expect(shots.length).toBeLessThanOrEqual(2);
      const project = (await user.get(`/projects/${job.project_id}`)).body.data;
      expect(project.stats).toMatchObject({ jobs: 1, completed_videos: 1 });
      expect(project.cover_url).not.toBeNull();
    },
    3 * MINUTES,
  );
});
