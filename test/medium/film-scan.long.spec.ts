import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { type FilmScan, Media } from '../../src/media/media.js';
import { newForeignClip } from '../support/foreign-clips.js';

const never = new AbortController().signal;
let sut: Media;
let directory: string;

const file = (name: string): string => join(directory, name);

async function ffmpeg(...args: string[]): Promise<void> {
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...args], { cwd: directory });
}

/** Pieces of these lavfi sources, one after the other. */
async function newFilm(name: string, pieces: string[], ...options: string[]): Promise<string> {
  const inputs = pieces.flatMap((piece) => ['-f', 'lavfi', '-i', piece]);
  const graph = `${pieces.map((_, index) => `[${index}:v]setsar=1[v${index}]`).join(';')};${pieces
    .map((_, index) => `[v${index}]`)
    .join('')}concat=n=${pieces.length},format=yuv420p`;
  await ffmpeg(...inputs, '-filter_complex', graph, '-c:v', 'libx264', '-preset', 'ultrafast', ...options, file(name));
  return file(name);
}

async function scan(path: string, longestSec = 600, signal = never): Promise<FilmScan> {
  const format = /\.(mkv|webm)$/.test(path) ? 'matroska' : 'mov';
  const probe = await sut.foreign.examine(path, format, never);
  return sut.foreign.scan({ path, format, probe, longestSec, directory: file('out') }, signal);
}

const startsOf = ({ shots, fps }: FilmScan): number[] => shots.map(({ startSec }) => Math.round(startSec * fps));

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jumu-scan-'));
  await mkdir(file('out'));
  sut = new Media({ concurrency: 1, ffmpegPath: null });
});

afterAll(async () => {
  await sut.onApplicationShutdown();
  await rm(directory, { recursive: true, force: true });
});

