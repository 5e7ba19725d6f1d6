import { type ChildProcess, spawn } from 'node:child_process';
import { type Readable, type Writable } from 'node:stream';
import { giveWay } from './give-way.js';
import { toolEnvironment } from './tool-environment.js';

/** The one runner of other programs: argument arrays, abort, time limit, nothing left behind. */

export interface ToolOptions {
  signal: AbortSignal;
  timeoutMs: number;
  /** Where bare file names in the arguments are looked for. */
  cwd?: string;
  /** It writes to its third pipe, too. */
  hasSecondOutput?: boolean;
}

/** What a bad end is called by those who run the program. */
export interface ToolFailures {
  notStarted: (cause: Error) => Error;
  late: (timeoutMs: number) => Error;
  /** How it ended (`code 1`, `SIGSEGV`), and the end of what it said on stderr; null: it went well nevertheless. */
  ended: (ending: string, stderr: string) => Error | null;
}

const STDERR_LIMIT_BYTES = 64 * 1024;
const KILL_AFTER_MS = 2000;
const WENT_WELL = 'code 0';

/** A running program. Await `finished` always: it rejects with the reason of any bad end. */
export class ChildTool {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** What it writes to its third pipe, if that was asked for. */
  readonly secondOutput: Readable | null;
  readonly finished: Promise<void>;
  private readonly child: ChildProcess;
  private readonly failures: ToolFailures;
  private stderrTail = '';
  private stopReason: Error | null = null;
  private killTimer: NodeJS.Timeout | undefined;

  constructor(
    command: readonly string[],
    options: ToolOptions,
    failures: ToolFailures,
    environment = toolEnvironment(),
  ) {
    options.signal.throwIfAborted();
    this.failures = failures;
    const [program = '', ...args] = command;
    this.child = spawn(program, args, {
      cwd: options.cwd,
      env: environment,
      stdio: ['pipe', 'pipe', 'pipe', ...(options.hasSecondOutput ? ['pipe' as const] : [])],
      detached: true,
      windowsHide: true,
    });
    giveWay(this.child.pid);
    const { stdin, stdout, stderr } = this.child;
    if (!stdin || !stdout || !stderr) {
      throw failures.notStarted(new Error('It has no pipes'));
    }
    this.stdin = stdin;
    this.stdout = stdout;
    this.secondOutput = (this.child.stdio[3] as Readable | null | undefined) ?? null;
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
    this.secondOutput?.destroy();
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
    const timer = setTimeout(() => this.stop(this.failures.late(options.timeoutMs)), options.timeoutMs);
    try {
      await this.ended();
    } catch (error) {
      // Whoever it has started may not have heard, or does not care.
      this.kill('SIGKILL');
      throw error;
    } finally {
      clearTimeout(timer);
      clearTimeout(this.killTimer);
      options.signal.removeEventListener('abort', onAbort);
    }
  }

  private ended(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.child.once('error', (error) => reject(this.failures.notStarted(error)));
      this.child.once('close', (code, signal) => {
        const failure = this.stopReason ?? this.failures.ended(signal ?? `code ${code}`, this.stderrTail);
        if (failure === null) {
          resolve();
        } else {
          reject(failure);
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

/** Whether a program says of itself that all went well. */
export function wentWell(ending: string): boolean {
  return ending === WENT_WELL;
}
