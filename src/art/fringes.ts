import { lighter, mix } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';

/** Hair over the face, drawn in the bend of the head. */

export function drawSweptFringe({ drawing, hairPaint }: Figure): void {
  drawing.path(
    path`M-56 10C-70 -62 -40 -94 2 -94C42 -94 70 -60 56 10C55 -8 51 -24 45 -36C36 -30 22 -36 12 -54C6 -32 -18 -20 -38 -22C-34 -28 -32 -34 -30 -40C-40 -32 -50 -18 -56 10Z`,
    { fill: hairPaint },
  );
}

export function drawStraightFringe({ drawing, hairPaint }: Figure): void {
  drawing.path(
    path`M-58 14C-72 -62 -42 -94 0 -94C42 -94 72 -62 58 14C57 -2 52 -16 46 -26L40 -16L30 -22L22 -14L10 -21L0 -14L-12 -21L-22 -14L-31 -22L-40 -16L-46 -26C-52 -16 -57 -2 -58 14Z`,
    { fill: hairPaint },
  );
}

export function drawCurtainFringe({ drawing, hairPaint }: Figure): void {
  drawing.path(
    path`M-54 12C-68 -58 -40 -90 0 -90C40 -90 68 -58 54 12C54 -8 48 -30 34 -40C20 -46 8 -54 0 -64C-8 -54 -20 -46 -34 -40C-48 -30 -54 -8 -54 12Z`,
    { fill: hairPaint },
  );
}

export function drawTousledFringe({ drawing, hairPaint }: Figure): void {
  drawing.path(
    path`M-52 4C-64 -40 -60 -76 -34 -84C-30 -96 -8 -100 2 -93C16 -102 36 -92 38 -84C60 -74 64 -38 52 4C52 -14 49 -26 43 -36L30 -22L26 -38L8 -20L0 -40L-18 -20L-25 -38L-40 -20C-47 -16 -50 -8 -52 4Z`,
    { fill: hairPaint },
  );
}

export function drawPartedFringe({ drawing, hairPaint }: Figure): void {
  drawing.path(
    path`M-53 4C-64 -62 -38 -94 8 -92C46 -90 64 -58 53 4C51 -18 47 -32 40 -42C22 -36 0 -44 -14 -62C-16 -44 -30 -34 -44 -30C-49 -20 -52 -8 -53 4Z`,
    { fill: hairPaint },
  );
}

export function drawSideLocks({ drawing, hairPaint }: Figure, end: number): void {
  for (const side of [-1, 1]) {
    drawing.path(
      path`M${side * 48} -40C${side * 66} -6 ${side * 68} ${end * 0.5} ${side * 58} ${end}C${side * 54} ${end * 0.8} ${side * 46} ${end * 0.4} ${side * 45} 12Z`,
      { fill: hairPaint },
    );
  }
}

/** Loose strands before the ears, over the chest where the hair is long. */
export function drawStrands({ drawing, hairPaint }: Figure): void {
  for (const side of [-1, 1]) {
    drawing.path(
      path`M${side * 47} -34C${side * 58} 10 ${side * 60} 70 ${side * 52} 118C${side * 50} 70 ${side * 47} 30 ${side * 44} 0Z`,
      { fill: hairPaint },
    );
  }
}

export function drawWaves({ drawing, hairPaint }: Figure): void {
  for (const side of [-1, 1]) {
    drawing.path(
      path`M${side * 46} -44C${side * 72} -24 ${side * 60} 10 ${side * 72} 34C${side * 82} 60 ${side * 62} 74 ${side * 68} 104C${side * 54} 92 ${side * 48} 74 ${side * 54} 54C${side * 46} 40 ${side * 50} 18 ${side * 44} 4Z`,
      { fill: hairPaint },
    );
  }
}

/** Very short: the line of the hair is straight, the temples are shaved. */
export function drawCrewCut({ drawing, hairPaint, look }: Figure): void {
  drawing.path(
    path`M-50 0C-60 -52 -46 -84 0 -86C46 -84 60 -52 50 0L45 -8C46 -20 44 -30 40 -37Q0 -48 -40 -37C-44 -30 -46 -20 -45 -8Z`,
    { fill: hairPaint },
  );
  drawing.path(path`M-30 -66Q0 -80 30 -66`, { stroke: lighter(look.hairColor, 0.5), width: 5, opacity: 0.3 });
}

export function drawShine({ drawing, look }: Figure): void {
  drawing.path(path`M-42 -56Q-4 -88 40 -58Q34 -62 26 -60L20 -66L8 -63L-2 -69L-14 -62L-24 -65Z`, {
    fill: lighter(look.hairColor, 0.6),
    opacity: 0.38,
  });
}

