import { buffer } from 'node:stream/consumers';
import { type Canvas, ImageData, createCanvas } from '@napi-rs/canvas';
import { type MediaTools, ToolProcess } from './ffmpeg.js';
import { pixelsAtArguments } from './foreign-film-arguments.js';
import { confinedTools } from './foreign-file.js';
import { asMediaFailure } from './media-failure.js';
import { TextReader } from './text-reader.js';
import { type MomentTexts } from './text-spans.js';
import { type TextTask } from './text-task.js';

/** Reads what is written in some pictures of a stranger's film. */

const TIMEOUT_MS = 60_000;
/** A newspaper in a picture is no subtitle. */
const MOST_ROWS = 60;

/** Moments that cannot be seen are left out: one broken picture takes nothing from the others. */
export async function filmTexts(tools: MediaTools, task: TextTask, signal: AbortSignal): Promise<MomentTexts[]> {
  const reader = await TextReader.load();
  const seen: MomentTexts[] = [];
  for (const atSec of task.moments) {
    signal.throwIfAborted();
    const picture = await pictureAt(tools, task, atSec, signal);
    if (picture) {
      seen.push({ atSec, rows: await rowsOf(picture, reader) });
    }
  }
  return seen;
}

async function rowsOf(picture: Canvas, reader: TextReader): Promise<MomentTexts['rows']> {
  const rows = await reader.read(picture);
  return rows.slice(0, MOST_ROWS).map(({ text, x, y, width, height }) => ({
    text,
    x: shareOf(x, picture.width),
    y: shareOf(y, picture.height),
    width: shareOf(width, picture.width),
    height: shareOf(height, picture.height),
  }));
}

const shareOf = (length: number, whole: number): number => Math.round((length / whole) * 10_000) / 10_000;

/** Null where the film has ended, or is broken. */
async function pictureAt(
  tools: MediaTools,
  { path, format, size }: TextTask,
  atSec: number,
  signal: AbortSignal,
): Promise<Canvas | null> {
  const args = pixelsAtArguments(path, format, atSec, size);
  const tool = new ToolProcess(confinedTools(tools), 'ffmpeg', args, { signal, timeoutMs: TIMEOUT_MS });
  tool.stdin.end();
  const stdout = buffer(tool.stdout);
  stdout.catch(() => undefined);
  try {
    await tool.finished;
  } catch (error) {
    signal.throwIfAborted();
    if (asMediaFailure(error).blamesFile) {
      return null;
    }
    throw error;
  }
  const { width, height } = size;
  const pixels = await stdout;
  if (pixels.length !== width * height * 4) {
    return null;
  }
  const picture = createCanvas(width, height);
  const clamped = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length);
  picture.getContext('2d').putImageData(new ImageData(clamped, width, height), 0, 0);
  return picture;
}
