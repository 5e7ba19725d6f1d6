import { JwtService } from '@nestjs/jwt';
import { type LiveMessage } from '@jumu/sdk';
import { io } from 'socket.io-client';
import { TOKEN_RULES } from '../../src/auth/access-tokens.js';
import { newId } from '../../src/common/uuid.js';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { type Listener, TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';

const SECRET = 'a secret of the tests that is longer than thirty-two characters';

describe('realtime', () => {
  let app: TestApp;
  let user: TestUser;
  let other: TestUser;
  let theirs: string;

  beforeAll(async () => {
    app = await TestApp.start({ JWT_SECRET: SECRET });
    user = await app.newUser();
    other = await app.newUser();
    theirs = (await other.jumu.POST('/api/v1/projects', { body: { title: 'Theirs' } })).id;
  });

  afterAll(() => app.stop());

  const newProject = async () => {
    const body = { title: 'Mine', target_duration_sec: 10 };
    return (await user.jumu.POST('/api/v1/projects', { body })).id;
  };
  const startJob = async (id: string) => {
    const init = { params: { path: { id } }, body: { prompt: 'Two friends meet' } };
    return (await user.jumu.POST('/api/v1/projects/{id}/generate-scenes', init)).id;
  };
  const ended = (listener: Listener, jobId: string) =>
    listener.until(({ type, job_id }) => type === 'job.completed' && job_id === jobId);
  const kept = (listener: Listener) => listener.heard.filter(({ seq }) => seq !== null);
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

  it('refuses a handshake without a good token', async () => {
    const expired = new JwtService({}).sign(
      { role: 'user' },
      {
        ...{ secret: SECRET, issuer: TOKEN_RULES.issuer, audience: TOKEN_RULES.audience },
        subject: user.id,
        expiresIn: -1,
      },
    );
    const attempts: [namespace: string, auth: object][] = [
      ['/ws', {}],
      ['/ws', { token: '' }],
      ['/ws', { token: 'rubbish' }],
      ['/ws', { token: { a: 1 } }],
      ['/ws', { token: [user.token, 1] }],
      ['/ws', { token: `${user.token}x` }],
      ['/ws', { token: expired }],
      ['/', { token: user.token }],
    ];
    for (const [namespace, auth] of attempts) {
      const socket = io(`${app.url}${namespace}`, { auth, transports: ['websocket'], forceNew: true });
      const outcome = await new Promise<string>((resolve) => {
        socket.on('connect_error', (error) => resolve(error.message));
        socket.on('connect', () => resolve('connected'));
      });
      socket.disconnect();
      expect([namespace, auth, outcome]).toEqual([namespace, auth, 'UNAUTHENTICATED']);
    }
  });

  it('greets, answers ping, and tells what is wrong with a subscription at the handshake', async () => {
    const listener = app.listen(user.token, { project_id: theirs });
    expect(await listener.until(({ type }) => type === ('connected' as string))).toMatchObject({
      seq: null,
      job_seq: null,
    });
    const error = await listener.until(({ type }) => type === ('error' as string));
    expect(error.data).toMatchObject({ code: 'PROJECT_NOT_FOUND' });
    expect(await listener.command('ping', {})).toEqual({ ok: true, data: { timestamp: expect.any(Number) } });
    const wrong = app.listen(user.token, { project_id: 7 });
    const invalid = await wrong.until(({ type }) => type === ('error' as string));
    expect(invalid.data).toMatchObject({ code: 'INVALID_PARAMS', context: { fields: [{ field: 'project_id' }] } });
  });

  it('subscribes to all that is asked for or to nothing', async () => {
    const projectId = await newProject();
    const watcher = app.listen(user.token, { project_id: projectId });
    const refused = app.listen(user.token);
    for (const id of [theirs, newId(), 'malformed', "'; --"]) {
      const mixed = { projects: [{ id: projectId, after_seq: 0 }, { id }] };
      expect(await refused.command('subscribe', mixed)).toEqual({
        ok: false,
        error: { code: 'PROJECT_NOT_FOUND', message: expect.any(String), context: {} },
      });
    }
    const withJob = { projects: [{ id: projectId }], jobs: [{ id: newId() }] };
    expect(await refused.command('subscribe', withJob)).toMatchObject({ ok: false, error: { code: 'JOB_NOT_FOUND' } });
    const jobId = await startJob(projectId);
    await ended(watcher, jobId);
    // The answer comes after everything that was sent before it.
    await refused.command('ping', {});
    expect(kept(refused)).toEqual([]);
    const stranger = app.listen(other.token);
    expect(await stranger.command('subscribe', { jobs: [{ id: jobId, after_seq: 0 }] })).toMatchObject({ ok: false });
    expect(kept(stranger)).toEqual([]);
  });

  it('replays exactly what was missed, in order, once, while more comes in', async () => {
    const projectId = await newProject();
    const first = await startJob(projectId);
    const live = app.listen(user.token, { project_id: projectId, after_seq: 0 });
    await live.until(({ type }) => type === 'job.stage');
    const late = app.listen(user.token);
    // Ids are the same in capitals.
    const subscribed = await late.command('subscribe', { projects: [{ id: projectId.toUpperCase(), after_seq: 0 }] });
    expect(subscribed).toEqual({ ok: true, data: { subscribed: [{ id: projectId, seq: expect.any(Number) }] } });
    await ended(live, first);
    const second = await startJob(projectId);
    const last = (await ended(live, second)).seq;
    await ended(late, second);
    expect(kept(live).map(({ seq }) => seq)).toEqual(upTo(last));
    expect(kept(late)).toEqual(kept(live));

    const middle = Math.floor(last / 2);
    const resumed = app.listen(user.token);
    const answer = await resumed.command('subscribe', { projects: [{ id: projectId, after_seq: middle }] });
    expect(answer.data.subscribed).toEqual([{ id: projectId, seq: last }]);
    expect(kept(resumed)).toEqual(kept(live).slice(middle));

    const ofJob = app.listen(user.token);
    await ofJob.command('subscribe', { jobs: [{ id: second, after_seq: 2 }] });
    const query = { after: 2, limit: 500 };
    const init = { params: { path: { id: second }, query } };
    const { items: events } = await user.jumu.GET('/api/v1/jobs/{id}/events', init);
    expect(kept(ofJob)).toEqual(events);
    expect(events.map(({ job_seq }) => job_seq)).toEqual(upTo(events.length).map((seq) => seq + 2));
  });

  it('is heard through the SDK, by project and by job, each message once', async () => {
    const projectId = await newProject();
    const events = user.jumu.events({ projects: [{ id: projectId, after_seq: 0 }] });
    const heard: LiveMessage[] = [];
    events.on('*', (message) => heard.push(message));
    await events.ready;
    expect(heard).toMatchObject([{ type: 'connected', data: { user_id: user.id } }]);
    const jobId = await startJob(projectId);
    await events.subscribe({ jobs: [{ id: jobId, after_seq: 0 }] });
    const stages: string[] = [];
    events.on('job.stage', ({ data }) => stages.push(`${data.stage} ${data.status}`));
    const job = await user.jumu.waitForJob(jobId);
    expect(job).toMatchObject({ status: 'completed', kind: 'scenes' });
    await until('the end is heard', () => heard.some(({ type }) => type === 'job.completed'));
    expect(stages.at(-1)).toBe('storyboard completed');
    const numbers = heard.flatMap(({ seq }) => seq ?? []);
    expect(numbers).toEqual(upTo(numbers.length));
    await expect(events.subscribe({ jobs: [newId()] })).rejects.toMatchObject({ status: 404, code: 'JOB_NOT_FOUND' });
    events.close();

    const stranger = other.jumu.events({ projects: [projectId] });
    await expect(stranger.ready).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
    stranger.close();
  });

  it('says resync to who asks for events that are not kept any more, and goes on from there', async () => {
    const projectId = await newProject();
    const watcher = app.listen(user.token, { project_id: projectId });
    const [old, young] = [await startJob(projectId), await startJob(projectId)];
    const first = await ended(watcher, old);
    const second = await ended(watcher, young);
    await withPostgres(app.services.databaseUrl, (database) =>
      database.query('delete from events where job_id = $1', [old]),
    );
    const late = app.listen(user.token);
    const seqs = [first.job_seq, second.job_seq, Math.max(first.seq, second.seq)];
    const { data } = await late.command('subscribe', {
      projects: [{ id: projectId, after_seq: 0 }],
      jobs: [old, young].map((id) => ({ id, after_seq: 0 })),
    });
    expect(data.subscribed.map(({ id }: { id: string }) => id)).toEqual([projectId, old, young]);
    expect(data.subscribed.map(({ seq }: { seq: number }) => seq)).toEqual([seqs[2], seqs[0], seqs[1]]);
    const resyncs = late.heard.filter(({ type }) => type === ('resync' as never));
    expect(resyncs).toEqual([
      {
        type: 'resync',
        ...{ seq: seqs[2], job_seq: null, project_id: projectId, job_id: null },
        data: {},
        timestamp: expect.any(Number),
      },
      {
        type: 'resync',
        ...{ seq: null, job_seq: seqs[0], project_id: null, job_id: old },
        data: {},
        timestamp: expect.any(Number),
      },
    ]);
    expect(late.heard.filter(({ job_id, type }) => job_id === young && type === 'job.completed')).toHaveLength(1);
  });

  it('tells a socket in both rooms once, and one that left nothing', async () => {
    const projectId = await newProject();
    const both = app.listen(user.token);
    await both.command('subscribe', { projects: [{ id: projectId }] });
    const gone = app.listen(user.token, { project_id: projectId });
    await gone.command('unsubscribe', { projects: [projectId.toUpperCase()] });
    const jobId = await startJob(projectId);
    await both.command('subscribe', { jobs: [{ id: jobId }] });
    await ended(both, jobId);
    expect(kept(both).map(({ seq }) => seq)).toEqual(upTo(kept(both).length));
    await gone.command('ping', {});
    expect(kept(gone)).toEqual([]);
  });

  it('acknowledges whatever it is sent, and lives on', async () => {
    const listener = app.listen(user.token);
    const deep = JSON.parse('['.repeat(2000) + ']'.repeat(2000));
    const bad: [name: string, payload: unknown][] = [
      ...['text', 7, true, [], [1]].map((payload): [string, unknown] => ['subscribe', payload]),
      ...['text', 7, {}, [null], [7], ['id'], [[{ id: theirs }]], [{}], [{ id: 7 }], [{ id: '' }], deep].map(
        (projects): [string, unknown] => ['subscribe', { projects }],
      ),
      ['subscribe', { projects: [{ id: theirs, after_seq: -1 }] }],
      ['subscribe', { projects: [{ id: theirs, after_seq: '0' }] }],
      ['subscribe', { projects: [{ id: theirs, after_seq: 1.5 }] }],
      ['subscribe', { projects: [{ id: theirs, after_seq: 1e300 }] }],
      ['subscribe', { projects: Array(51).fill({ id: theirs }) }],
      ['subscribe', { project: [{ id: theirs }] }],
      ['subscribe', { projects: [{ id: Buffer.from('x') }] }],
      ['subscribe', Buffer.from('x')],
      ['unsubscribe', { jobs: [7] }],
      ['unsubscribe', { jobs: 'x' }],
      ['ping', { x: 1 }],
      ['ping', 'x'],
      ['auth.refresh', {}],
      ['auth.refresh', { token: 'x'.repeat(9000) }],
      ['shot.update', { shot_id: newId() }],
      ['error', { message: 'mine' }],
      ['toString', {}],
    ];
    for (const [name, payload] of bad) {
      const what = `${name} ${String(JSON.stringify(payload)).slice(0, 80)}`;
      expect([what, await listener.command(name, payload)]).toEqual([what, refused('INVALID_PARAMS')]);
    }
    expect(await listener.command('auth.refresh', { token: 'x' })).toEqual(refused('UNAUTHENTICATED'));
    expect(await listener.command('auth.refresh', { token: other.token })).toEqual(refused('UNAUTHENTICATED'));
    expect(await listener.command('auth.refresh', { token: user.token })).toEqual({ ok: true });
    // Without an acknowledgement to call, and with nothing but one.
    listener.socket.emit('subscribe', { projects: 7 });
    listener.socket.emit('nonsense');
    const told = await listener.until(({ type }) => type === ('error' as string));
    expect(told.data).toMatchObject({ code: 'INVALID_PARAMS', context: {} });
    expect(await listener.socket.emitWithAck('ping')).toMatchObject({ ok: true });
  });
});

function refused(code: string): object {
  const error = { code, message: expect.stringMatching(/\S/) as string, context: expect.any(Object) as object };
  return { ok: false, error };
}
