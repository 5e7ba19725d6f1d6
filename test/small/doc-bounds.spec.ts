import { readFile } from 'node:fs/promises';
import { addBounds } from '../../src/operations/doc-bounds.js';

interface Schema {
  type: string | string[];
  [keyword: string]: unknown;
}

/** What stands for values: an example may have a field that is called `type`. */
const VALUES = ['example', 'examples', 'default', 'enum', 'x-error-catalogue'];

/** Every schema in a document that has a type, with the path to it. */
function schemasIn(node: unknown, path = '#'): [path: string, schema: Schema][] {
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  const isSchema = 'type' in node && (typeof node.type === 'string' || Array.isArray(node.type));
  const own: [string, Schema][] = isSchema ? [[path, node as Schema]] : [];
  const inner = Object.entries(node).filter(([name]) => !VALUES.includes(name));
  return [...own, ...inner.flatMap(([name, child]) => schemasIn(child, `${path}/${name}`))];
}

/** What of a schema has no end. */
function endless(schema: Schema): string[] {
  const has = (...keywords: string[]) => keywords.some((keyword) => schema[keyword] !== undefined);
  const types = [schema.type].flat();
  return [
    ...(types.includes('string') && !has('maxLength', 'enum', 'const') ? ['a text without maxLength'] : []),
    ...(types.includes('string') && !has('pattern', 'format', 'enum', 'const') ? ['a text of any signs'] : []),
    ...(types.includes('array') && !has('maxItems') ? ['a list without maxItems'] : []),
    ...(types.includes('integer') && !['minimum', 'maximum', 'format'].every((keyword) => has(keyword))
      ? ['an integer without bounds']
      : []),
  ];
}

it.each([
  ['openapi.json', 1000],
  ['asyncapi.json', 300],
])('everything in %s has an end', async (file, least) => {
  const schemas = schemasIn(JSON.parse(await readFile(file, 'utf8')));
  expect(schemas.length).toBeGreaterThan(least);
  // Red? The field says neither how long it may be nor how many: see doc-bounds.ts.
  expect(schemas.flatMap(([path, schema]) => endless(schema).map((fault) => `${path} is ${fault}`))).toEqual([]);
});

describe('the bounds that are true of all of a kind', () => {
  const bounded = (schema: object): any => {
    const document: any = { components: { schemas: { Toy: schema } } };
    addBounds(document);
    return document.components.schemas.Toy;
  };

  it.each([
    ['a count', { type: 'integer' }, { minimum: 0, maximum: 2 ** 31 - 1, format: 'int32' }],
    ['a percentage', { type: 'integer', maximum: 100 }, { minimum: 0, maximum: 100, format: 'int32' }],
    ['a size', { type: 'integer', maximum: Number.MAX_SAFE_INTEGER }, { minimum: 0, format: 'int64' }],
    ['one of some numbers', { type: 'integer', enum: [3, 1] }, { minimum: 1, maximum: 3, format: 'int32' }],
    ['an integer or null', { type: ['integer', 'null'] }, { minimum: 0, maximum: 2 ** 31 - 1, format: 'int32' }],
    ['an id', { type: 'string', format: 'uuid' }, { maxLength: 36 }],
    ['a time', { type: ['string', 'null'], format: 'date-time' }, { maxLength: 24 }],
    ['a text', { type: 'string', maxLength: 5 }, { pattern: '^[^\\u0000]*$', example: '…' }],
    ['a text with an example', { type: 'string', example: 'me' }, { pattern: '^[^\\u0000]*$', example: 'me' }],
    ['a text of some form', { type: 'string', maxLength: 5, pattern: '^a' }, { pattern: '^a' }],
  ])('%s', (_what, schema, expected) => {
    expect(bounded(schema)).toMatchObject(expected);
  });

  it('leave alone words of ours and what is no schema', () => {
    expect(bounded({ type: 'string', enum: ['a'] })).toEqual({ type: 'string', enum: ['a'] });
    const example = { type: 'string' };
    expect(bounded({ type: 'object', example }).example).toEqual({ type: 'string' });
  });
});
