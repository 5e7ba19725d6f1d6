import { darker, lighter } from './colour.js';
import { type Drawing, path } from './drawing.js';
import { quad } from './perspective.js';
import { type Stage } from './stage.js';

/** Goods that stand about in a store. */

export interface Spot {
  x: number;
  /** The floor under it. */
  y: number;
  scale: number;
}

/** Boxes stacked on a pallet. */
export function drawPallet({ mid, indoors }: Stage, { x, y, scale }: Spot): void {
  mid.group({ x, y, scale }, () => {
    mid.ellipse(0, 4, 230, 15, { fill: '#000010', opacity: 0.3 });
    const wood = indoors('#b08d5f');
    mid.rect(-200, -34, 400, 12, { fill: wood });
    mid.path(path`M-180 -22v22h50v-22zM-26 -22v22h52v-22zM130 -22v22h50v-22z`, { fill: darker(wood, 0.35) });
    mid.rect(-200, -4, 400, 8, { fill: darker(wood, 0.12) });
    drawBox(mid, { x: -190, y: -34, width: 186, height: 132, colour: indoors('#c99a63') });
    drawBox(mid, { x: 2, y: -34, width: 184, height: 118, colour: indoors('#b5834f') });
    drawBox(mid, { x: -120, y: -166, width: 150, height: 100, colour: indoors('#d6ad78') });
  });
}

interface BoxShape {
  x: number;
  y: number;
  width: number;
  height: number;
  colour: string;
}

function drawBox(drawing: Drawing, { x, y, width, height, colour }: BoxShape): void {
  const top = y - height;
  drawing.path(
    quad({ x, y: top }, { x: x + 14, y: top - 16 }, { x: x + width - 14, y: top - 16 }, { x: x + width, y: top }),
    {
      fill: lighter(colour, 0.2),
    },
  );
  drawing.rect(x, top, width, height, {
    fill: drawing.linear([
      [0, colour],
      [1, darker(colour, 0.22)],
    ]),
  });
  drawing.rect(x + width * 0.42, top, width * 0.16, height * 0.42, { fill: '#fff1d0', opacity: 0.35 });
  drawing.rect(x + 14, y - 38, 46, 24, { fill: '#f7f2e4', opacity: 0.75 });
}

export function drawBarrel({ mid, indoors }: Stage, { x, y, scale }: Spot, colour: string): void {
  const paint = indoors(colour);
  mid.group({ x, y, scale }, () => {
    mid.ellipse(0, 0, 62, 10, { fill: '#000010', opacity: 0.3 });
    mid.rect(-48, -130, 96, 130, {
      fill: mid.linear(
        [
          [0, darker(paint, 0.3)],
          [0.35, lighter(paint, 0.12)],
          [1, darker(paint, 0.4)],
        ],
        0,
        0,
        1,
        0,
      ),
      radius: 6,
    });
    mid.path(path`M-48 -88h96M-48 -44h96`, { stroke: darker(paint, 0.4), width: 6 });
    mid.ellipse(0, -130, 48, 9, { fill: lighter(paint, 0.15) });
  });
}
