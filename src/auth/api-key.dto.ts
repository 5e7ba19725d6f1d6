import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { isISO8601, isRFC3339, registerDecorator } from 'class-validator';
import { NotBlank, Optional, Text } from '../common/field.decorators.js';
import { isoTime } from '../common/iso-time.js';
import { pageQuery } from '../common/pagination.js';

/** To the nanosecond, with an offset. */
const LONGEST_TIME = 35;

/** A time that is yet to come. Without its offset from UTC it would be another one on each server. */
function FutureTime(): PropertyDecorator {
  const isFuture = (value: unknown) =>
    typeof value === 'string' &&
    value.length <= LONGEST_TIME &&
    isRFC3339(value) &&
    isISO8601(value, { strict: true }) &&
    Date.parse(value) > Date.now();
  const checked: PropertyDecorator = (target, propertyName) => {
    registerDecorator({
      name: 'isFutureTime',
      target: target.constructor,
      propertyName: propertyName as string,
      validator: { validate: isFuture },
    });
  };
  return applyDecorators(checked, ApiProperty({ type: String, format: 'date-time', maxLength: LONGEST_TIME }));
}

const LONGEST_NAME = 100;

export class CreateApiKeyDto {
  /** What you will know it by. */
  @Text(1, LONGEST_NAME)
  @NotBlank()
  @ApiProperty({ example: 'render farm' })
  name: string;

  /** When it stops to work, with its offset from UTC; never when it is not given. @example 2027-11-28T00:00:00.000Z */
  @Optional()
  @FutureTime()
  expires_at?: string;
}

export class ApiKeyQuery extends pageQuery(['created_at', 'name', 'last_used_at']) {}

/** The columns that {@link ApiKeyDto} is made from. */
export interface ApiKeyRow {
  id: string;
  name: string;
  prefix: string;
  expires_at: Date | string | null;
  last_used_at: Date | string | null;
  created_at: Date | string;
}

export class ApiKeyDto {
  /** The id of the key, which is not the key. @example 0199d3c1-0a7e-7b21-95d8-4f6c2e1a9b70 */
  @ApiProperty({ type: String, format: 'uuid' })
  id: string;

  /** What you know it by. @example 'render farm' */
  @ApiProperty({ type: String, maxLength: LONGEST_NAME })
  name: string;

  @ApiProperty({ type: String, maxLength: 12, description: 'How the key begins', example: 'jumu_Zq3kT0a' })
  prefix: string;

  /** @example 2027-11-28T00:00:00.000Z */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null: never' })
  expires_at: string | null;

  /** @example 2026-11-28T08:30:00.000Z */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'To the minute' })
  last_used_at: string | null;

  /** When it was made. @example 2026-11-28T08:00:00.000Z */
  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;

  static from(row: ApiKeyRow): ApiKeyDto {
    return {
      id: row.id,
      name: row.name,
      prefix: row.prefix,
      expires_at: isoTime(row.expires_at),
      last_used_at: isoTime(row.last_used_at),
      created_at: isoTime(row.created_at),
    };
  }
}

export class NewApiKeyDto extends ApiKeyDto {
  /** @example jumu_Zq3kT0aWm7sVb2XcYd9eRf4gHj5kLp6nQr8tUv1wXyz */
  @ApiProperty({
    ...{ type: String, maxLength: 48, pattern: '^jumu_[\\w-]{43}$' },
    description: '`Authorization: Bearer jumu_…`; it is never shown again',
  })
  key: string;
}
