import { addAbortListener } from 'node:events';
import { type Server as HttpServer } from 'node:http';
import { type INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { type Server, type ServerOptions } from 'socket.io';
import { type Config } from '../common/config.js';
import { Shutdown } from '../common/shutdown.js';

const KIB = 1024;
/** The longest update of a shot, in Chinese, has some 100 KiB; whoever sends more than this is cut off. */
const LONGEST_FRAME_BYTES = 256 * KIB;
const IDLE_CHECK_MS = 200;

/** Socket.IO as we run it: limits, heartbeat, and the origin checked (its `cors` alone does not stop a WebSocket). */
export class SocketAdapter extends IoAdapter {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly config: Config,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const { corsOrigins } = this.config;
    return super.createIOServer(port, {
      ...options,
      serveClient: false,
      maxHttpBufferSize: LONGEST_FRAME_BYTES,
      perMessageDeflate: false,
      pingInterval: 30_000,
      pingTimeout: 30_000,
      cors: { origin: corsOrigins.length > 0 ? corsOrigins : false },
      allowRequest: (request, answer) => {
        const { origin, host } = request.headers;
        const own = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
        const isWelcome = own || corsOrigins.includes(origin) || corsOrigins.includes('*');
        answer(null, isWelcome && !this.app.get(Shutdown).hasBegun);
      },
    } as ServerOptions);
  }

  /** Socket.IO closes the HTTP server too, and waits for whoever still downloads: for as long as the grace, from us. */
  override async close(server: Server): Promise<void> {
    const http = this.httpServer as HttpServer;
    addAbortListener(this.app.get(Shutdown).begin(), () => http.closeAllConnections());
    // Node closes idle connections once; one that is done with its download later on would be kept alive.
    const timer = setInterval(() => http.closeIdleConnections(), IDLE_CHECK_MS);
    try {
      await super.close(server);
    } finally {
      clearInterval(timer);
    }
  }
}
