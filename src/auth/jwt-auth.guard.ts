import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { IS_PUBLIC, type Requester, RESTRICTED_TO, type Restriction } from '../common/api.decorators.js';
import { callerOf, Callers } from '../common/callers.js';
import { AppError } from '../common/errors.js';
import { unauthenticated } from './access-tokens.js';
import { forbiddenToKeys } from './api-keys.service.js';

/** Every route is closed unless it is marked `@Public()`. */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    switch (context.getType()) {
      case 'http':
        return (this.markOf<boolean>(context, IS_PUBLIC) ?? false) || this.admit(context);
      // A socket is let in, or not, at its handshake.
      case 'ws':
        return true;
      default:
        return false;
    }
  }

  private async admit(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { user: Requester }>();
    const caller = await callerOf(request, this.callers);
    if (caller === null || 'refusal' in caller) {
      throw caller?.refusal ?? unauthenticated();
    }
    request.user = caller.requester;
    refuseRestricted(request.user, this.markOf<Restriction>(context, RESTRICTED_TO));
    return true;
  }

  private markOf<T>(context: ExecutionContext, name: string): T | undefined {
    return this.reflector.getAllAndOverride<T | undefined>(name, [context.getHandler(), context.getClass()]);
  }
}

function refuseRestricted({ role, apiKeyId }: Requester, restriction: Restriction | undefined): void {
  switch (restriction) {
    case 'admin':
      if (role !== 'admin') {
        throw new AppError('FORBIDDEN.admin');
      }
      return;
    case 'person':
      if (apiKeyId !== undefined) {
        throw forbiddenToKeys();
      }
      return;
    case undefined:
      return;
  }
}
