import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { collected, allEventsOf, eventsOf } from '../support/event-stream.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';

describe('the events of a job as a stream', () => {
  let app: TestApp;
  let user: TestUser;
  let project: string;

  beforeAll(async () => {
    app = await TestApp.start({ SHUTDOWN_GRACE_SEC: '20' });
    user = await app.newUser();
    const body = { title: 'Mine', target_duration_sec: 10 };
    project = (await user.jumu.POST('/api/v1/projects', { body })).id;
  });

  afterAll(() => app.stop());

  const startJob = async () => {
    const init = { params: { path: { id: project } }, body: { prompt: 'Two friends meet' } };
    return (await user.jumu.POST('/api/v1/projects/{id}/generate-scenes', init)).id;
  };
  const stream = (jobId: string, { query = '', as = user, ...headers }: any = {}): Promise<Response> =>
    fetch(`${app.url}/api/v1/jobs/${jobId}/events${query}`, {
      signal: AbortSignal.timeout(30_000),
      headers: { accept: 'text/event-stream', authorization: `Bearer ${as.token}`, ...headers },
    });
  /** One that nobody works on any more: it stays pending until somebody cancels it. */
  const heldJob = async () => {
    const id = await startJob();
    await user.post(`/jobs/${id}/pause`, {});
    return id;
  };
  const logIn = async (name: string): Promise<{ token: string; refresh_token: string }> => {
    const body = { email: `${name}@example.com`, password: 'correct horse battery' };
    return (await app.request('POST', '/auth/login', body)).body.data;
  };
  const eventsIn = async (jobId: string) => (await user.get(`/jobs/${jobId}/events?limit=500`)).body.data.items;

  it('tells them as they come, and ends with the job', async () => {
    const id = await startJob();
    const response = await stream(id);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(response.headers.get('vary')).toMatch(/\bAccept\b(?!-)/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const streamed = await allEventsOf(response);
    const events = await eventsIn(id);
    expect(streamed.at(-1)?.event).toBe('job.completed');
    expect(streamed).toEqual(
      events.map((data: any) => ({ id: String(data.job_seq), event: data.type, data: expect.objectContaining(data) })),
    );
  });

  it('goes on where a client was cut off, and says that nothing will come any more', async () => {
    const id = await startJob();
    const all = await allEventsOf(await stream(id));
    const last = all.length;
    const numbers = async (init: object) =>
      (await allEventsOf(await stream(id, init))).map((event) => Number(event.id));
    expect(await numbers({ 'last-event-id': String(last - 3) })).toEqual([last - 2, last - 1, last]);
    expect(await numbers({ query: `?after=${last - 1}` })).toEqual([last]);
    // The header is newer than the address.
    expect(await numbers({ query: '?after=0', 'last-event-id': String(last - 1) })).toEqual([last]);
    expect((await stream(id, { 'last-event-id': 'rubbish' })).status).toBe(400);
    const ended = await stream(id, { 'last-event-id': String(last) });
    expect([ended.status, await ended.text()]).toEqual([204, '']);
    // A number that this job never had: what its reader has is of another one.
    const lost = await allEventsOf(await stream(id, { 'last-event-id': String(last + 1) }));
    expect(lost).toMatchObject([{ event: 'resync', id: String(last) }]);
  });

  it('is JSON for whoever asks for anything else', async () => {
    const id = await startJob();
    await app.finished(user, id);
    for (const accept of ['application/json', '*/*', 'text/*', 'text/html, application/xhtml+xml, */*;q=0.8']) {
      const reply = await user.jumu.fetch(`/api/v1/jobs/${id}/events`, { headers: { accept } });
      expect([accept, reply.headers.get('content-type')]).toEqual([accept, 'application/json; charset=utf-8']);
    }
    const both = await stream(id, { accept: 'text/event-stream, */*' });
    expect(both.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await both.body?.cancel();
  });

  it('is for those who may read the job', async () => {
    const id = await heldJob();
    const other = await app.newUser();
    expect((await stream(id, { as: other })).status).toBe(404);
    expect((await stream(id, { authorization: 'Bearer x' })).status).toBe(401);
    expect((await stream('malformed')).status).toBe(404);
    const admin = await app.newUser();
    await app.query(`update users set role = 'admin' where id = $1`, [admin.id]);
    const { token } = await logIn('user3');
    const theirs = await stream(id, { as: { token } });
    expect(theirs.status).toBe(200);
    await theirs.body?.cancel();
  });

  it('ends when its reader has signed out, and when the job is deleted', async () => {
    const id = await heldJob();
    const tired = await logIn('user1');
    const open = [await stream(id, { as: tired }), await stream(id)];
    const ends = open.map((response) => allEventsOf(response));
    await app.request('POST', '/auth/logout', { refresh_token: tired.refresh_token });
    expect((await ends[0]!).at(-1)).toMatchObject({ event: 'error', data: { data: { code: 'UNAUTHENTICATED' } } });
    await user.delete(`/jobs/${id}`);
    expect((await ends[1]!).at(-1)).toMatchObject({ event: 'error', data: { data: { code: 'JOB_NOT_FOUND' } } });
  });

  it('says resync where events are not kept any more', async () => {
    const id = await heldJob();
    const events = eventsOf(await stream(id));
    const first = (await events.next()).value!;
    await events.return(undefined);
    await app.query('delete from events where job_id = $1', [id]);
    const late = eventsOf(await stream(id));
    const resync = (await late.next()).value!;
    const [{ seq: head } = { seq: '' }] = await app.query('select seq from event_streams where id = $1', [id]);
    expect(resync).toMatchObject({
      ...{ id: head, event: 'resync', data: { type: 'resync', seq: null, job_seq: Number(head), job_id: id } },
    });
    expect(first.id).toBe('1');
    await user.post(`/jobs/${id}/cancel`, {});
    const rest = await collected(late);
    expect(rest.at(-1)).toMatchObject({ event: 'job.cancelled' });
    expect(Number(rest[0]?.id)).toBe(Number(head) + 1);
  });

  it('has a limit of streams for each user, and forgets those that were closed', async () => {
    const id = await heldJob();
    const watcher = await app.newUser();
    await app.query('update jobs set user_id = $1 where id = $2', [watcher.id, id]);
    // Not by `fetch`: it opens a new connection, and asks nothing on it, for each that is cut.
    const open = async (): Promise<IncomingMessage> => {
      const authorization = `Bearer ${watcher.token}`;
      const request = get(`${app.url}/api/v1/jobs/${id}/events`, {
        ...{ agent: false, headers: { accept: 'text/event-stream', authorization } },
      });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      return response;
    };
    const streams = await Promise.all(Array.from({ length: 100 }, open));
    expect(streams.map(({ statusCode }) => statusCode)).toEqual(streams.map(() => 200));
    const refused = await stream(id, { as: watcher });
    expect([refused.status, await refused.json()]).toMatchObject([429, { error: { code: 'RATE_LIMITED' } }]);
    streams.forEach((response) => response.destroy());
    await until('streams are free again', async () => {
      const again = await open();
      again.destroy();
      return again.statusCode === 200;
    });
  });

  it('holds up nobody who ends the server', async () => {
    const id = await heldJob();
    const events = eventsOf(await stream(id));
    await events.next();
    await app.close();
    expect(await collected(events)).not.toContainEqual(expect.objectContaining({ event: 'error' }));
  });
});
