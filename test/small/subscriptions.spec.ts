import { newId } from '../../src/common/uuid.js';
import { type Subscription } from '../../src/gateway/event-relay.js';
import { Subscriptions } from '../../src/gateway/subscriptions.js';

type Parts = ConstructorParameters<typeof Subscriptions>;

describe('a subscription to several streams', () => {
  it('comes to nothing where one of them cannot be joined, and takes nothing away', async () => {
    const [held, first, second] = [newId(), newId(), newId()];
    const rooms = new Set([`project:${held}`]);
    const socket = { rooms, data: { userId: newId() }, leave: async (room: string) => rooms.delete(room) };
    const relay = {
      subscribe: async ({ rooms: joined }: typeof socket, { kind, id }: Subscription) => {
        if (id === second) {
          throw new Error('away');
        }
        joined.add(`${kind}:${id}`);
        return 0;
      },
    };
    const sut = new Subscriptions(...([{ streamsOf }, { assertReadable }, relay] as unknown as Parts));
    const projects = [held, first, second].map((id) => ({ id, after_seq: undefined }));
    await expect(sut.subscribe(socket as never, { projects, jobs: [] })).rejects.toThrow('away');
    expect([...rooms]).toEqual([`project:${held}`]);
  });
});

const streamsOf = async () => new Map();
const assertReadable = async () => undefined;
