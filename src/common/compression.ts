import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { varyBy } from './vary.js';

const SMALLEST_BYTES = 1024;
const JSON_ANSWER = /^application\/([\w.-]+\+)?json\b/;
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_MODE]: 1 } };

/**
 * Compresses JSON of more than 1 kB for clients that take it, as Fastify's `onSend`; media and streams go out as they
 * are. Measured on pages of 3 to 500 items: brotli of quality 1 is as small as of 4 at half the time, and smaller than
 * gzip; 43 kB take 0.1 ms, so a trip to another thread would cost more. It runs before HEAD drops the body, so that
 * HEAD tells the length that GET has.
 */
export function compressJson(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: Error | null, payload?: unknown) => void,
): void {
  const type = String(reply.getHeader('content-type') ?? '');
  if (typeof payload !== 'string' || Buffer.byteLength(payload) <= SMALLEST_BYTES || !JSON_ANSWER.test(type)) {
    done(null, payload);
    return;
  }
  varyBy(reply, 'Accept-Encoding');
  const encoding = negotiate(String(request.headers['accept-encoding'] ?? ''), ['br', 'gzip', 'identity']);
  if (reply.hasHeader('content-encoding') || (encoding !== 'br' && encoding !== 'gzip')) {
    done(null, payload);
    return;
  }
  const bytes = encoding === 'br' ? brotliCompressSync(payload, BROTLI) : gzipSync(payload, { level: 1 });
  void reply.headers({ 'content-encoding': encoding, 'content-length': bytes.length });
  done(null, bytes);
}
