import { drawSkyline } from './city.js';
import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawHills, drawPools } from './nature.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, isDark, type SetPainter, type Stage, STAGE_WIDTH } from './stage.js';

/** From far to near: the opposite platform, two tracks, the edge before which people stand. */
const OPPOSITE = 620;
const TRACKS = 668;
const EDGE = 752;
const ROOF = 88;

/** A railway platform seen across its tracks: roof, hanging sign, yellow line, rails, and the platform opposite. */
export const drawPlatform: SetPainter = (stage) => {
  const { far, palette, weather } = stage;
  drawSky(stage, { lightX: 1140, horizon: 560 });
  const hazy = mix(palette.far, palette.sky[2], 0.55);
  drawSkyline(far, stage, { base: 560, lowest: 30, highest: 120, colour: hazy, from: -20, to: 620 });
  drawHills(far, { y: 566, height: 74, colour: mix(groundOf(stage, '#8fb08f'), palette.sky[2], 0.4), phase: 1.2 });
  drawHaze(far, stage, 400, 190, 0.35);
  drawWires(stage);
  drawOppositePlatform(stage);
  if (weather === 'fog') {
    drawHaze(far, stage, 330, 400, 0.5);
  }
  drawTracks(stage);
  drawOwnPlatform(stage);
  drawRoof(stage);
  drawPillar(stage, 384);
  drawPillar(stage, 1216);
  drawSign(stage);
  drawBench(stage, 196);
  drawVendingMachine(stage);
  return airOutdoors(stage, 'dust');
};

function drawWires({ far, outdoors }: Stage): void {
  const steel = outdoors('#56636f');
  for (const x of [500, 1100]) {
    far.path(path`M${x} 176V${OPPOSITE}`, { stroke: steel, width: 9 });
    far.path(path`M${x} 206h84l-84 52`, { stroke: steel, width: 5 });
    far.circle(x + 84, 214, 7, { fill: outdoors('#8a5a4a') });
  }
  far.path(path`M-20 200Q290 232 584 206T1184 206T1620 210M-20 250Q290 252 584 250H1620`, {
    stroke: steel,
    width: 2.4,
    opacity: 0.8,
  });
}

function drawOppositePlatform(stage: Stage): void {
  const { far, outdoors } = stage;
  const stone = groundOf(stage, '#b7b4ae');
  drawFence(stage);
  drawShelter(stage, 60);
  drawShelter(stage, 1200);
  far.rect(0, OPPOSITE - 6, STAGE_WIDTH, 16, { fill: lighter(stone, 0.14) });
  far.rect(0, OPPOSITE + 4, STAGE_WIDTH, 5, { fill: outdoors('#e8b83f') });
  far.rect(0, OPPOSITE + 10, STAGE_WIDTH, TRACKS - OPPOSITE, {
    fill: far.linear([
      [0, darker(stone, 0.25)],
      [1, darker(stone, 0.55)],
    ]),
  });
  drawNameBoard(stage);
  drawSignal(stage);
}

function drawFence({ far, outdoors, weather }: Stage): void {
  const rail = outdoors('#8fa0a8');
  const posts: PathData[] = [];
  for (let x = 10; x < STAGE_WIDTH; x += 26) {
    posts.push(path`M${x} 566V${OPPOSITE}`);
  }
  far.path(joined(posts), { stroke: rail, width: 4 });
  far.path(path`M0 566H1600M0 600H1600`, { stroke: weather === 'snow' ? '#eef2f7' : rail, width: 6 });
}

