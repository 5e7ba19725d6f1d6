import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type ApiErrorCode } from '../common/api-error-catalogue.js';
import { ROUTE_ANSWER, ROUTE_PUBLIC, ROUTE_RESTRICTED, type RouteAnswer } from '../common/api.decorators.js';
import { IDEMPOTENCY_KEY_SCHEMA } from '../common/idempotency-keys.js';
import { takesIdempotencyKey } from '../common/idempotency.interceptor.js';
import { VERSION } from '../common/version.js';
import { addBounds } from './doc-bounds.js';
import { addExamples } from './doc-examples.js';
import { SHARED_HEADERS } from './doc-headers.js';
import { plainRoutes } from './doc-plain-routes.js';
import { errorResponses, type Responses, successResponses } from './doc-responses.js';
import { joinLines, type Schemas } from './doc-schemas.js';
import { errorCatalogue } from './error-docs.js';
import { setupRedoc } from './redoc.js';
import { webhookDocs } from './webhook-docs.js';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & {
  [ROUTE_PUBLIC]?: boolean;
  [ROUTE_RESTRICTED]?: boolean;
  [ROUTE_ANSWER]?: RouteAnswer;
};

const KEY_PARAMETER = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description:
    'A name for this request that you choose, new for each. If no answer came, send the same request with the same key ' +
    'again: within 24 hours it is done only once and gets the first answer.',
  schema: IDEMPOTENCY_KEY_SCHEMA,
};

const ACCESS_TOKEN =
  'An access token: a JWT as RFC8725 wants it, with one algorithm (HS256) that no token can choose, issuer, audience and ' +
  'an end after 15 minutes, all checked. Or an API key: `jumu_…`, for machines.';

const DESCRIPTION =
  'Turns one prompt into a finished short web drama. What is told meanwhile is described at ' +
  '[/docs/events](/docs/events), and for programs in [/docs/asyncapi.json](/docs/asyncapi.json).';

/** Whoever serves the document is the server: the paths of the document begin at its root. */
const SERVERS = [{ url: '/', description: 'The server of this document, production or local', 'x-internal': false }];

/** The OpenAPI 3.1 document, made from the controllers. */
export function buildOpenApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Jumu (剧幕)')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: ACCESS_TOKEN }, 'bearer')
    .addSecurity('metrics', { type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN of the server' })
    .addSecurityRequirements('bearer')
    .addTag('auth', 'Accounts, tokens and API keys')
    .addTag('projects', 'What films are made in')
    .addTag('characters', 'The people of a project: how they look and sound in every shot')
    .addTag('scenes', 'The script of a project, cut into shots')
    .addTag('shots', 'What a scene is filmed in: picture, lines and clip')
    .addTag('uploads', 'Pictures, sounds and videos of your own')
    .addTag('media', 'The files behind the URLs in answers')
    .addTag('productions', 'Everything that starts work: it answers 202, and the job is watched')
    .addTag('analysis', 'What there is to be known of a video that is there')
    .addTag('jobs', 'Runs of a workflow, how far they are and what they made')
    .addTag('ai', 'Who does what: models, their prices and their health')
    .addTag('webhooks', 'What your server is told about your jobs')
    .addTag('operations', 'Is it well?')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (_controller, method) => method,
  });
  const responses: Responses = {};
  completeOperations(document, responses);
  Object.assign(document.paths, plainRoutes(responses));
  document.components = { ...document.components, headers: SHARED_HEADERS, responses };
  document.webhooks = webhookDocs();
  addBounds(document);
  return joinLines(Object.assign(document, { servers: SERVERS, 'x-error-catalogue': errorCatalogue() }));
}

/** Serves `/docs` (Swagger UI), `/redoc` (ReDoc), both from our own files, and `/docs/openapi.json`. */
export function setupDocs(app: INestApplication): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= buildOpenApi(app)), {
    jsonDocumentUrl: 'docs/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Jumu API',
    swaggerOptions: { persistAuthorization: true, validatorUrl: 'none' },
  });
  setupRedoc(app);
}

/** Adds what every operation shares: the errors that any of them can answer with, and who may call it. */
function completeOperations(document: OpenAPIObject, shared: Responses): void {
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
      const { [ROUTE_ANSWER]: answer } = operation;
      completeOperation(operation, takesIdempotencyKey(method, path), shared);
      addExamples(operation, document.components?.schemas ?? {}, answer);
      markOptionalBody(operation, document.components?.schemas ?? {});
    }
  }
}

function completeOperation(operation: Operation, takesKey: boolean, shared: Responses): void {
  const { [ROUTE_PUBLIC]: isPublic = false, [ROUTE_RESTRICTED]: isRestricted = false } = operation;
  const { [ROUTE_ANSWER]: answer } = operation;
  delete operation[ROUTE_PUBLIC];
  delete operation[ROUTE_RESTRICTED];
  delete operation[ROUTE_ANSWER];
  if (isPublic) {
    // Anybody. An empty list would mean the same, but linters take it for a route that was forgotten.
    operation.security ??= [{}];
  }
  const isKeyed = takesKey && !isPublic;
  if (isKeyed) {
    operation.parameters = [...(operation.parameters ?? []), KEY_PARAMETER];
  }
  const codes: ApiErrorCode[] = [
    // Of any request: fields that nobody asked for, or a head that does not say which host it is for.
    'INVALID_PARAMS',
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
  const success =
    answer === undefined ? operation.responses : successResponses(answer, { isKeyed, mostItems: mostItems(operation) });
  operation.responses = { ...success, ...errorResponses(codes, shared) };
}

/** What `limit` can ask for, at a route that has pages. */
function mostItems({ parameters = [] }: Operation): number | undefined {
  const limit = parameters.find((parameter) => 'name' in parameter && parameter.name === 'limit');
  return limit && 'schema' in limit && limit.schema && 'maximum' in limit.schema ? limit.schema.maximum : undefined;
}

/** Where nothing has to be said, no body is `{}`. */
function markOptionalBody({ requestBody }: Operation, schemas: Schemas): void {
  const schema = requestBody && 'content' in requestBody ? requestBody.content['application/json']?.schema : undefined;
  if (schema && '$ref' in schema) {
    const dto = schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {};
    Object.assign(requestBody ?? {}, { required: 'required' in dto });
  }
}
