import type { FastifyReply } from 'fastify';

/** Notes that an answer depends on a header of its request: caches keep one for each value of it. */
export function varyBy(reply: FastifyReply, header: string): void {
  const names = String(reply.getHeader('vary') ?? '');
  if (!names.toLowerCase().split(/,\s*/).includes(header.toLowerCase())) {
    void reply.header('vary', names === '' ? header : `${names}, ${header}`);
  }
}
