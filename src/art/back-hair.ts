import { lighter, mix } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';
import { isCapped } from './headwear.js';
import { type Hair } from './look.js';

/** Heads from behind: the same hair as from the front, seen over its owner's shoulder. */

const GOLD = '#e3b95c';

type Painter = (figure: Figure) => void;

const FROM_BEHIND: Record<Hair, Painter> = {
  long: (figure) => {
    drawFall(figure, 206);
  },
  ponytail: (figure) => {
    drawCrown(figure, 44);
    drawTail(figure);
  },
  bob: (figure) => {
    figure.drawing.path(
      path`M-54 -16C-72 20 -74 62 -64 90Q-34 100 0 96Q34 100 64 90C74 62 72 20 54 -16C56 -116 -56 -116 -54 -16Z`,
      {
        fill: figure.hairPaint,
      },
    );
    drawPart(figure, 74);
  },
  wavy: drawWaves,
  bun: (figure) => {
    drawCrown(figure, 46);
    drawKnot(figure, 26, -84);
  },
  topknot: (figure) => {
    drawFall(figure, 176);
    drawKnot(figure, 19, -93);
  },
  short: (figure) => {
    drawCrown(figure, 42);
    drawTips(figure);
  },
  parted: (figure) => {
    drawCrown(figure, 40);
    drawPart(figure, 34);
  },
  crew: (figure) => {
    drawCrown(figure, 22, 49);
  },
  pixie: (figure) => {
    drawCrown(figure, 38, 50);
    drawPart(figure, 30);
  },
  bowl: (figure) => {
    drawCrown(figure, 26, 57);
    figure.drawing.path(path`M-54 22Q0 34 54 22`, { stroke: figure.hairDark, width: 6, opacity: 0.6 });
  },
  bald: drawWreath,
  braid: (figure) => {
    drawCrown(figure, 46);
    drawBraid(figure);
  },
  pigtails: (figure) => {
    drawCrown(figure, 44);
    drawPigtails(figure);
  },
  loops: (figure) => {
    drawFall(figure, 128);
    drawLoops(figure);
  },
  coiffure: (figure) => {
    drawFall(figure, 150);
    drawCoiffure(figure);
  },
  curly: drawCurls,
};

/** The head itself and what grows on it. */
export function drawHeadFromBehind(figure: Figure): void {
  const { drawing, skin, shade } = figure;
  drawing.path(path`M-50 -16C-54 24 -42 58 -24 70H24C42 58 54 24 50 -16C52 -102 -52 -102 -50 -16Z`, {
    fill: mix(skin, shade, 0.35),
  });
  // A hood hides all of it.
  if (figure.look.clothes !== 'mage') {
    FROM_BEHIND[figure.look.hair](figure);
  }
}

/** From the crown down to the line of the neck at `end`. */
function drawCrown({ drawing, hairPaint, hairDark }: Figure, end: number, half = 54): void {
  drawing.path(
    path`M${-half} -16C${-half - 3} ${end * 0.4} ${-half + 6} ${end * 0.8} ${-half + 24} ${end}Q0 ${end + 8} ${half - 24} ${end}C${half - 6} ${end * 0.8} ${half + 3} ${end * 0.4} ${half} -16C${half + 2} -116 ${-half - 2} -116 ${-half} -16Z`,
    { fill: hairPaint },
  );
  drawing.path(path`M-30 -62Q-36 -10 -26 ${end - 14}M4 -80Q0 -20 4 ${end - 8}M32 -58Q36 -12 28 ${end - 16}`, {
    stroke: hairDark,
    width: 4,
    opacity: 0.5,
  });
}

/** Hair that hangs freely, from the crown. */
function drawFall({ drawing, hairPaint, hairDark }: Figure, end: number): void {
  drawing.path(
    path`M-54 -16C-70 30 -86 ${end * 0.58} -72 ${end}Q-44 ${end + 18} -24 ${end}Q0 ${end + 14} 24 ${end}Q44 ${end + 18} 72 ${end}C86 ${end * 0.58} 70 30 54 -16C56 -116 -56 -116 -54 -16Z`,
    { fill: hairPaint },
  );
  drawing.path(
    path`M-34 20Q-46 ${end * 0.6} -40 ${end - 8}M2 10Q-2 ${end * 0.6} 2 ${end - 6}M36 20Q46 ${end * 0.6} 42 ${end - 10}`,
    {
      stroke: hairDark,
      width: 4,
      opacity: 0.5,
    },
  );
}

function drawPart({ drawing, hairDark }: Figure, end: number): void {
  drawing.path(path`M-10 -86Q-18 -20 -12 ${end}M16 -84Q22 -20 18 ${end}`, {
    stroke: hairDark,
    width: 4,
    opacity: 0.45,
  });
}

/** Cut in layers: its ends stand out at the crown and lie on the neck. */
function drawTips({ drawing, hairPaint }: Figure): void {
  drawing.path(path`M-44 -66L-38 -92L-22 -82L-8 -100L8 -84L26 -96L32 -78L46 -76L44 -50H-44Z`, { fill: hairPaint });
  drawing.path(path`M-34 34L-26 54L-14 42L-4 58L8 42L20 54L34 34Z`, { fill: hairPaint });
}

