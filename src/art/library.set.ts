import { darker, lighter, mix } from './colour.js';
import { type Drawing, joined, path, type PathData } from './drawing.js';
import { drawLightPool, drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 668;
const SPINES = ['#8c4a3c', '#5a6b6a', '#a6784a', '#44525e', '#6f7448', '#7a4f5a', '#4f5f7a', '#b08d5f'] as const;
/** Tops of the boards that carry books. */
const BOARDS = [150, 246, 342, 438, 534] as const;
const CASES = [
  { x: 20, width: 250 },
  { x: 560, width: 230 },
  { x: 810, width: 230 },
  { x: 1060, width: 230 },
  { x: 1310, width: 290 },
] as const;

/** A library, a bookshop, a study, an archive: shelves up to the ceiling, a ladder, reading tables with green lamps. */
export const drawLibrary: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#b99a74',
    floor: '#8a5f42',
    base: BASE,
    skirting: '#4a3024',
    boards: 'planks',
    lamp: { x: 700, y: 420, colour: '#ffbf73' },
  });
  drawWindow(stage, {
    x: 314,
    y: 96,
    width: 206,
    height: 430,
    columns: 2,
    bar: 0.3,
    frame: '#4a3024',
    light: { x: 0.74, y: 0.22 },
  });
  drawSeat(stage);
  drawLightPool(stage, 330, 190, BASE);
  for (const { x, width } of CASES) {
    drawCase(stage, x, width);
  }
  drawCornice(stage);
  drawLadder(stage);
  drawRug(stage);
  drawTable(stage, 430, 1);
  drawTable(stage, 1170, -1);
  drawGlobe(stage);
  return 'dust';
};

/** The bench in the window. */
function drawSeat({ far, indoors }: Stage): void {
  const wood = indoors('#6b4634');
  far.rect(280, 560, 272, BASE - 568, { fill: darker(wood, 0.2) });
  far.rect(292, 584, 118, 62, { stroke: darker(wood, 0.45), width: 4 });
  far.rect(424, 584, 118, 62, { stroke: darker(wood, 0.45), width: 4 });
  far.rect(274, 540, 282, 24, { fill: indoors('#9a5a48'), radius: 9 });
  far.path(path`M300 540Q296 494 340 498Q356 516 350 540Z`, { fill: indoors('#c9a25a') });
}

function drawCase(stage: Stage, x: number, width: number): void {
  const { far, indoors } = stage;
  const wood = indoors('#6b4634');
  far.rect(x, 66, width, BASE - 70, { fill: darker(wood, 0.48) });
  for (const board of BOARDS) {
    drawBooks(stage, x + 14, x + width - 14, board);
    far.rect(x + 6, board, width - 12, 10, { fill: lighter(wood, 0.06) });
  }
  for (const left of [x + 10, x + width / 2 + 2]) {
    far.rect(left, 556, width / 2 - 12, BASE - 574, { fill: darker(wood, 0.08), radius: 3 });
    far.rect(left + 12, 568, width / 2 - 36, BASE - 598, { stroke: darker(wood, 0.36), width: 4 });
  }
  far.circle(x + width / 2 - 10, 604, 5, { fill: indoors('#d9b36a') });
  far.circle(x + width / 2 + 12, 604, 5, { fill: indoors('#d9b36a') });
  far.path(path`M${x} 66h${width}v${BASE - 70}h${-width}z`, { stroke: wood, width: 13 });
}

/** Muted, so that a shelf stays quiet behind a face. */
function drawBooks({ far, indoors, random }: Stage, from: number, to: number, board: number): void {
  const bands: PathData[] = [];
  let left = from;
  while (left < to - 10) {
    const width = Math.min(random.between(11, 24), to - left);
    const height = random.between(54, 76);
    const fill = darker(indoors(random.pick(SPINES)), 0.14);
    if (random.chance(0.07)) {
      const lean = random.between(14, 22);
      far.path(path`M${left} ${board}L${left + lean} ${board - height}h${width}L${left + width} ${board}Z`, { fill });
      left += lean + 2;
    } else {
      far.rect(left, board - height, width, height, { fill, radius: 2 });
      bands.push(path`M${left + 2} ${board - height + 13}h${width - 4}`);
    }
    left += width + (random.chance(0.06) ? 26 : 1.5);
  }
  far.path(joined(bands), { stroke: indoors('#e0c48a'), width: 4, opacity: 0.32 });
}

function drawCornice({ far, indoors, time, palette }: Stage): void {
  const wood = indoors('#5a3a2a');
  far.rect(0, 0, 1600, 46, { fill: darker(wood, 0.3) });
  far.rect(0, 44, 1600, 24, { fill: wood });
  far.rect(0, 44, 1600, 5, { fill: lighter(wood, 0.25) });
  for (const { x, width } of CASES.slice(1)) {
    const middle = x + width / 2;
    far.path(path`M${middle - 46} 72H${middle + 46}L${middle + 38} 84H${middle - 38}Z`, { fill: indoors('#c9a25a') });
    if (isDark(time)) {
      far.glow(middle, 96, 150, palette.light, 0.5);
    }
  }
}

