import { type LiveMessage } from '@jumu/sdk';
import { filmOf } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';

const PROMPT = '北京，2024 年，一个 996 的程序员遇见了设计部的同事……';

describe('the drama', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  it('of the design: 5 episodes × 3 scenes, a local model and a vendor wanted, nobody configured', async () => {
    const accepted = await user.jumu.POST('/api/v1/projects/generate-drama', {
      body: {
        title: '深夜的代码',
        episodes: 5,
        scenes_per_episode: 3,
        duration_sec: 20,
        prompt: PROMPT,
        use_local_llm: true,
        video_provider: 'runway',
      },
    });
    const { job_id: jobId, project_id: projectId } = accepted;
    await expect(filmOf(user.jumu, jobId)).rejects.toMatchObject({ status: 409, code: 'RESULT_NOT_READY' });
    const events = user.jumu.events({ jobs: [{ id: jobId, after_seq: 0 }] });
    const heard: LiveMessage[] = [];
    events.on('*', (message) => heard.push(message));
    const told: number[] = [];
    const job = await user.jumu.waitForJob(jobId, {
      onProgress: ({ progress }) => told.push(progress),
    });

    expect(job).toMatchObject({ status: 'completed', progress: 100, error: null, cost_usd: 0 });
    expect(told.length).toBeGreaterThan(10);
    expect(told.at(-1)).toBe(100);
    expect(job.stages.map(({ status }) => status)).toEqual(Array(8).fill('completed'));
    expect(job.degraded).toEqual(
      expect.arrayContaining([
        { stage: 'script', wanted: 'ollama', used: 'local', why: expect.stringContaining('not configured') },
        { stage: 'clips', wanted: 'runway', used: 'local', why: 'runway is not configured' },
      ]),
    );

    const { video, facts } = await filmOf(user.jumu, jobId);
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
    expect(Math.abs(facts.lufs + 16)).toBeLessThanOrEqual(0.5);
    expect(facts.truePeakDb).toBeLessThanOrEqual(-1);
    expect(JSON.parse(facts.tags.AIGC ?? '{}')).toMatchObject({ Label: '1', ProduceID: jobId });
    expect(video.episodes.map(({ episode }) => episode)).toEqual([1, 2, 3, 4, 5]);
    for (const episode of video.episodes) {
      expect(Math.abs(episode.duration_sec - 20)).toBeLessThanOrEqual(2);
      expect((await app.download(episode.thumbnail_url)).headers.get('content-type')).toBe('image/jpeg');
    }

    const { items: scenes } = await user.jumu.GET('/api/v1/projects/{id}/scenes', {
      params: { path: { id: projectId }, query: { limit: 100 } },
    });
    expect(scenes).toHaveLength(15);
    expect(new Set(scenes.map((scene) => scene.description)).size).toBe(15);
    const lines = scenes.flatMap((scene) => scene.script.split('\n'));
    expect(new Set(lines).size).toBe(lines.length);
    for (const shot of scenes.flatMap((scene) => scene.shots)) {
      expect(shot).toMatchObject({
        image: { status: 'completed', provider: 'local' },
        video: { status: 'completed' },
      });
    }
    const srt = video.formats.find(({ format }) => format === 'srt')?.url ?? '';
    const subtitles = await (await user.jumu.download(srt)).text();
    // A long line has several.
    expect(subtitles.match(/ --> /g)?.length).toBeGreaterThanOrEqual(lines.length);

    await until('the end is heard', () => heard.some(({ type }) => type === 'job.completed'));
    events.close();
    const numbers = heard.filter(({ job_id }) => job_id === jobId).map(({ job_seq }) => job_seq);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    const steps = heard.flatMap((message) => (message.type === 'job.progress' ? [message.data] : []));
    expect(steps.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['images', 'speech', 'clips', 'assembly']));
    expect(steps.every(({ stage_progress: part }) => part >= 0 && part <= 100)).toBe(true);
    const progress = steps.map((each) => each.progress);
    expect(progress).toEqual([...progress].sort((one, other) => one - other));
    expect(heard.filter(({ type }) => type === 'shot.completed')).toHaveLength(
      scenes.flatMap((scene) => scene.shots).length,
    );
  });

  it('in English, upright, of one scene', async () => {
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
    const job = await user.jumu.waitForJob(accepted.job_id);
    expect(job).toMatchObject({ status: 'completed', degraded: [] });
    const { facts } = await filmOf(user.jumu, job.id);
    expect(facts.video).toMatchObject({ width: 720, height: 1280 });
    expect(Math.abs(facts.seconds - 10)).toBeLessThanOrEqual(2);
    expect(Math.abs(facts.lufs + 16)).toBeLessThanOrEqual(0.5);
    const path = { id: job.id };
    const thumbnail = await user.jumu.GET('/api/v1/jobs/{id}/thumbnail', { params: { path } });
    expect(thumbnail).toMatchObject({ width: 720, height: 1280 });
  });
});
