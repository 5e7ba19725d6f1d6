import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Jumu, type LiveEvents, type LiveMessage, type StreamRef } from '@jumu/sdk';
import { Server, type Socket } from 'socket.io';
import { newId } from '../../src/common/uuid.js';
import { pass, until } from '../support/until.js';

type Ack = (answer: object) => void;
type Ref = Exclude<StreamRef, string>;

const PROJECT = newId();
const JOB = newId();

/** A server that says what a test wants it to. */
class Desk {
  readonly tokens: string[] = [];
  readonly asked: { projects: Ref[]; jobs: Ref[] }[] = [];
  readonly commands: { name: string; payload: any }[] = [];
  refuseToken: (token: string) => string | null = () => null;
  onSubscribe: (socket: Socket, asked: { projects: Ref[]; jobs: Ref[] }) => object = (_socket, { projects, jobs }) => ({
    ok: true,
    data: { subscribed: [...projects, ...jobs].map(({ id, after_seq }) => ({ id, seq: after_seq ?? 0 })) },
  });
  onCommand: (payload: any, times: number) => object | null = () => null;
  private readonly server: Server;

  readonly url: string;

  private constructor(http: HttpServer) {
    this.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    this.server = new Server(http);
    const desk = this.server.of('/ws');
    desk.use((socket, next) => {
      const { token } = socket.handshake.auth as { token: string };
      this.tokens.push(token);
      const refusal = this.refuseToken(token);
      next(refusal === null ? undefined : new Error(refusal));
    });
    desk.on('connection', (socket) => {
      socket.on('subscribe', (asked, ack: Ack) => {
        this.asked.push(asked);
        ack(this.onSubscribe(socket, asked));
      });
      socket.onAny((name: string, payload: unknown, ack: Ack) => {
        if (name !== 'subscribe') {
          this.commands.push({ name, payload });
          const answer = this.onCommand(payload, this.commands.length);
          if (answer) {
            ack(answer);
          }
        }
      });
    });
  }

  static async open(): Promise<Desk> {
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new Desk(http);
  }

  say(...messages: object[]): void {
    messages.forEach((message) => this.server.of('/ws').emit((message as { type: string }).type, message));
  }

  cut(): void {
    this.server.of('/ws').sockets.forEach((socket) => socket.conn.close());
  }

  async close(): Promise<void> {
    await this.server.close();
  }
}

const progress = (seq: number, job_seq: number | null = null) => ({
  ...{ type: 'job.progress', seq, job_seq, project_id: PROJECT, job_id: job_seq === null ? null : JOB },
  ...{ data: { progress: seq }, timestamp: 0 },
});
const notice = (type: string, place: object = {}) => ({
  ...{ type, seq: null, job_seq: null, project_id: null, job_id: null, data: {}, timestamp: 0 },
  ...place,
});

