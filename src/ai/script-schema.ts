import { plainToInstance } from 'class-transformer';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import { FilmInsights } from '../offline/insights.js';
import { EpisodeBoard, EpisodeScript, scenesIn, StoryBible } from '../offline/story.js';
import { ShotSuggestion } from '../offline/suggestion.js';
import { LineTranslations } from '../offline/translation.js';
import { type AnswerOf, type BriefOf, type ScriptKind } from './ports.js';

/** The JSON schema subset that all servers with strict structured output share. */
export interface JsonSchema {
  type: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  description?: string;
  enum?: string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: false;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
}

/** The class each answer must fit. */
export const ANSWER_CLASSES: { [Kind in ScriptKind]: new () => AnswerOf<Kind> } = {
  style: StoryBible,
  script: EpisodeScript,
  storyboard: EpisodeBoard,
  translation: LineTranslations,
  suggestion: ShotSuggestion,
  insights: FilmInsights,
};

const LISTS: { [Kind in ScriptKind]: (brief: BriefOf<Kind>) => [list: string, length: number] | null } = {
  style: (brief) => ['episodes', brief.episodes],
  script: (brief) => ['scenes', scenesIn(brief)],
  storyboard: (brief) => ['scenes', brief.script.scenes.length],
  translation: (brief) => ['translations', brief.lines.length],
  suggestion: () => null,
  insights: () => null,
};

/** The schema of an answer, made from its class; its main list, if it has one, is as long as the brief asks. */
export function schemaOf<Kind extends ScriptKind>(kind: Kind, brief: BriefOf<Kind>): JsonSchema {
  const schema = objectSchema(ANSWER_CLASSES[kind]);
  const main = LISTS[kind](brief);
  if (main === null) {
    return schema;
  }
  const { properties } = schema;
  const [list, length] = main;
  const sized = { ...properties?.[list], minItems: length, maxItems: length } as JsonSchema;
  return { ...schema, properties: { ...properties, [list]: sized } };
}

type AnyClass = new () => object;

/** What class-validator-jsonschema makes of a property. */
type LooseSchema = Partial<JsonSchema> & {
  $ref?: string;
  items?: { $ref?: string };
  minLength?: number;
  maxLength?: number;
};

/** Every property is required and no other allowed, as strict modes want it; classes inside are written out. */
export function objectSchema(target: AnyClass): JsonSchema {
  const properties = (targetConstructorToSchema(target).properties ?? {}) as Record<string, LooseSchema>;
  const entries = Object.entries(properties).map(([name, loose]) => {
    if (loose.$ref !== undefined) {
      return [name, objectSchema(classOf(target, name, {}))] as const;
    }
    const items = loose.items?.$ref === undefined ? loose.items : objectSchema(classOf(target, name, [{}]));
    return [name, propertySchema({ ...loose, items })] as const;
  });
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/**
 * Lengths of texts become words: they are not in every server's subset and blow a grammar up; our own check enforces
 * them.
 */
function propertySchema({ minLength = 0, maxLength, items, ...rest }: LooseSchema): JsonSchema {
  return {
    ...rest,
    type: rest.type ?? 'string',
    ...(maxLength === undefined ? {} : { description: `${minLength} to ${maxLength} characters` }),
    ...(items === undefined ? {} : { items: propertySchema(items) }),
  };
}

/** The class that `@Type` names for a property or for a list's items: class-transformer tells it only by making one. */
function classOf(target: AnyClass, property: string, value: object | [object]): AnyClass {
  const made = (plainToInstance(target, { [property]: value }) as Record<string, object>)[property];
  const one = Array.isArray(made) ? (made as object[])[0] : made;
  return one?.constructor as AnyClass;
}
