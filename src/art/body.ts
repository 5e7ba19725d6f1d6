import { drawArmsBehind } from './arms.js';
import { darker, mix } from './colour.js';
import { type Paint, path } from './drawing.js';
import { type Figure } from './figure.js';
import { type Clothes } from './look.js';
import { drawBoots } from './fantasy-garments.js';
import { drawLegWraps, drawRobeSkirt } from './old-garments.js';
import { drawCloakBehind } from './robes.js';
import { drawApronSkirt } from './workclothes.js';

/** Legs, torso and neck, in the coordinates of a grown body: soles at y = 690. */

const SHOE = '#1b1920';

const LEGS: Record<Clothes, (figure: Figure) => void> = {
  casual: drawTrousers,
  suit: drawTrousers,
  coat: drawCoated,
  dress: (figure) => {
    drawBareLegs(figure);
    drawSkirt(figure, figure.topPaint, SHORT_SKIRT);
  },
  uniform: (figure) => {
    if (figure.female) {
      drawBareLegs(figure);
      drawSocks(figure);
      drawSkirt(figure, figure.lowerPaint, { hem: 440, spread: 54 });
    } else {
      drawTrousers(figure);
    }
  },
  hanfu: (figure) => {
    drawShoes(figure);
    drawSkirt(figure, figure.lowerPaint, LONG_SKIRT);
  },
  official: (figure) => {
    drawShoes(figure);
    drawSkirt(figure, figure.topPaint, LONG_SKIRT);
  },
  armour: (figure) => {
    drawTrousers(figure);
    drawTassets(figure);
  },
  cloak: (figure) => {
    drawCloakBehind(figure);
    drawShoes(figure);
    drawSkirt(figure, figure.topPaint, { hem: 660, spread: 64 });
  },
  cardigan: (figure) => {
    if (figure.female) {
      drawBareLegs(figure);
      drawSkirt(figure, figure.lowerPaint, { hem: 530, spread: 34 });
    } else {
      drawTrousers(figure);
    }
    drawJacketHem(figure, 316);
  },
  trench: drawCoated,
  police: drawTrousers,
  medical: drawCoated,
  nurse: (figure) => {
    drawTrousers(figure);
    drawJacketHem(figure, 340);
  },
  chef: drawAproned,
  apron: drawAproned,
  workwear: drawTrousers,
  robe: (figure) => {
    if (figure.female) {
      drawShoes(figure);
      drawSkirt(figure, figure.lowerPaint, { hem: 660, spread: 44 });
    } else {
      drawTrousers(figure);
      drawLegWraps(figure);
    }
    drawRobeSkirt(figure);
  },
  ruqun: (figure) => {
    drawShoes(figure);
    drawSkirt(figure, figure.lowerPaint, { hem: 672, spread: 70 });
  },
  court: (figure) => {
    drawShoes(figure);
    drawSkirt(figure, figure.topPaint, LONG_SKIRT);
  },
  monk: (figure) => {
    drawShoes(figure);
    drawSkirt(figure, figure.topPaint, { hem: 650, spread: 46 });
  },
  mage: (figure) => {
    drawCloakBehind(figure);
    drawShoes(figure);
    drawSkirt(figure, figure.topPaint, LONG_SKIRT);
  },
  tunic: (figure) => {
    drawTrousers(figure);
    drawBoots(figure);
    drawSkirt(figure, figure.topPaint, { hem: 412, spread: 34 });
  },
  knight: (figure) => {
    drawCloakBehind(figure);
    drawTrousers(figure);
    drawBoots(figure);
    drawTassets(figure);
  },
  pirate: (figure) => {
    drawTrousers(figure);
    drawBoots(figure);
    drawCoatTails(figure);
  },
};

function drawCoated(figure: Figure): void {
  drawTrousers(figure);
  drawCoatTails(figure);
}

function drawAproned(figure: Figure): void {
  drawTrousers(figure);
  drawApronSkirt(figure);
}

const SHORT_SKIRT = { hem: 470, spread: 74 } as const;
const LONG_SKIRT = { hem: 668, spread: 92 } as const;

/** What is below the belt. */
export function drawLegs(figure: Figure): void {
  LEGS[figure.look.clothes](figure);
}

/** Torso and neck, between the arms. */
export function drawTrunk(figure: Figure): void {
  drawArmsBehind(figure);
  drawTorso(figure);
  drawNeck(figure);
}

function drawTrousers(figure: Figure): void {
  const { drawing, lowerPaint, measures } = figure;
  const hip = measures.hip;
  drawShoes(figure);
  drawing.path(
    path`M${-hip} 262C${-hip - 4} 400 -64 560 -58 672L-15 672C-12 540 -6 420 0 344C6 420 12 540 15 672L58 672C64 560 ${hip + 4} 400 ${hip} 262Z`,
    { fill: lowerPaint },
  );
  drawing.path(path`M-40 330C-42 440 -40 560 -36 660M40 330C42 440 40 560 36 660`, {
    stroke: '#000000',
    width: 3,
    opacity: 0.12,
  });
}

function drawShoes({ drawing, turn }: Figure): void {
  for (const side of [-1, 1]) {
    if (turn !== 0) {
      const at = (x: number) => side * 37 + turn * x;
      drawing.path(path`M${at(-22)} 690V664Q${at(2)} 656 ${at(20)} 670Q${at(40)} 678 ${at(40)} 690Z`, { fill: SHOE });
      continue;
    }
    drawing.path(path`M${side * 12} 690V666Q${side * 36} 656 ${side * 56} 670Q${side * 72} 680 ${side * 70} 690Z`, {
      fill: SHOE,
    });
  }
}

