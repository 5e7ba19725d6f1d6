import { darker } from './colour.js';
import { type Box, path } from './drawing.js';
import { type Figure, figureOf } from './figure.js';
import { AT_EASE } from './gesture.js';
import { hidesEars } from './hair.js';
import { type CharacterLook } from './look.js';

/** Somebody from behind, as one looks over a shoulder: hair, neck and back. Face centre is (0, 0). */

export const BACK_BOX: Box = { x: -190, y: -130, width: 380, height: 600 };

export function drawBackView(look: CharacterLook): string {
  const figure = figureOf(look, 'neutral', 0, AT_EASE);
  const { drawing, skin, shade, topPaint, hairPaint, hairDark, measures } = figure;
  const out = measures.shoulder + 26;
  drawing.path(path`M-24 40L-26 104H26L24 40Z`, { fill: shade });
  drawing.path(
    path`M-34 92Q0 108 34 92Q${out * 0.7} 106 ${out} 138Q${out + 26} 190 ${out + 30} 470H${-out - 30}Q${-out - 26} 190 ${-out} 138Q${-out * 0.7} 106 -34 92Z`,
    { fill: topPaint },
  );
  drawing.path(path`M-36 94Q0 114 36 94`, { stroke: '#000000', width: 6, opacity: 0.25 });
  if (!hidesEars(look.hair)) {
    drawing.ellipse(-52, 12, 9, 14, { fill: skin });
    drawing.ellipse(52, 12, 9, 14, { fill: skin });
  }
  drawing.path(path`M-54 -16C-58 24 -46 60 -24 70H24C46 60 58 24 54 -16C56 -112 -56 -112 -54 -16Z`, {
    fill: hairPaint,
  });
  drawTail(figure);
  drawing.path(path`M-30 -62Q-36 -10 -26 44M4 -80Q0 -20 4 50M32 -58Q36 -12 28 40`, {
    stroke: hairDark,
    width: 4,
    opacity: 0.5,
  });
  return drawing.document(BACK_BOX);
}

/** What hangs from the head or stands on it. */
function drawTail({ drawing, look, hairPaint, hairDark }: Figure): void {
  const length = { long: 236, wavy: 196, topknot: 206, bob: 104 }[look.hair as string];
  if (length !== undefined) {
    drawing.path(
      path`M-56 -24C-70 40 -84 ${length * 0.6} -66 ${length}Q0 ${length + 24} 66 ${length}C84 ${length * 0.6} 70 40 56 -24Z`,
      { fill: hairPaint },
    );
  }
  if (look.hair === 'ponytail') {
    drawing.path(path`M-14 -34C-34 40 -34 130 -6 210C30 150 36 50 16 -34Z`, { fill: hairDark });
    drawing.ellipse(0, -36, 18, 12, { fill: darker(look.colors[2], 0.6) });
  }
  if (look.hair === 'bun' || look.hair === 'topknot') {
    drawing.circle(0, -84, 32, { fill: hairPaint });
  }
}
