import { createCanvas } from '@napi-rs/canvas';
import { type Sprite, spriteOf } from './sprite.js';

/** Round spots, drawn once. */

type Stops = [middle: string, half: string, edge: string];

const DIAMETER = 64;
const made = new Map<string, Sprite>();

export function puff(): Sprite {
  return softDisc(['#ffffffe0', '#ffffff60', '#ffffff00']);
}

export function shadow(): Sprite {
  return softDisc(['#0000149c', '#00001458', '#00001400']);
}

/** One colour up to the edge. */
export function disc(colour: string): Sprite {
  return softDisc([colour, colour, colour]);
}

function softDisc(stops: Stops): Sprite {
  const key = stops.join();
  const known = made.get(key);
  if (known) {
    return known;
  }
  const [middle, half, edge] = stops;
  const canvas = createCanvas(DIAMETER, DIAMETER);
  const context = canvas.getContext('2d');
  const radius = DIAMETER / 2;
  const gradient = context.createRadialGradient(radius, radius, 0, radius, radius, radius);
  gradient.addColorStop(0, middle);
  gradient.addColorStop(0.5, half);
  gradient.addColorStop(1, edge);
  context.fillStyle = gradient;
  context.beginPath();
  context.arc(radius, radius, radius, 0, 2 * Math.PI);
  context.fill();
  const sprite = spriteOf(canvas);
  made.set(key, sprite);
  return sprite;
}