describe('a film that is looked through', () => {
  const progress: number[] = [];
  let found: FilmScan;

  beforeAll(async () => {
    const size = 's=640x360:r=24';
    const film = await newFilm('film.mp4', [
      `testsrc2=${size}:d=2`,
      `mandelbrot=${size}:end_pts=240,trim=duration=1.5`,
      `smptebars=${size}:d=1`,
      `gradients=${size}:d=2:c0=red:c1=blue:x0=0:y0=0:x1=639:y1=359`,
    ]);
    const beeps = "aevalsrc='0.2*sin(2*PI*300*t)*between(t,0,3)':s=44100:d=6.5";
    await ffmpeg('-i', film, '-f', 'lavfi', '-i', beeps, '-c:v', 'copy', '-c:a', 'aac', file('heard.mp4'));
    const path = file('heard.mp4');
    const probe = await sut.foreign.examine(path, 'mov', never);
    found = await sut.foreign.scan(
      { path, format: 'mov', probe, longestSec: 60, directory: file('out') },
      never,
      (fraction) => {
        progress.push(fraction);
      },
    );
  });

  it('has its shots, to the frame', () => {
    expect(startsOf(found)).toEqual([0, 48, 84, 108]);
    expect(found).toMatchObject({ durationSec: 6.5, fps: 24, hasMoreShots: false });
    expect(found.shots.map(({ transition }) => transition)).toEqual(['start', 'cut', 'cut', 'cut']);
    expect(found.shots.at(-1)?.endSec).toBe(6.5);
  });

  it('tells how far it is', () => {
    expect(progress).toEqual([...new Set(progress)].sort());
    expect(progress.at(-1)).toBe(0.99);
  });

  it('has a picture of each, and all of them on a sheet', async () => {
    const sizes = await Promise.all(
      found.shots.map(async ({ thumbnail }) => {
        const { format, width, height } = await sharp(thumbnail).metadata();
        return [format, width, height];
      }),
    );
    expect(sizes).toEqual(Array(4).fill(['jpeg', 320, 180]));
    const { channels } = await sharp(found.shots[3]?.thumbnail).stats();
    expect((channels[0]?.mean ?? 0) + (channels[2]?.mean ?? 0)).toBeGreaterThan(4 * (channels[1]?.mean ?? 0));
    expect(await sharp(found.sheet ?? '').metadata()).toMatchObject({ format: 'jpeg', width: 498 });
  });

  it('has the colours, the brightness and the movement of each', () => {
    for (const { colours, brightness, motion } of found.shots) {
      expect(colours.length).toBeGreaterThan(0);
      expect(colours.join(' ')).toMatch(/^#[0-9a-f]{6}( #[0-9a-f]{6}){0,2}$/);
      expect(brightness).toBeGreaterThan(0.05);
      expect(brightness).toBeLessThan(0.95);
      expect(motion).toBeLessThanOrEqual(1);
    }
    expect(found.shots[2]?.motion).toBeLessThan(0.01);
    expect(found.shots[1]?.motion).toBeGreaterThan(0.02);
  });

  it('is heard: how loud it is, and where it is silent', () => {
    const { integratedLufs, peakDbfs, silences, silentShare, speech } = found.sound ?? {};

    expect(integratedLufs).toBeGreaterThan(-22);
    expect(integratedLufs).toBeLessThan(-12);
    expect(peakDbfs).toBeGreaterThan(-15);
    expect(peakDbfs).toBeLessThan(-6);
    expect(silences).toEqual([{ startSec: expect.closeTo(3, 1), endSec: 6.5 }]);
    expect(silentShare).toBeCloseTo(3.5 / 6.5, 1);
    expect(speech).toEqual([]);
  });
});

describe('a film of a kind of its own', () => {
  const pieces = (size: string): string[] => [`testsrc2=s=${size}:r=25:d=1`, `smptebars=s=${size}:r=25:d=1`];

  it('has no sound', async () => {
    expect((await scan(await newFilm('mute.mp4', pieces('320x180')))).sound).toBeNull();
  });

  it('has pictures at uneven times: its cuts are where they are seen', async () => {
    // Every second picture of the first second is left out, of the second one two in three.
    const path = file('uneven.mkv');
    const kept = "select='if(lt(t,1),not(mod(n,2)),not(mod(n,3)))'";
    await newFilm('even.mkv', [...pieces('320x180'), 'mandelbrot=s=320x180:r=25,trim=duration=1']);
    await ffmpeg('-i', file('even.mkv'), '-vf', kept, '-vsync', 'vfr', '-c:v', 'libx264', path);

    const { shots } = await scan(path);

    expect(shots.map(({ startSec }) => startSec)).toEqual([0, expect.closeTo(1, 0), expect.closeTo(2, 0)]);
    expect(Math.abs((shots[1]?.startSec ?? 0) - 1)).toBeLessThan(0.13);
    expect(Math.abs((shots[2]?.startSec ?? 0) - 2)).toBeLessThan(0.13);
  });

  it('is held upright, begins late, and is seen from its start', async () => {
    const clip = await newForeignClip(directory, 'phone', {
      size: [360, 640],
      rotation: 90,
      beginSec: 0.5,
      seconds: 2,
    });

    const { shots } = await scan(clip);

    const { width, height } = await sharp(shots[0]?.thumbnail).metadata();
    expect([width, height]).toEqual([180, 320]);
  });

  it('has one picture', async () => {
    const path = await newFilm('one.mp4', ['testsrc2=s=320x180:r=25:d=0.04']);

    const { shots, durationSec } = await scan(path);

    expect(durationSec).toBe(0.04);
    expect(shots).toMatchObject([{ startSec: 0, endSec: 0.04, transition: 'start' }]);
  });

  it('is of one colour', async () => {
    const { shots } = await scan(await newFilm('red.mp4', ['color=red:s=320x180:r=25:d=3']));

    expect(shots).toMatchObject([
      { startSec: 0, endSec: 3, motion: 0, colours: [expect.stringMatching(/^#f[0-9a-f]0/)] },
    ]);
  });

  it('is longer than is looked at', async () => {
    const { durationSec, shots, sound } = await scan(file('heard.mp4'), 3);

    expect(durationSec).toBe(3);
    expect(shots.map(({ startSec }) => startSec)).toEqual([0, 2]);
    expect(sound?.silences).toEqual([]);
  });

  it('shows nothing: it is no film', async () => {
    await ffmpeg('-f', 'lavfi', '-i', 'sine=d=2', '-c:a', 'aac', file('sound.m4a'));

    await expect(scan(file('sound.m4a'))).rejects.toMatchObject({ code: 'INVALID_OUTPUT' });
  });
});

describe('a look that is given up', () => {
  it('leaves nothing behind', async () => {
    await rm(file('out'), { recursive: true });
    await mkdir(file('out'));
    await newFilm('long.mp4', ['testsrc2=s=1280x720:r=25:d=60']);
    const controller = new AbortController();
    const path = file('long.mp4');
    const probe = await sut.foreign.examine(path, 'mov', never);
    const task = { path, format: 'mov' as const, probe, longestSec: 60, directory: file('out') };

    const look = sut.foreign.scan(task, controller.signal, () => controller.abort(new Error('enough')));

    await expect(look).rejects.toThrow('enough');
    expect(await readdir(file('out'))).toEqual([]);
  });
});
