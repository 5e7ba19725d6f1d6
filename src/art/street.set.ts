import { drawSkyline } from './city.js';
import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { EYE_LEVEL, groundAt, pointAt, quad, scaleAt, wallAt } from './perspective.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, isDark, type Particles, type SetPainter, type Stage } from './stage.js';
import {
  drawLightStreak,
  drawMirrored,
  drawPasserBy,
  drawPuddles,
  drawRoadSheen,
  type Mirrored,
  type PasserBy,
} from './wet-street.js';

const FACADES = ['#c98f6f', '#b9a58c', '#8f9fae', '#c4b08a', '#a8837a', '#9aa88f', '#b58a9a'] as const;
const SIGNS = ['#e0533f', '#2f8f8c', '#e0a03a', '#5a6fc0', '#c24f86', '#4f9a5a'] as const;

const FACADE_ACROSS = 5.6;
const KERB_ACROSS = 3.4;
const NEAREST = -1.6;
const FARTHEST = 90;
const SHOP_METRES = 7;

const PASSERS_BY: readonly PasserBy[] = [
  { across: -1.5, depth: 19, coat: '#5a6b86', umbrella: '#e0b03a' },
  { across: 1.9, depth: 15, coat: '#7a4f5a', umbrella: '#d9534a' },
  { across: -4.4, depth: 9, coat: '#4f5f6b', umbrella: '#3f8f9a' },
  { across: 4.5, depth: 7.5, coat: '#6b5a4a', umbrella: '#8a6fc0' },
];

interface Street extends Stage {
  isWet: boolean;
  /** Whether shops have their lights on. */
  isLit: boolean;
  mirrored: Mirrored[];
}

/** A shopping street that runs away from the camera, with lamps and a zebra crossing; wet when it rains. */
export const drawStreet: SetPainter = (stage) => paintStreet(stage, stage.weather === 'rain');

/** The street in the rain or just after it: lights on wet asphalt, people under umbrellas. */
export const drawRainyStreet: SetPainter = (stage) => paintStreet(stage, true);

function paintStreet(stage: Stage, isWet: boolean): Particles {
  const street: Street = { ...stage, isWet, isLit: isWet || isDark(stage.time), mirrored: [] };
  const { far, palette } = stage;
  drawSky(stage, { lightX: 930, lightY: 92, horizon: EYE_LEVEL });
  const city = { base: 512, lowest: 50, highest: 190, colour: mix(palette.far, palette.sky[2], 0.4) };
  drawSkyline(far, stage, { ...city, from: 560, to: 1040 });
  drawHaze(far, stage, 330, 190, 0.45);
  drawGround(street);
  for (const side of [-1, 1]) {
    drawRow(street, side);
  }
  far.glow(800, EYE_LEVEL, stage.weather === 'fog' ? 900 : 330, palette.sky[2], stage.weather === 'fog' ? 1 : 0.35);
  drawReflections(street);
  for (const depth of [30, 17, 8]) {
    drawLamp(street, -1, depth);
    drawLamp(street, 1, depth);
  }
  return airOutdoors(stage, 'dust');
}

function drawGround(stage: Street): void {
  const { far } = stage;
  const asphalt = groundOf(stage, stage.isWet ? '#4f545e' : '#70747c');
  const pavement = groundOf(stage, stage.isWet ? '#857f7a' : '#b3aca2');
  far.rect(0, EYE_LEVEL + 8, 1600, 400, {
    fill: far.linear([
      [0, lighter(pavement, 0.08)],
      [1, darker(pavement, 0.25)],
    ]),
  });
  const road = far.linear([
    [0, lighter(asphalt, 0.1)],
    [1, darker(asphalt, 0.25)],
  ]);
  far.path(groundAt([-KERB_ACROSS, KERB_ACROSS], [NEAREST, FARTHEST]), { fill: road });
  for (const side of [-1, 1]) {
    far.path(groundAt([side * KERB_ACROSS, side * (KERB_ACROSS + 0.16)], [NEAREST, FARTHEST]), {
      fill: lighter(pavement, 0.25),
    });
  }
  const dashes: PathData[] = [];
  for (let depth = 5; depth < 60; depth += 5) {
    dashes.push(groundAt([-0.07, 0.07], [depth, depth + 2.2]));
  }
  far.path(joined(dashes), { fill: groundOf(stage, '#eceae2'), opacity: 0.8 });
  const stripes: PathData[] = [];
  for (let across = -3.2; across < 3.1; across += 0.8) {
    stripes.push(groundAt([across, across + 0.42], [-0.35, 2.6]));
  }
  far.path(joined(stripes), { fill: groundOf(stage, '#f3f2ec'), opacity: 0.85 });
}

