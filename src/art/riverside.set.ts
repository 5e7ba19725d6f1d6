import { darker, lighter, mix } from './colour.js';
import { drawSkyline } from './city.js';
import { type Drawing, joined, path, type PathData } from './drawing.js';
import { drawFlowers, drawHills, drawPools, drawTree } from './nature.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, isDark, type SetPainter, type Stage, STAGE_WIDTH } from './stage.js';

const SHORE = 514;
const SUN_X = 1400;

/** A promenade with cherry trees and a bench; an arched bridge and the city across the water. */
export const drawRiverside: SetPainter = (stage) => {
  const { far, mid, palette } = stage;
  drawSky(stage, { lightX: SUN_X, horizon: SHORE });
  drawHills(far, { y: 500, height: 110, colour: mix(groundOf(stage, '#a9bccb'), palette.sky[2], 0.5), phase: 0.3 });
  const city = { base: SHORE - 2, lowest: 24, highest: 110, colour: mix(palette.far, palette.sky[2], 0.35) };
  drawSkyline(far, stage, { ...city, from: 900, to: 1640 });
  drawHaze(far, stage, 400, 116, 0.35);
  drawWater(stage);
  drawBridge(stage);
  drawHaze(far, stage, 440, 150, stage.weather === 'fog' ? 0.4 : 0);
  drawBank(stage);
  drawLamp(stage, 1152);
  drawLamp(stage, 448);
  drawBench(mid, stage);
  drawTree(mid, stage, { x: 160, y: 736, scale: 1.55, leaf: '#fbb9cd' });
  drawTree(mid, stage, { x: 1452, y: 716, scale: 1.35, leaf: '#f9aec6' });
  drawBlossoms(stage);
  return airOutdoors(stage, 'petals');
};

function drawWater({ far, palette, random, outdoors, time, weather }: Stage): void {
  const fill = far.linear([
    [0, mix(palette.sky[2], outdoors('#7fb2cc'), 0.4)],
    [1, outdoors('#3f7fa3')],
  ]);
  far.rect(0, SHORE, 1600, 386, { fill });
  const ripples: PathData[][] = [[], []];
  for (let index = 0; index < 110; index++) {
    const near = random.next();
    const ripple = path`M${random.between(-40, 1600)} ${SHORE + 6 + near * 190}h${random.between(16, 40 + near * 70)}`;
    ripples[index % 2]?.push(ripple);
  }
  far.path(joined(ripples[0] ?? []), { stroke: lighter(palette.sky[2], 0.3), width: 2, opacity: 0.35 });
  far.path(joined(ripples[1] ?? []), { stroke: darker(outdoors('#3f7fa3'), 0.2), width: 2, opacity: 0.3 });
  if (weather === 'clear') {
    const glitter: PathData[] = [];
    for (let index = 0; index < 40; index++) {
      const depth = random.next();
      const spread = 20 + depth * 90;
      const width = random.between(12, 60);
      glitter.push(path`M${SUN_X + random.between(-spread, spread) - width / 2} ${SHORE + 4 + depth * 180}h${width}`);
    }
    far.path(joined(glitter), { stroke: time === 'night' ? '#fff1c4' : '#fffbe8', width: 3, opacity: 0.6 });
  }
}

function drawBridge({ far, outdoors, palette, time }: Stage): void {
  const red = outdoors('#b5525c');
  const deck = SHORE - 18;
  const hangers: PathData[] = [];
  for (const left of [560, 860]) {
    far.path(path`M${left} ${deck}Q${left + 150} ${deck - 150} ${left + 300} ${deck}`, { stroke: red, width: 9 });
    for (let step = 1; step < 10; step++) {
      const share = step / 10;
      hangers.push(path`M${left + 300 * share} ${deck}v${-300 * share * (1 - share)}`);
    }
    drawPier(far, left, darker(red, 0.25));
  }
  far.path(joined(hangers), { stroke: red, width: 3 });
  drawPier(far, 1160, darker(red, 0.25));
  far.rect(0, deck - 4, STAGE_WIDTH, 13, { fill: red });
  far.rect(0, deck - 4, STAGE_WIDTH, 4, { fill: palette.rim, opacity: 0.45 });
  if (isDark(time)) {
    for (let x = 10; x < STAGE_WIDTH; x += 40) {
      far.circle(x, deck - 8, 4, { fill: palette.light });
      far.path(path`M${x} ${SHORE + 16}v70`, { stroke: palette.light, width: 3, opacity: 0.16 });
    }
  }
}

