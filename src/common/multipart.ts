import multipart from '@fastify/multipart';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from './errors.js';

/** Marks a route whose body is multipart/form-data; all the others take JSON alone. */
export function TakesFiles(): MethodDecorator {
  return RouteConfig({ takesFiles: true });
}

/** Whether the route of a request is marked so. */
export function takesFiles(request: FastifyRequest): boolean {
  return (request.routeOptions.config as { takesFiles?: boolean } | undefined)?.takesFiles === true;
}

/** Lets bodies of multipart/form-data in, unread, and only where a route takes them. */
export async function acceptFiles(instance: FastifyInstance): Promise<void> {
  await instance.register(multipart);
  instance.addHook('preParsing', (request, _reply, _payload, done) => {
    const isMultipart = /^multipart\//i.test(request.headers['content-type'] ?? '');
    const isRefused = isMultipart && !request.is404 && !takesFiles(request);
    done(isRefused ? new AppError('UNSUPPORTED_MEDIA_TYPE') : null);
  });
}
