import { darker, lighter, mix } from './colour.js';
import { type Drawing, joined, path, type PathData } from './drawing.js';
import { drawHills } from './nature.js';
import { drawLantern } from './palace.set.js';
import { drawRainOrSnow, drawRoom } from './room.js';
import { groundOf, isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 668;
const WOOD = '#6b4230';
const MOON_WINDOW = { x: 800, y: 330, radius: 208 } as const;

/** A room of old times that is no hall: a moon window to the hills, scrolls, a low tea table, shelves, a folding screen. */
export const drawChamber: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#e6d8bd',
    floor: '#8f6a4c',
    base: BASE,
    skirting: '#5a3626',
    boards: 'planks',
    lamp: { x: 800, y: 300, colour: '#ffbe6e' },
  });
  drawPosts(stage);
  drawMoonWindow(stage);
  drawScroll(stage, 470);
  drawScroll(stage, 1130);
  drawShelf(stage);
  drawFoldingScreen(stage);
  for (const x of [372, 1228]) {
    drawLantern(stage.far, stage, { x, y: 168, size: 0.72 });
  }
  drawMat(stage);
  drawTeaTable(stage);
  drawVase(stage);
  drawCandle(stage);
  return 'dust';
};

function drawPosts({ far, indoors }: Stage): void {
  const wood = indoors(WOOD);
  far.rect(0, 0, 1600, 52, { fill: wood });
  far.rect(0, 52, 1600, 8, { fill: darker(wood, 0.35) });
  far.rect(0, 548, 1600, BASE - 568, { fill: indoors('#9a6a4a') });
  const panels: PathData[] = [];
  for (let x = 30; x < 1600; x += 128) {
    panels.push(path`M${x} 566h104v66h-104z`);
  }
  far.path(joined(panels), { stroke: wood, width: 5, opacity: 0.7 });
  far.rect(0, 538, 1600, 12, { fill: wood });
  for (const x of [16, 372, 1228, 1584]) {
    far.rect(x - 18, 52, 36, BASE - 56, {
      fill: far.linear(
        [
          [0, darker(wood, 0.25)],
          [0.4, lighter(wood, 0.12)],
          [1, darker(wood, 0.3)],
        ],
        0,
        0,
        1,
        0,
      ),
    });
    far.path(path`M${x - 30} ${BASE - 8}H${x + 30}L${x + 38} ${BASE + 16}H${x - 38}Z`, { fill: indoors('#b7aea0') });
  }
}

const moonPath = (radius: number): PathData => {
  const { x, y } = MOON_WINDOW;
  return path`M${x - radius} ${y}A${radius} ${radius} 0 0 1 ${x + radius} ${y}A${radius} ${radius} 0 0 1 ${x - radius} ${y}Z`;
};

/** Sky, hills and weather behind a round opening; the lattice leaves its middle free for faces. */
function drawMoonWindow(stage: Stage): void {
  const { far, indoors, palette, time, weather } = stage;
  const { x, y, radius } = MOON_WINDOW;
  const box = { x: x - radius, y: y - radius, width: radius * 2, height: radius * 2 };
  far.group({ clip: far.clip(moonPath(radius)) }, () => {
    const sky = far.linear([
      [0, palette.sky[0]],
      [0.5, palette.sky[1]],
      [0.9, palette.sky[2]],
    ]);
    far.rect(box.x, box.y, box.width, box.height, { fill: sky });
    if (weather === 'clear') {
      const low = time === 'dawn' || time === 'dusk' ? 90 : 0;
      far.glow(x, y - 160 + low, 130, time === 'night' ? '#fff4d6' : '#fffbe8', 0.6);
      far.circle(x, y - 160 + low, 24, { fill: time === 'night' ? '#fff4d6' : '#fffbe8' });
    }
    const hills = mix(groundOf(stage, '#8fb0bd'), palette.sky[2], weather === 'fog' ? 0.75 : 0.5);
    drawHills(far, { y: 452, height: 110, colour: hills, phase: 0.9 });
    drawHills(far, { y: 492, height: 60, colour: mix(groundOf(stage, '#7fa086'), palette.sky[2], 0.25), phase: 3.3 });
    drawBamboo(stage);
    drawRainOrSnow(stage, box);
  });
  const wood = indoors(WOOD);
  const lattice: PathData[] = [];
  for (const offset of [-160, -112, 112, 160]) {
    const reach = Math.sqrt(radius ** 2 - offset ** 2);
    lattice.push(path`M${x + offset} ${y - reach}V${y + reach}`);
  }
  lattice.push(
    path`M${x - 200} ${y - 52}H${x - 112}M${x - 200} ${y + 52}H${x - 112}M${x + 112} ${y - 52}H${x + 200}M${x + 112} ${y + 52}H${x + 200}`,
  );
  far.path(joined(lattice), { stroke: wood, width: 7 });
  far.path(moonPath(radius), { stroke: wood, width: 26 });
  far.path(moonPath(radius + 13), { stroke: darker(wood, 0.3), width: 5 });
}

