import { darker, lighter, mix } from './colour.js';
import { type Drawing, joined, path, type PathData } from './drawing.js';
import { drawGrassTufts, drawHills, drawPools } from './nature.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, isDark, type SetPainter, type Stage } from './stage.js';

const GROUND = 640;
const PERSIMMONS = [
  [-96, -262],
  [-52, -318],
  [-118, -204],
  [12, -342],
  [66, -296],
  [104, -238],
  [-18, -262],
  [44, -222],
  [128, -190],
] as const;

/** The yard of an old farm house: mud walls, a tiled roof, strings of corn, a trellis, a persimmon tree, fields behind. */
export const drawVillage: SetPainter = (stage) => {
  const { far, palette } = stage;
  drawSky(stage, { lightX: 1352, lightY: 128, horizon: 540 });
  drawHills(far, { y: 490, height: 150, colour: mix(groundOf(stage, '#8fb0a8'), palette.sky[2], 0.5), phase: 0.6 });
  drawHills(far, { y: 540, height: 90, colour: mix(groundOf(stage, '#86a57a'), palette.sky[2], 0.28), phase: 2.9 });
  drawHaze(far, stage, 360, 190, 0.35);
  drawFields(stage);
  drawNeighbours(stage);
  drawYard(stage);
  drawYardWall(stage);
  drawHouse(stage);
  drawTrellis(stage);
  drawPersimmonTree(stage);
  drawWell(stage);
  drawBaskets(stage);
  return airOutdoors(stage, 'dust');
};

function drawFields(stage: Stage): void {
  const { far } = stage;
  for (const [y, colour] of [
    [520, '#c9b45f'],
    [548, '#9fb36a'],
    [578, '#d3bb66'],
  ] as const) {
    const field = mix(groundOf(stage, colour), stage.palette.sky[2], 0.12);
    far.path(path`M0 ${y}Q400 ${y - 22} 800 ${y - 4}T1600 ${y - 14}V700H0Z`, { fill: field });
    const rows: PathData[] = [];
    for (let x = 20; x < 1600; x += 46) {
      rows.push(path`M${x} ${y + 8}l${(x - 800) * 0.03} 20`);
    }
    far.path(joined(rows), { stroke: darker(field, 0.3), width: 2.5, opacity: 0.35 });
  }
}

/** Roofs of the village beyond the yard, with smoke over one of them. */
function drawNeighbours(stage: Stage): void {
  const { far, outdoors, palette, time, weather } = stage;
  for (const [x, y, size] of [
    [664, 566, 0.8],
    [900, 552, 0.78],
    [1010, 574, 1.04],
  ] as const) {
    far.group({ x, y, scale: size }, () => {
      far.rect(-70, -60, 140, 62, { fill: mix(outdoors('#c9a878'), palette.sky[2], 0.25) });
      far.rect(-16, -40, 30, 42, { fill: isDark(time) ? palette.light : outdoors('#5a4030') });
      far.path(path`M-96 -54L-60 -104H60L96 -54Z`, {
        fill: mix(outdoors(weather === 'snow' ? '#eef3f7' : '#6f6f72'), palette.sky[2], 0.25),
      });
    });
  }
  if (weather === 'clear') {
    far.path(path`M1052 470Q1036 430 1058 400T1048 300`, {
      stroke: lighter(palette.sky[2], 0.3),
      width: 15,
      opacity: 0.3,
    });
  }
}

function drawYard(stage: Stage): void {
  const { far } = stage;
  const earth = groundOf(stage, '#c2a376');
  far.path(path`M0 ${GROUND}Q400 620 800 ${GROUND - 8}T1600 ${GROUND}V900H0Z`, {
    fill: far.linear([
      [0, earth],
      [1, darker(earth, 0.32)],
    ]),
  });
  drawGrassTufts(far, stage, GROUND + 20, 892, darker(groundOf(stage, '#8f9a55'), 0.2));
  drawPools(far, stage, [
    [700, 800, 160],
    [1020, 858, 180],
  ]);
}

/** A low wall of rammed earth with a gap where the path leaves the yard. */
function drawYardWall(stage: Stage): void {
  const { far, random, weather } = stage;
  const mud = stage.outdoors('#b08e62');
  for (const [from, end] of [
    [560, 760],
    [930, 1620],
  ] as const) {
    far.rect(from, 572, end - from, 96, {
      fill: far.linear([
        [0, mud],
        [1, darker(mud, 0.26)],
      ]),
    });
    far.path(path`M${from - 8} 574H${end + 8}`, {
      stroke: weather === 'snow' ? '#f1f5f9' : darker(mud, 0.3),
      width: 15,
    });
    const straws: PathData[] = [];
    for (let index = 0; index < (end - from) / 9; index++) {
      straws.push(
        path`M${random.between(from, end - 20)} ${random.between(590, 656)}l${random.between(8, 20)} ${random.between(-4, 4)}`,
      );
    }
    far.path(joined(straws), { stroke: lighter(mud, 0.25), width: 2.5, opacity: 0.7 });
  }
}

