import { darker, lighter } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';
import { type Prop } from './look.js';

/** Things that one reads, plays or works with, drawn about the middle of the closed hand. */

const PAPER = '#f4e9cf';
const WOOD = '#a8622f';
const STEEL = '#c9d2db';
const GOLD = '#e3b44a';

export const TOOLS = {
  camera: ({ drawing }) => {
    drawing.path(path`M-50 -48Q-70 -20 -54 6M28 -48Q44 -20 30 6`, { stroke: '#5a3a24', width: 4 });
    drawing.path(path`M-30 -62L-24 -74H4L10 -62Z`, { fill: '#b9c0c8' });
    drawing.rect(-54, -62, 86, 60, { fill: '#2a2526', radius: 7 });
    drawing.path(path`M-50 -62H28Q32 -62 32 -56V-46H-54V-56Q-54 -62 -50 -62Z`, { fill: '#c8ced6' });
    drawing.rect(-46, -68, 12, 7, { fill: '#8d949c', radius: 2 });
    drawing.rect(14, -58, 12, 8, { fill: '#53616e', radius: 2 });
    drawing.circle(-11, -27, 23, { fill: '#8d949c' });
    drawing.circle(-11, -27, 19, { fill: '#15161a' });
    const glass = drawing.radial(
      [
        [0, '#b8d8f0'],
        [0.5, '#39648e'],
        [1, '#101c30'],
      ],
      0.36,
      0.32,
      0.7,
    );
    drawing.circle(-11, -27, 13, { fill: glass });
    drawing.circle(-16, -32, 3.6, { fill: '#ffffff', opacity: 0.85 });
  },
  map: ({ drawing }) => {
    drawing.path(path`M-62 -62L-36 -70L-10 -62L16 -70L40 -62V2L16 -6L-10 2L-36 -6L-62 2Z`, { fill: PAPER });
    drawing.path(path`M-36 -70L-10 -62V2L-36 -6ZM16 -70L40 -62V2L16 -6Z`, { fill: darker(PAPER, 0.1) });
    drawing.path(path`M-62 -26Q-40 -38 -30 -24Q-14 -6 4 -22Q20 -36 40 -28`, { stroke: '#6fa3c4', width: 5 });
    drawing.path(path`M-52 -8L-40 -16L-28 -42L-6 -46L10 -54`, { stroke: '#8b5a2c', width: 2.6 });
    drawing.path(path`M12 -58L22 -48M22 -58L12 -48`, { stroke: '#b3262e', width: 4 });
    drawing.path(path`M-54 -50L-48 -60L-42 -50ZM-46 -46L-41 -54L-36 -46Z`, { fill: '#7a9a6a' });
  },
  scroll: ({ drawing, look }) => {
    drawing.rect(-44, -66, 70, 66, { fill: '#f3e2ae' });
    drawing.path(path`M-34 -52V-14M-24 -52V-20M-14 -52V-14M-4 -52V-26M6 -52V-14`, { stroke: '#3a2f28', width: 3.2 });
    drawing.rect(8, -24, 14, 14, { fill: '#b3262e', radius: 1 });
    for (const y of [-74, -4]) {
      drawing.rect(-54, y, 90, 12, { fill: darker(look.colors[2], 0.25), radius: 5 });
      drawing.circle(-56, y + 6, 7, { fill: GOLD });
      drawing.circle(38, y + 6, 7, { fill: GOLD });
    }
  },
  diary: ({ drawing, look }) => {
    const cover = darker(look.colors[2], 0.3);
    drawing.rect(-38, -64, 58, 72, { fill: PAPER, radius: 3 });
    drawing.rect(-44, -68, 58, 74, { fill: cover, radius: 4 });
    drawing.path(path`M-36 -68V6`, { stroke: '#000000', width: 3.4, opacity: 0.3 });
    drawing.path(path`M-30 -62H8V0H-30Z`, { stroke: GOLD, width: 1.8, opacity: 0.8 });
    drawing.path(path`M-11 -48C-20 -58 -30 -44 -11 -32C8 -44 -2 -58 -11 -48Z`, { fill: lighter(cover, 0.6) });
    drawing.rect(4, -38, 18, 13, { fill: GOLD, radius: 3 });
    drawing.circle(12, -31.5, 2.6, { fill: '#5a4218' });
    drawing.path(path`M-22 6V26L-17 20L-12 26V6Z`, { fill: '#b3262e' });
  },
  knife: ({ drawing }) => {
    drawing.path(path`M-8 -20L10 -18L8 34Q0 42 -8 34Z`, { fill: '#3a2620' });
    drawing.path(path`M-22 -26L24 -22L23 -13L-22 -17Z`, { fill: GOLD });
    const blade = drawing.linear(
      [
        [0, '#eef4fa'],
        [0.5, STEEL],
        [1, '#8896a4'],
      ],
      0,
      0,
      1,
      0,
    );
    drawing.path(path`M-10 -25L12 -23Q16 -70 -4 -108Q-14 -70 -10 -25Z`, { fill: blade });
    drawing.path(path`M0 -28Q4 -68 -4 -98`, { stroke: '#ffffff', width: 2.2, opacity: 0.9 });
  },
  violin: ({ drawing }) => {
    const wood = drawing.linear(
      [
        [0, '#d98a45'],
        [0.5, '#a8532a'],
        [1, '#6d2f18'],
      ],
      0,
      0,
      1,
      1,
    );
    drawing.path(path`M-9 -66L-7 14H7L9 -66Z`, { fill: '#2b1c18' });
    drawing.path(path`M0 -96Q-12 -94 -8 -84L-6 -64H6L8 -84Q12 -94 0 -96Z`, { fill: wood });
    drawing.path(path`M-14 -82H-6M6 -82H14M-14 -74H-6M6 -74H14`, { stroke: '#2b1c18', width: 4 });
    drawing.path(
      path`M0 8C30 4 40 30 28 46C22 54 22 62 30 70C52 94 34 134 0 134C-34 134 -52 94 -30 70C-22 62 -22 54 -28 46C-40 30 -30 4 0 8Z`,
      { fill: wood },
    );
    drawing.path(path`M-20 62Q-26 74 -20 86M20 62Q26 74 20 86`, { stroke: '#2b1c18', width: 3.4 });
    drawing.path(path`M-6 -60L-5 118M-2 -60V118M2 -60V118M6 -60L5 118`, { stroke: '#f2e3c4', width: 1.2 });
    drawing.path(path`M-14 84H14`, { stroke: '#f2d9a0', width: 4.6 });
    drawing.path(path`M-8 106H8L4 130H-4Z`, { fill: '#2b1c18' });
    drawing.path(path`M-34 34Q-30 22 -18 18M-38 98Q-38 84 -30 76`, { stroke: '#ffd9a0', width: 3, opacity: 0.6 });
  },
  guitar: ({ drawing }) => {
    const wood = drawing.radial([
      [0, '#f0c27a'],
      [0.7, '#d0914a'],
      [1, WOOD],
    ]);
    drawing.path(path`M-8 -84L-6 30H6L8 -84Z`, { fill: '#3a2418' });
    drawing.path(path`M-11 -112H11L8 -82H-8Z`, { fill: '#5d3a22' });
    drawing.path(path`M-16 -106H-9M9 -106H16M-16 -96H-9M9 -96H16M-15 -87H-8M8 -87H15`, { stroke: STEEL, width: 4 });
    drawing.path(
      path`M0 22C34 16 44 40 34 58C30 66 34 72 42 80C66 108 42 152 0 152C-42 152 -66 108 -42 80C-34 72 -30 66 -34 58C-44 40 -34 16 0 22Z`,
      { fill: wood },
    );
    drawing.circle(0, 76, 17, { fill: '#2a1a12' });
    drawing.circle(0, 76, 20, { stroke: '#7a4a22', width: 3 });
    drawing.path(path`M-22 118H22`, { stroke: '#3a2418', width: 7 });
    drawing.path(path`M-5 -82L-6 118M-2 -82V118M2 -82V118M5 -82L6 118`, { stroke: '#f6ecd8', width: 1.2 });
  },
  flute: ({ drawing }) => {
    drawing.group({ x: -2, y: -6 }, () => {
      drawing.path(path`M14 70L24 68L-10 -112L-20 -110Z`, { fill: '#8fae5e' });
      drawing.path(path`M17 69L20 68L-13 -111L-17 -110Z`, { fill: '#d4e2a4' });
      drawing.path(path`M12 44L20 42M-2 -28L7 -30M-15 -96L-7 -98`, { stroke: '#4d6630', width: 4 });
      drawing.path(path`M-11 -72L-10 -70M-7 -52L-6 -50M3 0L4 2M7 20L8 22`, { stroke: '#2f3d1c', width: 5 });
      drawing.path(path`M19 70Q30 84 22 104M22 104L17 120M22 104L28 119`, { stroke: '#a8322f', width: 3 });
    });
  },
  recorder: ({ drawing }) => {
    drawing.rect(-36, -66, 56, 76, { fill: '#2d3138', radius: 6 });
    drawing.rect(-36, -66, 56, 9, { fill: '#8d949c', radius: 4 });
    drawing.rect(-30, -52, 44, 28, { fill: '#d9d2bc', radius: 3 });
    drawing.rect(-26, -48, 36, 10, { fill: '#c9553d', radius: 2 });
    for (const x of [-18, 2]) {
      drawing.circle(x, -32, 6, { fill: '#24272d' });
      drawing.circle(x, -32, 2.4, { fill: '#f4f1e8' });
    }
    for (const [index, colour] of ['#b3262e', '#5a626c', '#5a626c', '#5a626c'].entries()) {
      drawing.rect(-31 + index * 12, -17, 9, 8, { fill: colour, radius: 1.5 });
    }
    drawing.circle(14, -61.5, 2.4, { fill: '#ff5a4a' });
  },
  radio: ({ drawing }) => {
    drawing.path(path`M18 -62L40 -104`, { stroke: STEEL, width: 3 });
    drawing.circle(40, -104, 4, { fill: STEEL });
    drawing.path(path`M-44 -58Q-44 -76 -12 -76Q20 -76 20 -58`, { stroke: '#5a3a24', width: 6 });
    const wood = drawing.linear([
      [0, '#c47a42'],
      [1, '#7c4322'],
    ]);
    drawing.rect(-62, -62, 100, 66, { fill: wood, radius: 9 });
    drawing.rect(-56, -55, 50, 52, { fill: '#ead9b4', radius: 5 });
    drawing.path(path`M-52 -47H-10M-52 -38H-10M-52 -29H-10M-52 -20H-10M-52 -11H-10`, { stroke: '#9a7a4e', width: 3.4 });
    drawing.rect(-1, -55, 33, 22, { fill: '#fff2c4', radius: 3 });
    drawing.path(path`M4 -40V-45M11 -40V-48M18 -40V-45M25 -40V-48`, { stroke: '#6b4a2c', width: 2 });
    drawing.path(path`M15 -53V-36`, { stroke: '#c8322e', width: 2.4 });
    drawing.circle(7, -16, 9, { fill: GOLD });
    drawing.circle(26, -16, 7, { fill: '#3a2418' });
    drawing.path(path`M7 -16L12 -21`, { stroke: '#6b4a18', width: 2.4 });
  },
  plane: ({ drawing }) => {
    drawing.path(path`M-58 -30L44 -58L-6 -4L-14 -22Z`, { fill: '#ffffff' });
    drawing.path(path`M44 -58L-14 -22L-18 6Z`, { fill: '#c9d3de' });
    drawing.path(path`M-58 -30L44 -58L-26 -28Z`, { fill: '#e9eef4' });
    drawing.path(path`M44 -58L-6 -4`, { stroke: '#a8b4c2', width: 1.8 });
  },
  fan: ({ drawing }) => {
    drawing.path(path`M-4 6L-72 -44Q-4 -112 64 -44Z`, { fill: '#f6efdc' });
    drawing.path(path`M-4 6L-40 -18Q-4 -40 32 -18Z`, { fill: '#7a4a2a' });
    for (const x of [-72, -48, -24, 0, 24, 44, 64]) {
      drawing.path(path`M-4 6L${x} ${-44 - (68 - Math.abs(x + 4)) * 0.5}`, { stroke: '#7a4a2a', width: 2.4 });
    }
    drawing.path(path`M-46 -48Q-20 -76 12 -62Q30 -54 38 -62`, { stroke: '#5b6a55', width: 3 });
    for (const [x, y] of [
      [-28, -62],
      [-4, -70],
      [18, -58],
    ] as const) {
      drawing.circle(x, y, 5, { fill: '#c8455a' });
    }
  },
} satisfies Partial<Record<Prop, (figure: Figure) => void>>;
