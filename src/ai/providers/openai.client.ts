import OpenAI, { APIError } from 'openai';
import { JobError } from '../../common/errors.js';
import { ProviderHttp, retryAfterOf } from '../provider-http.js';
import { isAmbiguousStart, isNeverSent, unconfirmedStart, vendorError, type VendorReply } from '../provider.errors.js';

export const OPENAI = 'openai';

export interface OpenAiServer {
  /** With `/v1`. */
  baseUrl: string;
  apiKey: string | null;
  timeoutMs?: number;
}

/** Ours comes first: of its own time limit the client says too little. */
const CLIENT_GRACE_MS = 10_000;

type Question<T> = (client: OpenAI, options: { signal: AbortSignal }) => Promise<T>;

/** OpenAI's own client over our HTTP: it knows the shapes; time limit, cap, trace and what a failure means are ours. */
export class OpenAiClient {
  private readonly client: OpenAI;

  constructor({ baseUrl, apiKey, timeoutMs, maxBytes }: Required<OpenAiServer> & { maxBytes: number }) {
    const http = new ProviderHttp({ provider: OPENAI, baseUrl, apiKey, timeoutMs, maxBytes });
    this.client = new OpenAI({
      baseURL: baseUrl,
      // The client will not do without; servers of one's own take any.
      apiKey: apiKey ?? 'none',
      // What is not said here it takes from the environment, past our configuration.
      ...{ organization: null, project: null, adminAPIKey: null, webhookSecret: null, logLevel: 'off' },
      fetch: http.fetch,
      timeout: timeoutMs + CLIENT_GRACE_MS,
      maxRetries: 0,
    });
  }

  /** An abort throws the signal's reason, any other failure is a JobError. */
  async ask<T>(signal: AbortSignal, question: Question<T>): Promise<T> {
    try {
      return await question(this.client, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw meaningOf(error);
    }
  }

  /** The same for work that is billed even if its answer is lost: nothing in the request tells that it was made before. */
  async start<T>(signal: AbortSignal, question: Question<T>): Promise<T> {
    try {
      return await question(this.client, { signal });
    } catch (error) {
      signal.throwIfAborted();
      const reply = replyOf(error);
      const isCertain = reply ? !isAmbiguousStart(reply) : isNeverSent(error);
      throw isCertain ? meaningOf(error) : unconfirmedStart(OPENAI, meaningOf(error));
    }
  }

  async probe(signal: AbortSignal): Promise<void> {
    await this.ask(signal, (client, options) => client.models.list(options));
  }
}

/** The vendor's refusal, if it is one. The client keeps of its body what stands under `error`. */
function replyOf(error: unknown): VendorReply | null {
  if (!(error instanceof APIError) || error.status === undefined) {
    return null;
  }
  const { status, error: inner, headers } = error as APIError<number, Headers>;
  return { status, body: { error: inner as unknown }, retryAfterMs: retryAfterOf(headers) };
}

function meaningOf(error: unknown): unknown {
  const reply = replyOf(error);
  if (reply) {
    return vendorError(OPENAI, reply);
  }
  if (error instanceof SyntaxError) {
    return new JobError('INVALID_OUTPUT.json', { provider: OPENAI });
  }
  return jobErrorIn(error) ?? error;
}

/** What our own HTTP threw; the client wraps it. */
function jobErrorIn(error: unknown): JobError | null {
  if (error instanceof JobError || !(error instanceof Error)) {
    return error instanceof JobError ? error : null;
  }
  return jobErrorIn(error.cause);
}
