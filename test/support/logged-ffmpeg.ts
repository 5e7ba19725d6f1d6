import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The true ffmpeg, to be set as FFMPEG_PATH; it notes what it is told. */
export class LoggedFfmpeg {
  private constructor(
    readonly path: string,
    private readonly log: string,
  ) {}

  static async create(directory: string): Promise<LoggedFfmpeg> {
    await mkdir(directory, { recursive: true });
    const [path, log] = [join(directory, 'ffmpeg'), join(directory, 'log')];
    const ffmpeg = execFileSync('which', ['ffmpeg'], { encoding: 'utf8' }).trim();
    await writeFile(
      path,
      `#!/bin/sh\nprintf '%s\\n' "$(echo "$*" | tr '\\n' ' ')" >> '${log}'\nexec '${ffmpeg}' "$@"\n`,
    );
    await chmod(path, 0o755);
    await writeFile(log, '');
    return new LoggedFfmpeg(path, log);
  }

  /** What it was told since it was asked the last time, a line for each run. */
  async taken(): Promise<string[]> {
    const lines = (await readFile(this.log, 'utf8')).split('\n').filter(Boolean);
    await writeFile(this.log, '');
    return lines;
  }
}

/** Whether a run encodes pictures or sound: everything else copies, decodes or looks. */
export function isEncoding(line: string): boolean {
  return /-c(odec)?:v (?!copy)|-c:a (?!copy)|libx264|\baac\b/.test(line);
}
