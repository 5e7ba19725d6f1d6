import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type Abstract, HttpException, type NestInterceptor, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { limitBodyTime } from './body-time.js';
import { Callers } from './callers.js';
import { trustIn } from './client-address.js';
import { compressJson } from './compression.js';
import type { Config } from './config.js';
import { AppError } from './errors.js';
import { EnvelopeInterceptor, errorBody } from './envelope.js';
import { answerFor, answerForStatus, ErrorFilter, retryHeaders } from './error.filter.js';
import { jsonBodyParser } from './json-body.js';
import { rememberReader, speakTo } from './language.js';
import { Layers } from './layers.js';
import { Metrics } from './metrics.js';
import { acceptFiles } from './multipart.js';
import { timesSent } from './raw-headers.js';
import { limitedError, RateLimits } from './rate-limits.js';
import { limitRawBodies } from './raw-body.js';
import { RequestLimits } from './request-limits.js';
import { RequestLog } from './request-log.js';
import { RouteTable } from './route-table.js';
import { securityHeaders } from './security-headers.js';
import { SocketAnswers } from './socket-answers.js';
import { StrayBodyInterceptor } from './stray-body.interceptor.js';
import { RequestPipe } from './validation.pipe.js';

/** Where the API lives; `/health` is at the root as well, `/docs` and `/metrics` only there. */
export const API_PREFIX = '/api/v1';

const BODY_LIMIT_BYTES = 1_048_576;
const JSON_TYPE = 'application/json; charset=utf-8';
/** Node keeps 2,000 and drops the rest in silence. */
const MAX_HEADERS = 100;
const SOCKET_PATH = '/socket.io/';

/** Fastify for a JSON API: no other body type is parsed, and no answer leaves the envelope. */
export class ApiAdapter extends FastifyAdapter {
  readonly routes = new RouteTable();
  private readonly sockets: SocketAnswers;
  private limits: RequestLimits | null = null;
  private isStopping = false;

  constructor(config: Config, metrics: Metrics) {
    const { trustProxy: proxies } = config;
    const requests = new RequestLog(metrics);
    const timeoutMs = config.requestTimeoutSec * 1000;
    const sockets = new SocketAnswers();
    super({
      trustProxy: proxies === false ? false : trustIn(proxies),
      bodyLimit: BODY_LIMIT_BYTES,
      // Node knows one for all requests; `limitBodyTime` gives those that bring a file longer.
      requestTimeout: 0,
      connectionTimeout: 0,
      keepAliveTimeout: 65_000,
      return503OnClosing: false,
      forceCloseConnections: true,
      routerOptions: { maxParamLength: 128 },
      http: {
        // Node would answer a missing Host by itself, outside of the envelope.
        requireHostHeader: false,
        headersTimeout: timeoutMs,
        connectionsCheckingInterval: Math.min(5000, timeoutMs / 2),
        // Socket.IO cuts every other upgrade off without an answer; HTTP lets us take it for a plain request.
        shouldUpgradeCallback: (request: IncomingMessage) => request.url?.startsWith(SOCKET_PATH) ?? false,
      },
      requestIdHeader: false,
      genReqId: requestIdOf,
      rewriteUrl: (request: IncomingMessage) => rewriteHealth(request.url ?? '/'),
      // No hook is called for these.
      frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
        requests.watch(request, reply);
        void this.answerFrameworkError(error, request, reply);
      },
      clientErrorHandler: (error: Error, socket: Socket) => sockets.refuse(error, socket),
    });
    this.sockets = sockets;
    const instance = this.getInstance<FastifyInstance>();
    instance.addHook('onRoute', ({ url, method }) => this.routes.add(url, method));
    limitRawBodies(instance);
    // Before CORS, which answers for itself.
    this.setOnRequestHook((request, reply, done) => {
      requests.watch(request, reply);
      void reply.header('x-request-id', request.id);
      done();
    });
    instance.addHook('onRequest', limitBodyTime(timeoutMs));
    instance.addHook('preHandler', (request, _reply, done) => requests.goOn(request, done));
    sockets.watch(instance.server);
    instance.server.on('checkExpectation', (request, response) => {
      instance.server.emit('request', request, response);
    });
  }

  /** The hooks that every request and every answer goes through. */
  addHooks(limits: RequestLimits | null): void {
    this.limits = limits;
    const instance = this.getInstance<FastifyInstance>();
    if (limits) {
      instance.addHook('onRequest', (request, reply) => limits.admit(request, reply));
    }
    instance.addHook('onRequest', refuseBadHead);
    // After the body has come: its events would not know the reader.
    instance.addHook('preValidation', rememberReader);
    instance.addHook('onSend', (request, reply, payload, done) => {
      this.completeHeaders(request, reply);
      // CORS answers a preflight before it could be counted.
      const telling = limits && !reply.hasHeader('ratelimit-limit') ? limits.tell(request, reply) : null;
      if (telling) {
        telling.then(() => done(null, payload), done);
      } else {
        done(null, payload);
      }
    });
    instance.addHook('onSend', compressJson);
  }

  /** Behind a proxy what is no HTTP comes from the proxy: nobody can say whose it is. */
  countBrokenRequests(limits: RequestLimits): void {
    this.sockets.countWith(limits);
  }

  /** Until the process ends requests are still answered, but each on its last connection to here. */
  override beforeClose(): void {
    super.beforeClose();
    this.isStopping = true;
  }

  override registerParserMiddleware(prefix?: string, rawBody?: boolean): void {
    const instance = this.getInstance<FastifyInstance>();
    const options = { bodyLimit: BODY_LIMIT_BYTES };
    this.useBodyParser('application/json', false, options, jsonBodyParser(instance));
    super.registerParserMiddleware(prefix, rawBody);
    instance.removeContentTypeParser(['application/x-www-form-urlencoded', 'text/plain']);
  }

  private completeHeaders(request: FastifyRequest, reply: FastifyReply): void {
    if (!reply.hasHeader('cache-control')) {
      void reply.header('cache-control', 'no-store');
    }
    if (this.isStopping) {
      void reply.header('connection', 'close');
    }
    if (request.method === 'OPTIONS' && reply.statusCode === 204) {
      void reply.header('allow', this.routes.methodsOf(request.url).join(', '));
    }
  }

  private async answerFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const state = (await this.limits?.tell(request, reply)) ?? null;
    // A path part longer than any id of ours is an address that does not exist.
    const status = error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? 404 : (error.statusCode ?? 500);
    const language = speakTo(reply);
    const answer = state?.isUsedUp ? answerFor(limitedError(state), language) : answerForStatus(status, language);
    void reply
      .code(answer.status)
      .headers({ 'x-request-id': request.id, 'cache-control': 'no-store', ...retryHeaders(answer) })
      .type(JSON_TYPE)
      .send(JSON.stringify(errorBody(answer, request.id)));
  }
}

