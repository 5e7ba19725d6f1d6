import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { Media } from '../../src/media/media.js';
import { newBomb } from '../support/upload-files.js';

const never = new AbortController().signal;
const PROFILE = { width: 320, height: 180, fps: 25 };
/** The colour that is looked for in the middle of every picture. */
const RED = [184, 87, 79];
const [r = 0, g = 0, b = 0] = RED;

let media: Media;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jumu-any-picture-'));
  media = new Media({ concurrency: 1, ffmpegPath: null });
});

afterAll(async () => {
  await media.onApplicationShutdown();
  await rm(directory, { recursive: true, force: true });
});

const plain = (width = 64, height = 48, alpha = 1): Sharp =>
  sharp({ create: { width, height, channels: alpha === 1 ? 3 : 4, background: { r, g, b, alpha } } });

/** Twelve or more bits of the same colour. */
const deep = (): Sharp => {
  const pixels = new Uint16Array(64 * 48 * 3).map((_, index) => (RED[index % 3] ?? 0) * 257);
  return sharp(pixels, { raw: { width: 64, height: 48, channels: 3 } }).toColourspace('rgb16');
};

/** Two pages, the first of our colour. */
const animated = () =>
  Promise.all([
    plain().png().toBuffer(),
    sharp({ create: { width: 64, height: 48, channels: 3, background: '#0000ff' } })
      .png()
      .toBuffer(),
  ]).then((pages) => sharp(pages, { join: { animated: true } }));

interface Kind {
  bytes: () => Promise<Buffer>;
  size?: [number, number];
  format?: string;
  seen?: number[];
  off?: number;
}

const KINDS: Record<string, Kind> = {
  'a single pixel': { bytes: () => plain(1, 1).png().toBuffer(), size: [1, 1], format: 'png' },
  'a strip': { bytes: () => plain(10_000, 50).png().toBuffer(), size: [10_000, 50], format: 'png' },
  'an upright strip': { bytes: () => plain(50, 10_000).jpeg().toBuffer(), size: [50, 10_000] },
  'a JPEG': { bytes: () => plain().jpeg().toBuffer() },
  'a progressive JPEG': { bytes: () => plain().jpeg({ progressive: true }).toBuffer() },
  'a JPEG for print, with its profile': {
    bytes: () => plain().withIccProfile('cmyk').toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
    off: 24,
  },
  'a JPEG for print, without': {
    bytes: () => plain().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
    off: 24,
  },
  'a JPEG of greys': { bytes: () => plain().greyscale().jpeg().toBuffer(), seen: [114, 114, 114] },
  'a PNG of greys': { bytes: () => plain().greyscale().png().toBuffer(), format: 'png', seen: [114, 114, 114] },
  'a PNG of sixteen bits': { bytes: () => deep().png().toBuffer(), format: 'png' },
  'a PNG with a palette': { bytes: () => plain().png({ palette: true }).toBuffer(), format: 'png' },
  'a PNG of one bit': {
    bytes: () =>
      sharp({ create: { width: 64, height: 48, channels: 3, background: '#fff' } })
        .toColourspace('b-w')
        .png({ palette: true, colours: 2 })
        .toBuffer(),
    ...{ format: 'png', seen: [255, 255, 255] },
  },
  'a PNG with Display P3': { bytes: () => plain().withIccProfile('p3').png().toBuffer(), format: 'png', off: 3 },
  'a JPEG with Display P3': { bytes: () => plain().withIccProfile('p3').jpeg({ quality: 100 }).toBuffer(), off: 6 },
  'a PNG that is half transparent': {
    bytes: () => plain(64, 48, 0.5).png().toBuffer(),
    ...{ format: 'png', seen: RED.map((value) => Math.round(value / 2)) },
  },
  'a WebP': { bytes: () => plain().webp().toBuffer(), format: 'webp' },
  'an animated WebP': { bytes: () => animated().then((both) => both.webp().toBuffer()), format: 'webp' },
};

const TURNS = [1, 2, 3, 4, 5, 6, 7, 8];

describe('a picture of any kind', () => {
  const cleaned = async (bytes: Buffer) => {
    const [path, out] = [join(directory, 'foreign'), join(directory, 'clean')];
    await writeFile(path, bytes);
    await rm(out, { force: true });
    return { ...(await media.cleanPicture(path, out, never)), out };
  };

  /** What our renderer shows in the middle of it. */
  const middleOf = async (path: string): Promise<number[]> => {
    const shot = { source: { kind: 'still' as const, path }, size: 'medium' as const, camera: 'static' as const };
    const still = await media.still(PROFILE, { ...shot, frames: 1, tailFrames: 0, lines: [] }, never);
    const { data, info } = await sharp(still).raw().toBuffer({ resolveWithObject: true });
    const place = ((info.height / 2) * info.width + info.width / 2) * info.channels;
    return [...data.subarray(place, place + 3)];
  };

  it.each(Object.entries(KINDS))('is kept and filmed in its colours: %s', async (_what, kind) => {
    const { bytes, size: [width, height] = [64, 48], format = 'jpeg', seen = RED, off = 4 } = kind;

    const { out, ...facts } = await cleaned(await bytes());

    expect(facts).toEqual({ format, width, height, isTooLarge: false });
    const kept = await sharp(out).metadata();
    expect(kept).toMatchObject({ depth: 'uchar', space: 'srgb', width, height });
    expect([kept.pages, kept.icc, kept.exif]).toEqual([undefined, undefined, undefined]);
    const middle = await middleOf(out);
    expect(Math.max(...middle.map((value, channel) => Math.abs(value - (seen[channel] ?? 0))))).toBeLessThanOrEqual(
      off,
    );
  });

  it.each(TURNS)('is turned upright by what its camera says: orientation %i', async (orientation) => {
    const turned = await plain(60, 40).jpeg().withMetadata({ orientation }).toBuffer();

    expect(await cleaned(turned)).toMatchObject(
      orientation > 4 ? { width: 40, height: 60 } : { width: 60, height: 40 },
    );
  });

  it.each([
    ['GIF', () => plain().gif().toBuffer()],
    ['AVIF', () => plain().avif().toBuffer()],
    ['TIFF', () => plain().tiff().toBuffer()],
    [
      'SVG',
      () =>
        Promise.resolve(
          Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/passwd"/></svg>'),
        ),
    ],
    ['nothing', () => Promise.resolve(Buffer.alloc(0))],
  ])('is refused when it is none that a browser and a camera both know: %s', async (_what, bytes) => {
    await expect(cleaned(await bytes())).rejects.toMatchObject({ code: 'INVALID_OUTPUT' });
    expect(await readdir(directory)).not.toContain('clean');
  });

  it.each([
    ['24000 on each side', 24_000, 24_000],
    ['longer than 10000', 10_001, 4],
  ])('is not unpacked when it is %s', async (_what, width, height) => {
    expect(await cleaned(await newBomb(width, height))).toMatchObject({ width, height, isTooLarge: true });
    expect(await readdir(directory)).not.toContain('clean');
  });
});
