import { JobError } from '../../common/errors.js';
import { lengthFor } from '../model-catalogue.js';
import {
  VideoModel,
  type Call,
  type Footage,
  type FootageRequest,
  type GenerationStatus,
  type Operation,
  type Started,
  type Usage,
} from '../ports.js';
import { ProviderHttp } from '../provider-http.js';
import {
  isCode,
  isRecord,
  isSuccess,
  isWebAddress,
  vendorError,
  withDetail,
  type VendorReply,
} from '../provider.errors.js';

/** Whose queue it is; what stands behind it names what is made of a request, and is no part of the request's own path. */
const APP = '/fal-ai/pika';
/** No request has this id. */
const NOBODYS_ID = '00000000-0000-4000-8000-000000000000';
const RESOLUTION = '720p';
const UNWANTED = 'text, captions, subtitles, watermark, logo, distorted faces, extra limbs, flicker';
const POLL_MS = 500;
const TIMEOUT_MS = 60_000;

export interface PikaServer {
  /** Of fal's queue, e.g. `https://queue.fal.run`. */
  baseUrl: string;
  apiKey: string | null;
  timeoutMs?: number;
  /** The shortest time between two questions about a request. */
  pollMs?: number;
  /** Whether it may call us when it has finished; where it can't prove that it is fal, it is only asked. */
  takesCallbacks?: boolean;
}

/**
 * Footage by Pika through fal's queue, from a picture or from words. The addresses in the vendor's answers are not followed:
 * they would carry our key to wherever they point.
 */
export class PikaVideoModel extends VideoModel {
  readonly provider = 'pika';
  readonly model = 'v2.2';
  private readonly http: ProviderHttp;

  constructor(private readonly server: PikaServer) {
    super();
    const { baseUrl, apiKey, timeoutMs = TIMEOUT_MS } = server;
    this.http = new ProviderHttp({ provider: this.provider, baseUrl, apiKey, authScheme: 'Key', timeoutMs });
  }

  usageOf({ seconds }: Pick<FootageRequest, 'seconds'>): Usage {
    return { seconds: lengthFor(this.provider, this.model, seconds) };
  }

  async start(request: FootageRequest, { signal, callbackUrl }: Call): Promise<Started<Footage>> {
    const kind = request.image === null ? 'text-to-video' : 'image-to-video';
    const callback =
      callbackUrl !== null && this.server.takesCallbacks ? `?fal_webhook=${encodeURIComponent(callbackUrl)}` : '';
    const path = `${APP}/${this.model}/${kind}${callback}`;
    const operation = await this.http.begin(path, this.inputOf(request), signal, {
      nameIn: 'request_id',
      refusal: (reply) => this.verdict(reply),
      worded: withDetail,
    });
    return { state: 'pending', operation };
  }

  async status({ id }: Operation, signal: AbortSignal): Promise<GenerationStatus<Footage>> {
    const reply = await this.http.exchange('GET', `${pathOf(id)}/status`, undefined, signal);
    if (reply.status === 404) {
      return this.gone();
    }
    if (!isSuccess(reply)) {
      throw this.refusal(reply);
    }
    switch (isRecord(reply.body) && reply.body.status) {
      case 'IN_QUEUE':
      case 'IN_PROGRESS':
        return this.pending();
      case 'COMPLETED':
        return this.resultOf(id, signal);
      default:
        throw new JobError('INVALID_OUTPUT.task_state', { provider: this.provider });
    }
  }

  /**
   * What waits is taken out of the queue. What is being made only gets a signal, so it may be finished and billed; what has
   * ended can't be cancelled.
   */
  async cancel({ id }: Operation, signal: AbortSignal): Promise<number | null> {
    const { body } = await this.http.exchange('GET', `${pathOf(id)}/status`, undefined, signal);
    const reply = await this.http.exchange('PUT', `${pathOf(id)}/cancel`, undefined, signal);
    const hasEnded = isRecord(reply.body) && reply.body.status === 'ALREADY_COMPLETED';
    if (!hasEnded && reply.status !== 404 && !isSuccess(reply)) {
      throw this.refusal(reply);
    }
    return isRecord(body) && body.status === 'IN_QUEUE' && isSuccess(reply) ? 0 : null;
  }