function drawHouse(stage: Stage): void {
  const { far, outdoors, palette, random, time, weather } = stage;
  const mud = outdoors('#c09a68');
  const wood = outdoors('#6b4a34');
  far.rect(-20, 336, 590, 346, {
    fill: far.linear([
      [0, darker(mud, 0.14)],
      [0.3, mud],
      [1, darker(mud, 0.18)],
    ]),
  });
  const straws: PathData[] = [];
  for (let index = 0; index < 90; index++) {
    straws.push(
      path`M${random.between(0, 540)} ${random.between(370, 660)}l${random.between(8, 24)} ${random.between(-5, 5)}`,
    );
  }
  far.path(joined(straws), { stroke: darker(mud, 0.3), width: 2.5, opacity: 0.32 });
  far.path(path`M-20 640H570V686H-20Z`, { fill: outdoors('#8f867a') });
  drawRoof(stage);
  const within = isDark(time) ? mix(palette.light, '#c9782f', 0.3) : outdoors('#4a372a');
  far.rect(150, 430, 130, 254, { fill: wood });
  far.path(path`M162 442h50v240h-50zM218 442h50v240h-50z`, { fill: lighter(wood, 0.12) });
  far.path(path`M206 560v26M224 560v26`, { stroke: outdoors('#c9a860'), width: 6 });
  far.rect(356, 452, 140, 112, { fill: within });
  const bars: PathData[] = [];
  for (let x = 356; x <= 496; x += 28) {
    bars.push(path`M${x} 452v112`);
  }
  far.path(joined([...bars, path`M356 490h140M356 526h140`]), { stroke: wood, width: 6 });
  far.path(path`M356 452h140v112h-140z`, { stroke: wood, width: 13 });
  if (isDark(time)) {
    far.glow(426, 508, 190, palette.light, 0.5);
  }
  for (const x of [310, 332, 528, 550]) {
    drawCorn(far, x, outdoors(weather === 'snow' ? '#d9b45a' : '#e0a93a'));
  }
}

/** Tiles in rows under a ridge; the eaves throw a shadow on the wall. */
function drawRoof({ far, outdoors, weather }: Stage): void {
  const tiles = outdoors(weather === 'snow' ? '#e9eff5' : '#6d6a6a');
  far.rect(-20, 346, 590, 34, { fill: '#000010', opacity: 0.24 });
  far.path(path`M-20 200H470Q500 204 520 230L636 344Q618 354 596 352H-20Z`, {
    fill: far.linear([
      [0, lighter(tiles, 0.06)],
      [1, darker(tiles, 0.24)],
    ]),
  });
  const rows: PathData[] = [];
  for (let x = -20; x < 520; x += 26) {
    rows.push(path`M${x} 206L${x * 1.18 + 10} 350`);
  }
  far.path(joined(rows), { stroke: '#000010', width: 5, opacity: weather === 'snow' ? 0.08 : 0.2 });
  far.path(path`M-20 200H478`, { stroke: weather === 'snow' ? '#ffffff' : darker(tiles, 0.3), width: 17 });
  far.path(path`M-20 352H600`, { stroke: darker(tiles, 0.42), width: 9 });
}

/** A string of cobs that dries under the eaves. */
function drawCorn(drawing: Drawing, x: number, colour: string): void {
  for (let row = 0; row < 6; row++) {
    const y = 372 + row * 21;
    drawing.ellipse(x - 6, y, 5, 12, { fill: darker(colour, 0.1) });
    drawing.ellipse(x + 6, y + 5, 5, 12, { fill: colour });
  }
}

/** A trellis of bamboo before the house, with leaves above and gourds below them. */
function drawTrellis(stage: Stage): void {
  const { mid, random, outdoors, weather } = stage;
  const cane = outdoors('#9a8650');
  mid.path(path`M-20 388H330M-20 412H318M28 388V742M306 388V724`, { stroke: cane, width: 10 });
  const leaf = outdoors(weather === 'snow' ? '#cdd8d0' : '#5f8f4a');
  for (let index = 0; index < 44; index++) {
    const [x, y] = [random.between(-20, 330), random.between(368, 424)];
    const size = random.between(14, 26);
    mid.path(
      path`M${x} ${y}q${size} ${-size * 0.6} ${size * 1.3} ${size * 0.3}q${-size * 0.5} ${size * 0.9} ${-size * 1.3} ${-size * 0.3}z`,
      {
        fill: darker(leaf, random.between(0, 0.28)),
      },
    );
  }
  for (const [x, length] of [
    [70, 44],
    [128, 70],
    [246, 52],
  ] as const) {
    const gourd = outdoors('#b9c46a');
    mid.path(path`M${x} 420v${length}`, { stroke: darker(leaf, 0.3), width: 4 });
    mid.circle(x, 430 + length, 13, { fill: gourd });
    mid.ellipse(x, 458 + length, 21, 23, { fill: gourd });
    mid.ellipse(x - 6, 452 + length, 6, 9, { fill: lighter(gourd, 0.4), opacity: 0.7 });
  }
}

