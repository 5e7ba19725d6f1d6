import { smoothstep } from './camera.js';
import { type ClipPlan, type ShotPicture, type TransitionKind } from './timeline.js';

/** How two shots are mixed at the head of the incoming clip. */

export interface Blend {
  kind: TransitionKind;
  /** 0: only the previous shot is seen, 1: only the new one. Never quite either inside a transition. */
  amount: number;
  /** The previous shot goes on living: its frame number under this one. */
  previousFrame: number;
  previous: ShotPicture;
}

export function blendAt({ transition, shot }: Pick<ClipPlan, 'transition' | 'shot'>, frame: number): Blend | null {
  if (!transition || frame >= Math.min(transition.frames, shot.frames)) {
    return null;
  }
  return {
    kind: transition.kind,
    amount: smoothstep((frame + 1) / (transition.frames + 1)),
    previousFrame: transition.previous.frames + frame,
    previous: transition.previous,
  };
}

/** Length of a shot with its part under the next transition. */
export const framesOf = ({ frames, tailFrames }: ShotPicture): number => frames + tailFrames;

/** How far a shot is, its part under the next transition included: the camera does not stop at the join. */
export function progressAt(shot: ShotPicture, frame: number): number {
  return Math.min(1, frame / Math.max(1, framesOf(shot) - 1));
}

/** How black the picture is: fading in at the start of the clip, out at its end. */
export function blackAt(plan: Pick<ClipPlan, 'shot' | 'fadeInFrames' | 'fadeOutFrames'>, frame: number): number {
  const { fadeInFrames, fadeOutFrames, shot } = plan;
  const fadingIn = frame < fadeInFrames ? 1 - frame / fadeInFrames : 0;
  const left = shot.frames - 1 - frame;
  const fadingOut = left < fadeOutFrames ? 1 - left / fadeOutFrames : 0;
  return Math.max(fadingIn, fadingOut);
}
