import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client } from 'pg';
import { io } from 'socket.io-client';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { migrate } from '../../src/server.js';
import { OpenAiCompatibleEmulator } from '../emulators/openai-compatible.emulator.js';
import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { Server } from '../support/real-server.js';
import { newTestServices, type TestServices } from '../support/test-services.js';
import { TraceCollector } from '../support/trace-collector.js';
import { until } from '../support/until.js';
import { vendorClip } from '../support/vendor-clip.js';
import { answer, WebhookReceiver } from '../support/webhook-receiver.js';

const WORD = 'Quibblewickian';
const PROMPT = `The ${WORD} letter brings two old friends together on a roof`;
const REFUSED_BY_THE_DATABASE = 'unwritable';

/** What may be seen nowhere but where it is used, by name. */
const secrets: Record<string, string> = {
  password: 'canary-password-c0ffee',
  'wrong password': 'canary-mistyped-c0ffee',
  'API key': `jumu_canary${'0123456789abcdef'.repeat(3)}`,
  'key of OpenAI': `sk-canary-${'0123456789abcdef'.repeat(2)}`,
  'key of Runway': `key_${'fedcba9876543210'.repeat(8)}`,
  'JWT secret': `canary-jwt-${'0123456789abcdef'.repeat(3)}`,
  'metrics token': 'canary-metrics-0123456789abcdef',
  "collector's token": 'canary-collector-0123456789abcdef',
};
const idempotencyKey = 'canary-idempotency-0123456789abcdef';
const words: Record<string, string> = { prompt: WORD, 'Idempotency-Key': idempotencyKey };

const echo = (): string => [WORD, ...Object.values(secrets)].join(' ');

