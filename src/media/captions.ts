import { type Canvas, type SKRSContext2D, createCanvas } from '@napi-rs/canvas';
import { drawable, font } from './fonts.js';
import { type Measure, fit } from './text-layout.js';
import { type Cue, type RenderProfile } from './timeline.js';

/** A text that was drawn once and is laid over many frames. */
export interface Overlay {
  canvas: Canvas;
  x: number;
  y: number;
}

const LINE_HEIGHT = 1.25;
const FADE_IN_FRAMES = 3;
const FADE_OUT_FRAMES = 4;
const NAME_COLOURS = { male: '#bcd4ff', female: '#ffc2cf' } as const;
const measuring = createCanvas(8, 8).getContext('2d');

/** Measures text in the film's font at a size. */
export function measureAt(size: number): Measure {
  return (text) => {
    measuring.font = font(size);
    return measuring.measureText(text).width;
  };
}

/** The lowest line that subtitles reach; portrait players have their buttons below it. */
function subtitleBottom({ width, height }: RenderProfile): number {
  return height * (height > width ? 0.86 : 0.955);
}

/** A burned-in subtitle with the speaker's name above; null when nothing of it can be drawn. */
export function drawCue(cue: Cue, profile: RenderProfile): Overlay | null {
  const short = Math.min(profile.width, profile.height);
  const size = Math.round(short * 0.054);
  const layout = { width: profile.width * 0.9, maxLines: 3, size, smallest: Math.round(size * 0.46) };
  const { lines, size: fitted } = fit(drawable(cue.text), layout, measureAt);
  if (lines.length === 0) {
    return null;
  }
  const name = cue.speaker && drawable(cue.speaker.name);
  const tagHeight = name ? Math.round(size * 1.05) : 0;
  const lineHeight = fitted * LINE_HEIGHT;
  const height = Math.ceil(tagHeight + lines.length * lineHeight + fitted * 0.3);
  const canvas = createCanvas(profile.width, height);
  const context = canvas.getContext('2d');
  context.textAlign = 'center';
  context.lineJoin = 'round';
  if (name && cue.speaker) {
    drawName(context, name, NAME_COLOURS[cue.speaker.sex], { centre: profile.width / 2, size, height: tagHeight });
  }
  context.font = font(fitted);
  lines.forEach((line, index) => {
    const baseline = tagHeight + index * lineHeight + fitted;
    context.lineWidth = fitted * 0.17;
    context.strokeStyle = '#0b0b14e6';
    context.strokeText(line, profile.width / 2, baseline);
    context.fillStyle = '#ffffff';
    context.fillText(line, profile.width / 2, baseline);
  });
  return { canvas, x: 0, y: Math.round(subtitleBottom(profile) - height) };
}

function drawName(
  context: SKRSContext2D,
  name: string,
  colour: string,
  { centre, size, height }: { centre: number; size: number; height: number },
): void {
  const { lines, size: fitted } = fit(
    name,
    { width: centre * 1.6, maxLines: 1, size: Math.round(size * 0.62), smallest: Math.round(size * 0.4) },
    measureAt,
  );
  const [text = ''] = lines;
  context.font = font(fitted);
  const width = context.measureText(text).width + size * 0.7;
  context.fillStyle = '#00000088';
  context.beginPath();
  context.roundRect(centre - width / 2, 0, width, height * 0.9, height * 0.3);
  context.fill();
  context.fillStyle = colour;
  context.fillText(text, centre, height * 0.45 + fitted * 0.36);
}

/** How visible a cue is: it comes and goes within a few frames, whole at its own first and last one. */
export function cueAlpha({ startFrame, endFrame }: Cue, frame: number): number {
  const rising = (frame - startFrame + FADE_IN_FRAMES) / FADE_IN_FRAMES;
  const falling = (endFrame + FADE_OUT_FRAMES - frame) / FADE_OUT_FRAMES;
  return Math.min(1, Math.max(0, Math.min(rising, falling)));
}
