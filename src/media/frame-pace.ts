import { createInterface } from 'node:readline';
import { type ForeignFormat } from './ffmpeg-commands.js';
import { type MediaTools, ToolProcess } from './ffmpeg.js';
import { pictureMomentsArguments } from './foreign-film-arguments.js';
import { confinedTools } from './foreign-file.js';
import { MediaFailure, asUnreadable } from './media-failure.js';
import { type MediaProbe, pictureStream } from './probe.js';

/** How evenly the pictures of a film follow each other, by their own times: what its head says is often a mean. */

export interface FramePace {
  isVariableRate: boolean;
  /** How many pictures there are in a second while most of them are shown. */
  realFps: number;
}

/** So much of a film tells how it goes on. */
const MEASURED_SECONDS = 30;
/** Slow motion has 240 pictures a second. */
const MOST_PICTURES = 30 * 240;
const TIMEOUT_MS = 60_000;
/** What most containers round to. */
const COARSE_TICK_SEC = 0.001;
/** One picture that was lost does not make a film uneven. */
const MOST_ODD_SHARE = 0.02;
const MOST_ODD_TIME = 0.01;
/** Over so many pictures a change of pace shows that is hidden by rounding from one to the next. */
const LONG_STEP = 12;

/** Null where there are too few pictures to tell. */
export async function paceOfFrames(
  tools: MediaTools,
  path: string,
  { format, probe }: { format: ForeignFormat; probe: MediaProbe },
  signal: AbortSignal,
): Promise<FramePace | null> {
  if (!pictureStream(probe)) {
    return null;
  }
  const args = pictureMomentsArguments(path, format, MEASURED_SECONDS);
  try {
    const { moments, tickSec } = await momentsIn(confinedTools(tools), args, signal);
    return paceOf(moments, tickSec);
  } catch (error) {
    signal.throwIfAborted();
    throw asUnreadable(error);
  }
}

async function momentsIn(
  tools: MediaTools,
  args: string[],
  signal: AbortSignal,
): Promise<{ moments: number[]; tickSec: number }> {
  const probe = new ToolProcess(tools, 'ffprobe', args, { signal, timeoutMs: TIMEOUT_MS });
  probe.stdin.end();
  const moments: number[] = [];
  let tickSec = 0;
  for await (const line of createInterface({ input: probe.stdout })) {
    const [section, value = ''] = line.split(',');
    const [numerator = 0, denominator = 0] = value.split('/').map(Number);
    if (section === 'packet' && value !== '' && Number.isFinite(numerator)) {
      moments.push(numerator);
    } else if (section === 'stream' && denominator > 0) {
      tickSec = numerator / denominator;
    }
    if (moments.length > MOST_PICTURES) {
      // Enough is known, and a hostile film may go on for ever.
      probe.stop(new MediaFailure('RENDER_FAILED', 'No more pictures are wanted'));
      await probe.finished.catch(() => undefined);
      return { moments, tickSec };
    }
  }
  await probe.finished;
  return { moments, tickSec };
}

/** Moments in any order: pictures lie in a file as they are decoded. */
export function paceOf(moments: number[], tickSec: number): FramePace | null {
  const times = [...moments].sort((one, other) => one - other);
  const usual = median(spansOf(times, 1));
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  if (times.length < 3 || last <= first) {
    return null;
  }
  const rounding = Math.max(tickSec, COARSE_TICK_SEC) * 1.01;
  const isUneven = [1, LONG_STEP].some((step) => isOdd(spansOf(times, step), step * (last - first), rounding));
  // Of what is even the mean is the truest, for each step of it is rounded.
  const mean = (last - first) / (times.length - 1);
  const step = usual <= 0 || Math.abs(mean - usual) <= rounding ? mean : usual;
  return { isVariableRate: isUneven, realFps: Math.round(1000 / step) / 1000 };
}

/** Whether more of the spans than now and then one, or more of the time, are not as long as most are. */
function isOdd(spans: number[], seconds: number, rounding: number): boolean {
  const usual = median(spans);
  const odd = spans.map((span) => Math.abs(span - usual)).filter((off) => off > rounding);
  const time = odd.reduce((sum, off) => sum + off, 0);
  return odd.length > spans.length * MOST_ODD_SHARE || time > seconds * MOST_ODD_TIME;
}

function spansOf(times: number[], step: number): number[] {
  return times.slice(step).map((time, index) => time - (times[index] ?? 0));
}

function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
