import { lookup } from 'node:dns/promises';
import { rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { AppError, JobError } from './errors.js';
import { unlessAborted } from './patience.js';
import { isPublicAddress } from './public-address.js';
import { save, type SaveOptions } from './save-response.js';
import { VERSION } from './version.js';

export interface SafeFetchOptions {
  /** Also http, any port and any address: for tests, and for houses whose servers are all their own. */
  allowPrivate: boolean;
  /** All addresses of a name; the system's resolver unless given. */
  resolve?: (hostname: string) => Promise<string[]>;
}

export interface PostOptions {
  headers: Record<string, string>;
  body: string | Buffer;
  /** For all of it, the look-up of the name included. */
  timeoutMs: number;
  signal: AbortSignal;
  /** So much of the answer is read; the rest is dropped. */
  maxBytes: number;
}

export interface PostReply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** What of an address is given up. */
export interface UrlOptions {
  /** Also http: for what is public anyway, and judged by its content. */
  allowHttp?: boolean;
}

export interface DownloadOptions extends SaveOptions, UrlOptions {
  /** For all of it, redirects included. */
  timeoutMs: number;
  signal: AbortSignal;
}

/** Which rule an address breaks, as `details.rule` of the error. */
export type UrlRule = 'length' | 'syntax' | 'scheme' | 'user_info' | 'port' | 'host';

/** A URL and the addresses that its host was found to have, all of them allowed. */
interface Target {
  url: URL;
  host: string;
  addresses: string[];
}

const MAX_URL_LENGTH = 2048;
const MAX_REDIRECTS = 3;
const RESOLVE_TIMEOUT_MS = 5000;
/** The two ports of each scheme; the URL parser leaves out the usual one. */
const SAFE_PORTS: Record<string, string[]> = { 'https:': ['', '8443'], 'http:': ['', '8080'] };
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * The one way out to addresses that users or vendors gave (SSRF). A name is resolved once, all its addresses are
 * checked, and the connection is made to one of just these.
 */
export class SafeFetch {
  constructor(private readonly options: SafeFetchOptions) {}

  /** Throws UNSAFE_URL; a name that is not found gets the same words, or the answer would map an inner network. */
  async assertSafe(url: string, options?: UrlOptions): Promise<void> {
    try {
      await this.vet(url, AbortSignal.timeout(RESOLVE_TIMEOUT_MS), options);
    } catch (error) {
      throw error instanceof AppError ? error : unsafe('host');
    }
  }

  /** Any answer of the server, redirects too; THIRD_PARTY_ERROR if there is none in time. */
  async post(url: string, { headers, body, timeoutMs, signal, maxBytes }: PostOptions): Promise<PostReply> {
    const deadline = AbortSignal.timeout(timeoutMs);
    const end = AbortSignal.any([signal, deadline]);
    try {
      const response = await send(await this.vet(url, end), 'POST', headers, body, end);
      const text = await textOf(response, maxBytes);
      return { status: response.statusCode ?? 0, headers: response.headers, text };
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof AppError ? error : unreachable(deadline.aborted, error);
    }
  }

  /** Content of the URL as a file; after a failure there is none. */
  async download(url: string, path: string, options: DownloadOptions): Promise<{ bytes: number; contentType: string }> {
    const { signal, timeoutMs } = options;
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      return await save(await this.follow(url, AbortSignal.any([signal, deadline]), options), path, options);
    } catch (error) {
      // What failed is the news, not that the remains can't be removed.
      await rm(path, { force: true }).catch(() => undefined);
      signal.throwIfAborted();
      throw downloadFailure(error, deadline.aborted);
    }
  }

  private async follow(url: string, signal: AbortSignal, options: UrlOptions): Promise<IncomingMessage> {
    let next = url;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const target = await this.vet(next, signal, options);
      const response = await send(target, 'GET', { accept: '*/*' }, undefined, signal);
      const location = redirectOf(response);
      if (location === null) {
        return response;
      }
      response.destroy();
      next = URL.parse(location, target.url.href)?.href ?? location;
    }
    throw new JobError('DOWNLOAD_FAILED.redirects', { args: { most: MAX_REDIRECTS }, retryable: false });
  }

  /** Throws UNSAFE_URL, or the resolver's error. */
  private async vet(text: string, signal: AbortSignal, { allowHttp = false }: UrlOptions = {}): Promise<Target> {
    const { allowPrivate, resolve = resolveByTheSystem } = this.options;
    signal.throwIfAborted();
    const url = parseUrl(text, { allowPrivate, allowHttp: allowHttp || allowPrivate });
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(host) === 0 ? await unlessAborted(resolve(host), signal) : [host];
    if (addresses.length === 0) {
      throw new Error('The name has no address');
    }
    if (!allowPrivate && !addresses.every(isPublicAddress)) {
      throw unsafe('host');
    }
    return { url, host, addresses };
  }
}

