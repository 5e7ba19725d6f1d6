import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { S3Objects, S3Refusal, type StoredObject } from './s3-objects.js';
import { type S3Account, signatureFault } from './s3-signature.js';

/** What a request is about. */
export interface S3Call {
  method: string;
  key: string;
  query: URLSearchParams;
}

/** An error of S3; or the connection is cut in the middle of the answer, or the answer never goes on. */
export type S3Fault = { status: number; code: string } | 'cut' | 'stall';

const KEPT_HEADERS = ['content-type', 'cache-control'];
const PRECISE_HASH = /^[0-9a-f]{64}$/;
/** Short, so that what lists has to turn pages. */
const PAGE = 3;

/**
 * One bucket of an S3 server as strict as the strictest: every request signed (SigV4), paths as MinIO has them, no framed
 * bodies, as Alibaba Cloud OSS refuses them, and no checksums that older stores have not heard of. It says no rather than guess.
 */
export class S3Emulator {
  readonly bucket = 'films';
  readonly content = new S3Objects();
  /** All that was asked, `PUT assets/…`. */
  readonly calls: string[] = [];
  /** Is asked about each request first. */
  fault: (call: S3Call) => S3Fault | null = () => null;

  /** Is asked next; the answer waits for what it gives. */
  gate: (call: S3Call) => Promise<unknown> | null = () => null;

  readonly account: S3Account = { accessKey: 'AKIAEMULATED', secretKey: 'the/secret+key', region: 'cn-hangzhou' };
  private port = 0;
  private readonly server = createServer((request, response) => void this.answer(request, response));

