import { type OpenAPIObject } from '@nestjs/swagger';
import { API_PREFIX } from '../common/http-app.js';
import { always, headersOf } from './doc-headers.js';
import { errorResponse, errorResponses, type Responses } from './doc-responses.js';

type Paths = OpenAPIObject['paths'];

const text = (description: string, schema: object = {}) => ({
  description,
  schema: { type: 'string' as const, maxLength: 255, ...schema },
});
const asked = (name: string, { description, schema }: ReturnType<typeof text>, place: 'path' | 'header') => ({
  name,
  in: place,
  required: place === 'path',
  description,
  schema,
});

const SOME_ETAG = '"0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2.mp4"';
const ANYBODY: Record<string, string[]> = {};

const MEDIA_PARAMETERS = [
  asked(
    'expires',
    text('Until when it is good, in seconds since 1970', { pattern: '^[1-9]\\d{0,11}$', examples: ['1795860000'] }),
    'path',
  ),
  asked(
    'signature',
    text('What permits it', { pattern: '^[\\w-]{43}$', examples: ['q1VZ0m7Yw3hT5nK8sRb2LxJc6dEf9gPaUoViWtXyZ4A'] }),
    'path',
  ),
  asked('folder', text('Where the file is', { pattern: '^[0-9a-f]{2}$', examples: ['e2'] }), 'path'),
  asked(
    'file',
    text('Which one', {
      pattern: '^[0-9a-f-]{36}\\.[a-z0-9]{1,8}$',
      examples: ['0199d3c4-7a2b-7e3c-8f10-91c7d5a0b3e2.mp4'],
    }),
    'path',
  ),
  asked('Range', text('A part of the file, `bytes=0-1023`', { examples: ['bytes=0-1023'] }), 'header'),
  asked(
    'If-Range',
    text('The part only if the file still has this `ETag`, else all of it', { examples: [SOME_ETAG] }),
    'header',
  ),
  asked('If-None-Match', text('The `ETag` that one has', { examples: [SOME_ETAG] }), 'header'),
];
const VALIDITY = {
  ETag: always(text('Names this content: a file never changes')),
  'Last-Modified': always(text('When it was made')),
  'Cache-Control': always(text('Good for as long as the URL is')),
  'Accept-Ranges': always(text('Parts may be asked for', { enum: ['bytes'] })),
};
const FILE = {
  ...VALIDITY,
  'Content-Length': always({
    description: 'In bytes',
    schema: { type: 'integer' as const, maximum: Number.MAX_SAFE_INTEGER },
  }),
};
const CONTENT_RANGE = { 'Content-Range': always(text('Which part of how many bytes', { pattern: '^bytes ' })) };
const SUBTITLES = ['application/x-subrip', 'text/vtt', 'text/x-ssa'];
const OTHERS = ['application/vnd.apple.mpegurl', 'application/zip'];
const CONTENT = Object.fromEntries(
  ['image/*', 'audio/*', 'video/*', ...SUBTITLES, ...OTHERS].map((type) => [type, {}]),
);

/** The routes that answer something else than our envelope: their controllers say nothing of themselves. */
export function plainRoutes(shared: Responses): Paths {
  return {
    [`${API_PREFIX}/media/{expires}/{signature}/assets/{folder}/{file}`]: {
      get: mediaRoute('getMedia', 'A file, or a part of it', CONTENT, shared),
      head: mediaRoute('headMedia', 'What a file is, without it', undefined, shared),
    },
    '/metrics': { get: metricsRoute(shared) },
  };
}

function mediaRoute(operationId: string, summary: string, content: typeof CONTENT | undefined, shared: Responses) {
  const unsatisfiable = errorResponse(416, ['INVALID_PARAMS']);
  return {
    operationId,
    summary,
    description:
      'Every media URL in an answer leads here. It carries its own permission and needs no token, so that `<img>` and ' +
      '`<video>` can load it. It expires: read the thing again for a fresh one.',
    tags: ['media'],
    security: [ANYBODY],
    parameters: MEDIA_PARAMETERS,
    responses: {
      200: { description: 'The whole file', headers: { ...headersOf(200), ...FILE }, content },
      206: { description: 'The part', headers: { ...headersOf(206), ...FILE, ...CONTENT_RANGE }, content },
      302: { description: 'It is kept elsewhere', headers: headersOf(302, 'Location') },
      304: { description: 'It is what one has', headers: { ...headersOf(304), ...VALIDITY } },
      ...errorResponses(['INVALID_PARAMS', 'SIGNATURE_INVALID', 'ROUTE_NOT_FOUND'], shared),
      412: errorResponse(412, ['INVALID_PARAMS']),
      416: { ...unsatisfiable, headers: { ...unsatisfiable.headers, ...CONTENT_RANGE } },
      ...errorResponses(['RATE_LIMITED', 'INTERNAL_ERROR', 'SERVICE_UNAVAILABLE'], shared),
    },
  };
}

function metricsRoute(shared: Responses) {
  const schema = { type: 'string' as const, maxLength: 10_000_000 };
  const example = '# TYPE jumu_ws_connections gauge\njumu_ws_connections 3\n';
  return {
    operationId: 'getMetrics',
    summary: 'Figures for Prometheus',
    description: 'Open to this machine itself; to others with `METRICS_TOKEN` as the bearer token.',
    tags: ['operations'],
    security: [{ metrics: [] }, ANYBODY],
    responses: {
      200: { description: 'success', headers: headersOf(200), content: { 'text/plain': { schema, example } } },
      ...errorResponses(['INVALID_PARAMS', 'FORBIDDEN', 'RATE_LIMITED', 'INTERNAL_ERROR'], shared),
    },
  };
}
