import { addAbortListener } from 'node:events';
import { type IncomingMessage, type Server as HttpServer } from 'node:http';
import { type Socket as Connection } from 'node:net';
import { type INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { createAdapter } from '@socket.io/redis-adapter';
import { type Server, type ServerOptions } from 'socket.io';
import { type ApiErrorCode } from '../common/api-error-catalogue.js';
import { type Config } from '../common/config.js';
import { REDIS_PREFIX, RedisClients } from '../common/redis.js';
import { Shutdown } from '../common/shutdown.js';
import { Handshakes } from './handshakes.js';
import { ANSWER_WITHIN_MS } from './socket-status.service.js';

const KIB = 1024;
/** The longest update of a shot, in Chinese, has some 100 KiB; whoever sends more than this is cut off. */
const LONGEST_FRAME_BYTES = 256 * KIB;
const IDLE_CHECK_MS = 200;

/**
 * Socket.IO as we run it: limits, heartbeat, and the origin checked (its `cors` alone does not stop a WebSocket). Its Redis
 * adapter is for what the processes ask and tell each other; events have a way of their own.
 */
export class SocketAdapter extends IoAdapter {
  private readonly connections = new Set<Connection>();

  constructor(
    private readonly app: INestApplicationContext,
    private readonly config: Config,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const { corsOrigins, socketPingSec } = this.config;
    (this.httpServer as HttpServer).on('connection', (connection) => {
      this.connections.add(connection);
      connection.once('close', () => this.connections.delete(connection));
    });
    return super.createIOServer(port, {
      ...options,
      serveClient: false,
      maxHttpBufferSize: LONGEST_FRAME_BYTES,
      perMessageDeflate: false,
      pingInterval: socketPingSec * 1000,
      pingTimeout: socketPingSec * 1000,
      adapter: this.redisAdapter(),
      cors: { origin: corsOrigins.length > 0 ? corsOrigins : false },
      allowRequest: (request, answer) => {
        this.refusalOf(request).then(
          (refusal) => answer(refusal, refusal === null),
          () => answer('SERVICE_UNAVAILABLE', false),
        );
      },
    } as ServerOptions);
  }

  /** What a handshake is refused with, before anybody knows who it is. */
  private async refusalOf(request: IncomingMessage): Promise<ApiErrorCode | null> {
    if (this.app.get(Shutdown).hasBegun) {
      return 'SERVICE_UNAVAILABLE';
    }
    if (!this.isFromHere(request)) {
      return 'FORBIDDEN';
    }
    return (await this.app.get(Handshakes).areTooMany(request)) ? 'RATE_LIMITED' : null;
  }

  /** From a page of ours or of a friend, or from no page at all. */
  private isFromHere({ headers: { origin, host } }: IncomingMessage): boolean {
    const { corsOrigins } = this.config;
    const isOwn = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
    return isOwn || corsOrigins.includes(origin) || corsOrigins.includes('*');
  }

  /** What is published reaches every database of a Redis server: the channels name ours. */
  private redisAdapter(): ReturnType<typeof createAdapter> {
    const { publisher, subscriber } = this.app.get(RedisClients).unheeded();
    const key = `${REDIS_PREFIX}:sockets:${publisher.options.db ?? 0}`;
    return createAdapter(publisher, subscriber, { key, requestsTimeout: ANSWER_WITHIN_MS });
  }

  /** Socket.IO closes the HTTP server too, and waits for whoever still downloads: for as long as the grace, from us. */
  override async close(server: Server): Promise<void> {
    const http = this.httpServer as HttpServer;
    addAbortListener(this.app.get(Shutdown).begin(), () => http.closeAllConnections());
    // Node closes idle connections once; one that is done with its download later on would be kept alive.
    const timer = setInterval(() => this.closeIdleConnections(http), IDLE_CHECK_MS);
    try {
      await super.close(server);
    } finally {
      clearInterval(timer);
    }
  }

  /** Node's own list has only those that have asked for something; browsers open some for what may come. */
  private closeIdleConnections(http: HttpServer): void {
    http.closeIdleConnections();
    for (const connection of this.connections) {
      if (connection.bytesRead === 0) {
        connection.destroy();
      }
    }
  }
}
