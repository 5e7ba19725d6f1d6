import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Color } from 'sharp';
import { SET_NAMES, type SetName, type Weather } from '../../src/art/look.js';
import { lookOf } from '../../src/art/wardrobe.js';
import { type TimeOfDay } from '../../src/common/vocabulary.js';
import { Media } from '../../src/media/media.js';
import { FRAMES_PER_SECOND } from '../../src/media/timeline.js';
import { failedChecks } from '../../src/workflow/quality.js';
import { pictureChecks } from '../../src/workflow/stages/picture-check.js';

const never = new AbortController().signal;
const WIDE = { width: 640, height: 360 };
const FILM = { width: 1280, height: 720 };

describe('a picture that is to be filmed', () => {
  let media: Media;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jumu-picture-'));
    media = new Media({ concurrency: 2, ffmpegPath: null });
  });

  afterAll(async () => {
    await media.onApplicationShutdown();
    await rm(directory, { recursive: true, force: true });
  });

  /** What is wrong with a file, looked at as if a vendor had sent it. */
  const faultsOf = async (bytes: Buffer, wanted = FILM): Promise<string> => {
    const [foreign, clean] = [join(directory, 'foreign'), join(directory, 'clean')];
    await writeFile(foreign, bytes);
    const { width, height } = await media.cleanPicture(foreign, clean, never);
    return failedChecks(pictureChecks({ width, height, contrast: await media.contrast(clean, never) }, wanted));
  };

  const drawn = (set: SetName, time: TimeOfDay, weather: Weather): Promise<Buffer> =>
    media.still(
      { ...WIDE, fps: FRAMES_PER_SECOND },
      {
        source: {
          kind: 'drawn',
          scene: {
            set,
            time,
            weather,
            seed: 7,
            // Some with somebody, some without: people make more contrast.
            cast:
              time === 'dusk' ? [{ name: '林晚', look: lookOf({ name: '林晚' }), emotion: 'sad', position: 0.4 }] : [],
          },
        },
        size: time === 'dusk' ? 'close_up' : 'wide',
        camera: 'static',
        frames: 1,
        tailFrames: 0,
        lines: [],
      },
      never,
    );

  const plain = (background: Color, size = FILM) =>
    sharp({ create: { ...size, channels: 3, background } })
      .jpeg()
      .toBuffer();

  it.each(SET_NAMES)('passes as a foggy night and a close-up at dusk of our own: %s', async (set) => {
    for (const [time, weather] of [
      ['night', 'fog'],
      ['dusk', 'rain'],
    ] as const) {
      const bytes = await drawn(set, time, weather);
      expect({ time, weather, faults: await faultsOf(bytes) }).toEqual({ time, weather, faults: '' });
    }
  });

  it.each<[string, Color]>([
    ['black', '#000000'],
    ['white', '#ffffff'],
    ['of one colour', '#7a5236'],
  ])('does not pass when it is %s', async (_, colour) => {
    expect(await faultsOf(await plain(colour))).toMatch(/^picture_contrast is 0 /);
  });

  it('does not pass when there is nothing in it but noise', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
    const bytes = await sharp({ create: { ...FILM, channels: 3, background: '#000', noise } })
      .png()
      .toBuffer();
    expect(await faultsOf(bytes)).toMatch(/^picture_contrast is /);
  });

  it('does not pass when all of it is transparent', async () => {
    const scene = await drawn('cafe', 'day', 'clear');
    const unseen = await sharp(scene).removeAlpha().ensureAlpha(0).png().toBuffer();
    expect(await faultsOf(unseen)).toMatch(/^picture_contrast is 0 /);
  });

  it.each([
    ['as asked', 1280, 720, ''],
    ['as tall as OpenAI makes it', 1536, 1024, ''],
    ['half as large as the film', 640, 360, ''],
    ['square', 1024, 1024, 'picture_shape is 1 (limit 1.78)'],
    ['lying on its side', 720, 1280, 'picture_shape is 0.56 (limit 1.78)'],
    ['a thumbnail', 320, 180, 'picture_short_side is 180 (limit 360)'],
  ])('is judged by its size: %s', async (_, width, height, faults) => {
    const scene = await drawn('street', 'night', 'rain');
    expect(await faultsOf(await sharp(scene).resize(width, height, { fit: 'cover' }).jpeg().toBuffer())).toBe(faults);
  });

  it('is refused when its end is missing', async () => {
    const whole = await sharp(await drawn('home', 'day', 'clear'))
      .jpeg()
      .toBuffer();
    await expect(faultsOf(whole.subarray(0, whole.length / 2))).rejects.toMatchObject({ code: 'INVALID_OUTPUT' });
  });

  it('is cropped to the film, never stretched', async () => {
    // A circle in a picture that is taller than the film.
    const circle = Buffer.from('<svg width="1536" height="1024"><circle cx="768" cy="512" r="200" fill="#fff"/></svg>');
    await writeFile(
      join(directory, 'circle.png'),
      await sharp(circle).flatten({ background: '#203040' }).png().toBuffer(),
    );
    const still = await media.still(
      { ...WIDE, fps: FRAMES_PER_SECOND },
      {
        source: { kind: 'still', path: join(directory, 'circle.png') },
        size: 'medium',
        camera: 'static',
        frames: 1,
        tailFrames: 0,
        lines: [],
      },
      never,
    );
    await writeFile(join(directory, 'seen.png'), still);
    const { data, info } = await sharp(await readFile(join(directory, 'seen.png')))
      .greyscale()
      .threshold(150)
      .raw()
      .toBuffer({ resolveWithObject: true });
    const lit = [...data].flatMap((value, at) => (value > 0 ? [at] : []));
    const across = lit.map((at) => at % info.width);
    const down = lit.map((at) => Math.floor(at / info.width));
    const extent = (places: number[]) =>
      places.reduce((a, b) => Math.max(a, b)) - places.reduce((a, b) => Math.min(a, b));
    expect(extent(across)).toBeGreaterThan(100);
    expect(Math.abs(extent(across) - extent(down))).toBeLessThanOrEqual(2);
  });
});
