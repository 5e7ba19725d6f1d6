import { path } from './drawing.js';
import { type Figure } from './figure.js';
import { type Prop } from './look.js';

/** Things that shine, and things of magic, drawn about the middle of the closed hand. */

const BRASS = '#c99745';
const BRASS_DARK = '#8a5f22';

export const LIGHTS = {
  lamp: ({ drawing }) => {
    drawing.glow(-2, 62, 92, '#ffcf7a', 0.8);
    drawing.path(path`M-22 30Q-26 2 0 2Q26 2 22 30`, { stroke: BRASS_DARK, width: 4 });
    drawing.path(path`M-16 34L-10 22H10L16 34Z`, { fill: BRASS });
    drawing.rect(-5, 15, 10, 9, { fill: BRASS_DARK, radius: 2 });
    const glass = drawing.radial([
      [0, '#fffbe0'],
      [0.45, '#ffdc8c'],
      [1, '#f2a94a', 0.85],
    ]);
    drawing.path(path`M-16 36H16Q30 60 18 86H-18Q-30 60 -16 36Z`, { fill: glass });
    drawing.path(path`M0 48C10 60 9 72 0 78C-9 72 -10 60 0 48Z`, { fill: '#fffdf2' });
    drawing.path(path`M0 60C5 66 4 74 0 77C-4 74 -5 66 0 60Z`, { fill: '#ff9f3c' });
    drawing.path(path`M-20 38Q-32 60 -20 86M20 38Q32 60 20 86`, { stroke: BRASS_DARK, width: 3.2 });
    drawing.path(path`M-24 84H24L20 102H-20Z`, { fill: BRASS });
    drawing.path(path`M-26 102H26V109H-26Z`, { fill: BRASS_DARK });
    drawing.path(path`M-19 88H15`, { stroke: '#ffe7b0', width: 2.6, opacity: 0.8 });
    drawing.path(path`M-12 44Q-17 58 -12 74`, { stroke: '#ffffff', width: 3, opacity: 0.7 });
  },
  star: ({ drawing }) => {
    drawing.glow(-4, -40, 64, '#ffe9a0', 0.9);
    const light = drawing.radial([
      [0, '#ffffff'],
      [0.55, '#fff0ae'],
      [1, '#ffc94d'],
    ]);
    drawing.path(path`M-4 -82L6 -56L34 -54L12 -36L20 -8L-4 -24L-28 -8L-20 -36L-42 -54L-14 -56Z`, { fill: light });
    drawing.path(path`M-4 -82L-4 -42L-28 -8M-4 -42L20 -8M-4 -42L-42 -54M-4 -42L34 -54`, {
      stroke: '#fff8dc',
      width: 1.6,
      opacity: 0.8,
    });
    drawing.circle(-4, -42, 9, { fill: '#ffffff', opacity: 0.9 });
  },
  scale: ({ drawing }) => {
    drawing.glow(-4, -34, 62, '#63e0c8', 0.7);
    const horn = drawing.linear([
      [0, '#c8fff0'],
      [0.5, '#2fa58f'],
      [1, '#0f5a58'],
    ]);
    drawing.path(path`M-32 -66Q-4 -84 24 -66Q34 -28 -4 4Q-42 -28 -32 -66Z`, { fill: horn });
    drawing.path(
      path`M-24 -60Q-4 -72 16 -60Q22 -32 -4 -10Q-30 -32 -24 -60ZM-16 -54Q-4 -62 8 -54Q12 -36 -4 -24Q-20 -36 -16 -54Z`,
      {
        stroke: '#d9fff6',
        width: 2.2,
        opacity: 0.6,
      },
    );
  },
  mirror: ({ drawing }) => {
    drawing.path(path`M-4 -6L-8 34H6L2 -6Z`, { fill: BRASS_DARK });
    drawing.circle(-2, -42, 36, { fill: BRASS_DARK });
    drawing.circle(-2, -42, 33, { fill: BRASS });
    const glass = drawing.linear(
      [
        [0, '#eef8ff'],
        [0.5, '#9fc0d6'],
        [1, '#5d7f9c'],
      ],
      0,
      0,
      1,
      1,
    );
    drawing.circle(-2, -42, 26, { fill: glass });
    drawing.path(path`M-18 -52L0 -64M-16 -40L10 -58`, { stroke: '#ffffff', width: 3.4, opacity: 0.75 });
  },
} satisfies Partial<Record<Prop, (figure: Figure) => void>>;
