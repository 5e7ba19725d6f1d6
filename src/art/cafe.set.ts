import { darker, lighter, mix } from './colour.js';
import { type Drawing, joined, path, type PathData } from './drawing.js';
import { drawLightPool, drawPendant, drawPlant, drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 668;

const BOOKS = ['#8c4a3c', '#c08a52', '#5a6b6a', '#a65f48', '#d8b27a', '#44525e', '#6f7f4f'] as const;

/** A café with a wide window, shelves, hanging lamps and a table right before the camera. */
export const drawCafe: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#b98d69',
    floor: '#946546',
    base: BASE,
    skirting: '#5f3d2e',
    boards: 'planks',
    lamp: { x: 800, y: 220, colour: '#ffb469' },
  });
  drawPanelling(stage);
  drawWindow(stage, {
    x: 390,
    y: 96,
    width: 820,
    height: 410,
    columns: 4,
    bar: 0.28,
    frame: '#4a2e25',
    light: { x: 0.73, y: 0.36 },
  });
  drawLightPool(stage, 420, 760, BASE);
  drawShelf(stage, 70);
  drawShelf(stage, 1290);
  for (const x of [480, 800, 1120]) {
    drawPendant(stage, x, 168, '#33201c');
  }
  drawTable(stage, 300);
  drawTable(stage, 1300);
  drawPlant(stage.mid, stage, { x: 1520, y: 760, scale: 1.15, pot: '#a8573f' });
  drawCounter(stage);
  return 'steam';
};

function drawPanelling({ far, indoors }: Stage): void {
  const wood = indoors('#7d5540');
  far.rect(0, 530, 1600, BASE - 546, { fill: wood });
  const gaps: PathData[] = [];
  for (let x = 40; x < 1600; x += 80) {
    gaps.push(path`M${x} 542V${BASE - 20}`);
  }
  far.path(joined(gaps), { stroke: '#000010', width: 3, opacity: 0.22 });
  far.rect(0, 526, 1600, 12, { fill: lighter(wood, 0.22) });
}

function drawShelf({ far, indoors, random }: Stage, x: number): void {
  const wood = indoors('#6b4634');
  far.rect(x, 120, 240, 396, { fill: darker(wood, 0.42) });
  for (const y of [216, 314, 412, 510]) {
    let left = x + 14;
    while (left < x + 214) {
      const width = random.between(12, 28);
      const height = random.between(42, 78);
      const fill = indoors(random.pick(BOOKS));
      if (random.chance(0.82)) {
        far.rect(left, y - height, width, height, { fill, radius: 2 });
        far.rect(left, y - height + 10, width, 4, { fill: '#fff1d0', opacity: 0.25 });
      } else {
        far.path(path`M${left} ${y - 44}h24l-4 44h-16z`, { fill: indoors('#d8cdbd') });
        far.circle(left + 12, y - 54, 17, { fill: indoors('#5d8a52') });
      }
      left += width + 4;
    }
    far.rect(x - 4, y, 248, 11, { fill: lighter(wood, 0.1) });
  }
  far.path(path`M${x} 120h240v396h-240z`, { stroke: wood, width: 12 });
}

/** A small round table with two chairs, farther away than the people. */
function drawTable({ mid, indoors }: Stage, x: number): void {
  const wood = indoors('#a9744e');
  const dark = indoors('#4a3028');
  mid.ellipse(x, 788, 190, 18, { fill: '#000010', opacity: 0.25 });
  for (const side of [-1, 1]) {
    mid.path(path`M${x + side * 150} 560Q${x + side * 166} 640 ${x + side * 150} 686V786M${x + side * 84} 690V780`, {
      stroke: dark,
      width: 10,
    });
    mid.path(path`M${x + side * 158} 570Q${x + side * 172} 620 ${x + side * 158} 660`, { stroke: dark, width: 22 });
    mid.rect(side === 1 ? x + 76 : x - 160, 680, 84, 16, { fill: indoors('#8c4a3c'), radius: 7 });
  }
  mid.path(path`M${x} 650V776`, { stroke: dark, width: 13 });
  mid.path(path`M${x - 52} 786Q${x} 758 ${x + 52} 786`, { stroke: dark, width: 11 });
  mid.ellipse(x, 650, 124, 18, { fill: darker(wood, 0.35) });
  mid.ellipse(x, 644, 124, 18, { fill: wood });
  mid.group({ x, y: 644, scale: 0.42 }, () => drawCup(mid, 0, 0));
}

/** The edge of the table at which the camera sits: low, so that it hides no face. */
function drawCounter({ fore, indoors, palette, time }: Stage): void {
  // A cloth in a colour of its own, with an edge: else cups would float before the legs of people.
  const cloth = indoors('#3f6b5c');
  const top = fore.linear([
    [0, lighter(cloth, 0.22)],
    [1, cloth],
  ]);
  fore.path(path`M-20 846Q800 806 1620 846V910H-20Z`, { fill: darker(cloth, 0.35) });
  fore.path(path`M-20 846Q800 806 1620 846V886Q800 856 -20 886Z`, { fill: top });
  fore.path(path`M-20 846Q800 806 1620 846`, {
    stroke: mix(cloth, isDark(time) ? palette.light : '#ffffff', 0.55),
    width: 4,
  });
  drawCup(fore, 535, 842);
  drawCup(fore, 1065, 842);
  drawVase(fore, 800, 832);
}

function drawCup(drawing: Drawing, x: number, y: number): void {
  drawing.ellipse(x, y + 6, 62, 12, { fill: '#d9cdbf' });
  drawing.ellipse(x, y + 3, 62, 11, { fill: '#efe6da' });
  drawing.path(path`M${x + 32} ${y - 36}q26 2 19 20q-6 14 -26 10`, { stroke: '#f6efe6', width: 7 });
  drawing.path(path`M${x - 36} ${y - 46}Q${x - 34} ${y + 4} ${x} ${y + 4}Q${x + 34} ${y + 4} ${x + 36} ${y - 46}Z`, {
    fill: drawing.linear(
      [
        [0, '#ffffff'],
        [1, '#d8ccbe'],
      ],
      0,
      0,
      1,
      0,
    ),
  });
  drawing.ellipse(x, y - 46, 36, 9, { fill: '#ffffff' });
  drawing.ellipse(x, y - 45, 31, 7, { fill: '#5a3626' });
}

function drawVase(drawing: Drawing, x: number, y: number): void {
  drawing.path(
    path`M${x} ${y - 60}C${x - 8} ${y - 90} ${x - 20} ${y - 104} ${x - 28} ${y - 112}M${x} ${y - 60}C${x + 8} ${y - 92} ${x + 18} ${y - 108} ${x + 28} ${y - 118}M${x} ${y - 60}V${y - 128}`,
    {
      stroke: '#4f7a4c',
      width: 4,
    },
  );
  for (const [left, up, size, colour] of [
    [-30, 116, 14, '#f2b8b5'],
    [30, 122, 15, '#f7d0c2'],
    [0, 134, 17, '#ea8f96'],
  ] as const) {
    drawing.circle(x + left, y - up, size, { fill: colour });
    drawing.circle(x + left, y - up, size * 0.42, { fill: '#fff1d0' });
  }
  drawing.rect(x - 17, y - 68, 34, 70, { fill: '#cfdfe6', radius: 8, opacity: 0.92 });
  drawing.rect(x - 11, y - 62, 7, 54, { fill: '#ffffff', radius: 3, opacity: 0.6 });
}
