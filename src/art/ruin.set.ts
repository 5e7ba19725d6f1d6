import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawMasonry } from './masonry.js';
import { drawGrassTufts, drawHills, drawPools } from './nature.js';
import { groundAt } from './perspective.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, isDark, type SetPainter, type Stage, STAGE_WIDTH } from './stage.js';

const GROUND = 628;
const STONE = '#b3a98f';
const MOSS = '#7f9a58';

/** A temple in ruins, of no country: broken columns, a fallen roof, moss and vines, shafts of light. */
export const drawRuin: SetPainter = (stage) => {
  const { far, palette } = stage;
  drawSky(stage, { lightX: 1392, horizon: 560 });
  drawHills(far, { y: 540, height: 150, colour: mix(groundOf(stage, '#8fae9a'), palette.sky[2], 0.5), phase: 1.4 });
  drawHaze(far, stage, 380, 190, 0.4);
  drawBackWall(stage);
  drawFloor(stage);
  drawAltar(stage);
  for (const [x, top, scale] of [
    [590, 250, 0.62],
    [1010, 118, 0.62],
    [452, 60, 0.78],
    [1148, 330, 0.78],
  ] as const) {
    drawColumn(stage, { x, top, scale });
  }
  drawShafts(stage);
  drawDebris(stage);
  for (const [x, top, scale] of [
    [150, -20, 1.2],
    [1450, 120, 1.2],
  ] as const) {
    drawColumn(stage, { x, top, scale });
  }
  drawFallenDrums(stage);
  drawVines(stage);
  return airOutdoors(stage, 'dust');
};

/** Stone lies dark under rain and pale under snow. */
const stoneOf = (stage: Stage, share: number): string => mix(groundOf(stage, STONE), stage.palette.sky[2], share);

/** What is left of the end wall, broken along its top. */
function drawBackWall(stage: Stage): void {
  const { far, random, palette, weather } = stage;
  const stone = stage.outdoors(weather === 'rain' ? '#7f7a6c' : '#a69c84');
  const top = path`M150 660V352L206 330L232 364L300 340L346 262L402 268L430 214L508 206L560 236L626 200L700 214L742 188L850 192L906 230L962 214L1030 268L1104 258L1150 320L1226 306L1270 372L1340 384L1372 440L1440 452L1462 660Z`;
  far.group({ clip: far.clip(top) }, () => {
    drawMasonry(far, random, {
      x: 130,
      y: 180,
      width: 1350,
      height: 480,
      colour: mix(stone, palette.sky[2], 0.2),
      course: 46,
    });
    const moss: PathData[] = [];
    for (let index = 0; index < 26; index++) {
      const [x, y] = [random.between(160, 1440), random.between(560, 650)];
      moss.push(path`M${x - 60} ${y + 40}Q${x - 40} ${y} ${x} ${y + 6}T${x + 70} ${y + 40}Z`);
    }
    far.path(joined(moss), { fill: mix(groundOf(stage, MOSS), palette.sky[2], 0.1), opacity: 0.6 });
  });
  far.path(top, { stroke: weather === 'snow' ? '#f4f8fb' : lighter(stone, 0.12), width: 6, opacity: 0.7 });
}

function drawFloor(stage: Stage): void {
  const { far, random } = stage;
  const slab = stoneOf(stage, 0.06);
  far.rect(0, GROUND, STAGE_WIDTH, 900 - GROUND, {
    fill: far.linear([
      [0, darker(slab, 0.06)],
      [0.4, slab],
      [1, darker(slab, 0.34)],
    ]),
  });
  const joints: PathData[] = [];
  for (let across = -9; across <= 9; across += 0.9) {
    joints.push(groundAt([across, across + 0.03], [-1.8, 12]));
  }
  for (const depth of [-1.2, -0.5, 0.4, 1.6, 3.2, 5.4, 8.4]) {
    joints.push(groundAt([-9, 9], [depth, depth + 0.05]));
  }
  const moss = groundOf(stage, MOSS);
  far.path(joined(joints), { fill: darker(moss, 0.4), opacity: 0.6 });
  for (let index = 0; index < 46; index++) {
    const near = random.next();
    const edge = random.chance(0.75);
    const x = edge
      ? random.chance(0.5)
        ? random.between(-40, 480)
        : random.between(1120, 1640)
      : random.between(480, 1120);
    const width = 30 + near * 110;
    far.ellipse(x, GROUND + 12 + near * 256, width, width * 0.16, {
      fill: darker(moss, random.between(0, 0.25)),
      opacity: 0.62,
    });
  }
  drawGrassTufts(far, stage, GROUND + 10, 892, darker(moss, 0.35));
  drawPools(far, stage, [
    [700, 812, 150],
    [1060, 862, 180],
  ]);
}

