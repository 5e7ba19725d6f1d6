import { setImmediate as nextTurn } from 'node:timers/promises';
import { Compositor } from './compositor.js';
import { clipArguments } from './ffmpeg-commands.js';
import { type MediaTools, ToolProcess } from './ffmpeg.js';
import { pngOf } from './png.js';
import { type ClipPaths, type ClipPlan, type RenderProfile, type ShotPicture } from './timeline.js';

/** Frames into files. Runs in a render process. */

const SECONDS_PER_FRAME_AT_MOST = 2;
const LEAST_TIMEOUT_MS = 120_000;
const PROGRESS_EVERY_FRAMES = 12;

/** Composes and encodes a clip; its files are complete when this resolves. */
export async function renderClip(
  plan: ClipPlan,
  out: ClipPaths,
  tools: MediaTools,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<void> {
  const { frames } = plan.shot;
  const compositor = await Compositor.open(plan, tools, signal);
  const timeoutMs = Math.max(LEAST_TIMEOUT_MS, frames * SECONDS_PER_FRAME_AT_MOST * 1000);
  let encoder: ToolProcess | null = null;
  try {
    encoder = new ToolProcess(tools, 'ffmpeg', clipArguments(plan.profile, frames, out), { signal, timeoutMs });
    encoder.stdout.resume();
    const pipe = new FramePipe(encoder);
    for (let frame = 0; frame < frames; frame++) {
      await pipe.send((await compositor.frame(frame)).bytes);
      if (frame > 0 && frame % PROGRESS_EVERY_FRAMES === 0) {
        onProgress(frame / frames);
      }
      // Lets a cancellation be heard between two frames.
      await nextTurn();
      signal.throwIfAborted();
    }
    await pipe.end();
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

/** While the encoder takes one frame the next one is composed. */
class FramePipe {
  private buffer: Uint8Array = new Uint8Array(0);
  private sending: Promise<void> = Promise.resolve();
  private readonly encoder: ToolProcess;

  constructor(encoder: ToolProcess) {
    this.encoder = encoder;
  }

  /** Resolves when the frame is kept and the one before it is gone. */
  async send(frame: Uint8Array): Promise<void> {
    await this.sending;
    if (this.buffer.length !== frame.length) {
      this.buffer = new Uint8Array(frame.length);
    }
    this.buffer.set(frame);
    this.sending = this.encoder.write(this.buffer);
    this.sending.catch(() => undefined);
  }

  async end(): Promise<void> {
    await this.sending;
    this.encoder.stdin.end();
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
    const screen = await compositor.frame(Math.floor(shot.frames / 2));
    return await pngOf(screen.pixels, screen.width, screen.height);
  } finally {
    compositor.close();
  }
}
