import { buffer } from 'node:stream/consumers';
import { framesArguments } from './ffmpeg-commands.js';
import { type MediaTools, ToolProcess } from './ffmpeg.js';
import { confinedTools } from './foreign-file.js';
import { MediaFailure } from './media-failure.js';
import { FRAME_SIDE } from './picture-limits.js';
import { FRAMES_PER_SECOND } from './timeline.js';

/** A clip as those see it who only look at pictures. */

export interface ClipFrame {
  /** A JPEG. */
  bytes: Buffer;
  startSec: number;
}

const LEAST = 3;
const MOST = 5;
const TIMEOUT_MS = 60_000;
/** The end of a JPEG and the start of the next one: within one, neither stands before the other. */
const SEAM = Buffer.from([0xff, 0xd9, 0xff, 0xd8]);

/** The frames to look at in a clip of so many: one for each second, 3 to 5, each in the middle of its share. */
export function momentsOf(frames: number): number[] {
  const count = Math.min(Math.max(LEAST, Math.ceil(frames / FRAMES_PER_SECOND)), MOST, Math.max(frames, 1));
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * frames) / count));
}

/** Some frames of one of our clips, in their order. */
export async function framesOf(
  tools: MediaTools,
  path: string,
  frames: number,
  signal: AbortSignal,
): Promise<ClipFrame[]> {
  const moments = momentsOf(frames);
  const args = framesArguments(path, moments, FRAME_SIDE);
  const tool = new ToolProcess(confinedTools(tools), 'ffmpeg', args, { signal, timeoutMs: TIMEOUT_MS });
  tool.stdin.end();
  const stdout = buffer(tool.stdout);
  stdout.catch(() => undefined);
  await tool.finished;
  const pictures = picturesIn(await stdout);
  if (pictures.length !== moments.length) {
    throw new MediaFailure('INVALID_OUTPUT', `The clip shows ${pictures.length} of ${moments.length} frames`);
  }
  return pictures.map((bytes, index) => ({
    bytes,
    startSec: Math.round((100 * (moments[index] ?? 0)) / FRAMES_PER_SECOND) / 100,
  }));
}

function picturesIn(bytes: Buffer): Buffer[] {
  const pictures: Buffer[] = [];
  let start = 0;
  while (start < bytes.length) {
    const seam = bytes.indexOf(SEAM, start);
    const end = seam < 0 ? bytes.length : seam + SEAM.length / 2;
    pictures.push(bytes.subarray(start, end));
    start = end;
  }
  return pictures;
}
