import { type RunwayModelName } from '../common/config.js';
import { ASPECT_RATIOS, type AspectRatio } from '../common/vocabulary.js';
import { type Capability } from './ports.js';

/** What a model takes and makes; null: it does not apply, or nobody says. */
export interface ModelLimits {
  /** The lengths it makes, in seconds, rising; null where any length is made. */
  durationsSec: readonly number[] | null;
  aspectRatios: readonly AspectRatio[] | null;
  maxPromptChars: number | null;
  /** So many pictures it looks at. */
  maxReferences: number | null;
}

export interface CatalogueModel {
  /** For people. */
  name: string;
  limits: ModelLimits;
}

type Vendors = Record<string, Record<string, CatalogueModel>>;

const NO_LIMITS: ModelLimits = { durationsSec: null, aspectRatios: null, maxPromptChars: null, maxReferences: null };

const writer = (name: string): CatalogueModel => ({ name, limits: NO_LIMITS });

const painter = (name: string, maxReferences: number, maxPromptChars: number | null = null): CatalogueModel => ({
  name,
  limits: { ...NO_LIMITS, aspectRatios: ASPECT_RATIOS, maxReferences, maxPromptChars },
});

const camera = (name: string, durationsSec: readonly number[] | null, maxPromptChars: number | null) => ({
  name,
  limits: { ...NO_LIMITS, aspectRatios: ASPECT_RATIOS, durationsSec, maxPromptChars },
});

const TWO_TO_TEN = [2, 3, 4, 5, 6, 7, 8, 9, 10];

/** How long so many pictures last, at 30 to 5 of them a second. */
const pictures = (count: number) => Array.from({ length: 26 }, (_, index) => count / (30 - index));

const WRITERS: Vendors = {
  cloud_qwen: {
    'qwen-plus': writer('Qwen Plus'),
    'qwen-flash': writer('Qwen Flash'),
    'qwen3-max': writer('Qwen3 Max'),
  },
  local_qwen: { 'Qwen/Qwen3-8B': writer('Qwen3 8B on vLLM') },
  ollama: { qwen3: writer('Qwen3 on Ollama') },
  openai: { 'gpt-4o-mini': writer('GPT-4o mini'), 'gpt-4o': writer('GPT-4o') },
  local: { writer: writer('Offline writer') },
};

const RUNWAY: Record<RunwayModelName, CatalogueModel> = {
  gen4_turbo: camera('Runway Gen-4 Turbo', TWO_TO_TEN, 1000),
  'gen4.5': camera('Runway Gen-4.5', TWO_TO_TEN, 1000),
  'veo3.1': camera('Veo 3.1 through Runway', [4, 6, 8], 1000),
  'veo3.1_fast': camera('Veo 3.1 Fast through Runway', [4, 6, 8], 1000),
};

/**
 * Every provider that the wire knows (spec §7), in the house's order, with the models one may name; a provider's first is
 * the one that an unlisted model of its is taken to be like.
 */
export const CATALOGUE: Record<Capability, Vendors> = {
  script: WRITERS,
  image: {
    replicate: {
      'flux-2-dev': painter('FLUX.2 dev on Replicate', 4),
      'flux-schnell': painter('FLUX.1 schnell on Replicate', 0),
      'flux-dev': painter('FLUX.1 dev on Replicate', 0),
      sdxl: painter('SDXL on Replicate', 0),
    },
    openai: {
      'gpt-image-1-mini': painter('GPT Image 1 mini', 16, 32_000),
      'gpt-image-1.5': painter('GPT Image 1.5', 16, 32_000),
      'gpt-image-2': painter('GPT Image 2', 16, 32_000),
    },
    local: { artist: painter('Offline artist', 0) },
  },
  video: {
    runway: RUNWAY,
    pika: { 'v2.2': camera('Pika 2.2 on fal', [5, 10], null) },
    replicate: {
      'svd-xt': camera('Stable Video Diffusion XT on Replicate', pictures(25), 0),
      svd: camera('Stable Video Diffusion on Replicate', pictures(14), 0),
    },
    local: { renderer: camera('Offline renderer', null, null) },
  },
  speech: {
    openai: {
      'gpt-4o-mini-tts': { name: 'GPT-4o mini TTS', limits: { ...NO_LIMITS, maxPromptChars: 4096 } },
      'tts-1': { name: 'OpenAI TTS-1', limits: { ...NO_LIMITS, maxPromptChars: 4096 } },
      'tts-1-hd': { name: 'OpenAI TTS-1 HD', limits: { ...NO_LIMITS, maxPromptChars: 4096 } },
    },
    local: { voices: writer('Offline voices') },
  },
  moderation: {
    local_qwen_vl: { 'Qwen/Qwen3-VL-8B-Instruct': writer('Qwen3-VL 8B on a machine of yours') },
    cloud_qwen_vl: {
      'qwen3-vl-flash': writer('Qwen3-VL Flash'),
      'qwen3-vl-plus': writer('Qwen3-VL Plus'),
    },
    local: { censor: writer('Offline censor') },
  },
  transcription: {
    openai: {
      'whisper-1': writer('Whisper'),
      'gpt-4o-transcribe': writer('GPT-4o Transcribe'),
      'gpt-4o-mini-transcribe': writer('GPT-4o mini Transcribe'),
    },
  },
  suggest: WRITERS,
};

/** The settings that configure a provider, by what is missing where it is not; `local` wants none. */
export const SETTINGS: Record<string, readonly string[]> = {
  cloud_qwen: ['QWEN_API_KEY'],
  cloud_qwen_vl: ['QWEN_API_KEY'],
  local_qwen: ['VLLM_BASE_URL'],
  local_qwen_vl: ['VLLM_VL_MODEL', 'OLLAMA_VL_MODEL'],
  ollama: ['OLLAMA_BASE_URL'],
  openai: ['OPENAI_API_KEY'],
  replicate: ['REPLICATE_API_TOKEN'],
  runway: ['RUNWAY_API_KEY'],
  pika: ['FAL_KEY'],
};

/**
 * What the wire says of a model; of one that only its operator has named, what it says of its vendor's first. Replicate's
 * are by anybody, and have nothing in common.
 */
export function catalogued(capability: Capability, provider: string, model: string): CatalogueModel {
  const models = CATALOGUE[capability][provider] ?? {};
  const [first] = Object.values(models);
  const usual = provider === 'replicate' ? NO_LIMITS : (first?.limits ?? NO_LIMITS);
  return models[model] ?? { name: model, limits: usual };
}

/** The shortest length of film, in seconds, that a model makes and that is enough, else its longest. */
export function lengthFor(provider: string, model: string, seconds: number): number {
  const { durationsSec } = catalogued('video', provider, model).limits;
  return durationsSec?.find((each) => each >= seconds) ?? durationsSec?.at(-1) ?? seconds;
}
