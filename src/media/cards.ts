import { type SKRSContext2D, createCanvas } from '@napi-rs/canvas';
import { type Overlay, measureAt } from './captions.js';
import { drawable, font } from './fonts.js';
import { fit } from './text-layout.js';
import { type ClipPlan, type RenderProfile } from './timeline.js';

/** Texts over the picture that are not speech: title and end card, place and time, the AI label. */

const HEADING_SECONDS = 3;
const CARD_FADE_SECONDS = 0.6;

export function drawCard(card: NonNullable<ClipPlan['card']>, profile: RenderProfile): Overlay {
  const { width, height } = profile;
  const short = Math.min(width, height);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = card.kind === 'end' ? '#00000088' : '#0000004d';
  context.fillRect(0, 0, width, height);
  context.textAlign = 'center';
  const layout = { width: width * 0.8, maxLines: 3 };
  const largest = short * (card.kind === 'end' ? 0.1 : 0.125);
  const title = fit(drawable(card.title), { ...layout, size: Math.round(largest), smallest: short * 0.055 }, measureAt);
  const small = { ...layout, size: Math.round(short * 0.042), smallest: short * 0.03 };
  const subtitle = fit(drawable(card.subtitle), small, measureAt);
  const gap = subtitle.lines.length > 0 ? short * 0.045 : 0;
  const titleHeight = title.lines.length * title.size * 1.25;
  const top = (height * 0.94 - titleHeight - gap - subtitle.lines.length * subtitle.size * 1.4) / 2;
  drawTitle(context, title, { top, centre: width / 2 });
  context.font = font(subtitle.size, 'regular');
  context.fillStyle = '#ffffffe0';
  subtitle.lines.forEach((line, index) => {
    context.fillText(line, width / 2, top + titleHeight + gap + (index * 1.4 + 1) * subtitle.size);
  });
  return { canvas, x: 0, y: 0 };
}

function drawTitle(
  context: SKRSContext2D,
  { lines, size }: { lines: string[]; size: number },
  { top, centre }: { top: number; centre: number },
): void {
  context.save();
  context.font = font(size);
  context.shadowColor = '#000000cc';
  context.shadowBlur = size * 0.3;
  lines.forEach((line, index) => {
    const baseline = top + size * (index * 1.25 + 1);
    const gold = context.createLinearGradient(0, baseline - size, 0, baseline + size * 0.2);
    gold.addColorStop(0, '#fff8e2');
    gold.addColorStop(1, '#ffcf8a');
    context.fillStyle = gold;
    context.fillText(line, centre, baseline);
  });
  context.restore();
}

/** A card comes after the picture and stays to the end of its clip. */
export function cardAlpha(profile: RenderProfile, frame: number): number {
  return Math.min(1, frame / (CARD_FADE_SECONDS * profile.fps));
}

/**
 * Place and time at the top left, above all faces; below the label where the picture is narrow. A long one takes two
 * lines: further right is where the moon hangs.
 */
export function drawHeading(heading: string, profile: RenderProfile): Overlay | null {
  const { width, height } = profile;
  const size = Math.round(Math.min(width, height) * 0.037);
  const layout = { width: width * (height > width ? 0.55 : 0.36), maxLines: 2, size, smallest: Math.round(size * 0.6) };
  const fitted = fit(drawable(heading), layout, measureAt);
  const { lines } = fitted;
  if (lines.length === 0) {
    return null;
  }
  const textWidth = Math.max(...lines.map(measureAt(fitted.size)));
  const lineHeight = fitted.size * 1.2;
  const textHeight = size + (lines.length - 1) * lineHeight;
  const canvas = createCanvas(Math.ceil(Math.min(width, textWidth + size * 5)), Math.ceil(textHeight + size * 0.8));
  const context = canvas.getContext('2d');
  const shade = context.createLinearGradient(0, 0, canvas.width, 0);
  const end = Math.min(0.95, (size * 2.2 + textWidth) / canvas.width);
  // As dark to the end of the words as before them: a bright sky may be behind.
  shade.addColorStop(0, '#0b0b14c8');
  shade.addColorStop(end, '#0b0b14b0');
  shade.addColorStop(1, '#0b0b1400');
  context.fillStyle = shade;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#ffd38a';
  context.fillRect(size * 1.1, size * 0.3, size * 0.16, textHeight + size * 0.2);
  context.font = font(fitted.size);
  context.fillStyle = '#ffffff';
  lines.forEach((line, index) => {
    context.fillText(line, size * 1.7, size * 0.9 + fitted.size * 0.36 + index * lineHeight);
  });
  return { canvas, x: 0, y: Math.round(height * (height > width ? 0.08 : 0.035)) };
}

export function headingAlpha(profile: RenderProfile, frame: number): number {
  const seconds = frame / profile.fps;
  return Math.min(1, Math.max(0, Math.min(seconds / 0.4, (HEADING_SECONDS - seconds) / 0.5)));
}

/** Its characters are to be 5 % of the short side high (GB 45438-2025). */
const LABEL_SHARE = 0.056;

/** How high the AI label's characters are, in pixels. */
export function labelSize({ width, height }: RenderProfile): number {
  return Math.ceil(Math.min(width, height) * LABEL_SHARE);
}

/** The AI label: characters over 5 % of the short side high, at the top right, white on a dark pill. */
export function drawLabel(text: string, profile: RenderProfile): Overlay | null {
  const { width, height } = profile;
  const short = Math.min(width, height);
  const size = labelSize(profile);
  const [line] = fit(drawable(text), { width: width * 0.9, maxLines: 1, size, smallest: size }, measureAt).lines;
  if (line === undefined) {
    return null;
  }
  const margin = Math.round(short * 0.03);
  const pillWidth = Math.ceil(measureAt(size)(line) + size * 1.1);
  const pillHeight = Math.round(size * 1.5);
  const canvas = createCanvas(pillWidth, pillHeight);
  const context = canvas.getContext('2d');
  context.fillStyle = '#000000a6';
  context.beginPath();
  context.roundRect(0, 0, pillWidth, pillHeight, pillHeight / 3);
  context.fill();
  context.textAlign = 'center';
  context.font = font(size);
  context.fillStyle = '#ffffff';
  context.fillText(line, pillWidth / 2, pillHeight / 2 + size * 0.36);
  return { canvas, x: width - margin - pillWidth, y: margin };
}