function drawBamboo(stage: Stage): void {
  const { far, outdoors, weather } = stage;
  const stalk = outdoors(weather === 'snow' ? '#b9c9b4' : '#6f9a58');
  for (const [left, width] of [
    [-178, 11],
    [-142, 8],
    [148, 9],
    [182, 11],
  ] as const) {
    const x = MOON_WINDOW.x + left;
    far.path(path`M${x} 560V110`, { stroke: stalk, width });
    for (const y of [200, 290, 380, 470]) {
      far.path(path`M${x - width} ${y}H${x + width}`, { stroke: darker(stalk, 0.3), width: 3 });
      far.path(path`M${x} ${y}q34 -20 62 4q-36 10 -62 -4zM${x} ${y + 8}q-30 -4 -50 26q32 -2 50 -26z`, { fill: stalk });
    }
  }
}

/** A hanging ink painting. */
function drawScroll({ far, indoors }: Stage, x: number): void {
  const rod = indoors('#4a2a20');
  const ink = indoors('#4f5a5c');
  far.path(path`M${x} 96L${x - 40} 132M${x} 96L${x + 40} 132`, { stroke: rod, width: 3 });
  far.rect(x - 58, 132, 116, 330, { fill: indoors('#b9a078') });
  far.rect(x - 44, 168, 88, 256, { fill: indoors('#f5edd8') });
  far.path(path`M${x - 44} 372Q${x - 20} 300 ${x - 4} 330T${x + 44} 318V372Z`, { fill: ink, opacity: 0.35 });
  far.path(path`M${x - 44} 392Q${x - 10} 346 ${x + 12} 372T${x + 44} 360V400H${x - 44}Z`, { fill: ink, opacity: 0.6 });
  far.circle(x + 18, 222, 12, { fill: indoors('#c9503f') });
  far.path(path`M${x - 70} 132H${x + 70}M${x - 70} 462H${x + 70}`, { stroke: rod, width: 12 });
}

/** Scrolls, books and jars. */
function drawShelf({ far, indoors, random }: Stage): void {
  const wood = indoors(WOOD);
  far.rect(52, 190, 270, 462, { fill: darker(wood, 0.45) });
  for (const y of [292, 396, 500, 604]) {
    let left = 68;
    while (left < 276) {
      const kind = random.next();
      if (kind < 0.45) {
        const width = random.between(34, 56);
        for (let book = 0; book < 3; book++) {
          far.rect(left, y - 14 - book * 14, width, 12, {
            fill: indoors(random.pick(['#4f6a7f', '#e9dfc8', '#8a5a46'])),
          });
        }
        left += width + 12;
      } else if (kind < 0.75) {
        for (const [across, up] of [
          [0, 9],
          [20, 9],
          [10, 26],
        ] as const) {
          far.circle(left + 10 + across, y - up, 10, { fill: indoors('#f1e6cc') });
          far.circle(left + 10 + across, y - up, 4, { fill: indoors('#a88a5f') });
        }
        left += 54;
      } else {
        const jar = indoors(random.pick(['#7fa8a0', '#5f7fa8', '#b5714f']));
        far.path(
          path`M${left + 8} ${y}Q${left - 6} ${y - 40} ${left + 12} ${y - 54}H${left + 30}Q${left + 48} ${y - 40} ${left + 34} ${y}Z`,
          {
            fill: jar,
          },
        );
        far.rect(left + 10, y - 62, 22, 9, { fill: darker(jar, 0.3), radius: 3 });
        left += 56;
      }
    }
    far.rect(52, y, 270, 11, { fill: lighter(wood, 0.1) });
  }
  far.path(path`M52 190h270v462h-270z`, { stroke: wood, width: 13 });
}

/** Four leaves of silk with a branch of plum blossom. */
function drawFoldingScreen({ far, indoors }: Stage): void {
  const wood = indoors(WOOD);
  const silk = indoors('#dfe0cc');
  far.ellipse(1424, 690, 190, 12, { fill: '#000010', opacity: 0.25 });
  for (const [index, x] of [1256, 1340, 1424, 1508].entries()) {
    const [near, away] = index % 2 === 0 ? [0, 16] : [16, 0];
    const leaf = path`M${x} ${250 + near}L${x + 84} ${250 + away}V${692 - away}L${x} ${692 - near}Z`;
    far.path(leaf, { fill: index % 2 === 0 ? silk : darker(silk, 0.08) });
    far.path(leaf, { stroke: wood, width: 9 });
    far.path(path`M${x} 580H${x + 84}`, { stroke: wood, width: 6 });
  }
  far.path(path`M1268 560Q1330 470 1398 452T1530 340M1398 452Q1420 400 1404 356M1320 500Q1300 450 1310 420`, {
    stroke: indoors('#5a4038'),
    width: 8,
  });
  for (const [x, y] of [
    [1310, 420],
    [1340, 476],
    [1404, 356],
    [1410, 412],
    [1450, 424],
    [1486, 372],
    [1530, 340],
    [1290, 530],
  ] as const) {
    far.circle(x, y, 13, { fill: indoors('#e07f8c') });
    far.circle(x, y, 5, { fill: indoors('#ffe9c2') });
  }
}