/** What can be told without the network. The parser knows all the ways to write an IPv4 address, and gives one. */
function parseUrl(text: string, { allowPrivate, allowHttp }: { allowPrivate: boolean; allowHttp: boolean }): URL {
  if (text.length > MAX_URL_LENGTH) {
    throw unsafe('length');
  }
  const url = URL.parse(text);
  if (url === null) {
    throw unsafe('syntax');
  }
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:')) {
    throw unsafe('scheme');
  }
  if (url.username !== '' || url.password !== '') {
    throw unsafe('user_info');
  }
  if (!allowPrivate && !SAFE_PORTS[url.protocol]?.includes(url.port)) {
    throw unsafe('port');
  }
  return url;
}

function unsafe(rule: UrlRule): AppError {
  return new AppError(`UNSAFE_URL.${rule}`, { rule });
}

async function resolveByTheSystem(hostname: string): Promise<string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

/**
 * Resolves with the head of the answer. Node asks `lookup` for every name and never for a literal address, so that the
 * connection can't go anywhere but to the vetted addresses.
 */
function send(
  { url, host, addresses }: Target,
  method: 'GET' | 'POST',
  headers: Record<string, string>,
  body: string | Buffer | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const isEncrypted = url.protocol === 'https:';
  const options = {
    method,
    host,
    port: url.port || (isEncrypted ? 443 : 80),
    path: url.pathname + url.search,
    // An answer that is encoded all the same is taken as it comes: nothing is unpacked that could grow.
    headers: { 'user-agent': `Jumu/${VERSION}`, 'accept-encoding': 'identity', ...headers, host: url.host },
    lookup: answerWith(addresses),
    // Addresses are tried in turn; Node's 250 ms each are too short for the other side of the world.
    autoSelectFamilyAttemptTimeout: 1000,
    // RFC 6066: a name without its last dot, never an address.
    servername: isIP(host) === 0 ? host.replace(/\.$/, '') : '',
    // A connection of its own: a pooled one may lead to an older answer, and a proxy would resolve the name itself.
    agent: false,
    signal,
  };
  const request = isEncrypted ? requestHttps(options, resolve) : requestHttp(options, resolve);
  request.on('error', reject);
  request.on('close', () => reject(new Error('The connection was closed before an answer')));
  request.end(body);
  return promise;
}

function answerWith(addresses: string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_hostname, { all }, callback) =>
    all ? callback(null, answers) : callback(null, answers[0]?.address ?? '', answers[0]?.family);
}

/** Where the answer leads, or null if it is the last one. */
function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | null {
  const { location } = headers;
  // Node reads headers as Latin-1; servers that write more than ASCII mean UTF-8.
  return REDIRECTS.includes(statusCode) && location ? Buffer.from(location, 'latin1').toString('utf8') : null;
}

async function textOf(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxBytes) {
      break; // which closes the connection
    }
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
}

function unreachable(isLate: boolean, cause: unknown): AppError {
  return new AppError(isLate ? 'THIRD_PARTY_ERROR.timeout' : 'THIRD_PARTY_ERROR.network', {}, { cause });
}

function downloadFailure(error: unknown, isLate: boolean): JobError {
  if (error instanceof JobError) {
    return error;
  }
  if (error instanceof AppError) {
    return new JobError(`UNSAFE_URL.${error.details['rule'] as UrlRule}`, { cause: error });
  }
  return new JobError(isLate ? 'DOWNLOAD_FAILED.timeout' : 'DOWNLOAD_FAILED.network', { cause: error });
}
