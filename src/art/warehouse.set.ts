import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawBarrel, drawPallet } from './freight.js';
import { groundAt, pointAt, quad, scaleAt, wallAt } from './perspective.js';
import { drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage, STAGE_HEIGHT, STAGE_WIDTH } from './stage.js';

const WALL_ACROSS = 6.4;
const SHELF_ACROSS = 4.3;
const NEAREST = -1.4;
const BACK = 22;
const WALL_METRES = 5.8;
const ROOF_METRES = 7;
const SHELF_METRES = 4.7;
const BAY_METRES = 3.9;
const BOXES = ['#c99a63', '#b5834f', '#d6ad78', '#a8764a', '#8fa0aa', '#c7b08a'] as const;

/** A warehouse: shelves full of boxes run back to a roller door, steel trusses above, lines on the concrete floor. */
export const drawWarehouse: SetPainter = (stage) => {
  drawShell(stage);
  drawBackWall(stage);
  drawFloor(stage);
  drawRoof(stage);
  for (let bay = Math.floor((BACK - NEAREST - 1) / BAY_METRES) - 1; bay >= 0; bay--) {
    const near = NEAREST + bay * BAY_METRES;
    drawBay(stage, -1, near);
    drawBay(stage, 1, near);
  }
  for (const depth of [17, 10.5]) {
    drawLamp(stage, depth);
  }
  drawPallet(stage, { x: 606, y: 668, scale: 0.44 });
  drawPallet(stage, { x: 1000, y: 660, scale: 0.4 });
  drawPallet(stage, { x: 250, y: 822, scale: 1 });
  drawPallet(stage, { x: 1372, y: 806, scale: 0.92 });
  drawBarrel(stage, { x: 474, y: 752, scale: 1 }, '#3f6f8f');
  drawBarrel(stage, { x: 1150, y: 748, scale: 1 }, '#b5563f');
  return 'dust';
};

function drawShell({ far, indoors }: Stage): void {
  const steel = indoors('#8d98a2');
  far.rect(0, 0, STAGE_WIDTH, STAGE_HEIGHT, {
    fill: far.linear([
      [0, darker(steel, 0.45)],
      [0.6, darker(steel, 0.1)],
      [1, steel],
    ]),
  });
  for (const side of [-1, 1]) {
    far.path(wallAt(side * WALL_ACROSS, [NEAREST, BACK], [0, WALL_METRES]), { fill: darker(steel, 0.22) });
    const ribs: PathData[] = [];
    for (let depth = 0; depth < BACK; depth += 1.2) {
      ribs.push(wallAt(side * WALL_ACROSS, [depth, depth + 0.12], [0, WALL_METRES]));
    }
    far.path(joined(ribs), { fill: '#000010', opacity: 0.12 });
  }
}

function drawBackWall(stage: Stage): void {
  const { far, indoors } = stage;
  const wall = indoors('#a9b3b8');
  const foot = pointAt(-WALL_ACROSS, 0, BACK);
  const eaves = pointAt(WALL_ACROSS, WALL_METRES, BACK);
  const ridge = pointAt(0, ROOF_METRES, BACK);
  const end = eaves.x;
  far.path(path`M${foot.x} ${foot.y}V${eaves.y}L${ridge.x} ${ridge.y}L${end} ${eaves.y}V${foot.y}Z`, {
    fill: far.linear([
      [0, darker(wall, 0.2)],
      [1, wall],
    ]),
  });
  const size = scaleAt(BACK);
  const top = pointAt(0, 5.5, BACK).y;
  drawWindow(stage, {
    x: 800 - 3.8 * size,
    y: top,
    width: 7.6 * size,
    height: 1.05 * size,
    columns: 8,
    frame: '#5f6b75',
    light: { x: 0.82, y: 0.4 },
  });
  drawRollerDoor(stage, size);
}

