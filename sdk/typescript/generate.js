import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import openapiTS, { astToString } from 'openapi-typescript';

/**
 * Writes what the SDK takes from the server: `src/schema.ts` and `src/error-status.ts` from openapi.json,
 * `src/event-map.ts` from the server's own map of events. With `--check` it compares them instead.
 */
const ROOT = join(import.meta.dirname, '../..');
const BANNER = (source) => `// Made from ${source} by "npm run sdk"; not edited by hand.\n\n`;

async function schema(document) {
  // A field with a default may be left out of a request.
  return BANNER('openapi.json') + astToString(await openapiTS(document, { defaultNonNullable: false }));
}

/** Answers of sockets carry codes alone. */
function errorStatus({ 'x-error-catalogue': { errors } }) {
  const lines = Object.entries(errors).map(([code, { status }]) => `  ${code}: ${status},\n`);
  const comment = '/** The status that REST gives with each code. */\n';
  return `${BANNER('openapi.json')}${comment}export const ERROR_STATUS = {\n${lines.join('')}} as const;\n`;
}

async function eventMap() {
  const source = 'src/events/event-map.ts';
  return BANNER(source) + (await readFile(join(ROOT, source), 'utf8'));
}

const isCheck = argv.includes('--check');
const document = JSON.parse(await readFile(join(ROOT, 'openapi.json'), 'utf8'));
const files = {
  'src/schema.ts': await schema(document),
  'src/error-status.ts': errorStatus(document),
  'src/event-map.ts': await eventMap(),
};
for (const [name, text] of Object.entries(files)) {
  const path = join(import.meta.dirname, name);
  if (!isCheck) {
    await writeFile(path, text);
  } else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
    throw new Error(`sdk/typescript/${name} is not what the server says: run "npm run sdk" and commit it`);
  }
}
