import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawLightPool, drawPendant, drawPlant, drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 676;

/** The colours of one house. */
interface Scheme {
  wall: string;
  dado: string;
  trim: string;
  wood: string;
  cloth: string;
  floor: string;
  boards: 'planks' | 'tiles';
}

const SCHEMES: readonly Scheme[] = [
  {
    wall: '#d3dcd6',
    dado: '#93b3ab',
    trim: '#f0f2ee',
    wood: '#a9795a',
    cloth: '#4f7f9a',
    floor: '#b9b3a6',
    boards: 'tiles',
  },
  {
    wall: '#e6d9c4',
    dado: '#b98f6c',
    trim: '#f6eee0',
    wood: '#7d553c',
    cloth: '#8a5a4f',
    floor: '#a9805a',
    boards: 'planks',
  },
  {
    wall: '#cfd8e2',
    dado: '#7f96b0',
    trim: '#f2f4f7',
    wood: '#8d7a68',
    cloth: '#c28a4a',
    floor: '#aeb4ba',
    boards: 'tiles',
  },
  {
    wall: '#dcdccb',
    dado: '#8fa277',
    trim: '#f4f3e6',
    wood: '#946a48',
    cloth: '#5f7f5a',
    floor: '#b08a62',
    boards: 'planks',
  },
  {
    wall: '#e3d2cf',
    dado: '#a87f80',
    trim: '#f7efec',
    wood: '#85604f',
    cloth: '#6f6a8f',
    floor: '#b3a79c',
    boards: 'tiles',
  },
];

/** Any place indoors that is nothing more special: a hallway, a lobby or a reading room, in the colours of its house. */
export const drawInterior: SetPainter = (stage) => {
  const scheme = stage.random.pick(SCHEMES);
  const furnish = stage.random.pick([drawHallway, drawLobby, drawReadingRoom]);
  drawRoom(stage, {
    wall: scheme.wall,
    floor: scheme.floor,
    base: BASE,
    skirting: scheme.trim,
    boards: scheme.boards,
    lamp: { x: 800, y: 160, colour: '#ffd79a' },
  });
  drawDado(stage, scheme);
  furnish(stage, scheme);
  return 'dust';
};

function drawDado({ far, indoors }: Stage, { dado, trim }: Scheme): void {
  far.rect(0, 520, 1600, BASE - 540, { fill: indoors(dado) });
  far.rect(0, 512, 1600, 12, { fill: indoors(trim) });
  far.path(path`M0 60H1600`, { stroke: indoors(trim), width: 16 });
  const panels: PathData[] = [];
  for (let x = 24; x < 1600; x += 156) {
    panels.push(path`M${x} 540h132v98h-132z`);
  }
  far.path(joined(panels), { stroke: darker(indoors(dado), 0.16), width: 4 });
}

/** A window, a door, a row of chairs, notices. */
function drawHallway(stage: Stage, scheme: Scheme): void {
  drawWindow(stage, {
    ...{ x: 116, y: 140, width: 340, height: 330, columns: 2 },
    frame: scheme.trim,
    light: { x: 0.2, y: 0.2 },
  });
  drawLightPool(stage, 130, 320, BASE);
  drawDoor(stage, scheme);
  drawNotices(stage, scheme);
  drawClock(stage, scheme, 1160);
  drawPendant(stage, 448, 104, '#56636b');
  drawPendant(stage, 1152, 104, '#56636b');
  drawChairs(stage, scheme, 196);
  drawChairs(stage, scheme, 1060);
  drawPlant(stage.mid, stage, { x: 92, y: 760, scale: 1.15, pot: scheme.dado });
}

/** A double door without glass, so that nothing shines behind heads; the light is in the pane above it. */
function drawDoor({ far, indoors, time, palette }: Stage, { trim, wood }: Scheme): void {
  const leaf = indoors(wood);
  far.rect(646, 126, 308, 552, { fill: indoors(trim), radius: 4 });
  far.rect(670, 148, 260, 72, { fill: isDark(time) ? mix(palette.light, leaf, 0.25) : indoors('#dbe9ee'), radius: 3 });
  far.path(path`M757 148v72M843 148v72`, { stroke: indoors(trim), width: 10 });
  for (const x of [670, 804]) {
    far.rect(x, 240, 126, 438, {
      fill: far.linear([
        [0, lighter(leaf, 0.08)],
        [1, darker(leaf, 0.18)],
      ]),
    });
    far.path(path`M${x + 22} 266h82v176h-82zM${x + 22} 470h82v176h-82z`, { stroke: darker(leaf, 0.22), width: 4 });
  }
  far.path(path`M800 240V678`, { stroke: '#000010', width: 4, opacity: 0.4 });
  far.path(path`M784 462v48M816 462v48`, { stroke: '#e4cf9a', width: 8 });
}

