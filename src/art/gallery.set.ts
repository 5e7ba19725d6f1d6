import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawRainOrSnow, drawRoom } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 656;
/** Sky, light on the horizon, far and near hills of the large picture. */
const LANDSCAPES = [
  ['#8fa3a6', '#c9b796', '#7f8f86', '#6b7a5f'],
  ['#9a9fb3', '#c7b0a3', '#8a8798', '#6f6a6b'],
  ['#a3a88f', '#cfc29a', '#8f9678', '#787550'],
] as const;
const CANVASES = ['#c9573f', '#3f6f94', '#e0a94f', '#5f8f72', '#7a5a86'] as const;

/** A gallery or a museum: pictures under their lamps, a vase under glass, a bust, a rope, daylight from above. */
export const drawGallery: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#d9d6cf',
    floor: '#b58f66',
    base: BASE,
    skirting: '#f1efe9',
    boards: 'planks',
    lamp: { x: 800, y: 260, colour: '#ffe0b0' },
  });
  drawSkylight(stage);
  drawDoorway(stage);
  drawLandscape(stage);
  drawPortrait(stage);
  drawAbstract(stage);
  for (const x of [270, 800, 1390]) {
    drawPictureLamp(stage, x);
  }
  drawRope(stage);
  drawShowcase(stage);
  drawBust(stage);
  drawBench(stage);
  return 'dust';
};

/** Panes in the ceiling: the one place where weather is seen, in an upright picture too. */
function drawSkylight(stage: Stage): void {
  const { far, indoors, palette } = stage;
  far.path(path`M0 0H1600V50L1420 96H180L0 50Z`, { fill: indoors('#c3c0b8') });
  const pane = path`M250 10H1350L1250 76H350Z`;
  far.group({ clip: far.clip(pane) }, () => {
    far.rect(240, 0, 1120, 90, {
      fill: far.linear([
        [0, palette.sky[0]],
        [1, palette.sky[1]],
      ]),
    });
    drawRainOrSnow(stage, { x: 240, y: 0, width: 1120, height: 90 });
  });
  const bars: PathData[] = [path`M300 43H1300`];
  for (let x = -440; x <= 440; x += 110) {
    bars.push(path`M${800 + x} 76L${800 + x * 1.22} 10`);
  }
  far.path(joined(bars), { stroke: indoors('#f1efe9'), width: 6 });
  far.path(pane, { stroke: indoors('#f1efe9'), width: 12 });
  far.path(path`M0 50L180 96H1420L1600 50`, { stroke: '#000010', width: 4, opacity: 0.18 });
}

function drawDoorway({ far, indoors }: Stage): void {
  far.rect(1054, 236, 150, BASE - 234, { fill: indoors('#f1efe9') });
  far.rect(1070, 252, 118, BASE - 250, { fill: darker(indoors('#c9c2b4'), 0.2) });
  far.path(path`M1070 ${BASE + 2}L1100 600H1188V${BASE + 2}Z`, { fill: darker(indoors('#b58f66'), 0.24) });
  far.rect(1112, 352, 62, 84, { fill: indoors('#8a6a3f') });
  far.rect(1119, 359, 48, 70, { fill: indoors('#7f9a94') });
}

interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
}

function drawGiltFrame({ far, indoors }: Stage, { x, y, width, height }: Frame): void {
  const gold = indoors('#b5894a');
  far.rect(x - 14, y + 16, width + 40, height + 22, { fill: '#000010', opacity: 0.14, radius: 4 });
  far.rect(x - 22, y - 22, width + 44, height + 44, {
    fill: far.linear([
      [0, lighter(gold, 0.2)],
      [1, darker(gold, 0.25)],
    ]),
    radius: 3,
  });
  far.rect(x - 8, y - 8, width + 16, height + 16, { fill: darker(gold, 0.4) });
}

/** Large and muted, because people stand before it. */
function drawLandscape(stage: Stage): void {
  const { far, indoors, random } = stage;
  const [sky, light, hills, meadow] = random.pick(LANDSCAPES);
  const ridge = random.between(284, 336);
  const box = { x: 610, y: 206, width: 380, height: 240 };
  drawGiltFrame(stage, box);
  far.group({ clip: far.clip(path`M610 206h380v240h-380z`) }, () => {
    far.rect(610, 206, 380, 240, {
      fill: far.linear([
        [0, indoors(sky)],
        [0.6, indoors(light)],
        [1, indoors('#a5906a')],
      ]),
    });
    far.path(path`M600 372Q690 ${ridge} 780 346T1000 320V450H600Z`, { fill: indoors(hills) });
    far.path(path`M600 404Q720 366 840 396T1000 384V450H600Z`, { fill: indoors(meadow) });
    far.path(path`M770 450Q800 410 860 400Q820 420 850 450Z`, { fill: indoors('#a9b3ac') });
  });
  drawLabel(stage, 1012, 470);
}

function drawPortrait(stage: Stage): void {
  const { far, indoors } = stage;
  drawGiltFrame(stage, { x: 180, y: 190, width: 180, height: 240 });
  far.rect(180, 190, 180, 240, { fill: indoors('#4f4238') });
  far.path(path`M196 430Q204 340 270 338T344 430Z`, { fill: indoors('#6a3f44') });
  far.path(path`M246 342L270 372L294 342Z`, { fill: indoors('#e9dcc3') });
  far.ellipse(270, 292, 36, 46, { fill: indoors('#d9b08f') });
  far.path(path`M230 300Q224 236 270 236T310 300Q306 262 270 264T230 300Z`, { fill: indoors('#2d231e') });
  drawLabel(stage, 384, 452);
}

