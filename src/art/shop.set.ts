import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawLightPool, drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage, STAGE_WIDTH } from './stage.js';

const BASE = 660;
const WARES = ['#d9534a', '#e8a03a', '#f0d05a', '#5a9a5a', '#3f8fb0', '#7a5fa8', '#e58aa0', '#f1ece0'] as const;

/** A shop round the corner: cooled drinks, shelves of wares, baskets of fruit, a counter with its till. */
export const drawShop: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#e9e6da',
    floor: '#cfccc2',
    base: BASE,
    skirting: '#8fa39a',
    boards: 'tiles',
    lamp: { x: 800, y: 80, colour: '#fff0cf' },
  });
  drawWindow(stage, {
    x: 1180,
    y: 150,
    width: 400,
    height: 350,
    columns: 2,
    bar: 0.26,
    frame: '#5f7f78',
    light: { x: 0.7, y: 0.34 },
  });
  drawLightPool(stage, 1170, 380, BASE);
  drawCeiling(stage);
  drawCoolers(stage);
  drawWallShelves(stage);
  drawAwning(stage);
  drawGondola(stage);
  drawFruit(stage);
  drawCounter(stage);
  return 'dust';
};

function drawCeiling({ far, indoors, time, palette }: Stage): void {
  far.rect(0, 0, STAGE_WIDTH, 52, { fill: indoors('#c9cdc6') });
  for (const x of [230, 610, 990, 1370]) {
    far.path(path`M${x - 130} 12H${x + 130}L${x + 116} 34H${x - 116}Z`, {
      fill: time === 'day' ? '#f8faf4' : '#fffdf0',
    });
    if (isDark(time)) {
      far.glow(x, 26, 220, palette.light, 0.45);
    }
  }
}

/** Glass doors with bottles behind them: lit coolly by day and night. */
function drawCoolers(stage: Stage): void {
  const { far, indoors, random, time } = stage;
  const glass = isDark(time) ? '#b9d3dc' : indoors('#d3e6ea');
  far.rect(24, 108, 500, BASE - 112, { fill: indoors('#56707a'), radius: 8 });
  far.rect(24, 108, 500, 44, { fill: indoors('#2f6f9a'), radius: 8 });
  far.path(path`M70 130h120M230 130h60`, { stroke: '#f4f8fa', width: 11, opacity: 0.9 });
  for (const x of [40, 200, 360]) {
    far.rect(x, 164, 148, BASE - 200, { fill: glass, radius: 4 });
    for (const y of [262, 362, 462, 562]) {
      for (let left = x + 10; left < x + 130; left += 24) {
        const fill = mix(indoors(random.pick(WARES)), glass, 0.25);
        const height = random.between(52, 66);
        far.rect(left, y - height, 17, height, { fill, radius: 6 });
        far.rect(left + 5, y - height - 9, 7, 12, { fill: darker(fill, 0.2) });
      }
      far.rect(x, y, 148, 7, { fill: indoors('#8fa3aa') });
    }
    far.path(path`M${x + 20} ${BASE - 50}L${x + 96} 170h28L${x + 52} ${BASE - 50}Z`, {
      fill: '#ffffff',
      opacity: 0.14,
    });
    far.rect(x, 164, 148, BASE - 200, { stroke: indoors('#3f525a'), width: 7, radius: 4 });
    far.path(path`M${x + 134} 340v100`, { stroke: indoors('#e9efec'), width: 8 });
  }
}

/** Shelves on the back wall, pale at the height of faces. */
function drawWallShelves({ far, indoors, random }: Stage): void {
  const board = indoors('#c9a67e');
  const back = indoors('#d8cfba');
  far.rect(548, 136, 604, BASE - 140, { fill: darker(back, 0.12) });
  for (const y of [246, 346, 446, 546, 640]) {
    let left = 566;
    while (left < 1110) {
      const width = random.between(26, 50);
      const fill = mix(indoors(random.pick(WARES)), darker(back, 0.2), y < 460 ? 0.58 : 0.3);
      const count = random.int(2, 4);
      const height = random.between(40, 70);
      for (let index = 0; index < count && left < 1124 - width; index++) {
        if (width < 34) {
          far.rect(left, y - height, width - 3, height, { fill, radius: 9 });
        } else {
          far.rect(left, y - height, width - 3, height, { fill, radius: 2 });
          far.rect(left + 6, y - height * 0.7, width - 15, height * 0.3, { fill: '#fff6e4', opacity: 0.4 });
        }
        left += width;
      }
      left += 12;
    }
    far.rect(548, y, 604, 12, { fill: board });
    far.rect(548, y + 10, 604, 5, { fill: '#000010', opacity: 0.18 });
  }
  far.path(path`M548 130V${BASE}M850 130V${BASE}M1152 130V${BASE}`, { stroke: darker(board, 0.2), width: 12 });
}

