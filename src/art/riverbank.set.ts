import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { drawGrassTufts, drawHills, drawPools } from './nature.js';
import { drawHaze, drawSky } from './sky.js';
import { airOutdoors, groundOf, isDark, type SetPainter, type Stage, STAGE_WIDTH } from './stage.js';
import { drawGlitter } from './water.js';

const SHORE = 508;
const LIGHT_X = 1352;

/** A bank where nothing is built but a jetty: a covered boat, reeds, a willow, hills across the water. */
export const drawRiverbank: SetPainter = (stage) => {
  const { far, palette, weather } = stage;
  drawSky(stage, { lightX: LIGHT_X, lightY: 140, horizon: SHORE });
  drawHills(far, { y: 470, height: 170, colour: mix(groundOf(stage, '#8fb0bd'), palette.sky[2], 0.6), phase: 2.2 });
  drawHills(far, { y: 500, height: 96, colour: mix(groundOf(stage, '#7fa08c'), palette.sky[2], 0.38), phase: 5.1 });
  drawHaze(far, stage, 380, 150, 0.45);
  drawWater(stage);
  drawFarReeds(stage);
  drawHaze(far, stage, 450, 150, weather === 'fog' ? 0.45 : 0);
  drawBank(stage);
  drawJetty(stage);
  drawBoat(stage);
  drawReeds(stage);
  drawWillow(stage);
  return airOutdoors(stage, 'dust');
};

function drawWater(stage: Stage): void {
  const { far, outdoors, palette, random, weather } = stage;
  const deep = outdoors(weather === 'clear' ? '#4f8f9a' : '#5f7f88');
  far.rect(0, SHORE, STAGE_WIDTH, 392, {
    fill: far.linear([
      [0, mix(palette.sky[2], deep, 0.35)],
      [0.5, deep],
    ]),
  });
  const ripples: PathData[][] = [[], []];
  for (let index = 0; index < 120; index++) {
    const near = random.next();
    ripples[index % 2]?.push(
      path`M${random.between(-40, 1600)} ${SHORE + 6 + near * 200}h${random.between(16, 40 + near * 80)}`,
    );
  }
  far.path(joined(ripples[0] ?? []), { stroke: lighter(palette.sky[2], 0.3), width: 2.4, opacity: 0.4 });
  far.path(joined(ripples[1] ?? []), { stroke: darker(deep, 0.25), width: 2.4, opacity: 0.35 });
  drawGlitter(stage, {
    ...{ x: LIGHT_X, horizon: SHORE, count: 40 },
    ...{ spread: [16, 80], depth: 170, length: [10, 50] },
  });
}

/** A pale line of reeds and bushes on the other side. */
function drawFarReeds({ far, outdoors, palette, random, weather }: Stage): void {
  const green = mix(outdoors(weather === 'snow' ? '#dfe6e4' : '#7f9a68'), palette.sky[2], 0.3);
  for (let x = -20; x < STAGE_WIDTH + 20; x += 34) {
    far.ellipse(x, SHORE + 3, random.between(24, 44), random.between(6, 20), {
      fill: darker(green, random.between(0, 0.12)),
    });
  }
}

function drawBank(stage: Stage): void {
  const { mid, palette } = stage;
  const earth = groundOf(stage, '#b59a72');
  const grass = groundOf(stage, '#8ba163');
  mid.path(path`M-10 690Q240 640 520 676T1010 690T1610 652V910H-10Z`, {
    fill: mix(darker(earth, 0.3), palette.sky[2], 0.16),
  });
  mid.path(path`M-10 708Q240 660 520 694T1010 708T1610 672V910H-10Z`, {
    fill: mid.linear([
      [0, earth],
      [1, darker(earth, 0.34)],
    ]),
  });
  mid.path(
    path`M-10 716Q200 690 420 716Q330 790 140 800T-10 850ZM1610 690Q1400 700 1220 738Q1330 800 1450 806T1610 860Z`,
    {
      fill: grass,
    },
  );
  const pebbles: PathData[] = [];
  for (const [x, y, size] of [
    [560, 742, 9],
    [604, 760, 13],
    [920, 748, 10],
    [1010, 790, 15],
    [700, 846, 17],
    [480, 820, 14],
    [1120, 850, 18],
  ] as const) {
    pebbles.push(path`M${x - size} ${y}Q${x} ${y - size} ${x + size} ${y}Q${x} ${y + size * 0.4} ${x - size} ${y}Z`);
  }
  mid.path(joined(pebbles), { fill: groundOf(stage, '#8f8a82') });
  drawGrassTufts(mid, stage, 724, 892, darker(grass, 0.3));
  drawPools(mid, stage, [[800, 838, 170]]);
}

