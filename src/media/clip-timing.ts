/** How a foreign clip fills its shot. Its pictures and its sound keep to the same plan, or they would not stay in step. */
export interface ClipTiming {
  /** How much longer than it is the clip lasts; 1 leaves it as it is. */
  stretch: number;
  /** Length of the clip, so stretched, in frames of the film. */
  frames: number;
  /** Frames from one start of the clip to its next; null: it is played once, and its last picture is held. */
  period: number | null;
}

/** Slower than this, people move as if under water. */
const MOST_STRETCH = 1.25;
/** Shorter ones would flicker if they were played over and over. */
const LEAST_LOOP_SECONDS = 1;
const DISSOLVE_SECONDS = 0.5;

/**
 * A clip that is too long is cut; one that is a little too short is played slower, so that it ends with its shot; one that
 * is much too short begins again, its end dissolving into its start (see docs/decisions/0021-short-clips.md).
 */
export function clipTiming(clipSeconds: number, shotFrames: number, fps: number): ClipTiming {
  // A thousandth, because 0.04 s times 25 is a little less than 1.
  const frames = Math.max(1, Math.floor(clipSeconds * fps + 0.001));
  if (frames >= shotFrames) {
    return { stretch: 1, frames, period: null };
  }
  if (frames * MOST_STRETCH >= shotFrames) {
    return { stretch: shotFrames / frames, frames: shotFrames, period: null };
  }
  if (frames < fps * LEAST_LOOP_SECONDS) {
    return { stretch: 1, frames, period: null };
  }
  const dissolve = Math.min(Math.round(fps * DISSOLVE_SECONDS), Math.floor(frames / 4));
  return { stretch: 1, frames, period: frames - dissolve };
}

/** A frame of a pass through a clip, and how much of it is seen over what is below. */
export interface PassFrame {
  pass: number;
  frame: number;
  alpha: number;
}

/** What is seen of the clip at a frame of its shot, bottom first. */
export function passesAt({ frames, period }: ClipTiming, frame: number): PassFrame[] {
  const pass = period === null ? 0 : Math.floor(frame / period);
  const offset = frame - pass * (period ?? 0);
  const dissolve = period === null || pass === 0 ? 0 : frames - period;
  if (offset >= dissolve) {
    return [{ pass, frame: offset, alpha: 1 }];
  }
  return [
    { pass: pass - 1, frame: offset + (period ?? 0), alpha: 1 },
    { pass, frame: offset, alpha: (offset + 1) / (dissolve + 1) },
  ];
}
