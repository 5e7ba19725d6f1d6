import { type Socket } from 'socket.io';
import { answerFor } from '../common/error.filter.js';
import { languageOf } from '../common/language.js';
import { message } from '../events/notice.js';

/** Who a socket is. */
export interface Session {
  userId: string;
  /** The one that was brought last. */
  token: string;
  /** The login session or the API key of that token. */
  grantId: string;
  expiresAt: number;
  expiry?: NodeJS.Timeout;
}

/** An error as an acknowledgement or a notice tells it. */
export interface SocketError {
  code: string;
  message: string;
  context: object;
}

export function sessionOf(socket: Socket): Session {
  return socket.data as Session;
}

/** As REST tells it, in the language of the handshake. */
export function errorOf(socket: Socket, error: unknown): SocketError {
  const { code, message, details } = answerFor(error, languageOf(socket.handshake.headers['accept-language']));
  return { code, message, context: details };
}

/** Tells a socket what it did not ask for. */
export function notify(socket: Socket, error: unknown): void {
  socket.emit('error', message('error', errorOf(socket, error)));
}

/** Says why, and hangs up. A client of Socket.IO does not come back from that by itself. */
export function cut(socket: Socket, error: unknown): void {
  notify(socket, error);
  socket.disconnect(true);
}
