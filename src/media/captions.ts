import { type Canvas, type SKRSContext2D, createCanvas } from '@napi-rs/canvas';
import { cuePlace, MOST_ROWS } from './cue-text.js';
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
/** How far letters reach below their line, in heights of a letter. */
const DESCENT = 0.22;
const FADE_IN_FRAMES = 3;
const FADE_OUT_FRAMES = 4;
/** The second language is smaller, and not as bright. */
const SECOND_SIZE = 0.74;
/** Below each language, in heights of the main one. */
const BLOCK_GAP = 0.08;
const MAIN_COLOUR = '#ffffff';
const SECOND_COLOUR = '#e6e2d6';
const NAME_COLOURS = { male: '#bcd4ff', female: '#ffc2cf' } as const;
/** Dark enough to read on white, clear enough to see what is behind. */
const BAND_COLOUR = '#0b0b1480';
const measuring = createCanvas(8, 8).getContext('2d');

/** Measures text in the film's font at a size. */
export function measureAt(size: number): Measure {
  return (text) => {
    measuring.font = font(size);
    return measuring.measureText(text).width;
  };
}

interface Block {
  /** All that can be drawn of it. */
  text: string;
  lines: string[];
  size: number;
  colour: string;
}

/** Where each part of a burned-in subtitle stands, before anything is drawn. */
interface CueLayout {
  /** Of the main language's letters. */
  size: number;
  blocks: Block[];
  /** In pixels, of each block. */
  heights: number[];
  name: string | null;
  tagHeight: number;
  height: number;
  y: number;
}

/** Null when nothing of it can be drawn. */
function layOut(cue: Cue, profile: RenderProfile): CueLayout | null {
  const { size, bottom } = cuePlace(profile);
  const blocks = [
    blockOf(cue.text, size, MAIN_COLOUR, profile),
    blockOf(cue.second ?? '', Math.round(size * SECOND_SIZE), SECOND_COLOUR, profile),
  ].filter(({ lines }) => lines.length > 0);
  if (blocks.length === 0) {
    return null;
  }
  const name = (cue.speaker && drawable(cue.speaker.name)) || null;
  const tagHeight = name ? Math.round(size * 1.05) : 0;
  const heights = blocks.map((block) => block.lines.length * block.size * LINE_HEIGHT + size * BLOCK_GAP);
  const height = Math.ceil(tagHeight + heights.reduce((sum, each) => sum + each, 0) + size * 0.22);
  return { size, blocks, heights, name, tagHeight, height, y: Math.round(profile.height * (1 - bottom) - height) };
}

/**
 * A burned-in subtitle with the speaker's name above, and the second language smaller beneath; null when nothing of it can
 * be drawn.
 */
export function drawCue(cue: Cue, profile: RenderProfile): Overlay | null {
  const layout = layOut(cue, profile);
  if (!layout) {
    return null;
  }
  const { size, blocks, heights, name, tagHeight, height, y } = layout;
  const canvas = createCanvas(profile.width, height);
  const context = canvas.getContext('2d');
  context.textAlign = 'center';
  context.lineJoin = 'round';
  if (name && cue.speaker) {
    drawName(context, name, NAME_COLOURS[cue.speaker.sex], { centre: profile.width / 2, size, height: tagHeight });
  }
  let top = tagHeight;
  for (const [index, block] of blocks.entries()) {
    drawBlock(context, block, { top, centre: profile.width / 2 });
    top += heights[index] ?? 0;
  }
  return { canvas, x: 0, y };
}

/** What of a picture a burned-in subtitle takes, in pixels. */
export interface CuePlacement {
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Not all of its words are there. */
  isCut: boolean;
}

