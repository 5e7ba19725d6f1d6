import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { SafeFetch } from '../../src/common/safe-fetch.js';
import { Metrics } from '../../src/common/metrics.js';
import { inTransaction } from '../../src/common/transaction.js';
import { newId } from '../../src/common/uuid.js';
import { type JobInput } from '../../src/jobs/job-input.js';
import { JobsService } from '../../src/jobs/jobs.service.js';
import { type JobTransaction, Ledger } from '../../src/jobs/ledger.js';
import { DeliveryLedger } from '../../src/webhooks/delivery-ledger.js';
import { type WebhookTarget } from '../../src/webhooks/webhook-events.js';
import { WebhookSecrets } from '../../src/webhooks/webhook-secrets.js';
import { WebhookSender } from '../../src/webhooks/webhook-sender.js';
import { WebhooksService } from '../../src/webhooks/webhooks.service.js';
import { EngineRig } from '../support/engine-rig.js';
import { answer, verify, WebhookReceiver } from '../support/webhook-receiver.js';

const LISTED = { limit: 100, offset: 0, sort_by: 'created_at', sort_order: 'asc' } as const;

/** The time limits that senders have asked for. */
const limits = new Set<number>();

/** Waits a moment where the true one waits ten seconds. */
class HastyFetch extends SafeFetch {
  override post(...[url, options]: Parameters<SafeFetch['post']>): ReturnType<SafeFetch['post']> {
    limits.add(options.timeoutMs);
    return super.post(url, { ...options, timeoutMs: 200 });
  }
}

