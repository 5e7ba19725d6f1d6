import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { groundAt, pointAt, quad, scaleAt } from './perspective.js';
import { drawRainOrSnow } from './room.js';
import { drawSheetedChair, drawTrunk } from './stored-things.js';
import { isDark, type SetPainter, type Stage, STAGE_HEIGHT, STAGE_WIDTH } from './stage.js';

const NEAREST = -2.6;
const BACK = 4.6;
const RIDGE = 3.7;
/** How far from the middle and how high the roof begins. */
const EAVES = { across: 3.7, height: 0.7 } as const;
const RAFTERS = [4.5, 2.9, 1.3, -0.3, -1.7] as const;

/** An attic: rafters up to the ridge, a round window in the gable, a skylight, and what nobody throws away. */
export const drawAttic: SetPainter = (stage) => {
  drawShell(stage);
  drawGable(stage);
  drawFloor(stage);
  drawSkylight(stage);
  drawRafters(stage);
  drawBulb(stage);
  drawStores(stage);
  drawSheetedChair(stage);
  drawTrunk(stage);
  drawBeam(stage);
  return 'dust';
};

const roofHeight = (across: number): number => RIDGE - ((RIDGE - EAVES.height) * Math.abs(across)) / EAVES.across;

function drawShell({ far, indoors }: Stage): void {
  const wood = indoors('#8f6f52');
  far.rect(0, 0, STAGE_WIDTH, STAGE_HEIGHT, { fill: darker(wood, 0.4) });
  for (const side of [-1, 1]) {
    const corners = [
      pointAt(0, RIDGE, NEAREST),
      pointAt(0, RIDGE, BACK),
      pointAt(side * EAVES.across, EAVES.height, BACK),
      pointAt(side * EAVES.across, EAVES.height, NEAREST),
    ] as const;
    far.path(quad(...corners), {
      fill: far.linear([
        [0, darker(wood, 0.52)],
        [1, darker(wood, side === 1 ? 0.24 : 0.16)],
      ]),
    });
    const boards: PathData[] = [];
    for (let across = 0.3; across < EAVES.across; across += 0.34) {
      const [near, end] = [
        pointAt(side * across, roofHeight(across), NEAREST),
        pointAt(side * across, roofHeight(across), BACK),
      ];
      boards.push(path`M${near.x} ${near.y}L${end.x} ${end.y}`);
    }
    far.path(joined(boards), { stroke: '#000010', width: 4, opacity: 0.22 });
    far.path(
      quad(
        pointAt(side * EAVES.across, 0, NEAREST),
        pointAt(side * EAVES.across, EAVES.height, NEAREST),
        pointAt(side * EAVES.across, EAVES.height, BACK),
        pointAt(side * EAVES.across, 0, BACK),
      ),
      { fill: darker(indoors('#7a5f48'), 0.45) },
    );
  }
}

function drawGable(stage: Stage): void {
  const { far, indoors, time } = stage;
  const [left, ridge, right] = [
    pointAt(-EAVES.across, EAVES.height, BACK),
    pointAt(0, RIDGE, BACK),
    pointAt(EAVES.across, EAVES.height, BACK),
  ];
  const foot = pointAt(0, 0, BACK).y;
  const wall = indoors('#a88a68');
  const gable = path`M${left.x} ${foot}V${left.y}L${ridge.x} ${ridge.y}L${right.x} ${right.y}V${foot}Z`;
  far.path(gable, {
    fill: far.linear([
      [0, darker(wall, 0.3)],
      [0.6, darker(wall, 0.08)],
      [1, darker(wall, 0.26)],
    ]),
  });
  far.group({ clip: far.clip(gable) }, () => {
    const boards: PathData[] = [];
    for (let x = 200; x < 1420; x += 54) {
      boards.push(path`M${x} 60V${foot}`);
    }
    far.path(joined(boards), { stroke: '#000010', width: 4, opacity: 0.16 });
    if (isDark(time)) {
      far.glow(1050, 330, 560, '#ffb968', 0.34);
    }
  });
  drawRoundWindow(stage);
}

