import { darker, lighter, mix } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';

/** What people wear at their work today, over the plain torso; and what hangs below the belt. */

const SHIRT = '#f5f6fa';
const METAL = '#c8ced6';
const GOLD = '#e6c067';

/** A shirt's collar, seen in the opening of what is worn over it. */
function drawCollar({ drawing }: Figure, cloth: string, end: number): void {
  drawing.path(path`M-28 78L0 ${end}L28 78L18 72Q0 98 -18 72Z`, { fill: cloth });
  drawing.path(path`M-19 72L-3 100L-22 110ZM19 72L3 100L22 110Z`, { fill: lighter(cloth, 0.35) });
}

function drawBelt({ drawing, measures }: Figure, y: number, fill: string): void {
  const { waist } = measures;
  drawing.path(path`M${-waist - 2} ${y}Q0 ${y + 20} ${waist + 2} ${y}V${y + 18}Q0 ${y + 38} ${-waist - 2} ${y + 18}Z`, {
    fill,
  });
}

export function drawCardigan(figure: Figure): void {
  const { drawing, look, measures } = figure;
  const [top, , accent] = look.colors;
  drawing.path(path`M-28 76L-8 290H8L28 76Q0 100 -28 76Z`, { fill: lighter(accent, 0.45) });
  drawCollar(figure, lighter(accent, 0.7), 128);
  drawing.path(path`M-29 76L-46 100L-20 292H-6L-14 190ZM29 76L46 100L20 292H6L14 190Z`, { fill: darker(top, 0.16) });
  for (const y of [204, 232, 260]) {
    drawing.circle(14, y, 3.8, { fill: '#f2e6cf' });
  }
  for (const side of [-1, 1]) {
    const x = side * (measures.waist * 0.62);
    drawing.path(path`M${x - 15} 236H${x + 15}V266H${x - 15}Z`, { fill: darker(top, 0.12) });
    drawing.path(path`M${x - 15} 238H${x + 15}`, { stroke: darker(top, 0.35), width: 3 });
  }
}

export function drawTrench(figure: Figure): void {
  const { drawing, look, measures } = figure;
  const [top, , accent] = look.colors;
  drawCollar(figure, SHIRT, 176);
  drawing.path(path`M-7 100H7L9 118L6 170H-6L-9 118Z`, { fill: darker(accent, 0.2) });
  drawing.path(path`M-28 74L-62 100L-46 128L-56 134L0 214L-20 116ZM28 74L62 100L46 128L56 134L0 214L20 116Z`, {
    fill: lighter(top, 0.14),
  });
  drawing.path(path`M0 212V290`, { stroke: darker(top, 0.4), width: 3 });
  for (const [x, y] of [
    [-22, 196],
    [22, 196],
    [-22, 226],
    [22, 226],
  ] as const) {
    drawing.circle(x, y, 4.4, { fill: darker(top, 0.5) });
  }
  for (const side of [-1, 1]) {
    const out = measures.shoulder;
    drawing.path(path`M${side * (out - 34)} 96L${side * (out - 4)} 112`, { stroke: darker(top, 0.2), width: 10 });
  }
  drawBelt(figure, 244, darker(top, 0.32));
  drawing.rect(-12, 254, 24, 21, { stroke: '#5a4632', width: 4, radius: 3 });
}

export function drawPolice(figure: Figure): void {
  const { drawing, look, measures } = figure;
  const [top] = look.colors;
  drawCollar(figure, '#cfdcec', 150);
  drawing.path(path`M-7 100H7L9 116L5 150L0 158L-5 150L-9 116Z`, { fill: '#16203a' });
  drawing.path(path`M-28 76L-50 100L-38 116L0 176L-20 112ZM28 76L50 100L38 116L0 176L20 112Z`, {
    fill: lighter(top, 0.12),
  });
  drawing.path(path`M0 176V290`, { stroke: darker(top, 0.5), width: 3 });
  for (const y of [198, 224]) {
    drawing.circle(6, y, 4, { fill: METAL });
  }
  for (const side of [-1, 1]) {
    const out = measures.shoulder;
    drawing.path(path`M${side * (out - 42)} 94L${side * (out - 8)} 110`, { stroke: darker(top, 0.4), width: 13 });
    drawing.circle(side * (out - 22), 104, 3.4, { fill: METAL });
    drawing.rect(side * 38 - 14, 150, 28, 30, { stroke: darker(top, 0.4), width: 3, radius: 3 });
  }
  drawing.path(path`M-38 134l5 9 10 1 -7 7 2 10 -10 -5 -10 5 2 -10 -7 -7 10 -1z`, { fill: METAL });
  drawBelt(figure, 250, '#15171d');
  drawing.rect(-11, 261, 22, 17, { stroke: METAL, width: 3.4, radius: 2 });
}

