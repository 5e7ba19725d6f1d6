import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import { newAjv, partAt, type Pointer, referenceTo, resolved } from './document.js';

/** Holds values against the schemas of a document. */
export class ValueJudge {
  private readonly ajv: Ajv2020;

  constructor(private readonly document: any) {
    this.ajv = newAjv(document, { allErrors: true });
  }

  /** What is wrong with a value, by the schema that stands there; fields that it does not name included. */
  faults(pointer: Pointer, value: unknown, at: string): string[] {
    const check = this.ajv.getSchema(referenceTo(pointer)) as ValidateFunction;
    return check(value)
      ? this.undeclared(value, [partAt(this.document, pointer)], at)
      : (check.errors ?? []).map(({ instancePath, message, params }) => {
          return `${at}${instancePath.replaceAll('/', '.')} ${message} ${JSON.stringify(params)}`;
        });
  }

  /** Fields that are sent and not described: JSON Schema lets them pass, a client generated from it never sees them. */
  private undeclared(value: unknown, schemas: any[], at: string): string[] {
    const known = schemas.flatMap((schema) => this.partsOf(schema));
    if (Array.isArray(value)) {
      const items = known.flatMap((schema) => (schema.items === undefined ? [] : [schema.items]));
      return items.length === 0 ? [] : value.flatMap((item, index) => this.undeclared(item, items, `${at}[${index}]`));
    }
    const isFree = known.some((schema) => schema.additionalProperties) || !known.some((schema) => schema.properties);
    if (typeof value !== 'object' || value === null || isFree) {
      return [];
    }
    return Object.entries(value).flatMap(([name, child]) => {
      const properties = known.flatMap((schema) => (schema.properties?.[name] ? [schema.properties[name]] : []));
      return properties.length === 0
        ? [`${at}.${name} is not described`]
        : this.undeclared(child, properties, `${at}.${name}`);
    });
  }

  /** A schema, and all that it is put together from. */
  private partsOf(schema: any): any[] {
    const own = resolved(this.document, schema);
    const { allOf = [], anyOf = [], oneOf = [] } = own;
    return [own, ...[...allOf, ...anyOf, ...oneOf].flatMap((part: unknown) => this.partsOf(part))];
  }
}
