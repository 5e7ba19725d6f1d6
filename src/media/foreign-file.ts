import { type ForeignFormat, readThroughArguments, tryDecodeArguments } from './ffmpeg-commands.js';
import { type MediaTools, runTool } from './ffmpeg.js';
import { MediaFailure, asUnreadable } from './media-failure.js';
import { isTooLarge } from './picture-limits.js';
import { type MediaProbe, type MediaStream, probeFile } from './probe.js';

/** Whether a film or a sound that a stranger sent is one: read in a process that may not take much. */

/** By the clock. What a file may take of a processor is in `MediaTools.limits`: this passes only where others take it. */
const TIMEOUT_MS = 120_000;
const DECODED_SECONDS = 5;
/** The end of the last packet is not always told: a little less than the promised length is no loss. */
const MISSING_SECONDS = 1;
const MISSING_SHARE = 0.1;

/** What cameras, phones and browsers write; the decoders of the rest are old, and seldom looked after. */
const CODECS = new Set([
  ...['h264', 'hevc', 'av1', 'vp8', 'vp9', 'mpeg4', 'prores', 'mjpeg'],
  ...['aac', 'mp3', 'opus', 'vorbis', 'flac', 'alac'],
  ...['pcm_u8', 'pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_s32le', 'pcm_f32le', 'pcm_f64le'],
]);

/**
 * What the file is, its length measured where the container does not say; INVALID_OUTPUT for one that is none. Of one with
 * more pixels than are ever decoded here, no more than its head is looked at.
 */
export async function examineFile(
  tools: MediaTools,
  path: string,
  format: ForeignFormat,
  signal: AbortSignal,
): Promise<MediaProbe> {
  const confined = confinedTools(tools);
  const run = async (args: string[]): Promise<Progress> =>
    progressOf((await runTool(confined, 'ffmpeg', args, { signal, timeoutMs: TIMEOUT_MS })).stdout);
  try {
    const probe = await probeFile(confined, path, signal, format);
    requireKnownCodecs(probe.streams);
    if (probe.streams.some(({ width = 0, height = 0 }) => isTooLarge(width, height))) {
      return probe;
    }
    const { seconds } = await run(readThroughArguments(path, format));
    const promised = promisedSeconds(probe) ?? seconds;
    if (seconds < promised - Math.max(MISSING_SECONDS, promised * MISSING_SHARE)) {
      throw new MediaFailure('INVALID_OUTPUT', `The file ends after ${seconds} of ${promised} seconds`);
    }
    const decoded = await run(tryDecodeArguments(path, format, DECODED_SECONDS));
    if (decoded.frames === 0 && decoded.seconds <= 0) {
      throw new MediaFailure('INVALID_OUTPUT', 'Nothing of the file can be decoded');
    }
    return { ...probe, durationSec: promised };
  } catch (error) {
    signal.throwIfAborted();
    throw asUnreadable(error);
  }
}

/** How long it says it is. Subtitles that outlast their film do not make it longer, where the container tells of each. */
function promisedSeconds({ streams, durationSec }: MediaProbe): number | null {
  const told = streams.filter(({ type, isCover }) => (type === 'video' && !isCover) || type === 'audio');
  const longest = Math.max(...told.map((stream) => stream.durationSec ?? Infinity));
  const isTold = longest > 0 && longest < Infinity && streams.some(({ type }) => type === 'subtitle');
  return isTold ? Math.min(longest, durationSec ?? longest) : durationSec;
}

/** Tools that may not take much, whatever the file makes of them; of a processor no more than so many seconds, if told. */
export function confinedTools(tools: MediaTools, cpuSec?: number): MediaTools {
  const limits = tools.limits.map((limit) =>
    cpuSec !== undefined && limit.startsWith('--cpu=') ? `--cpu=${cpuSec}:${cpuSec + 2}` : limit,
  );
  return { ...tools, guard: [...tools.guard, ...limits] };
}

function requireKnownCodecs(streams: MediaStream[]): void {
  const first = (['video', 'audio'] as const).flatMap((type) => streams.find((stream) => stream.type === type) ?? []);
  const unknown = first.find(({ codec, isCover }) => !isCover && !CODECS.has(codec));
  if (first.length === 0 || unknown) {
    throw new MediaFailure('INVALID_OUTPUT', `The file has ${unknown?.codec ?? 'neither pictures nor sound'}`);
  }
}

interface Progress {
  frames: number;
  seconds: number;
}

/** The last words of `-progress`; where there are no pictures, or nothing at all, they have no numbers. */
function progressOf(stdout: string): Progress {
  const last = (pattern: RegExp): number => Number([...stdout.matchAll(pattern)].at(-1)?.[1] ?? 0);
  return { frames: last(/^frame=\s*(\d+)$/gm), seconds: last(/^out_time_us=(\d+)$/gm) / 1_000_000 };
}
