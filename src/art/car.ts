import { darker, lighter, mix } from './colour.js';
import { path } from './drawing.js';
import { type Stage } from './stage.js';

/** Cars that stand parked; a metre is 100 units. */

export interface CarSpot {
  x: number;
  /** The ground under it. */
  y: number;
  scale: number;
}

/** Seen from the side; `x` is the bumper nearest to the middle of the picture, the car reaches away from there. */
export function drawCarBeside({ far, indoors }: Stage, { x, y, scale }: CarSpot, side: number, colour: string): void {
  const paint = indoors(colour);
  const glass = indoors('#3f4f5c');
  far.group({ x, y, scale, mirrored: side < 0 }, () => {
    far.ellipse(215, 0, 230, 13, { fill: '#000010', opacity: 0.4 });
    far.path(
      path`M6 -34Q2 -62 14 -74Q60 -88 108 -92Q150 -136 196 -142H268Q322 -138 356 -96Q414 -90 424 -72V-30Q424 -22 412 -22H20Q8 -22 6 -34Z`,
      {
        fill: far.linear([
          [0, lighter(paint, 0.22)],
          [0.5, paint],
          [1, darker(paint, 0.34)],
        ]),
      },
    );
    far.path(path`M126 -92Q158 -128 196 -132H226V-92ZM238 -132H266Q308 -128 336 -94H238Z`, { fill: glass });
    far.path(path`M150 -96L178 -124h18l-24 28z`, { fill: '#ffffff', opacity: 0.22 });
    far.path(path`M16 -56H424`, { stroke: '#000010', width: 3, opacity: 0.16 });
    far.path(path`M232 -90V-30M250 -70h22M150 -70h22`, { stroke: darker(paint, 0.35), width: 4, opacity: 0.7 });
    far.path(path`M10 -66q14 -8 26 -2v12h-26z`, { fill: mix(indoors('#fff4d8'), '#ffffff', 0.3) });
    far.path(path`M424 -70q-14 -4 -22 2v12h22z`, { fill: indoors('#c9352f') });
    for (const wheel of [92, 344]) {
      far.circle(wheel, -30, 35, { fill: darker(paint, 0.55) });
      far.circle(wheel, -30, 30, { fill: '#16171b' });
      far.circle(wheel, -30, 17, { fill: indoors('#aeb7bd') });
      far.circle(wheel, -30, 6, { fill: indoors('#56636f') });
    }
  });
}

/** Seen from behind; `x` is its middle. */
export function drawCarBehind({ far, indoors }: Stage, { x, y, scale }: CarSpot, colour: string): void {
  const paint = indoors(colour);
  far.group({ x, y, scale }, () => {
    far.ellipse(0, 0, 104, 10, { fill: '#000010', opacity: 0.4 });
    far.path(path`M-78 -30h30v30h-30zM48 -30h30v30h-30z`, { fill: '#16171b' });
    far.path(
      path`M-90 -26Q-96 -80 -84 -92Q-72 -138 -58 -144Q0 -152 58 -144Q72 -138 84 -92Q96 -80 90 -26Q88 -16 78 -16H-78Q-88 -16 -90 -26Z`,
      {
        fill: far.linear([
          [0, lighter(paint, 0.2)],
          [0.5, paint],
          [1, darker(paint, 0.34)],
        ]),
      },
    );
    far.path(path`M-70 -96Q-62 -130 -52 -136Q0 -142 52 -136Q62 -130 70 -96Z`, { fill: indoors('#3f4f5c') });
    far.path(path`M-54 -100L-30 -134h18l-26 34z`, { fill: '#ffffff', opacity: 0.2 });
    far.rect(-86, -82, 34, 18, { fill: indoors('#c9352f'), radius: 5 });
    far.rect(52, -82, 34, 18, { fill: indoors('#c9352f'), radius: 5 });
    far.rect(-26, -64, 52, 18, { fill: indoors('#eef0ea'), radius: 3 });
    far.path(path`M-18 -55h36`, { stroke: indoors('#3f4a53'), width: 5 });
    far.path(path`M-86 -38H86`, { stroke: '#000010', width: 5, opacity: 0.25 });
  });
}
