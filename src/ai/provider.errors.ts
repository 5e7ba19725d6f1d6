import { JobError } from '../common/errors.js';
import { type JobErrorKey } from '../common/job-error-catalogue.js';

/**
 * What a vendor's failure means for a job, decided here once. Messages are ours: a vendor's own text may quote the key
 * or the prompt, so only its status and its code (`isCode`) are repeated.
 */

export interface VendorReply {
  status: number;
  /** Parsed JSON, or null where there was none. */
  body: unknown;
  retryAfterMs: number | null;
  /** For vendors that say there what they mean. */
  headers?: Headers;
}

const REFUSED_CODES = new Set([
  'contentpolicyviolation',
  'contentfilter',
  'datainspectionfailed',
  'moderationblocked',
  'responsibleaipolicyviolation',
]);

const INSUFFICIENT_QUOTA = 'insufficientquota';

const QUOTA_CODES = new Set([
  INSUFFICIENT_QUOTA,
  'arrearage',
  'accountoverdue',
  'billinghardlimitreached',
  'insufficientcredits',
]);

const RETRYABLE_STATUSES = new Set([408, 409, 425]);

/** The error for a reply that is no success. */
export function vendorError(provider: string, reply: VendorReply): JobError {
  const { codes, message } = vendorWords(reply.body);
  const args = { reply: [`HTTP ${reply.status}`, ...codes.slice(0, 1)].join(' ') };
  const plain = codes.map((code) => code.toLowerCase().replace(/[^a-z]/g, ''));
  if (plain.some((code) => REFUSED_CODES.has(code)) || message.includes('inappropriate content')) {
    return contentRejected(provider);
  }
  if (reply.status === 402 || plain.some((code) => isMoney(provider, code))) {
    return new JobError('PROVIDER_QUOTA.answered', { provider, args });
  }
  if (reply.status === 401 || reply.status === 403) {
    return new JobError('PROVIDER_AUTH.answered', { provider, args });
  }
  if (reply.status === 429) {
    return new JobError(THROTTLED, { provider, args, retryAfterMs: reply.retryAfterMs ?? undefined });
  }
  if (RETRYABLE_STATUSES.has(reply.status) || reply.status >= 500) {
    const retryAfterMs = reply.retryAfterMs ?? undefined;
    return new JobError('PROVIDER_UNAVAILABLE.answered', { provider, args, retryAfterMs });
  }
  return new JobError('PROVIDER_REJECTED.answered', { provider, args });
}

/** Alibaba's quota is what it allows in a minute, as `Throttling.AllocationQuota`; OpenAI's is what has been paid for. */
function isMoney(provider: string, code: string): boolean {
  return QUOTA_CODES.has(code) && !(code === INSUFFICIENT_QUOTA && provider.startsWith('cloud_qwen'));
}

/** Nobody answered: no route, a cut connection, or no answer in time. */
export function unreachable(provider: string, why: 'timeout' | 'network', cause?: unknown): JobError {
  return new JobError(`PROVIDER_UNAVAILABLE.${why}`, { provider, cause });
}

export const THROTTLED = 'PROVIDER_UNAVAILABLE.throttled';

/** The vendor has too much to do, of ours or of others; nothing is wrong with it or with the work. */
export function isThrottled(error: unknown): error is JobError {
  return error instanceof JobError && error.key === THROTTLED;
}

/** A provider is not to be asked now, and nothing is wrong with it: the work waits, and that is no try. */
export class NotNow extends Error {
  constructor(
    readonly provider: string,
    /** When it is worth asking again, for somebody. */
    readonly afterMs: number,
    /** How far apart those who wait come back, so that they are not refused for coming all at once. */
    readonly everyMs = 500,
  ) {
    super(`${provider} is not to be asked for ${Math.ceil(afterMs)} ms`);
  }
}

/** Nobody knows what became of a call: no answer came, although it may have been made. */
export function isAnswerLost(error: unknown): boolean {
  const isKnown = error instanceof JobError && !LOST_KEYS.includes(error.key);
  return !isKnown && !isNeverSent(error);
}

const LOST_KEYS: readonly JobErrorKey[] = ['PROVIDER_UNAVAILABLE.timeout', 'PROVIDER_UNAVAILABLE.network'];

/** What is done before a request leaves: its server's name is looked up, and a connection made. */
const BEFORE_SENDING = new Set(['getaddrinfo', 'connect']);

/** How else a request fails that never left: nobody answers there in time, or it is not who we wanted. */
const NEVER_SENT_CODES = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * Whether nothing can have come of the request, for no connection was made. Fetch keeps the reason in `cause`; where a name
 * has several addresses, each has one in `errors`.
 */
export function isNeverSent(error: unknown): boolean {
  if (!isRecord(error)) {
    return false;
  }
  const { code, syscall, cause, errors } = error;
  return (
    BEFORE_SENDING.has(String(syscall)) ||
    NEVER_SENT_CODES.has(String(code)) ||
    (Array.isArray(errors) && errors.length > 0 && errors.every(isNeverSent)) ||
    isNeverSent(cause)
  );
}

/**
 * A load balancer's and a rate limiter's refusals come before the work is started; any other 5xx may have come after.
 * A 502 or 503 counts as one of the vendor's own only with its word for it: a gateway on the way has a page instead.
 */
export function isAmbiguousStart({ status, body }: VendorReply): boolean {
  const isShed = (status === 502 || status === 503) && isRecord(body) && Boolean(body.error);
  return status >= 500 && !isShed;
}

/** In the words that `isAmbiguousStart` looks for, where a vendor's own errors have a `detail`: a page of a gateway has none. */
export function withDetail({ body, ...reply }: VendorReply): VendorReply {
  return { ...reply, body: { error: isRecord(body) ? body.detail : null } };
}

/** A start whose answer is lost: the vendor may be at work, and bill it, under a name that we don't know. */
export function unconfirmedStart(provider: string, cause?: unknown): JobError {
  return new JobError('START_UNCONFIRMED.answer_lost', { provider, retryable: false, unconfirmed: true, cause });
}

export function contentRejected(provider: string): JobError {
  return new JobError('CONTENT_REJECTED.provider', { provider });
}

/** The vendor's codes and its words, from the body shapes in use (`{error: {…}}`, `{error: "…"}`, flat). */
export function vendorWords(body: unknown): { codes: string[]; message: string; param: string } {
  const outer = isRecord(body) ? body : {};
  const inner = isRecord(outer.error) ? outer.error : outer;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const codes = [inner.code, inner.type].filter(isCode);
  return {
    codes,
    message: text(inner.message).toLowerCase() || text(outer.error).toLowerCase(),
    param: text(inner.param),
  };
}

/** A code in place of which no key stands: those have many digits, and codes have few. */
export function isCode(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.-]{1,60}$/.test(value) && !/(?:\d\D*){5}/.test(value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isSuccess({ status }: Pick<VendorReply, 'status'>): boolean {
  return status >= 200 && status <= 299;
}

export function isWebAddress(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
