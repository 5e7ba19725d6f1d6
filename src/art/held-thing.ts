import { darker, lighter, mix } from './colour.js';
import { type Box, path } from './drawing.js';
import { type Figure, figureOf } from './figure.js';
import { type CharacterLook, type Prop } from './look.js';
import { drawProp } from './prop.js';

/** A thing in somebody's hand, seen as near as a table: the arm comes from below, the hand is drawn large. */

/** Holds the thing, the hand and as much of the arm as a picture shows. */
export const HELD_BOX: Box = { x: -150, y: -180, width: 400, height: 480 };

/** What has a handle or a grip is clasped; all else is held between the thumb and the fingers behind it. */
const CLASPED: readonly Prop[] = [
  ...([
    'sword',
    'knife',
    'umbrella',
    'violin',
    'guitar',
    'flute',
    'flower',
    'mirror',
    'hairpin',
    'cup',
    'fan',
  ] as const),
  ...(['scroll', 'lamp', 'lantern', 'pendant', 'suitcase', 'scarf'] as const),
];

export function drawHeldThing(prop: Prop, look: CharacterLook): string {
  const figure = figureOf(look, 'neutral', 0, { gesture: 'holding', prop });
  drawForearm(figure);
  drawPalmBehind(figure);
  drawProp(figure);
  if (CLASPED.includes(prop)) {
    drawFingers(figure);
  }
  drawThumb(figure);
  return figure.drawing.document(HELD_BOX);
}

function drawForearm({ drawing, skin, shade, topPaint, look }: Figure): void {
  drawing.path(path`M6 34C22 74 46 110 62 150L110 128C86 92 62 58 46 18Z`, { fill: mix(skin, shade, 0.2) });
  drawing.path(path`M46 22C62 60 86 96 108 130`, { stroke: shade, width: 7, opacity: 0.4 });
  drawing.path(path`M40 116Q74 116 104 84L190 190L250 320H90Z`, { fill: topPaint });
  drawing.path(path`M40 116Q74 116 104 84`, { stroke: mix(look.colors[2], look.colors[0], 0.5), width: 9 });
  drawing.path(path`M62 130Q96 200 120 300M100 104Q150 180 190 270`, {
    stroke: '#000000',
    width: 5,
    opacity: 0.14,
  });
}

/** The palm, and the fingers that lie behind the thing. */
function drawPalmBehind({ drawing, skin, shade }: Figure): void {
  const back = mix(skin, shade, 0.32);
  for (const [x, y] of [
    [-13, -18],
    [-17, -4],
    [-15, 10],
    [-9, 23],
  ] as const) {
    drawing.path(path`M28 ${y + 10}Q8 ${y - 4} ${x} ${y}`, { stroke: darker(back, 0.06), width: 13.5 });
    drawing.path(path`M28 ${y + 10}Q8 ${y - 4} ${x} ${y}`, { stroke: back, width: 11.5 });
  }
  drawing.path(path`M-2 -16Q-10 14 4 36Q20 50 44 42Q56 22 44 0Q22 -22 -2 -16Z`, { fill: back });
}

/** Round a handle: the fingers come before it. */
function drawFingers({ drawing, skin, shade }: Figure): void {
  for (const [y, reach] of [
    [-11, -9],
    [2, -13],
    [15, -12],
    [27, -7],
  ] as const) {
    const finger = path`M36 ${y + 6}Q14 ${y - 5} ${reach} ${y}`;
    drawing.path(finger, { stroke: shade, width: 14.5 });
    drawing.path(finger, { stroke: mix(skin, shade, 0.12), width: 12.5 });
    drawing.ellipse(reach - 1, y - 0.6, 3.4, 3.8, { fill: lighter(skin, 0.4), opacity: 0.7 });
  }
}

function drawThumb({ drawing, skin, shade }: Figure): void {
  const ball = mix(skin, shade, 0.1);
  drawing.path(path`M50 34Q58 14 44 -2Q34 -14 20 -8Q12 6 22 26Q34 44 50 34Z`, { fill: ball });
  drawing.path(path`M36 12Q22 6 6 -15`, { stroke: shade, width: 17 });
  drawing.path(path`M36 12Q22 6 6 -15`, { stroke: ball, width: 15 });
  drawing.path(path`M10 -12Q6 -20 2 -19`, { stroke: lighter(skin, 0.45), width: 6.4, opacity: 0.85 });
  drawing.path(path`M24 0Q19 0 16 4M46 8Q40 22 28 26`, { stroke: shade, width: 1.8, opacity: 0.7 });
}
