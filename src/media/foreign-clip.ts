import { createInterface } from 'node:readline';
import { clipPictureArguments, pictureTimesArguments } from './decode-arguments.js';
import { type MediaTools, runTool, ToolProcess, writeWhole } from './ffmpeg.js';
import { MediaFailure } from './media-failure.js';
import { type MediaStream, pictureStream, probeFile } from './probe.js';
import { type RenderProfile } from './timeline.js';
import { videoFormatOf } from './video-format.js';

/** A film that is not ours, as it has to be known to be decoded. */
export interface ForeignClip {
  path: string;
  format: 'mov' | 'matroska';
  /** When its first picture or sound is, by its own clock: pictures and sound are counted from there. */
  startSec: number;
  /** How long its pictures last, or a little more than was asked for; its sound may last longer. */
  seconds: number;
  video: MediaStream;
  hasSound: boolean;
}

/** How large its pictures are where pixels are square. */
export function shownSize({ video }: Pick<ForeignClip, 'video'>): { width: number; height: number } {
  const { width = 0, height = 0, pixelShape = 1 } = video;
  return { width: Math.max(1, width * pixelShape), height: Math.max(1, height) };
}

const READ_TIMEOUT_MS = 2 * 60_000;

/** A clip of which so many seconds are wanted. How long it is is measured: many heads tell only the length of the longest stream. */
export async function foreignClip(
  tools: MediaTools,
  path: string,
  wantedSeconds: number,
  signal: AbortSignal,
): Promise<ForeignClip> {
  const format = await videoFormatOf(path);
  const { streams, startSec } = await probeFile(tools, path, signal, format);
  const video = pictureStream({ streams });
  const args = pictureTimesArguments(path, format, wantedSeconds + 1);
  const seconds = video ? (await lastPictureEnds(tools, args, signal)) - startSec : 0;
  if (!video || seconds <= 0) {
    throw new MediaFailure('INVALID_OUTPUT', 'A clip has no pictures');
  }
  return { path, format, startSec, seconds, video, hasSound: streams.some(({ type }) => type === 'audio') };
}

/** Out of so many seconds of a clip the middle is taken for a picture of it: what a shot shows of a longer one. */
const GLANCED_SECONDS = 10;
const PICTURE_TIMEOUT_MS = 60_000;

/** A picture out of a clip as a JPEG of our size and colours. */
export async function writeClipPicture(
  tools: MediaTools,
  path: string,
  profile: RenderProfile,
  out: string,
  signal: AbortSignal,
): Promise<void> {
  const clip = await foreignClip(tools, path, GLANCED_SECONDS, signal);
  const moment = { atSec: Math.min(clip.seconds, GLANCED_SECONDS) / 2, toneMaps: tools.toneMaps };
  await writeWhole(out, 'jpg', (part) => {
    const args = clipPictureArguments(clip, profile, moment, part);
    return runTool(tools, 'ffmpeg', args, { signal, timeoutMs: PICTURE_TIMEOUT_MS });
  });
}

async function lastPictureEnds(tools: MediaTools, args: string[], signal: AbortSignal): Promise<number> {
  const probe = new ToolProcess(tools, 'ffprobe', args, { signal, timeoutMs: READ_TIMEOUT_MS });
  probe.stdin.end();
  let last = 0;
  for await (const line of createInterface({ input: probe.stdout })) {
    const [start, length] = line.split(',').map((value) => parseFloat(value) || 0);
    last = Math.max(last, (start ?? 0) + (length ?? 0));
  }
  await probe.finished;
  return last;
}
