import { type OpenAPIObject } from '@nestjs/swagger';
import { LANGUAGES } from '../common/vocabulary.js';

type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;

const count = (description: string) => ({ description, schema: { type: 'integer' as const } });
const text = (description: string, schema: object) => ({ description, schema: { type: 'string' as const, ...schema } });

/** Where a header of this kind is named, it is sent: a client need not ask whether it is there. */
export const always = <T extends object>(header: T) => ({ ...header, required: true });

/**
 * Every header that answers of several routes have, once: `components/headers`. Three kinds are not always sent: limits may
 * be off, an origin may be none of ours, and most answers are no repeated ones.
 */
export const SHARED_HEADERS: Headers = {
  'X-Request-Id': always(
    text('Names this request in our logs; yours, if you sent one of this form', {
      ...{ pattern: '^[\\w.:-]{8,128}$', maxLength: 128 },
    }),
  ),
  'RateLimit-Limit': count('How many requests a minute the caller may send. No RateLimit headers: as many as it likes'),
  'RateLimit-Remaining': count('How many of them are left'),
  'RateLimit-Reset': count('In how many seconds they are all there again'),
  'Retry-After': always(count('In how many seconds to try again')),
  'Access-Control-Allow-Origin': text('Your origin, where it is one of CORS_ORIGINS; else the header is not sent', {
    ...{ format: 'uri', maxLength: 2048 },
  }),
  'Content-Language': always(
    text('The language of the sentences in the answer, after `Accept-Language`', { enum: [...LANGUAGES] }),
  ),
  Location: always(text('Where the result is', { format: 'uri-reference', maxLength: 8192 })),
  'Idempotent-Replayed': text('This is the answer to the first request with this Idempotency-Key', { enum: ['true'] }),
};

const EVERYWHERE = [
  'X-Request-Id',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Access-Control-Allow-Origin',
];

/** The headers of an answer: those that all have, what belongs to an error, and `more`, by name. */
export function headersOf(status: number, ...more: string[]): Headers {
  const ofErrors = status >= 400 ? ['Content-Language'] : [];
  const ofDelays = status === 429 || status === 503 ? ['Retry-After'] : [];
  const names = [...EVERYWHERE, ...ofErrors, ...ofDelays, ...more];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
