import { darker, lighter } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawLightPool, drawPlant, drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 664;
const CHALK = '#eef3ea';

/** A classroom seen from the last row: blackboard, lectern, desks on both sides of the aisle. */
export const drawClassroom: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#e9e6d3',
    floor: '#b9a88c',
    base: BASE,
    skirting: '#7fa08f',
    boards: 'planks',
    lamp: { x: 800, y: 60, colour: '#e8f0ff' },
  });
  drawLowerWall(stage);
  drawWindow(stage, {
    x: 56,
    y: 120,
    width: 300,
    height: 380,
    columns: 2,
    bar: 0.3,
    frame: '#f5f3ea',
    light: { x: 0.3, y: 0.24 },
  });
  drawLightPool(stage, 130, 300, BASE);
  drawBlackboard(stage);
  drawWallThings(stage);
  drawTubes(stage);
  drawLectern(stage);
  drawPlant(stage.far, stage, { x: 1205, y: 690, scale: 0.8, pot: '#b8694f' });
  for (const x of [300, 540, 1060, 1300]) {
    drawDesk(stage, { x, y: 752, scale: 0.72 });
  }
  for (const x of [110, 430, 1170, 1490]) {
    drawDesk(stage, { x, y: 872, scale: 1 });
  }
  return 'dust';
};

function drawLowerWall({ far, indoors }: Stage): void {
  far.rect(0, 528, 1600, BASE - 548, { fill: indoors('#a9cbb6') });
  far.rect(0, 522, 1600, 9, { fill: indoors('#7fa08f') });
}

function drawBlackboard({ far, indoors }: Stage): void {
  const green = indoors('#2f5a4a');
  far.rect(432, 152, 736, 352, { fill: indoors('#a9794f'), radius: 5 });
  far.rect(448, 168, 704, 320, {
    fill: far.linear([
      [0, darker(green, 0.12)],
      [1, lighter(green, 0.08)],
    ]),
  });
  far.path(path`M800 168V488`, { stroke: darker(green, 0.35), width: 4 });
  far.path(path`M480 470Q620 420 780 452M830 462Q980 418 1130 446`, { stroke: CHALK, width: 34, opacity: 0.05 });
  drawChalk(far);
  far.rect(424, 498, 752, 16, { fill: indoors('#c79a68'), radius: 3 });
  far.rect(700, 488, 62, 12, { fill: indoors('#5a6b7a'), radius: 3 });
  far.path(path`M790 494h22M826 494h18M900 494h26`, { stroke: '#ffffff', width: 6 });
}

/** A geometry lesson: a triangle in its circle, a curve in its axes, lines that stand for writing. */
function drawChalk(drawing: Stage['far']): void {
  drawing.circle(640, 268, 66, { stroke: CHALK, width: 3, opacity: 0.6 });
  drawing.path(path`M588 308L640 202L694 306ZM640 202V307M628 307v-11h12`, { stroke: CHALK, width: 3, opacity: 0.7 });
  drawing.path(path`M482 210H556M482 236H544M482 262H560M482 288H530M482 314H550`, {
    stroke: CHALK,
    width: 4,
    opacity: 0.5,
  });
  drawing.path(path`M868 204V316M852 304H1016M868 204l-6 11M868 204l6 11M1016 304l-11 -6M1016 304l-11 6`, {
    stroke: CHALK,
    width: 3,
    opacity: 0.65,
  });
  drawing.path(path`M868 304Q892 208 918 252T966 274T1008 214`, { stroke: '#f2d479', width: 4, opacity: 0.75 });
  drawing.path(path`M1050 212H1124M1050 238H1106M1050 264H1118M1050 290H1090`, {
    stroke: CHALK,
    width: 4,
    opacity: 0.5,
  });
}

