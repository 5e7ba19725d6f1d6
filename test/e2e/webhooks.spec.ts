import { withPostgres } from '../../src/embedded/postgres-client.js';
import { newId } from '../../src/common/uuid.js';
import { rowCounts } from '../support/row-counts.js';
import { type Reply, TestApp, type TestUser } from '../support/test-app.js';
import { type Received, verify, WebhookReceiver } from '../support/webhook-receiver.js';
import { until } from '../support/until.js';

const PUBLIC_URL = 'https://jumu.test';
const FILM = { prompt: 'Two friends meet', duration_sec: 5, max_shots: 1, options: { preview: true, music: false } };

const errorOf = ({ status, body }: Reply) => `${status} ${body.error?.code}`;

describe('webhooks', () => {
  let app: TestApp;
  let user: TestUser;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    app = await TestApp.start({ ALLOW_PRIVATE_URLS: 'true', PUBLIC_URL });
    receiver = await WebhookReceiver.start();
    user = await app.newUser();
  });

  afterAll(async () => {
    receiver.close();
    await app.stop();
  });

  afterEach(() => {
    receiver.received.length = 0;
  });

  const secret = async () => (await user.get('/users/me/webhook-secret')).body.data.secret as string;
  const has = (type: string) => (received: Received[]) => received.some(({ body }) => body.type === type);

  it('tell of a film, in order, with a link that works', async () => {
    const webhook_events = ['job.status', 'job.stage', 'shot.completed'];
    const accepted = await user.post('/jobs', { ...FILM, webhook_url: receiver.url, webhook_events });
    expect(accepted.status).toBe(202);
    const { id, project_id } = accepted.body.data;
    await receiver.until(has('job.completed'));

    const bodies = receiver.received.map((request) => request.body);
    const seqs: number[] = bodies.map(({ data }) => data.job_seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((one, other) => one - other));
    expect(new Set(receiver.types)).toEqual(new Set([...webhook_events, 'job.completed']));
    const key = await secret();
    for (const request of receiver.received) {
      expect(verify(request, key)).toMatchObject({ data: { job_id: id, project_id } });
    }
    const { output } = bodies.at(-1).data;
    expect(output.url).toMatch(/^https:\/\/jumu\.test\/api\/v1\/media\//);
    const film = await app.download(output.url.slice(PUBLIC_URL.length));
    expect((await film.arrayBuffer()).byteLength).toBe(output.size_bytes);
    expect(JSON.stringify(bodies)).not.toContain('"media:');

    const newest = receiver.received.at(-1);
    const newestDelivery = async () => (await user.get(`/jobs/${id}/webhook-deliveries?limit=1`)).body.data;
    // It was received a moment before that is written down.
    let page = await newestDelivery();
    while (page.items[0].status === 'pending') {
      page = await newestDelivery();
    }
    const { total, items } = page;
    expect(total).toBe(bodies.length);
    expect(items).toMatchObject([{ id: newest?.headers['webhook-id'], type: 'job.completed', status: 'delivered' }]);

    const again = await user.post(`/webhook-deliveries/${items[0].id}/redeliver`, {});
    expect([again.status, again.headers.get('location')]).toEqual([202, `/api/v1/jobs/${id}/webhook-deliveries`]);
    await receiver.until((received) => received.length === bodies.length + 1);
    expect(receiver.received.at(-1)?.headers['webhook-id']).toBe(items[0].id);

    const other = await app.newUser();
    expect(errorOf(await other.get(`/jobs/${id}/webhook-deliveries`))).toBe('404 JOB_NOT_FOUND');
    const refused = [items[0].id, newId(), 'no-id'].map((delivery) => `/webhook-deliveries/${delivery}/redeliver`);
    for (const path of refused) {
      expect(errorOf(await other.post(path, {}))).toBe('404 WEBHOOK_DELIVERY_NOT_FOUND');
    }
  });

  it('still come for a job that was deleted, signed with the new secret and the old one', async () => {
    const old = await secret();
    const drama = { title: 'Gone', episodes: 1, scenes_per_episode: 1, duration_sec: 5, prompt: FILM.prompt };
    const accepted = await user.post('/projects/generate-drama', { ...drama, webhook_url: receiver.url });
    const rotated = (await user.post('/users/me/webhook-secret/rotate', {})).body.data.secret;
    expect([rotated === old, rotated === (await secret())]).toEqual([false, true]);
    const { job_id, project_id } = accepted.body.data;
    expect((await user.delete(`/projects/${project_id}`)).status).toBe(200);
    await receiver.until(has('job.cancelled'));
    expect(receiver.types).toEqual(['job.cancelled']);
    for (const key of [old, rotated]) {
      expect(verify(receiver.received[0]!, key)).toMatchObject({ data: { job_id, project_id } });
    }
    expect(errorOf(await user.get(`/jobs/${job_id}/webhook-deliveries`))).toBe('404 JOB_NOT_FOUND');
  });
});

