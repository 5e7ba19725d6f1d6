import { JobError } from '../../common/errors.js';
import { type FootageRequest, type PictureRequest } from '../ports.js';
import { isCode, isRecord } from '../provider.errors.js';
import { REPLICATE, SEEDS, type Target } from './replicate-predictions.js';

/**
 * Models that anybody has put on Replicate: what they take is read from the schema of their input, which says it in a
 * dialect of its own (pydantic's): enums and what may be null are one reference away.
 */

type Schema = Record<string, unknown>;

/** What a model takes, and where it is run. */
export interface OpenModel {
  name: string;
  target: Target;
  inputs: Record<string, Schema>;
  required: string[];
}

const PICTURE_INPUTS = [
  ...['image', 'start_image', 'input_image', 'first_frame_image', 'first_frame', 'image_url', 'start_image_url'],
  ...['input_images', 'images'],
];
/** As many inputs are named to whoever is told that we don't have them. */
const MOST_NAMED = 5;

/** `body`: the vendor's answer to the question for the model. */
export function readModel(name: string, body: unknown): OpenModel {
  const { is_official: isOfficial, latest_version: latest } = recordIn(body);
  const { id, openapi_schema: document } = recordIn(latest);
  const { schemas } = recordIn(recordIn(document).components);
  const input = recordIn(recordIn(schemas).Input);
  if (!isRecord(input.properties) || (isOfficial !== true && typeof id !== 'string')) {
    throw new JobError('INVALID_OUTPUT.model', { provider: REPLICATE, args: { model: name } });
  }
  const resolved = Object.entries(input.properties).map(([key, property]) => [key, resolve(property, schemas)]);
  return {
    name,
    target: isOfficial === true ? { official: name } : { version: String(id) },
    inputs: Object.fromEntries(resolved) as Record<string, Schema>,
    required: Array.isArray(input.required) ? input.required.filter((each) => typeof each === 'string') : [],
  };
}

/** Throws where the model needs what we don't have. */
export function pictureInput(model: OpenModel, request: PictureRequest): Schema {
  const { prompt, width, height, aspectRatio, seed } = request;
  const shape = model.inputs.aspect_ratio
    ? choiceOf(model, 'aspect_ratio', aspectRatio)
    : { ...numberFor(model, 'width', width), ...numberFor(model, 'height', height) };
  return filled(model, { ...inputNamed(model, 'prompt', prompt), ...shape, ...numberFor(model, 'seed', seed % SEEDS) });
}

/** `picture`: where the shot's picture is; null: it has none. Throws where the model needs what we don't have. */
export function footageInput(model: OpenModel, request: FootageRequest, picture: string | null): Schema {
  const name = PICTURE_INPUTS.find((each) => model.inputs[each] !== undefined);
  const image = name === undefined || picture === null ? {} : { [name]: listIf(model.inputs[name], picture) };
  const { value } = lengthOf(model, request.seconds);
  return filled(model, {
    ...inputNamed(model, 'prompt', request.prompt),
    ...image,
    ...(value === null ? {} : { duration: value }),
    ...choiceOf(model, 'aspect_ratio', request.aspectRatio),
  });
}

/** How long a model's film will be: the shortest that is enough, else its longest. `value`: how the model is told so. */
export function lengthOf(model: OpenModel, seconds: number): { value: unknown; seconds: number } {
  const { duration } = model.inputs;
  if (duration === undefined) {
    return { value: null, seconds };
  }
  if (!Array.isArray(duration.enum)) {
    const length = within(duration, duration.type === 'integer' ? Math.ceil(seconds) : seconds);
    return { value: length, seconds: length };
  }
  // A model may have a word or a number of its own for a length that it chooses itself.
  const lengths = duration.enum
    .map((value: unknown) => ({ value, seconds: Number.parseFloat(String(value)) }))
    .filter((each) => each.seconds > 0)
    .sort((one, other) => one.seconds - other.seconds);
  return lengths.find((each) => each.seconds >= seconds) ?? lengths.at(-1) ?? { value: null, seconds };
}

/** What it needs and has no default for must be there, and something that says what it is to make. */
function filled(model: OpenModel, input: Schema): Schema {
  const missing = model.required.filter((name) => !Object.hasOwn(input, name));
  const isSilent = !('prompt' in input) && !PICTURE_INPUTS.some((name) => name in input);
  if (missing.length > 0 || isSilent) {
    const inputs = (missing.length > 0 ? missing : ['prompt']).filter(isCode).slice(0, MOST_NAMED);
    throw new JobError('PROVIDER_REJECTED.inputs', { provider: REPLICATE, args: { model: model.name, inputs } });
  }
  return input;
}

function inputNamed({ inputs }: OpenModel, name: string, value: unknown): Schema {
  return inputs[name] === undefined ? {} : { [name]: value };
}

/** Nothing where the model does not offer it: it then does what it does. */
function choiceOf(model: OpenModel, name: string, value: string): Schema {
  const { enum: offered } = model.inputs[name] ?? {};
  return Array.isArray(offered) && !offered.includes(value) ? {} : inputNamed(model, name, value);
}

function numberFor(model: OpenModel, name: string, value: number): Schema {
  const schema = model.inputs[name];
  return schema === undefined || Array.isArray(schema.enum) ? {} : { [name]: within(schema, value) };
}

function within({ minimum, maximum }: Schema, value: number): number {
  const least = typeof minimum === 'number' ? minimum : -Infinity;
  const most = typeof maximum === 'number' ? maximum : Infinity;
  return Math.min(Math.max(value, least), most);
}

function listIf(schema: Schema | undefined, value: string): string | string[] {
  return schema?.type === 'array' ? [value] : value;
}

/** One schema out of a property and what it refers to. */
function resolve(property: unknown, schemas: unknown): Schema {
  const own = recordIn(property);
  const parts = [own, own.allOf, own.anyOf].flat().map(recordIn);
  const named = parts.flatMap(({ $ref: reference }) =>
    typeof reference === 'string' ? [recordIn(recordIn(schemas)[reference.replace(/^.*\//, '')])] : [],
  );
  const kinds = parts.filter(({ type }) => type !== 'null');
  return Object.assign({}, ...named, ...kinds.reverse()) as Schema;
}

function recordIn(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