/** A stepped altar with a ring of stone that stands upright, its carving half gone. */
function drawAltar(stage: Stage): void {
  const { far, palette, time } = stage;
  const stone = stoneOf(stage, 0.1);
  for (const [half, y] of [
    [206, 644],
    [168, 618],
    [130, 592],
  ] as const) {
    far.path(path`M${800 - half} ${y + 28}V${y}H${800 + half}V${y + 28}Z`, { fill: darker(stone, 0.2) });
    far.rect(800 - half, y - 5, half * 2, 10, { fill: lighter(stone, 0.16) });
  }
  if (isDark(time)) {
    far.glow(800, 500, 240, '#9fe0d0', 0.34);
  }
  far.path(path`M736 592V474A64 64 0 0 1 864 474V592Z`, {
    fill: far.linear([
      [0, lighter(stone, 0.06)],
      [1, darker(stone, 0.24)],
    ]),
  });
  const carving = isDark(time) ? mix('#9fe0d0', palette.light, 0.2) : darker(stone, 0.34);
  far.circle(800, 488, 30, { stroke: carving, width: 6 });
  far.circle(800, 488, 11, { fill: carving });
  const rays: PathData[] = [];
  for (let ray = 0; ray < 12; ray++) {
    const [cos, sin] = [Math.cos((ray * Math.PI) / 6), Math.sin((ray * Math.PI) / 6)];
    rays.push(path`M${800 + cos * 39} ${488 + sin * 39}L${800 + cos * 52} ${488 + sin * 52}`);
  }
  far.path(joined(rays), { stroke: carving, width: 5 });
}

interface Column {
  x: number;
  /** Where it is broken off; above the picture: whole. */
  top: number;
  scale: number;
}

/** A fluted column on its base, lit from the right, mossy at the foot. */
function drawColumn(stage: Stage, { x, top, scale }: Column): void {
  const { mid, random } = stage;
  const stone = stoneOf(stage, scale > 1 ? 0 : 0.26 - scale * 0.14);
  const half = 46 * scale;
  const foot = GROUND + 30 + (scale - 0.5) * 170;
  const notch = random.between(-10, 10) * scale;
  mid.ellipse(x, foot + 4, half * 2.1, half * 0.26, { fill: '#000010', opacity: 0.28 });
  const broken = path`M${x - half} ${foot - 30 * scale}V${top + 9}L${x - half * 0.5} ${top - 7 + notch}L${x - half * 0.1} ${top + 10}L${x + half * 0.45} ${top - 12}L${x + half} ${top + 15 + notch}V${foot - 30 * scale}Z`;
  mid.path(broken, {
    fill: mid.linear(
      [
        [0, darker(stone, 0.4)],
        [0.62, stone],
        [1, lighter(stone, 0.14)],
      ],
      0,
      0,
      1,
      0,
    ),
  });
  mid.group({ clip: mid.clip(broken) }, () => {
    const flutes: PathData[] = [];
    for (const share of [-0.72, -0.4, -0.05, 0.3, 0.62]) {
      flutes.push(path`M${x + half * share} ${top - 40}V${foot}`);
    }
    mid.path(joined(flutes), { stroke: '#000010', width: 5 * scale, opacity: 0.16 });
    for (let y = foot - 190 * scale; y > top - 30; y -= 165 * scale) {
      mid.path(path`M${x - half} ${y}Q${x} ${y + 12 * scale} ${x + half} ${y}`, {
        stroke: '#000010',
        width: 4,
        opacity: 0.26,
      });
    }
    const moss = groundOf(stage, MOSS);
    mid.path(
      path`M${x - half} ${foot}V${foot - 120 * scale}Q${x - half * 0.3} ${foot - 96 * scale} ${x} ${foot - 46 * scale}T${x + half} ${foot - 50 * scale}V${foot}Z`,
      {
        fill: moss,
        opacity: 0.6,
      },
    );
  });
  mid.path(
    path`M${x - half * 1.3} ${foot - 34 * scale}H${x + half * 1.3}V${foot - 14 * scale}H${x + half * 1.5}V${foot + 6}H${x - half * 1.5}V${foot - 14 * scale}H${x - half * 1.3}Z`,
    {
      fill: darker(stone, 0.16),
    },
  );
  if (stage.weather === 'snow') {
    mid.path(path`M${x - half * 1.3} ${foot - 34 * scale}H${x + half * 1.3}`, { stroke: '#f6f9fc', width: 8 });
  }
}

