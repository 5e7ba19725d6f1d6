import { lighter } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';
import { type Hair } from './look.js';

/** Hair in two parts: behind the body and over the face. */

type Painter = (figure: Figure) => void;

const BACK: Record<Hair, Painter> = {
  long: (figure) => {
    drawHangingHair(figure, 206);
  },
  ponytail: (figure) => {
    drawPonytail(figure);
    drawNape(figure);
  },
  bob: ({ drawing, hairDark }) => {
    drawing.path(
      path`M-60 -30C-78 20 -76 66 -62 92Q-40 100 -20 84H20Q40 100 62 92C76 66 78 20 60 -30C52 -90 -52 -90 -60 -30Z`,
      {
        fill: hairDark,
      },
    );
  },
  wavy: ({ drawing, hairDark }) => {
    drawing.path(
      path`M-60 -34C-86 -10 -70 20 -84 44C-94 66 -74 84 -86 108C-88 132 -60 142 -40 128Q0 140 40 128C60 142 88 132 86 108C74 84 94 66 84 44C70 20 86 -10 60 -34C52 -92 -52 -92 -60 -34Z`,
      { fill: hairDark },
    );
  },
  bun: (figure) => {
    drawKnot(figure, 1, -87);
    drawNape(figure);
  },
  topknot: (figure) => {
    drawHangingHair(figure, 176);
    drawKnot(figure, 0.75, -93);
  },
  short: drawNape,
  parted: drawNape,
  crew: drawShavedNape,
};

const FRONT: Record<Hair, Painter> = {
  long: (figure) => {
    drawSweptFringe(figure);
    drawSideLocks(figure, 136);
    drawShine(figure);
  },
  ponytail: (figure) => {
    drawSweptFringe(figure);
    drawSideLocks(figure, 52);
    drawShine(figure);
  },
  bob: (figure) => {
    drawStraightFringe(figure);
    drawSideLocks(figure, 82);
    drawShine(figure);
  },
  wavy: (figure) => {
    drawPartedFringe(figure);
    drawWaves(figure);
    drawShine(figure);
  },
  bun: (figure) => {
    drawCurtainFringe(figure);
    drawShine(figure);
  },
  topknot: (figure) => {
    drawCurtainFringe(figure);
    drawStrands(figure);
    drawShine(figure);
  },
  short: (figure) => {
    drawTousledFringe(figure);
    drawShine(figure);
  },
  parted: (figure) => {
    drawPartedFringe(figure);
    drawShine(figure);
  },
  crew: (figure) => {
    drawCrewCut(figure);
  },
};

/** Hair that hides the ears. */
const COVERING: readonly Hair[] = ['long', 'bob', 'wavy'];
export const hidesEars = (hair: Hair): boolean => COVERING.includes(hair);

/** Drawn in the bend of the head, as the hair over the face is. */
export function drawBackHair(figure: Figure): void {
  BACK[figure.look.hair](figure);
}

export function drawFrontHair(figure: Figure): void {
  FRONT[figure.look.hair](figure);
}

function drawHangingHair({ drawing, hairDark }: Figure, end: number): void {
  drawing.path(
    path`M-58 -34C-78 30 -88 ${end * 0.58} -72 ${end}Q-44 ${end + 18} -30 ${end - 6}Q0 ${end + 10} 30 ${end - 6}Q44 ${end + 18} 72 ${end}C88 ${end * 0.58} 78 30 58 -34C50 -90 -50 -90 -58 -34Z`,
    { fill: hairDark },
  );
}

/** It hangs at the back: of a head turned to the right that is the left. */
function drawPonytail({ drawing, hairPaint, look, turn }: Figure): void {
  drawing.bent(null, () => {
    drawing.group({ x: turn * -6, mirrored: turn === 1 }, () => {
      drawing.path(path`M30 -70C100 -84 114 40 90 150Q82 178 62 176Q76 120 72 60Q70 4 34 -34Z`, { fill: hairPaint });
      drawing.path(path`M82 -20C96 40 90 110 78 160`, {
        stroke: lighter(look.hairColor, 0.3),
        width: 3,
        opacity: 0.4,
      });
      drawing.ellipse(46, -56, 10, 15, { fill: look.colors[2] });
    });
  });
}

/** A knot on the crown with a pin through it; it goes to the back of a turned head. */
function drawKnot({ drawing, hairPaint, look, hairDark, turn, female }: Figure, scale: number, y: number): void {
  if (look.clothes === 'official' && !female) {
    return; // It is under the cap.
  }
  drawing.bent(null, () => {
    drawing.group({ x: turn * -15, y, scale, mirrored: turn === 1 }, () => {
      drawing.circle(0, 0, 24, { fill: hairPaint });
      drawing.path(path`M-16 -7Q0 -23 14 -11M-11 3Q4 -8 18 3`, { stroke: hairDark, width: 2.4, opacity: 0.6 });
      drawing.path(path`M-38 9L42 -7`, { stroke: look.colors[2], width: 5 });
      drawing.circle(44, -7, 6, { fill: lighter(look.colors[2], 0.35) });
    });
  });
}

