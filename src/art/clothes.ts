import { darker, lighter, mix } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';
import { drawKnight, drawMage, drawPirate, drawTunic } from './fantasy-garments.js';
import { type Clothes } from './look.js';
import { drawCourt, drawMonk, drawRobe, drawRuqun } from './old-garments.js';
import { drawArmour, drawCloaked, drawHanfu, drawOfficial } from './robes.js';
import {
  drawAproned,
  drawCardigan,
  drawChef,
  drawMedical,
  drawNurse,
  drawPolice,
  drawTrench,
  drawWorkwear,
} from './workclothes.js';

/** What makes a garment: collars, lapels, sashes and buttons over the plain torso. */

const DETAILS: Record<Clothes, (figure: Figure) => void> = {
  casual: drawSweater,
  suit: drawSuit,
  coat: drawCoat,
  dress: drawDress,
  uniform: drawUniform,
  hanfu: drawHanfu,
  official: drawOfficial,
  armour: drawArmour,
  cloak: drawCloaked,
  cardigan: drawCardigan,
  trench: drawTrench,
  police: drawPolice,
  medical: drawMedical,
  nurse: drawNurse,
  chef: drawChef,
  apron: drawAproned,
  workwear: drawWorkwear,
  robe: drawRobe,
  ruqun: drawRuqun,
  court: drawCourt,
  monk: drawMonk,
  mage: drawMage,
  tunic: drawTunic,
  knight: drawKnight,
  pirate: drawPirate,
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

/** A blazer with a crest, a striped tie or a ribbon. */
function drawUniform({ drawing, look, female }: Figure): void {
  const [top, , accent] = look.colors;
  drawing.path(path`M-28 78L0 180L28 78L18 72Q0 98 -18 72Z`, { fill: '#f8f8fb' });
  drawing.path(path`M-18 72L-3 100L-20 110ZM18 72L3 100L20 110Z`, { fill: '#ffffff' });
  if (female) {
    drawing.path(path`M-3 102L-26 92Q-30 106 -24 116ZM3 102L26 92Q30 106 24 116Z`, { fill: accent });
    drawing.path(path`M-4 106L-14 140L-5 136L0 112L5 136L14 140L4 106Z`, { fill: darker(accent, 0.15) });
    drawing.circle(0, 104, 6, { fill: darker(accent, 0.25) });
  } else {
    drawing.path(path`M-8 98L8 98L11 114L7 168L0 180L-7 168L-11 114Z`, { fill: accent });
    drawing.path(path`M-9 122L9 114M-8 140L8 132M-7 158L7 150`, { stroke: lighter(accent, 0.5), width: 4 });
  }
  drawing.path(path`M-28 76L-52 100L-42 116L0 194L-22 116ZM28 76L52 100L42 116L0 194L22 116Z`, {
    fill: darker(top, 0.18),
  });
  drawing.path(path`M-28 78L-22 116L0 194L22 116L28 78`, { stroke: lighter(top, 0.6), width: 2.6, opacity: 0.8 });
  drawing.path(path`M0 194V286`, { stroke: '#000000', width: 3, opacity: 0.35 });
  drawing.circle(5, 222, 4.4, { fill: '#e6c067' });
  drawing.circle(5, 252, 4.4, { fill: '#e6c067' });
  drawing.path(path`M36 140H60V158Q58 170 48 175Q38 170 36 158Z`, { fill: '#e6c067' });
  drawing.path(path`M41 146H55V157Q53 164 48 167Q43 164 41 157Z`, { fill: darker(top, 0.3) });
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
