import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filmSoundArguments, loudnessArguments } from './ffmpeg-commands.js';
import { type MediaTools, runTool } from './ffmpeg.js';
import { MIX_AIM, type SoundAim, type SoundPlan } from './timeline.js';

/** How loud a film is when it is heard: after its encoder, which leaves less of some sounds than it was given. */

export interface Loudness {
  lufs: number;
  truePeakDb: number;
}

export const LOUDNESS_LUFS = -16;
export const TRUE_PEAK_LIMIT_DB = -1;
/** Below it nothing is heard. */
export const SILENCE_LUFS = -60;

/** ffmpeg tells tenths: what is nearer than this is not worth a second encoding. */
const CLOSE_ENOUGH_LU = 0.25;
/** The next encoding may have its peaks elsewhere. */
const PEAK_MARGIN_DB = 0.2;
const MOST_CORRECTIONS = 2;
/** A sound that cannot be made louder has its peaks no further than this below their limit. */
const HEADROOM_DB = 2;
/** What a limiter can still make up for; a few claps in silence, driven harder, only break. */
const LIMITER_LU = 1;
const TIMEOUT_MS = 10 * 60_000;

interface SoundTools {
  tools: MediaTools;
  signal: AbortSignal;
  mix: (plan: SoundPlan, out: string) => Promise<unknown>;
}

/** A WAV, and how long its film is. */
interface MixedSound {
  path: string;
  seconds: number;
}

/**
 * Encodes a mix for its film into `out` and measures what has come out: where that is too loud or too quiet, the mix is
 * mastered anew for what the encoder does to it.
 */
export async function encodeFilmSound(at: SoundTools, mixed: MixedSound, out: string): Promise<void> {
  const directory = await mkdtemp(join(dirname(out), 'sound-'));
  try {
    await rename(await bestEncoding(at, mixed, directory), out);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function bestEncoding({ tools, signal, mix }: SoundTools, sound: MixedSound, directory: string): Promise<string> {
  const corrected = join(directory, 'corrected.wav');
  const tried: Encoding[] = [];
  let path = sound.path;
  for (let aim = MIX_AIM; ;) {
    const out = join(directory, `sound${tried.length}.m4a`);
    await runTool(tools, 'ffmpeg', filmSoundArguments(path, sound.seconds, out), { signal, timeoutMs: TIMEOUT_MS });
    const loudness = await measureLoudness(tools, out, signal);
    tried.push({ path: out, loudness });
    const next = tried.length <= MOST_CORRECTIONS ? betterAim(aim, loudness) : null;
    if (next === null) {
      return bestOf(tried).path;
    }
    aim = next;
    const stems = [{ role: 'voice' as const, path: sound.path, startSec: 0 }];
    await mix({ seconds: sound.seconds, stems, aim }, corrected);
    path = corrected;
  }
}

interface Encoding {
  path: string;
  loudness: Loudness;
}

/** Nearest to what films shall be; a peak that is too high is worse than a sound that is too quiet. */
function bestOf(tried: Encoding[]): Encoding {
  const fault = ({ loudness: { lufs, truePeakDb } }: Encoding): number =>
    Math.abs(lufs - LOUDNESS_LUFS) + 10 * Math.max(0, truePeakDb - TRUE_PEAK_LIMIT_DB);
  return tried.reduce((best, each) => (fault(each) < fault(best) ? each : best));
}

/** What to aim at instead, when this has come of an aim; null where that is good, or nothing is heard. */
export function betterAim(aim: SoundAim, { lufs, truePeakDb }: Loudness): SoundAim | null {
  const missing = LOUDNESS_LUFS - lufs;
  const excess = truePeakDb - TRUE_PEAK_LIMIT_DB;
  if (lufs <= SILENCE_LUFS || (Math.abs(missing) < CLOSE_ENOUGH_LU && excess <= 0)) {
    return null;
  }
  const isSpent = missing > LIMITER_LU && isAtCeiling({ lufs, truePeakDb });
  if (isSpent && excess <= 0) {
    return null;
  }
  return {
    lufs: isSpent ? aim.lufs : aim.lufs + missing,
    truePeakDb: excess > 0 ? aim.truePeakDb - excess - PEAK_MARGIN_DB : aim.truePeakDb,
  };
}

/** Whether a sound is too quiet, and its peaks leave no room for more. */
export function isAtCeiling({ lufs, truePeakDb }: Loudness): boolean {
  return lufs > SILENCE_LUFS && lufs < LOUDNESS_LUFS && truePeakDb > TRUE_PEAK_LIMIT_DB - HEADROOM_DB;
}

/** What ffmpeg hears in a file. */
export async function measureLoudness(tools: MediaTools, path: string, signal: AbortSignal): Promise<Loudness> {
  const { stderr } = await runTool(tools, 'ffmpeg', loudnessArguments(path), { signal, timeoutMs: TIMEOUT_MS });
  return loudnessOf(stderr);
}

/** Reads the summary of ebur128; total silence has no peak. */
export function loudnessOf(stderr: string): Loudness {
  const summary = stderr.slice(stderr.lastIndexOf('Integrated loudness'));
  const lufs = Number(/I:\s*(-?[\d.]+) LUFS/.exec(summary)?.[1] ?? -Infinity);
  const truePeakDb = Number(/Peak:\s*(-?[\d.]+) dBFS/.exec(summary)?.[1] ?? -Infinity);
  return { lufs, truePeakDb };
}
