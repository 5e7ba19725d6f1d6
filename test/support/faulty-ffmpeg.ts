import { execFileSync } from 'node:child_process';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What goes wrong when a clip is encoded. */
export type FfmpegFault = 'crash' | 'hang' | 'half' | 'kill the worker';

/** Everything but the encoding of a clip's pictures is the true program. */
const PROGRAM = `#!/bin/sh
here='HERE'
case "$*" in *rawvideo*libx264*) ;; *) exec 'FFMPEG' "$@" ;; esac
fault=$(cat "$here/always" 2>/dev/null)
if [ -z "$fault" ] && mv "$here/once" "$here/once.$$" 2>/dev/null; then fault=$(cat "$here/once.$$"); fi
[ -n "$fault" ] || exec 'FFMPEG' "$@"
echo "$fault" >> "$here/met"
case "$fault" in
  crash) kill -SEGV $$ ;;
  hang) exec sleep 100000 ;;
  half)
    for out in "$@"; do :; done
    'FFMPEG' "$@" || exit 1
    truncate -s $(($(stat -c %s "$out") / 2)) "$out" ;;
  'kill the worker')
    pid=$PPID
    until tr '\\0' ' ' < /proc/$pid/cmdline | grep -q 'dist/src/main.js'; do
      pid=$(sed -n 's/^PPid:\\s*//p' /proc/$pid/status)
      [ "$pid" -gt 1 ] || exit 1
    done
    kill -KILL "$pid" ;;
esac
`;

/** A program to set as FFMPEG_PATH, with faults on request. */
export class FaultyFfmpeg {
  private constructor(
    private readonly directory: string,
    readonly path: string,
  ) {}

  static async create(directory: string): Promise<FaultyFfmpeg> {
    const path = join(directory, 'ffmpeg');
    const ffmpeg = execFileSync('which', ['ffmpeg'], { encoding: 'utf8' }).trim();
    await writeFile(path, PROGRAM.replaceAll('HERE', directory).replaceAll('FFMPEG', ffmpeg));
    await chmod(path, 0o755);
    return new FaultyFfmpeg(directory, path);
  }

  /** The next clip meets the fault. */
  async once(fault: FfmpegFault): Promise<void> {
    await this.arm('once', fault);
  }

  /** Every clip does. */
  async always(fault: FfmpegFault): Promise<void> {
    await this.arm('always', fault);
  }

  /** How many clips have met one. */
  async met(): Promise<number> {
    const text = await readFile(join(this.directory, 'met'), 'utf8').catch(() => '');
    return text.split('\n').filter(Boolean).length;
  }

  private async arm(when: 'once' | 'always', fault: FfmpegFault): Promise<void> {
    const path = join(this.directory, when);
    await writeFile(`${path}.new`, fault);
    await rename(`${path}.new`, path);
  }
}