/** Cropped or put up: the ears and the neck stay free. */
function drawNape({ drawing, hairDark }: Figure): void {
  drawing.path(path`M-53 -30C-56 -4 -53 16 -47 24L-40 34H40L47 24C53 16 56 -4 53 -30C48 -80 -48 -80 -53 -30Z`, {
    fill: hairDark,
  });
}

function drawShavedNape({ drawing, hairDark }: Figure): void {
  drawing.path(path`M-49 -30C-51 -6 -49 10 -46 20L-36 28H36L46 20C49 10 51 -6 49 -30C46 -80 -46 -80 -49 -30Z`, {
    fill: hairDark,
  });
}

function drawSweptFringe({ drawing, hairPaint }: Figure): void {
  drawing.path(
    path`M-56 10C-70 -62 -40 -94 2 -94C42 -94 70 -60 56 10C55 -8 51 -24 45 -36C36 -30 22 -36 12 -54C6 -32 -18 -20 -38 -22C-34 -28 -32 -34 -30 -40C-40 -32 -50 -18 -56 10Z`,
    { fill: hairPaint },
  );
}

function drawStraightFringe({ drawing, hairPaint }: Figure): void {
  drawing.path(
    path`M-58 14C-72 -62 -42 -94 0 -94C42 -94 72 -62 58 14C57 -2 52 -16 46 -26L40 -16L30 -22L22 -14L10 -21L0 -14L-12 -21L-22 -14L-31 -22L-40 -16L-46 -26C-52 -16 -57 -2 -58 14Z`,
    { fill: hairPaint },
  );
}

function drawCurtainFringe({ drawing, hairPaint }: Figure): void {
  drawing.path(
    path`M-54 12C-68 -58 -40 -90 0 -90C40 -90 68 -58 54 12C54 -8 48 -30 34 -40C20 -46 8 -54 0 -64C-8 -54 -20 -46 -34 -40C-48 -30 -54 -8 -54 12Z`,
    { fill: hairPaint },
  );
}

function drawTousledFringe({ drawing, hairPaint }: Figure): void {
  drawing.path(
    path`M-52 4C-64 -40 -60 -76 -34 -84C-30 -96 -8 -100 2 -93C16 -102 36 -92 38 -84C60 -74 64 -38 52 4C52 -14 49 -26 43 -36L30 -22L26 -38L8 -20L0 -40L-18 -20L-25 -38L-40 -20C-47 -16 -50 -8 -52 4Z`,
    { fill: hairPaint },
  );
}

function drawPartedFringe({ drawing, hairPaint }: Figure): void {
  drawing.path(
    path`M-53 4C-64 -62 -38 -94 8 -92C46 -90 64 -58 53 4C51 -18 47 -32 40 -42C22 -36 0 -44 -14 -62C-16 -44 -30 -34 -44 -30C-49 -20 -52 -8 -53 4Z`,
    { fill: hairPaint },
  );
}

function drawSideLocks({ drawing, hairPaint }: Figure, end: number): void {
  for (const side of [-1, 1]) {
    drawing.path(
      path`M${side * 48} -40C${side * 66} -6 ${side * 68} ${end * 0.5} ${side * 58} ${end}C${side * 54} ${end * 0.8} ${side * 46} ${end * 0.4} ${side * 45} 12Z`,
      { fill: hairPaint },
    );
  }
}

/** Loose strands before the ears, over the chest where the hair is long. */
function drawStrands({ drawing, hairPaint }: Figure): void {
  for (const side of [-1, 1]) {
    drawing.path(
      path`M${side * 47} -34C${side * 58} 10 ${side * 60} 70 ${side * 52} 118C${side * 50} 70 ${side * 47} 30 ${side * 44} 0Z`,
      { fill: hairPaint },
    );
  }
}

function drawWaves({ drawing, hairPaint }: Figure): void {
  for (const side of [-1, 1]) {
    drawing.path(
      path`M${side * 46} -44C${side * 72} -24 ${side * 60} 10 ${side * 72} 34C${side * 82} 60 ${side * 62} 74 ${side * 68} 104C${side * 54} 92 ${side * 48} 74 ${side * 54} 54C${side * 46} 40 ${side * 50} 18 ${side * 44} 4Z`,
      { fill: hairPaint },
    );
  }
}

/** Very short: the line of the hair is straight, the temples are shaved. */
function drawCrewCut({ drawing, hairPaint, look }: Figure): void {
  drawing.path(
    path`M-50 0C-60 -52 -46 -84 0 -86C46 -84 60 -52 50 0L45 -8C46 -20 44 -30 40 -37Q0 -48 -40 -37C-44 -30 -46 -20 -45 -8Z`,
    { fill: hairPaint },
  );
  drawing.path(path`M-30 -66Q0 -80 30 -66`, { stroke: lighter(look.hairColor, 0.5), width: 5, opacity: 0.3 });
}

function drawShine({ drawing, look }: Figure): void {
  drawing.path(path`M-42 -56Q-4 -88 40 -58Q34 -62 26 -60L20 -66L8 -63L-2 -69L-14 -62L-24 -65Z`, {
    fill: lighter(look.hairColor, 0.6),
    opacity: 0.38,
  });
}
