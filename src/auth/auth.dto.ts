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
      ...{ type: String, minLength: 3, maxLength: 32, example: '剧幕用户' },
      description: '3 to 32 letters, digits, `_`, `-` or CJK characters.',
    }),
  );
}

function Email(): PropertyDecorator {
  return applyDecorators(
    IsString(),
    MaxLength(254),
    IsEmail(),
    ApiProperty({ type: String, format: 'email', maxLength: 254, example: 'me@example.com' }),
  );
}

/** A new password has 8 characters or more; one that is only compared may be shorter. */
function Password(minLength: number): PropertyDecorator {
  return applyDecorators(
    IsString(),
    Length(minLength, 128),
    ApiProperty({ type: String, format: 'password', minLength, maxLength: 128, example: 'correct horse battery' }),
  );
}

export class RegisterDto {
  @Username()
  username: string;

  @Email()
  email: string;

  @Password(8)
  password: string;
}

export class LoginDto {
  @Email()
  email: string;

  @Password(1)
  password: string;
}

const LONGEST_REFRESH_TOKEN = 200;

export class RefreshSessionDto {
  @Text(1, LONGEST_REFRESH_TOKEN)
  refresh_token: string;
}

export class LogoutDto {
  /** Ends the session that this token belongs to. */
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

  @Optional()
  @Email()
  email?: string;

  /** The language of messages. */
  @Optional()
  @Nullable()
  @IsIn(LANGUAGES)
  locale?: Language | null;

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
  /** A part of the name or the email. */
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
  @ApiProperty({ type: String, format: 'uuid' })
  user_id: string;

  @ApiProperty({ type: String, maxLength: 32 })
  username: string;

  @ApiProperty({ type: String, format: 'email' })
  email: string;

  @ApiProperty({ type: String, maxLength: 2000, description: 'Access token: `Authorization: Bearer …`' })
  token: string;

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
  @ApiProperty({ type: String, format: 'uuid' })
  user_id: string;

  @ApiProperty({ type: String, maxLength: 32 })
  username: string;

  @ApiProperty({ type: String, format: 'email' })
  email: string;

  @ApiProperty({ enum: USER_ROLES })
  role: UserRole;

  @ApiProperty({ enum: LANGUAGES, nullable: true })
  locale: Language | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;

  static from(row: UserRow): UserDto {
    const { id, username, email, role, locale } = row;
    return { user_id: id, username, email, role, locale, created_at: isoTime(row.created_at) };
  }
}
