import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { bulkhead } from 'cockatiel';
import type { S3Settings } from '../common/config.js';
import { unlessAborted } from '../common/patience.js';
import { missingError, readError, storageError } from '../common/storage-error.js';
import type { FileCache } from './file-cache.js';
import { Measure } from './measure.js';
import { cacheFor, type SignedUrls } from './signed-urls.js';
import { isStorageKey } from './storage-keys.js';
import { Storage, type StorageSource, type StoredFile } from './storage.js';

/** A larger file is sent in parts of this size, a few at a time: this is what it takes in memory. */
const PART_BYTES = 8 * 1024 ** 2;
const PARTS_AT_ONCE = 3;
/** Of each direction; with their parts less than the SDK's 50 sockets, for waiting for one counts as not connecting. */
const FILES_AT_ONCE = 8;
/** Keys of files begin like this; what else is in the bucket is ours to leave alone. */
const PREFIX = 'assets/';
/** Names the database that the files belong to. */
const OWNER_KEY = 'database';
const CHECK_KEY = 'check';
/** Anybody may ask for a check, and the store bills each. */
const CHECK_EVERY_MS = 5000;
const YEAR_SEC = 31_536_000;

/** How long is waited for a connection, and for more of an answer or of what is sent. */
export const S3_LIMITS = { connectionTimeout: 5000, socketTimeout: 30_000 };

/** Files in a bucket of Amazon S3 or of what speaks like it, with copies on this machine for reading. */
export class S3Storage extends Storage {
  private readonly client: S3Client;
  /** Never connects: it signs for the name by which clients know the server. */
  private readonly publicClient: S3Client;
  private readonly bucket: string;
  private readonly uploads = bulkhead(FILES_AT_ONCE, Infinity);
  private readonly downloads = bulkhead(FILES_AT_ONCE, Infinity);
  private checked: { at: number; result: Promise<void> } | null = null;

  /** `keepsCopies`: of what it stores. It is of no use where nothing is read again. */
  constructor(
    settings: S3Settings,
    private readonly cache: FileCache,
    private readonly urls: SignedUrls,
    private readonly keepsCopies: boolean,
    limits = S3_LIMITS,
  ) {
    super();
    this.client = newClient(settings, settings.endpoint, limits);
    this.publicClient = newClient(settings, settings.publicEndpoint, limits);
    this.bucket = settings.bucket;
  }

  async put(key: string, source: StorageSource, mime: string, signal?: AbortSignal): Promise<StoredFile> {
    const params = { ...this.object(key), ContentType: mime, CacheControl: cacheFor(YEAR_SEC) };
    const work = this.uploads.execute(() => this.upload(params, source, signal));
    const result = await (signal === undefined ? work : unlessAborted(work, signal));
    if (this.keepsCopies) {
      await this.cache.keep(key, source);
    }
    return result;
  }

