import { type ForeignFormat } from './ffmpeg-commands.js';
import { type MediaTools, runTool, writeWhole } from './ffmpeg.js';
import { speechPieceArguments } from './foreign-film-arguments.js';
import { type Stretch } from './film-scan.js';
import { confinedTools } from './foreign-file.js';
import { asUnreadable } from './media-failure.js';

/** A film's sound as those take it who write down what is said: in pieces, and without what nobody says. */

/** 16-bit FLAC of 10 minutes has 19 MB at the very most: transcribers take 25. */
const MOST_SECONDS = 600;
const TIMEOUT_MS = 120_000;
/** Without anybody who speaks for longer, nothing is listened to. */
const LEAST_PAUSE_SEC = 30;
/** Speech is found a little late, and lost a little early. */
const MARGIN_SEC = 1;
/** No word ends in less. */
const LEAST_GAP_SEC = 0.15;

/** One piece, at `out`. INVALID_OUTPUT where the film has no sound, or none that can be decoded. */
export async function writeSpeechPiece(
  tools: MediaTools,
  path: string,
  { format, part }: { format: ForeignFormat; part: Stretch },
  out: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await writeWhole(out, 'flac', (file) => {
      const args = speechPieceArguments(path, format, part, file);
      return runTool(confinedTools(tools), 'ffmpeg', args, { signal, timeoutMs: TIMEOUT_MS });
    });
  } catch (error) {
    signal.throwIfAborted();
    throw asUnreadable(error);
  }
}

/**
 * Where a film is to be cut for transcribers: pieces of at most so many seconds, in order, without long stretches in which
 * nobody speaks. They end where nobody speaks or it is silent; where that is nowhere near, in the middle of a word.
 */
export function piecesOf(
  durationSec: number,
  speech: readonly Stretch[],
  silences: readonly Stretch[],
  mostSec = MOST_SECONDS,
): Stretch[] {
  const spoken = joined(speech, durationSec);
  const gaps = [...joined(silences, durationSec), ...between(spoken, durationSec)];
  return listenedTo(spoken, durationSec).flatMap((stretch) => cutUp(stretch, gaps, mostSec));
}

/** In order, those that touch being one. */
function joined(stretches: readonly Stretch[], durationSec: number): Stretch[] {
  const within = stretches
    .map(({ startSec, endSec }) => ({ startSec: Math.max(0, startSec), endSec: Math.min(durationSec, endSec) }))
    .filter(({ startSec, endSec }) => endSec > startSec)
    .sort((one, other) => one.startSec - other.startSec);
  const whole: Stretch[] = [];
  for (const stretch of within) {
    const last = whole.at(-1);
    if (last && stretch.startSec <= last.endSec) {
      last.endSec = Math.max(last.endSec, stretch.endSec);
    } else {
      whole.push(stretch);
    }
  }
  return whole;
}

/** What lies before, between and behind. */
function between(stretches: Stretch[], durationSec: number): Stretch[] {
  const starts = [0, ...stretches.map(({ endSec }) => endSec)];
  const ends = [...stretches.map(({ startSec }) => startSec), durationSec];
  return starts.map((startSec, index) => ({ startSec, endSec: ends[index] ?? durationSec }));
}

function listenedTo(spoken: Stretch[], durationSec: number): Stretch[] {
  const pauses = between(spoken, durationSec).filter(({ startSec, endSec }) => endSec - startSec > LEAST_PAUSE_SEC);
  const left = pauses.map(({ startSec, endSec }) => ({
    startSec: startSec === 0 ? 0 : startSec + MARGIN_SEC,
    endSec: endSec === durationSec ? durationSec : endSec - MARGIN_SEC,
  }));
  return between(left, durationSec).filter(({ startSec, endSec }) => endSec > startSec);
}

/** Pieces of about the same length, so that none is a mere rest. */
function cutUp({ startSec, endSec }: Stretch, gaps: Stretch[], mostSec: number): Stretch[] {
  const pieces: Stretch[] = [];
  let from = startSec;
  while (endSec - from > mostSec) {
    const even = (endSec - from) / Math.ceil((endSec - from) / mostSec);
    const latest = from + mostSec;
    const near = { startSec: from + even * 0.9, endSec: Math.min(latest, from + even * 1.1) };
    const far = { startSec: from + even * 0.5, endSec: latest };
    const cut = pauseIn(near, gaps) ?? pauseIn(far, gaps) ?? from + even;
    pieces.push({ startSec: from, endSec: cut });
    from = cut;
  }
  return [...pieces, { startSec: from, endSec }];
}

/** The middle of the longest pause within a stretch. */
function pauseIn(within: Stretch, gaps: Stretch[]): number | null {
  const parts = gaps
    .map((gap) => ({
      startSec: Math.max(gap.startSec, within.startSec),
      endSec: Math.min(gap.endSec, within.endSec),
    }))
    .filter(({ startSec, endSec }) => endSec - startSec >= LEAST_GAP_SEC);
  const longest = parts.sort((one, other) => other.endSec - other.startSec - (one.endSec - one.startSec))[0];
  return longest ? (longest.startSec + longest.endSec) / 2 : null;
}
