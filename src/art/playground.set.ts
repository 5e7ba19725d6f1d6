import { drawSkyline } from './city.js';
import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawPools, drawTree } from './nature.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, isDark, type SetPainter, type Stage, STAGE_WIDTH } from './stage.js';

const FIELD = 560;
const TRACK = 676;

/** A school's sports ground: lanes of a running track, a goal on the grass, the school behind trees. */
export const drawPlayground: SetPainter = (stage) => {
  const { far, palette, weather } = stage;
  drawSky(stage, { lightX: 1130, lightY: 116, horizon: FIELD });
  const hazy = mix(palette.far, palette.sky[2], 0.5);
  drawSkyline(far, stage, { base: FIELD, lowest: 30, highest: 130, colour: hazy, from: 900, to: 1640 });
  drawHaze(far, stage, 380, 200, 0.35);
  drawSchool(stage);
  drawStand(stage);
  for (const [x, scale] of [
    [500, 0.62],
    [610, 0.5],
    [1010, 0.52],
    [1110, 0.64],
  ] as const) {
    drawTree(far, stage, { x, y: FIELD + 6, scale, leaf: '#6f9a4f' });
  }
  if (weather === 'fog') {
    drawHaze(far, stage, 320, 330, 0.5);
  }
  drawHedge(stage);
  drawField(stage);
  drawGoal(stage);
  drawTrack(stage);
  drawHoop(stage);
  return airOutdoors(stage, 'dust');
};

function drawSchool(stage: Stage): void {
  const { far, outdoors, palette, random, weather } = stage;
  const wall = mix(outdoors('#d9b896'), palette.sky[2], 0.12);
  far.rect(40, 300, 400, FIELD - 294, {
    fill: far.linear([
      [0, wall],
      [1, darker(wall, 0.14)],
    ]),
  });
  far.rect(196, 236, 96, FIELD - 230, { fill: lighter(wall, 0.12) });
  far.path(path`M186 240L244 196L302 240Z`, { fill: groundOf(stage, '#a8574a') });
  far.rect(28, 290, 424, 14, { fill: weather === 'snow' ? '#eef2f7' : outdoors('#a8574a') });
  far.circle(244, 276, 25, { fill: outdoors('#f7f4ea') });
  far.path(path`M244 276V260M244 276l10 6`, { stroke: outdoors('#3f4a53'), width: 4 });
  const lit: PathData[] = [];
  const unlit: PathData[] = [];
  for (const y of [328, 392, 456]) {
    for (const x of [62, 106, 150, 306, 350, 394]) {
      (random.chance(palette.litWindows * 1.5) ? lit : unlit).push(path`M${x} ${y}h30v38h-30z`);
    }
  }
  far.path(joined(unlit), { fill: outdoors('#5f7f96') });
  far.path(joined(lit), { fill: palette.light });
  far.path(path`M50 378H194M294 378H432M50 442H194M294 442H432`, { stroke: lighter(wall, 0.25), width: 6 });
  far.rect(222, 496, 44, 66, { fill: outdoors('#6f4a3c') });
  far.path(path`M470 270V${FIELD}`, { stroke: outdoors('#c3ccd3'), width: 6 });
  far.path(path`M470 274q26 -12 50 2t46 -2v34q-24 12 -46 0t-50 2z`, { fill: outdoors('#d9534a') });
}

/** Steps for those who watch. */
function drawStand(stage: Stage): void {
  const { far, outdoors, weather } = stage;
  const stone = mix(groundOf(stage, '#c3beb4'), stage.palette.sky[2], 0.12);
  for (let step = 0; step < 4; step++) {
    const y = 448 + step * 28;
    const fill = darker(stone, 0.05 + step * 0.05);
    far.rect(1190 - step * 12, y, 440, 30, { fill });
    far.rect(1190 - step * 12, y, 440, 8, {
      fill: outdoors(weather === 'snow' ? '#eef2f7' : step % 2 === 0 ? '#4f8fb0' : '#e0a94f'),
    });
  }
  far.path(path`M1180 400L1210 372H1620V398H1180Z`, { fill: groundOf(stage, '#5f7f96') });
  far.path(path`M1230 398V450M1400 398V450M1570 398V450`, { stroke: outdoors('#7f8a90'), width: 8 });
}

/** Behind the goal: without it the ground ends in nothing. */
function drawHedge(stage: Stage): void {
  const { far, weather } = stage;
  const leaf = mix(groundOf(stage, '#5f8a4a'), stage.palette.sky[2], 0.15);
  const tops = Array.from({ length: 14 }, (_, index) => path`q22 ${index % 2 === 0 ? -20 : -12} 44 0`);
  far.path(joined([path`M530 ${FIELD - 34}`, ...tops, path`V${FIELD + 6}H530Z`]), { fill: darker(leaf, 0.1) });
  if (weather === 'snow') {
    far.path(joined([path`M530 ${FIELD - 34}`, ...tops]), { stroke: '#f4f7fb', width: 7 });
  }
}

