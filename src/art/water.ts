import { joined, path, type PathData } from './drawing.js';
import { type Stage } from './stage.js';

/** What wide waters share: the light of the sun or the moon on them, and gulls above. */

export interface GlitterOptions {
  /** Below the sun or the moon. */
  x: number;
  horizon: number;
  count: number;
  /** How far it reaches to both sides: at the horizon, and how much farther near us. */
  spread: [far: number, more: number];
  /** How far it reaches down. */
  depth: number;
  /** Lengths of the glints. */
  length: [shortest: number, longest: number];
  opacity?: number;
}

/** Seen in clear weather; it takes the same from `random` in any, so that what is drawn after it stays where it is. */
export function drawGlitter({ far, random, time, weather }: Stage, options: GlitterOptions): void {
  const { x, horizon, count, spread, depth, length, opacity = 0.6 } = options;
  const glints: PathData[] = [];
  for (let index = 0; index < count; index++) {
    const near = random.next();
    const reach = spread[0] + near * spread[1];
    glints.push(path`M${x + random.between(-reach, reach)} ${horizon + 4 + near * depth}h${random.between(...length)}`);
  }
  if (weather === 'clear') {
    far.path(joined(glints), { stroke: time === 'night' ? '#fff1c4' : '#fffbe8', width: 3, opacity });
  }
}

export function drawGulls(
  { far, outdoors }: Stage,
  colour: string,
  places: readonly (readonly [x: number, y: number, size: number])[],
): void {
  for (const [x, y, scale] of places) {
    far.group({ x, y, scale }, () => {
      far.path(path`M-34 -8Q-18 -22 0 0Q18 -22 34 -8`, { stroke: outdoors(colour), width: 5 });
    });
  }
}
