import { dataUriProblem, isBody } from './runway-rules.js';

/** The models of the emulated Replicate: what each takes, as its `openapi_schema` says it (contract: replicate.md §9). */

interface Property {
  type?: 'string' | 'integer' | 'number' | 'boolean' | 'array';
  minimum?: number;
  maximum?: number;
  multipleOf?: number;
  maxItems?: number;
  /** A picture or a film: an address, or the thing itself. */
  format?: 'uri';
  /** Its choices are a schema of their own, referred to. */
  choices?: (string | number)[];
}

export interface EmulatedModel {
  /** `owner/name`. */
  name: string;
  version: string;
  isOfficial: boolean;
  /** What it makes: one address, or a list of them. */
  output: 'film' | 'pictures';
  /** How long it works. */
  predictSeconds: number;
  properties: Record<string, Property>;
  required: string[];
}

export interface InvalidField {
  type: string;
  field: string;
  description: string;
}

const words: Property = { type: 'string' };
const flag: Property = { type: 'boolean' };
const picture: Property = { type: 'string', format: 'uri' };
const whole = (minimum: number, maximum: number): Property => ({ type: 'integer', minimum, maximum });
const number = (minimum: number, maximum: number): Property => ({ type: 'number', minimum, maximum });
const oneOf = (...choices: (string | number)[]): Property => ({ choices });

const RATIOS = ['1:1', '16:9', '21:9', '3:2', '2:3', '4:5', '5:4', '3:4', '4:3', '9:16', '9:21'];
const SEED = whole(0, 2_147_483_647);

const FIRST_FLUX = {
  prompt: words,
  aspect_ratio: oneOf(...RATIOS),
  num_outputs: whole(1, 4),
  seed: SEED,
  output_format: oneOf('webp', 'jpg', 'png'),
  output_quality: whole(0, 100),
  go_fast: flag,
  megapixels: oneOf('1', '0.25'),
  disable_safety_checker: flag,
};

const side: Property = { type: 'integer', minimum: 256, maximum: 1440, multipleOf: 32 };

const official = { isOfficial: true, version: 'f'.repeat(64) };

export const MODELS: readonly EmulatedModel[] = [
  {
    name: 'black-forest-labs/flux-schnell',
    ...official,
    output: 'pictures',
    predictSeconds: 0.6,
    properties: { ...FIRST_FLUX, num_inference_steps: whole(1, 4) },
    required: ['prompt'],
  },
  {
    name: 'black-forest-labs/flux-dev',
    ...official,
    output: 'pictures',
    predictSeconds: 2.8,
    properties: {
      ...FIRST_FLUX,
      image: picture,
      prompt_strength: number(0, 1),
      num_inference_steps: whole(1, 50),
      guidance: number(0, 10),
    },
    required: ['prompt'],
  },
  {
    name: 'black-forest-labs/flux-2-dev',
    ...official,
    output: 'pictures',
    predictSeconds: 3.4,
    properties: {
      prompt: words,
      input_images: { type: 'array', format: 'uri', maxItems: 4 },
      aspect_ratio: oneOf('match_input_image', 'custom', ...RATIOS),
      width: side,
      height: side,
      seed: SEED,
      go_fast: flag,
      output_format: oneOf('webp', 'jpg', 'png'),
      output_quality: whole(0, 100),
      disable_safety_checker: flag,
    },
    required: ['prompt'],
  },
  {
    name: 'stability-ai/sdxl',
    isOfficial: false,
    version: '7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc',
    output: 'pictures',
    predictSeconds: 6.1,
    properties: {
      prompt: words,
      negative_prompt: words,
      image: picture,
      mask: picture,
      width: whole(64, 2048),
      height: whole(64, 2048),
      num_outputs: whole(1, 4),
      num_inference_steps: whole(1, 500),
      guidance_scale: number(1, 50),
      prompt_strength: number(0, 1),
      seed: SEED,
      refine: oneOf('no_refiner', 'expert_ensemble_refiner', 'base_image_refiner'),
      apply_watermark: flag,
    },
    required: [],
  },
  {
    name: 'stability-ai/stable-video-diffusion',
    isOfficial: false,
    version: '3f0457e4619daac51203dedb472816fd4af51f3149fa7a9e0b5ffcf1b8172438',
    output: 'film',
    predictSeconds: 71.2,
    properties: {
      input_image: picture,
      video_length: oneOf('14_frames_with_svd', '25_frames_with_svd_xt'),
      sizing_strategy: oneOf('maintain_aspect_ratio', 'crop_to_16_9', 'use_image_dimensions'),
      frames_per_second: whole(5, 30),
      motion_bucket_id: whole(1, 255),
      cond_aug: { type: 'number' },
      decoding_t: { type: 'integer' },
      seed: { type: 'integer' },
    },
    required: ['input_image'],
  },
  {
    name: 'bytedance/seedance-1-pro',
    ...official,
    output: 'film',
    predictSeconds: 48,
    properties: {
      prompt: words,
      image: picture,
      duration: whole(2, 12),
      resolution: oneOf('480p', '720p', '1080p'),
      aspect_ratio: oneOf('16:9', '4:3', '1:1', '3:4', '9:16', '21:9'),
      fps: oneOf(24),
      camera_fixed: flag,
      seed: { type: 'integer' },
    },
    required: ['prompt'],
  },
];