/** A board of notices, higher and farther aside than heads. */
function drawNotices({ far, indoors }: Stage, { wood }: Scheme): void {
  far.rect(1316, 116, 240, 166, { fill: indoors('#c2a27c'), radius: 4 });
  far.path(path`M1316 116h240v166h-240z`, { stroke: indoors(wood), width: 9 });
  for (const [x, y, width, height, colour] of [
    [1334, 134, 62, 76, '#f6f1e4'],
    [1410, 132, 72, 52, '#f2dfa6'],
    [1496, 138, 44, 60, '#cfe3ea'],
    [1410, 198, 58, 68, '#f6f6f2'],
    [1484, 212, 54, 52, '#d9e6c9'],
  ] as const) {
    far.rect(x, y, width, height, { fill: indoors(colour) });
    far.path(path`M${x + 9} ${y + 16}h${width - 18}M${x + 9} ${y + 28}h${width - 24}`, {
      stroke: indoors('#8a929c'),
      width: 3,
    });
  }
}

function drawClock({ far, indoors }: Stage, { wood }: Scheme, x: number): void {
  far.circle(x, 214, 34, { fill: indoors('#f6f5f0') });
  far.circle(x, 214, 34, { stroke: indoors(wood), width: 6 });
  far.path(path`M${x} 214V192M${x} 214L${x - 15} 224`, { stroke: indoors('#2d333b'), width: 4 });
}

function drawChairs({ mid, indoors }: Stage, { cloth }: Scheme, left: number): void {
  const seat = indoors(cloth);
  const metal = indoors('#59636f');
  mid.ellipse(left + 180, 760, 220, 12, { fill: '#000010', opacity: 0.22 });
  mid.path(path`M${left - 10} 684H${left + 370}M${left + 30} 684V758M${left + 330} 684V758`, {
    stroke: metal,
    width: 11,
  });
  for (const x of [left, left + 124, left + 248]) {
    mid.rect(x, 566, 112, 92, {
      fill: mid.linear([
        [0, lighter(seat, 0.14)],
        [1, darker(seat, 0.12)],
      ]),
      radius: 16,
    });
    mid.rect(x - 4, 656, 120, 30, { fill: darker(seat, 0.2), radius: 12 });
  }
}

/** A counter before a wall of slats, two armchairs, a tall window at each side. */
function drawLobby(stage: Stage, scheme: Scheme): void {
  const { far, indoors } = stage;
  const wood = indoors(scheme.wood);
  for (const x of [70, 1300]) {
    drawWindow(stage, {
      ...{ x, y: 120, width: 230, height: 400, columns: 2, bar: 0.24 },
      frame: scheme.trim,
      ...(x > 800 ? { light: { x: 0.78, y: 0.12 } } : {}),
    });
  }
  drawLightPool(stage, 90, 220, BASE);
  far.rect(500, 92, 600, BASE - 112, {
    fill: far.linear([
      [0, darker(wood, 0.22)],
      [1, wood],
    ]),
  });
  const slats: PathData[] = [];
  for (let x = 516; x < 1100; x += 24) {
    slats.push(path`M${x} 96V${BASE - 22}`);
  }
  far.path(joined(slats), { stroke: darker(wood, 0.2), width: 4, opacity: 0.5 });
  for (const x of [448, 800, 1152]) {
    drawPendant(stage, x, 116, indoors(scheme.cloth));
  }
  drawCounter(stage, scheme);
  drawArmchair(stage, scheme, 236);
  drawArmchair(stage, scheme, 1364);
  drawPlant(stage.mid, stage, { x: 430, y: 730, scale: 1.2, pot: scheme.dado });
  drawPlant(stage.mid, stage, { x: 1170, y: 730, scale: 1.2, pot: scheme.dado });
}

