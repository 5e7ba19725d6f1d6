import { Metrics } from '../../src/common/metrics.js';
import { SocketCommands } from '../../src/gateway/socket-commands.js';

type Parts = ConstructorParameters<typeof SocketCommands>;

describe('commands of a socket that is told for long what it missed', () => {
  it('do not wait for more than there is room for', async () => {
    const { send, replayed } = rig();
    const waiting = Array.from({ length: 33 }, () => send('unsubscribe', {}));
    const refused = { ok: false, error: { code: 'RATE_LIMITED', context: { retry_after_sec: 1 } } };
    await expect(waiting[32]).resolves.toMatchObject(refused);
    replayed.resolve({ data: {} });
    const answers = await Promise.all(waiting.slice(0, 32));
    expect(answers).toEqual(Array(32).fill({ ok: true }));
    await expect(send('unsubscribe', {})).resolves.toEqual({ ok: true });
  });

  it('wait without a limit where there are none', async () => {
    const { send, replayed } = rig({ areOn: false });
    const waiting = Array.from({ length: 100 }, () => send('unsubscribe', {}));
    await send('ping', {});
    replayed.resolve({ data: {} });
    expect(await Promise.all(waiting)).toEqual(Array(100).fill({ ok: true }));
  });

  it('do not wait when they are a new token or a ping', async () => {
    const { send, refreshed } = rig();
    await expect(send('ping', {})).resolves.toMatchObject({ ok: true });
    refreshed.resolve({});
    await expect(send('auth.refresh', { token: 'new' })).resolves.toEqual({ ok: true });
  });

  it('are carried out with the token that was sent before them', async () => {
    const { send, replayed, done, refreshed } = rig();
    replayed.resolve({ data: {} });
    await send('ping', {});
    const refresh = send('auth.refresh', { token: 'new' });
    const later = send('unsubscribe', {});
    await send('ping', {});
    refreshed.resolve({});
    await Promise.all([refresh, later]);
    expect(done).toEqual(['auth.refresh', 'unsubscribe']);
  });

  /** The commands of a socket whose handshake asks for something that is long in coming. */
  function rig({ areOn = true } = {}) {
    const replayed = Promise.withResolvers<{ data: object }>();
    const refreshed = Promise.withResolvers<object>();
    const done: string[] = [];
    const subscriptions = {
      subscribe: () => replayed.promise,
      unsubscribe: async () => {
        done.push('unsubscribe');
        return {};
      },
    };
    const sessions = {
      refresh: async () => {
        await refreshed.promise;
        done.push('auth.refresh');
        return {};
      },
    };
    const limits = { areOn, take: async () => undefined, count: async () => null };
    const parts = [subscriptions, {}, sessions, new Metrics(), limits] as unknown as Parts;
    const commands = new SocketCommands(...parts);
    const socket = new FakeSocket();
    commands.serve(socket as never);
    return { send: socket.send.bind(socket), replayed, refreshed, done };
  }
});

/** A socket that goes nowhere. */
class FakeSocket {
  readonly id = 'fake';
  readonly data = { userId: 'somebody' };
  readonly handshake = { auth: { token: 'old' }, headers: {} };
  private take: (name: string, ...args: unknown[]) => void = () => undefined;

  onAny(take: (name: string, ...args: unknown[]) => void): void {
    this.take = take;
  }

  emit(): void {}

  send(name: string, payload: object): Promise<object> {
    return new Promise((resolve) => this.take(name, payload, resolve));
  }
}
