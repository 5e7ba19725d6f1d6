/** A schema, as far as bounds go. */
interface Bounded {
  type: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  example?: unknown;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

/** The longest text of a format. A time is sent as `2026-11-28T12:00:00.000Z`. */
const LONGEST: Record<string, number> = { uuid: 36, 'date-time': 24, email: 254, uri: 2048, 'uri-reference': 2048 };
/** PostgreSQL keeps no NUL, requests with one are refused, and no answer has one. */
const NO_NUL = '^[^\\u0000]*$';
const SOME_TEXT = '…';
/** The greatest `integer` of PostgreSQL. */
const MOST_INT32 = 2_147_483_647;
/** What stands for values and not for schemas. */
const VALUES = new Set(['example', 'examples', 'default', 'enum', 'const', 'x-error-catalogue']);

/**
 * Says of every integer and text of the document what is true of all of its kind, where a field has not said it better:
 * a whole number is a count, kept in an `integer` column; a format has its length; a text has no NUL. How long a text or
 * a list may be is for its field to say.
 */
export function addBounds(document: { components?: { schemas?: object } }): void {
  for (const schema of schemasIn(document)) {
    bound(schema);
  }
  for (const schema of schemasIn(document.components?.schemas)) {
    if (schema.pattern === NO_NUL) {
      // Pages of documentation would make a text up that fits the pattern: thirty characters of noise.
      schema.example ??= SOME_TEXT;
    }
  }
}

function* schemasIn(node: unknown): Generator<Bounded> {
  if (typeof node !== 'object' || node === null) {
    return;
  }
  if ('type' in node) {
    yield node as Bounded;
  }
  for (const [name, child] of Object.entries(node)) {
    if (!VALUES.has(name)) {
      yield* schemasIn(child);
    }
  }
}

function bound(schema: Bounded): void {
  const types = [schema.type].flat();
  if (types.includes('integer')) {
    boundInteger(schema);
  }
  if (types.includes('string') && schema.enum === undefined && schema.const === undefined) {
    boundText(schema);
  }
}

function boundInteger(schema: Bounded): void {
  const values = (schema.enum ?? []).filter((value) => typeof value === 'number');
  schema.minimum ??= Math.min(...values, values.length > 0 ? Infinity : 0);
  schema.maximum ??= Math.max(...values, values.length > 0 ? -Infinity : MOST_INT32);
  schema.format ??= schema.minimum >= -MOST_INT32 - 1 && schema.maximum <= MOST_INT32 ? 'int32' : 'int64';
}

function boundText(schema: Bounded): void {
  const { format } = schema;
  if (format !== undefined && LONGEST[format] !== undefined) {
    schema.maxLength ??= LONGEST[format];
  }
  if (format === undefined) {
    schema.pattern ??= NO_NUL;
  }
}
