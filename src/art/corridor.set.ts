import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { groundAt, pointAt, quad, scaleAt, wallAt } from './perspective.js';
import { drawPlant, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage, STAGE_HEIGHT, STAGE_WIDTH } from './stage.js';

const WALL_ACROSS = 1.75;
const CEILING_METRES = 2.85;
const NEAREST = -2.6;
const BACK = 9.2;
const DADO_METRES = 1.05;
/** Where doors begin; those of the two sides do not face each other. */
const DOORS = { left: [-0.9, 2.5, 5.9], right: [0.5, 3.9, 7.3] } as const;
const DOOR_METRES = { width: 1.05, height: 2.1 } as const;
const LAMP_DEPTHS = [7.6, 4.7, 1.8] as const;

/** A corridor between doors that runs to a window: of a block of flats, an office, a school, a hospital. */
export const drawCorridor: SetPainter = (stage) => {
  drawShell(stage);
  drawEndWall(stage);
  drawFloor(stage);
  drawWalls(stage);
  DOORS.left.forEach((depth) => drawDoor(stage, -1, depth));
  DOORS.right.forEach((depth) => drawDoor(stage, 1, depth));
  drawHydrant(stage);
  LAMP_DEPTHS.forEach((depth) => drawLamp(stage, depth));
  const foot = pointAt(1.4, 0, 8.4);
  drawPlant(stage.mid, stage, { x: foot.x, y: foot.y, scale: scaleAt(8.4) / 170, pot: '#b8694f' });
  return 'dust';
};

function drawShell({ far, indoors }: Stage): void {
  const ceiling = indoors('#e4e6e2');
  far.rect(0, 0, STAGE_WIDTH, STAGE_HEIGHT, {
    fill: far.linear([
      [0, darker(ceiling, 0.22)],
      [0.4, ceiling],
      [1, ceiling],
    ]),
  });
  const joints: PathData[] = [];
  for (const depth of [0.4, 3.2, 6.1, 9]) {
    const [left, right] = [pointAt(-WALL_ACROSS, CEILING_METRES, depth), pointAt(WALL_ACROSS, CEILING_METRES, depth)];
    joints.push(path`M${left.x} ${left.y}H${right.x}`);
  }
  far.path(joined(joints), { stroke: '#000010', width: 3, opacity: 0.1 });
}

/** The window at the end is hung with a thin curtain, so that it does not outshine people. */
function drawEndWall(stage: Stage): void {
  const { far, indoors, palette } = stage;
  const wall = indoors('#d9d5c8');
  const [low, high] = [pointAt(-WALL_ACROSS, 0, BACK), pointAt(WALL_ACROSS, CEILING_METRES, BACK)];
  far.rect(low.x, high.y, high.x - low.x, low.y - high.y, { fill: darker(wall, 0.1) });
  const [foot, lintel] = [pointAt(-WALL_ACROSS, DADO_METRES, BACK), pointAt(WALL_ACROSS, 0, BACK)];
  far.rect(foot.x, foot.y, lintel.x - foot.x, lintel.y - foot.y, { fill: darker(indoors('#8fb0a6'), 0.12) });
  drawEndDoor(stage);
  const [from, to] = [pointAt(-0.05, 0.95, BACK), pointAt(1.3, 2.3, BACK)];
  const view = { x: from.x, y: to.y, width: to.x - from.x, height: from.y - to.y };
  drawWindow(stage, { ...view, columns: 2, frame: '#f0f0ea', light: { x: 0.7, y: 0.26 } });
  const cloth = mix(indoors('#b9c4c0'), palette.sky[2], 0.2);
  for (const x of [view.x - 12, view.x + view.width - 22]) {
    far.rect(x, view.y - 12, 34, view.height + 46, { fill: cloth, opacity: 0.96 });
    far.path(path`M${x + 11} ${view.y - 8}v${view.height + 38}M${x + 23} ${view.y - 8}v${view.height + 38}`, {
      stroke: '#000010',
      width: 3,
      opacity: 0.14,
    });
  }
}

