import { type Span, SpanKind } from '@opentelemetry/api';
import { AppError, JobError } from '../common/errors.js';
import { type SafeFetch } from '../common/safe-fetch.js';
import { failSpan, inSpan } from '../common/tracing.js';
import { type Operation } from './ports.js';
import {
  isAmbiguousStart,
  isNeverSent,
  isRecord,
  isSuccess,
  unconfirmedStart,
  unreachable,
  vendorError,
  type VendorReply,
} from './provider.errors.js';

export interface ProviderServer {
  provider: string;
  /** Up to and without the last slash, e.g. `http://127.0.0.1:11434/v1`. */
  baseUrl: string;
  apiKey: string | null;
  /** How the key is announced; `Bearer` by default. */
  authScheme?: 'Bearer' | 'Key';
  /** Sent with every request, such as the version of the API that is spoken. */
  headers?: Record<string, string>;
  timeoutMs?: number;
  /** An answer may be so long. */
  maxBytes?: number;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const TIMEOUT_MS = 120_000;
const MAX_BYTES = 8 * 1024 * 1024;
const NO_CONTENT = 204;
const BODILESS: ReadonlySet<number> = new Set([NO_CONTENT, 205, 304]);
const MAX_RETRY_AFTER_MS = 3_600_000;

/** In what one vendor's start differs from another's. */
export interface BeginRules {
  /** The field of its answer that names the work. Default `id`. */
  nameIn?: string;
  /** What a refusal means. */
  refusal: (reply: VendorReply) => JobError;
  /** The reply with the vendor's own words under `error`, as `isAmbiguousStart` looks for them. */
  worded?: (reply: VendorReply) => VendorReply;
}

interface Answer {
  response: Response;
  bytes: Buffer;
}

/**
 * The one HTTP client for vendors: key, time limit, abort, size cap, JSON, and failures as `JobError`s. It never tries
 * again and never follows a redirect, which could carry key and prompt elsewhere. Vendors are not told our `traceparent`:
 * what our traces are called is none of theirs.
 */
export class ProviderHttp {
  /**
   * For a vendor's own client, which writes its requests itself, key and all; every reply is handed to it, whole. Clients
   * look for `Response` on it before they send a form.
   */
  readonly fetch: typeof fetch = Object.assign(
    async (url: Parameters<typeof fetch>[0], init: RequestInit = {}) => {
      const { method = 'GET', signal } = init;
      const address = url instanceof Request ? url.url : String(url);
      const stop = signal ?? new AbortController().signal;
      const { response, bytes } = await this.answerTo(address, { ...init, method }, stop);
      const { status, headers } = response;
      return new Response(BODILESS.has(status) ? null : new Uint8Array(bytes), { status, headers });
    },
    { Response },
  );

  constructor(private readonly server: ProviderServer) {}

  /** JSON of a success; anything else is thrown. */
  async json(method: Method, path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    const reply = await this.exchange(method, path, body, signal);
    if (!isSuccess(reply)) {
      throw vendorError(this.server.provider, reply);
    }
    return reply.body;
  }

  /**
   * Any reply, for vendors whose refusals are part of the conversation. A body is sent as JSON, a form as a form. An abort
   * throws the signal's reason.
   */
  async exchange(method: Method, path: string, body: unknown, signal: AbortSignal): Promise<VendorReply> {
    const init = { method, headers: this.headers(body), body: body instanceof FormData ? body : JSON.stringify(body) };
    const { response, bytes } = await this.answerTo(`${this.server.baseUrl}${path}`, init, signal);
    return {
      status: response.status,
      body: response.status === NO_CONTENT ? null : this.parsed(bytes.toString('utf8'), response.ok),
      retryAfterMs: retryAfterOf(response.headers),
      headers: response.headers,
    };
  }

  /**
   * Begins work at a vendor that goes on after its answer, which names it. Nothing in the request tells the vendor that it
   * had it before: a lost answer must not be asked for again, and is `START_UNCONFIRMED`.
   */
  async begin(path: string, body: object, signal: AbortSignal, rules: BeginRules): Promise<Operation> {
    const { provider } = this.server;
    const { nameIn = 'id', refusal, worded = (reply) => reply } = rules;
    const reply = await this.exchange('POST', path, body, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw isNeverSent(error) ? error : unconfirmedStart(provider, error);
    });
    if (!isSuccess(reply)) {
      const error = refusal(reply);
      throw isAmbiguousStart(worded(reply)) ? unconfirmedStart(provider, error) : error;
    }
    const id = isRecord(reply.body) ? reply.body[nameIn] : null;
    if (typeof id !== 'string' || id === '') {
      throw unconfirmedStart(provider, new JobError('INVALID_OUTPUT.task_id', { provider }));
    }
    return { id };
  }

