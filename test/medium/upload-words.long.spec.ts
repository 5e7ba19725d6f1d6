import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ForeignFormat, Media } from '../../src/media/media.js';
import { typeOf } from '../../src/uploads/accepted-files.js';
import { examine } from '../../src/uploads/upload-examination.js';

/** The subtitles of films that are sent: their words stay. */

// Tools that read strangers' films give way to everybody.
const run = promisify(execFile);
const never = new AbortController().signal;
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-c:s', 'mov_text'];
const ENCODING = {
  mp4: H264,
  mov: H264,
  webm: ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus', '-c:s', 'webvtt'],
};
type Container = keyof typeof ENCODING;

const ZH =
  '1\n00:00:00,500 --> 00:00:01,000\n我回来了。\n\n2\n00:00:01,200 --> 00:00:01,800\n<i>你是谁？</i>\n第二行\n';
const EN = '1\n00:00:00,500 --> 00:00:01,000\nA & B\n';

describe('the subtitles of a film that is sent', () => {
  let sut: Media;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jumu-words-'));
    sut = new Media({ concurrency: 1, ffmpegPath: null });
  });

  afterAll(async () => {
    await sut.onApplicationShutdown();
    await rm(directory, { recursive: true, force: true });
  });

  /** Two seconds, with a track for each of the languages, and with things that nobody shall know. */
  async function newFilm(container: Container, words: Record<string, string>, seconds = 2): Promise<string> {
    const path = join(await mkdtemp(join(directory, 'film-')), `sent.${container}`);
    const languages = Object.keys(words);
    const tracks = languages.map((language) => `${path}.${language}.srt`);
    await Promise.all(languages.map((language, index) => writeFile(tracks[index]!, words[language]!)));
    const labels = languages.flatMap((language, index) => [
      ...[`-metadata:s:s:${index}`, `language=${language}`, `-metadata:s:s:${index}`, 'title=SECRET'],
      ...[`-metadata:s:s:${index}`, 'handler_name=SECRET'],
    ]);
    await run('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc=s=160x90:r=25:d=${seconds}`],
      ...['-f', 'lavfi', '-i', `sine=d=${seconds}`, ...tracks.flatMap((track) => ['-i', track])],
      ...['-map', '0', '-map', '1', ...tracks.flatMap((_, index) => ['-map', `${index + 2}`])],
      ...[...ENCODING[container], ...labels, '-metadata', 'title=SECRET', path],
    ]);
    return path;
  }

  async function sent(path: string) {
    const bytes = await readFile(path);
    const type = await typeOf(bytes);
    const clean = `${path}.clean`;
    const { durationSec } = await examine(sut, path, type!, clean, never);
    const format: ForeignFormat = type!.mime === 'video/webm' ? 'matroska' : 'mov';
    const probe = await sut.foreign.examine(clean, format, never);
    const tracks = probe.streams.filter((stream) => stream.type === 'subtitle');
    const words = await Promise.all(
      tracks.map(async (track) => {
        const found = await sut.foreign.softSubtitles(
          clean,
          format,
          { ...probe, streams: [track] },
          { languages: [] },
          never,
        );
        return [track.language, ...(found?.cues.map(({ text }) => text) ?? [])];
      }),
    );
    return { durationSec, words, clean, format, probe };
  }

  it.each(['mp4', 'mov', 'webm'] as const)(
    'stay in %s, in both languages, and tell nothing else',
    async (container) => {
      const film = await newFilm(container, { chi: ZH, eng: EN });
      const { words, clean, durationSec, format, probe } = await sent(film);
      expect(words).toEqual([
        ['chi', '我回来了。', '你是谁？ 第二行'],
        ['eng', 'A & B'],
      ]);
      const found = await sut.foreign.softSubtitles(clean, format, probe, { languages: ['zh'] }, never);
      expect(found?.cues[1]).toMatchObject({ startSec: expect.closeTo(1.2, 1), endSec: expect.closeTo(1.8, 1) });
      expect((await readFile(film)).includes('SECRET')).toBe(true);
      expect((await readFile(clean)).includes('SECRET')).toBe(false);
      expect(durationSec).toBeCloseTo(2, 1);
      expect((await readdir(join(film, '..'))).filter((name) => /clean.+/.test(name))).toEqual([]);
    },
  );

  it('make the same file of the same film', async () => {
    const film = await newFilm('mp4', { chi: ZH });
    const [first, second] = [await readFile((await sent(film)).clean), await readFile((await sent(film)).clean)];
    expect(first.equals(second)).toBe(true);
  });

  it('make no film longer than its pictures and its sound', async () => {
    const film = await newFilm('mp4', {
      eng: `${EN}\n2\n00:00:01,500 --> 00:20:00,000\nfor ever\n\n3\n00:19:00,000 --> 00:20:00,000\nnever\n`,
    });
    const { words, durationSec, probe } = await sent(film);
    expect(words).toEqual([['eng', 'A & B', 'for ever']]);
    expect([durationSec, probe.durationSec]).toEqual([expect.closeTo(2, 1), expect.closeTo(2, 1)]);
  });

  it('that are broken go, and the film stays', async () => {
    const film = await newFilm('mp4', { chi: ZH, eng: EN });
    const bytes = await readFile(film);
    // The sizes and places of the last track's samples are none.
    for (const [name, skip] of [
      ['stsz', 12],
      ['stco', 8],
    ] as const) {
      const place = bytes.lastIndexOf(name) + 4 + skip;
      bytes.writeUInt32BE(0x7fffffff, place);
    }
    await writeFile(film, bytes);
    const { words, durationSec, probe } = await sent(film);
    expect(words[0]).toEqual(['chi', '我回来了。', '你是谁？ 第二行']);
    expect(durationSec).toBeCloseTo(2, 1);
    expect(probe.streams.filter(({ type }) => type !== 'subtitle')).toHaveLength(2);
  });

  it('are none of a sound', async () => {
    const film = await newFilm('mp4', { chi: ZH });
    const sound = `${film}.m4a.mp4`;
    await run('ffmpeg', ['-v', 'error', '-i', film, '-map', '0:a', '-map', '0:s', '-c', 'copy', sound]);
    const { words } = await sent(sound);
    expect(words).toEqual([]);
  });
});
