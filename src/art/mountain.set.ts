import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawGrassTufts, drawPools } from './nature.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, isDark, type SetPainter, type Stage, STAGE_WIDTH } from './stage.js';

/** A cliff top: a pine over the edge, a sea of clouds below, ranges that fade into the distance. */
export const drawMountain: SetPainter = (stage) => {
  const { far, palette, weather } = stage;
  drawSky(stage, { lightX: 1392, horizon: 560 });
  drawRange(stage, { base: 520, height: 150, distance: 0.72, steps: 150, snowy: true });
  drawHaze(far, stage, 380, 170, 0.5);
  drawRange(stage, { base: 560, height: 210, distance: 0.5, steps: 210, snowy: true });
  drawClouds(stage, 540, 0.7);
  drawSpires(stage);
  drawClouds(stage, 600, 0.85);
  drawHaze(far, stage, 470, 200, weather === 'fog' ? 0.5 : 0.3);
  drawCranes(stage);
  drawClouds(stage, 668, 1);
  far.rect(0, 690, STAGE_WIDTH, 210, { fill: mix(palette.sky[2], stage.outdoors('#ffffff'), 0.5) });
  drawCliff(stage);
  drawBoulders(stage);
  drawPine(stage);
  return airOutdoors(stage, 'dust');
};

interface Range {
  base: number;
  height: number;
  /** Share of the air's colour in it. */
  distance: number;
  /** Width of a peak. */
  steps: number;
  snowy: boolean;
}

/** Jagged peaks with snow on them; the light comes from the right. */
function drawRange(stage: Stage, { base, height, distance, steps, snowy }: Range): void {
  const { far, palette, random } = stage;
  const rock = mix(groundOf(stage, '#6f7f97'), palette.sky[2], distance);
  const shade = darker(rock, 0.14);
  const snow = mix(stage.outdoors('#ffffff'), palette.sky[2], distance * 0.55);
  const outline: PathData[] = [path`M-200 900`];
  const shades: PathData[] = [];
  const caps: PathData[] = [];
  for (let x = -160; x < STAGE_WIDTH + 200; x += steps) {
    const peak = { x: x + random.between(-0.2, 0.2) * steps, y: base - height * random.between(0.55, 1.15) };
    const valley = { x: x + steps * 0.5, y: base - height * random.between(0.05, 0.3) };
    outline.push(path`L${peak.x} ${peak.y}L${valley.x} ${valley.y}`);
    const [reach, drop] = [steps * 0.2, (base - peak.y) * 0.3];
    shades.push(
      path`M${peak.x} ${peak.y}L${peak.x - reach * 0.2} ${peak.y + drop}L${peak.x + reach * 0.15} ${peak.y + drop * 1.9}L${peak.x - reach * 0.3} ${base}H${peak.x - steps * 0.5}Z`,
    );
    caps.push(
      path`M${peak.x} ${peak.y}L${peak.x + reach} ${peak.y + drop * 0.95}L${peak.x + reach * 0.5} ${peak.y + drop * 0.8}L${peak.x + reach * 0.2} ${peak.y + drop * 1.2}L${peak.x - reach * 0.2} ${peak.y + drop * 0.75}L${peak.x - reach * 0.7} ${peak.y + drop}Z`,
    );
  }
  far.path(joined([...outline, path`L${STAGE_WIDTH + 300} 900Z`]), { fill: rock });
  far.group({ clip: far.clip(joined([...outline, path`L${STAGE_WIDTH + 300} 900Z`])) }, () => {
    far.path(joined(shades), { fill: shade, opacity: 0.8 });
    if (snowy) {
      far.path(joined(caps), { fill: snow, opacity: 0.9 });
    }
  });
}

/** Near pillars of rock with trees on them, left and right of the view. */
function drawSpires(stage: Stage): void {
  const { far, palette, random } = stage;
  const rock = mix(groundOf(stage, '#7c7d84'), palette.sky[2], 0.28);
  const green = mix(groundOf(stage, '#4f7a5c'), palette.sky[2], 0.24);
  for (const [x, half, top] of [
    [250, 92, 330],
    [410, 60, 430],
    [1330, 110, 300],
    [1180, 58, 440],
    [1500, 76, 400],
  ] as const) {
    const lean = random.between(-16, 16);
    far.path(
      path`M${x - half} 760L${x - half * 0.8} ${top + 130}L${x - half * 0.5 + lean} ${top + 36}L${x + lean} ${top}L${x + half * 0.45 + lean} ${top + 22}L${x + half * 0.72} ${top + 150}L${x + half} 760Z`,
      {
        fill: far.linear(
          [
            [0, darker(rock, 0.3)],
            [0.6, rock],
            [1, lighter(rock, 0.12)],
          ],
          0,
          0,
          1,
          0,
        ),
      },
    );
    far.path(path`M${x - half * 0.2} ${top + 60}l-8 120l14 90M${x + half * 0.25} ${top + 50}l12 100l-10 130`, {
      stroke: '#000010',
      width: 4,
      opacity: 0.14,
    });
    for (let tuft = 0; tuft < 9; tuft++) {
      const along = random.between(-0.55, 0.5);
      const y = top + 16 + Math.abs(along) * 70 + random.between(-6, 12);
      far.ellipse(x + lean + along * half, y, random.between(18, 34), random.between(9, 15), {
        fill: darker(green, random.between(0, 0.2)),
      });
    }
  }
}

