import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { IS_PUBLIC } from '../common/api.decorators.js';
import { tokenError } from './access-tokens.js';

/** Every route is closed unless it is marked `@Public()`. */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override canActivate(
    context: ExecutionContext,
  ): ReturnType<InstanceType<ReturnType<typeof AuthGuard>>['canActivate']> {
    switch (context.getType()) {
      case 'http':
        return this.isPublic(context) || super.canActivate(context);
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

  private isPublic(context: ExecutionContext): boolean {
    const marks = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, marks) ?? false;
  }
}
