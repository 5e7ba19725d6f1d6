/** What Pika takes through fal (contract: fal-pika.md §3), and how fal words what it refuses. */

export interface Fault {
  loc: string[];
  msg: string;
  type: string;
  url?: string;
  ctx?: object;
}

type Check = (value: unknown) => Omit<Fault, 'loc'> | null;

const words: Check = (value) =>
  typeof value === 'string' ? null : { msg: 'str type expected', type: 'type_error.str' };

const oneOf =
  (...permitted: string[]): Check =>
  (value) =>
    permitted.includes(value as string)
      ? null
      : { msg: `unexpected value; permitted: ${permitted.join(', ')}`, type: 'value_error.const', ctx: { permitted } };

const whole: Check = (value) =>
  Number.isInteger(value) ? null : { msg: 'value is not a valid integer', type: 'type_error.integer' };

/** A picture in the request itself, and what it says it is; here is no network to fetch one from. */
const picture: Check = (value) => {
  const heads: Record<string, string> = { 'image/png': '89504e47', 'image/jpeg': 'ffd8ff', 'image/webp': '52494646' };
  const [head = '', mime = ''] = /^data:([^;,]*);base64,/.exec(typeof value === 'string' ? value : '') ?? [];
  if (head === '') {
    return { msg: 'Failed to download the file.', type: 'file_download_error' };
  }
  // No regular expression for a whole picture: its stack may not last.
  const bytes = Buffer.from(String(value).slice(head.length), 'base64');
  const expected = heads[mime];
  return expected !== undefined && bytes.toString('hex').startsWith(expected)
    ? null
    : { msg: 'Failed to load the image.', type: 'image_load_error' };
};

const COMMON = {
  prompt: words,
  negative_prompt: words,
  resolution: oneOf('720p', '1080p'),
  duration: oneOf('5', '10'),
  seed: whole,
};

const MODELS: Record<string, { required: string[]; fields: Record<string, Check> }> = {
  'v2.2/text-to-video': {
    required: ['prompt'],
    fields: { ...COMMON, aspect_ratio: oneOf('16:9', '9:16', '1:1', '4:5', '5:4', '3:2', '2:3') },
  },
  'v2.2/image-to-video': { required: ['image_url', 'prompt'], fields: { ...COMMON, image_url: picture } },
};

export function isModel(path: string): boolean {
  return Object.hasOwn(MODELS, path);
}

/** Everything that is wrong with the input of a model; none: it is taken. */
export function faultsOf(path: string, body: unknown): Fault[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return [{ loc: ['body'], msg: 'value is not a valid dict', type: 'type_error.dict' }];
  }
  const { required, fields } = MODELS[path] ?? { required: [], fields: {} };
  const given = body as Record<string, unknown>;
  const missing = required.filter((name) => given[name] === undefined);
  const wrong = Object.entries(given).flatMap(([name, value]): Fault[] => {
    const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const fault = check ? check(value) : { msg: 'extra fields not permitted', type: 'value_error.extra' };
    return fault ? [{ loc: ['body', name], ...fault }] : [];
  });
  return [
    ...missing.map((name) => ({ loc: ['body', name], msg: 'field required', type: 'value_error.missing' })),
    ...wrong,
  ];
}
