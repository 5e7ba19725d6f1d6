import { darker, lighter } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';
import { drawKnotCloth, drawKnotCrown, drawNurseCap } from './hats.js';
import { type Clothes } from './look.js';

/** What is worn on the head, from behind: no peak, no badge. */

const GOLD = '#e3b95c';
const GAUZE = '#1d1b24';

type Painter = (figure: Figure) => void;

const FROM_BEHIND: Partial<Record<Clothes, Painter>> = {
  official: (figure) => {
    if (!figure.female) {
      drawGauzeCap(figure);
    }
  },
  robe: (figure) => {
    if (!figure.female && (figure.look.hair === 'topknot' || figure.look.hair === 'bun')) {
      drawKnotCloth(figure);
    }
  },
  court: (figure) => {
    if (!figure.female) {
      drawKnotCrown(figure);
    }
  },
  armour: (figure) => {
    drawBand(figure, lighter(figure.look.colors[2], 0.05), 10);
  },
  cloak: (figure) => {
    drawBand(figure, GOLD, 4);
  },
  knight: (figure) => {
    drawBand(figure, GOLD, 4);
  },
  police: ({ drawing, look }) => {
    const cloth = look.colors[0];
    drawing.path(path`M-66 -54Q-62 -98 0 -102Q62 -98 66 -54Q60 -44 54 -40Q0 -34 -54 -40Q-60 -44 -66 -54Z`, {
      fill: cloth,
    });
    drawing.path(path`M-55 -42Q0 -34 55 -42L54 -22Q0 -14 -54 -22Z`, { fill: darker(cloth, 0.5) });
  },
  nurse: drawNurseCap,
  chef: ({ drawing }) => {
    drawing.circle(-34, -88, 24, { fill: '#eceae4' });
    drawing.circle(34, -88, 24, { fill: '#eceae4' });
    drawing.circle(0, -90, 26, { fill: '#fbfaf6' });
    drawing.path(path`M-52 -24Q-54 -76 -44 -86H44Q54 -76 52 -24Q0 -14 -52 -24Z`, { fill: '#f6f4ee' });
  },
  workwear: ({ drawing, look }) => {
    const cloth = look.colors[1];
    drawing.path(path`M-56 -18Q-60 -96 0 -98Q60 -96 56 -18Q0 -6 -56 -18Z`, { fill: cloth });
    drawing.path(path`M0 -96V-14`, { stroke: darker(cloth, 0.3), width: 3, opacity: 0.6 });
    drawing.circle(0, -96, 5, { fill: lighter(cloth, 0.2) });
  },
  mage: ({ drawing, topPaint }) => {
    drawing.path(path`M-60 104C-88 30 -84 -108 0 -114C84 -108 88 30 60 104Q0 124 -60 104Z`, { fill: topPaint });
    drawing.path(path`M0 -112Q-10 0 0 112M-40 -80Q-60 0 -42 100M40 -80Q60 0 42 100`, {
      stroke: '#000000',
      width: 4,
      opacity: 0.2,
    });
  },
  pirate: ({ drawing, look }) => {
    const felt = darker(look.colors[0], 0.55);
    drawing.path(path`M-52 -40Q-48 -108 0 -110Q48 -108 52 -40Z`, { fill: lighter(felt, 0.08) });
    drawing.path(path`M-84 -36Q-86 -64 -62 -70Q0 -92 62 -70Q86 -64 84 -36Q40 -26 0 -26Q-40 -26 -84 -36Z`, {
      fill: felt,
    });
    drawing.path(path`M-84 -38Q-86 -64 -62 -70Q0 -92 62 -70Q86 -64 84 -38`, { stroke: GOLD, width: 4 });
  },
};

export function drawHeadwearFromBehind(figure: Figure): void {
  FROM_BEHIND[figure.look.clothes]?.(figure);
}

function drawBand({ drawing }: Figure, fill: string, width: number): void {
  drawing.path(path`M-54 -34Q0 -16 54 -34`, { stroke: fill, width });
}

/** The black cap of an official with its stiff wings. */
function drawGauzeCap({ drawing }: Figure): void {
  drawing.path(path`M-48 -46Q-58 -54 -66 -52V-44Q-58 -42 -50 -36ZM48 -46Q58 -54 66 -52V-44Q58 -42 50 -36Z`, {
    fill: GAUZE,
  });
  drawing.path(path`M-40 -60Q-42 -112 0 -114Q42 -112 40 -60Z`, { fill: '#2b2833' });
  drawing.path(path`M-55 -12Q-60 -86 0 -90Q60 -86 55 -12Q0 4 -55 -12Z`, { fill: GAUZE });
}