function drawLadder({ far, indoors }: Stage): void {
  const wood = indoors('#b5834f');
  far.path(path`M540 112H1600`, { stroke: indoors('#c9a25a'), width: 7 });
  const rungs: PathData[] = [];
  for (let step = 1; step < 10; step++) {
    const share = step / 10;
    const y = 112 + share * 570;
    rungs.push(path`M${1076 - share * 24} ${y}H${1130 - share * 12}`);
  }
  far.path(path`M1062 716L1086 112M1118 716L1140 112`, { stroke: '#000010', width: 14, opacity: 0.24 });
  far.path(joined(rungs), { stroke: darker(wood, 0.1), width: 9 });
  far.path(path`M1052 712L1076 108M1118 712L1130 108`, { stroke: wood, width: 12 });
}

function drawRug({ mid, indoors }: Stage): void {
  const rug = indoors('#7f4238');
  mid.path(path`M420 772H1180L1290 896H310Z`, { fill: rug });
  mid.path(path`M446 782H1154L1248 886H352Z`, { stroke: mix(rug, indoors('#e0c48a'), 0.6), width: 6, opacity: 0.8 });
}

/** `side` says where the middle of the picture is: there the book lies open. */
function drawTable(stage: Stage, x: number, side: number): void {
  const { mid, indoors } = stage;
  const wood = indoors('#8a5638');
  mid.ellipse(x, 812, 268, 14, { fill: '#000010', opacity: 0.28 });
  for (const seat of [-110, 90]) {
    drawChair(mid, indoors('#5f3d2e'), x + seat);
  }
  mid.path(path`M${x - 214} 700V806M${x + 214} 700V806`, { stroke: darker(wood, 0.4), width: 20 });
  mid.rect(x - 230, 682, 460, 26, { fill: darker(wood, 0.26) });
  mid.rect(x - 252, 664, 504, 20, { fill: lighter(wood, 0.16), radius: 5 });
  drawBankersLamp(stage, x + side * 164, 664);
  mid.group({ x: x + side * 10, y: 660, mirrored: side < 0 }, () => {
    mid.path(path`M-60 2Q-30 -16 0 -2Q30 -16 60 2L60 6H-60Z`, { fill: indoors('#f4ecd8') });
    mid.path(path`M0 -2V6`, { stroke: indoors('#a9744e'), width: 3 });
  });
  for (const [index, colour] of ['#4f5f7a', '#8c4a3c', '#b08d5f'].entries()) {
    mid.rect(x - side * 150 - 52 + index * 5, 646 - index * 18, 104 - index * 8, 17, {
      fill: indoors(colour),
      radius: 3,
    });
  }
}

function drawBankersLamp({ mid, indoors, time, palette }: Stage, x: number, y: number): void {
  const brass = indoors('#c9a25a');
  if (time !== 'day') {
    mid.glow(x, y - 62, 190, palette.light, isDark(time) ? 0.62 : 0.3);
    mid.ellipse(x, y + 6, 150, 9, { fill: palette.light, opacity: 0.35 });
  }
  mid.path(path`M${x} ${y}V${y - 66}`, { stroke: brass, width: 9 });
  mid.ellipse(x, y - 2, 42, 8, { fill: darker(brass, 0.2) });
  mid.path(
    path`M${x - 74} ${y - 66}Q${x - 70} ${y - 104} ${x - 34} ${y - 106}H${x + 34}Q${x + 70} ${y - 104} ${x + 74} ${y - 66}Z`,
    {
      fill: time === 'day' ? indoors('#2f7a58') : lighter('#2f7a58', 0.14),
    },
  );
  mid.rect(x - 74, y - 70, 148, 7, { fill: time === 'day' ? brass : '#fff1c8', radius: 3 });
}

function drawChair(drawing: Drawing, wood: string, x: number): void {
  drawing.path(path`M${x - 44} 596V800M${x + 44} 596V800`, { stroke: darker(wood, 0.15), width: 11 });
  drawing.rect(x - 52, 584, 104, 78, { fill: wood, radius: 12 });
  drawing.rect(x - 38, 598, 76, 50, { fill: lighter(wood, 0.14), radius: 8 });
}

function drawGlobe({ mid, indoors }: Stage): void {
  const brass = indoors('#c9a25a');
  mid.ellipse(86, 846, 66, 9, { fill: '#000010', opacity: 0.28 });
  mid.path(path`M86 776V842M46 844L86 812L126 844`, { stroke: indoors('#5f3d2e'), width: 11 });
  mid.circle(86, 716, 58, { fill: indoors('#5f8f9a') });
  mid.path(path`M50 690q20 -26 44 -18q10 20 -10 30q-22 4 -34 -12zM92 718q30 -10 42 6q-6 28 -26 36q-22 -14 -16 -42z`, {
    fill: indoors('#b9a56a'),
  });
  mid.path(path`M60 652A70 70 0 0 0 60 780`, { stroke: brass, width: 8 });
}
