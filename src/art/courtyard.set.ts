import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawHills, drawPools, drawTree } from './nature.js';
import { drawLantern } from './palace.set.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, isDark, type SetPainter, type Stage } from './stage.js';

const GROUND = 640;

/** Before the gate of an old palace or town: red walls, a tower with curved eaves, lanterns. */
export const drawCourtyard: SetPainter = (stage) => {
  const { far, mid, palette } = stage;
  drawSky(stage, { lightX: 1364, horizon: 540 });
  drawHills(far, { y: 500, height: 120, colour: mix(groundOf(stage, '#8fb0bd'), palette.sky[2], 0.5), phase: 2.3 });
  drawHaze(far, stage, 360, 200, 0.4);
  drawStones(stage);
  drawWall(stage);
  drawGate(stage);
  drawTower(stage);
  drawTree(mid, stage, { x: 150, y: 742, scale: 1.45, leaf: '#d58a96' });
  drawTree(mid, stage, { x: 1480, y: 730, scale: 1.25, leaf: '#6f9a62' });
  for (const x of [604, 996]) {
    drawLantern(far, stage, { x, y: 468, size: 0.62 });
  }
  for (const x of [400, 1200]) {
    drawStandingLamp(stage, x);
  }
  return airOutdoors(stage, 'petals');
};

function drawStones(stage: Stage): void {
  const { far } = stage;
  const stone = groundOf(stage, '#bdb3a4');
  far.rect(0, GROUND, 1600, 900 - GROUND, {
    fill: far.linear([
      [0, darker(stone, 0.1)],
      [0.4, stone],
      [1, darker(stone, 0.22)],
    ]),
  });
  const joints: PathData[] = [];
  for (let index = -13; index <= 13; index++) {
    joints.push(path`M${800 + (index + 0.5) * 92} ${GROUND}L${800 + (index + 0.5) * 200} 900`);
  }
  for (const y of [660, 690, 732, 790, 862]) {
    joints.push(path`M0 ${y}H1600`);
  }
  far.path(joined(joints), { stroke: '#000010', width: 2.5, opacity: 0.13 });
  drawPools(far, stage, [
    [560, 792, 190],
    [1010, 846, 210],
    [860, 708, 110],
  ]);
}

const tilesOf = (stage: Stage): string => stage.outdoors(stage.weather === 'snow' ? '#e9eff5' : '#5f7a72');

function drawWall(stage: Stage): void {
  const { far, outdoors } = stage;
  const red = outdoors('#b04a3a');
  const tiles = tilesOf(stage);
  far.rect(0, 486, 1600, 140, {
    fill: far.linear([
      [0, red],
      [1, darker(red, 0.2)],
    ]),
  });
  far.rect(0, 618, 1600, 26, { fill: outdoors('#a39b90') });
  far.path(path`M0 446H1600V482H0Z`, { fill: tiles });
  far.rect(0, 478, 1600, 12, { fill: outdoors('#d9a94e') });
  const rows: PathData[] = [];
  for (let x = 0; x < 1600; x += 22) {
    rows.push(path`M${x} 450v30`);
  }
  far.path(joined(rows), { stroke: '#000010', width: 3, opacity: 0.16 });
}

function drawGate(stage: Stage): void {
  const { far, outdoors, palette, time } = stage;
  const red = outdoors('#a63f31');
  far.path(path`M520 372H1080L1104 644H496Z`, {
    fill: far.linear([
      [0, lighter(red, 0.06)],
      [1, darker(red, 0.22)],
    ]),
  });
  far.path(path`M506 612H1094L1104 648H496Z`, { fill: outdoors('#a39b90') });
  const within = isDark(time) ? mix(outdoors('#3a2420'), palette.light, 0.28) : outdoors('#4a2c26');
  for (const [x, half, top] of [
    [660, 40, 500],
    [800, 62, 466],
    [940, 40, 500],
  ] as const) {
    far.path(path`M${x - half} 648V${top + half}A${half} ${half} 0 0 1 ${x + half} ${top + half}V648Z`, {
      fill: within,
    });
    far.path(path`M${x - half} 648V${top + half}A${half} ${half} 0 0 1 ${x + half} ${top + half}V648`, {
      stroke: outdoors('#d8c7a8'),
      width: 9,
    });
  }
  far.rect(742, 396, 116, 44, { fill: outdoors('#2f4a6b'), radius: 3 });
  far.path(path`M742 396h116v44h-116z`, { stroke: outdoors('#d9a94e'), width: 6 });
}

