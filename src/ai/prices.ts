import { type Capability, type Usage } from './ports.js';

export const PRICE_UNITS = ['second', 'minute', 'picture', 'clip', 'million_tokens', 'million_characters'] as const;

/** What vendors ask, in USD. One place for estimates and for what is booked; lists change, so each says when it was read. */
export interface Price {
  unit: (typeof PRICE_UNITS)[number];
  /** Per unit; of tokens, per million that the model writes. */
  usd: number;
  /** Per million tokens that the model reads. */
  inputUsd?: number;
  /** The day on which it was read. */
  asOf: string;
  source: string;
}

type PriceList = Record<string, Price>;

const OPENAI = { asOf: '2026-11-28', source: 'https://platform.openai.com/docs/pricing' };
/** The international region: mainland China asks less. Of tiers by length, the one that ours fall into. */
const QWEN = { asOf: '2026-11-28', source: 'https://www.alibabacloud.com/help/model-studio/model-pricing' };
const REPLICATE = { asOf: '2026-11-28', source: 'https://replicate.com/pricing' };
const RUNWAY = { asOf: '2026-11-28', source: 'https://docs.dev.runwayml.com/guides/pricing (1 credit is $0.01)' };
const FAL = { asOf: '2026-11-28', source: 'https://fal.ai/models/fal-ai/pika (720p)' };

const tokens = (inputUsd: number, usd: number) => ({ unit: 'million_tokens' as const, usd, inputUsd });

const WRITERS: PriceList = {
  'cloud_qwen:qwen-plus': { ...tokens(0.4, 1.2), ...QWEN },
  'cloud_qwen:qwen-flash': { ...tokens(0.05, 0.4), ...QWEN },
  'cloud_qwen:qwen3-max': { ...tokens(1.2, 6), ...QWEN },
  'openai:gpt-4o-mini': { ...tokens(0.15, 0.6), ...OPENAI },
  'openai:gpt-4o': { ...tokens(2.5, 10), ...OPENAI },
};

const PRICES: Record<Capability, PriceList> = {
  script: WRITERS,
  suggest: WRITERS,
  image: {
    // The community's models are billed by the second of a GPU: about this for one picture.
    'replicate:flux-schnell': { unit: 'picture', usd: 0.003, ...REPLICATE },
    'replicate:flux-dev': { unit: 'picture', usd: 0.025, ...REPLICATE },
    'replicate:flux-2-dev': { unit: 'picture', usd: 0.03, ...REPLICATE },
    'replicate:sdxl': { unit: 'picture', usd: 0.006, ...REPLICATE },
    // Wide or tall, medium quality; references are a few cents of tokens more.
    'openai:gpt-image-1-mini': { unit: 'picture', usd: 0.02, ...OPENAI },
    'openai:gpt-image-1.5': { unit: 'picture', usd: 0.07, ...OPENAI },
    'openai:gpt-image-2': { unit: 'picture', usd: 0.08, ...OPENAI },
  },
  video: {
    'runway:gen4_turbo': { unit: 'second', usd: 0.05, ...RUNWAY },
    'runway:gen4.5': { unit: 'second', usd: 0.12, ...RUNWAY },
    // At most: less is asked for footage without sound.
    'runway:veo3.1': { unit: 'second', usd: 0.4, ...RUNWAY },
    'runway:veo3.1_fast': { unit: 'second', usd: 0.15, ...RUNWAY },
    'pika:v2.2': { unit: 'second', usd: 0.04, ...FAL },
    // Billed by the second of a GPU: about this for a clip, however fast its pictures follow each other.
    'replicate:svd-xt': { unit: 'clip', usd: 0.2, ...REPLICATE },
    'replicate:svd': { unit: 'clip', usd: 0.12, ...REPLICATE },
    // Any other that its operator has named: what the dear ones there ask.
    'replicate:*': { unit: 'second', usd: 0.15, ...REPLICATE },
  },
  speech: {
    'openai:gpt-4o-mini-tts': { unit: 'minute', usd: 0.015, ...OPENAI },
    'openai:tts-1': { unit: 'million_characters', usd: 15, ...OPENAI },
    'openai:tts-1-hd': { unit: 'million_characters', usd: 30, ...OPENAI },
  },
  moderation: {
    'cloud_qwen_vl:qwen3-vl-flash': { ...tokens(0.05, 0.4), ...QWEN },
    'cloud_qwen_vl:qwen3-vl-plus': { ...tokens(0.2, 1.6), ...QWEN },
  },
  transcription: {
    'openai:whisper-1': { unit: 'minute', usd: 0.006, ...OPENAI },
    'openai:gpt-4o-transcribe': { unit: 'minute', usd: 0.006, ...OPENAI },
    'openai:gpt-4o-mini-transcribe': { unit: 'minute', usd: 0.003, ...OPENAI },
  },
};

/**
 * Of a model that is not listed, what stands for all others of its vendor (`*`), else its dearest: a limit on costs has to
 * hold. Null: it costs nothing.
 */
export function priceOf(
  capability: Capability,
  { provider, model }: { provider: string; model: string },
): Price | null {
  const list = PRICES[capability];
  const listed = list[`${provider}:${model}`] ?? list[`${provider}:*`];
  if (listed) {
    return listed;
  }
  const ofVendor = Object.keys(list).filter((id) => id.startsWith(`${provider}:`));
  const [dearest] = ofVendor.map((id) => list[id] as Price).sort((one, other) => other.usd - one.usd);
  return dearest ?? null;
}

/** What a vendor's count comes to, in USD; what it has not counted costs nothing. */
export function costOf(price: Price | null, usage: Usage): number {
  const { inputTokens = 0, outputTokens = 0, pictures = 0, clips = 0, seconds = 0, characters = 0 } = usage;
  switch (price?.unit) {
    case undefined:
      return 0;
    case 'second':
      return price.usd * seconds;
    case 'minute':
      return (price.usd * seconds) / 60;
    case 'picture':
      return price.usd * pictures;
    case 'clip':
      return price.usd * clips;
    case 'million_characters':
      return (price.usd * characters) / 1e6;
    case 'million_tokens':
      return (price.usd * outputTokens + (price.inputUsd ?? 0) * inputTokens) / 1e6;
  }
}
