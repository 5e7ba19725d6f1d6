import { JobError } from '../../common/errors.js';
import { type Call, type GenerationStatus, type Operation, type PictureReference } from '../ports.js';
import { dataUriOf } from '../data-uri.js';
import { believed, ProviderHttp } from '../provider-http.js';
import {
  contentRejected,
  isRecord,
  isSuccess,
  isWebAddress,
  vendorError,
  withDetail,
  type VendorReply,
} from '../provider.errors.js';

export const REPLICATE = 'replicate';
/** As many seeds as any model takes: a signed number of 32 bits. */
export const SEEDS = 2 ** 31;

export interface ReplicateServer {
  /** With `/v1`. */
  baseUrl: string;
  apiKey: string | null;
  timeoutMs?: number;
  /** The shortest time between two questions about a prediction. */
  pollMs?: number;
  /** Whether we can tell its webhooks from anybody else's: else none is asked for. */
  canVerifyWebhooks?: boolean;
}

/** Where a model is run: an official one by its name, another one by its version. */
export type Target = { official: string } | { version: string };

/** A picture or a film, until the vendor deletes it: an hour after its end. */
export interface OutputFile {
  kind: 'file';
  url: string;
}

/** What the vendor says of a prediction. */
export type Prediction = Record<string, unknown>;

/** What a prediction that went well cost, in USD; null where that can't be told. */
type Bill = (prediction: Prediction) => number | null;

const BY = { provider: REPLICATE };
/** Of the whole URI; what is bigger has to be uploaded (contract: replicate.md §3). */
const MAX_DATA_URI_BYTES = 256_000;
const POLL_MS = 5000;
const TIMEOUT_MS = 60_000;
/** Where the last line of a progress bar is looked for. */
const LOG_TAIL = 4000;

/** Replicate's API (contract: replicate.md): predictions are created, asked about and cancelled, whatever they make. */
export class ReplicatePredictions {
  private readonly http: ProviderHttp;

  constructor(private readonly server: ReplicateServer) {
    const { baseUrl, apiKey, timeoutMs = TIMEOUT_MS } = server;
    this.http = new ProviderHttp({ provider: REPLICATE, baseUrl, apiKey, timeoutMs });
  }

  create(target: Target, input: object, { signal, callbackUrl }: Call): Promise<Operation> {
    const isOfficial = 'official' in target;
    const path = isOfficial ? `/models/${target.official}/predictions` : '/predictions';
    const body = { ...(isOfficial ? {} : target), input, ...this.webhookTo(callbackUrl) };
    return this.http.begin(path, body, signal, { refusal, worded: withDetail });
  }

  async status({ id }: Operation, billOf: Bill, signal: AbortSignal): Promise<GenerationStatus<OutputFile>> {
    const reply = await this.http.exchange('GET', pathOf(id), undefined, signal);
    if (reply.status === 404) {
      return failed(new JobError('PROVIDER_REJECTED.gone', BY), null);
    }
    if (!isSuccess(reply)) {
      throw refusal(reply);
    }
    return this.stateOf(isRecord(reply.body) ? reply.body : {}, billOf);
  }

  /** What has ended stays as it is; what is not known any more has ended, too. */
  async cancel({ id }: Operation, signal: AbortSignal): Promise<number | null> {
    const reply = await this.http.exchange('POST', `${pathOf(id)}/cancel`, undefined, signal);
    if (reply.status !== 404 && !isSuccess(reply)) {
      throw refusal(reply);
    }
    return isSuccess(reply) && isRecord(reply.body) ? costWithoutResult(reply.body) : null;
  }

  async probe(signal: AbortSignal): Promise<void> {
    await this.read('/account', signal);
  }

  /** What the vendor says of a model, with the schema of its input. */
  model(name: string, signal: AbortSignal): Promise<unknown> {
    return this.read(`/models/${name}`, signal);
  }

  /** A picture as an input: itself in the request, or where it is too big for that, the address of an upload. */
  async uriOf(picture: PictureReference, signal: AbortSignal): Promise<string> {
    return dataUriOf(picture, MAX_DATA_URI_BYTES) ?? (await this.uploaded(picture, signal));
  }

