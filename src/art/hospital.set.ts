import { darker, lighter } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawLightPool, drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 668;

/** A hospital ward: a bed on wheels, a drip, a monitor with a pulse, a curtain on its rail. */
export const drawHospital: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#e6f0f1',
    floor: '#c3d2d4',
    base: BASE,
    skirting: '#8fb6b8',
    boards: 'tiles',
    lamp: { x: 800, y: 80, colour: '#dcecff' },
  });
  drawLowerWall(stage);
  drawWindow(stage, {
    x: 96,
    y: 136,
    width: 330,
    height: 340,
    columns: 2,
    bar: 0.34,
    frame: '#fafcfb',
    light: { x: 0.3, y: 0.26 },
  });
  drawLightPool(stage, 150, 320, BASE);
  drawCeilingLamps(stage);
  drawCross(stage);
  drawDoor(stage);
  drawSupplyPanel(stage);
  drawDrip(stage);
  drawBed(stage);
  drawCurtain(stage);
  drawCabinet(stage);
  drawChair(stage);
  return 'dust';
};

function drawLowerWall({ far, indoors }: Stage): void {
  far.rect(0, 540, 1600, BASE - 560, { fill: indoors('#c3dfdd') });
  far.rect(0, 526, 1600, 22, { fill: indoors('#7fb3b3'), radius: 4 });
  far.rect(0, 526, 1600, 6, { fill: '#ffffff', opacity: 0.3 });
}

function drawCeilingLamps({ far, indoors, time }: Stage): void {
  far.path(path`M0 0H1600V40H0Z`, { fill: indoors('#d3dde0') });
  for (const x of [420, 800, 1180]) {
    far.path(path`M${x - 120} 6H${x + 120}L${x + 104} 36H${x - 104}Z`, {
      fill: time === 'day' ? '#f6fafa' : '#fdfff8',
    });
    if (isDark(time)) {
      far.glow(x, 24, 200, '#e6f3ff', 0.45);
    }
  }
}

/** A green cross on white: the red one is a protected emblem. */
function drawCross({ far, indoors }: Stage): void {
  far.circle(800, 190, 54, { fill: indoors('#ffffff') });
  far.circle(800, 190, 54, { stroke: indoors('#4fa79a'), width: 6 });
  far.path(path`M788 160h24v18h18v24h-18v18h-24v-18h-18v-24h18z`, { fill: indoors('#3f9f90') });
}

function drawDoor({ far, indoors, time, palette }: Stage): void {
  const leaf = indoors('#a9c6cf');
  far.rect(1364, 214, 212, 458, { fill: indoors('#f6faf9'), radius: 4 });
  far.rect(1382, 232, 176, 440, {
    fill: far.linear([
      [0, lighter(leaf, 0.1)],
      [1, darker(leaf, 0.14)],
    ]),
  });
  far.rect(1412, 270, 56, 170, { fill: isDark(time) ? palette.light : indoors('#e6f4f7'), radius: 4 });
  far.path(path`M1536 452v46`, { stroke: indoors('#6f7f88'), width: 9 });
}

/** The rail behind the bed: lamp, sockets, gas valves and the monitor. */
function drawSupplyPanel({ far, indoors, time }: Stage): void {
  far.rect(520, 408, 550, 46, { fill: indoors('#f7fafa'), radius: 6 });
  far.rect(520, 444, 550, 10, { fill: indoors('#a9bcc0'), radius: 4 });
  far.rect(560, 398, 170, 12, { fill: time === 'day' ? indoors('#e9f0ee') : '#fff8e0', radius: 6 });
  if (isDark(time)) {
    far.glow(645, 400, 200, '#fff0cf', 0.4);
  }
  for (const [x, colour] of [
    [770, '#5fae7a'],
    [806, '#5b8fd0'],
    [842, '#e0b04a'],
  ] as const) {
    far.circle(x, 426, 10, { fill: indoors(colour) });
    far.circle(x, 426, 4, { fill: indoors('#f7fafa') });
  }
  far.path(path`M960 454V484`, { stroke: indoors('#6f7f88'), width: 12 });
  far.rect(886, 466, 150, 104, { fill: indoors('#d3dde0'), radius: 9 });
  far.rect(896, 476, 130, 78, { fill: '#142530', radius: 4 });
  far.path(path`M900 510h24l8 -22l10 40l8 -18h22l8 -22l10 40l8 -18h22`, { stroke: '#5fe08f', width: 4 });
  far.path(path`M902 538h34M948 538h22`, { stroke: '#f2d479', width: 5, opacity: 0.9 });
  far.path(path`M984 538h34`, { stroke: '#6fc3f2', width: 5, opacity: 0.9 });
}

function drawDrip({ mid, indoors }: Stage): void {
  const steel = indoors('#8b99a3');
  mid.group({ x: 112 }, () => {
    mid.path(path`M596 262V770M568 268H624M568 268v10M624 268v10`, { stroke: steel, width: 7 });
    mid.path(path`M552 776L596 754L640 776`, { stroke: steel, width: 9 });
    mid.path(path`M556 282h28v52q0 14 -14 14t-14 -14z`, { fill: indoors('#dff0f7'), opacity: 0.95 });
    mid.path(path`M556 306h28v28q0 14 -14 14t-14 -14z`, { fill: indoors('#9fd0e6'), opacity: 0.9 });
    mid.path(path`M570 348V382Q574 500 620 580T690 650`, { stroke: indoors('#b9d6e2'), width: 4 });
  });
}

