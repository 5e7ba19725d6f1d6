import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawFlowers, drawGrassTufts, drawHills, drawPools, drawTree } from './nature.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, isDark, type SetPainter, type Stage } from './stage.js';

/** Open country with hills, trees, a fence and a path: any place outdoors that is nothing more special. */
export const drawExterior: SetPainter = (stage) => {
  const { far, mid, palette } = stage;
  drawSky(stage, { lightX: 1152, horizon: 540 });
  drawHills(far, { y: 520, height: 130, colour: mix(groundOf(stage, '#8fb0bd'), palette.sky[2], 0.45), phase: 4.1 });
  drawHaze(far, stage, 380, 190, 0.4);
  drawHills(far, { y: 560, height: 80, colour: mix(groundOf(stage, '#7fa886'), palette.sky[2], 0.2), phase: 1.2 });
  drawHouses(stage);
  drawTreeLine(stage);
  drawHaze(far, stage, 470, 150, 0.3);
  drawGround(stage);
  drawFence(stage);
  drawTree(mid, stage, { x: 622, y: 640, scale: 0.62, leaf: '#86b266' });
  drawTree(mid, stage, { x: 190, y: 742, scale: 1.5, leaf: '#6fa35a' });
  drawTree(mid, stage, { x: 1440, y: 722, scale: 1.25, leaf: '#7fae5c' });
  return airOutdoors(stage, 'dust');
};

function drawHouses({ far, outdoors, palette, time, weather }: Stage): void {
  for (const [x, size] of [
    [900, 1],
    [985, 0.8],
    [1058, 0.9],
  ] as const) {
    far.group({ x, y: 566, scale: size }, () => {
      far.rect(-30, -34, 60, 40, { fill: outdoors('#e8dcc8') });
      far.path(path`M-38 -32L0 -66L38 -32Z`, { fill: outdoors(weather === 'snow' ? '#f0f4f8' : '#b5644c') });
      far.rect(-18, -22, 12, 14, { fill: isDark(time) ? palette.light : outdoors('#7f98a8') });
      far.rect(8, -22, 12, 14, { fill: isDark(time) ? palette.light : outdoors('#7f98a8') });
    });
  }
}

function drawTreeLine(stage: Stage): void {
  const { far, random } = stage;
  const colour = mix(groundOf(stage, '#5d8f62'), stage.palette.sky[2], 0.12);
  for (let x = -20; x < 1640; x += 34) {
    const nearHouses = x > 850 && x < 1100;
    const height = nearHouses ? 14 : random.between(22, 54);
    far.ellipse(x, 574, random.between(24, 40), height, { fill: darker(colour, random.between(0, 0.14)) });
  }
}

function drawGround(stage: Stage): void {
  const { far, mid, palette } = stage;
  const grass = groundOf(stage, '#8dbb68');
  far.rect(0, 566, 1600, 334, { fill: grass });
  const fill = mid.linear([
    [0, mix(grass, palette.sky[2], 0.18)],
    [0.3, grass],
    [1, darker(grass, 0.34)],
  ]);
  mid.path(path`M0 590Q400 566 800 578T1600 570V900H0Z`, { fill });
  const soil = groundOf(stage, '#dcc59a');
  const road = mid.linear([
    [0, mix(soil, grass, 0.3)],
    [1, darker(soil, 0.14)],
  ]);
  mid.path(
    path`M856 577C900 620 700 660 560 740C420 820 330 860 300 900H1320C1240 820 1010 760 930 690C860 640 960 610 884 577Z`,
    {
      fill: road,
    },
  );
  mid.path(path`M856 577C900 620 700 660 560 740C420 820 330 860 300 900`, {
    stroke: lighter(soil, 0.25),
    width: 4,
    opacity: 0.4,
  });
  drawPools(mid, stage, [
    [720, 852, 200],
    [840, 716, 80],
  ]);
  drawGrassTufts(mid, stage, 640, 890, darker(grass, 0.3));
  if (stage.weather !== 'snow') {
    drawFlowers(mid, stage, { top: 620, bottom: 890, colours: ['#ffffff', '#ffe27a', '#f7b7c5'], count: 70 });
  }
}

function drawFence({ mid, outdoors, weather }: Stage): void {
  const wood = outdoors(weather === 'snow' ? '#cfc6bd' : '#b08d68');
  const posts: PathData[] = [];
  for (let x = 1010; x < 1620; x += 92) {
    posts.push(path`M${x} ${596 + (x - 1010) * 0.05}h13v${84 + (x - 1010) * 0.03}h-13z`);
  }
  mid.path(joined(posts), { fill: darker(wood, 0.12) });
  mid.path(path`M1000 616L1600 650M1000 646L1600 682`, { stroke: wood, width: 10 });
}
