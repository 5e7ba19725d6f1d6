import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../common/config.js';
import { AppError } from '../common/errors.js';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** What proxies add: the request came through somebody on this machine, from somewhere else. */
const FORWARDING_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/** Figures are for this machine, and for whoever has METRICS_TOKEN. */
@Injectable()
export class MetricsGuard implements CanActivate {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'metricsToken'>) {}

  canActivate(context: ExecutionContext): boolean {
    const { raw } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!mayReadMetrics(raw.socket.remoteAddress, raw.headers, this.config.metricsToken)) {
      throw new AppError('FORBIDDEN.metrics');
    }
    return true;
  }
}

/** `peer` is the other end of the connection, whatever the headers say of it. */
export function mayReadMetrics(
  peer: string | undefined,
  headers: Record<string, string | string[] | undefined>,
  token: string | null,
): boolean {
  const [, given] = /^Bearer (.+)$/i.exec(String(headers.authorization)) ?? [];
  if (token !== null && given !== undefined && isSame(given, token)) {
    return true;
  }
  return isLoopback(peer ?? '') && FORWARDING_HEADERS.every((name) => headers[name] === undefined);
}

function isLoopback(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && LOOPBACK.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** In the same time however much of it is right, the length included. */
function isSame(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
