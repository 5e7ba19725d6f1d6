import { Refusal } from './vendor-answers.js';

/** What OpenAI's media API takes (contracts: images.md §1, speech.md §1–2), and how it words what it refuses. */

export interface UploadedFile {
  field: string;
  name: string;
  type: string;
  bytes: Buffer;
}

export interface MediaRequest {
  /** JSON's values, or a form's, which are all text. */
  fields: Record<string, unknown>;
  files: UploadedFile[];
}

/** Whether a value may stand there; the other fields may matter. */
type Check = (value: unknown, fields: Record<string, unknown>) => boolean;

const MEBIBYTE = 1024 * 1024;
export const SPEECH_VOICES = ['alloy', 'ash', 'coral', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer'];
export const NEWER_VOICES = ['ballad', 'cedar', 'marin', 'verse'];
const SOUND_EXTENSIONS = /\.(flac|mp3|mp4|mpeg|mpga|m4a|ogg|wav|webm)$/;

export const MODELS: Record<string, readonly string[]> = {
  image: ['gpt-image-1-mini', 'gpt-image-1.5', 'gpt-image-2'],
  speech: ['gpt-4o-mini-tts', 'tts-1', 'tts-1-hd'],
  transcription: ['whisper-1', 'gpt-4o-transcribe', 'gpt-4o-mini-transcribe'],
};

const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value as string);
const words =
  (maximum: number): Check =>
  (value) =>
    typeof value === 'string' && value.length > 0 && value.length <= maximum;
const between =
  (least: number, most: number): Check =>
  (value) =>
    Number(value) >= least && Number(value) <= most;
const any: Check = (value) => typeof value === 'string';

const sizes: Check = (value, { model }) => {
  if (['1024x1024', '1536x1024', '1024x1536', 'auto'].includes(value as string)) {
    return true;
  }
  const [, width = 0, height = 0] = (/^(\d+)x(\d+)$/.exec(String(value)) ?? []).map(Number);
  const ratio = width / height;
  const isRound = width % 16 === 0 && height % 16 === 0;
  return model === 'gpt-image-2' && isRound && ratio >= 1 / 3 && ratio <= 3 && Math.max(width, height) <= 3840;
};

const IMAGE_FIELDS: Record<string, Check> = {
  prompt: words(32_000),
  model: any,
  n: between(1, 10),
  size: sizes,
  quality: oneOf('low', 'medium', 'high', 'auto'),
  background: oneOf('transparent', 'opaque', 'auto'),
  output_format: oneOf('png', 'jpeg', 'webp'),
  user: any,
};

const FIELDS: Record<string, { required: string[]; fields: Record<string, Check> }> = {
  generations: { required: ['prompt'], fields: { ...IMAGE_FIELDS, moderation: oneOf('auto', 'low') } },
  edits: { required: ['prompt'], fields: { ...IMAGE_FIELDS, input_fidelity: oneOf('high', 'low') } },
  speech: {
    required: ['model', 'input', 'voice'],
    fields: {
      model: any,
      input: words(4096),
      voice: (value, { model }) =>
        oneOf(...SPEECH_VOICES, ...(model === 'gpt-4o-mini-tts' ? NEWER_VOICES : []))(value, {}),
      instructions: (value, { model }) => typeof value === 'string' && model === 'gpt-4o-mini-tts',
      response_format: oneOf('mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'),
      speed: (value) => typeof value === 'number' && value >= 0.25 && value <= 4,
      stream_format: oneOf('audio'),
    },
  },
  transcriptions: {
    required: ['model'],
    fields: {
      model: any,
      language: (value) => /^[a-z]{2}$/.test(String(value)),
      prompt: any,
      response_format: (value, { model }) =>
        oneOf('json', ...(model === 'whisper-1' ? ['text', 'srt', 'verbose_json', 'vtt'] : []))(value, {}),
      temperature: between(0, 1),
      'timestamp_granularities[]': (value, { response_format: format }) =>
        oneOf('word', 'segment')(value, {}) && format === 'verbose_json',
    },
  },
};

/** Throws the vendor's refusal of a request that it would not take. */
export function checkRequest(kind: string, capability: string, { fields, files }: MediaRequest): void {
  const { required, fields: known } = FIELDS[kind] ?? { required: [], fields: {} };
  const missing = required.find((name) => fields[name] === undefined);
  if (missing !== undefined) {
    throw invalid(`Missing required parameter: '${missing}'.`, missing, 'missing_required_parameter');
  }
  for (const [name, value] of Object.entries(fields)) {
    const check = known[name];
    if (check === undefined) {
      throw invalid(`Unknown parameter: '${name}'.`, name, 'unknown_parameter');
    }
    if (!check(value, fields)) {
      throw invalid(`Invalid value: '${String(value)}'.`, name, 'invalid_value');
    }
  }
  if (!MODELS[capability]?.includes(String(fields.model))) {
    throw new Refusal(404, bodyOf(`The model '${String(fields.model)}' does not exist`, 'model', 'model_not_found'));
  }
  checkFiles(kind, files);
}

function checkFiles(kind: string, files: UploadedFile[]): void {
  const [first] = files;
  if (kind === 'edits') {
    if (files.length < 1 || files.length > 16 || !files.every(isPicture)) {
      throw invalid('Invalid image file.', 'image', 'invalid_image_file');
    }
  } else if (kind === 'transcriptions') {
    if (first?.field !== 'file' || files.length > 1 || !SOUND_EXTENSIONS.test(first.name)) {
      throw invalid('Invalid file format.', 'file', 'unsupported_value');
    }
    if (first.bytes.length > 25 * MEBIBYTE) {
      throw new Refusal(413, bodyOf('Maximum content size limit (26214400) exceeded', null, null));
    }
  } else if (first) {
    throw invalid(`Unknown parameter: '${first.field}'.`, first.field, 'unknown_parameter');
  }
}

function isPicture({ field, type, bytes }: UploadedFile): boolean {
  const head = bytes.toString('latin1', 0, 4);
  const found = { '\x89PNG': 'image/png', '\xff\xd8\xff\xe0': 'image/jpeg', RIFF: 'image/webp' }[head];
  return /^image(\[\])?$/.test(field) && found === type && bytes.length < 50 * MEBIBYTE;
}

export function invalid(message: string, param: string | null, code: string): Refusal {
  return new Refusal(400, bodyOf(message, param, code));
}

export function bodyOf(message: string, param: string | null, code: string | null, type = 'invalid_request_error') {
  return { error: { message, type, param, code } };
}
