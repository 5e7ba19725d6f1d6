import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unlessAborted } from '../common/patience.js';
import { storagePath } from './storage-keys.js';
import type { StorageSource } from './storage.js';

/** Longer than any step takes: a file that was asked for may be read until then. */
const IN_USE_MS = 3 * 3_600_000;
/** A file may have been deleted elsewhere, at its owner's wish: of that nobody tells this machine. */
const UNREAD_MS = 7 * 24 * 3_600_000;
const CLEAR_EVERY_MS = 10 * 60_000;
const DRAFT = '.part';

/** Writes a file to a draft, until nobody wants it any more. */
type Fetch = (draft: string, unwanted: AbortSignal) => Promise<void>;

/** A copy that is being brought. */
interface Coming {
  done: Promise<void>;
  /** How many wait for it. */
  waiting: number;
  unwanted: AbortController;
}

/** Copies of stored files on this machine. The time at which a copy was last asked for is its file's time. */
export class FileCache {
  private readonly coming = new Map<string, Coming>();
  private clearAt = 0;

  constructor(
    private readonly root: string,
    private readonly maxBytes: number,
  ) {}

  /** The copy of a file. Unless it is there `fetch` writes it, once for all who ask meanwhile and as long as one waits. */
  async pathOf(key: string, fetch: Fetch, signal?: AbortSignal): Promise<string> {
    this.makeRoom();
    const path = storagePath(this.root, key);
    if (!(await touch(path))) {
      signal?.throwIfAborted();
      const coming = this.coming.get(key) ?? this.begin(key, path, fetch);
      coming.waiting++;
      try {
        await (signal === undefined ? coming.done : unlessAborted(coming.done, signal));
      } finally {
        coming.waiting--;
        this.endUnwanted(key, coming);
      }
    }
    return path;
  }

  /** Keeps what was just stored: whoever stored it is likely to read it next. */
  async keep(key: string, source: StorageSource): Promise<void> {
    const isBytes = Buffer.isBuffer(source);
    const write = (draft: string) =>
      isBytes ? writeFile(draft, source, { flag: 'wx', flush: true }) : copyTo(source.path, draft);
    this.makeRoom();
    // It is stored, and can be fetched: that there is no room for a copy is no failure.
    await this.fill(storagePath(this.root, key), write).catch(() => undefined);
  }

  async delete(key: string): Promise<void> {
    await rm(storagePath(this.root, key), { force: true });
  }

  private begin(key: string, path: string, fetch: Fetch): Coming {
    const unwanted = new AbortController();
    const done = this.fill(path, (draft) => fetch(draft, unwanted.signal));
    const coming = { done, waiting: 0, unwanted };
    this.coming.set(key, coming);
    return coming;
  }

  /** Whoever asks from now on begins anew. */
  private endUnwanted(key: string, coming: Coming): void {
    if (coming.waiting === 0) {
      coming.unwanted.abort();
      this.coming.delete(key);
    }
  }

  /** A copy is there whole or not at all, also for other processes that share the directory. */
  private async fill(path: string, write: (draft: string) => Promise<void>): Promise<void> {
    const draft = `${path}.${randomUUID()}${DRAFT}`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await write(draft);
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  /** Now and then, beside the work. */
  private makeRoom(): void {
    if (Date.now() > this.clearAt) {
      this.clearAt = Date.now() + CLEAR_EVERY_MS;
      void this.clear().catch(() => undefined);
    }
  }

  /** Removes what nobody asks for, of the rest the longest unread until it fits, and what killed processes left half done. */
  private async clear(): Promise<void> {
    const files = await filesBelow(this.root);
    files.sort((one, other) => other.askedAt - one.askedAt);
    let bytes = 0;
    for (const { path, bytes: size, askedAt } of files) {
      bytes += size;
      const isUnread = askedAt < Date.now() - UNREAD_MS;
      if (isUnread || bytes > this.maxBytes || path.endsWith(DRAFT)) {
        await removeUnused(path);
      }
    }
  }
}

/** Whether there is such a file; it is one that was asked for now. */
async function touch(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') {
        throw error;
      }
      return false;
    },
  );
}

/** Looks once more: it may have been asked for since the others were looked at. */
async function removeUnused(path: string): Promise<void> {
  const facts = await stat(path).catch(() => null);
  if (facts !== null && facts.mtimeMs < Date.now() - IN_USE_MS) {
    await rm(path, { force: true });
  }
}

/** No second name of the same file: whoever stored it may write another in its place. */
async function copyTo(source: string, path: string): Promise<void> {
  await copyFile(source, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  const file = await open(path, 'r+');
  try {
    // Before it gets its name: that must never lead to a file that a power cut leaves empty.
    await file.sync();
  } finally {
    await file.close();
  }
}

async function filesBelow(root: string): Promise<{ path: string; bytes: number; askedAt: number }[]> {
  const names = await readdir(root, { recursive: true });
  const found = [];
  for (const path of names.map((name) => join(root, name))) {
    // One that is gone meanwhile takes no room.
    const facts = await stat(path).catch(() => null);
    if (facts?.isFile()) {
      found.push({ path, bytes: facts.size, askedAt: facts.mtimeMs });
    }
  }
  return found;
}
