import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type INestApplication } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';

const SCRIPT = 'redoc.standalone.js';
/** Paths are relative to `/redoc`, so that a proxy may put the server below a path of its own. */
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Jumu API</title>
    <link rel="icon" href="data:,">
    <style>body { margin: 0 }</style>
  </head>
  <body>
    <redoc spec-url="docs/openapi.json" hide-schema-pattern></redoc>
    <script src="redoc/${SCRIPT}"></script>
  </body>
</html>
`;

/** The only thing that ReDoc would load from elsewhere: a picture in its footer. */
const LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const NO_PICTURE = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

/** Serves `/redoc`: the API documents as one page to read, from our own files. */
export function setupRedoc(app: INestApplication): void {
  let script: Promise<string> | undefined;
  const server = app.getHttpAdapter();
  server.get('/redoc', (_request: FastifyRequest, reply: FastifyReply) => {
    // Its search runs in a worker that the script makes of its own text.
    const policy = `${String(reply.getHeader('content-security-policy'))};worker-src blob:`;
    return reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(PAGE);
  });
  server.get(`/redoc/${SCRIPT}`, async (_request: FastifyRequest, reply: FastifyReply) => {
    script ??= readScript();
    const headers = { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=86400' };
    return reply.headers(headers).send(await script);
  });
}

async function readScript(): Promise<string> {
  const path = createRequire(import.meta.url).resolve(`redoc/bundles/${SCRIPT}`);
  return (await readFile(path, 'utf8')).replaceAll(LOGO, NO_PICTURE);
}
