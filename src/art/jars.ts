import { darker, lighter } from './colour.js';
import { type Drawing, path } from './drawing.js';
import { type Spot } from './freight.js';

/** Jars of old times. */

type Paint = (colour: string) => string;

/** A jar of wine under a red cloth; `paint` turns daylight colours into those of the place. */
export function drawWineJar(drawing: Drawing, paint: Paint, { x, y, scale }: Spot): void {
  const clay = paint('#84543b');
  drawing.group({ x, y, scale }, () => {
    drawing.ellipse(0, 2, 62, 9, { fill: '#000010', opacity: 0.3 });
    drawing.path(path`M-34 0Q-62 -50 -50 -92Q-42 -118 -26 -122H26Q42 -118 50 -92Q62 -50 34 0Z`, {
      fill: roundFill(drawing, clay),
    });
    drawing.path(path`M-34 -114Q-36 -146 0 -148Q36 -146 34 -114Q0 -104 -34 -114Z`, { fill: paint('#b03e36') });
    drawing.path(path`M0 -86L26 -60L0 -34L-26 -60Z`, { fill: paint('#c04c3e') });
  });
}

/** A jar of blue china with scrolls standing in it. */
export function drawScrollJar(drawing: Drawing, paint: Paint, { x, y, scale }: Spot): void {
  const paper = paint('#efe2c2');
  const china = paint('#5f86a0');
  drawing.group({ x, y, scale }, () => {
    drawing.ellipse(0, 4, 96, 13, { fill: '#000010', opacity: 0.28 });
    for (const [lean, top] of [
      [-52, -202],
      [-18, -236],
      [22, -220],
      [58, -190],
    ] as const) {
      drawing.path(path`M${lean * 0.6} -102L${lean} ${top}`, { stroke: paper, width: 27 });
      drawing.path(path`M${lean * 0.98} ${top + 4}L${lean * 1.04} ${top - 22}`, { stroke: paint('#7a4a30'), width: 9 });
    }
    drawing.path(path`M-70 -126H70Q86 -52 54 0H-54Q-86 -52 -70 -126Z`, { fill: roundFill(drawing, china) });
    drawing.path(path`M-68 -106H68M-58 -16H58`, { stroke: paint('#eef2ee'), width: 6, opacity: 0.7 });
  });
}

function roundFill(drawing: Drawing, colour: string): string {
  return drawing.linear(
    [
      [0, darker(colour, 0.3)],
      [0.4, lighter(colour, 0.2)],
      [1, darker(colour, 0.36)],
    ],
    0,
    0,
    1,
    0,
  );
}
