import { darker, lighter } from './colour.js';
import { type Drawing, path } from './drawing.js';
import { drawLightPool, drawPlant, drawRoom, drawWindow } from './room.js';
import { isDark, type SetPainter, type Stage } from './stage.js';

const BASE = 672;

/** A living room: sofa, rug, lamp, pictures, a window with curtains. */
export const drawHome: SetPainter = (stage) => {
  drawRoom(stage, {
    wall: '#ead9c0',
    floor: '#b98a5f',
    base: BASE,
    skirting: '#f5ede0',
    boards: 'planks',
    lamp: { x: 1140, y: 480, colour: '#ffc27a' },
  });
  drawWindow(stage, {
    x: 1130,
    y: 130,
    width: 330,
    height: 380,
    columns: 2,
    bar: 0.4,
    frame: '#f5efe4',
    light: { x: 0.7, y: 0.26 },
  });
  drawLightPool(stage, 1100, 380, BASE);
  drawCurtains(stage);
  drawPictures(stage);
  drawSideboard(stage);
  drawRug(stage);
  drawSideLamp(stage, 1140);
  drawSofa(stage);
  drawPlant(stage.mid, stage, { x: 1510, y: 770, scale: 1.3, pot: '#d8cdbd' });
  drawLowTable(stage);
  return 'dust';
};

function drawCurtains({ far, indoors }: Stage): void {
  const cloth = indoors('#7f9a94');
  far.path(path`M1068 108H1522`, { stroke: indoors('#6b4634'), width: 10 });
  for (const [x, direction] of [
    [1076, 1],
    [1514, -1],
  ] as const) {
    far.path(
      path`M${x} 112h${direction * 104}Q${x + direction * 110} 330 ${x + direction * 62} 470Q${x + direction * 84} 560 ${x + direction * 88} 640H${x}Z`,
      {
        fill: far.linear([
          [0, lighter(cloth, 0.12)],
          [1, darker(cloth, 0.2)],
        ]),
      },
    );
    far.path(
      path`M${x + direction * 30} 116Q${x + direction * 36} 330 ${x + direction * 22} 636M${x + direction * 66} 116Q${x + direction * 70} 330 ${x + direction * 44} 470`,
      {
        stroke: '#000010',
        width: 6,
        opacity: 0.13,
      },
    );
    far.path(path`M${x} 462H${x + direction * 66}`, { stroke: indoors('#e0b36a'), width: 12 });
  }
}

/** Between the places where heads are, and above them. */
function drawPictures({ far, indoors }: Stage): void {
  const frame = indoors('#6b4634');
  far.rect(632, 56, 190, 132, { fill: frame, radius: 3 });
  far.rect(644, 68, 166, 108, { fill: indoors('#bfe0ea') });
  far.path(path`M644 176V140Q690 106 728 134T810 118V176Z`, { fill: indoors('#6f9a7a') });
  far.circle(776, 96, 13, { fill: indoors('#ffd98a') });
  far.rect(856, 62, 98, 122, { fill: indoors('#f5efe4'), radius: 3 });
  far.rect(867, 73, 76, 100, { fill: indoors('#e3b7a4') });
  far.circle(905, 110, 18, { fill: indoors('#7a4a3a') });
  far.path(path`M876 173Q878 138 905 138T934 173Z`, { fill: indoors('#7a4a3a') });
  far.rect(404, 96, 92, 92, { fill: indoors('#f5efe4'), radius: 3 });
  far.rect(413, 105, 74, 74, { fill: indoors('#56707f') });
  far.path(path`M450 118L474 164H426Z`, { fill: indoors('#e8c27a') });
}

function drawSideboard({ far, indoors, random }: Stage): void {
  const wood = indoors('#8a5f46');
  far.rect(40, 190, 270, 466, { fill: darker(wood, 0.4) });
  for (const y of [300, 410, 520]) {
    let left = 58;
    while (left < 272) {
      const width = random.between(14, 26);
      const height = random.between(52, 84);
      far.rect(left, y - height, width, height, {
        fill: indoors(random.pick(['#b5644c', '#4f7f8c', '#d8b27a', '#7a5a86', '#e9e0d0', '#5d7a52'])),
        radius: 2,
      });
      left += width + (random.chance(0.12) ? 40 : 3);
    }
    far.rect(40, y, 270, 12, { fill: lighter(wood, 0.1) });
  }
  far.rect(46, 534, 128, 116, { fill: wood, radius: 3 });
  far.rect(178, 534, 128, 116, { fill: wood, radius: 3 });
  far.circle(162, 592, 5, { fill: '#e0c48a' });
  far.circle(190, 592, 5, { fill: '#e0c48a' });
  far.path(path`M40 190h270v466h-270z`, { stroke: wood, width: 12 });
}

