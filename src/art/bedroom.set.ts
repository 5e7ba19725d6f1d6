import { darker, lighter } from './colour.js';
import { path } from './drawing.js';
import { drawLightPool, drawPlant, drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 664;

/** A bedroom: a made bed between two lamps, a window with curtains, a wardrobe. */
export const drawBedroom: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#d9d2e0',
    floor: '#b48f6d',
    base: BASE,
    skirting: '#f5f0ea',
    boards: 'planks',
    lamp: { x: 800, y: 420, colour: '#ffc07a' },
  });
  drawWindow(stage, {
    x: 130,
    y: 124,
    width: 290,
    height: 360,
    columns: 2,
    bar: 0.36,
    frame: '#f8f4ee',
    light: { x: 0.32, y: 0.24 },
  });
  drawLightPool(stage, 180, 300, BASE);
  drawCurtains(stage);
  drawPicture(stage);
  drawWardrobe(stage);
  drawHeadboard(stage);
  for (const x of [500, 1100]) {
    drawNightstand(stage, x);
  }
  drawRug(stage);
  drawBed(stage);
  drawPlant(stage.mid, stage, { x: 70, y: 784, scale: 1.2, pot: '#e8ded2' });
  drawSlippers(stage);
  return 'dust';
};

function drawCurtains({ far, indoors }: Stage): void {
  const cloth = indoors('#9a8fc0');
  far.path(path`M62 104H488`, { stroke: indoors('#8a6a4f'), width: 10 });
  for (const [x, direction] of [
    [66, 1],
    [484, -1],
  ] as const) {
    far.path(
      path`M${x} 108h${direction * 96}Q${x + direction * 84} 380 ${x + direction * 92} 640Q${x + direction * 60} 652 ${x + direction * 40} 642T${x} 644Z`,
      {
        fill: far.linear([
          [0, lighter(cloth, 0.16)],
          [1, darker(cloth, 0.16)],
        ]),
      },
    );
    far.path(
      path`M${x + direction * 26} 112Q${x + direction * 22} 380 ${x + direction * 28} 640M${x + direction * 60} 112Q${x + direction * 52} 380 ${x + direction * 60} 640`,
      { stroke: '#000010', width: 6, opacity: 0.12 },
    );
  }
}

/** High on the wall, above heads. */
function drawPicture({ far, indoors }: Stage): void {
  far.group({ x: 0, y: -96 }, () => {
    far.rect(660, 148, 280, 140, { fill: indoors('#f8f4ee'), radius: 4 });
    far.rect(674, 162, 252, 112, { fill: indoors('#f3c9b4') });
    far.circle(842, 200, 20, { fill: indoors('#fff0cf') });
    far.path(path`M674 274V246Q730 196 786 234T926 222V274Z`, { fill: indoors('#8f7fa8') });
    far.path(path`M674 274V262Q760 240 830 260T926 252V274Z`, { fill: indoors('#6b5f8a') });
  });
}

function drawWardrobe({ far, indoors }: Stage): void {
  const wood = indoors('#c9ab88');
  far.rect(1236, 150, 316, 520, { fill: darker(wood, 0.12), radius: 5 });
  far.rect(1224, 140, 340, 20, { fill: lighter(wood, 0.14), radius: 4 });
  for (const x of [1250, 1398]) {
    far.rect(x, 174, 140, 392, {
      fill: far.linear([
        [0, lighter(wood, 0.1)],
        [1, darker(wood, 0.08)],
      ]),
      radius: 3,
    });
  }
  far.rect(1414, 196, 108, 348, { fill: indoors('#bcd3de'), radius: 4 });
  far.path(path`M1424 520L1500 206h14L1438 530z`, { fill: '#ffffff', opacity: 0.22 });
  far.path(path`M1266 196h108v348h-108z`, { stroke: darker(wood, 0.2), width: 4 });
  far.rect(1250, 580, 288, 76, { fill: wood, radius: 3 });
  far.path(path`M1380 360v40M1408 360v40M1366 618h56`, { stroke: indoors('#7a5f48'), width: 8 });
}

function drawHeadboard({ far, indoors }: Stage): void {
  const cloth = indoors('#b58f9c');
  far.rect(572, 410, 456, 270, {
    fill: far.linear([
      [0, lighter(cloth, 0.16)],
      [1, darker(cloth, 0.2)],
    ]),
    radius: 34,
  });
  for (const x of [686, 800, 914]) {
    far.path(path`M${x} 424V580`, { stroke: '#000010', width: 4, opacity: 0.14 });
  }
  far.path(path`M600 424Q590 416 606 422H994`, { stroke: '#ffffff', width: 4, opacity: 0.25 });
}

