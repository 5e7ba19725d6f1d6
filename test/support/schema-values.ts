import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import fc, { type Arbitrary } from 'fast-check';
import { absolute, newAjv, resolved } from './document.js';

/** Longer lists, maps and texts are made only where a schema asks for them. */
const FEW = 4;
const SHORT = 24;
/** What programs trip over: it stands for any value, whatever the schema wants. */
const HOSTILE: unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 31, 2 ** 53, [], {}, [[]], [null], [{}], { a: { b: {} } }],
  ...['', ' ', '\u0000', 'a\u0000b', '\ud83d', 'a\udc00', '👩‍👩‍👧', 'مرحبا', '\u202eabc', '\ufeff', 'x'.repeat(20_000)],
  ...['0', 'null', 'NaN', '../..', "' or 1=1 --", '<script>', '%00', '{{7*7}}', '$where', '__proto__', 'constructor'],
  ...[nested(40), nested(2000)],
];
const HOSTILE_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'colour', '', 'a.b', '\u0000', '$ref'];

/** Makes values from the schemas of an OpenAPI document: what it knows of them is what our document uses. */
export class SchemaValues {
  private readonly judge: Ajv2020;
  /** Reads numbers and truth from texts. */
  private readonly reader: Ajv2020;
  private readonly compiled = new Map<Ajv2020, Map<object, ValidateFunction>>();

  /** `ids` stand where a schema wants a UUID, besides unknown ones; `words` in fields of that name. */
  constructor(
    private readonly document: any,
    private readonly ids: string[] = [],
    private readonly words: Record<string, string[]> = {},
  ) {
    this.judge = newAjv(document);
    this.reader = newAjv(document, { coerceTypes: true });
  }

  isValid(schema: object, value: unknown): boolean {
    return this.check(this.judge, schema, value);
  }

  /** Whether texts, as a query has them, can be read as the schema wants them. */
  isReadable(schema: object, texts: Record<string, string>): boolean {
    return this.check(this.reader, schema, { ...texts });
  }

  /** Values that the schema allows. */
  valid(schema: object): Arbitrary<unknown> {
    return this.any(schema).filter((value) => this.isValid(schema, value));
  }

  /** Values of which one place has been spoilt; some happen to be allowed still. */
  spoilt(schema: object): Arbitrary<unknown> {
    return fc.tuple(this.any(schema), fc.nat(), anything, fc.constantFrom('put', 'add', 'remove')).map(spoil);
  }

  /** Values of which one place is just past what the schema allows. */
  beyond(schema: any): Arbitrary<unknown> {
    const { properties, ...flat } = this.flat(schema);
    const choice = [...(flat.anyOf ?? []), ...(flat.oneOf ?? [])].find(({ type }) => type !== 'null');
    if (choice) {
      return this.beyond(choice);
    }
    if (properties) {
      const far = (name: string) => this.beyond(properties[name]);
      return fc
        .constantFrom(...Object.keys(properties as object))
        .chain((name) => fc.tuple(this.map({ ...flat, properties }), far(name), fc.constant(name)))
        .map(([value, past, name]) => ({ ...(value as object), [name]: past }));
    }
    if (flat.items) {
      const many =
        'maxItems' in flat
          ? [this.list({ ...flat, uniqueItems: false, minItems: flat.maxItems + 1, maxItems: Infinity })]
          : [];
      return fc.oneof(
        this.beyond(flat.items).map((item) => [item]),
        ...many,
      );
    }
    const past = pastOf(flat);
    return past.length > 0 ? fc.constantFrom(...past) : anything;
  }

  private check(ajv: Ajv2020, schema: object, value: unknown): boolean {
    const compiled = this.compiled.get(ajv) ?? new Map<object, ValidateFunction>();
    this.compiled.set(ajv, compiled);
    const check = compiled.get(schema) ?? ajv.compile(absolute(schema));
    compiled.set(schema, check);
    return check(value);
  }

  private any(schema: any): Arbitrary<unknown> {
    const made = this.made(schema);
    return schema.example === undefined ? made : often([schema.example], made);
  }

  private made(schema: any): Arbitrary<unknown> {
    if (schema.$ref) {
      return this.any(resolved(this.document, schema));
    }
    if (schema.allOf) {
      return this.any(this.flat(schema));
    }
    const { anyOf, oneOf, ...own } = schema;
    const choices: any[] | undefined = anyOf ?? oneOf;
    if (choices) {
      return fc.oneof(...choices.map((choice) => this.any(merged(own, this.flat(choice)))));
    }
    if (schema.enum) {
      return fc.constantFrom(...schema.enum);
    }
    const types: string[] = [schema.type ?? (schema.properties ? 'object' : 'null')].flat();
    return fc.oneof(...types.map((type) => this.ofType(type, schema)));
  }

