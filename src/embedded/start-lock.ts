import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { identifyProcess, isAlive } from './process-identity.js';

const WAIT_MS = 90_000;

/** Runs `work` while no other process does the same under `path`. The lock of a dead process counts for nothing. */
export async function withStartLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const own = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(own, identifyProcess(process.pid) ?? '');
  try {
    await take(path, own);
    try {
      return await work();
    } finally {
      await rm(path, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

async function take(path: string, own: string): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  // A hard link appears complete and at once, or not at all: nobody ever reads half a lock.
  while (!(await linked(own, path))) {
    const holder = await readFile(path, 'utf8').catch(() => null);
    if (holder !== null && !isAlive(holder)) {
      await removeStale(path, holder, `${own}.stale`);
    } else if (performance.now() > deadline) {
      throw new Error(`Another process has been starting or stopping the services for too long (${path})`);
    } else {
      await delay(50);
    }
  }
}

async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/** Renaming decides between several who saw the same dead holder; a lock that is fresh after all is put back. */
async function removeStale(path: string, holder: string, aside: string): Promise<void> {
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== holder) {
    await linked(aside, path);
  }
  await rm(aside, { force: true });
}
