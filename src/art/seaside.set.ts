import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, isDark, type SetPainter, type Stage } from './stage.js';
import { drawGlitter, drawGulls } from './water.js';

const HORIZON = 470;
const LIGHT_X = 1130;

/** A beach: breakers, wet sand, a lighthouse on its rock, a sail far out, a boat drawn ashore. */
export const drawSeaside: SetPainter = (stage) => {
  const { far, weather } = stage;
  drawSky(stage, { lightX: LIGHT_X, horizon: HORIZON });
  if (stage.time !== 'night') {
    drawGulls(stage, '#5f6f80', [
      [620, 250, 1],
      [700, 218, 0.7],
      [960, 286, 0.85],
      [420, 190, 0.8],
    ]);
  }
  drawHaze(far, stage, 380, 120, 0.3);
  drawSea(stage);
  drawSail(stage);
  drawHeadland(stage);
  if (weather === 'fog') {
    drawHaze(far, stage, 330, 330, 0.45);
  }
  drawSurf(stage);
  drawSand(stage);
  drawBoat(stage);
  drawShells(stage);
  drawDuneGrass(stage);
  return airOutdoors(stage, 'dust');
};

const seaOf = ({ outdoors, weather }: Stage): string => outdoors(weather === 'clear' ? '#2f93b8' : '#5a8296');

function drawSea(stage: Stage): void {
  const { far, palette, random, weather } = stage;
  const water = seaOf(stage);
  far.rect(0, HORIZON, 1600, 430, {
    fill: far.linear([
      [0, mix(water, palette.sky[2], 0.35)],
      [0.16, darker(water, 0.12)],
      [0.5, mix(water, stage.outdoors('#7fd0cf'), 0.5)],
    ]),
  });
  const ripples: PathData[][] = [[], []];
  for (let index = 0; index < 130; index++) {
    const near = random.next() ** 1.4;
    const y = HORIZON + 5 + near * 140;
    ripples[index % 2]?.push(path`M${random.between(-40, 1600)} ${y}h${random.between(14, 40 + near * 110)}`);
  }
  far.path(joined(ripples[0] ?? []), { stroke: lighter(palette.sky[2], 0.35), width: 2.4, opacity: 0.4 });
  far.path(joined(ripples[1] ?? []), { stroke: darker(water, 0.25), width: 2.4, opacity: 0.35 });
  if (weather === 'clear') {
    drawGlitter(stage, {
      ...{ x: LIGHT_X, horizon: HORIZON, count: 46, opacity: 0.65 },
      ...{ spread: [16, 90], depth: 140, length: [10, 50] },
    });
  }
}

function drawSail({ far, outdoors, palette, time }: Stage): void {
  far.group({ x: 690, y: HORIZON + 8 }, () => {
    far.path(path`M-4 -84V-14`, { stroke: outdoors('#5a4a42'), width: 3 });
    far.path(path`M-8 -84V-18H-46Q-34 -56 -8 -84Z`, { fill: outdoors('#fbf6ea') });
    far.path(path`M0 -80Q30 -50 32 -18H0Z`, { fill: outdoors('#e8d9c4') });
    far.path(path`M-50 -14H44L30 4H-36Z`, { fill: outdoors('#9a4f42') });
    if (isDark(time)) {
      far.circle(0, -22, 4, { fill: palette.light });
    }
  });
}

