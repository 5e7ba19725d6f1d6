import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 640;
/** Of the paper that hangs behind who is photographed. */
const PAPERS = ['#8d9aa8', '#a89484', '#8fa093', '#9a8fa5'] as const;

/** A studio where pictures or films are taken: paper on its roll, soft lamps, a camera, flats and cables. */
export const drawStudio: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#b9b4ac',
    floor: '#8f8a84',
    base: BASE,
    skirting: '#5f5a56',
    boards: 'planks',
    lamp: { x: 800, y: 280, colour: '#ffe6c4' },
  });
  drawBricks(stage);
  drawWindow(stage, {
    ...{ x: 1330, y: 60, width: 230, height: 96, columns: 3, frame: '#4a5058' },
    light: { x: 0.7, y: 0.4 },
  });
  drawGrid(stage);
  drawPaper(stage);
  drawFlats(stage);
  drawSoftbox(stage, 1);
  drawSoftbox(stage, -1);
  drawStool(stage);
  drawCamera(stage);
  drawCases(stage);
  return 'dust';
};

function drawBricks({ far, indoors }: Stage): void {
  const joints: PathData[] = [];
  for (let y = 60; y < BASE - 20; y += 29) {
    joints.push(path`M0 ${y}H1600`);
    for (let x = (y / 29) % 2 < 1 ? 0 : 42; x < 1600; x += 84) {
      joints.push(path`M${x} ${y}v29`);
    }
  }
  far.path(joined(joints), { stroke: darker(indoors('#b9b4ac'), 0.4), width: 2.5, opacity: 0.3 });
}

/** Pipes under the ceiling with lamps clamped to them. */
function drawGrid({ far, indoors, palette, time }: Stage): void {
  const steel = indoors('#2d333b');
  far.rect(0, 0, 1600, 40, { fill: darker(steel, 0.2) });
  far.path(path`M0 50H1600M380 0V50M1220 0V50`, { stroke: steel, width: 11 });
  for (const [x, lean] of [
    [440, 12],
    [640, 8],
    [960, -8],
    [1160, -12],
  ] as const) {
    if (time !== 'day') {
      far.glow(x + lean, 112, 170, palette.light, isDark(time) ? 0.34 : 0.18);
    }
    far.path(path`M${x} 52V70`, { stroke: steel, width: 8 });
    far.path(path`M${x - 24} 66H${x + 24}L${x + 26 + lean} 112H${x - 26 + lean}Z`, { fill: darker(steel, 0.1) });
    far.path(path`M${x - 26 + lean} 110H${x + 26 + lean}L${x + 38 + lean} 126H${x - 38 + lean}Z`, {
      fill: darker(steel, 0.35),
    });
    far.ellipse(x + lean, 112, 25, 6, { fill: time === 'day' ? '#d9d6cc' : '#fff1cc' });
  }
}

/** It comes down from its roll and runs out over the floor. */
function drawPaper({ far, indoors, random, time }: Stage): void {
  const paper = indoors(random.pick(PAPERS));
  far.path(path`M470 150V640M1130 150V640M430 860L470 640L510 700M1170 860L1130 640L1090 700`, {
    stroke: indoors('#2d333b'),
    width: 10,
  });
  far.path(path`M490 160H1110V560Q1112 640 1210 780L1250 830H350L390 780Q488 640 490 560Z`, {
    fill: far.linear([
      [0, darker(paper, 0.2)],
      [0.45, paper],
      [0.62, lighter(paper, 0.08)],
      [0.74, darker(paper, 0.08)],
      [1, lighter(paper, 0.1)],
    ]),
  });
  far.ellipse(800, 390, 300, 250, {
    fill: far.radial([
      [0, '#fff4e0', isDark(time) ? 0.16 : 0.22],
      [1, '#fff4e0', 0],
    ]),
  });
  far.rect(456, 136, 688, 32, {
    fill: far.linear([
      [0, lighter(paper, 0.3)],
      [1, darker(paper, 0.3)],
    ]),
    radius: 14,
  });
  far.path(path`M350 830H1250`, { stroke: '#000010', width: 4, opacity: 0.2 });
}