function drawAwning({ far, indoors }: Stage): void {
  for (let index = 0; index < 12; index++) {
    const x = 536 + index * 52.5;
    const fill = indoors(index % 2 === 0 ? '#c9573f' : '#f5efe2');
    far.path(path`M${x + 6} 96H${x + 46}L${x + 52.5} 140q-26 24 -52.5 0Z`, { fill });
  }
  far.rect(530, 84, 642, 16, { fill: indoors('#8a3f30'), radius: 4 });
}

/** The low shelf in the middle of the shop; its top lies below the faces of people who stand before it. */
function drawGondola({ mid, indoors, random }: Stage): void {
  const metal = indoors('#b9c2c0');
  mid.ellipse(730, 764, 330, 13, { fill: '#000010', opacity: 0.26 });
  mid.rect(420, 548, 620, 208, { fill: darker(metal, 0.34) });
  for (const y of [634, 738]) {
    let left = 436;
    while (left < 990) {
      const fill = indoors(random.pick(WARES));
      const width = random.between(34, 52);
      const height = random.between(52, 72);
      for (let index = 0; index < 3 && left < 1024 - width; index++) {
        mid.rect(left, y - height, width - 4, height, { fill: darker(fill, 0.06), radius: 4 });
        mid.rect(left + 7, y - height * 0.68, width - 18, height * 0.32, { fill: '#fff6e4', opacity: 0.6 });
        left += width;
      }
      left += 8;
    }
    mid.rect(414, y, 632, 18, { fill: lighter(metal, 0.3) });
    const tags: PathData[] = [];
    for (let x = 452; x < 1020; x += 74) {
      tags.push(path`M${x} ${y + 4}h34v10h-34z`);
    }
    mid.path(joined(tags), { fill: indoors('#f0d05a') });
  }
  mid.rect(408, 536, 644, 16, { fill: lighter(metal, 0.4), radius: 4 });
  mid.path(path`M420 552V760M1040 552V760`, { stroke: darker(metal, 0.2), width: 12 });
}

function drawFruit({ mid, indoors }: Stage): void {
  mid.ellipse(220, 842, 220, 13, { fill: '#000010', opacity: 0.26 });
  for (const [x, fruit, second] of [
    [40, '#e8843a', '#f0a04a'],
    [232, '#c9453f', '#8fae4f'],
  ] as const) {
    for (const [left, up] of [
      [44, 30],
      [84, 30],
      [124, 30],
      [64, 56],
      [104, 56],
      [24, 8],
      [64, 8],
      [104, 8],
      [144, 8],
    ] as const) {
      const fill = indoors((left + up) % 3 === 0 ? second : fruit);
      mid.circle(x + left, 716 - up, 24, { fill });
      mid.circle(x + left - 7, 708 - up, 6, { fill: '#ffffff', opacity: 0.3 });
    }
    const wood = indoors('#b5834f');
    mid.path(path`M${x - 10} 712H${x + 178}L${x + 166} 838H${x + 2}Z`, { fill: wood });
    mid.path(path`M${x - 6} 752H${x + 174}M${x - 2} 794H${x + 170}`, { stroke: darker(wood, 0.35), width: 5 });
    mid.rect(x + 50, 730, 68, 40, { fill: indoors('#fbf6e9'), radius: 4 });
    mid.path(path`M${x + 62} 750h24M${x + 96} 750h10`, { stroke: indoors('#c9453f'), width: 8 });
  }
}

function drawCounter({ mid, indoors, time }: Stage): void {
  const wood = indoors('#a9744e');
  mid.ellipse(1410, 858, 260, 14, { fill: '#000010', opacity: 0.26 });
  mid.rect(1190, 700, 430, 154, {
    fill: mid.linear([
      [0, wood],
      [1, darker(wood, 0.3)],
    ]),
  });
  mid.path(path`M1290 712V850M1390 712V850M1490 712V850`, { stroke: '#000010', width: 4, opacity: 0.18 });
  mid.rect(1176, 684, 444, 22, { fill: lighter(wood, 0.28), radius: 5 });
  const till = indoors('#4a555c');
  mid.path(path`M1388 684L1400 628H1520L1532 684Z`, { fill: till });
  mid.path(path`M1408 626L1416 566H1504L1512 626Z`, { fill: darker(till, 0.2) });
  mid.rect(1424, 576, 72, 36, { fill: isDark(time) ? '#a8e0c0' : indoors('#9fc6b0'), radius: 3 });
  const keys: PathData[] = [];
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 5; column++) {
      keys.push(path`M${1414 + column * 20} ${638 + row * 14}h13v8h-13z`);
    }
  }
  mid.path(joined(keys), { fill: indoors('#d3dcdc') });
  for (const [x, colour] of [
    [1222, '#d9534a'],
    [1262, '#5a9a5a'],
    [1302, '#e8a03a'],
  ] as const) {
    mid.path(path`M${x - 15} 684V640q0 -10 15 -10t15 10v44z`, { fill: indoors('#dfeef0'), opacity: 0.9 });
    mid.path(path`M${x - 13} 684v-34h26v34z`, { fill: indoors(colour) });
    mid.rect(x - 15, 624, 30, 13, { fill: indoors('#c9573f'), radius: 4 });
  }
}