function drawWallThings({ far, indoors }: Stage): void {
  far.circle(800, 104, 36, { fill: indoors('#fbfbf7') });
  far.circle(800, 104, 36, { stroke: indoors('#4d5763'), width: 6 });
  far.path(path`M800 104V80M800 104L818 112`, { stroke: indoors('#2d333b'), width: 4 });
  far.rect(880, 82, 92, 44, { fill: indoors('#5d6773'), radius: 5 });
  far.path(path`M890 92h72M890 104h72M890 116h72`, { stroke: indoors('#3c4653'), width: 4 });
  far.rect(1240, 186, 300, 236, { fill: indoors('#c79a68'), radius: 4 });
  far.rect(1252, 198, 276, 212, { fill: indoors('#5f8fb0') });
  for (const [x, y, width, height, colour] of [
    [1270, 214, 76, 92, '#fbf6e9'],
    [1364, 214, 64, 64, '#ffe08a'],
    [1446, 220, 66, 88, '#f6d0c8'],
    [1276, 322, 96, 70, '#d8ecc6'],
    [1392, 296, 40, 96, '#ffffff'],
    [1448, 326, 62, 66, '#ffe9c2'],
  ] as const) {
    far.rect(x, y, width, height, { fill: indoors(colour) });
    far.path(path`M${x + 9} ${y + 18}h${width - 18}M${x + 9} ${y + 32}h${width - 24}`, {
      stroke: indoors('#8a96a2'),
      width: 3,
    });
  }
}

function drawTubes({ far, indoors, time }: Stage): void {
  for (const x of [470, 1130]) {
    far.path(path`M${x - 130} 0V30M${x + 130} 0V30`, { stroke: indoors('#8f9aa6'), width: 4 });
    far.rect(x - 180, 28, 360, 12, { fill: indoors('#cfd6d8'), radius: 4 });
    far.rect(x - 172, 40, 344, 10, { fill: time === 'day' ? '#eef2f0' : '#fffdf2', radius: 5 });
    if (isDark(time)) {
      for (const offset of [-110, 0, 110]) {
        far.glow(x + offset, 46, 170, '#eaf2ff', 0.35);
      }
    }
  }
}

function drawLectern({ far, indoors }: Stage): void {
  const wood = indoors('#b07f52');
  far.rect(380, 660, 840, 20, { fill: indoors('#cdb894') });
  far.rect(380, 678, 840, 16, { fill: indoors('#94805f') });
  far.rect(690, 566, 220, 96, {
    fill: far.linear([
      [0, wood],
      [1, darker(wood, 0.25)],
    ]),
  });
  far.path(path`M710 584h180v62h-180z`, { stroke: darker(wood, 0.35), width: 4 });
  far.path(path`M672 566L690 544H910L928 566Z`, { fill: lighter(wood, 0.2) });
  far.rect(672, 564, 256, 10, { fill: darker(wood, 0.15) });
  far.rect(846, 530, 52, 14, { fill: indoors('#b5534a') });
  far.rect(850, 518, 46, 12, { fill: indoors('#e9e0d0') });
  far.rect(722, 534, 34, 10, { fill: indoors('#f7f5ee') });
}

interface Spot {
  x: number;
  /** Foot of the chair. */
  y: number;
  scale: number;
}

/** A pupil's desk with its chair before it, seen from behind. */
function drawDesk({ mid, indoors }: Stage, { x, y, scale }: Spot): void {
  const wood = indoors('#d3a673');
  const metal = indoors('#67747f');
  mid.group({ x, y, scale }, () => {
    mid.ellipse(0, 0, 130, 11, { fill: '#000010', opacity: 0.22 });
    mid.path(path`M-96 -140V-14M96 -140V-14`, { stroke: metal, width: 10 });
    mid.rect(-98, -146, 196, 44, { fill: darker(wood, 0.38) });
    mid.path(path`M-112 -146L-98 -176H98L112 -146Z`, { fill: lighter(wood, 0.1) });
    mid.rect(-112, -148, 224, 11, { fill: darker(wood, 0.12), radius: 3 });
    mid.path(path`M-72 -152L-62 -170H-14L-18 -152Z`, { fill: indoors('#5b8fb8') });
    mid.path(path`M26 -153L30 -171H76L78 -153Z`, { fill: indoors('#f7f4ea') });
    const legs: PathData[] = [path`M-54 -78L-60 0M54 -78L60 0M-54 -78V-170M54 -78V-170`];
    mid.path(joined(legs), { stroke: metal, width: 9 });
    mid.rect(-64, -86, 128, 14, { fill: darker(wood, 0.2), radius: 5 });
    mid.rect(-60, -178, 120, 44, {
      fill: mid.linear([
        [0, wood],
        [1, darker(wood, 0.16)],
      ]),
      radius: 8,
    });
  });
}
