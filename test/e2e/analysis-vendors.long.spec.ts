import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenAiEmulator } from '../emulators/openai.emulator.js';
import { YoutubeEmulator } from '../emulators/youtube.emulator.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { errorOf, postForm } from '../support/upload-client.js';
import { newRecording } from '../support/upload-files.js';
import { videoThat, YtDlpStub } from '../support/yt-dlp-stub.js';

const linkTo = (id: string) => `https://youtu.be/${id}?t=3`;

describe('what others know of a video', () => {
  let app: TestApp;
  let user: TestUser;
  let youtube: YoutubeEmulator;
  let openai: OpenAiEmulator;
  let stub: YtDlpStub;
  let directory: string;
  let film: any;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jumu-analysis-'));
    stub = await YtDlpStub.create(join(directory, 'stub'));
    youtube = await YoutubeEmulator.start('youtube-key');
    openai = await OpenAiEmulator.start('openai-key');
    app = await TestApp.start({
      ...{ YT_DLP_PATH: stub.path, YOUTUBE_API_KEY: 'youtube-key', YOUTUBE_BASE_URL: youtube.baseUrl },
      ...{ OPENAI_API_KEY: 'openai-key', OPENAI_BASE_URL: openai.baseUrl, OPENAI_TRANSCRIPTION_MODEL: 'whisper-1' },
      ...{ SCRIPT_PROVIDERS: 'local', IMAGE_PROVIDERS: 'local', SPEECH_PROVIDERS: 'local' },
      ...{ MODERATION_PROVIDERS: 'local', ALLOW_PRIVATE_URLS: 'true' },
    });
    user = await app.newUser();
    const options = { preview: true, subtitles: 'soft' };
    const wish = { prompt: '两个老朋友在江边重逢', max_shots: 4, duration_sec: 16, options };
    film = await app.finished(user, (await user.post('/jobs', wish)).body.data.id);
  });

  afterAll(async () => {
    await app.stop();
    await youtube.stop();
    await openai.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const analysed = async (body: object) => {
    const accepted = await user.post('/analysis', body);
    expect([accepted.status, accepted.body.error]).toEqual([202, undefined]);
    return app.finished(user, accepted.body.data.id);
  };
  const resultOf = async (id: string) => (await user.get(`/analysis/${id}/result`)).body.data.result;
  const uploaded = async () => {
    const { url } = (await user.get(`/jobs/${film.id}/video`)).body.data;
    const bytes = Buffer.from(await (await app.download(url)).arrayBuffer());
    return (await postForm(app, user, [[bytes, { name: '重逢.mp4' }]])).body.data.id as string;
  };

  it('comes with a video of YouTube: what it is called there, its captions, and what viewers say', async () => {
    const id = videoThat('captions');
    const comments = [
      { id: 'one', author: '@nightowl', text: '结尾太意外了', likeCount: 218, replyCount: 7 },
      { id: 'two', text: '看哭了', likeCount: 3 },
    ];
    youtube.videos.set(id, { comments });
    const job = await analysed({ youtube_url: linkTo(id), options: { language: 'zh' } });
    expect(job).toMatchObject({ status: 'completed', error: null, prompt: `https://www.youtube.com/watch?v=${id}` });
    expect(job.stages.map(({ status }: any) => status)).toEqual(Array(8).fill('completed'));
    const { source, comments: read, transcript, shots, media } = await resultOf(job.id);
    expect(source).toMatchObject({ kind: 'youtube', title: 'Rain over the old town', author: 'Old Town Films' });
    expect(source).toMatchObject({ url: `https://www.youtube.com/watch?v=${id}`, views: 1_250_000, likes: 89_000 });
    expect(media).toMatchObject({ duration_sec: 4, width: 320, height: 180 });
    expect(shots.length).toBeGreaterThan(0);
    expect(read.items.map(({ text, likes }: any) => [text, likes])).toEqual([
      ['结尾太意外了', 218],
      ['看哭了', 3],
    ]);
    expect(transcript).toMatchObject({ from: 'captions', provider: null });
  });

  it('is missing, with the reason, where somebody does not give it, and the rest is there', async () => {
    const id = videoThat('ok');
    youtube.videos.set(id, { comments: [] });
    youtube.fail({ kind: 'reason', status: 403, reason: 'quotaExceeded', domain: 'youtube.quota' });
    const failed = await analysed({ youtube_url: linkTo(id) });
    expect(failed).toMatchObject({ status: 'completed', error: null });
    const reasonOf = async (job: any, part: string) =>
      (await resultOf(job.id)).missing.find((each: any) => each.part === part)?.reason;
    expect(await reasonOf(failed, 'comments')).toBe('failed');
    youtube.videos.set(id, { comments: null });
    expect(await reasonOf(await analysed({ youtube_url: linkTo(id) }), 'comments')).toBe('comments_off');
    const unwanted = await analysed({ youtube_url: linkTo(id), options: { comments: false, transcript: false } });
    expect(await reasonOf(unwanted, 'comments')).toBe('not_wanted');
    expect(await reasonOf(unwanted, 'transcript')).toBe('not_wanted');
    expect(unwanted.stages.find(({ stage }: any) => stage === 'comments')).toMatchObject({ status: 'skipped' });
  });

  it.each(['private', 'live', 'long', 'bot'])(
    'fails early for a video that is %s, and says what to do',
    async (mode) => {
      await stub.taken();
      const job = await analysed({ youtube_url: linkTo(videoThat(mode)) });
      expect(job).toMatchObject({ status: 'failed', error: { code: 'DOWNLOAD_FAILED', stage: 'ingest' } });
      expect((await stub.taken()).filter((args) => !args.includes('--dump-single-json'))).toEqual([]);
      expect(errorOf(await user.get(`/analysis/${job.id}/result`))).toBe('400 ANALYSIS_FAILED');
    },
  );

  it('is listened to by whoever is configured, for what that costs', async () => {
    const upload_id = await uploaded();
    const job = await analysed({ upload_id });
    expect(job).toMatchObject({ status: 'completed', error: null });
    expect(job.cost_usd).toBeGreaterThan(0);
    const { transcript } = await resultOf(job.id);
    expect(transcript).toMatchObject({
      from: 'provider',
      provider: 'openai',
      text: expect.stringContaining('You are late.'),
    });
    expect(openai.doneOf('transcriptions')).toHaveLength(1);
    // The same file once more: nobody is asked again.
    expect((await analysed({ upload_id })).cost_usd).toBe(0);
    expect(openai.doneOf('transcriptions')).toHaveLength(1);
  });

  it('is read from the film where whoever listens fails', async () => {
    openai.fail({ kind: 'quota' }, 'transcriptions');
    // With other options it is another question.
    const job = await analysed({ upload_id: await uploaded(), options: { language: 'zh' } });
    expect(job).toMatchObject({ status: 'completed', error: null });
    expect((await resultOf(job.id)).transcript).toMatchObject({ from: 'subtitles', language: 'zh' });
  });

  it('gives a drama its rhythm: as many shots, each as long', async () => {
    const { id } = await analysed({ upload_id: await uploaded(), options: { transcript: false } });
    const { shots } = await resultOf(id);
    const accepted = await user.post(`/analysis/${id}/drama`, { title: '像它一样', options: { preview: true } });
    expect([accepted.status, accepted.body.error]).toEqual([202, undefined]);
    const { job_id, project_id } = accepted.body.data;
    expect(accepted.headers.get('location')).toBe(`/api/v1/jobs/${job_id}`);
    const listener = app.listen(user.token, { job_id, after_seq: 0 });
    await listener.until(
      ({ type, data }: any) => type === 'job.stage' && data.stage === 'storyboard' && data.status === 'completed',
    );
    const made = (await user.get(`/projects/${project_id}/shots`)).body.data.items;
    await user.post(`/jobs/${job_id}/cancel`, {});
    expect(made).toHaveLength(shots.length);
    made.forEach(({ duration_sec }: any, index: number) => {
      const { start_sec, end_sec } = shots[index];
      expect(Math.abs(duration_sec - (end_sec - start_sec))).toBeLessThan(0.1);
    });
  });

  it('is refused at once, with what to install, where there is no yt-dlp, or an old one', async () => {
    const without = await TestApp.start({ YT_DLP_PATH: join(directory, 'nothing'), ROLE: 'api' });
    const somebody = await without.newUser();
    const refused = await somebody.post('/analysis', { youtube_url: linkTo(videoThat('ok')) });
    expect(errorOf(refused)).toBe('503 SERVICE_UNAVAILABLE');
    expect(refused.body.message).toMatch(/install version 2025\.11\.12 or newer/);
    await without.stop();
  });

  it('is likely to be done when its like was, and nobody says so of a video whose length is not known', async () => {
    // Without a worker it stays as it is.
    const idle = await TestApp.start({ ROLE: 'api', ALLOW_PRIVATE_URLS: 'true' });
    const somebody = await idle.newUser();
    const bytes = await newRecording('film.mp4');
    const { id: upload_id } = (await postForm(idle, somebody, [[bytes, { name: 'a.mp4' }]])).body.data;
    const expectedOf = async (body: object) => {
      const { id } = (await somebody.post('/analysis', body)).body.data;
      return (await somebody.get(`/analysis/${id}`)).body.data.estimated_completion;
    };
    const soon = Date.parse(await expectedOf({ upload_id })) - Date.now();
    expect(soon).toBeGreaterThan(0);
    expect(soon).toBeLessThan(60_000);
    expect(await expectedOf({ url: 'http://127.0.0.1:9/a.mp4' })).toBeNull();
    await idle.stop();
  });
});
