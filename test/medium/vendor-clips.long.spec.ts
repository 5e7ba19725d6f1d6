import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { factsOfSound } from '../support/film-facts.js';
import { Media } from '../../src/media/media.js';
import { type Check, type ClipPlan, type RenderProfile } from '../../src/media/timeline.js';
import { vendorClip, type VendorClip } from '../support/vendor-clip.js';

const profile: RenderProfile = { width: 640, height: 360, fps: 25 };
const never = new AbortController().signal;
let media: Media;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jumu-vendor-clips-'));
  media = new Media({ concurrency: 2, ffmpegPath: null });
});

afterAll(async () => {
  await media.onApplicationShutdown();
  await rm(directory, { recursive: true, force: true });
});

async function fileOf(name: string, clip: VendorClip): Promise<string> {
  const path = join(directory, `${name}.vendor.mp4`);
  await writeFile(path, await vendorClip(clip));
  return path;
}

async function shotOf(path: string, frames: number): Promise<string> {
  const source = { kind: 'clip', path } as const;
  const plan: ClipPlan = {
    profile,
    shot: { source, size: 'medium', camera: 'static', frames, tailFrames: 0, lines: [] },
    ...{ transition: null, cues: [], heading: null, card: null, label: null, fadeInFrames: 0, fadeOutFrames: 0 },
  };
  const out = `${path}.shot.mp4`;
  await media.clip(plan, { silent: out }, never);
  return out;
}

const failures = (checks: Check[]) => checks.filter(({ status }) => status === 'failed').map(({ name }) => name);

/** Shorter and longer than their shots, of other rates and shapes; the first is what Stable Video Diffusion makes. */
const CLIPS: [name: string, clip: VendorClip, frames: number][] = [
  ['short-and-slow', { size: '1024x576', rate: 6, seconds: 25 / 6 }, 150],
  ['long', { size: '1280x768', rate: 24, seconds: 10 }, 60],
  ['upright', { size: '720x1280', rate: 30, seconds: 3 }, 75],
  ['square', { size: '960x960', rate: 16, seconds: 2 }, 80],
  ['wide-and-fast', { size: '1584x672', rate: 60, seconds: 1 }, 40],
];

describe('a clip of a vendor’s', () => {
  it.each(CLIPS)('%s becomes exactly its shot, never black, never standing still', async (name, clip, frames) => {
    const shot = await shotOf(await fileOf(name, clip), frames);
    expect(failures((await media.checkClip(shot, { profile, frames }, never)).checks)).toEqual([]);
  });

  it.each(CLIPS)('%s keeps its shape, and leaves nothing black', async (name, clip, frames) => {
    const shot = await shotOf(await fileOf(`${name}-shape`, { ...clip, picture: 'square' }), frames);
    for (const atSec of [0, (frames - 1) / profile.fps]) {
      const look = join(directory, 'look.png');
      await media.poster(shot, atSec, look, never);
      const { data, info } = await sharp(look).raw().toBuffer({ resolveWithObject: true });
      const isWhite = (x: number, y: number) => (data[(y * info.width + x) * info.channels] ?? 0) > 128;
      const green = (x: number, y: number) => data[(y * info.width + x) * info.channels + 1] ?? 0;
      // A clip of another shape is seen whole, and stands a little above the middle.
      const whiteIn = (of: number, at: (each: number, other: number) => boolean, others: number) =>
        Array.from({ length: of }, (_, each) =>
          Array.from({ length: others }, (__, other) => at(each, other)).some(Boolean),
        ).filter(Boolean).length;
      const across = whiteIn(info.width, isWhite, info.height);
      const down = whiteIn(info.height, (y, x) => isWhite(x, y), info.width);
      expect(across).toBeGreaterThan(30);
      expect(Math.abs(across - down)).toBeLessThanOrEqual(3);
      const corners = [0, info.width - 1].flatMap((x) => [0, info.height - 1].map((y) => green(x, y)));
      // Where there was no picture it would be black; the ground of another shape is half as bright, and edges are darkened.
      expect(Math.min(...corners)).toBeGreaterThan(15);
    }
  });
});

describe('the sound of a vendor’s clip', () => {
  const soundOf = async (name: string, clip: VendorClip, seconds: number): Promise<string | null> => {
    const out = join(directory, `${name}.wav`);
    return (await media.clipSound(await fileOf(name, clip), seconds, out, never)) ? out : null;
  };

  it.each([
    ['longer', 5, 2, 2],
    // It begins again, as its pictures do.
    ['shorter', 2, 5, 5],
    ['too short to begin again', 0.8, 3, 0.8],
  ])('of one that is %s than its shot ends with its pictures, softly, and is quieter than speech', async (...given) => {
    const [name, clipSeconds, shotSeconds, expected] = given;
    const sound = await soundOf(`tone-${name}`, { seconds: clipSeconds, toneHz: 1000 }, shotSeconds);
    const { seconds, lufs, edges } = await factsOfSound(sound ?? '');
    expect(seconds).toBeCloseTo(expected, 1);
    expect(Math.abs(lufs + 29)).toBeLessThan(1.5);
    // The first and last 10 ms, beside the whole.
    expect(Math.max(...edges)).toBeLessThan(-40);
  });

  it('is left alone where there is none, or nothing in it', async () => {
    await expect(soundOf('none', {}, 2)).resolves.toBeNull();
    await expect(soundOf('silence', { toneHz: 0 }, 2)).resolves.toBeNull();
    await expect(stat(join(directory, 'silence.wav'))).rejects.toThrow('ENOENT');
  });
});
