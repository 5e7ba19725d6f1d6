import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { isDark, type SetPainter, type Stage, STAGE_HEIGHT, STAGE_WIDTH } from './stage.js';

const BASE = 676;
const SPACE = ['#050817', '#0d1433', '#1d2250'] as const;
const WINDOW = path`M250 470L330 150Q346 108 392 108H1208Q1254 108 1270 150L1350 470Z`;

/** Aboard a spaceship: a wide pane with stars and a planet, consoles with lights, seats, ribs of the hull. */
export const drawSpaceship: SetPainter = (stage) => {
  drawHull(stage);
  drawSpace(stage);
  drawPaneFrame(stage);
  drawSideWalls(stage);
  drawFloor(stage);
  drawConsole(stage);
  drawSeat(stage, 300, -1);
  drawSeat(stage, 1300, 1);
  return 'dust';
};

function drawHull({ far, indoors, time }: Stage): void {
  const hull = indoors('#8792a4');
  far.rect(0, 0, STAGE_WIDTH, STAGE_HEIGHT, {
    fill: far.linear([
      [0, darker(hull, 0.5)],
      [0.5, darker(hull, 0.2)],
      [1, hull],
    ]),
  });
  const seams: PathData[] = [];
  for (const x of [-640, -420, -200, 200, 420, 640]) {
    seams.push(path`M${800 + x * 0.8} 108L${800 + x * 1.3} 0`);
  }
  far.path(joined(seams), { stroke: '#000010', width: 5, opacity: 0.35 });
  for (const x of [520, 1080]) {
    far.path(path`M${x - 130} 36H${x + 130}L${x + 112} 58H${x - 112}Z`, {
      fill: time === 'day' ? '#f2f8ff' : '#cfe3ff',
    });
    far.glow(x, 48, 240, '#cfe6ff', isDark(time) ? 0.3 : 0.5);
  }
}

/** Stars by every hour; the planet stands aside, so that it is behind nobody's head. */
function drawSpace({ far, random, time, palette }: Stage): void {
  far.group({ clip: far.clip(WINDOW) }, () => {
    far.rect(230, 90, 1140, 400, {
      fill: far.linear([
        [0, SPACE[0]],
        [0.6, SPACE[1]],
        [1, SPACE[2]],
      ]),
    });
    far.glow(980, 420, 520, mix('#5a4fb0', palette.sky[2], 0.3), 0.42);
    far.glow(620, 180, 360, '#2f6fa8', 0.24);
    for (const opacity of [0.3, 0.55, 0.9]) {
      const stars: PathData[] = [];
      for (let index = 0; index < 70; index++) {
        const size = random.between(1.2, 3.2);
        stars.push(path`M${random.between(250, 1350)} ${random.between(100, 470)}h${size}v${size}h${-size}z`);
      }
      far.path(joined(stars), { fill: '#ffffff', opacity });
    }
    far.glow(420, 520, 330, '#6fb0e8', 0.4);
    far.circle(420, 540, 210, {
      fill: far.linear(
        [
          [0, '#8fc4e8'],
          [0.45, '#3f7fb0'],
          [1, '#0f2440'],
        ],
        0.2,
        0,
        0.9,
        1,
      ),
    });
    far.path(path`M262 420Q340 392 420 402T560 430Q470 442 400 426T262 420ZM300 458Q420 440 560 474Q450 484 300 458Z`, {
      fill: '#e6f2f6',
      opacity: 0.5,
    });
    const [sun, radius] = time === 'night' ? (['#cfd9ff', 16] as const) : (['#fff1c8', 26] as const);
    far.glow(1236, 200, time === 'night' ? 110 : 200, sun, 0.7);
    far.circle(1236, 200, radius, { fill: sun });
  });
}

function drawPaneFrame({ far, indoors }: Stage): void {
  const steel = indoors('#5f6b7d');
  far.path(WINDOW, { stroke: steel, width: 30 });
  far.path(WINDOW, { stroke: lighter(steel, 0.25), width: 7 });
  far.path(path`M566 108L530 470M1034 108L1070 470`, { stroke: steel, width: 20 });
  far.path(path`M560 108L524 470M1028 108L1064 470`, { stroke: lighter(steel, 0.25), width: 4 });
  far.path(path`M620 470L690 108h60L690 470Z`, { fill: '#ffffff', opacity: 0.035 });
}

