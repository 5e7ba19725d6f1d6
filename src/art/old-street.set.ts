import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawWineJar } from './jars.js';
import { drawHills, drawPools } from './nature.js';
import { drawLantern } from './palace.set.js';
import { EYE_LEVEL, groundAt, pointAt, quad, scaleAt, wallAt } from './perspective.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, isDark, type SetPainter, type Stage } from './stage.js';

const FACADE_ACROSS = 4.7;
const EAVE_ACROSS = 3.7;
const NEAREST = -1.6;
const FARTHEST = 60;
const HOUSE_METRES = 6;
const BANNERS = ['#b5443a', '#c9923a', '#3f7a78', '#4f6a9a', '#8a4a6b'] as const;

/** A street of old times that runs to a gate: wooden shop fronts under tiled eaves, lanterns, banners, stone slabs. */
export const drawOldStreet: SetPainter = (stage) => {
  const { far, palette, weather } = stage;
  drawSky(stage, { lightX: 930, lightY: 92, horizon: EYE_LEVEL });
  drawHills(far, { y: 500, height: 110, colour: mix(groundOf(stage, '#8fb0bd'), palette.sky[2], 0.55), phase: 1.9 });
  drawHaze(far, stage, 330, 180, 0.4);
  drawGround(stage);
  drawGateTower(stage);
  drawHaze(far, stage, 380, 150, weather === 'fog' ? 0.5 : 0.2);
  for (let index = Math.ceil((FARTHEST - NEAREST) / HOUSE_METRES) - 1; index >= 0; index--) {
    const near = NEAREST + index * HOUSE_METRES;
    drawHouse(stage, -1, near);
    drawHouse(stage, 1, near);
  }
  drawLightsOnStone(stage);
  drawStall(stage);
  drawJars(stage);
  return airOutdoors(stage, 'dust');
};

function drawGround(stage: Stage): void {
  const { far } = stage;
  const stone = groundOf(stage, '#a39a8c');
  far.rect(0, EYE_LEVEL + 8, 1600, 400, {
    fill: far.linear([
      [0, lighter(stone, 0.06)],
      [0.4, stone],
      [1, darker(stone, 0.3)],
    ]),
  });
  const joints: PathData[] = [];
  for (let across = -4.5; across <= 4.5; across += 0.9) {
    joints.push(groundAt([across, across + 0.03], [NEAREST, FARTHEST]));
  }
  for (let depth = -1.4; depth < 40; depth += 0.8 + depth * 0.06 + 0.1) {
    joints.push(groundAt([-FACADE_ACROSS, FACADE_ACROSS], [depth, depth + 0.05 + Math.max(0, depth) * 0.006]));
  }
  far.path(joined(joints), { fill: '#000010', opacity: 0.16 });
  drawPools(far, stage, [
    [640, 806, 170],
    [1010, 850, 190],
    [860, 690, 80],
  ]);
}

const tilesOf = (stage: Stage): string => stage.outdoors(stage.weather === 'snow' ? '#e9eff5' : '#5b6b70');

/** What the street runs to: a low gate tower, pale with distance and below the height of heads in the middle. */
function drawGateTower(stage: Stage): void {
  const { far, outdoors, palette, time } = stage;
  const away = (colour: string): string => mix(colour, palette.sky[2], 0.42);
  const wall = away(outdoors('#8d857a'));
  far.path(path`M690 520V420H910V520Z`, { fill: wall });
  far.path(path`M690 420v-12h18v12h18v-12h18v12h18v-12h18v12h18v-12h18v12h18v-12h18v12h18v-12h18v12h22v12H690Z`, {
    fill: wall,
  });
  far.path(path`M772 520V474A28 28 0 0 1 828 474V520Z`, {
    fill: isDark(time) ? mix(palette.light, wall, 0.35) : darker(wall, 0.4),
  });
  far.rect(724, 372, 152, 40, { fill: away(outdoors('#8f4438')) });
  far.path(path`M690 376Q728 372 752 344H848Q872 372 910 376L898 384H702Z`, { fill: away(tilesOf(stage)) });
}

function drawHouse(stage: Stage, side: number, near: number): void {
  const { far, outdoors, palette, random } = stage;
  const end = near + HOUSE_METRES;
  const haze = Math.min(0.6, Math.max(0, near) / 70);
  const away = (colour: string): string => mix(outdoors(colour), palette.sky[2], haze);
  const across = side * FACADE_ACROSS;
  const storeys = random.chance(0.6) ? 2 : 1;
  const shade = side === 1 ? 0.12 : 0;
  const eaves = storeys === 2 ? 6 : 3.5;
  const plaster = darker(away(random.pick(['#d9c7a4', '#cdb48e', '#e0d3b8', '#b89a78'])), shade);
  const wood = darker(away(random.pick(['#6e4530', '#7a4a36', '#5d4030'])), shade);
  far.path(wallAt(across, [near, end], [0, eaves]), { fill: plaster });
  drawGable(stage, side, { depth: end, eaves, fill: darker(plaster, 0.3) });
  if (storeys === 2) {
    drawUpperStorey(stage, across, near, wood);
    drawEave(stage, side, { near, high: 6.5, low: 5.5, colour: mix(tilesOf(stage), palette.sky[2], haze) });
  }
  drawShop(stage, across, near, wood);
  drawEave(stage, side, { near, high: 3.5, low: 2.75, colour: mix(tilesOf(stage), palette.sky[2], haze) });
  if (near < 26) {
    drawHangings(stage, side, near);
  }
}

