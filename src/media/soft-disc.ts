import { type Canvas, createCanvas } from '@napi-rs/canvas';

/** Round spots that fade to nothing, drawn once: cheaper to lay down than gradients. */

type Stops = [middle: string, half: string, edge: string];

let white: Canvas | null = null;
let black: Canvas | null = null;

export function puff(): Canvas {
  return (white ??= softDisc(['#ffffffe0', '#ffffff60', '#ffffff00']));
}

export function shadow(): Canvas {
  return (black ??= softDisc(['#0000149c', '#00001458', '#00001400']));
}

function softDisc([middle, half, edge]: Stops): Canvas {
  const canvas = createCanvas(64, 64);
  const context = canvas.getContext('2d');
  const gradient = context.createRadialGradient(32, 32, 0, 32, 32, 32);
  gradient.addColorStop(0, middle);
  gradient.addColorStop(0.5, half);
  gradient.addColorStop(1, edge);
  context.fillStyle = gradient;
  context.fillRect(0, 0, 64, 64);
  return canvas;
}
