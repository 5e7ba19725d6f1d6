import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp, { type OverlayOptions } from 'sharp';

const run = promisify(execFile);

/** A clip as some camera, phone, editor or model might make it. All of them show the same, and are heard at the same time. */
export interface ForeignClipKind {
  /** As it is seen. */
  size?: [width: number, height: number];
  rate?: string;
  /** Of its pictures and of its sound. */
  seconds?: number;
  soundSeconds?: number;
  /** When the first picture is there, and when the first sound: the film's clock is the same for both. */
  beginSec?: number;
  soundBeginSec?: number;
  isSilent?: boolean;
  /** What happens to the pictures before they are encoded; without it they become plain BT.709. */
  filters?: string;
  video?: string[];
  sound?: string[];
  container?: string;
  /** The rotation that players are told, in degrees. */
  rotation?: 90 | 180 | 270;
}

export const GREY = [119, 119, 119];
/** The colour that a wrong matrix shows at once. */
export const RED = [184, 87, 79];
export const BLUE = [40, 70, 200];
export const GREEN = [60, 170, 80];

export const FLASH_SECONDS = 0.25;
export const TO_709 = 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p';
export const TAGS_709 = [
  '-colorspace',
  'bt709',
  '-color_primaries',
  'bt709',
  '-color_trc',
  'bt709',
  '-color_range',
  'tv',
];
export const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '10'];

/** Grey; a red square in the middle, a blue one above it, a green one on its left: all within what 16:9 shows of it. */
async function chart(path: string, [width, height]: [number, number]): Promise<void> {
  const short = Math.min(width, height);
  const square = (x: number, y: number, side: number, [r = 0, g = 0, b = 0]: number[]): OverlayOptions => {
    const length = Math.max(2, Math.round(side * short));
    const at = (centre: number, offset: number): number => Math.round(centre / 2 + offset * short - length / 2);
    const input = { create: { width: length, height: length, channels: 3 as const, background: { r, g, b } } };
    return { input, left: at(width, x), top: at(height, y) };
  };
  const [r = 0, g = 0, b = 0] = GREY;
  await sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
    .composite([square(0, 0, 0.26, RED), square(0, -0.2, 0.1, BLUE), square(-0.32, 0, 0.1, GREEN)])
    .png({ compressionLevel: 1 })
    .toFile(path);
}

const TURNS = { 90: ['transpose=cclock'], 180: ['hflip', 'vflip'], 270: ['transpose=clock'] };

/** When the picture flashes and the sound beeps: with the first picture after half a second. */
export function flashOf({ rate = '25' }: ForeignClipKind): number {
  const perSecond = framesPerSecond(rate);
  return Math.ceil(0.499 * perSecond) / perSecond;
}

function framesPerSecond(rate: string): number {
  const [frames = 25, seconds = 1] = rate.split('/').map(Number);
  return frames / seconds;
}

export async function newForeignClip(directory: string, name: string, kind: ForeignClipKind): Promise<string> {
  const { size = [640, 360], rate = '25', seconds = 1, soundSeconds = seconds, container = 'mp4' } = kind;
  const { filters = TO_709, video = [...X264, ...TAGS_709], sound = ['-c:a', 'aac'], rotation } = kind;
  const { beginSec = 0, soundBeginSec = 0 } = kind;
  const path = join(directory, `${name}.${container}`);
  await chart(`${path}.png`, size);
  const start = flashOf(kind) - 0.001;
  const isNow = `between(t,${start},${start + FLASH_SECONDS})`;
  const pictures = [
    ...[
      'format=gbrp',
      `loop=loop=${Math.ceil(seconds * framesPerSecond(rate))}:size=1`,
      `setpts=round(N/(${rate})/TB)+${beginSec}/TB`,
      `trim=end=${seconds - 0.001}`,
    ],
    ...[`drawbox=color=white:t=fill:enable='${isNow}'`, filters, ...(rotation ? TURNS[rotation] : [])],
  ];
  const beep = `aevalsrc='0.5*sin(2*PI*1000*t)*${isNow}':s=48000:d=${soundSeconds},atrim=start=${soundBeginSec}`;
  const heard = kind.isSilent ? ['-an'] : [...sound, '-map', '0:v', '-map', '1:a'];
  await run('ffmpeg', [
    ...['-v', 'error', '-y', '-framerate', rate, '-i', `${path}.png`],
    ...(kind.isSilent ? [] : ['-itsoffset', `${soundBeginSec}`, '-f', 'lavfi', '-i', beep]),
    ...['-vf', pictures.join(), '-r', rate, ...video, ...heard, path],
  ]);
  if (rotation) {
    await turn(path, rotation);
  }
  return path;
}

/** Says in the head of the first track that it is to be shown turned clockwise. */
async function turn(path: string, degrees: number): Promise<void> {
  const file = await readFile(path);
  const matrix = file.indexOf('tkhd') + 4 + 40;
  const [cos, sin] = [Math.cos, Math.sin].map((of) => Math.round(of((degrees * Math.PI) / 180)) * 0x10000);
  [cos, sin, 0, -(sin ?? 0), cos].forEach((value = 0, index) => file.writeInt32BE(value || 0, matrix + index * 4));
  await writeFile(path, file);
}

/** The pictures of a film as RGB, one after the other. */
export async function picturesOf(
  path: string,
  { width, height }: { width: number; height: number },
): Promise<Pictures> {
  const { stdout } = await run(
    'ffmpeg',
    ['-v', 'error', '-i', path, '-map', '0:v', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
    {
      encoding: 'buffer',
      maxBuffer: 2 ** 30,
    },
  );
  const bytes = width * height * 3;
  return {
    count: stdout.length / bytes,
    at: (frame, x, y) => {
      const place =
        frame * bytes + (Math.round(height / 2 + y * height) * width + Math.round(width / 2 + x * height)) * 3;
      return [...stdout.subarray(place, place + 3)];
    },
  };
}

export interface Pictures {
  count: number;
  /** The colour at a place seen from the middle, in heights of the picture. */
  at: (frame: number, x: number, y: number) => number[];
}

/** When its pictures become white, in seconds. */
export function flashesIn({ count, at }: Pictures, fps: number): number[] {
  const isWhite = Array.from({ length: count }, (_, frame) => Math.min(...at(frame, 0, 0)) > 190);
  return isWhite.flatMap((white, frame) => (white && !isWhite[frame - 1] ? [frame / fps] : []));
}

/** When something begins to be heard after a silence, in seconds. */
export async function beepsIn(path: string): Promise<number[]> {
  const { stdout } = await run('ffmpeg', [
    ...['-v', 'error', '-i', path, '-map', '0:a', '-af', 'bandpass=f=1000:width_type=h:w=400'],
    ...['-f', 's16le', '-ac', '1', '-ar', '48000', '-'],
  ], { encoding: 'buffer', maxBuffer: 2 ** 30 }); // prettier-ignore
  const samples = new Int16Array(stdout.buffer, stdout.byteOffset, stdout.length >> 1);
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const beeps: number[] = [];
  let last = -Infinity;
  samples.forEach((sample, index) => {
    if (Math.abs(sample) > loudest * 0.25) {
      if (index - last > 4800) {
        beeps.push(index / 48_000);
      }
      last = index;
    }
  });
  return beeps;
}
