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

function listener({ connected = true } = {}): Parameters<EventRelay['subscribe']> {
  const socket = { connected, join: async () => undefined, emit: () => true };
  const subscription = { kind: 'project' as const, id: PROJECT, streamId: PROJECT, afterSeq: undefined };
  return [socket as unknown as Parameters<EventRelay['subscribe']>[0], subscription];
}

function message(seq: number): EventMessage {
  const data = { status: 'running', previous: 'pending' };
  return { type: 'job.status', seq, job_seq: null, project_id: PROJECT, job_id: null, data, timestamp: 0 };
}
