/** What Runway takes in the body of a generation (contract: runway.md §3, 4 and 8), and how it words what it refuses. */

export interface Issue {
  code: string;
  message: string;
  path: (string | number)[];
  [detail: string]: unknown;
}

type Body = Record<string, unknown>;
/** What is wrong with a value, or null. Paths are inside the value. */
type Check = (value: unknown) => Issue | null;

interface Rules {
  creditsPerSecond: number;
  /** Where the body names no duration. */
  usualSeconds: number;
  required: string[];
  fields: Record<string, Check>;
}

export const MAX_DATA_URI_LENGTH = 5 * 1024 * 1024;

const issue = (code: string, message: string, more: Record<string, unknown> = {}): Issue => ({
  code,
  message,
  path: [],
  ...more,
});

const wrongType = (expected: string, value: unknown): Issue =>
  issue('invalid_type', `Invalid input: expected ${expected}, received ${typeOf(value)}`, { expected });

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

const oneOf =
  (...values: (string | number)[]): Check =>
  (value) => {
    const list = values.map((each) => (typeof each === 'string' ? `'${each}'` : String(each))).join('|');
    return values.includes(value as string)
      ? null
      : issue('invalid_value', `Invalid option: expected one of ${list}`, { values });
  };

const words =
  (maximum: number): Check =>
  (value) => {
    if (typeof value !== 'string') {
      return wrongType('string', value);
    }
    if (value.length === 0) {
      return issue('too_small', 'Too small: expected string to have >=1 characters', { minimum: 1 });
    }
    return value.length > maximum
      ? issue('too_big', `Too big: expected string to have <=${maximum} characters`, { maximum })
      : null;
  };

const whole =
  (minimum: number, maximum: number): Check =>
  (value) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      return wrongType('int', value);
    }
    if (value < minimum) {
      return issue('too_small', `Too small: expected number to be >=${minimum}`, { minimum, type: 'number' });
    }
    return value > maximum
      ? issue('too_big', `Too big: expected number to be <=${maximum}`, { maximum, type: 'number' })
      : null;
  };

const flag: Check = (value) => (typeof value === 'boolean' ? null : wrongType('boolean', value));

const moderation: Check = (value) => {
  const { publicFigureThreshold, ...others } = isBody(value) ? value : {};
  const isKnown = publicFigureThreshold === 'auto' || publicFigureThreshold === 'low';
  return isKnown && Object.keys(others).length === 0 ? null : issue('invalid_value', 'Invalid input');
};

/** One picture or a list of them, each with its place in the film. */
const pictures =
  (...positions: string[]): Check =>
  (value) => {
    if (typeof value === 'string') {
      return uriIssue(value);
    }
    if (!Array.isArray(value) || value.length === 0) {
      return wrongType('string', value);
    }
    const issues = value.map((entry: unknown, index) => at(index, pictureIssue(entry, positions)));
    const places = value.map((entry: unknown) => (isBody(entry) ? entry.position : null));
    const isDouble = new Set(places).size !== places.length || (places.includes('last') && !places.includes('first'));
    return issues.find((found) => found !== null) ?? (isDouble ? issue('custom', 'Invalid positions') : null);
  };

function pictureIssue(entry: unknown, positions: string[]): Issue | null {
  if (!isBody(entry)) {
    return wrongType('object', entry);
  }
  const { uri, position, ...others } = entry;
  if (typeof uri !== 'string') {
    return at('uri', wrongType('string', uri));
  }
  return at('uri', uriIssue(uri)) ?? at('position', oneOf(...positions)(position)) ?? unknownKeys(Object.keys(others));
}

function uriIssue(uri: string): Issue | null {
  const maximum = uri.startsWith('data:') ? MAX_DATA_URI_LENGTH : 2048;
  return uri.length > maximum
    ? issue('too_big', `Too big: expected string to have <=${maximum} characters`, { maximum })
    : null;
}

function unknownKeys(keys: string[]): Issue | null {
  const named = keys.map((key) => `"${key}"`).join(', ');
  return keys.length > 0 ? issue('unrecognized_keys', `Unrecognized key: ${named}`, { keys }) : null;
}

function at(step: string | number, found: Issue | null): Issue | null {
  return found && { ...found, path: [step, ...found.path] };
}

const SIX_RATIOS = ['1280:720', '720:1280', '1104:832', '960:960', '832:1104', '1584:672'];
const VEO_RATIOS = ['1280:720', '720:1280', '1080:1920', '1920:1080'];
const SEED = whole(0, 4_294_967_295);

