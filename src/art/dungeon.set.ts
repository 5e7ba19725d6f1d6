import { darker, lighter, mix } from './colour.js';
import { type Drawing, joined, path, type PathData } from './drawing.js';
import { drawMasonry } from './masonry.js';
import { groundAt, pointAt, quad, scaleAt, wallAt } from './perspective.js';
import { drawRainOrSnow } from './room.js';
import { isDark, type SetPainter, type Stage, STAGE_HEIGHT, STAGE_WIDTH } from './stage.js';

const NEAREST = -2;
const BACK = 8;
const WALL_ACROSS = 4.1;
const ROOF_METRES = 4.6;
const STONE = '#7d7c80';
const IRON = '#3b3f47';

/** A dungeon: a vault of hewn stone, cells behind iron bars, torches, chains, straw, one high barred window. */
export const drawDungeon: SetPainter = (stage) => {
  drawVault(stage);
  drawFloor(stage);
  drawCells(stage);
  drawGate(stage);
  drawHighWindow(stage);
  drawMoonbeam(stage);
  for (const x of [452, 1148]) {
    drawTorch(stage, x);
  }
  drawChains(stage);
  drawStraw(stage);
  drawStool(stage.mid, stage);
  return 'dust';
};

/** Torches burn by day, too: it is never quite light here, nor quite dark. */
const stoneOf = ({ indoors, time }: Stage): string => mix(indoors(STONE), '#20242e', isDark(time) ? 0.16 : 0.3);

function drawVault(stage: Stage): void {
  const { far, random } = stage;
  const stone = stoneOf(stage);
  far.rect(0, 0, STAGE_WIDTH, STAGE_HEIGHT, { fill: darker(stone, 0.5) });
  const size = scaleAt(BACK);
  const left = pointAt(-WALL_ACROSS, ROOF_METRES, BACK);
  const foot = pointAt(0, 0, BACK).y;
  drawMasonry(far, random, {
    ...{ x: left.x, y: left.y, width: WALL_ACROSS * 2 * size, height: foot - left.y },
    colour: stone,
    course: 44,
  });
  for (const side of [-1, 1]) {
    drawSideWall(stage, side, stone);
  }
  far.path(
    quad(
      pointAt(-WALL_ACROSS, ROOF_METRES, NEAREST),
      pointAt(-WALL_ACROSS, ROOF_METRES, BACK),
      pointAt(WALL_ACROSS, ROOF_METRES, BACK),
      pointAt(WALL_ACROSS, ROOF_METRES, NEAREST),
    ),
    { fill: darker(stone, 0.62) },
  );
  for (const depth of [BACK, 3.4, 0.2]) {
    drawRib(stage, depth, darker(stone, depth === BACK ? 0.34 : 0.24));
  }
}

function drawSideWall({ far }: Stage, side: number, stone: string): void {
  const across = side * WALL_ACROSS;
  far.path(wallAt(across, [NEAREST, BACK], [0, ROOF_METRES]), { fill: darker(stone, 0.26) });
  const joints: PathData[] = [];
  for (let row = 0; row < 11; row++) {
    const low = row * 0.42;
    joints.push(wallAt(across, [NEAREST, BACK], [low, low + 0.025]));
    for (let depth = NEAREST + (row % 2) * 0.5; depth < BACK; depth += 1) {
      joints.push(wallAt(across, [depth, depth + 0.03], [low, low + 0.42]));
    }
  }
  far.path(joined(joints), { fill: darker(stone, 0.62), opacity: 0.7 });
}

/** An arch of the vault, from wall to wall. */
function drawRib({ far }: Stage, depth: number, fill: string): void {
  const size = scaleAt(depth);
  const [left, right] = [pointAt(-WALL_ACROSS, 2.7, depth), pointAt(WALL_ACROSS, 2.7, depth)];
  const crown = pointAt(0, ROOF_METRES + 0.2, depth).y;
  const thick = 0.36 * size;
  const over = crown - size * 2.4;
  far.path(
    path`M${left.x} ${left.y}Q${left.x + size} ${crown + thick * 0.6} 800 ${crown + thick}Q${right.x - size} ${crown + thick * 0.6} ${right.x} ${right.y}H${right.x + size}V${over}H${left.x - size}V${left.y}Z`,
    { fill },
  );
  far.path(
    path`M${left.x} ${left.y}Q${left.x + size} ${crown + thick * 0.6} 800 ${crown + thick}Q${right.x - size} ${crown + thick * 0.6} ${right.x} ${right.y}`,
    { stroke: lighter(fill, 0.12), width: Math.max(4, size * 0.05) },
  );
  const foot = pointAt(0, 0, depth).y;
  for (const x of [left.x, right.x - 0.3 * size]) {
    far.rect(x, left.y, 0.3 * size, foot - left.y, { fill });
  }
}

