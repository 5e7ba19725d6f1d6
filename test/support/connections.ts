import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Socket } from 'node:net';

/** Every connection that this process asks for from now on, whoever asks, by name or address and port. */
export class Connections {
  readonly peers = new Set<string>();

  private readonly note = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    socket.on('lookup', (_error, address: string | null, _family, host: string) =>
      this.peers.add(`${host}: ${address}`),
    );
    socket.on('connectionAttempt', (address: string, port: number) => this.peers.add(`${address}:${port}`));
  };

  /** Node tells of each socket that is opened, also by fetch. */
  static watch(): Connections {
    const watch = new Connections();
    subscribe('net.client.socket', watch.note);
    return watch;
  }

  stop(): void {
    unsubscribe('net.client.socket', this.note);
  }
}
