import { Injectable } from '@nestjs/common';
import { type Socket } from 'socket.io';
import { AppError } from '../common/errors.js';
import { Metrics } from '../common/metrics.js';
import { takesMore } from '../common/patience.js';

/** So much may wait for one socket; what its transport and the kernel have in hand comes to no more than that again. */
const MOST_PACKETS = 2000;
const MOST_BYTES = 4 * 1024 * 1024;
/** How long a client may take nothing while something waits for it. */
const PATIENCE_MS = 10_000;

type Connection = Socket['conn'];

interface Waiting {
  packets: number;
  bytes: number;
  overflowed: () => void;
}

/** What was sent to a socket and lies here, because its client does not take it: Engine.IO keeps it without a limit. */
@Injectable()
export class Backlog {
  private readonly waiting = new WeakMap<Connection, Waiting>();

  constructor(private readonly metrics: Metrics) {}

  /** Calls `overflowed`, once, when too much waits for a socket. */
  watch({ conn }: Socket, overflowed: () => void): void {
    const known = this.waiting.get(conn);
    if (known) {
      // The second socket of a connection, after the first has left, is not listened to twice.
      known.overflowed = overflowed;
      return;
    }
    const waiting: Waiting = { packets: 0, bytes: 0, overflowed };
    let isTooMuch = false;
    conn.on('packetCreate', ({ data }: { data?: string | Buffer }) => {
      waiting.packets += 1;
      waiting.bytes += data?.length ?? 0;
      if (!isTooMuch && (waiting.packets > MOST_PACKETS || waiting.bytes > MOST_BYTES)) {
        isTooMuch = true;
        this.metrics.wsSlow.inc();
        // Whoever is sending this one goes first.
        queueMicrotask(() => waiting.overflowed());
      }
    });
    conn.on('flush', () => Object.assign(waiting, { packets: 0, bytes: 0 }));
    this.waiting.set(conn, waiting);
  }

  /** Resolves when the transport has taken what waits for a socket; throws when it does not, or the socket is gone. */
  async drained(socket: Socket): Promise<void> {
    const { conn } = socket;
    while (isThere(socket) && (this.waiting.get(conn)?.packets ?? 0) > 0) {
      if (!(await takesMore(conn, PATIENCE_MS)) && isThere(socket)) {
        this.metrics.wsSlow.inc();
        throw gone();
      }
    }
    if (!isThere(socket)) {
      throw gone();
    }
  }

  /** Closes a socket when it has taken what waits for it, or has had its time. Its client comes back by itself. */
  close({ conn }: Socket): void {
    const timer = setTimeout(() => conn.close(true), PATIENCE_MS).unref();
    conn.once('close', () => clearTimeout(timer));
    conn.close();
  }
}

/** It may have left while its connection is still there. */
function isThere({ connected, conn }: Socket): boolean {
  return connected && conn.readyState === 'open';
}

function gone(): AppError {
  return new AppError('SERVICE_UNAVAILABLE.socket');
}
