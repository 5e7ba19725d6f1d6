import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsString, Length, Matches, registerDecorator } from 'class-validator';
import { sentence } from '../common/field-faults.js';
import { type FieldRule } from '../common/field-rule-catalogue.js';

const MOST_CHECKBOXES = 50;
const LONGEST_CHECKBOX = 50;
const MOST_NAMES = 20;

/** Of a person. */
export const LONGEST_NAME = 40;

/** Fields of scenes and shots that are lists or maps: check and documentation in one. */

/** Names of people, each once. */
export function Names(): PropertyDecorator {
  const name = { type: 'string', minLength: 1, maxLength: LONGEST_NAME, pattern: '\\S' };
  return applyDecorators(
    IsArray(),
    ArrayMaxSize(MOST_NAMES),
    ArrayUnique(),
    IsString({ each: true }),
    Length(1, LONGEST_NAME, { each: true }),
    Matches(/\S/, { each: true, ...sentence('matches.blank') }),
    ApiProperty({ type: 'array', items: name, maxItems: MOST_NAMES, uniqueItems: true }),
  );
}

/** Named yeses and noes; a dot would make a path of the name. */
export function Checkboxes(): PropertyDecorator {
  return applyDecorators(
    mapRule('checkboxes', areCheckboxes),
    ApiProperty({ type: 'object', additionalProperties: { type: 'boolean' }, maxProperties: MOST_CHECKBOXES }),
  );
}

export function areCheckboxes(entries: [string, unknown][]): boolean {
  return (
    entries.length <= MOST_CHECKBOXES &&
    entries.every(([name, value]) => isCheckboxName(name) && typeof value === 'boolean')
  );
}

export function isCheckboxName(name: string): boolean {
  const { length } = [...name];
  return length > 0 && length <= LONGEST_CHECKBOX && !name.includes('.') && !(name in Object.prototype);
}

/** A place, from 0 on, for each id. Which ids and which places there must be is for the one who has the list. */
export function Places(most: number): PropertyDecorator {
  return applyDecorators(
    mapRule('reorder_map', (entries) => arePlaces(entries, most)),
    ApiProperty({
      type: 'object',
      additionalProperties: { type: 'integer', minimum: 0, maximum: most - 1 },
      maxProperties: most,
    }),
  );
}

function arePlaces(entries: [string, unknown][], most: number): boolean {
  const isPlace = (value: unknown) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < most;
  return entries.length <= most && entries.every(([, value]) => isPlace(value));
}

function mapRule(name: FieldRule, accepts: (entries: [string, unknown][]) => boolean): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: propertyName as string,
      validator: {
        validate: (value: unknown) =>
          typeof value === 'object' && value !== null && !Array.isArray(value) && accepts(Object.entries(value)),
      },
    });
  };
}
