import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './until.js';

const PROGRAM = join(import.meta.dirname, 'yt-dlp-program.js');

/** What happens with a video, told by its id; the program knows them all. */
export function videoThat(mode: string): string {
  return mode.padEnd(11, '_').slice(0, 11);
}

/** A program to set as YT_DLP_PATH: strict about what it is told, it never leaves this machine. */
export class YtDlpStub {
  private constructor(
    readonly directory: string,
    readonly path: string,
  ) {}

  /** Its videos are four seconds of a test picture with a tone. */
  static async create(directory: string, version = '2026.08.19'): Promise<YtDlpStub> {
    await mkdir(directory, { recursive: true });
    const stub = new YtDlpStub(directory, join(directory, 'yt-dlp'));
    await stub.becomes(version);
    // prettier-ignore
    execFileSync('ffmpeg', [
      '-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc=s=320x180:r=25:d=4', '-f', 'lavfi', '-i', 'sine=d=4',
      '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', join(directory, 'media.mp4'),
    ]);
    await writeFile(stub.path, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' '${directory}' "$@"\n`);
    await chmod(stub.path, 0o755);
    return stub;
  }

  /** Another release. */
  async becomes(version: string): Promise<void> {
    await writeFile(join(this.directory, 'version'), version);
  }

  /** What it was told since it was asked the last time, a list for each run. */
  async taken(): Promise<string[][]> {
    const text = await readFile(join(this.directory, 'calls'), 'utf8').catch(() => '');
    await writeFile(join(this.directory, 'calls'), '');
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as string[]);
  }

  /** It and its child, in the run that is `stubborn`. */
  async pids(): Promise<number[]> {
    const path = join(this.directory, 'pids');
    await until('a run that is stubborn', async () => (await readFile(path, 'utf8')) !== '');
    return (await readFile(path, 'utf8')).split(' ').map(Number);
  }
}
