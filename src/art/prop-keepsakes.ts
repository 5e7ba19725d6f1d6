import { darker, lighter } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';
import { type Prop } from './look.js';

/** Small things that people keep for somebody, drawn about the middle of the closed hand. */

const GOLD = '#e3b44a';
const GOLD_DARK = '#a8772a';
const STEEL = '#c9d2db';
const CORD = '#a8322f';

export const KEEPSAKES = {
  /** Half a disc with a hole, broken through the middle: the other half is elsewhere. */
  jade: ({ drawing }) => {
    drawing.path(path`M-30 -46Q-46 -66 -22 -76Q0 -80 -6 -60M-30 -46Q-42 -60 -24 -70`, { stroke: CORD, width: 3 });
    const jade = drawing.linear(
      [
        [0, '#e6f7e6'],
        [0.45, '#9fd3ac'],
        [1, '#5d9c7b'],
      ],
      0,
      0,
      1,
      1,
    );
    const half = path`M14 -76C-30 -82 -56 -50 -48 -18C-43 2 -28 14 -8 16L-2 4L-10 -8C-24 -10 -28 -24 -20 -34C-14 -42 -4 -42 2 -38L12 -46L4 -58Z`;
    drawing.path(half, { fill: jade });
    drawing.path(half, { stroke: '#4f8a6c', width: 2 });
    drawing.path(path`M14 -76L4 -58L12 -46L2 -38M-10 -8L-2 4L-8 16`, { stroke: '#f4fff4', width: 3 });
    drawing.path(path`M-40 -30Q-38 -56 -12 -66M-36 -14Q-32 -2 -20 4`, { stroke: '#f0fff2', width: 3.4, opacity: 0.75 });
    drawing.path(path`M-32 -40Q-26 -36 -34 -26Q-26 -26 -28 -18M-8 -60Q-14 -52 -22 -54`, {
      stroke: '#4f8a6c',
      width: 2,
      opacity: 0.8,
    });
  },
  watch: ({ drawing, isOldWorld }) => {
    drawing.path(path`M-4 -66Q-34 -84 -40 -52Q-42 -30 -34 -10`, { stroke: GOLD_DARK, width: 2.6 });
    drawing.rect(-8, -72, 9, 10, { fill: GOLD_DARK, radius: 2 });
    const gold = drawing.linear([
      [0, lighter(GOLD, 0.4)],
      [1, GOLD_DARK],
    ]);
    drawing.circle(-4, -34, 31, { fill: gold });
    drawing.circle(-4, -34, 25, { fill: isOldWorld ? '#f3e6c8' : '#fbf8ef' });
    drawing.path(
      path`M-4 -56V-52M-4 -16V-12M-26 -34H-22M14 -34H18M-19 -49L-17 -47M11 -49L9 -47M-19 -19L-17 -21M11 -19L9 -21`,
      {
        stroke: '#4a3f30',
        width: 2.4,
      },
    );
    drawing.path(path`M-4 -34V-50M-4 -34L8 -28`, { stroke: '#2a2622', width: 3 });
    drawing.circle(-4, -34, 2.6, { fill: '#9c2f20' });
  },
  coin: ({ drawing }) => {
    const gold = drawing.linear([
      [0, '#fff0b8'],
      [0.5, GOLD],
      [1, GOLD_DARK],
    ]);
    drawing.circle(-4, -34, 22, { fill: gold });
    drawing.circle(-4, -34, 17, { stroke: GOLD_DARK, width: 2 });
    drawing.path(path`M-4 -46L0 -37L9 -37L2 -31L5 -22L-4 -28L-13 -22L-10 -31L-17 -37L-8 -37Z`, { fill: GOLD_DARK });
  },
  bell: ({ drawing }) => {
    drawing.path(path`M-4 -64Q-22 -78 -16 -56M-4 -64Q14 -78 8 -56`, { stroke: CORD, width: 3.4 });
    const bronze = drawing.linear(
      [
        [0, '#e8c27a'],
        [0.5, '#b07c38'],
        [1, '#70481c'],
      ],
      0,
      0,
      1,
      0,
    );
    drawing.path(path`M-4 -62C-26 -60 -24 -34 -30 -16Q-34 -8 -36 -4H28Q26 -8 22 -16C16 -34 18 -60 -4 -62Z`, {
      fill: bronze,
    });
    drawing.path(path`M-28 -18Q-4 -10 20 -18M-24 -40Q-4 -34 16 -40`, { stroke: '#5a3a16', width: 2.6, opacity: 0.7 });
    drawing.circle(-4, 0, 7, { fill: '#5a3a16' });
  },
  hairpin: ({ drawing }) => {
    drawing.path(path`M-2 34L-8 -46`, { stroke: GOLD, width: 5 });
    drawing.path(path`M-1 20L-6 -36`, { stroke: '#fff2c8', width: 1.8 });
    for (const [x, y] of [
      [-20, -58],
      [2, -62],
      [-22, -76],
      [2, -80],
      [-9, -88],
    ] as const) {
      drawing.ellipse(x, y, 11, 9, { fill: '#e0607e' });
    }
    drawing.circle(-9, -70, 8, { fill: lighter(GOLD, 0.4) });
    drawing.path(path`M4 -56Q12 -44 10 -30M10 -30L7 -20M10 -30L14 -20`, { stroke: GOLD_DARK, width: 2.4 });
    drawing.circle(10, -18, 4, { fill: '#8fc7a4' });
  },
  card: ({ drawing }) => {
    drawing.path(path`M-4 -58Q-38 -70 -44 -40M-4 -58Q30 -70 36 -40`, { stroke: '#2f5f9e', width: 5 });
    drawing.rect(-34, -58, 60, 44, { fill: '#ffffff', radius: 5 });
    drawing.rect(-34, -58, 60, 12, { fill: '#2f5f9e', radius: 4 });
    drawing.rect(-29, -42, 18, 22, { fill: '#cfd9e4', radius: 2 });
    drawing.circle(-20, -34, 4.6, { fill: '#5a4a44' });
    drawing.path(path`M-28 -21Q-28 -29 -20 -29Q-12 -29 -12 -21Z`, { fill: '#5f7fa8' });
    drawing.path(path`M-6 -38H20M-6 -31H14M-6 -24H18`, { stroke: '#8b96a3', width: 2.8 });
  },
  scarf: ({ drawing, look }) => {
    const wool = lighter(look.colors[2], 0.1);
    const dark = darker(wool, 0.28);
    drawing.path(path`M-34 -26Q-6 -46 22 -26L26 4Q-4 18 -38 4Z`, { fill: wool });
    drawing.path(path`M-24 0L-32 78H-4L-6 4Z`, { fill: dark });
    drawing.path(path`M-2 2L6 92H32L18 0Z`, { fill: wool });
    drawing.path(path`M-32 78V92M-24 78V94M-15 78V93M-6 78V92M8 92V108M17 92V109M27 92V107`, {
      stroke: wool,
      width: 4,
    });
    drawing.path(path`M2 40L24 38M4 62L28 60M-28 40L-5 42M-30 60L-5 62`, { stroke: '#ffffff', width: 4, opacity: 0.6 });
    drawing.path(path`M-34 -14Q-6 -34 22 -14M-36 -2Q-6 -20 24 -2`, { stroke: dark, width: 2.6, opacity: 0.7 });
  },
  compass: ({ drawing }) => {
    drawing.circle(-4, -36, 33, { fill: GOLD_DARK });
    drawing.circle(-4, -36, 29, { fill: GOLD });
    drawing.circle(-4, -36, 24, { fill: '#f7f1e1' });
    drawing.path(path`M-4 -57V-53M-4 -19V-15M-25 -36H-21M13 -36H17`, { stroke: '#4a3f30', width: 2.6 });
    drawing.path(path`M8 -52L1 -33L-9 -39Z`, { fill: '#b3262e' });
    drawing.path(path`M-16 -20L-9 -39L1 -33Z`, { fill: '#39414d' });
    drawing.circle(-4, -36, 3, { fill: GOLD_DARK });
  },
  record: ({ drawing }) => {
    drawing.rect(-58, -86, 84, 84, { fill: '#b5563c', radius: 2 });
    drawing.path(path`M-52 -80H20V-66H-52Z`, { fill: '#f1ddb0' });
    drawing.circle(8, -44, 40, { fill: '#17171b' });
    drawing.circle(8, -44, 33, { stroke: '#3c3c44', width: 1.6 });
    drawing.circle(8, -44, 26, { stroke: '#3c3c44', width: 1.6 });
    drawing.circle(8, -44, 14, { fill: '#d9a441' });
    drawing.circle(8, -44, 3, { fill: '#17171b' });
    drawing.path(path`M-14 -64Q-4 -76 10 -78`, { stroke: STEEL, width: 3, opacity: 0.5 });
  },
} satisfies Partial<Record<Prop, (figure: Figure) => void>>;
