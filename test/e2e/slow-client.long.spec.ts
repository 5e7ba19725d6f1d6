import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { type LiveMessage } from '@jumu/sdk';
import { DeafClient } from '../support/deaf-client.js';
import { newProject } from '../support/project-story.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';

/** More than the kernel's buffers take together with ours. */
const EVENTS = 8000;
const EVENT_BYTES = 4000;
const MIB = 1024 * 1024;

describe('a client that takes nothing', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api' });
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  /** Events as a worker writes them; nobody is told, so they are found in the table. */
  const tell = (projectId: string, count: number) =>
    app.query(
      `with stream as (
         insert into event_streams (id, seq) values ($1, $2)
         on conflict (id) do update set seq = event_streams.seq + $2 returning seq)
       insert into events (stream_id, seq, project_id, type, data)
       select $1, seq - $2 + n, $1, 'shot.updated', jsonb_build_object('shot_id', $1::uuid, 'version', n, 'by', null,
         'updates', jsonb_build_object('description', repeat('x', $3)))
       from stream, generate_series(1, $2::int) n`,
      [projectId, count, EVENT_BYTES],
    );
  const tellOfJob = (jobId: string, count: number) =>
    app.query(
      `with streams as (
         update event_streams set seq = seq + $2
         where id in ($1, (select project_id from jobs where id = $1)) returning id, seq)
       insert into events (stream_id, seq, project_id, job_id, job_seq, type, data)
       select p.id, p.seq - $2 + n, p.id, $1, j.seq - $2 + n, 'job.degraded', jsonb_build_object('why', repeat('x', $3))
       from streams p, streams j, generate_series(1, $2::int) n where p.id <> $1 and j.id = $1`,
      [jobId, count, EVENT_BYTES],
    );
  const figures = async () => (await fetch(`${app.url}/metrics`)).text();
  const slowCount = async () => Number(/^jumu_ws_slow_total (\d+)$/m.exec(await figures())?.[1]);
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
  const seqsOf = (messages: LiveMessage[]) =>
    messages.flatMap(({ type, seq }) => (type === 'resync' ? [] : (seq ?? [])));

  it('is bounded in memory, told to read everything anew, and cut; others hear on, and it loses nothing', async () => {
    const project = await newProject(user);
    const heard: LiveMessage[] = [];
    const others = user.jumu.events({ projects: [{ id: project, after_seq: 0 }] });
    others.on('*', (message) => heard.push(message));
    await others.ready;
    const deaf = await DeafClient.connect(app.url, { token: user.token, project_id: project, after_seq: 0 });
    await until('both are in the room', async () => (await user.get('/ws/status')).body.data.subscriptions === 2);
    const before = await slowCount();
    await tell(project, EVENTS);
    await until('everybody else has heard all', () => heard.at(-1)?.seq === EVENTS);
    expect(seqsOf(heard)).toEqual(upTo(EVENTS));
    // On a busy machine the others are cut as well, and come back.
    await until('it is cut', async () => (await slowCount()) > before);
    await until('it is in no room', async () => (await user.get('/ws/status')).body.data.subscriptions === 1);

    const messages = await deaf.hearAll<LiveMessage>();
    const numbers = seqsOf(messages);
    const last = messages.at(-1);
    // What lay here for it, in the kernel's buffers and in ours.
    expect(numbers.length * EVENT_BYTES).toBeLessThan(16 * MIB);
    expect(numbers).toEqual(upTo(numbers.length));
    expect(last).toMatchObject({ type: 'resync', seq: numbers.length, project_id: project });

    const back = user.jumu.events({ projects: [{ id: project, after_seq: numbers.length }] });
    const missed: LiveMessage[] = [];
    back.on('*', (message) => missed.push(message));
    await until('it has caught up', () => missed.at(-1)?.seq === EVENTS);
    expect(seqsOf(missed)).toEqual(upTo(EVENTS).slice(numbers.length));
    others.close();
    back.close();
  });

  it('of Server-Sent Events is cut too, and goes on from what it has', async () => {
    const project = await newProject(user);
    const job = (await user.post(`/projects/${project}/generate-scenes`, { prompt: 'Two friends meet' })).body.data.id;
    await tellOfJob(job, EVENTS);
    const authorization = `Bearer ${user.token}`;
    const request = get(`${app.url}/api/v1/jobs/${job}/events`, {
      ...{ agent: false, headers: { accept: 'text/event-stream', authorization } },
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    // Nothing is read until the server has had enough.
    const [{ count }] = await app.query('select count(*)::int from events where job_id = $1', [job]);
    await until('it is cut', async () => /route="\/api\/v1\/jobs\/:id\/events"/.test(await figures()));
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    // It ends in the middle: that is an error to its client.
    response.on('error', () => undefined);
    await new Promise((resolve) => response.once('close', resolve));
    const ids = Buffer.concat(chunks)
      .toString()
      .matchAll(/^id: (\d+)\nevent: \S+\ndata: .*\n\n/gm);
    const numbers = Array.from(ids, ([, id]) => Number(id));
    expect(numbers.length).toBeLessThan(count);
    expect(numbers).toEqual(upTo(numbers.length));
  });

  it('holds up nobody while it is told a long past', async () => {
    const project = await newProject(user);
    await tell(project, EVENTS);
    const deaf = await DeafClient.connect(app.url, { token: user.token, project_id: project, after_seq: 0 });
    const heard: LiveMessage[] = [];
    const others = user.jumu.events({ projects: [{ id: project, after_seq: EVENTS }] });
    others.on('*', (message) => heard.push(message));
    await others.ready;
    await tell(project, 1);
    await until('the others hear', () => heard.at(-1)?.seq === EVENTS + 1);
    const before = await slowCount();
    await until('it is cut', async () => (await slowCount()) > before);
    const messages = await deaf.hearAll<LiveMessage>();
    const numbers = seqsOf(messages);
    expect(numbers).toEqual(upTo(numbers.length));
    expect(messages.at(-1)).toMatchObject({ type: 'resync', seq: numbers.length });
    others.close();
  });
});
