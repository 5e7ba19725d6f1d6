import { Ajv } from 'ajv';
import { schemaOf, type JsonSchema } from '../../src/ai/script-schema.js';
import { newInsights, newInsightsBrief } from '../fixtures/insights.fixture.js';
import {
  newBible,
  newBoard,
  newScript,
  newScriptBrief,
  newStoryboardBrief,
  newStyleBrief,
} from '../fixtures/story.fixture.js';

const cases = [
  ['style', schemaOf('style', newStyleBrief()), newBible()],
  ['script', schemaOf('script', newScriptBrief()), newScript()],
  ['storyboard', schemaOf('storyboard', newStoryboardBrief()), newBoard()],
  ['insights', schemaOf('insights', newInsightsBrief()), newInsights()],
] as const;

/** Every schema inside, itself included. */
function allOf(schema: JsonSchema): JsonSchema[] {
  const inside = [...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : [])];
  return [schema, ...inside.flatMap(allOf)];
}

describe.each(cases)('the schema of a %s', (_, schema, example) => {
  it('is strict all the way down', () => {
    const objects = allOf(schema).filter(({ type }) => type === 'object');
    expect(objects.length).toBeGreaterThan(1);
    for (const object of objects) {
      expect(object.additionalProperties).toBe(false);
      expect(object.required).toEqual(Object.keys(object.properties ?? {}));
    }
  });

  it('uses only what every server knows', () => {
    const known = [
      'type',
      'description',
      'enum',
      'properties',
      'required',
      'additionalProperties',
      'items',
      'minItems',
      'maxItems',
      'minimum',
      'maximum',
    ];
    expect(
      [...new Set(allOf(schema).flatMap((each) => Object.keys(each)))].filter((key) => !known.includes(key)),
    ).toEqual([]);
    expect(allOf(schema).every(({ type }) => typeof type === 'string')).toBe(true);
  });

  it('fits an answer', () => {
    const check = new Ajv({ strict: true }).compile(schema);
    expect([check(example), check.errors]).toEqual([true, null]);
  });
});

it('asks for exactly as many scenes as the brief', () => {
  const schema = schemaOf('script', newScriptBrief({ scenesPerEpisode: 3 }));
  expect(schema.properties?.scenes).toMatchObject({ minItems: 3, maxItems: 3 });
});
