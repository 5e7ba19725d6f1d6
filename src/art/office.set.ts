import { darker, lighter } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawLightPool, drawPlant, drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 660;

/** An office high above the city: a wall of glass, ceiling lights, desks with monitors. */
export const drawOffice: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#d5dbe2',
    floor: '#8b95a3',
    base: BASE,
    skirting: '#6f7a88',
    boards: 'tiles',
    lamp: { x: 800, y: 60, colour: '#cfdfff' },
  });
  drawWindow(stage, {
    x: 250,
    y: 116,
    width: 1100,
    height: 460,
    columns: 5,
    frame: '#59636f',
    light: { x: 0.84, y: 0.25 },
  });
  drawCeiling(stage);
  drawLightPool(stage, 290, 1020, BASE);
  drawBoard(stage);
  drawClock(stage);
  for (const x of [470, 800, 1130]) {
    drawDesk(stage, { x, y: 736, scale: 0.78 });
  }
  drawDesk(stage, { x: 150, y: 826, scale: 1.15 });
  drawDesk(stage, { x: 1450, y: 826, scale: 1.15 });
  drawPlant(stage.mid, stage, { x: 316, y: 742, scale: 0.95, pot: '#eceff2' });
  drawPlant(stage.mid, stage, { x: 1290, y: 742, scale: 0.95, pot: '#eceff2' });
  return 'dust';
};

function drawCeiling({ far, indoors, time }: Stage): void {
  far.path(path`M0 0H1600V46L1380 84H220L0 46Z`, { fill: indoors('#b9c2cc') });
  far.path(path`M0 46L220 84H1380L1600 46`, { stroke: indoors('#8f9aa6'), width: 4 });
  const panels: PathData[] = [];
  for (const x of [-430, -145, 145, 430]) {
    panels.push(path`M${800 + x - 92} 14H${800 + x + 92}L${800 + x * 0.9 + 74} 62H${800 + x * 0.9 - 74}Z`);
  }
  far.path(joined(panels), { fill: time === 'day' ? '#f4f8fc' : '#fffdf2' });
  if (isDark(time)) {
    for (const x of [370, 655, 945, 1230]) {
      far.glow(x, 40, 190, '#eaf2ff', 0.4);
    }
  }
}

function drawBoard({ far, indoors }: Stage): void {
  far.rect(34, 180, 176, 250, { fill: indoors('#f7f9fb'), radius: 6 });
  far.path(path`M34 180h176v250h-176z`, { stroke: indoors('#8f9aa6'), width: 7 });
  far.path(path`M58 386V330M90 386V290M122 386V310M154 386V250M186 386V226`, { stroke: indoors('#5b8fd0'), width: 17 });
  far.path(path`M58 306L90 262L122 280L154 218L186 204`, { stroke: indoors('#e0704f'), width: 5 });
}

function drawClock({ far, indoors }: Stage): void {
  far.circle(1476, 226, 48, { fill: indoors('#f7f9fb') });
  far.circle(1476, 226, 48, { stroke: indoors('#4d5763'), width: 7 });
  far.path(path`M1476 226V194M1476 226L1500 238`, { stroke: indoors('#2d333b'), width: 5 });
  far.rect(1402, 330, 150, 190, { fill: indoors('#b9c2cc'), radius: 4 });
  for (const y of [342, 404, 466]) {
    far.rect(1412, y, 130, 52, { fill: indoors('#dfe4ea'), radius: 3 });
    far.rect(1462, y + 22, 30, 6, { fill: indoors('#7a8592'), radius: 3 });
  }
}

interface Spot {
  x: number;
  /** Foot of the desk. */
  y: number;
  scale: number;
}

function drawDesk({ mid, indoors, time }: Stage, { x, y, scale }: Spot): void {
  const wood = indoors('#d0ad84');
  const metal = indoors('#5d6773');
  mid.group({ x, y, scale }, () => {
    mid.ellipse(0, 2, 200, 13, { fill: '#000010', opacity: 0.25 });
    mid.path(path`M-60 -170Q-62 -250 0 -252Q62 -250 60 -170Z`, { fill: indoors('#3c4653') });
    mid.path(path`M-168 -140V0M168 -140V0`, { stroke: metal, width: 12 });
    mid.rect(-160, -140, 320, 90, { fill: darker(wood, 0.3) });
    mid.rect(64, -136, 96, 128, { fill: indoors('#c3cad2'), radius: 3 });
    mid.path(path`M76 -112h72M76 -72h72M76 -32h72`, { stroke: metal, width: 5 });
    mid.path(path`M-16 -152H16L10 -190H-10Z`, { fill: metal });
    mid.rect(-86, -272, 172, 104, { fill: indoors('#262b33'), radius: 7 });
    mid.rect(-79, -265, 158, 90, { fill: screenOf(time, mid), radius: 3 });
    mid.path(path`M-64 -244h54M-64 -226h84M-64 -208h66M-64 -190h40`, { stroke: '#ffffff', width: 5, opacity: 0.55 });
    mid.path(path`M34 -192V-214M48 -192V-234M62 -192V-222`, { stroke: '#ffd28a', width: 9, opacity: 0.8 });
    mid.rect(-186, -156, 372, 18, { fill: wood, radius: 4 });
    mid.rect(-186, -156, 372, 5, { fill: lighter(wood, 0.4), radius: 2, opacity: 0.7 });
    mid.rect(-162, -176, 62, 20, { fill: indoors('#f3f5f7') });
    mid.path(path`M-158 -168h52M-158 -162h52`, { stroke: indoors('#b9c2cc'), width: 2 });
    mid.path(path`M112 -156V-184H138V-156Z`, { fill: indoors('#e0704f') });
  });
}

function screenOf(time: Stage['time'], drawing: Stage['mid']): string {
  const dark = isDark(time);
  return drawing.linear([
    [0, dark ? '#4f8fe0' : '#5f8fc0'],
    [1, dark ? '#2b5fb0' : '#3f6a9a'],
  ]);
}
