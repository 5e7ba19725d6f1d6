import { Injectable } from '@nestjs/common';
import { type Redis } from 'ioredis';
import { type Namespace } from 'socket.io';
import { Metrics } from '../common/metrics.js';
import { type SocketFigures, type SocketStatusDto } from './socket-status.dto.js';
import { streamIn } from './stream-room.js';

/** How long other processes may take to answer. */
export const ANSWER_WITHIN_MS = 1000;
/** A Redis that hangs answers nothing, and then nobody else says that the time is over. */
const GIVE_UP_AFTER_MS = 1200;
/** What the processes ask each other. */
const FIGURES = 'figures';

interface Others {
  answers: SocketFigures[];
  complete: boolean;
}

/** How many sockets listen to how much: here, as metrics, and in all processes together. */
@Injectable()
export class SocketStatusService {
  private namespace: Namespace | null = null;
  private rooms = 0;
  private subscriptions = 0;
  private asking: Promise<SocketStatusDto> | null = null;

  constructor(private readonly metrics: Metrics) {}

  attach(namespace: Namespace): void {
    this.namespace = namespace;
    namespace.on('connection', (socket) => {
      this.metrics.wsConnections.inc();
      socket.on('disconnect', () => this.metrics.wsConnections.dec());
    });
    const count = (event: string, change: () => void) =>
      namespace.adapter.on(event, (room: string) => {
        if (streamIn(room)) {
          change();
          this.metrics.wsRooms.set(this.rooms);
          this.metrics.wsSubscriptions.set(this.subscriptions);
        }
      });
    count('create-room', () => (this.rooms += 1));
    count('delete-room', () => (this.rooms -= 1));
    count('join-room', () => (this.subscriptions += 1));
    count('leave-room', () => (this.subscriptions -= 1));
    namespace.on(FIGURES, (answer: (figures: SocketFigures) => void) => answer(this.own()));
  }

  /** Over all processes. Who asks while somebody else does gets the same answer. */
  now(): Promise<SocketStatusDto> {
    return (this.asking ??= this.ask().finally(() => (this.asking = null)));
  }

  private async ask(): Promise<SocketStatusDto> {
    const { answers, complete } = await this.others();
    const all = [this.own(), ...answers];
    const sum = (of: (figures: SocketFigures) => number) => all.reduce((total, figures) => total + of(figures), 0);
    return {
      connections: sum(({ connections }) => connections),
      rooms: sum(({ rooms }) => rooms),
      subscriptions: sum(({ subscriptions }) => subscriptions),
      processes: all.length,
      complete,
    };
  }

  private own(): SocketFigures {
    const { rooms, subscriptions } = this;
    return { connections: this.namespace?.sockets.size ?? 0, rooms, subscriptions };
  }

  /** Gives what has come in time. Where the adapter cannot even ask, it calls nobody back. */
  private others(): Promise<Others> {
    const { namespace } = this;
    if (namespace === null || !isLinked(namespace)) {
      return Promise.resolve({ answers: [], complete: false });
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve({ answers: [], complete: false }), GIVE_UP_AFTER_MS);
      namespace.serverSideEmit(FIGURES, (error: Error | null, answers: SocketFigures[]) => {
        clearTimeout(timer);
        resolve({ answers, complete: error === null });
      });
    });
  }
}

/** Whether this process can ask others, and hear what they say. */
function isLinked({ adapter }: Namespace): boolean {
  // The library's types know of no client's kind.
  const { pubClient, subClient } = adapter as unknown as Record<'pubClient' | 'subClient', Redis>;
  return pubClient.status === 'ready' && subClient.status === 'ready';
}
