import { getMetadataStorage, type ValidationError, type ValidationOptions } from 'class-validator';
import type { Argument, Arguments } from './catalogue.js';
import { FIELD_RULES, type FieldRule, RULE_ARGUMENTS } from './field-rule-catalogue.js';
import { tell } from './sentences.js';
import type { Language } from './vocabulary.js';

/** What is wrong with a field of a request, before it is told in a language. */
export interface FieldFault {
  field: string;
  rule: FieldRule;
  /** What the rule's sentence names. */
  args?: Arguments;
  /** It is wrong with one of the values of a list. */
  each?: boolean;
}

/** One refused field of a request. `rule` is the validator's name (`isInt`, `unknown_field`, …). */
export interface FieldError {
  field: string;
  rule: string;
  message: string;
}

export function toldFault({ field, rule, args = {}, each = false }: FieldFault, language: Language): FieldError {
  const sentence = tell(`field:${rule in FIELD_RULES ? rule : 'invalid'}`, args, language);
  return {
    field,
    rule: rule.split('.', 1)[0] ?? rule,
    message: each ? tell('field:each', { sentence }, language) : sentence,
  };
}

/** For a validator that is used for several things: which of its sentences tells what it is about here. */
export function sentence(rule: FieldRule): ValidationOptions {
  return { context: { sentence: rule } };
}

/** What one of class-validator's rules has found: its error knows the rule's name, its metadata what it was given. */
export function faultOf(error: ValidationError, field: string, name: string): FieldFault {
  const context = error.contexts?.[name] as { sentence?: FieldRule } | undefined;
  const target = error.target?.constructor;
  const metadata = target
    ? getMetadataStorage()
        .getTargetValidationMetadatas(target, '', false, false)
        .findLast((known) => known.propertyName === error.property && (known.name ?? known.type) === name)
    : undefined;
  const values = (metadata?.constraints ?? []) as Argument[];
  const args = (RULE_ARGUMENTS[name] ?? []).map((argument, index) => [argument, values[index] ?? '']);
  return {
    field,
    rule: context?.sentence ?? (name as FieldRule),
    args: Object.fromEntries(args) as Arguments,
    each: metadata?.each === true && Array.isArray(error.value),
  };
}
