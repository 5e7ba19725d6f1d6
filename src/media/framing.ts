import { type CameraMovement, type ShotSize } from '../common/vocabulary.js';
import { LARGEST_CAST_ZOOM, type Point, STAGE, type View, panTravel } from './camera.js';

/** Where people stand in a picture and how large they are, so that heads are whole and faces clear of subtitles. */

/** Heights of a person in units of its drawing, upwards from the soles. */
export interface Build {
  headTop: number;
  chin: number;
  /** How large beside who stands in front, up to 1; absent: in front. */
  nearness?: number;
}

export interface Standing {
  /** Centre of the body and line of the soles, on the stage. */
  x: number;
  footY: number;
  /** Stage pixels per unit of this one's drawing. */
  scale: number;
}

export interface Framing {
  /** Stage pixels per unit of the drawing of who stands in front. */
  scale: number;
  standings: Standing[];
  /** What the camera zooms about. */
  focus: Point;
  /** How far the background is out of focus, in pixels of its half-size copy. */
  blur: number;
}

interface SizeRule {
  /** Height of the head, or of the whole body, in shares of the picture. */
  head?: number;
  body?: number;
  /** Line of the face's middle, or of the soles. */
  line: number;
  /** How far people move towards the middle. */
  gather: number;
  blur: number;
}

const RULES: Record<ShotSize, SizeRule> = {
  close_up: { head: 0.47, line: 0.395, gather: 0.55, blur: 4 },
  medium_close: { head: 0.35, line: 0.38, gather: 0.8, blur: 2 },
  medium: { head: 0.235, line: 0.35, gather: 0.9, blur: 0 },
  full: { body: 0.7, line: 0.925, gather: 1, blur: 0 },
  wide: { body: 0.48, line: 0.915, gather: 1, blur: 0 },
};

/** Half widths in units of a drawing: hair included, and shoulders with arms. */
const HEAD_HALF_WIDTH = 64;
const BODY_HALF_WIDTH = 108;
/** Kept free above the hair, in shares of the picture: place and time stand there. */
const HEADROOM = 0.13;
/** All faces together take no more of the picture's height than this. */
const FACES_SHARE = 0.44;
/** Whole people grow from the ground, so that feet stay in the picture. */
const GROUND_FOCUS = 0.8;
/** The height at which the ground ends. */
const HORIZON = 0.5;

/** Feet that are seen stay where they are. */
export function showsFeet({ size }: { size: ShotSize }): boolean {
  return size === 'full' || size === 'wide';
}

/** A tilt keeps the middle, so that the stage has room on both sides; where feet are seen they stay in sight. */
export function frameShot(
  shot: { size: ShotSize; camera: CameraMovement },
  positions: number[],
  builds: Build[],
  view: View,
): Framing {
  const middle = { x: STAGE.width / 2, y: STAGE.height / 2 };
  if (builds.length === 0) {
    return { scale: 1, standings: [], focus: middle, blur: 0 };
  }
  const framing = frameCast(shot.size, positions, builds, view);
  const isTilt = shot.camera === 'tilt_up' || shot.camera === 'tilt_down';
  return isTilt && !showsFeet(shot) ? { ...framing, focus: middle } : framing;
}

/** `positions` run from 0 (left) to 1 (right), one for each build. */
export function frameCast(size: ShotSize, positions: number[], builds: Build[], view: View): Framing {
  const rule = RULES[size];
  const centre = STAGE.width / 2;
  const faces = facesOf(builds);
  const scale = scaleOf(rule, builds, faces, view);
  const line = lineOf(rule, faces, scale) * STAGE.height;
  const footY = rule.head === undefined ? line : line + ((faces.top + faces.bottom) / 2) * scale;
  const halfWidth = BODY_HALF_WIDTH * scale;
  const wanted = positions.map((position) => centre + (position - 0.5) * spreadOf(rule, view));
  const spacing = spacingOf(builds.length, scale, view);
  const needed = ((builds.length - 1) * spacing) / 2;
  const places = spread(wanted, spacing, edgesOf(halfWidth, scale, needed, view));
  return {
    scale,
    standings: places.map((x, index) => {
      const build = builds[index] ?? { headTop: 0, chin: 0 };
      return { x, footY: footOf(build, rule, scale, footY), scale: scale * (build.nearness ?? 1) };
    }),
    focus: { x: centre, y: rule.head === undefined ? GROUND_FOCUS * STAGE.height : line },
    blur: rule.blur,
  };
}

