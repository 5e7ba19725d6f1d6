import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawScrollJar } from './jars.js';
import { groundAt, pointAt, quad, scaleAt, wallAt } from './perspective.js';
import { drawRainOrSnow } from './room.js';
import { isDark, type SetPainter, type Stage, STAGE_HEIGHT, STAGE_WIDTH } from './stage.js';

const NEAREST = -1.6;
const BACK = 14;
const SHELF_ACROSS = 2.6;
const SHELF_METRES = 4.3;
const HALL_METRES = 5.4;
const BAY_METRES = 2.4;
const BOARD_METRES = 0.62;
const WOOD = '#70472f';
const BINDINGS = ['#35506a', '#4a6874', '#6a3f33', '#75592f', '#47593f', '#5a435a'] as const;

/** With what scrolls are tied. */
const SILKS = ['#8a3a34', '#35506a', '#5d6a3a'] as const;
const PAPERS = ['#cdb98f', '#c4ac7e', '#d3c4a0'] as const;
/** Scrolls on one another: how high each lies, and how far in. */
const SCROLLS = [
  [0, 0],
  [0.115, 0.03],
  [0.23, 0],
] as const;

/** A library of old times: walls of scrolls and stitched books, a ladder, a lattice window high at the end, a reading desk. */
export const drawArchive: SetPainter = (stage) => {
  drawShell(stage);
  drawWindow(stage);
  drawEndWall(stage);
  drawBeams(stage);
  for (let near = BACK - BAY_METRES; near >= NEAREST - BAY_METRES; near -= BAY_METRES) {
    drawBay(stage, -1, near);
    drawBay(stage, 1, near);
  }
  drawShaft(stage);
  drawLadder(stage);
  drawDesk(stage);
  drawLamp(stage, { x: 640, y: 633, size: 0.62 });
  drawStand(stage, 352);
  drawStand(stage, 1248);
  drawScrollJar(stage.mid, stage.indoors, { x: 1420, y: 842, scale: 1 });
  return 'dust';
};

function drawShell({ far, indoors, time, palette }: Stage): void {
  const wall = indoors('#cdb48c');
  const floor = indoors('#8a6145');
  const back = pointAt(0, 0, BACK).y;
  far.rect(0, 0, STAGE_WIDTH, STAGE_HEIGHT, {
    fill: far.linear([
      [0, darker(wall, 0.42)],
      [0.5, wall],
    ]),
  });
  far.rect(0, back, STAGE_WIDTH, STAGE_HEIGHT - back, {
    fill: far.linear([
      [0, darker(floor, 0.1)],
      [0.4, floor],
      [1, darker(floor, 0.32)],
    ]),
  });
  const boards: PathData[] = [];
  for (let across = -2.5; across <= 2.5; across += 0.5) {
    boards.push(groundAt([across, across + 0.02], [NEAREST, BACK]));
  }
  far.path(joined(boards), { fill: '#000010', opacity: 0.22 });
  far.path(groundAt([-1, 1], [NEAREST, BACK - 1]), { fill: indoors('#7c3a34'), opacity: 0.75 });
  if (isDark(time)) {
    far.glow(800, 470, 620, palette.light, time === 'night' ? 0.34 : 0.26);
  }
}

/** The end wall has its window above people's heads. */
const WINDOW = { half: 1.8, low: 2.75, high: 4.55 };

function drawWindow(stage: Stage): void {
  const { far, indoors, palette, time, weather } = stage;
  const size = scaleAt(BACK);
  const top = pointAt(0, WINDOW.high, BACK).y;
  const box = { x: 800 - WINDOW.half * size, y: top, width: WINDOW.half * 2 * size, height: size * 1.8 };
  const { x, y, width, height } = box;
  const pane = path`M${x} ${y + height}V${y + 40}Q${x} ${y} ${x + 50} ${y}H${x + width - 50}Q${x + width} ${y} ${x + width} ${y + 40}V${y + height}Z`;
  far.group({ clip: far.clip(pane) }, () => {
    far.rect(x, y, width, height, {
      fill: far.linear([
        [0, palette.sky[1]],
        [1, palette.sky[2]],
      ]),
    });
    if (weather === 'clear' && time === 'night') {
      far.glow(x + width * 0.5, y + height * 0.36, 70, '#fff4d6', 0.7);
      far.circle(x + width * 0.5, y + height * 0.36, 17, { fill: '#fff4d6' });
    }
    far.path(
      path`M${x} ${y + height}V${y + height - 30}Q${x + 60} ${y + height - 66} ${x + 130} ${y + height - 30}T${x + width} ${y + height - 40}V${y + height}Z`,
      {
        fill: mix(stage.outdoors('#7fa08f'), palette.sky[2], 0.45),
      },
    );
    drawRainOrSnow(stage, box);
  });
  const wood = indoors(WOOD);
  const bars: PathData[] = [];
  for (let share = 1; share < 8; share++) {
    bars.push(path`M${x + (width * share) / 8} ${y}v${height}`);
  }
  bars.push(path`M${x} ${y + height * 0.34}h${width}M${x} ${y + height * 0.7}h${width}`);
  far.path(joined(bars), { stroke: wood, width: 4 });
  far.path(pane, { stroke: wood, width: 13 });
}

