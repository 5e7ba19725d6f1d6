import {
  type Attributes,
  context,
  type Context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AppError, JobError } from './errors.js';

/**
 * Traces. The spans are made by hand, and are nothing at all until `TraceExport` has started. They hold ids and words of
 * ours, and of an error its code alone: any other text may quote a prompt or a key.
 */

const TRACER = 'jumu';

export interface SpanOptions {
  /** Where in which trace it stands; by default inside of what runs now. */
  parent?: Context;
  kind?: SpanKind;
  attributes?: Attributes;
}

/** The place that a `traceparent` names; without one, or with a malformed one, a new trace begins there. */
export function placeOf(traceParent: string | string[] | null | undefined): Context {
  return propagation.extract(ROOT_CONTEXT, { traceparent: traceParent ?? undefined });
}

/** What runs now as a `traceparent`, for work that is done later; null: it is not traced. */
export function currentTraceParent(): string | null {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? null;
}

/** For the log. */
export function currentTraceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId;
}

/** Begins a span that is ended elsewhere. `place` is inside of it. */
export function beginSpan(
  name: string,
  { parent = context.active(), ...options }: SpanOptions,
): { span: Span; place: Context } {
  const span = trace.getTracer(TRACER).startSpan(name, options, parent);
  return { span, place: trace.setSpan(parent, span) };
}

/** Runs work in a span. What it throws ends the span as failed. */
export async function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const { span, place } = beginSpan(name, options);
  try {
    return await context.with(place, () => work(span));
  } catch (error) {
    failSpan(span, errorTypeOf(error));
    throw error;
  } finally {
    span.end();
  }
}

/** `type` is a code or a status. */
export function failSpan(span: Span, type: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', type);
}

/** Work that is started here and belongs to no trace, for it may be done for anybody. */
export function outsideOfTraces<T>(work: () => T): T {
  return context.with(ROOT_CONTEXT, work);
}

function errorTypeOf(error: unknown): string {
  if (error instanceof AppError || error instanceof JobError) {
    return error.code;
  }
  return error instanceof Error ? error.name : 'unknown';
}
