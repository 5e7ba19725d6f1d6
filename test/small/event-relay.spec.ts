import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Metrics } from '../../src/common/metrics.js';
import { EventFeeds } from '../../src/events/event-feeds.js';
import { type EventMessage } from '../../src/events/event-map.js';
import { Backlog } from '../../src/gateway/backlog.js';
import { EventRelay } from '../../src/gateway/event-relay.js';

const PROJECT = '0197a3c0-0000-7000-8000-0000000000aa';
const JOB = '0197a3c0-0000-7000-8000-0000000000bb';
const ROOM = `project:${PROJECT}`;

describe('EventRelay', () => {
  const opened: EventFeeds[] = [];

  afterEach(() => opened.splice(0).forEach((feeds) => feeds.onModuleDestroy()));

  it('keeps its ear on a stream whose last listener leaves while another arrives', async () => {
    const head = Promise.withResolvers<number>();
    const { relay, heard, adapter, publish } = rig(head.promise);
    const arriving = relay.subscribe(new Listener().socket, project());
    adapter.emit('delete-room', ROOM);
    head.resolve(0);
    await arriving;
    await publish(1);
    expect(heard).toEqual([1]);
  });

  it('forgets a stream when its last listener has left, and one who left before arriving', async () => {
    const { relay, heard, adapter, publish } = rig();
    await relay.subscribe(new Listener().socket, project());
    adapter.emit('delete-room', ROOM);
    await expect(relay.subscribe(new Listener('closed').socket, project())).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    await publish(1);
    expect(heard).toEqual([]);
  });

  it('forgets one who leaves, on a connection that stays, while it is told what it missed', async () => {
    const head = Promise.withResolvers<number>();
    const { relay, bus, feeds } = rig(head.promise);
    const leaving = new Listener();
    const joining = relay.subscribe(leaving.socket, project());
    await turn();
    Object.assign(leaving.socket, { connected: false });
    head.resolve(0);
    await joining;
    await turn();
    let asked: string[] = [];
    bus.heads = async (_em: unknown, ids: string[]) => new Map(void (asked = ids));
    await (feeds as unknown as { lookUp(): Promise<void> }).lookUp();
    expect(asked).toEqual([]);
  });

  it('tells who names a number that the stream does not have to read everything anew', async () => {
    const { relay, heard, publish } = rig(Promise.resolve(2));
    const lost = new Listener();
    expect(await relay.subscribe(lost.socket, project(5000))).toBe(2);
    expect(lost.told).toEqual(['resync 2']);
    await publish(3);
    expect(heard).toEqual([3]);
  });

  it('lives on after a message that is none', async () => {
    const { relay, heard, publish, say } = rig();
    await relay.subscribe(new Listener().socket, project());
    for (const text of ['', 'null', '{"project_id":', '[]', '7']) {
      say(text);
    }
    await publish(1);
    expect(heard).toEqual([1]);
  });

  it('asks again for a stream whose place could not be read', async () => {
    const heads = [Promise.reject(new Error('away')), Promise.resolve(0)];
    const { relay, heard, publish } = rig(() => heads.shift()!);
    await expect(relay.subscribe(new Listener().socket, project())).rejects.toThrow('away');
    await relay.subscribe(new Listener().socket, project());
    await publish(1);
    expect(heard).toEqual([1]);
  });

  it('reads what a message skips, and tells one whose stream is deleted as it is', async () => {
    const { relay, heard, publish, table } = rig();
    await relay.subscribe(new Listener().socket, project());
    table.push(event(1), event(2), event(3));
    await publish(3);
    expect(heard).toEqual([1, 2, 3]);
    table.length = 0;
    await publish(5);
    await publish(4);
    expect(heard).toEqual([1, 2, 3, 5]);
  });

  it('gives what was missed in order', async () => {
    const { relay, table } = rig(Promise.resolve(3));
    table.push(event(1), event(2), event(3));
    const listener = new Listener();
    expect(await relay.subscribe(listener.socket, project(1))).toBe(3);
    expect(listener.told).toEqual(['job.status 2', 'job.status 3']);
  });

  it('tells who missed what is not kept any more to read everything anew, and goes on from the newest', async () => {
    const { relay, table, heard, publish } = rig(Promise.resolve(4));
    table.push(event(1), event(4));
    const listener = new Listener();
    expect(await relay.subscribe(listener.socket, project(0))).toBe(4);
    expect(listener.told).toEqual(['job.status 1', 'resync 4']);
    await publish(5);
    expect(heard).toEqual([5]);
  });

  it('tells so too when nothing is kept, and not to who has missed nothing', async () => {
    const { relay } = rig(Promise.resolve(4));
    const listener = new Listener();
    await relay.subscribe(listener.socket, project(4));
    expect(listener.told).toEqual([]);
    await relay.subscribe(listener.socket, project(3));
    expect(listener.told).toEqual(['resync 4']);
  });

  describe('with a client that has missed much', () => {
    it('lets others hear on, and tells it what has come meanwhile, in order and once', async () => {
      const { relay, table, heard, publish, watched } = rig(Promise.resolve(1200));
      table.push(...upTo(1200).map((seq) => event(seq)));
      const other = new Listener();
      await relay.subscribe(other.socket, project());
      const late = watched(new Listener());
      late.isTaking = false;
      const joining = relay.subscribe(late.socket, project(0));
      await turn();
      await publish(1201);
      expect(heard).toEqual([1201]);
      expect(late.rooms).toEqual(new Set());
      table.push(event(1201));
      await late.takeUntil(joining);
      expect(await joining).toBe(1201);
      expect(late.told).toEqual(upTo(1201).map((seq) => `job.status ${seq}`));
      expect(late.rooms).toEqual(new Set([ROOM]));
    });

    it('tells it nothing newer in its other rooms before that', async () => {
      const { relay, table, publish, watched } = rig(Promise.resolve(1200));
      table.push(...upTo(1200).map((seq) => event(seq, seq)));
      const late = watched(new Listener());
      expect(await relay.subscribe(late.socket, project())).toBe(1200);
      late.isTaking = false;
      const joining = relay.subscribe(late.socket, job(0));
      await turn();
      expect(late.rooms).toEqual(new Set());
      table.push(event(1201, 1201));
      await publish(1201, 1201);
      await late.takeUntil(joining);
      expect(await joining).toBe(1201);
      expect(late.told).toEqual(upTo(1201).map((seq) => `job.status ${seq}`));
      expect(late.rooms).toEqual(new Set([`job:${JOB}`, ROOM]));
    });

    it('tells it no more when it may not read on', async () => {
      const { relay, table, watched } = rig(Promise.resolve(1200));
      table.push(...upTo(1200).map((seq) => event(seq)));
      const late = watched(new Listener());
      const gone = { ...project(0), assertReadable: () => Promise.reject(new Error('not yours')) };
      await expect(relay.subscribe(late.socket, gone)).rejects.toThrow('not yours');
      expect(late.told).toHaveLength(501);
      expect(late.conn.readyState).toBe('closed');
    });

    it('closes its connection where the rest cannot be read, for it is silent by now', async () => {
      const { relay, table, watched, bus } = rig(Promise.resolve(1200));
      table.push(...upTo(1200).map((seq) => event(seq)));
      const late = watched(new Listener());
      const read = bus.read;
      bus.read = async (...args) => {
        bus.read = () => Promise.reject(new Error('away'));
        return read(...args);
      };
      await expect(relay.subscribe(late.socket, project(0))).rejects.toThrow('away');
      expect(late.told.at(-1)).toBe('resync 500');
      expect(late.conn.readyState).toBe('closed');
    });
  });

  it('tells a client that takes nothing to read everything anew, keeps nothing more for it, and cuts it', async () => {
    const { relay, publish, watched, metrics } = rig();
    const slow = watched(new Listener());
    await relay.subscribe(slow.socket, project());
    await publish(1);
    slow.isTaking = false;
    upTo(2000).forEach(() => slow.conn.emit('packetCreate', { data: 'x' }));
    await turn();
    expect(slow.told).toEqual([]);
    slow.conn.emit('packetCreate', { data: 'x' });
    await turn();
    expect(slow.told).toEqual(['resync 1']);
    expect(slow.rooms).toEqual(new Set());
    expect(slow.conn.readyState).toBe('closed');
    expect((await metrics.wsSlow.get()).values).toMatchObject([{ value: 1 }]);
  });

  it('watches a connection once, and cuts the socket that it has now', async () => {
    const { relay, watched } = rig();
    const [{ conn, ...gone }, back] = [watched(new Listener()), new Listener()];
    Object.assign(back.socket, { conn });
    watched(back);
    expect(conn.listenerCount('packetCreate')).toBe(1);
    await relay.subscribe(back.socket, project());
    upTo(2001).forEach(() => conn.emit('packetCreate', { data: 'x' }));
    await turn();
    expect(back.told).toEqual(['resync 0']);
    expect(gone.told).toEqual([]);
  });

  it('counts bytes too', async () => {
    const { relay, watched } = rig();
    const slow = watched(new Listener());
    await relay.subscribe(slow.socket, project());
    const data = 'x'.repeat(1024 * 1024);
    upTo(4).forEach(() => slow.conn.emit('packetCreate', { data }));
    slow.take();
    upTo(4).forEach(() => slow.conn.emit('packetCreate', { data }));
    await turn();
    expect(slow.conn.readyState).toBe('open');
    slow.conn.emit('packetCreate', { data: 'x' });
    await turn();
    expect(slow.told).toEqual(['resync 0']);
    expect(slow.conn.readyState).toBe('closed');
  });

  /** The relay between a table, a Redis and a namespace that are none. */
  function rig(head: Promise<number> | (() => Promise<number>) = Promise.resolve(0)) {
    const adapter = new EventEmitter();
    const subscriber = Object.assign(new EventEmitter(), { subscribe: async () => undefined, disconnect: () => {} });
    const table: EventMessage[] = [];
    const heard: number[] = [];
    const after = (last: number, limit: number) => table.filter(({ seq }) => seq > last).slice(0, limit);
    const bus = {
      channel: 'events',
      jobHead: () => (typeof head === 'function' ? head() : head),
      head: () => (typeof head === 'function' ? head() : head),
      read: async (_em: unknown, _stream: string, last: number, limit: number) => after(last, limit),
      heads: async (_em: unknown, _ids: string[]) => new Map<string, number>(),
      readJob: async (_em: unknown, _job: string, last: number, limit: number) => after(last, limit),
    };
    const em = { fork: () => ({}) };
    const feeds = new EventFeeds(...([em, bus, { subscriber: () => subscriber }] as unknown as Parts<EventFeeds>));
    opened.push(feeds);
    const metrics = new Metrics();
    const storage = { url: (key: string) => key };
    const parts = [em, bus, feeds, storage, metrics, new Backlog(metrics)];
    const relay = new EventRelay(...(parts as unknown as ConstructorParameters<typeof EventRelay>));
    const emit = (_type: string, { seq }: EventMessage) => heard.push(seq);
    relay.attach({ adapter, local: { to: () => ({ emit }) } } as unknown as Parameters<EventRelay['attach']>[0]);
    const publish = async (seq: number, jobSeq?: number) => {
      subscriber.emit('message', 'events', JSON.stringify(event(seq, jobSeq)));
      await turn();
    };
    const watched = (listener: Listener) => {
      relay.watch(listener.socket);
      listener.adapter = adapter;
      return listener;
    };
    const say = (text: string) => subscriber.emit('message', 'events', text);
    return { relay, heard, adapter, publish, table, bus, feeds, say, metrics, watched };
  }
});

