import { once } from 'node:events';
import { type OnModuleDestroy } from '@nestjs/common';
import { type OnGatewayConnection, type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { type Namespace, type Socket } from 'socket.io';
import { AppError } from '../common/errors.js';
import { within } from '../common/patience.js';
import { Shutdown } from '../common/shutdown.js';
import { message } from '../events/notice.js';
import { EventRelay } from './event-relay.js';
import { Handshakes } from './handshakes.js';
import { RightsWatch } from './rights-watch.js';
import { SocketCommands } from './socket-commands.js';
import { errorOf, notify, sessionOf } from './socket-session.js';
import { SocketSessions } from './socket-sessions.js';
import { SocketStatusService } from './socket-status.service.js';

/** How long what was said last may take to be sent. */
const FAREWELL_MS = 500;

/** The realtime door: who comes in by it, and how it is closed. */
@WebSocketGateway({ namespace: '/ws' })
export class DramaGateway implements OnGatewayInit<Namespace>, OnGatewayConnection<Socket>, OnModuleDestroy {
  private namespace: Namespace | null = null;

  constructor(
    private readonly handshakes: Handshakes,
    private readonly sessions: SocketSessions,
    private readonly commands: SocketCommands,
    private readonly relay: EventRelay,
    private readonly rights: RightsWatch,
    private readonly status: SocketStatusService,
    private readonly shutdown: Shutdown,
  ) {}

  afterInit(namespace: Namespace): void {
    this.namespace = namespace;
    for (const part of [this.sessions, this.relay, this.rights, this.status]) {
      part.attach(namespace);
    }
    // Socket.IO has a main namespace whether one wants it or not; there is nothing in it.
    namespace.server.of('/').use((_socket, next) => next(new Error('UNAUTHENTICATED')));
    namespace.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        (error: unknown) => next(refusalOf(socket, error)),
      );
    });
  }

  handleConnection(socket: Socket): void {
    this.handshakes.end(socket);
    this.sessions.watch(socket);
    this.relay.watch(socket);
    socket.emit('connected', message('connected', { user_id: sessionOf(socket).userId, socket_id: socket.id }));
    this.commands.serve(socket);
  }

  /**
   * What is in hand is answered, within the grace. Then all are told, and cut off below Socket.IO: a client that was
   * disconnected by it would not come back by itself.
   */
  async onModuleDestroy(): Promise<void> {
    const timeUp = this.shutdown.begin();
    await Promise.race([this.commands.close(), timeUp.aborted || once(timeUp, 'abort')]);
    const notice = new AppError('SERVICE_UNAVAILABLE.socket');
    const gone = [...(this.namespace?.sockets.values() ?? [])].map((socket) => {
      notify(socket, notice);
      const closed = once(socket.conn, 'close');
      socket.conn.close();
      return closed;
    });
    // Socket.IO's own end throws away what is not sent yet.
    await within(Promise.allSettled(gone), FAREWELL_MS);
  }

  private async admit(socket: Socket): Promise<void> {
    await this.handshakes.begin(socket);
    try {
      await this.sessions.admit(socket);
    } catch (error) {
      this.handshakes.end(socket);
      throw error;
    }
  }
}

/** Why one is not let in, in the words of the wire; for any other reason nobody can be now. */
const REFUSALS: Record<string, string> = {
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  TOKEN_EXPIRED: 'UNAUTHENTICATED',
  RATE_LIMITED: 'RATE_LIMITED',
};

/** As the client's `connect_error` has it; all that an error has is in its `data`. */
function refusalOf(socket: Socket, error: unknown): Error {
  const data = errorOf(socket, error);
  return Object.assign(new Error(REFUSALS[data.code] ?? 'SERVICE_UNAVAILABLE'), { data });
}