/** The end of a house above a lower neighbour. */
function drawGable(
  { far }: Stage,
  side: number,
  { depth, eaves, fill }: { depth: number; eaves: number; fill: string },
): void {
  const top = pointAt(side * FACADE_ACROSS, eaves, depth);
  const foot = pointAt(side * FACADE_ACROSS, 0, depth);
  const away = side * 4 * scaleAt(depth);
  far.path(quad(top, { x: top.x + away, y: top.y }, { x: foot.x + away, y: foot.y }, foot), { fill });
}

/** Lattice windows and a balustrade. */
function drawUpperStorey(
  { far, palette, random, outdoors, time }: Stage,
  across: number,
  near: number,
  wood: string,
): void {
  const end = near + HOUSE_METRES;
  for (const offset of [0.5, 2.35, 4.2]) {
    const span: [number, number] = [near + offset, near + offset + 1.4];
    const lit = isDark(time) && random.chance(0.7);
    far.path(wallAt(across, span, [4, 5.4]), { fill: lit ? mix(palette.light, '#e0903f', 0.25) : outdoors('#8a7a62') });
    const bars: PathData[] = [];
    for (let depth = span[0]; depth <= span[1] + 0.01; depth += 0.35) {
      bars.push(wallAt(across, [depth - 0.03, depth + 0.03], [4, 5.4]));
    }
    for (const low of [3.96, 4.5, 5, 5.38]) {
      bars.push(wallAt(across, span, [low, low + 0.06]));
    }
    far.path(joined(bars), { fill: wood });
  }
  const rails: PathData[] = [wallAt(across, [near, end], [3.86, 3.94]), wallAt(across, [near, end], [3.5, 3.56])];
  for (let depth = near; depth < end; depth += 0.3) {
    rails.push(wallAt(across, [depth, depth + 0.06], [3.5, 3.9]));
  }
  far.path(joined(rails), { fill: darker(wood, 0.2) });
}

/** An open front between posts: a counter with wares before a dark room, lit after dark. */
function drawShop({ far, outdoors, palette, random, time }: Stage, across: number, near: number, wood: string): void {
  const end = near + HOUSE_METRES;
  const within = isDark(time) ? mix('#6b3f22', palette.light, 0.5) : outdoors('#3a2c26');
  far.path(wallAt(across, [near + 0.3, end - 0.3], [0.1, 2.6]), { fill: within });
  const boards: PathData[] = [];
  for (const low of [1.35, 1.9]) {
    boards.push(wallAt(across, [near + 0.6, near + 3.6], [low, low + 0.06]));
    const wares: PathData[] = [];
    for (let depth = near + 0.7; depth < near + 3.4; depth += 0.46) {
      wares.push(wallAt(across, [depth, depth + 0.32], [low + 0.06, low + random.between(0.24, 0.42)]));
    }
    far.path(joined(wares), {
      fill: outdoors(random.pick(['#a9744e', '#5f8a8a', '#b58a4a', '#8a5a6b'])),
      opacity: 0.75,
    });
  }
  far.path(joined(boards), { fill: wood });
  far.path(wallAt(across, [near + 0.4, near + 3.8], [0, 0.95]), { fill: darker(wood, 0.12) });
  far.path(wallAt(across, [near + 0.3, near + 3.9], [0.92, 1.04]), { fill: lighter(wood, 0.18) });
  const frame: PathData[] = [wallAt(across, [near, end], [2.5, 2.75])];
  for (const depth of [near, near + 3.9, end - 0.26]) {
    frame.push(wallAt(across, [depth, depth + 0.26], [0, 2.7]));
  }
  far.path(joined(frame), { fill: wood });
}

interface Eave {
  near: number;
  high: number;
  low: number;
  colour: string;
}

/** A strip of roof over the front, its rows of tiles ending in a rim; its nearer corner turns up. */
function drawEave({ far, weather }: Stage, side: number, { near, high, low, colour }: Eave): void {
  const end = near + HOUSE_METRES;
  const [wall, edge] = [side * (FACADE_ACROSS + 0.25), side * EAVE_ACROSS];
  const strip = (from: number, to: number): PathData =>
    quad(pointAt(wall, high, from), pointAt(wall, high, to), pointAt(edge, low, to), pointAt(edge, low, from));
  const tip = pointAt(edge - side * 0.12, low + 0.34, near - 0.12);
  const [inner, outer] = [pointAt(edge, low, near + 0.9), pointAt(wall, high, near)];
  far.path(strip(near, end), { fill: colour });
  far.path(
    path`M${outer.x} ${outer.y}L${tip.x} ${tip.y}Q${pointAt(edge, low, near + 0.3).x} ${pointAt(edge, low - 0.02, near + 0.3).y} ${inner.x} ${inner.y}Z`,
    {
      fill: colour,
    },
  );
  const rows: PathData[] = [];
  for (let depth = near + 0.3; depth < end; depth += 0.42) {
    rows.push(strip(depth, depth + 0.09));
  }
  far.path(joined(rows), { fill: '#000010', opacity: weather === 'snow' ? 0.1 : 0.24 });
  far.path(wallAt(edge, [near + 0.4, end], [low - 0.14, low]), { fill: darker(colour, 0.45) });
  far.path(wallAt(edge, [near + 0.4, end], [low - 0.03, low + 0.05]), { fill: lighter(colour, 0.22) });
}

