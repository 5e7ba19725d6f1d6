import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Canvas } from '@napi-rs/canvas';
import { Compositor } from './compositor.js';
import { clipArguments } from './ffmpeg-commands.js';
import { type MediaTools, ToolProcess } from './ffmpeg.js';
import { type ClipPlan, type RenderProfile, type ShotPicture } from './timeline.js';

/** Frames into files. Runs in a render process. */

const SECONDS_PER_FRAME_AT_MOST = 2;
const LEAST_TIMEOUT_MS = 120_000;
const PROGRESS_EVERY_FRAMES = 12;

/** Composes and encodes a clip; `out` is complete when this resolves. */
export async function renderClip(
  plan: ClipPlan,
  out: string,
  tools: MediaTools,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<void> {
  const { frames } = plan.shot;
  const compositor = await Compositor.open(plan, tools, signal);
  const timeoutMs = Math.max(LEAST_TIMEOUT_MS, frames * SECONDS_PER_FRAME_AT_MOST * 1000);
  let encoder: ToolProcess | null = null;
  try {
    encoder = new ToolProcess(tools, 'ffmpeg', clipArguments(plan.profile, out), { signal, timeoutMs });
    encoder.stdout.resume();
    for (let frame = 0; frame < frames; frame++) {
      const canvas = await compositor.frame(frame);
      await encodeFrame(encoder, canvas);
      if (frame % PROGRESS_EVERY_FRAMES === 0) {
        onProgress(frame / frames);
      }
      // Lets a cancellation be heard between two frames.
      await nextTurn();
      signal.throwIfAborted();
    }
    encoder.stdin.end();
    await encoder.finished;
    onProgress(1);
  } catch (error) {
    encoder?.stop(error);
    await encoder?.finished.catch(() => undefined);
    throw error;
  } finally {
    compositor.close();
  }
}

/**
 * `data()` copies the pixels. A copy that is left to the garbage collector costs 15 ms of page faults and memory that
 * grows by a gigabyte in ten seconds of film; one that is given back at once is used again for the next frame.
 */
async function encodeFrame(encoder: ToolProcess, canvas: Canvas): Promise<void> {
  const pixels = canvas.data();
  await encoder.write(pixels);
  const { buffer } = pixels;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === pixels.byteLength) {
    buffer.transfer(0);
  }
}

/** The middle frame of a shot as PNG, nothing written over it. */
export async function renderStill(
  profile: RenderProfile,
  shot: ShotPicture,
  tools: MediaTools,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const bare = {
    transition: null,
    cues: [],
    heading: null,
    card: null,
    label: null,
    fadeInFrames: 0,
    fadeOutFrames: 0,
  };
  const compositor = await Compositor.open({ profile, shot, ...bare }, tools, signal);
  try {
    const canvas = await compositor.frame(Math.floor(shot.frames / 2));
    return await canvas.encode('png');
  } finally {
    compositor.close();
  }
}
