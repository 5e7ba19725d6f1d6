import { darker, lighter } from './colour.js';
import { path } from './drawing.js';
import { type Stage } from './stage.js';

/** What is put away and never fetched again. */

/** A sheet keeps the dust off it. */
export function drawSheetedChair({ mid, indoors }: Stage): void {
  const cloth = indoors('#d9d2c4');
  mid.ellipse(300, 806, 190, 14, { fill: '#000010', opacity: 0.32 });
  mid.path(
    path`M150 800Q136 690 176 660Q170 560 210 528Q300 494 382 532Q424 566 418 656Q462 690 448 800Q420 812 390 798T320 806T250 798T190 806T150 800Z`,
    {
      fill: mid.linear([
        [0, lighter(cloth, 0.1)],
        [0.5, cloth],
        [1, darker(cloth, 0.34)],
      ]),
    },
  );
  mid.path(
    path`M206 556Q214 640 196 790M392 556Q384 640 402 790M196 668Q300 706 404 664M270 700Q262 750 274 798M340 700Q350 750 338 800`,
    { stroke: '#000010', width: 6, opacity: 0.13 },
  );
}

/** Bound in brass, with old books on its lid. */
export function drawTrunk({ mid, indoors }: Stage): void {
  const leather = indoors('#7a4a34');
  const brass = indoors('#c9a25a');
  mid.ellipse(1306, 826, 206, 14, { fill: '#000010', opacity: 0.34 });
  mid.rect(1120, 690, 372, 132, {
    fill: mid.linear([
      [0, leather],
      [1, darker(leather, 0.36)],
    ]),
    radius: 6,
  });
  mid.path(path`M1112 694Q1114 618 1160 612H1452Q1498 618 1500 694Z`, {
    fill: mid.linear([
      [0, lighter(leather, 0.2)],
      [1, darker(leather, 0.06)],
    ]),
  });
  mid.path(path`M1190 614V820M1422 614V820`, { stroke: darker(leather, 0.35), width: 18 });
  mid.path(path`M1112 694H1500`, { stroke: darker(leather, 0.5), width: 6 });
  mid.rect(1284, 676, 44, 48, { fill: brass, radius: 5 });
  mid.circle(1306, 700, 6, { fill: darker(brass, 0.6) });
  for (const [index, colour] of ['#6b3f3c', '#4f5f6a', '#a6784a'].entries()) {
    const fill = indoors(colour);
    mid.rect(1214 + index * 6, 590 - index * 22, 128 - index * 10, 21, { fill: darker(fill, 0.05), radius: 3 });
    mid.rect(1218 + index * 6, 594 - index * 22, 116 - index * 10, 4, { fill: lighter(fill, 0.3), opacity: 0.5 });
  }
}