/** Planks on piles that lead out over the water. */
function drawJetty({ mid, outdoors, weather }: Stage): void {
  const wood = outdoors('#8a6a4a');
  mid.path(path`M640 628V676M684 640V700M960 628V676M918 640V700M664 600V636M938 600V636`, {
    stroke: darker(wood, 0.4),
    width: 15,
  });
  mid.path(path`M700 590H902L978 720H622Z`, {
    fill: mid.linear([
      [0, darker(wood, 0.08)],
      [1, weather === 'snow' ? '#dfe6ec' : lighter(wood, 0.1)],
    ]),
  });
  const planks: PathData[] = [];
  for (const [y, half] of [
    [606, 110],
    [624, 121],
    [645, 133],
    [668, 146],
    [694, 161],
  ] as const) {
    planks.push(path`M${800 - half} ${y}H${800 + half}`);
  }
  mid.path(joined(planks), { stroke: '#000010', width: 3.5, opacity: 0.25 });
  mid.path(path`M622 720H978V732H622Z`, { fill: darker(wood, 0.35) });
}

/** A boat under a round cover of mats, moored at the right, with a lantern at its bow. */
function drawBoat({ mid, outdoors, palette, time, weather }: Stage): void {
  const hull = outdoors('#5f4636');
  mid.group({ x: 1180, y: 634 }, () => {
    mid.ellipse(0, 6, 214, 15, { fill: '#000010', opacity: 0.25 });
    mid.path(path`M-92 -34Q-86 -112 0 -114T92 -34Z`, {
      fill: mid.linear([
        [0, weather === 'snow' ? '#eef3f7' : outdoors('#6f675a')],
        [1, outdoors('#423c36')],
      ]),
    });
    mid.path(path`M-50 -34Q-46 -108 -30 -110M0 -34V-114M50 -34Q46 -108 30 -110`, {
      stroke: '#000010',
      width: 4,
      opacity: 0.22,
    });
    mid.path(path`M-226 -56Q-150 -32 0 -32T226 -60Q196 -8 140 6H-140Q-196 -8 -226 -56Z`, {
      fill: mid.linear([
        [0, lighter(hull, 0.18)],
        [1, darker(hull, 0.3)],
      ]),
    });
    mid.path(path`M-226 -56Q-150 -32 0 -32T226 -60`, { stroke: lighter(hull, 0.3), width: 8 });
    mid.path(path`M-196 -50V-124M-196 -124H-176`, { stroke: darker(hull, 0.2), width: 6 });
    if (isDark(time)) {
      mid.glow(-176, -100, 130, palette.light, 0.6);
    }
    mid.rect(-188, -116, 24, 32, { fill: isDark(time) ? '#ffe0a0' : outdoors('#b8453a'), radius: 7 });
  });
}

/** Reeds with brown heads, in clumps on both sides. */
function drawReeds({ mid, outdoors, random, weather }: Stage): void {
  const green = outdoors(weather === 'snow' ? '#c4cab8' : '#93a05c');
  for (const [from, end, foot] of [
    [20, 330, 742],
    [1330, 1620, 730],
    [430, 560, 708],
  ] as const) {
    const blades: PathData[] = [];
    const heads: PathData[] = [];
    for (let x = from; x < end; x += 13) {
      const [height, lean] = [random.between(90, 200), random.between(-26, 30)];
      blades.push(path`M${x} ${foot}Q${x} ${foot - height * 0.6} ${x + lean} ${foot - height}`);
      if (random.chance(0.34)) {
        heads.push(path`M${x + lean} ${foot - height}l${lean * 0.1} -24`);
      }
    }
    mid.path(joined(blades), { stroke: green, width: 4.5 });
    mid.path(joined(heads), { stroke: outdoors('#7d5a3c'), width: 11 });
  }
}

/** A willow at the left whose twigs hang above people's heads and beside them. */
function drawWillow({ mid, fore, outdoors, random, weather }: Stage): void {
  const bark = outdoors('#6b5644');
  const leaf = outdoors(weather === 'snow' ? '#d3ddd6' : '#84a75a');
  mid.ellipse(120, 776, 110, 13, { fill: '#000010', opacity: 0.24 });
  mid.path(
    path`M74 778Q104 620 70 470Q50 330 120 190Q140 90 110 -20H190Q210 90 186 200Q128 340 150 470Q172 640 176 778Z`,
    { fill: bark },
  );
  mid.path(path`M140 260Q240 130 400 70M120 320Q20 220 -20 210`, { stroke: bark, width: 26 });
  for (let index = 0; index < 34; index++) {
    const x = random.between(-10, 450);
    const length = random.between(150, 330) * (x > 260 ? 0.55 : 1);
    const top = -10 + random.between(0, 60);
    const sway = random.between(-12, 26);
    fore.path(path`M${x} ${top}Q${x + sway} ${top + length * 0.5} ${x + sway * 0.7} ${top + length}`, {
      stroke: darker(leaf, random.between(0, 0.28)),
      width: random.between(3, 7),
      opacity: 0.9,
    });
  }
}
