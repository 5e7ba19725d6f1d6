import { darker, lighter } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawDiningTable } from './dining-table.js';
import { drawLightPool, drawPendant, drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 706;
const COUNTER = 520;

/** A kitchen at home: stove and hood, a pot that steams, cupboards, a window over the sink, a table for meals. */
export const drawKitchen: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#efe2c8',
    floor: '#c9a781',
    base: BASE,
    skirting: '#e9dfcc',
    boards: 'tiles',
    lamp: { x: 1240, y: 300, colour: '#ffc27a' },
  });
  drawWallTiles(stage);
  drawWindow(stage, {
    x: 944,
    y: 172,
    width: 400,
    height: 266,
    columns: 2,
    frame: '#f7f1e4',
    light: { x: 0.93, y: 0.3 },
  });
  drawWindowSill(stage);
  drawLightPool(stage, 960, 380, BASE);
  drawCupboards(stage);
  drawHood(stage);
  drawCounter(stage);
  drawStove(stage);
  drawSink(stage);
  drawHangingPans(stage);
  drawFridge(stage);
  drawPendant(stage, 1420, 226, '#c9573f');
  drawDiningTable(stage);
  return 'steam';
};

function drawWallTiles({ far, indoors }: Stage): void {
  far.rect(250, 330, 1350, COUNTER - 320, { fill: indoors('#d3ddd2') });
  const seams: PathData[] = [];
  for (let y = 330; y < COUNTER; y += 38) {
    seams.push(path`M250 ${y}H1600`);
    for (let x = 250 + ((y - 330) % 76 === 0 ? 0 : 38); x < 1600; x += 76) {
      seams.push(path`M${x} ${y}v38`);
    }
  }
  far.path(joined(seams), { stroke: '#ffffff', width: 3, opacity: 0.4 });
}

/** Herbs in the window, and short curtains that hang beside it. */
function drawWindowSill({ far, indoors }: Stage): void {
  for (const [x, pot] of [
    [1000, '#b8694f'],
    [1070, '#d8cdbd'],
    [1296, '#b8694f'],
  ] as const) {
    for (const lean of [-22, -8, 8, 22]) {
      far.path(path`M${x} 412Q${x + lean * 0.4 - 8} 384 ${x + lean} 362Q${x + lean * 0.6 + 10} 390 ${x + 4} 412Z`, {
        fill: indoors(lean % 16 === 8 ? '#5f9a58' : '#4a8450'),
      });
    }
    far.path(path`M${x - 20} 408h40l-6 32h-28z`, { fill: indoors(pot) });
  }
  const cloth = indoors('#e8b98a');
  far.path(path`M916 152H1372`, { stroke: indoors('#6b4634'), width: 9 });
  const scallops: PathData[] = [path`M930 154H1358V206`];
  for (let x = 1358; x > 940; x -= 53.5) {
    scallops.push(path`q-26.75 30 -53.5 0`);
  }
  far.path(joined([...scallops, path`V154Z`]), {
    fill: far.linear([
      [0, lighter(cloth, 0.2)],
      [1, darker(cloth, 0.12)],
    ]),
  });
}

function drawCupboards({ far, indoors }: Stage): void {
  const front = indoors('#7f9f8c');
  for (const [x, width] of [
    [262, 150],
    [412, 150],
    [1384, 116],
    [1500, 120],
  ] as const) {
    far.rect(x, 96, width, 200, {
      fill: far.linear([
        [0, lighter(front, 0.1)],
        [1, darker(front, 0.08)],
      ]),
    });
    far.rect(x + 14, 110, width - 28, 172, { stroke: darker(front, 0.22), width: 4, radius: 3 });
    far.path(path`M${x + width - 24} 236v34`, { stroke: indoors('#e4cf9a'), width: 7 });
  }
  far.rect(254, 84, 316, 16, { fill: darker(front, 0.15) });
  far.rect(1376, 84, 230, 16, { fill: darker(front, 0.15) });
  far.path(path`M262 300h300M1384 300h220`, { stroke: '#000010', width: 8, opacity: 0.2 });
}

