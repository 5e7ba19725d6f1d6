import { type Canvas, ImageData, createCanvas } from '@napi-rs/canvas';
import { rawFramesArguments } from './ffmpeg-commands.js';
import { type MediaTools, ToolProcess } from './ffmpeg.js';
import { confinedTools } from './foreign-file.js';
import { MediaFailure } from './media-failure.js';
import { type RenderProfile } from './timeline.js';

/** Frames of one of our clips, decoded in one go and handed out one at a time, as classifiers want them. */

const TIMEOUT_MS = 120_000;

export interface ClipSample {
  frame: number;
  picture: Canvas;
}

/** The frames with these numbers, each once, in their order; all of them, or it throws. */
export async function* clipSamples(
  tools: MediaTools,
  path: string,
  wanted: { frames: number[]; profile: RenderProfile },
  signal: AbortSignal,
): AsyncGenerator<ClipSample> {
  const { width, height } = wanted.profile;
  const frames = [...new Set(wanted.frames)].sort((one, other) => one - other);
  if (frames.length === 0) {
    return;
  }
  const args = rawFramesArguments(path, frames, wanted.profile);
  const tool = new ToolProcess(confinedTools(tools), 'ffmpeg', args, { signal, timeoutMs: TIMEOUT_MS });
  tool.stdin.end();
  let shown = 0;
  try {
    for await (const pixels of slicesOf(tool.stdout, width * height * 4)) {
      const picture = createCanvas(width, height);
      picture.getContext('2d').putImageData(new ImageData(pixels, width, height), 0, 0);
      yield { frame: frames[shown] ?? 0, picture };
      shown += 1;
    }
    await tool.finished;
  } finally {
    // Who has seen enough does not wait for the rest.
    tool.stop(new MediaFailure('STEP_CRASHED', 'Nobody wants more frames'));
  }
  if (shown !== frames.length) {
    throw new MediaFailure('INVALID_OUTPUT', `The clip shows ${shown} of ${frames.length} frames`);
  }
}

/** A stream in pieces of the same size; what is left over at its end is nothing. */
async function* slicesOf(stream: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Uint8ClampedArray> {
  let slice = new Uint8ClampedArray(bytes);
  let filled = 0;
  for await (const chunk of stream) {
    for (let start = 0; start < chunk.length;) {
      const part = chunk.subarray(start, start + bytes - filled);
      slice.set(part, filled);
      filled += part.length;
      start += part.length;
      if (filled === bytes) {
        yield slice;
        slice = new Uint8ClampedArray(bytes);
        filled = 0;
      }
    }
  }
}
