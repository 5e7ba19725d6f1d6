import { rename, rm } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { ChildTool, type ToolFailures, type ToolOptions, wentWell } from '../common/child-tool.js';
import { MediaFailure, failureOfTool, hadNoSpace } from './media-failure.js';

/** ffmpeg and ffprobe, run to their end. */

/**
 * Which programs are run; `guard` is put before them so that none outlives us, and `limits` too where they read the file of
 * a stranger (both empty where that cannot be had).
 */
export interface MediaTools {
  ffmpeg: string;
  ffprobe: string;
  guard: string[];
  limits: string[];
  /** Whether this ffmpeg can bring HDR pictures to SDR. */
  toneMaps: boolean;
}

/** A running ffmpeg or ffprobe. Await `finished` always: it rejects with the reason of any bad end. */
export class ToolProcess extends ChildTool {
  constructor(tools: MediaTools, program: 'ffmpeg' | 'ffprobe', args: string[], options: ToolOptions) {
    super([...tools.guard, tools[program], ...args], options, failuresOf(program));
  }
}

function failuresOf(program: string): ToolFailures {
  return {
    notStarted: (cause) => new MediaFailure('RENDER_FAILED', `${program} cannot be started`, { cause }),
    late: (timeoutMs) => new MediaFailure('STEP_TIMED_OUT', `${program} took longer than ${timeoutMs} ms`),
    ended: (ending, stderr) =>
      wentWell(ending) && !hadNoSpace(stderr) ? null : failureOfTool(program, ending, stderr),
  };
}

/** Runs a tool to its end and returns what it said. */
export async function runTool(
  tools: MediaTools,
  program: 'ffmpeg' | 'ffprobe',
  args: string[],
  options: ToolOptions,
): Promise<{ stdout: string; stderr: string }> {
  const tool = new ToolProcess(tools, program, args, options);
  tool.stdin.end();
  const stdout = text(tool.stdout);
  stdout.catch(() => undefined);
  await tool.finished;
  return { stdout: await stdout, stderr: tool.stderr };
}

/** Makes a file under a `.part` name beside `out`; it gets its name when complete and leaves nothing when it fails. */
export async function writeWhole<T>(out: string, extension: string, make: (part: string) => Promise<T>): Promise<T> {
  const part = `${out}.part.${extension}`;
  try {
    const result = await make(part);
    await rename(part, out);
    return result;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
