import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawWineJar } from './jars.js';
import { drawLantern } from './palace.set.js';
import { drawLightPool, drawRainOrSnow, drawRoom } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 664;
const WOOD = '#7a4c32';

/** The hall of an old inn: a gallery above, stairs, the counter with its wine jars, square tables and benches. */
export const drawInn: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#d9c29a',
    floor: '#8a6448',
    base: BASE,
    skirting: '#5a3626',
    boards: 'planks',
    lamp: { x: 800, y: 180, colour: '#ffbe6e' },
  });
  drawDoorway(stage);
  drawLightPool(stage, 700, 200, BASE);
  drawWineShelf(stage);
  drawStairs(stage);
  drawGallery(stage);
  drawPosts(stage);
  for (const x of [450, 1150]) {
    drawLantern(stage.far, stage, { x, y: 196, size: 0.6 });
  }
  drawCounter(stage);
  drawTable(stage, { x: 800, y: 748, scale: 0.82 });
  drawTable(stage, { x: 1390, y: 842, scale: 1.15 });
  drawJars(stage);
  return 'dust';
};

/** The open door in the middle: the street with its light and its weather. */
function drawDoorway(stage: Stage): void {
  const { far, indoors, palette, time } = stage;
  const wood = indoors(WOOD);
  const box = { x: 652, y: 268, width: 296, height: BASE - 268 };
  far.rect(box.x, box.y, box.width, box.height, {
    fill: far.linear([
      [0, mix(palette.sky[1], '#2a2030', isDark(time) ? 0.3 : 0)],
      [1, palette.sky[2]],
    ]),
  });
  drawOpposite(stage);
  drawRainOrSnow(stage, box);
  far.path(path`M646 ${BASE}V262H954V${BASE}`, { stroke: wood, width: 24 });
  for (const x of [590, 1010]) {
    far.rect(x - 50, 262, 100, BASE - 270, { fill: darker(wood, 0.1) });
    const bars: PathData[] = [];
    for (let across = -34; across <= 34; across += 17) {
      bars.push(path`M${x + across} 284V470`);
    }
    bars.push(path`M${x - 40} 346H${x + 40}M${x - 40} 408H${x + 40}`);
    far.rect(x - 40, 282, 80, 190, { fill: indoors('#d8c396') });
    far.path(joined(bars), { stroke: darker(wood, 0.05), width: 4 });
    far.path(path`M${x - 36} 500h72v130h-72z`, { stroke: lighter(wood, 0.14), width: 4 });
  }
}

/** The house across the street, pale, below the height of heads. */
function drawOpposite({ far, outdoors, palette, time, weather }: Stage): void {
  const away = (colour: string): string => mix(outdoors(colour), palette.sky[2], weather === 'fog' ? 0.75 : 0.4);
  far.rect(652, 604, 296, 60, { fill: away(weather === 'snow' ? '#e8edf2' : '#a59a88') });
  far.rect(652, 500, 296, 112, { fill: away('#c7ae84') });
  far.path(path`M652 506V474L690 446H910L948 474V506Z`, { fill: away(weather === 'snow' ? '#eef2f6' : '#66747a') });
  far.rect(742, 528, 116, 84, { fill: isDark(time) ? mix(palette.light, '#c9883f', 0.3) : away('#5a4638') });
}

/** Shelves behind the counter, at the left. */
function drawWineShelf({ far, indoors, random }: Stage): void {
  const wood = indoors(WOOD);
  far.rect(40, 300, 350, 360, { fill: darker(wood, 0.48) });
  for (const y of [392, 484, 576]) {
    for (let x = 74; x < 370; x += 54) {
      const clay = indoors(random.pick(['#7d4f38', '#6b4636', '#8a6a4a', '#55606a']));
      far.path(
        path`M${x - 16} ${y}Q${x - 26} ${y - 28} ${x - 18} ${y - 46}H${x + 18}Q${x + 26} ${y - 28} ${x + 16} ${y}Z`,
        { fill: clay },
      );
      far.path(path`M${x - 15} ${y - 44}Q${x} ${y - 68} ${x + 15} ${y - 44}Z`, { fill: indoors('#9c3c34') });
    }
    far.rect(40, y, 350, 11, { fill: lighter(wood, 0.08) });
  }
  far.path(path`M40 300h350v362h-350z`, { stroke: wood, width: 13 });
}

/** Stairs that rise to the gallery along the right wall. */
function drawStairs({ far, indoors }: Stage): void {
  const wood = indoors('#8a5a3c');
  const steps: PathData[] = [path`M1104 664`];
  for (let step = 0; step < 11; step++) {
    steps.push(path`v-42h42`);
  }
  far.path(joined([...steps, path`V664Z`]), { fill: darker(wood, 0.32) });
  const treads: PathData[] = [];
  for (let step = 0; step < 11; step++) {
    treads.push(path`M${1102 + step * 42} ${622 - step * 42}h44`);
  }
  far.path(joined(treads), { stroke: lighter(wood, 0.16), width: 9 });
  const rails: PathData[] = [];
  for (let step = 0; step < 11; step++) {
    rails.push(path`M${1124 + step * 42} ${620 - step * 42}v-96`);
  }
  far.path(joined(rails), { stroke: darker(wood, 0.2), width: 6 });
  far.path(path`M1104 546L1586 64`, { stroke: wood, width: 14 });
  far.rect(1090, 520, 26, 144, { fill: wood });
}