/** Where a subtitle is drawn: its letters and the name above them, without their outline. */
export function placeCue(cue: Cue, profile: RenderProfile): CuePlacement | null {
  const layout = layOut(cue, profile);
  if (!layout) {
    return null;
  }
  const { size, blocks, heights, name, tagHeight, y } = layout;
  const widths = blocks.flatMap((block) => block.lines.map(measureAt(block.size)));
  const width = Math.max(...widths, name === null ? 0 : nameOf(name, { centre: profile.width / 2, size }).width);
  const last = blocks[blocks.length - 1];
  const before = heights.slice(0, -1).reduce((sum, each) => sum + each, 0);
  const lastRow = last ? (last.lines.length - 1) * last.size * LINE_HEIGHT + last.size * (1 + DESCENT) : 0;
  return {
    left: (profile.width - width) / 2,
    right: (profile.width + width) / 2,
    top: y,
    bottom: y + tagHeight + before + lastRow,
    isCut: blocks.some(({ lines, text }) => lettersOf(lines.join('')) !== lettersOf(text)),
  };
}

function lettersOf(text: string): string {
  return text.replace(/\s+/gu, '');
}

function blockOf(text: string, size: number, colour: string, profile: RenderProfile): Block {
  const width = profile.width * (1 - 2 * cuePlace(profile).side);
  const layout = { width, maxLines: MOST_ROWS, size, smallest: Math.round(size * 0.46) };
  const drawn = drawable(text);
  return { ...fit(drawn, layout, measureAt), text: drawn, colour };
}

function drawBlock(context: SKRSContext2D, block: Block, place: { top: number; centre: number }): void {
  const { lines, size, colour } = block;
  const { top, centre } = place;
  context.font = font(size);
  drawBand(context, block, place);
  context.lineWidth = size * 0.2;
  lines.forEach((line, index) => {
    const baseline = top + index * size * LINE_HEIGHT + size;
    context.strokeStyle = '#0b0b14e6';
    context.strokeText(line, centre, baseline);
    context.fillStyle = colour;
    context.fillText(line, centre, baseline);
  });
}

/** A soft dark band behind the lines, so that they read over a badge or a bright shirt as well. */
function drawBand(
  context: SKRSContext2D,
  { lines, size }: Block,
  { top, centre }: { top: number; centre: number },
): void {
  const width = Math.max(...lines.map((line) => context.measureText(line).width)) + size * 0.5;
  const height = (lines.length - 1) * size * LINE_HEIGHT + size * 0.9;
  context.save();
  context.filter = `blur(${Math.round(size * 0.16)}px)`;
  context.fillStyle = BAND_COLOUR;
  context.beginPath();
  context.roundRect(centre - width / 2, top + size * 0.22, width, height, size * 0.3);
  context.fill();
  context.restore();
}

function drawName(
  context: SKRSContext2D,
  name: string,
  colour: string,
  { centre, size, height }: { centre: number; size: number; height: number },
): void {
  const { text, size: fitted, width } = nameOf(name, { centre, size });
  context.font = font(fitted);
  context.fillStyle = '#0b0b14f0';
  context.beginPath();
  context.roundRect(centre - width / 2, 0, width, height * 0.9, height * 0.3);
  context.fill();
  context.fillStyle = colour;
  context.fillText(text, centre, height * 0.45 + fitted * 0.36);
}

/** A name on its tag, and how wide that is. */
function nameOf(
  name: string,
  { centre, size }: { centre: number; size: number },
): { text: string; size: number; width: number } {
  const layout = { width: centre * 1.6, maxLines: 1, size: Math.round(size * 0.62), smallest: Math.round(size * 0.4) };
  const { lines, size: fitted } = fit(name, layout, measureAt);
  const [text = ''] = lines;
  return { text, size: fitted, width: measureAt(fitted)(text) + size * 0.7 };
}

/** How visible a cue is: it comes and goes within a few frames of its own, so that it never lies over the next one. */
export function cueAlpha({ startFrame, endFrame }: Cue, frame: number): number {
  const rising = (frame - startFrame + 1) / FADE_IN_FRAMES;
  const falling = (endFrame - frame) / FADE_OUT_FRAMES;
  return Math.min(1, Math.max(0, Math.min(rising, falling)));
}
