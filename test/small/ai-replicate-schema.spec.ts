import { footageInput, lengthOf, readModel } from '../../src/ai/providers/replicate-schema.js';

/** What Replicate says of a model with these inputs. */
const said = (properties: object, { required = ['prompt'], schemas = {} } = {}) => ({
  latest_version: {
    id: 'a'.repeat(64),
    openapi_schema: { components: { schemas: { Input: { properties, required }, ...schemas } } },
  },
});

const modelWith = (duration: object, schemas = {}) =>
  readModel('somebody/films', said({ prompt: { type: 'string' }, duration }, { schemas }));
const lengths = { enum: [5, 10], type: 'integer' };

it.each<[string, object, object]>([
  ['in its place', lengths, {}],
  ['as a reference', { $ref: '#/components/schemas/lengths' }, { lengths }],
  ['as all of one reference', { allOf: [{ $ref: '#/components/schemas/lengths' }], default: 5 }, { lengths }],
  ['as one of two things, the other of which is nothing', { anyOf: [lengths, { type: 'null' }], title: 'Length' }, {}],
  ['as a reference, or nothing', { anyOf: [{ $ref: '#/components/schemas/lengths' }, { type: 'null' }] }, { lengths }],
])('choices may be written %s', (_, duration, schemas) => {
  const model = modelWith(duration, schemas);
  expect([1, 5, 5.5, 30].map((seconds) => lengthOf(model, seconds))).toEqual([
    { value: 5, seconds: 5 },
    { value: 5, seconds: 5 },
    { value: 10, seconds: 10 },
    { value: 10, seconds: 10 },
  ]);
});

it.each<[string, object, number, unknown]>([
  ['whole seconds', { type: 'integer', minimum: 2, maximum: 12 }, 3.2, 4],
  ['at least some', { type: 'integer', minimum: 4 }, 1, 4],
  ['at most some', { type: 'number', maximum: 8 }, 9.5, 8],
  ['any', { type: 'number' }, 3.2, 3.2],
  ['words', { enum: ['auto', '8s', '4s'], type: 'string' }, 5, '8s'],
  ['nothing that is a length', { enum: ['auto', '-1'], type: 'string' }, 5, null],
])('a model may take %s', (_, duration, seconds, value) => {
  expect(lengthOf(modelWith(duration), seconds).value).toBe(value);
});

it('a reference to nothing, or in a circle, is a field of which nothing is known', () => {
  const circle = { $ref: '#/components/schemas/circle' };
  const model = modelWith(circle, { circle });
  const request = { prompt: 'x', image: null, seconds: 3, aspectRatio: '9:16' } as const;
  expect(footageInput(model, request, null)).toEqual({ prompt: 'x', duration: 3 });
});

it.each([null, [], 'flux', {}, { latest_version: {} }, { ...said({}), latest_version: { id: 'a' } }])(
  '%j says nothing of a model',
  (body) => {
    expect(() => readModel('somebody/films', body)).toThrow(
      'replicate gave an unusable answer: it does not say what somebody/films takes',
    );
  },
);