function drawFloor(stage: Stage): void {
  const { far } = stage;
  const stone = darker(stoneOf(stage), 0.1);
  const back = pointAt(0, 0, BACK).y;
  far.rect(0, back, STAGE_WIDTH, STAGE_HEIGHT - back, {
    fill: far.linear([
      [0, darker(stone, 0.2)],
      [0.4, stone],
      [1, darker(stone, 0.4)],
    ]),
  });
  const joints: PathData[] = [];
  for (let across = -4.1; across <= 4.1; across += 0.82) {
    joints.push(groundAt([across, across + 0.025], [NEAREST, BACK]));
  }
  for (const depth of [-1.1, -0.2, 0.8, 2, 3.4, 5.2]) {
    joints.push(groundAt([-WALL_ACROSS, WALL_ACROSS], [depth, depth + 0.05]));
  }
  far.path(joined(joints), { fill: '#000010', opacity: 0.3 });
}

/** Cells along both sides, dark behind their bars. */
function drawCells({ far, indoors }: Stage): void {
  const iron = indoors(IRON);
  for (const side of [-1, 1]) {
    const across = side * (WALL_ACROSS - 0.02);
    for (const near of [-1, 3.9]) {
      const end = near + 3;
      far.path(wallAt(across, [near, end], [0.05, 2.5]), { fill: '#0c0d12' });
      const bars: PathData[] = [];
      for (let depth = near; depth < end; depth += 0.3) {
        bars.push(wallAt(across, [depth, depth + 0.07], [0.05, 2.5]));
      }
      for (const low of [0.05, 1.2, 2.42]) {
        bars.push(wallAt(across, [near, end], [low, low + 0.1]));
      }
      far.path(joined(bars), { fill: lighter(iron, 0.1) });
    }
  }
}

/** The way out: a grating in an arch, with a quiet dark behind it. */
function drawGate({ far, indoors }: Stage): void {
  const iron = indoors(IRON);
  const stone = indoors('#5d5b60');
  const foot = pointAt(0, 0, BACK).y;
  const arch = path`M642 ${foot}V436A158 112 0 0 1 958 436V${foot}Z`;
  far.path(arch, { stroke: stone, width: 44 });
  far.path(arch, {
    fill: far.linear([
      [0, '#0b0c11'],
      [1, '#191a20'],
    ]),
  });
  far.group({ clip: far.clip(arch) }, () => {
    const bars: PathData[] = [];
    for (let x = 668; x < 958; x += 33) {
      bars.push(path`M${x} 310V${foot}`);
    }
    far.path(joined(bars), { stroke: lighter(iron, 0.06), width: 9 });
    far.path(path`M642 448H958M642 590H958`, { stroke: iron, width: 13 });
  });
  far.rect(858, 500, 44, 58, { fill: lighter(iron, 0.12), radius: 4 });
  far.circle(880, 522, 7, { fill: '#0b0c11' });
  far.rect(877, 524, 6, 18, { fill: '#0b0c11' });
}

const WINDOW = { x: 736, y: 132, width: 128, height: 96 };

function drawHighWindow(stage: Stage): void {
  const { far, indoors, palette, time, weather } = stage;
  const { x, y, width, height } = WINDOW;
  const pane = path`M${x} ${y + height}V${y + 40}A64 44 0 0 1 ${x + width} ${y + 40}V${y + height}Z`;
  far.path(pane, { stroke: darker(stoneOf(stage), 0.42), width: 30 });
  far.group({ clip: far.clip(pane) }, () => {
    far.rect(x, y - 20, width, height + 20, {
      fill: far.linear([
        [0, palette.sky[0]],
        [1, palette.sky[2]],
      ]),
    });
    if (time === 'night' && weather === 'clear') {
      far.glow(x + 84, y + 40, 70, '#fff4d6', 0.8);
      far.circle(x + 84, y + 40, 20, { fill: '#fff4d6' });
    }
    drawRainOrSnow(stage, WINDOW);
  });
  const bars: PathData[] = [];
  for (let share = 1; share < 5; share++) {
    bars.push(path`M${x + (width * share) / 5} ${y - 6}v${height + 6}`);
  }
  far.path(joined(bars), { stroke: indoors(IRON), width: 9 });
}

