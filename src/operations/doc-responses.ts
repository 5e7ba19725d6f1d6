import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { API_ERRORS, type ApiErrorCode } from '../common/api-error-catalogue.js';
import { ApiError, type RouteAnswer } from '../common/api.decorators.js';
import { errorExamples } from './doc-examples.js';
import { headersOf } from './doc-headers.js';

/** Answers by HTTP status, or by name where they are shared. */
export type Responses = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>;

const STREAMED = [
  'id: 43',
  'event: job.stage',
  'data: {"type":"job.stage","seq":119,"job_seq":43,"project_id":"0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20","job_id":' +
    '"0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2","data":{"stage":"clips","status":"completed"},"timestamp":1795854901000}',
];
/** As long as the connection lasts. */
const EVENT_STREAM = {
  'text/event-stream': {
    schema: { type: 'string', maxLength: Number.MAX_SAFE_INTEGER },
    example: `${STREAMED.join('\n')}\n\n`,
  },
};

/** What a route answers when all is well, in the envelope. */
export function successResponses(
  { status, data, redirect, pending, eventStream }: RouteAnswer,
  { isKeyed, mostItems }: { isKeyed: boolean; mostItems: number | undefined },
): Responses {
  const page = mostItems === undefined ? data : limited(data, mostItems);
  const more = [...(status === 202 ? ['Location'] : []), ...(isKeyed ? ['Idempotent-Replayed'] : [])];
  return {
    [status]: {
      description: 'success',
      headers: headersOf(status, ...more),
      content: { 'application/json': { schema: enveloped(page) }, ...(eventStream === undefined ? {} : EVENT_STREAM) },
    },
    ...(eventStream === undefined ? {} : { 204: { description: eventStream, headers: headersOf(204) } }),
    ...(pending === undefined ? {} : { 202: pendingResponse(pending) }),
    ...(redirect === undefined ? {} : { 302: { description: redirect, headers: headersOf(302, 'Location') } }),
  };
}

function enveloped(data: object): object {
  return {
    type: 'object',
    required: ['code', 'message', 'data'],
    properties: { code: { type: 'integer', enum: [0] }, message: { type: 'string', enum: ['success'] }, data },
  };
}

/** There is nothing to be had yet. */
function pendingResponse(description: string) {
  const example = { code: 0, message: 'success', data: null };
  const content = { 'application/json': { schema: enveloped({ type: 'null' }), example } };
  return { description, headers: headersOf(202), content };
}

/** A page has as many items as its `limit` may ask for. */
function limited(data: RouteAnswer['data'], most: number): object {
  const properties = data['properties'] as Record<'items' | 'limit', object>;
  const { items, limit } = properties;
  return {
    ...data,
    properties: { ...properties, items: { ...items, maxItems: most }, limit: { ...limit, maximum: most } },
  };
}

/**
 * The answers for error codes: one response per HTTP status, with the codes that it may carry. Most routes share theirs,
 * so each is written once, into `shared` (`components/responses`), and referred to.
 */
export function errorResponses(codes: ApiErrorCode[], shared: Responses): Responses {
  const all = Object.keys(API_ERRORS) as ApiErrorCode[];
  const statuses = [...new Set(codes.map((code) => API_ERRORS[code]))];
  return Object.fromEntries(
    statuses.map((status) => {
      // In the catalogue's order, whatever the route's is: the same codes are the same answer.
      const names = all.filter((code) => API_ERRORS[code] === status && codes.includes(code));
      const name = names.map(componentName).join('Or');
      shared[name] ??= errorResponse(status, names);
      return [status, { $ref: `#/components/responses/${name}` }];
    }),
  );
}

/** The answer with an error status and one of these codes. */
export function errorResponse(status: number, codes: ApiErrorCode[]) {
  // What is not narrowed is named all the same: strict readers take the second schema, by itself, for closed.
  const error = { type: 'object', properties: { code: { enum: codes }, details: {}, request_id: {} } };
  const narrowed = { type: 'object', properties: { code: { enum: [status] }, error } };
  const schema = { allOf: [{ $ref: getSchemaPath(ApiError) }, narrowed] };
  return {
    description: codes.join(', '),
    headers: headersOf(status),
    content: { 'application/json': { schema, examples: errorExamples(status, codes) } },
  };
}

/** `RATE_LIMITED` as a component is called: `RateLimited`. */
function componentName(code: ApiErrorCode): string {
  return code.toLowerCase().replace(/(?:^|_)(\w)/g, (_match, letter: string) => letter.toUpperCase());
}
