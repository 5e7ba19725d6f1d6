import { loudnessOf } from './checks.js';
import { clipLoudnessArguments, clipSoundArguments } from './ffmpeg-commands.js';
import { type MediaTools, runTool, writeWhole } from './ffmpeg.js';
import { probeFile } from './probe.js';
import { videoFormatOf } from './video-format.js';

/** Voices are spoken at about -20: a clip's own sound is behind them even where the ducking lets it up. */
const TARGET_LUFS = -29;
/** Quieter than this there is nothing but the noise of its recording. */
const NOTHING_LUFS = -60;
const TIMEOUT_MS = 5 * 60_000;

/**
 * The sound of a shot's clip as a WAV file that can be mixed: no longer than the shot, with the clip's pictures; where
 * those are held because the clip is too short, it has ended. False: there is nothing to be heard, and no file.
 */
export async function writeClipSound(
  tools: MediaTools,
  clip: string,
  shotSeconds: number,
  out: string,
  signal: AbortSignal,
): Promise<boolean> {
  const format = await videoFormatOf(clip);
  const { streams, durationSec } = await probeFile(tools, clip, signal, format);
  const sound = streams.find(({ type }) => type === 'audio');
  if (!sound) {
    return false;
  }
  const seconds = Math.min(shotSeconds, sound.durationSec ?? durationSec ?? 0);
  const options = { signal, timeoutMs: TIMEOUT_MS };
  const { stderr } = await runTool(tools, 'ffmpeg', clipLoudnessArguments(clip, format, seconds), options);
  const { lufs } = loudnessOf(stderr);
  if (lufs < NOTHING_LUFS) {
    return false;
  }
  await writeWhole(out, 'wav', async (part) => {
    const args = clipSoundArguments(clip, format, { seconds, gainDb: TARGET_LUFS - lufs }, part);
    await runTool(tools, 'ffmpeg', args, options);
  });
  return true;
}
