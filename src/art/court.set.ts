import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawLightPool, drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 650;

/** A court of law: the judges' bench under a pair of scales, high chairs, panelled walls, a bar before the public. */
export const drawCourt: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#cdbb9c',
    floor: '#7f5f4a',
    base: BASE,
    skirting: '#4a3024',
    boards: 'planks',
    lamp: { x: 800, y: 160, colour: '#ffd79a' },
  });
  for (const x of [70, 1370]) {
    drawWindow(stage, {
      ...{ x, y: 120, width: 160, height: 330, columns: 2, bar: 0.3, frame: '#5a3a2a' },
      light: { x: 0.6, y: 0.2 },
    });
  }
  drawLightPool(stage, 60, 190, BASE);
  drawPanels(stage);
  drawScales(stage);
  drawChairs(stage);
  drawJudgesBench(stage);
  drawStand(stage, -1);
  drawStand(stage, 1);
  drawBar(stage);
  return 'dust';
};

function drawPanels({ far, indoors }: Stage): void {
  const wood = indoors('#7a5138');
  far.rect(290, 0, 1020, BASE, {
    fill: far.linear([
      [0, darker(wood, 0.42)],
      [0.5, darker(wood, 0.12)],
      [1, darker(wood, 0.2)],
    ]),
  });
  const frames: PathData[] = [];
  for (let x = 320; x < 1270; x += 160) {
    frames.push(path`M${x} 270h140v170h-140zM${x} 76h140v160h-140z`);
  }
  far.path(joined(frames), { stroke: '#000010', width: 5, opacity: 0.2 });
  far.rect(0, 500, 1600, BASE - 518, { fill: darker(wood, 0.14) });
  far.rect(0, 492, 1600, 12, { fill: lighter(wood, 0.2) });
  far.rect(270, 0, 34, BASE, { fill: darker(wood, 0.2) });
  far.rect(1296, 0, 34, BASE, { fill: darker(wood, 0.2) });
  far.rect(250, 30, 1100, 24, { fill: lighter(wood, 0.12) });
}

function drawScales({ far, indoors, time, palette }: Stage): void {
  const brass = indoors('#d9b36a');
  if (time !== 'day') {
    far.glow(800, 140, 210, palette.light, isDark(time) ? 0.45 : 0.2);
  }
  far.path(path`M800 84V210M716 108H884M770 214H830`, { stroke: brass, width: 11 });
  far.circle(800, 84, 11, { fill: lighter(brass, 0.2) });
  for (const x of [716, 884]) {
    far.path(path`M${x} 108L${x - 34} 168M${x} 108L${x + 34} 168`, { stroke: brass, width: 4 });
    far.path(path`M${x - 42} 168H${x + 42}Q${x + 30} 196 ${x} 196T${x - 42} 168Z`, { fill: brass });
  }
}

/** High backs of dark leather: faces stand out from them. */
function drawChairs({ far, indoors }: Stage): void {
  const leather = indoors('#4a3436');
  const wood = indoors('#5f3d2e');
  for (const [x, top] of [
    [580, 292],
    [800, 258],
    [1020, 292],
  ] as const) {
    far.path(
      path`M${x - 70} 480V${top + 30}Q${x - 66} ${top} ${x} ${top - 10}Q${x + 66} ${top} ${x + 70} ${top + 30}V480Z`,
      {
        fill: wood,
      },
    );
    far.path(
      path`M${x - 54} 480V${top + 36}Q${x - 50} ${top + 16} ${x} ${top + 8}Q${x + 50} ${top + 16} ${x + 54} ${top + 36}V480Z`,
      {
        fill: far.linear([
          [0, lighter(leather, 0.1)],
          [1, darker(leather, 0.24)],
        ]),
      },
    );
    far.circle(x - 70, top + 26, 8, { fill: indoors('#d9b36a') });
    far.circle(x + 70, top + 26, 8, { fill: indoors('#d9b36a') });
  }
}

