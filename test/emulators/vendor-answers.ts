import { type IncomingMessage, type ServerResponse } from 'node:http';

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
  response.writeHead(200, { 'content-type': 'application/json' });
  for (let sent = 0; sent < bytes && !response.destroyed; sent += part.length) {
    if (!response.write(part)) {
      await new Promise<void>((resolve) => {
        response.once('drain', resolve).once('close', resolve);
      });
    }
  }
  response.end();
}
