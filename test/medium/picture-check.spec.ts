import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Color } from 'sharp';
import { FRAMES_PER_SECOND } from '../../src/media/timeline.js';
import { FILM, PictureDesk } from '../support/picture-desk.js';

const never = new AbortController().signal;
const WIDE = { width: 640, height: 360 };

describe('a picture that is to be filmed', () => {
  let desk: PictureDesk;

  beforeAll(async () => {
    desk = await PictureDesk.open();
  });

  afterAll(() => desk.close());

  const plain = (background: Color, size = FILM) =>
    sharp({ create: { ...size, channels: 3, background } })
      .jpeg()
      .toBuffer();

  it.each(['street', 'home', 'rooftop'] as const)('passes as a foggy night of our own: %s', async (set) => {
    expect(await desk.faultsOf(await desk.drawn(set, 'night', 'fog'))).toBe('');
  });

  it.each<[string, Color]>([
    ['black', '#000000'],
    ['white', '#ffffff'],
    ['of one colour', '#7a5236'],
  ])('does not pass when it is %s', async (_, colour) => {
    expect(await desk.faultsOf(await plain(colour))).toMatch(/^picture_contrast is 0 /);
  });

  it('does not pass when there is nothing in it but noise', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
    const bytes = await sharp({ create: { ...FILM, channels: 3, background: '#000', noise } })
      .png()
      .toBuffer();
    expect(await desk.faultsOf(bytes)).toMatch(/^picture_contrast is /);
  });

  it('does not pass when all of it is transparent', async () => {
    const scene = await desk.drawn('cafe', 'day', 'clear');
    const unseen = await sharp(scene).removeAlpha().ensureAlpha(0).png().toBuffer();
    expect(await desk.faultsOf(unseen)).toMatch(/^picture_contrast is 0 /);
  });

  it.each([
    ['as asked', 1280, 720, ''],
    ['as tall as OpenAI makes it', 1536, 1024, ''],
    ['half as large as the film', 640, 360, ''],
    ['square', 1024, 1024, 'picture_shape is 1 (limit 1.78)'],
    ['lying on its side', 720, 1280, 'picture_shape is 0.56 (limit 1.78)'],
    ['a thumbnail', 320, 180, 'picture_short_side is 180 (limit 360)'],
  ])('is judged by its size: %s', async (_, width, height, faults) => {
    const scene = await desk.drawn('street', 'night', 'rain');
    expect(await desk.faultsOf(await sharp(scene).resize(width, height, { fit: 'cover' }).jpeg().toBuffer())).toBe(
      faults,
    );
  });

  it('is refused when its end is missing', async () => {
    const whole = await sharp(await desk.drawn('home', 'day', 'clear'))
      .jpeg()
      .toBuffer();
    await expect(desk.faultsOf(whole.subarray(0, whole.length / 2))).rejects.toMatchObject({ code: 'INVALID_OUTPUT' });
  });

  it('is cropped to the film, never stretched', async () => {
    // A circle in a picture that is taller than the film.
    const circle = Buffer.from('<svg width="1536" height="1024"><circle cx="768" cy="512" r="200" fill="#fff"/></svg>');
    await writeFile(
      join(desk.directory, 'circle.png'),
      await sharp(circle).flatten({ background: '#203040' }).png().toBuffer(),
    );
    const still = await desk.media.still(
      { ...WIDE, fps: FRAMES_PER_SECOND },
      {
        source: { kind: 'still', path: join(desk.directory, 'circle.png') },
        size: 'medium',
        camera: 'static',
        frames: 1,
        tailFrames: 0,
        lines: [],
      },
      never,
    );
    await writeFile(join(desk.directory, 'seen.png'), still);
    const { data, info } = await sharp(await readFile(join(desk.directory, 'seen.png')))
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