function drawBed({ mid, indoors }: Stage): void {
  const frame = indoors('#7f929d');
  const sheet = indoors('#fbfdfd');
  const blanket = indoors('#8fc0d6');
  mid.ellipse(800, 782, 330, 15, { fill: '#000010', opacity: 0.25 });
  mid.path(path`M540 716V762M1060 716V762`, { stroke: frame, width: 13 });
  for (const x of [540, 1060]) {
    mid.circle(x, 770, 13, { fill: indoors('#3f4a53') });
    mid.circle(x, 770, 5, { fill: indoors('#b9c4ca') });
  }
  mid.path(path`M520 716H1080`, { stroke: frame, width: 16 });
  mid.path(path`M540 716L820 762H1060`, { stroke: darker(frame, 0.2), width: 7 });
  // The head of the mattress is raised.
  mid.path(path`M522 596L560 584Q620 618 700 652H1078Q1090 652 1090 664V702H700Q610 702 522 640Z`, { fill: sheet });
  mid.path(path`M536 590Q532 566 560 562Q622 572 650 606Q660 626 636 632Q580 626 536 590Z`, {
    fill: mid.linear([
      [0, '#ffffff'],
      [1, darker(sheet, 0.12)],
    ]),
  });
  mid.path(path`M712 646Q900 626 1084 646Q1098 656 1096 672L1100 726Q900 742 724 728Q704 700 712 646Z`, {
    fill: mid.linear([
      [0, lighter(blanket, 0.25)],
      [1, darker(blanket, 0.14)],
    ]),
  });
  mid.path(path`M712 646Q740 642 770 640L782 730Q750 730 724 728Q704 700 712 646Z`, { fill: sheet });
  mid.path(path`M846 660Q850 700 842 728M960 656Q966 700 956 730`, { stroke: '#000010', width: 4, opacity: 0.1 });
  drawBedEnds(mid, indoors('#dfe9ec'), frame);
}

function drawBedEnds(mid: Stage['mid'], board: string, frame: string): void {
  mid.rect(500, 540, 24, 206, { fill: board, radius: 10 });
  mid.rect(1088, 592, 24, 154, { fill: board, radius: 10 });
  const rails: PathData[] = [path`M860 640V612Q860 604 868 604H1016Q1024 604 1024 612V640`];
  for (const x of [900, 942, 984]) {
    rails.push(path`M${x} 606V640`);
  }
  mid.path(joined(rails), { stroke: frame, width: 7 });
  mid.rect(1092, 630, 30, 40, { fill: '#f4efe2', radius: 3 });
  mid.path(path`M1098 642h18M1098 652h18`, { stroke: frame, width: 3 });
}

function drawCurtain({ mid, indoors }: Stage): void {
  const cloth = indoors('#a6d3cc');
  mid.path(path`M1120 96H1600`, { stroke: indoors('#9fb0b6'), width: 8 });
  mid.path(path`M1150 98H1330V700Q1308 712 1286 700T1242 702T1196 700T1150 702Z`, {
    fill: mid.linear(
      [
        [0, darker(cloth, 0.1)],
        [0.3, lighter(cloth, 0.2)],
        [0.6, cloth],
        [1, darker(cloth, 0.16)],
      ],
      0,
      0,
      1,
      0,
    ),
  });
  const folds: PathData[] = [];
  for (let x = 1172; x < 1330; x += 26) {
    folds.push(path`M${x} 104Q${x + 6} 400 ${x - 2} 698`);
  }
  mid.path(joined(folds), { stroke: '#000010', width: 5, opacity: 0.1 });
  mid.rect(1150, 96, 180, 34, { fill: '#ffffff', opacity: 0.28 });
}

function drawCabinet({ mid, indoors }: Stage): void {
  const body = indoors('#f1f4f2');
  mid.ellipse(400, 776, 90, 10, { fill: '#000010', opacity: 0.22 });
  mid.rect(330, 604, 140, 166, {
    fill: mid.linear([
      [0, body],
      [1, darker(body, 0.16)],
    ]),
    radius: 6,
  });
  mid.rect(322, 594, 156, 14, { fill: indoors('#c9a67e'), radius: 4 });
  mid.path(path`M342 662H458M342 716H458`, { stroke: darker(body, 0.2), width: 4 });
  mid.path(path`M386 634h28M386 688h28`, { stroke: indoors('#7f929d'), width: 6 });
  mid.path(path`M360 594L366 548H392L398 594Z`, { fill: indoors('#9fc6e0') });
  for (const [x, y, colour] of [
    [364, 532, '#f2b8b5'],
    [396, 530, '#ffe08a'],
    [380, 514, '#ea8f96'],
  ] as const) {
    mid.path(path`M379 560L${x} ${y}`, { stroke: indoors('#5d8a52'), width: 4 });
    mid.circle(x, y, 17, { fill: indoors(colour) });
  }
  mid.rect(424, 560, 30, 34, { fill: indoors('#e0704f'), radius: 6 });
}

function drawChair({ mid, indoors }: Stage): void {
  const seat = indoors('#5f93a8');
  const metal = indoors('#6f7f88');
  mid.ellipse(1236, 806, 88, 10, { fill: '#000010', opacity: 0.22 });
  mid.path(path`M1180 704L1172 802M1290 704L1298 802M1190 560V700M1280 560V700`, { stroke: metal, width: 9 });
  mid.rect(1178, 556, 114, 92, { fill: lighter(seat, 0.1), radius: 14 });
  mid.rect(1170, 690, 130, 24, { fill: darker(seat, 0.15), radius: 10 });
}
