import { spawn } from 'node:child_process';
import { existsSync, openSync, closeSync, renameSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { toolEnvironment } from '../common/tool-environment.js';
import { identifyProcess, type ProcessIdentity } from './process-identity.js';

/** The account a server runs as; null: our own. */
export interface SystemUser {
  uid: number;
  gid: number;
}

export interface ServerCommand {
  name: string;
  command: string;
  arguments: string[];
  cwd: string;
  logFile: string;
  user: SystemUser | null;
}

/** A server that ended before it was ready. */
export class ServerStartError extends Error {}

/** A server of ours in a process group of its own: a Ctrl-C in the terminal reaches us, and we still need it. */
export class ServerProcess {
  private ended: string | null = null;

  private constructor(
    readonly identity: ProcessIdentity,
    private readonly command: ServerCommand,
  ) {}

  static async spawn(command: ServerCommand): Promise<ServerProcess> {
    if (existsSync(command.logFile)) {
      renameSync(command.logFile, `${command.logFile}.1`);
    }
    // A file, not a pipe: a server whose parent was killed must not stumble over its own log.
    const log = openSync(command.logFile, 'a', 0o600);
    try {
      const child = spawn(command.command, command.arguments, {
        cwd: command.cwd,
        detached: true,
        stdio: ['ignore', log, log],
        env: { ...toolEnvironment(), LC_ALL: 'C' },
        ...command.user,
      });
      await new Promise((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      child.unref();
      const server = new ServerProcess(identifyProcess(child.pid ?? 0) ?? `${child.pid}-gone`, command);
      child.once('exit', (code, signal) => (server.ended = signal ?? `exit status ${code}`));
      return server;
    } finally {
      closeSync(log);
    }
  }

  /** Polls `isReady` until it says so; throws with the log's last lines when the server ends first. */
  async waitUntil(isReady: () => Promise<boolean>, limitMs: number): Promise<void> {
    const deadline = performance.now() + limitMs;
    while (!(await isReady())) {
      if (this.ended !== null) {
        throw new ServerStartError(`${this.command.name} did not start (${this.ended}): ${await this.logTail()}`);
      }
      if (performance.now() > deadline) {
        throw new Error(`${this.command.name} is not ready after ${limitMs / 1000} s: ${await this.logTail()}`);
      }
      await delay(25);
    }
  }

  private async logTail(): Promise<string> {
    const log = await readFile(this.command.logFile, 'utf8').catch(() => '');
    const lines = log.trim().split('\n').slice(-5).join('\n');
    return `${lines}\n(${this.command.logFile})`;
  }
}