/** Who is farther away has the face on the same line, or the soles nearer to the horizon. */
function footOf({ headTop, chin, nearness = 1 }: Build, rule: SizeRule, scale: number, front: number): number {
  const horizon = HORIZON * STAGE.height;
  return rule.head === undefined
    ? horizon + (front - horizon) * nearness
    : front - ((headTop + chin) / 2) * scale * (1 - nearness);
}

/** People of unequal height stand lower, so that the tallest keeps the headroom. */
function lineOf(rule: SizeRule, faces: Faces, scale: number): number {
  const half = ((faces.top - faces.bottom) * scale * LARGEST_CAST_ZOOM) / 2 / STAGE.height;
  return rule.head === undefined ? rule.line : Math.max(rule.line, HEADROOM + half);
}

interface Faces {
  top: number;
  bottom: number;
  tallestHead: number;
}

function facesOf(builds: Build[]): Faces {
  return {
    top: Math.max(...builds.map((build) => build.headTop)),
    bottom: Math.min(...builds.map((build) => build.chin)),
    tallestHead: Math.max(...builds.map((build) => build.headTop - build.chin)),
  };
}

function scaleOf(rule: SizeRule, builds: Build[], faces: Faces, view: View): number {
  const wanted =
    rule.head === undefined
      ? ((rule.body ?? 0.5) * STAGE.height) / faces.top
      : (rule.head * STAGE.height) / faces.tallestHead;
  const high = (FACES_SHARE * STAGE.height) / (faces.top - faces.bottom);
  const room = view.width - 2 * travelOf(view);
  const wide = room / (builds.length * 2 * HEAD_HALF_WIDTH * LARGEST_CAST_ZOOM);
  return Math.min(wanted, high, wide);
}

/** Portrait pictures are narrow: there people use the whole width. */
function spreadOf(rule: SizeRule, view: View): number {
  return Math.min(view.width * 1.1, STAGE.width) * rule.gather;
}

/** Heads never overlap; bodies do not either where there is room for them. */
function spacingOf(count: number, scale: number, view: View): number {
  const room = view.width - 2 * travelOf(view);
  const heads = 2 * HEAD_HALF_WIDTH * scale;
  const bodies = 2 * BODY_HALF_WIDTH * scale * 0.95;
  return Math.max(heads, Math.min(bodies, room / LARGEST_CAST_ZOOM / count));
}

/** Bodies stay whole where there is room for them beside each other, heads always. */
function edgesOf(halfBody: number, scale: number, needed: number, view: View): [number, number] {
  const half = (view.width / 2 - travelOf(view)) / LARGEST_CAST_ZOOM - HEAD_HALF_WIDTH * scale;
  const roomy = half - (halfBody - HEAD_HALF_WIDTH * scale);
  const wished = roomy > view.width * 0.15 ? Math.max(roomy, needed) : half;
  const reach = Math.max(0, Math.min(wished, half));
  return [STAGE.width / 2 - reach, STAGE.width / 2 + reach];
}

function travelOf(view: View): number {
  return panTravel(view) * 1.25;
}

/** Moves people apart until neighbours have `spacing` between them and all stand between the edges. */
function spread(wanted: number[], spacing: number, [left, right]: [number, number]): number[] {
  const order = wanted.map((x, index) => ({ x, index })).sort((one, other) => one.x - other.x);
  const middle = order.reduce((sum, { x }) => sum + x, 0) / Math.max(1, order.length);
  const apart = order.map(({ x }) => x);
  for (let index = 1; index < apart.length; index++) {
    apart[index] = Math.max(at(apart, index), at(apart, index - 1) + spacing);
  }
  const shift = middle - apart.reduce((sum, x) => sum + x, 0) / Math.max(1, apart.length);
  const places = apart.map((x) => Math.max(left, x + shift));
  for (let index = 1; index < places.length; index++) {
    places[index] = Math.max(at(places, index), at(places, index - 1) + spacing);
  }
  places[places.length - 1] = Math.min(right, at(places, places.length - 1));
  for (let index = places.length - 2; index >= 0; index--) {
    places[index] = Math.min(at(places, index), at(places, index + 1) - spacing, right);
  }
  const result: number[] = [];
  order.forEach(({ index }, rank) => (result[index] = at(places, rank)));
  return result;
}

function at(list: number[], index: number): number {
  return list[index] ?? 0;
}