  static async start(): Promise<S3Emulator> {
    const emulator = new S3Emulator();
    await emulator.comeBack();
    emulator.port = (emulator.server.address() as AddressInfo).port;
    return emulator;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What a process of ours needs to work on it. */
  get environment(): Record<string, string> {
    const { accessKey, secretKey, region } = this.account;
    return {
      STORAGE: 's3',
      OSS_ENDPOINT: this.endpoint,
      OSS_ACCESS_KEY: accessKey,
      OSS_SECRET_KEY: secretKey,
      OSS_BUCKET: this.bucket,
      OSS_REGION: region,
      OSS_PATH_STYLE: 'true',
    };
  }

  /** Until `comeBack`, nobody can connect. */
  async goAway(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async comeBack(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    await this.goAway();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const { pathname, searchParams: query } = new URL(url, this.endpoint);
    const [, bucket, ...rest] = pathname.split('/').map(decodeURIComponent);
    const call = { method, key: rest.join('/'), query };
    this.calls.push(`${method} ${call.key}`);
    try {
      const body = await bodyOf(request);
      await this.gate(call);
      const fault = this.fault(call);
      if (fault !== null && typeof fault === 'object') {
        throw new S3Refusal(fault.status, fault.code);
      }
      const refused = signatureFault({ method, url, headers }, this.account);
      if (refused !== null) {
        throw new S3Refusal(403, refused);
      }
      if (bucket !== this.bucket) {
        throw new S3Refusal(404, 'NoSuchBucket');
      }
      requireWhole(request, body);
      if (fault !== null) {
        breakOff(response, fault);
        return;
      }
      this.serve(call, request, body, response);
    } catch (error) {
      refuse(method, error, response);
    }
  }

  private serve(call: S3Call, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { method, key, query } = call;
    const kind = ['uploads', 'uploadId', 'list-type'].find((name) => query.has(name)) ?? 'object';
    const uploadId = query.get('uploadId') ?? '';
    switch (`${method} ${kind}`) {
      case 'GET list-type':
        return xml(response, this.list(query));
      case 'GET uploads':
        return xml(response, this.listUploads(query));
      case 'POST uploads': {
        const id = this.content.begin(key, kept(request));
        return xml(response, element('InitiateMultipartUploadResult', element('UploadId', id)));
      }
      case 'PUT uploadId': {
        const etag = this.content.addPart(key, uploadId, Number(query.get('partNumber')), body);
        return void response.writeHead(200, { etag }).end();
      }
      case 'POST uploadId': {
        const { etag } = this.content.complete(key, uploadId, partsIn(body.toString()));
        return xml(response, element('CompleteMultipartUploadResult', element('Key', key) + element('ETag', etag)));
      }
      case 'DELETE uploadId':
        this.content.abort(key, uploadId);
        return void response.writeHead(204).end();
      case 'PUT object':
        return void response.writeHead(200, { etag: this.content.put(key, body, kept(request)).etag }).end();
      case 'DELETE object':
        this.content.objects.delete(key);
        return void response.writeHead(204).end();
      case 'GET object':
      case 'HEAD object':
        return send(this.content.get(key), request, query, response);
      default:
        throw new S3Refusal(501, 'NotImplemented');
    }
  }

  private list(query: URLSearchParams): string {
    const keys = this.content.keysAfter(query.get('prefix') ?? '', query.get('continuation-token') ?? '');
    const page = keys.slice(0, PAGE);
    const contents = page.map((key) => {
      const { bytes, modifiedAt } = this.content.get(key);
      return element(
        'Contents',
        element('Key', key) + element('Size', bytes.length) + element('LastModified', modifiedAt.toISOString()),
      );
    });
    const isTruncated = keys.length > page.length;
    const next = isTruncated ? element('NextContinuationToken', page.at(-1) ?? '') : '';
    return element('ListBucketResult', element('IsTruncated', isTruncated) + next + contents.join(''));
  }

  private listUploads(query: URLSearchParams): string {
    const after = query.get('upload-id-marker') ?? '';
    const prefix = query.get('prefix') ?? '';
    const found = [...this.content.uploads].filter(([id, { key }]) => key.startsWith(prefix) && id > after);
    found.sort(([one], [other]) => (one < other ? -1 : 1));
    const page = found.slice(0, PAGE);
    const uploads = page.map(([id, { key, startedAt }]) =>
      element('Upload', element('Key', key) + element('UploadId', id) + element('Initiated', startedAt.toISOString())),
    );
    const [lastId = '', last] = page.at(-1) ?? [];
    const next = element('NextUploadIdMarker', lastId) + element('NextKeyMarker', last?.key ?? '');
    const isTruncated = found.length > page.length;
    return element('ListMultipartUploadsResult', element('IsTruncated', isTruncated) + next + uploads.join(''));
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body is what its headers say, and not framed. */
function requireWhole({ method = '', headers }: IncomingMessage, body: Buffer): void {
  const hash = headers['x-amz-content-sha256'];
  if (Object.keys(headers).some((name) => /^x-amz-(sdk-)?checksum-/.test(name))) {
    throw new S3Refusal(400, 'InvalidArgument');
  }
  if (headers['content-encoding']?.includes('aws-chunked') || /^STREAMING/.test(String(hash))) {
    throw new S3Refusal(400, 'InvalidArgument');
  }
  if (['PUT', 'POST'].includes(method) && headers['content-length'] === undefined && body.length > 0) {
    throw new S3Refusal(501, 'NotImplemented');
  }
  if (PRECISE_HASH.test(String(hash)) && createHash('sha256').update(body).digest('hex') !== hash) {
    throw new S3Refusal(400, 'XAmzContentSHA256Mismatch');
  }
}

function breakOff(response: ServerResponse, fault: 'cut' | 'stall'): void {
  response.writeHead(200, { 'content-length': 1000 }).write('half of it');
  if (fault === 'cut') {
    setImmediate(() => response.destroy());
  }
}

function refuse(method: string, error: unknown, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { status, code } = error instanceof S3Refusal ? error : { status: 500, code: 'InternalError' };
  const answer = element('Error', element('Code', code) + element('Message', 'Words of the server'));
  response.writeHead(status, { 'content-type': 'application/xml' }).end(method === 'HEAD' ? '' : answer);
}

function send(object: StoredObject, request: IncomingMessage, query: URLSearchParams, response: ServerResponse): void {
  const { bytes, etag, modifiedAt } = object;
  const overridden = query.get('response-cache-control');
  const headers = {
    ...object.headers,
    ...(overridden === null ? {} : { 'cache-control': overridden }),
    'accept-ranges': 'bytes',
    etag,
    'last-modified': modifiedAt.toUTCString(),
  };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const range = rangeOf(request.headers.range, bytes.length);
  const part = range === null ? bytes : bytes.subarray(range.start, range.end + 1);
  const span = range === null ? {} : { 'content-range': `bytes ${range.start}-${range.end}/${bytes.length}` };
  response.writeHead(range === null ? 200 : 206, { ...headers, ...span, 'content-length': part.length });
  response.end(request.method === 'HEAD' ? undefined : part);
}

function rangeOf(header: string | undefined, size: number): { start: number; end: number } | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') {
    return null;
  }
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end) {
    throw new S3Refusal(416, 'InvalidRange');
  }
  return { start, end };
}

function kept({ headers }: IncomingMessage): Record<string, string> {
  const found = KEPT_HEADERS.map((name) => [name, headers[name]] as const);
  return Object.fromEntries(found.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

function partsIn(text: string): { number: number; etag: string }[] {
  return [...text.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => ({
    number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
    etag: (/<ETag>(.*?)</.exec(part)?.[1] ?? '').replaceAll('&quot;', '"'),
  }));
}

function element(name: string, content: string | number | boolean): string {
  const isPlain = typeof content !== 'string' || !content.startsWith('<');
  const text = isPlain ? String(content).replaceAll('&', '&amp;').replaceAll('"', '&quot;') : content;
  return `<${name}>${text}</${name}>`;
}

function xml(response: ServerResponse, content: string): void {
  response
    .writeHead(200, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?>${content}`);
}
