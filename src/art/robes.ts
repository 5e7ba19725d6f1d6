import { darker, lighter, mix } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';

/** Garments of old times and of fantasy, over the plain torso. */

const GOLD = '#e6c067';
const GOLD_DARK = '#a67c33';

export function drawHanfu({ drawing, look, measures }: Figure): void {
  const { waist } = measures;
  const [top, , accent] = look.colors;
  drawing.path(path`M-26 78Q0 108 26 78L14 156L-6 156Z`, { fill: '#fbf6ee' });
  const collar = mix(lighter(accent, 0.15), '#ffffff', 0.1);
  drawing.path(path`M30 74C26 116 0 166 -26 222L-44 214C-16 160 8 112 14 78Z`, { fill: darker(top, 0.25) });
  drawing.path(path`M-30 74C-26 120 6 172 28 240L48 236C24 162 -6 116 -14 78Z`, { fill: collar });
  drawing.path(path`M${-waist - 3} 232Q0 254 ${waist + 3} 232V276Q0 298 ${-waist - 3} 276Z`, { fill: accent });
  drawing.path(path`M${-waist - 3} 250Q0 272 ${waist + 3} 250`, { stroke: '#f4dca0', width: 4, opacity: 0.8 });
  drawing.path(path`M22 284L18 420L36 420L40 282Z`, { fill: darker(accent, 0.12) });
}

/** The robe of an official: a round collar, a badge of rank on the chest, a stiff belt with plates of jade. */
export function drawOfficial({ drawing, look, measures }: Figure): void {
  const { waist } = measures;
  const [top, , accent] = look.colors;
  drawing.path(path`M-28 74Q0 124 28 74L20 70Q0 104 -20 70Z`, { fill: '#fbf6ee' });
  drawing.path(path`M-32 76Q0 136 32 76`, { stroke: darker(top, 0.4), width: 7 });
  drawing.rect(-36, 136, 72, 72, { fill: darker(accent, 0.5), radius: 3 });
  drawing.rect(-36, 136, 72, 72, { stroke: GOLD, width: 4, radius: 3 });
  // A crane over waves.
  drawing.path(path`M-20 172Q-6 158 2 168Q8 152 22 150Q16 166 8 174Q0 186 -8 178Z`, { fill: '#f7f3e6' });
  drawing.path(path`M-30 196Q-20 186 -10 196Q0 186 10 196Q20 186 30 196`, { stroke: GOLD, width: 3.4 });
  drawing.circle(-20, 152, 5, { fill: '#e2573f' });
  drawing.path(path`M${-waist - 8} 246Q0 268 ${waist + 8} 246V268Q0 290 ${-waist - 8} 268Z`, { fill: '#2a2430' });
  for (const x of [-44, -22, 0, 22, 44]) {
    drawing.rect(x - 7, 258 - Math.abs(x) * 0.16, 14, 13, { fill: '#cfe3cf', radius: 2 });
    drawing.rect(x - 7, 258 - Math.abs(x) * 0.16, 14, 13, { stroke: GOLD, width: 2, radius: 2 });
  }
}

/** Lamellar armour: rows of small plates, guards on the shoulders, plates that hang from the belt. */
export function drawArmour({ drawing, look, measures }: Figure): void {
  const { waist, shoulder } = measures;
  const [top, , accent] = look.colors;
  const metal = mix(top, '#9aa3ad', 0.45);
  drawing.path(path`M-30 72Q0 112 30 72L26 66Q0 96 -26 66Z`, { fill: accent });
  const plates = path`M-34 84Q0 116 34 84L${shoulder - 26} 112C${shoulder - 30} 190 ${waist + 4} 214 ${waist} 252Q0 272 ${-waist} 252C${-waist - 4} 214 ${-shoulder + 30} 190 ${-shoulder + 26} 112Z`;
  const shine = drawing.linear([
    [0, lighter(metal, 0.35)],
    [1, darker(metal, 0.3)],
  ]);
  drawing.path(plates, { fill: shine });
  for (const y of [134, 158, 182, 206, 230]) {
    const half = waist + (252 - y) * 0.06;
    drawing.path(path`M${-half} ${y - 8}Q0 ${y + 12} ${half} ${y - 8}`, {
      stroke: darker(metal, 0.5),
      width: 2.6,
      opacity: 0.7,
    });
    drawing.path(path`M-36 ${y - 6}v-16M-18 ${y - 2}v-18M0 ${y}v-18M18 ${y - 2}v-18M36 ${y - 6}v-16`, {
      stroke: darker(metal, 0.5),
      width: 2,
      opacity: 0.5,
    });
  }
  drawing.circle(0, 142, 17, { fill: GOLD });
  drawing.circle(0, 142, 10, { fill: darker(accent, 0.2) });
  drawing.path(path`M${-waist - 5} 250Q0 272 ${waist + 5} 250V274Q0 296 ${-waist - 5} 274Z`, {
    fill: darker(accent, 0.3),
  });
  drawing.path(path`M-15 258Q0 246 15 258Q19 276 0 286Q-19 276 -15 258Z`, { fill: GOLD });
  drawing.path(path`M-6 266h2M4 266h2M-6 275Q0 279 6 275`, { stroke: GOLD_DARK, width: 3 });
}

