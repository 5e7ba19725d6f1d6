import fc from 'fast-check';
import { operationsIn, readDocument } from '../support/document.js';
import { SchemaValues } from '../support/schema-values.js';

const document = readDocument();
const values = new SchemaValues(document, ['0191d0a0-0000-7000-8000-000000000001']);
const schemas = operationsIn(document).flatMap(({ operation: { operationId, requestBody } }) => {
  const schema = requestBody?.content['application/json']?.schema;
  return schema ? [[operationId, schema] as [string, object]] : [];
});

describe('values made from a schema', () => {
  it.each(schemas)('%s: are good ones, and bad ones', (_operation, schema) => {
    const verdicts = (made: fc.Arbitrary<unknown>) =>
      new Set(fc.sample(made, { numRuns: 60, seed: 1 }).map((value) => values.isValid(schema, value)));
    expect(verdicts(values.valid(schema))).toEqual(new Set([true]));
    expect(verdicts(values.spoilt(schema))).toContain(false);
    expect(verdicts(values.beyond(schema))).toContain(false);
  });

  it('reach every field, and leave out those that need not be there', () => {
    const schema = { $ref: '#/components/schemas/GenerateDramaDto' };
    const made = fc.sample(values.valid(schema), { numRuns: 60, seed: 1 }) as object[];
    const { properties } = document.components.schemas.GenerateDramaDto;
    for (const name of Object.keys(properties as object)) {
      expect(made.some((value) => name in value)).toBe(true);
    }
    expect(made.some((value) => !('options' in value))).toBe(true);
  });

  it('go just past every bound', () => {
    const page = { limit: { type: 'integer', minimum: 1, maximum: 100 }, order: { enum: ['up'] }, q: { maxLength: 2 } };
    const made = fc.sample(values.beyond({ type: 'object', properties: page }), { numRuns: 200, seed: 1 });
    const said = new Set(made.flatMap((value: any) => [value.limit, value.order, value.q]));
    expect([...said]).toEqual(expect.arrayContaining([0, 101, 1.5, 'UP', 'aaa']));
  });

  it('are spoilt by names that programs trip over, as they stand on the wire', () => {
    const made = fc.sample(values.spoilt({ type: 'object', properties: {} }), { numRuns: 300, seed: 1 });
    const texts = made.map((value) => JSON.stringify(value));
    expect(texts.some((text) => text.includes('"__proto__":'))).toBe(true);
    expect(texts.some((text) => text.includes('\\ud83d'))).toBe(true);
  });
});
