import { lighter } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';
import {
  drawBareCrown,
  drawBowlFringe,
  drawBraid,
  drawCrewCut,
  drawCurls,
  drawCurtainFringe,
  drawHighHairline,
  drawPartedFringe,
  drawPixieFringe,
  drawShine,
  drawSideLocks,
  drawStraightFringe,
  drawStrands,
  drawSweptFringe,
  drawWaves,
} from './fringes.js';
import { isCapped } from './headwear.js';
import { type Hair } from './look.js';
import { drawParting, drawShortCut } from './mens-fringes.js';

/** Hair in two parts: behind the body and over the face. */

const GOLD = '#e3b95c';

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
  pixie: drawShavedNape,
  bowl: drawNape,
  bald: () => undefined,
  braid: drawNape,
  pigtails: (figure) => {
    drawTails(figure);
    drawNape(figure);
  },
  loops: (figure) => {
    drawLoops(figure);
    drawHangingHair(figure, 128);
  },
  coiffure: (figure) => {
    drawHangingHair(figure, 150);
    drawCoiffure(figure);
  },
  curly: (figure) => {
    drawNape(figure);
    drawCurlsBehind(figure);
  },
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
  short: drawShortCut,
  parted: drawParting,
  crew: drawCrewCut,
  bald: drawBareCrown,
  pixie: (figure) => {
    drawPixieFringe(figure);
    drawShine(figure);
  },
  bowl: (figure) => {
    drawBowlFringe(figure);
    drawShine(figure);
  },
  braid: (figure) => {
    drawSweptFringe(figure);
    drawBraid(figure);
    drawShine(figure);
  },
  pigtails: (figure) => {
    drawStraightFringe(figure);
    drawShine(figure);
  },
  loops: (figure) => {
    drawStraightFringe(figure);
    drawStrands(figure);
    drawShine(figure);
  },
  coiffure: drawHighHairline,
  curly: drawCurls,
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
function drawKnot({ drawing, hairPaint, look, hairDark, turn }: Figure, scale: number, y: number): void {
  if (isCapped(look)) {
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

/** One tail over each ear; of a turned head the far one is half hidden. */
function drawTails({ drawing, hairPaint, look, turn }: Figure): void {
  drawing.bent(null, () => {
    for (const side of [-1, 1]) {
      drawing.group({ x: turn * -5 - (side === turn ? turn * 10 : 0), mirrored: side === -1 }, () => {
        drawing.path(path`M44 -46C78 -70 98 -30 90 16Q86 52 70 62Q66 40 68 14Q62 -14 44 -22Z`, { fill: hairPaint });
        drawing.path(path`M76 -30C86 0 84 30 74 52`, { stroke: lighter(look.hairColor, 0.3), width: 3, opacity: 0.4 });
        drawing.ellipse(52, -36, 8, 12, { fill: look.colors[2] });
      });
    }
  });
}

/** Two rings of hair beside the crown, tied with ribbons: young maids of old wore them. */
function drawLoops({ drawing, hairPaint, look, turn }: Figure): void {
  if (isCapped(look)) {
    return;
  }
  drawing.bent(null, () => {
    for (const side of [-1, 1]) {
      drawing.group({ x: turn * -12, mirrored: side === -1 }, () => {
        drawing.ellipse(42, -76, 15, 21, { stroke: hairPaint, width: 13 });
        drawing.path(path`M36 -56L54 -26M38 -56L44 -24`, { stroke: look.colors[2], width: 5 });
        drawing.circle(37, -58, 7, { fill: lighter(look.colors[2], 0.2) });
      });
    }
  });
}

/** Hair of ladies at court: piled high, with pins of gold. */
function drawCoiffure({ drawing, hairPaint, hairDark, look, turn }: Figure): void {
  if (isCapped(look)) {
    return;
  }
  drawing.bent(null, () => {
    drawing.group({ x: turn * -14, mirrored: turn === 1 }, () => {
      drawing.ellipse(-30, -82, 20, 17, { fill: hairPaint });
      drawing.ellipse(30, -82, 20, 17, { fill: hairPaint });
      drawing.ellipse(0, -90, 26, 21, { fill: hairPaint });
      drawing.path(path`M-22 -88Q0 -112 22 -88M-14 -84Q0 -100 14 -84`, { stroke: hairDark, width: 2.4, opacity: 0.6 });
      for (const side of [-1, 1]) {
        drawing.path(path`M${side * 20} -84L${side * 60} -96`, { stroke: GOLD, width: 4 });
        drawing.circle(side * 62, -97, 5.5, { fill: lighter(look.colors[2], 0.25) });
        drawing.path(path`M${side * 62} -91V-62`, { stroke: GOLD, width: 1.8 });
        drawing.circle(side * 62, -60, 3.4, { fill: '#f6e9c8' });
      }
    });
  });
}

function drawCurlsBehind({ drawing, hairDark }: Figure): void {
  for (const side of [-1, 1]) {
    for (const [x, y] of [
      [50, 4],
      [48, 20],
      [42, 32],
    ] as const) {
      drawing.circle(side * x, y, 11, { fill: hairDark });
    }
  }
}
