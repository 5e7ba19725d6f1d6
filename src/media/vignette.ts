import { createCanvas } from '@napi-rs/canvas';
import { type Tone } from '../art/look.js';
import { RasterCache } from './raster-cache.js';
import { type Sprite, bytesOf, spriteOf } from './sprite.js';
import { type RenderProfile } from './timeline.js';

/** Where the darkness begins, in shares of the short side, and what it is at the corners. */
const PLAIN = { inner: 0.45, edge: '#00000070' };
const EDGES: Record<Tone, { inner: number; edge: string }> = {
  dread: { inner: 0.3, edge: '#000208b8' },
  wonder: { inner: 0.4, edge: '#1c0e4890' },
  warm: { inner: 0.45, edge: '#2c0f0a78' },
  gold: { inner: 0.42, edge: '#2a140490' },
  cool: { inner: 0.45, edge: '#020a1878' },
};

/** Those of one film: mostly one. */
const LIMIT_BYTES = 8 * 1024 * 1024;
const drawn = new RasterCache<Sprite>(LIMIT_BYTES);

/** Darker edges and a dark ground for subtitles; in the middle it is empty. */
export function vignette(profile: RenderProfile, tone: Tone | null = null): Sprite {
  const { width, height } = profile;
  return drawn.get(`${width}x${height} ${tone}`, () => drawVignette(profile, tone), bytesOf);
}

function drawVignette({ width, height }: RenderProfile, tone: Tone | null): Sprite {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const { inner, edge } = tone === null ? PLAIN : EDGES[tone];
  const round = context.createRadialGradient(
    width / 2,
    height * 0.46,
    Math.min(width, height) * inner,
    width / 2,
    height / 2,
    Math.max(width, height) * 0.72,
  );
  round.addColorStop(0, `${edge.slice(0, 7)}00`);
  round.addColorStop(1, edge);
  context.fillStyle = round;
  context.fillRect(0, 0, width, height);
  const ground = context.createLinearGradient(0, height * 0.7, 0, height);
  ground.addColorStop(0, '#00000000');
  ground.addColorStop(1, '#00000080');
  context.fillStyle = ground;
  context.fillRect(0, height * 0.7, width, height * 0.3);
  return spriteOf(canvas);
}
