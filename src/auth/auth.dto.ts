import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsIn, IsString, Length, Matches, MaxLength, ValidateIf } from 'class-validator';
import { sentence } from '../common/field-faults.js';
import { Flag, Nullable, Optional, Text } from '../common/field.decorators.js';
import { isoTime } from '../common/iso-time.js';
import { pageQuery } from '../common/pagination.js';
import { LANGUAGES, type Language } from '../common/vocabulary.js';
import { USER_ROLES, type UserRole } from './user.entity.js';

const USERNAME = /^[A-Za-z0-9_\-\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{3,32}$/u;

/** 3 to 32 letters, digits, `_`, `-` or CJK characters. */
function Username(): PropertyDecorator {
  return applyDecorators(
    IsString(),
    Matches(USERNAME, sentence('matches.username')),
    ApiProperty({
      ...{ type: String, minLength: 3, maxLength: 32, example: '林夏_xia' },
      description: '3 to 32 letters, digits, `_`, `-` or CJK characters; an account each, whatever its case.',
    }),
  );
}

function Email(): PropertyDecorator {
  return applyDecorators(
    IsString(),
    MaxLength(254),
    IsEmail(),
    ApiProperty({ type: String, format: 'email', maxLength: 254 }),
  );
}

/** A new password has 8 characters or more; one that is only compared may be shorter. */
function Password(minLength: number): PropertyDecorator {
  return applyDecorators(
    IsString(),
    Length(minLength, 128),
    ApiProperty({ type: String, format: 'password', minLength, maxLength: 128 }),
  );
}

export class RegisterDto {
  @Username()
  username: string;

  /** Not case-sensitive; an account each. */
  @ApiProperty({ example: 'linxia@example.com' })
  @Email()
  email: string;

  /** 8 to 128 characters. */
  @ApiProperty({ example: 'correct horse battery' })
  @Password(8)
  password: string;
}

export class LoginDto {
  /** The email of the account; upper and lower case are one. */
  @ApiProperty({ example: 'linxia@example.com' })
  @Email()
  email: string;

  /** The password of the account. */
  @ApiProperty({ example: 'correct horse battery' })
  @Password(1)
  password: string;
}

const LONGEST_REFRESH_TOKEN = 200;

export class RefreshSessionDto {
  /** The newest refresh token of the session. @example b3VyLXJlZnJlc2gtdG9rZW4tbG9va3MtbGlrZS10aGlz */
  @Text(1, LONGEST_REFRESH_TOKEN)
  refresh_token: string;
}

export class LogoutDto {
  /** Ends the session that this token belongs to. @example b3VyLXJlZnJlc2gtdG9rZW4tbG9va3MtbGlrZS10aGlz */
  @Optional()
  @Text(1, LONGEST_REFRESH_TOKEN)
  refresh_token?: string;

  /** Ends every session of the account; needs an access token. */
  @Optional()
  @Flag()
  all?: boolean;
}

/** Changes the fields that are given; `null` empties an optional one. */
export class UpdateUserDto {
  @Optional()
  @Username()
  username?: string;

  /** A new email; needs `current_password`. */
  @Optional()
  @Email()
  email?: string;

  /**
   * The language that you like best, for clients to read; messages follow `Accept-Language`. Null: none.
   * @example zh
   */
  @Optional()
  @Nullable()
  @IsIn(LANGUAGES)
  locale?: Language | null;

  /** A new password of 8 to 128 characters, which ends every session; needs `current_password`. */
  @Optional()
  @Password(8)
  password?: string;

  /** Needed for a new email or password. */
  @ApiProperty({ required: false })
  @ValidateIf(({ email, password, current_password }: UpdateUserDto) =>
    [email, password, current_password].some((field) => field !== undefined),
  )
  @Password(1)
  current_password?: string;
}

export class UserQuery extends pageQuery(['created_at', 'username', 'email']) {
  /** A part of the name or the email. @example 林 */
  @Optional()
  @Text(1, 200)
  q?: string;
}

/** Whose session it is. */
export interface SessionUser {
  id: string;
  username: string;
  email: string;
  role: UserRole;
}

export class SessionDto {
  /** The id of the account. @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01 */
  @ApiProperty({ type: String, format: 'uuid' })
  user_id: string;

  /** The name of the account. @example 林夏_xia */
  @ApiProperty({ type: String, maxLength: 32 })
  username: string;

  /** The email of the account. */
  @ApiProperty({ type: String, format: 'email', example: 'linxia@example.com' })
  email: string;

  /** @example eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTk5ZDNjMCJ9.cGxlYXNlLXNpZ24taW4 */
  @ApiProperty({ type: String, maxLength: 2000, description: 'Access token: `Authorization: Bearer …`' })
  token: string;

  /** @example b3VyLXJlZnJlc2gtdG9rZW4tbG9va3MtbGlrZS10aGlz */
  @ApiProperty({
    ...{ type: String, maxLength: LONGEST_REFRESH_TOKEN },
    description: 'Good for one refresh, until 30 days after the sign-in',
  })
  refresh_token: string;

  @ApiProperty({ type: 'integer', description: 'Seconds until the access token expires', example: 900 })
  expires_in: number;

  static from(user: SessionUser, token: string, refreshToken: string, expiresIn: number): SessionDto {
    const { id, username, email } = user;
    return { user_id: id, username, email, token, refresh_token: refreshToken, expires_in: expiresIn };
  }
}

/** The columns that {@link UserDto} is made from. */
export interface UserRow {
  id: string;
  username: string;
  email: string;
  role: UserRole;
  locale: Language | null;
  created_at: Date | string;
}

export class UserDto {
  /** The id of the account. @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01 */
  @ApiProperty({ type: String, format: 'uuid' })
  user_id: string;

  /** The name of the account. @example 林夏_xia */
  @ApiProperty({ type: String, maxLength: 32 })
  username: string;

  /** The email of the account. */
  @ApiProperty({ type: String, format: 'email', example: 'linxia@example.com' })
  email: string;

  /** `admin` has the account whose email is `ADMIN_EMAIL`; everybody else is `user`. @example user */
  @ApiProperty({ enum: USER_ROLES })
  role: UserRole;

  /**
   * The language that you like best, for clients to read; messages follow `Accept-Language`. Null: none.
   * @example zh
   */
  @ApiProperty({ enum: LANGUAGES, nullable: true })
  locale: Language | null;

  /** When the account was made. @example 2026-11-28T08:00:00.000Z */
  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;

  static from(row: UserRow): UserDto {
    const { id, username, email, role, locale } = row;
    return { user_id: id, username, email, role, locale, created_at: isoTime(row.created_at) };
  }
}
