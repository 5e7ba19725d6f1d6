import { darker, lighter } from './colour.js';
import { type Box, path } from './drawing.js';
import { type Figure, figureOf } from './figure.js';
import { type CharacterLook, type Prop } from './look.js';
import { KEEPSAKES } from './prop-keepsakes.js';
import { LIGHTS } from './prop-lights.js';
import { TOOLS } from './prop-tools.js';

/** Things that people hold, drawn about the middle of the closed hand. */

type Painter = (figure: Figure) => void;

const GOLD = '#e3b44a';
const GOLD_DARK = '#a8772a';
const PAPER = '#f7f1e1';
const INK = '#8b8577';

const PROPS: Record<Prop, Painter> = {
  ...KEEPSAKES,
  ...LIGHTS,
  ...TOOLS,
  phone: ({ drawing }) => {
    drawing.rect(-20, -52, 32, 62, { fill: '#1d2028', radius: 6 });
    const screen = drawing.linear([
      [0, '#d9f0ff'],
      [1, '#7fb4e6'],
    ]);
    drawing.rect(-17, -47, 26, 51, { fill: screen, radius: 3 });
    drawing.path(path`M-12 -38H3M-12 -31H-1M-12 -24H4`, { stroke: '#ffffff', width: 3, opacity: 0.85 });
  },
  letter: ({ drawing }) => {
    drawing.rect(-44, -44, 66, 46, { fill: PAPER, radius: 3 });
    drawing.path(path`M-43 -43L-11 -17L21 -43`, { stroke: INK, width: 2.4 });
    drawing.path(path`M-43 1L-18 -22M21 1L-4 -22`, { stroke: INK, width: 1.6, opacity: 0.6 });
    drawing.circle(-11, -17, 6.5, { fill: '#b3262e' });
  },
  ring: ({ drawing }) => {
    drawing.path(path`M-28 -46Q-8 -60 12 -46L10 -16H-26Z`, { fill: '#7d1f33' });
    drawing.path(path`M-24 -43Q-8 -54 8 -43L7 -20H-23Z`, { fill: '#f6e7ea' });
    drawing.path(path`M-30 -18H14V6H-30Z`, { fill: '#9a2a41' });
    drawing.circle(-8, -22, 9, { stroke: GOLD, width: 3.6 });
    drawing.path(path`M-14 -36L-8 -28L-2 -36L-5 -41H-11Z`, { fill: '#bfeaff' });
    drawing.path(path`M-11 -41L-8 -28L-5 -41`, { stroke: '#ffffff', width: 1.4 });
  },
  sword: ({ drawing, look }) => {
    drawing.path(path`M-2 -14L13 -12L-20 188L-30 184Z`, { fill: darker(look.colors[2], 0.45) });
    drawing.path(path`M0 30L-22 176`, { stroke: lighter(look.colors[2], 0.3), width: 2.4, opacity: 0.6 });
    drawing.path(path`M-32 172L-20 176L-24 196L-33 190Z`, { fill: GOLD });
    drawing.path(path`M-16 -18L24 -12L23 -4L-17 -10Z`, { fill: GOLD });
    drawing.path(path`M2 -14L13 -12L19 -58L9 -60Z`, { fill: '#3a2a2a' });
    drawing.path(path`M5 -24L14 -22M7 -34L16 -32M8 -44L17 -42`, { stroke: GOLD_DARK, width: 2.4 });
    drawing.circle(14, -62, 8, { fill: GOLD });
    drawing.path(path`M16 -66Q30 -60 28 -38M28 -38L24 -18M28 -38L32 -18`, { stroke: '#b3262e', width: 2.6 });
  },
  cup: ({ drawing, isOldWorld }) => {
    const glaze = isOldWorld ? '#a9cdbb' : '#f4f1ea';
    if (!isOldWorld) {
      drawing.path(path`M-22 -18Q-40 -20 -38 -6Q-36 6 -20 2`, { stroke: glaze, width: 6 });
    }
    drawing.path(path`M-24 -28H14L10 10Q-5 16 -20 10Z`, { fill: glaze });
    drawing.ellipse(-5, -28, 19, 5, { fill: darker(glaze, 0.14) });
    drawing.ellipse(-5, -27.5, 15.5, 3.6, { fill: '#6b4226' });
    drawing.path(path`M-12 -38Q-18 -46 -11 -54M1 -38Q-5 -47 2 -56`, { stroke: '#ffffff', width: 3, opacity: 0.55 });
  },
  book: ({ drawing, look }) => {
    const cover = darker(look.colors[2], 0.2);
    drawing.path(path`M-36 -50H12V12H-36Z`, { fill: PAPER });
    drawing.path(path`M-40 -54H8V8H-40Z`, { fill: cover });
    drawing.path(path`M-34 -54V8`, { stroke: '#000000', width: 3, opacity: 0.25 });
    drawing.rect(-26, -44, 26, 15, { fill: lighter(cover, 0.65), radius: 2 });
    drawing.path(path`M-22 -38H-5M-22 -34H-9`, { stroke: cover, width: 2 });
  },
  flower: ({ drawing, look }) => {
    const petal = lighter(look.colors[2], 0.15);
    drawing.path(path`M-2 34L-8 -34M4 34L8 -34M0 34V-44`, { stroke: '#4f7d46', width: 4 });
    drawing.path(path`M-28 -32L26 -32L8 10H-8Z`, { fill: PAPER });
    drawing.path(path`M-8 10L-28 -32L-2 -14ZM8 10L26 -32L2 -14Z`, { fill: darker(PAPER, 0.12) });
    for (const [x, y, colour] of [
      [-18, -44, '#e0607e'],
      [16, -46, petal],
      [-2, -58, '#f3a6b8'],
      [0, -38, '#d8476a'],
    ] as const) {
      drawing.circle(x, y, 12, { fill: colour });
      drawing.path(path`M${x - 5} ${y}Q${x} ${y - 8} ${x + 5} ${y}Q${x} ${y + 6} ${x - 2} ${y + 1}`, {
        stroke: darker(colour, 0.3),
        width: 1.8,
      });
    }
    drawing.path(path`M-30 -34Q-36 -46 -28 -52Q-24 -42 -30 -34ZM28 -36Q36 -46 29 -54Q23 -44 28 -36Z`, {
      fill: '#5d8f50',
    });
  },
  umbrella: ({ drawing, look }) => {
    const cloth = look.colors[2];
    drawing.path(path`M-2 14L8 -44Q12 -62 24 -56Q30 -50 26 -42`, { stroke: '#6b4a2c', width: 6 });
    drawing.path(path`M-2 10L10 12L-2 40L-22 172L-28 172L-22 40Z`, { fill: cloth });
    drawing.path(path`M4 14L-12 60L-24 168`, { stroke: darker(cloth, 0.4), width: 3, opacity: 0.6 });
    drawing.path(path`M-20 70L2 76`, { stroke: darker(cloth, 0.35), width: 5 });
    drawing.path(path`M-25 172L-28 194`, { stroke: '#5a5f68', width: 4 });
  },
  key: ({ drawing }) => {
    drawing.circle(-8, -44, 13, { stroke: GOLD, width: 7 });
    drawing.path(path`M-8 -30V22`, { stroke: GOLD, width: 6.5 });
    drawing.path(path`M-8 8H-24M-8 19H-20`, { stroke: GOLD, width: 6 });
    drawing.path(path`M-16 -50Q-10 -58 -2 -54`, { stroke: '#fff2c8', width: 2.4 });
  },
  photo: ({ drawing }) => {
    drawing.rect(-42, -48, 60, 50, { fill: '#ffffff', radius: 2 });
    const sky = drawing.linear([
      [0, '#a7cdea'],
      [1, '#f2d9b8'],
    ]);
    drawing.rect(-37, -43, 50, 35, { fill: sky });
    drawing.circle(-22, -26, 6, { fill: '#6a4a3a' });
    drawing.path(path`M-33 -8Q-32 -21 -22 -21Q-12 -21 -11 -8Z`, { fill: '#b9525c' });
    drawing.circle(-3, -29, 6.5, { fill: '#3c3038' });
    drawing.path(path`M-15 -8Q-13 -24 -3 -24Q8 -24 9 -8Z`, { fill: '#4a648f' });
  },
  suitcase: ({ drawing, look }) => {
    const leather = darker(look.colors[2], 0.35);
    drawing.path(path`M-14 2Q-14 -8 0 -8Q14 -8 14 2V18H8V4Q0 -1 -8 4V18H-14Z`, { fill: '#2c2a2e' });
    drawing.rect(-46, 16, 92, 74, { fill: leather, radius: 7 });
    drawing.path(path`M-24 16V90M24 16V90`, { stroke: darker(leather, 0.35), width: 7 });
    drawing.path(path`M-45 40H45`, { stroke: darker(leather, 0.25), width: 2.4 });
    drawing.rect(-7, 34, 14, 12, { fill: GOLD, radius: 2 });
  },
  lantern: ({ drawing }) => {
    drawing.path(path`M16 -8L-40 -30`, { stroke: '#6b4a2c', width: 5 });
    drawing.path(path`M-38 -29V-18`, { stroke: '#3a2a20', width: 2.4 });
    drawing.glow(-38, 12, 62, '#ffc46b', 0.75);
    const silk = drawing.radial([
      [0, '#ffe9a8'],
      [0.6, '#f59a3c'],
      [1, '#c8452c'],
    ]);
    drawing.ellipse(-38, 12, 23, 26, { fill: silk });
    drawing.path(path`M-38 -14Q-56 12 -38 38M-38 -14Q-20 12 -38 38`, { stroke: '#9c2f20', width: 1.8, opacity: 0.7 });
    drawing.rect(-49, -18, 22, 6, { fill: GOLD_DARK, radius: 2 });
    drawing.rect(-48, 35, 20, 6, { fill: GOLD_DARK, radius: 2 });
    drawing.path(path`M-42 41V56M-38 41V60M-34 41V56`, { stroke: '#c8452c', width: 2.4 });
  },
  box: ({ drawing, look }) => {
    const paper = lighter(look.colors[2], 0.1);
    drawing.rect(-42, -34, 54, 40, { fill: paper, radius: 2 });
    drawing.rect(-45, -44, 60, 14, { fill: darker(paper, 0.15), radius: 2 });
    drawing.path(path`M-15 -44V6`, { stroke: '#f2e3b0', width: 8 });
    drawing.path(path`M-15 -44Q-34 -62 -34 -48Q-28 -42 -15 -44Q4 -62 4 -48Q-2 -42 -15 -44Z`, { fill: '#f2e3b0' });
  },
  ticket: ({ drawing }) => {
    drawing.path(path`M-46 -42H14V-28Q8 -25 14 -22V-8H-46V-22Q-40 -25 -46 -28Z`, { fill: '#f0d9a0' });
    drawing.path(path`M-40 -36H8M-40 -14H8`, { stroke: '#b3262e', width: 3 });
    drawing.path(path`M-36 -28H-12M-36 -22H-18`, { stroke: '#6b5a3a', width: 2.6 });
    drawing.circle(0, -25, 6, { stroke: '#b3262e', width: 2.4 });
  },
  pendant: ({ drawing }) => {
    drawing.path(path`M-4 8Q-22 20 -20 38M-4 8Q-14 24 -20 38`, { stroke: '#a23a3a', width: 2.6 });
    drawing.circle(-20, 52, 15, { fill: '#8fc7a4' });
    drawing.circle(-20, 52, 5, { fill: '#4d7d63' });
    drawing.path(path`M-29 46Q-24 39 -16 40`, { stroke: '#e4f7ea', width: 3 });
    drawing.path(path`M-20 67V74M-24 74V94M-20 74V98M-16 74V94`, { stroke: '#a23a3a', width: 2.6 });
  },
};

