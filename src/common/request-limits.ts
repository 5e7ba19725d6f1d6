import { isIPv4, isIPv6 } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf, type Callers } from './callers.js';
import { limitedError, type LimitName, type LimitState, type RateLimits } from './rate-limits.js';
import { routeOf } from './request-log.js';

/** What machines ask, what a page loads by the dozen, and vendors who call back: none of it is a user's budget. */
const OPEN = /^\/(api\/v1\/(health|media|ai\/callbacks)|metrics|docs|redoc)(\/|$)/;
const SIGN_IN = /^\/api\/v1\/auth\/(login|register)$/;

/** Counts each request once, under the limit that is its caller's, and says in its answer what is left. */
export class RequestLimits {
  private readonly counted = new WeakMap<FastifyRequest, Promise<LimitState | null>>();

  /** Without `callers` everybody is a stranger. */
  constructor(
    private readonly limits: RateLimits,
    private readonly callers: Callers | null,
  ) {}

  /** Throws RATE_LIMITED when the caller has used up what it has. */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const state = await this.tell(request, reply);
    if (state?.isUsedUp) {
      throw limitedError(state);
    }
  }

  /** Puts the headers on an answer, counting the request if that was not done yet. */
  async tell(request: FastifyRequest, reply: FastifyReply): Promise<LimitState | null> {
    const counting = this.counted.get(request) ?? this.count(request);
    this.counted.set(request, counting);
    const state = await counting;
    void reply.headers(limitHeaders(state));
    return state;
  }

  /** Counts what came from an address and never became a request. */
  countAddress(address: string): Promise<LimitState | null> {
    return this.limits.count('address', networkOf(address));
  }

  private async count(request: FastifyRequest): Promise<LimitState | null> {
    const [name, key] = await this.limitOf(request);
    return this.limits.count(name, key);
  }

  private async limitOf(request: FastifyRequest): Promise<[LimitName, string]> {
    const route = routeOf(request);
    if (OPEN.test(route) || request.method === 'OPTIONS') {
      return ['open', networkOf(request.ip)];
    }
    if (SIGN_IN.test(route)) {
      return ['sign_in', networkOf(request.ip)];
    }
    // Who cannot be known now, with the database away, is a stranger here; the guard says why.
    const caller = this.callers && (await callerOf(request, this.callers).catch(() => null));
    return caller && 'requester' in caller ? ['user', caller.limitKey] : ['address', networkOf(request.ip)];
  }
}

/** What an answer says of the limit that its request counted under. */
export function limitHeaders(state: LimitState | null): Record<string, string> {
  return state === null
    ? {}
    : {
        'ratelimit-limit': String(state.limit),
        'ratelimit-remaining': String(state.remaining),
        'ratelimit-reset': String(state.resetSec),
      };
}

/** A port behind an address, which some proxies tell too: a caller has another one for every connection. */
const WITH_PORT = /^(?:\[(.+)\](?::\d+)?|([\d.]+):\d+)$/;

/** Who is counted together: an IPv4 address, or the /64 of an IPv6 one, of which a single host has all. */
export function networkOf(told: string): string {
  const [, v6, v4] = WITH_PORT.exec(told) ?? [];
  const address = v6 ?? v4 ?? told;
  const [, mapped = address] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (isIPv4(mapped)) {
    return mapped;
  }
  if (!isIPv6(address)) {
    return 'unknown';
  }
  // A URL writes an address in its shortest form, without a zone.
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean));
  const zeros = tail === undefined ? 0 : 8 - (before?.length ?? 0) - (after?.length ?? 0);
  const groups = [...(before ?? []), ...Array.from({ length: zeros }, () => '0'), ...(after ?? [])];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
