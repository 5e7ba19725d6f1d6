import { darker, lighter } from './colour.js';
import { path } from './drawing.js';
import { drawLightPool, drawPendant, drawPlant, drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 676;

/** A plain room with a window, a door and a row of chairs: any place indoors that is nothing more special. */
export const drawInterior: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#cfdcd8',
    floor: '#b9b3a6',
    base: BASE,
    skirting: '#f0f2ee',
    boards: 'tiles',
    lamp: { x: 800, y: 160, colour: '#ffd79a' },
  });
  drawLowerWall(stage);
  drawWindow(stage, {
    x: 240,
    y: 140,
    width: 460,
    height: 330,
    columns: 3,
    frame: '#f2f4f0',
    light: { x: 0.24, y: 0.28 },
  });
  drawLightPool(stage, 250, 440, BASE);
  drawDoor(stage);
  drawNotices(stage);
  drawPendant(stage, 800, 112, '#56636b');
  drawChairs(stage, 330);
  drawPlant(stage.mid, stage, { x: 120, y: 744, scale: 1.1, pot: '#b8694f' });
  drawPlant(stage.mid, stage, { x: 1500, y: 744, scale: 1.1, pot: '#b8694f' });
  return 'dust';
};

function drawLowerWall({ far, indoors }: Stage): void {
  far.rect(0, 520, 1600, BASE - 540, { fill: indoors('#93b3ab') });
  far.rect(0, 512, 1600, 12, { fill: indoors('#f0f2ee') });
  far.path(path`M0 60H1600`, { stroke: indoors('#f0f2ee'), width: 16 });
}

function drawDoor({ far, indoors, time, palette }: Stage): void {
  const wood = indoors('#a9795a');
  far.rect(856, 232, 268, 446, { fill: indoors('#f0f2ee'), radius: 4 });
  for (const x of [878, 992]) {
    far.rect(x, 254, 110, 424, {
      fill: far.linear([
        [0, lighter(wood, 0.08)],
        [1, darker(wood, 0.18)],
      ]),
    });
    far.rect(x + 22, 286, 66, 150, { fill: isDark(time) ? palette.light : indoors('#dbe9ee'), radius: 3 });
    far.rect(x + 22, 470, 66, 170, { stroke: darker(wood, 0.3), width: 4, radius: 3 });
  }
  far.path(path`M986 254V678`, { stroke: '#000010', width: 4, opacity: 0.4 });
  far.path(path`M974 470v44M1006 470v44`, { stroke: '#e4cf9a', width: 8 });
}

function drawNotices({ far, indoors }: Stage): void {
  far.rect(1206, 208, 280, 200, { fill: indoors('#b98a5f'), radius: 4 });
  far.path(path`M1206 208h280v200h-280z`, { stroke: indoors('#7d5540'), width: 9 });
  for (const [x, y, width, height, colour] of [
    [1226, 228, 74, 92, '#fbf6e9'],
    [1314, 226, 92, 64, '#ffe08a'],
    [1420, 232, 48, 70, '#bfe0ea'],
    [1232, 334, 92, 54, '#f3b6b0'],
    [1340, 306, 66, 84, '#ffffff'],
    [1420, 320, 50, 64, '#cfe3b8'],
  ] as const) {
    far.rect(x, y, width, height, { fill: indoors(colour) });
    far.path(path`M${x + 10} ${y + 18}h${width - 20}M${x + 10} ${y + 32}h${width - 26}`, {
      stroke: indoors('#7a8592'),
      width: 3,
    });
  }
  far.circle(778, 252, 44, { fill: indoors('#fbfbf7') });
  far.circle(778, 252, 44, { stroke: indoors('#56636b'), width: 6 });
  far.path(path`M778 252V222M778 252L758 264`, { stroke: indoors('#2d333b'), width: 5 });
}

function drawChairs({ mid, indoors }: Stage, left: number): void {
  const seat = indoors('#4f7f9a');
  const metal = indoors('#59636f');
  mid.ellipse(left + 180, 760, 230, 12, { fill: '#000010', opacity: 0.22 });
  mid.path(path`M${left - 10} 684H${left + 370}M${left + 30} 684V758M${left + 330} 684V758`, {
    stroke: metal,
    width: 11,
  });
  for (const x of [left, left + 124, left + 248]) {
    mid.rect(x, 566, 112, 92, {
      fill: mid.linear([
        [0, lighter(seat, 0.14)],
        [1, darker(seat, 0.12)],
      ]),
      radius: 16,
    });
    mid.rect(x - 4, 656, 120, 30, { fill: darker(seat, 0.2), radius: 12 });
  }
}
