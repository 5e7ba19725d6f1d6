import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawLightPool, drawPlant, drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage, STAGE_WIDTH } from './stage.js';

const BASE = 640;
const COLUMNS = [276, 1324] as const;

/** The hall of a station or an airport: gates before a glass wall, a board of departures, rows of seats. */
export const drawStation: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#cfd6d8',
    floor: '#bdb8ae',
    base: BASE,
    skirting: '#7f8a90',
    boards: 'tiles',
    lamp: { x: 800, y: 60, colour: '#ffe6bd' },
  });
  drawWindow(stage, {
    x: -20,
    y: 178,
    width: 1640,
    height: 344,
    columns: 8,
    bar: 0.3,
    frame: '#6f7f88',
    light: { x: 0.9, y: 0.24 },
  });
  drawLightPool(stage, 330, 940, BASE);
  drawFloorShine(stage);
  drawCeiling(stage);
  COLUMNS.forEach((x) => drawColumn(stage, x));
  drawGates(stage);
  drawBoard(stage);
  drawClock(stage);
  drawSeats(stage, 60);
  drawSeats(stage, 1140);
  drawSuitcase(stage);
  drawPlant(stage.mid, stage, { x: 470, y: 706, scale: 0.9, pot: '#8fa0a8' });
  drawPlant(stage.mid, stage, { x: 1130, y: 706, scale: 0.9, pot: '#8fa0a8' });
  return 'dust';
};

/** Daylight of the glass wall on the polished floor, and a yellow line to queue at. */
function drawFloorShine({ far, indoors, palette, time }: Stage): void {
  const strength = time === 'night' ? 0.16 : 0.34;
  far.rect(0, BASE, STAGE_WIDTH, 150, {
    fill: far.linear([
      [0, palette.sky[2], strength],
      [1, palette.sky[2], 0],
    ]),
  });
  far.path(path`M0 706H1600L1600 720H0Z`, { fill: indoors('#e8b83f'), opacity: 0.85 });
}

function drawCeiling({ far, indoors, time, palette }: Stage): void {
  const roof = indoors('#aab6bb');
  far.path(path`M0 0H1600V120Q800 52 0 120Z`, {
    fill: far.linear([
      [0, darker(roof, 0.35)],
      [1, roof],
    ]),
  });
  const ribs: PathData[] = [];
  for (let x = -720; x <= 720; x += 160) {
    ribs.push(path`M${800 + x} ${92 + (Math.abs(x) / 720) ** 2 * 26}L${800 + x * 1.35} -10`);
  }
  far.path(joined(ribs), { stroke: '#000010', width: 6, opacity: 0.16 });
  far.path(path`M0 122Q800 54 1600 122`, { stroke: lighter(roof, 0.25), width: 9 });
  for (const x of [120, 400, 1200, 1480]) {
    far.ellipse(x, 58, 60, 11, { fill: time === 'day' ? '#f4f8f8' : '#fffbe8' });
    if (time !== 'day') {
      far.glow(x, 60, 210, palette.light, isDark(time) ? 0.5 : 0.25);
    }
  }
}

function drawColumn({ far, indoors }: Stage, x: number): void {
  const stone = indoors('#dfdcd2');
  far.ellipse(x, BASE + 16, 58, 10, { fill: '#000010', opacity: 0.25 });
  far.rect(x - 34, 96, 68, BASE - 82, {
    fill: far.linear(
      [
        [0, darker(stone, 0.22)],
        [0.35, lighter(stone, 0.15)],
        [1, darker(stone, 0.32)],
      ],
      0,
      0,
      1,
      0,
    ),
  });
  far.rect(x - 44, BASE - 34, 88, 50, { fill: darker(stone, 0.3), radius: 4 });
  far.path(path`M${x - 34} 96L${x - 90} 62M${x + 34} 96L${x + 90} 62`, { stroke: darker(stone, 0.2), width: 16 });
}

/** Gates with glass wings; over each a light that says which way. */
function drawGates({ far, indoors }: Stage): void {
  const steel = indoors('#aeb9be');
  for (let x = 560; x <= 1040; x += 120) {
    far.ellipse(x, BASE + 26, 40, 7, { fill: '#000010', opacity: 0.24 });
    far.path(path`M${x - 24} 532H${x + 24}V${BASE + 24}H${x - 24}Z`, {
      fill: far.linear([
        [0, lighter(steel, 0.2)],
        [1, darker(steel, 0.3)],
      ]),
    });
    far.rect(x - 28, 524, 56, 16, { fill: indoors('#2f5f94'), radius: 6 });
    far.rect(x - 13, 554, 26, 20, { fill: '#1b2a33', radius: 3 });
    far.circle(x, 564, 6, { fill: x % 240 === 80 ? '#5fe08f' : '#ff8a6a' });
    if (x < 1040) {
      for (const [from, reach] of [
        [x + 24, 34],
        [x + 96, -34],
      ] as const) {
        far.path(path`M${from} 566h${reach}v44q0 12 ${-reach * 0.4} 12h${-reach * 0.6}z`, {
          fill: indoors('#bfe0ea'),
          opacity: 0.7,
        });
      }
    }
  }
}

