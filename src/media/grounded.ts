import { type CameraPose, LARGEST_ZOOM, type View } from './camera.js';
import { restOf } from './fitting.js';
import { type Screen } from './screen.js';
import { type Sprite } from './sprite.js';

/** A picture of another shape than its film's stands in it whole, over a blurred, darker and larger copy of itself. */
export interface Grounded {
  picture: Sprite;
  ground: Sprite;
}

/** It is so much larger that its own movement never shows its edge. */
const GROUND_ZOOM = 1.06;
/** It lies behind, and travels less. */
const GROUND_DEPTH = 0.5;
/** Sideways travel of an orbit, in widths of the film. */
const ORBIT_SHARE = 0.025;

/** `share` of its full size, at which it reaches two edges of the film: never more, so that all of it is seen. */
export function paintGrounded(screen: Screen, grounded: Grounded, pose: CameraPose, view: View, share: number): void {
  const { picture, ground } = grounded;
  const travel = {
    x: (pose.x + pose.orbit * ORBIT_SHARE * view.width) * view.pixelsPerUnit,
    y: pose.y * view.pixelsPerUnit,
  };
  const zoom = pose.zoom * GROUND_ZOOM;
  const behind = { width: screen.width * zoom, height: screen.height * zoom };
  const middle = {
    x: screen.width / 2 - travel.x * GROUND_DEPTH,
    y: screen.height / 2 - travel.y * GROUND_DEPTH,
  };
  screen.draw(ground, {
    x: bounded(middle.x - behind.width / 2, screen.width - behind.width, 0),
    y: bounded(middle.y - behind.height / 2, screen.height - behind.height, 0),
    ...behind,
  });
  const rest = restOf(picture.picture, screen);
  const size = { width: picture.picture.width * share, height: picture.picture.height * share };
  screen.draw(picture, {
    x: bounded(rest.x - travel.x - size.width / 2, 0, screen.width - size.width),
    y: bounded(rest.y - travel.y - size.height / 2, 0, screen.height - size.height),
    ...size,
  });
}

/** How large a picture is under a camera that comes no closer than `closest` in its shot. */
export function shareAt({ zoom }: CameraPose, closest = LARGEST_ZOOM): number {
  return Math.min(1, zoom / closest);
}

function bounded(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
