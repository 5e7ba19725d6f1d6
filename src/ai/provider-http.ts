import { invalidOutput, unreachable, vendorError, type VendorReply } from './provider.errors.js';

export interface ProviderServer {
  provider: string;
  /** Up to and without the last slash, e.g. `http://127.0.0.1:11434/v1`. */
  baseUrl: string;
  apiKey: string | null;
  timeoutMs?: number;
}

const TIMEOUT_MS = 120_000;
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * The one HTTP client for vendors: key, time limit, abort, size cap, JSON, and failures as `JobError`s. It never tries
 * again and never follows a redirect, which could carry key and prompt elsewhere.
 */
export class ProviderHttp {
  constructor(private readonly server: ProviderServer) {}

  /** JSON of a success; anything else is thrown. */
  async json(method: 'GET' | 'POST' | 'DELETE', path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    const reply = await this.exchange(method, path, body, signal);
    if (reply.status < 200 || reply.status > 299) {
      throw vendorError(this.server.provider, reply);
    }
    return reply.body;
  }

  /** Any reply, for vendors whose refusals are part of the conversation. An abort throws the signal's reason. */
  async exchange(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<VendorReply> {
    const { response, text } = await this.answerTo(method, path, body, signal);
    return {
      status: response.status,
      body: this.parsed(text, response.ok),
      retryAfterMs: retryAfterOf(response.headers),
    };
  }

  private async answerTo(
    method: string,
    path: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<{ response: Response; text: string }> {
    const { provider, baseUrl, timeoutMs = TIMEOUT_MS } = this.server;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        headers: this.headers(body),
        body: body === undefined ? undefined : JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      });
      return { response, text: await textOf(response) };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TooLargeError) {
        throw invalidOutput(provider, `more than ${MAX_BYTES} bytes`);
      }
      throw unreachable(provider, timeout.aborted ? 'timeout' : 'network', error);
    }
  }

  private headers(body: unknown): Record<string, string> {
    const { apiKey } = this.server;
    return {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
    };
  }

  /** Only a success has to be JSON; DashScope frames some refusals as one server-sent event. */
  private parsed(text: string, isOk: boolean): unknown {
    try {
      return JSON.parse(isOk ? text : text.replace(/^data:/, '')) as unknown;
    } catch {
      if (isOk) {
        throw invalidOutput(this.server.provider, 'not JSON');
      }
      return null;
    }
  }
}

class TooLargeError extends Error {}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | Uint8Array[] = response.body ?? [];
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) {
      throw new TooLargeError();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `Retry-After` in milliseconds: seconds or a date; at most an hour is believed. */
export function retryAfterOf(headers: Headers): number | null {
  const text = headers.get('retry-after')?.trim();
  if (!text) {
    return null;
  }
  const milliseconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(milliseconds) ? null : Math.min(Math.max(milliseconds, 0), MAX_RETRY_AFTER_MS);
}
