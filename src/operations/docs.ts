import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { API_ERRORS, type ApiErrorCode } from '../common/api-error-catalogue.js';
import { ApiError, ROUTE_ANSWER, ROUTE_PUBLIC, ROUTE_RESTRICTED, type RouteAnswer } from '../common/api.decorators.js';
import { takesIdempotencyKey } from '../common/idempotency.interceptor.js';
import { VERSION } from '../common/version.js';
import { addBodyExample, errorExamples } from './doc-examples.js';
import { addCommonHeaders } from './doc-headers.js';
import { errorCatalogue } from './error-docs.js';
import { webhookDocs } from './webhook-docs.js';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & {
  [ROUTE_PUBLIC]?: boolean;
  [ROUTE_RESTRICTED]?: boolean;
  [ROUTE_ANSWER]?: RouteAnswer;
};

const LOCATION = { description: 'Where the result is', schema: { type: 'string', format: 'uri-reference' } };
const REPLAYED = {
  description: 'This is the answer to the first request with this Idempotency-Key',
  schema: { type: 'string', enum: ['true'] },
};
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A name for this request that you choose, new for each. If no answer came, send the same request with the same key ' +
    'again: within 24 hours it is done only once and gets the first answer.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
} as const;

/** The OpenAPI 3.1 document, made from the controllers. */
export function buildOpenApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Jumu (剧幕)')
    .setDescription('Turns one prompt into a finished short web drama.')
    .setVersion(VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An access token, or an API key: jumu_…' }, 'bearer')
    .addSecurityRequirements('bearer')
    .addTag('auth', 'Accounts, tokens and API keys')
    .addTag('projects', 'What films are made in')
    .addTag('uploads', 'Pictures, sounds and videos of your own')
    .addTag('productions', 'Everything that starts work: it answers 202, and the job is watched')
    .addTag('jobs', 'Runs of a workflow, how far they are and what they made')
    .addTag('webhooks', 'What your server is told about your jobs')
    .addTag('scenes', 'The script of a project, cut into shots')
    .addTag('operations', 'Is it well?')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (_controller, method) => method,
  });
  completeOperations(document);
  leaveOutNotAvailable(document);
  addCommonHeaders(document);
  document.webhooks = webhookDocs();
  return Object.assign(document, { 'x-error-catalogue': errorCatalogue() });
}

/** Serves `/docs` (Swagger UI, from our own files) and `/docs/openapi.json`. */
export function setupDocs(app: INestApplication): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= buildOpenApi(app)), {
    jsonDocumentUrl: 'docs/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Jumu API',
    swaggerOptions: { persistAuthorization: true, validatorUrl: 'none' },
  });
}

/** Adds what every operation shares: the errors that any of them can answer with, and who may call it. */
function completeOperations(document: OpenAPIObject): void {
  const seen = new Set<string>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation: Operation | undefined = item[method];
      if (operation === undefined) {
        continue;
      }
      const id = operation.operationId ?? '';
      if (seen.has(id)) {
        throw new RangeError(`Two controller methods are called ${id}; an operationId must be unique`);
      }
      seen.add(id);
      completeOperation(operation, method, takesIdempotencyKey(method, path));
      if (operation.requestBody) {
        addBodyExample(operation.requestBody, document.components?.schemas ?? {});
      }
    }
  }
}

function completeOperation(operation: Operation, method: string, takesKey: boolean): void {
  const { [ROUTE_PUBLIC]: isPublic = false, [ROUTE_RESTRICTED]: isRestricted = false } = operation;
  const { [ROUTE_ANSWER]: answer } = operation;
  delete operation[ROUTE_PUBLIC];
  delete operation[ROUTE_RESTRICTED];
  delete operation[ROUTE_ANSWER];
  if (isPublic) {
    operation.security ??= [];
  }
  const isKeyed = takesKey && !isPublic;
  if (isKeyed) {
    operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
  }
  const isChecked =
    // Fields that nobody asked for are refused also where no body is taken.
    method !== 'get' || (operation.parameters ?? []).some((parameter) => 'in' in parameter && parameter.in === 'query');
  const codes: ApiErrorCode[] = [
    ...(isChecked ? (['INVALID_PARAMS'] as const) : []),
    ...(operation.requestBody === undefined ? [] : (['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const)),
    ...(isPublic ? [] : (['UNAUTHENTICATED', 'TOKEN_EXPIRED'] as const)),
    ...(isRestricted ? (['FORBIDDEN'] as const) : []),
    ...(answer?.errors ?? []),
    ...(isKeyed ? (['IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'] as const) : []),
    'RATE_LIMITED',
    'INTERNAL_ERROR',
    'DB_ERROR',
    'SERVICE_UNAVAILABLE',
  ];
  // What the swagger plugin guessed from the method's return type has no envelope, and 201 for every POST.
  const success = answer === undefined ? operation.responses : successResponse(answer, isKeyed);
  operation.responses = { ...success, ...errorResponses(codes) };
}

function successResponse({ status, data, redirect }: RouteAnswer, isKeyed: boolean): Operation['responses'] {
  const schema = {
    type: 'object',
    required: ['code', 'message', 'data'],
    properties: {
      code: { type: 'integer', enum: [0] },
      message: { type: 'string', enum: ['success'] },
      data,
    },
  };
  const headers = {
    ...(status === 202 ? { Location: LOCATION } : {}),
    ...(isKeyed ? { 'Idempotent-Replayed': REPLAYED } : {}),
  };
  const hasHeaders = Object.keys(headers).length > 0;
  return {
    [status]: {
      description: 'success',
      ...(hasHeaders ? { headers } : {}),
      content: { 'application/json': { schema } },
    },
    ...(redirect === undefined ? {} : { 302: { description: redirect, headers: { Location: LOCATION } } }),
  };
}

/** A field that takes no value at all (`@NotAvailable`) is not part of what can be asked. */
function leaveOutNotAvailable(document: OpenAPIObject): void {
  for (const schema of Object.values(document.components?.schemas ?? {})) {
    const properties = 'properties' in schema ? (schema.properties ?? {}) : {};
    for (const [name, property] of Object.entries(properties)) {
      if ('not' in property) {
        delete properties[name];
      }
    }
  }
}

/** The answers for error codes: one response per HTTP status, with the codes that it may carry. */
function errorResponses(codes: ApiErrorCode[]): Operation['responses'] {
  const statuses = [...new Set(codes.map((code) => API_ERRORS[code]))];
  return Object.fromEntries(
    statuses.map((status) => {
      const names = [...new Set(codes.filter((code) => API_ERRORS[code] === status))];
      const narrowed = { properties: { error: { properties: { code: { enum: names } } } } };
      const schema = { allOf: [{ $ref: getSchemaPath(ApiError) }, narrowed] };
      const json = { schema, examples: errorExamples(names) };
      return [status, { description: names.join(', '), content: { 'application/json': json } }];
    }),
  );
}
