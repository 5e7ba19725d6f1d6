import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { DriverException } from '@mikro-orm/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { API_ERRORS, type ApiErrorCode, type ApiErrorKey } from './api-error-catalogue.js';
import { type ErrorAnswer, errorBody } from './envelope.js';
import { AppError, codeOf, JobError } from './errors.js';
import { speakTo } from './language.js';
import { routeOf } from './request-log.js';
import type { RouteTable } from './route-table.js';
import { tell } from './sentences.js';
import type { Language } from './vocabulary.js';

const BY_STATUS: Record<number, ApiErrorKey> = {
  400: 'INVALID_PARAMS.malformed',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'ROUTE_NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'INVALID_PARAMS.too_slow',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  416: 'INVALID_PARAMS.range',
  429: 'RATE_LIMITED',
  431: 'INVALID_PARAMS.head_size',
  503: 'SERVICE_UNAVAILABLE',
};

/** When to try again what is away: nobody knows, but not at once. */
const UNAVAILABLE_SEC = 5;

/** The answer for an error that is known by its HTTP status alone; its own text is never passed on. */
export function answerForStatus(status: number, language: Language): ErrorAnswer {
  const isRefusal = status >= 400 && status < 500;
  const key = BY_STATUS[status] ?? (isRefusal ? 'INVALID_PARAMS.unhandled' : 'INTERNAL_ERROR');
  const message = tell(`api:${key}`, {}, language);
  return { status: key === 'INTERNAL_ERROR' ? 500 : status, code: codeOf(key), message, details: {} };
}

/** What a client is told about anything that was thrown. */
export function answerFor(exception: unknown, language: Language): ErrorAnswer {
  if (exception instanceof AppError) {
    return answerOf(exception, language);
  }
  if (exception instanceof JobError && exception.code in API_ERRORS && exception.code !== 'INTERNAL_ERROR') {
    const code = exception.code as ApiErrorCode;
    const message = tell(`job:${exception.key}`, exception.args, language);
    return { status: API_ERRORS[code], code, message, details: {} };
  }
  if (exception instanceof HttpException) {
    return answerForStatus(exception.getStatus(), language);
  }
  if (exception instanceof DriverException && !isUnreachable(exception)) {
    return answerOf(new AppError('DB_ERROR'), language);
  }
  const isAway = exception instanceof DriverException || isStorageFailure(exception);
  return answerForStatus(isAway ? 503 : 500, language);
}

function answerOf(error: AppError, language: Language): ErrorAnswer {
  return { status: error.status, code: error.code, ...error.told(language) };
}

/** When to come back, for whoever is told to: the end of a limit, or a guess. */
export function retryHeaders({ status, details }: ErrorAnswer): Record<string, string> {
  const seconds = details['retry_after_sec'];
  const isTold = status === 429 || status === 503;
  return isTold ? { 'retry-after': String(typeof seconds === 'number' ? seconds : UNAVAILABLE_SEC) } : {};
}

function isStorageFailure(exception: unknown): boolean {
  return exception instanceof JobError && exception.code === 'STORAGE_FAILED';
}

/** The database is away (08…, shutting down, full) rather than unwilling. */
function isUnreachable(exception: DriverException): boolean {
  return /^(08...|57P0[123]|53300|ECONN\w+|ETIMEDOUT|ENOTFOUND|EPIPE)$/.test(String(exception.code));
}

/** The one door of errors: whatever is thrown leaves as the error envelope; faults of ours are logged once. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(private readonly routes: RouteTable) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') {
      throw exception;
    }
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    // A client that hung up in the middle of its body: nobody's fault, and nobody to answer.
    if (reply.raw.destroyed && !request.raw.complete) {
      return;
    }
    const language = speakTo(reply);
    const answer = this.withAllowedMethods(answerFor(exception, language), request, reply, language);
    if (answer.status >= 500 && (!(exception instanceof AppError) || exception.cause !== undefined)) {
      const { id, method } = request;
      this.logger.error('request failed', { request_id: id, method, route: routeOf(request) }, exception);
    }
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    void reply
      .code(answer.status)
      .removeHeader('content-length')
      // Of what was about to be done, and was not.
      .removeHeader('location')
      .headers(retryHeaders(answer))
      .type('application/json; charset=utf-8')
      .send(errorBody(answer, request.id));
  }

  /** Nest answers 404 to a wrong method; HTTP wants 405 and the right ones. */
  private withAllowedMethods(
    answer: ErrorAnswer,
    request: FastifyRequest,
    reply: FastifyReply,
    language: Language,
  ): ErrorAnswer {
    if (answer.code !== 'ROUTE_NOT_FOUND' || !request.is404) {
      return answer;
    }
    const methods = this.routes.methodsOf(request.url);
    if (methods.length === 0 || methods.includes(request.method)) {
      return answer;
    }
    void reply.header('allow', methods.join(', '));
    return answerForStatus(405, language);
  }
}