function drawCounter({ mid, indoors }: Stage, { wood, trim, dado }: Scheme): void {
  const front = indoors(dado);
  mid.ellipse(800, 742, 300, 14, { fill: '#000010', opacity: 0.26 });
  mid.rect(530, 560, 540, 180, {
    fill: mid.linear([
      [0, lighter(front, 0.1)],
      [1, darker(front, 0.22)],
    ]),
    radius: 8,
  });
  mid.rect(530, 648, 540, 8, { fill: indoors(trim), opacity: 0.6 });
  mid.rect(512, 544, 576, 24, { fill: indoors(wood), radius: 6 });
  mid.path(path`M614 544v-20h70v20zM622 524v-10h60v10z`, { fill: indoors('#f3efe4') });
  mid.path(path`M946 544Q946 522 968 522T990 544Z`, { fill: indoors('#c9a24f') });
}

function drawArmchair({ mid, indoors }: Stage, { cloth }: Scheme, x: number): void {
  const seat = indoors(cloth);
  mid.ellipse(x, 806, 150, 13, { fill: '#000010', opacity: 0.26 });
  mid.rect(x - 96, 582, 192, 170, {
    fill: mid.linear([
      [0, lighter(seat, 0.16)],
      [1, darker(seat, 0.14)],
    ]),
    radius: 34,
  });
  mid.rect(x - 88, 700, 176, 92, { fill: darker(seat, 0.16), radius: 14 });
  for (const side of [-1, 1]) {
    mid.rect(x + side * 104 - 28, 664, 56, 134, { fill: darker(seat, side < 0 ? 0.05 : 0.24), radius: 22 });
  }
}

/** Low shelves along the wall, two windows above them, a long table with chairs. */
function drawReadingRoom(stage: Stage, scheme: Scheme): void {
  for (const x of [150, 1110]) {
    drawWindow(stage, {
      ...{ x, y: 116, width: 340, height: 330, columns: 3, bar: 0.3 },
      frame: scheme.trim,
      ...(x > 800 ? { light: { x: 0.84, y: 0.16 } } : {}),
    });
  }
  drawLightPool(stage, 170, 320, BASE);
  drawLightPool(stage, 1130, 320, BASE);
  drawShelves(stage, scheme);
  drawPendant(stage, 640, 112, stage.indoors(scheme.cloth));
  drawPendant(stage, 960, 112, stage.indoors(scheme.cloth));
  drawTable(stage, scheme);
  drawPlant(stage.mid, stage, { x: 1520, y: 780, scale: 1.3, pot: scheme.dado });
}

function drawShelves({ far, indoors, random }: Stage, { wood, cloth, dado }: Scheme): void {
  const board = indoors(wood);
  far.rect(0, 490, 1600, BASE - 506, { fill: darker(board, 0.42) });
  for (const y of [572, 656]) {
    for (let x = 14; x < 1580;) {
      const width = random.between(14, 28);
      far.rect(x, y - random.between(44, 64), width, 70, {
        fill: mix(indoors(random.pick([cloth, dado, '#b5644c', '#d8b27a', '#e9e0d0', '#5d6a7a'])), board, 0.2),
      });
      x += width + (random.chance(0.12) ? 44 : 3);
    }
    far.rect(0, y, 1600, 10, { fill: lighter(board, 0.1) });
  }
  far.rect(0, 480, 1600, 18, { fill: lighter(board, 0.14) });
}

function drawTable({ mid, indoors }: Stage, { wood, cloth }: Scheme): void {
  const top = indoors(wood);
  for (const x of [560, 800, 1040]) {
    mid.rect(x - 48, 566, 96, 110, { fill: darker(indoors(cloth), 0.08), radius: 18 });
  }
  mid.ellipse(800, 776, 420, 15, { fill: '#000010', opacity: 0.28 });
  mid.path(path`M460 668V770M1140 668V770`, { stroke: darker(top, 0.34), width: 19 });
  mid.path(path`M420 654L470 628H1130L1180 654Z`, { fill: lighter(top, 0.18) });
  mid.rect(412, 652, 776, 26, { fill: top, radius: 6 });
  mid.path(path`M606 642L620 630H700L706 642L656 646Z`, { fill: indoors('#f6f1e4') });
  for (const [index, colour] of ['#7a5a86', '#4f7f8c', '#b5644c'].entries()) {
    mid.rect(912 + index * 5, 632 - index * 12, 84, 12, { fill: indoors(colour), radius: 2 });
  }
}
