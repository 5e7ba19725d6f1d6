import { type Random } from '../common/random.js';
import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawHills, drawPools } from './nature.js';
import { drawRainOrSnow } from './room.js';
import { groundOf, isDark, type SetPainter, type Stage, STAGE_HEIGHT, STAGE_WIDTH } from './stage.js';

const GROUND = 660;
const CRYSTALS = ['#8fd0e0', '#a9b8f0', '#c9a0e0'] as const;

/** A cave: hanging rocks, a mouth through which the day or the moon looks in, a pool, crystals that glow faintly. */
export const drawCave: SetPainter = (stage) => {
  drawRock(stage);
  drawMouth(stage);
  drawFloor(stage);
  drawBeam(stage);
  drawPool(stage);
  drawCrystals(stage, 250, 738, 1.2);
  drawCrystals(stage, 1352, 726, 1.35);
  drawStalagmites(stage);
  drawStalactites(stage);
  return 'dust';
};

const rockOf = ({ indoors, time }: Stage): string => mix(indoors('#6a6470'), '#161a28', isDark(time) ? 0.2 : 0.28);

function drawRock(stage: Stage): void {
  const { far, random } = stage;
  const rock = rockOf(stage);
  far.rect(0, 0, STAGE_WIDTH, STAGE_HEIGHT, {
    fill: far.linear([
      [0, darker(rock, 0.55)],
      [0.5, darker(rock, 0.16)],
      [1, darker(rock, 0.3)],
    ]),
  });
  for (let index = 0; index < 40; index++) {
    const [x, y] = [random.between(-60, 1600), random.between(60, 620)];
    const [width, height] = [random.between(70, 190), random.between(50, 130)];
    far.path(
      path`M${x} ${y}L${x + width * 0.4} ${y - height * 0.5}L${x + width} ${y - height * 0.1}L${x + width * 0.8} ${y + height * 0.6}L${x + width * 0.2} ${y + height * 0.5}Z`,
      { fill: random.chance(0.5) ? lighter(rock, 0.1) : darker(rock, 0.4), opacity: 0.15 },
    );
  }
}

/** The way in: sky and hills, with the weather in it, between broken rocks. */
const MOUTH = { x: 596, y: 176, width: 408, height: 490 };

function drawMouth(stage: Stage): void {
  const { far, palette, random, time, weather } = stage;
  const { x, y, width, height } = MOUTH;
  const rock = rockOf(stage);
  far.glow(800, 420, 560, lighter(palette.sky[2], 0.1), time === 'night' ? 0.3 : 0.5);
  far.path(archOf(random, 1.3), { fill: darker(rock, 0.22) });
  far.path(archOf(random, 1.18), { fill: darker(rock, 0.44) });
  far.path(archOf(random, 1.07), { fill: mix(rock, palette.sky[2], 0.22) });
  far.group({ clip: far.clip(archOf(random, 0.98)) }, () => {
    far.rect(x - 60, y - 60, width + 120, height + 60, {
      fill: far.linear([
        [0, palette.sky[1]],
        [0.8, palette.sky[2]],
      ]),
    });
    if (time === 'night' && weather === 'clear') {
      far.glow(800, y + 66, 90, '#fff4d6', 0.7);
      far.circle(800, y + 66, 22, { fill: '#fff4d6' });
    }
    drawHills(far, { y: 590, height: 80, colour: mix(groundOf(stage, '#86a58c'), palette.sky[2], 0.5), phase: 0.4 });
    drawRainOrSnow(stage, { x: x - 20, y, width: width + 40, height });
  });
}

/** A broken arch from the left foot of the mouth over its top to the right one. */
function archOf(random: Random, scale: number): PathData {
  const foot = MOUTH.y + MOUTH.height;
  const points: PathData[] = [];
  for (let angle = Math.PI; angle > -0.01; angle -= Math.PI / random.int(13, 17)) {
    const reach = scale * random.between(0.96, 1.05);
    const across = Math.sign(Math.cos(angle)) * Math.abs(Math.cos(angle)) ** 0.7;
    const [x, y] = [800 + (across * reach * MOUTH.width) / 2, foot - Math.sin(angle) * reach * (MOUTH.height - 20)];
    points.push(points.length === 0 ? path`M${x} ${foot}` : path`L${x} ${y}`);
  }
  return joined([...points, path`L${800 + (scale * MOUTH.width) / 2} ${foot}Z`]);
}

