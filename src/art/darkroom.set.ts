import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawRainOrSnow } from './room.js';
import { type SetPainter, type Stage, STAGE_HEIGHT, STAGE_WIDTH } from './stage.js';

const BASE = 690;
const BENCH = 536;
const LINE = 118;
const SAFELIGHT = '#ff4a36';
/** Where prints hang, how large they are, and how they sway. */
const PRINTS = [
  { x: 452, width: 92, height: 116, lean: -2 },
  { x: 590, width: 104, height: 84, lean: 1 },
  { x: 690, width: 84, height: 108, lean: 2 },
  { x: 842, width: 108, height: 86, lean: -2 },
  { x: 962, width: 88, height: 114, lean: 1 },
  { x: 1104, width: 104, height: 84, lean: -1 },
] as const;

/** A darkroom: all of it in the light of one red lamp; trays and an enlarger on the bench, prints pegged to a line. */
export const drawDarkroom: SetPainter = (stage) => {
  drawShell(stage);
  drawShutteredWindow(stage);
  drawBottles(stage);
  drawSafelight(stage);
  drawPrints(stage);
  drawBench(stage);
  drawEnlarger(stage);
  [660, 836, 1012].forEach((x, index) => drawTray(stage, x, index === 1));
  drawTimer(stage);
  drawStool(stage);
  return 'none';
};

/** What is left of a colour in red light; a little of the day comes in under the door. */
function inRed({ indoors }: Stage, colour: string): string {
  return mix(mix(indoors(colour), '#a81c14', 0.6), '#120204', 0.3);
}

function drawShell(stage: Stage): void {
  const { far } = stage;
  const wall = inRed(stage, '#8a7f78');
  const floor = inRed(stage, '#6f655f');
  far.rect(0, 0, STAGE_WIDTH, STAGE_HEIGHT, {
    fill: far.linear([
      [0, darker(wall, 0.5)],
      [0.5, darker(wall, 0.14)],
      [1, darker(wall, 0.3)],
    ]),
  });
  far.glow(800, 150, 900, '#d92a1c', 0.5);
  far.rect(0, BASE, STAGE_WIDTH, STAGE_HEIGHT - BASE, {
    fill: far.linear([
      [0, darker(floor, 0.34)],
      [0.4, floor],
      [1, darker(floor, 0.45)],
    ]),
  });
  const seams: PathData[] = [path`M0 748H1600M0 826H1600`];
  for (let index = -8; index <= 8; index++) {
    seams.push(path`M${800 + (index + 0.5) * 110} ${BASE}L${800 + (index + 0.5) * 196} 900`);
  }
  far.path(joined(seams), { stroke: '#0a0002', width: 3, opacity: 0.3 });
  for (const [x, share] of [
    [0, 0],
    [1600, 1],
  ] as const) {
    const fill = far.linear(
      [
        [0, '#080002', share === 0 ? 0.75 : 0],
        [1, '#080002', share === 0 ? 0 : 0.75],
      ],
      0,
      0,
      1,
      0,
    );
    far.rect(x === 0 ? 0 : 1240, 0, 360, STAGE_HEIGHT, { fill });
  }
}

/** Boarded up but for one gap: all that is seen here of day and weather. */
function drawShutteredWindow(stage: Stage): void {
  const { far, palette } = stage;
  const wood = inRed(stage, '#5f4a3c');
  far.rect(96, 150, 214, 300, { fill: darker(wood, 0.4) });
  const gap = { x: 196, y: 164, width: 15, height: 272 };
  far.group({ clip: far.clip(path`M${gap.x} ${gap.y}h${gap.width}v${gap.height}h${-gap.width}z`) }, () => {
    far.rect(gap.x, gap.y, gap.width, gap.height, {
      fill: far.linear([
        [0, palette.sky[0]],
        [1, palette.sky[2]],
      ]),
      opacity: 0.85,
    });
    drawRainOrSnow(stage, { ...gap, x: gap.x - 20, width: gap.width + 40 });
  });
  for (const x of [112, 154, 211, 254]) {
    far.rect(x, 164, 42, 272, {
      fill: far.linear([
        [0, darker(wood, 0.1)],
        [1, darker(wood, 0.34)],
      ]),
    });
  }
  far.path(path`M112 226H196M211 226H296M112 380H196M211 380H296`, { stroke: lighter(wood, 0.08), width: 12 });
}

