import { newAjv, operationsIn, pointerOf, readDocument, referenceTo } from '../support/document.js';

interface Content {
  schema: object;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

interface Parameter {
  name: string;
  description?: string;
  schema: { examples?: unknown[] };
}

interface Operation {
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { content?: Record<string, Content> }>;
}

interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** A part of the document with where it is, as a JSON pointer: what of it is not as it should be begins with that. */
type Placed<T> = [at: string, part: T];

const escaped = (...names: string[]) => names.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');

function operationsOf(document: Document): Placed<Operation>[] {
  return operationsIn<Operation>(document).map(({ path, method, operation }) => [
    escaped('paths', path, method),
    operation,
  ]);
}

/** Files: nobody reads an example of one. */
const BINARY = /^(?:image|audio|video)\/\*$|^application\/(?:zip|x-subrip|vnd\.apple\.mpegurl)$|^text\/(?:vtt|x-ssa)$/;

/** Every body that is sent or answered, but files. */
function contentsOf([at, { requestBody, responses }]: Placed<Operation>): Placed<Content>[] {
  const inside = (place: string, content: Record<string, Content> = {}) =>
    Object.entries(content)
      .filter(([type]) => !BINARY.test(type))
      .map(([type, each]): Placed<Content> => [`${at}/${place}/${escaped('content', type)}`, each]);
  return [
    ...inside('requestBody', requestBody?.content),
    ...Object.entries(responses).flatMap(([status, { content }]) => inside(escaped('responses', status), content)),
  ];
}

/** What a reader of the document would miss. */
function gapsOf(document: Document): string[] {
  const operations = operationsOf(document);
  const summaries = operations.map(([, { summary }]) => summary);
  const ofOperations = operations.flatMap((placed) => {
    const [at, { summary = '', description = '', parameters = [] }] = placed;
    const isTwice = summaries.indexOf(summary) !== summaries.lastIndexOf(summary);
    return [
      ...(summary === '' || summary.length > 60 || isTwice ? [`${at} has no summary of its own: "${summary}"`] : []),
      ...(description.length < 20 ? [`${at} has no description`] : []),
      ...parameters.flatMap((parameter) => gapsOfParameter(at, parameter)),
      ...contentsOf(placed)
        .filter(([, { example, examples }]) => example === undefined && examples === undefined)
        .map(([place]) => `${place} has no example`),
    ];
  });
  const schemas = Object.entries(document.components.schemas);
  return [...ofOperations, ...schemas.flatMap(([name, schema]) => gapsOfFields(name, schema))];
}

function gapsOfFields(at: string, { properties = {}, additionalProperties }: Schema): string[] {
  const each = typeof additionalProperties === 'object' ? gapsOfFields(`${at}.*`, additionalProperties) : [];
  const named = Object.entries(properties).flatMap(([name, field]) => [
    ...(field.description ? [] : [`${at}.${name} has no description`]),
    ...gapsOfFields(`${at}.${name}`, field),
  ]);
  return [...named, ...each];
}

function gapsOfParameter(at: string, { name, description, schema }: Parameter): string[] {
  return [
    ...(description ? [] : [`${at} has a parameter without description: ${name}`]),
    ...(schema.examples === undefined ? [`${at} has a parameter without example: ${name}`] : []),
  ];
}

/** Examples that are not what their schemas say. */
function faultsOf(document: Document): string[] {
  const ajv = newAjv(document, { allErrors: true });
  return operationsOf(document)
    .flatMap(contentsOf)
    .flatMap(([at, { example, examples = {} }]) => {
      const check = ajv.getSchema(referenceTo(pointerOf(`#/${at}/schema`)));
      const values = [
        ...(example === undefined ? [] : [example]),
        ...Object.values(examples).map(({ value }) => value),
      ];
      return values.filter((value) => !check?.(value)).map(() => `${at}: ${ajv.errorsText(check?.errors)}`);
    });
}

describe('the words of openapi.json', () => {
  // Red? Mend the controller or the DTO; then npm run openapi
  const read = (): Document => readDocument();

  it('are there: summaries, descriptions and examples', () => {
    expect(gapsOf(read())).toEqual([]);
  });

  it('are true: every example is what its schema says', () => {
    expect(faultsOf(read())).toEqual([]);
  });

  it('would be missed', () => {
    const bare: Operation = {
      parameters: [{ name: 'id', schema: {} }],
      requestBody: { content: { json: { schema: {} } } },
      responses: {},
    };
    const field = { properties: { inner: {} } };
    const components = { schemas: { ADto: { properties: { field } } } };
    const wrong = { components, paths: { '/a': { post: bare } } };
    expect(gapsOf(wrong)).toEqual([
      'paths/~1a/post has no summary of its own: ""',
      'paths/~1a/post has no description',
      'paths/~1a/post has a parameter without description: id',
      'paths/~1a/post has a parameter without example: id',
      'paths/~1a/post/requestBody/content/json has no example',
      'ADto.field has no description',
      'ADto.field.inner has no description',
    ]);
    const lie = { content: { json: { schema: { type: 'integer' }, example: 'seven' } } };
    expect(faultsOf({ components, paths: { '/a': { get: { responses: { 200: lie } } } } })).toEqual([
      'paths/~1a/get/responses/200/content/json: data must be integer',
    ]);
  });
});
