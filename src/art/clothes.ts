import { darker, lighter, mix } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';
import { type Clothes } from './look.js';

/** What makes a garment: collars, lapels, sashes and buttons over the plain torso. */

const DETAILS: Record<Clothes, (figure: Figure) => void> = {
  casual: drawSweater,
  suit: drawSuit,
  coat: drawCoat,
  dress: drawDress,
  hanfu: drawHanfu,
};

export function drawClothes(figure: Figure): void {
  DETAILS[figure.look.clothes](figure);
}

function drawSweater({ drawing, look, measures }: Figure): void {
  const [top, , accent] = look.colors;
  drawing.path(path`M-24 74Q0 118 24 74L34 88Q0 138 -34 88Z`, { fill: accent });
  drawing.path(path`M-24 74Q0 118 24 74`, { stroke: '#000000', width: 3, opacity: 0.18 });
  drawing.path(path`M-14 122L-16 176M14 122L16 176`, { stroke: lighter(accent, 0.2), width: 3.4 });
  const waist = measures.waist;
  drawing.path(path`M${-waist - 1} 258Q0 280 ${waist + 1} 258V276Q0 298 ${-waist - 1} 276Z`, {
    fill: darker(top, 0.3),
  });
}

function drawSuit({ drawing, look, female }: Figure): void {
  const [top, , accent] = look.colors;
  drawing.path(path`M-28 78L0 196L28 78L18 72Q0 98 -18 72Z`, { fill: '#f5f6fa' });
  if (female) {
    drawing.path(path`M-18 72L0 106L18 72`, { stroke: '#c9ccd8', width: 3 });
    drawing.circle(0, 124, 3, { fill: accent });
    drawing.circle(0, 148, 3, { fill: accent });
  } else {
    drawing.path(path`M-8 98L8 98L11 116L7 182L0 196L-7 182L-11 116Z`, { fill: accent });
    drawing.path(path`M-18 72L-2 100L-20 112ZM18 72L2 100L20 112Z`, { fill: '#ffffff' });
  }
  drawing.path(path`M-28 76L-54 106L-40 122L0 210L-24 116ZM28 76L54 106L40 122L0 210L24 116Z`, {
    fill: lighter(top, 0.14),
  });
  drawing.path(path`M0 210V286`, { stroke: '#000000', width: 3, opacity: 0.35 });
  drawing.circle(5, 232, 4, { fill: darker(top, 0.5) });
  drawing.circle(5, 260, 4, { fill: darker(top, 0.5) });
  drawing.path(path`M38 168h26l-2 10h-24z`, { fill: lighter(accent, 0.55) });
}

function drawCoat({ drawing, look, measures }: Figure): void {
  const [top, , accent] = look.colors;
  const { waist } = measures;
  drawing.path(path`M-28 76Q0 118 28 76L22 250H-22Z`, { fill: accent });
  drawing.path(path`M-27 78Q0 122 27 78L25 92Q0 136 -25 92Z`, { fill: lighter(accent, 0.3) });
  drawing.path(path`M-28 74L-60 104L-50 150L-10 288L-22 150ZM28 74L60 104L50 150L10 288L22 150Z`, {
    fill: lighter(top, 0.16),
  });
  drawing.path(path`M${-waist - 2} 246Q0 268 ${waist + 2} 246V266Q0 288 ${-waist - 2} 266Z`, {
    fill: darker(top, 0.35),
  });
  drawing.rect(-11, 256, 22, 20, { stroke: '#d9c08a', width: 3.4, radius: 3 });
}

function drawDress({ drawing, look, measures, skin, shade }: Figure): void {
  const { waist } = measures;
  const accent = look.colors[2];
  drawing.path(path`M-32 79Q0 134 32 79Q16 70 0 84Q-16 70 -32 79Z`, { fill: mix(skin, shade, 0.18) });
  drawing.path(path`M-33 79Q0 137 33 79`, { stroke: lighter(accent, 0.45), width: 5 });
  drawing.path(path`M-19 84Q0 108 19 84`, { stroke: '#ffe3a0', width: 2 });
  drawing.circle(0, 98, 4, { fill: '#ffe9a8' });
  drawing.path(path`M${-waist - 1} 244Q0 264 ${waist + 1} 244V264Q0 284 ${-waist - 1} 264Z`, { fill: accent });
  drawing.path(path`M-4 264L-22 312L-8 308L0 272L10 306L24 308L6 264Z`, { fill: darker(accent, 0.15) });
}

function drawHanfu({ drawing, look, measures }: Figure): void {
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
