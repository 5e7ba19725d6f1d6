import { readFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TestApp, type TestUser } from '../support/test-app.js';
import { errorOf, postForm } from '../support/upload-client.js';
import { VideoServer } from '../support/video-server.js';

/** A machine that is busy has little time for what is measured here. */
const run = promisify(execFile);

/** Three seconds of red, two of blue and four of green, with a tone in the blue. */
async function newFlags(path: string, more: string[] = []): Promise<void> {
  const flag = (colour: string, seconds: number) => [
    '-f',
    'lavfi',
    '-i',
    `color=${colour}:s=320x180:r=25:d=${seconds}`,
  ];
  await run('ffmpeg', [
    ...['-v', 'error', '-y', ...flag('red', 3), ...flag('blue', 2), ...flag('green', 4)],
    ...['-f', 'lavfi', '-i', `aevalsrc='if(between(t,3,5),0.4*sin(2*PI*440*t),0)':s=48000:d=9`],
    ...['-filter_complex', '[0][1][2]concat=n=3[v]', '-map', '[v]', '-map', '3'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-shortest', ...more, path],
  ]);
}

describe('the analysis of a video', () => {
  let app: TestApp;
  let user: TestUser;
  let files: VideoServer;
  let directory: string;
  let flags: Buffer;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jumu-analysis-'));
    await newFlags(join(directory, 'flags.mp4'));
    flags = await readFile(join(directory, 'flags.mp4'));
    files = await VideoServer.open();
    app = await TestApp.start({ ALLOW_PRIVATE_URLS: 'true', ANALYSIS_MAX_SEC: '60', ANALYSIS_MAX_BYTES: '3000000' });
    user = await app.newUser();
  });

  afterAll(async () => {
    await app.stop();
    await files.close();
    await rm(directory, { recursive: true, force: true });
  });

  const analysed = async (body: object) => {
    const accepted = await user.post('/analysis', body);
    expect([accepted.status, accepted.body.error]).toEqual([202, undefined]);
    return app.finished(user, accepted.body.data.id);
  };
  const resultOf = async (id: string) => (await user.get(`/analysis/${id}/result`)).body.data.result;
  /** What the working directories, and the storage, have of this job. */
  const leftovers = async (id: string) => {
    const scratch = await readdir(join(app.config.dataDir, 'work')).catch(() => []);
    const stored = await app.query(
      `select a.key from assets a join asset_uses u on u.asset_id = a.id join job_steps s on s.id = u.subject_id
       where s.job_id = $1 and a.released_at is null`,
      [id],
    );
    return [...scratch, ...stored.map(({ key }) => key)];
  };

  it('finds the shots of an upload, a picture of each, how it sounds, and says what is missing', async () => {
    const upload = await postForm(app, user, [[flags, { name: '旗.mp4' }]]);
    const accepted = await user.post('/analysis', { upload_id: upload.body.data.id }, { 'accept-language': 'zh' });
    expect(accepted.status).toBe(202);
    const { id } = accepted.body.data;
    expect(accepted.headers.get('location')).toBe(`/api/v1/jobs/${id}`);
    expect(accepted.body.data).toMatchObject({ kind: 'analysis', project_id: null, prompt: '旗.mp4' });
    const listener = app.listen(user.token, { job_id: id, after_seq: 0 });
    await listener.until(({ type }) => type === 'job.completed');
    const stages = listener.heard.filter(({ type }) => type === 'job.stage').map(({ data }: any) => data.stage);
    expect(new Set(stages)).toEqual(new Set(['ingest', 'probe', 'shots', 'audio', 'ocr', 'transcript', 'insights']));

    const { status, body } = await user.get(`/analysis/${id}/result`);
    expect(status).toBe(200);
    const { result, metadata, task_id } = body.data;
    expect(task_id).toBe(id);
    expect(metadata).toMatchObject({ cost_usd: 0 });
    expect(result.source).toMatchObject({ kind: 'upload', upload_id: upload.body.data.id, title: '旗.mp4' });
    expect(result.media).toMatchObject({ container: 'mp4', video_codec: 'h264', width: 320, height: 180, fps: 25 });
    expect(result.media).toMatchObject({ rotation_deg: 0, is_variable_rate: false, is_hdr: false });
    expect(result.shots.map(({ start_sec, end_sec }: any) => [start_sec, end_sec])).toEqual([
      [0, 3],
      [3, 5],
      [5, 9],
    ]);
    for (const { thumbnail_url } of result.shots) {
      const picture = await app.download(thumbnail_url);
      expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    }
    expect((await app.download(result.contact_sheet_url)).status).toBe(200);
    expect(result.loudness.silences.map(({ start_sec }: any) => Math.round(start_sec))).toEqual([0, 5]);
    expect(result.insights).toMatchObject({ provider: 'local', words: null });
    expect(result.insights.statistics.shots).toMatchObject({ count: 3, average_sec: 3, rhythm: 'fast' });
    expect(result.missing.map(({ part, reason }: any) => [part, reason])).toEqual([
      ['ocr', 'switched_off'],
      ['transcript', expect.stringMatching(/^no_(speech|transcriber)$/)],
      ['comments', 'not_youtube'],
      ['insights', 'no_writer'],
    ]);
    const progress = (await user.get(`/analysis/${id}`)).body.data;
    expect(progress).toMatchObject({
      id,
      status: 'completed',
      current_step: 'insights',
      progress: 100,
      title: '旗.mp4',
    });
    expect((await user.get('/analysis?status=completed')).body.data.items.map((each: any) => each.id)).toContain(id);
  });

  it('is of the same kind whether a video was uploaded or lies at an address', async () => {
    const job = await analysed({ url: files.file('flags.mp4', flags) });
    expect(job).toMatchObject({ status: 'completed', error: null });
    const result = await resultOf(job.id);
    expect(result.source).toMatchObject({ kind: 'url', url: `${files.url}/flags.mp4`, title: null });
    expect(result.shots).toHaveLength(3);
  });

  it('follows redirects, each of them looked at', async () => {
    files.file('there.mp4', flags);
    const job = await analysed({ url: files.redirect('here.mp4', '/there.mp4') });
    expect(job.status).toBe('completed');
  });

  it('reads the subtitles of a file where nobody listens', async () => {
    const words = join(directory, 'words.srt');
    await writeFile(words, '1\n00:00:01,000 --> 00:00:02,500\n你怎么还没走？\n\n');
    const path = join(directory, 'told.mp4');
    await run('ffmpeg', [
      ...['-v', 'error', '-y', '-i', join(directory, 'flags.mp4'), '-i', words, '-c', 'copy', '-c:s', 'mov_text'],
      ...['-metadata:s:s:0', 'language=chi', path],
    ]);
    const { id } = await analysed({ url: files.file('told.mp4', await readFile(path)), options: { language: 'zh' } });
    const { transcript, missing } = await resultOf(id);
    expect(transcript).toMatchObject({ from: 'subtitles', provider: null, text: '你怎么还没走？' });
    expect(transcript.segments).toEqual([{ start_sec: 1, end_sec: 2.5, text: '你怎么还没走？' }]);
    expect(missing.map(({ part }: any) => part)).not.toContain('transcript');
  });

  describe('of what is none', () => {
    const zip = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');
    const playlist = (target: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${target}\n#EXT-X-ENDLIST\n`;

    it.each<[string, () => Buffer | string | Promise<Buffer>, string]>([
      ['nothing', () => Buffer.alloc(0), 'DOWNLOAD_FAILED'],
      ['a ZIP file', () => zip, 'DOWNLOAD_FAILED'],
      ['a web page', () => '<!doctype html><title>Not a film</title>', 'DOWNLOAD_FAILED'],
      ['a playlist of local files', () => playlist('file:///etc/passwd'), 'DOWNLOAD_FAILED'],
      ['a playlist of private addresses', () => playlist('http://127.0.0.1:1/a.ts'), 'DOWNLOAD_FAILED'],
      [
        'a ZIP file that begins like a film',
        () => Buffer.concat([Buffer.from('\0\0\0\x20ftypisom'), zip]),
        'INVALID_OUTPUT',
      ],
      ['half of a film', () => flags.subarray(0, flags.length / 2), 'INVALID_OUTPUT'],
      [
        'a sound',
        async () => {
          const path = join(directory, 'sound.mp4');
          await run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'sine=d=2', '-c:a', 'aac', path]);
          return readFile(path);
        },
        'INVALID_OUTPUT',
      ],
      [
        'a film that is too long',
        async () => {
          const path = join(directory, 'long.mp4');
          const still = ['-f', 'lavfi', '-i', 'color=s=64x64:r=1:d=61'];
          await run('ffmpeg', ['-v', 'error', '-y', ...still, '-c:v', 'libx264', '-preset', 'ultrafast', path]);
          return readFile(path);
        },
        'INVALID_OUTPUT',
      ],
      ['a film that is too large', () => Buffer.concat([flags, Buffer.alloc(3_000_000)]), 'DOWNLOAD_FAILED'],
    ])('fails for %s, says why, and leaves nothing', async (name, content, code) => {
      const job = await analysed({ url: files.file(`${encodeURIComponent(name)}.mp4`, await content()) });
      expect(job).toMatchObject({ status: 'failed', error: { code, retryable: false } });
      const reply = await user.get(`/analysis/${job.id}/result`);
      expect([reply.status, reply.body.error?.code]).toEqual([400, 'ANALYSIS_FAILED']);
      expect(reply.body.error?.details).toMatchObject({ status: 'failed', error: { code } });
      expect(reply.body.message).toContain(job.error?.message);
      expect(files.asked.filter((path) => path.endsWith('.ts'))).toEqual([]);
      expect(await leftovers(job.id)).toEqual([]);
      expect((await user.delete(`/analysis/${job.id}`)).status).toBe(200);
    });
  });

  it('is refused at once where the request says nothing that could be analysed', async () => {
    const picture = join(directory, 'a.png');
    await run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'color=s=64x64', '-frames:v', '1', picture]);
    const image = (await postForm(app, user, [[await readFile(picture), { name: 'a.png' }]])).body.data.id;
    const asked = async (body: object) => errorOf(await user.post('/analysis', body));
    expect(await asked({})).toBe('400 youtube_url one_source');
    expect(await asked({ url: 'https://example.org/a.mp4', upload_id: image })).toBe('400 youtube_url one_source');
    expect(await asked({ upload_id: image })).toBe('400 upload_id video');
    expect(await asked({ upload_id: '0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20' })).toBe('404 UPLOAD_NOT_FOUND');
    expect(await asked({ youtube_url: 'https://youtube.com.evil.example/watch?v=axepn8QqxRk' })).toBe(
      '400 youtube_url youtube_url',
    );
    expect(await asked({ url: 'ftp://example.org/a.mp4' })).toBe('422 UNSAFE_URL');
    expect(await asked({ url: 'https://user:word@example.org/a.mp4' })).toBe('422 UNSAFE_URL');
  });

  it('is nobody else’s', async () => {
    const { id } = await analysed({ url: files.file('flags.mp4', flags) });
    const other = await app.newUser();
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/result'],
      ['POST', '/drama'],
      ['DELETE', ''],
    ] as const) {
      const reply = await app.request(
        method,
        `/analysis/${id}${path}`,
        method === 'POST' ? { title: '像它' } : undefined,
        other.token,
      );
      expect(errorOf(reply)).toBe('404 ANALYSIS_NOT_FOUND');
    }
    const { id: film } = (await user.post('/jobs', { prompt: '重逢', max_shots: 1, duration_sec: 5 })).body.data;
    expect(errorOf(await user.get(`/analysis/${film}`))).toBe('404 ANALYSIS_NOT_FOUND');
    await user.delete(`/jobs/${film}`);
  });

  it('is waited for with 202, can be cancelled, says so, and goes on when it is retried', async () => {
    const held = Promise.withResolvers<void>();
    const url = files.answer('slow.mp4', (_request, response) => {
      response.writeHead(200, { 'content-type': 'video/mp4' });
      response.write(flags.subarray(0, 1000));
      void held.promise.then(() => response.end(flags.subarray(1000)));
    });
    const { id } = (await user.post('/analysis', { url })).body.data;
    const listener = app.listen(user.token, { job_id: id, after_seq: 0 });
    await listener.until(({ type, data }: any) => type === 'job.stage' && data.stage === 'ingest');
    const waiting = await user.get(`/analysis/${id}/result`);
    expect([waiting.status, waiting.body]).toEqual([202, { code: 0, message: 'success', data: null }]);
    expect(errorOf(await user.post(`/analysis/${id}/drama`, { title: '像它' }))).toBe('409 RESULT_NOT_READY');
    await user.post(`/jobs/${id}/cancel`, {});
    expect(errorOf(await user.get(`/analysis/${id}/result`))).toBe('400 ANALYSIS_FAILED');
    held.resolve();
    expect((await user.post(`/jobs/${id}/retry`, {})).status).toBe(202);
    expect((await app.finished(user, id)).status).toBe('completed');
    expect((await resultOf(id)).shots).toHaveLength(3);
  });
});
