import { type Server as HttpServer } from 'node:http';
import { type INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { type Server, type ServerOptions } from 'socket.io';
import { type Config } from '../common/config.js';

const KIB = 1024;

/** Socket.IO as we run it: limits, heartbeat, and the origin checked (its `cors` alone does not stop a WebSocket). */
export class SocketAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly config: Config,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const { corsOrigins } = this.config;
    return super.createIOServer(port, {
      ...options,
      serveClient: false,
      maxHttpBufferSize: 64 * KIB,
      perMessageDeflate: false,
      pingInterval: 30_000,
      pingTimeout: 30_000,
      cors: { origin: corsOrigins.length > 0 ? corsOrigins : false },
      allowRequest: (request, answer) => {
        const { origin, host } = request.headers;
        const own = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
        answer(null, own || corsOrigins.includes(origin) || corsOrigins.includes('*'));
      },
    } as ServerOptions);
  }

  /** Socket.IO closes the HTTP server too, and waits for whoever still downloads: for as long as the grace, from us. */
  override async close(server: Server): Promise<void> {
    const http = this.httpServer as HttpServer;
    const timer = setTimeout(() => http.closeAllConnections(), this.config.shutdownGraceSec * 1000);
    try {
      await super.close(server);
    } finally {
      clearTimeout(timer);
    }
  }
}