/** Over the sleeve, so drawn after the arms that hang. */
export function drawShoulderGuards({ drawing, look, measures }: Figure): void {
  const metal = mix(look.colors[0], '#9aa3ad', 0.45);
  for (const side of [-1, 1]) {
    const at = (x: number) => side * (measures.shoulder + x);
    for (const drop of [44, 24, 0]) {
      drawing.path(
        path`M${at(-46)} ${92 + drop * 0.3}Q${at(-8)} ${88 + drop * 0.4} ${at(12)} ${124 + drop}Q${at(-14)} ${150 + drop * 0.9} ${at(-42)} ${138 + drop * 0.8}Z`,
        { fill: darker(metal, drop / 150) },
      );
      drawing.path(path`M${at(12)} ${124 + drop}Q${at(-14)} ${150 + drop * 0.9} ${at(-42)} ${138 + drop * 0.8}`, {
        stroke: GOLD,
        width: 3.4,
      });
    }
  }
}

/** What falls behind the body to the ground. */
export function drawCloakBehind({ drawing, look, measures }: Figure): void {
  const cloth = darker(look.colors[1], 0.25);
  const wide = measures.shoulder + 34;
  const fall = drawing.linear([
    [0, lighter(cloth, 0.1)],
    [1, darker(cloth, 0.35)],
  ]);
  drawing.path(
    path`M-30 80C${-wide + 20} 96 ${-wide} 240 ${-wide - 8} 640Q${-wide / 2} 672 0 660Q${wide / 2} 672 ${wide + 8} 640C${wide} 240 ${wide - 20} 96 30 80Z`,
    { fill: fall },
  );
}

/** A traveller of another world: a robe with gold braid, a mantle over the shoulders, a stone that glows at the clasp. */
export function drawCloaked({ drawing, look, measures }: Figure): void {
  const { shoulder, waist } = measures;
  const [top, lower, accent] = look.colors;
  drawing.path(path`M-26 78Q0 108 26 78L10 170L-10 170Z`, { fill: lighter(top, 0.55) });
  drawing.path(path`M-10 168L0 244L10 168`, { stroke: GOLD, width: 3.6 });
  drawing.path(path`M-26 78L-10 170M26 78L10 170`, { stroke: GOLD, width: 4 });
  drawing.path(path`M${-waist - 3} 240Q0 262 ${waist + 3} 240V266Q0 288 ${-waist - 3} 266Z`, {
    fill: darker(accent, 0.35),
  });
  drawing.path(path`M0 264L-12 276L0 292L12 276Z`, { fill: GOLD });
  drawing.path(path`M0 268L-7 276L0 286L7 276Z`, { fill: '#7fe0e8' });
  drawing.path(path`M-8 290L-14 400L0 416L14 400L8 290Z`, { fill: darker(top, 0.3) });
  drawing.path(path`M0 320l5 13 13 2 -10 9 3 13 -11 -7 -11 7 3 -13 -10 -9 13 -2z`, { fill: GOLD });
  const cloth = darker(lower, 0.15);
  for (const side of [-1, 1]) {
    const at = (x: number) => side * x;
    drawing.path(
      path`M${at(20)} 72C${at(40)} 82 ${at(shoulder - 12)} 86 ${at(shoulder + 6)} 112C${at(shoulder - 2)} 140 ${at(shoulder - 34)} 160 ${at(46)} 164Q${at(34)} 128 ${at(14)} 98Z`,
      { fill: cloth },
    );
    drawing.path(
      path`M${at(14)} 98Q${at(34)} 128 ${at(46)} 164C${at(shoulder - 34)} 160 ${at(shoulder - 2)} 140 ${at(shoulder + 6)} 112`,
      {
        stroke: GOLD,
        width: 4,
      },
    );
  }
  drawing.circle(0, 104, 12, { fill: GOLD });
  drawing.circle(0, 104, 7.5, { fill: '#7fe0e8' });
  drawing.circle(-2, 101, 2.4, { fill: '#ffffff' });
}
