import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface Answer {
  status: number;
  /** Bytes and text go out as they are, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** What is wrong with a request, as its vendor answers it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Record<string, string> = {},
  ) {
    super(typeof body === 'string' ? body : JSON.stringify(body));
  }
}

export async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

export function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  if (body === undefined || Buffer.isBuffer(body)) {
    response.writeHead(status, headers).end(body);
    return;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

export function lose(response: ServerResponse, by: 'cut' | 'silence' | number): void {
  if (by === 'cut') {
    response.destroy();
  } else if (by !== 'silence') {
    send(response, { status: by, body: '<html></html>', headers: { 'content-type': 'text/html' } });
  }
}

/** More than anybody wants, for as long as somebody takes it. */
export async function flood(response: ServerResponse, bytes: number): Promise<void> {
  const part = Buffer.alloc(64 * 1024, 'x');
  const parts = Array.from({ length: Math.ceil(bytes / part.length) }, () => part);
  response.writeHead(200, { 'content-type': 'application/json' });
  await pipeline(Readable.from(parts), response).catch(() => undefined);
}