/** High in the gable, above heads. */
function drawRoundWindow(stage: Stage): void {
  const { far, indoors, palette } = stage;
  const [x, y, radius] = [800, 196, 56];
  const frame = indoors('#6b4a36');
  const pane = path`M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${radius * 2} 0a${radius} ${radius} 0 1 0 ${-radius * 2} 0Z`;
  far.circle(x, y, radius + 15, { fill: darker(frame, 0.2) });
  far.group({ clip: far.clip(pane) }, () => {
    far.rect(x - radius, y - radius, radius * 2, radius * 2, {
      fill: far.linear([
        [0, palette.sky[0]],
        [1, palette.sky[2]],
      ]),
    });
    drawRainOrSnow(stage, { x: x - radius, y: y - radius, width: radius * 2, height: radius * 2 });
  });
  far.path(path`M${x - radius} ${y}h${radius * 2}M${x} ${y - radius}v${radius * 2}`, { stroke: frame, width: 9 });
  far.path(pane, { stroke: lighter(frame, 0.12), width: 10 });
}

/** In the right slope; daylight falls from it across the floor. */
function drawSkylight(stage: Stage): void {
  const { far, mid, indoors, palette, time, weather } = stage;
  const at = (across: number, depth: number) => pointAt(across, roofHeight(across), depth);
  const [inner, outer, near, end] = [1.05, 2.3, 1.5, 2.72];
  const pane = quad(at(inner, near), at(inner, end), at(outer, end), at(outer, near));
  const box = { x: at(inner, end).x, y: at(inner, near).y, width: 0, height: 0 };
  const [width, height] = [at(outer, near).x - box.x, at(outer, near).y - box.y];
  far.group({ clip: far.clip(pane) }, () => {
    far.rect(box.x, box.y, width, height, {
      fill: far.linear([
        [0, palette.sky[0]],
        [1, palette.sky[1]],
      ]),
    });
    drawRainOrSnow(stage, { x: box.x, y: box.y, width, height });
    if (weather === 'snow') {
      far.rect(box.x, box.y + height * 0.7, width, height * 0.3, { fill: '#f4f8fb', opacity: 0.85 });
    }
  });
  far.path(pane, { stroke: indoors('#5f4636'), width: 15 });
  const [top, bottom] = [at(inner, (near + end) / 2), at(outer, (near + end) / 2)];
  far.path(path`M${top.x} ${top.y}L${bottom.x} ${bottom.y}`, { stroke: indoors('#5f4636'), width: 8 });
  if (weather === 'clear') {
    const colour = time === 'night' ? '#b9caff' : palette.light;
    const [from, to] = [at(inner, near), at(outer, near)];
    mid.path(path`M${from.x} ${from.y + 8}L${to.x} ${to.y}L${to.x - 240} 900H${from.x - 480}Z`, {
      fill: mid.linear([
        [0, colour, time === 'night' ? 0.14 : 0.3],
        [1, colour, 0.02],
      ]),
    });
  }
}

function drawFloor({ far, indoors }: Stage): void {
  const wood = indoors('#9a7654');
  far.path(groundAt([-9, 9], [NEAREST, BACK]), {
    fill: far.linear([
      [0, darker(wood, 0.28)],
      [0.4, darker(wood, 0.06)],
      [1, darker(wood, 0.4)],
    ]),
  });
  const seams: PathData[] = [];
  for (let across = -4; across <= 4; across += 0.32) {
    seams.push(groundAt([across - 0.012, across + 0.012], [NEAREST, BACK]));
  }
  for (const [across, depth] of [
    [-1.6, 1.2],
    [0.64, 0.4],
    [1.28, 3],
    [-0.64, 2.2],
  ] as const) {
    seams.push(groundAt([across, across + 0.32], [depth, depth + 0.03]));
  }
  far.path(joined(seams), { fill: '#000010', opacity: 0.3 });
  const back = pointAt(0, 0, BACK).y;
  far.rect(0, back, STAGE_WIDTH, 30, {
    fill: far.linear([
      [0, '#000010', 0.36],
      [1, '#000010', 0],
    ]),
  });
}

function drawRafters({ far, indoors }: Stage): void {
  const wood = indoors('#6f4f3a');
  for (const depth of RAFTERS) {
    const width = scaleAt(depth) * 0.15;
    const [left, ridge, right] = [
      pointAt(-EAVES.across, EAVES.height, depth),
      pointAt(0, RIDGE - 0.06, depth),
      pointAt(EAVES.across, EAVES.height, depth),
    ];
    far.path(path`M${left.x} ${left.y}L${ridge.x} ${ridge.y}L${right.x} ${right.y}`, {
      stroke: darker(wood, 0.3),
      width: width + 6,
    });
    far.path(path`M${left.x} ${left.y}L${ridge.x} ${ridge.y}L${right.x} ${right.y}`, { stroke: wood, width });
    if (depth > 2 && depth < 4) {
      const tie = 3.2;
      const reach = EAVES.across * ((RIDGE - tie) / (RIDGE - EAVES.height));
      const [from, to] = [pointAt(-reach, tie, depth), pointAt(reach, tie, depth)];
      far.path(path`M${from.x} ${from.y}H${to.x}`, { stroke: lighter(wood, 0.06), width });
    }
  }
}