/** A roof on posts with a bench beneath, across the tracks. */
function drawShelter(stage: Stage, x: number): void {
  const { far, outdoors, palette, time } = stage;
  const steel = outdoors('#4f6470');
  far.rect(x + 20, 460, 300, OPPOSITE - 460, {
    fill: isDark(time) ? darker(palette.light, 0.45) : outdoors('#c3d3d6'),
  });
  far.path(path`M${x + 20} 548h300M${x + 120} 460v150M${x + 220} 460v150`, { stroke: steel, width: 4, opacity: 0.5 });
  far.path(path`M${x + 20} 450V${OPPOSITE}M${x + 320} 450V${OPPOSITE}`, { stroke: steel, width: 10 });
  far.path(path`M${x - 20} 454L${x + 10} 426H${x + 330}L${x + 360} 454Z`, { fill: groundOf(stage, '#6f8a92') });
  far.rect(x - 20, 452, 380, 10, { fill: steel });
  far.rect(x + 70, 582, 200, 10, { fill: outdoors('#a9744e'), radius: 3 });
  far.path(path`M${x + 90} 592v26M${x + 250} 592v26`, { stroke: steel, width: 6 });
  if (isDark(time)) {
    far.glow(x + 170, 474, 170, palette.light, 0.55);
  }
}

/** Below the faces of people who stand before it. */
function drawNameBoard({ far, outdoors, time }: Stage): void {
  const blue = outdoors('#2f5f94');
  far.path(path`M706 556V${OPPOSITE}M894 556V${OPPOSITE}`, { stroke: outdoors('#56636f'), width: 8 });
  const paper = isDark(time) ? '#efe3c6' : outdoors('#f4f4ee');
  far.rect(684, 518, 232, 58, { fill: paper, radius: 5 });
  far.rect(684, 560, 232, 16, { fill: blue, radius: 4 });
  far.path(path`M734 540h24M786 540h28M842 540h24`, { stroke: outdoors('#2d333b'), width: 13 });
  far.path(path`M890 562l14 6l-14 6z`, { fill: '#ffffff', opacity: 0.9 });
}

function drawSignal({ far, outdoors }: Stage): void {
  far.path(path`M1030 500V${OPPOSITE}`, { stroke: outdoors('#414b57'), width: 8 });
  far.rect(1014, 462, 32, 70, { fill: outdoors('#2d333b'), radius: 8 });
  far.circle(1030, 480, 8, { fill: outdoors('#5a3030') });
  far.circle(1030, 512, 9, { fill: '#5fe08f' });
  far.glow(1030, 512, 44, '#5fe08f', 0.5);
}

/** Ballast, sleepers and two pairs of rails. */
function drawTracks(stage: Stage): void {
  const { far, outdoors, palette, random } = stage;
  const ballast = groundOf(stage, '#8d867d');
  far.rect(0, TRACKS, STAGE_WIDTH, 240, {
    fill: far.linear([
      [0, darker(ballast, 0.3)],
      [0.35, ballast],
      [1, darker(ballast, 0.3)],
    ]),
  });
  const stones: PathData[][] = [[], []];
  for (let index = 0; index < 300; index++) {
    const near = random.next();
    const size = 3 + near * 5;
    stones[index % 2]?.push(path`M${random.between(0, 1600)} ${TRACKS + near * 84}h${size}v${size * 0.6}h${-size}z`);
  }
  far.path(joined(stones[0] ?? []), { fill: darker(ballast, 0.3), opacity: 0.6 });
  far.path(joined(stones[1] ?? []), { fill: lighter(ballast, 0.3), opacity: 0.5 });
  const wood = groundOf(stage, '#5f4f46');
  const shine = mix(outdoors('#c3ccd3'), palette.sky[2], 0.35);
  for (const { back, front, step, gauge } of [
    { back: 676, front: 694, step: 52, gauge: 5 },
    { back: 712, front: 742, step: 74, gauge: 8 },
  ]) {
    const sleepers: PathData[] = [];
    for (let x = -800 - step / 2; x < 860; x += step) {
      const reach = (front + 8 - 430) / (back - 4 - 430);
      sleepers.push(
        path`M${800 + x} ${back - 4}h${step * 0.4}L${800 + (x + step * 0.4) * reach} ${front + 8}H${800 + x * reach}Z`,
      );
    }
    far.path(joined(sleepers), { fill: wood });
    for (const y of [back, front]) {
      far.rect(0, y + gauge * 0.7, STAGE_WIDTH, gauge * 0.9, { fill: outdoors('#4a3f3c') });
      far.rect(0, y, STAGE_WIDTH, gauge, { fill: shine });
    }
  }
}