/** Cropped close, swept to one side in short tips. */
export function drawPixieFringe({ drawing, hairPaint }: Figure): void {
  drawing.path(
    path`M-53 16C-64 -50 -44 -92 2 -92C46 -92 64 -52 53 16L46 2C48 -12 46 -26 40 -36C30 -24 12 -20 -2 -32L-8 -20L-20 -30L-27 -14L-38 -22C-43 -12 -44 -4 -46 6Z`,
    { fill: hairPaint },
  );
}

/** Cut in one line all round, as children's hair is at home. */
export function drawBowlFringe({ drawing, hairPaint }: Figure): void {
  drawing.path(
    path`M-57 22C-70 -58 -42 -92 0 -92C42 -92 70 -58 57 22Q52 24 47 20C49 4 48 -8 45 -18Q0 -26 -45 -18C-48 -8 -49 4 -47 20Q-52 24 -57 22Z`,
    { fill: hairPaint },
  );
}

/** Curls round the forehead: each has its own light. */
export function drawCurls({ drawing, hairPaint }: Figure): void {
  drawing.path(path`M-50 -8C-62 -60 -40 -90 0 -90C40 -90 62 -60 50 -8L42 -34Q0 -52 -42 -34Z`, { fill: hairPaint });
  for (const [x, y, radius] of CURLS) {
    drawing.circle(x, y, radius, { fill: hairPaint });
  }
}

const CURLS = [
  [-50, -14, 11],
  [-54, -34, 13],
  [-46, -56, 15],
  [-30, -76, 16],
  [-8, -86, 17],
  [16, -85, 16],
  [36, -72, 16],
  [49, -52, 14],
  [54, -32, 13],
  [50, -13, 11],
  [-34, -40, 12],
  [-15, -48, 13],
  [6, -50, 12],
  [27, -45, 13],
] as const;

/** A bare crown; what is left grows over the ears. */
export function drawBareCrown({ drawing, hairPaint, look, skin, shade }: Figure): void {
  drawing.path(path`M-47 -20C-48 -80 48 -80 47 -20C46 -46 30 -66 0 -66C-30 -66 -46 -46 -47 -20Z`, {
    fill: mix(skin, shade, 0.06),
  });
  drawing.path(path`M-24 -60Q-6 -70 12 -65`, { stroke: '#ffffff', width: 6, opacity: 0.35 });
  if (look.clothes !== 'monk') {
    for (const side of [-1, 1]) {
      drawing.path(
        path`M${side * 43} -36C${side * 56} -34 ${side * 58} -6 ${side * 52} 16L${side * 46} 6C${side * 47} -8 ${side * 46} -20 ${side * 43} -36Z`,
        { fill: hairPaint },
      );
    }
  }
}

/** Combed up from the forehead to a high coiffure, the temples rounded. */
export function drawHighHairline({ drawing, hairPaint, hairDark }: Figure): void {
  drawing.path(
    path`M-53 18C-68 -54 -40 -92 0 -92C40 -92 68 -54 53 18C54 -2 50 -24 40 -38C26 -52 10 -56 0 -52C-10 -56 -26 -52 -40 -38C-50 -24 -54 -2 -53 18Z`,
    { fill: hairPaint },
  );
  drawing.path(path`M-30 -50Q-22 -72 -6 -84M30 -50Q22 -72 6 -84M0 -54V-84`, {
    stroke: hairDark,
    width: 2.4,
    opacity: 0.5,
  });
}

/** A braid that falls over the shoulder to the chest. */
export function drawBraid({ drawing, hairPaint, hairDark, look, turn }: Figure): void {
  drawing.bent(null, () => {
    drawing.group({ mirrored: turn === 1 }, () => {
      for (const [x, y, radius] of [
        [50, 36, 14],
        [57, 58, 15],
        [61, 81, 15],
        [62, 104, 14],
        [60, 126, 13],
        [56, 147, 11],
      ] as const) {
        drawing.ellipse(x, y, radius, 16, { fill: hairPaint });
        drawing.path(
          path`M${x - radius + 3} ${y - 7}Q${x} ${y + 2} ${x + radius - 3} ${y - 7}M${x} ${y - 2}V${y + 11}`,
          {
            stroke: hairDark,
            width: 2.2,
            opacity: 0.55,
          },
        );
      }
      drawing.rect(48, 157, 15, 8, { fill: look.colors[2], radius: 3 });
      drawing.path(path`M49 165Q46 182 54 192Q63 182 62 165Z`, { fill: hairPaint });
    });
  });
}
