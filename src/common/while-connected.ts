import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AppError } from './errors.js';

/** Aborted when nobody waits for the answer any more. */
export function whileConnected(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const leave = () => controller.abort(new AppError('INVALID_PARAMS.cut_off'));
  reply.raw.once('close', leave);
  if (reply.raw.destroyed) {
    leave();
  }
  return controller.signal;
}

/** That signal, as a parameter of a route that may take long. */
export const WhileConnected = createParamDecorator((_data: unknown, context: ExecutionContext): AbortSignal => {
  return whileConnected(context.switchToHttp().getResponse<FastifyReply>());
});