/** A lantern under the eave and a banner on a pole. */
function drawHangings(stage: Stage, side: number, near: number): void {
  const { mid, outdoors, random } = stage;
  const size = scaleAt(near + 0.6);
  if (near > 0) {
    const { x, y } = pointAt(side * (EAVE_ACROSS + 0.1), 2.25, near + 0.6);
    drawLantern(mid, stage, { x, y, size: size / 210 });
  }
  const depth = near + 4.6;
  const pole = pointAt(side * EAVE_ACROSS, 5, depth);
  const inner = pointAt(side * (EAVE_ACROSS - 0.75), 5, depth);
  const foot = pointAt(side * EAVE_ACROSS, 3.1, depth);
  const cloth = outdoors(random.pick(BANNERS));
  const sway = random.between(-6, 6);
  mid.path(path`M${pole.x} ${foot.y}V${pole.y - 8}M${pole.x} ${pole.y}H${inner.x}`, {
    stroke: outdoors('#4a3426'),
    width: Math.max(2.5, size * 0.035),
  });
  const [left, right] = [inner.x + side * size * 0.06, pole.x - side * size * 0.06];
  const middle = (left + right) / 2;
  mid.path(
    path`M${left} ${pole.y}H${right}L${right + sway} ${foot.y - 14}L${middle + sway} ${foot.y + 6}L${left + sway} ${foot.y - 14}Z`,
    {
      fill: cloth,
    },
  );
  mid.circle(middle + sway * 0.4, pole.y + (foot.y - pole.y) * 0.42, size * 0.14, {
    fill: outdoors('#f0e2c0'),
    opacity: 0.85,
  });
}

/** Warm light of the shops on the slabs. */
function drawLightsOnStone({ far, palette, time }: Stage): void {
  if (!isDark(time)) {
    return;
  }
  for (const side of [-1, 1]) {
    for (const depth of [2, 8, 15]) {
      const { x, y } = pointAt(side * 3.6, 0, depth);
      const size = scaleAt(depth);
      const fill = far.radial([
        [0, palette.light, 0.3],
        [1, palette.light, 0],
      ]);
      far.ellipse(x, y, size * 1.7, size * 0.3, { fill });
    }
  }
}

/** A barrow with a cloth roof and baskets of fruit, at the left. */
function drawStall({ mid, outdoors, weather }: Stage): void {
  const wood = outdoors('#7d5438');
  mid.group({ x: 196, y: 830 }, () => {
    mid.ellipse(0, 6, 196, 15, { fill: '#000010', opacity: 0.28 });
    mid.path(path`M-164 0V-330M164 0V-330`, { stroke: darker(wood, 0.2), width: 11 });
    mid.rect(-172, -132, 344, 96, { fill: wood, radius: 4 });
    mid.path(path`M-172 -84H172M-60 -132V-36M60 -132V-36`, { stroke: '#000010', width: 4, opacity: 0.2 });
    mid.rect(-184, -146, 368, 18, { fill: lighter(wood, 0.18), radius: 4 });
    for (const [x, fruit] of [
      [-112, '#d9573f'],
      [0, '#e0a03a'],
      [112, '#8fae4f'],
    ] as const) {
      for (const [across, up] of [
        [-26, 168],
        [0, 170],
        [26, 168],
        [-13, 186],
        [13, 186],
      ] as const) {
        mid.circle(x + across, -up, 14, { fill: outdoors(fruit) });
      }
      mid.path(path`M${x - 50} -166H${x + 50}L${x + 38} -134H${x - 38}Z`, { fill: outdoors('#b08a52') });
    }
    const cloth = outdoors(weather === 'snow' ? '#eef2f6' : '#b8584a');
    mid.path(
      path`M-200 -322L-150 -376H150L200 -322Q180 -304 160 -322T120 -322T80 -322T40 -322T0 -322T-40 -322T-80 -322T-120 -322T-160 -322T-200 -322Z`,
      {
        fill: mid.linear([
          [0, lighter(cloth, 0.1)],
          [1, darker(cloth, 0.16)],
        ]),
      },
    );
  });
}

/** At the right, before a shop. */
function drawJars({ mid, outdoors }: Stage): void {
  for (const [x, y, scale] of [
    [1392, 812, 0.9],
    [1500, 830, 1.1],
    [1432, 850, 0.8],
  ] as const) {
    drawWineJar(mid, outdoors, { x, y, scale });
  }
}
