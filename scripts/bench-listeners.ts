import { hrtime } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';

/** What the benchmark has its listeners do, one after the other. */
export type Order =
  | { do: 'connect'; url: string; tokens: string[]; rooms: string[]; count: number }
  /** From now on each event's time is kept. */
  | { do: 'time' }
  /** Some of them are cut at random, each every few seconds, until the next order. */
  | { do: 'cut'; part: number; everyMs: [least: number, most: number] }
  /** When all have heard up to these numbers, or the time is over. */
  | { do: 'finish'; heads: Record<string, number>; withinMs: number }
  | { do: 'leave' };

export interface Heard {
  events: number;
  lost: number;
  doubled: number;
  reconnects: number;
  resyncs: number;
  /** `room seq` and the nanoseconds of this machine's monotonic clock. */
  times: [event: string, at: string][];
}

/** One socket, in one room; it comes back by itself, and asks from where it is. */
class RoomListener {
  readonly socket: Socket;
  last = 0;
  events = 0;
  lost = 0;
  doubled = 0;
  resyncs = 0;
  connects = 0;
  times: [string, string][] | null = null;

  constructor(
    url: string,
    token: string,
    readonly room: string | null,
  ) {
    this.socket = io(`${url}/ws`, {
      ...{ transports: ['websocket'], forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 500 },
      auth: (answer) => answer({ token, ...(room !== null && { project_id: room, after_seq: this.last }) }),
    });
    this.socket.on('connect', () => (this.connects += 1));
    this.socket.onAny((type: string, { seq }: { seq: number | null }) => this.hear(type, seq));
  }

  connected(): Promise<unknown> {
    return this.socket.connected ? Promise.resolve() : new Promise((resolve) => this.socket.once('connected', resolve));
  }

  private hear(type: string, seq: number | null): void {
    this.resyncs += type === 'resync' ? 1 : 0;
    if (seq === null || type === 'resync') {
      return;
    }
    this.times?.push([`${this.room} ${seq}`, String(hrtime.bigint())]);
    this.events += 1;
    this.doubled += seq <= this.last ? 1 : 0;
    this.lost += Math.max(0, seq - this.last - 1);
    this.last = Math.max(this.last, seq);
  }
}

/** Many clients of a server, in a process of their own so that what they cost is not the server's. */
class Audience {
  private listeners: RoomListener[] = [];
  private cutting = new AbortController();

  async follow(order: Order): Promise<Heard | null> {
    this.cutting.abort();
    switch (order.do) {
      case 'connect':
        return this.connect(order);
      case 'time':
        this.listeners.forEach((listener) => (listener.times = []));
        return null;
      case 'cut':
        this.cutting = new AbortController();
        for (const listener of this.listeners.slice(0, Math.round(this.listeners.length * order.part))) {
          void this.cutOften(listener, order.everyMs, this.cutting.signal);
        }
        return null;
      case 'finish':
        return this.finish(order.heads, order.withinMs);
      case 'leave':
        this.listeners.forEach(({ socket }) => socket.disconnect());
        this.listeners = [];
        return null;
    }
  }

  private async connect({ url, tokens, rooms, count }: Extract<Order, { do: 'connect' }>): Promise<null> {
    for (let index = 0; index < count; index++) {
      const room = rooms[index % rooms.length] ?? null;
      const listener = new RoomListener(url, tokens[(index % rooms.length) % tokens.length] ?? '', room);
      this.listeners.push(listener);
      // A few at a time: it is not the handshakes that are measured.
      if (index % 20 === 19) {
        await Promise.all(this.listeners.slice(-20).map((each) => each.connected()));
      }
    }
    return null;
  }

  private async cutOften({ socket }: RoomListener, [least, most]: [number, number], end: AbortSignal): Promise<void> {
    while (!end.aborted) {
      await delay(least + Math.random() * (most - least));
      if (socket.connected && !end.aborted) {
        socket.io.engine.close();
      }
    }
  }

  private async finish(heads: Record<string, number>, withinMs: number): Promise<Heard> {
    const deadline = performance.now() + withinMs;
    const isBehind = ({ room, last }: RoomListener) => room !== null && last < (heads[room] ?? 0);
    while (this.listeners.some(isBehind) && performance.now() < deadline) {
      await delay(20);
    }
    const sum = (key: 'events' | 'lost' | 'doubled' | 'resyncs' | 'connects') =>
      this.listeners.reduce((total, listener) => total + listener[key], 0);
    const missing = this.listeners.reduce(
      (total, { room, last }) => total + Math.max(0, (heads[room ?? ''] ?? 0) - last),
      0,
    );
    return {
      ...{ events: sum('events'), lost: sum('lost') + missing, doubled: sum('doubled'), resyncs: sum('resyncs') },
      reconnects: sum('connects') - this.listeners.length,
      times: this.listeners.flatMap(({ times }) => times ?? []),
    };
  }
}

const audience = new Audience();
process.on('message', (order: Order) => {
  void audience.follow(order).then((heard) => process.send?.(heard ?? 'done'));
});
process.once('disconnect', () => process.exit());
