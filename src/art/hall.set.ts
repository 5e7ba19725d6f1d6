import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const STAGE_FLOOR = 560;
const BASE = 636;

/** An assembly hall, a theatre, a cinema: a stage with its curtain, steps, tall windows, rows of seats. */
export const drawHall: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#d8c3a0',
    floor: '#a5764e',
    base: BASE,
    skirting: '#6b4634',
    boards: 'planks',
    lamp: { x: 800, y: 200, colour: '#ffcf8a' },
  });
  for (const x of [70, 1390]) {
    drawWindow(stage, {
      ...{ x, y: 130, width: 140, height: 350, columns: 2, bar: 0.28, frame: '#f1e6d2' },
      light: { x: 0.5, y: 0.2 },
    });
  }
  drawWindowCurtains(stage);
  drawStageBox(stage);
  drawCurtains(stage);
  drawBorder(stage);
  drawLectern(stage);
  drawSteps(stage);
  drawWallLamps(stage);
  drawRow(stage, 700, 0.72);
  drawRow(stage, 846, 1.12);
  return 'dust';
};

function drawWindowCurtains({ far, indoors }: Stage): void {
  const cloth = indoors('#8a3f46');
  for (const x of [40, 198, 1360, 1518]) {
    far.rect(x, 108, 52, 420, {
      fill: far.linear(
        [
          [0, darker(cloth, 0.2)],
          [0.5, lighter(cloth, 0.06)],
          [1, darker(cloth, 0.25)],
        ],
        0,
        0,
        1,
        0,
      ),
    });
  }
  far.path(path`M34 104H256M1354 104H1576`, { stroke: indoors('#c9a25a'), width: 10 });
}

/** Dark and plain at the back: this is what faces are seen against. */
function drawStageBox({ far, indoors, time, palette }: Stage): void {
  const back = indoors('#6a4a5a');
  far.rect(300, 60, 1000, STAGE_FLOOR - 60, {
    fill: far.linear([
      [0, darker(back, 0.5)],
      [1, darker(back, 0.12)],
    ]),
  });
  const folds: PathData[] = [];
  for (let x = 330; x < 1290; x += 48) {
    folds.push(path`M${x} 70V${STAGE_FLOOR - 36}`);
  }
  far.path(joined(folds), { stroke: '#000010', width: 14, opacity: 0.1 });
  for (const x of [620, 980]) {
    far.path(path`M${x - 26} 60L${x - 190} ${STAGE_FLOOR - 4}H${x + 190}L${x + 26} 60Z`, {
      fill: far.linear([
        [0, '#ffe9c0', isDark(time) ? 0.26 : 0.16],
        [1, '#ffe9c0', 0.02],
      ]),
    });
  }
  const boards = indoors('#b98352');
  far.path(path`M330 ${STAGE_FLOOR - 40}H1270L1320 ${STAGE_FLOOR}H280Z`, {
    fill: far.linear([
      [0, darker(boards, 0.25)],
      [1, lighter(boards, 0.08)],
    ]),
  });
  for (const x of [620, 980]) {
    far.ellipse(x, STAGE_FLOOR - 18, 170, 15, { fill: palette.light, opacity: 0.28 });
  }
  far.rect(280, STAGE_FLOOR, 1040, BASE - STAGE_FLOOR, {
    fill: far.linear([
      [0, darker(boards, 0.22)],
      [1, darker(boards, 0.45)],
    ]),
  });
  far.rect(272, STAGE_FLOOR - 4, 1056, 14, { fill: lighter(boards, 0.2), radius: 4 });
  const panels: PathData[] = [];
  for (let x = 300; x < 1300; x += 100) {
    panels.push(path`M${x} ${STAGE_FLOOR + 22}h84v38h-84z`);
  }
  far.path(joined(panels), { stroke: '#000010', width: 3, opacity: 0.25 });
}

/** Drawn aside to the left and the right; still within an upright picture. */
function drawCurtains({ far, indoors }: Stage): void {
  const cloth = indoors('#b03a3f');
  for (const side of [-1, 1]) {
    far.group({ x: 800, mirrored: side < 0 }, () => {
      const fill = far.linear(
        [
          [0, darker(cloth, 0.3)],
          [0.25, lighter(cloth, 0.06)],
          [0.5, darker(cloth, 0.18)],
          [0.75, lighter(cloth, 0.04)],
          [1, darker(cloth, 0.34)],
        ],
        0,
        0,
        1,
        0,
      );
      far.path(path`M120 60H500V${STAGE_FLOOR}H226Q216 400 290 330Q166 250 120 60Z`, { fill });
      const folds: PathData[] = [];
      for (const x of [180, 240, 300, 360, 420]) {
        folds.push(
          path`M${x} 70Q${x + 50} 250 ${Math.max(x, 298) + 4} 330Q${x + 30} 420 ${Math.max(x, 250)} ${STAGE_FLOOR - 6}`,
        );
      }
      far.path(joined(folds), { stroke: '#000010', width: 7, opacity: 0.15 });
      far.path(path`M286 322Q390 352 500 336`, { stroke: indoors('#d9b36a'), width: 14 });
      far.path(path`M292 336l-8 54h26z`, { fill: indoors('#d9b36a') });
    });
  }
}

