import { type OpenAPIObject } from '@nestjs/swagger';

type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;
type Responses = NonNullable<NonNullable<OpenAPIObject['paths'][string]['get']>['responses']>;

const number = (description: string) => ({ description, schema: { type: 'integer' as const, minimum: 0 } });

const HEADERS: Headers = {
  'X-Request-Id': { description: 'Names this request in our logs; yours, if you sent one', schema: { type: 'string' } },
  'RateLimit-Limit': number(
    'How many requests a minute the caller may send. No RateLimit headers: as many as it likes',
  ),
  'RateLimit-Remaining': number('How many of them are left'),
  'RateLimit-Reset': number('In how many seconds they are all there again'),
  'Retry-After': number('In how many seconds to try again'),
};
/** Where the headers that every answer has are worth naming: at successes, and where they say when to come back. */
const NAMED: [status: RegExp, names: string[]][] = [
  [/^[23]/, ['X-Request-Id', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset']],
  [/^429$/, ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After']],
  [/^503$/, ['Retry-After']],
];

/** Describes the headers that all routes share, once, and names them at the answers. */
export function addCommonHeaders(document: OpenAPIObject): void {
  document.components = { ...document.components, headers: HEADERS };
  for (const { get, put, post, patch, delete: remove } of Object.values(document.paths)) {
    [get, put, post, patch, remove].forEach((operation) => addTo(operation?.responses ?? {}));
  }
}

function addTo(responses: Responses): void {
  for (const [status, response] of Object.entries(responses)) {
    const names = NAMED.find(([pattern]) => pattern.test(status))?.[1] ?? [];
    if (names.length > 0 && response && !('$ref' in response)) {
      const shared = names.map((name) => [name, { $ref: `#/components/headers/${name}` }]);
      response.headers = { ...response.headers, ...(Object.fromEntries(shared) as Headers) };
    }
  }
}
