import { lighter } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';
import {
  drawHood,
  drawKnotCloth,
  drawKnotCrown,
  drawNurseCap,
  drawPeakedCap,
  drawPhoenixCrown,
  drawPoliceCap,
  drawToque,
  drawTricorn,
} from './hats.js';
import { type CharacterLook, type Clothes } from './look.js';

/** What belongs to a garment and is worn on the head. Drawn in the bend of the head. */

const GOLD = '#e3b95c';
const GAUZE = '#1d1b24';

type Painter = (figure: Figure) => void;

const HEADWEAR: Partial<Record<Clothes, Painter>> = {
  hanfu: (figure) => {
    drawOrnament(figure);
  },
  official: (figure) => {
    if (figure.female) {
      drawOrnament(figure);
    } else {
      drawGauzeCap(figure);
    }
  },
  armour: drawHeadband,
  cloak: drawCirclet,
  knight: drawCirclet,
  ruqun: drawOrnament,
  robe: (figure) => {
    if (figure.female) {
      drawOrnament(figure);
    } else if (figure.look.hair === 'topknot' || figure.look.hair === 'bun') {
      drawKnotCloth(figure);
    }
  },
  court: (figure) => {
    if (figure.female) {
      drawPhoenixCrown(figure);
    } else {
      drawKnotCrown(figure);
    }
  },
  police: drawPoliceCap,
  nurse: drawNurseCap,
  chef: drawToque,
  workwear: drawPeakedCap,
  mage: drawHood,
  pirate: drawTricorn,
};

const WITH_HAT: readonly Clothes[] = ['police', 'chef', 'workwear', 'mage', 'pirate'];

/** What is put up on the head is under a hat then. */
export function isCapped({ clothes, sex }: CharacterLook): boolean {
  return WITH_HAT.includes(clothes) || (clothes === 'official' && sex === 'male');
}

export function drawHeadwear(figure: Figure): void {
  HEADWEAR[figure.look.clothes]?.(figure);
}

/** Put-up hair of women has a blossom with beads at the temple; the knot of men is held by a band. */
function drawOrnament(figure: Figure): void {
  const { look, female } = figure;
  if (look.hair !== 'bun' && look.hair !== 'topknot') {
    return;
  }
  if (female) {
    drawBlossom(figure);
  } else {
    drawKnotBand(figure);
  }
}

function drawBlossom({ drawing, look, turn }: Figure): void {
  const petal = lighter(look.colors[2], 0.3);
  drawing.bent(null, () => {
    drawing.group({ x: turn === 1 ? -34 : 40, y: -52, mirrored: turn === 1 }, () => {
      for (const [x, y] of [
        [0, -8],
        [8, -2],
        [5, 7],
        [-5, 7],
        [-8, -2],
      ] as const) {
        drawing.circle(x, y, 5.4, { fill: petal });
      }
      drawing.circle(0, 0, 4, { fill: GOLD });
      drawing.path(path`M6 10L8 34M-1 12V28`, { stroke: GOLD, width: 1.6 });
      drawing.circle(8, 36, 3, { fill: petal });
      drawing.circle(-1, 30, 2.6, { fill: petal });
    });
  });
}

function drawKnotBand({ drawing, turn }: Figure): void {
  drawing.bent(null, () => {
    drawing.group({ x: turn * -14 }, () => {
      drawing.path(path`M-17 -76Q0 -84 17 -76L14 -92Q0 -98 -14 -92Z`, { fill: GOLD });
      drawing.circle(0, -85, 3.4, { fill: '#b3262e' });
    });
  });
}

/** The black cap of an official: two steps and stiff wings at the back. */
function drawGauzeCap({ drawing }: Figure): void {
  drawing.path(path`M-48 -46Q-58 -54 -66 -52V-44Q-58 -42 -50 -36ZM48 -46Q58 -54 66 -52V-44Q58 -42 50 -36Z`, {
    fill: GAUZE,
  });
  drawing.path(path`M-36 -66Q-38 -108 0 -110Q38 -108 36 -66Z`, { fill: '#2b2833' });
  drawing.path(path`M-54 -22Q-60 -86 0 -90Q60 -86 54 -22Q50 -38 42 -42Q0 -56 -42 -42Q-50 -38 -54 -22Z`, {
    fill: GAUZE,
  });
  drawing.path(path`M-43 -45Q0 -59 43 -45`, { stroke: '#3a3644', width: 4 });
  drawing.rect(-8, -66, 16, 13, { fill: '#cfe3cf', radius: 3 });
  drawing.rect(-8, -66, 16, 13, { stroke: GOLD, width: 2.4, radius: 3 });
}

function drawHeadband({ drawing, look }: Figure): void {
  drawing.path(path`M-51 -34Q0 -54 51 -34L50 -24Q0 -44 -50 -24Z`, { fill: lighter(look.colors[2], 0.05) });
  drawing.circle(0, -41, 6.5, { fill: GOLD });
}

function drawCirclet({ drawing }: Figure): void {
  drawing.path(path`M-50 -38Q-24 -46 0 -34Q24 -46 50 -38`, { stroke: GOLD, width: 3.6 });
  drawing.path(path`M0 -40L-6 -31L0 -20L6 -31Z`, { fill: '#7fe0e8' });
  drawing.path(path`M0 -40L-6 -31L0 -20L6 -31Z`, { stroke: GOLD, width: 1.8 });
}
