import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawFlowers, drawHills, drawPools, drawTree } from './nature.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, isDark, type SetPainter, type Stage, STAGE_WIDTH } from './stage.js';

const GROUND = 664;
const EAVES = 300;

/** The yard of a house in the country: door and windows under a tiled roof, a bench, washing on its line, a gate. */
export const drawYard: SetPainter = (stage) => {
  const { far, palette, weather } = stage;
  drawSky(stage, { lightX: 1140, lightY: 112, horizon: 560 });
  drawHills(far, { y: 520, height: 110, colour: mix(groundOf(stage, '#7f9f86'), palette.sky[2], 0.45), phase: 0.6 });
  drawHaze(far, stage, 360, 230, 0.35);
  drawTree(far, stage, { x: 1240, y: 600, scale: 0.92, leaf: '#7fa55a' });
  drawWall(stage);
  drawGate(stage);
  drawHouse(stage);
  if (weather === 'fog') {
    drawHaze(far, stage, 320, 380, 0.4);
  }
  drawGround(stage);
  drawWashing(stage);
  drawBench(stage);
  drawPots(stage);
  return airOutdoors(stage, 'petals');
};

function drawWall(stage: Stage): void {
  const { far, outdoors, weather } = stage;
  const wall = outdoors('#d6c7ae');
  far.rect(1040, 482, 600, GROUND - 476, {
    fill: far.linear([
      [0, wall],
      [1, darker(wall, 0.2)],
    ]),
  });
  const tile = weather === 'snow' ? '#eef2f7' : '#6f6a68';
  far.path(path`M1030 484L1046 462H1620V484Z`, { fill: outdoors(tile) });
  far.rect(1030, 482, 600, 6, { fill: '#000010', opacity: 0.25 });
  const bricks: PathData[] = [];
  for (let y = 516; y < GROUND; y += 30) {
    for (let x = 1046 + ((y / 30) % 2) * 30; x < 1600; x += 60) {
      bricks.push(path`M${x} ${y}h56`);
    }
  }
  far.path(joined(bricks), { stroke: '#000010', width: 2.5, opacity: 0.1 });
}

/** Open to the lane outside. */
function drawGate({ far, outdoors, palette }: Stage): void {
  const wood = outdoors('#8a5638');
  far.rect(1392, 430, 156, GROUND - 424, { fill: mix(outdoors('#9db07f'), palette.sky[2], 0.4) });
  far.path(path`M1392 ${GROUND}Q1440 600 1462 560H1480Q1500 610 1548 ${GROUND}Z`, { fill: outdoors('#cdb48a') });
  far.path(path`M1384 410V${GROUND}M1556 410V${GROUND}`, { stroke: wood, width: 20 });
  far.path(path`M1356 412L1386 372H1554L1584 412Z`, { fill: outdoors('#6f6a68') });
  for (const [x, reach] of [
    [1394, -56],
    [1546, 56],
  ] as const) {
    far.path(path`M${x} 446L${x + reach} 460V${GROUND + 16}L${x} ${GROUND}Z`, { fill: darker(wood, 0.12) });
    far.path(path`M${x + reach / 2} 454V${GROUND + 6}`, { stroke: '#000010', width: 3, opacity: 0.3 });
  }
}

/** Its plain wall is what faces are seen against. */
function drawHouse(stage: Stage): void {
  const { far, outdoors } = stage;
  const wall = outdoors('#e9dcc3');
  far.rect(40, EAVES - 10, 1010, GROUND - EAVES + 14, {
    fill: far.linear([
      [0, darker(wall, 0.18)],
      [0.3, wall],
      [1, darker(wall, 0.08)],
    ]),
  });
  far.rect(40, GROUND - 70, 1010, 74, { fill: outdoors('#a39a8c') });
  far.path(path`M40 ${GROUND - 70}H1050`, { stroke: '#000010', width: 4, opacity: 0.2 });
  drawRoof(stage);
  drawHouseWindow(stage, 150);
  drawHouseWindow(stage, 372);
  drawDoor(stage);
  drawPeppers(stage);
}

function drawRoof(stage: Stage): void {
  const { far, weather } = stage;
  const tile = groundOf(stage, '#7b6660');
  far.path(path`M-20 ${EAVES}L96 126H988L1108 ${EAVES}Z`, {
    fill: far.linear([
      [0, lighter(tile, 0.08)],
      [1, darker(tile, 0.2)],
    ]),
  });
  const rows: PathData[] = [];
  for (let index = 0; index <= 26; index++) {
    rows.push(path`M${100 + index * 34} 130L${-12 + index * 42.8} ${EAVES - 2}`);
  }
  far.path(joined(rows), { stroke: '#000010', width: 5, opacity: weather === 'snow' ? 0.06 : 0.2 });
  far.path(path`M84 124H1000`, { stroke: darker(tile, 0.25), width: 20 });
  far.path(path`M-20 ${EAVES}H1108`, { stroke: darker(tile, 0.4), width: 15 });
  far.rect(40, EAVES + 6, 1010, 40, {
    fill: far.linear([
      [0, '#000010', 0.34],
      [1, '#000010', 0],
    ]),
  });
}

