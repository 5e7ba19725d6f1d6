import { drawHeadFromBehind } from './back-hair.js';
import { drawHeadwearFromBehind } from './back-headwear.js';
import { darker } from './colour.js';
import { type Box, type Paint, path } from './drawing.js';
import { type Figure, figureOf, NECK } from './figure.js';
import { AT_EASE } from './gesture.js';
import { hidesEars } from './hair.js';
import { type CharacterLook, type Clothes } from './look.js';
import { drawShoulderGuards } from './robes.js';

/** Somebody from behind, as one looks over a shoulder: hair, neck and back. Face centre is (0, 0). */

export const BACK_BOX: Box = { x: -190, y: -130, width: 380, height: 600 };

export function drawBackView(look: CharacterLook): string {
  const figure = figureOf(look, 'neutral', 0, AT_EASE);
  const { drawing, skin, shade, measures } = figure;
  drawing.path(
    path`M${-measures.neck - 4} 40L${-measures.neck - 6} 110H${measures.neck + 6}L${measures.neck + 4} 40Z`,
    {
      fill: shade,
    },
  );
  drawing.group({ y: NECK * (1 - measures.body), scale: measures.body }, () => drawBack(figure));
  if (!hidesEars(look.hair)) {
    drawing.ellipse(-52, 12, 9, 14, { fill: skin });
    drawing.ellipse(52, 12, 9, 14, { fill: skin });
  }
  drawHeadFromBehind(figure);
  drawHeadwearFromBehind(figure);
  return drawing.document(BACK_BOX);
}

/** A cloak is all that is seen of who wears one. */
const CLOAKED: readonly Clothes[] = ['cloak', 'knight'];
const GUARDED: readonly Clothes[] = ['armour', 'knight'];

function drawBack(figure: Figure): void {
  const { drawing, topPaint, measures, look } = figure;
  const out = measures.shoulder + 26;
  const cloth: Paint = CLOAKED.includes(look.clothes) ? darker(look.colors[1], 0.2) : topPaint;
  drawing.path(
    path`M-34 92Q0 108 34 92Q${out * 0.7} 106 ${out} 138Q${out + 26} 190 ${out + 30} 800H${-out - 30}Q${-out - 26} 190 ${-out} 138Q${-out * 0.7} 106 -34 92Z`,
    { fill: cloth },
  );
  drawing.path(path`M-36 94Q0 114 36 94`, { stroke: '#000000', width: 6, opacity: 0.25 });
  if (GUARDED.includes(look.clothes)) {
    drawShoulderGuards(figure);
  }
}
