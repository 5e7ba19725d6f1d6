import { darker, lighter } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';

/** Caps, hats, hoods and crowns. Drawn in the bend of the head, over the hair. */

const GOLD = '#e3b95c';
const GOLD_LIGHT = '#f6dd97';

export function drawPoliceCap({ drawing, look }: Figure): void {
  const cloth = look.colors[0];
  drawing.path(path`M-66 -58Q-62 -98 0 -102Q62 -98 66 -58Q60 -46 50 -44Q0 -58 -50 -44Q-60 -46 -66 -58Z`, {
    fill: cloth,
  });
  drawing.path(path`M-52 -48Q0 -64 52 -48L52 -32Q0 -48 -52 -32Z`, { fill: darker(cloth, 0.5) });
  drawing.path(path`M-52 -34Q0 -50 52 -34Q40 -16 0 -22Q-40 -16 -52 -34Z`, { fill: '#14161d' });
  drawing.path(path`M-40 -30Q0 -42 40 -30`, { stroke: '#ffffff', width: 3, opacity: 0.25 });
  drawing.path(path`M0 -86l5 11 12 1 -9 8 3 12 -11 -6 -11 6 3 -12 -9 -8 12 -1z`, { fill: '#dfe4ea' });
}

export function drawNurseCap({ drawing, female }: Figure): void {
  if (!female) {
    return;
  }
  drawing.path(path`M-38 -70Q-44 -100 -28 -104Q0 -94 28 -104Q44 -100 38 -70Q0 -84 -38 -70Z`, { fill: '#ffffff' });
  drawing.path(path`M-38 -71Q0 -85 38 -71`, { stroke: '#cdd7df', width: 3 });
  drawing.path(path`M-7 -89H7M0 -96V-82`, { stroke: '#d5484f', width: 4.4 });
}

export function drawToque({ drawing }: Figure): void {
  drawing.circle(-34, -88, 24, { fill: '#eceae4' });
  drawing.circle(34, -88, 24, { fill: '#eceae4' });
  drawing.circle(0, -90, 26, { fill: '#fbfaf6' });
  drawing.path(path`M-50 -40Q-52 -76 -44 -86H44Q52 -76 50 -40Q0 -56 -50 -40Z`, { fill: '#f6f4ee' });
  drawing.path(path`M-51 -42Q0 -58 51 -42L51 -26Q0 -44 -51 -26Z`, { fill: '#ffffff' });
  drawing.path(path`M-51 -27Q0 -45 51 -27M-24 -60V-84M0 -64V-88M24 -60V-84`, {
    stroke: '#c9c5ba',
    width: 3,
    opacity: 0.8,
  });
}

/** A cap with a peak, for those who work with their hands. */
export function drawPeakedCap({ drawing, look }: Figure): void {
  const cloth = look.colors[1];
  drawing.path(path`M-54 -32Q-58 -94 0 -96Q58 -94 54 -32Q0 -54 -54 -32Z`, { fill: cloth });
  drawing.path(path`M-50 -36Q0 -58 50 -36Q52 -18 34 -20Q0 -32 -34 -20Q-52 -18 -50 -36Z`, { fill: darker(cloth, 0.35) });
  drawing.path(path`M0 -94V-52`, { stroke: darker(cloth, 0.3), width: 3, opacity: 0.6 });
  drawing.circle(0, -95, 5, { fill: lighter(cloth, 0.2) });
}

/** Behind the head: the dark inside of the hood. */
export function drawHoodBehind({ drawing, look }: Figure): void {
  drawing.path(path`M-60 96C-84 10 -74 -106 0 -110C74 -106 84 10 60 96Z`, { fill: darker(look.colors[0], 0.55) });
}

