import { darker, mix } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';

/** Legs, arms, torso and neck, in the coordinates of a grown body: soles at y = 690. */

const SHOE = '#1b1920';

export function drawBody(figure: Figure): void {
  const { clothes } = figure.look;
  if (clothes === 'dress') {
    drawBareLegs(figure);
    drawSkirt(figure, 470, 74);
  } else if (clothes === 'hanfu') {
    drawShoes(figure);
    drawSkirt(figure, 668, 92);
  } else {
    drawTrousers(figure);
    if (clothes === 'coat') {
      drawCoatTails(figure);
    }
  }
  for (const side of [-1, 1]) {
    drawHand(figure, side);
    if (clothes === 'hanfu') {
      drawWideSleeve(figure, side);
    } else {
      drawSleeve(figure, side);
    }
  }
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

function drawShoes({ drawing }: Figure): void {
  for (const side of [-1, 1]) {
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

function drawSkirt({ drawing, topPaint, lowerPaint, look, measures }: Figure, hem: number, spread: number): void {
  const { waist, hip } = measures;
  const wide = hip + spread * 0.7;
  const fill = look.clothes === 'hanfu' ? lowerPaint : topPaint;
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

function drawSleeve({ drawing, topPaint, measures }: Figure, side: number): void {
  const out = measures.shoulder;
  const at = (x: number) => side * (out + x);
  drawing.path(
    path`M${at(-22)} 100C${at(20)} 124 ${at(24)} 240 ${at(10)} 334Q${at(-6)} 342 ${at(-24)} 332C${at(-16)} 260 ${at(-22)} 190 ${at(-44)} 150Z`,
    { fill: topPaint },
  );
  drawing.path(path`M${at(-24)} 160C${at(-14)} 220 ${at(-18)} 280 ${at(-24)} 330`, {
    stroke: '#000000',
    width: 5,
    opacity: 0.2,
  });
  drawing.path(path`M${at(11)} 322Q${at(-6)} 332 ${at(-23)} 320`, { stroke: '#000000', width: 3, opacity: 0.22 });
}

function drawWideSleeve({ drawing, topPaint, look, measures }: Figure, side: number): void {
  const out = measures.shoulder;
  const at = (x: number) => side * (out + x);
  drawing.path(
    path`M${at(-22)} 100C${at(14)} 120 ${at(40)} 260 ${at(48)} 372Q${at(6)} 396 ${at(-38)} 372C${at(-22)} 300 ${at(-30)} 200 ${at(-44)} 150Z`,
    { fill: topPaint },
  );
  drawing.path(path`M${at(48)} 372Q${at(6)} 396 ${at(-38)} 372`, { stroke: look.colors[2], width: 9 });
  drawing.path(path`M${at(-14)} 180Q${at(2)} 280 ${at(4)} 372`, { stroke: '#000000', width: 4, opacity: 0.14 });
}

function drawHand({ drawing, skin, shade, measures, look }: Figure, side: number): void {
  const y = look.clothes === 'hanfu' ? 44 : 0;
  const at = (x: number) => side * (measures.shoulder + x);
  drawing.path(
    path`M${at(6)} ${322 + y}Q${at(14)} ${352 + y} ${at(4)} ${378 + y}Q${at(-6)} ${388 + y} ${at(-14)} ${376 + y}Q${at(-18)} ${368 + y} ${at(-18)} ${362 + y}Q${at(-28)} ${366 + y} ${at(-28)} ${354 + y}Q${at(-26)} ${336 + y} ${at(-18)} ${322 + y}Z`,
    { fill: mix(skin, shade, 0.15) },
  );
  drawing.path(path`M${at(-4)} ${360 + y}V${380 + y}M${at(-18)} ${346 + y}V${362 + y}`, {
    stroke: shade,
    width: 2,
    opacity: 0.8,
  });
}

function drawTorso({ drawing, topPaint, measures }: Figure): void {
  const { shoulder, waist } = measures;
  drawing.path(
    path`M-24 76C-44 90 ${-shoulder + 20} 88 ${-shoulder} 112C${-shoulder + 8} 190 ${-waist - 6} 220 ${-waist} 276Q0 296 ${waist} 276C${waist + 6} 220 ${shoulder - 8} 190 ${shoulder} 112C${shoulder - 20} 88 44 90 24 76Z`,
    { fill: topPaint },
  );
}

function drawNeck({ drawing, skin, shade }: Figure): void {
  drawing.path(path`M-19 38L-22 82Q0 110 22 82L19 38Z`, { fill: mix(skin, shade, 0.45) });
  drawing.path(path`M-20 54Q0 80 20 54L20 66Q0 96 -20 66Z`, { fill: shade, opacity: 0.7 });
}
