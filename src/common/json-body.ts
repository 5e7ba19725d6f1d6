import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from './errors.js';
import { takesRawBody } from './raw-body.js';

type Done = (error: Error | null, body?: unknown) => void;

const OTHER_CHARSET = /;\s*charset\s*=\s*(?!"?(utf-8|us-ascii)"?\s*(;|$))/i;

/** The parser of `application/json`: UTF-8 as it is on the wire, one document, no `__proto__`. Nothing is no body. */
export function jsonBodyParser(instance: FastifyInstance) {
  const parseJson = instance.getDefaultJsonParser('error', 'error');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (request: FastifyRequest, bytes: Buffer, done: Done): void => {
    const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = request.headers;
    if (encoding.toLowerCase() !== 'identity' || OTHER_CHARSET.test(type)) {
      done(new AppError('UNSUPPORTED_MEDIA_TYPE.encoding'));
      return;
    }
    if (bytes.length === 0) {
      done(null, undefined);
      return;
    }
    const refused = AppError.invalid({ field: 'body', rule: 'isJson' });
    if (takesRawBody(request)) {
      done(null, bytes);
      return;
    }
    try {
      void parseJson(request, decoder.decode(bytes), (error, value) => done(error ? refused : null, value));
    } catch {
      done(refused);
    }
  };
}