/** What the person holds, in the group of the hand. */
export function drawProp(figure: Figure): void {
  if (figure.prop !== null) {
    PROPS[figure.prop](figure);
  }
}

/** What hangs from the fingers of a hanging hand. */
export function drawCarried(figure: Figure, side: number, at: { x: number; y: number }): void {
  figure.drawing.group({ ...at, mirrored: side === -1 }, () => drawProp(figure));
}

/** Long things lie on their side. */
const LONG: readonly Prop[] = ['sword', 'umbrella', 'flute', 'violin', 'guitar', 'knife', 'hairpin'];
export const isLong = (prop: Prop): boolean => LONG.includes(prop);

/** Flat things do not stand on a table: they lie on it. */
const FLAT: readonly Prop[] = [
  ...([
    'letter',
    'photo',
    'jade',
    'ticket',
    'key',
    'map',
    'card',
    'diary',
    'book',
    'pendant',
    'coin',
    'watch',
  ] as const),
  ...(['record', 'recorder', 'plane', 'fan', 'mirror', 'compass', 'phone', 'scroll', 'scarf', 'flower'] as const),
];
export const liesFlat = (prop: Prop): boolean => isLong(prop) || FLAT.includes(prop);

/** Holds all of any thing, its glow included. */
export const PROP_BOX: Box = { x: -130, y: -170, width: 260, height: 400 };

/** A thing by itself, as one of this look would have it. */
export function drawThing(prop: Prop, look: CharacterLook): string {
  const figure = figureOf(look, 'neutral', 0, { gesture: 'holding', prop });
  drawProp(figure);
  return figure.drawing.document(PROP_BOX);
}
