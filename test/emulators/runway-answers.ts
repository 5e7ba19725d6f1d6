import { type IncomingMessage, type ServerResponse } from 'node:http';

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A mistake in a request, as the vendor answers it. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, error: string, more: object = {}) {
    super(error);
    this.status = status;
    this.body = { error, ...more };
  }
}

export const DOCS = { docUrl: 'https://docs.dev.runwayml.com/api' };

export function notFound(): Answer {
  return { status: 404, body: { error: 'Could not find Task' } };
}

export function noCredits(): Answer {
  return { status: 400, body: { error: 'You do not have enough credits to run this task.', ...DOCS } };
}

export async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

export function lose(response: ServerResponse, by: 'cut' | 'silence' | number): void {
  if (by === 'cut') {
    response.destroy();
  } else if (by !== 'silence') {
    send(response, { status: by, body: '<html></html>', headers: { 'content-type': 'text/html' } });
  }
}

export function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  if (body === undefined || Buffer.isBuffer(body)) {
    response.writeHead(status, headers).end(body);
    return;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}
