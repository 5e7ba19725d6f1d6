import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  IsBoolean,
  IsInt,
  IsNumber,
  IsString,
  Matches,
  Max,
  Min,
  registerDecorator,
  ValidateIf,
} from 'class-validator';
import { sentence } from './field-faults.js';

/** Decorators of DTO fields: check, conversion and documentation in one. */

/** The class-transformer group in which query strings are read: only there is `"20"` a number. */
export const QUERY_GROUP = 'query';

function fromQuery(convert: (text: string) => unknown): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? convert(value) : value), {
    groups: [QUERY_GROUP],
  });
}

/** A whole number from `min` to `max`; in a body it must be a number, in a query string it is read as one. */
export function Int(min: number, max: number): PropertyDecorator {
  return applyDecorators(
    IsInt(),
    Min(min),
    Max(max),
    fromQuery((text) => (/^-?\d{1,16}$/.test(text) ? Number(text) : text)),
    ApiProperty({ type: 'integer', minimum: min, maximum: max }),
  );
}

/**
 * Text of `min` to `max` characters, counted as PostgreSQL counts them: class-validator's own `Length` leaves out
 * variation selectors, and a column would then refuse what the check let through.
 */
export function Text(min: number, max: number): PropertyDecorator {
  const hasLength: PropertyDecorator = (target, propertyName) => {
    registerDecorator({
      name: 'isLength',
      target: target.constructor,
      propertyName: propertyName as string,
      constraints: [min, max],
      validator: {
        validate: (value: unknown) => typeof value === 'string' && isWithin([...value].length, min, max),
      },
    });
  };
  return applyDecorators(IsString(), hasLength, ApiProperty({ type: String, minLength: min, maxLength: max }));
}

function isWithin(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}

/** Text of nothing but white space is none. */
export function NotBlank(): PropertyDecorator {
  return Matches(/\S/, sentence('matches.blank'));
}

/** An amount in USD. */
export function Money(): PropertyDecorator {
  const most = 1_000_000;
  return applyDecorators(
    IsNumber({ allowNaN: false, allowInfinity: false }),
    Min(0),
    Max(most),
    ApiProperty({ type: 'number', minimum: 0, maximum: most }),
  );
}

/** True or false; in a query string the words `true` and `false`. */
export function Flag(): PropertyDecorator {
  return applyDecorators(
    IsBoolean(),
    fromQuery((text) => (text === 'true' ? true : text === 'false' ? false : text)),
    ApiProperty({ type: 'boolean' }),
  );
}

/** A sent field: where a file or a page is. */
export function Link(): PropertyDecorator {
  return ApiProperty({ type: String, format: 'uri-reference' });
}

/** The field may be absent; `null` is refused (class-validator's `IsOptional` lets it through). */
export function Optional(): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_object, value) => value !== undefined),
    ApiProperty({ required: false }),
  );
}

/** The field may be `null`; together with `@Optional()` it may be absent too. */
export function Nullable(): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_object, value) => value !== null),
    ApiProperty({ nullable: true }),
  );
}
