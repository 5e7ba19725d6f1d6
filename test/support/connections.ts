import { type AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Socket } from 'node:net';

/** Every connection that this process asks for from now on, by name or address and port. */
export class Connections {
  readonly peers = new Set<string>();

  private constructor(private readonly scope: AsyncLocalStorage<true> | null) {}

  private readonly note = (message: unknown): void => {
    if (this.scope && !this.scope.getStore()) {
      return;
    }
    const { socket } = message as { socket: Socket };
    socket.on('lookup', (_error, address: string | null, _family, host: string) =>
      this.peers.add(`${host}: ${address}`),
    );
    socket.on('connectionAttempt', (address: string, port: number) => this.peers.add(`${address}:${port}`));
  };

  /**
   * Node tells of each socket that is opened, also by fetch. With a scope only what is begun in it counts, and not what the
   * tests before have left at work.
   */
  static watch(scope: AsyncLocalStorage<true> | null = null): Connections {
    const watch = new Connections(scope);
    subscribe('net.client.socket', watch.note);
    return watch;
  }

  stop(): void {
    unsubscribe('net.client.socket', this.note);
  }
}