describe('webhooks', () => {
  let rig: EngineRig;
  let deliveries: DeliveryLedger;
  let secrets: WebhookSecrets;
  let sender: WebhookSender;
  let webhooks: WebhooksService;
  let ledger: Ledger;
  let receiver: WebhookReceiver;
  const userId = newId();

  beforeAll(async () => {
    Logger.overrideLogger(['error']);
    rig = await EngineRig.start();
    deliveries = new DeliveryLedger(rig.orm.em);
    secrets = new WebhookSecrets(rig.orm.em);
  });

  afterAll(() => rig.stop());

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
    sender = newSender();
    webhooks = new WebhooksService(rig.orm.em, deliveries, { wake: () => sender.wake() } as never, storage);
    ledger = new Ledger(rig.orm.em, rig.bus, { wake: () => Promise.resolve() } as never, webhooks);
  });

  afterEach(async () => {
    await sender.beforeApplicationShutdown();
    receiver.close();
    await sql('delete from webhook_deliveries');
  });

  const storage = { url: (key: string) => `/media/${key}` } as never;
  const sql = <T = any>(text: string, values: unknown[] = []) => rig.orm.em.fork().execute<T[]>(text, values);

  function newSender(safeFetch: SafeFetch = new SafeFetch({ allowPrivate: true })): WebhookSender {
    const config = { ...rig.config, publicUrl: 'https://jumu.test' };
    return new WebhookSender(deliveries, secrets, safeFetch, storage, new Metrics(), config);
  }

  async function replaceSender(by: WebhookSender): Promise<void> {
    await sender.beforeApplicationShutdown();
    sender = by;
  }

  async function newJob({
    events = [],
    url = receiver.url,
    user = userId,
  }: Partial<WebhookTarget> & { user?: string } = {}) {
    const jobs = new JobsService(rig.orm.em, ledger, rig.bus, storage, rig.assets, {} as never);
    const input = { episodes: 1, firstEpisode: 1, style: null, webhook: { url, events } } as unknown as JobInput;
    const job = {
      user_id: user,
      project_id: newId(),
      kind: 'scenes' as const,
      priority: 1,
      prompt: '',
      max_cost_usd: null,
      input,
    };
    const { id } = await inTransaction(rig.orm.em.fork(), (em) => jobs.create(em, job));
    return id;
  }

  const emit = (job: string, tell: (transaction: JobTransaction) => void) =>
    ledger.within(job, async (transaction) => tell(transaction));
  const complete = (job: string, output: unknown = null) =>
    emit(job, (transaction) => transaction.emit('job.completed', { output }));

  const listed = async (job: string, user = userId) => (await webhooks.list(user, job, LISTED)).items;
  const makeDue = () => sql(`update webhook_deliveries set next_at = now() where state = 'pending'`);

  async function sendDue(by = sender): Promise<void> {
    await makeDue();
    by.wake();
    await by.idle();
  }

  it('are delivered once, signed, with URLs that lead here', async () => {
    const job = await newJob();
    await complete(job, { url: 'media:film.mp4' });
    await sender.idle();
    await sendDue();

    const [request] = receiver.received;
    expect(receiver.received).toHaveLength(1);
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json' });
    const { project_id } = await rig.job(job);
    expect(verify(request!, await secrets.current(userId))).toEqual({
      type: 'job.completed',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/),
      data: { job_id: job, project_id, job_seq: 2, output: { url: 'https://jumu.test/media/film.mp4' } },
    });
    const forged = { ...request!, text: `${request!.text} ` };
    const secret = await secrets.current(userId);
    expect(() => verify(forged, secret)).toThrow('No matching signature');
    expect(await listed(job)).toEqual([
      {
        id: request?.headers['webhook-id'],
        ...{ job_id: job, type: 'job.completed', url: receiver.url, status: 'delivered', attempts: 1 },
        log: [{ at: expect.any(String), status: 204, error: null, duration_ms: expect.any(Number), reply: '' }],
        next_attempt_at: null,
        body: expect.objectContaining({ data: expect.objectContaining({ output: { url: '/media/film.mp4' } }) }),
        created_at: expect.any(String),
        delivered_at: expect.any(String),
      },
    ]);
  });

  it('are written with their event or not at all', async () => {
    const job = await newJob();
    const failing = ledger.within(job, async (transaction) => {
      transaction.emit('job.completed', { output: null });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    const fine = { job_id: job, project_id: null, job_seq: 9, seq: 9, timestamp: 0, type: 'job.cancelled', data: {} };
    const late = rig.orm.em.fork().transactional(async (em) => {
      await deliveries.write(em, userId, { url: receiver.url, events: [] }, [fine as never]);
      throw new Error('too late');
    });
    await expect(late).rejects.toThrow('too late');
    expect(await listed(job)).toEqual([]);
  });

  it('are tried again after an error, a redirect, a cut connection and silence, with one id and a log', async () => {
    await replaceSender(newSender(new HastyFetch({ allowPrivate: true })));
    receiver.answers = [
      answer(500, 'a\0b'),
      answer(302, '', { location: '/elsewhere' }),
      (response) => response.destroy(),
      () => undefined,
      answer(200, 'x'.repeat(2000)),
    ];
    const job = await newJob();
    await complete(job);
    await sender.idle();
    const waits: number[] = [];
    for (let retry = 0; retry < 4; retry++) {
      const [row] = await sql(`select extract(epoch from next_at - now())::float8 as wait from webhook_deliveries`);
      waits.push(row.wait);
      await sendDue();
    }
    [5, 30, 120, 600].forEach((seconds, index) => expect(seconds - waits[index]!).toBeLessThan(2));

    expect(receiver.received.map(({ path }) => path)).toEqual(Array(5).fill('/hook'));
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const [delivery] = await listed(job);
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 5 });
    const tries = delivery!.log.map(({ status, error, reply }) => [status, error?.code ?? null, reply]);
    expect(tries).toEqual([
      [500, null, 'ab'],
      [302, null, ''],
      [null, 'THIRD_PARTY_ERROR', null],
      [null, 'THIRD_PARTY_ERROR', null],
      [200, null, 'x'.repeat(500)],
    ]);
    expect(delivery!.log[3]?.error?.message).toMatch(/in time/);
    expect([...limits]).toEqual([10_000]);
  });

  it('fail for good after seven tries, and go out again when they are asked for', async () => {
    receiver.answers = Array(7).fill(answer(503));
    const job = await newJob();
    await complete(job);
    await sender.idle();
    for (let retry = 0; retry < 8; retry++) {
      await sendDue();
    }
    const [failed] = await listed(job);
    expect(failed).toMatchObject({ status: 'failed', attempts: 7, next_attempt_at: null, delivered_at: null });
    expect(receiver.received).toHaveLength(7);

    await expect(webhooks.redeliver(newId(), failed!.id)).rejects.toMatchObject({ code: 'WEBHOOK_DELIVERY_NOT_FOUND' });
    for (let again = 0; again < 2; again++) {
      expect(await webhooks.redeliver(userId, failed!.id)).toMatchObject({ id: failed!.id, status: 'pending' });
      await sender.idle();
    }
    expect(receiver.received).toHaveLength(9);
    expect(receiver.received[8]?.headers['webhook-id']).toBe(failed!.id);
    expect(receiver.received[8]?.text).toBe(receiver.received[0]?.text);
    expect(await listed(job)).toMatchObject([{ status: 'delivered', attempts: 1 }]);
  });

  it('end with 410', async () => {
    receiver.answers = [answer(410)];
    const job = await newJob();
    await complete(job);
    await sender.idle();
    await sendDue();
    expect(await listed(job)).toMatchObject([{ status: 'failed', attempts: 1 }]);
    expect(receiver.received).toHaveLength(1);
  });

  it('come again by themselves when the retry is due', async () => {
    receiver.answers = [answer(500)];
    const job = await newJob();
    const timers = jest.spyOn(globalThis, 'setTimeout');
    await complete(job);
    await sender.idle();
    const [retry] = timers.mock.calls.find(([, delayMs = 0]) => delayMs >= 5000 && delayMs < 5100) ?? [];
    timers.mockRestore();
    await makeDue();
    retry?.();
    await sender.idle();
    expect(await listed(job)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });

  it('are signed with the old secret and the new one for a day', async () => {
    const user = newId();
    const [older, same] = await Promise.all([secrets.current(user), secrets.current(user)]);
    expect(same).toBe(older);
    expect(Buffer.from(older.replace(/^whsec_/, ''), 'base64')).toHaveLength(32);
    const old = await secrets.rotate(user);
    const current = await secrets.rotate(user);
    expect(new Set([older, old, current]).size).toBe(3);
    expect(await secrets.current(user)).toBe(current);

    await complete(await newJob({ user }));
    await sender.idle();
    verify(receiver.received[0]!, old);
    verify(receiver.received[0]!, current);
    expect(() => verify(receiver.received[0]!, older)).toThrow('No matching signature');

    await sql(`update webhook_secrets set previous_until = now() where user_id = ?`, [user]);
    await complete(await newJob({ user }));
    await sender.idle();
    verify(receiver.received[1]!, current);
    expect(() => verify(receiver.received[1]!, old)).toThrow('No matching signature');
  });

  it('are sent by one of many senders', async () => {
    const jobs = await Promise.all(Array.from({ length: 20 }, () => newJob({ user: newId() })));
    await sender.beforeApplicationShutdown();
    await Promise.all(jobs.map((job) => complete(job)));
    const others = [newSender(), newSender(), newSender()];
    for (const other of [...others, ...others]) {
      other.wake();
    }
    await Promise.all(others.map((other) => other.idle()));
    const told = receiver.received.map(({ body }) => body.data.job_id as string);
    expect(told.sort()).toEqual([...jobs].sort());
  });

  it('are sent again, with the same id, when a sender has died in the middle', async () => {
    const job = await newJob();
    await sender.beforeApplicationShutdown();
    await complete(job);
    const dead = await deliveries.claim();
    sender = newSender();
    await sendDue();
    expect(receiver.received).toEqual([]);

    await sql(`update webhook_deliveries set lease_until = now() - interval '1 second'`);
    await sendDue();
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([dead!.id]);
    const late = { at: new Date().toISOString(), status: 500, error: null, duration_ms: 1, reply: 'from the dead' };
    await deliveries.settle(dead!, late);
    expect(await listed(job)).toMatchObject([{ status: 'delivered', attempts: 2, log: [{ status: 204 }] }]);
  });

  it('are handed back by a process that is told to stop', async () => {
    await replaceSender(newSender());
    receiver.answers = [() => undefined];
    const job = await newJob();
    await emit(job, (transaction) => transaction.emit('job.cancelled', {}));
    await receiver.until((received) => received.length === 1);
    await sender.beforeApplicationShutdown();
    const other = newSender();
    other.wake();
    await other.idle();
    expect(await listed(job)).toMatchObject([{ status: 'delivered', attempts: 1, log: [{ status: 204 }] }]);
    const [first, second] = receiver.received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  });

  it('of a job keep their order while its receiver is away for a moment, and no longer', async () => {
    receiver.answers = [answer(500)];
    const job = await newJob({ events: ['job.status', 'job.stage'] });
    await sender.idle();
    await emit(job, (transaction) => {
      transaction.emit('job.stage', { stage: 'style', status: 'running' });
      transaction.emit('job.progress', {} as never);
      transaction.emit('job.completed', { output: null });
    });
    await sender.idle();
    expect(receiver.types).toEqual(['job.status']);
    await sendDue();
    expect(receiver.types).toEqual(['job.status', 'job.status', 'job.stage', 'job.completed']);

    receiver.received.length = 0;
    receiver.answers = Array(3).fill(answer(500));
    const other = await newJob({ events: ['job.status'] });
    await complete(other);
    await sender.idle();
    await sendDue();
    await sendDue();
    expect(receiver.types).toEqual([...Array(3).fill('job.status'), 'job.completed']);
    expect(await listed(other)).toMatchObject([{ status: 'pending', attempts: 3 }, { status: 'delivered' }]);
  });

  it('of others do not wait for the slow receiver of one user', async () => {
    await replaceSender(newSender());
    const slow = await WebhookReceiver.start();
    slow.answers = Array(9).fill(() => undefined);
    const jobs = await Promise.all(Array.from({ length: 9 }, () => newJob({ url: slow.url })));
    const quick = await newJob({ user: newId() });
    await Promise.all(jobs.map((job) => complete(job)));
    await complete(quick);
    await receiver.until((received) => received.length === 1);
    await slow.until((received) => received.length === 4);
    const inHand = 'select 1 from webhook_deliveries where url = ? and lease_until is not null';
    expect(await sql(inHand, [slow.url])).toHaveLength(4);
    await sender.beforeApplicationShutdown();
    slow.close();
  });

  it('are not sent to a name that leads into a private network by now', async () => {
    let address = '93.184.215.14';
    const safeFetch = new SafeFetch({ allowPrivate: false, resolve: () => Promise.resolve([address]) });
    const url = receiver.url.replace('http://127.0.0.1', 'https://turning.example').replace(/:\d+/, ':8443');
    await safeFetch.assertSafe(url);
    address = '127.0.0.1';
    await replaceSender(newSender(safeFetch));
    const job = await newJob({ url });
    await complete(job);
    await sender.idle();
    const error = { code: 'UNSAFE_URL', message: expect.not.stringContaining('127') };
    expect(await listed(job)).toMatchObject([{ status: 'pending', attempts: 1, log: [{ status: null, error }] }]);
  });

  it('are forgotten after a while, but not before they were sent', async () => {
    const job = await newJob({ events: ['job.status'] });
    await sender.idle();
    receiver.answers = [answer(500)];
    await complete(job);
    await sender.idle();
    expect(await webhooks.deleteOld(30)).toBe(0);
    await sql(`update webhook_deliveries set created_at = now() - interval '31 days'`);
    expect(await webhooks.deleteOld(30)).toBe(1);
    expect(await listed(job)).toMatchObject([{ type: 'job.completed', status: 'pending' }]);
    await expect(listed(job, newId())).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });
});
