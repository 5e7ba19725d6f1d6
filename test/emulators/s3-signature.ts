import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';

export interface SignedRequest {
  method: string;
  /** Path and query as they were sent. */
  url: string;
  headers: IncomingHttpHeaders;
}

export interface S3Account {
  accessKey: string;
  secretKey: string;
  region: string;
}

/** What of a request its signature says about itself. */
interface Claim {
  credential: string;
  signedHeaders: string;
  signature: string;
  date: string;
  payloadHash: string;
  /** Null: signed for now, in the headers. */
  expiresSec: number | null;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SKEW_MS = 15 * 60_000;
const MOST_EXPIRES_SEC = 7 * 86_400;

/** The code of S3's error for a request that is not signed as SigV4 has it (headers or query); null when it is. */
export function signatureFault(request: SignedRequest, account: S3Account, now = Date.now()): string | null {
  const query = pairsOf(request.url);
  const claim = claimInHeaders(request) ?? claimInQuery(query);
  if (claim === null) {
    return 'AccessDenied';
  }
  const [accessKey, day = '', region, service, end] = claim.credential.split('/');
  if (accessKey !== account.accessKey) {
    return 'InvalidAccessKeyId';
  }
  if (region !== account.region || service !== 's3' || end !== 'aws4_request' || !claim.date.startsWith(day)) {
    return 'AuthorizationHeaderMalformed';
  }
  const signed = claim.signedHeaders.split(';');
  const unsigned = Object.keys(request.headers).filter((name) => name.startsWith('x-amz-') && !signed.includes(name));
  if (!signed.includes('host') || (claim.expiresSec === null && unsigned.length > 0)) {
    return 'AccessDenied';
  }
  const late = lateness(claim, now);
  if (late !== null) {
    return late;
  }
  const scope = [day, region, service, end].join('/');
  const canonical = canonicalRequest(request, query, claim);
  const text = [ALGORITHM, claim.date, scope, sha256(canonical)].join('\n');
  const key = [day, region, service, end].reduce<string | Buffer>(hmac, `AWS4${account.secretKey}`);
  const expected = Buffer.from(hmac(key, text).toString('hex'));
  const given = Buffer.from(claim.signature);
  return expected.length === given.length && timingSafeEqual(expected, given) ? null : 'SignatureDoesNotMatch';
}

function claimInHeaders({ headers }: SignedRequest): Claim | null {
  const pattern = /^AWS4-HMAC-SHA256 Credential=([^,]+),\s?SignedHeaders=([^,]+),\s?Signature=([0-9a-f]{64})$/;
  const [, credential, signedHeaders, signature] = pattern.exec(headers.authorization ?? '') ?? [];
  const date = headers['x-amz-date'];
  const payloadHash = headers['x-amz-content-sha256'];
  return credential && signedHeaders && signature && typeof date === 'string' && typeof payloadHash === 'string'
    ? { credential, signedHeaders, signature, date, payloadHash, expiresSec: null }
    : null;
}

function claimInQuery(query: [string, string][]): Claim | null {
  const at = (name: string) => query.find(([each]) => each === name)?.[1];
  const [credential, signedHeaders, signature] = ['Credential', 'SignedHeaders', 'Signature'].map((name) =>
    at(`X-Amz-${name}`),
  );
  const [date, expires] = [at('X-Amz-Date'), at('X-Amz-Expires')];
  return at('X-Amz-Algorithm') === ALGORITHM && credential && signedHeaders && signature && date && expires
    ? { credential, signedHeaders, signature, date, payloadHash: 'UNSIGNED-PAYLOAD', expiresSec: Number(expires) }
    : null;
}

function lateness({ date, expiresSec }: Claim, now: number): string | null {
  const signedAt = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(signedAt) || signedAt > now + SKEW_MS) {
    return 'RequestTimeTooSkewed';
  }
  if (expiresSec === null) {
    return signedAt < now - SKEW_MS ? 'RequestTimeTooSkewed' : null;
  }
  const isPossible = Number.isInteger(expiresSec) && expiresSec >= 1 && expiresSec <= MOST_EXPIRES_SEC;
  return isPossible && now < signedAt + expiresSec * 1000 ? null : 'AccessDenied';
}

function canonicalRequest({ method, url, headers }: SignedRequest, query: [string, string][], claim: Claim): string {
  const names = claim.signedHeaders.split(';');
  const canonicalQuery = query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort((one, other) => (one < other ? -1 : 1))
    .join('&');
  const canonicalHeaders = names.map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`).join('');
  const [path = '/'] = url.split('?');
  return [method, path, canonicalQuery, canonicalHeaders, claim.signedHeaders, claim.payloadHash].join('\n');
}

/** Names and values of a query, decoded; in S3 a plus is a plus. */
function pairsOf(url: string): [string, string][] {
  const query = url.split('?')[1] ?? '';
  return query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const [name = '', value = ''] = pair.split('=').map(decodeURIComponent);
      return [name, value];
    });
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