describe('live messages of the SDK', () => {
  let desk: Desk;
  let events: LiveEvents;
  let heard: LiveMessage[];
  let states: string[];

  beforeEach(async () => {
    desk = await Desk.open();
  });

  afterEach(async () => {
    events.close();
    await desk.close();
  });

  const listen = (
    streams: { projects?: StreamRef[]; jobs?: StreamRef[] },
    jumu = new Jumu({ baseUrl: desk.url, token: 't' }),
  ) => {
    events = jumu.events(streams);
    heard = [];
    states = [];
    events.on('*', (message) => heard.push(message));
    events.on('state', (state) => states.push(state));
    return events;
  };
  const seqs = () => heard.map(({ seq }) => seq);
  const heardUntil = (seq: number) => until(`${seq} is heard`, () => seqs().includes(seq));

  it('come by name and all together, until one has heard enough', async () => {
    const { ready } = listen({ projects: [PROJECT.toUpperCase()] });
    await ready;
    const named: number[] = [];
    const stop = events.on('job.progress', ({ data }) => named.push(data.progress));
    desk.say(progress(1), notice('error'));
    await until('both are heard', () => heard.length === 2);
    stop();
    desk.say(progress(2));
    await heardUntil(2);
    expect(named).toEqual([1]);
    expect(desk.asked).toEqual([{ projects: [{ id: PROJECT }], jobs: [] }]);
  });

  it('go on after a cut where they were, without a gap and without doubles', async () => {
    await listen({ projects: [{ id: PROJECT, after_seq: 2 }], jobs: [{ id: JOB, after_seq: 0 }] }).ready;
    desk.say(progress(3, 1), progress(4), progress(5, 2));
    await heardUntil(5);
    // Both streams give what was missed, and one of them some that was not.
    desk.onSubscribe = (socket, { projects, jobs }) => {
      [progress(5, 2), progress(6, 3), progress(7), progress(6, 3)].forEach((each) => socket.emit(each.type, each));
      return {
        ok: true,
        data: { subscribed: [...projects, ...jobs].map(({ id }) => ({ id, seq: id === JOB ? 3 : 7 })) },
      };
    };
    desk.cut();
    await heardUntil(7);
    desk.say(progress(7), progress(8, 4));
    await heardUntil(8);
    expect(seqs()).toEqual([3, 4, 5, 6, 7, 8]);
    const again = { projects: [{ id: PROJECT, after_seq: 5 }], jobs: [{ id: JOB, after_seq: 2 }] };
    expect(desk.asked.at(-1)).toEqual(again);
    expect(states).toEqual(['live', 'waiting', 'connecting', 'live']);
  });

  it('of a job that came by its project before its past did are neither lost nor doubled', async () => {
    await listen({ projects: [{ id: PROJECT, after_seq: 10 }] }).ready;
    desk.onSubscribe = (socket) => {
      [progress(11, 4), progress(1, 1), progress(2, 2), progress(3, 3), progress(11, 4)].forEach((each) =>
        socket.emit(each.type, each),
      );
      return { ok: true, data: { subscribed: [{ id: JOB, seq: 4 }] } };
    };
    await events.subscribe({ jobs: [{ id: JOB, after_seq: 0 }] });
    desk.say(progress(12, 5));
    await heardUntil(12);
    expect(seqs()).toEqual([11, 1, 2, 3, 12]);
  });

  it('of a job that is asked for when its first ones have come by its project are not doubled', async () => {
    await listen({ projects: [{ id: PROJECT, after_seq: 0 }] }).ready;
    desk.say(progress(1, 1));
    await heardUntil(1);
    desk.onSubscribe = (socket) => {
      [progress(1, 1), progress(2, 2)].forEach((each) => socket.emit(each.type, each));
      return { ok: true, data: { subscribed: [{ id: JOB, seq: 2 }] } };
    };
    await events.subscribe({ jobs: [{ id: JOB, after_seq: 0 }] });
    desk.say(progress(2, 2), progress(3, 3));
    await heardUntil(3);
    expect(seqs()).toEqual([1, 2, 3]);
  });

  it('go on from where resync says', async () => {
    await listen({ projects: [{ id: PROJECT, after_seq: 2 }] }).ready;
    desk.say(notice('resync', { project_id: PROJECT, seq: 50 }), progress(50), progress(51));
    await heardUntil(51);
    expect(heard.map(({ type, seq }) => [type, seq])).toEqual([
      ['resync', 50],
      ['job.progress', 51],
    ]);
  });

  it('come of the other streams when one is refused, and after a cut too', async () => {
    const gone = newId();
    desk.onSubscribe = (_socket, { projects }) =>
      projects.some(({ id }) => id === gone)
        ? { ok: false, error: { code: 'PROJECT_NOT_FOUND', message: 'no', context: {} } }
        : { ok: true, data: { subscribed: projects.map(({ id }) => ({ id, seq: 3 })) } };
    const { ready } = listen({ projects: [PROJECT, gone] });
    await expect(ready).rejects.toMatchObject({ name: 'JumuError', status: 404, code: 'PROJECT_NOT_FOUND' });
    expect(heard).toMatchObject([{ type: 'error', data: { code: 'PROJECT_NOT_FOUND' } }]);
    desk.say(progress(4));
    await heardUntil(4);
    desk.cut();
    await until('it is back', () => states.filter((state) => state === 'live').length === 2);
    expect(desk.asked.at(-1)).toEqual({ projects: [{ id: PROJECT, after_seq: 4 }], jobs: [] });
  });

  it('are of nobody whose token is refused', async () => {
    desk.refuseToken = () => 'UNAUTHENTICATED';
    await expect(listen({ projects: [PROJECT] }).ready).rejects.toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(events.state).toBe('ended');
    expect(desk.tokens).toEqual(['t']);
  });

  it('come to a new token where the old one is refused, or expires on the way', async () => {
    let made = 0;
    const answer = () => ({ data: { token: `new-${++made}`, refresh_token: 'r', expires_in: 900 } });
    const fetch = async () => Response.json(answer());
    const tokens = { token: 'old', refreshToken: 'r', expiresAt: Date.now() + 900_000 };
    desk.refuseToken = (token) => (token === 'old' ? 'UNAUTHENTICATED' : null);
    await listen({ projects: [PROJECT] }, new Jumu({ baseUrl: desk.url, tokens, fetch })).ready;
    expect(desk.tokens).toEqual(['old', 'new-1']);
    desk.say(notice('auth.expired'));
    await until('a newer one is shown', () => desk.commands.length > 0);
    expect(desk.commands).toEqual([{ name: 'auth.refresh', payload: { token: 'new-2' } }]);
  });

  it('are tried for again when the server is not there, then given up', async () => {
    await desk.close();
    const jumu = new Jumu({ baseUrl: desk.url, token: 't' });
    const began = performance.now();
    listen({ projects: [PROJECT] }, jumu);
    await until('it has tried three times', () => states.filter((state) => state === 'connecting').length === 2);
    expect(performance.now() - began).toBeGreaterThan(2900);
    expect(states.slice(0, 4)).toEqual(['waiting', 'connecting', 'waiting', 'connecting']);
    events.close();
    expect(states.at(-1)).toBe('ended');
    desk = await Desk.open();
  });

  describe('carry changes of shots', () => {
    const shot = newId();
    const other = newId();
    let jumu: Jumu;
    const confirm = ({ shot_id, version = 0 }: any) => ({
      ok: true,
      type: 'shot.sync_confirm',
      data: { shot_id, version: version + 1, updated_at: '2026-11-28T00:00:00.000Z' },
    });

    beforeEach(() => {
      jumu = new Jumu({ baseUrl: desk.url, token: 't' });
      events = jumu.events();
      desk.onCommand = confirm;
    });

    afterEach(() => jumu.close());

    it('together when the typing pauses, each shot by itself', async () => {
      const typed = ['夜', '夜景'].map((text) => jumu.editShot(shot, { 'form_data.lighting': text }));
      const changes = [
        ...typed,
        jumu.editShot(other, { narration: 'x' }),
        jumu.editShot(shot, { description: '雨' }, 7),
      ];
      await pass(200);
      expect(desk.commands).toEqual([]);
      const confirmations = await Promise.all(changes);
      expect(confirmations.map(({ shot_id, version }) => [shot_id, version])).toEqual([
        [shot, 8],
        [shot, 8],
        [other, 1],
        [shot, 8],
      ]);
      const sent = desk.commands.map(({ payload: { command_id, ...rest } }) => [typeof command_id, rest]);
      expect(sent.sort((one, two) => JSON.stringify(two).length - JSON.stringify(one).length)).toEqual([
        ['string', { shot_id: shot, updates: { 'form_data.lighting': '夜景', description: '雨' }, version: 7 }],
        ['string', { shot_id: other, updates: { narration: 'x' } }],
      ]);
      // Whoever types on has not seen the new version yet.
      await jumu.editShot(shot, { description: '雪' }, 7);
      expect(desk.commands.at(-1)?.payload).toMatchObject({ version: 8 });
    });

    it('again with the same name when nobody confirms them', async () => {
      desk.onCommand = (payload, times) => (times < 2 ? null : confirm(payload));
      await expect(jumu.editShot(shot, { description: '雨' })).resolves.toMatchObject({ shot_id: shot });
      const names = desk.commands.map(({ payload }) => payload.command_id);
      expect(names).toEqual([names[0], names[0]]);
    });

    it('and tell a conflict with the newest', async () => {
      const current = { id: shot, version: 9 };
      desk.onCommand = () => ({ ok: false, error: { code: 'CONFLICT', message: 'changed', context: { current } } });
      const change = jumu.editShot(shot, { description: '雨' }, 8);
      await expect(change).rejects.toMatchObject({ status: 409, code: 'CONFLICT', details: { current } });
      expect(desk.commands).toHaveLength(1);
    });
  });
});