/** What the vendor says of a model. */
export function modelJson(model: EmulatedModel): object {
  const [owner, name] = model.name.split('/');
  const entries = Object.entries(model.properties);
  const properties = entries.map(([key, { choices, ...property }], index) => {
    const kind = choices ? { allOf: [{ $ref: `#/components/schemas/${key}` }] } : property;
    const items = property.type === 'array' ? { items: { type: 'string', format: 'uri' } } : {};
    return [key, { title: key, 'x-order': index, ...kind, ...items }];
  });
  const choices = entries.flatMap(([key, property]) =>
    property.choices ? [[key, { enum: property.choices, type: typeof property.choices[0], title: key }]] : [],
  );
  const input = {
    type: 'object',
    title: 'Input',
    required: model.required,
    properties: Object.fromEntries(properties) as object,
  };
  const schemas = { Input: input, ...(Object.fromEntries(choices) as object) };
  return {
    url: `https://replicate.com/${model.name}`,
    owner,
    name,
    visibility: 'public',
    is_official: model.isOfficial,
    latest_version: { id: model.version, cog_version: '0.16.8', openapi_schema: { components: { schemas } } },
  };
}

/** Everything that is wrong with an input; none: it is taken. `holds`: whether an address is one of our uploads. */
export function inputFaults(
  { properties, required }: EmulatedModel,
  input: unknown,
  holds: (url: string) => boolean,
): InvalidField[] {
  if (!isBody(input)) {
    return [{ type: 'invalid_type', field: 'input', description: 'Invalid type. Expected: object' }];
  }
  const missing = required
    .filter((name) => !(name in input))
    .map((name) => ({ type: 'required', field: 'input', description: `${name} is required` }));
  const wrong = Object.entries(input).flatMap(([name, value]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const fault = property ? valueFault(property, value, holds) : null;
    return property === undefined ? [surplus('input', name)] : fault ? [{ ...fault, field: `input.${name}` }] : [];
  });
  return [...missing, ...wrong];
}

/** A field that does not belong there. */
export function surplus(field: string, name: string): InvalidField {
  return { type: 'additional_property_not_allowed', field, description: `Additional property ${name} is not allowed` };
}

type Fault = Omit<InvalidField, 'field'>;

function valueFault(property: Property, value: unknown, holds: (url: string) => boolean): Fault | null {
  const { type, choices, format, maxItems = Infinity } = property;
  if (choices) {
    const list = choices.map((each) => JSON.stringify(each)).join(', ');
    const isOffered = choices.includes(value as string);
    return isOffered ? null : { type: 'enum', description: `Must be one of the following: ${list}` };
  }
  if (!isOfType(type, value)) {
    return { type: 'invalid_type', description: `Invalid type. Expected: ${type}, given: ${typeof value}` };
  }
  if (typeof value === 'number') {
    return numberFault(property, value);
  }
  const list: unknown[] = format === 'uri' ? [value].flat() : [];
  if (list.length > maxItems) {
    return { type: 'array_max_items', description: `Array must have at most ${maxItems} items` };
  }
  return list.map((each) => fileFault(each, holds)).find((fault) => fault !== null) ?? null;
}

function isOfType(type: Property['type'], value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    default:
      return typeof value === type;
  }
}

function numberFault({ minimum = -Infinity, maximum = Infinity, multipleOf = 0 }: Property, value: number) {
  if (value < minimum) {
    return { type: 'number_gte', description: `Must be greater than or equal to ${minimum}` };
  }
  if (value > maximum) {
    return { type: 'number_lte', description: `Must be less than or equal to ${maximum}` };
  }
  const isOff = multipleOf > 0 && value % multipleOf !== 0;
  return isOff ? { type: 'multiple_of', description: `Must be a multiple of ${multipleOf}` } : null;
}

/** What is advised for bigger files is the rule here; an address of the web is as if its server did not answer. */
const MAX_DATA_URI_LENGTH = 256_000;

function fileFault(value: unknown, holds: (url: string) => boolean): Fault | null {
  if (typeof value !== 'string') {
    return { type: 'invalid_type', description: `Invalid type. Expected: string, given: ${typeof value}` };
  }
  const isData = value.startsWith('data:');
  const problem = isData ? dataUriProblem(value) : holds(value) ? null : 'Does not match format';
  const isBig = isData && value.length > MAX_DATA_URI_LENGTH;
  return problem === null && !isBig ? null : { type: 'format', description: problem ?? 'Use a URL for large files' };
}
