import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  SetMetadata,
  type Type,
} from '@nestjs/common';
import { ApiExtension, ApiExtraModels, ApiOperation, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { API_ERRORS, type ApiErrorCode } from './api-error-catalogue.js';
import { MAX_TOTAL } from './pagination.js';

/** Who sent the request, as the access token says (nothing is looked up), or whose API key it was sent with. */
export interface Requester {
  id: string;
  role: 'user' | 'admin';
  /** Absent with an access token. */
  apiKeyId?: string;
}

/** The name of the mark that opens a route without a token. */
export const IS_PUBLIC = 'isPublic';

/** Marks a route or a controller that needs no token. */
export function Public(): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(IS_PUBLIC, true), ApiExtension(ROUTE_PUBLIC, true));
}

/** Who alone may use a route: admins, or people who have signed in (and not their machines, with API keys). */
export type Restriction = 'admin' | 'person';

/** The name of the mark that says so. */
export const RESTRICTED_TO = 'restrictedTo';

/** Marks a route or a controller that only admins may use; others get FORBIDDEN. */
export function AdminOnly(): ClassDecorator & MethodDecorator {
  return restrictedTo('admin');
}

/** Marks a route or a controller that an API key does not open: FORBIDDEN. What a key could lock its owner out with. */
export function NotByApiKey(): ClassDecorator & MethodDecorator {
  return restrictedTo('person');
}

function restrictedTo(restriction: Restriction): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(RESTRICTED_TO, restriction), ApiExtension(ROUTE_RESTRICTED, true));
}

/** The {@link Requester} of a route that is not public. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext): Requester | undefined => {
  return context.switchToHttp().getRequest<{ user?: Requester }>().user;
});

/** What `@ApiData` and its kin take besides the data's class. */
export interface ApiOptions {
  /** What it does, in an imperative of at most 60 characters. */
  summary?: string;
  /** What a client should know of it: what happens, what it costs, what is refused and why. */
  description?: string;
  /** 200 unless given: 201 for a creation, 202 for work that goes on. */
  status?: number;
  /** What this route can refuse, besides a bad request, a missing token and a fault of ours. */
  errors?: ApiErrorCode[];
  /** When it answers 302 instead. */
  redirect?: string;
  /** When it answers 202 and `data: null` instead. */
  pending?: string;
  /** It answers with Server-Sent Events, if it is asked for them; and when it answers 204 instead. */
  eventStream?: string;
  /** What in the example of its data is different from what the fields' own examples say. */
  example?: Record<string, unknown>;
}

/** What went wrong, for programs. */
class ApiErrorPart {
  @ApiProperty({
    enum: Object.keys(API_ERRORS),
    description: 'For programs; never changes. What each says: `x-error-catalogue`',
  })
  code: ApiErrorCode;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'What belongs to the code: `fields` of INVALID_PARAMS names every bad field, `current` of CONFLICT is the newest ' +
      'version, `status` of INVALID_STATE and RESULT_NOT_READY the state of the job, `retry_after_sec` of RATE_LIMITED ' +
      'the seconds to wait',
  })
  details: Record<string, unknown>;

  @ApiProperty({
    ...{ type: String, pattern: '^[\\w.:-]{8,128}$', maxLength: 128 },
    description: 'Names the request in our logs; also in `X-Request-Id`',
  })
  request_id: string;
}

/** The error envelope as OpenAPI knows it. */
export class ApiError {
  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599, description: 'The HTTP status' })
  code: number;

  @ApiProperty({
    ...{ type: String, maxLength: 2000 },
    description: 'For people, in Chinese or English after `Accept-Language`',
  })
  message: string;

  @ApiProperty({ type: 'null', description: 'There is none' })
  data: null;

  @ApiProperty({ type: ApiErrorPart, description: 'What went wrong' })
  error: ApiErrorPart;
}

type Schema = Record<string, unknown>;

/** What a route answers; the document is made from it, the errors that every route shares included. */
export interface RouteAnswer {
  status: number;
  data: Schema;
  errors: ApiErrorCode[];
  redirect?: string;
  pending?: string;
  eventStream?: string;
  example?: Record<string, unknown>;
}

/** The OpenAPI extension under which a route's {@link RouteAnswer} waits for the document to be made. */
export const ROUTE_ANSWER = 'x-answer';

/** The OpenAPI extension that marks a public route until then. */
export const ROUTE_PUBLIC = 'x-public';

/** The OpenAPI extension that marks a route which not every user may use, until then. */
export const ROUTE_RESTRICTED = 'x-restricted';

function describe(data: Schema, models: Type<unknown>[], options: ApiOptions): MethodDecorator {
  const { summary, description, status = 200, errors = [], redirect, pending, eventStream, example } = options;
  const answer: RouteAnswer = { status, data, errors, redirect, pending, eventStream, example };
  return applyDecorators(
    HttpCode(status),
    ApiExtraModels(ApiError, ...models),
    ApiExtension(ROUTE_ANSWER, answer),
    ...(summary === undefined ? [] : [ApiOperation({ summary, description })]),
  );
}

/** The route answers with one `type` (or a plain list of them), in the envelope. */
export function ApiData(type: Type<unknown>, options: ApiOptions & { isArray?: boolean } = {}): MethodDecorator {
  const item = { $ref: getSchemaPath(type) };
  return describe(options.isArray ? { type: 'array', items: item } : item, [type], options);
}

/** The route answers with a page of `type`, in the envelope. */
export function ApiPage(type: Type<unknown>, options: ApiOptions = {}): MethodDecorator {
  const page = {
    type: 'object',
    required: ['items', 'total', 'total_is_exact', 'limit', 'offset'],
    properties: {
      items: { type: 'array', items: { $ref: getSchemaPath(type) }, description: 'This page of the list' },
      total: {
        type: 'integer',
        minimum: 0,
        maximum: MAX_TOTAL,
        example: 1,
        description: 'How many there are in all; not counted beyond 10,000',
      },
      total_is_exact: { type: 'boolean', example: true, description: 'False: there are more than 10,000' },
      limit: { type: 'integer', minimum: 1, example: 20, description: 'As asked' },
      offset: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, example: 0, description: 'As asked' },
    },
  };
  return describe(page, [type], options);
}

/** The route answers with `data: null`, in the envelope. */
export function ApiNoData(options: ApiOptions = {}): MethodDecorator {
  return describe({ type: 'null' }, [], options);
}
