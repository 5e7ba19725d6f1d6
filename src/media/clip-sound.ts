import { clipTiming } from './clip-timing.js';
import { clipLoudnessArguments, clipSoundArguments, type ClipSoundTiming } from './decode-arguments.js';
import { type MediaTools, runTool, writeWhole } from './ffmpeg.js';
import { loudnessOf } from './film-sound.js';
import { foreignClip } from './foreign-clip.js';
import { FRAMES_PER_SECOND } from './timeline.js';

/** Voices are spoken at about -20: a clip's own sound is behind them even where the ducking lets it up. */
const TARGET_LUFS = -29;
/** Quieter than this there is nothing but the noise of its recording. */
const NOTHING_LUFS = -60;
const TIMEOUT_MS = 5 * 60_000;

/**
 * The sound of a shot's clip as a WAV file that can be mixed: no longer than the shot, in step with the clip's pictures;
 * where those are slower, or begin again, it does so too, and where the last one is held, it has ended. False: there is
 * nothing to be heard, and no file.
 */
export async function writeClipSound(
  tools: MediaTools,
  path: string,
  shotSeconds: number,
  out: string,
  signal: AbortSignal,
): Promise<boolean> {
  const clip = await foreignClip(tools, path, shotSeconds, signal);
  if (!clip.hasSound) {
    return false;
  }
  const timing = soundTiming(clip.seconds, shotSeconds);
  const options = { signal, timeoutMs: TIMEOUT_MS };
  const { stderr } = await runTool(tools, 'ffmpeg', clipLoudnessArguments(clip, timing), options);
  const { lufs } = loudnessOf(stderr);
  if (lufs < NOTHING_LUFS) {
    return false;
  }
  await writeWhole(out, 'wav', async (part) => {
    const args = clipSoundArguments(clip, timing, TARGET_LUFS - lufs, part);
    await runTool(tools, 'ffmpeg', args, options);
  });
  return true;
}

function soundTiming(clipSeconds: number, shotSeconds: number): ClipSoundTiming {
  const shotFrames = Math.round(shotSeconds * FRAMES_PER_SECOND);
  const { stretch, frames, period } = clipTiming(clipSeconds, shotFrames, FRAMES_PER_SECOND);
  const passSeconds = Math.min((period ?? frames) / FRAMES_PER_SECOND, shotSeconds);
  return { stretch, passSeconds, seconds: period === null ? passSeconds : shotSeconds };
}
