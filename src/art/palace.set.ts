import { darker, lighter, mix } from './colour.js';
import { type Drawing, joined, path, type PathData } from './drawing.js';
import { drawLightPool, drawRoom } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 676;
const RED = '#a83a2c';
const GOLD = '#d9a94e';

/** A hall of an old palace: red columns, paper windows, a golden screen on a dais. Any room of a costume drama. */
export const drawPalace: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#c79a68',
    floor: '#9a8c7c',
    base: BASE,
    skirting: '#5c2a22',
    boards: 'tiles',
    lamp: { x: 800, y: 260, colour: '#ffb85e' },
  });
  drawPaperWindow(stage, 150);
  drawPaperWindow(stage, 1170);
  drawScreen(stage);
  drawBeam(stage);
  for (const x of [62, 490, 1110, 1538]) {
    drawColumn(stage, x);
  }
  drawDais(stage);
  drawLightPool(stage, 170, 260, BASE);
  // Between the places where heads are, and above them.
  for (const x of [448, 1152]) {
    drawLantern(stage.far, stage, { x, y: 160, size: 0.8 });
  }
  for (const x of [190, 1410]) {
    drawCandles(stage, x);
  }
  return 'dust';
};

/** A wooden lattice with paper, through which the sky only glows; rain wets it, snow lies on its sill. */
function drawPaperWindow(stage: Stage, x: number): void {
  const { far, indoors, weather } = stage;
  const wood = indoors('#7a3226');
  const paper = paperOf(stage);
  far.rect(x, 150, 280, 420, {
    fill: far.linear([
      [0, lighter(paper, weather === 'rain' ? 0 : 0.12)],
      [1, weather === 'rain' ? darker(paper, 0.16) : paper],
    ]),
  });
  drawWeatherOnPaper(stage, x, paper);
  const bars: PathData[] = [];
  for (let across = 40; across < 280; across += 40) {
    bars.push(path`M${x + across} 150v420`);
  }
  for (let down = 40; down < 420; down += 40) {
    bars.push(path`M${x} ${150 + down}h280`);
  }
  far.path(joined(bars), { stroke: wood, width: 5 });
  far.path(path`M${x} 150h280v420h-280zM${x + 140} 150v420`, { stroke: darker(wood, 0.2), width: 16 });
}

function paperOf({ indoors, palette, time, weather }: Stage): string {
  const clear = isDark(time) ? mix(palette.sky[1], '#e8cf9a', 0.3) : indoors(mix('#f6e9cb', palette.sky[2], 0.25));
  return { clear, rain: mix(clear, '#56606c', 0.4), snow: mix(clear, '#e6eef8', 0.5), fog: mix(clear, '#c9cfd2', 0.6) }[
    weather
  ];
}

/** Wet runs down from the top, or snow heaped on the sill. */
function drawWeatherOnPaper({ far, random, weather }: Stage, x: number, paper: string): void {
  const runs: PathData[] = [];
  for (let left = x + 6; left < x + 270; left += random.between(9, 20)) {
    runs.push(path`M${left} 150v${random.between(60, 380)}`);
  }
  if (weather === 'rain') {
    far.path(joined(runs), { stroke: darker(paper, 0.32), width: 7, opacity: 0.5 });
  } else if (weather === 'snow') {
    far.path(path`M${x} 570V548Q${x + 60} 526 ${x + 130} 544T${x + 280} 540V570Z`, { fill: lighter(paper, 0.7) });
  }
}

function drawScreen({ far, indoors, random }: Stage): void {
  const gold = indoors(GOLD);
  far.rect(560, 196, 480, 452, { fill: indoors('#5c2a22'), radius: 6 });
  for (const x of [576, 692, 808, 924]) {
    far.rect(x, 214, 100, 416, {
      fill: far.linear([
        [0, lighter(gold, 0.22)],
        [1, darker(gold, 0.14)],
      ]),
    });
    const cloud = 300 + random.between(-40, 150);
    far.path(
      path`M${x + 8} 560Q${x + 30} 500 ${x + 52} 540T${x + 92} 512M${x + 8} 596Q${x + 34} 548 ${x + 56} 580T${x + 92} 556`,
      { stroke: darker(gold, 0.35), width: 4, opacity: 0.6 },
    );
    far.path(path`M${x + 16} ${cloud}q18 -26 36 -6q22 -18 34 8q-8 16 -34 10q-26 8 -36 -12z`, {
      fill: lighter(gold, 0.45),
      opacity: 0.6,
    });
  }
  far.path(path`M540 196Q560 150 620 158Q700 130 800 128Q900 130 980 158Q1040 150 1060 196Z`, { fill: indoors(RED) });
  far.circle(800, 168, 22, { fill: gold });
  far.circle(800, 168, 12, { fill: indoors(RED) });
}

