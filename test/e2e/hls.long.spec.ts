import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Browser } from '../support/browser.js';
import { HlsPlayer } from '../support/hls-player.js';
import { isEncoding, LoggedFfmpeg } from '../support/logged-ffmpeg.js';
import { type MediaList, readMaster, readMedia } from '../support/playlists.js';
import { TestApp, type TestUser } from '../support/test-app.js';

const run = promisify(execFile);
const WISH = {
  prompt: '两个老朋友在江边重逢',
  max_shots: 2,
  duration_sec: 12,
  options: { preview: true, subtitles: 'soft' },
};

const hasBrowser = Browser.program() !== null;

describe('a film as HLS', () => {
  let player: HlsPlayer | null = null;
  let directory: string;
  let ffmpeg: LoggedFfmpeg;
  let app: TestApp;
  let user: TestUser;
  let film: any;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jumu-hls-e2e-'));
    ffmpeg = await LoggedFfmpeg.create(directory);
    player = hasBrowser ? await HlsPlayer.start() : null;
    app = await TestApp.start({ FFMPEG_PATH: ffmpeg.path, CORS_ORIGINS: player?.origin ?? 'http://127.0.0.1:1' });
    user = await app.newUser();
    film = await app.finished(user, (await user.post('/jobs', WISH)).body.data.id);
  });

  afterAll(async () => {
    await player?.stop();
    await app.stop();
    await rm(directory, { recursive: true });
  });

  const exported = async (id: string, formats: string[]) => {
    const { body } = await user.post(`/jobs/${id}/export`, { formats });
    return app.finished(user, body.data.id);
  };
  const videoOf = async ({ id }: any) => (await user.get(`/jobs/${id}/video`)).body.data;
  const hlsOf = async (job: any) => (await videoOf(job)).formats.find(({ format }: any) => format === 'hls');
  const stepsOf = async ({ id }: any) => (await user.get(`/jobs/${id}/steps?limit=500`)).body.data.items;

  let streamed: any;

  it('is made of a finished film by encoding each clip in its smaller sizes once, and nothing else', async () => {
    expect(film).toMatchObject({ status: 'completed', error: null });
    await ffmpeg.taken();
    streamed = await exported(film.id, ['hls']);
    expect(streamed).toMatchObject({ status: 'completed', error: null, cost_usd: 0 });
    const encodings = (await ffmpeg.taken()).filter(isEncoding);
    const steps = await stepsOf(streamed);
    const of = (...parts: string[]) => steps.filter(({ item }: any) => parts.includes(item.split(':')[0]));
    expect(encodings).toHaveLength(of('clip', 'title', 'end').length);
    expect(encodings.every((line) => /scale=426:240.*scale=320:180/.test(line) && !line.includes('-c:a'))).toBe(true);
    const made = steps.flatMap(({ item, cached }: any) => (cached ? [] : [item.split(':')[0]]));
    expect(made.sort()).toEqual(['export', 'film', ...of('clip').map(() => 'rungs')]);
  });

  it('is had again, and in other packings, without one encoded frame', async () => {
    await ffmpeg.taken();
    const again = await exported(streamed.id, ['hls', 'srt']);
    expect(again).toMatchObject({ status: 'completed', error: null });
    expect((await ffmpeg.taken()).filter(isEncoding)).toEqual([]);
    expect((await hlsOf(again)).size_bytes).toBe((await hlsOf(streamed)).size_bytes);
  });

  it('is found again by another export of the same film', async () => {
    await ffmpeg.taken();
    expect(await exported(film.id, ['hls'])).toMatchObject({ status: 'completed', error: null });
    expect(await ffmpeg.taken()).toEqual([]);
  });

  it('leads from one signed address to all of its files, whole to the last byte', async () => {
    const { url, size_bytes } = await hlsOf(streamed);
    const master = new URL(url, app.url);
    const text = await (await fetch(master)).text();
    const { media, variants } = readMaster(text);
    expect(variants.map(({ RESOLUTION }) => RESOLUTION)).toEqual(['640x360', '426x240', '320x180']);
    expect(media.map(({ TYPE, LANGUAGE, DEFAULT }) => [TYPE, LANGUAGE, DEFAULT])).toEqual([
      ['AUDIO', 'zh', 'YES'],
      ['SUBTITLES', 'zh', 'YES'],
    ]);
    const { duration_sec } = await videoOf(streamed);
    let bytes = 0;
    for (const uri of [...variants, ...media].map((each) => each.uri ?? each.URI ?? '')) {
      const at = new URL(uri, master);
      const list = readMedia(await (await fetch(at)).text());
      const seconds = list.segments.reduce((sum, segment) => sum + segment.seconds, 0);
      expect(Math.abs(seconds - duration_sec)).toBeLessThan(0.05);
      bytes += await bytesOf(list, at);
    }
    const [sound] = media;
    expect(sound).toMatchObject({ CHANNELS: '2' });
    // The rest is the playlists.
    expect(size_bytes - bytes).toBeGreaterThan(0);
    expect(size_bytes - bytes).toBeLessThan(20_000);
  });

  /** Of the file that a playlist plays, every byte of which it has to play. */
  async function bytesOf({ init, segments }: MediaList, list: URL): Promise<number> {
    const file = new URL(segments[0]?.uri ?? '', list);
    const { status, headers } = await fetch(file, { method: 'HEAD' });
    const bytes = Number(headers.get('content-length'));
    expect([status, bytes > 0]).toEqual([200, true]);
    const last = segments.at(-1)?.range;
    if (last) {
      expect([init?.uri, last.offset + last.bytes]).toEqual([segments[0]?.uri, bytes]);
    }
    return bytes;
  }

  (hasBrowser ? describe : describe.skip)('in Chromium (npm run setup:browser)', () => {
    it('is played by hls.js in every size and to its end', async () => {
      const evaluate = await player!.page();
      const address = new URL((await hlsOf(streamed)).url, app.url).href;
      const started = await evaluate<any>(`play(${JSON.stringify(address)})`);
      expect(started).toMatchObject({ from: 0, first: 0, errors: [], shown: 0 });
      const sizes = [await evaluate('changeTo(2)'), await evaluate('changeTo(0)'), await evaluate('changeTo(1)')];
      expect(sizes).toEqual(['640x360', '320x180', '426x240']);
      expect((await evaluate<any>('read(0)')).length).toBeGreaterThan(0);
      const ended = await evaluate<any>('end()');
      expect(ended.errors).toEqual([]);
      expect(Math.abs(ended.at - (await videoOf(streamed)).duration_sec)).toBeLessThan(0.05);
    });
  });

  it('is read by ffmpeg over HTTP: three sizes, one sound, and each decodes', async () => {
    const { url } = await hlsOf(streamed);
    const address = new URL(url, app.url).href;
    const entries = ['-show_entries', 'stream=codec_type,width', '-of', 'json', address];
    const { streams } = JSON.parse((await run('ffprobe', ['-v', 'error', ...entries])).stdout);
    const widths = streams.flatMap(({ codec_type, width }: any) => (codec_type === 'video' ? [width] : []));
    expect([...new Set(widths)].sort()).toEqual([320, 426, 640]);
    const { frames } = { frames: Math.round((await videoOf(streamed)).duration_sec * 25) };
    const decode = ['-map', '0:v', '-map', '0:a', '-f', 'null', '-progress', 'pipe:1', '-'];
    const { stderr, stdout } = await run('ffmpeg', ['-v', 'error', '-xerror', '-i', address, ...decode]);
    expect([stderr, stdout.match(/^frame=\d+/gm)?.at(-1)]).toEqual(['', `frame=${frames}`]);
  });
});
