import type { ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import {
  context,
  type Context,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Requester } from './api.decorators.js';
import type { Metrics } from './metrics.js';
import { beginSpan, failSpan, placeOf } from './tracing.js';

/** The route of all requests that found none: their paths are whatever a scanner thinks of. */
const UNMATCHED = 'unmatched';
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** What machines ask every few seconds. */
const PROBES = /^(\/api\/v1\/health(\/|$)|\/metrics$)/;
/** As nginx has it: the client left before there was an answer. */
const CLIENT_CLOSED = 499;

/** One line, one span and two figures for every request, when its answer or its client has gone. */
export class RequestLog {
  private readonly logger = new Logger('Http');
  private readonly places = new WeakMap<FastifyRequest, Context>();

  constructor(private readonly metrics: Metrics) {}

  watch(request: FastifyRequest, reply: FastifyReply): void {
    const began = performance.now();
    const { span, place } = beginRequestSpan(request);
    this.places.set(request, place);
    // Fastify's own hook is silent about a client that hangs up during a download.
    reply.raw.once('close', () =>
      context.with(place, () => this.note(request, reply.raw, span, performance.now() - began)),
    );
  }

  /** Goes on with a request inside of its span. What reads a body leaves it, so this comes afterwards. */
  goOn(request: FastifyRequest, next: () => void): void {
    context.with(this.places.get(request) ?? ROOT_CONTEXT, next);
  }

  private note(request: FastifyRequest, response: ServerResponse, span: Span, milliseconds: number): void {
    const route = routeOf(request);
    const method = methodOf(request);
    const status = response.headersSent ? response.statusCode : CLIENT_CLOSED;
    span.setAttribute('http.response.status_code', status);
    if (status >= 500) {
      failSpan(span, String(status));
    }
    span.end();
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

function beginRequestSpan(request: FastifyRequest): { span: Span; place: Context } {
  const method = methodOf(request);
  const route = routeOf(request);
  if (PROBES.test(route)) {
    return { span: trace.wrapSpanContext(INVALID_SPAN_CONTEXT), place: ROOT_CONTEXT };
  }
  return beginSpan(`${method} ${route}`, {
    parent: placeOf(request.headers.traceparent),
    kind: SpanKind.SERVER,
    attributes: { 'http.request.method': method, 'http.route': route, 'jumu.request_id': request.id },
  });
}

function methodOf({ method }: FastifyRequest): string {
  return METHODS.has(method) ? method : 'other';
}

/** The template of a request's route. Its own path may be a signed address, and its query anything. */
export function routeOf(request: FastifyRequest): string {
  return request.is404 ? UNMATCHED : (request.routeOptions.url ?? UNMATCHED);
}
