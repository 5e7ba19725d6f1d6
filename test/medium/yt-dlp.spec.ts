import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Scales } from '../../src/analysis/fetched-files.js';
import type { VideoDescription } from '../../src/analysis/video-description.js';
import { type DownloadOptions, YT_DLP_LIMITS, YtDlp } from '../../src/analysis/yt-dlp.js';
import { failureOf, toldOf } from '../contracts/vendor-rig.js';
import { allGone } from '../support/process-tree.js';
import { until } from '../support/until.js';
import { videoThat, YtDlpStub } from '../support/yt-dlp-stub.js';

const forever = new AbortController().signal;
const MAX_BYTES = 3 * 1024 ** 2;

let root: string;
let stub: YtDlpStub;
let directory: string;
/** Has looked for its program already. */
let known: YtDlp;
/** Of a video without captions. */
let film: VideoDescription;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'yt-dlp-spec-'));
  stub = await YtDlpStub.create(join(root, 'a stub'));
  known = newSut(stub.path, { checkEveryMs: Infinity });
  film = await describeVideo('ok');
});

beforeEach(async () => {
  directory = await mkdtemp(join(root, 'fetched-'));
  await stub.becomes('2026.08.19');
  await stub.taken();
});

afterAll(() => rm(root, { recursive: true, force: true }));

const newSut = (ytDlpPath: string | null = stub.path, limits: Partial<typeof YT_DLP_LIMITS> = {}) =>
  new YtDlp({ ytDlpPath, maxBytes: MAX_BYTES }, null, { ...YT_DLP_LIMITS, ...limits });

const options = (changes: Partial<DownloadOptions> = {}): DownloadOptions => ({
  directory,
  maxBytes: MAX_BYTES,
  maxSec: 3600,
  languages: ['zh'],
  signal: forever,
  ...changes,
});

const describeVideo = (mode: string, sut = known) => sut.describe(videoThat(mode), forever);
const download = (mode: string, changes: Partial<DownloadOptions> = {}, sut = known) =>
  sut.download(videoThat(mode), options({ description: film, ...changes }));

/** Fails if a run has left anything, here or where it unpacks itself. */
async function expectNothingLeft(): Promise<void> {
  expect(await readdir(directory)).toEqual([]);
}