/** A door that faces the camera: the one thing an upright picture knows a corridor by. */
function drawEndDoor({ far, indoors, palette, time }: Stage): void {
  const wood = indoors('#a06f4e');
  const [from, to] = [pointAt(-1.45, 0, BACK), pointAt(-0.5, DOOR_METRES.height, BACK)];
  const [width, height] = [to.x - from.x, from.y - to.y];
  far.rect(from.x - 10, to.y - 44, width + 20, height + 44, { fill: indoors('#f1ece0') });
  far.rect(from.x, to.y, width, height, {
    fill: far.linear([
      [0, lighter(wood, 0.06)],
      [1, darker(wood, 0.2)],
    ]),
  });
  far.rect(from.x, to.y - 36, width, 28, { fill: isDark(time) ? palette.light : indoors('#9fb4ba'), opacity: 0.85 });
  for (const [share, size] of [
    [0.1, 0.36],
    [0.54, 0.38],
  ] as const) {
    far.rect(from.x + 16, to.y + height * share, width - 32, height * size, { stroke: darker(wood, 0.3), width: 4 });
  }
  far.path(path`M${to.x - 12} ${to.y + height * 0.5}v18`, { stroke: indoors('#e4cf9a'), width: 7 });
}

function drawFloor(stage: Stage): void {
  const { far, indoors, palette, time, weather } = stage;
  const tile = indoors('#b9b6ab');
  const back = pointAt(0, 0, BACK).y;
  far.path(groundAt([-WALL_ACROSS, WALL_ACROSS], [NEAREST, BACK]), {
    fill: far.linear([
      [0, lighter(tile, 0.12)],
      [0.3, tile],
      [1, darker(tile, 0.26)],
    ]),
  });
  const seams: PathData[] = [];
  for (let depth = NEAREST; depth < BACK; depth += 0.9) {
    seams.push(groundAt([-WALL_ACROSS, WALL_ACROSS], [depth, depth + 0.025]));
  }
  for (let across = -1.3; across < 1.4; across += 0.65) {
    seams.push(groundAt([across - 0.01, across + 0.01], [NEAREST, BACK]));
  }
  far.path(joined(seams), { fill: '#000010', opacity: 0.13 });
  // The polished floor shows the window and the lamps again.
  const sheen = weather === 'clear' || isDark(time) ? 0.4 : 0.28;
  far.path(quad({ x: 794, y: back }, { x: 956, y: back }, { x: 1090, y: 820 }, { x: 786, y: 820 }), {
    fill: far.linear([
      [0, palette.sky[2], time === 'night' ? 0.12 : sheen],
      [1, palette.sky[2], 0],
    ]),
  });
  for (const depth of LAMP_DEPTHS) {
    const { x, y } = pointAt(0, 0, depth);
    const fill = far.radial([
      [0, '#fff6df', isDark(time) ? 0.4 : 0.24],
      [1, '#fff6df', 0],
    ]);
    far.ellipse(x, y, scaleAt(depth) * 1.2, scaleAt(depth) * 0.24, { fill });
  }
}

function drawWalls({ far, indoors }: Stage): void {
  const upper = indoors('#e6e1d3');
  const lower = indoors('#8fb0a6');
  for (const side of [-1, 1]) {
    const across = side * WALL_ACROSS;
    const shade = side === 1 ? 0.14 : 0.04;
    const away = far.linear(
      [
        [0, darker(upper, shade)],
        [1, darker(upper, shade + 0.16)],
      ],
      side === 1 ? 1 : 0,
      0,
      side === 1 ? 0 : 1,
      0,
    );
    far.path(wallAt(across, [NEAREST, BACK], [0, CEILING_METRES]), { fill: away });
    far.path(wallAt(across, [NEAREST, BACK], [0, DADO_METRES]), { fill: darker(lower, shade) });
    far.path(wallAt(across, [NEAREST, BACK], [DADO_METRES, DADO_METRES + 0.07]), { fill: indoors('#f4f2e9') });
    far.path(wallAt(across, [NEAREST, BACK], [0, 0.13]), { fill: indoors('#5a6f69') });
    far.path(wallAt(across, [NEAREST, BACK], [CEILING_METRES - 0.07, CEILING_METRES]), {
      fill: '#000010',
      opacity: 0.12,
    });
  }
}

