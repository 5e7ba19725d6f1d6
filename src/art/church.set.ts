import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawRainOrSnow, drawRoom } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 624;
const GLASS = ['#c9453f', '#3f6fb0', '#e0a94f', '#4f8f6a', '#7a5a9a'] as const;
const ARCHES = [150, 352, 1248, 1450] as const;

/** A church: pointed windows of coloured glass, an altar with candles in its niche, pews along the aisle. */
export const drawChurch: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#d6ccba',
    floor: '#b3a48f',
    base: BASE,
    skirting: '#9a8d7a',
    boards: 'tiles',
    lamp: { x: 800, y: 480, colour: '#ffca86' },
  });
  ARCHES.forEach((x) => drawWindow(stage, x));
  drawNiche(stage);
  drawVault(stage);
  drawAltar(stage);
  drawAisle(stage);
  drawPews(stage, 690, 0.74);
  drawPews(stage, 834, 1.1);
  return 'dust';
};

const archAt = (x: number, foot: number, half: number, spring: number, peak: number): PathData =>
  path`M${x - half} ${foot}V${spring}Q${x - half} ${(spring + peak) / 2} ${x} ${peak}Q${x + half} ${(spring + peak) / 2} ${x + half} ${spring}V${foot}Z`;

/** Coloured panes, pale enough to see what falls behind them. */
function drawWindow(stage: Stage, x: number): void {
  const { far, indoors, palette, random, time } = stage;
  const pane = archAt(x, 500, 62, 240, 130);
  far.path(archAt(x, 516, 82, 236, 104), { fill: indoors('#b5a993') });
  far.group({ clip: far.clip(pane) }, () => {
    far.rect(x - 64, 120, 128, 390, {
      fill: far.linear([
        [0, palette.sky[0]],
        [1, palette.sky[2]],
      ]),
    });
    for (let row = 0; row < 8; row++) {
      for (const column of [0, 1, 2]) {
        const fill = random.pick(GLASS);
        const [left, top] = [x - 62 + column * 41.4, 130 + row * 47];
        far.path(path`M${left + 20.7} ${top}l20.7 23.5l-20.7 23.5l-20.7 -23.5z`, {
          fill,
          opacity: time === 'night' ? 0.3 : 0.5,
        });
      }
    }
    drawRainOrSnow(stage, { x: x - 62, y: 130, width: 124, height: 370 });
  });
  const lead = indoors('#4a443c');
  far.path(pane, { stroke: lead, width: 9 });
  far.path(path`M${x} 130V500M${x - 62} 320h124M${x - 62} 410h124M${x - 62} 240h124`, { stroke: lead, width: 5 });
  far.rect(x - 92, 508, 184, 16, { fill: lighter(indoors('#b5a993'), 0.12), radius: 3 });
}

/** In shade: faces stand out from it. */
function drawNiche({ far, indoors, time }: Stage): void {
  const stone = indoors('#a5987f');
  far.path(archAt(800, BASE, 268, 250, 14), { fill: lighter(stone, 0.22) });
  far.path(archAt(800, BASE, 236, 256, 44), {
    fill: far.linear([
      [0, darker(stone, 0.5)],
      [0.6, darker(stone, 0.26)],
      [1, darker(stone, 0.1)],
    ]),
  });
  far.path(path`M640 ${BASE}V300Q660 150 800 92M960 ${BASE}V300Q940 150 800 92`, {
    stroke: '#000010',
    width: 6,
    opacity: 0.16,
  });
  if (isDark(time)) {
    far.glow(800, 470, 320, '#ffbf73', 0.4);
  }
  const wood = indoors('#6b4634');
  far.path(path`M800 124V262M756 166H844`, { stroke: lighter(wood, 0.12), width: 18 });
  far.path(path`M796 124V262M756 162H844`, { stroke: lighter(wood, 0.36), width: 4 });
}