describe('what nobody may read', () => {
  let services: TestServices;
  let directory: string;
  let collector: TraceCollector;
  let openai: OpenAiCompatibleEmulator;
  let runway: RunwayEmulator;
  let receiver: WebhookReceiver;
  let server: Server;
  let token = '';
  let output = '';
  let metrics = '';
  const tables: Record<string, string> = {};

  const start = () =>
    Server.start(
      services,
      directory,
      {
        LOG_LEVEL: 'debug',
        RATE_LIMIT_PER_MIN: '0',
        LEASE_SEC: '3',
        SWEEP_SEC: '0.5',
        PROVIDER_POLL_MS: '100',
        ALLOW_PRIVATE_URLS: 'true',
        JWT_SECRET: secrets['JWT secret'] ?? '',
        METRICS_TOKEN: secrets['metrics token'] ?? '',
        SCRIPT_PROVIDERS: 'openai,local',
        OPENAI_API_KEY: secrets['key of OpenAI'] ?? '',
        OPENAI_BASE_URL: openai.baseUrl,
        RUNWAY_API_KEY: secrets['key of Runway'] ?? '',
        RUNWAY_BASE_URL: runway.baseUrl,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${secrets["collector's token"]}`,
        ...TraceCollector.SHORTLY,
      },
      { isHushed: true },
    );
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
  const ended = (jobId: string, status: string) =>
    until(`a job that is ${status}`, async () => (await server.call('GET', `/jobs/${jobId}`, token)).status === status);
  const inDatabase = <T>(work: (client: Client) => Promise<T>) => withPostgres(services.databaseUrl, work);
  const quickFilm = { prompt: PROMPT, max_shots: 1, duration_sec: 5, options: { preview: true } };

  beforeAll(async () => {
    services = await newTestServices(migrate);
    directory = await mkdtemp(join(tmpdir(), 'jumu-canary-'));
    collector = await TraceCollector.start();
    openai = await OpenAiCompatibleEmulator.start(secrets['key of OpenAI']);
    runway = await RunwayEmulator.start({ apiKey: secrets['key of Runway'] ?? '', video: await vendorClip() });
    receiver = await WebhookReceiver.start();
    server = await start();
    await signIn();
    await askWrongly();
    await askBrokenly();
    await useSockets();
    await failAtVendors();
    await failAtTheDatabase();
    await crash();
    metrics = await (await send('GET', '/metrics')).text();
    await server.end('SIGTERM');
    output += server.output;
    await readTables();
  });

  afterAll(async () => {
    await Promise.all([openai.stop(), runway.stop(), collector.stop()]);
    receiver.close();
    await services.dispose();
    await rm(directory, { recursive: true, force: true });
  });

  async function signIn(): Promise<void> {
    const { password } = secrets;
    const account = { username: 'canary', email: 'canary@example.com', password };
    const session = await server.call('POST', '/auth/register', '', account);
    token = session.token as string;
    secrets['access token'] = token;
    secrets["access token's signature"] = token.split('.')[2] ?? '';
    secrets['refresh token'] = session.refresh_token as string;
    const made = await send('POST', '/api/v1/auth/api-keys', { name: 'canary' });
    if (made.status === 201) {
      secrets['true API key'] = ((await made.json()) as any).data.key as string;
    }
    secrets['webhook secret'] = (await server.call('GET', '/users/me/webhook-secret', token)).secret as string;
    for (const given of [secrets['wrong password'], 7, null, `${password}\0`]) {
      await send('POST', '/api/v1/auth/login', { email: account.email, password: given, [WORD]: password });
    }
    await send('POST', '/api/v1/auth/register', account);
    await send('POST', '/api/v1/auth/refresh', { refresh_token: session.refresh_token });
  }

  /** Every secret in every part of a request that is refused. */
  async function askWrongly(): Promise<void> {
    for (const secret of [...Object.values(secrets), ...Object.values(words)]) {
      const text = encodeURIComponent(secret);
      await Promise.all([
        send('GET', `/api/v1/projects?q=${text}&${text}=1`),
        send('GET', `/api/v1/jobs/${text}`),
        send('GET', `/${text}?token=${text}#${text}`),
        send('GET', `/api/v1/media/${text}/${text}/${text}`),
        send('GET', '/api/v1/users/me', undefined, { authorization: `Bearer ${text}` }),
        send('GET', '/api/v1/users/me', undefined, { authorization: text, cookie: text, 'x-api-key': text }),
        send('GET', '/metrics', undefined, { authorization: `Bearer ${text}`, 'x-forwarded-for': text }),
        send('POST', '/api/v1/jobs', { prompt: secret, [secret]: secret, webhook_url: `https://${text}@example.com` }),
        send('POST', '/api/v1/jobs', { prompt: [secret], style: { [secret]: 1 }, model_id: secret }),
        send('POST', '/api/v1/projects', `{"title": "${secret}`),
        send('POST', '/api/v1/projects', `"${secret}"`),
        send('POST', '/api/v1/projects', secret, { 'content-type': `text/${text}` }),
        send('POST', '/api/v1/jobs', { prompt: 7 }, { 'idempotency-key': secret, traceparent: secret }),
        send('PROPFIND', `/${text}`),
      ]);
    }
  }

  /** What is no HTTP never becomes a request. */
  async function askBrokenly(): Promise<void> {
    const port = Number(new URL(server.url).port);
    for (const head of [`GET /${echo()} HTTP/1.1`, `\0${echo()}`, `POST / HTTP/1.1\r\nContent-Length: x${echo()}`]) {
      const client = connect(port, '127.0.0.1').on('error', () => undefined);
      client.end(`${head}\r\n\r\n`);
      await client.resume().toArray();
    }
  }

  async function useSockets(): Promise<void> {
    for (const given of [token, secrets['API key'], secrets.password]) {
      const socket = io(`${server.url}/ws`, { auth: { token: given, job_id: WORD }, transports: ['websocket'] });
      await new Promise<void>((resolve) => {
        socket.once('connect', resolve);
        socket.once('connect_error', () => resolve());
      });
      if (socket.connected) {
        await socket.emitWithAck('subscribe', { projects: [{ id: echo() }], [WORD]: echo() });
        await socket.emitWithAck('auth.refresh', { token: echo() });
        await socket.emitWithAck(echo(), { token });
      }
      socket.disconnect();
    }
  }

  /** Vendors that quote key and prompt in what they say, and a receiver that quotes what it got. */
  async function failAtVendors(): Promise<void> {
    const error = { message: echo(), code: secrets['key of OpenAI'], type: secrets['API key'], param: echo() };
    openai.answers.push(
      ...Array.from({ length: 60 }, () => ({ kind: 'error' as const, status: 400, body: { error } })),
    );
    receiver.answers = [
      (response, { text, headers }) => response.writeHead(500).end(text + JSON.stringify(headers)),
      answer(410),
    ];
    runway.fail({ kind: 'failure', failure: echo(), failureCode: `INTERNAL.${secrets['key of OpenAI']}` });
    runway.fail({ kind: 'answer', status: 400, body: { error: echo(), code: secrets['key of OpenAI'] } });
    const film = { ...quickFilm, model_id: 'runway:gen4_turbo', webhook_url: receiver.url };
    const reply = await send('POST', '/api/v1/jobs', film, { 'idempotency-key': idempotencyKey });
    const { data } = (await reply.json()) as any;
    await ended(data.id as string, 'completed');
    const options = { preview: true, allow_fallback: false };
    const { id } = await server.call('POST', '/jobs', token, { ...film, options });
    await ended(id as string, 'failed');
    await receiver.until((received) => received.length >= 2);
  }

  /** PostgreSQL quotes rows and parameters in what it says. */
  async function failAtTheDatabase(): Promise<void> {
    await inDatabase((client) =>
      client.query(`alter table jobs add constraint canary check (prompt not like '%${REFUSED_BY_THE_DATABASE}%')`),
    );
    const refused = await send('POST', '/api/v1/jobs', { prompt: `${PROMPT} ${REFUSED_BY_THE_DATABASE}` });
    expect(await refused.json()).toMatchObject({ error: { code: 'DB_ERROR' } });
    await inDatabase((client) =>
      client.query('alter table shots add constraint canary check (order_index < 0) not valid'),
    );
    const project = await server.call('POST', '/projects', token, { title: PROMPT });
    const wish = { prompt: PROMPT, episodes: 1, scenes_per_episode: 1 };
    const job = await server.call('POST', `/projects/${project.id}/generate-scenes`, token, wish);
    await ended(job.id as string, 'failed');
    await inDatabase((client) => client.query('alter table shots drop constraint canary'));
  }

  /** Not before its one clip is known to be Runway's: killed in the midst of that start, a film rightly fails. */
  async function crash(): Promise<void> {
    const { id } = await server.call('POST', '/jobs', token, quickFilm);
    const started = `select 1 from provider_calls where job_id = $1 and provider = 'runway' and state <> 'intended'`;
    await until('Runway has the clip in hand', () =>
      inDatabase(async (client) => (await client.query(started, [id])).rows.length > 0),
    );
    await server.end('SIGKILL');
    output += server.output;
    server = await start();
    await ended(id as string, 'completed');
  }

  async function readTables(): Promise<void> {
    await inDatabase(async (client) => {
      const text = async (query: string) =>
        (await client.query(`select coalesce(string_agg(to_jsonb(t)::text, E'\\n'), '') as text from (${query}) t`))
          .rows[0].text;
      tables['the events'] = await text('select * from events');
      tables['the errors of jobs'] = await text('select error, degraded from jobs');
      tables['the errors of steps'] = await text('select error, item from job_steps');
      tables['the webhook deliveries'] = await text('select * from webhook_deliveries');
      tables['the calls of providers'] = await text('select * from provider_calls');
      const { rows } = await client.query(
        `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
      );
      for (const { name } of rows as { name: string }[]) {
        tables.all = (tables.all ?? '') + (await text(`select * from "${name}"`));
      }
    });
  }

  const foundIn = (text: string, sought: Record<string, string>) =>
    Object.entries(sought)
      .filter(([, value]) => text.includes(value))
      .map(([name]) => name);

  it('was planted', () => {
    expect(Object.keys(secrets).length).toBeGreaterThan(11);
    expect(output).toMatch(/"msg":"request failed".*"code":"23514"/);
    expect(output).toMatch(/"msg":"step".*"outcome":"failed".*"error_code":"INTERNAL_ERROR".*"code":"23514"/);
    expect(tables['the errors of jobs']).toContain('openai answered HTTP 400');
    expect(tables['the errors of jobs']).toContain('runway failed: PROVIDER_REJECTED');
    expect(tables['the events']).toContain('runway: the task failed');
    expect(tables['the webhook deliveries']).toContain('500');
    expect(foundIn(tables.all ?? '', words)).toEqual(Object.keys(words));
    expect(collector.spans.some(({ name }) => name === 'POST runway')).toBe(true);
  });

  it('is not in the log', () => {
    expect(foundIn(output, { ...secrets, ...words })).toEqual([]);
  });

  it('is not in the metrics', () => {
    expect(metrics).toContain('jumu_http_requests_total');
    expect(foundIn(metrics, { ...secrets, ...words })).toEqual([]);
  });

  it('is not in the traces', () => {
    expect(foundIn(collector.bodies.join(''), { ...secrets, ...words })).toEqual([]);
  });

  it.each([
    'the events',
    'the errors of jobs',
    'the errors of steps',
    'the webhook deliveries',
    'the calls of providers',
  ])('is not in %s', (name) => {
    expect(tables[name]).not.toBe('');
    expect(foundIn(tables[name] ?? '', { ...secrets, ...words })).toEqual([]);
  });

  it('is nowhere else in the database but for the secret that webhooks are signed with', () => {
    expect(foundIn(tables.all ?? '', secrets)).toEqual(['webhook secret']);
  });
});
