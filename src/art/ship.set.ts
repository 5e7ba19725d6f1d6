import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawBarrel } from './freight.js';
import { drawDownpour, drawHills, drawSplashes } from './nature.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, isDark, type SetPainter, type Stage, STAGE_WIDTH } from './stage.js';
import { drawGlitter, drawGulls } from './water.js';

const HORIZON = 486;
const DECK = 690;
const RAIL = 548;

/** The deck of a liner or a ferry: white rail before the sea, the deckhouse, a lifebuoy. */
export const drawShip: SetPainter = (stage) => {
  drawAtSea(stage, 1156);
  drawDeck(stage, '#b98f62');
  drawRail(stage, { post: '#eef1f0', top: '#a8744a', thickness: 9 });
  drawDeckhouse(stage);
  drawLifebuoy(stage);
  drawVentilator(stage);
  return airOutdoors(stage, 'dust');
};

/** A ship of old: timber, a mast with its shrouds, a furled sail, barrels. */
export const drawSailingShip: SetPainter = (stage) => {
  drawAtSea(stage, 950);
  drawDeck(stage, '#8f6844');
  drawRail(stage, { post: '#7a5238', top: '#5f3d2a', thickness: 20 });
  drawMast(stage);
  drawShrouds(stage);
  const underSky = { ...stage, indoors: stage.outdoors };
  drawBarrel(underSky, { x: 190, y: 800, scale: 0.9 }, '#7a5038');
  drawBarrel(underSky, { x: 300, y: 826, scale: 1.05 }, '#8a5a3a');
  drawRope(stage);
  return airOutdoors(stage, 'dust');
};

/** Sun and moon stand high, above heads; by day their light lies on the water beneath. */
function drawAtSea(stage: Stage, lightX: number): void {
  const { far, palette, random, outdoors, time, weather } = stage;
  drawSky(stage, { lightX, lightY: 106, horizon: HORIZON });
  const land = mix(groundOf(stage, '#7f98a8'), palette.sky[2], 0.5);
  drawHills(far, { y: HORIZON + 4, height: 46, colour: land, phase: random.between(0, 6) });
  drawHaze(far, stage, 380, 130, 0.3);
  const water = outdoors(weather === 'clear' ? '#2f86b0' : '#567e92');
  far.rect(0, HORIZON, STAGE_WIDTH, 420, {
    fill: far.linear([
      [0, mix(water, palette.sky[2], 0.34)],
      [0.2, darker(water, 0.08)],
      [1, darker(water, 0.34)],
    ]),
  });
  const waves: PathData[][] = [[], []];
  for (let index = 0; index < 170; index++) {
    const near = random.next() ** 1.3;
    const length = random.between(14, 40 + near * 120);
    const y = HORIZON + 5 + near * 200;
    waves[index % 2]?.push(path`M${random.between(-40, 1600)} ${y}q${length / 2} ${-2 - near * 7} ${length} 0`);
  }
  far.path(joined(waves[0] ?? []), { stroke: lighter(palette.sky[2], 0.35), width: 2.6, opacity: 0.42 });
  far.path(joined(waves[1] ?? []), { stroke: darker(water, 0.34), width: 2.6, opacity: 0.4 });
  drawGlitter(stage, {
    ...{ x: lightX, horizon: HORIZON, count: 44 },
    ...{ spread: [16, 84], depth: 180, length: [10, 46] },
  });
  drawWake(stage);
  if (weather === 'fog') {
    drawHaze(far, stage, 330, 360, 0.5);
  }
  drawDownpour(far, stage, DECK);
  if (time !== 'night') {
    drawGulls(stage, '#56677a', [
      [640, 232, 1],
      [724, 204, 0.7],
      [470, 190, 0.8],
    ]);
  }
}

/** Foam that runs away from the ship's side. */
function drawWake({ far, palette, time }: Stage): void {
  const foam = mix('#ffffff', palette.sky[1], isDark(time) ? 0.5 : 0.1);
  far.path(path`M-20 640Q300 604 560 612T1100 600T1620 618V640Q1300 630 1040 636T520 650T-20 672Z`, {
    fill: foam,
    opacity: 0.42,
  });
  far.path(path`M-20 610Q260 590 520 596T1080 586T1620 596`, { stroke: foam, width: 5, opacity: 0.5 });
}