/** Rows of lights that cannot be read and need not be. */
function drawBoard({ mid, random, indoors }: Stage): void {
  mid.path(path`M620 60v36M980 60v36`, { stroke: indoors('#3f4a53'), width: 7 });
  mid.rect(556, 92, 488, 116, { fill: '#16222c', radius: 8 });
  mid.rect(556, 92, 488, 116, { stroke: indoors('#6f7f88'), width: 5, radius: 8 });
  mid.rect(570, 102, 460, 20, { fill: indoors('#2f5f94'), radius: 4 });
  mid.path(path`M584 112h54M700 112h40M868 112h34M952 112h44`, { stroke: '#dfe9f2', width: 5, opacity: 0.85 });
  const times: PathData[] = [];
  const ends: PathData[] = [];
  const states: PathData[] = [];
  for (const y of [138, 158, 178, 196]) {
    times.push(path`M584 ${y}h18m9 0h18`);
    ends.push(path`M700 ${y}h${random.between(50, 120)}`);
    ends.push(path`M872 ${y}h18`);
    states.push(path`M952 ${y}h${random.between(28, 60)}`);
  }
  mid.path(joined(times), { stroke: '#ffcf6a', width: 7, opacity: 0.85 });
  mid.path(joined(ends), { stroke: '#f1e6c8', width: 7, opacity: 0.75 });
  mid.path(joined(states), { stroke: '#7fd89a', width: 7, opacity: 0.8 });
}

function drawClock({ far, indoors }: Stage): void {
  const [x, y] = [276, 250];
  far.circle(x, y, 58, { fill: indoors('#3f4a53') });
  far.circle(x, y, 50, { fill: mix(indoors('#fbfbf7'), '#fff6df', 0.3) });
  const ticks: PathData[] = [];
  for (let hour = 0; hour < 12; hour++) {
    const [sine, cosine] = [Math.sin((hour * Math.PI) / 6), Math.cos((hour * Math.PI) / 6)];
    ticks.push(path`M${x + sine * 40} ${y - cosine * 40}L${x + sine * 45} ${y - cosine * 45}`);
  }
  far.path(joined(ticks), { stroke: indoors('#2d333b'), width: 4 });
  far.path(path`M${x} ${y}L${x - 20} ${y - 14}M${x} ${y}L${x + 8} ${y - 36}`, { stroke: indoors('#2d333b'), width: 6 });
}

/** Four seats on one beam. */
function drawSeats({ mid, indoors }: Stage, left: number): void {
  const seat = indoors('#4f7f9a');
  const metal = indoors('#59636f');
  mid.ellipse(left + 200, 838, 226, 13, { fill: '#000010', opacity: 0.24 });
  mid.path(path`M${left - 6} 752H${left + 406}M${left + 50} 752L${left + 30} 834M${left + 50} 752L${left + 74} 834`, {
    stroke: metal,
    width: 12,
  });
  mid.path(path`M${left + 350} 752L${left + 326} 834M${left + 350} 752L${left + 372} 834`, {
    stroke: metal,
    width: 12,
  });
  for (let index = 0; index < 4; index++) {
    const x = left + index * 102;
    mid.rect(x, 616, 92, 106, {
      fill: mid.linear([
        [0, lighter(seat, 0.16)],
        [1, darker(seat, 0.14)],
      ]),
      radius: 16,
    });
    mid.rect(x - 3, 722, 98, 30, { fill: darker(seat, 0.22), radius: 12 });
    mid.path(path`M${x - 5} 742V700h22`, { stroke: metal, width: 8 });
  }
  mid.path(path`M${left + 403} 742V700h-22`, { stroke: metal, width: 8 });
}

function drawSuitcase({ mid, indoors }: Stage): void {
  const shell = indoors('#c9783f');
  mid.ellipse(512, 846, 66, 9, { fill: '#000010', opacity: 0.25 });
  mid.path(path`M488 700V652H534V700`, { stroke: indoors('#59636f'), width: 8 });
  mid.rect(460, 696, 102, 138, {
    fill: mid.linear([
      [0, lighter(shell, 0.12)],
      [1, darker(shell, 0.24)],
    ]),
    radius: 16,
  });
  mid.path(path`M486 712V818M511 712V818M536 712V818`, { stroke: '#000010', width: 4, opacity: 0.18 });
  mid.path(path`M480 840h1M544 840h1`, { stroke: indoors('#2d333b'), width: 14 });
}
