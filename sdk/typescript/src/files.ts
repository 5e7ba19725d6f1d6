import { JumuError } from './jumu-error.js';
import type { components } from './schema.js';
import { dataOf, type Exchange, sleep, type Transport, uuid } from './transport.js';

export interface TransferProgress {
  /** Bytes so far. */
  loaded: number;
  /** Null while nobody knows. */
  total: number | null;
}

export interface TransferOptions {
  onProgress?: (progress: TransferProgress) => void;
  signal?: AbortSignal;
}

export interface UploadOptions extends TransferOptions {
  /** Else the file's own name. */
  filename?: string;
}

export type Upload = components['schemas']['UploadDto'];

const PIECE_BYTES = 256 * 1024;
/** How often a download that is cut off goes on without a byte between. */
const MAX_RESUMES = 3;
const RESUME_AFTER_MS = 1000;

/**
 * Brings a file. A Blob is read piece by piece as it is sent, and is sent again if need be (in Node:
 * `await openAsBlob(path)`); a stream goes once.
 */
export async function upload(
  transport: Transport,
  file: Blob | ReadableStream<Uint8Array>,
  { filename, onProgress, signal }: UploadOptions,
): Promise<Upload> {
  const inBrowser = typeof XMLHttpRequest !== 'undefined';
  // Browsers send no streams over HTTP/1.1; they keep a large Blob on the disk.
  const content = inBrowser && file instanceof ReadableStream ? await new Response(file).blob() : file;
  const name = filename ?? (file instanceof Blob && 'name' in file ? String(file.name) : 'upload');
  const { type, body } = formOf(content, name);
  const init: RequestInit = {
    method: 'POST',
    headers: { 'content-type': type },
    body,
    ...(signal && { signal }),
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  };
  const exchange = onProgress && (inBrowser ? throughXhr(onProgress) : counted(onProgress, transport.exchange));
  return (await dataOf(await transport.send('/api/v1/uploads', init, exchange))) as Upload;
}

/** A form of one file. FormData would take no stream. */
function formOf(file: Blob | ReadableStream<Uint8Array>, name: string): { type: string; body: Blob | ReadableStream } {
  const boundary = `jumu-${uuid()}`;
  const escaped = name.replace(/["\r\n]/g, encodeURIComponent);
  const mime = (file instanceof Blob && file.type) || 'application/octet-stream';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${escaped}"\r\ncontent-type: ${mime}\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  const type = `multipart/form-data; boundary=${boundary}`;
  if (file instanceof Blob) {
    return { type, body: new Blob([head, file, tail]) };
  }
  const bytes = new TextEncoder();
  const framed = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => controller.enqueue(bytes.encode(head)),
    flush: (controller) => controller.enqueue(bytes.encode(tail)),
  });
  return { type, body: file.pipeThrough(framed) };
}

/** Counts what leaves for the server. */
function counted(onProgress: (progress: TransferProgress) => void, exchange: Exchange): Exchange {
  return (url, init) => {
    const body = init.body as Blob | ReadableStream<Uint8Array>;
    const total = body instanceof Blob ? body.size : null;
    let loaded = 0;
    const count = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        loaded += chunk.byteLength;
        onProgress({ loaded, total });
        controller.enqueue(chunk);
      },
    });
    const stream = body instanceof Blob ? inPieces(body) : body;
    return exchange(url, { ...init, body: stream.pipeThrough(count), duplex: 'half' } as RequestInit);
  };
}

/** A Blob's own stream gives what is in memory as one piece. */
function inPieces(blob: Blob): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull: async (controller) => {
      const piece = await blob.slice(at, at + PIECE_BYTES).arrayBuffer();
      at += piece.byteLength;
      return piece.byteLength > 0 ? controller.enqueue(new Uint8Array(piece)) : controller.close();
    },
  });
}

/** In browsers only XMLHttpRequest tells how far an upload is. */
function throughXhr(onProgress: (progress: TransferProgress) => void): Exchange {
  return (url, { headers, body, signal }) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const request = new XMLHttpRequest();
      request.open('POST', url);
      new Headers(headers).forEach((value, name) => request.setRequestHeader(name, value));
      request.upload.onprogress = ({ loaded, total }) => onProgress({ loaded, total });
      request.onload = () =>
        resolve(new Response(request.responseText, { status: request.status, headers: headersOf(request) }));
      request.onerror = () => reject(new TypeError('The connection failed'));
      request.onabort = () => reject(new DOMException('The upload was called off', 'AbortError'));
      signal?.addEventListener('abort', () => request.abort(), { once: true });
      request.send(body as Blob);
    });
}

function headersOf(request: XMLHttpRequest): [string, string][] {
  const lines = request.getAllResponseHeaders().trim().split('\r\n');
  return lines
    .filter(Boolean)
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
}

/**
 * A file as an ordinary Response: `.blob()`, or `.body` to stream it. A connection that breaks goes on where it broke.
 * `locate` is asked anew each time, for links expire.
 */
export async function download(
  transport: Transport,
  locate: () => Promise<string>,
  { onProgress, signal }: TransferOptions,
): Promise<Response> {
  const get = async (headers: Record<string, string> = {}) =>
    transport.sendOpenly(await locate(), { headers, ...(signal && { signal }) });
  const first = await get();
  if (!first.ok || first.body === null) {
    throw await JumuError.of(first);
  }
  const etag = first.headers.get('etag');
  const total = Number(first.headers.get('content-length')) || null;
  let reader = first.body.getReader();
  let [loaded, resumes] = [0, 0];

  /** Reads on after a break, if it is still the same file. */
  const resume = async (error: unknown) => {
    resumes += 1;
    signal?.throwIfAborted();
    if (etag === null || resumes > MAX_RESUMES) {
      throw error;
    }
    await sleep(RESUME_AFTER_MS, signal);
    const rest = await get({ range: `bytes=${loaded}-`, 'if-range': etag });
    if (rest.status !== 206 || rest.body === null) {
      throw error;
    }
    reader = rest.body.getReader();
  };

  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      let piece = await reader.read().catch(resume);
      while (piece === undefined) {
        piece = await reader.read().catch(resume);
      }
      if (piece.done) {
        return controller.close();
      }
      resumes = 0;
      loaded += piece.value.byteLength;
      onProgress?.({ loaded, total });
      controller.enqueue(piece.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, first);
}