function drawDeck(stage: Stage, colour: string): void {
  const { mid } = stage;
  const wood = groundOf(stage, colour);
  mid.rect(0, DECK, STAGE_WIDTH, 220, {
    fill: mid.linear([
      [0, lighter(wood, 0.1)],
      [0.4, wood],
      [1, darker(wood, 0.34)],
    ]),
  });
  const seams: PathData[] = [];
  for (let index = -16; index <= 16; index++) {
    seams.push(path`M${800 + (index + 0.5) * 66} ${DECK}L${800 + (index + 0.5) * 132} 900`);
  }
  mid.path(joined(seams), { stroke: '#000010', width: 3.4, opacity: 0.24 });
  mid.rect(0, DECK - 14, STAGE_WIDTH, 18, { fill: darker(wood, 0.36) });
  drawSplashes(mid, stage, DECK + 16);
}

interface RailOptions {
  post: string;
  top: string;
  thickness: number;
}

function drawRail({ mid, outdoors, weather }: Stage, { post, top, thickness }: RailOptions): void {
  const paint = outdoors(post);
  const wood = outdoors(weather === 'snow' ? '#eef2f7' : top);
  const posts: PathData[] = [];
  for (let x = 44; x < STAGE_WIDTH; x += 108) {
    posts.push(path`M${x} ${RAIL}V${DECK - 8}`);
  }
  mid.path(path`M0 ${RAIL + 46}H1600M0 ${RAIL + 90}H1600`, { stroke: darker(paint, 0.14), width: thickness * 0.55 });
  mid.path(joined(posts), { stroke: paint, width: thickness });
  mid.rect(0, RAIL - 14, STAGE_WIDTH, 20, { fill: wood, radius: 6 });
  mid.rect(0, RAIL + 3, STAGE_WIDTH, 6, { fill: '#000010', opacity: 0.28 });
}

function drawDeckhouse(stage: Stage): void {
  const { mid, outdoors, palette, time } = stage;
  const white = outdoors('#f1f2ee');
  mid.rect(-10, 96, 336, DECK - 60, {
    fill: mid.linear(
      [
        [0, white],
        [1, darker(white, 0.2)],
      ],
      0,
      0,
      1,
      0,
    ),
  });
  mid.rect(-10, 84, 372, 24, { fill: groundOf(stage, '#c3c9c8') });
  mid.rect(-10, 104, 336, 22, { fill: '#000010', opacity: 0.16 });
  mid.path(path`M-10 560H326`, { stroke: outdoors('#2f5f94'), width: 14 });
  const lit = isDark(time) ? darker(palette.light, 0.1) : outdoors('#7fa3b5');
  for (const x of [64, 172]) {
    mid.circle(x, 300, 41, { fill: outdoors('#b08d4f') });
    mid.circle(x, 300, 31, { fill: lit });
    mid.path(path`M${x - 18} 314L${x + 4} 276`, { stroke: '#ffffff', width: 5, opacity: 0.35 });
  }
  const door = outdoors('#8a5a3c');
  mid.rect(226, 296, 88, DECK - 276, { fill: darker(white, 0.26), radius: 22 });
  mid.rect(234, 306, 72, DECK - 290, { fill: door, radius: 18 });
  mid.circle(270, 376, 18, { fill: lit });
  mid.circle(294, 530, 5, { fill: outdoors('#e0c48a') });
  if (time !== 'day') {
    mid.glow(344, 180, 170, palette.light, isDark(time) ? 0.5 : 0.24);
  }
  mid.path(path`M326 160H344V172`, { stroke: outdoors('#4a5560'), width: 6 });
  mid.ellipse(344, 182, 13, 15, { fill: time === 'day' ? outdoors('#e9ece8') : '#fff4d2' });
}

/** On the rail, where an upright picture sees it: red and white, without a name. */
function drawLifebuoy({ mid, outdoors }: Stage): void {
  const [x, y] = [986, 620];
  mid.circle(x, y, 48, { stroke: outdoors('#f4f1ea'), width: 25 });
  for (const angle of [45, 135, 225, 315]) {
    const [sine, cosine] = [Math.sin((angle * Math.PI) / 180), Math.cos((angle * Math.PI) / 180)];
    mid.path(
      path`M${x + cosine * 48 - sine * 15} ${y + sine * 48 + cosine * 15}L${x + cosine * 48 + sine * 15} ${y + sine * 48 - cosine * 15}`,
      { stroke: outdoors('#d9483a'), width: 24 },
    );
  }
  mid.circle(x, y, 61, { stroke: '#000010', width: 2.5, opacity: 0.2 });
}

