import { type AddressInfo, createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../src/server.js';
import { Server } from '../support/real-server.js';
import { newTestServices, type TestServices } from '../support/test-services.js';
import { TraceCollector } from '../support/trace-collector.js';
import { until } from '../support/until.js';

const COMPLAINT = 'The collector takes no traces: they are dropped until it does';

describe('a server and its collector', () => {
  let services: TestServices;
  let directory: string;

  beforeEach(async () => {
    services = await newTestServices(migrate);
    directory = await mkdtemp(join(tmpdir(), 'jumu-traces-'));
  });

  afterEach(async () => {
    await services.dispose();
    await rm(directory, { recursive: true, force: true });
  });

  const start = (environment: Record<string, string>) =>
    Server.start(services, directory, { LOG_LEVEL: 'warn', ...environment }, { isHushed: true });

  it('send what is left when it stops, with the sender named as the environment has it', async () => {
    const collector = await TraceCollector.start();
    const server = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_SERVICE_NAME: 'jumu-staging',
      OTEL_BSP_SCHEDULE_DELAY: '60000',
    });
    await server.call('GET', '/users/me');
    expect(collector.spans).toEqual([]);
    expect(await server.end('SIGTERM')).toBe(0);
    expect(collector.spans).toMatchObject([{ name: 'GET /api/v1/users/me', service: 'jumu-staging' }]);
    await collector.stop();
  });

  it('trace only what the sampler takes', async () => {
    const collector = await TraceCollector.start();
    const server = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_TRACES_SAMPLER: 'parentbased_always_off',
    });
    await server.call('GET', '/users/me');
    const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    await server.call('GET', '/projects', '', undefined, headers);
    await server.end('SIGTERM');
    expect(collector.spans.map(({ name }) => name)).toEqual(['GET /api/v1/projects']);
    await collector.stop();
  });

  it('do without one that is away, which is said once, and come back to it', async () => {
    const port = await freePort();
    const server = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '200',
      ...TraceCollector.SHORTLY,
    });
    await until('a complaint', async () => {
      await server.call('GET', '/users/me');
      return server.output.includes(COMPLAINT);
    });
    for (let count = 0; count < 5; count++) {
      await server.call('GET', '/users/me');
    }
    const collector = await TraceCollector.start(port);
    await until('a span', async () => {
      await server.call('GET', '/users/me');
      return collector.spans.length > 0;
    });
    expect(server.output.split(COMPLAINT)).toHaveLength(2);
    await collector.stop();
    await server.call('GET', '/users/me');
    expect(await server.end('SIGTERM')).toBe(0);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
