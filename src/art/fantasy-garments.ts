import { darker, lighter, mix } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';

/** What mages, wanderers, knights and pirates wear, over the plain torso. */

const GOLD = '#e6c067';
const LEATHER = '#5f4028';
const STONE = '#7fe0e8';

function drawBelt({ drawing, measures }: Figure, y: number, fill: string): void {
  const { waist } = measures;
  drawing.path(path`M${-waist - 3} ${y}Q0 ${y + 20} ${waist + 3} ${y}V${y + 22}Q0 ${y + 42} ${-waist - 3} ${y + 22}Z`, {
    fill,
  });
  drawing.rect(-13, y + 9, 26, 24, { stroke: GOLD, width: 4, radius: 3 });
}

/** A robe with signs of the stars; the hood's cape lies over the shoulders. */
export function drawMage(figure: Figure): void {
  const { drawing, look, measures } = figure;
  const { shoulder } = measures;
  const [top, , accent] = look.colors;
  drawing.path(path`M-22 78Q0 104 22 78L12 300H-12Z`, { fill: lighter(top, 0.25) });
  drawing.path(path`M-22 78L-12 300M22 78L12 300`, { stroke: GOLD, width: 3.6 });
  for (const y of [176, 214]) {
    drawing.path(path`M0 ${y - 11}l3.4 7.6 7.6 3.4 -7.6 3.4 -3.4 7.6 -3.4 -7.6 -7.6 -3.4 7.6 -3.4z`, { fill: GOLD });
  }
  drawBelt(figure, 242, darker(accent, 0.4));
  const cape = darker(top, 0.22);
  for (const side of [-1, 1]) {
    drawing.path(
      path`M${side * 6} 84C${side * 40} 66 ${side * (shoulder - 10)} 84 ${side * (shoulder + 8)} 122Q${side * (shoulder - 14)} 164 ${side * 40} 172Q${side * 20} 140 ${side * 6} 116Z`,
      { fill: cape },
    );
    drawing.path(
      path`M${side * (shoulder + 8)} 122Q${side * (shoulder - 14)} 164 ${side * 40} 172Q${side * 20} 140 ${side * 6} 116`,
      {
        stroke: lighter(accent, 0.2),
        width: 4,
      },
    );
  }
  drawing.circle(0, 112, 11, { fill: GOLD });
  drawing.circle(0, 112, 7, { fill: STONE });
}

/** A belted tunic with laces, a scarf, a pouch: for people who walk far. */
export function drawTunic(figure: Figure): void {
  const { drawing, look, measures } = figure;
  const [top, , accent] = look.colors;
  drawing.path(path`M-18 78L0 168L18 78Z`, { fill: '#efe6d2' });
  drawing.path(path`M-13 104L10 116M13 104L-10 116M-10 124L7 136M10 124L-7 136`, { stroke: LEATHER, width: 3 });
  drawing.path(path`M-20 80L0 172L20 80`, { stroke: darker(top, 0.35), width: 4 });
  drawing.path(path`M${-measures.shoulder + 20} 112L${measures.waist - 14} 250`, { stroke: LEATHER, width: 9 });
  drawBelt(figure, 240, LEATHER);
  drawing.rect(measures.waist - 40, 254, 30, 32, { fill: darker(LEATHER, 0.2), radius: 6 });
  drawing.path(path`M-40 70Q0 128 40 70Q46 92 34 104Q0 132 -34 104Q-46 92 -40 70Z`, { fill: accent });
  drawing.path(path`M-30 104L-52 178L-30 184L-12 116Z`, { fill: darker(accent, 0.14) });
  drawing.path(path`M-34 88Q0 122 34 88`, { stroke: darker(accent, 0.3), width: 3, opacity: 0.6 });
}

/** Trousers in boots. */
export function drawBoots({ drawing }: Figure): void {
  for (const side of [-1, 1]) {
    drawing.path(path`M${side * 63} 548Q${side * 34} 560 ${side * 8} 552L${side * 13} 676H${side * 60}Z`, {
      fill: LEATHER,
    });
    drawing.path(path`M${side * 63} 552Q${side * 34} 564 ${side * 8} 556`, {
      stroke: lighter(LEATHER, 0.25),
      width: 8,
    });
  }
}

/** Plate: a breast with a ridge, a collar of steel, the colours of the house over it. */
export function drawKnight({ drawing, look, measures }: Figure): void {
  const { waist, shoulder } = measures;
  const [top, , accent] = look.colors;
  const steel = mix(top, '#aeb7c2', 0.55);
  const shine = drawing.linear(
    [
      [0, lighter(steel, 0.5)],
      [0.5, steel],
      [1, darker(steel, 0.4)],
    ],
    0,
    0,
    1,
    1,
  );
  drawing.path(
    path`M-34 84Q0 110 34 84L${shoulder - 26} 112C${shoulder - 26} 190 ${waist + 8} 214 ${waist + 2} 256Q0 280 ${-waist - 2} 256C${-waist - 8} 214 ${-shoulder + 26} 190 ${-shoulder + 26} 112Z`,
    { fill: shine },
  );
  drawing.path(path`M0 104Q6 180 0 268M-48 206Q0 232 48 206M-50 230Q0 256 50 230`, {
    stroke: darker(steel, 0.5),
    width: 3,
    opacity: 0.6,
  });
  drawing.path(path`M-40 78Q0 104 40 78L34 60Q0 88 -34 60Z`, { fill: lighter(steel, 0.2) });
  drawing.path(path`M-40 78Q0 104 40 78`, { stroke: GOLD, width: 4 });
  drawing.path(path`M-26 126H26V164Q26 190 0 202Q-26 190 -26 164Z`, { fill: accent });
  drawing.path(path`M-26 126H26V164Q26 190 0 202Q-26 190 -26 164Z`, { stroke: GOLD, width: 3.6 });
  drawing.path(path`M0 138l5 14 14 3 -11 10 3 15 -11 -8 -11 8 3 -15 -11 -10 14 -3z`, { fill: GOLD });
  drawing.path(path`M${-waist - 5} 252Q0 276 ${waist + 5} 252V278Q0 302 ${-waist - 5} 278Z`, { fill: LEATHER });
}

/** An open coat with brass buttons over a ruffled shirt and a broad sash. */
export function drawPirate(figure: Figure): void {
  const { drawing, look, measures } = figure;
  const { waist } = measures;
  const [top, , accent] = look.colors;
  drawing.path(path`M-30 76L-26 292H26L30 76Q0 104 -30 76Z`, { fill: '#f4efe2' });
  drawing.path(
    path`M-16 96Q0 112 16 96Q22 120 8 126Q22 140 6 150Q14 166 0 176Q-14 166 -6 150Q-22 140 -8 126Q-22 120 -16 96Z`,
    {
      fill: '#ffffff',
    },
  );
  drawing.path(path`M${-waist} 236Q0 256 ${waist} 236V274Q0 294 ${-waist} 274Z`, { fill: mix(accent, '#b3262e', 0.5) });
  drawing.path(path`M-30 74L-58 104L-48 132L-30 292H-16L-24 140ZM30 74L58 104L48 132L30 292H16L24 140Z`, {
    fill: lighter(top, 0.14),
  });
  for (const side of [-1, 1]) {
    for (const y of [160, 192, 224]) {
      drawing.circle(side * 34, y, 5, { fill: GOLD });
    }
  }
  drawing.path(path`M-48 112L${waist - 6} 252`, { stroke: LEATHER, width: 11 });
  drawing.rect(-12, 248, 26, 24, { stroke: GOLD, width: 5, radius: 3 });
}