function drawNightstand({ far, indoors, palette, time }: Stage, x: number): void {
  const wood = indoors('#c9ab88');
  far.ellipse(x, 690, 84, 10, { fill: '#000010', opacity: 0.25 });
  far.path(path`M${x - 52} 660V688M${x + 52} 660V688`, { stroke: darker(wood, 0.4), width: 11 });
  far.rect(x - 66, 564, 132, 104, {
    fill: far.linear([
      [0, wood],
      [1, darker(wood, 0.2)],
    ]),
    radius: 4,
  });
  far.rect(x - 72, 556, 144, 13, { fill: lighter(wood, 0.18), radius: 4 });
  far.path(path`M${x - 56} 618H${x + 56}`, { stroke: darker(wood, 0.3), width: 3 });
  far.path(path`M${x - 12} 594h24M${x - 12} 642h24`, { stroke: indoors('#7a5f48'), width: 6 });
  if (time !== 'day') {
    far.glow(x, 470, isDark(time) ? 300 : 180, palette.light, isDark(time) ? 0.65 : 0.3);
  }
  far.path(path`M${x} 500V552M${x - 22} 554H${x + 22}`, { stroke: indoors('#7a5f48'), width: 9 });
  far.path(path`M${x - 30} 430H${x + 30}L${x + 50} 506H${x - 50}Z`, {
    fill: isDark(time) ? '#fff0cc' : indoors('#f6e8cc'),
  });
  far.rect(x + 24, 540, 36, 8, { fill: indoors('#5b8fb8') });
  far.rect(x + 26, 548, 36, 8, { fill: indoors('#d98a6a') });
}

function drawRug({ mid, indoors }: Stage): void {
  const rug = indoors('#d8b7a6');
  mid.ellipse(800, 826, 560, 66, { fill: rug });
  mid.ellipse(800, 826, 516, 55, { stroke: lighter(rug, 0.45), width: 5, opacity: 0.8 });
}

/** Seen from its foot. */
function drawBed({ mid, indoors }: Stage): void {
  const sheet = indoors('#fbf8f2');
  const duvet = indoors('#8ea6c6');
  const throwOver = indoors('#e3bd84');
  mid.ellipse(800, 806, 320, 16, { fill: '#000010', opacity: 0.3 });
  mid.path(path`M540 790V808M1060 790V808`, { stroke: indoors('#6b4f3c'), width: 20 });
  mid.path(path`M592 598H1008L1034 660H566Z`, { fill: darker(sheet, 0.06) });
  for (const x of [696, 904]) {
    mid.path(
      path`M${x - 84} 572Q${x - 92} 534 ${x - 52} 540Q${x} 530 ${x + 52} 540Q${x + 92} 534 ${x + 84} 572Q${x + 94} 622 ${x + 52} 616Q${x} 626 ${x - 52} 616Q${x - 94} 622 ${x - 84} 572Z`,
      {
        fill: mid.linear([
          [0, lighter(sheet, 0.3)],
          [1, darker(sheet, 0.14)],
        ]),
      },
    );
  }
  mid.path(path`M574 640Q800 622 1026 640L1068 742V782Q1066 796 1050 796H550Q534 796 532 782V742Z`, {
    fill: mid.linear([
      [0, lighter(duvet, 0.24)],
      [0.58, duvet],
      [1, darker(duvet, 0.25)],
    ]),
  });
  mid.path(path`M574 640Q800 622 1026 640L1034 664Q800 646 566 664Z`, { fill: sheet });
  mid.path(path`M546 706Q800 690 1054 706L1068 742V770Q800 752 532 770V742Z`, {
    fill: mid.linear([
      [0, lighter(throwOver, 0.18)],
      [1, darker(throwOver, 0.16)],
    ]),
  });
  mid.path(path`M532 742Q800 726 1068 742`, { stroke: '#000010', width: 4, opacity: 0.16 });
  mid.path(path`M700 668Q690 690 696 704M910 668Q920 690 912 704`, { stroke: '#000010', width: 4, opacity: 0.1 });
}

function drawSlippers({ mid, indoors }: Stage): void {
  for (const x of [1128, 1172]) {
    mid.ellipse(x, 838, 17, 8, { fill: indoors('#a86a74') });
    mid.path(path`M${x - 17} 836Q${x} 816 ${x + 17} 836Z`, { fill: indoors('#d8949c') });
  }
}
