import { type ArgumentMetadata, Injectable, type PipeTransform, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { AppError } from './errors.js';
import { type FieldFault, faultOf } from './field-faults.js';
import { QUERY_GROUP } from './field.decorators.js';

const MAX_FIELDS = 50;
const MAX_DEPTH = 32;
const MAX_NAME_LENGTH = 200;

/** Checks that say what type a value must have: where one fails, those on length or range add nothing. */
const TYPE_RULES = ['isString', 'isInt', 'isNumber', 'isBoolean', 'isArray', 'isObject'];

/** Checks bodies and query strings against their DTO class and refuses them with every bad field named. */
@Injectable()
export class RequestPipe implements PipeTransform {
  private readonly body = newPipe([]);
  private readonly query = newPipe([QUERY_GROUP]);

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    if (metadata.type !== 'body' && metadata.type !== 'query') {
      return value;
    }
    const input = metadata.type === 'body' ? plainObject(value) : value;
    refuseUnusable(input);
    return (metadata.type === 'body' ? this.body : this.query).transform(input, metadata);
  }
}

function newPipe(groups: string[]): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    transformOptions: { groups },
    // Its class has what the rules were given.
    validationError: { target: true },
    exceptionFactory: (errors) => AppError.invalid(...fieldFaults(errors)),
  });
}

/** Refuses, before any DTO sees it, what none can take; bottomless nesting would overflow the stack there. */
export function refuseUnusable(input: unknown): void {
  const fields = unusable(input);
  if (fields.length > 0) {
    throw AppError.invalid(...fields.slice(0, MAX_FIELDS));
  }
}

/** No body at all is an empty one; a list, a text, a number or `null` would pass a DTO of optional fields. */
function plainObject(body: unknown): unknown {
  if (body === undefined) {
    return {};
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw AppError.invalid({ field: 'body', rule: 'isObject' });
  }
  return body;
}

/** Names that no DTO can know, texts that PostgreSQL or a font cannot hold, and values nested deeper than any of ours. */
function unusable(input: unknown): FieldFault[] {
  const bad: FieldFault[] = [];
  const pending: { value: unknown; field: string; depth: number }[] = [{ value: input, field: '', depth: 0 }];
  for (let next = pending.pop(); next !== undefined && bad.length < MAX_FIELDS; next = pending.pop()) {
    const { value, field, depth } = next;
    if (depth > MAX_DEPTH) {
      bad.push({ field: shortened(field), rule: 'maxDepth', args: { most: MAX_DEPTH } });
      return bad;
    }
    if (typeof value === 'string' && !isText(value)) {
      bad.push({ field: shortened(field), rule: 'isText' });
    }
    if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) {
        const path = shown(pathOf(field, key, Array.isArray(value)));
        if (key in Object.prototype) {
          // class-transformer passes these over, so the DTO would never see them.
          bad.push({ field: shortened(path), rule: 'unknown_field' });
        } else if (!isText(key)) {
          bad.push({ field: shortened(path), rule: 'isText.name' });
        }
        pending.push({ value: child, field: path, depth: depth + 1 });
      }
    }
  }
  return bad;
}

/** A name that is told back to its sender, with a sign in place of what makes it no text. */
function shown(name: string): string {
  return name.toWellFormed().replaceAll('\0', '\ufffd');
}

function isText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

function pathOf(parent: string, key: string, isItem: boolean): string {
  if (parent === '') {
    return key;
  }
  return isItem ? `${parent}[${key}]` : `${parent}.${key}`;
}

function shortened(name: string): string {
  return name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}…` : name;
}

/** class-validator's tree as a flat list: `characters[0].name`, and the rules that it breaks; no more than one answer has. */
export function fieldFaults(errors: ValidationError[]): FieldFault[] {
  const faults: FieldFault[] = [];
  for (const fault of faultsIn(errors, '')) {
    faults.push(fault);
    if (faults.length === MAX_FIELDS) {
      break;
    }
  }
  return faults;
}

function* faultsIn(errors: ValidationError[], parent: string): Generator<FieldFault> {
  for (const error of errors) {
    const field = pathOf(parent, error.property, /^\d+$/.test(error.property));
    yield* ownFaults(error, shortened(field));
    yield* faultsIn(error.children ?? [], field);
  }
}

function ownFaults(error: ValidationError, field: string): FieldFault[] {
  const rules = Object.keys(error.constraints ?? {});
  if (rules.length === 0) {
    return [];
  }
  if (rules.includes('whitelistValidation')) {
    return [{ field, rule: 'unknown_field' }];
  }
  if (error.value === undefined && (error.children ?? []).length === 0) {
    return [{ field, rule: 'required' }];
  }
  const typeRules = rules.filter((rule) => TYPE_RULES.includes(rule));
  return (typeRules.length > 0 ? typeRules : rules).map((rule) => faultOf(error, field, rule));
}
