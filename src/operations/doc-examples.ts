import { type OpenAPIObject } from '@nestjs/swagger';
import { type ApiErrorCode } from '../common/api-error-catalogue.js';
import { errorBody } from '../common/envelope.js';
import { DEFAULT_LANGUAGE, tell } from '../common/sentences.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Extract<Schemas[string], { properties?: unknown }>;
type Body = NonNullable<NonNullable<OpenAPIObject['paths'][string]['post']>['requestBody']>;

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

/** Puts the smallest body that is accepted beside a body's schema: "Try it out" begins with it. */
export function addBodyExample(body: Body, schemas: Schemas): void {
  const json = 'content' in body ? body.content['application/json'] : undefined;
  if (json?.schema && '$ref' in json.schema) {
    const schema = schemas[json.schema.$ref.split('/').at(-1) ?? ''];
    json.example = schema && 'properties' in schema ? smallest(schema) : {};
  }
}

function smallest({ properties = {}, required = [] }: Schema): Record<string, unknown> {
  const exampleOf = (name: string) => {
    const property = properties[name] as Omit<Schema, 'example' | 'enum'> & { example?: unknown; enum?: unknown[] };
    const value = property.format === 'uuid' ? SOME_ID : property.type === 'object' ? {} : name;
    return property.example ?? property.enum?.[0] ?? property.minimum ?? value;
  };
  return Object.fromEntries(required.map((name) => [name, exampleOf(name)]));
}