function drawVault({ far, indoors }: Stage): void {
  const stone = indoors('#b5a993');
  for (const x of [36, 251, 516, 1084, 1349, 1564]) {
    far.rect(x - 17, 60, 34, BASE - 70, {
      fill: far.linear(
        [
          [0, darker(stone, 0.22)],
          [0.4, lighter(stone, 0.2)],
          [1, darker(stone, 0.28)],
        ],
        0,
        0,
        1,
        0,
      ),
    });
    far.rect(x - 27, 76, 54, 18, { fill: lighter(stone, 0.12), radius: 4 });
    far.rect(x - 27, BASE - 30, 54, 34, { fill: darker(stone, 0.16), radius: 4 });
  }
  const ribs: PathData[] = [];
  for (const [from, to] of [
    [36, 251],
    [251, 516],
    [1084, 1349],
    [1349, 1564],
  ] as const) {
    ribs.push(path`M${from} 78Q${(from + to) / 2} -40 ${to} 78`);
  }
  far.path(joined(ribs), { stroke: darker(stone, 0.16), width: 13 });
}

function drawAltar({ far, indoors, time }: Stage): void {
  const stone = indoors('#d3c8b2');
  far.path(path`M560 ${BASE - 34}H1040L1060 ${BASE}H540Z`, { fill: darker(stone, 0.12) });
  far.path(path`M540 ${BASE}H1060L1080 ${BASE + 26}H520Z`, { fill: darker(stone, 0.2) });
  far.rect(660, 506, 280, BASE - 536, { fill: darker(stone, 0.16) });
  far.path(path`M646 494H954V520L930 562Q904 540 878 562T826 562T774 562T722 562T670 562L646 520Z`, {
    fill: indoors('#f1ebdd'),
  });
  far.rect(640, 488, 320, 12, { fill: indoors('#fbf7ec'), radius: 4 });
  for (const x of [676, 712, 888, 924]) {
    far.rect(x - 6, 440, 12, 48, { fill: indoors('#f4ead2') });
    far.rect(x - 11, 480, 22, 9, { fill: indoors('#c9a25a'), radius: 3 });
    far.glow(x, 430, isDark(time) ? 54 : 30, '#ffc86a', 0.7);
    far.ellipse(x, 430, 4.5, 10, { fill: '#fff1c0' });
  }
  far.path(path`M768 478Q784 466 800 476Q816 466 832 478V488H768Z`, { fill: indoors('#8a3f3a') });
}

function drawAisle({ far, indoors }: Stage): void {
  const carpet = indoors('#9a3f40');
  far.path(path`M706 ${BASE + 26}H894L1040 910H560Z`, {
    fill: far.linear([
      [0, darker(carpet, 0.06)],
      [1, darker(carpet, 0.3)],
    ]),
  });
  far.path(path`M718 ${BASE + 26}L584 910M882 ${BASE + 26}L1016 910`, {
    stroke: mix(carpet, indoors('#e0c48a'), 0.7),
    width: 6,
  });
}

/** One row on both sides of the aisle, its ends within an upright picture. */
function drawPews({ mid, indoors }: Stage, y: number, scale: number): void {
  const wood = indoors('#8a5a3a');
  for (const side of [-1, 1]) {
    mid.group({ x: 800, y, scale, mirrored: side < 0 }, () => {
      const end = scale > 1 ? 214 : 196;
      mid.rect(end + 10, 4, 900, 10, { fill: '#000010', opacity: 0.25, radius: 5 });
      mid.rect(end + 16, -106, 900, 84, {
        fill: mid.linear([
          [0, lighter(wood, 0.14)],
          [1, darker(wood, 0.22)],
        ]),
      });
      mid.rect(end + 16, -114, 900, 14, { fill: lighter(wood, 0.28), radius: 5 });
      mid.rect(end + 16, -24, 900, 22, { fill: darker(wood, 0.4) });
      mid.path(path`M${end} 6V-104Q${end} -134 ${end + 22} -134Q${end + 46} -134 ${end + 46} -104V6Z`, {
        fill: darker(wood, 0.12),
      });
      mid.path(path`M${end + 12} -8V-98Q${end + 22} -118 ${end + 34} -98V-8Z`, { stroke: darker(wood, 0.4), width: 4 });
    });
  }
}