/** Painted walls that wait for their scene. */
function drawFlats({ far, indoors }: Stage): void {
  const wood = indoors('#a8845c');
  far.path(path`M40 250L250 226V${BASE + 20}L40 ${BASE + 34}Z`, { fill: indoors('#6a7f7a') });
  far.path(path`M40 250L250 226V${BASE + 20}L40 ${BASE + 34}Z`, { stroke: wood, width: 11 });
  far.path(path`M92 330L196 320V440L92 446Z`, { fill: indoors('#9fb4ba') });
  far.path(path`M92 330L196 320V440L92 446ZM144 325V443M92 388L196 380`, { stroke: indoors('#f1ece0'), width: 8 });
  for (const [x, colour] of [
    [1248, '#a86a5a'],
    [1284, '#4f6a85'],
    [1320, '#c9a860'],
  ] as const) {
    const roll = indoors(colour);
    far.rect(x, 250, 32, BASE - 240, {
      fill: far.linear(
        [
          [0, darker(roll, 0.3)],
          [0.4, lighter(roll, 0.14)],
          [1, darker(roll, 0.34)],
        ],
        0,
        0,
        1,
        0,
      ),
      radius: 8,
    });
  }
}

/** At the edges, turned in: brightest where nobody stands before it. */
function drawSoftbox({ mid, indoors }: Stage, side: number): void {
  const steel = indoors('#2d333b');
  mid.group({ x: 800, mirrored: side < 0 }, () => {
    mid.ellipse(664, 846, 110, 11, { fill: '#000010', opacity: 0.28 });
    mid.path(path`M664 420V700M664 690L580 844M664 690L752 844M664 700V850`, { stroke: steel, width: 11 });
    mid.path(path`M590 190L724 262L736 386L604 500Z`, { fill: darker(steel, 0.1) });
    mid.path(path`M724 262L772 300V350L736 386Z`, { fill: darker(steel, 0.3) });
    mid.glow(600, 346, 210, '#fff1d4', 0.34);
    mid.path(path`M574 184L598 190L612 500L588 512Q562 350 574 184Z`, { fill: '#fff6e2' });
  });
}

function drawStool({ mid, indoors }: Stage): void {
  const wood = indoors('#7a5238');
  mid.ellipse(690, 782, 66, 9, { fill: '#000010', opacity: 0.26 });
  mid.path(path`M664 664L650 780M716 664L730 780M690 664V776M658 728H722`, { stroke: darker(wood, 0.2), width: 10 });
  mid.ellipse(690, 660, 52, 13, { fill: lighter(wood, 0.2) });
  mid.path(path`M638 660q52 24 104 0v9q-52 24 -104 0z`, { fill: darker(wood, 0.16) });
}

/** On its three legs, looking at the paper; within an upright picture. */
function drawCamera({ mid, indoors }: Stage): void {
  const black = indoors('#2a2d33');
  mid.ellipse(1010, 856, 112, 11, { fill: '#000010', opacity: 0.3 });
  mid.path(path`M1010 620L944 852M1010 620L1080 852M1010 620L1024 838M976 744H1046`, {
    stroke: lighter(black, 0.1),
    width: 11,
  });
  mid.rect(986, 598, 48, 24, { fill: darker(black, 0.2), radius: 4 });
  mid.rect(958, 524, 112, 76, { fill: black, radius: 9 });
  mid.path(path`M990 526l10 -20h34l10 20z`, { fill: lighter(black, 0.1) });
  mid.path(path`M958 538L908 530V596L958 588Z`, { fill: lighter(black, 0.16) });
  mid.ellipse(906, 563, 13, 34, { fill: darker(black, 0.3) });
  mid.ellipse(903, 563, 8, 24, { fill: mix('#6f8fb5', black, 0.4) });
  mid.circle(1052, 540, 5, { fill: '#e0483a' });
  mid.path(path`M1074 612l54 26`, { stroke: black, width: 9 });
}

function drawCases({ mid, indoors }: Stage): void {
  const shell = indoors('#4a5058');
  mid.ellipse(300, 852, 130, 11, { fill: '#000010', opacity: 0.3 });
  mid.rect(190, 762, 220, 88, {
    fill: mid.linear([
      [0, lighter(shell, 0.14)],
      [1, darker(shell, 0.2)],
    ]),
    radius: 8,
  });
  mid.path(path`M190 800H410M236 794v14M364 794v14`, { stroke: indoors('#b9c2c8'), width: 6 });
  mid.path(path`M276 762v-12h48v12`, { stroke: indoors('#b9c2c8'), width: 7 });
  mid.path(path`M1070 868Q1180 890 1290 860T1480 850`, { stroke: indoors('#1f2226'), width: 7 });
  const board = indoors('#2a2d33');
  mid.rect(224, 700, 120, 62, { fill: board, radius: 4 });
  mid.path(path`M222 698L340 668L346 684L228 714Z`, { fill: indoors('#e9e6dc') });
  mid.path(path`M246 692l16 14h18l-16 -18zM290 681l16 14h18l-16 -18z`, { fill: board });
}