function drawFloor(stage: Stage): void {
  const { far, random } = stage;
  const rock = rockOf(stage);
  far.path(path`M-10 690L180 640L420 668L640 ${GROUND - 4}H960L1210 664L1430 634L1610 684V910H-10Z`, {
    fill: far.linear([
      [0, lighter(rock, 0.08)],
      [1, darker(rock, 0.42)],
    ]),
  });
  const cracks: PathData[] = [];
  for (let index = 0; index < 26; index++) {
    const [x, y] = [random.between(0, 1560), random.between(690, 890)];
    cracks.push(
      path`M${x} ${y}l${random.between(30, 90)} ${random.between(-12, 12)}l${random.between(20, 60)} ${random.between(-8, 14)}`,
    );
  }
  far.path(joined(cracks), { stroke: '#000010', width: 4, opacity: 0.24 });
}

function drawBeam({ far, palette, time, weather }: Stage): void {
  const colour = time === 'night' ? '#a9c2ff' : lighter(palette.sky[2], 0.3);
  const fill = far.linear([
    [0, colour, weather === 'clear' ? 0.42 : 0.2],
    [1, colour, 0],
  ]);
  far.path(path`M606 664H994L1180 900H400Z`, { fill });
}

function drawPool(stage: Stage): void {
  const { far, palette } = stage;
  far.ellipse(800, 806, 168, 23, { fill: darker(rockOf(stage), 0.5) });
  far.ellipse(800, 808, 158, 19, { fill: mix(palette.sky[2], '#2f5a70', 0.55), opacity: 0.85 });
  far.path(path`M700 804h80M780 816h110M860 801h50`, {
    stroke: lighter(palette.sky[2], 0.3),
    width: 3,
    opacity: 0.5,
  });
  drawPools(far, stage, [[700, 720, 70]]);
}

/** A druse that lights the rock around it a little; it stays below heads. */
function drawCrystals({ mid, random }: Stage, x: number, y: number, scale: number): void {
  const colour = random.pick(CRYSTALS);
  mid.group({ x, y, scale }, () => {
    mid.glow(0, -50, 210, colour, 0.4);
    for (const [across, lean, height] of [
      [-52, -34, 70],
      [48, 36, 76],
      [-24, -14, 112],
      [24, 16, 100],
      [0, 2, 136],
    ] as const) {
      mid.path(
        path`M${across - 15} 0L${across + lean - 12} ${-height}L${across + lean} ${-height - 22}L${across + lean + 13} ${-height}L${across + 16} 0Z`,
        {
          fill: mid.linear([
            [0, lighter(colour, 0.4)],
            [1, darker(colour, 0.45)],
          ]),
        },
      );
      mid.path(path`M${across + 2} -4L${across + lean} ${-height - 20}`, { stroke: '#ffffff', width: 3, opacity: 0.4 });
    }
    mid.path(path`M-92 6L-60 -18L-14 -10L30 -20L86 -8L104 6Z`, { fill: '#2b2833' });
  });
}

function drawStalagmites(stage: Stage): void {
  const { mid } = stage;
  const rock = rockOf(stage);
  for (const [x, y, width, height] of [
    [70, 800, 90, 330],
    [170, 830, 64, 190],
    [1530, 800, 100, 380],
    [1450, 838, 66, 170],
    [460, 690, 40, 96],
    [1160, 686, 36, 84],
  ] as const) {
    mid.ellipse(x, y, width * 1.1, width * 0.16, { fill: '#000010', opacity: 0.35 });
    mid.path(
      path`M${x - width} ${y}Q${x - width * 0.4} ${y - height * 0.3} ${x - width * 0.16} ${y - height}Q${x} ${y - height - 16} ${x + width * 0.14} ${y - height}Q${x + width * 0.5} ${y - height * 0.34} ${x + width} ${y}Z`,
      {
        fill: mid.linear(
          [
            [0, darker(rock, x < 800 ? 0.45 : 0.1)],
            [1, darker(rock, x < 800 ? 0.1 : 0.45)],
          ],
          0,
          0,
          1,
          0,
        ),
      },
    );
  }
}

/** Rocks that hang from the roof, longer towards the sides. */
function drawStalactites(stage: Stage): void {
  const { mid, random } = stage;
  const rock = darker(rockOf(stage), 0.3);
  for (let x = -20; x < STAGE_WIDTH + 40; x += random.between(34, 70)) {
    const edge = Math.abs(x - 800) / 800;
    const length = random.between(40, 120) + edge * edge * 240;
    const half = random.between(16, 34);
    mid.path(
      path`M${x - half} -10Q${x - half * 0.4} ${length * 0.5} ${x - 3} ${length}Q${x} ${length + 8} ${x + 3} ${length}Q${x + half * 0.5} ${length * 0.5} ${x + half} -10Z`,
      { fill: darker(rock, random.between(0, 0.3)) },
    );
  }
}