function drawTower(stage: Stage): void {
  const { far, outdoors, palette, time } = stage;
  const wood = outdoors('#8f3428');
  far.rect(560, 296, 480, 80, { fill: darker(wood, 0.25) });
  const panes: PathData[] = [];
  for (let x = 592; x < 1020; x += 52) {
    panes.push(path`M${x} 310h30v52h-30z`);
  }
  far.path(joined(panes), { fill: isDark(time) ? palette.light : outdoors('#e6d3ac'), opacity: 0.9 });
  far.rect(540, 364, 520, 14, { fill: outdoors('#d8c7a8') });
  drawRoof(stage, { y: 300, half: 330, rise: 66, ridge: 210 });
  far.rect(650, 196, 300, 46, { fill: darker(wood, 0.2) });
  drawRoof(stage, { y: 204, half: 240, rise: 84, ridge: 120 });
}

/** A hipped roof whose eaves turn up at both ends. */
function drawRoof(
  stage: Stage,
  { y, half, rise, ridge }: { y: number; half: number; rise: number; ridge: number },
): void {
  const { far, outdoors } = stage;
  const tiles = tilesOf(stage);
  far.path(
    path`M${800 - half} ${y - 18}Q${800 - half + 70} ${y - 8} ${800 - ridge} ${y - rise}H${800 + ridge}Q${800 + half - 70} ${y - 8} ${800 + half} ${y - 18}Q${800 + half - 40} ${y + 8} ${800 + half - 90} ${y + 8}H${800 - half + 90}Q${800 - half + 40} ${y + 8} ${800 - half} ${y - 18}Z`,
    {
      fill: far.linear([
        [0, lighter(tiles, 0.08)],
        [1, darker(tiles, 0.26)],
      ]),
    },
  );
  const rows: PathData[] = [];
  for (let share = -0.9; share <= 0.91; share += 0.1) {
    rows.push(path`M${800 + ridge * share} ${y - rise + 6}L${800 + (half - 80) * share} ${y + 4}`);
  }
  far.path(joined(rows), { stroke: '#000010', width: 3, opacity: 0.18 });
  far.path(
    path`M${800 - ridge - 14} ${y - rise - 12}L${800 - ridge} ${y - rise}H${800 + ridge}L${800 + ridge + 14} ${y - rise - 12}`,
    {
      stroke: outdoors('#d9a94e'),
      width: 9,
    },
  );
}

function drawStandingLamp(stage: Stage, x: number): void {
  const { mid, outdoors, palette, time, weather } = stage;
  const stone = outdoors('#a9a297');
  mid.ellipse(x, 742, 60, 9, { fill: '#000010', opacity: 0.22 });
  mid.path(path`M${x - 34} 742L${x - 22} 718H${x + 22}L${x + 34} 742ZM${x - 12} 720V640H${x + 12}V720Z`, {
    fill: stone,
  });
  if (isDark(time)) {
    mid.glow(x, 612, 150, palette.light, 0.55);
  }
  mid.rect(x - 30, 586, 60, 56, { fill: darker(stone, 0.2), radius: 4 });
  mid.rect(x - 18, 596, 36, 36, { fill: isDark(time) ? '#ffe6b0' : outdoors('#6b655c'), radius: 3 });
  mid.path(path`M${x - 54} 592Q${x - 30} 582 ${x} 548Q${x + 30} 582 ${x + 54} 592Z`, {
    fill: weather === 'snow' ? outdoors('#eef3f8') : darker(stone, 0.12),
  });
}