/** One bare bulb on its cord. */
function drawBulb({ far, time, palette }: Stage): void {
  const { x, y } = pointAt(0.95, 2.62, 1.6);
  far.path(path`M${x} 0V${y - 24}`, { stroke: '#1a1214', width: 4 });
  if (time !== 'day') {
    far.glow(x, y, 260, palette.light, isDark(time) ? 0.7 : 0.3);
  }
  far.rect(x - 8, y - 28, 16, 18, { fill: '#3a2a22', radius: 3 });
  far.circle(x, y, 15, { fill: time === 'day' ? '#e9e4d2' : '#fff4d2' });
}

/** Cartons, a rolled carpet and old pictures under the slopes. */
function drawStores(stage: Stage): void {
  const { far, indoors, random } = stage;
  for (const [across, depth, size] of [
    [-2.9, 3.9, 0.72],
    [-2.1, 4.1, 0.6],
    [-2.75, 2.9, 0.66],
    [2.35, 4.1, 0.7],
    [3, 3.7, 0.62],
    [1.62, 4.2, 0.5],
  ] as const) {
    const { x, y } = pointAt(across, 0, depth);
    const [width, height] = [scaleAt(depth) * size, scaleAt(depth) * size * random.between(0.66, 0.86)];
    const card = indoors(random.pick(['#c99a63', '#b5834f', '#d6ad78', '#a8764a']));
    far.ellipse(x, y + 2, width * 0.6, 8, { fill: '#000010', opacity: 0.3 });
    far.rect(x - width / 2, y - height, width, height, {
      fill: far.linear([
        [0, darker(card, 0.06)],
        [1, darker(card, 0.34)],
      ]),
    });
    far.path(path`M${x - width / 2} ${y - height}l14 -13h${width - 28}l14 13z`, { fill: lighter(card, 0.12) });
    far.rect(x - width * 0.08, y - height, width * 0.16, height * 0.4, { fill: '#fff1d0', opacity: 0.3 });
  }
  const spot = pointAt(-1.1, 0, 4.3);
  const gilt = indoors('#a8803f');
  far.path(path`M${spot.x - 78} ${spot.y}L${spot.x - 64} ${spot.y - 142}H${spot.x + 56}L${spot.x + 68} ${spot.y}Z`, {
    fill: gilt,
  });
  far.path(
    path`M${spot.x - 60} ${spot.y - 18}L${spot.x - 50} ${spot.y - 126}H${spot.x + 42}L${spot.x + 51} ${spot.y - 18}Z`,
    { fill: indoors('#5f6a5c') },
  );
  far.path(path`M${spot.x - 60} ${spot.y - 18}Q${spot.x - 20} ${spot.y - 80} ${spot.x + 51} ${spot.y - 18}Z`, {
    fill: indoors('#7f8a5c'),
  });
  const lamp = pointAt(0.85, 0, 4.2);
  far.path(path`M${lamp.x} ${lamp.y - 4}V${lamp.y - 190}`, { stroke: indoors('#5a4636'), width: 8 });
  far.ellipse(lamp.x, lamp.y - 3, 34, 7, { fill: indoors('#4a3a2e') });
  far.path(
    path`M${lamp.x - 54} ${lamp.y - 176}L${lamp.x - 30} ${lamp.y - 252}H${lamp.x + 30}L${lamp.x + 54} ${lamp.y - 176}Z`,
    { fill: indoors('#b08a6f') },
  );
}

/** The beam one stoops under, with a cobweb in its corner. */
function drawBeam({ fore, indoors }: Stage): void {
  const wood = mix(indoors('#5f4432'), '#000010', 0.3);
  fore.path(path`M-20 -20H150L-20 250Z`, { fill: wood });
  fore.path(path`M1620 -20H1450L1620 250Z`, { fill: darker(wood, 0.1) });
  fore.path(path`M150 -6Q100 60 90 96M120 40Q96 62 60 66M150 -6L40 140M100 72Q80 92 52 96`, {
    stroke: '#e9e4da',
    width: 2,
    opacity: 0.3,
  });
}
