import { JobError } from '../../common/errors.js';
import { type AspectRatio } from '../../common/vocabulary.js';
import { catalogued, type ModelLimits } from '../model-catalogue.js';
import {
  ImageModel,
  type Call,
  type Picture,
  type PictureReference,
  type PictureRequest,
  type Started,
} from '../ports.js';
import { isRecord, unconfirmedStart } from '../provider.errors.js';
import { OPENAI, OpenAiClient, type OpenAiServer } from './openai.client.js';

/** A picture takes up to two minutes. */
const TIMEOUT_MS = 180_000;
/** Of JSON with the picture in it, as base64. */
const MAX_BYTES = 32 * 1024 * 1024;

/** From the second generation on, any multiples of 16 are made; before, nothing is nearer to our ratios than 3:2. */
const ANY_SIZE: Record<AspectRatio, string> = { '16:9': '1536x864', '9:16': '864x1536' };
const FIXED_SIZES: Record<AspectRatio, string> = { '16:9': '1536x1024', '9:16': '1024x1536' };

/** Pictures by OpenAI's image models, from words or like other pictures. The answer to the start is the picture. */
export class OpenAiImageModel extends ImageModel {
  readonly provider = OPENAI;
  override readonly maxReferences: number;
  private readonly client: OpenAiClient;
  private readonly limits: ModelLimits;

  constructor(
    { baseUrl, apiKey, timeoutMs = TIMEOUT_MS }: OpenAiServer,
    readonly model: string,
  ) {
    super();
    this.client = new OpenAiClient({ baseUrl, apiKey, timeoutMs, maxBytes: MAX_BYTES });
    this.limits = catalogued(this.capability, this.provider, model).limits;
    this.maxReferences = this.limits.maxReferences ?? 0;
  }

  override probe(signal: AbortSignal): Promise<void> {
    return this.client.probe(signal);
  }

  quote(): number {
    return this.costOf({ pictures: 1 });
  }

  async start(request: PictureRequest, call: Call): Promise<Started<Picture>> {
    const { prompt, aspectRatio } = request;
    const references = request.references.slice(0, this.maxReferences);
    const order = {
      model: this.model,
      prompt: prompt.slice(0, this.limits.maxPromptChars ?? undefined),
      size: (/^gpt-image-2/.test(this.model) ? ANY_SIZE : FIXED_SIZES)[aspectRatio],
      quality: 'medium' as const,
      output_format: 'png' as const,
    };
    const answer = await this.client.start(call.signal, (client, options) =>
      references.length === 0
        ? client.images.generate(order, options)
        : client.images.edit({ ...order, image: references.map(fileOf) }, options),
    );
    const bytes = this.pictureIn(answer);
    call.used({ pictures: 1 });
    return { state: 'done', result: { kind: 'bytes', bytes, mime: 'image/png', drawn: null } };
  }

  status(): never {
    throw new Error('nothing of OpenAI is ever under way');
  }

  cancel(): never {
    throw new Error('nothing of OpenAI is ever under way');
  }

  /** Whether the bytes are a picture is seen where they are kept; an answer without any was paid for all the same. */
  private pictureIn(answer: unknown): Buffer {
    const data: unknown = isRecord(answer) ? answer.data : null;
    const first: unknown = Array.isArray(data) ? data[0] : null;
    const base64 = isRecord(first) ? first.b64_json : null;
    if (typeof base64 !== 'string' || base64 === '') {
      throw unconfirmedStart(OPENAI, new JobError('INVALID_OUTPUT.picture', { provider: OPENAI }));
    }
    return Buffer.from(base64, 'base64');
  }
}

function fileOf({ bytes, mime }: PictureReference, index: number): File {
  return new File([new Uint8Array(bytes)], `reference-${index + 1}.${mime.slice('image/'.length)}`, { type: mime });
}
