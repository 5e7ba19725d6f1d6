import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';

interface RawBodyConfig {
  rawBody?: { maxBytes: number };
}

const NOTHING = Buffer.alloc(0);

/** Marks a route whose JSON is left as the bytes that came: what was signed is these, and nobody reads them. */
export function TakesRawBody(maxBytes: number): MethodDecorator {
  return RouteConfig({ rawBody: { maxBytes } } satisfies RawBodyConfig);
}

/** Whether the route of a request is marked so. */
export function takesRawBody(request: FastifyRequest): boolean {
  return (request.routeOptions.config as RawBodyConfig | undefined)?.rawBody !== undefined;
}

/** The bytes of a body, on a route that is marked so. */
export const RawBody = createParamDecorator((_data: unknown, context: ExecutionContext): Buffer => {
  return context.switchToHttp().getRequest<{ body?: Buffer }>().body ?? NOTHING;
});

/** Routes that are marked so take as many bytes as their mark says. */
export function limitRawBodies(instance: FastifyInstance): void {
  instance.addHook('onRoute', (route) => {
    route.bodyLimit = (route.config as RawBodyConfig | undefined)?.rawBody?.maxBytes ?? route.bodyLimit;
  });
}
