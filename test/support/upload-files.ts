import { execFile } from 'node:child_process';
import { crc32 } from 'node:zlib';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';

const run = promisify(execFile);

const SOUND = ['-f', 'lavfi', '-i', 'sine=d=1'];
const PICTURES = ['-f', 'lavfi', '-i', 'testsrc=s=160x90:d=1:r=25'];

/** How ffmpeg makes the smallest good file of each type that is taken, and of some that are not. */
const RECIPES = {
  'sound.wav': SOUND,
  'sound.mp3': SOUND,
  'sound.m4a': [...SOUND, '-c:a', 'aac'],
  'sound.ogg': [...SOUND, '-c:a', 'libopus'],
  'sound.flac': SOUND,
  'sound.mp4': [...SOUND, '-c:a', 'aac'],
  'film.mp4': [
    ...PICTURES,
    ...SOUND,
    '-c:v',
    'libx264',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-movflags',
    '+faststart',
  ],
  'film.mov': [...PICTURES, '-c:v', 'libx264', '-pix_fmt', 'yuv420p'],
  'film.webm': [...PICTURES, ...SOUND, '-c:v', 'libvpx', '-c:a', 'libopus'],
  'film.mkv': [...PICTURES, '-c:v', 'libx264', '-pix_fmt', 'yuv420p'],
  'sound.aac': [...SOUND, '-c:a', 'aac'],
  'moving.gif': PICTURES,
} satisfies Record<string, string[]>;

export type RecordingName = keyof typeof RECIPES;

/** A second of sound or video, made by the real ffmpeg. */
export function newRecording(name: RecordingName): Promise<Buffer> {
  return ffmpegFile(name, RECIPES[name]);
}

/** What the real ffmpeg makes of some arguments, by a name that says as what. */
export async function ffmpegFile(name: string, args: string[]): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-recording-'));
  try {
    await run('ffmpeg', ['-v', 'error', ...args, name], { cwd: directory });
    return await readFile(join(directory, name));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A picture that looks like no other of another seed, with something to see everywhere. */
export function newPicture(
  format: 'jpeg' | 'png' | 'webp' = 'png',
  seed = 0,
  width = 60,
  height = 40,
): Promise<Buffer> {
  const pixels = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, place) => (place * (place % 97) + seed * 31) >> 2),
  );
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toBuffer();
}

/** A photo as a phone takes it: lying on its side, with the place where it was taken. */
export function newPhoto(): Promise<Buffer> {
  return sharp({ create: { width: 60, height: 40, channels: 3, background: '#a03020' } })
    .withExif({ IFD0: { Artist: 'Jane Doe' }, IFD3: { GPSLatitude: '47/1 30/1 0/1', GPSLatitudeRef: 'N' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

/** A red square in the upper left of a black picture, lying as a camera may have been held. */
export async function newTurned(orientation: number): Promise<Buffer> {
  const red = { create: { width: 20, height: 20, channels: 3, background: '#f00' } } as const;
  const upright = sharp({ create: { width: 60, height: 40, channels: 3, background: '#000' } });
  const png = await upright
    .composite([{ input: red, left: 0, top: 0 }])
    .png()
    .toBuffer();
  return sharp(png).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
}

/** A PNG whose header promises so many pixels; the rest is not worth a look. */
export async function newBomb(width: number, height: number): Promise<Buffer> {
  const bytes = await newPicture('png');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}
