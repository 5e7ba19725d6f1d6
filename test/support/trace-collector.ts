import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { until } from './until.js';

/** A span as the collector got it. */
export interface CollectedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  attributes: Record<string, unknown>;
  hasFailed: boolean;
  service: unknown;
}

const FAILED = 2;

/** A collector of OpenTelemetry for traces: OTLP over HTTP, as JSON. */
export class TraceCollector {
  readonly spans: CollectedSpan[] = [];
  /** All that came, as it came. */
  readonly bodies: string[] = [];

  private constructor(private readonly server: Server) {}

  /** `SHORTLY` is to be in the environment of who sends. */
  static readonly SHORTLY = { OTEL_BSP_SCHEDULE_DELAY: '50' };

  static async start(port = 0): Promise<TraceCollector> {
    const server = createServer();
    const collector = new TraceCollector(server);
    server.on('request', (request, response) => void collector.take(request, response));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return collector;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The first span of that name (in that trace), come before or after. */
  async span(name: string, traceId?: string): Promise<CollectedSpan> {
    const is = (span: CollectedSpan) => span.name === name && (traceId === undefined || span.traceId === traceId);
    await until(`a span "${name}"`, () => this.spans.some(is));
    return this.spans.find(is) as CollectedSpan;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = (await request.setEncoding('utf8').toArray()).join('');
    this.bodies.push(text);
    const isExpected = request.url === '/v1/traces' && request.headers['content-type'] === 'application/json';
    response.writeHead(isExpected ? 200 : 400, { 'content-type': 'application/json' }).end('{}');
    this.spans.push(...(isExpected ? spansOf(JSON.parse(text)) : []));
  }
}

function spansOf({ resourceSpans }: any): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }: any) =>
    scopeSpans
      .flatMap(({ spans }: any) => spans)
      .map(({ name, traceId, spanId, parentSpanId, attributes, status }: any) => ({
        ...{ name, traceId, spanId, parentSpanId: parentSpanId || undefined },
        attributes: recordOf(attributes),
        hasFailed: status.code === FAILED,
        service: recordOf(resource.attributes)['service.name'],
      })),
  );
}

function recordOf(attributes: { key: string; value: Record<string, unknown> }[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
