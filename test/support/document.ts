import { readFileSync } from 'node:fs';
import { Ajv2020, type Options } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const FILE = 'openapi.json';
const METHODS = new Set(['get', 'head', 'put', 'post', 'patch', 'delete']);

/** Where something stands in a document: the names on the way to it. */
export type Pointer = string[];

/** The committed document of the API, or another; `revive` may change every part of it, as `JSON.parse` lets it. */
export function readDocument(revive?: (name: string, part: any) => unknown, file = FILE): any {
  return JSON.parse(readFileSync(file, 'utf8'), revive);
}

/** All operations of a document: `method` is `get`, `path` is `/api/v1/jobs/{id}`. */
export function operationsIn<T = any>(document: { paths: object }): { method: string; path: string; operation: T }[] {
  return Object.entries<object>(document.paths as Record<string, object>).flatMap(([path, item]) =>
    Object.entries<T>(item as Record<string, T>)
      .filter(([name]) => METHODS.has(name))
      .map(([method, operation]) => ({ method, path, operation })),
  );
}

/** Whether an operation needs no token. */
export function isForAnybody(document: any, operation: any): boolean {
  const schemes: object[] = operation.security ?? document.security;
  return schemes.length === 0 || schemes.some((scheme) => Object.keys(scheme).length === 0);
}

/** What stands there; undefined if nothing does. */
export function partAt(document: any, pointer: Pointer): any {
  return pointer.reduce((node, name) => node?.[name], document);
}

/** Where a `$ref` leads to. */
export function pointerOf(reference: string): Pointer {
  return reference
    .split('/')
    .slice(1)
    .map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A part, or what it refers to. */
export function resolved(document: any, part: any): any {
  return part?.$ref === undefined ? part : resolved(document, partAt(document, pointerOf(part.$ref)));
}

/** Judges values by the schemas of a document, by {@link referenceTo} them. */
export function newAjv(document: object, options: Options = {}): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, ...options });
  addFormats.default(ajv);
  return ajv.addSchema(document, FILE);
}

/** What {@link newAjv} knows a part of its document by. */
export function referenceTo(pointer: Pointer): string {
  const escaped = pointer.map((name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1')));
  return `${FILE}#/${escaped.join('/')}`;
}

/** A schema whose references lead into the document of {@link newAjv} from wherever the schema is. */
export function absolute(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${FILE}#/`)) as object;
}