  /** Asks about a request that nobody has made: who does not know the key says so first. */
  override async probe(signal: AbortSignal): Promise<void> {
    const reply = await this.http.exchange('GET', `${pathOf(NOBODYS_ID)}/status`, undefined, signal);
    if (reply.status !== 404 && !isSuccess(reply)) {
      throw this.refusal(reply);
    }
  }

  private inputOf({ prompt, image, seconds, aspectRatio }: FootageRequest): object {
    return {
      prompt,
      negative_prompt: UNWANTED,
      resolution: RESOLUTION,
      duration: String(lengthFor(this.provider, this.model, seconds)),
      // A picture has a shape already.
      ...(image === null
        ? { aspect_ratio: aspectRatio }
        : { image_url: `data:${image.mime};base64,${image.bytes.toString('base64')}` }),
    };
  }

  /** "Completed" is said of what has failed, too: only the result tells. */
  private async resultOf(id: string, signal: AbortSignal): Promise<GenerationStatus<Footage>> {
    const reply = await this.http.exchange('GET', pathOf(id), undefined, signal);
    if (isSuccess(reply)) {
      const { video } = isRecord(reply.body) ? reply.body : {};
      const url = isRecord(video) ? video.url : null;
      return isWebAddress(url)
        ? { state: 'done', result: { kind: 'file', url }, costUsd: null }
        : this.failed(new JobError('INVALID_OUTPUT.task_file', { provider: this.provider }), null);
    }
    if (reply.status === 404) {
      return this.gone();
    }
    const { type, words } = detailOf(reply);
    if (/still in progress/i.test(words)) {
      return this.pending();
    }
    // About the account, or from a gateway or a queue that is out of order: the request has its result all the same.
    const isTold = type !== '' || (words !== '' && reply.status < 500);
    const isOfRequest = isTold && ![401, 403, 429].includes(reply.status);
    if (!isOfRequest) {
      throw this.refusal(reply);
    }
    // What breaks at the vendor is not billed; of the rest nobody says so.
    return this.failed(this.verdict(reply), reply.status >= 500 ? 0 : null);
  }

  private pending(): GenerationStatus<Footage> {
    return { state: 'pending', progress: null, pollAfterMs: this.server.pollMs ?? POLL_MS };
  }

  private failed(error: JobError, costUsd: number | null): GenerationStatus<Footage> {
    return { state: 'failed', error, costUsd };
  }

  private gone(): GenerationStatus<Footage> {
    return this.failed(new JobError('PROVIDER_REJECTED.gone', { provider: this.provider }), null);
  }

  private refusal(reply: VendorReply): JobError {
    const { type, words } = detailOf(reply);
    // A locked account is a 403 like a bad key, told by its words alone.
    if (reply.status === 403 && /exhausted balance|reason: top_up/i.test(words)) {
      return new JobError('PROVIDER_QUOTA.credits', { provider: this.provider });
    }
    return vendorError(this.provider, { ...reply, body: { code: type } });
  }

  /** What is said of the work itself, and not of a question about it: the vendor knows best whether it can go well. */
  private verdict(reply: VendorReply): JobError {
    const error = this.refusal(reply);
    const told = reply.headers?.get('x-fal-retryable');
    const isHealing = told === 'true' && error.key === 'PROVIDER_REJECTED.answered';
    const isHopeless = told === 'false' && error.key === 'PROVIDER_UNAVAILABLE.answered';
    if (!isHealing && !isHopeless) {
      return error;
    }
    const args = { reply: error.args.reply ?? '' };
    return new JobError('PROVIDER_UNAVAILABLE.answered', { provider: this.provider, args, retryable: isHealing });
  }
}

/** Why it was refused: the first of a list of reasons, or a sentence. What was sent stands beside them, and is left. */
function detailOf({ body, headers }: VendorReply): { type: string; words: string } {
  const { detail } = isRecord(body) ? body : {};
  const first: unknown = Array.isArray(detail) ? detail[0] : null;
  const type = isRecord(first) ? first.type : headers?.get('x-fal-error-type');
  return { type: isCode(type) ? type : '', words: typeof detail === 'string' ? detail : '' };
}

function pathOf(id: string): string {
  return `${APP}/requests/${encodeURIComponent(id)}`;
}
