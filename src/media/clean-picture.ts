import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { type MediaTools } from './ffmpeg.js';
import { MediaFailure, asMediaFailure, saysDiskFull } from './media-failure.js';
import { FRAME_SIDE, PIXEL_LIMIT, isTooLarge } from './picture-limits.js';

/** Makes a stranger's picture one of ours. Runs in a render process. */

export interface PictureFacts {
  format: PictureFormat;
  /** As seen. */
  width: number;
  height: number;
  /** More pixels than are ever decoded here: nothing was written. */
  isTooLarge: boolean;
}

const FORMATS = ['jpeg', 'png', 'webp'] as const;
export type PictureFormat = (typeof FORMATS)[number];

const QUALITY = 92;
/** By the clock; a hostile picture is ended by `CPU_SEC`, so this passes only on a machine that is too busy. */
const TIMEOUT_SEC = 60;
/** What one picture may take; the largest that are allowed take 2 seconds and 1 GiB. */
const CPU_SEC = 30;
const MEMORY_BYTES = 2 * 1024 ** 3;
const PAGE_BYTES = 4096;
const GLANCE_SIDE = 64;
const GLANCE_QUALITY = 80;

/** Encodes the picture anew, which leaves behind what else the file held: position, owner, thumbnails, other files. */
export async function cleanPicture(path: string, out: string, tools: MediaTools): Promise<PictureFacts> {
  confine(tools);
  try {
    return await encodeAnew(path, out);
  } catch (error) {
    throw verdictOf(error);
  }
}

/**
 * How far the greys of a clean picture are from one another: the standard deviation of a small copy, in which noise is
 * gone. As the renderer does it, what lies behind a transparent one is black.
 */
export async function contrastOf(path: string): Promise<number> {
  sharp.cache(false);
  sharp.concurrency(1);
  const { data } = await sharp(path, { limitInputPixels: PIXEL_LIMIT })
    .resize(GLANCE_SIDE, GLANCE_SIDE, { fit: 'fill' })
    .flatten({ background: '#000000' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const mean = data.reduce((sum, grey) => sum + grey, 0) / data.length;
  return Math.sqrt(data.reduce((sum, grey) => sum + (grey - mean) ** 2, 0) / data.length);
}

/** A clean picture as a small JPEG, as large as the frames of a clip that are looked at. */
export async function glanceAt(path: string): Promise<Buffer> {
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp(path, { limitInputPixels: PIXEL_LIMIT })
    .resize(FRAME_SIDE, FRAME_SIDE, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#000000' })
    .jpeg({ quality: GLANCE_QUALITY })
    .toBuffer();
}

/** Limits as ffmpeg has them; this process lives on, so what it has taken already (of memory Node reserves much) is added. */
function confine({ limits: [prlimit] }: MediaTools): void {
  if (prlimit) {
    const { user, system } = process.cpuUsage();
    const usedSec = Math.ceil((user + system) / 1_000_000);
    const usedBytes = parseInt(readFileSync('/proc/self/statm', 'latin1')) * PAGE_BYTES;
    const limits = [`--as=${usedBytes + MEMORY_BYTES}:`, `--cpu=${usedSec + CPU_SEC}:`];
    execFileSync(prlimit, [`--pid=${process.pid}`, ...limits]);
  }
}

/** The library says it in words alone. What is not the clock's fault or the operating system's is the picture's. */
function verdictOf(error: unknown): MediaFailure {
  const words = error instanceof Error ? error.message : '';
  if (/^timeout:/.test(words)) {
    return new MediaFailure('STEP_TIMED_OUT', `A picture took longer than ${TIMEOUT_SEC} s`, { cause: error });
  }
  if (saysDiskFull(words)) {
    return new MediaFailure('NO_SPACE', 'The disk is full', { cause: error });
  }
  return error instanceof MediaFailure || words.includes('system error:')
    ? asMediaFailure(error)
    : new MediaFailure('INVALID_OUTPUT', 'A picture cannot be read', { cause: error });
}

async function encodeAnew(path: string, out: string): Promise<PictureFacts> {
  sharp.cache(false);
  sharp.concurrency(1);
  // The header alone: nothing has been unpacked when a bomb is found.
  const head = await sharp(path, { limitInputPixels: false }).metadata();
  const format = FORMATS.find((name) => name === head.format);
  if (!format) {
    throw new MediaFailure('INVALID_OUTPUT', `A picture of the format ${head.format}`);
  }
  const { width, height } = head.autoOrient;
  if (isTooLarge(width, height)) {
    return { format, width, height, isTooLarge: true };
  }
  const made = await sharp(path, { limitInputPixels: PIXEL_LIMIT, failOn: 'error' })
    .autoOrient()
    .toColourspace('srgb')
    .timeout({ seconds: TIMEOUT_SEC })
    // To PNG, a quality would mean fewer colours.
    .toFormat(format, format === 'png' ? {} : { quality: QUALITY })
    .toFile(out);
  return { format, width: made.width, height: made.height, isTooLarge: false };
}