/** The floor people stand on: coping stone, yellow line with its knobs, slabs. */
function drawOwnPlatform(stage: Stage): void {
  const { mid, outdoors, palette, time, weather } = stage;
  const slab = outdoors(weather === 'rain' ? '#8e8d8c' : '#b4b0a8');
  mid.rect(0, EDGE, STAGE_WIDTH, 160, {
    fill: mid.linear([
      [0, lighter(slab, 0.08)],
      [1, darker(slab, 0.3)],
    ]),
  });
  const seams: PathData[] = [path`M0 ${EDGE + 66}H1600M0 ${EDGE + 112}H1600`];
  for (let index = -9; index <= 9; index++) {
    seams.push(path`M${800 + index * 110} ${EDGE + 40}L${800 + index * 160} 900`);
  }
  mid.path(joined(seams), { stroke: '#000010', width: 3, opacity: 0.13 });
  mid.rect(0, EDGE, STAGE_WIDTH, 13, { fill: groundOf(stage, '#dedbd2') });
  mid.rect(0, EDGE - 3, STAGE_WIDTH, 4, { fill: '#000010', opacity: 0.45 });
  const yellow = mix(outdoors('#f0bd3a'), palette.light, isDark(time) ? 0.16 : 0);
  mid.rect(0, EDGE + 22, STAGE_WIDTH, 20, { fill: yellow });
  const knobs: PathData[] = [];
  for (let x = 12; x < STAGE_WIDTH; x += 24) {
    knobs.push(path`M${x} ${EDGE + 28}h9M${x + 10} ${EDGE + 36}h9`);
  }
  mid.path(joined(knobs), { stroke: darker(yellow, 0.22), width: 4 });
  if (isDark(time)) {
    for (const x of [300, 800, 1300]) {
      mid.glow(x, EDGE + 90, 330, palette.light, 0.2);
    }
  }
  drawPools(mid, stage, [
    [560, 838, 170],
    [1080, 868, 210],
  ]);
}

function drawRoof(stage: Stage): void {
  const { mid, outdoors, palette, time } = stage;
  const board = outdoors('#7d8a86');
  mid.path(path`M-20 -20H1620V${ROOF}H-20Z`, {
    fill: mid.linear([
      [0, darker(board, 0.5)],
      [1, darker(board, 0.25)],
    ]),
  });
  const beams: PathData[] = [];
  for (let x = -780; x <= 780; x += 130) {
    beams.push(path`M${800 + x} ${ROOF}L${800 + x * 1.3} -10`);
  }
  mid.path(joined(beams), { stroke: '#000010', width: 7, opacity: 0.28 });
  for (const x of [230, 1370]) {
    mid.rect(x - 120, 44, 240, 13, { fill: time === 'day' ? '#eef2f0' : '#fff8e0', radius: 6 });
    if (time !== 'day') {
      mid.glow(x, 52, 230, palette.light, isDark(time) ? 0.6 : 0.3);
    }
  }
  mid.rect(0, ROOF - 6, STAGE_WIDTH, 20, { fill: groundOf(stage, '#5a7a80') });
}

function drawPillar({ mid, outdoors }: Stage, x: number): void {
  const steel = outdoors('#5f7f86');
  mid.ellipse(x, 826, 44, 8, { fill: '#000010', opacity: 0.28 });
  mid.path(path`M${x} 196Q${x - 8} 120 ${x - 92} ${ROOF + 12}M${x} 196Q${x + 8} 120 ${x + 92} ${ROOF + 12}`, {
    stroke: darker(steel, 0.18),
    width: 12,
  });
  mid.rect(x - 15, ROOF + 10, 30, 734, {
    fill: mid.linear(
      [
        [0, darker(steel, 0.25)],
        [0.4, lighter(steel, 0.15)],
        [1, darker(steel, 0.35)],
      ],
      0,
      0,
      1,
      0,
    ),
  });
  mid.rect(x - 22, 780, 44, 46, { fill: darker(steel, 0.3), radius: 4 });
}

