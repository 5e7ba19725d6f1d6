import { createCanvas } from '@napi-rs/canvas';
import { type Sprite, spriteOf } from './sprite.js';
import { type RenderProfile } from './timeline.js';

/** Darker edges and a dark ground for subtitles; in the middle it is empty. */
export function vignette({ width, height }: RenderProfile): Sprite {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const inner = Math.min(width, height) * 0.45;
  const round = context.createRadialGradient(
    width / 2,
    height * 0.46,
    inner,
    width / 2,
    height / 2,
    Math.max(width, height) * 0.72,
  );
  round.addColorStop(0, '#00000000');
  round.addColorStop(1, '#00000070');
  context.fillStyle = round;
  context.fillRect(0, 0, width, height);
  const ground = context.createLinearGradient(0, height * 0.7, 0, height);
  ground.addColorStop(0, '#00000000');
  ground.addColorStop(1, '#00000080');
  context.fillStyle = ground;
  context.fillRect(0, height * 0.7, width, height * 0.3);
  return spriteOf(canvas);
}
