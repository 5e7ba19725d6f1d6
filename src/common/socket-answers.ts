import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { errorBody } from './envelope.js';
import { answerForStatus } from './error.filter.js';
import { limitHeaders, type RequestLimits } from './request-limits.js';
import { DEFAULT_LANGUAGE } from './sentences.js';

const STATUS_OF: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };
/** How long somebody may go on sending after such an answer: to cut at once could take the answer away again. */
const LINGER_MS = 2000;

type SocketError = Error & { code?: string };

/**
 * Answers what never becomes a request, or never comes to its end: what is no HTTP, what is too slow, and CONNECT. It is
 * written to the socket, in the envelope, and the connection is over.
 */
export class SocketAnswers {
  private limits: RequestLimits | null = null;
  private readonly open = new WeakMap<Socket, Set<ServerResponse<IncomingMessage>>>();
  private readonly answered = new WeakSet<Socket>();

  /** `clientError` is not listened to here: Fastify hands it to {@link refuse}. */
  watch(server: Server): void {
    server.on('request', (request: IncomingMessage, response: ServerResponse<IncomingMessage>) =>
      this.remember(request.socket, response),
    );
    server.on('connect', (_request: IncomingMessage, socket: Socket) => this.hasten(405, socket));
  }

  /** Counts them as their address's. Not behind a proxy, where the address is the proxy's and the client's unknown. */
  countWith(limits: RequestLimits): void {
    this.limits = limits;
  }

  refuse(error: SocketError, socket: Socket): void {
    if (error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    this.hasten(STATUS_OF[error.code ?? ''] ?? 400, socket);
  }

  private hasten(refused: number, socket: Socket): void {
    this.answer(refused, socket).catch(() => socket.destroy());
  }

  private remember(socket: Socket, response: ServerResponse<IncomingMessage>): void {
    const open = this.open.get(socket) ?? new Set();
    this.open.set(socket, open.add(response));
    response.once('close', () => open.delete(response));
  }

  private async answer(refused: number, socket: Socket): Promise<void> {
    if (this.answered.has(socket)) {
      return;
    }
    this.answered.add(socket);
    // What follows is of no interest, but has to be read for the connection to end well.
    socket.on('error', () => socket.destroy()).resume();
    const open = [...(this.open.get(socket) ?? [])];
    // Pipelined requests that came whole get their answers first.
    await Promise.all(open.filter(({ req }) => req.complete).map((response) => once(response, 'close')));
    const isAnswered = open.some(({ req, headersSent }) => !req.complete && headersSent);
    if (isAnswered || !socket.writable) {
      socket.destroy();
      return;
    }
    const state = (await this.limits?.countAddress(socket.remoteAddress ?? '')) ?? null;
    socket.end(this.text(state?.isUsedUp ? 429 : refused, limitHeaders(state)));
    const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.once('close', () => clearTimeout(timer));
  }

  private text(status: number, headers: Record<string, string>): string {
    const id = randomUUID();
    const answer = answerForStatus(status, DEFAULT_LANGUAGE);
    const retryAfterSec = Number(headers['ratelimit-reset']);
    const details = status === 429 ? { retry_after_sec: retryAfterSec } : {};
    const body = JSON.stringify(errorBody({ ...answer, details }, id));
    const head = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'content-language': DEFAULT_LANGUAGE,
      'x-request-id': id,
      'cache-control': 'no-store',
      ...headers,
      ...(status === 429 ? { 'retry-after': retryAfterSec } : {}),
      ...(status === 405 ? { allow: '' } : {}),
      connection: 'close',
    };
    const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
    return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
  }
}