/** A sign that everybody can read: a train, the number of the track, an arrow. */
function drawSign({ mid, outdoors, time, palette }: Stage): void {
  const blue = outdoors('#24507f');
  const white = isDark(time) ? '#fff8e6' : '#f6f9fb';
  mid.path(path`M640 ${ROOF + 10}v24M960 ${ROOF + 10}v24`, { stroke: outdoors('#2d333b'), width: 6 });
  mid.rect(588, 118, 424, 74, { fill: mix(blue, palette.light, isDark(time) ? 0.08 : 0), radius: 8 });
  mid.rect(588, 118, 424, 74, { stroke: outdoors('#dfe6ea'), width: 3, radius: 8, opacity: 0.7 });
  mid.rect(614, 130, 42, 44, { fill: white, radius: 11 });
  mid.rect(621, 137, 28, 16, { fill: blue, radius: 4 });
  mid.path(path`M624 164h2M644 164h2`, { stroke: blue, width: 6 });
  mid.path(path`M622 176l-8 9M648 176l8 9`, { stroke: white, width: 4 });
  mid.circle(722, 155, 25, { fill: isDark(time) ? '#e8b83f' : outdoors('#e8b83f') });
  mid.path(path`M713 147Q714 139 722 139Q731 140 730 148Q729 154 713 170H732`, { stroke: blue, width: 6 });
  mid.path(path`M778 145h92M778 166h58`, { stroke: white, width: 9, opacity: 0.92 });
  mid.path(path`M912 155h62M952 133l22 22l-22 22`, { stroke: white, width: 9 });
}

function drawBench({ mid, outdoors }: Stage, x: number): void {
  const wood = outdoors('#a9744e');
  const iron = outdoors('#3f4a53');
  mid.ellipse(x, 856, 178, 12, { fill: '#000010', opacity: 0.26 });
  mid.path(path`M${x - 130} 660V852M${x + 130} 660V852M${x - 130} 780H${x - 90}V852M${x + 130} 780H${x + 90}V852`, {
    stroke: iron,
    width: 11,
  });
  for (const y of [668, 700, 732]) {
    mid.rect(x - 158, y, 316, 22, { fill: lighter(wood, y === 668 ? 0.12 : 0), radius: 5 });
  }
  mid.rect(x - 164, 774, 328, 17, { fill: lighter(wood, 0.18), radius: 5 });
  mid.rect(x - 164, 791, 328, 13, { fill: darker(wood, 0.25), radius: 5 });
}

function drawVendingMachine({ mid, outdoors, time, palette, random }: Stage): void {
  const red = outdoors('#b8473f');
  const isLit = time !== 'day';
  mid.ellipse(1440, 842, 118, 11, { fill: '#000010', opacity: 0.3 });
  mid.rect(1344, 482, 192, 360, {
    fill: mid.linear(
      [
        [0, lighter(red, 0.1)],
        [1, darker(red, 0.3)],
      ],
      0,
      0,
      1,
      0,
    ),
    radius: 8,
  });
  mid.rect(1362, 506, 156, 190, { fill: isLit ? '#fff4d8' : outdoors('#dfe9ec'), radius: 5 });
  for (const y of [568, 628, 688]) {
    for (let left = 1372; left < 1500; left += 29) {
      const fill = outdoors(random.pick(['#3f8f9a', '#e0a03a', '#5a9a5a', '#d9534a', '#f4f1ea']));
      mid.rect(left, y - 44, 20, 44, { fill, radius: 6 });
    }
    mid.rect(1362, y, 156, 5, { fill: outdoors('#56636f') });
  }
  mid.rect(1376, 752, 128, 44, { fill: '#1c1a1e', radius: 5 });
  mid.rect(1484, 710, 26, 24, { fill: outdoors('#2d333b'), radius: 3 });
  if (isLit) {
    mid.glow(1440, 600, 220, palette.light, isDark(time) ? 0.4 : 0.2);
  }
}
