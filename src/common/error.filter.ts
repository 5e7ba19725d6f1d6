import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { DriverException } from '@mikro-orm/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorAnswer, errorBody } from './envelope.js';
import { API_ERRORS, type ApiErrorCode, AppError, JobError } from './errors.js';
import { routeOf } from './request-log.js';
import type { RouteTable } from './route-table.js';

const BY_STATUS: Record<number, { code: ApiErrorCode; message: string }> = {
  400: { code: 'INVALID_PARAMS', message: 'The request is malformed' },
  401: { code: 'UNAUTHENTICATED', message: 'An access token is needed' },
  403: { code: 'FORBIDDEN', message: 'This is not allowed' },
  404: { code: 'ROUTE_NOT_FOUND', message: 'There is nothing at this address' },
  405: { code: 'METHOD_NOT_ALLOWED', message: 'This address does not take this method' },
  413: { code: 'PAYLOAD_TOO_LARGE', message: 'The body is larger than 1 MiB' },
  415: { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'The body must be application/json' },
  416: { code: 'INVALID_PARAMS', message: 'The range is outside of the file' },
  429: { code: 'RATE_LIMITED', message: 'Too many requests' },
  431: { code: 'INVALID_PARAMS', message: 'The headers are too large' },
  503: { code: 'SERVICE_UNAVAILABLE', message: 'The service cannot answer now, please try again' },
};

/** The answer for an error that is known by its HTTP status alone; its own text is never passed on. */
export function answerForStatus(status: number): ErrorAnswer {
  const known = BY_STATUS[status];
  if (known) {
    return { status, ...known, details: {} };
  }
  if (status >= 400 && status < 500) {
    return { status, code: 'INVALID_PARAMS', message: 'The request cannot be handled', details: {} };
  }
  return {
    status: 500,
    code: 'INTERNAL_ERROR',
    message: 'Something went wrong on our side; the request id helps to find out what',
    details: {},
  };
}

/** What a client is told about anything that was thrown. */
export function answerFor(exception: unknown): ErrorAnswer {
  if (exception instanceof AppError) {
    const { status, code, message, details } = exception;
    return { status, code, message, details };
  }
  if (exception instanceof JobError && exception.code in API_ERRORS && exception.code !== 'INTERNAL_ERROR') {
    const code = exception.code as ApiErrorCode;
    return { status: API_ERRORS[code], code, message: exception.message, details: {} };
  }
  if (exception instanceof HttpException) {
    return answerForStatus(exception.getStatus());
  }
  if (exception instanceof DriverException) {
    if (isUnreachable(exception)) {
      return answerForStatus(503);
    }
    return { status: 500, code: 'DB_ERROR', message: 'The database refused the operation', details: {} };
  }
  return answerForStatus(500);
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
    const answer = this.withAllowedMethods(answerFor(exception), request, reply);
    if (answer.status >= 500 && !(exception instanceof AppError)) {
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
      .type('application/json; charset=utf-8')
      .send(errorBody(answer, request.id));
  }

  /** Nest answers 404 to a wrong method; HTTP wants 405 and the right ones. */
  private withAllowedMethods(answer: ErrorAnswer, request: FastifyRequest, reply: FastifyReply): ErrorAnswer {
    if (answer.code !== 'ROUTE_NOT_FOUND' || !request.is404) {
      return answer;
    }
    const methods = this.routes.methodsOf(request.url);
    if (methods.length === 0 || methods.includes(request.method)) {
      return answer;
    }
    void reply.header('allow', methods.join(', '));
    return answerForStatus(405);
  }
}
