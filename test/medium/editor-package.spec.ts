import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { loadDraft, lintDraft } from 'capcut-cli';
import { type Entry, openPromise } from 'yauzl';
import { EDITOR_FORMATS, type EditorFormat, editorPackage } from '../../src/workflow/exports/editor-package.js';
import { type ZipEntry, writeZip } from '../../src/workflow/exports/zip-file.js';
import { shortTimeline } from '../support/film-timelines.js';

const run = promisify(execFile);
const FIXED = AbortSignal.timeout(60_000);

/** A film of files that are there: as long as its timeline says, at 25 frames a second. */
const TIMELINE = shortTimeline({ profile: { width: 90, height: 160, fps: 25 } });

let directory: string;
const sources = new Map<string, string>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jumu-package-'));
  const make = async (key: string, name: string, input: string, encoding: string[]) => {
    const path = join(directory, name);
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', input, ...encoding, path]);
    sources.set(key, path);
  };
  for (const [index, { key, frames }] of TIMELINE.clips.entries()) {
    const picture = `testsrc=s=90x160:r=25:d=${frames / 25}`;
    await make(key, `${index}.mp4`, picture, ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']);
  }
  for (const { key, role, frames } of TIMELINE.stems) {
    await make(key, `${role}.wav`, `sine=440:r=48000:d=${frames / 25}`, ['-ac', '2', '-c:a', 'pcm_s16le']);
  }
});

afterAll(() => rm(directory, { recursive: true, force: true }));

async function packed(format: EditorFormat, name: string): Promise<string> {
  const { entries, ext } = editorPackage(format, TIMELINE, { captionsInPicture: false });
  const zipped = entries.map(({ path, content }): ZipEntry => {
    const source = 'key' in content ? { path: sources.get(content.key) ?? '' } : content;
    return { path, source };
  });
  const path = join(directory, `${name}.${ext}`);
  await writeZip(zipped, path, FIXED);
  return path;
}

/** Unpacks by a reader that is not ours, which also checks the sums. */
async function unpacked(path: string): Promise<{ root: string; entries: Entry[] }> {
  const root = await mkdtemp(join(directory, 'unpacked-'));
  const zip = await openPromise(path, { validateEntrySizes: true });
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    const to = join(root, entry.fileName);
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, await zip.openReadStreamPromise(entry));
    entries.push(entry);
  }
  return { root, entries };
}

async function secondsOf(path: string): Promise<number> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', path]);
  return Number(stdout);
}

const sum = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

describe.each(EDITOR_FORMATS)('the package as %s', (format) => {
  it('has all files of the film as they were, each as long as the timeline says', async () => {
    const { root, entries } = await unpacked(await packed(format, `whole-${format}`));
    const folder = format === 'otio' ? root : join(root, '天台雨夜');
    const lengths = await Promise.all(
      entries
        .filter(({ fileName }) => /(^|\/)media\//.test(fileName))
        .map(({ fileName }) => secondsOf(join(root, fileName))),
    );
    expect(lengths).toEqual([...TIMELINE.clips, ...TIMELINE.stems].map(({ frames }) => frames / 25));
    expect(await sum(join(folder, 'media/E01_S01_SH02.mp4'))).toBe(await sum(sources.get('clip/1') ?? ''));
    expect(await readFile(join(folder, 'captions/zh.srt'), 'utf8')).toContain(
      '00:00:03,400 --> 00:00:05,000\n林晚：你来了。',
    );
    expect(entries.filter(({ compressionMethod }) => compressionMethod !== 0)).toEqual([]);
  });

  it('is the same file each time', async () => {
    const [one, other] = [await packed(format, `one-${format}`), await packed(format, `other-${format}`)];
    expect(await sum(one)).toBe(await sum(other));
  });
});

it('a draft finds its files where a reader of drafts looks for them', async () => {
  const { root } = await unpacked(await packed('capcut', 'draft'));
  const folder = join(root, '天台雨夜');
  const path = join(folder, 'draft_info.json');
  const text = await readFile(path, 'utf8');
  // The program puts the folder there itself.
  await writeFile(path, text.replaceAll(/##_draftpath_placeholder_[^#]+_##/g, folder));
  await rm(join(folder, 'draft_content.json'));
  const { draft } = loadDraft(path);
  const faults = () => lintDraft(draft, { ...LINT, draftDir: folder }).map(({ code }) => code);
  expect(faults()).toEqual([]);
  await rm(join(folder, 'media/MUSIC_01.wav'));
  expect(faults()).toEqual(['missing-file']);
});

const LINT = {
  maxCharsPerLine: 42,
  maxCueDurationUs: 7_000_000,
  minGapBetweenCaptionsUs: 0,
  checkLocalPaths: true,
  probeMedia: true,
  maxCharsPerSecond: 20,
  safeAreaFraction: 0.85,
};

describe('an archive', () => {
  it('of a file that is not there fails by its name', async () => {
    const missing = [{ path: 'a', source: { path: join(directory, 'missing') } }];
    await expect(writeZip(missing, join(directory, 'x.zip'), FIXED)).rejects.toThrow('missing');
  });

  it('is not begun where it has no room', async () => {
    // Files that are said to be larger than any disk: nothing of them is there.
    const huge = join(directory, 'huge.wav');
    await run('truncate', ['-s', '7T', huge]);
    const entries = [1, 2, 3].map((number) => ({ path: `${number}.wav`, source: { path: huge } }));
    const path = join(directory, 'huge.zip');
    await expect(writeZip(entries, path, AbortSignal.timeout(1000))).rejects.toMatchObject({ code: 'NO_SPACE' });
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is left at once where nobody wants it any more', async () => {
    const reason = new Error('cancelled');
    const abort = new AbortController();
    const path = join(directory, 'left.zip');
    const entries = [...sources.values()].map((source, index) => ({ path: `${index}`, source: { path: source } }));
    const writing = writeZip(entries, path, abort.signal);
    abort.abort(reason);
    await expect(writing).rejects.toThrow('aborted');
  });

  it('of many hundreds of megabytes is written in a few blocks of memory', async () => {
    const big = join(directory, 'big.wav');
    await run('truncate', ['-s', '160M', big]);
    const entries = [1, 2].map((number) => ({ path: `${number}.wav`, source: { path: big } }));
    const path = join(directory, 'big.zip');
    const before = process.memoryUsage();
    let most = 0;
    const watch = setInterval(() => {
      const { arrayBuffers, external } = process.memoryUsage();
      most = Math.max(most, arrayBuffers - before.arrayBuffers, external - before.external);
    }, 10);
    try {
      await writeZip(entries, path, FIXED);
    } finally {
      clearInterval(watch);
    }
    expect((await stat(path)).size).toBeGreaterThan(320 * 1024 * 1024);
    expect(most).toBeLessThan(160 * 1024 * 1024);
    await rm(path);
  });
});