  private ofType(type: string, schema: any): Arbitrary<unknown> {
    const { minimum: min = -1000, maximum: max = 1e6 } = schema;
    switch (type) {
      case 'integer':
        return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max));
      case 'number':
        return fc.oneof(fc.double({ min, max, noNaN: true }), fc.constantFrom(min, max));
      case 'boolean':
        return fc.boolean();
      case 'string':
        return this.text(schema);
      case 'array':
        return this.list(schema);
      case 'object':
        return this.map(schema);
      default:
        return fc.constant(null);
    }
  }

  private text({ format, pattern, minLength = 0, maxLength = 1000 }: any): Arbitrary<unknown> {
    switch (format) {
      case 'uuid':
        return fc.oneof(fc.constantFrom('00000000-0000-7000-8000-000000000000', ...this.ids), fc.uuid());
      case 'email':
        return fc.stringMatching(/^[a-z0-9]{1,12}@[a-z]{1,9}\.example$/);
      case 'uri':
        // Nobody's, and no name to be looked up.
        return often(['https://[3f00::1]/a?b=%20#c'], fc.constantFrom('https://127.0.0.1/', 'https://u:p@[3f00::1]/'));
      case 'date-time':
        return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
    }
    if (pattern?.startsWith('^')) {
      return fc.stringMatching(new RegExp(pattern)).map((text) => text.slice(0, maxLength));
    }
    const near = { minLength, maxLength: Math.min(maxLength, Math.max(minLength, SHORT)) };
    return fc.oneof(
      { weight: 12, arbitrary: fc.string(near) },
      { weight: 1, arbitrary: fc.string({ ...near, unit: 'binary' }) },
      { weight: 1, arbitrary: fc.constantFrom('雨'.repeat(maxLength), '😀'.repeat(maxLength), 'a'.repeat(minLength)) },
    );
  }

  private list({ items = {}, minItems: minLength = 0, maxItems = FEW, uniqueItems = false }: any): Arbitrary<unknown> {
    const size = { minLength, maxLength: Math.min(maxItems, Math.max(minLength, FEW)) };
    return uniqueItems ? fc.uniqueArray(this.any(items), size) : fc.array(this.any(items), size);
  }

  private map({ properties = {}, required = [], additionalProperties: more, ...rest }: any): Arbitrary<unknown> {
    const fields = Object.fromEntries(
      Object.entries(properties).map(([name, child]) => {
        const words = this.words[name];
        return [name, words ? often(words, this.any(child)) : this.any(child)];
      }),
    );
    const record: Arbitrary<object> = fc.record(fields, { requiredKeys: required, noNullPrototype: true });
    if (!more) {
      return record;
    }
    const names = this.ids.length === 0 ? fc.string() : fc.oneof(fc.string(), fc.constantFrom(...this.ids));
    const size = { minKeys: rest.minProperties ?? 0, maxKeys: FEW, noNullPrototype: true };
    const values: Arbitrary<unknown> = more === true ? fc.jsonValue({ maxDepth: 2 }) : this.any(more);
    return fc.tuple(record, fc.dictionary(names, values, size)).map(([named, others]) => ({ ...others, ...named }));
  }

  /** Without references and `allOf` at its top. */
  private flat(schema: any): any {
    if (schema.$ref) {
      return this.flat(resolved(this.document, schema));
    }
    const { allOf, ...own } = schema;
    return allOf ? allOf.reduce((sum: object, part: any) => merged(sum, this.flat(part)), own) : schema;
  }
}

/** One of these, every other time. */
function often(values: unknown[], other: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc.oneof(fc.constantFrom(...values), other);
}

const anything: Arbitrary<unknown> = fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue({ maxDepth: 3 }));

/** What lies just past the bounds of a number, a text or a list of words. */
function pastOf({ minimum, maximum, minLength = 0, maxLength, enum: words, type, format }: any): unknown[] {
  return [
    ...(minimum === undefined ? [] : [minimum - 1]),
    ...(maximum === undefined ? [] : [maximum + 1]),
    ...(type === 'integer' ? [(minimum ?? 0) + 0.5] : []),
    ...(minLength === 0 ? [] : ['a'.repeat(minLength - 1)]),
    ...(maxLength === undefined ? [] : ['a'.repeat(maxLength + 1)]),
    ...(words === undefined ? [] : ['none of these', String(words[0]).toUpperCase()]),
    ...(format === undefined ? [] : ['0191d0a0-0000-7000-8000-00000000000g']),
  ];
}

function merged(one: any, other: any): any {
  const required = [...(one.required ?? []), ...(other.required ?? [])];
  return { ...one, ...other, properties: { ...one.properties, ...other.properties }, required };
}

function nested(depth: number): unknown {
  return JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth));
}

type Act = 'put' | 'add' | 'remove';

/** Puts `instead` at one of the places of a value, or beside what is there, or takes away what is there. */
function spoil([value, place, instead, act]: [unknown, number, unknown, Act]): unknown {
  const copy: unknown = structuredClone(value);
  const places = placesOf(copy);
  const at = places[place % (places.length + 1)];
  const parent = (at?.parent ?? copy) as Record<string, unknown>;
  if (act === 'put' && at === undefined) {
    return instead;
  }
  if (act === 'add' && isMap(parent)) {
    const name = HOSTILE_NAMES[place % HOSTILE_NAMES.length] ?? '';
    Object.defineProperty(parent, name, { value: instead, enumerable: true, writable: true, configurable: true });
  } else if (act === 'remove' && at) {
    delete parent[at.name];
  } else if (at) {
    parent[at.name] = instead;
  }
  return copy;
}

interface Place {
  parent: object;
  name: string;
}

function placesOf(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([name, child]) => [{ parent: value, name }, ...placesOf(child)]);
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