function drawRollerDoor({ far, indoors, palette, time }: Stage, size: number): void {
  const metal = indoors('#c0c8cc');
  const foot = pointAt(0, 0, BACK).y;
  const [left, top, width, height] = [800 - 2.3 * size, foot - 3.5 * size, 4.6 * size, 3.5 * size];
  far.rect(left - 14, top - 26, width + 28, height + 26, { fill: indoors('#4f5a63') });
  far.rect(left, top, width, height, {
    fill: far.linear([
      [0, darker(metal, 0.2)],
      [1, lighter(metal, 0.05)],
    ]),
  });
  const slats: PathData[] = [];
  for (let y = top + 14; y < foot; y += 14) {
    slats.push(path`M${left} ${y}H${left + width}`);
  }
  far.path(joined(slats), { stroke: '#000010', width: 2.5, opacity: 0.2 });
  const stripes: PathData[] = [];
  for (let x = left; x < left + width - 20; x += 40) {
    stripes.push(path`M${x} ${foot - 10}h20l-10 10h-20z`);
  }
  far.rect(left - 14, foot - 10, width + 14, 10, { fill: indoors('#2d333b') });
  far.path(joined(stripes), { fill: indoors('#e8b83f') });
  far.rect(left + width + 40, foot - 2.1 * size, 0.95 * size, 2.1 * size, { fill: indoors('#6f8592') });
  far.rect(left + width + 54, foot - 2.5 * size, 0.6 * size, 14, { fill: '#5fd08a' });
  if (isDark(time)) {
    far.glow(800, top - 40, 260, palette.light, 0.4);
  }
}

function drawFloor({ far, indoors }: Stage): void {
  const concrete = indoors('#a9a8a2');
  const back = pointAt(0, 0, BACK).y;
  far.rect(0, back, STAGE_WIDTH, STAGE_HEIGHT - back, {
    fill: far.linear([
      [0, darker(concrete, 0.12)],
      [0.35, concrete],
      [1, darker(concrete, 0.34)],
    ]),
  });
  const joints: PathData[] = [];
  for (const depth of [0.4, 3, 6, 10, 14]) {
    joints.push(groundAt([-WALL_ACROSS, WALL_ACROSS], [depth, depth + 0.05]));
  }
  far.path(joined(joints), { fill: '#000010', opacity: 0.16 });
  far.path(groundAt([-0.9, 0.9], [NEAREST, BACK]), { fill: '#ffffff', opacity: 0.07 });
  for (const side of [-1, 1]) {
    far.path(groundAt([side * 3.2, side * 3.36], [NEAREST, BACK]), { fill: indoors('#e8b83f'), opacity: 0.85 });
  }
}

const roofAt = (across: number): number => ROOF_METRES - ((ROOF_METRES - WALL_METRES) * Math.abs(across)) / WALL_ACROSS;

/** Panes in the roof let the sky in; trusses carry it. */
function drawRoof(stage: Stage): void {
  const { far, palette, weather } = stage;
  const panes: PathData[] = [];
  for (const near of [6, 10, 14, 18]) {
    for (const [inner, outer] of [
      [-4.6, -2.2],
      [2.2, 4.6],
    ] as const) {
      panes.push(
        quad(
          pointAt(inner, roofAt(inner), near),
          pointAt(outer, roofAt(outer), near),
          pointAt(outer, roofAt(outer), near + 2.6),
          pointAt(inner, roofAt(inner), near + 2.6),
        ),
      );
    }
  }
  far.path(joined(panes), {
    fill: weather === 'snow' ? mix(palette.sky[2], '#ffffff', 0.4) : palette.sky[1],
    opacity: 0.75,
  });
  drawTrusses(stage);
}

