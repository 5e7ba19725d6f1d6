import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawDownpour } from './nature.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, type SetPainter, type Stage, STAGE_WIDTH } from './stage.js';

const HORIZON = 520;

/** A dune: its crest from left to right over one peak, and the edge that parts its light side from its shade. */
interface Dune {
  y: number;
  peak: number;
  height: number;
  /** How much of the sky's colour lies between it and us. */
  hazy: number;
}

/** A desert: dunes with a bright and a dark side, rocks far off, ripples of the wind in the sand. */
export const drawDesert: SetPainter = (stage) => {
  const { far, random } = stage;
  drawSky(stage, { lightX: 1146, lightY: 108, horizon: HORIZON });
  drawMesas(stage);
  drawHaze(far, stage, 380, 170, 0.4);
  const sand = groundOf(stage, '#e3b878');
  far.rect(0, HORIZON - 4, STAGE_WIDTH, 390, { fill: sand });
  drawDune(stage, { y: 548, peak: random.between(300, 460), height: 84, hazy: 0.34 });
  drawDune(stage, { y: 566, peak: random.between(1000, 1160), height: 112, hazy: 0.24 });
  drawDune(stage, { y: 612, peak: random.between(520, 640), height: 92, hazy: 0.1 });
  drawDownpour(far, stage, 640);
  drawNearSand(stage);
  drawRocks(stage);
  drawShrubs(stage);
  return airOutdoors(stage, 'dust');
};

/** Table mountains on the horizon. */
function drawMesas(stage: Stage): void {
  const { far, palette, random } = stage;
  const rock = mix(groundOf(stage, '#b5785a'), palette.sky[2], 0.42);
  for (const [x, width, height] of [
    [120, 250, 96],
    [430, 120, 62],
    [1300, 280, 84],
    [1100, 90, 54],
  ] as const) {
    const shift = random.between(-24, 24);
    const [left, top] = [x + shift, HORIZON - height];
    far.path(
      path`M${left - 34} ${HORIZON + 6}L${left - 4} ${top + 40}V${top}H${left + width}V${top + 34}L${left + width + 40} ${HORIZON + 6}Z`,
      {
        fill: far.linear([
          [0, lighter(rock, 0.08)],
          [1, mix(rock, palette.sky[2], 0.34)],
        ]),
      },
    );
    far.path(path`M${left - 4} ${top + 22}H${left + width}M${left + width * 0.3} ${top + 24}V${HORIZON - 8}`, {
      stroke: '#000010',
      width: 4,
      opacity: 0.1,
    });
  }
}

function drawDune(stage: Stage, { y, peak, height, hazy }: Dune): void {
  const { far, palette } = stage;
  const sand = groundOf(stage, '#e8bd7c');
  const lit = mix(lighter(sand, 0.14), palette.sky[2], hazy);
  const shade = mix(mix(darker(sand, 0.26), palette.sky[0], 0.14), palette.sky[2], hazy * 0.7);
  const top = y - height;
  const crest = path`M-20 ${y + 10}Q${peak * 0.5} ${y - 8} ${peak} ${top}Q${(peak + 1620) / 2} ${y - 26} 1620 ${y + 8}`;
  far.path(joined([crest, path`V920H-20Z`]), {
    fill: far.linear([
      [0, lit],
      [0.3, lit],
      [1, sand],
    ]),
  });
  far.path(
    path`M-20 ${y + 10}Q${peak * 0.5} ${y - 8} ${peak} ${top}Q${peak - 50} ${top + height * 0.7} ${peak - 10} ${y + 20}T${peak - 120} ${y + 96}Q${peak * 0.3} ${y + 60} -20 ${y + 70}Z`,
    {
      fill: far.linear([
        [0, shade],
        [0.6, shade],
        [1, shade, 0],
      ]),
    },
  );
}

function drawNearSand(stage: Stage): void {
  const { mid, random, weather } = stage;
  const sand = groundOf(stage, '#ecc485');
  mid.path(path`M-20 690Q240 640 520 668T1040 706T1620 648V920H-20Z`, {
    fill: mid.linear([
      [0, lighter(sand, 0.14)],
      [0.3, sand],
      [1, darker(sand, 0.34)],
    ]),
  });
  const ripples: PathData[] = [];
  for (let index = 0; index < 76; index++) {
    const near = random.next();
    const length = 50 + near * 150;
    ripples.push(
      path`M${random.between(-60, 1560)} ${704 + near * 186}q${length * 0.25} ${-5 - near * 6} ${length * 0.5} 0t${length * 0.5} 0`,
    );
  }
  mid.path(joined(ripples), { stroke: darker(sand, 0.42), width: 3.4, opacity: weather === 'snow' ? 0.1 : 0.24 });
  if (weather === 'clear' || weather === 'fog') {
    const tracks: PathData[] = [];
    for (let step = 0; step < 9; step++) {
      const y = 884 - step * 24;
      tracks.push(path`M${900 + step * 24 + (step % 2) * 20} ${y}h${14 - step}`);
    }
    mid.path(joined(tracks), { stroke: darker(sand, 0.45), width: 7, opacity: 0.3 });
  }
}

function drawRocks(stage: Stage): void {
  const { mid } = stage;
  const rock = groundOf(stage, '#b08464');
  for (const [x, y, size] of [
    [230, 786, 1],
    [330, 800, 0.5],
    [1420, 776, 0.8],
    [980, 706, 0.34],
  ] as const) {
    mid.group({ x, y, scale: size }, () => {
      mid.ellipse(6, 4, 140, 15, { fill: '#000010', opacity: 0.24 });
      mid.path(path`M-120 2L-104 -56L-58 -96L10 -108L72 -72L118 -20L124 2Z`, {
        fill: mid.linear([
          [0, lighter(rock, 0.12)],
          [1, darker(rock, 0.36)],
        ]),
      });
      mid.path(path`M10 -108L72 -72L118 -20L124 2H40L54 -50Z`, { fill: lighter(rock, 0.2), opacity: 0.5 });
      mid.path(path`M-58 -96L-30 -50L-44 0M10 -108L54 -50`, { stroke: '#000010', width: 5, opacity: 0.16 });
    });
  }
}

/** Dry grass that the sand has not yet covered. */
function drawShrubs({ mid, fore, outdoors, random, weather }: Stage): void {
  const straw = outdoors(weather === 'snow' ? '#cfcabb' : '#a8935a');
  for (const [x, y, reach, drawing] of [
    [420, 838, 54, mid],
    [1210, 846, 66, mid],
    [676, 694, 20, mid],
    [60, 912, 150, fore],
    [1560, 912, 130, fore],
  ] as const) {
    const blades: PathData[] = [];
    for (let index = 0; index < 18; index++) {
      const lean = random.between(-1, 1) * reach;
      const height = reach * random.between(0.6, 1.1);
      blades.push(path`M${x + lean * 0.2} ${y}Q${x + lean * 0.3} ${y - height * 0.7} ${x + lean} ${y - height}`);
    }
    drawing.path(joined(blades), { stroke: straw, width: reach > 100 ? 5 : 3.4, opacity: 0.9 });
  }
}
