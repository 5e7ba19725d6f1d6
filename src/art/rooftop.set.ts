import { darker, mix } from './colour.js';
import { drawSkyline } from './city.js';
import { joined, path, type PathData } from './drawing.js';
import { drawDownpour, drawPools, drawSplashes } from './nature.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, isDark, type SetPainter, type Stage, STAGE_WIDTH } from './stage.js';

const FLOOR = 690;
const RAIL = 534;

/** A flat roof above the city: railing, stair house, water tank and a string of lamps. */
export const drawRooftop: SetPainter = (stage) => {
  const { far, palette } = stage;
  drawSky(stage, { lightX: 1140, horizon: 620 });
  drawSkyline(far, stage, { base: 650, lowest: 90, highest: 270, colour: mix(palette.far, palette.sky[2], 0.45) });
  drawHaze(far, stage, 380, 300, 0.4);
  drawSkyline(far, stage, { base: 730, lowest: 120, highest: 320, colour: palette.far });
  drawHaze(far, stage, 470, 260, 0.45);
  drawDownpour(far, stage, FLOOR);
  drawFloor(stage);
  drawRailing(stage);
  drawStairHouse(stage);
  drawTank(stage);
  drawLamps(stage);
  return airOutdoors(stage, 'dust');
};

function drawFloor(stage: Stage): void {
  const { far, mid, outdoors, weather } = stage;
  far.rect(0, FLOOR, STAGE_WIDTH, 210, { fill: outdoors('#8b8c94') });
  const base = weather === 'snow' ? '#dfe6ee' : '#a2a1a4';
  const fill = mid.linear([
    [0, outdoors(base)],
    [1, darker(outdoors(base), 0.38)],
  ]);
  mid.rect(0, FLOOR, STAGE_WIDTH, 210, { fill });
  const seams: PathData[] = [];
  for (let index = -9; index <= 9; index++) {
    seams.push(path`M${800 + index * 90} ${FLOOR}L${800 + index * 205} 900`);
  }
  seams.push(path`M0 732H1600M0 792H1600M0 872H1600`);
  mid.path(joined(seams), { stroke: '#000010', width: 3, opacity: 0.13 });
  drawPools(mid, stage, [
    [380, 780, 190],
    [1020, 740, 150],
    [1300, 840, 220],
    [720, 862, 170],
  ]);
  drawSplashes(mid, stage, FLOOR + 24);
}

function drawRailing({ mid, outdoors, palette, weather }: Stage): void {
  const metal = outdoors('#7d86a0');
  const posts: PathData[] = [];
  for (let x = 18; x < STAGE_WIDTH; x += 62) {
    posts.push(path`M${x} ${RAIL}h7v${FLOOR - RAIL - 24}h-7z`);
  }
  mid.path(joined(posts), { fill: metal });
  mid.rect(0, RAIL - 8, STAGE_WIDTH, 13, { fill: metal });
  mid.rect(0, RAIL - 8, STAGE_WIDTH, 4, { fill: weather === 'snow' ? '#ffffff' : palette.rim, opacity: 0.6 });
  mid.rect(0, RAIL + 62, STAGE_WIDTH, 5, { fill: metal });
  mid.rect(0, FLOOR - 32, STAGE_WIDTH, 34, { fill: outdoors('#8d8f9c') });
  mid.rect(0, FLOOR - 32, STAGE_WIDTH, 6, { fill: weather === 'snow' ? '#ffffff' : palette.rim, opacity: 0.35 });
}

function drawStairHouse({ mid, outdoors, palette, time }: Stage): void {
  const wall = outdoors('#8a8795');
  mid.rect(40, 330, 250, 386, {
    fill: mid.linear([
      [0, wall],
      [1, darker(wall, 0.3)],
    ]),
  });
  mid.rect(290, 330, 34, 372, { fill: darker(wall, 0.42) });
  mid.rect(24, 310, 312, 26, { fill: darker(wall, 0.15) });
  mid.rect(24, 310, 312, 5, { fill: palette.rim, opacity: 0.5 });
  mid.rect(100, 430, 128, 286, { fill: darker(wall, 0.5) });
  mid.rect(110, 440, 108, 276, { fill: outdoors('#5f7386') });
  mid.circle(204, 582, 6, { fill: '#d9c79a' });
  mid.rect(124, 456, 80, 84, { fill: isDark(time) ? palette.light : outdoors('#c6dbe6'), opacity: 0.85 });
  mid.rect(134, 372, 60, 22, { fill: palette.light, radius: 6, opacity: isDark(time) ? 1 : 0.6 });
  if (isDark(time)) {
    mid.glow(164, 392, 190, palette.light, 0.5);
  }
}

function drawTank({ mid, outdoors, palette }: Stage): void {
  const steel = outdoors('#9aa3ad');
  mid.path(path`M1392 510V704M1508 510V704M1392 640L1508 560M1392 560L1508 640`, {
    stroke: darker(steel, 0.45),
    width: 9,
  });
  const fill = mid.linear(
    [
      [0, darker(steel, 0.35)],
      [0.3, steel],
      [1, darker(steel, 0.45)],
    ],
    0,
    0,
    1,
    0,
  );
  mid.rect(1364, 352, 172, 170, { fill, radius: 10 });
  mid.path(path`M1352 356L1450 300L1548 356Z`, { fill: darker(steel, 0.28) });
  mid.path(path`M1364 404H1536M1364 462H1536`, { stroke: '#000010', width: 4, opacity: 0.22 });
  mid.path(path`M1352 356L1450 300`, { stroke: palette.rim, width: 4, opacity: 0.5 });
}

function drawLamps({ mid, palette, time, outdoors }: Stage): void {
  const lamps = Array.from({ length: 12 }, (_, index) => ({
    x: 366 + index * 84,
    y: 352 + 60 * Math.sin((Math.PI * ((index % 6) + 0.5)) / 6),
  }));
  const cord = outdoors('#3a3d4e');
  mid.path(path`M324 340Q580 448 830 352Q1090 452 1364 352`, { stroke: cord, width: 3 });
  mid.path(path`M830 352V690`, { stroke: cord, width: 6 });
  for (const { x, y } of lamps) {
    if (isDark(time)) {
      mid.circle(x, y + 8, 17, { fill: palette.light, opacity: 0.22 });
    }
    mid.circle(x, y + 8, 6.5, { fill: isDark(time) ? '#fff2cc' : '#f4efe0' });
  }
}
