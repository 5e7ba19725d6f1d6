import { atMost, exactly, failed, passed, skipped } from './check-results.js';
import { examineClipArguments } from './ffmpeg-commands.js';
import { type MediaTools, runTool } from './ffmpeg.js';
import { asMediaFailure } from './media-failure.js';
import { readTracks } from './mp4-tracks.js';
import { readVideoStream } from './mp4-video.js';
import { packetSum } from './packet-sums.js';
import { type MediaProbe, type MediaStream, probeFile } from './probe.js';
import { type Check, type CheckedClip, type ClipExpectation } from './timeline.js';

/** Whether a clip is what was planned. A file that cannot be read fails its checks; it is no error. */

export const EXAMINE_TIMEOUT_MS = 10 * 60_000;
export const LONGEST_BLACK_SECONDS = 1.5;
const LONGEST_FREEZE_SECONDS = 3;
/**
 * -80 dB: people who only breathe before a still camera are no freeze. To see black, a sixteenth of the pixels is enough,
 * which takes an eighth less time for the whole look.
 */
const DETECTORS = 'freezedetect=n=-80dB:d=1,scale=iw/4:ih/4:flags=neighbor,blackdetect=d=0.5:pix_th=0.10:pic_th=';
/** The part of a picture that is dark where it is black; the few words of a card are enough for it not to be. */
const DARK_PART = { picture: 0.98, card: 0.999 };

/** Decodes each of its pictures, errors being fatal. */
export async function checkClipFile(
  tools: MediaTools,
  path: string,
  expectation: ClipExpectation,
  signal: AbortSignal,
): Promise<CheckedClip> {
  const { frames, profile } = expectation;
  const unread = { frames, packets: null, black: [] };
  const picture = await readable(signal, () => pictureOf(tools, path, signal));
  if ('problem' in picture) {
    return { ...unread, checks: [failed('readable', 'unreadable', { words: picture.problem })] };
  }
  const format = pictureChecks(picture, expectation);
  const darkPart = DARK_PART[expectation.isCard ? 'card' : 'picture'];
  const decoded = await readable(signal, () =>
    runTool(tools, 'ffmpeg', examineClipArguments(path, `${DETECTORS}${darkPart}`), {
      signal,
      timeoutMs: EXAMINE_TIMEOUT_MS,
    }),
  );
  if ('problem' in decoded) {
    return { ...unread, checks: [...format, failed('decodes', 'unreadable', { words: decoded.problem })] };
  }
  const black = blackIn(decoded.stderr, expectation);
  const checks = [
    ...format,
    passed('decodes'),
    exactly('frames', framesIn(decoded.stdout), frames),
    ...unlessOwn(expectation, [
      blackCheck(black, profile.fps),
      atMost('longest_freeze_seconds', freezeIn(decoded.stderr, expectation), LONGEST_FREEZE_SECONDS),
    ]),
  ];
  return { frames, packets: await sumOf(path, profile.fps), black, checks };
}

/** A clip as our renderer makes them tells by itself what it is; of any other, ffprobe says what is wrong with it. */
async function pictureOf(tools: MediaTools, path: string, signal: AbortSignal): Promise<Partial<MediaStream>> {
  return (await readVideoStream(path)) ?? videoOf(await probeFile(tools, path, signal));
}

export function videoOf({ streams }: MediaProbe): Partial<MediaStream> {
  return streams.find((stream) => stream.type === 'video') ?? {};
}

/** Null for what is no MP4, which fails other checks. */
async function sumOf(path: string, fps: number): Promise<string | null> {
  const tracks = await readTracks(path).catch(() => []);
  const video = tracks.find(({ kind }) => kind === 'vide');
  return video ? packetSum(path, video, fps) : null;
}

export function pictureChecks(video: Partial<MediaStream>, { profile }: ClipExpectation): Check[] {
  return [
    exactly('video_codec', video.codec ?? null, 'h264'),
    exactly('picture_size', `${video.width}x${video.height}`, `${profile.width}x${profile.height}`),
    exactly('pixel_format', video.pixelFormat ?? null, 'yuv420p'),
    exactly('color_space', video.colorSpace ?? null, 'bt709'),
    exactly('frame_rate', video.fps ? Math.round(video.fps * 100) / 100 : null, profile.fps),
  ];
}

/** Two stretches that touch are one. */
export function blackCheck(stretches: [number, number][], fps: number): Check {
  let [longest, start, last] = [0, 0, -1];
  for (const [from, to] of stretches) {
    start = from <= last ? start : from;
    last = to;
    longest = Math.max(longest, to - start);
  }
  return atMost('longest_black_seconds', longest / fps, LONGEST_BLACK_SECONDS);
}

/** What is black to the end is told to be so to the start of the last frame. */
function blackIn(stderr: string, { frames, profile: { fps } }: ClipExpectation): [number, number][] {
  return [...stderr.matchAll(/black_start:([\d.]+) black_end:([\d.]+)/g)].map(([, start, end]) => {
    const to = Math.round(Number(end) * fps);
    return [Math.round(Number(start) * fps), to >= frames - 1 ? frames : to];
  });
}

function framesIn(progress: string): number {
  return Number([...progress.matchAll(/^frame=\s*(\d+)$/gm)].at(-1)?.[1] ?? 0);
}

/** A freeze that lasts to the end has a start only. */
function freezeIn(stderr: string, { frames, profile }: ClipExpectation): number {
  const lengths = [...stderr.matchAll(/freeze_duration: ([\d.]+)/g)].map((match) => Number(match[1]));
  const starts = [...stderr.matchAll(/freeze_start: ([\d.]+)/g)];
  const open = starts.length > lengths.length ? frames / profile.fps - Number(starts.at(-1)?.[1] ?? 0) : 0;
  return Math.max(0, open, ...lengths);
}

/** A damaged file is an answer, an abort is not. */
export async function readable<T extends object>(
  signal: AbortSignal,
  look: () => Promise<T>,
): Promise<T | { problem: string }> {
  try {
    return await look();
  } catch (error) {
    signal.throwIfAborted();
    const failure = asMediaFailure(error);
    if (failure.code !== 'RENDER_FAILED') {
      throw failure;
    }
    return { problem: failure.message };
  }
}

export function unlessOwn({ hasOwnPictures }: ClipExpectation, checks: Check[]): Check[] {
  return hasOwnPictures ? checks.map(({ name }) => skipped(name, 'own_pictures')) : checks;
}
