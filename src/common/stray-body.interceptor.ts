import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { takesFiles } from './multipart.js';
import { takesRawBody } from './raw-body.js';
import { RequestPipe } from './validation.pipe.js';

class NoFields {}

/** Refuses fields in the body of a route that takes none: pipes see only what a handler asks for. */
export class StrayBodyInterceptor implements NestInterceptor {
  private readonly pipe = new RequestPipe();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return request.body === undefined || takesFiles(request) || takesRawBody(request) || takesBody(context)
      ? next.handle()
      : this.refuseFields(request.body, next);
  }

  private async refuseFields(body: unknown, next: CallHandler): Promise<Observable<unknown>> {
    await this.pipe.transform(body, { type: 'body', metatype: NoFields });
    return next.handle();
  }
}

function takesBody(context: ExecutionContext): boolean {
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) as object;
  return Object.keys(parameters ?? {}).some((key) => key.startsWith(`${RouteParamtypes.BODY}:`));
}
