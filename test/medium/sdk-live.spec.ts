import { jest } from '@jest/globals';
import { Jumu, type LiveEvents, type LiveMessage, type StreamRef } from '@jumu/sdk';
import { newId } from '../../src/common/uuid.js';
import { readDocument } from '../support/document.js';
import { LiveDesk } from '../support/live-desk.js';
import { until } from '../support/until.js';

const PROJECT = newId();
const JOB = newId();

const progress = (seq: number, job_seq: number | null = null) => ({
  ...{ type: 'job.progress', seq, job_seq, project_id: PROJECT, job_id: job_seq === null ? null : JOB },
  ...{ data: { progress: seq }, timestamp: 0 },
});
const notice = (type: string, place: object = {}) => ({
  ...{ type, seq: null, job_seq: null, project_id: null, job_id: null, data: {}, timestamp: 0 },
  ...place,
});

describe('live messages of the SDK', () => {
  let desk: LiveDesk;
  let events: LiveEvents;
  let heard: LiveMessage[];
  let states: string[];

  beforeEach(async () => {
    desk = await LiveDesk.open();
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

  it('bring data that have the type of their name', async () => {
    await listen({ projects: [PROJECT] }).ready;
    const told: unknown[] = [];
    events.on('shot.created', ({ data: { shot } }) => told.push(shot.form_data.lighting, shot.dialogue[0]?.line));
    events.on('shot.updated', ({ data }) => told.push(data.version + 1, data.updates['form_data.lighting']));
    events.on('scene.created', ({ data: { scene } }) => told.push(scene.title, scene.shots?.length));
    events.on('scene.updated', ({ data: { scene } }) => told.push(scene.characters?.join()));
    events.on('character.updated', ({ data }) => told.push(data.character?.voice?.id));
    events.on('job.completed', ({ data: { output } }) =>
      told.push(output?.thumbnail.width, output?.episodes[0]?.title),
    );
    events.on('job.failed', ({ data: { error } }) => told.push(error.code === 'PROVIDER_UNAVAILABLE', error.retryable));
    // @ts-expect-error A shot has no such field; that this is an error is what tsc is asked here.
    events.on('shot.created', ({ data: { shot } }) => shot.colour);
    // @ts-expect-error A stage has no such status.
    events.on('job.stage', ({ data }) => data.status === 'paused');
    // @ts-expect-error No message has this name.
    events.on('shot.dreamt', () => undefined);
    const names = ['shot.created', 'shot.updated', 'scene.created', 'scene.updated', 'character.updated'];
    const { messages } = readDocument(undefined, 'asyncapi.json').components;
    const examples = [...names, 'job.completed', 'job.failed'].map((name) => messages[name].examples[0].payload);
    desk.say(...examples.map((payload, index) => ({ ...payload, project_id: PROJECT, seq: index + 1 })));
    await heardUntil(examples.length);
    expect(told).toEqual([
      ...['夜景', '你怎么还没走？', 5, '夜景', '天台', undefined, '林夏', 'female-1', 1280, '打烊之前', true, true],
    ]);
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

  it('come of a stream that the server cannot look up for the moment, once it can', async () => {
    const answer = desk.onSubscribe;
    desk.onSubscribe = (socket, asked) =>
      desk.asked.length === 1
        ? { ok: false, error: { code: 'SERVICE_UNAVAILABLE', message: 'The database is away', context: {} } }
        : answer(socket, asked);
    await listen({ projects: [{ id: PROJECT, after_seq: 2 }] }).ready;
    expect(desk.asked.map(({ projects }) => projects)).toEqual(Array(2).fill([{ id: PROJECT, after_seq: 2 }]));
    desk.say(progress(3));
    await heardUntil(3);
    expect(seqs()).toEqual([3]);
  });

  it('come of a stream too that is added while the server answers for another one', async () => {
    const answer = desk.onSubscribe;
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    desk.onSubscribe = async (socket, asked) => {
      await held;
      return answer(socket, asked);
    };
    listen({ projects: [PROJECT] });
    await until('the first is asked for', () => desk.asked.length === 1);
    const added = events.subscribe({ jobs: [JOB] });
    release();
    await added;
    expect(desk.asked).toEqual([
      { projects: [{ id: PROJECT }], jobs: [] },
      { projects: [], jobs: [{ id: JOB }] },
    ]);
    await events.ready;
    expect(events.state).toBe('live');
  });

  it('come of a stream that is added after a cut once it is back, or are refused then', async () => {
    await listen({ projects: [PROJECT] }).ready;
    const gone = newId();
    const answer = desk.onSubscribe;
    desk.onSubscribe = (socket, asked) =>
      asked.jobs.some(({ id }) => id === gone)
        ? { ok: false, error: { code: 'JOB_NOT_FOUND', message: 'no', context: {} } }
        : answer(socket, asked);
    desk.cut();
    await until('it is cut off', () => events.state === 'waiting');
    const { ready } = events;
    const added = events.subscribe({ jobs: [JOB] });
    const refused = events.subscribe({ jobs: [gone] });
    await expect(refused).rejects.toMatchObject({ status: 404, code: 'JOB_NOT_FOUND' });
    await added;
    await expect(ready).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    expect(desk.asked[1]!.jobs.map(({ id }) => id)).toEqual([JOB, gone]);
    events.close();
    await expect(events.ready).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    await expect(events.subscribe({ jobs: [JOB] })).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
  });

  it('of more streams than one command may name are asked for one command after the other', async () => {
    const gone = newId();
    const answer = desk.onSubscribe;
    desk.onSubscribe = (socket, asked) =>
      asked.projects.some(({ id }) => id === gone)
        ? { ok: false, error: { code: 'PROJECT_NOT_FOUND', message: 'no', context: {} } }
        : answer(socket, asked);
    const projects = [gone, ...Array.from({ length: 49 }, newId), PROJECT];
    await expect(listen({ projects }).ready).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
    expect(desk.asked.map((asked) => asked.projects.length)).toEqual([50, ...Array(50).fill(1), 1]);
    expect(desk.asked.at(-1)).toEqual({ projects: [{ id: PROJECT }], jobs: [] });
  });

  it('go on when a handler throws, which is an uncaught error', async () => {
    const thrown: unknown[] = [];
    const queue = jest.spyOn(globalThis, 'queueMicrotask').mockImplementation((job) => {
      try {
        job();
      } catch (error) {
        thrown.push(error);
      }
    });
    try {
      const fail = (what: unknown) => {
        throw what;
      };
      events = new Jumu({ baseUrl: desk.url, token: 't' }).events({ projects: [PROJECT] });
      events.on('state', fail);
      events.on('*', ({ type }) => fail(type));
      heard = [];
      events.on('*', (message) => heard.push(message));
      await events.ready;
      desk.say(progress(1));
      await heardUntil(1);
      desk.cut();
      await until('it is back', () => desk.tokens.length === 2 && events.state === 'live');
      await events.ready;
      events.close();
      expect(thrown).toEqual(['live', 'job.progress', 'waiting', 'connecting', 'live', 'ended']);
      expect(desk.asked).toHaveLength(2);
    } finally {
      queue.mockRestore();
    }
  });

  it('are over when a handler closes them, also as they begin', async () => {
    const { ready } = listen({ projects: [PROJECT] });
    events.on('state', (state) => state === 'live' && events.close());
    await ready;
    expect(states).toEqual(['live', 'ended']);
    await expect(events.ready).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
  });

  it('are over when all of the SDK is closed', async () => {
    const jumu = new Jumu({ baseUrl: desk.url, token: 't' });
    await listen({ projects: [PROJECT] }, jumu).ready;
    const others = jumu.events({ jobs: [JOB] });
    await others.ready;
    jumu.close();
    expect([events.state, others.state]).toEqual(['ended', 'ended']);
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
    desk = await LiveDesk.open();
  });
});
