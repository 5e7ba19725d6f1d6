import { darker, lighter, mix } from './colour.js';
import { drawCarBehind, drawCarBeside } from './car.js';
import { joined, path, type PathData } from './drawing.js';
import { groundAt, pointAt, quad, scaleAt, wallAt } from './perspective.js';
import { drawRainOrSnow } from './room.js';
import { isDark, type SetPainter, type Stage, STAGE_HEIGHT, STAGE_WIDTH } from './stage.js';

const CEILING_METRES = 2.9;
const NEAREST = -2.6;
const BACK = 19;
const PILLAR_ACROSS = 3.1;
const PILLAR_DEPTHS = [15, 9.6, 4.2, -0.9] as const;
const CARS = ['#a8473f', '#c3c9cd', '#3f5f8a', '#4a4f57', '#d8d2c4', '#4f7a6a'] as const;

/** An underground car park: pillars, strip lights, cars between white lines, the ramp up to the street. */
export const drawGarage: SetPainter = (stage) => {
  drawShell(stage);
  drawBackWall(stage);
  drawFloor(stage);
  drawPipes(stage);
  for (const depth of [15.5, 11, 6.5, 2]) {
    drawStrip(stage, -1.5, depth);
    drawStrip(stage, 1.5, depth);
  }
  drawParkedCars(stage);
  return 'dust';
};

function drawShell({ far, indoors }: Stage): void {
  const concrete = indoors('#8f9290');
  far.rect(0, 0, STAGE_WIDTH, STAGE_HEIGHT, {
    fill: far.linear([
      [0, darker(concrete, 0.5)],
      [0.45, darker(concrete, 0.2)],
      [1, concrete],
    ]),
  });
  const beams: PathData[] = [];
  for (const depth of [18, 12.6, 7.2, 1.8]) {
    const [near, away] = [pointAt(0, CEILING_METRES, depth).y, pointAt(0, CEILING_METRES, depth + 0.8).y];
    beams.push(path`M0 ${near}H1600V${away}H0Z`);
  }
  far.path(joined(beams), { fill: '#000010', opacity: 0.22 });
}

function drawBackWall(stage: Stage): void {
  const { far, indoors } = stage;
  const wall = indoors('#a9aaa4');
  const [top, foot] = [pointAt(0, CEILING_METRES, BACK).y, pointAt(0, 0, BACK).y];
  far.rect(0, top, STAGE_WIDTH, foot - top, {
    fill: far.linear([
      [0, darker(wall, 0.34)],
      [1, darker(wall, 0.14)],
    ]),
  });
  const band = pointAt(0, 0.9, BACK).y;
  far.rect(0, band, STAGE_WIDTH, foot - band, { fill: indoors('#3f7f8f') });
  far.rect(0, band - 5, STAGE_WIDTH, 6, { fill: indoors('#f0ece0') });
  drawRamp(stage, top, foot);
  drawParkingSign(stage);
}

/** At its end one sees what the weather does outside. */
function drawRamp(stage: Stage, top: number, foot: number): void {
  const { far, indoors, palette } = stage;
  const [left, right] = [pointAt(2.2, 0, BACK).x, pointAt(6.2, 0, BACK).x];
  const box = { x: left, y: top + 12, width: right - left, height: foot - top - 12 };
  far.rect(box.x, box.y, box.width, box.height, { fill: indoors('#5f6463') });
  const mouth = { x: left + 46, y: box.y, width: box.width - 92, height: box.height * 0.48 };
  far.group({ clip: far.clip(path`M${mouth.x} ${mouth.y}h${mouth.width}v${mouth.height}h${-mouth.width}z`) }, () => {
    far.rect(mouth.x, mouth.y, mouth.width, mouth.height, {
      fill: far.linear([
        [0, palette.sky[1]],
        [1, palette.sky[2]],
      ]),
    });
    drawRainOrSnow(stage, mouth);
  });
  far.path(
    quad(
      { x: mouth.x, y: mouth.y + mouth.height },
      { x: mouth.x + mouth.width, y: mouth.y + mouth.height },
      { x: right, y: foot },
      { x: left, y: foot },
    ),
    {
      fill: far.linear([
        [0, mix(indoors('#8d8f8c'), palette.sky[2], 0.5)],
        [1, indoors('#7a7d7a')],
      ]),
    },
  );
  const chevrons: PathData[] = [];
  for (let x = left; x < right - 10; x += 26) {
    chevrons.push(path`M${x} ${top + 4}h13l-8 12h-13z`);
  }
  far.rect(left - 6, top + 2, right - left + 12, 14, { fill: indoors('#2d333b') });
  far.path(joined(chevrons), { fill: indoors('#e8b83f') });
}

function drawParkingSign({ far, indoors, time }: Stage): void {
  const { x, y } = pointAt(-0.15, 2.2, BACK - 1);
  far.rect(x - 30, y - 26, 60, 60, { fill: isDark(time) ? '#2f6fc0' : indoors('#2f6fb0'), radius: 6 });
  far.path(
    path`M${x - 9} ${y + 22}V${y - 13}H${x + 4}Q${x + 15} ${y - 12} ${x + 15} ${y - 2}T${x + 4} ${y + 8}H${x - 9}`,
    {
      stroke: '#f4f7fa',
      width: 8,
    },
  );
}