function drawAbstract(stage: Stage): void {
  const { far, indoors, random } = stage;
  far.rect(1296, 208, 210, 210, { fill: '#000010', opacity: 0.14 });
  far.rect(1286, 196, 210, 210, { fill: indoors('#f4efe2') });
  far.rect(1286, 196, 90, 130, { fill: indoors(random.pick(CANVASES)) });
  far.rect(1386, 286, 110, 120, { fill: indoors(random.pick(CANVASES)) });
  far.circle(1432, 244, 34, { fill: indoors('#e0a94f') });
  far.path(path`M1376 196V406M1286 326H1496`, { stroke: indoors('#2d333b'), width: 8 });
  drawLabel(stage, 1520, 430);
}

function drawLabel({ far, indoors }: Stage, x: number, y: number): void {
  far.rect(x, y, 34, 24, { fill: indoors('#fbfaf4') });
  far.path(path`M${x + 6} ${y + 9}h20M${x + 6} ${y + 15}h14`, { stroke: indoors('#8f8a80'), width: 2.5 });
}

function drawPictureLamp({ far, indoors, palette, time }: Stage, x: number): void {
  far.path(path`M${x} 142V166`, { stroke: indoors('#8a6a3f'), width: 7 });
  far.rect(x - 46, 134, 92, 14, { fill: indoors('#a8834a'), radius: 7 });
  if (time !== 'day') {
    far.path(path`M${x - 40} 150H${x + 40}L${x + 150} 440H${x - 150}Z`, {
      fill: far.linear([
        [0, palette.light, isDark(time) ? 0.34 : 0.2],
        [1, palette.light, 0],
      ]),
    });
  }
}

function drawRope({ mid, indoors }: Stage): void {
  const brass = indoors('#c9a25a');
  const posts = [520, 706, 894, 1080];
  mid.path(path`M520 604Q613 668 706 604Q800 668 894 604Q987 668 1080 604`, { stroke: indoors('#9a3038'), width: 11 });
  for (const x of posts) {
    mid.ellipse(x, 730, 30, 7, { fill: darker(brass, 0.25) });
    mid.path(path`M${x} 604V726`, { stroke: brass, width: 10 });
    mid.circle(x, 596, 11, { fill: lighter(brass, 0.2) });
  }
}

function drawShowcase({ mid, indoors, palette, time }: Stage): void {
  const stone = indoors('#f1efe9');
  mid.ellipse(250, 836, 112, 11, { fill: '#000010', opacity: 0.24 });
  mid.rect(160, 690, 180, 144, {
    fill: mid.linear(
      [
        [0, stone],
        [1, darker(stone, 0.24)],
      ],
      0,
      0,
      1,
      0,
    ),
  });
  const blue = indoors('#4f7fa8');
  mid.path(path`M232 540H268V562Q312 590 300 640Q290 676 274 686H226Q210 676 200 640Q188 590 232 562Z`, {
    fill: indoors('#eef2f2'),
  });
  mid.path(path`M202 612Q250 640 298 612M206 650Q250 672 294 650M232 552H268`, { stroke: blue, width: 6 });
  mid.path(path`M228 600q22 -30 44 0q-22 24 -44 0z`, { fill: blue });
  mid.rect(170, 500, 160, 190, { fill: '#dff0f7', opacity: 0.2 });
  mid.rect(170, 500, 160, 190, { stroke: mix(stone, '#bfe0ea', 0.5), width: 4, opacity: 0.8 });
  mid.path(path`M190 680L236 510`, { stroke: '#ffffff', width: 7, opacity: 0.4 });
  if (isDark(time)) {
    mid.glow(250, 540, 150, palette.light, 0.35);
  }
}

function drawBust({ mid, indoors }: Stage): void {
  const marble = indoors('#e3ddd0');
  const fill = mid.linear(
    [
      [0, lighter(marble, 0.2)],
      [1, darker(marble, 0.26)],
    ],
    0,
    0,
    1,
    0,
  );
  mid.ellipse(1400, 836, 96, 11, { fill: '#000010', opacity: 0.24 });
  mid.rect(1330, 660, 140, 174, { fill: darker(indoors('#8f8a80'), 0.1) });
  mid.rect(1318, 646, 164, 20, { fill: indoors('#a39d91'), radius: 3 });
  mid.path(path`M1322 612Q1330 566 1378 560V530H1422V560Q1470 566 1478 612Q1440 640 1400 640T1322 612Z`, { fill });
  mid.ellipse(1400, 488, 38, 50, { fill });
  mid.path(path`M1360 492Q1352 428 1400 430T1440 492Q1436 458 1400 456T1360 492Z`, { fill: darker(marble, 0.16) });
  mid.path(path`M1384 492h12M1408 492h12M1400 494l-5 18h8M1392 522h18`, { stroke: darker(marble, 0.36), width: 4 });
}

function drawBench({ mid, indoors }: Stage): void {
  const leather = indoors('#5a4a42');
  mid.ellipse(1090, 852, 150, 10, { fill: '#000010', opacity: 0.24 });
  mid.path(path`M978 800V848M1202 800V848`, { stroke: indoors('#8b99a3'), width: 12 });
  mid.rect(950, 770, 280, 36, {
    fill: mid.linear([
      [0, lighter(leather, 0.16)],
      [1, darker(leather, 0.2)],
    ]),
    radius: 12,
  });
}
