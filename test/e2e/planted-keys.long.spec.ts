import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { migrate } from '../../src/server.js';
import { ECHOES, EchoServer } from '../emulators/echo.server.js';
import { S3Emulator } from '../emulators/s3.emulator.js';
import { planted, plantedIn } from '../support/planted.js';
import { Server } from '../support/real-server.js';
import { newTestServices, type TestServices } from '../support/test-services.js';
import { TraceCollector } from '../support/trace-collector.js';
import { until } from '../support/until.js';
import { answer, WebhookReceiver } from '../support/webhook-receiver.js';

const VENDOR_KEYS = ['QWEN_API_KEY', 'OPENAI_API_KEY', 'RUNWAY_API_KEY', 'REPLICATE_API_TOKEN', 'FAL_KEY'];
const OTHERS = ['REPLICATE_WEBHOOK_SECRET', 'JWT_SECRET', 'METRICS_TOKEN', 'OTLP_TOKEN'];
/** How long an answer that does not end is listened to. */
const LISTEN_MS = 3000;

describe('the keys of a server whose vendors repeat them', () => {
  const settings = planted([...VENDOR_KEYS, ...OTHERS]);
  const secrets: Record<string, string> = { ...settings };
  let services: TestServices;
  let directory: string;
  let echo: EchoServer;
  let s3: S3Emulator;
  let collector: TraceCollector;
  let receiver: WebhookReceiver;
  let server: Server;
  let token = '';
  const jobs: any[] = [];
  /** All that came out of the server, by the way it came. */
  const seen: Record<string, string> = { answers: '', sockets: '', webhooks: '', files: '', database: '' };

  beforeAll(async () => {
    services = await newTestServices(migrate);
    directory = await mkdtemp(join(tmpdir(), 'jumu-planted-'));
    settings.JWT_SECRET = secrets.JWT_SECRET = `${settings.JWT_SECRET}-which-is-long-enough-for-tokens`;
    settings.REPLICATE_WEBHOOK_SECRET = `whsec_${Buffer.from(settings.REPLICATE_WEBHOOK_SECRET ?? '').toString('base64')}`;
    echo = await EchoServer.start(Object.values(settings));
    s3 = await S3Emulator.start();
    secrets.OSS_SECRET_KEY = s3.environment.OSS_SECRET_KEY ?? '';
    collector = await TraceCollector.start();
    receiver = await WebhookReceiver.start();
    receiver.answers = Array.from({ length: 20 }, () => answer(204));
    const { OTLP_TOKEN: otlpToken, ...environment } = settings;
    server = await Server.start(
      services,
      directory,
      {
        ...environment,
        ...s3.environment,
        QWEN_BASE_URL: `${echo.baseUrl}/v1`,
        OPENAI_BASE_URL: `${echo.baseUrl}/v1`,
        ...{ OPENAI_IMAGE_MODEL: 'gpt-image-1-mini', OPENAI_SPEECH_MODEL: 'tts-1' },
        // Who paints has to be asked for: of a start that may have gone well, a film would end.
        IMAGE_PROVIDERS: 'local',
        RUNWAY_BASE_URL: echo.baseUrl,
        REPLICATE_BASE_URL: `${echo.baseUrl}/v1`,
        FAL_BASE_URL: echo.baseUrl,
        FAL_JWKS_URL: `${echo.baseUrl}/keys`,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${encodeURIComponent(otlpToken ?? '')}`,
        ...TraceCollector.SHORTLY,
        LOG_LEVEL: 'debug',
        RATE_LIMIT_PER_MIN: '0',
        PROVIDER_POLL_MS: '100',
        ALLOW_PRIVATE_URLS: 'true',
      },
      { isHushed: true },
    );
    await work();
    await readAnswers();
    await readSockets();
    await server.end('SIGTERM');
    await readDatabase();
    seen.webhooks = JSON.stringify(receiver.received);
    seen.files = await textOf(directory);
    seen.log = server.output;
    seen.traces = collector.bodies.join('\n');
  });

  afterAll(async () => {
    await Promise.all([echo.stop(), s3.stop(), collector.stop()]);
    receiver.close();
    await services.dispose();
    await rm(directory, { recursive: true, force: true });
  });

  /** Work for each vendor, with answers of every shape in turn: some falls back to ours, some fails. */
  async function work(): Promise<void> {
    const account = { username: 'planted', email: 'planted@example.com', password: 'correct horse battery' };
    ({ token } = await server.call('POST', '/auth/register', '', account));
    const project = await server.call('POST', '/projects', token, { title: 'Planted' });
    const wish = { prompt: 'Two old friends meet again on a roof', webhook_url: receiver.url };
    const film = { ...wish, max_shots: 1, duration_sec: 5, options: { preview: true } };
    const strict = { ...film, options: { preview: true, allow_fallback: false } };
    const scenes = { prompt: wish.prompt, episodes: 1, scenes_per_episode: 1 };
    const drama = { ...scenes, title: 'Planted', duration_sec: 5, options: strict.options };
    const ordered = await Promise.all([
      server.call('POST', '/jobs', token, { ...film, model_id: 'local' }),
      server.call('POST', '/jobs', token, { ...strict, model_id: 'runway:gen4_turbo' }),
      ...[1, 2, 3].map(() => server.call('POST', `/projects/${project.id}/generate-scenes`, token, scenes)),
      ...['openai', 'replicate'].map((image_provider) =>
        server.call('POST', '/projects/generate-drama', token, { ...drama, image_provider }),
      ),
    ]);
    for (const { id = '', job_id = id } of ordered) {
      await until(`the end of job ${job_id}`, async () => {
        const job = await server.call('GET', `/jobs/${job_id}`, token);
        return ['completed', 'failed', 'cancelled'].includes(job.status as string) && jobs.push(job) > 0;
      });
    }
  }

  /** Every route that tells something, with every id that there is. */
  async function readAnswers(): Promise<void> {
    const document: any = JSON.parse(await readFile('openapi.json', 'utf8'));
    const [scene] = (await server.call('GET', `/projects/${jobs[0].project_id}/scenes`, token)).items;
    const ids = [...jobs.flatMap(({ id, project_id }) => [id, project_id]), scene?.id, scene?.shots[0]?.id];
    const paths = Object.keys(document.paths as object).filter((path) => document.paths[path].get);
    const own = ['/metrics', '/docs', '/api/v1/ai/models', '/api/v1/ai/health', '/api/v1/ai/chains'];
    const addresses = [...own, ...paths].flatMap((path) =>
      path.includes('{') ? ids.map((id) => path.replaceAll(/\{\w+\}/g, String(id))) : [path],
    );
    for (const address of new Set(addresses)) {
      seen.answers += await textAt(`${server.url}${address}`);
    }
  }

  async function textAt(url: string): Promise<string> {
    const signal = AbortSignal.timeout(LISTEN_MS);
    let text = '';
    try {
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal });
      text += `\n${url} ${response.status} ${JSON.stringify([...response.headers])}\n`;
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk as Uint8Array).toString('utf8');
      }
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
    }
    return text;
  }

  async function readSockets(): Promise<void> {
    for (const { id, status } of jobs) {
      const auth = { token, job_id: id, after_seq: 0 };
      const socket = io(`${server.url}/ws`, { auth, transports: ['websocket'], forceNew: true });
      const heard: string[] = [];
      socket.onAny((...message) => heard.push(JSON.stringify(message)));
      await until(`what became of ${id}`, () => heard.some((each) => each.includes(`"${status}"`)));
      seen.sockets += heard.join('\n');
      socket.disconnect();
    }
  }

  async function readDatabase(): Promise<void> {
    await withPostgres(services.databaseUrl, async (client) => {
      const { rows } = await client.query(
        `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
      );
      for (const { name } of rows as { name: string }[]) {
        const all = await client.query(
          `select coalesce(string_agg(to_jsonb(t)::text, E'\\n'), '') as text from "${name}" t`,
        );
        seen.database += all.rows[0].text as string;
      }
    });
  }

  /** All files below a directory, their names and what is in them. */
  async function textOf(root: string): Promise<string> {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const texts = await Promise.all(files.map(async (path) => `${path}\n${(await readFile(path)).toString('latin1')}`));
    return texts.join('\n');
  }

  it('were repeated to it in many ways, and its users were told of the failures', () => {
    expect(echo.asked.length).toBeGreaterThan(8);
    expect(ECHOES.length).toBeGreaterThan(20);
    const [film, strict, ...others] = jobs.map(({ status }) => status as string);
    expect([film, strict, ...others.slice(0, 3)]).toEqual([
      'completed',
      'failed',
      ...Array<string>(3).fill('completed'),
    ]);
    expect(others.slice(3)).toHaveLength(2);
    expect(JSON.stringify(jobs)).toMatch(/cloud_qwen/);
    expect(seen.answers).toContain('jumu_http_requests_total');
    expect(seen.answers).toContain('"error":{"code":"');
    expect(seen.log).toContain('"outcome":"failed"');
    expect(seen.traces).toContain('POST cloud_qwen');
    expect(seen.webhooks).toContain('job.failed');
  });

  it.each(['answers', 'sockets', 'webhooks', 'files', 'database', 'log', 'traces'])('are not in its %s', (way) => {
    expect(seen[way]).not.toBe('');
    expect(plantedIn(seen[way] ?? '', secrets)).toEqual([]);
  });
});
