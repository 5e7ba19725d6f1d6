import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { Metrics } from '../../src/common/metrics.js';
import { type EventMessage } from '../../src/events/event-map.js';
import { EventRelay } from '../../src/gateway/event-relay.js';

const PROJECT = '0197a3c0-0000-7000-8000-0000000000aa';
const ROOM = `project:${PROJECT}`;

describe('EventRelay', () => {
  it('keeps its ear on a stream whose last listener leaves while another arrives', async () => {
    const head = Promise.withResolvers<number>();
    const { relay, heard, adapter, publish } = rig(head.promise);
    const arriving = relay.subscribe(...listener());
    adapter.emit('delete-room', ROOM);
    head.resolve(0);
    await arriving;
    await publish(1);
    expect(heard).toEqual([1]);
  });

  it('forgets a stream when its last listener has left, and one who left before arriving', async () => {
    const { relay, heard, adapter, publish } = rig();
    await relay.subscribe(...listener());
    adapter.emit('delete-room', ROOM);
    await relay.subscribe(...listener({ connected: false }));
    await publish(1);
    expect(heard).toEqual([]);
  });

  it('reads what a message skips, and tells one whose stream is deleted as it is', async () => {
    const { relay, heard, publish, table } = rig();
    await relay.subscribe(...listener());
    table.push(message(1), message(2), message(3));
    await publish(3);
    expect(heard).toEqual([1, 2, 3]);
    table.length = 0;
    await publish(5);
    await publish(4);
    expect(heard).toEqual([1, 2, 3, 5]);
  });

  it('gives what was missed in order', async () => {
    const { relay, table } = rig(Promise.resolve(3));
    table.push(message(1), message(2), message(3));
    const told: string[] = [];
    expect(await relay.subscribe(...listener({ afterSeq: 1, told }))).toBe(3);
    expect(told).toEqual(['job.status 2', 'job.status 3']);
  });

  it('tells who missed what is not kept any more to read everything anew, and goes on from the newest', async () => {
    const { relay, table, heard, publish } = rig(Promise.resolve(4));
    table.push(message(1), message(4));
    const told: string[] = [];
    expect(await relay.subscribe(...listener({ afterSeq: 0, told }))).toBe(4);
    expect(told).toEqual(['job.status 1', 'resync 4']);
    await publish(5);
    expect(heard).toEqual([5]);
  });

  it('tells so too when nothing is kept, and not to who has missed nothing', async () => {
    const { relay } = rig(Promise.resolve(4));
    const told: string[] = [];
    await relay.subscribe(...listener({ afterSeq: 4, told }));
    expect(told).toEqual([]);
    await relay.subscribe(...listener({ afterSeq: 3, told }));
    expect(told).toEqual(['resync 4']);
  });

  /** The relay between a table, a Redis and a namespace that are none. */
  function rig(head = Promise.resolve(0)) {
    const adapter = new EventEmitter();
    const subscriber = Object.assign(new EventEmitter(), { subscribe: async () => undefined, disconnect: () => {} });
    const table: EventMessage[] = [];
    const heard: number[] = [];
    const bus = {
      channel: 'events',
      head: () => head,
      read: async (_em: unknown, _stream: string, after: number) => table.filter(({ seq }) => seq > after),
    };
    const emit = (_type: string, { seq }: EventMessage) => heard.push(seq);
    const storage = { url: (key: string) => key };
    const parts = [{ fork: () => ({}) }, bus, { subscriber: () => subscriber }, storage, new Metrics()];
    const relay = new EventRelay(...(parts as unknown as ConstructorParameters<typeof EventRelay>));
    relay.attach({ adapter, local: { to: () => ({ emit }) } } as unknown as Parameters<EventRelay['attach']>[0]);
    relay.onModuleDestroy();
    const publish = async (seq: number) => {
      subscriber.emit('message', 'events', JSON.stringify(message(seq)));
      // What a message sets going takes no longer than a turn of the event loop here.
      await new Promise(setImmediate);
    };
    return { relay, heard, adapter, publish, table };
  }
});

interface ListenerOptions {
  connected?: boolean;
  afterSeq?: number;
  /** Gets what the socket alone is told. */
  told?: string[];
}

function listener({ connected = true, afterSeq, told = [] }: ListenerOptions = {}): Parameters<
  EventRelay['subscribe']
> {
  const emit = (type: string, { seq }: EventMessage) => told.push(`${type} ${seq}`);
  const socket = { connected, join: async () => undefined, emit };
  const subscription = { kind: 'project' as const, id: PROJECT, streamId: PROJECT, afterSeq };
  return [socket as unknown as Parameters<EventRelay['subscribe']>[0], subscription];
}

function message(seq: number): EventMessage {
  const data = { status: 'running', previous: 'pending' };
  return { type: 'job.status', seq, job_seq: null, project_id: PROJECT, job_id: null, data, timestamp: 0 };
}