function drawDoor(stage: Stage, side: number, near: number): void {
  const { far, indoors, palette, time } = stage;
  const across = side * WALL_ACROSS;
  const { width, height } = DOOR_METRES;
  const end = near + width;
  const wood = darker(indoors('#a06f4e'), side === 1 ? 0.14 : 0.02);
  far.path(wallAt(across, [near - 0.12, end + 0.12], [0, height + 0.12]), { fill: indoors('#f1ece0') });
  far.path(wallAt(across, [near, end], [0, height]), { fill: wood });
  for (const [low, high] of [
    [0.2, 0.9],
    [1.05, 1.92],
  ] as const) {
    far.path(wallAt(across, [near + 0.16, end - 0.16], [low, high]), { fill: darker(wood, 0.14) });
    far.path(wallAt(across, [near + 0.16, end - 0.16], [high - 0.035, high]), { fill: '#000010', opacity: 0.22 });
  }
  far.path(wallAt(across, [near + 0.05, near + 0.12], [0.92, 1.08]), { fill: indoors('#e4cf9a') });
  // A pane above each door: behind some of them there is light.
  const isLit = isDark(time) && stage.random.chance(0.6);
  far.path(wallAt(across, [near, end], [height + 0.18, height + 0.48]), {
    fill: isLit ? palette.light : indoors('#9fb4ba'),
    opacity: 0.85,
  });
  far.path(wallAt(across, [near - 0.5, near - 0.24], [1.5, 1.68]), { fill: indoors('#2f5f94') });
  far.path(wallAt(across, [near - 0.44, near - 0.3], [1.57, 1.61]), { fill: '#ffffff', opacity: 0.85 });
}

/** The red box every such corridor has. */
function drawHydrant({ far, indoors }: Stage): void {
  const red = indoors('#c9483c');
  far.path(wallAt(WALL_ACROSS, [2.15, 2.95], [0.55, 1.4]), { fill: darker(red, 0.2) });
  far.path(wallAt(WALL_ACROSS, [2.2, 2.9], [0.6, 1.35]), { fill: red });
  far.path(wallAt(WALL_ACROSS, [2.3, 2.8], [1.02, 1.26]), { fill: indoors('#e9e4da') });
  far.path(wallAt(-WALL_ACROSS, [1, 1.9], [1.35, 1.95]), { fill: indoors('#b98a5f') });
  far.path(wallAt(-WALL_ACROSS, [1.1, 1.42], [1.45, 1.87]), { fill: indoors('#fbf6e9') });
  far.path(wallAt(-WALL_ACROSS, [1.5, 1.8], [1.55, 1.87]), { fill: indoors('#ffe08a') });
}

function drawLamp({ far, palette, time }: Stage, depth: number): void {
  const isLit = time !== 'day';
  const corners = [
    pointAt(-0.55, CEILING_METRES, depth),
    pointAt(0.55, CEILING_METRES, depth),
    pointAt(0.55, CEILING_METRES, depth + 0.9),
    pointAt(-0.55, CEILING_METRES, depth + 0.9),
  ] as const;
  if (isLit) {
    const { x, y } = pointAt(0, CEILING_METRES, depth + 0.4);
    far.glow(x, y, scaleAt(depth) * 1.7, palette.light, isDark(time) ? 0.36 : 0.25);
  }
  // Only the nearest is above heads: those farther away are dimmer.
  const isBehindHeads = depth > 4;
  far.path(quad(...corners), { fill: isLit ? (isBehindHeads ? '#d9cba6' : '#fffbe8') : '#f6f8f4' });
}