function drawBottles(stage: Stage): void {
  const { far, random } = stage;
  const board = inRed(stage, '#6b4f3c');
  for (const y of [250, 390]) {
    let x = 1262;
    while (x < 1500) {
      const [width, height] = [random.between(28, 44), random.between(52, 92)];
      const glass = inRed(stage, random.pick(['#8a5a34', '#d8d2c4', '#4f5a52', '#b9b0a0']));
      far.rect(x, y - height, width, height, { fill: darker(glass, 0.12), radius: 7 });
      far.rect(x + width * 0.3, y - height - 14, width * 0.4, 16, { fill: darker(glass, 0.4), radius: 3 });
      far.rect(x + 4, y - height * 0.62, width - 8, height * 0.3, { fill: lighter(glass, 0.22) });
      far.path(path`M${x + 6} ${y - 8}V${y - height + 12}`, { stroke: '#ff8a70', width: 3, opacity: 0.4 });
      x += width + random.between(5, 16);
    }
    far.rect(1244, y, 290, 15, { fill: lighter(board, 0.1) });
    far.rect(1244, y + 13, 290, 8, { fill: '#0a0002', opacity: 0.4 });
  }
}

function drawSafelight(stage: Stage): void {
  const { far } = stage;
  far.path(path`M800 0V34`, { stroke: '#12060a', width: 7 });
  far.glow(800, 66, 360, SAFELIGHT, 0.75);
  far.path(path`M744 34H856L876 78H724Z`, { fill: '#1c0a0c' });
  far.rect(734, 74, 132, 20, { fill: SAFELIGHT, radius: 6 });
  far.rect(752, 78, 96, 10, { fill: '#ff9a80', radius: 5 });
}

/** A day's work hung up to dry: a face, hills, a house; nobody can be recognised in it. */
function drawPrints(stage: Stage): void {
  const { far, random } = stage;
  far.path(path`M330 ${LINE - 12}Q800 ${LINE + 34} 1236 ${LINE - 14}`, { stroke: '#2a1012', width: 3 });
  for (const { x, width, height } of PRINTS) {
    const y = LINE + 20 - Math.abs(x + width / 2 - 800) * 0.055;
    const paper = inRed(stage, '#e9e2d6');
    const shade = darker(paper, 0.52);
    far.rect(x + 6, y + 8, width, height, { fill: '#0a0002', opacity: 0.3 });
    far.rect(x, y, width, height, { fill: paper });
    far.rect(x + 8, y + 8, width - 16, height - 16, { fill: darker(paper, 0.24) });
    const [left, right, bottom] = [x + 8, x + width - 8, y + height - 8];
    if (height > width) {
      const middle = x + width / 2 + random.between(-6, 6);
      far.ellipse(middle, y + height * 0.4, width * 0.17, height * 0.17, { fill: shade });
      far.path(path`M${left} ${bottom}Q${middle} ${y + height * 0.44} ${right} ${bottom}Z`, { fill: shade });
    } else {
      const peak = random.between(0.3, 0.7) * width;
      far.path(path`M${left} ${bottom}V${bottom - 18}L${x + peak} ${y + 22}L${right} ${bottom - 14}V${bottom}Z`, {
        fill: shade,
      });
    }
    for (const peg of [x + width * 0.24, x + width * 0.76]) {
      far.rect(peg - 5, y - 15, 10, 25, { fill: inRed(stage, '#c79a68'), radius: 2 });
    }
  }
}

function drawBench(stage: Stage): void {
  const { far } = stage;
  const wood = inRed(stage, '#6f5540');
  far.rect(330, BENCH, 900, BASE - BENCH + 6, {
    fill: far.linear([
      [0, darker(wood, 0.2)],
      [1, darker(wood, 0.5)],
    ]),
  });
  const doors: PathData[] = [];
  for (let x = 350; x < 1200; x += 172) {
    doors.push(path`M${x} ${BENCH + 42}h156v96h-156z`);
  }
  far.path(joined(doors), { stroke: darker(wood, 0.55), width: 5 });
  far.rect(312, BENCH - 10, 936, 24, { fill: lighter(wood, 0.12), radius: 4 });
  far.path(path`M316 ${BENCH - 8}H1244`, { stroke: '#ff7a64', width: 4, opacity: 0.5 });
  far.rect(330, BASE - 4, 900, 26, {
    fill: far.linear([
      [0, '#080002', 0.6],
      [1, '#080002', 0],
    ]),
  });
}

