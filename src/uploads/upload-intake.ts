import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../common/config.js';
import { AppError } from '../common/errors.js';
import { newId } from '../common/uuid.js';
import { Media } from '../media/media.js';
import { AssetsService } from '../storage/assets.service.js';
import { assetKey } from '../storage/storage-keys.js';
import { Storage } from '../storage/storage.js';
import { SpaceClaim } from './disk-space.js';
import { declaredBytes, receiveFile, SPACE_CHECK_BYTES } from './upload-body.js';
import { examine } from './upload-examination.js';
import { unavailableIfCutShort } from './upload-errors.js';
import { SentFile, type UploadFile } from './upload-file.js';
import { firstBytesOf, shownName, typeOf, type UploadType } from './accepted-files.js';

/** For a moment a file lies there as it was sent, as it may be kept, and stored. */
const COPIES = 3;
const CLEAR_EVERY_MS = 10 * 60_000;
/** A folder in which nothing was written for so long was left by a crash. */
const LEFT_FOR_MS = 3_600_000;

/** Where one file is taken in. */
interface Place {
  directory: string;
  space: SpaceClaim;
}

/** Takes files in: receives, examines and stores them, before any row is written about them. */
@Injectable()
export class UploadIntake implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly root: string;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly media: Media,
    private readonly storage: Storage,
    private readonly assets: AssetsService,
  ) {
    this.root = join(config.dataDir, 'uploads');
  }

  onApplicationBootstrap(): void {
    const clear = () => void this.clear().catch(() => undefined);
    this.timer = setInterval(clear, CLEAR_EVERY_MS).unref();
    clear();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** The file of a request, stored. After a failure nothing of it is left. */
  async receive(request: FastifyRequest, signal: AbortSignal): Promise<SentFile> {
    const declared = declaredBytes(request);
    return this.within(async (place) => {
      const { directory, space } = place;
      await space.require(declared === null ? SPACE_CHECK_BYTES : COPIES * declared);
      const path = join(directory, 'sent');
      const { field, filename, type, sha256 } = await receiveFile(request, path, space);
      const stored = await this.store(path, type, filename, place, signal).catch((error: unknown) => {
        throw unavailableIfCutShort(error);
      });
      return new SentFile(stored, field, sha256);
    });
  }

  /** A file of this machine (one that a job has downloaded), stored; whoever sent it is trusted as little. */
  take(path: string, filename: string, signal: AbortSignal): Promise<UploadFile> {
    return this.within(async (place) => {
      const type = await typeOf(await firstBytesOf(path));
      if (type === null) {
        throw new AppError('UNSUPPORTED_FILE_TYPE');
      }
      return this.store(path, type, filename, place, signal);
    });
  }

  /** Deletes a stored file that has not become an upload. Not inside the transaction in which it may become one. */
  async discard({ key }: UploadFile): Promise<void> {
    // What can't be looked up now is found by the listing of files that nobody knows.
    await this.assets.deleteUnknownOf([key]).catch(() => undefined);
  }

  private async store(
    path: string,
    claimed: UploadType,
    filename: string,
    { directory, space }: Place,
    signal: AbortSignal,
  ): Promise<UploadFile> {
    await space.require((COPIES - 1) * (await stat(path)).size);
    const examined = await examine(this.media, path, claimed, join(directory, 'clean'), signal);
    space.wrote((await stat(examined.path)).size);
    const { type, width, height, durationSec } = examined;
    const key = assetKey(newId(), type.ext);
    const { kind, mime } = type;
    const { bytes, sha256 } = await this.storage.put(key, { path: examined.path }, mime, signal);
    const file = { key, kind, mime, filename: shownName(filename, type), bytes, sha256, width, height, durationSec };
    if (signal.aborted) {
      await this.discard(file);
      throw signal.reason;
    }
    return file;
  }

  private async within<T>(work: (place: Place) => Promise<T>): Promise<T> {
    await mkdir(this.root, { recursive: true });
    const directory = await mkdtemp(join(this.root, 'upload-'));
    const space = new SpaceClaim(directory);
    try {
      return await work({ directory, space });
    } finally {
      space.release();
      await rm(directory, { recursive: true, force: true });
    }
  }

  /** Removes what killed processes have left. */
  private async clear(): Promise<void> {
    for (const name of await readdir(this.root).catch(() => [])) {
      const directory = join(this.root, name);
      const files = await readdir(directory).catch(() => []);
      const found = await Promise.all([directory, ...files.map((file) => join(directory, file))].map(writtenAt));
      if (Math.max(...found) < Date.now() - LEFT_FOR_MS) {
        await rm(directory, { recursive: true, force: true });
      }
    }
  }
}

/** Never, for one that is gone meanwhile. */
async function writtenAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
