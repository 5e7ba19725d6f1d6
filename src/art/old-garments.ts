import { darker, lighter, mix } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';

/** What commoners, ladies, the court and monks of old wore, over the plain torso. */

const GOLD = '#e6c067';

/** Collars that cross to the wearer's right, a belt of cloth: nothing shines. */
export function drawRobe({ drawing, look, measures }: Figure): void {
  const { waist } = measures;
  const [top, lower, accent] = look.colors;
  drawing.path(path`M-24 78Q0 104 24 78L10 134L-4 134Z`, { fill: '#e9e2d2' });
  drawing.path(path`M28 74C24 112 2 156 -30 206L-42 198C-14 154 6 112 13 78Z`, { fill: darker(top, 0.3) });
  drawing.path(path`M-28 74C-24 112 4 164 26 238L42 234C22 160 -6 114 -13 78Z`, { fill: darker(top, 0.22) });
  const sash = mix(lower, accent, 0.35);
  drawing.path(path`M${-waist - 3} 240Q0 260 ${waist + 3} 240V266Q0 286 ${-waist - 3} 266Z`, { fill: sash });
  drawing.path(path`M-26 264L-40 346L-26 350L-14 268ZM-18 266L-10 330L4 328L-6 266Z`, { fill: darker(sash, 0.15) });
}

/** The jacket to the knees with its slits, over trousers. */
export function drawRobeSkirt({ drawing, topPaint, measures, look }: Figure): void {
  const { waist, hip } = measures;
  drawing.path(
    path`M${-waist} 250C${-hip - 12} 320 ${-hip - 20} 380 ${-hip - 22} 448L-8 458L2 300L12 458L${hip + 22} 448C${hip + 20} 380 ${hip + 12} 320 ${waist} 250Z`,
    { fill: topPaint },
  );
  drawing.path(path`M${-hip - 22} 446L-8 456M12 456L${hip + 22} 446`, {
    stroke: darker(look.colors[0], 0.3),
    width: 7,
  });
}

/** Cloth wound round the calves. */
export function drawLegWraps({ drawing }: Figure): void {
  for (const side of [-1, 1]) {
    drawing.path(path`M${side * 62} 566L${side * 10} 570L${side * 13} 664H${side * 58}Z`, { fill: '#d9d0bd' });
    drawing.path(
      path`M${side * 61} 590L${side * 11} 582M${side * 60} 616L${side * 12} 606M${side * 59} 642L${side * 12} 632`,
      {
        stroke: '#8a7d66',
        width: 3,
      },
    );
  }
}

/** A skirt tied above the breast with ribbons, a light jacket, a shawl over the shoulders. */
export function drawRuqun({ drawing, look, lowerPaint, measures, skin, shade }: Figure): void {
  const { waist, shoulder } = measures;
  const [top, lower, accent] = look.colors;
  drawing.path(path`M-28 78Q0 112 28 78L22 150H-22Z`, { fill: mix(skin, shade, 0.15) });
  drawing.path(path`M-30 74L-44 162H-22L-20 100ZM30 74L44 162H22L20 100Z`, { fill: lighter(top, 0.45) });
  drawing.path(path`M-54 152Q0 166 54 152L${waist + 4} 292Q0 304 ${-waist - 4} 292Z`, { fill: lowerPaint });
  drawing.path(path`M-54 150Q0 164 54 150V172Q0 186 -54 172Z`, { fill: accent });
  drawing.path(path`M-54 154Q0 168 54 154`, { stroke: GOLD, width: 3 });
  drawing.path(path`M-4 176L-16 320L-4 324L4 180ZM4 176L18 292L28 286L12 176Z`, { fill: darker(accent, 0.1) });
  drawing.path(path`M-28 190Q-34 240 -38 290M26 190Q34 240 38 290`, {
    stroke: darker(lower, 0.35),
    width: 3,
    opacity: 0.5,
  });
  const shawl = lighter(accent, 0.5);
  for (const side of [-1, 1]) {
    drawing.path(
      path`M${side * 30} 82C${side * (shoulder - 30)} 96 ${side * (shoulder - 6)} 130 ${side * (shoulder - 14)} 196`,
      { stroke: shawl, width: 15, opacity: 0.8 },
    );
  }
}