  async pathOf(key: string, signal?: AbortSignal): Promise<string> {
    const source = this.object(key);
    const fetch = (draft: string, unwanted: AbortSignal) =>
      this.downloads.execute(() => this.download(source, draft, unwanted), unwanted);
    try {
      return await this.cache.pathOf(key, fetch, signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw isNotFound(error) ? missingError(error) : readError(error);
    }
  }

  async stat(key: string): Promise<{ bytes: number } | null> {
    try {
      const { ContentLength = 0 } = await this.client.send(new HeadObjectCommand(this.object(key)));
      return { bytes: ContentLength };
    } catch (error) {
      if (isNotFound(error)) {
        return null;
      }
      throw readError(error);
    }
  }

  async delete(key: string): Promise<void> {
    await this.cache.delete(key);
    await stored(this.client.send(new DeleteObjectCommand(this.object(key))));
  }

  async *keysBefore(moment: Date): AsyncGenerator<string[]> {
    try {
      for await (const { Contents = [] } of paginateListObjectsV2(
        { client: this.client },
        { Bucket: this.bucket, Prefix: PREFIX },
      )) {
        const old = Contents.filter(({ LastModified: at }) => at !== undefined && at < moment);
        const keys = old.map(({ Key = '' }) => Key).filter(isStorageKey);
        if (keys.length > 0) {
          yield keys;
        }
      }
    } catch (error) {
      throw readError(error);
    }
  }

  /** MinIO lists none for a prefix, and deletes old ones itself. */
  async deleteDrafts(before: Date): Promise<void> {
    let next: { KeyMarker?: string; UploadIdMarker?: string } | null = {};
    while (next !== null) {
      const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
        Bucket: this.bucket,
        Prefix: PREFIX,
        ...next,
      });
      const page = await stored(this.client.send(command));
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        if (Initiated !== undefined && Initiated < before) {
          await stored(this.client.send(new AbortMultipartUploadCommand({ Bucket: this.bucket, Key, UploadId })));
        }
      }
      const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
      next = page.IsTruncated ? { KeyMarker, UploadIdMarker } : null;
    }
  }

  /**
   * Of two that find no owner at the same moment, the later writer wins and the earlier one finds out the next time: what
   * an owner may delete is a day old by then.
   */
  async belongsTo(database: string): Promise<boolean> {
    if ((await this.owner()) === null) {
      await stored(this.client.send(new PutObjectCommand({ ...this.named(OWNER_KEY), Body: database })));
    }
    return (await this.owner()) === database;
  }

  url(key: string): string {
    return this.urls.sign(key);
  }

  directUrl(key: string, method: 'GET' | 'HEAD', seconds: number): Promise<string> {
    const input = { ...this.object(key), ResponseCacheControl: cacheFor(seconds) };
    const command = method === 'HEAD' ? new HeadObjectCommand(input) : new GetObjectCommand(input);
    return getSignedUrl(this.publicClient, command, { expiresIn: Math.max(1, seconds) });
  }

  check(): Promise<void> {
    if (this.checked === null || this.checked.at < Date.now() - CHECK_EVERY_MS) {
      const sent = this.client.send(new PutObjectCommand({ ...this.named(CHECK_KEY), Body: 'written' }));
      this.checked = { at: Date.now(), result: stored(sent).then(() => undefined) };
    }
    return this.checked.result;
  }

  private async owner(): Promise<string | null> {
    try {
      const { Body } = await this.client.send(new GetObjectCommand(this.named(OWNER_KEY)));
      return (await Body?.transformToString()) ?? null;
    } catch (error) {
      if (isNotFound(error)) {
        return null;
      }
      throw readError(error);
    }
  }

  private async upload(
    target: Omit<PutObjectCommandInput, 'Body'>,
    source: StorageSource,
    signal?: AbortSignal,
  ): Promise<StoredFile> {
    signal?.throwIfAborted();
    const measure = new Measure();
    const input = Buffer.isBuffer(source) ? Readable.from([source]) : createReadStream(source.path);
    const body = Readable.from(measure.through(input), { objectMode: false });
    const params = { ...target, Body: body };
    const upload = new Upload({ client: this.client, params, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE });
    // It lets go at once: what is on its way is not waited for.
    const abort = () => void upload.abort();
    signal?.addEventListener('abort', abort);
    try {
      // What cannot be finished is aborted; if not even that works, by `deleteDrafts`.
      await upload.done();
    } catch (error) {
      signal?.throwIfAborted();
      throw storageError(error);
    } finally {
      signal?.removeEventListener('abort', abort);
      body.destroy();
    }
    return measure.result();
  }

  private async download(source: { Bucket: string; Key: string }, draft: string, signal: AbortSignal): Promise<void> {
    const { Body } = await this.client.send(new GetObjectCommand(source), { abortSignal: signal });
    await pipeline(Body as Readable, createWriteStream(draft, { flags: 'wx', flush: true }), { signal });
  }

  private object(key: string): { Bucket: string; Key: string } {
    if (!isStorageKey(key)) {
      throw new RangeError(`Not a storage key: ${key}`);
    }
    return this.named(key);
  }

  private named(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.bucket, Key: name };
  }
}

function newClient(settings: S3Settings, endpoint: string, limits: typeof S3_LIMITS): S3Client {
  const { region, accessKey: accessKeyId, secretKey: secretAccessKey, pathStyle: forcePathStyle } = settings;
  return new S3Client({
    endpoint,
    region,
    forcePathStyle,
    credentials: { accessKeyId, secretAccessKey },
    // Alibaba Cloud OSS and others refuse bodies that are framed for the sake of a checksum.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: limits,
  });
}

async function stored<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw storageError(error);
  }
}

/** A bucket that is not there is another thing than a file that is not. */
function isNotFound(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404 && error.name !== 'NoSuchBucket';
}
