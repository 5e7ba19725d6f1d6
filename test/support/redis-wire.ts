import { connect, createServer, type Server, type Socket } from 'node:net';

/** The way to Redis, which can be frozen: nothing is refused, and nothing comes back. For good. */
export class RedisWire {
  /** Pieces of bytes that were sent to Redis. */
  heard = 0;
  private readonly sockets: Socket[] = [];
  private isFrozen = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async to(redisUrl: string): Promise<RedisWire> {
    const target = new URL(redisUrl);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = new URL(redisUrl);
    url.port = String((server.address() as { port: number }).port);
    const wire = new RedisWire(server, url.href);
    server.on('connection', (socket) => {
      const redis = connect(Number(target.port), target.hostname);
      wire.sockets.push(socket, redis);
      socket.on('data', (chunk) => {
        wire.heard++;
        if (!wire.isFrozen) {
          redis.write(chunk);
        }
      });
      redis.on('data', (chunk) => socket.write(chunk));
      redis.on('error', () => undefined);
      socket.on('error', () => undefined);
    });
    return wire;
  }

  freeze(): void {
    this.isFrozen = true;
  }

  close(): void {
    this.sockets.forEach((socket) => socket.destroy());
    this.server.close();
  }
}