function drawWaves({ drawing, hairPaint, hairDark }: Figure): void {
  drawing.path(
    path`M-54 -20C-82 -6 -68 22 -82 46C-92 68 -72 86 -84 110C-86 132 -58 142 -38 130Q0 142 38 130C58 142 86 132 84 110C72 86 92 68 82 46C68 22 82 -6 54 -20C56 -116 -56 -116 -54 -20Z`,
    { fill: hairPaint },
  );
  drawing.path(path`M-38 0C-52 30 -34 60 -48 118M-4 6C-16 40 8 70 -4 124M38 0C52 30 34 60 46 118`, {
    stroke: hairDark,
    width: 4,
    opacity: 0.5,
  });
}

function drawTail({ drawing, hairPaint, hairDark, look }: Figure): void {
  drawing.path(path`M-16 -40C-44 30 -42 120 -10 186Q0 192 10 180C44 120 44 30 18 -40Z`, { fill: hairPaint });
  drawing.path(path`M-8 -20Q-22 70 -4 160M10 -20Q22 70 6 150`, { stroke: hairDark, width: 4, opacity: 0.6 });
  drawing.ellipse(0, -40, 19, 11, { fill: look.colors[2] });
}

/** With a pin through it, as it is seen from the front. */
function drawKnot({ drawing, hairPaint, hairDark, look }: Figure, radius: number, y: number): void {
  if (isCapped(look)) {
    return; // It is under the cap.
  }
  drawing.circle(0, y, radius, { fill: hairPaint });
  drawing.path(
    path`M${-radius * 0.6} ${y - 4}Q0 ${y - radius * 0.8} ${radius * 0.6} ${y - 6}M${-radius * 0.4} ${y + 8}Q2 ${y - 4} ${radius * 0.6} ${y + 6}`,
    {
      stroke: hairDark,
      width: 3,
      opacity: 0.6,
    },
  );
  drawing.path(path`M${-radius * 1.7} ${y - 7}L${radius * 1.6} ${y + 8}`, { stroke: look.colors[2], width: 5 });
}

/** A bare crown; what is left grows round it from ear to ear. */
function drawWreath({ drawing, hairPaint, look }: Figure): void {
  drawing.path(path`M-24 -76Q-4 -90 18 -80`, { stroke: '#ffffff', width: 6, opacity: 0.3 });
  if (look.clothes === 'monk') {
    return;
  }
  drawing.path(path`M-53 -28C-58 4 -52 30 -32 46Q0 54 32 46C52 30 58 4 53 -28Q44 2 24 10Q0 16 -24 10Q-44 2 -53 -28Z`, {
    fill: hairPaint,
  });
}

/** Over the shoulder that it falls over in the front view: the other side from here. */
function drawBraid({ drawing, hairPaint, hairDark, look }: Figure): void {
  for (const [x, y, radius] of [
    [-12, 40, 15],
    [-28, 56, 15],
    [-44, 74, 15],
    [-58, 94, 14],
  ] as const) {
    drawing.circle(x, y, radius, { fill: hairPaint });
    drawing.path(path`M${x - 8} ${y - 9}Q${x + 2} ${y + 2} ${x + 2} ${y + 12}`, {
      stroke: hairDark,
      width: 3,
      opacity: 0.6,
    });
  }
  drawing.ellipse(4, 30, 12, 7, { fill: look.colors[2] });
}

function drawPigtails({ drawing, hairPaint, hairDark, look }: Figure): void {
  drawing.path(path`M0 -88V40`, { stroke: hairDark, width: 4, opacity: 0.7 });
  for (const side of [-1, 1]) {
    drawing.group({ mirrored: side === -1 }, () => {
      drawing.path(path`M44 -46C78 -70 98 -30 90 16Q86 52 70 62Q66 40 68 14Q62 -14 44 -22Z`, { fill: hairPaint });
      drawing.ellipse(52, -36, 8, 12, { fill: look.colors[2] });
    });
  }
}

function drawLoops({ drawing, hairPaint, look }: Figure): void {
  if (isCapped(look)) {
    return;
  }
  for (const side of [-1, 1]) {
    drawing.group({ mirrored: side === -1 }, () => {
      drawing.ellipse(42, -76, 15, 21, { stroke: hairPaint, width: 13 });
      drawing.path(path`M36 -56L54 -26M38 -56L44 -24`, { stroke: look.colors[2], width: 5 });
    });
  }
}

function drawCoiffure({ drawing, hairPaint, hairDark, look }: Figure): void {
  if (isCapped(look)) {
    return;
  }
  drawing.ellipse(-30, -82, 20, 17, { fill: hairPaint });
  drawing.ellipse(30, -82, 20, 17, { fill: hairPaint });
  drawing.ellipse(0, -90, 26, 21, { fill: hairPaint });
  drawing.path(path`M-22 -88Q0 -112 22 -88`, { stroke: hairDark, width: 3, opacity: 0.6 });
  for (const side of [-1, 1]) {
    drawing.path(path`M${side * 20} -84L${side * 60} -96M${side * 62} -91V-62`, { stroke: GOLD, width: 4 });
    drawing.circle(side * 62, -97, 5.5, { fill: lighter(look.colors[2], 0.25) });
  }
}

/** Round the edge of the head each curl is seen by itself. */
function drawCurls(figure: Figure): void {
  drawCrown(figure, 34, 46);
  for (let step = 0; step <= 14; step++) {
    const angle = Math.PI * (0.86 + (step / 14) * 1.28);
    figure.drawing.circle(Math.cos(angle) * 49, -22 + Math.sin(angle) * 58, 15, { fill: figure.hairPaint });
  }
  for (const x of [-30, -10, 10, 30]) {
    figure.drawing.circle(x, 32 - Math.abs(x) * 0.2, 14, { fill: figure.hairPaint });
  }
}
