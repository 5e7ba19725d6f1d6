import { type ChildProcess, spawn } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { type Readable, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { giveWay } from '../common/give-way.js';
import { toolEnvironment } from '../common/tool-environment.js';
import { MediaFailure, failureOfTool, hadNoSpace } from './media-failure.js';

/** The one runner of ffmpeg and ffprobe: argument arrays, abort, time limit, nothing left behind. */

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

export interface ToolOptions {
  signal: AbortSignal;
  timeoutMs: number;
  /** Where bare file names in the arguments are looked for. */
  cwd?: string;
}

const STDERR_LIMIT_BYTES = 64 * 1024;
const KILL_AFTER_MS = 2000;

/** A running ffmpeg or ffprobe. Await `finished` always: it rejects with the reason of any bad end. */
export class ToolProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly finished: Promise<void>;
  private readonly child: ChildProcess;
  private readonly program: string;
  private stderrTail = '';
  private stopReason: Error | null = null;
  private killTimer: NodeJS.Timeout | undefined;

  constructor(tools: MediaTools, program: 'ffmpeg' | 'ffprobe', args: string[], options: ToolOptions) {
    options.signal.throwIfAborted();
    this.program = program;
    const [command = tools[program], ...rest] = [...tools.guard, tools[program], ...args];
    this.child = spawn(command, rest, {
      cwd: options.cwd,
      env: toolEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      windowsHide: true,
    });
    giveWay(this.child.pid);
    const { stdin, stdout, stderr } = this.child;
    if (!stdin || !stdout || !stderr) {
      throw new MediaFailure('RENDER_FAILED', `${program} has no pipes`);
    }
    this.stdin = stdin;
    this.stdout = stdout;
    // EPIPE when the tool ends first; `finished` tells the reason.
    stdin.on('error', () => undefined);
    stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.stderrTail = (this.stderrTail + chunk).slice(-STDERR_LIMIT_BYTES);
    });
    this.finished = this.settle(options);
    this.finished.catch(() => undefined);
  }

  get stderr(): string {
    return this.stderrTail;
  }

  /** Ends the tool with everything it started: politely, then for good. */
  stop(reason: unknown): void {
    if (this.stopReason !== null || this.child.exitCode !== null) {
      return;
    }
    this.stopReason = reason instanceof Error ? reason : new Error(String(reason));
    // Nobody reads on; an unread pipe would keep the process from closing.
    this.stdout.destroy();
    this.kill('SIGTERM');
    this.killTimer = setTimeout(() => this.kill('SIGKILL'), KILL_AFTER_MS);
  }

  /** Resolves when the tool has taken all bytes, or has ended. */
  async write(bytes: Uint8Array): Promise<void> {
    const taken = new Promise<void>((resolve) => {
      this.stdin.write(bytes, () => resolve());
    });
    await Promise.race([taken, this.finished]);
  }

  private async settle(options: ToolOptions): Promise<void> {
    const onAbort = (): void => this.stop(options.signal.reason);
    options.signal.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(() => {
      this.stop(new MediaFailure('STEP_TIMED_OUT', `${this.program} took longer than ${options.timeoutMs} ms`));
    }, options.timeoutMs);
    try {
      await this.ended();
    } finally {
      clearTimeout(timer);
      clearTimeout(this.killTimer);
      options.signal.removeEventListener('abort', onAbort);
    }
  }

  private ended(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.child.once('error', (error) => {
        reject(new MediaFailure('RENDER_FAILED', `${this.program} cannot be started`, { cause: error }));
      });
      this.child.once('close', (code, signal) => {
        if (this.stopReason !== null) {
          reject(this.stopReason);
        } else if (code === 0 && !hadNoSpace(this.stderrTail)) {
          resolve();
        } else {
          reject(failureOfTool(this.program, signal ?? `code ${code}`, this.stderrTail));
        }
      });
    });
  }

  private kill(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    try {
      if (pid !== undefined) {
        process.kill(-pid, signal);
      }
    } catch {
      // The group is gone already.
    }
  }
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
