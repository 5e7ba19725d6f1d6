import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import openapiTS, { astToString } from 'openapi-typescript';

/**
 * Writes what the SDK takes from the server: `src/schema.ts` and `src/error-status.ts` from openapi.json, the schemas of
 * events and `src/event-map.ts` from asyncapi.json. With `--check` it compares them instead.
 */
const ROOT = join(import.meta.dirname, '../..');
const SOURCES = 'openapi.json and asyncapi.json';
const BANNER = (source) => `// Made from ${source} by "npm run sdk"; not edited by hand.\n\n`;

/** All schemas, each once: what both documents describe is the same. */
async function schema(openApi, asyncApi) {
  const { schemas: own } = openApi.components;
  const schemas = { ...own, ...asyncApi.components.schemas, ...own };
  const document = { ...openApi, components: { ...openApi.components, schemas } };
  // A field with a default may be left out of a request.
  return BANNER(SOURCES) + astToString(await openapiTS(document, { defaultNonNullable: false }));
}

/** Answers of sockets carry codes alone. */
function errorStatus({ 'x-error-catalogue': { errors } }) {
  const lines = Object.entries(errors).map(([code, { status }]) => `  ${code}: ${status},\n`);
  const comment = '/** The status that REST gives with each code. */\n';
  return `${BANNER('openapi.json')}${comment}export const ERROR_STATUS = {\n${lines.join('')}} as const;\n`;
}

/** The data of each message by its name. */
function eventMap({ channels, components: { messages } }) {
  const mapOf = (name, comment, channel) => {
    const lines = Object.keys(channels[channel].messages).flatMap((message) => {
      const { summary, payload } = messages[message];
      const data = payload.properties?.timestamp && payload.properties.data.$ref.split('/').at(-1);
      return data ? [`  /** ${summary}. */\n  '${message}': Schemas['${data}'];\n`] : [];
    });
    return `\n/** ${comment} */\nexport interface ${name} {\n${lines.join('')}}\n`;
  };
  const imports = "import type { components } from './schema.js';\n\ntype Schemas = components['schemas'];\n";
  const events = mapOf('EventMap', 'What happens in projects and jobs: data by name.', 'project');
  return BANNER('asyncapi.json') + imports + events + mapOf('NoticeMap', 'What one connection is told.', 'socket');
}

const isCheck = argv.includes('--check');
const read = async (name) => JSON.parse(await readFile(join(ROOT, name), 'utf8'));
const [openApi, asyncApi] = [await read('openapi.json'), await read('asyncapi.json')];
const files = {
  'src/schema.ts': await schema(openApi, asyncApi),
  'src/error-status.ts': errorStatus(openApi),
  'src/event-map.ts': eventMap(asyncApi),
};
for (const [name, text] of Object.entries(files)) {
  const path = join(import.meta.dirname, name);
  if (!isCheck) {
    await writeFile(path, text);
  } else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
    throw new Error(`sdk/typescript/${name} is not what the server says: run "npm run sdk" and commit it`);
  }
}