  private async uploaded({ bytes, mime }: PictureReference, signal: AbortSignal): Promise<string> {
    const form = new FormData();
    const file = new Blob([new Uint8Array(bytes)], { type: mime });
    form.append('content', file, `picture.${mime.replace(/^image\//, '')}`);
    form.append('metadata', new Blob(['{}'], { type: 'application/json' }));
    const reply = await this.http.exchange('POST', '/files', form, signal);
    if (!isSuccess(reply)) {
      throw refusal(reply);
    }
    const { urls } = isRecord(reply.body) ? reply.body : {};
    const url = isRecord(urls) ? urls.get : null;
    if (!isWebAddress(url)) {
      throw new JobError('INVALID_OUTPUT.upload_slot', BY);
    }
    return url;
  }

  private async read(path: string, signal: AbortSignal): Promise<unknown> {
    const reply = await this.http.exchange('GET', path, undefined, signal);
    if (!isSuccess(reply)) {
      throw refusal(reply);
    }
    return reply.body;
  }

  private webhookTo(url: string | null): object {
    return url !== null && this.server.canVerifyWebhooks ? { webhook: url, webhook_events_filter: ['completed'] } : {};
  }

  private stateOf(prediction: Prediction, billOf: Bill): GenerationStatus<OutputFile> {
    switch (prediction.status) {
      case 'starting':
      case 'processing':
        return {
          state: 'pending',
          progress: progressIn(prediction.logs),
          pollAfterMs: this.server.pollMs ?? POLL_MS,
        };
      case 'succeeded':
        return succeeded(prediction, billOf(prediction));
      case 'failed':
        return failed(failureOf(prediction.error), costWithoutResult(prediction));
      case 'canceled':
        return failed(new JobError('PROVIDER_REJECTED.cancelled', BY), costWithoutResult(prediction));
      case 'aborted':
        // Its time was up before anybody began with it.
        return failed(new JobError('PROVIDER_UNAVAILABLE.task', BY), 0);
      default:
        throw new JobError('INVALID_OUTPUT.task_state', BY);
    }
  }
}

function pathOf(id: string): string {
  return `/predictions/${encodeURIComponent(id)}`;
}

/** When to come back is told in the body, too; of a body with faults, the first field's name is worth repeating. */
function refusal({ status, body, retryAfterMs }: VendorReply): JobError {
  const { retry_after: seconds, invalid_fields: fields } = isRecord(body) ? body : {};
  const toldMs = typeof seconds === 'number' && seconds >= 0 ? believed(seconds * 1000) : null;
  const [first] = Array.isArray(fields) ? (fields as unknown[]) : [];
  const code = isRecord(first) ? first.field : undefined;
  return vendorError(REPLICATE, { status, body: { code }, retryAfterMs: retryAfterMs ?? toldMs });
}

function succeeded({ output, data_removed }: Prediction, costUsd: number | null): GenerationStatus<OutputFile> {
  const url = fileIn(output);
  if (url !== null) {
    return { state: 'done', result: { kind: 'file', url }, costUsd };
  }
  const key = data_removed === true ? 'PROVIDER_REJECTED.gone' : 'INVALID_OUTPUT.task_file';
  return failed(new JobError(key, BY), costUsd);
}

function failed(error: JobError, costUsd: number | null): GenerationStatus<never> {
  return { state: 'failed', error, costUsd };
}

/** Only a prediction's own words tell why it failed. Most of it is chance; what is refused is refused again. */
function failureOf(error: unknown): JobError {
  const words = typeof error === 'string' ? error : '';
  const isRefused = /\(E005\)|flagged as sensitive|NSFW/i.test(words);
  return isRefused ? contentRejected(REPLICATE) : new JobError('PROVIDER_UNAVAILABLE.task', BY);
}

/** What never ran costs nothing. What ran may be billed although nothing came of it, and nobody says so: null. */
function costWithoutResult({ started_at: startedAt }: Prediction): number | null {
  return startedAt === null ? 0 : null;
}

/** Models name one file, a list of them, or several in an object. */
function fileIn(output: unknown): string | null {
  const files: unknown[] = isRecord(output) ? Object.values(output) : [output].flat();
  return files.find(isWebAddress) ?? null;
}

/** From the last progress bar (of Python's tqdm) in the logs; a bar is redrawn with a carriage return. */
function progressIn(logs: unknown): number | null {
  const lines = typeof logs === 'string' ? logs.slice(-LOG_TAIL).split(/[\r\n]/) : [];
  const percents = lines.flatMap((line) => /^\s*(\d{1,3})%\s*\|/.exec(line)?.[1] ?? []);
  const last = percents.at(-1);
  return last === undefined ? null : Math.min(Number(last) / 100, 1);
}