function drawHouseWindow({ far, outdoors, palette, time }: Stage, x: number): void {
  const wood = outdoors('#7d4f38');
  far.rect(x, 392, 150, 132, { fill: isDark(time) ? darker(palette.light, 0.2) : outdoors('#8fb0b8') });
  far.path(path`M${x + 20} 524L${x + 70} 392h26L${x + 50} 524Z`, { fill: '#ffffff', opacity: 0.16 });
  far.rect(x, 392, 150, 132, { stroke: wood, width: 13 });
  far.path(path`M${x + 75} 392V524M${x} 436H${x + 150}`, { stroke: wood, width: 8 });
  far.rect(x - 14, 526, 178, 13, { fill: lighter(wood, 0.2), radius: 3 });
  if (isDark(time)) {
    far.glow(x + 75, 458, 170, palette.light, 0.45);
  }
}

function drawDoor(stage: Stage): void {
  const { far, outdoors, palette, time } = stage;
  const wood = outdoors('#9a5a40');
  far.rect(604, 372, 196, GROUND - 366, { fill: outdoors('#6b4634') });
  far.rect(620, 388, 80, GROUND - 384, { fill: wood });
  far.rect(704, 388, 80, GROUND - 384, { fill: darker(wood, 0.1) });
  for (const x of [632, 716]) {
    far.rect(x, 404, 56, 112, { fill: isDark(time) ? darker(palette.light, 0.12) : darker(outdoors('#8fb0b8'), 0.12) });
    far.path(path`M${x + 28} 404v112M${x} 460h56`, { stroke: darker(wood, 0.15), width: 6 });
    far.rect(x, 540, 56, 96, { stroke: darker(wood, 0.3), width: 4 });
  }
  far.circle(694, 536, 6, { fill: outdoors('#e0c48a') });
  far.circle(711, 536, 6, { fill: outdoors('#e0c48a') });
  far.path(path`M580 ${GROUND - 12}H824L846 ${GROUND + 12}H558Z`, { fill: outdoors('#b9b1a4') });
  far.rect(556, GROUND + 10, 292, 14, { fill: darker(outdoors('#b9b1a4'), 0.25) });
  if (time !== 'day') {
    far.glow(850, 414, 150, palette.light, isDark(time) ? 0.55 : 0.25);
  }
  far.path(path`M850 372v18`, { stroke: outdoors('#3f4a53'), width: 6 });
  far.path(path`M832 412Q834 390 850 388Q866 390 868 412Z`, { fill: outdoors('#3f4a53') });
  far.ellipse(850, 414, 13, 7, { fill: isDark(time) ? '#fff4d2' : outdoors('#f4efe0') });
}

/** Strings of peppers and corn that dry at the corner: nothing so red is behind a face. */
function drawPeppers({ far, outdoors }: Stage): void {
  for (const [x, colour] of [
    [984, '#c9453f'],
    [1024, '#e8b04a'],
  ] as const) {
    far.path(path`M${x} 336V380`, { stroke: outdoors('#6b4634'), width: 4 });
    for (let index = 0; index < 7; index++) {
      const fill = darker(outdoors(colour), index % 2 === 0 ? 0 : 0.14);
      far.ellipse(x + (index % 2 === 0 ? -8 : 8), 390 + index * 17, 9, 14, { fill });
    }
  }
}