function drawBeam({ far, indoors }: Stage): void {
  const blue = indoors('#2f6a72');
  far.rect(0, 0, 1600, 84, { fill: blue });
  far.rect(0, 78, 1600, 14, { fill: indoors(GOLD) });
  for (let x = 40; x < 1600; x += 152) {
    far.path(path`M${x} 40l34 -26h52l34 26l-34 26h-52z`, { fill: indoors('#3f8a6a') });
    far.path(path`M${x} 40l34 -26h52l34 26l-34 26h-52z`, { stroke: indoors(GOLD), width: 4 });
    far.circle(x + 60, 40, 12, { fill: indoors(RED) });
  }
}

function drawColumn({ far, indoors }: Stage, x: number): void {
  const red = indoors(RED);
  const round = far.linear(
    [
      [0, darker(red, 0.4)],
      [0.4, lighter(red, 0.12)],
      [1, darker(red, 0.45)],
    ],
    0,
    0,
    1,
    0,
  );
  far.rect(x - 32, 84, 64, 608, { fill: round });
  far.rect(x - 36, 92, 72, 16, { fill: indoors(GOLD) });
  far.rect(x - 36, 628, 72, 12, { fill: indoors(GOLD) });
  far.path(path`M${x - 40} 666H${x + 40}L${x + 54} 704H${x - 54}Z`, { fill: indoors('#cfc6b8') });
}

function drawDais({ far, indoors }: Stage): void {
  const stone = indoors('#cfc2ac');
  far.rect(452, 640, 696, 26, { fill: lighter(stone, 0.15) });
  far.rect(452, 660, 696, 16, { fill: darker(stone, 0.25) });
  far.rect(412, 676, 776, 20, { fill: stone });
  far.rect(412, 694, 776, 14, { fill: darker(stone, 0.32) });
  const carpet = indoors('#9c2f34');
  far.path(path`M690 640H910L928 708H672Z`, { fill: carpet });
  far.path(path`M672 708H928L1010 900H590Z`, { fill: darker(carpet, 0.08) });
  far.path(path`M686 708L614 900M914 708L986 900`, { stroke: indoors(GOLD), width: 6, opacity: 0.8 });
}

/** A red lantern on a cord; `y` is its middle. */
export function drawLantern(
  drawing: Drawing,
  { time, palette }: Stage,
  { x, y, size }: { x: number; y: number; size: number },
): void {
  const lit = time !== 'day';
  if (lit) {
    drawing.glow(x, y, 190 * size, palette.light, isDark(time) ? 0.65 : 0.3);
  }
  const red = lit ? '#e8502f' : '#c23b2c';
  drawing.path(path`M${x} ${y - 92 * size}V${y - 44 * size}M${x} ${y + 44 * size}V${y + 84 * size}`, {
    stroke: '#d9a94e',
    width: 4 * size,
  });
  const paint = drawing.linear([
    [0, red],
    [0.5, lit ? '#ffb066' : lighter(red, 0.14)],
    [1, red],
  ]);
  drawing.ellipse(x, y, 46 * size, 40 * size, { fill: paint });
  drawing.ellipse(x, y, 22 * size, 40 * size, { stroke: '#7a1f18', width: 2, opacity: 0.5 });
  drawing.rect(x - 20 * size, y - 46 * size, 40 * size, 10 * size, { fill: '#d9a94e' });
  drawing.rect(x - 20 * size, y + 36 * size, 40 * size, 10 * size, { fill: '#d9a94e' });
}

function drawCandles({ mid, indoors, palette, time }: Stage, x: number): void {
  const bronze = indoors('#8a6a3a');
  mid.ellipse(x, 772, 74, 10, { fill: '#000010', opacity: 0.25 });
  mid.path(path`M${x} 768V560M${x - 56} 772L${x} 730L${x + 56} 772M${x - 58} 560H${x + 58}`, {
    stroke: bronze,
    width: 11,
  });
  for (const side of [-52, 0, 52]) {
    const top = side === 0 ? 492 : 512;
    mid.rect(x + side - 9, top, 18, 552 - top, { fill: indoors('#f0e2c4'), radius: 4 });
    if (time !== 'day') {
      mid.glow(x + side, top - 12, 84, palette.light, 0.5);
      mid.path(
        path`M${x + side} ${top - 30}Q${x + side + 11} ${top - 8} ${x + side} ${top}Q${x + side - 11} ${top - 8} ${x + side} ${top - 30}Z`,
        {
          fill: '#fff0b8',
        },
      );
    }
  }
}
