import { type ErrorCode, JumuError } from './jumu-error.js';
import type { components } from './schema.js';

/** What one needs to go on with a session later. */
export interface Tokens {
  token: string;
  refreshToken: string;
  /** When the access token expires, in milliseconds since 1970. */
  expiresAt: number;
}

export interface JumuOptions {
  /** Where the server is: `https://jumu.example.com`. */
  baseUrl: string;
  /** An access token alone; it cannot be renewed. */
  token?: string;
  /** A long-lived key for machines: `jumu_…`. */
  apiKey?: string;
  /** What `onTokens` told earlier: that session goes on. */
  tokens?: Tokens | null;
  /** Told every new pair of tokens, and null when the session is over: the place to keep them. */
  onTokens?: (tokens: Tokens | null) => void;
  /** Instead of the global `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** How often a request is sent again that got no answer, or one that says "later". */
  maxRepeats?: number;
  /** A request that is to be sent again later than this is not. */
  maxWaitMs?: number;
}

/** One exchange with the server. */
export type Exchange = (url: string, init: RequestInit) => Promise<Response>;

export type Session = components['schemas']['SessionDto'];

/** Renewed this long before its end, a token does not expire on the way. */
const RENEW_BEFORE_MS = 30_000;
const FIRST_WAIT_MS = 500;
const PASSING = [500, 502, 503, 504];

/** Brings requests to the server: with authorization, and again where that is safe. */
export class Transport {
  readonly baseUrl: string;
  private readonly options: JumuOptions;
  private tokens: Tokens | null;
  private renewing: Promise<boolean> | null = null;

  constructor(options: JumuOptions) {
    this.options = options;
    this.baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.tokens = options.tokens ?? null;
  }

  /** An address of the server: links in answers may be relative. */
  urlOf(path: string): string {
    return path.startsWith('/') ? this.baseUrl + path : path;
  }

  /** The answer of the API, whatever its status. `exchange` is how it is really sent. */
  async send(path: string, init: RequestInit = {}, exchange: Exchange = this.exchange): Promise<Response> {
    if (!this.urlOf(path).startsWith(`${this.baseUrl}/`)) {
      throw new TypeError(`${path} is not on ${this.baseUrl}: it is not shown the token`);
    }
    const token = await this.bearer(init.signal);
    const keyed = withKey(path, init);
    const response = await this.sendWith(token, path, keyed, exchange);
    const isExpired = response.status === 401 && (await codeOf(response)) === 'TOKEN_EXPIRED';
    return isExpired && (await unlessCalledOff(this.renew(token), init.signal))
      ? this.sendWith(await this.bearer(init.signal), path, keyed, exchange)
      : response;
  }

  /** Without authorization: signed links, which may lead elsewhere, and the ways to sign in. */
  sendOpenly(path: string, init: RequestInit, isRepeatable = isIdempotent(init)): Promise<Response> {
    return this.repeat(() => this.exchange(this.urlOf(path), init), init, isRepeatable);
  }

  /** Signs in with what register, login and refresh answer. */
  keep(session: Session): void {
    const { token, refresh_token: refreshToken, expires_in: seconds } = session;
    this.changeTokens({ token, refreshToken, expiresAt: Date.now() + seconds * 1000 });
  }

  get refreshToken(): string | undefined {
    return this.tokens?.refreshToken;
  }

  forget(): void {
    this.changeTokens(null);
  }

  /** What to authorize with; renewed when it is about to expire. Where that fails, it is good until then. */
  async bearer(signal?: AbortSignal | null): Promise<string | undefined> {
    const { tokens } = this;
    if (tokens && Date.now() > tokens.expiresAt - RENEW_BEFORE_MS) {
      try {
        await unlessCalledOff(this.renew(tokens.token), signal);
      } catch (error) {
        if (!(error instanceof JumuError) || Date.now() >= tokens.expiresAt) {
          throw error;
        }
        return tokens.token;
      }
    }
    return this.tokens?.token ?? this.options.apiKey ?? this.options.token;
  }

  /** Whether there is another token now than `used`, which was refused. All who ask at once share one refresh. */
  renew(used: string | undefined): Promise<boolean> {
    if (this.tokens === null || this.tokens.token !== used) {
      return Promise.resolve(this.tokens !== null);
    }
    this.renewing ??= this.refresh(this.tokens).finally(() => (this.renewing = null));
    return this.renewing;
  }

  private async refresh(old: Tokens): Promise<boolean> {
    const init = jsonInit('POST', { refresh_token: old.refreshToken });
    // For 30 s a second use of a refresh token gets the same successor, so a lost answer does no harm.
    const outcome = await this.sendOpenly('/api/v1/auth/refresh', init, true)
      .then(dataOf)
      .catch((error: unknown) => error as Error);
    // Whoever has signed out or in meanwhile has the last word.
    if (this.tokens !== old) {
      return this.tokens !== null;
    }
    if (outcome instanceof Error) {
      if (outcome instanceof JumuError && outcome.status === 401) {
        this.changeTokens(null);
      }
      throw outcome;
    }
    this.keep(outcome as Session);
    return true;
  }