function drawHeadland(stage: Stage): void {
  const { far, outdoors, palette, time } = stage;
  const rock = mix(groundOf(stage, '#7f7a78'), palette.sky[2], 0.14);
  far.path(
    path`M-10 520V398Q60 372 130 392Q210 384 262 408Q330 398 378 440Q432 452 468 486Q480 500 500 512Q240 540 -10 530Z`,
    {
      fill: far.linear([
        [0, lighter(rock, 0.12)],
        [1, darker(rock, 0.3)],
      ]),
    },
  );
  const grass = mix(groundOf(stage, '#86a86a'), palette.sky[2], 0.12);
  far.path(path`M-10 412V398Q60 372 130 392Q210 384 262 408Q330 398 372 436Q300 416 240 424Q100 404 -10 412Z`, {
    fill: grass,
  });
  far.path(path`M60 430L90 520M180 432L200 524M300 440L330 520M400 462L430 512`, {
    stroke: '#000010',
    width: 5,
    opacity: 0.14,
  });
  drawLighthouse(stage);
  far.path(path`M-10 522Q120 512 250 522T508 512`, {
    stroke: '#ffffff',
    width: 7,
    opacity: isDark(time) ? 0.35 : 0.75,
  });
  far.path(path`M250 421h34v-26l-17 -16l-17 16z`, { fill: outdoors('#e8dcc8') });
}

function drawLighthouse({ far, outdoors, palette, time, weather }: Stage): void {
  const white = outdoors('#f6f2ea');
  const red = outdoors('#c94f42');
  far.path(path`M158 410L170 218H214L226 410Z`, {
    fill: far.linear(
      [
        [0, darker(white, 0.2)],
        [0.4, white],
        [1, darker(white, 0.28)],
      ],
      0,
      0,
      1,
      0,
    ),
  });
  far.path(path`M167 266L169 234H215L217 266ZM164 318L166 292H219L221 318ZM160 372L162 344H222L224 372Z`, {
    fill: red,
  });
  far.rect(160, 210, 64, 10, { fill: outdoors('#4d5563') });
  far.rect(176, 176, 32, 36, { fill: isDark(time) ? '#fff1c8' : outdoors('#cfe3ea') });
  far.path(path`M170 178L192 152L214 178Z`, { fill: red });
  if (isDark(time) || weather === 'fog') {
    const beam = far.linear(
      [
        [0, palette.light, 0.5],
        [1, palette.light, 0],
      ],
      0,
      0,
      1,
      0,
    );
    far.path(path`M200 194L720 110V236Z`, { fill: beam });
    far.glow(192, 194, 120, palette.light, 0.8);
  }
}

/** Three breakers and the last foam on the sand. */
function drawSurf(stage: Stage): void {
  const { far, palette, time } = stage;
  const foam = mix('#ffffff', palette.sky[1], isDark(time) ? 0.5 : 0.12);
  const water = seaOf(stage);
  for (const [y, height, phase] of [
    [560, 5, 0],
    [590, 8, 2.1],
    [622, 11, 4.4],
  ] as const) {
    const crest: PathData[] = [path`M-20 ${y}`];
    for (let x = 20; x <= 1640; x += 40) {
      crest.push(path`L${x} ${y + Math.sin(x / 130 + phase) * height + Math.sin(x / 47 + phase) * height * 0.4}`);
    }
    far.path(joined([...crest, path`L1640 ${y + 26}L-20 ${y + 26}Z`]), {
      fill: far.linear([
        [0, lighter(water, 0.3), 0.8],
        [1, water, 0],
      ]),
    });
    far.path(joined(crest), { stroke: foam, width: height * 0.9, opacity: 0.85 });
  }
}

function drawSand(stage: Stage): void {
  const { mid, palette, random, time, weather } = stage;
  const sand = groundOf(stage, '#ecd6a6');
  const wet = mix(darker(sand, 0.24), palette.sky[2], weather === 'snow' ? 0.1 : 0.22);
  const foam = mix('#ffffff', palette.sky[1], isDark(time) ? 0.5 : 0.08);
  mid.path(path`M-20 664Q140 640 330 656T700 650T1060 662T1380 646T1620 656V910H-20Z`, { fill: wet });
  mid.path(path`M-20 664Q140 640 330 656T700 650T1060 662T1380 646T1620 656`, {
    stroke: foam,
    width: 13,
    opacity: 0.95,
  });
  mid.path(path`M-20 678Q140 656 330 672T700 664T1060 678T1380 662T1620 670`, { stroke: foam, width: 4, opacity: 0.5 });
  mid.path(path`M-20 726Q220 690 480 710T940 706T1340 718T1620 700V910H-20Z`, {
    fill: mid.linear([
      [0, mix(sand, wet, 0.35)],
      [0.18, sand],
      [1, darker(sand, 0.26)],
    ]),
  });
  const ripples: PathData[] = [];
  for (let index = 0; index < 34; index++) {
    const near = random.next();
    const width = 40 + near * 120;
    ripples.push(path`M${random.between(-40, 1560)} ${744 + near * 146}q${width / 2} ${-6 - near * 5} ${width} 0`);
  }
  mid.path(joined(ripples), { stroke: darker(sand, 0.4), width: 3, opacity: 0.22 });
}