/** A sea of clouds: soft heaps along a level. */
function drawClouds(stage: Stage, y: number, nearness: number): void {
  const { far, palette, random, time } = stage;
  const white = mix(palette.sky[2], time === 'night' ? '#7f8fd0' : '#ffffff', isDark(time) ? 0.22 : 0.62);
  for (let x = -60; x < STAGE_WIDTH + 80; x += 62 + 24 * nearness) {
    const width = random.between(90, 150) * (0.7 + nearness * 0.5);
    const height = random.between(20, 40) * (0.7 + nearness * 0.5);
    const fill = far.linear([
      [0, lighter(white, 0.25), 0.92],
      [0.6, white, 0.75],
      [1, white, 0],
    ]);
    far.ellipse(x + random.between(-24, 24), y + random.between(-8, 26), width, height, { fill });
  }
}

function drawCranes({ far, outdoors, time, weather }: Stage): void {
  if (time === 'night' || weather !== 'clear') {
    return;
  }
  for (const [x, y, size] of [
    [690, 190, 0.8],
    [752, 168, 0.6],
    [636, 158, 0.55],
  ] as const) {
    far.group({ x, y, scale: size }, () => {
      far.path(path`M-40 -12Q-20 -24 0 0Q20 -26 44 -16M0 0L26 8M0 0L-18 8`, { stroke: outdoors('#eef2f6'), width: 6 });
      far.path(path`M-40 -12L-28 -17M44 -16L32 -21`, { stroke: outdoors('#33373f'), width: 6 });
    });
  }
}

/** The ledge that people stand on; it breaks off behind them. */
function drawCliff(stage: Stage): void {
  const { mid, weather } = stage;
  const rock = groundOf(stage, '#948d84');
  const grass = groundOf(stage, '#8d9b62');
  mid.path(
    path`M-10 640L120 622L236 652L330 648L452 690L600 700L742 716L902 712L1060 722L1210 706L1330 712L1420 684L1612 668V910H-10Z`,
    {
      fill: mid.linear([
        [0, lighter(rock, 0.1)],
        [0.4, rock],
        [1, darker(rock, 0.36)],
      ]),
    },
  );
  mid.path(
    path`M-10 654L120 640L236 668L330 664L452 706L600 716L742 732L902 728L1060 738L1210 722L1330 728L1420 702L1612 690V760Q1300 740 1130 786T640 780T240 740T-10 770Z`,
    { fill: grass, opacity: weather === 'snow' ? 0.95 : 0.8 },
  );
  mid.path(
    path`M-10 640L120 622L236 652L330 648L452 690L600 700L742 716L902 712L1060 722L1210 706L1330 712L1420 684L1612 668`,
    { stroke: weather === 'snow' ? '#f6f9fc' : lighter(rock, 0.28), width: 6, opacity: 0.8 },
  );
  mid.path(
    path`M120 800l110 30l190 -12M520 852l140 -18l90 20M980 806l130 26l180 -14M1290 872l120 -22l130 12M300 880l80 -16`,
    { stroke: '#000010', width: 4, opacity: 0.16 },
  );
  drawGrassTufts(mid, stage, 720, 800, darker(grass, 0.34));
  drawPools(mid, stage, [
    [640, 842, 150],
    [1080, 800, 110],
  ]);
}

function drawBoulders(stage: Stage): void {
  const { mid, weather } = stage;
  const rock = groundOf(stage, '#8a857f');
  for (const [x, y, size] of [
    [1440, 756, 1.25],
    [1290, 752, 0.6],
    [360, 744, 0.5],
  ] as const) {
    mid.group({ x, y, scale: size }, () => {
      mid.ellipse(0, 4, 138, 15, { fill: '#000010', opacity: 0.24 });
      mid.path(path`M-128 2L-110 -64L-52 -112L26 -122L92 -76L126 -8L116 6H-120Z`, {
        fill: mid.linear([
          [0, lighter(rock, 0.2)],
          [1, darker(rock, 0.3)],
        ]),
      });
      mid.path(path`M-52 -112L-30 -46L-68 4M-30 -46L40 -30L92 -76M40 -30L54 4`, {
        stroke: '#000010',
        width: 4,
        opacity: 0.2,
      });
      mid.path(path`M-110 -64L-52 -112L26 -122L92 -76L30 -96L-46 -86Z`, {
        fill: weather === 'snow' ? '#ffffff' : lighter(rock, 0.3),
        opacity: 0.7,
      });
    });
  }
}

/** A pine that leans over the edge at the left, its boughs in flat layers above people's heads. */
function drawPine(stage: Stage): void {
  const { mid, outdoors, random, weather } = stage;
  const bark = outdoors('#5f4636');
  const needles = outdoors(weather === 'snow' ? '#c9d6d2' : '#3f6b4f');
  mid.ellipse(150, 690, 110, 14, { fill: '#000010', opacity: 0.22 });
  mid.path(
    path`M104 700Q128 560 96 450Q70 340 150 236Q176 190 250 150L262 166Q196 214 176 262Q120 352 146 446Q176 560 176 700Z`,
    { fill: bark },
  );
  mid.path(path`M112 400Q40 360 -20 372M150 300Q260 262 372 250M126 470Q196 440 262 444M180 220Q120 160 40 150`, {
    stroke: bark,
    width: 17,
  });
  for (const [x, y, half] of [
    [20, 352, 120],
    [360, 232, 124],
    [256, 420, 82],
    [50, 130, 132],
    [262, 126, 126],
    [150, 196, 96],
  ] as const) {
    const pads: [number, number, number][] = [
      [0, 0, 1],
      [-0.45, 12, 0.6],
      [0.5, 10, 0.62],
      [0.06, -15, 0.66],
    ];
    for (const [across, down, share] of pads) {
      const fill = darker(needles, down > 5 ? 0.24 : random.between(0, 0.08));
      mid.ellipse(x + across * half, y + down, half * share, 21 * share + 5, { fill });
    }
    mid.ellipse(x + half * 0.1, y - 20, half * 0.5, 9, { fill: lighter(needles, weather === 'snow' ? 0.7 : 0.16) });
  }
}
