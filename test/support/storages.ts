import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { parseConfig, type S3Settings } from '../../src/common/config.js';
import { FileCache } from '../../src/storage/file-cache.js';
import { LocalStorage } from '../../src/storage/local.storage.js';
import { S3Storage } from '../../src/storage/s3.storage.js';
import { SignedUrls } from '../../src/storage/signed-urls.js';
import { type Storage } from '../../src/storage/storage.js';
import { S3Emulator } from '../emulators/s3.emulator.js';

/** A storage that is empty, and what is behind it. */
export interface StorageRig {
  /** The same files on another machine, which has none of them yet. */
  elsewhere(): Storage;
  storage: Storage;
  directory: string;
  stop(): Promise<void>;
}

export const urls = new SignedUrls(['the secret'], 3600, null);

export async function localRig(): Promise<StorageRig> {
  const directory = await newDirectory();
  const storage = new LocalStorage(join(directory, 'media'), urls);
  return { storage, directory, elsewhere: () => storage, stop: () => rm(directory, { recursive: true }) };
}

/** On our emulator, which is strict and fails on demand. */
export async function s3Rig(): Promise<StorageRig & { s3: S3Emulator; storage: S3Storage }> {
  const s3 = await S3Emulator.start();
  const rig = await rigOn(s3.environment);
  const stop = async () => {
    await s3.stop();
    await rig.stop();
  };
  return { ...rig, s3, stop };
}

/** On a server that others have written; it looks at no signature of today. */
export async function s3rverRig(): Promise<StorageRig> {
  const directory = await newDirectory();
  const options = { address: '127.0.0.1', port: 0, silent: true, configureBuckets: [{ name: 'films' }] };
  const server = new S3rver({ ...options, directory });
  const { port } = await server.run();
  const rig = await rigOn({
    STORAGE: 's3',
    OSS_ENDPOINT: `http://127.0.0.1:${port}`,
    OSS_ACCESS_KEY: 'S3RVER',
    OSS_SECRET_KEY: 'S3RVER',
    OSS_BUCKET: 'films',
    OSS_PATH_STYLE: 'true',
  });
  const stop = async () => {
    server.httpServer.closeAllConnections();
    await new Promise((resolve) => server.httpServer.close(resolve));
    await rm(directory, { recursive: true });
    await rig.stop();
  };
  return { ...rig, stop };
}

async function rigOn(environment: Record<string, string>) {
  const directory = await newDirectory();
  const settings = parseConfig(environment).s3 as S3Settings;
  let machines = 0;
  const newStorage = () => {
    const cache = new FileCache(join(directory, `machine-${++machines}`), settings.cacheBytes);
    return new S3Storage(settings, cache, urls, true);
  };
  return {
    storage: newStorage(),
    elsewhere: newStorage,
    directory,
    stop: () => rm(directory, { recursive: true, force: true }),
  };
}

function newDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'jumu-storage-'));
}