type Parts<T> = T extends EventFeeds ? ConstructorParameters<typeof EventFeeds> : never;

/** A socket that goes nowhere. */
class Listener {
  readonly told: string[] = [];
  readonly rooms = new Set<string>();
  readonly conn: EventEmitter & { readyState: string };
  readonly socket: Parameters<EventRelay['subscribe']>[0];
  adapter = new EventEmitter();
  isTaking = true;

  constructor(readyState = 'open') {
    const close = () => {
      this.conn.readyState = 'closed';
      Object.assign(this.socket, { connected: false });
      this.conn.emit('close');
    };
    this.conn = Object.assign(new EventEmitter(), { readyState, close });
    this.socket = {
      conn: this.conn,
      connected: readyState === 'open',
      rooms: this.rooms,
      // As Socket.IO: one that has left its namespace joins nothing, and is not told.
      join: async (room: string) => (this.socket.connected ? this.rooms.add(room) : undefined),
      leave: async (room: string) => {
        this.rooms.delete(room);
        this.adapter.emit('delete-room', room);
      },
      emit: (type: string, { seq, job_seq }: EventMessage) => {
        this.told.push(`${type} ${seq ?? job_seq}`);
        this.conn.emit('packetCreate', { data: 'x' });
        if (this.isTaking) {
          this.take();
        }
      },
    } as unknown as Parameters<EventRelay['subscribe']>[0];
  }

  /** The transport takes what waits. */
  take(): void {
    this.conn.emit('flush');
    this.conn.emit('drain');
  }

  async takeUntil(done: Promise<unknown>): Promise<void> {
    let isDone = false;
    void done.finally(() => (isDone = true));
    while (!isDone) {
      this.take();
      await turn();
    }
  }
}

const assertReadable = () => Promise.resolve();
const project = (afterSeq?: number) => {
  return { kind: 'project' as const, id: PROJECT, streamId: PROJECT, afterSeq, assertReadable };
};
const job = (afterSeq?: number) => ({ kind: 'job' as const, id: JOB, streamId: PROJECT, afterSeq, assertReadable });
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** What a message sets going takes no longer than a turn of the event loop here. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

function event(seq: number, jobSeq?: number): EventMessage {
  const data = { status: 'running', previous: 'pending' };
  const job = jobSeq === undefined ? { job_seq: null, job_id: null } : { job_seq: jobSeq, job_id: JOB };
  return { type: 'job.status', seq, ...job, project_id: PROJECT, data, timestamp: 0 };
}
