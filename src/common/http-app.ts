import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import helmet from '@fastify/helmet';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { limitBodyTime } from './body-time.js';
import type { Config } from './config.js';
import { AppError } from './errors.js';
import { EnvelopeInterceptor, errorBody } from './envelope.js';
import { answerForStatus, ErrorFilter } from './error.filter.js';
import { rememberReader, speakTo } from './language.js';
import { Metrics } from './metrics.js';
import { acceptFiles } from './multipart.js';
import { RequestLog } from './request-log.js';
import { RouteTable } from './route-table.js';
import { DEFAULT_LANGUAGE } from './sentences.js';
import { RequestPipe } from './validation.pipe.js';

/** Where the API lives; `/health` is at the root as well, `/docs` and `/metrics` only there. */
export const API_PREFIX = '/api/v1';

const BODY_LIMIT_BYTES = 1_048_576;
const JSON_TYPE = 'application/json; charset=utf-8';

/** Fastify for a JSON API: no other body type is parsed, and no answer leaves the envelope. */
export class ApiAdapter extends FastifyAdapter {
  readonly routes = new RouteTable();
  private isStopping = false;

  constructor(config: Config, metrics: Metrics) {
    const requests = new RequestLog(metrics);
    super({
      trustProxy: config.trustProxy,
      bodyLimit: BODY_LIMIT_BYTES,
      // Node knows one for all requests; `limitBodyTime` gives those that bring a file longer.
      requestTimeout: 0,
      connectionTimeout: 0,
      keepAliveTimeout: 65_000,
      return503OnClosing: false,
      forceCloseConnections: true,
      routerOptions: { maxParamLength: 128 },
      // Node would answer a missing Host by itself, outside of the envelope.
      http: { requireHostHeader: false, headersTimeout: 30_000 },
      requestIdHeader: false,
      genReqId: requestIdOf,
      rewriteUrl: (request: IncomingMessage) => rewriteHealth(request.url ?? '/'),
      // No hook is called for these.
      frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
        requests.watch(request, reply);
        answerFrameworkError(error, request, reply);
      },
      clientErrorHandler: answerClientError,
    });
    const instance = this.getInstance<FastifyInstance>();
    instance.addHook('onRoute', ({ url, method }) => this.routes.add(url, method));
    instance.addHook('onRequest', (request, reply, done) => {
      requests.watch(request, reply);
      done();
    });
    instance.addHook('onRequest', limitBodyTime);
    instance.addHook('onRequest', refuseWithoutHost);
    // After the body has come: its events would not know the reader.
    instance.addHook('preValidation', rememberReader);
    instance.addHook('preHandler', (request, _reply, done) => requests.goOn(request, done));
    instance.addHook('onSend', addCommonHeaders);
    instance.addHook('onSend', (_request, reply, payload, done) => {
      if (this.isStopping) {
        void reply.header('connection', 'close');
      }
      done(null, payload);
    });
    instance.server.on('checkExpectation', (request, response) => {
      instance.server.emit('request', request, response);
    });
  }

  /** Until the process ends requests are still answered, but each on its last connection to here. */
  override beforeClose(): void {
    super.beforeClose();
    this.isStopping = true;
  }

  override registerParserMiddleware(prefix?: string, rawBody?: boolean): void {
    const instance = this.getInstance<FastifyInstance>();
    const parseJson = instance.getDefaultJsonParser('error', 'error');
    const decoder = new TextDecoder('utf-8', { fatal: true });
    this.useBodyParser('application/json', false, { bodyLimit: BODY_LIMIT_BYTES }, (request, bytes: Buffer, done) => {
      if (bytes.length === 0) {
        done(null, undefined);
        return;
      }
      const refused = AppError.invalid({ field: 'body', rule: 'isJson' });
      try {
        void parseJson(request, decoder.decode(bytes), (error, value) => done(error ? refused : null, value));
      } catch {
        done(refused);
      }
    });
    super.registerParserMiddleware(prefix, rawBody);
    instance.removeContentTypeParser(['application/x-www-form-urlencoded', 'text/plain']);
  }
}

/** The adapter to give to `NestFactory.create`. */
export function createFastifyAdapter(config: Config, metrics = new Metrics()): ApiAdapter {
  return new ApiAdapter(config, metrics);
}

/** Puts the conventions of the wire (spec §1) on an application made with `createFastifyAdapter`. */
export async function configureHttp(app: NestFastifyApplication, config: Config): Promise<void> {
  const adapter = app.getHttpAdapter() as unknown as ApiAdapter;
  app.setGlobalPrefix(API_PREFIX.slice(1), { exclude: ['metrics'] });
  app.useGlobalPipes(new RequestPipe());
  app.useGlobalInterceptors(new EnvelopeInterceptor());
  app.useGlobalFilters(new ErrorFilter(adapter.routes));
  if (config.corsOrigins.length > 0) {
    app.enableCors({
      origin: config.corsOrigins.includes('*') ? true : config.corsOrigins,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'X-Request-Id', 'Last-Event-ID', 'Range'],
      exposedHeaders: [
        'Location',
        'Content-Language',
        'X-Request-Id',
        'Idempotent-Replayed',
        'Retry-After',
        'Allow',
        'ETag',
        'Content-Range',
        'Accept-Ranges',
      ],
      maxAge: 600,
    });
  }
  await acceptFiles(adapter.getInstance<FastifyInstance>());
  await adapter.getInstance<FastifyInstance>().register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        // Swagger UI writes style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
      },
    },
    strictTransportSecurity: config.publicUrl?.startsWith('https:') ?? false,
  });
}

function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{8,128}$/.test(given) ? given : randomUUID();
}

function rewriteHealth(url: string): string {
  return /^\/health(?:[/?]|$)/.test(url) ? API_PREFIX + url : url;
}

function answerFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  // A path part longer than any id of ours is an address that does not exist.
  const answer = answerForStatus(
    error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? 404 : (error.statusCode ?? 500),
    speakTo(reply),
  );
  void reply
    .code(answer.status)
    .header('x-request-id', request.id)
    .header('cache-control', 'no-store')
    .type(JSON_TYPE)
    .send(JSON.stringify(errorBody(answer, request.id)));
}

/** Requests that are not HTTP never become a request object: the answer is written to the socket. */
function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) {
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const id = randomUUID();
  const body = JSON.stringify(errorBody(answerForStatus(status, DEFAULT_LANGUAGE), id));
  const head = [
    `HTTP/1.1 ${status} ${status === 400 ? 'Bad Request' : 'Request Refused'}`,
    `Content-Type: ${JSON_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${id}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  if (socket.writable) {
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  } else {
    socket.destroy(error);
  }
}

function refuseWithoutHost(request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
  const isMissing = request.raw.httpVersion === '1.1' && request.headers.host === undefined;
  done(isMissing ? new AppError('INVALID_PARAMS.host') : undefined);
}

function addCommonHeaders(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: Error | null, payload?: unknown) => void,
): void {
  void reply.header('x-request-id', request.id);
  if (!reply.hasHeader('cache-control')) {
    void reply.header('cache-control', 'no-store');
  }
  done(null, payload);
}
