import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { missingError, readError, storageError } from '../common/storage-error.js';
import { Measure } from './measure.js';
import type { SignedUrls } from './signed-urls.js';
import { isStorageKey, storagePath } from './storage-keys.js';
import { Storage, type StorageSource, type StoredFile } from './storage.js';

/** Files below `<dataDir>/media`. */
export class LocalStorage extends Storage {
  constructor(
    private readonly root: string,
    private readonly urls: SignedUrls,
  ) {
    super();
  }

  private get drafts(): string {
    return join(this.root, 'tmp');
  }

  async put(key: string, source: StorageSource, _mime?: string, signal?: AbortSignal): Promise<StoredFile> {
    const target = storagePath(this.root, key);
    const draft = join(this.drafts, randomUUID());
    try {
      await mkdir(dirname(target), { recursive: true });
      await mkdir(dirname(draft), { recursive: true });
      const stored = await writeDraft(draft, source, signal);
      await rename(draft, target);
      return stored;
    } catch (error) {
      await rm(draft, { force: true });
      signal?.throwIfAborted();
      throw storageError(error);
    }
  }

  async pathOf(key: string): Promise<string> {
    const path = storagePath(this.root, key);
    await access(path).catch((error: unknown) => {
      throw codeOf(error) === 'ENOENT' ? missingError(error) : readError(error);
    });
    return path;
  }

  async stat(key: string): Promise<{ bytes: number } | null> {
    try {
      return { bytes: (await stat(storagePath(this.root, key))).size };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') {
        return null;
      }
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    await rm(storagePath(this.root, key), { force: true });
  }

  /** A page is a folder; there are 256 of them. */
  async *keysBefore(moment: Date): AsyncGenerator<string[]> {
    for (const folder of await namesIn(join(this.root, 'assets'))) {
      const keys = (await namesIn(join(this.root, 'assets', folder))).map((name) => `assets/${folder}/${name}`);
      const old = await olderThan(moment, keys.filter(isStorageKey), this.root);
      if (old.length > 0) {
        yield old;
      }
    }
  }

  async deleteDrafts(before: Date): Promise<void> {
    for (const name of await olderThan(before, await namesIn(this.drafts), this.drafts)) {
      await rm(join(this.drafts, name), { force: true });
    }
  }

  async belongsTo(database: string): Promise<boolean> {
    const path = join(this.root, 'database');
    await mkdir(this.root, { recursive: true });
    await writeFile(path, database, { flag: 'wx' }).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') {
        throw error;
      }
    });
    return (await readFile(path, 'utf8')) === database;
  }

  url(key: string): string {
    return this.urls.sign(key);
  }

  directUrl(): Promise<null> {
    return Promise.resolve(null);
  }

  async check(): Promise<void> {
    await mkdir(this.root, { recursive: true });
    await access(this.root, constants.W_OK);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') {
      return [];
    }
    throw error;
  });
}

/** Those of some files below a folder that were last written before a moment. */
async function olderThan(moment: Date, names: string[], folder: string): Promise<string[]> {
  const old: string[] = [];
  for (const name of names) {
    // One that is gone meanwhile is not there to be found.
    const found = await stat(join(folder, name)).catch(() => null);
    if (found !== null && found.mtime < moment) {
      old.push(name);
    }
  }
  return old;
}

async function writeDraft(path: string, source: StorageSource, signal?: AbortSignal): Promise<StoredFile> {
  const measure = new Measure();
  const file = await open(path, 'wx', 0o644);
  try {
    const input = Buffer.isBuffer(source) ? Readable.from([source]) : piecesOf(source.path);
    for await (const chunk of measure.through(input)) {
      signal?.throwIfAborted();
      await file.writeFile(chunk);
    }
    // Before the rename: a name must never lead to a file that a power cut leaves empty.
    await file.sync();
  } finally {
    await file.close();
  }
  return measure.result();
}

const PIECE_BYTES = 256 * 1024;

/**
 * A file from its start to its end; each piece is there until the next one is asked for. One buffer for all of them: a film's
 * files, read through streams, would be so much garbage that answers wait for its collection.
 */
async function* piecesOf(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES);
      if (bytesRead === 0) {
        return;
      }
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
