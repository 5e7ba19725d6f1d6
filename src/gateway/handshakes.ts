import { type IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { type Socket } from 'socket.io';
import { addressOf, trustIn } from '../common/client-address.js';
import { CONFIG, type Config } from '../common/config.js';
import { AppError } from '../common/errors.js';
import { RateLimits } from '../common/rate-limits.js';
import { networkOf } from '../common/request-limits.js';

/** What a connection's request to be let in again comes to. */
type Asking = 'asks' | 'has asked';

/** Counts by address who opens a connection, and who asks over one that is open to be let in again. */
@Injectable()
export class Handshakes {
  private readonly trust: ReturnType<typeof trustIn>;
  /** Where connections come from; by long polling, the request that opened one may be over when it is asked again. */
  private readonly networks = new WeakMap<IncomingMessage, string>();
  private readonly connections = new WeakMap<Socket['conn'], Asking>();

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly limits: RateLimits,
  ) {
    this.trust = trustIn(config.trustProxy);
  }

  /** Counts one more of the address that a connection comes from; whether that was once too often. */
  async areTooMany(request: IncomingMessage): Promise<boolean> {
    const network = this.networks.get(request) ?? networkOf(addressOf(request, this.trust));
    this.networks.set(request, network);
    return (await this.limits.count('socket_handshakes', network))?.isUsedUp ?? false;
  }

  /**
   * Before it is known who a socket is. The first of a connection was counted with it, each later one counts again; and
   * they come one after the other: Socket.IO would let in all that ask at once. Who breaks this is hung up on.
   */
  async begin({ conn, request }: Socket): Promise<void> {
    const asking = this.connections.get(conn);
    this.connections.set(conn, 'asks');
    if (asking === 'asks' || (asking === 'has asked' && (await this.areTooMany(request)))) {
      conn.close();
      throw new AppError('RATE_LIMITED');
    }
  }

  /** When a socket is let in, or refused. */
  end({ conn }: Socket): void {
    this.connections.set(conn, 'has asked');
  }
}
