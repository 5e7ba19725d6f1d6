import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can be cut: whatever is on it then is lost, in both directions. */
export class CuttableLine {
  private readonly ends = new Set<Socket>();
  private isToCut = false;

  private constructor(private readonly server: Server) {}

  static async open(to: string): Promise<CuttableLine> {
    const { hostname, port } = new URL(to);
    const server = createServer();
    const line = new CuttableLine(server);
    server.on('connection', (near) => line.join(near, connect(Number(port), hostname)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.isToCut = false;
    this.ends.forEach((end) => end.destroy());
  }

  /** The next thing that the server says is lost, and the line with it: what was asked for is done by then. */
  cutAtAnswer(): void {
    this.isToCut = true;
  }

  async close(): Promise<void> {
    this.server.close();
    this.cut();
    await once(this.server, 'close');
  }

  private join(near: Socket, far: Socket): void {
    far.on('data', () => this.isToCut && this.cut());
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.ends.add(end);
      end.on('error', () => undefined);
      end.on('close', () => {
        this.ends.delete(end);
        other.destroy();
      });
      end.pipe(other);
    }
  }
}
