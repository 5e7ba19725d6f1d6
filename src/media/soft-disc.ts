import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { type Sprite, spriteOf } from './sprite.js';

/** Spots and bars, drawn once and stretched to what they are to be. */

type Stops = [middle: string, half: string, edge: string];

const DIAMETER = 64;
const BAR_SIDE = 8;
const made = new Map<string, Sprite>();

export function puff(): Sprite {
  return softDisc(['#ffffffe0', '#ffffff60', '#ffffff00']);
}

/** A light with a bright heart. */
export function spark(): Sprite {
  return softDisc(['#fffbe6ff', '#ffe29a66', '#c9a6ff00']);
}

export function shadow(): Sprite {
  return softDisc(['#0000149c', '#00001458', '#00001400']);
}

/** One colour up to the edge. */
export function disc(colour: string): Sprite {
  return softDisc([colour, colour, colour]);
}

/** One colour, with corners. */
export function bar(colour: string): Sprite {
  return once(`bar ${colour}`, () => {
    const canvas = createCanvas(BAR_SIDE, BAR_SIDE);
    const context = canvas.getContext('2d');
    context.fillStyle = colour;
    context.fillRect(0, 0, BAR_SIDE, BAR_SIDE);
    return canvas;
  });
}

function softDisc(stops: Stops): Sprite {
  return once(stops.join(), () => {
    const canvas = createCanvas(DIAMETER, DIAMETER);
    const context = canvas.getContext('2d');
    const radius = DIAMETER / 2;
    const gradient = context.createRadialGradient(radius, radius, 0, radius, radius, radius);
    const [middle, half, edge] = stops;
    gradient.addColorStop(0, middle);
    gradient.addColorStop(0.5, half);
    gradient.addColorStop(1, edge);
    context.fillStyle = gradient;
    context.arc(radius, radius, radius, 0, 2 * Math.PI);
    context.fill();
    return canvas;
  });
}

function once(key: string, draw: () => Canvas): Sprite {
  let sprite = made.get(key);
  if (!sprite) {
    sprite = spriteOf(draw());
    made.set(key, sprite);
  }
  return sprite;
}