function drawFloor(stage: Stage): void {
  const { far, indoors, time } = stage;
  const floor = indoors('#7f8583');
  far.path(groundAt([-14, 14], [NEAREST, BACK]), {
    fill: far.linear([
      [0, darker(floor, 0.1)],
      [0.3, floor],
      [1, darker(floor, 0.34)],
    ]),
  });
  const lines: PathData[] = [];
  for (let depth = -1; depth < BACK - 1; depth += 2.7) {
    for (const side of [-1, 1]) {
      lines.push(groundAt([side * 2.9, side * 7.4], [depth, depth + 0.1]));
    }
  }
  for (let across = -4; across < 2; across += 2.4) {
    lines.push(groundAt([across - 0.06, across + 0.06], [14.2, BACK]));
  }
  far.path(joined(lines), { fill: indoors('#f1efe6'), opacity: 0.85 });
  for (const depth of [2, 6.5, 11, 15.5]) {
    const { x, y } = pointAt(0, 0, depth);
    const fill = far.radial([
      [0, '#f4f6e8', isDark(time) ? 0.3 : 0.22],
      [1, '#f4f6e8', 0],
    ]);
    far.ellipse(x, y, scaleAt(depth) * 2.4, scaleAt(depth) * 0.3, { fill });
  }
  drawArrow(stage);
}

function drawArrow({ far, indoors }: Stage): void {
  const head = quad(pointAt(-0.5, 0, 5.2), pointAt(0, 0, 6.6), pointAt(0, 0, 6.6), pointAt(0.5, 0, 5.2));
  const fill = indoors('#f1efe6');
  far.path(joined([groundAt([-0.16, 0.16], [2.6, 5.3]), head]), { fill, opacity: 0.75 });
}

function drawPipes({ far, indoors }: Stage): void {
  for (const [across, colour] of [
    [-2.4, '#b5563f'],
    [-2.1, '#8d98a0'],
    [2.3, '#8d98a0'],
  ] as const) {
    const [near, end] = [pointAt(across, 2.72, NEAREST), pointAt(across, 2.72, BACK)];
    const [nearRight, endRight] = [pointAt(across + 0.13, 2.72, NEAREST), pointAt(across + 0.13, 2.72, BACK)];
    far.path(quad(near, nearRight, endRight, end), { fill: indoors(colour) });
  }
}

function drawStrip({ far, palette, time }: Stage, across: number, depth: number): void {
  const length = 1.7;
  const corners = [
    pointAt(across - 0.09, 2.6, depth),
    pointAt(across + 0.09, 2.6, depth),
    pointAt(across + 0.09, 2.6, depth + length),
    pointAt(across - 0.09, 2.6, depth + length),
  ] as const;
  const { x, y } = pointAt(across, 2.6, depth + length / 2);
  far.glow(x, y, scaleAt(depth) * 1.5, mix('#eef6ee', palette.light, 0.3), isDark(time) ? 0.5 : 0.36);
  far.path(quad(...corners), { fill: '#fbfff2' });
}

/** From far to near: at the end wall they show their tails, at the sides they stand across. */
function drawParkedCars(stage: Stage): void {
  for (const [across, colour] of [
    [-2.8, '#3f5f8a'],
    [-0.4, '#c3c9cd'],
  ] as const) {
    const { x, y } = pointAt(across, 0, 15.4);
    drawCarBehind(stage, { x, y, scale: scaleAt(15.4) / 100 }, colour);
  }
  const { random } = stage;
  PILLAR_DEPTHS.forEach((depth) => {
    for (const side of [-1, 1]) {
      for (const offset of [4.2, 1.5]) {
        if (random.chance(0.72)) {
          const { x, y } = pointAt(side * 3.3, 0, depth + offset);
          const spot = { x, y, scale: scaleAt(depth + offset) / 100 };
          drawCarBeside(stage, spot, side, random.pick(CARS));
        }
      }
      drawPillar(stage, side, depth);
    }
  });
}

function drawPillar({ far, indoors }: Stage, side: number, depth: number): void {
  const concrete = indoors('#b9bab3');
  const [inner, outer] = [side * PILLAR_ACROSS, side * (PILLAR_ACROSS + 0.6)];
  const face = (low: number, high: number): PathData =>
    quad(
      pointAt(inner, low, depth),
      pointAt(inner, high, depth),
      pointAt(outer, high, depth),
      pointAt(outer, low, depth),
    );
  const flank = (low: number, high: number): PathData => wallAt(inner, [depth, depth + 0.6], [low, high]);
  const shade = side === 1 ? 0.3 : 0.22;
  far.path(face(0, CEILING_METRES), {
    fill: far.linear([
      [0, darker(concrete, 0.3)],
      [1, concrete],
    ]),
  });
  far.path(flank(0, CEILING_METRES), { fill: darker(concrete, shade) });
  const stripes: PathData[] = [];
  for (const low of [0.1, 0.5]) {
    stripes.push(face(low, low + 0.2), flank(low, low + 0.2));
  }
  far.path(joined([face(0, 0.9), flank(0, 0.9)]), { fill: indoors('#e8b83f') });
  far.path(joined(stripes), { fill: indoors('#2d333b') });
  const plate = quad(
    pointAt(inner + side * 0.14, 1.55, depth),
    pointAt(inner + side * 0.14, 1.95, depth),
    pointAt(inner + side * 0.46, 1.95, depth),
    pointAt(inner + side * 0.46, 1.55, depth),
  );
  far.path(plate, { fill: lighter(indoors('#3f7f8f'), 0.05) });
}