function drawBoat({ mid, outdoors, weather }: Stage): void {
  const hull = outdoors('#3f7f9a');
  const wood = outdoors('#b98a5a');
  mid.group({ x: 1330, y: 786 }, () => {
    mid.ellipse(0, 6, 232, 16, { fill: '#000010', opacity: 0.25 });
    mid.path(path`M-226 -96Q-120 -66 0 -66T226 -106Q200 -84 120 -70Q0 -54 -120 -68Z`, { fill: darker(wood, 0.4) });
    mid.path(path`M-226 -98Q-110 -56 10 -58T230 -110Q206 -20 150 2H-150Q-200 -30 -226 -98Z`, {
      fill: mid.linear([
        [0, lighter(hull, 0.14)],
        [1, darker(hull, 0.3)],
      ]),
    });
    mid.path(path`M-212 -72Q-110 -32 10 -34T218 -84`, { stroke: outdoors('#f4ecdc'), width: 10 });
    mid.path(path`M-226 -98Q-110 -56 10 -58T230 -110`, { stroke: weather === 'snow' ? '#f4f7fb' : wood, width: 11 });
    mid.path(path`M-60 -60L130 -136M116 -142L166 -152L136 -124Z`, { stroke: wood, width: 9 });
  });
}

function drawShells({ mid, outdoors, weather }: Stage): void {
  if (weather === 'snow') {
    return;
  }
  for (const [x, y, colour] of [
    [300, 800, '#f6c9b8'],
    [610, 872, '#fbe6d4'],
    [984, 792, '#f2b8a6'],
    [1120, 884, '#fbe6d4'],
  ] as const) {
    mid.path(
      path`M${x} ${y}Q${x - 20} ${y - 4} ${x - 14} ${y - 16}Q${x} ${y - 26} ${x + 14} ${y - 16}Q${x + 20} ${y - 4} ${x} ${y}Z`,
      {
        fill: outdoors(colour),
      },
    );
    mid.path(path`M${x} ${y}L${x - 8} ${y - 17}M${x} ${y}V${y - 20}M${x} ${y}L${x + 8} ${y - 17}`, {
      stroke: '#000010',
      width: 1.6,
      opacity: 0.25,
    });
  }
  mid.path(path`M436 850l6 -16l7 15l17 0l-13 10l6 16l-16 -9l-14 10l4 -17l-14 -9z`, { fill: outdoors('#e8824f') });
}

/** Beach grass in both lower corners. */
function drawDuneGrass({ fore, outdoors, random, weather }: Stage): void {
  const blades: PathData[] = [];
  for (let index = 0; index < 52; index++) {
    const left = index % 2 === 0;
    const along = random.next() ** 1.6 * 250;
    const x = left ? along - 20 : 1620 - along;
    const height = random.between(50, 120) * (1 - along / 400);
    const lean = random.between(-34, 34) + (left ? 16 : -16);
    blades.push(path`M${x} 910Q${x + lean * 0.2} ${910 - height * 0.7} ${x + lean} ${910 - height}`);
  }
  fore.path(joined(blades), { stroke: outdoors(weather === 'snow' ? '#c9cdbf' : '#9aa65f'), width: 5, opacity: 0.95 });
}