function drawField(stage: Stage): void {
  const { far } = stage;
  const grass = groundOf(stage, '#7fb05a');
  far.rect(0, FIELD, STAGE_WIDTH, 340, { fill: darker(grass, 0.12) });
  const stripes: PathData[] = [];
  for (let index = -8; index <= 8; index += 2) {
    const [left, right] = [index * 90, (index + 1) * 90];
    stripes.push(path`M${800 + left} ${FIELD}H${800 + right}L${800 + right * 1.9} ${TRACK}H${800 + left * 1.9}Z`);
  }
  far.path(joined(stripes), { fill: lighter(grass, 0.12) });
  const white = groundOf(stage, '#f7f7f0');
  far.path(path`M0 ${FIELD + 12}H1600M560 ${FIELD + 12}L510 ${FIELD + 62}H1090L1040 ${FIELD + 12}`, {
    stroke: white,
    width: 5,
    opacity: 0.85,
  });
}

/** The goal stands below faces: its net is the darker for it. */
function drawGoal({ far, outdoors }: Stage): void {
  const net: PathData[] = [];
  for (let x = 668; x < 940; x += 20) {
    net.push(path`M${x} 478L${800 + (x - 800) * 0.94} ${FIELD + 4}`);
  }
  for (let y = 494; y < FIELD; y += 17) {
    net.push(path`M662 ${y}H938`);
  }
  far.path(joined(net), { stroke: outdoors('#e9eef0'), width: 2, opacity: 0.45 });
  far.path(path`M660 ${FIELD + 14}V474H940V${FIELD + 14}`, { stroke: outdoors('#f4f6f4'), width: 9 });
  far.path(path`M660 474L690 460H910L940 474`, { stroke: outdoors('#c3ccd3'), width: 4 });
}

function drawTrack(stage: Stage): void {
  const { mid, palette, time } = stage;
  const red = groundOf(stage, '#c2614a');
  const white = groundOf(stage, '#f7f2ea');
  mid.rect(0, TRACK, STAGE_WIDTH, 230, {
    fill: mid.linear([
      [0, lighter(red, 0.06)],
      [1, darker(red, 0.26)],
    ]),
  });
  const lanes = [0, 26, 60, 104, 160].map((drop) => path`M0 ${TRACK + 4 + drop}H1600`);
  mid.path(joined(lanes), { stroke: white, width: 5, opacity: 0.85 });
  mid.path(path`M690 ${TRACK + 4}L600 900`, { stroke: white, width: 8, opacity: 0.85 });
  drawNumbers(stage, white);
  if (isDark(time)) {
    mid.glow(800, TRACK + 130, 620, palette.light, time === 'night' ? 0.14 : 0.1);
  }
  drawPools(mid, stage, [
    [620, 790, 170],
    [1150, 856, 220],
  ]);
}

/** Of the lanes: 1 to 4 after the starting line. */
function drawNumbers({ mid }: Stage, white: string): void {
  const numbers = [
    [path`M-8 -10L4 -16V16`, 17, 0.36],
    [path`M-12 -10Q0 -24 12 -8Q10 2 -12 16H14`, 47, 0.5],
    [path`M-12 -14Q12 -20 10 -4Q4 0 -4 0Q14 2 12 12Q2 20 -14 14`, 86, 0.7],
    [path`M6 16V-16L-14 6H14`, 136, 0.95],
  ] as const;
  for (const [data, drop, scale] of numbers) {
    mid.group({ x: 736 - drop * 0.4, y: TRACK + drop, scale }, () => {
      mid.path(data, { stroke: white, width: 6, opacity: 0.9 });
    });
  }
}

/** A basketball hoop at the edge of the grass, and the lamp that lights it after dark. */
function drawHoop(stage: Stage): void {
  const scale = 0.66;
  stage.mid.group({ x: 1440 - HOOP.x * scale, y: 654 - HOOP.foot * scale, scale }, () => drawHoopNear(stage));
}

const HOOP = { x: 1470, foot: 806 };

function drawHoopNear({ mid, outdoors, palette, time, weather }: Stage): void {
  const steel = outdoors('#5f7f96');
  mid.ellipse(1470, 808, 70, 9, { fill: '#000010', opacity: 0.28 });
  mid.path(path`M1470 804V330Q1470 290 1430 284H1392`, { stroke: steel, width: 18 });
  mid.rect(1426, 770, 88, 36, { fill: darker(steel, 0.3), radius: 6 });
  mid.rect(1262, 212, 134, 108, { fill: outdoors('#f4f6f4'), radius: 4 });
  mid.rect(1262, 212, 134, 108, { stroke: outdoors('#c9453f'), width: 8, radius: 4 });
  mid.rect(1306, 256, 46, 40, { stroke: outdoors('#c9453f'), width: 5 });
  mid.path(path`M1296 316L1308 366M1316 320L1322 370M1340 320L1336 370M1360 316L1350 366M1302 342H1356`, {
    stroke: outdoors('#f4f6f4'),
    width: 3,
  });
  mid.ellipse(1328, 316, 36, 8, { stroke: outdoors('#e8743a'), width: 7 });
  if (weather === 'snow') {
    mid.rect(1258, 204, 142, 10, { fill: '#f4f7fb', radius: 4 });
  }
  if (isDark(time)) {
    mid.glow(1328, 190, 170, palette.light, 0.5);
    mid.rect(1300, 184, 56, 14, { fill: '#fff4d2', radius: 4 });
  }
}