describe('whether it is there', () => {
  it.each([
    ['2026.08.19', { ok: true }],
    ['2026.08.20.232704', { ok: true, version: '2026.08.20.232704' }],
    ['2025.11.12', { ok: true }],
    ['2025.11.11.235959', { ok: false, problem: 'too_old' }],
    ['2023.03.04', { ok: false, problem: 'too_old', version: '2023.03.04' }],
    ['youtube-dl', { ok: false, problem: 'unusable', version: null }],
    ['', { ok: false, problem: 'unusable' }],
  ])('is told by its release: %s', async (version, found) => {
    await stub.becomes(version);
    expect(await newSut().availability(forever)).toMatchObject({ ...found, path: stub.path });
  });

  it('is no where there is no program, or one that does not run', async () => {
    expect(await newSut(join(root, 'nothing')).availability(forever)).toMatchObject({ ok: false, problem: 'missing' });
    expect(await newSut(root).availability(forever)).toMatchObject({ ok: false, problem: 'unusable' });
    const broken = join(root, 'broken');
    await writeFile(broken, '#!/nowhere/python\n');
    await chmod(broken, 0o755);
    expect(await newSut(broken).availability(forever)).toMatchObject({ ok: false, problem: 'unusable' });
  });

  it('is looked for on the PATH', async () => {
    const before = process.env.PATH ?? '';
    try {
      process.env.PATH = [stub.directory, before].join(delimiter);
      expect(await newSut(null).availability(forever)).toMatchObject({ ok: true, path: stub.path });
    } finally {
      process.env.PATH = before;
    }
  });

  it('is remembered for a while, and seen when it changes', async () => {
    const patient = newSut();
    await Promise.all([patient.availability(forever), patient.availability(forever)]);
    await patient.availability(forever);
    expect(await stub.taken()).toEqual([['--ignore-config', '--version']]);
    const late = join(root, 'installed-later');
    const watchful = newSut(late, { checkEveryMs: 0 });
    expect(await watchful.availability(forever)).toMatchObject({ problem: 'missing' });
    await writeFile(late, await readFile(stub.path), { mode: 0o755 });
    expect(await watchful.availability(forever)).toMatchObject({ ok: true });
  });

  it.each([
    ['2023.03.04', 'PROVIDER_UNAVAILABLE.yt_dlp_old'],
    ['nonsense', 'PROVIDER_UNAVAILABLE.yt_dlp_unusable'],
  ])('is the first thing that a video fails by: %s', async (version, key) => {
    await stub.becomes(version);
    const sut = newSut();
    expect(await failureOf(describeVideo('ok', sut))).toMatchObject({ key, retryable: false });
    expect(await failureOf(download('ok', {}, sut))).toMatchObject({ key });
    const none = newSut(join(root, 'nothing'));
    expect((await failureOf(download('ok', {}, none))).key).toBe('PROVIDER_UNAVAILABLE.yt_dlp_missing');
  });

  it('does not keep anybody waiting who has given up', async () => {
    await expect(newSut().availability(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});

describe('what is known of a video', () => {
  it('is read without fetching it', async () => {
    expect(await describeVideo('captions')).toEqual({
      title: 'Rain over the old town',
      channel: 'Old Town Films',
      uploadedAt: '2024-05-24T10:30:00.000Z',
      durationSec: 4,
      viewCount: 1_250_000,
      likeCount: 89_000,
      commentCount: 3400,
      description: 'A short film',
      tags: ['rain'],
      language: 'zh',
      liveStatus: 'not_live',
      approxBytes: 1000,
      captions: [
        { language: 'en', isAutomatic: false },
        { language: 'zh-orig', isAutomatic: true },
      ],
    });
  });

  it.each(['playlist', 'nonsense', 'null'])('is not what is said of %s', async (mode) => {
    expect(await failureOf(describeVideo(mode))).toMatchObject({ key: 'INVALID_OUTPUT.json', provider: 'youtube' });
  });

  it('is not read where there is no end to it', async () => {
    const sut = newSut(stub.path, { answerBytes: 1024 ** 2 });
    expect(await failureOf(describeVideo('chatter-ask', sut))).toMatchObject({ key: 'INVALID_OUTPUT.too_large' });
  });

  it('is not waited for too long', async () => {
    const sut = newSut(stub.path, { describeMs: 300 });
    expect(await failureOf(describeVideo('ask-hang', sut))).toMatchObject({ key: 'DOWNLOAD_FAILED.timeout' });
  });

  it('leaves nothing where temporary files are', async () => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = await mkdtemp(join(root, 'tmp-'));
    try {
      await describeVideo('ok');
      await failureOf(describeVideo('private'));
      expect(await readdir(process.env.TMPDIR)).toEqual([]);
    } finally {
      process.env.TMPDIR = before;
      if (before === undefined) {
        delete process.env.TMPDIR;
      }
    }
  });
});

describe('a video', () => {
  it('is fetched as one file, and reported while it grows', async () => {
    const fetched = await download('ok');
    expect(fetched).toEqual({ path: join(directory, 'media.mp4'), captions: [] });
    const [ours, theirs] = await Promise.all([stat(fetched.path), stat(join(stub.directory, 'media.mp4'))]);
    expect(ours.size).toBe(theirs.size);
    expect(await readdir(directory)).toEqual(['media.mp4']);
  });

  it('is asked for by its id alone, even one that looks like an option', async () => {
    await known.download('--exec-true', options({ description: film }));
    const [args = []] = await stub.taken();
    expect(args.slice(-2)).toEqual(['--', 'https://www.youtube.com/watch?v=--exec-true']);
  });

  it.each([
    [['fr'], ['zh-orig']],
    [
      ['en', 'zh-CN'],
      ['en', 'zh-orig'],
    ],
  ])('comes with captions: of those in %j, %j', async (languages, found) => {
    const { captions } = await download('captions', { languages, description: undefined });
    expect(captions.map(({ language }) => language)).toEqual(found);
    expect(captions.map(({ isAutomatic }) => isAutomatic)).toEqual(found.map((name) => name.endsWith('-orig')));
    expect(await readFile(captions[0]?.path ?? '', 'utf8')).toContain('WEBVTT');
  });

  it('comes without captions that cannot be had', async () => {
    expect(await download('mute', { description: undefined })).toMatchObject({ captions: [] });
    expect(await readdir(directory)).toEqual(['media.mp4']);
  });

  it('that is described already is not asked about again', async () => {
    await download('ok');
    expect(await stub.taken()).toHaveLength(1);
  });

  it('replaces what another try has left', async () => {
    await writeFile(join(directory, 'media.mp4'), 'half');
    await mkdir(join(directory, 'yt-dlp-abc'));
    await download('ok');
    expect((await stat(join(directory, 'media.mp4'))).size).toBeGreaterThan(1000);
  });

  it.each([
    ['live', 'DOWNLOAD_FAILED.video_live'],
    ['upcoming', 'DOWNLOAD_FAILED.video_live'],
    ['long', 'DOWNLOAD_FAILED.video_too_long'],
    ['big', 'DOWNLOAD_FAILED.too_large'],
  ])('is refused before anything of it is fetched: %s', async (mode, key) => {
    expect(await failureOf(download(mode, { description: undefined }))).toMatchObject({ key, retryable: false });
    const calls = await stub.taken();
    expect(calls.filter((args) => !args.includes('--dump-single-json'))).toEqual([]);
    await expectNothingLeft();
  });

  it.each([
    ['private', 'DOWNLOAD_FAILED.video_private', false],
    ['gone', 'DOWNLOAD_FAILED.video_gone', false],
    ['age', 'DOWNLOAD_FAILED.video_age', false],
    ['bot', 'DOWNLOAD_FAILED.bot_check', false],
    ['begins', 'DOWNLOAD_FAILED.video_live', false],
    ['network', 'DOWNLOAD_FAILED.network', true],
    ['refused', 'DOWNLOAD_FAILED.status', true],
  ])('that cannot be had says why: %s', async (mode, key, retryable) => {
    const error = await failureOf(download(mode));
    expect(error).toMatchObject({ key, retryable });
    expect(toldOf(error)).not.toMatch(/SECRET|\/home|googlevideo|ERROR|WARNING/);
    await expectNothingLeft();
  });

  it('is told apart in the log, without an address that lets in whoever has it', async () => {
    const error = await failureOf(download('refused'));
    expect(error.cause).toMatchObject({ toolWords: expect.stringMatching(/HTTP Error 403: Forbidden …/) });
  });
});

describe('what comes in its place', () => {
  it.each([
    ['symlink', 'DOWNLOAD_FAILED.kind'],
    ['extra', 'DOWNLOAD_FAILED.kind'],
    ['folder', 'DOWNLOAD_FAILED.kind'],
    ['empty', 'DOWNLOAD_FAILED.kind'],
    ['limited', 'DOWNLOAD_FAILED.too_large'],
    ['filtered', 'DOWNLOAD_FAILED'],
    ['crash', 'DOWNLOAD_FAILED'],
  ])('is not taken: %s', async (mode, key) => {
    expect((await failureOf(download(mode))).key).toBe(key);
    await expectNothingLeft();
  });

  it('is weighed while it comes: without end, or larger than it was said to be', async () => {
    expect(await failureOf(download('flood'))).toMatchObject({ key: 'DOWNLOAD_FAILED.too_large', retryable: false });
    await expectNothingLeft();
    const description = { ...film, approxBytes: null };
    expect((await failureOf(download('ok', { description, maxBytes: 1000 }))).key).toBe('DOWNLOAD_FAILED.too_large');
    await expectNothingLeft();
  });

  it('does not count twice while pictures and sound are joined', async () => {
    await writeFile(join(directory, 'media.f137.mp4'), Buffer.alloc(800));
    await writeFile(join(directory, 'media.f140.m4a'), Buffer.alloc(100));
    await writeFile(join(directory, 'media.temp.mp4'), Buffer.alloc(900));
    const outcome = (maxBytes: number) =>
      new Promise((resolve) => {
        const scales = new Scales(
          directory,
          maxBytes,
          (bytes) => void scales.stop().then(() => resolve(bytes)),
          (failure) => resolve(failure.key),
        );
      });
    expect([await outcome(1000), await outcome(850)]).toEqual([900, 'DOWNLOAD_FAILED.too_large']);
  });

  it('may be words without end, of which nothing is kept', async () => {
    const controller = new AbortController();
    const fetching = download('chatter', { signal: controller.signal });
    fetching.catch(() => undefined);
    await until('the run', async () => (await stub.taken()).some((args) => args.includes('--max-filesize')));
    controller.abort(new Error('enough'));
    await expect(fetching).rejects.toThrow('enough');
    await expectNothingLeft();
  });

  it('is not waited for too long', async () => {
    const sut = newSut(stub.path, { downloadMs: 500 });
    expect(await failureOf(download('hang', {}, sut))).toMatchObject({
      key: 'DOWNLOAD_FAILED.timeout',
      retryable: true,
    });
    await expectNothingLeft();
  });
});

describe('when nobody waits any more', () => {
  it('all of it ends, also who does not listen, and nothing is left', async () => {
    const controller = new AbortController();
    const reports: number[] = [];
    const onProgress = ({ bytes }: { bytes: number }) => reports.push(bytes);
    const fetching = download('stubborn', { signal: controller.signal, onProgress });
    fetching.catch(() => undefined);
    const pids = await stub.pids();
    await until('a report', () => reports.includes(4));
    controller.abort(new Error('cancelled'));
    await expect(fetching).rejects.toThrow('cancelled');
    await allGone(pids);
    await expectNothingLeft();
    expect(reports.every((bytes) => [0, 4].includes(bytes))).toBe(true);
  });

  it('nothing is started', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(download('ok', { signal })).rejects.toThrow('cancelled');
    expect(await stub.taken()).toEqual([]);
  });
});
