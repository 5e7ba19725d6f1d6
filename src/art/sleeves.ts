import { mix } from './colour.js';
import { type Joints, type Point } from './arm-poses.js';
import { type PathData, joined, path } from './drawing.js';
import { type Figure } from './figure.js';

/** Sleeves, narrow and wide, of arms that hang and of arms that are bent. */

export interface Sleeves {
  /** How much lower the hand comes out than of a narrow sleeve. */
  length: number;
  hanging: (figure: Figure, side: number) => void;
  bent: (figure: Figure, side: number, joints: Joints) => void;
}

const NARROW: Sleeves = { length: 0, hanging: drawSleeve, bent: drawBentSleeve };
const WIDE: Sleeves = { length: 44, hanging: drawWideSleeve, bent: drawDrapedSleeve };

export const sleevesOf = (figure: Figure): Sleeves => (figure.hasWideSleeves ? WIDE : NARROW);

function drawSleeve({ drawing, topPaint, measures }: Figure, side: number): void {
  const out = measures.shoulder;
  const at = (x: number) => side * (out + x);
  drawing.path(
    path`M${at(-22)} 100C${at(20)} 124 ${at(24)} 240 ${at(10)} 334Q${at(-6)} 342 ${at(-24)} 332C${at(-16)} 260 ${at(-22)} 190 ${at(-44)} 150Z`,
    { fill: topPaint },
  );
  drawing.path(path`M${at(-24)} 160C${at(-14)} 220 ${at(-18)} 280 ${at(-24)} 330`, {
    stroke: '#000000',
    width: 5,
    opacity: 0.2,
  });
  drawing.path(path`M${at(11)} 322Q${at(-6)} 332 ${at(-23)} 320`, { stroke: '#000000', width: 3, opacity: 0.22 });
}

function drawWideSleeve({ drawing, topPaint, look, measures }: Figure, side: number): void {
  const out = measures.shoulder;
  const at = (x: number) => side * (out + x);
  drawing.path(
    path`M${at(-22)} 100C${at(14)} 120 ${at(40)} 260 ${at(48)} 372Q${at(6)} 396 ${at(-38)} 372C${at(-22)} 300 ${at(-30)} 200 ${at(-44)} 150Z`,
    { fill: topPaint },
  );
  drawing.path(path`M${at(48)} 372Q${at(6)} 396 ${at(-38)} 372`, { stroke: look.colors[2], width: 9 });
  drawing.path(path`M${at(-14)} 180Q${at(2)} 280 ${at(4)} 372`, { stroke: '#000000', width: 4, opacity: 0.14 });
}

/** Half widths of an arm in its sleeve. */
const THICK = { shoulder: 21, elbow: 18, wrist: 14 } as const;

function drawBentSleeve({ drawing, topPaint, measures }: Figure, side: number, joints: Joints): void {
  const { shoulder, elbow, wrist } = mirrored(joints, side);
  drawing.path(
    joined([
      segment(shoulder, elbow, THICK.shoulder, THICK.elbow),
      disc(elbow, THICK.elbow),
      segment(elbow, wrist, THICK.elbow, THICK.wrist),
      disc(shoulder, THICK.shoulder),
    ]),
    { fill: topPaint },
  );
  // The arm stands out from the chest by its shadow, and folds at the elbow.
  const inner = side * (measures.shoulder - 40);
  drawing.path(path`M${inner} 150Q${elbow.x - side * 26} ${elbow.y - 30} ${elbow.x - side * 15} ${elbow.y - 8}`, {
    stroke: '#000000',
    width: 5,
    opacity: 0.2,
  });
  const { dx, dy } = across(elbow, wrist, THICK.wrist);
  drawing.path(path`M${wrist.x - dx} ${wrist.y - dy}L${wrist.x + dx} ${wrist.y + dy}`, {
    stroke: '#000000',
    width: 4,
    opacity: 0.25,
  });
}

/** The wide sleeve of a lifted arm hangs down from it. */
function drawDrapedSleeve({ drawing, topPaint, look }: Figure, side: number, joints: Joints): void {
  const { shoulder, elbow, wrist } = mirrored(joints, side);
  const x = (point: Point, offset: number) => point.x + side * offset;
  drawing.path(
    path`M${x(shoulder, -14)} ${shoulder.y - 22}C${x(shoulder, 22)} ${shoulder.y - 8} ${x(elbow, 26)} ${elbow.y - 40} ${x(elbow, 24)} ${elbow.y + 4}Q${x(elbow, 22)} ${elbow.y + 62} ${x(wrist, 24)} ${wrist.y + 104}Q${x(wrist, 0)} ${wrist.y + 116} ${x(wrist, -12)} ${wrist.y + 96}L${x(wrist, -12)} ${wrist.y - 18}Q${x(elbow, -34)} ${elbow.y - 26} ${x(shoulder, -26)} ${shoulder.y + 22}Z`,
    { fill: topPaint },
  );
  drawing.path(path`M${x(wrist, -12)} ${wrist.y - 18}L${x(wrist, -12)} ${wrist.y + 96}`, {
    stroke: mix(look.colors[2], look.colors[0], 0.35),
    width: 6,
  });
  drawing.path(
    path`M${x(elbow, 4)} ${elbow.y + 6}Q${x(elbow, 0)} ${elbow.y + 50} ${x(wrist, 12)} ${wrist.y + 90}M${x(shoulder, -24)} ${shoulder.y + 30}Q${x(elbow, -30)} ${elbow.y - 20} ${x(wrist, -6)} ${wrist.y - 14}`,
    {
      stroke: '#000000',
      width: 4,
      opacity: 0.16,
    },
  );
}

function mirrored(joints: Joints, side: number): Joints {
  const at = ({ x, y }: Point): Point => ({ x: side * x, y });
  return { shoulder: at(joints.shoulder), elbow: at(joints.elbow), wrist: at(joints.wrist), hand: at(joints.hand) };
}

function across(from: Point, to: Point, half: number): { dx: number; dy: number } {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  return { dx: (-(to.y - from.y) / length) * half, dy: ((to.x - from.x) / length) * half };
}

function segment(from: Point, to: Point, thick: number, thin: number): PathData {
  const wide = across(from, to, thick);
  const narrow = across(from, to, thin);
  return path`M${from.x + wide.dx} ${from.y + wide.dy}L${to.x + narrow.dx} ${to.y + narrow.dy}L${to.x - narrow.dx} ${to.y - narrow.dy}L${from.x - wide.dx} ${from.y - wide.dy}Z`;
}

/** Wound like the segments, so that together they are one area. */
function disc({ x, y }: Point, radius: number): PathData {
  const bow = radius * 0.5523;
  return path`M${x + radius} ${y}C${x + radius} ${y - bow} ${x + bow} ${y - radius} ${x} ${y - radius}C${x - bow} ${y - radius} ${x - radius} ${y - bow} ${x - radius} ${y}C${x - radius} ${y + bow} ${x - bow} ${y + radius} ${x} ${y + radius}C${x + bow} ${y + radius} ${x + radius} ${y + bow} ${x + radius} ${y}Z`;
}
