import { path, type PathData } from './drawing.js';

/** One-point perspective in metres: people stand at depth 0, where a metre is 300 units of the stage. */

const CENTRE = 800;
const GROUND = 848;
export const EYE_LEVEL = 500;
const UNITS_PER_METRE = 300;
/** From the camera to the people. */
const CAMERA_METRES = 6;

export interface Point {
  x: number;
  y: number;
}

export const scaleAt = (depth: number): number => (UNITS_PER_METRE * CAMERA_METRES) / (CAMERA_METRES + depth);

/** Where a point `across` metres right of the middle, `height` above the ground and `depth` behind the people is seen. */
export function pointAt(across: number, height: number, depth: number): Point {
  const scale = scaleAt(depth);
  const eyeHeight = (GROUND - EYE_LEVEL) / UNITS_PER_METRE;
  return { x: CENTRE + across * scale, y: EYE_LEVEL + (eyeHeight - height) * scale };
}

/** A rectangle on a wall that runs away from the camera. */
export function wallAt(
  across: number,
  depths: [near: number, far: number],
  heights: [low: number, high: number],
): PathData {
  return quad(
    pointAt(across, heights[0], depths[0]),
    pointAt(across, heights[1], depths[0]),
    pointAt(across, heights[1], depths[1]),
    pointAt(across, heights[0], depths[1]),
  );
}

/** A rectangle lying on the ground. */
export function groundAt(across: [left: number, right: number], depths: [near: number, far: number]): PathData {
  return quad(
    pointAt(across[0], 0, depths[0]),
    pointAt(across[0], 0, depths[1]),
    pointAt(across[1], 0, depths[1]),
    pointAt(across[1], 0, depths[0]),
  );
}

export function quad(a: Point, b: Point, c: Point, d: Point): PathData {
  return path`M${a.x} ${a.y}L${b.x} ${b.y}L${c.x} ${c.y}L${d.x} ${d.y}Z`;
}