function drawHood({ far, indoors, time, palette }: Stage): void {
  const steel = indoors('#a7b1b4');
  const shape = far.linear(
    [
      [0, darker(steel, 0.2)],
      [0.4, lighter(steel, 0.1)],
      [1, darker(steel, 0.28)],
    ],
    0,
    0,
    1,
    0,
  );
  far.rect(694, 0, 96, 168, { fill: shape });
  far.path(path`M694 164H790L872 262H612Z`, { fill: shape });
  far.rect(606, 260, 272, 30, { fill: darker(steel, 0.22), radius: 4 });
  far.path(path`M650 275h44`, { stroke: '#e9efec', width: 7 });
  if (time !== 'day') {
    far.glow(742, 300, 170, palette.light, isDark(time) ? 0.45 : 0.2);
  }
}

function drawCounter({ far, indoors, random }: Stage): void {
  const front = indoors('#8fae9b');
  const top = indoors('#e9e2d4');
  far.rect(250, COUNTER + 22, 1350, BASE - COUNTER - 22, { fill: darker(front, 0.1) });
  for (const [x, width] of [
    [262, 168],
    [436, 168],
    [880, 178],
    [1064, 178],
    [1248, 178],
    [1432, 178],
  ] as const) {
    far.rect(x, COUNTER + 32, width, BASE - COUNTER - 62, {
      fill: far.linear([
        [0, lighter(front, 0.1)],
        [1, darker(front, 0.12)],
      ]),
      radius: 3,
    });
    far.path(path`M${x + 16} ${COUNTER + 80}h${width - 32}`, { stroke: darker(front, 0.3), width: 4 });
    far.path(path`M${x + width / 2 - 20} ${COUNTER + 58}h40M${x + width / 2 - 20} ${COUNTER + 104}h40`, {
      stroke: indoors('#e4cf9a'),
      width: 7,
    });
  }
  far.rect(250, BASE - 26, 1350, 26, { fill: indoors('#3f4a48') });
  far.rect(244, COUNTER, 1360, 24, { fill: top });
  far.rect(244, COUNTER + 20, 1360, 8, { fill: '#000010', opacity: 0.28 });
  for (const [x, height, colour] of [
    [300, 74, '#d9786a'],
    [348, 62, '#e8c27a'],
    [392, 52, '#7fa8b4'],
  ] as const) {
    far.rect(x - 20, COUNTER - height, 40, height, { fill: indoors(colour), radius: 6 });
    far.rect(x - 22, COUNTER - height - 10, 44, 13, { fill: indoors('#8a5f46'), radius: 4 });
  }
  for (let index = 0; index < 5; index++) {
    const lean = random.between(-16, 16);
    far.path(path`M${520 + index * 8} ${COUNTER - 60}l${lean} -70`, { stroke: indoors('#a9744e'), width: 7 });
    far.ellipse(520 + index * 8 + lean, COUNTER - 138, 9, 15, { fill: indoors(index % 2 ? '#c79a6b' : '#8b99a3') });
  }
  far.path(path`M504 ${COUNTER - 70}h64l-6 70h-52z`, { fill: indoors('#f1ece0') });
}

/** An oven under four flames; a pot and a kettle stand on it. */
function drawStove({ far, indoors, time, palette }: Stage): void {
  const steel = indoors('#c3cacb');
  far.rect(610, COUNTER - 4, 264, BASE - COUNTER, {
    fill: far.linear([
      [0, steel],
      [1, darker(steel, 0.2)],
    ]),
    radius: 5,
  });
  far.rect(610, COUNTER - 8, 264, 14, { fill: indoors('#2d333b'), radius: 5 });
  for (const x of [644, 690, 794, 840]) {
    far.circle(x, COUNTER + 28, 12, { fill: indoors('#4a535a') });
    far.path(path`M${x} ${COUNTER + 20}v8`, { stroke: '#f4f1ea', width: 4 });
  }
  far.rect(636, COUNTER + 58, 212, 96, {
    fill: isDark(time) ? darker(palette.light, 0.42) : indoors('#39424a'),
    radius: 8,
  });
  far.path(path`M656 ${COUNTER + 140}L720 ${COUNTER + 66}h30L690 ${COUNTER + 140}Z`, { fill: '#ffffff', opacity: 0.1 });
  far.path(path`M640 ${COUNTER + 48}H844`, { stroke: indoors('#6f7f88'), width: 9 });
  far.path(path`M650 ${COUNTER - 10}h70M766 ${COUNTER - 10}h70`, { stroke: '#5b8fe0', width: 5, opacity: 0.9 });
  const pot = indoors('#c9573f');
  far.path(path`M640 ${COUNTER - 74}h92v46q0 18 -18 18h-56q-18 0 -18 -18z`, {
    fill: far.linear(
      [
        [0, lighter(pot, 0.16)],
        [1, darker(pot, 0.3)],
      ],
      0,
      0,
      1,
      0,
    ),
  });
  far.rect(632, COUNTER - 84, 108, 13, { fill: darker(pot, 0.12), radius: 6 });
  far.path(path`M630 ${COUNTER - 52}h-12M742 ${COUNTER - 52}h12`, { stroke: darker(pot, 0.35), width: 9 });
  far.circle(686, COUNTER - 90, 8, { fill: indoors('#2d333b') });
  const kettle = indoors('#b9c4ca');
  far.path(
    path`M772 ${COUNTER - 12}Q764 ${COUNTER - 70} 800 ${COUNTER - 74}Q838 ${COUNTER - 70} 830 ${COUNTER - 12}Z`,
    {
      fill: kettle,
    },
  );
  far.path(path`M830 ${COUNTER - 34}l24 -24M776 ${COUNTER - 66}Q800 ${COUNTER - 112} 826 ${COUNTER - 66}`, {
    stroke: darker(kettle, 0.3),
    width: 8,
  });
  for (const [x, lean] of [
    [668, -14],
    [690, 12],
    [708, -8],
  ] as const) {
    far.path(path`M${x} ${COUNTER - 100}q${lean} -22 0 -44t0 -40`, { stroke: '#ffffff', width: 8, opacity: 0.16 });
  }
}