/** Bare boughs full of fruit, at the right. */
function drawPersimmonTree(stage: Stage): void {
  const { mid, outdoors, random, weather } = stage;
  const bark = outdoors('#5a4438');
  mid.group({ x: 1446, y: 752, scale: 1.22 }, () => {
    mid.ellipse(0, 2, 96, 11, { fill: '#000010', opacity: 0.24 });
    mid.path(
      path`M-18 0Q-6 -100 -18 -160Q-30 -210 -70 -240L-62 -250Q-24 -226 -6 -196Q8 -250 40 -290L50 -284Q22 -236 16 -190Q44 -214 92 -214L92 -204Q44 -198 20 -150Q8 -90 22 0Z`,
      {
        fill: bark,
      },
    );
    mid.path(
      path`M-66 -244Q-100 -262 -124 -312M-56 -246Q-60 -300 -50 -350M-70 -240Q-110 -230 -138 -196M44 -288Q46 -330 20 -372M46 -286Q78 -318 84 -348M90 -210Q124 -222 146 -258M88 -208Q120 -196 138 -168M-10 -196Q-16 -250 -4 -300`,
      { stroke: bark, width: 8 },
    );
    const leaf = outdoors(weather === 'snow' ? '#e9eef2' : '#c9793a');
    for (let index = 0; index < 34; index++) {
      const angle = random.between(0, Math.PI * 2);
      const reach = random.between(0.3, 1);
      const [x, y] = [Math.cos(angle) * 146 * reach, -264 + Math.sin(angle) * 96 * reach];
      mid.path(path`M${x} ${y}q14 -10 24 2q-8 14 -24 -2z`, {
        fill: darker(leaf, random.between(0, 0.3)),
        opacity: 0.9,
      });
    }
    for (const [x, y] of PERSIMMONS) {
      mid.circle(x, y, 14, { fill: outdoors('#e8762c') });
      mid.circle(x - 4, y - 4, 4, { fill: '#ffd9a0', opacity: 0.7 });
      mid.path(path`M${x - 7} ${y - 13}h14`, { stroke: outdoors('#6a7a3c'), width: 5 });
    }
  });
}

function drawWell(stage: Stage): void {
  const { mid, weather } = stage;
  const stone = groundOf(stage, '#9a948a');
  const wood = stage.outdoors('#6b4a34');
  mid.group({ x: 1150, y: 752 }, () => {
    mid.ellipse(0, 6, 118, 13, { fill: '#000010', opacity: 0.26 });
    mid.path(path`M-84 -70V-190M84 -70V-190`, { stroke: wood, width: 12 });
    mid.path(path`M-96 -176H96`, { stroke: lighter(wood, 0.14), width: 17 });
    mid.path(path`M16 -176V-84M2 -84H32L28 -52H6Z`, { stroke: darker(wood, 0.2), width: 5 });
    mid.path(path`M-98 -62Q0 -40 98 -62L88 0Q0 18 -88 0Z`, {
      fill: mid.linear([
        [0, lighter(stone, 0.12)],
        [1, darker(stone, 0.3)],
      ]),
    });
    mid.ellipse(0, -62, 98, 19, { fill: weather === 'snow' ? '#f4f8fb' : lighter(stone, 0.2) });
    mid.ellipse(0, -61, 74, 12, { fill: darker(stone, 0.6) });
    mid.path(path`M-92 -32Q0 -10 92 -32M-40 -48V-24M36 -48V-24M-4 -18V8M-66 -28V-4M66 -28V-4`, {
      stroke: '#000010',
      width: 4,
      opacity: 0.2,
    });
  });
}

/** Flat baskets of peppers and grain that dry in the yard. */
function drawBaskets({ mid, outdoors, random, weather }: Stage): void {
  for (const [x, y, half, colour] of [
    [430, 760, 92, '#c23a2c'],
    [300, 826, 116, '#d9a83c'],
  ] as const) {
    const rim = outdoors('#a88752');
    mid.ellipse(x, y + 8, half * 1.06, half * 0.24, { fill: '#000010', opacity: 0.24 });
    mid.ellipse(x, y, half, half * 0.24, { fill: rim });
    mid.ellipse(x, y - 4, half * 0.88, half * 0.19, {
      fill: outdoors(weather === 'snow' ? mix(colour, '#f1f5f9', 0.6) : colour),
    });
    const marks: PathData[] = [];
    for (let index = 0; index < 40; index++) {
      const [across, down] = [random.between(-0.78, 0.78), random.between(-0.11, 0.09)];
      marks.push(path`M${x + across * half} ${y - 4 + down * half}l${random.between(-9, 9)} ${random.between(-3, 3)}`);
    }
    mid.path(joined(marks), { stroke: '#000010', width: 3.5, opacity: 0.2 });
  }
}