/** The upper floor: doors of the guest rooms behind a balustrade. */
function drawGallery({ far, indoors, palette, time }: Stage): void {
  const wood = indoors(WOOD);
  far.rect(0, 0, 1600, 236, {
    fill: far.linear([
      [0, darker(indoors('#c3a87c'), 0.4)],
      [1, darker(indoors('#c3a87c'), 0.12)],
    ]),
  });
  for (const [index, x] of [90, 330, 570, 810, 1050, 1290, 1500].entries()) {
    const lit = isDark(time) && index % 3 === 1;
    far.rect(x - 58, 30, 116, 180, { fill: lit ? mix(palette.light, '#c9883f', 0.3) : indoors('#b59a6c') });
    far.path(
      path`M${x - 58} 30h116v180h-116zM${x} 30v180M${x - 29} 30v110M${x + 29} 30v110M${x - 58} 84h116M${x - 58} 140h116`,
      {
        stroke: darker(wood, 0.1),
        width: 6,
      },
    );
  }
  far.rect(0, 222, 1600, 34, { fill: darker(wood, 0.16) });
  far.rect(0, 252, 1600, 10, { fill: darker(wood, 0.45) });
  const balusters: PathData[] = [];
  for (let x = 14; x < 1600; x += 32) {
    balusters.push(path`M${x} 134V222`);
  }
  far.path(joined(balusters), { stroke: darker(wood, 0.06), width: 8 });
  far.path(path`M0 130H1600`, { stroke: lighter(wood, 0.1), width: 16 });
}

function drawPosts({ far, indoors }: Stage): void {
  const wood = indoors('#6a3c28');
  for (const x of [450, 1150]) {
    far.rect(x - 22, 0, 44, BASE + 8, {
      fill: far.linear(
        [
          [0, darker(wood, 0.35)],
          [0.4, lighter(wood, 0.12)],
          [1, darker(wood, 0.4)],
        ],
        0,
        0,
        1,
        0,
      ),
    });
    far.path(path`M${x - 32} ${BASE - 10}H${x + 32}L${x + 40} ${BASE + 16}H${x - 40}Z`, { fill: indoors('#b7aea0') });
  }
}

/** The landlord's counter with an abacus, a pot brush and bowls on it. */
function drawCounter({ mid, indoors }: Stage): void {
  const wood = indoors('#8a5636');
  mid.ellipse(216, 782, 246, 14, { fill: '#000010', opacity: 0.3 });
  mid.rect(-20, 596, 430, 184, {
    fill: mid.linear([
      [0, wood],
      [1, darker(wood, 0.32)],
    ]),
  });
  mid.path(path`M0 626h116v126h-116zM138 626h116v126h-116zM276 626h116v126h-116z`, {
    stroke: darker(wood, 0.35),
    width: 5,
  });
  mid.rect(-20, 580, 450, 22, { fill: lighter(wood, 0.2), radius: 5 });
  mid.path(path`M96 540h130v40h-130z`, { stroke: indoors('#4a2c20'), width: 8 });
  const beads: PathData[] = [];
  for (let x = 112; x < 220; x += 18) {
    beads.push(path`M${x} 544v34`);
  }
  mid.path(joined(beads), { stroke: indoors('#b8443a'), width: 9 });
  for (const up of [0, 13, 26]) {
    mid.path(path`M296 ${572 - up}h62q-6 12 -20 12h-22q-14 0 -20 -12z`, {
      fill: indoors(up === 13 ? '#c9d3d0' : '#e0e6e0'),
    });
  }
}

interface Place {
  x: number;
  y: number;
  scale: number;
}

/** A square table with benches, a jug and bowls. */
function drawTable({ mid, indoors }: Stage, { x, y, scale }: Place): void {
  const wood = indoors('#7d4d33');
  const china = indoors('#d8ddd2');
  mid.group({ x, y, scale }, () => {
    mid.ellipse(0, 4, 280, 18, { fill: '#000010', opacity: 0.3 });
    mid.path(path`M-126 -120V0M126 -120V0M-88 -124V-26M88 -124V-26`, { stroke: darker(wood, 0.34), width: 17 });
    mid.path(path`M-160 -128L-128 -162H128L160 -128Z`, { fill: lighter(wood, 0.16) });
    mid.rect(-164, -130, 328, 24, { fill: wood, radius: 4 });
    for (const side of [-1, 1]) {
      mid.path(path`M${side * 190} -60V2M${side * 262} -60V2`, { stroke: darker(wood, 0.36), width: 14 });
      mid.rect(side * 226 - 54, -76, 108, 20, { fill: darker(wood, 0.06), radius: 4 });
    }
    const clay = indoors('#5f4438');
    mid.path(path`M-26 -142Q-44 -176 -24 -194V-208H2V-194Q22 -176 6 -142Z`, { fill: clay });
    mid.path(path`M4 -186Q26 -190 28 -204`, { stroke: clay, width: 7 });
    for (const across of [-92, 62, 104]) {
      mid.path(path`M${across - 19} -158H${across + 19}Q${across + 15} -138 ${across} -138T${across - 19} -158Z`, {
        fill: china,
      });
      mid.ellipse(across, -158, 19, 5, { fill: darker(china, 0.22) });
    }
  });
}

/** Big jars at the foot of the stairs. */
function drawJars({ mid, indoors }: Stage): void {
  drawWineJar(mid, indoors, { x: 1130, y: 752, scale: 0.76 });
  drawWineJar(mid, indoors, { x: 1216, y: 744, scale: 0.92 });
}
