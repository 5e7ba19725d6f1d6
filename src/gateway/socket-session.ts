import { type Socket } from 'socket.io';
import { type Requester } from '../common/api.decorators.js';
import { answerFor } from '../common/error.filter.js';
import { languageOf } from '../common/language.js';
import { message } from '../events/notice.js';
import { readerOf } from '../jobs/jobs.service.js';
import { type StreamPlace } from './stream-room.js';

/** Who a socket is. */
export interface Session {
  userId: string;
  /** As the token says; of an API key, as was found at the last look. */
  role: Requester['role'];
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

/** Whose projects or jobs a socket may hear of, as by REST; null: anybody's. */
export function readerIn(kind: StreamPlace['kind'], { userId, role }: Session): string | null {
  return kind === 'job' ? readerOf({ id: userId, role }) : userId;
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
