import { type CameraMovement } from '../common/vocabulary.js';

/** Where the camera is, in pixels of the logical stage (1600 x 900), and where it puts what it sees. */

export const STAGE = { width: 1600, height: 900 } as const;

/** How much a plane moves and grows with the camera: distant things less than near ones. */
export const DEPTH = { far: 0.75, mid: 1, cast: 1.25, fore: 1.45 } as const;
export type Plane = keyof typeof DEPTH;

export interface CameraPose {
  zoom: number;
  /** Travel of the camera to the right and down. */
  x: number;
  y: number;
  /** −1 to 1: the way around the people. */
  orbit: number;
  /** The people keep their place in the picture while the camera travels. */
  followsCast: boolean;
}

/** What of the stage is seen at zoom 1, and how many pixels of the picture a stage pixel is. */
export interface View {
  width: number;
  height: number;
  pixelsPerUnit: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Screen = offset + stage · scale, in pixels of the picture. */
export interface Projection {
  scale: number;
  offsetX: number;
  offsetY: number;
}

/** Sideways travel while orbiting: the background one way, the people the other. */
const ORBIT_TRAVEL: Record<Plane, number> = { far: -32, mid: 5, cast: -40, fore: 41 };
const PAN_TRAVEL = 60;
const TILT_TRAVEL = 28;
/** What no point of the picture travels beyond in any movement, in stage pixels. */
const MOST_TRAVEL = 175;
/** How much a point's speed may change from one frame to the next, in pixels of the picture: more is seen as a jolt. */
const MOST_JOLT = 0.045;
const MOST_CLOSER = 0.17;
/** The strongest zoom of any movement, and at any plane that shows people; framing leaves room for it. */
export const LARGEST_ZOOM = 1 + MOST_CLOSER;
export const LARGEST_CAST_ZOOM = 1 + MOST_CLOSER * DEPTH.cast;

export function viewOf(picture: { width: number; height: number }): View {
  const pixelsPerUnit = Math.max(picture.width / STAGE.width, picture.height / STAGE.height);
  return { width: picture.width / pixelsPerUnit, height: picture.height / pixelsPerUnit, pixelsPerUnit };
}

/** Travel is a share of the picture, so that a narrow one keeps its people in sight. */
export function panTravel(view: View): number {
  return Math.min(PAN_TRAVEL, view.width * 0.058);
}

/**
 * How gently a movement of so many frames can start and stop, 0 to 1: a long one does so wholly, a short one is under way
 * when it is cut in. The speed of a smoothstep changes by 6 travels over the square of its length.
 */
function gentleness(frames: number, { pixelsPerUnit }: View): number {
  return Math.min(1, (MOST_JOLT * frames ** 2) / (6 * MOST_TRAVEL * pixelsPerUnit));
}

/** `progress` runs evenly from 0 to 1 over the shot and its tail, which are `frames` long together. */
export function cameraPose(movement: CameraMovement, progress: number, view: View, frames: number): CameraPose {
  const gentle = gentleness(frames, view);
  const eased = progress + (smoothstep(progress) - progress) * gentle;
  const swing = 2 * eased - 1;
  const still: CameraPose = { zoom: 1.06, x: 0, y: 0, orbit: 0, followsCast: false };
  const travel = panTravel(view);
  switch (movement) {
    case 'static':
      return still;
    case 'push_in':
      return { ...still, zoom: 1.03 + 0.13 * eased };
    case 'pull_out':
      return { ...still, zoom: 1.17 - 0.13 * eased };
    case 'orbit':
      return { ...still, zoom: 1.1 + 0.03 * gentle * Math.sin(Math.PI * progress), orbit: swing };
    case 'pan_left':
      return { ...still, zoom: 1.12, x: -travel * swing };
    case 'pan_right':
      return { ...still, zoom: 1.12, x: travel * swing };
    case 'tilt_up':
      return { ...still, zoom: 1.12, y: -TILT_TRAVEL * swing };
    case 'tilt_down':
      return { ...still, zoom: 1.12, y: TILT_TRAVEL * swing };
    case 'follow':
      return { ...still, zoom: 1.12, x: travel * swing, followsCast: true };
  }
}

/** Where a plane lands in the picture. Planes that fill the stage never show their edge. */
export function project(pose: CameraPose, plane: Plane, view: View, focus: Point): Projection {
  const depth = DEPTH[plane];
  const zoom = 1 + (pose.zoom - 1) * depth;
  const narrow = view.width / STAGE.width;
  const orbit = pose.orbit * ORBIT_TRAVEL[plane] * Math.max(narrow, 0.6);
  const held = plane === 'cast' && pose.followsCast;
  const x = held ? 0 : pose.x * depth + orbit;
  const y = pose.y * depth * tiltShare(pose, focus);
  const left = (view.width - STAGE.width) / 2;
  const top = (view.height - STAGE.height) / 2;
  const offset = { x: left + focus.x * (1 - zoom) - x, y: top + focus.y * (1 - zoom) - y };
  const isPeople = plane === 'cast';
  return {
    scale: zoom * view.pixelsPerUnit,
    offsetX: (isPeople ? offset.x : covering(offset.x, STAGE.width * zoom, view.width)) * view.pixelsPerUnit,
    offsetY: (isPeople ? offset.y : covering(offset.y, STAGE.height * zoom, view.height)) * view.pixelsPerUnit,
  };
}

/** About a focus near an edge there is less room to tilt: all planes then travel less, rather than stop at the edge. */
function tiltShare({ zoom }: CameraPose, focus: Point): number {
  const room = Math.min(focus.y, STAGE.height - focus.y) * (zoom - 1);
  return Math.min(1, room / TILT_TRAVEL);
}

/** The nearest offset at which something of `size` still covers `seen`. */
function covering(offset: number, size: number, seen: number): number {
  return Math.min(0, Math.max(seen - size, offset));
}

export function smoothstep(value: number): number {
  const bounded = Math.min(1, Math.max(0, value));
  return bounded * bounded * (3 - 2 * bounded);
}