function drawMoonbeam({ far, palette, time, weather }: Stage): void {
  const clear = weather === 'clear';
  const colour = time === 'night' ? '#a9c2ff' : lighter(palette.sky[2], 0.2);
  const fill = far.linear([
    [0, colour, clear ? 0.4 : 0.2],
    [0.5, colour, clear ? 0.14 : 0.07],
    [1, colour, 0],
  ]);
  const { x, y, width } = WINDOW;
  far.path(path`M${x} ${y + 10}H${x + width}L${x + width + 40} 880H${x - 300}Z`, { fill });
}

/** An iron basket of fire, higher on the wall than heads are. */
function drawTorch({ far, palette }: Stage, x: number): void {
  far.glow(x, 206, 460, palette.light, 0.42);
  far.glow(x, 206, 180, '#ffb45c', 0.75);
  far.group({ x, y: 246 }, () => {
    far.path(path`M0 96V16M-24 66H24`, { stroke: '#2b2724', width: 14 });
    far.path(path`M-27 0H27L15 40H-15Z`, { fill: '#332c28' });
    far.path(path`M0 -96Q14 -60 30 -44Q36 -12 14 4H-14Q-38 -12 -26 -46Q-14 -52 0 -96Z`, { fill: '#ff9a3c' });
    far.path(path`M2 -60Q20 -32 12 0H-12Q-22 -24 2 -60Z`, { fill: '#ffe9a8' });
  });
}

function drawChains({ far, indoors }: Stage): void {
  const iron = lighter(indoors(IRON), 0.16);
  for (const [x, links] of [
    [572, 9],
    [610, 7],
    [992, 7],
    [1030, 9],
  ] as const) {
    far.circle(x, 408, 9, { stroke: iron, width: 5 });
    for (let link = 0; link < links; link++) {
      const y = 424 + link * 15;
      far.ellipse(x, y, link % 2 === 0 ? 5 : 2.5, 9, { stroke: iron, width: 3.5 });
    }
    far.ellipse(x, 430 + links * 15, 15, 11, { stroke: iron, width: 6 });
  }
}

/** Straw in both corners, some of it strewn about. */
function drawStraw({ mid, indoors, random }: Stage): void {
  for (const [x, y, spread] of [
    [250, 776, 210],
    [1370, 800, 220],
  ] as const) {
    mid.ellipse(x, y, spread, 26, { fill: indoors('#8d7440') });
    mid.ellipse(x, y - 10, spread * 0.74, 28, { fill: indoors('#a58a50') });
    const stalks: PathData[] = [];
    for (let index = 0; index < 90; index++) {
      const across = random.between(-1.15, 1.15);
      const up = random.between(-34, 24) * (1.2 - Math.abs(across));
      stalks.push(path`M${x + across * spread} ${y + up}l${random.between(-34, 34)} ${random.between(-15, 11)}`);
    }
    mid.path(joined(stalks), { stroke: indoors('#c9ad68'), width: 4, opacity: 0.8 });
  }
}

/** A stool with a bowl and a jug on it. */
function drawStool(drawing: Drawing, { indoors }: Stage): void {
  const wood = indoors('#6b4a33');
  drawing.ellipse(1186, 766, 84, 10, { fill: '#000010', opacity: 0.4 });
  drawing.path(path`M1138 690L1124 762M1234 690L1248 762`, { stroke: darker(wood, 0.3), width: 14 });
  drawing.rect(1116, 672, 140, 20, { fill: wood, radius: 5 });
  drawing.path(path`M1136 646H1186Q1182 672 1161 672T1136 646Z`, { fill: indoors('#8d8a80') });
  const clay = indoors('#7d4f38');
  drawing.path(path`M1204 670Q1188 636 1208 618V600H1232V618Q1252 636 1236 670Z`, { fill: clay });
  drawing.path(path`M1208 606H1232`, { stroke: darker(clay, 0.3), width: 6 });
}