function drawVentilator({ mid, outdoors }: Stage): void {
  const white = outdoors('#e9ebe6');
  const fill = mid.linear(
    [
      [0, darker(white, 0.12)],
      [0.35, lighter(white, 0.2)],
      [1, darker(white, 0.34)],
    ],
    0,
    0,
    1,
    0,
  );
  mid.ellipse(1430, 812, 112, 13, { fill: '#000010', opacity: 0.3 });
  mid.path(path`M1382 808V500Q1380 404 1300 392V510Q1346 512 1346 560V808Z`, { fill });
  mid.path(path`M1346 808V560Q1346 470 1420 430Q1478 440 1478 540V808Z`, { fill });
  mid.ellipse(1304, 450, 30, 62, { fill: outdoors('#c94f3c') });
  mid.ellipse(1308, 450, 20, 48, { fill: darker(outdoors('#7a2a22'), 0.3) });
  mid.rect(1330, 770, 164, 40, { fill: darker(white, 0.3), radius: 6 });
  mid.path(path`M1346 640H1478`, { stroke: darker(white, 0.24), width: 6 });
}

function drawMast(stage: Stage): void {
  const { mid, outdoors } = stage;
  const wood = outdoors('#7a5238');
  const canvas = outdoors('#e4d6ba');
  mid.rect(1232, -20, 54, 850, {
    fill: mid.linear(
      [
        [0, darker(wood, 0.3)],
        [0.4, lighter(wood, 0.12)],
        [1, darker(wood, 0.42)],
      ],
      0,
      0,
      1,
      0,
    ),
  });
  for (const y of [330, 352, 700, 722]) {
    mid.rect(1226, y, 66, 12, { fill: outdoors('#4a3a2e'), radius: 4 });
  }
  mid.ellipse(1258, 830, 62, 11, { fill: '#000010', opacity: 0.32 });
  mid.path(path`M1076 66Q1200 50 1620 62V112Q1500 150 1400 122T1240 138T1110 122T1076 96Z`, {
    fill: mid.linear([
      [0, lighter(canvas, 0.14)],
      [1, darker(canvas, 0.26)],
    ]),
  });
  mid.path(path`M1156 60Q1162 100 1150 132M1340 56Q1348 100 1336 126M1460 58V136`, {
    stroke: outdoors('#8a6a48'),
    width: 7,
  });
  mid.path(path`M1036 58H1620`, { stroke: darker(wood, 0.24), width: 24 });
}

/** Rope ladders from the rail up to the mast. */
function drawShrouds({ mid, outdoors }: Stage): void {
  const rope = outdoors('#5a4636');
  const lines: PathData[] = [];
  for (const foot of [1330, 1390, 1450, 1510]) {
    lines.push(path`M${foot} ${RAIL - 10}L1276 -20`);
  }
  const steps: PathData[] = [];
  for (let y = RAIL - 50; y > 120; y -= 44) {
    const share = (RAIL - 10 - y) / (RAIL + 10);
    steps.push(path`M${1330 - 54 * share} ${y}Q${1420 - 148 * share} ${y + 7} ${1510 - 234 * share} ${y}`);
  }
  mid.path(joined(steps), { stroke: rope, width: 4 });
  mid.path(joined(lines), { stroke: darker(rope, 0.2), width: 6 });
  mid.path(path`M-20 120Q300 330 420 ${RAIL - 12}M60 -20Q330 260 520 ${RAIL - 12}`, { stroke: rope, width: 5 });
}

function drawRope({ mid, outdoors }: Stage): void {
  const rope = outdoors('#b99a68');
  mid.ellipse(1440, 838, 118, 13, { fill: '#000010', opacity: 0.3 });
  for (const [y, half] of [
    [824, 106],
    [802, 98],
    [780, 88],
  ] as const) {
    mid.ellipse(1440, y, half, 22, { fill: darker(rope, 0.2) });
    mid.ellipse(1440, y - 6, half - 2, 19, { stroke: rope, width: 15 });
  }
  mid.ellipse(1440, 774, 58, 10, { fill: darker(rope, 0.6) });
}