/** From far to near, so that nearer houses cover farther ones. */
function drawRow(stage: Street, side: number): void {
  const count = Math.ceil((FARTHEST - NEAREST) / SHOP_METRES);
  for (let index = count - 1; index >= 0; index--) {
    const near = NEAREST + index * SHOP_METRES;
    drawHouse(stage, side, near, near + SHOP_METRES);
  }
}

function drawHouse(stage: Street, side: number, near: number, end: number): void {
  const { far, outdoors, random, palette } = stage;
  const distance = Math.min(0.75, near / 90);
  const colour = mix(outdoors(random.pick(FACADES)), palette.sky[2], distance);
  const across = side * FACADE_ACROSS;
  const storeys = random.int(3, 5);
  const height = 3.6 + storeys * 3;
  far.path(wallAt(across, [near, end], [0, height]), { fill: side === 1 ? darker(colour, 0.14) : colour });
  drawEndWall(stage, side, end, height, darker(colour, 0.3));
  drawUpperWindows(stage, across, near, storeys);
  if (near < 60) {
    drawShopFront(stage, side, near, end);
  }
}

/** What is seen of the side wall of a house above a lower neighbour: it closes gaps in the roof line. */
function drawEndWall({ far }: Stage, side: number, depth: number, height: number, fill: string): void {
  const top = pointAt(side * FACADE_ACROSS, height, depth);
  const foot = pointAt(side * FACADE_ACROSS, 0, depth);
  const away = side * 4 * scaleAt(depth);
  far.path(quad(top, { x: top.x + away, y: top.y }, { x: foot.x + away, y: foot.y }, foot), { fill });
}

function drawUpperWindows(
  { far, outdoors, random, palette }: Stage,
  across: number,
  near: number,
  storeys: number,
): void {
  const lit: PathData[] = [];
  const unlit: PathData[] = [];
  for (let storey = 0; storey < storeys; storey++) {
    for (const offset of [0.9, 2.9, 4.9]) {
      const low = 4.4 + storey * 3;
      const pane = wallAt(across, [near + offset, near + offset + 1.2], [low, low + 1.6]);
      (random.chance(palette.litWindows * 1.3) ? lit : unlit).push(pane);
    }
  }
  far.path(joined(unlit), { fill: outdoors('#52687a'), opacity: 0.75 });
  far.path(joined(lit), { fill: palette.light, opacity: 0.9 });
}

function drawShopFront(stage: Street, side: number, near: number, end: number): void {
  const { far, outdoors, random, palette, isLit, mirrored } = stage;
  const across = side * FACADE_ACROSS;
  const sign = random.pick(SIGNS);
  const glass = isLit ? lighter(palette.light, 0.15) : outdoors('#9fc0cc');
  far.path(wallAt(across, [near, end], [0, 3.5]), { fill: outdoors('#4a3f3c') });
  far.path(wallAt(across, [near + 0.3, near + 3.9], [0.5, 2.6]), { fill: glass });
  far.path(wallAt(across, [near + 4.5, near + 5.7], [0.05, 2.4]), {
    fill: darker(glass, isLit ? 0.25 : 0.35),
  });
  drawGoods(stage, across, near);
  const lamp = isLit ? lighter(sign, 0.3) : outdoors(sign);
  far.path(wallAt(across, [near + 0.2, end - 0.2], [2.85, 3.55]), { fill: lamp });
  far.path(wallAt(across, [near + 1.2, near + 4.6], [3.08, 3.32]), { fill: '#fff6df', opacity: 0.85 });
  mirrored.push(
    { data: wallAt(across, [near + 0.3, near + 3.9], [-0.5, -2.6]), fill: glass },
    { data: wallAt(across, [near + 0.2, end - 0.2], [-2.7, -3.7]), fill: lamp },
  );
  drawAwning(stage, side, near, sign);
  drawHangingSign(stage, side, end - 1, random.pick(SIGNS));
}

/** Two shelves of wares behind the glass. */
function drawGoods({ far, outdoors, random }: Stage, across: number, near: number): void {
  for (const shelf of [0.5, 1.25]) {
    const wares: PathData[] = [];
    for (let offset = 0.45; offset < 3.4; offset += 0.5) {
      wares.push(wallAt(across, [near + offset, near + offset + 0.36], [shelf, shelf + random.between(0.22, 0.46)]));
    }
    far.path(joined(wares), { fill: outdoors(random.pick(SIGNS)), opacity: 0.5 });
    far.path(wallAt(across, [near + 0.3, near + 3.9], [shelf - 0.06, shelf]), {
      fill: outdoors('#5a4638'),
      opacity: 0.7,
    });
  }
}