/** Below the window: a case of scrolls lying in lozenges, no higher than a chest. */
function drawEndWall({ far, indoors }: Stage): void {
  const wood = indoors(WOOD);
  const size = scaleAt(BACK);
  const foot = pointAt(0, 0, BACK).y;
  const [left, width, height] = [800 - SHELF_ACROSS * size, SHELF_ACROSS * 2 * size, 2.1 * size];
  far.rect(left, foot - height, width, height, { fill: darker(wood, 0.5) });
  const lattice: PathData[] = [];
  const scrolls: PathData[] = [];
  const [step, rise] = [width / 10, height / 4];
  for (let column = 0; column < 10; column++) {
    for (let row = 0; row < 4; row++) {
      const [x, y] = [left + column * step, foot - (row + 1) * rise];
      lattice.push(path`M${x} ${y}l${step} ${rise}M${x + step} ${y}l${-step} ${rise}`);
      for (const [across, down] of [
        [0.42, 0.86],
        [0.58, 0.86],
        [0.5, 0.7],
      ] as const) {
        scrolls.push(path`M${x + step * across - 5} ${y + rise * down}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0`);
      }
    }
  }
  far.path(joined(scrolls), { fill: indoors('#cdb88c') });
  far.path(joined(lattice), { stroke: wood, width: 4 });
  far.rect(left, foot - height - 8, width, 12, { fill: lighter(wood, 0.14) });
}

function drawBeams({ far, indoors }: Stage): void {
  const wood = indoors('#55331f');
  far.path(
    quad(
      pointAt(-4.6, HALL_METRES, NEAREST),
      pointAt(-2.6, HALL_METRES, BACK),
      pointAt(2.6, HALL_METRES, BACK),
      pointAt(4.6, HALL_METRES, NEAREST),
    ),
    {
      fill: darker(wood, 0.35),
    },
  );
  for (const depth of [12.6, 8, 4.4, 1.6]) {
    const size = scaleAt(depth);
    const { y } = pointAt(0, HALL_METRES - 0.1, depth);
    far.rect(0, y, STAGE_WIDTH, size * 0.3, {
      fill: far.linear([
        [0, lighter(wood, 0.06)],
        [1, darker(wood, 0.3)],
      ]),
    });
  }
}

/** One bay of shelves along the side: its back, what lies on its boards, the boards and the posts. */
function drawBay(stage: Stage, side: number, near: number): void {
  const { far, indoors } = stage;
  const across = side * SHELF_ACROSS;
  const [from, end] = [Math.max(near, -3.4), near + BAY_METRES];
  const wood = indoors(side < 0 ? WOOD : darker(WOOD, 0.08));
  far.path(wallAt(across, [from, end], [0, SHELF_METRES]), { fill: darker(wood, 0.58) });
  for (let low = 0.2; low < SHELF_METRES - 0.3; low += BOARD_METRES) {
    fillBoard(stage, across, [from + 0.16, end - 0.1], low);
    far.path(wallAt(across, [from, end], [low - 0.06, low]), { fill: lighter(wood, 0.12) });
  }
  far.path(wallAt(across, [end - 0.12, end], [0, SHELF_METRES]), { fill: darker(wood, 0.2) });
  far.path(wallAt(across, [from, from + 0.14], [0, SHELF_METRES]), { fill: lighter(wood, 0.05) });
  far.path(wallAt(across, [from, end], [SHELF_METRES - 0.12, SHELF_METRES + 0.16]), { fill: lighter(wood, 0.08) });
}

/** Cloth cases of books and piles of scrolls, gathered into a few paths because thousands of elements are slow. */
function fillBoard({ far, indoors, random }: Stage, across: number, [from, end]: [number, number], low: number): void {
  const rods: PathData[] = [];
  const rolls: PathData[] = [];
  const ties: PathData[] = [];
  const leaves: PathData[] = [];
  const slips: PathData[] = [];
  const part = (depths: [number, number], ups: [number, number]): PathData =>
    wallAt(across, depths, [low + ups[0], low + ups[1]]);
  for (let depth = from; depth < end - 0.3;) {
    if (random.chance(0.4)) {
      const length = random.between(0.56, 0.66);
      for (const [up, along] of SCROLLS) {
        const [start, close] = [depth + along, depth + length - along];
        rods.push(part([start - 0.05, close + 0.05], [up + 0.03, up + 0.08]));
        rolls.push(part([start, close], [up, up + 0.105]));
        const middle = (start + close) / 2;
        ties.push(part([middle - 0.035, middle + 0.035], [up, up + 0.105]));
      }
      depth += length + 0.1;
    } else {
      const [width, height] = [random.between(0.36, 0.52), random.between(0.34, 0.5)];
      far.path(part([depth, depth + width], [0, height]), { fill: indoors(random.pick(BINDINGS)) });
      // The case leaves the edges of the leaves free at its foot.
      leaves.push(part([depth + 0.03, depth + width - 0.03], [0, 0.05]));
      slips.push(part([depth + 0.06, depth + 0.13], [height * 0.3, height * 0.92]));
      depth += width + random.between(0.05, 0.14);
    }
  }
  far.path(joined(leaves), { fill: indoors('#cfc0a0') });
  far.path(joined(slips), { fill: indoors('#e8dcbc'), opacity: 0.85 });
  far.path(joined(rods), { fill: indoors('#2e1c12') });
  far.path(joined(rolls), { fill: indoors(random.pick(PAPERS)) });
  far.path(joined(ties), { fill: indoors(random.pick(SILKS)) });
}

