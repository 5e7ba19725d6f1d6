import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type ExportResult, ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { VERSION } from './version.js';

/** How long an end waits for a collector that may be away. */
const FLUSH_MS = 3000;

/**
 * Sends spans to a collector (OTLP over HTTP, JSON). Loaded only where one is configured. The SDK reads the standard
 * variables by itself: `OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER`, `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_BSP_*`.
 */
export class TraceExport {
  private constructor(private readonly provider: BasicTracerProvider) {}

  /** Traces of this process go to the collector from now on. */
  static start(endpoint: string): TraceExport {
    const exporter = new ToldExporter(new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }));
    const ours = resourceFromAttributes({ 'service.name': 'jumu', 'service.version': VERSION });
    const provider = new BasicTracerProvider({
      resource: ours.merge(detectResources({ detectors: [envDetector] })),
      spanProcessors: [new BatchSpanProcessor(exporter)],
    });
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    // Not the baggage of others, which may be anything.
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    trace.setGlobalTracerProvider(provider);
    return new TraceExport(provider);
  }

  /** Sends what is left, for a moment and until `timeUp` at most. */
  async stop(timeUp: AbortSignal): Promise<void> {
    const end = AbortSignal.any([timeUp, AbortSignal.timeout(FLUSH_MS)]);
    if (!end.aborted) {
      await Promise.race([this.provider.shutdown().catch(() => undefined), once(end, 'abort')]);
    }
    trace.disable();
    propagation.disable();
    context.disable();
  }
}

/** Says once per outage that the collector does not take what it is sent; work goes on without it. */
class ToldExporter implements SpanExporter {
  private readonly logger = new Logger('Traces');
  private isTold = false;

  constructor(private readonly exporter: SpanExporter) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.exporter.export(spans, (result) => {
      const hasFailed = result.code !== ExportResultCode.SUCCESS;
      if (hasFailed && !this.isTold) {
        this.logger.warn('The collector takes no traces: they are dropped until it does', result.error);
      }
      this.isTold = hasFailed;
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }
}