/** Its head slides on a column above the paper; left of where people stand upright. */
function drawEnlarger(stage: Stage): void {
  const { far } = stage;
  const metal = inRed(stage, '#4a4f57');
  far.rect(362, BENCH - 26, 176, 18, { fill: lighter(metal, 0.14), radius: 4 });
  far.rect(386, BENCH - 33, 124, 8, { fill: inRed(stage, '#f4efe4') });
  far.path(path`M506 ${BENCH - 26}V270`, { stroke: darker(metal, 0.2), width: 17 });
  far.path(path`M500 ${BENCH - 30}V276`, { stroke: '#ff8a70', width: 3, opacity: 0.35 });
  far.rect(432, 352, 84, 20, { fill: metal, radius: 6 });
  far.path(path`M406 282Q406 256 440 256T474 282V366H406Z`, {
    fill: far.linear(
      [
        [0, darker(metal, 0.3)],
        [0.4, lighter(metal, 0.2)],
        [1, darker(metal, 0.3)],
      ],
      0,
      0,
      1,
      0,
    ),
  });
  far.path(path`M412 366H468L458 400H422ZM428 400H452V418H428Z`, { fill: darker(metal, 0.35) });
  far.path(path`M430 420L394 ${BENCH - 32}H502L450 420Z`, {
    fill: far.linear([
      [0, '#ff8a70', 0.34],
      [1, '#ff8a70', 0.04],
    ]),
  });
}

function drawTray(stage: Stage, x: number, holdsPrint: boolean): void {
  const { far } = stage;
  const enamel = inRed(stage, '#d3cdc2');
  far.path(path`M${x - 76} ${BENCH - 34}H${x + 76}L${x + 64} ${BENCH - 8}H${x - 64}Z`, { fill: darker(enamel, 0.26) });
  far.ellipse(x, BENCH - 34, 76, 13, { fill: lighter(enamel, 0.06) });
  far.ellipse(x, BENCH - 33, 66, 9, { fill: darker(enamel, 0.5) });
  if (holdsPrint) {
    far.path(path`M${x - 44} ${BENCH - 33}l18 -5h62l-14 7z`, { fill: inRed(stage, '#f4efe4') });
  }
  far.path(path`M${x - 50} ${BENCH - 36}q40 -6 96 -1`, { stroke: '#ff9a80', width: 3, opacity: 0.6 });
  far.path(path`M${x + 40} ${BENCH - 34}l34 -34`, { stroke: inRed(stage, '#c79a68'), width: 7 });
}

/** A round face with one hand, at the end of the bench. */
function drawTimer(stage: Stage): void {
  const { far } = stage;
  far.rect(1130, BENCH - 84, 78, 76, { fill: inRed(stage, '#3f3a38'), radius: 8 });
  far.circle(1169, BENCH - 46, 29, { fill: inRed(stage, '#e9e2d6') });
  far.path(path`M1169 ${BENCH - 46}V${BENCH - 68}`, { stroke: '#1c0a0c', width: 5 });
}

function drawStool(stage: Stage): void {
  const { mid } = stage;
  const wood = inRed(stage, '#7a5a40');
  mid.ellipse(1330, 850, 84, 11, { fill: '#080002', opacity: 0.5 });
  mid.path(path`M1296 706L1276 848M1364 706L1384 848M1330 708V842M1288 790H1372`, {
    stroke: darker(wood, 0.3),
    width: 12,
  });
  mid.ellipse(1330, 700, 64, 16, { fill: lighter(wood, 0.14) });
  mid.path(path`M1266 700q64 28 128 0v10q-64 26 -128 0z`, { fill: darker(wood, 0.2) });
  mid.ellipse(236, 856, 110, 12, { fill: '#080002', opacity: 0.5 });
  const box = inRed(stage, '#a8845c');
  mid.rect(140, 738, 192, 116, {
    fill: mid.linear([
      [0, box],
      [1, darker(box, 0.4)],
    ]),
  });
  mid.path(path`M130 738l20 -24h172l20 24z`, { fill: lighter(box, 0.16) });
  mid.rect(176, 664, 120, 50, { fill: darker(box, 0.24) });
  mid.rect(170, 654, 132, 14, { fill: box, radius: 3 });
}
