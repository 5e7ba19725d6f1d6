import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { Media } from '../../src/media/media.js';
import { FRAMES_PER_SECOND } from '../../src/media/timeline.js';

const never = new AbortController().signal;
let sut: Media;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jumu-frames-'));
  sut = new Media({ concurrency: 1, ffmpegPath: null });
});

afterAll(async () => {
  await sut.onApplicationShutdown();
  await rm(directory, { recursive: true, force: true });
});

const file = (name: string): string => join(directory, name);

/** A clip that is red at first and blue in its second half. */
async function newClip(name: string, seconds: number, size = '320x180'): Promise<string> {
  const half = (colour: string) => `color=${colour}:size=${size}:rate=${FRAMES_PER_SECOND}:duration=${seconds / 2}`;
  const inputs = ['-f', 'lavfi', '-i', half('red'), '-f', 'lavfi', '-i', half('blue')];
  const output = ['-filter_complex', 'concat=n=2', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', file(name)];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...inputs, ...output]);
  return file(name);
}

const coloursOf = async (clip: string, seconds: number) => {
  const frames = await sut.frames(clip, seconds * FRAMES_PER_SECOND, never);
  const dominants = await Promise.all(frames.map(async ({ bytes }) => (await sharp(bytes).stats()).dominant));
  return dominants.map(({ r, b }) => (r > b ? 'red' : 'blue'));
};

describe('frames of a clip', () => {
  it('are spread evenly over it, one for each second, at least three and at most five', async () => {
    expect(await coloursOf(await newClip('short.mp4', 2), 2)).toEqual(['red', 'blue', 'blue']);
    expect(await coloursOf(await newClip('middle.mp4', 4), 4)).toEqual(['red', 'red', 'blue', 'blue']);
    expect(await coloursOf(await newClip('long.mp4', 12), 12)).toEqual(['red', 'red', 'blue', 'blue', 'blue']);
  });

  it('are small JPEGs, and know their moments', async () => {
    const frames = await sut.frames(await newClip('wide.mp4', 4, '1280x720'), 4 * FRAMES_PER_SECOND, never);
    expect(frames.map(({ startSec }) => Math.round(startSec * 2))).toEqual([1, 3, 5, 7]);
    const { format, width, height } = await sharp(frames[0]!.bytes).metadata();
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: 512, height: 288 });
    expect(Math.max(...frames.map(({ bytes }) => bytes.length))).toBeLessThan(64 * 1024);
  });

  it('are no higher than wide ones are wide', async () => {
    const [frame] = await sut.frames(await newClip('tall.mp4', 2, '720x1280'), 2 * FRAMES_PER_SECOND, never);
    const { width, height } = await sharp(frame!.bytes).metadata();
    expect({ width, height }).toEqual({ width: 288, height: 512 });
  });

  it('are asked of a clip that is long enough, and whole', async () => {
    const clip = await newClip('cut.mp4', 2);
    await expect(sut.frames(clip, 1000, never)).rejects.toMatchObject({ code: 'INVALID_OUTPUT' });
    await writeFile(file('noise.mp4'), 'no film');
    await expect(sut.frames(file('noise.mp4'), 50, never)).rejects.toHaveProperty('code');
  });

  it('are not taken from what a playlist names', async () => {
    const clip = await newClip('named.mp4', 2);
    await writeFile(file('list.mp4'), `ffconcat version 1.0\nfile '${clip}'\n`);
    await expect(sut.frames(file('list.mp4'), 2 * FRAMES_PER_SECOND, never)).rejects.toHaveProperty('code');
  });

  it('are nobody’s any more when nobody waits', async () => {
    const clip = await newClip('gone.mp4', 2);
    await expect(sut.frames(clip, 50, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});

it('a picture is looked at as a small JPEG, whatever it is', async () => {
  const wide = await sharp({ create: { width: 1280, height: 720, channels: 4, background: '#ff000080' } })
    .png()
    .toBuffer();
  await writeFile(file('wide.png'), wide);
  const bytes = await sut.glance(file('wide.png'), never);
  const { format, width, height } = await sharp(bytes).metadata();
  expect({ format, width, height }).toEqual({ format: 'jpeg', width: 512, height: 288 });
});