function drawBareLegs({ drawing, skin, shade, look }: Figure): void {
  for (const side of [-1, 1]) {
    drawing.path(
      path`M${side * 8} 440L${side * 10} 560Q${side * 6} 610 ${side * 14} 676H${side * 34}Q${side * 46} 600 ${side * 42} 560L${side * 48} 440Z`,
      { fill: mix(skin, shade, 0.25) },
    );
    drawing.path(
      path`M${side * 10} 690Q${side * 8} 668 ${side * 16} 664Q${side * 26} 680 ${side * 34} 664Q${side * 50} 676 ${side * 54} 690Z`,
      {
        fill: darker(look.colors[1], 0.25),
      },
    );
  }
}

function drawSocks({ drawing }: Figure): void {
  for (const side of [-1, 1]) {
    drawing.path(
      path`M${side * 9} 590Q${side * 10} 630 ${side * 15} 676H${side * 34}Q${side * 42} 630 ${side * 42} 590Z`,
      {
        fill: '#f3f1ee',
      },
    );
  }
}

/** Plates that hang from an armour's belt, edged with gold. */
function drawTassets({ drawing, look, measures }: Figure): void {
  const metal = mix(look.colors[0], '#9aa3ad', 0.45);
  for (const [inner, outer, hem] of [
    [6, measures.hip - 6, 452],
    [measures.hip - 22, measures.hip + 22, 410],
  ] as const) {
    for (const side of [-1, 1]) {
      drawing.path(path`M${side * inner} 262L${side * (inner + 2)} ${hem}H${side * (outer + 8)}L${side * outer} 262Z`, {
        fill: darker(metal, hem > 420 ? 0.3 : 0.1),
      });
      drawing.path(path`M${side * (inner + 2)} ${hem}H${side * (outer + 8)}`, { stroke: '#e6c067', width: 5 });
      for (const y of [302, 338, 374]) {
        drawing.path(path`M${side * (inner + 1)} ${y}H${side * (outer + 4)}`, {
          stroke: darker(metal, 0.55),
          width: 2.4,
          opacity: 0.6,
        });
      }
    }
  }
}

function drawSkirt({ drawing, measures }: Figure, fill: Paint, { hem, spread }: { hem: number; spread: number }): void {
  const { waist, hip } = measures;
  const wide = hip + spread * 0.7;
  drawing.path(
    path`M${-waist} 250C${-hip - 16} 340 ${-wide + 10} 420 ${-wide} ${hem - 12}Q0 ${hem + 26} ${wide} ${hem - 12}C${wide - 10} 420 ${hip + 16} 340 ${waist} 250Z`,
    { fill },
  );
  drawing.path(
    path`M-18 290Q-34 400 -44 ${hem}M20 290Q36 400 48 ${hem}M-44 320Q-66 400 -82 ${hem - 12}M46 320Q68 400 84 ${hem - 12}`,
    { stroke: '#000000', width: 5, opacity: 0.12 },
  );
}

function drawCoatTails({ drawing, topPaint, measures }: Figure): void {
  const { waist, hip } = measures;
  drawing.path(
    path`M${-waist - 2} 256C${-hip - 12} 330 ${-hip - 22} 400 ${-hip - 24} 470Q${-hip + 10} 484 -10 474L-4 270L4 270L14 474Q${hip - 10} 484 ${hip + 24} 470C${hip + 22} 400 ${hip + 12} 330 ${waist + 2} 256Z`,
    { fill: topPaint },
  );
  drawing.path(path`M${-hip + 8} 350L${-hip - 10} 384M${hip - 8} 350L${hip + 10} 384`, {
    stroke: '#000000',
    width: 5,
    opacity: 0.25,
  });
}

/** The hem of a jacket that ends at the hip. */
function drawJacketHem({ drawing, topPaint, measures }: Figure, hem: number): void {
  const { waist, hip } = measures;
  drawing.path(
    path`M${-waist} 220C${-waist - 2} 244 ${-hip - 4} 256 ${-hip - 6} ${hem - 10}Q0 ${hem + 10} ${hip + 6} ${hem - 10}C${hip + 4} 256 ${waist + 2} 244 ${waist} 220Z`,
    { fill: topPaint },
  );
}

function drawTorso({ drawing, topPaint, measures }: Figure): void {
  const { shoulder, waist } = measures;
  drawing.path(
    path`M-24 76C-44 90 ${-shoulder + 20} 88 ${-shoulder} 112C${-shoulder + 8} 190 ${-waist - 6} 220 ${-waist} 276Q0 296 ${waist} 276C${waist + 6} 220 ${shoulder - 8} 190 ${shoulder} 112C${shoulder - 20} 88 44 90 24 76Z`,
    { fill: topPaint },
  );
}

function drawNeck({ drawing, skin, shade, measures }: Figure): void {
  const half = measures.neck;
  drawing.path(path`M${-half} 38L${-half - 3} 82Q0 110 ${half + 3} 82L${half} 38Z`, { fill: mix(skin, shade, 0.45) });
  drawing.path(path`M${-half - 1} 54Q0 80 ${half + 1} 54V66Q0 96 ${-half - 1} 66Z`, { fill: shade, opacity: 0.7 });
}