function drawSink({ far, indoors }: Stage): void {
  const steel = indoors('#8b99a3');
  far.path(path`M1150 ${COUNTER}V${COUNTER - 70}Q1150 ${COUNTER - 96} 1124 ${COUNTER - 96}T1100 ${COUNTER - 62}`, {
    stroke: steel,
    width: 11,
  });
  far.path(path`M1164 ${COUNTER - 16}h26`, { stroke: steel, width: 9 });
  far.rect(1040, COUNTER + 2, 180, 8, { fill: darker(steel, 0.25), radius: 4 });
  for (const x of [1420, 1446, 1472]) {
    far.ellipse(x, COUNTER - 34, 9, 36, { fill: indoors('#f4f1ea') });
    far.ellipse(x + 6, COUNTER - 34, 5, 32, { fill: indoors('#c3d3d6') });
  }
  far.path(path`M1400 ${COUNTER - 4}h96`, { stroke: steel, width: 8 });
}

/** From a rail beside the hood: pans and a ladle. */
function drawHangingPans({ far, indoors }: Stage): void {
  far.path(path`M276 342H580`, { stroke: indoors('#6f7f88'), width: 8 });
  for (const [x, radius, colour] of [
    [316, 30, '#3f4a53'],
    [392, 36, '#b5693f'],
    [470, 26, '#3f4a53'],
  ] as const) {
    const fill = indoors(colour);
    far.path(path`M${x} 342V390`, { stroke: darker(fill, 0.2), width: 8 });
    far.circle(x, 386 + radius, radius, { fill });
    far.circle(x - 4, 384 + radius, radius * 0.74, { fill: lighter(fill, 0.16) });
  }
  far.path(path`M532 342V424`, { stroke: indoors('#8b99a3'), width: 6 });
  far.ellipse(532, 432, 15, 12, { fill: indoors('#8b99a3') });
}

function drawFridge({ far, indoors }: Stage): void {
  const body = indoors('#dfe6e6');
  far.rect(26, 124, 214, BASE - 118, {
    fill: far.linear(
      [
        [0, darker(body, 0.12)],
        [0.3, lighter(body, 0.3)],
        [1, darker(body, 0.2)],
      ],
      0,
      0,
      1,
      0,
    ),
    radius: 14,
  });
  far.path(path`M30 330H236`, { stroke: '#000010', width: 5, opacity: 0.25 });
  far.path(path`M208 230v70M208 360v110`, { stroke: indoors('#7f929d'), width: 10 });
  far.rect(66, 370, 62, 78, { fill: indoors('#fbf6e9') });
  far.path(path`M74 430L92 396L106 416L118 404L122 430Z`, { fill: indoors('#6f9a7a') });
  far.circle(97, 372, 7, { fill: indoors('#d9534a') });
  far.rect(80, 470, 70, 46, { fill: indoors('#ffe08a') });
}
