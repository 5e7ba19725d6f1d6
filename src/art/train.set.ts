import { darker, lighter, mix } from './colour.js';
import { drawSkyline } from './city.js';
import { joined, path, type PathData } from './drawing.js';
import { drawHills } from './nature.js';
import { drawRainOrSnow, drawRoom } from './room.js';
import { groundOf, isDark, type SetPainter, type Stage, STAGE_HEIGHT, STAGE_WIDTH } from './stage.js';

const BASE = 706;
const WINDOWS = [-60, 530, 1120] as const;
const WINDOW = { y: 176, width: 540, height: 330, corner: 34 } as const;

/**
 * Inside a railway carriage: seats that face each other over small tables, luggage racks, the country behind the windows.
 * The carriage is the middle layer, so that what rushes past shows through its panes.
 */
export const drawTrain: SetPainter = (stage) => {
  const inside: Stage = { ...stage, far: stage.mid };
  drawCountry(stage);
  stage.mid.group({ clip: stage.mid.clip(joined([AROUND, ...WINDOWS.map(paneAt)])) }, () => drawShell(inside));
  drawShine(stage);
  for (const x of WINDOWS) {
    drawFrame(inside, x);
  }
  drawCeiling(inside);
  drawRack(inside);
  for (const x of [210, 800, 1390]) {
    drawTable(stage, x);
  }
  for (const x of [500, 1100]) {
    drawSeat(stage, x, -1);
    drawSeat(stage, x, 1);
  }
  return 'passing';
};

function drawShell(inside: Stage): void {
  drawRoom(inside, {
    wall: '#e9e4d8',
    floor: '#8b8f98',
    base: BASE,
    skirting: '#5a6672',
    boards: 'tiles',
    lamp: { x: 800, y: 90, colour: '#ffe2b0' },
  });
  drawPanelling(inside);
}

function drawPanelling({ far, indoors }: Stage): void {
  const panel = indoors('#b9c6c4');
  far.rect(0, 536, 1600, BASE - 556, { fill: panel });
  far.rect(0, 532, 1600, 8, { fill: darker(panel, 0.25) });
  far.path(path`M505 120V532M1095 120V532`, { stroke: '#000010', width: 3, opacity: 0.16 });
}

/** The stage, drawn the other way round than the panes are: inside it they are holes. */
const AROUND = path`M0 0V900H1600V0Z`;

const paneAt = (x: number): PathData => {
  const { y, width, height, corner } = WINDOW;
  return path`M${x + corner} ${y}H${x + width - corner}q${corner} 0 ${corner} ${corner}V${y + height - corner}q0 ${corner} ${-corner} ${corner}H${x + corner}q${-corner} 0 ${-corner} ${-corner}V${y + corner}q0 ${-corner} ${corner} ${-corner}Z`;
};

/** The landscape that is too far away to move. */
function drawCountry(stage: Stage): void {
  const { far, palette, random, weather } = stage;
  const { y, height } = WINDOW;
  const field = mix(groundOf(stage, '#9dbb6a'), palette.sky[2], 0.12);
  far.rect(0, 0, STAGE_WIDTH, STAGE_HEIGHT, {
    fill: far.linear([
      [0.16, palette.sky[0]],
      [0.36, palette.sky[1]],
      [0.47, palette.sky[2]],
    ]),
  });
  drawLight(stage);
  const hills = mix(groundOf(stage, '#8fb0bd'), palette.sky[2], 0.45);
  drawHills(far, { y: 400, height: 90, colour: hills, phase: 2.6 });
  const town = { base: 424, lowest: 14, highest: 54, colour: mix(palette.far, palette.sky[2], 0.3) };
  drawSkyline(far, stage, { ...town, from: 860, to: 1400 });
  far.rect(0, 412, STAGE_WIDTH, 488, {
    fill: far.linear([
      [0, mix(field, palette.sky[2], 0.25)],
      [0.25, darker(field, 0.2)],
    ]),
  });
  for (let index = 0; index < 46; index++) {
    const near = random.next();
    const fill = darker(field, random.between(0.06, 0.34));
    const length = random.between(80, 240) * (0.5 + near);
    far.rect(random.between(-100, 1500), 420 + near * 84, length, 4 + near * 9, { fill, radius: 5, opacity: 0.5 });
  }
  if (weather === 'fog') {
    far.rect(0, 0, STAGE_WIDTH, STAGE_HEIGHT, { fill: palette.sky[2], opacity: 0.5 });
  }
  drawRainOrSnow(stage, { x: 0, y, width: STAGE_WIDTH, height });
}

/** Light on the glass. */
function drawShine({ mid }: Stage): void {
  mid.group({ clip: mid.clip(joined(WINDOWS.map(paneAt))) }, () => {
    const shine = [120, 690, 1290].map((x) => path`M${x} 506L${x + 130} 176h60L${x + 60} 506Z`);
    mid.path(joined(shine), { fill: '#ffffff', opacity: 0.08 });
  });
}

