import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawDownpour, drawFlowers, drawGrassTufts, drawPools, drawSplashes } from './nature.js';
import { drawHaze } from './sky.js';
import { airOutdoors, groundOf, isDark, type SetPainter, type Stage, STAGE_HEIGHT, STAGE_WIDTH } from './stage.js';

const GROUND = 606;

/** A path through a tall forest: rows of trunks that fade into the distance, ferns, light between the leaves. */
export const drawForest: SetPainter = (stage) => {
  const { far } = stage;
  drawAir(stage);
  drawTrunks(stage, { count: 30, widths: [9, 20], foot: 596, distance: 0.62, clear: 0 });
  drawHaze(far, stage, 380, 260, 0.3);
  drawTrunks(stage, { count: 20, widths: [18, 34], foot: 606, distance: 0.4, clear: 70 });
  drawCanopy(stage, { lowest: 190, distance: 0.42 });
  drawHaze(far, stage, 420, 230, 0.25);
  drawTrunks(stage, { count: 12, widths: [32, 52], foot: 622, distance: 0.18, clear: 210 });
  drawCanopy(stage, { lowest: 130, distance: 0.15 });
  drawBeams(stage);
  drawDownpour(far, stage, GROUND);
  drawFloor(stage);
  drawFerns(stage);
  for (const [x, y, width] of [
    [372, 742, 62],
    [1246, 736, 58],
    [96, 806, 128],
    [1516, 800, 136],
  ] as const) {
    drawTree(stage, x, y, width);
  }
  drawFireflies(stage);
  drawBranches(stage);
  return airOutdoors(stage, 'dust');
};

/** A daylight leaf colour, white under snow. */
function leafOf({ outdoors, weather }: Stage, colour: string): string {
  return outdoors(weather === 'snow' ? mix(colour, '#eef3f7', 0.66) : colour);
}

/** What distant trunks fade into: at night darker than the open sky. */
function airOf({ palette, time }: Stage): string {
  return time === 'night' ? mix(palette.sky[1], palette.sky[2], 0.25) : palette.sky[2];
}

function drawAir(stage: Stage): void {
  const { far, palette, time } = stage;
  const air = airOf(stage);
  const green = leafOf(stage, '#a9cf9a');
  far.rect(0, 0, STAGE_WIDTH, STAGE_HEIGHT, {
    fill: far.linear([
      [0, mix(palette.sky[1], green, 0.4)],
      [0.45, mix(air, green, 0.5)],
      [0.7, mix(air, green, 0.6)],
    ]),
  });
  far.glow(860, 330, 620, time === 'night' ? '#9fb6ff' : lighter(air, 0.4), time === 'night' ? 0.3 : 0.6);
}

interface TrunkRow {
  count: number;
  widths: [number, number];
  foot: number;
  /** Share of the air's colour in it. */
  distance: number;
  /** Half of the gap that is left for the view in the middle. */
  clear: number;
}

function drawTrunks(stage: Stage, { count, widths, foot, distance, clear }: TrunkRow): void {
  const { far, outdoors, random } = stage;
  const colour = mix(outdoors('#6b5646'), airOf(stage), distance);
  const trunks: PathData[] = [];
  const boughs: PathData[] = [];
  for (let index = 0; index < count; index++) {
    const x = ((index + random.between(0.15, 0.85)) / count) * STAGE_WIDTH;
    const half = random.between(...widths) / 2;
    const lean = random.between(-24, 24);
    if (Math.abs(x - 830) > clear) {
      trunks.push(
        path`M${x + lean - half * 0.6} -10L${x - half} ${foot - 30}L${x - half * 1.7} ${foot + 8}H${x + half * 1.7}L${x + half} ${foot - 30}L${x + lean + half * 0.6} -10Z`,
      );
      const fork = random.between(170, 330);
      const reach = (random.chance(0.5) ? 1 : -1) * random.between(40, 90);
      const at = x + lean * (1 - fork / foot);
      boughs.push(path`M${at} ${fork}Q${at + reach * 0.5} ${fork - 30} ${at + reach} ${fork - 96}`);
    }
  }
  far.path(joined(trunks), { fill: colour });
  far.path(joined(boughs), { stroke: colour, width: widths[0] * 0.32 });
  for (let x = -40; x < 1660; x += 46) {
    const fill = mix(leafOf(stage, '#5f8a52'), airOf(stage), distance * random.between(0.8, 1));
    far.ellipse(x, foot + 8, random.between(34, 58), random.between(14, 36), { fill });
  }
}