function drawSideWalls({ far, indoors, time }: Stage): void {
  const hull = indoors('#a5afbf');
  for (const side of [-1, 1]) {
    far.group({ x: 800, mirrored: side < 0 }, () => {
      far.path(path`M560 476L470 108L560 -10H810V910H600L520 ${BASE}Z`, {
        fill: far.linear(
          [
            [0, darker(hull, 0.4)],
            [1, darker(hull, 0.1)],
          ],
          0,
          0,
          1,
          0,
        ),
      });
      far.path(path`M470 108L560 476L520 ${BASE}`, { stroke: indoors('#3f4857'), width: 14 });
      far.path(path`M640 0L600 300L640 ${BASE + 30}M800 250H612M800 560H632`, {
        stroke: '#000010',
        width: 5,
        opacity: 0.28,
      });
      far.rect(664, 292, 116, 96, { fill: '#0f1c2e', radius: 8 });
      far.path(path`M676 360l18 -26l20 14l20 -36l18 22l18 -14`, { stroke: '#5fd0e8', width: 5 });
      far.path(path`M676 376h90`, { stroke: '#5fd0e8', width: 3, opacity: 0.5 });
      far.rect(664, 410, 116, 60, { fill: indoors('#4f5a6b'), radius: 6 });
      for (const [x, colour] of [
        [684, '#5fe08f'],
        [710, '#ffcf6a'],
        [736, '#ff7a6a'],
        [762, '#5fb0ff'],
      ] as const) {
        far.circle(x, 430, 7, { fill: colour });
        far.rect(x - 8, 446, 16, 12, { fill: indoors('#8792a4'), radius: 3 });
      }
      far.path(path`M648 90L654 230`, { stroke: time === 'night' ? '#7fa8ff' : '#dff0ff', width: 10, opacity: 0.9 });
      far.glow(652, 160, 120, '#9fc8ff', 0.4);
    });
  }
}

function drawFloor({ far, indoors }: Stage): void {
  const floor = indoors('#6f7888');
  far.path(path`M320 ${BASE}H1280L1620 910H-20Z`, {
    fill: far.linear([
      [0, darker(floor, 0.34)],
      [0.4, floor],
      [1, darker(floor, 0.3)],
    ]),
  });
  const seams: PathData[] = [path`M270 ${BASE + 44}H1330M170 ${BASE + 116}H1430`];
  for (let index = -4; index <= 4; index++) {
    seams.push(path`M${800 + index * 120} ${BASE}L${800 + index * 216} 910`);
  }
  far.path(joined(seams), { stroke: '#000010', width: 4, opacity: 0.25 });
  for (const side of [-1, 1]) {
    far.path(path`M${800 + side * 300} ${BASE + 4}L${800 + side * 540} 910`, {
      stroke: '#7fc8ff',
      width: 7,
      opacity: 0.75,
    });
  }
}

/** A desk of screens below the pane: lower than faces, and within an upright picture. */
function drawConsole({ far, indoors, random }: Stage): void {
  const body = indoors('#56617a');
  far.path(path`M300 470H1300L1350 560H250Z`, {
    fill: far.linear([
      [0, lighter(body, 0.22)],
      [1, body],
    ]),
  });
  far.path(path`M250 560H1350L1290 ${BASE + 4}H310Z`, {
    fill: far.linear([
      [0, darker(body, 0.3)],
      [1, darker(body, 0.55)],
    ]),
  });
  far.path(path`M250 560H1350`, { stroke: '#7fc8ff', width: 5, opacity: 0.8 });
  for (const x of [-400, -200, 0, 200, 400]) {
    const [left, middle] = [800 + x * 1.02, 800 + x * 1.08];
    far.path(path`M${left - 74} 486H${left + 74}L${middle + 82} 534H${middle - 82}Z`, { fill: '#0f1c2e' });
    const marks: PathData[] = [];
    for (let line = 0; line < 3; line++) {
      marks.push(path`M${left - 60} ${498 + line * 12}h${random.between(40, 118)}`);
    }
    far.path(joined(marks), { stroke: x % 400 === 0 ? '#5fd0e8' : '#ffb46a', width: 5, opacity: 0.8 });
  }
  for (let index = 0; index < 34; index++) {
    const fill = random.pick(['#5fe08f', '#ffcf6a', '#ff7a6a', '#5fb0ff', '#dfe9f2']);
    far.rect(286 + index * 31, 543, 14, 8, { fill, radius: 3 });
  }
  const panels: PathData[] = [];
  for (let x = 340; x < 1240; x += 156) {
    panels.push(path`M${x} 584h136v68h-136z`);
  }
  far.path(joined(panels), { stroke: '#000010', width: 4, opacity: 0.35 });
}

/** A pilot's seat seen from behind and aside. */
function drawSeat({ mid, indoors }: Stage, x: number, side: number): void {
  const cloth = indoors('#3f4a63');
  const shell = indoors('#c3cbd8');
  mid.group({ x, mirrored: side < 0 }, () => {
    mid.ellipse(0, 846, 132, 13, { fill: '#000010', opacity: 0.35 });
    mid.path(path`M-26 770H26L44 842H-44Z`, { fill: darker(shell, 0.4) });
    mid.path(path`M-84 500Q-90 452 -40 446H36Q84 450 88 500L108 750Q104 784 70 786H-70Q-104 784 -104 750Z`, {
      fill: mid.linear(
        [
          [0, darker(shell, 0.3)],
          [0.5, shell],
          [1, darker(shell, 0.36)],
        ],
        0,
        0,
        1,
        0,
      ),
    });
    mid.path(path`M-56 520Q-58 484 -26 482H26Q56 486 58 520L72 730H-70Z`, { fill: cloth });
    mid.path(path`M-60 586H62M-66 660H68`, { stroke: '#000010', width: 5, opacity: 0.3 });
    mid.rect(-48, 404, 96, 62, { fill: lighter(cloth, 0.1), radius: 20 });
    mid.path(path`M-104 690H-140V652M104 690H140V652`, { stroke: darker(shell, 0.25), width: 22 });
    mid.circle(140, 650, 9, { fill: '#ff7a6a' });
  });
}