describe('webhooks into private networks', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  it('are refused before anything is written', async () => {
    const drama = { title: 'No', episodes: 1, scenes_per_episode: 1, duration_sec: 5, prompt: FILM.prompt };
    const before = await rowCounts(app.services.databaseUrl);
    const hosts = ['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:10.0.0.1]', '169.254.169.254', 'localhost'];
    const urls = [
      ...hosts.map((host) => `https://${host}/hook`),
      ...[
        'http://93.184.215.14/',
        'https://93.184.215.14:22/',
        'https://a:b@93.184.215.14/',
        'file:///etc/passwd',
        'x',
      ],
    ];
    for (const webhook_url of urls) {
      expect([webhook_url, errorOf(await user.post('/jobs', { ...FILM, webhook_url }))]).toEqual([
        webhook_url,
        '422 UNSAFE_URL',
      ]);
    }
    expect(errorOf(await user.post('/projects/generate-drama', { ...drama, webhook_url: urls[0] }))).toBe(
      '422 UNSAFE_URL',
    );
    const webhook_url = 'https://[3f00::1]/hook';
    const malformed = [
      { webhook_url: `https://[3f00::1]/${'x'.repeat(2048)}` },
      { webhook_url: null },
      { webhook_url: [webhook_url] },
      { webhook_url, webhook_events: ['job.progress'] },
      { webhook_url, webhook_events: 'job.status' },
      { webhook_url, webhook_events: ['job.status', 'job.status'] },
      { webhook_events: ['job.status'] },
    ];
    for (const fields of malformed) {
      expect([fields, errorOf(await user.post('/jobs', { ...FILM, ...fields }))]).toEqual([
        fields,
        '400 INVALID_PARAMS',
      ]);
    }
    expect(await rowCounts(app.services.databaseUrl)).toEqual(before);
  });

  it('are not sent where an address that was public leads by now', async () => {
    // Public by its range, but given to nobody.
    const accepted = await user.post('/jobs', {
      ...FILM,
      webhook_url: 'https://[3f00::1]/',
      webhook_events: ['job.status'],
    });
    const path = `/jobs/${accepted.body.data.id}/webhook-deliveries`;
    const [first] = (await user.get(`${path}?sort_order=asc`)).body.data.items;
    await withPostgres(app.services.databaseUrl, (client) =>
      client.query(`update webhook_deliveries set url = 'https://localhost/', lease_until = null`),
    );
    await user.post(`/webhook-deliveries/${first.id}/redeliver`, {});
    const codes = async () => {
      const { items } = (await user.get(path)).body.data;
      return items.flatMap(({ log }: any) => log.map(({ error }: any) => error?.code));
    };
    await until('it is refused', async () => (await codes()).includes('UNSAFE_URL'));
    expect(await codes()).toContain('UNSAFE_URL');
  });
});