function drawRug({ mid, indoors }: Stage): void {
  const rug = indoors('#c9806a');
  mid.path(path`M330 766H1270L1430 896H170Z`, { fill: rug });
  mid.path(path`M362 778H1238L1376 884H224Z`, { stroke: lighter(rug, 0.45), width: 6, opacity: 0.8 });
  mid.path(path`M398 790H1202L1320 872H280Z`, { stroke: darker(rug, 0.25), width: 3, opacity: 0.7 });
}

function drawSofa({ mid, indoors }: Stage): void {
  const cloth = indoors('#6f8fa8');
  const shade = darker(cloth, 0.22);
  mid.ellipse(720, 774, 380, 16, { fill: '#000010', opacity: 0.3 });
  mid.path(path`M420 766V780M1020 766V780`, { stroke: indoors('#4a3028'), width: 18 });
  mid.rect(398, 520, 644, 200, {
    fill: mid.linear([
      [0, lighter(cloth, 0.1)],
      [1, shade],
    ]),
    radius: 30,
  });
  mid.path(path`M720 534V640`, { stroke: '#000010', width: 4, opacity: 0.2 });
  mid.rect(420, 636, 298, 64, { fill: lighter(cloth, 0.08), radius: 18 });
  mid.rect(722, 636, 298, 64, { fill: lighter(cloth, 0.08), radius: 18 });
  mid.rect(404, 690, 632, 76, { fill: shade, radius: 12 });
  for (const x of [366, 1002]) {
    mid.rect(x, 588, 72, 178, {
      fill: mid.linear([
        [0, lighter(cloth, 0.14)],
        [1, darker(cloth, 0.3)],
      ]),
      radius: 26,
    });
  }
  drawCushion(mid, 500, 610, indoors('#e0a94f'));
  drawCushion(mid, 934, 610, indoors('#d9786a'));
}

function drawCushion(drawing: Drawing, x: number, y: number, colour: string): void {
  drawing.path(
    path`M${x - 46} ${y - 34}Q${x} ${y - 46} ${x + 46} ${y - 34}Q${x + 54} ${y} ${x + 44} ${y + 36}Q${x} ${y + 44} ${x - 44} ${y + 36}Q${x - 54} ${y} ${x - 46} ${y - 34}Z`,
    {
      fill: drawing.linear([
        [0, lighter(colour, 0.15)],
        [1, darker(colour, 0.2)],
      ]),
    },
  );
}

/** A lamp on a little table beside the sofa, lower than heads. */
function drawSideLamp({ mid, indoors, palette, time }: Stage, x: number): void {
  const wood = indoors('#6b4634');
  mid.ellipse(x, 764, 70, 9, { fill: '#000010', opacity: 0.25 });
  mid.path(path`M${x - 34} 640L${x - 42} 760M${x + 34} 640L${x + 42} 760`, { stroke: darker(wood, 0.2), width: 10 });
  mid.rect(x - 58, 626, 116, 16, { fill: wood, radius: 4 });
  if (time !== 'day') {
    mid.glow(x, 520, isDark(time) ? 330 : 200, palette.light, isDark(time) ? 0.6 : 0.3);
  }
  mid.path(path`M${x} 626V560M${x - 24} 624H${x + 24}`, { stroke: indoors('#4a3a34'), width: 9 });
  mid.path(path`M${x - 34} 478H${x + 34}L${x + 58} 566H${x - 58}Z`, {
    fill: isDark(time)
      ? mid.linear([
          [0, '#ffdf9e'],
          [1, '#fff4d8'],
        ])
      : indoors('#f3e3c3'),
  });
}

function drawLowTable({ mid, indoors }: Stage): void {
  const wood = indoors('#a9744e');
  mid.path(path`M180 766V842M60 766V842`, { stroke: darker(wood, 0.4), width: 12 });
  mid.path(path`M-20 756H220L252 784H-20Z`, { fill: wood });
  mid.path(path`M-20 784H252V796H-20Z`, { fill: darker(wood, 0.3) });
  mid.path(path`M84 768L92 726H128L136 768Z`, { fill: indoors('#f1ebe0') });
  mid.circle(100, 706, 20, { fill: indoors('#e58a9b') });
  mid.circle(124, 700, 17, { fill: indoors('#f3b6b0') });
  mid.circle(112, 686, 15, { fill: indoors('#fbe3d6') });
}
