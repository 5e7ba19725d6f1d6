import { type OpenAPIObject } from '@nestjs/swagger';
import { type ApiErrorCode } from '../common/api-error-catalogue.js';
import { type RouteAnswer } from '../common/api.decorators.js';
import { errorBody } from '../common/envelope.js';
import { DEFAULT_LANGUAGE, tell } from '../common/sentences.js';
import { type Schemas } from './doc-schemas.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;
type Schema = Exclude<Schemas[string], Reference>;
type Reference = Extract<Schemas[string], { $ref: string }>;
type Parameter = Extract<NonNullable<Operation['parameters']>[number], { in: string }>;

const SOME_ID = '0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c11';
const DETAILS: Partial<Record<ApiErrorCode, Record<string, unknown>>> = {
  INVALID_PARAMS: { fields: [{ field: 'episodes', rule: 'min', message: 'must not be less than 1' }] },
  RATE_LIMITED: { retry_after_sec: 17 },
  RESULT_NOT_READY: { status: 'running' },
};

/** One example per code, so that a page of documentation shows what a client really gets. */
export function errorExamples(status: number, codes: ApiErrorCode[]): Record<string, { value: object }> {
  return Object.fromEntries(
    codes.map((code) => {
      const answer = {
        status,
        code,
        message: tell(`api:${code}`, {}, DEFAULT_LANGUAGE),
        details: DETAILS[code] ?? {},
      };
      return [code, { value: errorBody(answer, SOME_ID) }];
    }),
  );
}

/** Puts an example beside the schema of every body and every success. */
export function addExamples(operation: Operation, schemas: Schemas, answer?: RouteAnswer): void {
  const { requestBody, responses, parameters = [] } = operation;
  const bodies = requestBody && 'content' in requestBody ? requestBody.content : {};
  for (const body of [bodies['application/json'], bodies['multipart/form-data']]) {
    if (body?.schema && !body.example) {
      body.example = exampleOf(body.schema, schemas);
    }
  }
  const success = answer && responses[answer.status];
  const json = success && 'content' in success ? success.content?.['application/json'] : undefined;
  if (json?.schema) {
    const whole = exampleOf(json.schema, schemas) as { data: object };
    json.example = answer?.example ? { ...whole, data: { ...whole.data, ...answer.example } } : whole;
  }
  parameters.forEach((parameter) => 'in' in parameter && renameExample(parameter));
}

/** "Try it out" fills in what is called `example`: a filter that nobody has asked for would find nothing. */
function renameExample({ schema }: Parameter): void {
  if (schema && 'example' in schema) {
    schema.examples = [schema.example];
    delete schema.example;
  }
}

/**
 * The example of a schema, made of those of its fields (`@example` in a DTO): of all that are required, and of the others
 * that have one of their own. What may be null and has none is null.
 */
export function exampleOf(schema: Schema | Reference, schemas: Schemas): unknown {
  if ('$ref' in schema) {
    return exampleOf(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, schemas);
  }
  const { allOf, anyOf, items } = schema;
  const types = [schema.type, anyOf?.map((choice) => ('type' in choice ? choice.type : null))].flat(2) as unknown[];
  if (schema.example !== undefined) {
    return schema.example;
  }
  if (types.includes('null')) {
    return null;
  }
  if (allOf?.[0]) {
    return exampleOf(allOf[0], schemas);
  }
  if (types.includes('array')) {
    return items ? [exampleOf(items, schemas)] : [];
  }
  return types.includes('object') ? fieldsOf(schema, schemas) : schema.enum?.[0];
}

function fieldsOf({ properties = {}, required = [] }: Schema, schemas: Schemas): object {
  const shown = Object.entries(properties).filter(
    ([name, field]) => required.includes(name) || ('example' in field && field.example !== undefined),
  );
  return Object.fromEntries(shown.map(([name, field]) => [name, exampleOf(field, schemas)]));
}