function drawGround(stage: Stage): void {
  const { mid, outdoors, weather } = stage;
  const earth = groundOf(stage, '#c9b08a');
  mid.rect(0, GROUND + 20, STAGE_WIDTH, 220, {
    fill: mid.linear([
      [0, lighter(earth, 0.06)],
      [1, darker(earth, 0.24)],
    ]),
  });
  mid.rect(0, GROUND, STAGE_WIDTH, 22, { fill: darker(earth, 0.12) });
  const slab = groundOf(stage, '#b9b3a6');
  for (const [y, half, depth] of [
    [690, 104, 24],
    [724, 122, 32],
    [768, 144, 42],
    [824, 172, 56],
  ] as const) {
    mid.path(
      path`M${702 - half * 0.94} ${y}H${702 + half * 0.94}L${702 + half * 1.06} ${y + depth}H${702 - half * 1.06}Z`,
      {
        fill: slab,
      },
    );
    mid.path(path`M${702 - half * 1.06} ${y + depth}H${702 + half * 1.06}`, { stroke: darker(slab, 0.3), width: 5 });
  }
  if (weather !== 'snow') {
    drawFlowers(mid, stage, { top: 692, bottom: 890, colours: ['#8fae5f', '#a8b56a', '#7f9a52'], count: 150 });
  }
  mid.path(path`M0 ${GROUND + 26}Q200 ${GROUND + 10} 420 ${GROUND + 26}V${GROUND + 44}H0Z`, {
    fill: outdoors(weather === 'snow' ? '#dfe6ee' : '#7f9f5f'),
  });
  drawPools(mid, stage, [
    [420, 812, 150],
    [1060, 790, 180],
    [900, 866, 170],
  ]);
}

/** Aside, so that nothing bright hangs behind people. */
function drawWashing({ mid, outdoors, weather }: Stage): void {
  const wood = outdoors('#8a6a4f');
  mid.path(path`M1130 452V776M1580 440V760`, { stroke: wood, width: 13 });
  mid.path(path`M1130 468Q1350 508 1580 456`, { stroke: outdoors('#4a4a4a'), width: 3 });
  if (weather === 'rain' || weather === 'snow') {
    return;
  }
  const white = outdoors('#f1eee4');
  mid.path(path`M1186 478L1290 490L1284 636Q1240 646 1192 630Z`, { fill: white });
  mid.path(path`M1220 484Q1226 560 1216 634M1256 488Q1260 560 1252 638`, { stroke: '#000010', width: 4, opacity: 0.1 });
  mid.path(path`M1330 492H1424L1454 528L1428 548L1418 536V618H1336V536L1326 548L1300 528Z`, {
    fill: outdoors('#6f9ab5'),
  });
  mid.path(path`M1478 484L1546 470L1550 600H1520L1512 520L1508 604H1480Z`, { fill: outdoors('#a86a5a') });
  mid.path(path`M1190 474v12M1286 486v12M1340 488v10M1412 488v10M1484 478v12M1540 468v12`, {
    stroke: outdoors('#d9a05a'),
    width: 7,
  });
}

function drawBench({ mid, outdoors, weather }: Stage): void {
  const wood = outdoors('#a9744e');
  mid.ellipse(270, 772, 176, 11, { fill: '#000010', opacity: 0.26 });
  mid.path(path`M150 700L136 768M180 700L190 768M360 700L350 768M390 700L404 768`, {
    stroke: darker(wood, 0.3),
    width: 13,
  });
  mid.rect(112, 684, 316, 20, { fill: weather === 'snow' ? outdoors('#eef2f7') : lighter(wood, 0.16), radius: 5 });
  mid.rect(112, 700, 316, 10, { fill: darker(wood, 0.2), radius: 4 });
  mid.path(path`M208 644H268L260 684H216Z`, { fill: outdoors('#5f8f9a') });
  mid.path(path`M268 656l26 -10M208 656q-18 2 -14 16`, { stroke: outdoors('#5f8f9a'), width: 8 });
  mid.path(path`M320 662h36q-2 22 -12 22h-12q-10 0 -12 -22z`, { fill: outdoors('#f1ece0') });
}

function drawPots(stage: Stage): void {
  const { mid, outdoors, random, weather } = stage;
  for (const [x, y, scale] of [
    [984, 730, 0.9],
    [1056, 750, 1.1],
    [500, 728, 0.8],
    [60, 838, 1.3],
  ] as const) {
    mid.group({ x, y, scale }, () => {
      mid.ellipse(0, 2, 48, 8, { fill: '#000010', opacity: 0.25 });
      const leaf = outdoors(weather === 'snow' ? '#cfd9d6' : '#5f8f4f');
      for (let index = 0; index < 12; index++) {
        const across = random.between(-44, 44);
        mid.circle(across, -76 - random.between(0, 46) + Math.abs(across) * 0.5, random.between(14, 22), {
          fill: darker(leaf, random.between(0, 0.16)),
        });
      }
      for (let index = 0; index < (weather === 'snow' ? 0 : 6); index++) {
        const fill = outdoors(random.pick(['#e58aa0', '#f0d05a', '#d9534a']));
        mid.circle(random.between(-40, 40), random.between(-120, -74), 7, { fill });
      }
      mid.path(path`M-38 -64H38L28 0H-28Z`, { fill: outdoors('#a8623f') });
      mid.rect(-42, -70, 84, 14, { fill: outdoors('#bb7550'), radius: 3 });
    });
  }
}
