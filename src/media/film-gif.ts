import { createCanvas } from '@napi-rs/canvas';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { drawLabel } from './cards.js';
import { type GifSize, gifArguments } from './ffmpeg-commands.js';
import { type MediaTools, runTool } from './ffmpeg.js';
import { MediaFailure } from './media-failure.js';
import { type GifPlan, type RenderProfile } from './timeline.js';

/** Some moments of a finished film as a GIF that plays for ever. Runs in a render process. */

/** Of its longer side, in pixels: the first with which it is light enough is taken. */
const SIDES = [480, 400, 320, 240];
export const MOST_GIF_BYTES = 5_000_000;
const TIMEOUT_MS = 5 * 60_000;

export async function writeGif(plan: GifPlan, out: string, tools: MediaTools, signal: AbortSignal): Promise<void> {
  const [label, part] = [`${out}.label.png`, `${out}.part.gif`];
  try {
    for (const side of SIDES) {
      const size = sizeWithin(plan.profile, side);
      await writeFile(label, await labelOf(plan.label, { ...plan.profile, ...size }));
      await runTool(tools, 'ffmpeg', gifArguments(plan, label, size, part), { signal, timeoutMs: TIMEOUT_MS });
      if ((await stat(part)).size <= MOST_GIF_BYTES) {
        return await rename(part, out);
      }
    }
    throw new MediaFailure('RENDER_FAILED', 'The GIF is too large');
  } finally {
    await Promise.all([label, part].map((path) => rm(path, { force: true })));
  }
}

function sizeWithin({ width, height }: RenderProfile, side: number): GifSize {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** A GIF has no first seconds that everybody sees, and nothing else in it can say where it comes from: the label stays. */
async function labelOf(text: string, profile: RenderProfile): Promise<Buffer> {
  const canvas = createCanvas(profile.width, profile.height);
  const label = drawLabel(text, profile);
  if (label) {
    canvas.getContext('2d').drawImage(label.canvas, label.x, label.y);
  }
  return canvas.encode('png');
}