function drawCanopy(stage: Stage, { lowest, distance }: { lowest: number; distance: number }): void {
  const { far, random } = stage;
  for (let index = 0; index < 44; index++) {
    const x = (index / 43) * STAGE_WIDTH;
    const edge = Math.abs(x - 830) / 800;
    const y = random.between(-40, lowest * (0.35 + 0.75 * edge));
    const colour = mix(leafOf(stage, '#6fa05a'), airOf(stage), distance);
    far.circle(x, y, random.between(44, 92), { fill: darker(colour, random.between(0, 0.16)), opacity: 0.94 });
  }
}

function drawBeams({ far, palette, time, weather }: Stage): void {
  if (weather !== 'clear') {
    return;
  }
  const colour = time === 'night' ? '#b9caff' : lighter(palette.light, 0.2);
  const light = far.linear([
    [0, colour, 0],
    [0.3, colour, time === 'night' ? 0.15 : 0.3],
    [1, colour, 0],
  ]);
  for (const [x, width] of [
    [690, 70],
    [850, 110],
    [1040, 60],
    [1180, 90],
  ] as const) {
    far.path(path`M${x} -10h${width}L${x + width - 250} 660h${-width * 1.5}Z`, { fill: light });
  }
}

function drawFloor(stage: Stage): void {
  const { far, mid, palette, weather } = stage;
  const moss = groundOf(stage, '#7f9e58');
  far.rect(0, GROUND, STAGE_WIDTH, STAGE_HEIGHT - GROUND, { fill: moss });
  mid.path(path`M0 634Q300 606 640 616T1120 612T1600 632V900H0Z`, {
    fill: mid.linear([
      [0, mix(moss, palette.sky[2], 0.2)],
      [0.3, moss],
      [1, darker(moss, 0.42)],
    ]),
  });
  const soil = groundOf(stage, '#b8976a');
  mid.path(
    path`M812 616C800 650 900 670 780 730C660 790 470 840 420 900H1210C1170 830 1010 780 940 730C870 680 900 650 868 616Z`,
    {
      fill: mid.linear([
        [0, mix(soil, moss, 0.35)],
        [1, darker(soil, 0.22)],
      ]),
    },
  );
  drawGrassTufts(mid, stage, 650, 892, darker(moss, 0.35));
  const leaves = weather === 'snow' ? ['#ffffff'] : ['#d08a4a', '#c7a24f', '#a86a42', '#e0bf6a'];
  drawFlowers(mid, stage, { top: 650, bottom: 892, colours: leaves, count: 110 });
  drawPools(mid, stage, [
    [800, 850, 190],
    [880, 726, 60],
  ]);
  drawSplashes(mid, stage, GROUND + 40);
}

function drawFerns(stage: Stage): void {
  const { mid, random } = stage;
  for (let index = 0; index < 22; index++) {
    const left = index % 2 === 0;
    const x = left ? random.between(0, 520) : random.between(1080, 1600);
    const y = random.between(690, 880);
    const size = (y - 560) / 240;
    const colour = leafOf(stage, random.pick(['#5f9a4f', '#6fa85a', '#4f8a52']));
    const fronds: PathData[] = [];
    for (const lean of [-84, -56, -24, 18, 52, 82]) {
      const height = 96 - Math.abs(lean) * 0.5;
      fronds.push(
        path`M${x} ${y}Q${x + lean * size * 0.4} ${y - height * size} ${x + lean * size} ${y - height * size * 0.82}Q${x + lean * size * 0.5} ${y - height * size * 0.6} ${x} ${y}Z`,
      );
    }
    mid.path(joined(fronds), { fill: darker(colour, random.between(0, 0.16)) });
  }
}