function drawTrusses({ far, indoors }: Stage): void {
  const steel = indoors('#56626c');
  for (const depth of [21.5, 16, 12, 9]) {
    const size = scaleAt(depth);
    const left = pointAt(-WALL_ACROSS, WALL_METRES, depth);
    const right = pointAt(WALL_ACROSS, WALL_METRES, depth);
    const ridge = pointAt(0, ROOF_METRES, depth);
    const webs: PathData[] = [
      path`M${left.x} ${left.y}H${right.x}M${left.x} ${left.y}L${ridge.x} ${ridge.y}L${right.x} ${right.y}`,
    ];
    for (const share of [0.25, 0.5, 0.75]) {
      const rise = (left.y - ridge.y) * share;
      const [x, other] = [left.x + (ridge.x - left.x) * share, right.x + (ridge.x - right.x) * share];
      webs.push(path`M${x} ${left.y}V${left.y - rise}M${other} ${left.y}V${left.y - rise}`);
    }
    far.path(joined(webs), { stroke: mix(steel, '#000010', depth < 14 ? 0.2 : 0), width: Math.max(4, size * 0.07) });
  }
}

/** Three shelves of stacked cartons between two uprights. */
function drawBay(stage: Stage, side: number, near: number): void {
  const { far, indoors, random } = stage;
  const across = side * SHELF_ACROSS;
  const end = near + BAY_METRES;
  far.path(wallAt(across, [near, end], [0, SHELF_METRES]), { fill: indoors('#3a434b'), opacity: 0.8 });
  for (const shelf of [0.12, 1.65, 3.2]) {
    for (const depth of [near + 0.2, near + 2.05]) {
      if (random.chance(0.9)) {
        drawCartons(stage, across, [depth, depth + random.between(1.5, 1.72)], shelf);
      }
    }
    const beam = indoors('#d9763a');
    far.path(wallAt(across, [near, end], [shelf - 0.14, shelf]), { fill: side === 1 ? darker(beam, 0.12) : beam });
  }
  for (const depth of [near, end - 0.1]) {
    far.path(wallAt(across, [depth, depth + 0.12], [0, SHELF_METRES]), { fill: indoors('#3f6f9a') });
  }
}

/** Rows of cartons, each with its tape. */
function drawCartons({ far, indoors, random }: Stage, across: number, depths: [number, number], shelf: number): void {
  const box = darker(indoors(random.pick(BOXES)), across > 0 ? 0.1 : 0.02);
  const [near, end] = depths;
  const rows = random.int(1, 2);
  const height = random.between(0.5, 0.62);
  const seams: PathData[] = [];
  const tapes: PathData[] = [];
  for (let row = 0; row < rows; row++) {
    const low = shelf + row * height;
    seams.push(wallAt(across, depths, [low + height - 0.03, low + height]));
    for (const from of [near, (near + end) / 2]) {
      const middle = from + (end - near) / 4;
      tapes.push(wallAt(across, [middle - 0.07, middle + 0.07], [low + height * 0.45, low + height]));
    }
  }
  const middle = (near + end) / 2;
  seams.push(wallAt(across, [middle - 0.02, middle + 0.02], [shelf, shelf + rows * height]));
  far.path(wallAt(across, depths, [shelf, shelf + rows * height]), { fill: box });
  far.path(joined(seams), { fill: '#000010', opacity: 0.24 });
  far.path(joined(tapes), { fill: '#fff1d0', opacity: 0.45 });
}

function drawLamp({ far, indoors, palette, time }: Stage, depth: number): void {
  const { x, y } = pointAt(0, 5, depth);
  const size = scaleAt(depth);
  const roof = pointAt(0, ROOF_METRES, depth).y;
  if (time !== 'day') {
    far.glow(x, y + 6, size * 2.6, palette.light, isDark(time) ? 0.7 : 0.35);
  }
  far.path(path`M${x} ${roof}V${y - size * 0.4}`, { stroke: indoors('#2d333b'), width: 4 });
  far.path(
    path`M${x - size * 0.5} ${y}Q${x - size * 0.4} ${y - size * 0.4} ${x} ${y - size * 0.46}Q${x + size * 0.4} ${y - size * 0.4} ${x + size * 0.5} ${y}Z`,
    { fill: indoors('#3f5a52') },
  );
  far.ellipse(x, y, size * 0.46, size * 0.08, { fill: time === 'day' ? '#f4efdc' : '#fff4d2' });
}