/** The adapter to give to `NestFactory.create`. */
export function createFastifyAdapter(config: Config, metrics = new Metrics()): ApiAdapter {
  return new ApiAdapter(config, metrics);
}

/**
 * Puts the conventions of the wire (spec §1) on an application made with `createFastifyAdapter`. Its limits are those of
 * the application's `RateLimits`, and it knows users by the application's `Callers`, if there are such. `around` stand
 * around the envelope, in this order.
 */
export async function configureHttp(
  app: NestFastifyApplication,
  config: Config,
  around: NestInterceptor[] = [],
): Promise<void> {
  const adapter = app.getHttpAdapter() as unknown as ApiAdapter;
  app.setGlobalPrefix(API_PREFIX.slice(1), { exclude: ['metrics'] });
  app.useGlobalPipes(new RequestPipe());
  app.useGlobalInterceptors(new Layers([new StrayBodyInterceptor(), ...around, new EnvelopeInterceptor()]));
  app.useGlobalFilters(new ErrorFilter(adapter.routes));
  if (config.corsOrigins.length > 0) {
    app.enableCors({
      origin: config.corsOrigins,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: [
        ...['Accept-Language', 'Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'If-Range'],
        ...['Last-Event-ID', 'Range', 'X-Request-Id'],
      ],
      exposedHeaders: [
        ...['Accept-Ranges', 'Allow', 'Content-Language', 'Content-Range', 'ETag', 'Idempotent-Replayed', 'Location'],
        ...['Retry-After', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'X-Request-Id'],
      ],
      maxAge: 600,
      // The strict one answers an OPTIONS that is no preflight with a text of its own.
      strictPreflight: false,
    });
  }
  const headers = securityHeaders({ isSecure: config.publicUrl?.startsWith('https:') ?? false });
  adapter.getInstance<FastifyInstance>().addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
  const rates = optional(app, RateLimits);
  const limits = rates && new RequestLimits(rates, optional(app, Callers));
  adapter.addHooks(limits);
  if (limits && config.trustProxy === false) {
    adapter.countBrokenRequests(limits);
  }
  await acceptFiles(adapter.getInstance<FastifyInstance>());
}

function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{8,128}$/.test(given) ? given : randomUUID();
}

function rewriteHealth(url: string): string {
  return /^\/health(?:[/?]|$)/.test(url) ? API_PREFIX + url : url;
}

/** A head that is HTTP to Node's parser, but says too much or does not say to whom it is. */
function refuseBadHead(request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
  const { rawHeaders, headers, httpVersion } = request.raw;
  if (rawHeaders.length > 2 * MAX_HEADERS) {
    done(new HttpException('', 431));
    return;
  }
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    done(new AppError('INVALID_PARAMS.version'));
    return;
  }
  const hosts = timesSent(request.raw, 'host');
  const isMissing = hosts === 0 && httpVersion === '1.1';
  if (isMissing || hosts > 1 || (hosts === 1 && !isHost(headers.host ?? ''))) {
    done(new AppError('INVALID_PARAMS.host'));
    return;
  }
  done();
}

function isHost(text: string): boolean {
  return /^[\w.:[\]-]{1,255}$/.test(text) && URL.canParse(`http://${text}`);
}

/** What an application may have, or not. To ask it for what it has not would be logged, and might end it. */
function optional<T>(app: NestFastifyApplication, token: Type<T> | Abstract<T>): T | null {
  const isThere = [...app.get(ModulesContainer).values()].some(({ providers }) => providers.has(token));
  return isThere ? (app.get<T>(token, { strict: false }) ?? null) : null;
}
