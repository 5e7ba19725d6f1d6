import { stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { examineClipArguments, glanceArguments } from './ffmpeg-commands.js';
import { type MediaTools, ToolProcess, runTool } from './ffmpeg.js';
import {
  isAtCeiling,
  type Loudness,
  LOUDNESS_LUFS,
  measureLoudness,
  SILENCE_LUFS,
  TRUE_PEAK_LIMIT_DB,
} from './film-sound.js';
import { asMediaFailure } from './media-failure.js';
import { isComplete, isFastStart, readAtoms } from './mp4-atoms.js';
import { readVideoStream } from './mp4-video.js';
import { type MediaProbe, type MediaStream, probeFile } from './probe.js';
import { type Check, type FilmExpectation } from './timeline.js';

/** Whether a clip or a film is what was planned. A file that cannot be read fails its checks; it is no error. */

const EXAMINE_TIMEOUT_MS = 10 * 60_000;
const LONGEST_BLACK_SECONDS = 1.5;
const LONGEST_FREEZE_SECONDS = 3;
const DURATION_TOLERANCE_SECONDS = 0.1;
const SKEW_LIMIT_SECONDS = 0.05;
const LOUDNESS_TOLERANCE = 0.5;
const GLANCE_SIDE = 32;
/** Mean of an 8-bit luma; a night scene has more, video black is 16. */
const BLACK_LUMA = 20;

export async function checkClipFile(
  tools: MediaTools,
  path: string,
  expectation: FilmExpectation,
  signal: AbortSignal,
): Promise<Check[]> {
  const picture = await readable(signal, () => pictureOf(tools, path, signal));
  if ('problem' in picture) {
    return [failed('readable', picture.problem)];
  }
  // -80 dB: people who only breathe before a still camera are no freeze.
  const detectors = 'blackdetect=d=0.5:pix_th=0.10,freezedetect=n=-80dB:d=1';
  const decoded = await readable(signal, () =>
    runTool(tools, 'ffmpeg', examineClipArguments(path, detectors), { signal, timeoutMs: EXAMINE_TIMEOUT_MS }),
  );
  if ('problem' in decoded) {
    return [...pictureChecks(picture, expectation), failed('decodes', decoded.problem)];
  }
  const frames = Number(
    decoded.stdout
      .match(/^frame=\s*(\d+)$/gm)
      ?.at(-1)
      ?.replace(/\D+/g, '') ?? 0,
  );
  const black = longest(decoded.stderr, /black_duration:([\d.]+)/g);
  const frozen = longest(decoded.stderr, /freeze_duration: ([\d.]+)/g);
  // A freeze that lasts to the end has a start only.
  const openFreeze = openFreezeSeconds(decoded.stderr, expectation);
  return [
    ...pictureChecks(picture, expectation),
    passed('decodes'),
    exactly('frames', frames, expectation.frames),
    ...unlessOwn(expectation, [
      atMost('longest_black_seconds', black, LONGEST_BLACK_SECONDS),
      atMost('longest_freeze_seconds', Math.max(frozen, openFreeze), LONGEST_FREEZE_SECONDS),
    ]),
  ];
}

/** A clip as our renderer makes them tells by itself what it is; of any other, ffprobe says what is wrong with it. */
async function pictureOf(tools: MediaTools, path: string, signal: AbortSignal): Promise<Partial<MediaStream>> {
  return (await readVideoStream(path)) ?? videoOf(await probeFile(tools, path, signal));
}

function videoOf({ streams }: MediaProbe): Partial<MediaStream> {
  return streams.find((stream) => stream.type === 'video') ?? {};
}

export async function checkFilmFile(
  tools: MediaTools,
  path: string,
  expectation: FilmExpectation,
  signal: AbortSignal,
): Promise<Check[]> {
  const probe = await readable(signal, () => probeFile(tools, path, signal));
  if ('problem' in probe) {
    return [failed('readable', probe.problem)];
  }
  const [atoms, { size }, sound, brightest] = await Promise.all([
    readAtoms(path),
    stat(path),
    readable(signal, () => measureLoudness(tools, path, signal)),
    readable(signal, () => brightestFrame(tools, path, signal)),
  ]);
  return [
    ...pictureChecks(videoOf(probe), expectation),
    ...lengthChecks(probe, expectation),
    isComplete(atoms, size) ? passed('complete') : failed('complete', 'The end of the file is missing'),
    isFastStart(atoms) ? passed('fast_start') : failed('fast_start', 'The index comes after the pictures'),
    ...('problem' in sound ? [failed('sound_decodes', sound.problem)] : soundChecks(sound, expectation)),
    ...('problem' in brightest
      ? [failed('not_black', brightest.problem)]
      : unlessOwn(expectation, [atLeast('not_black', Math.round(brightest.luma), BLACK_LUMA)])),
    probe.tags.AIGC ? passed('aigc_label') : failed('aigc_label', 'The metadata do not say that the film is generated'),
  ];
}

/** Key frames tell, but in a short film in which each of them begins a fade. */
async function brightestFrame(tools: MediaTools, path: string, signal: AbortSignal): Promise<{ luma: number }> {
  const glance = await brightestOf(tools, glanceArguments(path, GLANCE_SIDE, 'key frames'), signal);
  return glance.luma < BLACK_LUMA ? brightestOf(tools, glanceArguments(path, GLANCE_SIDE, 'all'), signal) : glance;
}

async function brightestOf(tools: MediaTools, args: string[], signal: AbortSignal): Promise<{ luma: number }> {
  const options = { signal, timeoutMs: EXAMINE_TIMEOUT_MS };
  const tool = new ToolProcess(tools, 'ffmpeg', args, options);
  tool.stdin.end();
  const pixels = buffer(tool.stdout);
  pixels.catch(() => undefined);
  await tool.finished;
  const frameBytes = GLANCE_SIDE * GLANCE_SIDE;
  const grey = await pixels;
  let luma = 0;
  for (let start = 0; start + frameBytes <= grey.length; start += frameBytes) {
    const sum = grey.subarray(start, start + frameBytes).reduce((total, value) => total + value, 0);
    luma = Math.max(luma, sum / frameBytes);
  }
  return { luma };
}

function pictureChecks(video: Partial<MediaStream>, { profile }: FilmExpectation): Check[] {
  return [
    exactly('video_codec', video.codec ?? null, 'h264'),
    exactly('picture_size', `${video.width}x${video.height}`, `${profile.width}x${profile.height}`),
    exactly('pixel_format', video.pixelFormat ?? null, 'yuv420p'),
    exactly('color_space', video.colorSpace ?? null, 'bt709'),
    exactly('frame_rate', video.fps ? Math.round(video.fps * 100) / 100 : null, profile.fps),
  ];
}

function lengthChecks(probe: MediaProbe, { frames, profile }: FilmExpectation): Check[] {
  const of = (type: MediaStream['type']): number | null =>
    probe.streams.find((stream) => stream.type === type)?.durationSec ?? null;
  const [picture, sound] = [of('video'), of('audio')];
  const planned = frames / profile.fps;
  const off = Math.abs((probe.durationSec ?? 0) - planned);
  const skew = picture === null || sound === null ? Infinity : Math.abs(picture - sound);
  return [
    exactly('audio_codec', probe.streams.find((stream) => stream.type === 'audio')?.codec ?? null, 'aac'),
    { ...atMost('duration_seconds', off, DURATION_TOLERANCE_SECONDS), value: probe.durationSec, limit: planned },
    atMost('audio_video_skew_seconds', skew, SKEW_LIMIT_SECONDS),
  ];
}

export function soundChecks({ lufs, truePeakDb }: Loudness, { isSilent }: Pick<FilmExpectation, 'isSilent'>): Check[] {
  if (isSilent) {
    return ['not_silent', 'loudness_lufs', 'true_peak_db'].map((name) => skipped(name, 'Nothing is to be heard'));
  }
  return [
    atLeast('not_silent', lufs, SILENCE_LUFS),
    loudnessCheck({ lufs, truePeakDb }),
    atMost('true_peak_db', truePeakDb, TRUE_PEAK_LIMIT_DB),
  ];
}

/** A few claps in silence cannot be as loud as a film: their peaks would be cut off. That is told, but no fault. */
function loudnessCheck(loudness: Loudness): Check {
  const { lufs } = loudness;
  const check = atMost('loudness_lufs', Math.abs(lufs - LOUDNESS_LUFS), LOUDNESS_TOLERANCE);
  const told = { value: finite(lufs), limit: LOUDNESS_LUFS };
  return check.status === 'failed' && isAtCeiling(loudness)
    ? { ...skipped('loudness_lufs', 'Its peaks leave no room for more'), ...told }
    : { ...check, ...told };
}

function openFreezeSeconds(stderr: string, { frames, profile }: FilmExpectation): number {
  const starts = [...stderr.matchAll(/freeze_start: ([\d.]+)/g)];
  const ends = stderr.match(/freeze_end: /g)?.length ?? 0;
  return starts.length > ends ? frames / profile.fps - Number(starts.at(-1)?.[1] ?? 0) : 0;
}

function longest(text: string, pattern: RegExp): number {
  return Math.max(0, ...[...text.matchAll(pattern)].map((match) => Number(match[1])));
}

/** A damaged file is an answer, an abort is not. */
async function readable<T extends object>(
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

function unlessOwn({ hasOwnPictures }: FilmExpectation, checks: Check[]): Check[] {
  return hasOwnPictures ? checks.map(({ name }) => skipped(name, "There are pictures of the user's in it")) : checks;
}

function skipped(name: string, reason: string): Check {
  return { name, status: 'skipped', value: null, limit: null, reason };
}

function passed(name: string): Check {
  return { name, status: 'passed', value: null, limit: null, reason: null };
}

function failed(name: string, reason: string): Check {
  return { name, status: 'failed', value: null, limit: null, reason };
}

function exactly(name: string, value: string | number | null, limit: string | number): Check {
  return judged(name, value === limit, value, limit, `is ${value}, not ${limit}`);
}

function atMost(name: string, value: number, limit: number): Check {
  return judged(name, value <= limit, finite(value), limit, `is over ${limit}`);
}

function atLeast(name: string, value: number, limit: number): Check {
  return judged(name, value >= limit, finite(value), limit, `is under ${limit}`);
}

function judged(name: string, isGood: boolean, value: Check['value'], limit: Check['limit'], reason: string): Check {
  return { name, status: isGood ? 'passed' : 'failed', value, limit, reason: isGood ? null : `${name} ${reason}` };
}

/** JSON knows no infinity. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null;
}