function drawBorder({ far, indoors }: Stage): void {
  const cloth = indoors('#9a3038');
  const gold = indoors('#d9b36a');
  const scallops: PathData[] = [path`M290 40V118`];
  const fringe: PathData[] = [path`M290 118`];
  for (let index = 0; index < 12; index++) {
    scallops.push(path`q42.5 40 85 0`);
    fringe.push(path`q42.5 40 85 0`);
  }
  far.path(joined([...scallops, path`V40Z`]), {
    fill: far.linear([
      [0, darker(cloth, 0.3)],
      [1, lighter(cloth, 0.06)],
    ]),
  });
  far.path(joined(fringe), { stroke: gold, width: 8 });
  const wood = indoors('#c9a878');
  far.path(path`M256 0H1344V56H256ZM256 40H306V${BASE}H256ZM1294 40H1344V${BASE}H1294Z`, { fill: wood });
  far.path(path`M256 56H1344M306 56V${STAGE_FLOOR}M1294 56V${STAGE_FLOOR}`, { stroke: darker(wood, 0.3), width: 6 });
  far.path(path`M272 0V${BASE}M1328 0V${BASE}`, { stroke: lighter(wood, 0.3), width: 5, opacity: 0.7 });
}

function drawLectern({ far, indoors }: Stage): void {
  const wood = indoors('#8a5638');
  far.ellipse(940, STAGE_FLOOR - 6, 66, 8, { fill: '#000010', opacity: 0.35 });
  far.path(path`M894 470H986L974 ${STAGE_FLOOR - 6}H906Z`, {
    fill: far.linear([
      [0, lighter(wood, 0.1)],
      [1, darker(wood, 0.25)],
    ]),
  });
  far.path(path`M884 458H996L990 474H890Z`, { fill: lighter(wood, 0.24) });
  far.circle(940, 516, 17, { stroke: indoors('#d9b36a'), width: 5 });
  far.path(path`M960 458Q964 430 946 420`, { stroke: indoors('#2d333b'), width: 5 });
  far.ellipse(943, 418, 8, 6, { fill: indoors('#2d333b') });
}

function drawSteps({ far, indoors }: Stage): void {
  const wood = indoors('#9a6a44');
  [0, 1, 2].forEach((step) => {
    const y = STAGE_FLOOR + 4 + step * 26;
    far.rect(700 - step * 14, y, 200 + step * 28, 28, { fill: darker(wood, 0.1 + step * 0.05) });
    far.rect(700 - step * 14, y, 200 + step * 28, 7, { fill: lighter(wood, 0.2) });
  });
  far.path(path`M716 ${STAGE_FLOOR - 2}L690 ${BASE + 8}H910L884 ${STAGE_FLOOR - 2}Z`, {
    fill: indoors('#a5343a'),
    opacity: 0.85,
  });
  far.path(path`M690 ${BASE + 4}L600 900H1000L910 ${BASE + 4}Z`, {
    fill: far.linear([
      [0, darker(indoors('#a5343a'), 0.1)],
      [1, darker(indoors('#a5343a'), 0.35)],
    ]),
  });
}

function drawWallLamps({ far, indoors, time, palette }: Stage): void {
  for (const x of [232, 1368]) {
    if (time !== 'day') {
      far.glow(x, 300, 190, palette.light, isDark(time) ? 0.6 : 0.3);
    }
    far.path(path`M${x} 352V322`, { stroke: indoors('#c9a25a'), width: 9 });
    far.path(path`M${x - 26} 280H${x + 26}L${x + 15} 324H${x - 15}Z`, {
      fill: time === 'day' ? indoors('#f4ead2') : mix('#fff4d2', palette.light, 0.2),
    });
  }
}

/** Backs of folding seats on both sides of the aisle. */
function drawRow({ mid, indoors }: Stage, y: number, scale: number): void {
  const cloth = indoors('#8f343b');
  const wood = indoors('#5f3d2e');
  for (const side of [-1, 1]) {
    mid.group({ x: 800, y, scale, mirrored: side < 0 }, () => {
      for (let index = 0; index < 7; index++) {
        const x = (scale > 1 ? 330 : 290) + index * 106;
        mid.ellipse(x + 46, 4, 56, 8, { fill: '#000010', opacity: 0.25 });
        mid.path(path`M${x - 6} -74V0M${x + 98} -74V0`, { stroke: wood, width: 12 });
        mid.rect(x, -128, 92, 96, {
          fill: mid.linear([
            [0, lighter(cloth, 0.16)],
            [1, darker(cloth, 0.3)],
          ]),
          radius: 18,
        });
        mid.rect(x + 4, -40, 84, 18, { fill: darker(cloth, 0.42), radius: 8 });
        mid.rect(x - 12, -82, 14, 12, { fill: lighter(wood, 0.2), radius: 5 });
      }
    });
  }
}
