import { type RunwayModelName } from '../../common/config.js';
import { JobError } from '../../common/errors.js';
import { SafeFetch } from '../../common/safe-fetch.js';
import { type AspectRatio } from '../../common/vocabulary.js';
import {
  VideoModel,
  type Call,
  type Footage,
  type FootageRequest,
  type GenerationStatus,
  type Operation,
  type PictureReference,
  type Started,
  type Usage,
} from '../ports.js';
import { dataUriOf } from '../data-uri.js';
import { catalogued, lengthFor } from '../model-catalogue.js';
import { ProviderHttp } from '../provider-http.js';
import {
  contentRejected,
  isCode,
  isRecord,
  isSuccess,
  isWebAddress,
  vendorError,
  vendorWords,
  type VendorReply,
} from '../provider.errors.js';

/** Models that move a picture and can't start from words alone (contract: runway.md §3). */
const NEED_PICTURE: readonly RunwayModelName[] = ['gen4_turbo'];

const RATIOS: Record<AspectRatio, string> = { '16:9': '1280:720', '9:16': '720:1280' };

/** The version of the API that is spoken here; a request without one is refused. */
const VERSION = '2024-11-06';
const CREDITS_PER_USD = 100;
/** Of the whole URI, as it is sent. */
const MAX_DATA_URI_BYTES = 5 * 1024 * 1024;
const POLL_MS = 6000;
const TIMEOUT_MS = 60_000;

export interface RunwayServer {
  /** Without `/v1`. */
  baseUrl: string;
  apiKey: string | null;
  timeoutMs?: number;
  /** The shortest time between two questions about a task. */
  pollMs?: number;
  /** Whether its storage may be anywhere; by default, at public addresses alone. */
  allowPrivateUrls?: boolean;
}

/** Footage by Runway, from a picture or from words. A task is started, then asked about until it ends. */
export class RunwayVideoModel extends VideoModel {
  readonly provider = 'runway';
  private readonly http: ProviderHttp;
  private readonly elsewhere: SafeFetch;

  constructor(
    private readonly server: RunwayServer,
    readonly model: RunwayModelName,
  ) {
    super();
    const { baseUrl, apiKey, timeoutMs = TIMEOUT_MS, allowPrivateUrls = false } = server;
    const headers = { 'x-runway-version': VERSION };
    this.http = new ProviderHttp({ provider: this.provider, baseUrl, apiKey, headers, timeoutMs });
    this.elsewhere = new SafeFetch({ allowPrivate: allowPrivateUrls });
  }

  usageOf({ seconds }: Pick<FootageRequest, 'seconds'>): Usage {
    return { seconds: lengthFor(this.provider, this.model, seconds) };
  }

  async start(request: FootageRequest, { signal }: Call): Promise<Started<Footage>> {
    const { prompt, image, seconds, aspectRatio } = request;
    if (image === null && NEED_PICTURE.includes(this.model)) {
      throw new JobError('PROVIDER_REJECTED.picture', { provider: this.provider, args: { model: this.model } });
    }
    const { maxPromptChars } = catalogued('video', this.provider, this.model).limits;
    const promptText = cut(prompt, maxPromptChars ?? undefined);
    const body = {
      model: this.model,
      ...(image === null ? {} : { promptImage: [{ uri: await this.uriOf(image, signal), position: 'first' }] }),
      ...(promptText === '' ? {} : { promptText }),
      ratio: RATIOS[aspectRatio],
      duration: lengthFor(this.provider, this.model, seconds),
    };
    const path = image === null ? '/v1/text_to_video' : '/v1/image_to_video';
    const refusal = (reply: VendorReply) => this.refusal(reply);
    return { state: 'pending', operation: await this.http.begin(path, body, signal, { refusal }) };
  }

  async status({ id }: Operation, signal: AbortSignal): Promise<GenerationStatus<Footage>> {
    const reply = await this.http.exchange('GET', pathOf(id), undefined, signal);
    if (reply.status === 404) {
      return {
        state: 'failed',
        error: new JobError('PROVIDER_REJECTED.gone', { provider: this.provider }),
        costUsd: null,
      };
    }
    if (!isSuccess(reply)) {
      throw this.refusal(reply);
    }
    return this.stateOf(isRecord(reply.body) ? reply.body : {});
  }

  override async probe(signal: AbortSignal): Promise<void> {
    await this.http.json('GET', '/v1/organization', undefined, signal);
  }

  /** What has ended is deleted with the same answer, so it is asked about before: its bill stands there. */
  async cancel({ id }: Operation, signal: AbortSignal): Promise<number | null> {
    const { body } = await this.http.exchange('GET', pathOf(id), undefined, signal);
    const reply = await this.http.exchange('DELETE', pathOf(id), undefined, signal);
    // 404: it was cancelled before, or is gone.
    if (reply.status !== 404 && !isSuccess(reply)) {
      throw this.refusal(reply);
    }
    const task = isRecord(body) ? body : {};
    return isUnderWay(task) && isSuccess(reply) ? 0 : billOf(task);
  }

