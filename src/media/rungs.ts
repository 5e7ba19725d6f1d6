import { rename, rm } from 'node:fs/promises';
import { requireSpace } from './disk-space.js';
import { type MediaTools, runTool } from './ffmpeg.js';
import { rungArguments } from './hls-commands.js';
import { type Rung, type RungsTask } from './hls-plan.js';
import { MediaFailure } from './media-failure.js';
import { readKeyFrames, readVideoStream } from './mp4-video.js';

/** A clip of ours in smaller sizes. Runs in a render process. */

const SECONDS_PER_FRAME_AT_MOST = 1;
const LEAST_TIMEOUT_MS = 120_000;

/** The files are complete, and cut where the clip is, when this resolves; nothing is there when it fails. */
export async function encodeRungs(task: RungsTask, tools: MediaTools, signal: AbortSignal): Promise<void> {
  const { clip, frames, outs } = task;
  const { fps } = task.profile;
  const keyFrames = await readKeyFrames(clip);
  const parts = outs.map((out) => ({ ...out, path: `${out.path}.part.mp4` }));
  const timeoutMs = Math.max(LEAST_TIMEOUT_MS, frames * SECONDS_PER_FRAME_AT_MOST * 1000);
  try {
    await runTool(tools, 'ffmpeg', rungArguments(clip, { fps, keyFrames }, parts), { signal, timeoutMs });
    for (const part of parts) {
      await requireWhole(part, { frames, fps, keyFrames });
    }
    await Promise.all(parts.map(({ path }, index) => rename(path, outs[index]?.path ?? path)));
  } catch (error) {
    await Promise.all(parts.map(({ path }) => rm(path, { force: true })));
    throw error;
  }
}

async function requireWhole(
  { path, width, height }: Rung & { path: string },
  { frames, fps, keyFrames }: { frames: number; fps: number; keyFrames: number[] },
): Promise<void> {
  const made = await readVideoStream(path);
  const isWhole = made?.frames === frames && made.width === width && made.height === height && made.fps === fps;
  if (!isWhole) {
    await requireSpace(path, frames / fps);
    const what = made === null ? 'cannot be read' : `has ${made.frames} frames of ${made.width}x${made.height}`;
    throw new MediaFailure('RENDER_FAILED', `A clip of ${frames} frames in ${width}x${height} ${what}`);
  }
  if (String(await readKeyFrames(path)) !== String(keyFrames)) {
    throw new MediaFailure('RENDER_FAILED', `A clip in ${width}x${height} has key frames of its own`);
  }
}
