import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { JobError } from './errors.js';
import { storageError } from './storage-error.js';

export interface SaveOptions {
  maxBytes: number;
  /** Whether the content is wanted, told by its first bytes (up to 4096, all of a shorter file) and the server's word. */
  accept: (firstBytes: Buffer, contentType: string) => boolean;
}

const FIRST_BYTES = 4096;

/** Writes the body of a success into a file and closes the connection. After a failure a part of the file may be left. */
export async function save(
  response: IncomingMessage,
  path: string,
  { maxBytes, accept }: SaveOptions,
): Promise<{ bytes: number; contentType: string }> {
  const contentType = response.headers['content-type'] ?? '';
  let file: FileHandle | null = null;
  let bytes = 0;
  try {
    checkHead(response, maxBytes);
    for await (const chunk of withFirstBytes(response, FIRST_BYTES)) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        throw tooLarge(maxBytes);
      }
      if (file === null) {
        checkContent(accept(chunk.subarray(0, FIRST_BYTES), contentType));
        file = await stored(open(path, 'w'));
      }
      await stored(file.writeFile(chunk));
    }
  } finally {
    response.destroy();
    await stored(file?.close());
  }
  return { bytes, contentType };
}

function checkHead({ statusCode = 0, headers }: IncomingMessage, maxBytes: number): void {
  if (statusCode < 200 || statusCode > 299) {
    const retryable = statusCode >= 500 || statusCode === 408 || statusCode === 429;
    throw new JobError('DOWNLOAD_FAILED.status', { args: { status: statusCode }, retryable });
  }
  if (Number(headers['content-length']) > maxBytes) {
    throw tooLarge(maxBytes);
  }
}

function checkContent(isAccepted: boolean): void {
  if (!isAccepted) {
    throw new JobError('DOWNLOAD_FAILED.kind', { retryable: false });
  }
}

/** A body in chunks, of which the first has enough bytes to tell what it is; an empty body is one empty chunk. */
export async function* withFirstBytes(body: AsyncIterable<Buffer>, enough: number): AsyncGenerator<Buffer> {
  let start: Buffer | null = Buffer.alloc(0);
  for await (const chunk of body) {
    const whole: Buffer = start === null ? chunk : Buffer.concat([start, chunk]);
    start = start !== null && whole.length < enough ? whole : null;
    if (start === null) {
      yield whole;
    }
  }
  if (start !== null) {
    yield start;
  }
}

function tooLarge(maxBytes: number): JobError {
  return new JobError('DOWNLOAD_FAILED.too_large', { args: { most: maxBytes }, retryable: false });
}

async function stored<T>(work: Promise<T> | undefined): Promise<T> {
  try {
    return (await work) as T;
  } catch (cause) {
    throw storageError(cause);
  }
}