function drawMat({ mid, indoors }: Stage): void {
  const straw = indoors('#c9b27f');
  mid.path(path`M420 752H1180L1310 872H290Z`, { fill: straw });
  mid.path(path`M442 762H1158L1268 862H332Z`, { stroke: indoors('#8a5a46'), width: 7, opacity: 0.8 });
}

function drawTeaTable({ mid, indoors }: Stage): void {
  const wood = indoors('#7a4a34');
  mid.ellipse(800, 762, 230, 13, { fill: '#000010', opacity: 0.28 });
  mid.path(path`M622 690V752Q622 760 606 762M978 690V752Q978 760 994 762`, { stroke: darker(wood, 0.25), width: 19 });
  mid.rect(612, 684, 376, 28, { fill: darker(wood, 0.3) });
  mid.path(path`M596 664L618 650H982L1004 664Z`, { fill: lighter(wood, 0.2) });
  mid.rect(590, 662, 420, 24, { fill: wood, radius: 9 });
  drawTeaSet(mid, indoors('#dfe8e0'));
  for (const x of [500, 1100]) {
    mid.ellipse(x, 764, 86, 20, { fill: indoors('#7f3a34') });
    mid.ellipse(x, 754, 86, 20, { fill: indoors('#a8504a') });
  }
}

function drawTeaSet(mid: Drawing, china: string): void {
  mid.path(path`M772 652Q752 650 754 626Q758 604 800 604T846 626Q848 650 828 652Z`, { fill: china });
  mid.path(path`M846 622Q872 616 880 598M754 618Q728 606 730 632Q734 646 756 644`, { stroke: china, width: 8 });
  mid.path(path`M782 606Q800 590 818 606Z`, { fill: darker(china, 0.2) });
  mid.circle(800, 594, 6, { fill: darker(china, 0.25) });
  for (const x of [686, 926]) {
    mid.path(path`M${x - 20} 628H${x + 20}Q${x + 16} 654 ${x} 654T${x - 20} 628Z`, { fill: china });
    mid.ellipse(x, 628, 20, 5, { fill: darker(china, 0.18) });
  }
}

function drawVase({ mid, indoors }: Stage): void {
  const china = indoors('#7fa3b8');
  mid.ellipse(392, 796, 66, 9, { fill: '#000010', opacity: 0.25 });
  mid.path(path`M392 690Q388 600 340 540M392 660Q404 590 450 552M366 576Q350 576 336 584`, {
    stroke: indoors('#5a4038'),
    width: 7,
  });
  for (const [x, y] of [
    [340, 540],
    [372, 598],
    [450, 552],
    [420, 590],
    [352, 566],
    [386, 640],
  ] as const) {
    mid.circle(x, y, 12, { fill: indoors('#f0a9b4') });
    mid.circle(x, y, 4, { fill: indoors('#fff1d0') });
  }
  mid.path(path`M374 686H410Q408 706 428 724Q446 750 424 794H360Q338 750 356 724Q376 706 374 686Z`, {
    fill: mid.linear(
      [
        [0, darker(china, 0.2)],
        [0.4, lighter(china, 0.3)],
        [1, darker(china, 0.3)],
      ],
      0,
      0,
      1,
      0,
    ),
  });
}

function drawCandle({ mid, indoors, palette, time }: Stage): void {
  mid.ellipse(1208, 800, 58, 9, { fill: '#000010', opacity: 0.25 });
  mid.path(path`M1208 796V560M1168 800L1208 772L1248 800M1180 560H1236`, { stroke: indoors('#8a6a3a'), width: 10 });
  if (time !== 'day') {
    mid.glow(1208, 500, isDark(time) ? 190 : 110, palette.light, isDark(time) ? 0.65 : 0.35);
  }
  mid.path(path`M1172 556L1180 470H1236L1244 556Z`, { fill: isDark(time) ? '#ffe9b8' : indoors('#f3e6c8') });
  mid.path(path`M1172 556L1180 470H1236L1244 556ZM1208 470V556`, { stroke: indoors(WOOD), width: 5 });
}
