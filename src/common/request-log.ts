import type { ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Requester } from './api.decorators.js';
import type { Metrics } from './metrics.js';

/** The route of all requests that found none: their paths are whatever a scanner thinks of. */
const UNMATCHED = 'unmatched';
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** What machines ask every few seconds. */
const PROBES = /^(\/api\/v1\/health(\/|$)|\/metrics$)/;
/** As nginx has it: the client left before there was an answer. */
const CLIENT_CLOSED = 499;

/** One line and two figures for every request, when its answer or its client has gone. */
export class RequestLog {
  private readonly logger = new Logger('Http');

  constructor(private readonly metrics: Metrics) {}

  watch(request: FastifyRequest, reply: FastifyReply): void {
    const began = performance.now();
    // Fastify's own hook is silent about a client that hangs up during a download.
    reply.raw.once('close', () => this.note(request, reply.raw, performance.now() - began));
  }

  private note(request: FastifyRequest, response: ServerResponse, milliseconds: number): void {
    const route = routeOf(request);
    const method = METHODS.has(request.method) ? request.method : 'other';
    const status = response.headersSent ? response.statusCode : CLIENT_CLOSED;
    this.metrics.httpRequests.inc({ method, route, status });
    this.metrics.httpDuration.observe({ method, route, status }, milliseconds / 1000);
    this.logger[PROBES.test(route) ? 'debug' : 'log']('request', {
      method: request.method,
      route,
      status,
      duration_ms: Math.round(milliseconds),
      request_id: request.id,
      user_id: (request as { user?: Requester }).user?.id ?? null,
    });
  }
}

/** The template of a request's route. Its own path may be a signed address, and its query anything. */
export function routeOf(request: FastifyRequest): string {
  return request.is404 ? UNMATCHED : (request.routeOptions.url ?? UNMATCHED);
}