/** A doctor's white coat over a shirt, with a stethoscope. */
export function drawMedical(figure: Figure): void {
  const { drawing, look } = figure;
  const [top, , accent] = look.colors;
  drawing.path(path`M-28 76L0 226L28 76Q0 100 -28 76Z`, { fill: mix(accent, '#5b8fae', 0.6) });
  drawCollar(figure, '#dbe9f2', 140);
  drawing.path(path`M-28 74L-54 102L-42 122L0 232L-22 118ZM28 74L54 102L42 122L0 232L22 118Z`, { fill: '#ffffff' });
  drawing.path(path`M-54 102L-42 122L0 232L42 122L54 102M0 232V292`, { stroke: darker(top, 0.3), width: 2.6 });
  drawing.path(path`M-26 84C-40 140 -34 170 -22 186M26 84C40 130 38 150 34 168`, { stroke: '#39424f', width: 5 });
  drawing.circle(-20, 190, 9, { fill: METAL });
  drawing.circle(-20, 190, 4.5, { fill: '#39424f' });
  drawing.path(path`M34 168Q28 184 34 190M34 168Q42 182 40 190`, { stroke: METAL, width: 4 });
  drawing.rect(34, 206, 26, 30, { stroke: darker(top, 0.25), width: 3, radius: 3 });
  drawing.path(path`M42 198V212M50 200V212`, { stroke: mix(accent, '#2f5fa8', 0.5), width: 4 });
}

export function drawNurse(figure: Figure): void {
  const { drawing, look, skin, shade, measures } = figure;
  const [top] = look.colors;
  drawing.path(path`M-26 78L0 132L26 78Q0 96 -26 78Z`, { fill: mix(skin, shade, 0.3) });
  drawing.path(path`M-32 76L0 138L32 76`, { stroke: darker(top, 0.3), width: 7 });
  drawing.path(path`M0 140V288`, { stroke: darker(top, 0.25), width: 2.6 });
  drawing.rect(28, 150, 30, 32, { stroke: darker(top, 0.3), width: 3, radius: 4 });
  drawing.path(path`M-44 146h14v10h-14z`, { fill: '#ffffff' });
  drawing.path(path`M-40 151h6M-37 148v6`, { stroke: '#d5484f', width: 2.6 });
  drawing.path(path`M37 142V158M46 142V160`, { stroke: '#4f6f9f', width: 3.4 });
  drawBelt(figure, 246, darker(top, 0.16));
  drawing.circle(-measures.waist * 0.5, 166, 6, { stroke: METAL, width: 3 });
}

export function drawChef(figure: Figure): void {
  const { drawing, look } = figure;
  const [top, , accent] = look.colors;
  drawing.path(path`M-30 76L20 108L26 290H-40Z`, { fill: lighter(top, 0.4), opacity: 0.5 });
  drawing.path(path`M-24 78L34 128L28 292`, { stroke: darker(top, 0.28), width: 3 });
  for (const y of [140, 172, 204, 236]) {
    drawing.circle(-14, y, 4.6, { fill: '#3a3d45' });
    drawing.circle(17, y, 4.6, { fill: '#3a3d45' });
  }
  drawing.path(path`M-30 72Q0 118 30 72L32 86Q0 130 -32 86Z`, { fill: accent });
  drawing.path(path`M-4 112L-16 140L2 130L10 142L10 114Z`, { fill: darker(accent, 0.12) });
}

/** A shirt under a bib apron. */
export function drawAproned(figure: Figure): void {
  const { drawing, look, measures } = figure;
  const [top, , accent] = look.colors;
  const cloth = apronOf(figure);
  drawCollar(figure, lighter(top, 0.55), 116);
  drawing.path(path`M-34 148L-40 88M34 148L40 88`, { stroke: darker(cloth, 0.25), width: 9 });
  drawing.path(path`M-38 144H38L${measures.waist - 4} 292Q0 300 ${-measures.waist + 4} 292Z`, { fill: cloth });
  drawing.path(path`M-38 146H38`, { stroke: darker(cloth, 0.3), width: 4 });
  drawing.rect(-14, 168, 28, 12, { fill: lighter(accent, 0.4), radius: 3 });
  drawBelt(figure, 246, darker(cloth, 0.25));
}

/** The apron below the belt, over trousers or a skirt. */
export function drawApronSkirt(figure: Figure): void {
  const { drawing, measures } = figure;
  const cloth = apronOf(figure);
  const hip = measures.hip - 6;
  drawing.path(path`M${-hip} 254L${-hip - 8} 436Q0 450 ${hip + 8} 436L${hip} 254Z`, { fill: cloth });
  drawing.path(path`M-34 320H34V368Q0 376 -34 368Z`, { fill: darker(cloth, 0.12) });
  drawing.path(path`M-34 320H34M0 320V370`, { stroke: darker(cloth, 0.35), width: 3 });
}

const apronOf = ({ look }: Figure): string =>
  look.clothes === 'chef' ? '#f0eee8' : mix(look.colors[2], '#4a4038', 0.45);

/** Overalls with a bib over a checked shirt. */
export function drawWorkwear(figure: Figure): void {
  const { drawing, look, lowerPaint, measures } = figure;
  const [top, lower] = look.colors;
  drawCollar(figure, lighter(top, 0.2), 118);
  const { shoulder, waist } = measures;
  drawing.path(path`M${-shoulder + 34} 128V150M${shoulder - 34} 128V150M-20 120V150M20 120V150`, {
    stroke: darker(top, 0.25),
    width: 4,
    opacity: 0.6,
  });
  drawing.path(path`M-44 158L-40 90M44 158L40 90`, { stroke: darker(lower, 0.1), width: 13 });
  drawing.path(path`M-46 156H46L${waist} 230V292Q0 304 ${-waist} 292V230Z`, { fill: lowerPaint });
  drawing.rect(-22, 178, 44, 34, { stroke: lighter(lower, 0.3), width: 3, radius: 3 });
  drawing.path(path`M-8 170V188M2 168V186`, { stroke: GOLD, width: 4 });
  drawing.circle(-40, 160, 5, { fill: GOLD });
  drawing.circle(40, 160, 5, { fill: GOLD });
}
