import { randomUUID } from 'node:crypto';
import { type Answer } from './vendor-answers.js';

/** How far a request is, as a question about it finds it. */
export type RequestState = 'IN_QUEUE' | 'IN_PROGRESS' | 'COMPLETED';

/** What is asked first finds the first state, and so on; the last one stays. */
export type RequestWalk = readonly [RequestState, ...RequestState[]];

export const USUAL_WALK: RequestWalk = ['IN_QUEUE', 'IN_PROGRESS', 'IN_PROGRESS', 'COMPLETED'];

/** What a request comes to that fails. */
export interface RequestFailure {
  status: number;
  /** A list of reasons, or a sentence. */
  detail: unknown;
  headers?: Record<string, string>;
}

const USD_PER_SECOND = 0.04;

/** A request in fal's queue, whether or not anybody heard of it. */
export class EmulatedRequest {
  readonly id: string = randomUUID();
  /** Below the app: which model is asked. */
  readonly model: string;
  readonly input: Record<string, unknown>;
  readonly webhook: string | null;
  readonly failure: RequestFailure | null;
  /** The questions about it so far. */
  asks = 0;
  /** It was stopped before its end: it is not known any more, and nothing is billed. */
  cancelled = false;
  private readonly walk: RequestWalk;
  private finished = false;

  constructor(
    model: string,
    input: Record<string, unknown>,
    webhook: string | null,
    walk: RequestWalk,
    failure: RequestFailure | null,
  ) {
    this.model = model;
    this.input = input;
    this.webhook = webhook;
    this.walk = walk;
    this.failure = failure;
  }

  get state(): RequestState {
    return this.finished
      ? 'COMPLETED'
      : (this.walk[Math.min(Math.max(this.asks - 1, 0), this.walk.length - 1)] ?? 'IN_QUEUE');
  }

  /** What the account pays: what nobody asks about goes on to its end all the same. What breaks at fal costs nothing. */
  get billedUsd(): number {
    const isBroken = this.failure !== null && this.failure.status >= 500;
    return this.cancelled || isBroken ? 0 : USD_PER_SECOND * Number(this.input.duration ?? '5');
  }

  /** It has ended, whoever asks; false where it had before. */
  finish(): boolean {
    const isNew = !this.finished;
    this.finished = true;
    return isNew;
  }

  /** Where it is asked about; `app` is the address of its app, without the model's own path. */
  links(app: string): object {
    const url = `${app}/requests/${this.id}`;
    return { request_id: this.id, response_url: url, status_url: `${url}/status`, cancel_url: `${url}/cancel` };
  }

  /** The answer to a question about it, one state further on. */
  asked(app: string, withLogs: boolean): Answer {
    this.asks += 1;
    const { state } = this;
    const logs = { logs: withLogs ? [{ timestamp: '2026-11-28T00:00:00', message: 'at work', level: 'INFO' }] : null };
    const more = {
      IN_QUEUE: { queue_position: 1 },
      IN_PROGRESS: logs,
      COMPLETED: { ...logs, metrics: { inference_time: 17.8 } },
    };
    const body = { status: state, ...this.links(app), ...more[state] };
    return { status: state === 'COMPLETED' ? 200 : 202, body };
  }

  /** Stops it: it is taken out of the queue, or what works on it gets a signal. */
  stop(): Answer {
    if (this.state === 'COMPLETED') {
      return { status: 400, body: { status: 'ALREADY_COMPLETED' } };
    }
    this.cancelled = true;
    return { status: 202, body: { status: 'CANCELLATION_REQUESTED' } };
  }

  /** What came of it: its film at `origin`, or why there is none. */
  result(origin: string): Answer {
    if (this.state !== 'COMPLETED') {
      return { status: 400, body: { detail: 'Request is still in progress' } };
    }
    if (this.failure !== null) {
      const { status, detail, headers } = this.failure;
      return { status, body: { detail }, headers };
    }
    const video = { url: `${origin}/files/${this.id}.mp4`, content_type: 'video/mp4', file_name: 'output.mp4' };
    return { status: 200, body: { video } };
  }

  /** What a webhook is told of it. */
  told(origin: string): object {
    const { status, body } = this.result(origin);
    const known = { request_id: this.id, gateway_request_id: this.id };
    return status === 200
      ? { ...known, status: 'OK', payload: body }
      : { ...known, status: 'ERROR', error: `Invalid status code: ${status}`, payload: body };
  }
}
