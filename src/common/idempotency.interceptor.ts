import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { type Requester } from './api.decorators.js';
import { AppError } from './errors.js';
import { API_PREFIX } from './http-app.js';
import { routeOf } from './request-log.js';
import { IDEMPOTENCY_KEY_FORM, IdempotencyKeys, type KeyedRequest } from './idempotency-keys.js';

/** Whether a route takes an Idempotency-Key: every POST does, but those under `/auth`, whose answers are secrets. */
export function takesIdempotencyKey(method: string, path: string): boolean {
  return method.toUpperCase() === 'POST' && !path.startsWith(`${API_PREFIX}/auth/`);
}

/**
 * Gives a repeated POST its first answer (spec §1). It stands outside of the envelope, so what it keeps is what is sent,
 * and runs after the guards, so a user gets no answers but their own.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly keys: IdempotencyKeys) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { user?: Requester }>();
    const { method, url, user, body } = request;
    const key = request.headers['idempotency-key'];
    const [path = ''] = url.split('?', 1);
    if (key === undefined || !user || !takesIdempotencyKey(method, routeOf(request))) {
      return next.handle();
    }
    const keyed = { userId: user.id, route: `${method} ${path}`, key: checked(key), body };
    return this.answerOnce(keyed, context.switchToHttp().getResponse<FastifyReply>(), next);
  }

  private async answerOnce(keyed: KeyedRequest, reply: FastifyReply, next: CallHandler): Promise<Observable<unknown>> {
    const answer = await this.keys.answerOnce(keyed, async () => {
      const json = JSON.stringify(await lastValueFrom(next.handle()));
      return { json, location: (reply.getHeader('location') as string | undefined) ?? null };
    });
    if (answer.isReplayed) {
      void reply.header('idempotent-replayed', 'true');
    }
    if (answer.location !== null) {
      void reply.header('location', answer.location);
    }
    void reply.type('application/json; charset=utf-8');
    return of(answer.json);
  }
}

function checked(key: string | string[]): string {
  if (typeof key !== 'string' || !IDEMPOTENCY_KEY_FORM.test(key)) {
    throw AppError.invalid({ field: 'Idempotency-Key', rule: 'matches.idempotency_key' });
  }
  return key;
}