  /** The picture itself in the request, or where it is too big for that, the name of an upload. */
  private async uriOf(picture: PictureReference, signal: AbortSignal): Promise<string> {
    return dataUriOf(picture, MAX_DATA_URI_BYTES) ?? (await this.uploaded(picture, signal));
  }

  private async uploaded({ bytes, mime }: PictureReference, signal: AbortSignal): Promise<string> {
    const filename = `picture.${mime.replace(/^image\//, '')}`;
    const reply = await this.http.exchange('POST', '/v1/uploads', { filename, type: 'ephemeral' }, signal);
    if (!isSuccess(reply)) {
      throw this.refusal(reply);
    }
    const { uploadUrl, fields, runwayUri } = this.slotOf(reply.body);
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      form.append(name, value);
    }
    // The storage reads nothing that comes after the file.
    form.append('file', new Blob([new Uint8Array(bytes)], { type: mime }), filename);
    await this.http.upload(uploadUrl, form, this.elsewhere, signal);
    return runwayUri;
  }

  private slotOf(body: unknown): { uploadUrl: string; fields: Record<string, string>; runwayUri: string } {
    const { uploadUrl, fields, runwayUri } = isRecord(body) ? body : {};
    const isSlot =
      typeof uploadUrl === 'string' &&
      typeof runwayUri === 'string' &&
      runwayUri.startsWith('runway://') &&
      isRecord(fields);
    if (!isSlot) {
      throw new JobError('INVALID_OUTPUT.upload_slot', { provider: this.provider });
    }
    const texts = Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return { uploadUrl, fields: Object.fromEntries(texts), runwayUri };
  }

  private stateOf(task: Record<string, unknown>): GenerationStatus<Footage> {
    if (isUnderWay(task)) {
      return { state: 'pending', progress: progressOf(task), pollAfterMs: this.server.pollMs ?? POLL_MS };
    }
    const costUsd = billOf(task);
    switch (task.status) {
      case 'SUCCEEDED': {
        const url: unknown = Array.isArray(task.output) ? task.output[0] : null;
        return isWebAddress(url)
          ? { state: 'done', result: { kind: 'file', url }, costUsd }
          : { state: 'failed', error: new JobError('INVALID_OUTPUT.task_file', { provider: this.provider }), costUsd };
      }
      case 'FAILED':
        return { state: 'failed', error: this.failureOf(task.failureCode), costUsd };
      case 'CANCELLED':
        return {
          state: 'failed',
          error: new JobError('PROVIDER_REJECTED.cancelled', { provider: this.provider }),
          costUsd,
        };
      default:
        throw new JobError('INVALID_OUTPUT.task_state', { provider: this.provider });
    }
  }

  /** The list of codes is open and its prefixes vary: an unknown one is a cause that is not known, like none. */
  private failureOf(code: unknown): JobError {
    const known = isCode(code) ? code : '';
    if (known.split('.').includes('SAFETY')) {
      return contentRejected(this.provider);
    }
    const isRefused =
      known === 'ASSET.INVALID' ||
      known === 'THIRD_PARTY.INPUT_VALIDATION' ||
      /^INTERNAL\.BAD_OUTPUT(\.|$)/.test(known);
    if (known === '') {
      return new JobError('PROVIDER_UNAVAILABLE.task', { provider: this.provider });
    }
    const key = isRefused ? 'PROVIDER_REJECTED.task_code' : 'PROVIDER_UNAVAILABLE.task_code';
    return new JobError(key, { provider: this.provider, args: { reason: known } });
  }

  private refusal(reply: VendorReply): JobError {
    // An empty account is a 400 like any other, told by its words alone.
    if (reply.status === 400 && /not (have )?enough credits/.test(vendorWords(reply.body).message)) {
      return new JobError('PROVIDER_QUOTA.credits', { provider: this.provider });
    }
    return vendorError(this.provider, reply);
  }
}

function pathOf(id: string): string {
  return `/v1/tasks/${encodeURIComponent(id)}`;
}

/** The vendor counts UTF-16 units, and half a character at the end would be none. */
function cut(prompt: string, most?: number): string {
  return prompt
    .trim()
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, '');
}

function usdOf(credits: number): number {
  return credits / CREDITS_PER_USD;
}

function isUnderWay({ status }: Record<string, unknown>): boolean {
  return status === 'PENDING' || status === 'THROTTLED' || status === 'RUNNING';
}

function billOf({ cost }: Record<string, unknown>): number | null {
  const credits = isRecord(cost) ? cost.credits : null;
  return typeof credits === 'number' && credits >= 0 ? usdOf(credits) : null;
}

function progressOf({ progress }: Record<string, unknown>): number | null {
  return typeof progress === 'number' ? Math.min(Math.max(progress, 0), 1) : null;
}
