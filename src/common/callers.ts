import type { FastifyRequest } from 'fastify';
import type { Requester } from './api.decorators.js';
import { AppError } from './errors.js';
import { timesSent } from './raw-headers.js';

/** Who a request says it is from: somebody we know, or why we do not believe it. */
export type Caller = { requester: Requester; limitKey: string } | { refusal: AppError };

/** Knows callers by their `Authorization` header. The limits ask before any guard does, so also for a 404. */
export abstract class Callers {
  /** `limitKey` is the user, or the API key, whose requests are counted together. */
  abstract identify(authorization: string): Promise<Caller>;
}

const known = new WeakMap<FastifyRequest, Promise<Caller | null>>();

/** The caller of a request, asked for once; null without an `Authorization` header, nobody with two of them. */
export function callerOf(request: FastifyRequest, callers: Callers): Promise<Caller | null> {
  const { authorization } = request.headers;
  const caller = known.get(request) ?? identified(request, authorization, callers);
  known.set(request, caller);
  return caller;
}

/** Node keeps the first of two headers; something before us may have gone by the second. */
async function identified(
  { raw }: FastifyRequest,
  authorization: string | undefined,
  callers: Callers,
): Promise<Caller | null> {
  if (timesSent(raw, 'authorization') > 1) {
    return { refusal: new AppError('UNAUTHENTICATED') };
  }
  return authorization ? callers.identify(authorization) : null;
}