/** Light that falls from the window through dusty air. */
function drawShaft({ far, palette, time, weather }: Stage): void {
  if (weather !== 'clear' || time === 'dusk') {
    return;
  }
  const colour = time === 'night' ? '#b9caff' : palette.light;
  const fill = far.linear([
    [0, colour, time === 'night' ? 0.16 : 0.26],
    [1, colour, 0],
  ]);
  far.path(path`M650 190H950L1120 860H420Z`, { fill });
}

function drawLadder({ far, indoors }: Stage): void {
  const wood = indoors('#b98a58');
  const foot = pointAt(1.75, 0, 2.6);
  const top = pointAt(2.5, 4.2, 3);
  const rails: PathData[] = [];
  const rungs: PathData[] = [];
  for (const offset of [0, 74]) {
    rails.push(path`M${foot.x + offset} ${foot.y}L${top.x + offset * 0.8} ${top.y}`);
  }
  for (let step = 1; step < 12; step++) {
    const share = step / 12;
    const x = foot.x + (top.x - foot.x) * share;
    rungs.push(path`M${x} ${foot.y + (top.y - foot.y) * share}h${74 - 15 * share}`);
  }
  far.path(joined(rungs), { stroke: darker(wood, 0.2), width: 7 });
  far.path(joined(rails), { stroke: wood, width: 11 });
}

function drawDesk({ mid, indoors }: Stage): void {
  const wood = indoors('#6e4029');
  mid.ellipse(800, 748, 246, 13, { fill: '#000010', opacity: 0.3 });
  mid.path(path`M618 650V744M982 650V744`, { stroke: darker(wood, 0.3), width: 20 });
  mid.rect(602, 640, 396, 40, { fill: darker(wood, 0.25) });
  mid.path(path`M596 634L640 606H960L1004 634Z`, { fill: lighter(wood, 0.16) });
  mid.rect(590, 632, 420, 18, { fill: wood, radius: 5 });
  const paper = indoors('#f3e8cc');
  mid.path(path`M716 628L734 611H900L912 628Z`, { fill: paper });
  mid.path(path`M752 616H880M748 622H888`, { stroke: indoors('#6b6258'), width: 2, opacity: 0.7 });
  mid.ellipse(722, 620, 9, 12, { fill: darker(paper, 0.1) });
  mid.ellipse(908, 620, 9, 12, { fill: darker(paper, 0.1) });
  for (const [index, colour] of ['#7d4a3a', '#3f5f78', '#8a6b3f'].entries()) {
    mid.rect(934 - index * 3, 612 - index * 13, 58, 12, { fill: indoors(colour), radius: 2 });
    mid.rect(936 - index * 3, 616 - index * 13, 54, 4, { fill: paper, opacity: 0.8 });
  }
}

/** An oil lamp: a bronze foot, a bowl and a flame that burns unless it is day. */
function drawLamp(
  { mid, indoors, palette, time }: Stage,
  { x, y, size }: { x: number; y: number; size: number },
): void {
  const bronze = indoors('#9a7a44');
  mid.group({ x, y, scale: size }, () => {
    mid.path(path`M-30 0L-18 -14H18L30 0ZM-6 -14V-72H6V-14Z`, { fill: darker(bronze, 0.15) });
    mid.path(path`M-38 -86Q-28 -66 0 -66T38 -86L54 -92L38 -80Z`, { fill: bronze });
    mid.ellipse(0, -86, 38, 8, { fill: darker(bronze, 0.35) });
    if (time !== 'day') {
      mid.glow(0, -112, isDark(time) ? 230 : 130, palette.light, isDark(time) ? 0.7 : 0.4);
      mid.path(path`M0 -146Q18 -112 0 -90Q-18 -112 0 -146Z`, { fill: '#ffdf94' });
      mid.path(path`M0 -122Q8 -106 0 -92Q-8 -106 0 -122Z`, { fill: '#fffbe6' });
    }
  });
}

/** A tall stand that lifts a lamp, at the height of a chest. */
function drawStand(stage: Stage, x: number): void {
  const { mid, indoors } = stage;
  mid.ellipse(x, 776, 54, 9, { fill: '#000010', opacity: 0.28 });
  mid.path(path`M${x} 770V596M${x - 42} 776L${x} 738L${x + 42} 776`, { stroke: indoors('#4d3322'), width: 11 });
  drawLamp(stage, { x, y: 598, size: 0.8 });
}
