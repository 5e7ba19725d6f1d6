import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Random } from '../../src/common/random.js';
import { SAMPLE_RATE, toPcm16, wavHeader } from '../../src/common/wav.js';
import { Media } from '../../src/media/media.js';
import { type Stem } from '../../src/media/timeline.js';
import { type AmbienceKind } from '../../src/offline/composer.js';
import { compose } from '../../src/offline/score-renderer.js';

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'jumu-loudness-'));
const file = (name: string) => join(directory, name);
const never = new AbortController().signal;
const profile = { width: 64, height: 36, fps: 25 };
const sut = new Media({ concurrency: 2, ffmpegPath: null });

afterAll(async () => {
  await sut.onApplicationShutdown();
  rmSync(directory, { recursive: true, force: true });
});

function written(name: string, seconds: number, valueAt: (second: number) => number): string {
  const samples = Float32Array.from({ length: seconds * SAMPLE_RATE }, (_, index) => valueAt(index / SAMPLE_RATE));
  writeFileSync(file(name), Buffer.concat([wavHeader(samples.length, 1), toPcm16(samples)]));
  return file(name);
}

/** What films have under their voices: ambience of a place, and music where it is wanted. */
async function scored(name: string, seconds: number, ambience: AmbienceKind, hasMusic: boolean): Promise<Stem[]> {
  const out = { music: hasMusic ? file(`${name}.music.wav`) : null, ambience: file(`${name}.ambience.wav`) };
  const sections = [{ startSec: 0, endSec: seconds, mood: 'tense' as const, ambience }];
  await compose({ seconds, seed: seconds, sections }, out);
  const stems: Stem[] = [{ role: 'ambience', path: out.ambience, startSec: 0 }];
  return out.music === null ? stems : [...stems, { role: 'music', path: out.music, startSec: 0 }];
}

/** A film of one grey clip with that sound, as ffmpeg hears it and as its checks see it. */
async function filmOf(name: string, seconds: number, stems: Stem[]) {
  const at = (end: string) => file(`${name}.${end}`);
  const [clip, mixed, sound, film] = [at('clip.mp4'), at('mixed.wav'), at('sound.m4a'), at('film.mp4')];
  const picture = `color=gray:s=64x36:r=25:d=${seconds}`;
  const tags = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
  const video = ['-f', 'lavfi', '-i', picture, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', ...tags];
  await run('ffmpeg', ['-v', 'error', ...video, clip]);
  await sut.mix({ seconds, stems }, mixed, never);
  await sut.encodeSound({ path: mixed, seconds }, sound, never);
  await sut.cut({ clips: [clip], sound, subtitles: [], metadata: { AIGC: '{}' } }, film, never);
  const { stderr } = await run('ffmpeg', ['-nostdin', '-i', film, '-af', 'ebur128=peak=true', '-f', 'null', '-']);
  const summary = stderr.slice(stderr.lastIndexOf('Summary'));
  const told = (pattern: RegExp) => Number(pattern.exec(summary)?.[1]);
  const checks = await sut.checkFilm(film, { profile, frames: seconds * 25 }, never);
  return {
    lufs: told(/I:\s+(-?[\d.]+) LUFS/),
    truePeakDb: told(/Peak:\s+(-?[\d.]+) dBFS/),
    failed: checks.flatMap(({ name: check, status }) => (status === 'failed' ? check : [])),
    loudness: checks.find((check) => check.name === 'loudness_lufs'),
  };
}

const PLACES = [
  ...(['rain', 'street', 'waves', 'birds', 'room', 'crowd', 'wind', 'water'] as const),
  ...(['ventilation', 'train', 'hall', 'crickets'] as const),
];
const random = new Random('loudness');
const noise = (amplitude: number) => amplitude * random.between(-1, 1);
const FOOTAGE: Record<string, [seconds: number, valueAt: (second: number) => number]> = {
  'noise at full scale': [5, () => noise(1)],
  'noise that is hardly heard': [5, () => noise(0.003)],
  'a silent recording': [5, () => 0],
  'claps, one a second': [6, (second) => (second % 1 < 0.002 ? noise(0.9) : 0)],
  'bursts between whispers': [8, (second) => noise(second % 2 < 0.3 ? 0.6 : 0.01)],
  'a bang that dies away': [8, (second) => noise(0.8 * Math.exp(-second))],
  'one second of noise': [1, () => noise(0.2)],
  'clipped bass': [5, (second) => 0.9 * Math.sign(Math.sin(2 * Math.PI * 80 * second))],
  'a whistle': [2, (second) => 0.3 * Math.sin(2 * Math.PI * 3000 * second)],
  'hiss that few encoders keep': [5, (second) => noise(0.5) * Math.sin(2 * Math.PI * 17_000 * second)],
};

/** What is not as it is to be in a film, by what ffmpeg hears and by its checks. */
function faultsOf({ lufs, truePeakDb, failed }: Awaited<ReturnType<typeof filmOf>>): string[] {
  const isLoud = Math.abs(lufs + 16) <= 0.5;
  return [...(isLoud ? [] : [`${lufs} LUFS`]), ...(truePeakDb <= -1 ? [] : [`${truePeakDb} dBTP`]), ...failed];
}

describe('a finished film has -16 LUFS within half a LU, and no peak above -1 dBTP', () => {
  test.each(PLACES)('where %s is all there is to hear', async (place) => {
    expect(faultsOf(await filmOf(place, 6, await scored(place, 6, place, false)))).toEqual([]);
  });

  test.each(['rain', 'room'] as const)('with music, and %s', async (place) => {
    const name = `music-${place}`;
    expect(faultsOf(await filmOf(name, 8, await scored(name, 8, place, true)))).toEqual([]);
  });

  test.each(Object.entries(FOOTAGE))('with a clip whose sound is %s', async (name, [seconds, valueAt]) => {
    const footage = { role: 'footage' as const, path: written('footage.wav', seconds, valueAt), startSec: 0 };
    expect(faultsOf(await filmOf(name, seconds, [footage, ...(await scored(name, seconds, 'room', false))]))).toEqual(
      [],
    );
  });

  test('when it is joined of episodes, one of them nothing but rain', async () => {
    const episodes: Stem[] = [];
    for (const [index, place] of (['rain', 'train', 'water'] as const).entries()) {
      const path = file(`episode${index}.wav`);
      await sut.mix({ seconds: 4, stems: await scored(`episode${index}`, 4, place, false) }, path, never);
      episodes.push({ role: 'voice', path, startSec: index * 4 });
    }
    expect(faultsOf(await filmOf('series', 12, episodes))).toEqual([]);
  });
});

test('what cannot be so loud is told with its loudness, and no fault', async () => {
  const claps = written('claps.wav', 6, (second) => (second % 1 < 0.002 ? noise(0.9) : 0));
  const film = await filmOf('claps', 6, [{ role: 'voice', path: claps, startSec: 0 }]);
  expect(film.truePeakDb).toBeLessThanOrEqual(-1);
  expect(film.failed).toEqual([]);
  expect(film.loudness).toMatchObject({
    status: 'skipped',
    value: film.lufs,
    reason: expect.stringContaining('peaks'),
  });
});