const GEN = {
  promptText: words(1000),
  ratio: oneOf(...SIX_RATIOS),
  duration: whole(2, 10),
  contentModeration: moderation,
  seed: SEED,
};
const VEO = {
  promptText: words(1000),
  ratio: oneOf(...VEO_RATIOS),
  duration: oneOf(4, 6, 8),
  audio: flag,
  negativePrompt: words(1000),
  seed: SEED,
};
const FILE = { outputFormat: words(40), proresProfile: words(40) };

const GEN45 = { creditsPerSecond: 12, usualSeconds: 10 };
const VEO31 = { creditsPerSecond: 40, usualSeconds: 8 };
const VEO31_FAST = { creditsPerSecond: 15, usualSeconds: 8 };

const VEO_FROM_PICTURE = {
  required: ['promptImage', 'ratio'],
  fields: { promptImage: pictures('first', 'last'), ...VEO },
};
const VEO_FROM_TEXT = { required: ['promptText', 'ratio'], fields: VEO };

/** By the path of the endpoint, then by model. */
const RULES: Record<string, Record<string, Rules>> = {
  '/v1/image_to_video': {
    gen4_turbo: {
      creditsPerSecond: 5,
      usualSeconds: 10,
      required: ['promptImage', 'ratio'],
      fields: { promptImage: pictures('first'), ...GEN },
    },
    'gen4.5': {
      ...GEN45,
      required: ['promptImage', 'promptText', 'ratio', 'duration'],
      fields: { promptImage: pictures('first'), ...GEN, ...FILE },
    },
    'veo3.1': { ...VEO31, ...VEO_FROM_PICTURE },
    'veo3.1_fast': { ...VEO31_FAST, ...VEO_FROM_PICTURE },
  },
  '/v1/text_to_video': {
    'gen4.5': {
      ...GEN45,
      required: ['promptText', 'ratio', 'duration'],
      fields: { ...GEN, ...FILE, ratio: oneOf('1280:720', '720:1280') },
    },
    'veo3.1': { ...VEO31, ...VEO_FROM_TEXT },
    'veo3.1_fast': { ...VEO31_FAST, ...VEO_FROM_TEXT },
  },
};

export const GENERATIONS = Object.keys(RULES);

/** Everything that is wrong with the body of a generation; none: it is taken. */
export function issuesOf(path: string, body: unknown): Issue[] {
  if (!isBody(body)) {
    return [wrongType('object', body)];
  }
  const rules = rulesOf(path, body);
  if (rules === null) {
    const union = { errors: [], note: 'No matching discriminator', discriminator: 'model', path: ['model'] };
    const missing = typeof body.model === 'string' ? [] : [{ ...wrongType('string', body.model), path: ['model'] }];
    return [...missing, issue('invalid_union', 'Invalid input', union)];
  }
  const { model: _model, ...given } = body;
  const found = Object.entries(rules.fields).map(([name, check]) =>
    name in given || rules.required.includes(name) ? at(name, check(given[name])) : null,
  );
  const unknown = unknownKeys(Object.keys(given).filter((name) => !Object.hasOwn(rules.fields, name)));
  return [...found, unknown].filter((each) => each !== null);
}

/** The price of a body that has passed. */
export function creditsOf(path: string, body: Body): number {
  const rules = rulesOf(path, body);
  return rules === null ? 0 : rules.creditsPerSecond * Number(body.duration ?? rules.usualSeconds);
}

/** The pictures that a body names. */
export function urisOf({ promptImage }: Body): string[] {
  const list: unknown[] = Array.isArray(promptImage) ? promptImage : [promptImage];
  const uris = list.map((entry) => (isBody(entry) ? entry.uri : entry));
  return uris.filter((uri) => typeof uri === 'string');
}

/** What the vendor says of a picture in the request itself, or null. */
export function dataUriProblem(uri: string): string | null {
  const [head = '', mime] = /^data:([^;,]*);base64,/.exec(uri) ?? [];
  // No regular expression for five megabytes: its stack may not last.
  const data = uri.slice(head.length);
  const bytes = Buffer.from(data, 'base64');
  if (mime === undefined || data === '' || bytes.toString('base64') !== data) {
    return 'Invalid data URI.';
  }
  return pictureProblem(mime, bytes);
}

/** A picture has to be of a kind that is taken, and to be what it says. */
export function pictureProblem(mime: string, bytes: Buffer): string | null {
  const heads: Record<string, string> = { 'image/png': '89504e47', 'image/jpeg': 'ffd8ff', 'image/webp': '52494646' };
  const head = heads[mime];
  if (head === undefined) {
    return `Unsupported asset type. ${mime}`;
  }
  return bytes.toString('hex', 0, head.length / 2) === head ? null : 'Invalid asset.';
}

export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rulesOf(path: string, { model }: Body): Rules | null {
  const models = RULES[path] ?? {};
  return typeof model === 'string' && Object.hasOwn(models, model) ? (models[model] ?? null) : null;
}
