import { createCanvas } from '@napi-rs/canvas';
import { type Island } from './layers.js';
import { type RenderProfile } from './timeline.js';

/** Darker edges and a dark ground for subtitles, as four strips: the middle of the picture is left alone. */
export function vignette({ width, height }: RenderProfile): Island[] {
  const whole = createCanvas(width, height);
  const context = whole.getContext('2d');
  const short = Math.min(width, height);
  const inner = short * 0.45;
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
  // The largest rectangle inside the clear circle.
  const left = Math.max(0, Math.round(width / 2 - inner * 0.8));
  const top = Math.max(0, Math.round(height * 0.46 - inner * 0.58));
  const bottom = Math.min(Math.round(height * 0.46 + inner * 0.5), Math.round(height * 0.7));
  const strips = [
    { x: 0, y: 0, width, height: top },
    { x: 0, y: top, width: left, height: bottom - top },
    { x: width - left, y: top, width: left, height: bottom - top },
    { x: 0, y: bottom, width, height: height - bottom },
  ];
  return strips.map(({ x, y, ...size }) => {
    const canvas = createCanvas(size.width, size.height);
    canvas.getContext('2d').drawImage(whole, -x, -y);
    return { canvas, x, y };
  });
}