/** It stands in the water, which shows it again. */
function drawPier(far: Drawing, x: number, fill: string): void {
  far.rect(x - 11, SHORE - 18, 22, 52, { fill });
  far.rect(x - 17, SHORE + 24, 34, 14, { fill, radius: 4 });
  far.rect(x - 14, SHORE + 38, 28, 44, { fill, opacity: 0.22 });
}

function drawBank(stage: Stage): void {
  const { mid, weather } = stage;
  const grass = groundOf(stage, '#93c07c');
  mid.path(path`M0 672Q420 632 820 664T1600 650V900H0Z`, {
    fill: mid.linear([
      [0, grass],
      [1, darker(grass, 0.3)],
    ]),
  });
  const stone = groundOf(stage, '#e6d8bd');
  mid.path(path`M0 770Q800 716 1600 756V900H0Z`, {
    fill: mid.linear([
      [0, stone],
      [1, darker(stone, 0.25)],
    ]),
  });
  mid.path(path`M0 770Q800 716 1600 756`, { stroke: lighter(stone, 0.4), width: 5, opacity: 0.6 });
  const joints: PathData[] = [];
  for (let index = -8; index <= 8; index++) {
    joints.push(path`M${800 + index * 120} ${743 + Math.abs(index) * 2}L${800 + index * 200} 900`);
  }
  mid.path(joined([...joints, path`M0 826Q800 782 1600 814`]), { stroke: '#000010', width: 2.5, opacity: 0.13 });
  drawFlowers(mid, stage, {
    top: 670,
    bottom: 892,
    colours: weather === 'snow' ? ['#ffffff'] : ['#ffd6e2', '#ffffff', '#ffb9cd'],
    count: 120,
  });
  drawPools(mid, stage, [
    [620, 850, 210],
    [1210, 800, 150],
  ]);
}

function drawBench(drawing: Drawing, { outdoors, weather }: Stage): void {
  const wood = outdoors('#a5714f');
  drawing.group({ x: 664, y: 620 }, () => {
    drawing.ellipse(135, 138, 170, 10, { fill: '#000010', opacity: 0.2 });
    drawing.path(path`M26 4V136M244 4V136`, { stroke: outdoors('#4a3a38'), width: 10 });
    for (const y of [0, 24, 48]) {
      drawing.rect(0, y, 270, 17, { fill: wood, radius: 5 });
    }
    drawing.rect(-10, 76, 290, 18, { fill: darker(wood, 0.15), radius: 5 });
    if (weather === 'snow') {
      drawing.rect(-10, 70, 290, 9, { fill: '#f3f7fb', radius: 4 });
    }
  });
}

function drawLamp({ mid, outdoors, palette, time }: Stage, x: number): void {
  const iron = outdoors('#4d5563');
  mid.path(path`M${x} 744V360`, { stroke: iron, width: 9 });
  mid.path(path`M${x - 16} 748H${x + 16}`, { stroke: iron, width: 14 });
  mid.path(path`M${x - 22} 318L${x - 15} 362H${x + 15}L${x + 22} 318Z`, {
    fill: isDark(time) ? '#fff1c8' : outdoors('#f2efe2'),
  });
  mid.path(path`M${x - 28} 318L${x} 296L${x + 28} 318Z`, { fill: iron });
  if (isDark(time)) {
    mid.glow(x, 340, 170, palette.light, 0.6);
  }
}

/** Near twigs that frame the picture, out of the way of faces. */
function drawBlossoms({ fore, random, outdoors, weather }: Stage): void {
  const colour = weather === 'snow' ? '#f4f7fb' : '#ffc2d4';
  fore.path(path`M-20 60Q160 30 330 92M180 48Q250 20 300 14M1620 40Q1480 10 1330 58`, {
    stroke: outdoors('#6b4a48'),
    width: 9,
  });
  for (let index = 0; index < 46; index++) {
    const left = index < 28;
    const along = random.next();
    const x = left ? -20 + along * 350 : 1620 - along * 290;
    const y = (left ? 48 : 24) + random.between(-34, 40);
    fore.circle(x, y, random.between(9, 22), {
      fill: outdoors(mix(colour, '#ffffff', random.between(0, 0.5))),
      opacity: 0.9,
    });
  }
}