/** A near trunk that leaves the picture at the top. */
function drawTree({ mid, outdoors, weather, palette, time }: Stage, x: number, y: number, width: number): void {
  const bark = outdoors('#6b4f3e');
  const half = width / 2;
  mid.ellipse(x, y, width * 1.3, width * 0.16, { fill: '#000010', opacity: 0.25 });
  mid.path(
    path`M${x - half * 0.8} -20Q${x - half * 0.9} ${y * 0.6} ${x - half} ${y - width * 0.9}Q${x - half * 1.2} ${y - width * 0.2} ${x - width * 1.15} ${y + 6}Q${x - half} ${y - width * 0.1} ${x - half * 0.2} ${y + width * 0.1}Q${x + half * 0.6} ${y - width * 0.12} ${x + width * 1.1} ${y + 4}Q${x + half * 1.2} ${y - width * 0.3} ${x + half} ${y - width * 0.9}Q${x + half * 0.9} ${y * 0.6} ${x + half * 0.85} -20Z`,
    {
      fill: mid.linear(
        [
          [0, darker(bark, 0.28)],
          [0.5, bark],
          [1, mix(bark, palette.rim, isDark(time) ? 0.12 : 0.26)],
        ],
        0,
        0,
        1,
        0,
      ),
    },
  );
  const grain: PathData[] = [];
  for (const share of [-0.5, -0.15, 0.2, 0.5]) {
    const line = x + share * width * 0.8;
    grain.push(path`M${line} ${60 + share * 90}Q${line + width * 0.08} ${y * 0.4} ${line - width * 0.04} ${y * 0.72}`);
  }
  mid.path(joined(grain), { stroke: '#000010', width: Math.max(3, width * 0.045), opacity: 0.2 });
  if (weather === 'snow') {
    mid.path(path`M${x - half * 0.86} 0Q${x - half * 0.96} ${y * 0.6} ${x - half * 1.02} ${y - width}`, {
      stroke: outdoors('#f2f6fa'),
      width: width * 0.07,
      opacity: 0.8,
    });
  }
}

function drawFireflies({ mid, random, time, weather }: Stage): void {
  if (time !== 'night' || weather !== 'clear') {
    return;
  }
  for (let index = 0; index < 22; index++) {
    const [x, y] = [random.between(60, 1540), random.between(430, 800)];
    mid.glow(x, y, random.between(10, 20), '#e4ff8f', 0.8);
    mid.circle(x, y, 2.4, { fill: '#f8ffd0' });
  }
}

/** Near leaves that frame the picture, out of the way of faces. */
function drawBranches(stage: Stage): void {
  const { fore, random } = stage;
  const leaf = leafOf(stage, '#4f8248');
  for (let index = 0; index < 54; index++) {
    const left = index % 2 === 0;
    const along = random.next();
    const x = left ? -30 + along * 420 : 1630 - along * 420;
    const y = random.between(-30, 130 * (1 - along) + 20);
    const size = random.between(20, 44);
    const fill = darker(leaf, random.between(0, 0.3));
    fore.path(
      path`M${x} ${y}q${size * 0.7} ${-size * 0.3} ${size} ${size * 0.5}q${-size * 0.8} ${size * 0.3} ${-size} ${-size * 0.5}z`,
      {
        fill,
      },
    );
    fore.path(
      path`M${x} ${y}q${-size * 0.2} ${size * 0.8} ${-size * 0.8} ${size}q${-size * 0.1} ${-size * 0.8} ${size * 0.8} ${-size}z`,
      {
        fill,
      },
    );
  }
}