function drawShafts({ mid, palette, time, weather }: Stage): void {
  if (weather !== 'clear') {
    return;
  }
  const colour = time === 'night' ? '#b9caff' : lighter(palette.light, 0.1);
  const fill = mid.linear([
    [0, colour, 0],
    [0.25, colour, time === 'night' ? 0.16 : 0.3],
    [1, colour, 0],
  ]);
  for (const [x, width] of [
    [700, 90],
    [880, 60],
    [1060, 120],
    [1290, 70],
  ] as const) {
    mid.path(path`M${x} -10h${width}L${x + width - 330} 780h${-width * 1.5}Z`, { fill });
  }
}

/** Blocks that fell from the walls. */
function drawDebris(stage: Stage): void {
  const { mid, random, weather } = stage;
  for (const [x, y, size] of [
    [330, 690, 58],
    [262, 706, 40],
    [1270, 694, 64],
    [1204, 708, 38],
    [690, 662, 24],
    [944, 664, 30],
    [1350, 716, 44],
  ] as const) {
    const stone = darker(stoneOf(stage, 0.04), random.between(0, 0.14));
    const lean = random.between(-0.2, 0.2) * size;
    mid.ellipse(x, y + 3, size * 1.1, size * 0.16, { fill: '#000010', opacity: 0.3 });
    mid.path(
      path`M${x - size} ${y}L${x - size * 0.9 + lean} ${y - size * 0.7}L${x + size * 0.7 + lean} ${y - size * 0.86}L${x + size} ${y}Z`,
      {
        fill: darker(stone, 0.16),
      },
    );
    mid.path(
      path`M${x - size * 0.9 + lean} ${y - size * 0.7}L${x - size * 0.5 + lean} ${y - size}L${x + size * 0.84 + lean} ${y - size * 1.04}L${x + size * 0.7 + lean} ${y - size * 0.86}Z`,
      {
        fill: weather === 'snow' ? '#f4f8fb' : lighter(stone, 0.2),
      },
    );
  }
}

/** A column that fell towards the camera and lies in its drums. */
function drawFallenDrums(stage: Stage): void {
  const { mid } = stage;
  const stone = stoneOf(stage, 0);
  const moss = groundOf(stage, MOSS);
  for (const [x, y, size] of [
    [1300, 846, 0.9],
    [1160, 822, 0.62],
  ] as const) {
    mid.group({ x, y, scale: size }, () => {
      mid.ellipse(10, 4, 150, 15, { fill: '#000010', opacity: 0.3 });
      mid.path(path`M-96 -104H96Q140 -104 140 -52T96 0H-96Z`, {
        fill: mid.linear([
          [0, lighter(stone, 0.16)],
          [0.5, stone],
          [1, darker(stone, 0.38)],
        ]),
      });
      mid.path(path`M-70 -78H132M-66 -52H138M-70 -26H132`, { stroke: '#000010', width: 5, opacity: 0.14 });
      mid.path(path`M-60 -106Q-20 -84 20 -96T110 -100Q60 -112 0 -110Z`, { fill: moss, opacity: 0.85 });
      mid.ellipse(-96, -52, 34, 52, { fill: lighter(stone, 0.1) });
      mid.ellipse(-96, -52, 19, 30, { stroke: darker(stone, 0.3), width: 4 });
    });
  }
}

/** Vines that hang into both upper corners. */
function drawVines(stage: Stage): void {
  const { fore, random, outdoors, weather } = stage;
  const leaf = outdoors(weather === 'snow' ? '#b9c6b8' : '#5c8448');
  for (let index = 0; index < 12; index++) {
    const left = index % 2 === 0;
    const x = left ? random.between(0, 300) : random.between(1300, 1600);
    const edge = left ? x : 1600 - x;
    const length = random.between(90, 240) * (1 - edge / 480);
    fore.path(path`M${x} -10Q${x + 14} ${length * 0.5} ${x - 4} ${length}`, { stroke: darker(leaf, 0.35), width: 4 });
    for (let y = 4; y < length; y += 19) {
      const side = (y / 19) % 2 < 1 ? 1 : -1;
      fore.path(path`M${x + 4} ${y}q${side * 20} -12 ${side * 30} 6q${side * -12} 14 ${side * -30} -6z`, {
        fill: darker(leaf, random.between(0, 0.25)),
      });
    }
  }
}