function drawAwning({ far, outdoors }: Stage, side: number, near: number, colour: string): void {
  const across = side * FACADE_ACROSS;
  const edge = side * (FACADE_ACROSS - 0.8);
  for (let strip = 0; strip < 6; strip++) {
    const from = near + 0.2 + strip * 0.65;
    const fill = outdoors(strip % 2 === 0 ? colour : '#f5efe2');
    far.path(
      quad(
        pointAt(across, 2.85, from),
        pointAt(across, 2.85, from + 0.65),
        pointAt(edge, 2.4, from + 0.65),
        pointAt(edge, 2.4, from),
      ),
      { fill },
    );
  }
}

function drawHangingSign(
  { far, outdoors, isLit, mirrored }: Street,
  side: number,
  depth: number,
  colour: string,
): void {
  const inner = pointAt(side * (FACADE_ACROSS - 0.95), 6.4, depth);
  const outer = pointAt(side * (FACADE_ACROSS - 0.1), 4, depth);
  const fill = isLit ? lighter(colour, 0.2) : outdoors(colour);
  const board = quad(inner, { x: outer.x, y: inner.y }, outer, { x: inner.x, y: outer.y });
  far.path(board, { fill });
  const size = scaleAt(depth);
  const middle = (inner.x + outer.x) / 2;
  for (const share of [0.22, 0.5, 0.78]) {
    far.circle(middle, inner.y + (outer.y - inner.y) * share, size * 0.22, { fill: '#fff6df', opacity: 0.85 });
  }
  if (isLit) {
    far.glow(middle, (inner.y + outer.y) / 2, size * 2.6, colour, 0.4);
  }
  const [low, high] = [pointAt(side, -4, depth).y, pointAt(side, -6.4, depth).y];
  mirrored.push({ data: path`M${inner.x} ${low}H${outer.x}V${high}H${inner.x}Z`, fill });
}

/** Lights on the road after dark; on a wet one the whole street lies upside down. */
function drawReflections(stage: Street): void {
  const { far, palette, random, isWet, mirrored } = stage;
  if (isWet) {
    drawRoadSheen(stage, KERB_ACROSS, FARTHEST);
    drawMirrored(stage, mirrored);
    drawPuddles(stage);
    if (stage.weather === 'rain') {
      PASSERS_BY.forEach((person) => drawPasserBy(stage, person));
    }
  } else if (isDark(stage.time)) {
    for (let index = 0; index < 26; index++) {
      const { x, y } = pointAt(random.between(-5.2, 5.2), 0, random.between(0, 16));
      const colour = random.pick([palette.light, palette.light, ...SIGNS]);
      const fill = far.radial([
        [0, colour, 0.16],
        [1, colour, 0],
      ]);
      far.ellipse(x, y + 30, random.between(12, 30), random.between(70, 150), { fill });
    }
  }
}

function drawLamp(stage: Street, side: number, depth: number): void {
  const { mid, outdoors, palette, isLit, isWet } = stage;
  const foot = pointAt(side * (KERB_ACROSS + 0.5), 0, depth);
  const size = scaleAt(depth);
  const top = foot.y - size * 4.6;
  const iron = outdoors('#414b57');
  mid.path(path`M${foot.x} ${foot.y}V${top + size * 0.5}Q${foot.x} ${top} ${foot.x - side * size * 0.9} ${top}`, {
    stroke: iron,
    width: Math.max(2.5, size * 0.075),
  });
  mid.rect(foot.x - size * 0.1, foot.y - size * 0.7, size * 0.2, size * 0.7, { fill: iron });
  const head = foot.x - side * size * 0.95;
  mid.ellipse(head, top + size * 0.03, size * 0.3, size * 0.09, { fill: iron });
  mid.ellipse(head, top + size * 0.09, size * 0.24, size * 0.06, {
    fill: isLit ? '#fff4d2' : outdoors('#e9edf0'),
  });
  if (isLit) {
    mid.glow(head, top + size * 0.1, size * 1.5, palette.light, 0.75);
    mid.ellipse(head, foot.y, size * 1.1, size * 0.16, { fill: palette.light, opacity: 0.16 });
    if (isWet) {
      drawLightStreak(stage, side * (KERB_ACROSS - 0.4), depth);
    }
  }
}