function drawLight({ far, time, weather }: Stage): void {
  if (weather !== 'clear') {
    return;
  }
  const colour = time === 'night' ? '#fff4d6' : '#fffbe8';
  const y = time === 'day' || time === 'night' ? 236 : 330;
  far.glow(1340, y, 160, colour, 0.6);
  far.circle(1340, y, 28, { fill: colour });
}

function drawFrame({ far, indoors }: Stage, x: number): void {
  const { y, width, height } = WINDOW;
  far.path(paneAt(x), { stroke: indoors('#8f9aa0'), width: 22 });
  far.path(paneAt(x), { stroke: indoors('#d9dee0'), width: 8 });
  const blind = indoors('#c9b98f');
  far.rect(x + 10, y + 4, width - 20, 38, { fill: blind, radius: 8 });
  far.path(path`M${x + 14} ${y + 42}H${x + width - 14}`, { stroke: darker(blind, 0.25), width: 5 });
  far.rect(x - 6, y + height + 10, width + 12, 16, { fill: indoors('#dfe3e0'), radius: 5 });
}

function drawCeiling({ far, indoors, time }: Stage): void {
  far.path(path`M0 0H1600V70Q800 96 0 70Z`, { fill: indoors('#d8d6cc') });
  far.rect(0, 26, 1600, 18, { fill: time === 'day' ? '#f8f6ec' : '#fffbe6', radius: 4 });
  if (isDark(time)) {
    for (const x of [200, 600, 1000, 1400]) {
      far.glow(x, 36, 220, '#fff0cf', 0.42);
    }
  }
}

function drawRack({ far, indoors }: Stage): void {
  const steel = indoors('#7f8a92');
  const bags: [number, number, number, string][] = [
    [40, 150, 72, '#a8573f'],
    [260, 110, 56, '#5b7f9a'],
    [590, 170, 74, '#7a5a4a'],
    [790, 100, 52, '#c98f4a'],
    [920, 120, 66, '#4f7a6a'],
    [1230, 160, 70, '#8a4a5a'],
    [1420, 110, 56, '#d0a86a'],
  ];
  for (const [x, width, height, colour] of bags) {
    const fill = indoors(colour);
    far.path(path`M${x + width * 0.36} ${150 - height}v-12h${width * 0.28}v12`, {
      stroke: darker(fill, 0.4),
      width: 6,
    });
    far.rect(x, 150 - height, width, height, { fill, radius: 10 });
    far.rect(x, 150 - height * 0.55, width, 6, { fill: darker(fill, 0.25) });
  }
  far.rect(0, 148, 1600, 12, { fill: steel });
  far.path(path`M0 118H1600`, { stroke: lighter(steel, 0.25), width: 5 });
  const stays: PathData[] = [];
  for (const x of [20, 505, 1095, 1580]) {
    stays.push(path`M${x} 70V158`);
  }
  far.path(joined(stays), { stroke: steel, width: 8 });
}

function drawTable({ mid, indoors }: Stage, x: number): void {
  const top = indoors('#c9a67e');
  mid.path(path`M${x} 606V706`, { stroke: indoors('#5a6672'), width: 12 });
  mid.path(path`M${x - 84} 590H${x + 84}L${x + 98} 606H${x - 98}Z`, { fill: lighter(top, 0.12) });
  mid.rect(x - 98, 604, 196, 10, { fill: darker(top, 0.25), radius: 4 });
  mid.path(path`M${x + 30} 596L${x + 34} 558H${x + 62}L${x + 66} 596Z`, { fill: indoors('#f4f1ea') });
  mid.rect(x - 64, 540, 20, 56, { fill: indoors('#7fb8c9'), radius: 7 });
  mid.rect(x - 60, 530, 12, 12, { fill: indoors('#3f7f98') });
}

/** A seat in profile, back to back with its neighbour; `side` is where its passenger looks. */
function drawSeat({ mid, indoors }: Stage, x: number, side: number): void {
  const cloth = indoors('#3f6f9a');
  const shade = darker(cloth, 0.28);
  const shell = indoors('#c9d0d2');
  mid.group({ x, y: 0, mirrored: side < 0 }, () => {
    mid.ellipse(90, 772, 116, 10, { fill: '#000010', opacity: 0.25 });
    mid.path(path`M6 690H140L128 770H6Z`, { fill: darker(shell, 0.3) });
    mid.path(path`M0 474Q0 452 24 452H48Q74 456 76 486L96 650H0Z`, {
      fill: mid.linear([
        [0, lighter(cloth, 0.16)],
        [1, shade],
      ]),
    });
    mid.rect(-2, 446, 84, 66, { fill: indoors('#f1ece0'), radius: 18 });
    mid.path(path`M0 640H156Q182 642 182 668T160 704H0Z`, {
      fill: mid.linear([
        [0, lighter(cloth, 0.12)],
        [1, shade],
      ]),
    });
    mid.path(path`M128 600V650`, { stroke: darker(shell, 0.25), width: 9 });
    mid.path(path`M64 598H136`, { stroke: shell, width: 15 });
    mid.path(path`M0 470V770`, { stroke: darker(shell, 0.2), width: 7 });
  });
}
