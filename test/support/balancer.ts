import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A load balancer in front of API processes: a connection goes to whoever is next, and stays with nobody. */
export class Balancer {
  /** How long the next connection lasts. Default: until somebody ends it. */
  lifeMs: () => number = () => Infinity;
  private readonly landings = new Map<string, number>();
  private readonly clients = new Set<Socket>();
  private turn = 0;

  private constructor(
    private readonly server: Server,
    private readonly targets: () => string[],
  ) {
    server.on('connection', (client) => this.take(client));
  }

  static async open(targets: () => string[]): Promise<Balancer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Balancer(server, targets);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How many connections a target got. */
  landed(target: string): number {
    return this.landings.get(target) ?? 0;
  }

  get allLanded(): number {
    return [...this.landings.values()].reduce((sum, count) => sum + count, 0);
  }

  /** All connections end without a word; what was under way is lost. */
  cutAll(): void {
    this.clients.forEach((client) => client.resetAndDestroy());
  }

  async close(): Promise<void> {
    this.cutAll();
    this.server.close();
    await once(this.server, 'close');
  }

  private take(client: Socket): void {
    this.clients.add(client);
    const lifeMs = this.lifeMs();
    const end = lifeMs === Infinity ? undefined : setTimeout(() => client.resetAndDestroy(), lifeMs);
    client.on('close', () => {
      clearTimeout(end);
      this.clients.delete(client);
    });
    client.on('error', () => undefined);
    const targets = this.targets();
    this.forward(client, targets, targets.length);
  }

  /** One who is not there is passed over, as long as there are others. */
  private forward(client: Socket, targets: string[], tries: number): void {
    const target = targets[this.turn++ % targets.length];
    if (target === undefined || tries === 0) {
      client.resetAndDestroy();
      return;
    }
    const server = connect(Number(new URL(target).port), '127.0.0.1');
    const tryNext = () => this.forward(client, targets, tries - 1);
    server.once('error', tryNext);
    server.once('connect', () => {
      server.off('error', tryNext);
      server.on('error', () => undefined);
      this.landings.set(target, this.landed(target) + 1);
      server.on('close', () => client.resetAndDestroy());
      client.on('close', () => server.destroy());
      if (client.destroyed) {
        server.destroy();
        return;
      }
      client.pipe(server).pipe(client);
    });
  }
}
