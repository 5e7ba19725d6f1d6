import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { Media } from '../../src/media/media.js';
import { type SheetPlan } from '../../src/media/timeline.js';

const profile = { width: 640, height: 360, fps: 25 };
const never = new AbortController().signal;
/** Shots of a second each, every one of a single colour. */
const COLOURS = ['ff0000', '00c000', '0000ff', 'ffff00', '00ffff', 'ff00ff'];
let sut: Media;
let directory: string;
let film: string;

const file = (name: string): string => join(directory, name);

async function ffmpeg(...args: string[]): Promise<void> {
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...args], { cwd: directory });
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jumu-pictures-'));
  sut = new Media({ concurrency: 1, ffmpegPath: null });
  film = file('film.mp4');
  const inputs = COLOURS.flatMap((colour) => ['-f', 'lavfi', '-i', `color=0x${colour}:s=640x360:r=25:d=1`]);
  const graph = `concat=n=${COLOURS.length},scale=out_color_matrix=bt709:out_range=tv,format=yuv420p`;
  const joined = ['-filter_complex', graph, '-colorspace', 'bt709', '-g', '50'];
  await ffmpeg(...inputs, ...joined, film);
  await ffmpeg('-f', 'lavfi', '-i', 'nullsrc=s=640x360:r=25:d=4,geq=random(1)*255:128:128', file('noise.mp4'));
});

afterAll(async () => {
  await sut.onApplicationShutdown();
  await rm(directory, { recursive: true, force: true });
});

/** The colour that a picture has there, as one of the film's; null: none of them. */
async function colourAt(picture: Sharp, left: number, top: number): Promise<string | null> {
  const area = { left: Math.round(left), top: Math.round(top), width: 4, height: 4 };
  const { channels } = await sharp(await picture.clone().extract(area).png().toBuffer()).stats();
  const found = COLOURS.find((colour) =>
    [0, 2, 4].every(
      (at, index) => Math.abs(parseInt(colour.slice(at, at + 2), 16) - (channels[index]?.mean ?? -99)) < 30,
    ),
  );
  return found ?? null;
}

describe('the GIF of a film', () => {
  const passages = [
    { startFrame: 25, frames: 20 },
    { startFrame: 105, frames: 10 },
  ];

  it('plays every other frame of its passages, for ever, no larger than 480 pixels, and with the label', async () => {
    await sut.gif({ film, profile, passages, label: 'AI 生成' }, file('film.gif'), never);
    const facts = await sharp(file('film.gif'), { animated: true }).metadata();
    expect(facts).toMatchObject({ format: 'gif', width: 480, pageHeight: 270, pages: 15, loop: 0 });
    expect(new Set(facts.delay)).toEqual(new Set([80]));
    const frames = Array.from({ length: 15 }, (_, page) => sharp(file('film.gif'), { page }));
    const seen = await Promise.all(frames.map((frame) => colourAt(frame, 100, 200)));
    expect(seen).toEqual([...Array(10).fill(COLOURS[1]), ...Array(5).fill(COLOURS[4])]);
    // Within the label it is another colour, in every frame.
    const labelled = await Promise.all(frames.map((frame) => colourAt(frame, 462, 14)));
    expect(labelled).toEqual(Array(15).fill(null));
    expect((await readdir(directory)).filter((name) => /part|label/.test(name))).toEqual([]);
  });

  it('becomes smaller where it would be too heavy: 5 MB are the most, even of noise', async () => {
    const noise = { film: file('noise.mp4'), profile, passages: [{ startFrame: 0, frames: 80 }], label: 'AI' };
    await sut.gif(noise, file('noise.gif'), never);
    const { width, pages } = await sharp(file('noise.gif'), { animated: true }).metadata();
    expect((await stat(file('noise.gif'))).size).toBeLessThanOrEqual(5_000_000);
    expect(width).toBeLessThan(480);
    expect(pages).toBe(40);
  });
});

describe('the contact sheet of a film', () => {
  const plan = (): SheetPlan => ({
    film,
    profile,
    title: `%{pts}',drawtext=textfile=/etc/passwd <b>没有寄出的信</b> ${'长'.repeat(150)} \u202e😀\u0000`,
    note: '共 6 个镜头 · 0:06',
    label: 'AI 生成',
    pictures: COLOURS.map((_, index) => ({ frame: index * 25 + 12, caption: `${index + 1} · 0:0${index}` })),
  });

  it('shows a frame of every shot in its order, under a title that may be anything', async () => {
    await sut.contactSheet(plan(), file('sheet.jpg'), never);
    const sheet = sharp(file('sheet.jpg'));
    const { format, width = 0 } = await sheet.metadata();
    expect({ format, width }).toEqual({ format: 'jpeg', width: 1035 });
    const places = [0, 1, 2, 3, 4, 5].map((index) => [30 + 495 * (index % 2), 72 + 311 * Math.floor(index / 2)]);
    const seen = await Promise.all(places.map(([x = 0, y = 0]) => colourAt(sheet, x + 20, y + 20)));
    expect(seen).toEqual(COLOURS);
    // Something is written into the head and below each picture.
    const areas = [[30, 10, 600, 50], ...places.map(([x = 0, y = 0]) => [x, y + 272, 60, 22])];
    for (const [left = 0, top = 0, areaWidth = 0, height = 0] of areas) {
      const area = await sheet.clone().extract({ left, top, width: areaWidth, height }).png().toBuffer();
      expect((await sharp(area).stats()).channels[0]?.max).toBeGreaterThan(120);
    }
  });

  it('is not made of a film that ends before one of its pictures', async () => {
    const pictures = [{ frame: 500, caption: '' }];
    await expect(sut.contactSheet({ ...plan(), pictures }, file('none.jpg'), never)).rejects.toMatchObject({
      code: 'RENDER_FAILED',
    });
    expect((await readdir(directory)).filter((name) => name.includes('none'))).toEqual([]);
  });
});
