import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { IS_PUBLIC, type Requester, RESTRICTED_TO, type Restriction } from '../common/api.decorators.js';
import { callerOf, Callers } from '../common/callers.js';
import { AppError } from '../common/errors.js';
import { tokenError, unauthenticated } from './access-tokens.js';
import { forbiddenToKeys, isApiKey } from './api-keys.service.js';
import { bearerTokenOf } from './authenticator.js';

/** Every route is closed unless it is marked `@Public()`: passport checks access tokens, `callers` API keys. */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
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

  override handleRequest<User>(error: unknown, user: User | false, info: unknown): User {
    if (error || !user) {
      throw tokenError(error ?? info);
    }
    return user;
  }

  private async admit(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { user: Requester }>();
    refuseTwoHeaders(request);
    if (isApiKey(bearerTokenOf(request.headers.authorization) ?? '')) {
      request.user = await this.keyHolderOf(request);
    } else {
      await super.canActivate(context);
    }
    refuseRestricted(request.user, this.markOf<Restriction>(context, RESTRICTED_TO));
    return true;
  }

  private async keyHolderOf(request: FastifyRequest): Promise<Requester> {
    const caller = await callerOf(request, this.callers);
    if (caller === null || 'refusal' in caller) {
      throw caller?.refusal ?? unauthenticated();
    }
    return caller.requester;
  }

  private markOf<T>(context: ExecutionContext, name: string): T | undefined {
    return this.reflector.getAllAndOverride<T | undefined>(name, [context.getHandler(), context.getClass()]);
  }
}

/** Node keeps the first of them; something before us may have gone by the second. */
function refuseTwoHeaders({ raw }: FastifyRequest): void {
  const isHeader = (text: string, index: number) => index % 2 === 0 && text.toLowerCase() === 'authorization';
  if (raw.rawHeaders.filter(isHeader).length > 1) {
    throw unauthenticated();
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