export function drawHood({ drawing, look, topPaint }: Figure): void {
  drawing.path(
    path`M-52 100C-84 60 -88 -104 0 -111C88 -104 84 60 52 100L44 78C60 30 62 -62 0 -70C-62 -62 -60 30 -44 78Z`,
    { fill: topPaint },
  );
  drawing.path(path`M-44 78C-60 30 -62 -62 0 -70C62 -62 60 30 44 78`, {
    stroke: lighter(look.colors[2], 0.15),
    width: 5,
  });
  drawing.path(path`M-34 -92Q-66 -50 -66 20M34 -92Q66 -50 66 20`, { stroke: '#000000', width: 4, opacity: 0.16 });
}

export function drawTricorn({ drawing, look }: Figure): void {
  const felt = darker(look.colors[0], 0.55);
  drawing.path(path`M-46 -56Q-44 -106 0 -108Q44 -106 46 -56Z`, { fill: lighter(felt, 0.08) });
  drawing.path(path`M-82 -40Q-84 -66 -64 -72Q-30 -52 0 -84Q30 -52 64 -72Q84 -66 82 -40Q40 -54 0 -44Q-40 -54 -82 -40Z`, {
    fill: felt,
  });
  drawing.path(path`M-82 -41Q-84 -66 -64 -72Q-30 -52 0 -84Q30 -52 64 -72Q84 -66 82 -41`, { stroke: GOLD, width: 4 });
  drawing.circle(0, -58, 8, { fill: '#f4efe2' });
  drawing.path(path`M-4 -58h2M2 -58h2M-4 -50h8`, { stroke: felt, width: 3 });
}

/** A small crown on the knot of an emperor or prince, with a pin through it. */
export function drawKnotCrown({ drawing, turn }: Figure): void {
  drawing.bent(null, () => {
    drawing.group({ x: turn * -12 }, () => {
      drawing.path(path`M-26 -72Q-30 -96 -18 -106L-9 -94L0 -112L9 -94L18 -106Q30 -96 26 -72Q0 -84 -26 -72Z`, {
        fill: GOLD,
      });
      drawing.path(path`M-26 -73Q0 -85 26 -73`, { stroke: GOLD_LIGHT, width: 4 });
      drawing.path(path`M-48 -86H48`, { stroke: GOLD_LIGHT, width: 4 });
      drawing.circle(0, -88, 5, { fill: '#c2303a' });
    });
  });
}

/** The ornaments of a lady at court: a comb of gold over the forehead with strings of pearls. */
export function drawPhoenixCrown({ drawing, look }: Figure): void {
  drawing.path(path`M-38 -66Q-30 -104 0 -110Q30 -104 38 -66Q20 -80 0 -80Q-20 -80 -38 -66Z`, { fill: GOLD });
  drawing.path(path`M-38 -66Q-20 -80 0 -80Q20 -80 38 -66M-20 -76Q-14 -96 0 -102Q14 -96 20 -76`, {
    stroke: GOLD_LIGHT,
    width: 3,
  });
  drawing.circle(0, -91, 6.5, { fill: look.colors[2] });
  for (const side of [-1, 1]) {
    drawing.circle(side * 22, -84, 4, { fill: '#7fc0c8' });
    drawing.path(path`M${side * 46} -62V-12`, { stroke: GOLD, width: 2 });
    drawing.circle(side * 46, -36, 3.4, { fill: '#f6efe0' });
    drawing.circle(side * 46, -10, 4.2, { fill: '#f6efe0' });
  }
  drawing.path(path`M0 -80L-5 -66L0 -58L5 -66Z`, { fill: '#c2303a' });
}

/** A soft cloth tied round the knot of a scholar or a commoner. */
export function drawKnotCloth({ drawing, look, turn }: Figure): void {
  const cloth = darker(look.colors[1], 0.15);
  drawing.bent(null, () => {
    drawing.group({ x: turn * -13 }, () => {
      drawing.path(path`M-22 -74Q-26 -104 0 -108Q26 -104 22 -74Q0 -84 -22 -74Z`, { fill: cloth });
      drawing.path(path`M-22 -76Q0 -86 22 -76`, { stroke: lighter(cloth, 0.25), width: 4 });
      drawing.path(path`M20 -82Q38 -78 42 -58M20 -80Q32 -70 32 -52`, { stroke: cloth, width: 6 });
    });
  });
}
