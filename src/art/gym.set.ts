import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawLightPool, drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 660;

/** A room to train in, to box or to dance: wall bars, mirrors with a barre, a punch bag, weights and mats. */
export const drawGym: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#c9c2b4',
    floor: '#c08f5c',
    base: BASE,
    skirting: '#5f4a3c',
    boards: 'planks',
    lamp: { x: 800, y: 60, colour: '#ffe0b0' },
  });
  drawDado(stage);
  for (const x of [90, 560, 1030]) {
    drawWindow(stage, {
      ...{ x, y: 42, width: 400, height: 118, columns: 4, frame: '#6f7a80' },
      ...(x === 1030 && { light: { x: 0.8, y: 0.4 } }),
    });
  }
  drawLightPool(stage, 560, 400, BASE);
  drawMirrors(stage);
  drawWallBars(stage);
  drawLamps(stage);
  drawMats(stage);
  drawWeights(stage);
  drawBag(stage);
  return 'dust';
};

function drawDado({ far, indoors }: Stage): void {
  const wood = indoors('#a87a50');
  far.rect(0, 470, 1600, BASE - 488, {
    fill: far.linear([
      [0, wood],
      [1, darker(wood, 0.2)],
    ]),
  });
  const boards: PathData[] = [];
  for (let x = 20; x < 1600; x += 64) {
    boards.push(path`M${x} 474V${BASE - 20}`);
  }
  far.path(joined(boards), { stroke: '#000010', width: 3, opacity: 0.16 });
  far.rect(0, 462, 1600, 12, { fill: lighter(wood, 0.2) });
}

/** Dim, so that a face stands out from them; the barre runs across. */
function drawMirrors({ far, indoors, palette, time }: Stage): void {
  const glass = mix(indoors('#8fa5ac'), palette.sky[1], time === 'night' ? 0.04 : 0.14);
  for (const x of [24, 224, 424]) {
    far.rect(x, 206, 190, BASE - 240, {
      fill: far.linear([
        [0, lighter(glass, 0.12)],
        [0.6, darker(glass, 0.12)],
        [1, mix(darker(glass, 0.2), indoors('#c08f5c'), 0.5)],
      ]),
    });
    far.path(path`M${x + 24} ${BASE - 50}L${x + 118} 214h34L${x + 60} ${BASE - 50}Z`, {
      fill: '#ffffff',
      opacity: isDark(time) ? 0.05 : 0.12,
    });
    far.rect(x, 206, 190, BASE - 240, { stroke: indoors('#6f7a80'), width: 6 });
  }
  const wood = indoors('#8a5a3c');
  far.path(path`M70 500v26M330 500v26M570 500v26`, { stroke: indoors('#4a5560'), width: 9 });
  far.rect(10, 490, 630, 13, { fill: lighter(wood, 0.16), radius: 6 });
}

/** Ladders on the wall, of which an upright picture sees one and a half. */
function drawWallBars({ far, indoors }: Stage): void {
  const wood = indoors('#b98552');
  for (const x of [690, 880, 1070, 1260]) {
    far.rect(x - 4, 198, 182, BASE - 218, { fill: '#000010', opacity: 0.1 });
    const bars: PathData[] = [];
    for (let y = 222; y < BASE - 40; y += 34) {
      bars.push(path`M${x} ${y}H${x + 170}`);
    }
    far.path(joined(bars), { stroke: darker(wood, 0.08), width: 10 });
    far.path(joined(bars), { stroke: lighter(wood, 0.16), width: 3, opacity: 0.7 });
    far.path(path`M${x} 200V${BASE - 18}M${x + 170} 200V${BASE - 18}`, { stroke: darker(wood, 0.26), width: 15 });
  }
}

function drawLamps({ far, indoors, time, palette }: Stage): void {
  for (const x of [300, 1300]) {
    far.path(path`M${x - 90} 0V20M${x + 90} 0V20`, { stroke: indoors('#59636f'), width: 4 });
    far.rect(x - 130, 16, 260, 14, { fill: time === 'day' ? '#eef2f0' : '#fff8e4', radius: 6 });
    if (time !== 'day') {
      far.glow(x, 30, 240, palette.light, isDark(time) ? 0.5 : 0.24);
    }
  }
}

