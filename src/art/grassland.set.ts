import { darker, lighter, mix } from './colour.js';
import { type Drawing, joined, path, type PathData } from './drawing.js';
import { drawDownpour, drawFlowers, drawHills, drawTree } from './nature.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, type SetPainter, type Stage, STAGE_WIDTH } from './stage.js';

const HORIZON = 540;

/** Open grassland, far from any house: snow mountains, a river that winds, one tree, high grass in the wind. */
export const drawGrassland: SetPainter = (stage) => {
  const { far, palette, random } = stage;
  drawSky(stage, { lightX: 1146, lightY: 108, horizon: HORIZON });
  drawPeaks(stage);
  const hills = mix(groundOf(stage, '#8fa97f'), palette.sky[2], 0.4);
  drawHills(far, { y: HORIZON + 6, height: 66, colour: hills, phase: random.between(0, 6) });
  drawHaze(far, stage, 400, 170, 0.42);
  drawPlain(stage);
  drawRiver(stage);
  drawDownpour(far, stage, 620);
  drawNearSlope(stage);
  drawTree(stage.mid, stage, { x: 1236, y: 690, scale: 1.06, leaf: '#7f9a4a' });
  drawWindInGrass(stage);
  drawHighGrass(stage);
  return airOutdoors(stage, 'dust');
};

function drawPeaks(stage: Stage): void {
  const { far, outdoors, palette, random } = stage;
  const rock = mix(outdoors('#7f93a8'), palette.sky[2], 0.42);
  const snow = mix(outdoors('#f4f7fa'), palette.sky[2], 0.3);
  const peaks: PathData[] = [path`M-20 ${HORIZON + 20}`];
  const caps: PathData[] = [];
  for (let x = -20; x < 1640; x += 150) {
    const top = HORIZON - random.between(96, 210);
    const middle = x + 75 + random.between(-14, 14);
    peaks.push(path`L${x} ${HORIZON - random.between(40, 70)}L${middle} ${top}`);
    caps.push(
      path`M${middle} ${top}L${middle - 40} ${top + 62}L${middle - 18} ${top + 48}L${middle - 2} ${top + 70}L${middle + 18} ${top + 46}L${middle + 36} ${top + 60}Z`,
    );
  }
  far.path(joined([...peaks, path`L1640 ${HORIZON + 20}Z`]), {
    fill: far.linear([
      [0, rock],
      [1, mix(rock, palette.sky[2], 0.4)],
    ]),
  });
  far.path(joined(caps), { fill: snow, opacity: 0.9 });
}

const grassOf = (stage: Stage): string => groundOf(stage, '#a3b567');

function drawPlain(stage: Stage): void {
  const { far, palette } = stage;
  const grass = grassOf(stage);
  far.rect(0, HORIZON - 2, STAGE_WIDTH, 362, {
    fill: far.linear([
      [0, mix(grass, palette.sky[2], 0.42)],
      [0.3, grass],
      [1, darker(grass, 0.2)],
    ]),
  });
  for (const [y, share] of [
    [566, 0.16],
    [592, 0.08],
    [624, 0.14],
  ] as const) {
    far.path(path`M-20 ${y}Q260 ${y - 22} 560 ${y}T1100 ${y - 4}T1620 ${y - 14}V${y + 40}H-20Z`, {
      fill: far.linear([
        [0, darker(grass, share)],
        [1, grass, 0],
      ]),
    });
  }
}

/** The sky shows in it. */
function drawRiver(stage: Stage): void {
  const { far, palette, outdoors, weather } = stage;
  const water = mix(outdoors('#7fb3cf'), palette.sky[1], 0.6);
  far.path(
    path`M880 548Q960 552 930 562Q840 576 700 584Q520 596 560 614Q640 634 760 648Q720 668 560 690H380Q520 656 460 630Q380 604 520 588Q700 568 860 558Q890 554 866 549Z`,
    { fill: weather === 'snow' ? mix(water, '#dfe9f2', 0.6) : water, opacity: 0.9 },
  );
  far.path(path`M556 616Q640 636 752 648M520 590Q700 570 860 560`, {
    stroke: lighter(palette.sky[2], 0.4),
    width: 3,
    opacity: 0.6,
  });
}

function drawNearSlope(stage: Stage): void {
  const { mid } = stage;
  const grass = darker(grassOf(stage), 0.06);
  mid.path(path`M-20 706Q260 642 560 660T1120 690T1620 640V920H-20Z`, {
    fill: mid.linear([
      [0, lighter(grass, 0.1)],
      [0.3, grass],
      [1, darker(grass, 0.4)],
    ]),
  });
  if (stage.weather !== 'snow') {
    drawFlowers(mid, stage, { top: 690, bottom: 890, colours: ['#ffffff', '#ffd95a', '#c9a0e0'], count: 90 });
  }
}

/** Bands of light where the wind bends the blades. */
function drawWindInGrass(stage: Stage): void {
  const { mid, random } = stage;
  const grass = grassOf(stage);
  for (const [colour, count] of [
    [lighter(grass, 0.34), 150],
    [darker(grass, 0.36), 150],
  ] as const) {
    const blades: PathData[] = [];
    for (let index = 0; index < count; index++) {
      const near = random.next();
      const size = 12 + near * 34;
      const [x, y] = [random.between(-20, 1620), 690 + near * 200];
      blades.push(path`M${x} ${y}q${size * 0.1} ${-size * 0.7} ${size * 0.6} ${-size}`);
    }
    mid.path(joined(blades), { stroke: colour, width: 3, opacity: 0.5 });
  }
}

/** In both lower corners, before people. */
function drawHighGrass(stage: Stage): void {
  const { fore, outdoors, random, weather } = stage;
  const dark = outdoors(weather === 'snow' ? '#c3c9b8' : '#6f8244');
  const pale = outdoors(weather === 'snow' ? '#e4e8dc' : '#c9bd74');
  drawTuft(fore, random, dark, 70);
  drawTuft(fore, random, pale, 34);
}

function drawTuft(fore: Drawing, random: Stage['random'], colour: string, count: number): void {
  const blades: PathData[] = [];
  for (let index = 0; index < count; index++) {
    const isLeft = index % 2 === 0;
    const along = random.next() ** 1.5 * 330;
    const x = isLeft ? along - 20 : 1620 - along;
    const height = random.between(70, 170) * (1 - along / 460);
    const lean = 20 + random.between(0, 50);
    blades.push(path`M${x} 912Q${x + lean * 0.2} ${912 - height * 0.7} ${x + lean} ${912 - height}`);
  }
  fore.path(joined(blades), { stroke: colour, width: 5, opacity: 0.95 });
}
