import type { FastifyReply, FastifyRequest } from 'fastify';
import { takesFiles } from './multipart.js';

/** After an answer that did not wait for the body: so long the rest is let in, for clients that read only then. */
const REST_MS = 10_000;

/**
 * Hangs up on bodies that do not come: Node's own limit would be the same for a line of JSON and for a film. `bodyMs` is
 * for all of a body, and for a pause within one that brings a file.
 */
export function limitBodyTime(bodyMs: number) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const { raw } = request;
    if (request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined) {
      const hangUp = () => answerLate(request, reply);
      if (takesFiles(request)) {
        reply.raw.setTimeout(bodyMs, hangUp);
      } else {
        const timer = setTimeout(hangUp, bodyMs).unref();
        raw.once('close', () => clearTimeout(timer));
      }
      reply.raw.once('finish', () => dropRest(request));
    }
    done();
  };
}

/** As Node does when its limit has passed: the answer is written by the adapter's `clientErrorHandler`. */
function answerLate({ raw, server }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete) {
    return;
  }
  if (reply.raw.headersSent) {
    raw.destroy();
    return;
  }
  const error = Object.assign(new Error('The body did not come in time'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  server.server.emit('clientError', error, raw.socket);
}

/** Nobody reads on after a refusal; an unread body would hold its connection, and the client might never see why. */
function dropRest({ raw }: FastifyRequest): void {
  if (!raw.complete) {
    raw.unpipe();
    raw.resume();
    const timer = setTimeout(() => raw.destroy(), REST_MS).unref();
    raw.once('close', () => clearTimeout(timer));
  }
}
