import { mix } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';
import { drawProp } from './prop.js';

/** Hands: palm, thumb and a hint of the fingers. Each is drawn for the right of the picture and mirrored. */

interface Point {
  x: number;
  y: number;
}

const skinOf = ({ skin, shade }: Figure): string => mix(skin, shade, 0.15);
const LINE = { width: 1.8, opacity: 0.75 } as const;

/** It comes out of a hanging sleeve at `wrist`, the thumb towards the body. */
export function drawHangingHand(figure: Figure, side: number, wrist: Point): void {
  const { drawing, shade } = figure;
  drawing.group({ ...wrist, mirrored: side === -1 }, () => {
    drawing.path(path`M-9 4Q-21 14 -20 31Q-17 40 -12 34Q-10 27 -4 22Z`, { fill: mix(skinOf(figure), shade, 0.2) });
    drawing.path(path`M-12 -8C-13 8 -13 20 -11 32Q-9 50 -5 55Q0 61 6 56Q13 46 13 26Q13 8 11 -8Z`, {
      fill: skinOf(figure),
    });
    drawing.path(path`M-5 34Q-4 46 -3 54M1 33Q2 46 2 57M7 32Q8 44 7 54`, { stroke: shade, ...LINE });
    drawing.path(path`M-9 10Q-10 18 -11 24`, { stroke: shade, ...LINE });
  });
}

/** A closed hand at the hip. */
export function drawFist(figure: Figure, side: number, at: Point): void {
  const { drawing, shade } = figure;
  drawing.group({ ...at, mirrored: side === -1 }, () => {
    drawing.path(path`M12 -14Q-8 -18 -14 -8Q-18 4 -12 12Q2 18 14 10Z`, { fill: skinOf(figure) });
    drawing.path(path`M-14 -5Q-8 -7 -4 -5M-16 1Q-9 -1 -5 1M-14 7Q-8 5 -4 7`, { stroke: shade, ...LINE });
  });
}

/** An open hand, the fingers up, the palm to us. */
export function drawPalm(figure: Figure, side: number, at: Point): void {
  const { drawing, shade } = figure;
  const skin = skinOf(figure);
  drawing.group({ ...at, scale: 1.15, mirrored: side === -1 }, () => {
    drawing.path(path`M-7 -6L-10 -23M-2 -9L-3 -29M4 -9L5 -28M9 -6L12 -22`, { stroke: skin, width: 6.6 });
    drawing.path(path`M-9 4Q-16 0 -19 -10`, { stroke: skin, width: 6.4 });
    drawing.path(path`M-11 -8Q0 -16 12 -7Q15 8 8 18Q0 22 -7 18Q-13 8 -11 -8Z`, { fill: skin });
    drawing.path(path`M-5 -10L-6 -20M1 -11V-24M7 -9L8.5 -20`, { stroke: shade, ...LINE });
    drawing.path(path`M-8 6Q-1 2 1 12`, { stroke: shade, ...LINE });
  });
}

/** An empty hand laid flat on the chest, the fingers stretched towards the heart and the thumb along them. */
export function drawFlatHand(figure: Figure, side: number, at: Point): void {
  const { drawing, shade } = figure;
  const skin = skinOf(figure);
  drawing.group({ ...at, mirrored: side === -1 }, () => {
    drawing.path(path`M0 -6L-29 -9M0 0L-36 -3M0 6L-35 5M0 11L-28 12`, { stroke: skin, width: 7.6 });
    drawing.path(path`M24 -10Q12 -16 -2 -11Q-8 0 -4 13Q8 19 24 14Z`, { fill: skin });
    drawing.path(path`M-8 -4L-32 -6.5M-9 2.5L-36 1M-8 8.5L-31 8.5`, { stroke: shade, ...LINE });
    drawing.path(path`M4 -9Q-6 -18 -20 -17`, { stroke: shade, width: 9, opacity: 0.5 });
    drawing.path(path`M4 -10Q-6 -19 -20 -18`, { stroke: skin, width: 7 });
  });
}

/** Two hands that hold each other before the body. */
export function drawJoinedHands(figure: Figure, at: Point): void {
  const { drawing, shade } = figure;
  drawing.group({ ...at }, () => {
    drawing.ellipse(-9, 2, 17, 14, { fill: mix(skinOf(figure), shade, 0.25) });
    drawing.path(path`M22 -10Q2 -18 -12 -9Q-19 0 -14 9Q0 18 20 12Q28 2 22 -10Z`, { fill: skinOf(figure) });
    drawing.path(path`M-14 -5Q-5 -8 3 -6M-16 1Q-6 -2 3 0M-13 7Q-5 5 3 6`, { stroke: shade, ...LINE });
    drawing.path(path`M4 -14Q-4 -20 -9 -14`, { stroke: skinOf(figure), width: 6 });
  });
}

/** A hand round a thing: the palm behind it, fingers and thumb before it. */
export function drawHolding(figure: Figure, side: number, at: Point): void {
  const { drawing, shade } = figure;
  const skin = skinOf(figure);
  drawing.group({ ...at, mirrored: side === -1 }, () => {
    drawing.path(path`M14 -12Q16 10 8 17Q-6 20 -10 10L-10 -12Q2 -20 14 -12Z`, { fill: mix(skin, shade, 0.3) });
    drawProp(figure);
    for (const [y, reach] of [
      [-13, -6],
      [-5.6, -9],
      [1.8, -8],
      [9.2, -5],
    ] as const) {
      drawing.rect(reach, y, 15 - reach, 7.4, { fill: skin, radius: 3.6 });
    }
    drawing.path(path`M-3 -5.6H8M-6 1.8H8M-4 9.2H8`, { stroke: shade, ...LINE });
    drawing.path(path`M11 -9Q4 -20 -3 -20`, { stroke: skin, width: 7 });
  });
}
