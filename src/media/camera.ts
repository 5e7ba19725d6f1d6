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
const TILT_TRAVEL = 34;
/** The strongest zoom of any movement at any plane that shows people; framing leaves room for it. */
export const LARGEST_CAST_ZOOM = 1 + 0.17 * DEPTH.cast;

export function viewOf(picture: { width: number; height: number }): View {
  const pixelsPerUnit = Math.max(picture.width / STAGE.width, picture.height / STAGE.height);
  return { width: picture.width / pixelsPerUnit, height: picture.height / pixelsPerUnit, pixelsPerUnit };
}

/** Travel is a share of the picture, so that a narrow one keeps its people in sight. */
export function panTravel(view: View): number {
  return Math.min(PAN_TRAVEL, view.width * 0.07);
}

/** `progress` runs from 0 to 1 over the shot and its tail. */
export function cameraPose(movement: CameraMovement, progress: number, view: View): CameraPose {
  const eased = smoothstep(progress);
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
      return { ...still, zoom: 1.1 + 0.03 * Math.sin(Math.PI * progress), orbit: swing };
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
  const y = pose.y * depth;
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

/** The nearest offset at which something of `size` still covers `seen`. */
function covering(offset: number, size: number, seen: number): number {
  return Math.min(0, Math.max(seen - size, offset));
}

export function smoothstep(value: number): number {
  const bounded = Math.min(1, Math.max(0, value));
  return bounded * bounded * (3 - 2 * bounded);
}