  private changeTokens(tokens: Tokens | null): void {
    this.tokens = tokens;
    this.options.onTokens?.(tokens);
  }

  private sendWith(token: string | undefined, path: string, init: RequestInit, exchange: Exchange): Promise<Response> {
    const headers = new Headers(init.headers);
    if (token !== undefined) {
      headers.set('authorization', `Bearer ${token}`);
    }
    return this.repeat(() => exchange(this.urlOf(path), { ...init, headers }), init, isIdempotent(init));
  }

  private async repeat(attempt: () => Promise<Response>, init: RequestInit, isRepeatable: boolean): Promise<Response> {
    const { maxRepeats = 3, maxWaitMs = 60_000 } = this.options;
    for (let repeats = 0; ; repeats += 1) {
      const outcome = await attempt().catch((error: unknown) => failureOf(error, init.signal));
      const isLast = repeats >= maxRepeats || init.body instanceof ReadableStream;
      const waitMs = isLast ? null : await waitAfter(outcome, repeats, isRepeatable);
      if (waitMs === null || waitMs > maxWaitMs) {
        if (outcome instanceof JumuError) {
          throw outcome;
        }
        return outcome;
      }
      await sleep(waitMs, init.signal);
    }
  }

  /** One try. */
  readonly exchange: Exchange = async (url, init) => {
    const { fetch } = this.options;
    const response = await (fetch ? fetch(url, init) : globalThis.fetch(url, init));
    if (!/^application\/json\b/.test(response.headers.get('content-type') ?? '')) {
      return response;
    }
    // Read here, where an answer that is cut off counts as none. Nobody reads on who has gone.
    return new Response(await response.arrayBuffer(), response);
  };
}

/** Whether a request does the same when it arrives twice. */
function isIdempotent({ method = 'GET', headers }: RequestInit): boolean {
  return ['GET', 'HEAD', 'PUT', 'DELETE'].includes(method) || new Headers(headers).has('idempotency-key');
}

/** Each POST but those under /auth takes a name, under which it is done only once. */
function withKey(path: string, init: RequestInit): RequestInit {
  const headers = new Headers(init.headers);
  if (init.method === 'POST' && !path.includes('/api/v1/auth/') && !headers.has('idempotency-key')) {
    headers.set('idempotency-key', uuid());
  }
  return { ...init, headers };
}

/** In how many milliseconds to send again; null: not again. */
async function waitAfter(
  outcome: Response | JumuError,
  repeats: number,
  isRepeatable: boolean,
): Promise<number | null> {
  const { status } = outcome;
  const backoff = FIRST_WAIT_MS * 2 ** repeats * (0.75 + Math.random() / 2);
  if (outcome instanceof JumuError) {
    return isRepeatable ? backoff : null;
  }
  // Our own first try may still be at work.
  const isInProgress = status === 409 && repeats > 0 && (await codeOf(outcome)) === 'IDEMPOTENCY_IN_PROGRESS';
  // What was refused for its rate was not begun.
  if (status === 429 || isInProgress || (isRepeatable && PASSING.includes(status))) {
    const seconds = Number(outcome.headers.get('retry-after'));
    return Math.max(backoff, seconds > 0 ? seconds * 1000 : 0);
  }
  return null;
}

/** No answer; who has called it off gets their own reason. */
function failureOf(error: unknown, signal: AbortSignal | null | undefined): JumuError {
  signal?.throwIfAborted();
  const message = `No answer: ${error instanceof Error ? error.message : String(error)}`;
  return new JumuError(message, 0, 'NETWORK_ERROR', {}, null, { cause: error });
}

async function codeOf(response: Response): Promise<ErrorCode> {
  return (await JumuError.of(response.clone())).code;
}

/** The `data` of an answer; an error is thrown. */
export async function dataOf(response: Response): Promise<unknown> {
  if (!response.ok) {
    throw await JumuError.of(response);
  }
  return ((await response.json()) as { data: unknown }).data;
}

export function jsonInit(method: string, body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Waits, unless the signal comes first. */
export function sleep(milliseconds: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted) {
      end();
    }
  });
}

/** Work that others wait for too: it goes on when the signal comes, but nobody here waits for it. */
function unlessCalledOff<T>(work: Promise<T>, signal?: AbortSignal | null): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal?.reason as Error);
    signal?.addEventListener('abort', leave, { once: true });
    void work.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave));
    if (signal?.aborted) {
      leave();
    }
  });
}

/** `crypto.randomUUID` is there only on pages with https. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
