import { execFile } from 'node:child_process';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const SIZE = '256m';

/** A file system of its own for a fleet's files, to be filled and closed. Only root may make one. */
export class SmallDisk {
  private constructor(readonly directory: string) {}

  /** Why there can be none here; null when there can. */
  static async obstacle(): Promise<string | null> {
    const directory = join(tmpdir(), `jumu-disk-${process.pid}`);
    try {
      await mkdir(directory);
      await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory]);
      await run('umount', [directory]);
      return null;
    } catch {
      return 'file systems may not be mounted here';
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  static async mount(directory: string): Promise<SmallDisk> {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', directory]);
    return new SmallDisk(directory);
  }

  /** Takes all space that is left: most of it at once, then byte by byte what others may be taking just now. */
  async fill(): Promise<void> {
    const ballast = join(this.directory, 'ballast');
    const { bavail, bsize } = await statfs(this.directory);
    await run('fallocate', ['-l', String(Math.floor(bavail * bsize * 0.9)), ballast]).catch(() => undefined);
    await run('dd', ['if=/dev/zero', `of=${ballast}`, 'oflag=append', 'conv=notrunc', 'bs=4k']).catch(() => undefined);
  }

  async free(): Promise<void> {
    await rm(join(this.directory, 'ballast'), { force: true });
  }

  /** Lets a folder of it be read and no longer written. */
  async close(folder: string): Promise<void> {
    const path = join(this.directory, folder);
    await mkdir(path, { recursive: true });
    await run('mount', ['--bind', path, path]);
    await run('mount', ['-o', 'remount,bind,ro', path]);
  }

  async open(folder: string): Promise<void> {
    await run('umount', ['-l', join(this.directory, folder)]);
  }

  async unmount(): Promise<void> {
    await run('umount', ['-l', this.directory]);
  }
}