  /**
   * Puts a form with a file where the vendor's storage takes it. Our key is not sent: that address is not the API's. A server
   * of one's own may be its own storage; any other address is only what the vendor says, and goes the way of those.
   */
  async upload(url: string, form: FormData, elsewhere: SafeFetch, signal: AbortSignal): Promise<void> {
    const { provider, baseUrl } = this.server;
    const isSameServer = URL.parse(url)?.origin === new URL(baseUrl).origin;
    const status = isSameServer
      ? (await this.answerTo(url, { method: 'POST', body: form }, signal)).response.status
      : await this.uploadElsewhere(url, form, elsewhere, signal);
    if (!isSuccess({ status })) {
      // A refusal here is about the slot, not about our key or our account: with a new slot it may go well.
      throw new JobError('PROVIDER_UNAVAILABLE.storage', { provider, args: { status } });
    }
  }

  private async uploadElsewhere(url: string, form: FormData, way: SafeFetch, signal: AbortSignal): Promise<number> {
    const { provider, timeoutMs = TIMEOUT_MS } = this.server;
    const encoded = new Response(form);
    const headers = { 'content-type': encoded.headers.get('content-type') ?? '' };
    const body = Buffer.from(await encoded.arrayBuffer());
    try {
      return (await way.post(url, { headers, body, timeoutMs, signal, maxBytes: 0 })).status;
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof AppError && cause.code === 'UNSAFE_URL') {
        throw new JobError('INVALID_OUTPUT.upload_slot', { provider, cause });
      }
      const isLate = cause instanceof AppError && cause.key === 'THIRD_PARTY_ERROR.timeout';
      throw unreachable(provider, isLate ? 'timeout' : 'network', cause);
    }
  }

  private answerTo(url: string, init: RequestInit & { method: string }, signal: AbortSignal): Promise<Answer> {
    const { provider } = this.server;
    const attributes = { 'http.request.method': init.method, 'jumu.provider': provider };
    return inSpan(`${init.method} ${provider}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const answer = await this.send(url, init, signal);
      noteStatus(span, answer.response);
      return answer;
    });
  }

  private async send(url: string, init: RequestInit, signal: AbortSignal): Promise<Answer> {
    const { provider, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = this.server;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(url, {
        ...init,
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      });
      return { response, bytes: withoutKey(await bytesOf(response, maxBytes), this.server.apiKey) };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TooLargeError) {
        throw new JobError('INVALID_OUTPUT.too_large', { provider, args: { most: maxBytes } });
      }
      throw unreachable(provider, timeout.aborted ? 'timeout' : 'network', error);
    }
  }

  private headers(body: unknown): Record<string, string> {
    const { apiKey, authScheme = 'Bearer', headers = {} } = this.server;
    return {
      ...headers,
      accept: 'application/json',
      ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      ...(apiKey === null ? {} : { authorization: `${authScheme} ${apiKey}` }),
    };
  }

  /** Only a success has to be JSON; DashScope frames some refusals as one server-sent event. */
  private parsed(text: string, isOk: boolean): unknown {
    try {
      return JSON.parse(isOk ? text : text.replace(/^data:/, '')) as unknown;
    } catch {
      if (isOk) {
        throw new JobError('INVALID_OUTPUT.json', { provider: this.server.provider });
      }
      return null;
    }
  }
}

function noteStatus(span: Span, { status, ok }: Response): void {
  span.setAttribute('http.response.status_code', status);
  if (!ok) {
    failSpan(span, String(status));
  }
}

/** Shorter ones are made up for servers that want none, and may be words of an answer. */
const SHORTEST_KEY = 8;

/** A vendor that quotes our key, be it where a code is wanted, has not told it to anybody. Latin-1 keeps every byte. */
function withoutKey(bytes: Buffer, apiKey: string | null): Buffer {
  if (apiKey === null || apiKey.length < SHORTEST_KEY || !bytes.includes(apiKey)) {
    return bytes;
  }
  return Buffer.from(bytes.toString('latin1').replaceAll(apiKey, '***'), 'latin1');
}

class TooLargeError extends Error {}

async function bytesOf(response: Response, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | Uint8Array[] = response.body ?? [];
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > most) {
      throw new TooLargeError();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `Retry-After` in milliseconds: seconds or a date, or in `Retry-After-Ms` as it is; at most an hour is believed. */
export function retryAfterOf(headers: Headers): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  const exact = headers.get('retry-after-ms')?.trim() ?? '';
  const number = /^\d+(\.\d+)?$/;
  if (number.test(exact)) {
    return believed(Number(exact));
  }
  return text === '' ? null : believed(number.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now());
}

/** A wait that a vendor asks for, in milliseconds, as far as it is believed; null: it is none. */
export function believed(milliseconds: number): number | null {
  return Number.isNaN(milliseconds) ? null : Math.min(Math.max(milliseconds, 0), MAX_RETRY_AFTER_MS);
}