function drawJudgesBench({ far, indoors, time, palette }: Stage): void {
  const wood = indoors('#8f5f3f');
  far.path(path`M440 468H1160L1190 ${BASE}H410Z`, {
    fill: far.linear([
      [0, wood],
      [1, darker(wood, 0.3)],
    ]),
  });
  far.rect(420, 452, 760, 22, { fill: lighter(wood, 0.22), radius: 5 });
  const panels: PathData[] = [];
  for (const x of [460, 600, 740, 880, 1020]) {
    panels.push(path`M${x} 500h120v110h-120z`);
  }
  far.path(joined(panels), { stroke: darker(wood, 0.4), width: 6 });
  far.path(path`M400 ${BASE - 12}H1200L1230 ${BASE + 18}H370Z`, { fill: darker(wood, 0.42) });
  for (const x of [500, 720, 1060]) {
    far.rect(x, 440, 70, 14, { fill: indoors('#f1ebdd'), radius: 2 });
    far.rect(x + 6, 430, 62, 11, { fill: indoors('#8a3f3a'), radius: 2 });
  }
  far.rect(862, 440, 60, 13, { fill: indoors('#5f3d2e'), radius: 5 });
  far.path(path`M884 432L934 414`, { stroke: indoors('#a9744e'), width: 7 });
  far.rect(858, 418, 42, 20, { fill: indoors('#7a4a30'), radius: 5 });
  for (const x of [640, 980]) {
    if (isDark(time)) {
      far.glow(x, 430, 120, palette.light, 0.45);
    }
    far.path(path`M${x} 452V424`, { stroke: indoors('#d9b36a'), width: 6 });
    far.path(path`M${x - 30} 424Q${x - 26} 406 ${x} 404T${x + 30} 424Z`, { fill: indoors('#2f7a58') });
  }
}

/** A desk for each of the two parties. */
function drawStand({ mid, indoors }: Stage, side: number): void {
  const wood = indoors('#9a6a46');
  mid.group({ x: 800, mirrored: side < 0 }, () => {
    mid.ellipse(560, 806, 210, 12, { fill: '#000010', opacity: 0.28 });
    mid.path(path`M500 560Q502 530 540 530H590Q624 532 626 560V700H500Z`, { fill: indoors('#4a3436') });
    mid.rect(384, 664, 360, 140, {
      fill: mid.linear([
        [0, wood],
        [1, darker(wood, 0.3)],
      ]),
    });
    mid.rect(368, 648, 392, 20, { fill: lighter(wood, 0.24), radius: 5 });
    mid.path(path`M404 690h150v90h-150zM574 690h150v90h-150z`, { stroke: darker(wood, 0.36), width: 5 });
    mid.path(path`M440 648l10 -8h66l8 8z`, { fill: indoors('#f4efe2') });
    mid.path(path`M640 648V612Q640 604 630 600`, { stroke: indoors('#2d333b'), width: 5 });
    mid.ellipse(626, 598, 8, 6, { fill: indoors('#2d333b') });
    mid.rect(556, 622, 22, 26, { fill: indoors('#dfeef0'), radius: 4, opacity: 0.9 });
  });
}

/** The low rail with its gate, behind which people wait; its middle stands open. */
function drawBar({ mid, indoors }: Stage): void {
  const wood = indoors('#6b4634');
  const posts: PathData[] = [];
  for (const [from, to] of [
    [-10, 640],
    [960, 1610],
  ] as const) {
    mid.rect(from, 700, to - from, 13, { fill: lighter(wood, 0.22), radius: 5 });
    mid.rect(from, 786, to - from, 12, { fill: darker(wood, 0.16) });
    for (let x = from + 16; x < to; x += 30) {
      posts.push(path`M${x} 713V786`);
    }
  }
  mid.path(joined(posts), { stroke: wood, width: 8 });
  for (const x of [634, 966]) {
    mid.rect(x - 12, 684, 24, 118, { fill: mix(wood, '#000010', 0.12), radius: 4 });
    mid.circle(x, 680, 14, { fill: lighter(wood, 0.26) });
  }
}