/** The robe of those who rule: borders and a roundel of gold thread, a belt of jade. */
export function drawCourt({ drawing, look, measures, female }: Figure): void {
  const { waist } = measures;
  const [top, , accent] = look.colors;
  drawing.path(path`M-26 78Q0 108 26 78L12 150H-6Z`, { fill: '#fbf3e2' });
  drawing.path(path`M32 72C28 116 2 170 -24 226L-46 214C-18 160 8 112 13 76Z`, { fill: darker(top, 0.35) });
  drawing.path(path`M-32 72C-28 120 6 176 26 242L50 236C26 162 -6 116 -13 76Z`, { fill: darker(top, 0.3) });
  drawing.path(path`M-32 72C-28 120 6 176 26 242M-13 76C-6 116 26 162 50 236`, { stroke: GOLD, width: 3.6 });
  if (female) {
    drawPhoenix(drawing);
  } else {
    drawDragon(drawing);
  }
  drawing.path(path`M${-waist - 6} 240Q0 262 ${waist + 6} 240V270Q0 292 ${-waist - 6} 270Z`, {
    fill: darker(accent, 0.45),
  });
  drawing.path(path`M${-waist - 6} 244Q0 266 ${waist + 6} 244M${-waist - 6} 267Q0 289 ${waist + 6} 267`, {
    stroke: GOLD,
    width: 3,
  });
  drawing.rect(-15, 250, 30, 28, { fill: '#b9dcc4', radius: 5 });
  drawing.rect(-15, 250, 30, 28, { stroke: GOLD, width: 3.4, radius: 5 });
  drawing.path(path`M-12 286L-17 452L0 462L17 452L12 286Z`, { fill: darker(top, 0.3) });
  drawing.path(path`M-17 452L0 462L17 452M-10 330H10M-11 370H11M-13 410H13`, { stroke: GOLD, width: 3.4 });
}

function drawDragon(drawing: Figure['drawing']): void {
  drawing.circle(-46, 176, 25, { stroke: GOLD, width: 3.4 });
  drawing.path(path`M-60 188Q-66 166 -48 164Q-34 164 -40 176Q-52 182 -42 192Q-32 194 -32 182`, {
    stroke: GOLD,
    width: 5,
  });
  drawing.path(path`M-52 164l-5 -9M-44 163l3 -9`, { stroke: GOLD, width: 3 });
  drawing.circle(-50, 170, 2, { fill: '#7a1a2a' });
}

function drawPhoenix(drawing: Figure['drawing']): void {
  drawing.path(path`M-62 158Q-40 150 -34 172Q-30 188 -44 204Q-46 186 -54 178Q-64 172 -62 158Z`, { fill: GOLD });
  drawing.path(path`M-44 204Q-60 210 -64 224M-44 204Q-48 218 -46 230M-44 204Q-36 214 -30 222`, {
    stroke: GOLD,
    width: 3,
  });
}

/** One cloth over the left shoulder, in patches as a kasaya is; beads round the neck. */
export function drawMonk({ drawing, look, measures }: Figure): void {
  const { shoulder, waist } = measures;
  const [top, , accent] = look.colors;
  const cloth = mix(accent, '#a23a24', 0.55);
  drawing.path(path`M-28 74C-24 116 4 168 26 236L42 230C22 160 -6 114 -13 78Z`, { fill: darker(top, 0.25) });
  drawing.path(
    path`M24 76Q${shoulder - 18} 84 ${shoulder - 2} 116C${shoulder - 12} 190 ${waist + 6} 220 ${waist} 284Q0 304 ${-waist} 284L${-waist - 2} 232C-30 190 6 140 24 76Z`,
    { fill: cloth },
  );
  drawing.path(path`M44 84C30 150 -6 210 -52 258M70 96C60 170 30 230 -6 288M-24 196L14 288M10 148L56 262`, {
    stroke: lighter(cloth, 0.35),
    width: 3,
    opacity: 0.7,
  });
  for (const [x, y] of [
    [-24, 86],
    [-25, 106],
    [-21, 126],
    [-12, 142],
    [0, 149],
    [12, 142],
    [21, 126],
    [25, 106],
    [24, 86],
  ] as const) {
    drawing.circle(x, y, 7.5, { fill: '#5a3420' });
    drawing.circle(x - 2, y - 2.4, 2, { fill: '#c9905f' });
  }
}
