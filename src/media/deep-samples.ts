import { type CheckReason } from '../common/check-catalogue.js';
import { type Cue, type RenderProfile } from './timeline.js';

/** What is looked for in a clip, and in which of its frames. */

/** What a clip is to show, or why that is not looked for. */
export interface DeepExpectation {
  profile: RenderProfile;
  frames: number;
  /** As they are drawn; whether a speaker is named is not said. */
  subtitles: { cues: Cue[] } | { skip: CheckReason };
  face: { isWanted: true } | { skip: CheckReason };
}

/** Where somebody's face is looked for, until it is found: for a moment it may be turned away, or not there yet. */
const FACE_PLACES = [0.35, 0.55, 0.8];
/** And where a subtitle is read once more that was misread in its middle: there is something else behind it. */
const SECOND_LOOKS = [0.3, 0.7];
/** A frame for a clip, and one more for so many seconds of it. */
const SECONDS_PER_FRAME = 4;
/** Within these a subtitle comes and goes. */
const FADE_FRAMES = 4;

export function faceFrames({ frames, face }: DeepExpectation): number[] {
  return 'skip' in face ? [] : FACE_PLACES.map((place) => frameAt(0, frames, place));
}

export function judgedFrames({ frames, profile }: DeepExpectation): number[] {
  const count = 1 + Math.floor(frames / profile.fps / SECONDS_PER_FRAME);
  return Array.from({ length: count }, (_, index) => frameAt(0, frames, (index + 0.5) / count));
}

/** The frames in which a subtitle is read, the first one first; none where it is gone before it is there. */
export function cueFrames({ startFrame, endFrame }: Cue): number[] {
  return endFrame - startFrame <= 2 * FADE_FRAMES
    ? []
    : [0.5, ...SECOND_LOOKS].map((place) => frameAt(startFrame, endFrame, place));
}

function frameAt(start: number, end: number, place: number): number {
  return Math.min(Math.max(start, end - 1), Math.floor(start + (end - start) * place));
}
