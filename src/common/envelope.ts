import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { ApiErrorCode } from './api-error-catalogue.js';

/** What every successful answer looks like. */
export interface Envelope<T> {
  code: 0;
  message: 'success';
  data: T;
}

/** What every refused or failed request gets; `code` is the HTTP status. */
export interface ErrorBody {
  code: number;
  message: string;
  data: null;
  error: { code: ApiErrorCode; details: Readonly<Record<string, unknown>>; request_id: string };
}

/** An error as the filter and the paths around it agreed to tell it. */
export interface ErrorAnswer {
  status: number;
  code: ApiErrorCode;
  message: string;
  details: Readonly<Record<string, unknown>>;
}

/** Puts an error into the envelope. */
export function errorBody(answer: ErrorAnswer, requestId: string): ErrorBody {
  return {
    code: answer.status,
    message: answer.message,
    data: null,
    error: { code: answer.code, details: answer.details, request_id: requestId },
  };
}

/** Puts what a controller returns into the envelope, but a stream; `@ApiData` and its kin describe the same one. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => (data instanceof StreamableFile ? data : enveloped(data))));
  }
}

function enveloped(data: unknown): Envelope<unknown> {
  return { code: 0, message: 'success', data: data ?? null };
}
