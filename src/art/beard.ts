import { mix } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';
import { type Beard } from './look.js';

/** Beards and moustaches; the mouth lies over them. Drawn in the bend of the head. */

const ANCIENT_END = 112;
const MODERN_END = 76;

const BEARDS: Record<Beard, (figure: Figure) => void> = {
  none: () => undefined,
  stubble: drawStubble,
  moustache: drawMoustache,
  goatee: (figure) => {
    drawMoustache(figure);
    drawGoatee(figure);
  },
  full: (figure) => {
    drawFullBeard(figure);
    drawMoustache(figure);
  },
};

/** Looks that were stored before beards were told apart have a full one on old men. */
function beardOf({ look }: Figure): Beard {
  if (look.sex === 'female' || look.age === 'child') {
    return 'none';
  }
  return look.beard ?? (look.age === 'elder' ? 'full' : 'none');
}

export function drawBeard(figure: Figure): void {
  BEARDS[beardOf(figure)](figure);
}

function drawStubble({ drawing, hair, shade }: Figure): void {
  drawing.path(
    path`M-40 30C-38 48 -30 56 -20 59Q0 68 20 59C30 56 38 48 40 30C34 40 26 42 18 38Q0 30 -18 38C-26 42 -34 40 -40 30Z`,
    { fill: mix(hair, shade, 0.35), opacity: 0.3 },
  );
}

function drawMoustache({ drawing, hairPaint, isOldWorld }: Figure): void {
  const [out, down] = isOldWorld ? [30, 56] : [23, 46];
  drawing.path(
    path`M0 33C-6 31.5 -18 34 ${-out} ${down}C-16 42 -8 40 0 39C8 40 16 42 ${out} ${down}C18 34 6 31.5 0 33Z`,
    { fill: hairPaint },
  );
}

function drawGoatee({ drawing, hairPaint, isOldWorld }: Figure): void {
  const end = isOldWorld ? 96 : 74;
  drawing.path(path`M-13 54Q0 60 13 54Q14 ${end - 22} 0 ${end}Q-14 ${end - 22} -13 54Z`, { fill: hairPaint });
}

function drawFullBeard({ drawing, hairPaint, hairDark, isOldWorld }: Figure): void {
  const end = isOldWorld ? ANCIENT_END : MODERN_END;
  drawing.path(
    path`M-44 14C-44 44 -34 60 -19 64Q-16 ${end - 10} 0 ${end}Q16 ${end - 10} 19 64C34 60 44 44 44 14C40 34 32 44 20 40Q0 30 -20 40C-32 44 -40 34 -44 14Z`,
    { fill: hairPaint },
  );
  drawing.path(
    path`M-8 64Q-6 ${end - 18} -2 ${end - 8}M8 64Q6 ${end - 20} 4 ${end - 14}M-30 46Q-26 56 -18 60M30 46Q26 56 18 60`,
    {
      stroke: hairDark,
      width: 1.8,
      opacity: 0.4,
    },
  );
}