function drawMats({ mid, indoors }: Stage): void {
  const blue = indoors('#3f6a94');
  mid.path(path`M520 748H1120L1216 874H412Z`, {
    fill: mid.linear([
      [0, lighter(blue, 0.08)],
      [1, darker(blue, 0.2)],
    ]),
  });
  mid.path(path`M412 874H1216V888H412Z`, { fill: darker(blue, 0.42) });
  mid.path(path`M720 748L682 874M920 748L948 874M466 808H1166`, { stroke: '#000010', width: 3, opacity: 0.2 });
  const red = indoors('#a8473f');
  for (const [y, x] of [
    [612, 0],
    [640, 10],
    [668, -6],
    [696, 4],
  ] as const) {
    mid.rect(700 + x, y, 190, 27, { fill: y % 56 === 24 ? blue : red, radius: 6 });
    mid.rect(700 + x, y + 19, 190, 8, { fill: '#000010', opacity: 0.22 });
  }
  mid.ellipse(796, 728, 118, 8, { fill: '#000010', opacity: 0.26 });
}

function drawWeights({ mid, indoors }: Stage): void {
  const steel = indoors('#59636f');
  mid.ellipse(270, 844, 236, 13, { fill: '#000010', opacity: 0.28 });
  mid.path(path`M84 650V840M456 650V840M60 842H110M430 842H480`, { stroke: darker(steel, 0.2), width: 15 });
  for (const [y, size] of [
    [690, 24],
    [778, 29],
  ] as const) {
    mid.rect(72, y, 396, 15, { fill: steel, radius: 4 });
    for (let x = 106; x < 440; x += 84) {
      const iron = indoors('#2d333b');
      mid.rect(x, y - size, 62, 12, { fill: lighter(steel, 0.2), radius: 4 });
      mid.rect(x - 4, y - size * 1.7, 22, size * 1.7, { fill: iron, radius: 6 });
      mid.rect(x + 44, y - size * 1.7, 22, size * 1.7, { fill: iron, radius: 6 });
      mid.path(path`M${x + 2} ${y - size * 1.4}v${size}`, { stroke: lighter(iron, 0.24), width: 4 });
    }
  }
}

/** Hung from the ceiling on its chain, right of where people stand. */
function drawBag({ mid, indoors }: Stage): void {
  const leather = indoors('#8f3a33');
  mid.ellipse(1420, 846, 96, 11, { fill: '#000010', opacity: 0.26 });
  mid.path(path`M1420 0V226`, { stroke: indoors('#59636f'), width: 9 });
  mid.path(path`M1420 222L1372 286M1420 222L1468 286M1420 222V284`, { stroke: indoors('#59636f'), width: 6 });
  mid.rect(1352, 280, 136, 418, {
    fill: mid.linear(
      [
        [0, darker(leather, 0.4)],
        [0.35, lighter(leather, 0.14)],
        [1, darker(leather, 0.46)],
      ],
      0,
      0,
      1,
      0,
    ),
    radius: 26,
  });
  mid.path(path`M1352 344H1488M1352 636H1488`, { stroke: indoors('#2d2422'), width: 18 });
  mid.path(path`M1352 420Q1420 436 1488 420M1352 560Q1420 576 1488 560`, {
    stroke: '#000010',
    width: 5,
    opacity: 0.26,
  });
  const glove = indoors('#c9453f');
  mid.rect(1234, 782, 150, 22, { fill: indoors('#7a5a40'), radius: 6 });
  mid.path(path`M1252 804V848M1366 804V848`, { stroke: indoors('#4a3a30'), width: 12 });
  for (const x of [1276, 1336]) {
    mid.path(path`M${x - 26} 782Q${x - 36} 740 ${x - 4} 734Q${x + 24} 734 ${x + 24} 760Q${x + 30} 772 ${x + 20} 782Z`, {
      fill: glove,
    });
    mid.rect(x - 22, 770, 40, 12, { fill: darker(glove, 0.4), radius: 3 });
  }
}
