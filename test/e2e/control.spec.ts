import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { filmOf } from '../support/film-facts.js';
import { isRunningBelow } from '../support/process-tree.js';
import { type Listener, TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';

const KEY = `key_${'0123456789abcdef'.repeat(8)}`;
const WISH = {
  prompt: '两个老朋友在天台重逢',
  max_shots: 1,
  duration_sec: 5,
  options: { preview: true, music: false },
};

describe('controlling a film', () => {
  let app: TestApp;
  let user: TestUser;
  let runway: RunwayEmulator;

  beforeAll(async () => {
    const walk = [{ status: 'RUNNING', progress: 0.1 }] as const;
    runway = await RunwayEmulator.start({ apiKey: KEY, video: Buffer.from('never fetched'), walk });
    app = await TestApp.start({
      RUNWAY_API_KEY: KEY,
      RUNWAY_BASE_URL: runway.baseUrl,
      PROVIDER_POLL_MS: '100',
      VIDEO_PROVIDERS: 'local',
      MEDIA_CONCURRENCY: '1',
    });
    user = await app.newUser();
  });

  afterAll(async () => {
    await app.stop();
    await runway.stop();
  });

  const start = async (changes: object = {}): Promise<{ jobId: string; listener: Listener }> => {
    const { id: jobId } = (await user.post('/jobs', { ...WISH, ...changes })).body.data;
    return { jobId, listener: app.listen(user.token, { job_id: jobId, after_seq: 0 }) };
  };
  const heard = (listener: Listener, type: string) => listener.until((message) => message.type === type);
  const stepsOf = async (jobId: string): Promise<any[]> =>
    (await user.get(`/jobs/${jobId}/steps?limit=500`)).body.data.items as any[];
  const isIdle = async (jobId: string) => (await stepsOf(jobId)).every(({ status }) => status !== 'running');

  it('cancels within two seconds: no program is left at work, and a retry makes the film from what is there', async () => {
    const { jobId, listener } = await start({ max_shots: 2, duration_sec: 8 });
    await heard(listener, 'shot.completed');
    const { status, body } = await user.post(`/jobs/${jobId}/cancel`, {});
    expect([status, body.data.status]).toEqual([200, 'cancelled']);
    const isQuiet = async () => (await isIdle(jobId)) && !(await isRunningBelow(process.pid, 'ffmpeg'));
    await until('nothing is at work', isQuiet, { timeoutMs: 2000 });
    expect((await user.post(`/jobs/${jobId}/cancel`, {})).status).toBe(200);
    const done = (await stepsOf(jobId)).filter((step) => step.status === 'done');

    expect((await user.post(`/jobs/${jobId}/retry`, {})).status).toBe(202);
    const again = app.listen(user.token, { job_id: jobId, after_seq: 0 });
    await heard(again, 'job.completed');
    const job = (await user.get(`/jobs/${jobId}`)).body.data;
    expect(job).toMatchObject({ status: 'completed', attempts: 2, progress: 100 });
    const after = new Map((await stepsOf(jobId)).map((step) => [step.id, step]));
    expect(done.map((step) => after.get(step.id))).toEqual(done);
    const { facts } = await filmOf(user.jumu, jobId);
    expect(facts.seconds).toBeGreaterThan(6);
  });

  it('cancels at the vendor within two seconds', async () => {
    const { jobId } = await start({ model_id: 'runway:gen4_turbo' });
    while (runway.tasks.length === 0) {
      await runway.nextRequest(AbortSignal.timeout(60_000));
    }
    const cancelledAt = Date.now();
    await user.post(`/jobs/${jobId}/cancel`, {});
    while (runway.cancelled.length === 0) {
      await runway.nextRequest(AbortSignal.timeout(60_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(Date.now() - cancelledAt).toBeLessThan(2000);
    expect(runway.billedCredits).toBe(0);
    expect((await user.get(`/jobs/${jobId}`)).body.data).toMatchObject({ status: 'cancelled', cost_usd: 0 });
  });

  it('pauses and resumes a film, and makes it anew from the storyboard on, in the place of the old scenes', async () => {
    const { jobId, listener } = await start();
    await listener.until(({ type, data }) => type === 'job.stage' && (data as any).stage === 'images');
    expect((await user.post(`/jobs/${jobId}/pause`, {})).body.data.status).toBe('paused');
    await until('what runs has ended', () => isIdle(jobId));
    expect((await stepsOf(jobId)).some(({ status }) => status === 'queued')).toBe(false);
    expect((await user.post(`/jobs/${jobId}/resume`, undefined)).body.data.status).toBe('running');
    await heard(listener, 'shot.completed');

    await user.post(`/jobs/${jobId}/cancel`, {});
    const { project_id: projectId } = (await user.get(`/jobs/${jobId}`)).body.data;
    const scenesOf = async () => (await user.get(`/projects/${projectId}/scenes`)).body.data.items as any[];
    const before = await scenesOf();
    expect((await user.post(`/jobs/${jobId}/retry`, { from_stage: 'storyboard' })).status).toBe(202);
    expect((await untilCompleted(jobId)).attempts).toBe(2);
    const after = await scenesOf();
    expect(after).toHaveLength(before.length);
    expect(after.map(({ id }) => id)).not.toEqual(before.map(({ id }) => id));
    expect(after[0].shots[0].video.status).toBe('completed');
  });

  it('runs one stage of a finished film again, with what depends on it, and deletes it, but not what its shots show', async () => {
    const { jobId, listener } = await start();
    await heard(listener, 'job.completed');
    const before = (await user.get(`/jobs/${jobId}/video`)).body.data;
    const lone = await user.post(`/jobs/${jobId}/stages/images/run`, {});
    expect([lone.status, lone.headers.get('location')]).toEqual([202, `/api/v1/jobs/${jobId}`]);
    expect((await untilCompleted(jobId)).attempts).toBe(2);
    const same = (await user.get(`/jobs/${jobId}/video`)).body.data;
    expect(same.size_bytes).toBe(before.size_bytes);
    await user.post(`/jobs/${jobId}/stages/speech/run`, { cascade: true });
    const job = await untilCompleted(jobId);
    expect(job).toMatchObject({ attempts: 3, status: 'completed' });
    expect((await user.post(`/jobs/${jobId}/stages/storyboard/run`, {})).status).toBe(400);
    expect((await user.post(`/jobs/${jobId}/stages/dance/run`, {})).status).toBe(404);

    const { project_id: projectId } = (await user.get(`/jobs/${jobId}`)).body.data;
    expect((await user.delete(`/jobs/${jobId}`)).body).toMatchObject({ code: 0, data: null });
    expect((await user.get(`/jobs/${jobId}`)).status).toBe(404);
    expect((await user.delete(`/jobs/${jobId}`)).status).toBe(404);
    const [scene] = (await user.get(`/projects/${projectId}/scenes`)).body.data.items;
    for (const url of [scene.shots[0].image.url, scene.shots[0].video.url]) {
      expect((await app.download(url)).status).toBe(200);
    }
    expect(await readdir(join(app.config.dataDir, 'work'))).toEqual([]);
  });

  /** By its state: its stream tells of ends of earlier runs, too. */
  async function untilCompleted(jobId: string): Promise<any> {
    let job: any;
    const hasEnded = async () => {
      job = (await user.get(`/jobs/${jobId}`)).body.data;
      return job.status !== 'running' && job.status !== 'pending';
    };
    // Seldom: whoever asks all the time takes the processor from the renderer.
    await until('it has ended', hasEnded, { everyMs: 200 });
    expect(job.status).toBe('completed');
    return job;
  }
});
