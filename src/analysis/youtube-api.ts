import { SpanKind } from '@opentelemetry/api';
import { isRecord, isSuccess, unreachable } from '../ai/provider.errors.js';
import { JobError } from '../common/errors.js';
import { failSpan, inSpan } from '../common/tracing.js';

/**
 * YouTube's Data API (v3): one question, one answer, and failures as `JobError`s, decided by the reason that an answer names.
 * The key goes into a header and nowhere else, and no redirect is followed with it.
 */

export interface YoutubeServer {
  apiKey: string | null;
  /** With `/v3`, without a slash at its end. */
  baseUrl: string;
}

/** An answer that is one: what was asked for is not there, and it says why. */
export type Absence = 'comments_disabled' | 'not_found';

export type ApiAnswer = { body: unknown; absence: null } | { body: null; absence: Absence };

export const API_LIMITS = { timeoutMs: 30_000, answerBytes: 8 * 1024 ** 2 };
const PROVIDER = 'youtube';

const ABSENCES = new Map<string, Absence>([
  ['commentsDisabled', 'comments_disabled'],
  ['videoNotFound', 'not_found'],
]);

/** What else it may say, and what is done then; a reason that is not here is told by its status. */
const TOO_OFTEN: ReadonlySet<string> = new Set(['rateLimitExceeded', 'userRateLimitExceeded']);
const SPENT: ReadonlySet<string> = new Set(['quotaExceeded', 'dailyLimitExceeded']);
const NO_KEY: ReadonlySet<string> = new Set([
  'accessNotConfigured',
  'API_KEY_INVALID',
  'API_KEY_SERVICE_BLOCKED',
  'authError',
  'ipRefererBlocked',
  'keyExpired',
  'keyInvalid',
]);
/** It is the video that we may not see into: nothing is wrong with the key. */
const FORBIDDEN = 'forbidden';
const PASSING: ReadonlySet<string> = new Set(['backendError', 'processingFailure']);

export class YoutubeApi {
  constructor(
    private readonly server: YoutubeServer,
    private readonly limits = API_LIMITS,
  ) {}

  async get(path: 'videos' | 'commentThreads', query: Record<string, string>, signal: AbortSignal): Promise<ApiAnswer> {
    const { apiKey, baseUrl } = this.server;
    if (apiKey === null) {
      const args = { wanted: 'YOUTUBE_API_KEY' };
      throw new JobError('PROVIDER_UNAVAILABLE.not_configured', { provider: PROVIDER, args, retryable: false });
    }
    const url = `${baseUrl}/${path}?${new URLSearchParams(query).toString()}`;
    const { status, body } = await this.send(url, apiKey, signal);
    if (isSuccess({ status })) {
      return { body, absence: null };
    }
    const reasons = reasonsIn(body);
    const absence = reasons.map((reason) => ABSENCES.get(reason)).find((found) => found !== undefined);
    if (absence === undefined) {
      throw refusal(status, reasons);
    }
    return { body: null, absence };
  }

  private send(url: string, apiKey: string, signal: AbortSignal): Promise<{ status: number; body: unknown }> {
    const attributes = { 'http.request.method': 'GET', 'jumu.provider': PROVIDER };
    return inSpan(`GET ${PROVIDER}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const timeout = AbortSignal.timeout(this.limits.timeoutMs);
      try {
        const headers = { accept: 'application/json', 'x-goog-api-key': apiKey };
        const end = AbortSignal.any([signal, timeout]);
        const response = await fetch(url, { headers, redirect: 'manual', signal: end });
        span.setAttribute('http.response.status_code', response.status);
        if (!response.ok) {
          failSpan(span, String(response.status));
        }
        return { status: response.status, body: parsed(await this.textOf(response), response.ok) };
      } catch (error) {
        signal.throwIfAborted();
        throw error instanceof JobError ? error : unreachable(PROVIDER, timeout.aborted ? 'timeout' : 'network', error);
      }
    });
  }

  private async textOf(response: Response): Promise<string> {
    const most = this.limits.answerBytes;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    const body: AsyncIterable<Uint8Array> | Uint8Array[] = response.body ?? [];
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > most) {
        throw new JobError('INVALID_OUTPUT.too_large', { provider: PROVIDER, args: { most } });
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}

/** Only a success has to be JSON: a gateway on the way has a page of its own. */
function parsed(text: string, isOk: boolean): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (isOk) {
      throw new JobError('INVALID_OUTPUT.json', { provider: PROVIDER, cause });
    }
    return null;
  }
}

/** `errors[0].reason`, and what newer answers have besides: a `details[].reason`. Their messages are HTML, and nobody's. */
function reasonsIn(body: unknown): string[] {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  return [error.details, error.errors]
    .flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []))
    .map((item) => (isRecord(item) ? item.reason : null))
    .filter((reason) => typeof reason === 'string');
}

function refusal(status: number, reasons: string[]): JobError {
  const known = (set: ReadonlySet<string>) => reasons.find((reason) => set.has(reason));
  const told = (reason: string | undefined) => ({ reply: [`HTTP ${status}`, reason ?? []].flat().join(' ') });
  const spent = known(SPENT);
  if (spent !== undefined) {
    return new JobError('PROVIDER_QUOTA.answered', { provider: PROVIDER, args: told(spent) });
  }
  const often = known(TOO_OFTEN);
  if (often !== undefined || status === 429) {
    return new JobError('PROVIDER_UNAVAILABLE.throttled', { provider: PROVIDER, args: told(often) });
  }
  const passing = known(PASSING);
  if (passing !== undefined || status >= 500 || status === 408) {
    return new JobError('PROVIDER_UNAVAILABLE.answered', { provider: PROVIDER, args: told(passing) });
  }
  const key = known(NO_KEY);
  if (key !== undefined || status === 401 || (status === 403 && !reasons.includes(FORBIDDEN))) {
    return new JobError('PROVIDER_AUTH.answered', { provider: PROVIDER, args: told(key) });
  }
  return new JobError('PROVIDER_REJECTED.answered', { provider: PROVIDER, args: told(undefined) });
}
