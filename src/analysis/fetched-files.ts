import { lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { JobError } from '../common/errors.js';
import { storageError } from '../common/storage-error.js';
import type { CaptionTrack } from './video-description.js';
import { CAPTION_NAME, MEDIA_NAME } from './yt-dlp-arguments.js';
import { tooManyBytes } from './yt-dlp-failures.js';

/** Files that another program makes of what strangers send: weighed while they grow, looked at before they are used. */

export interface FetchedCaption extends CaptionTrack {
  path: string;
}

export interface FetchedVideo {
  path: string;
  captions: FetchedCaption[];
}

/** A place for one run, of which nothing is left. */
export interface Bench {
  /** Where it works. */
  work: string;
  /** For what it unpacks of itself: that counts for nothing. */
  temporary: string;
}

const MEDIA_FILE = `${MEDIA_NAME}.mp4`;
/** Pictures and sound together, a second time: while they are joined both are there. */
const JOINED = `${MEDIA_NAME}.temp.`;
const MOST_CAPTION_BYTES = 8 * 1024 ** 2;
const WEIGH_EVERY_MS = 200;

export async function atBench<T>(directory: string, work: (bench: Bench) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(directory, 'yt-dlp-')).catch(failStorage);
  const bench = { work: join(root, 'work'), temporary: join(root, 'temporary') };
  try {
    await Promise.all([mkdir(bench.work), mkdir(bench.temporary)]).catch(failStorage);
    return await work(bench);
  } finally {
    // Whoever was killed may still be closing a file.
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Weighs what grows in a directory until it is told to stop. */
export class Scales {
  private timer: NodeJS.Timeout | undefined;
  private hasStopped = false;
  private weighing: Promise<void> = Promise.resolve();

  constructor(
    private readonly directory: string,
    private readonly maxBytes: number,
    private readonly onBytes: (bytes: number) => void,
    private readonly onTooMany: (failure: JobError) => void,
  ) {
    this.wait();
  }

  async stop(): Promise<void> {
    this.hasStopped = true;
    clearTimeout(this.timer);
    await this.weighing;
  }

  private wait(): void {
    this.timer = setTimeout(() => {
      this.weighing = this.weigh().catch(() => undefined);
    }, WEIGH_EVERY_MS);
  }

  private async weigh(): Promise<void> {
    const { parts, joined } = await bytesIn(this.directory);
    if (this.hasStopped) {
      return;
    }
    if (parts > this.maxBytes || joined > this.maxBytes) {
      this.onTooMany(tooManyBytes(this.maxBytes));
      return;
    }
    this.onBytes(parts);
    this.wait();
  }
}

async function bytesIn(directory: string): Promise<{ parts: number; joined: number }> {
  const names = await readdir(directory).catch(() => []);
  // A file that is gone by now has its name changed, and weighs next time.
  const sizes = await Promise.all(
    names.map(async (name) => {
      const bytes = await lstat(join(directory, name)).then(
        ({ size }) => size,
        () => 0,
      );
      return { bytes, isJoined: name.startsWith(JOINED) };
    }),
  );
  const sum = (isJoined: boolean) =>
    sizes.filter((file) => file.isJoined === isJoined).reduce((total, { bytes }) => total + bytes, 0);
  return { parts: sum(false), joined: sum(true) };
}

/**
 * Takes over what was made: the video, and of the captions that were asked for those that could be had. Null: no video. Throws
 * where anything else is there, or no plain file.
 */
export async function takeFiles(
  work: string,
  directory: string,
  { captions, maxBytes }: { captions: readonly CaptionTrack[]; maxBytes: number },
): Promise<FetchedVideo | null> {
  const sizes = await sizesIn(work);
  const isOurs = (name: string) => name === MEDIA_FILE || name.startsWith(`${CAPTION_NAME}.`);
  const bytes = sizes.get(MEDIA_FILE);
  if (![...sizes.keys()].every(isOurs) || bytes === 0) {
    throw notOurs();
  }
  if (bytes === undefined) {
    return null;
  }
  if (bytes > maxBytes) {
    throw tooManyBytes(maxBytes);
  }
  const take = async (name: string) => {
    await rename(join(work, name), join(directory, name)).catch(failStorage);
    return join(directory, name);
  };
  const written = captions
    .map((track) => ({ track, name: `${CAPTION_NAME}.${track.language}.vtt` }))
    .filter(({ name }) => (sizes.get(name) ?? 0) > 0 && (sizes.get(name) ?? 0) <= MOST_CAPTION_BYTES);
  return {
    path: await take(MEDIA_FILE),
    captions: await Promise.all(written.map(async ({ track, name }) => ({ ...track, path: await take(name) }))),
  };
}

/** Of all that is there; throws where it is no plain file. */
async function sizesIn(directory: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const name of await readdir(directory).catch(failStorage)) {
    const stats = await lstat(join(directory, name)).catch(failStorage);
    if (!stats.isFile() || stats.nlink !== 1) {
      throw notOurs();
    }
    sizes.set(name, stats.size);
  }
  return sizes;
}

function notOurs(): JobError {
  return new JobError('DOWNLOAD_FAILED.kind', { retryable: false });
}

function failStorage(cause: unknown): never {
  throw storageError(cause);
}
