import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsString, Length, Matches, MaxLength } from 'class-validator';
import { sentence } from '../common/field-faults.js';
import { isoTime } from '../common/iso-time.js';
import { LANGUAGES, type Language } from '../common/vocabulary.js';
import { USER_ROLES, type UserRole } from './user.entity.js';

const USERNAME = /^[A-Za-z0-9_\-\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{3,32}$/u;

export class RegisterDto {
  /** 3 to 32 letters, digits, `_`, `-` or CJK characters. */
  @IsString()
  @Matches(USERNAME, sentence('matches.username'))
  @ApiProperty({ type: String, minLength: 3, maxLength: 32, example: '剧幕用户' })
  username: string;

  @IsString()
  @MaxLength(254)
  @IsEmail()
  @ApiProperty({ type: String, format: 'email', maxLength: 254, example: 'me@example.com' })
  email: string;

  @IsString()
  @Length(8, 128)
  @ApiProperty({ type: String, format: 'password', minLength: 8, maxLength: 128, example: 'correct horse battery' })
  password: string;
}

export class LoginDto {
  @IsString()
  @MaxLength(254)
  @IsEmail()
  @ApiProperty({ type: String, format: 'email', maxLength: 254, example: 'me@example.com' })
  email: string;

  @IsString()
  @Length(1, 128)
  @ApiProperty({ type: String, format: 'password', minLength: 1, maxLength: 128, example: 'correct horse battery' })
  password: string;
}

export class SessionDto {
  @ApiProperty({ type: String, format: 'uuid' })
  user_id: string;

  @ApiProperty({ type: String })
  username: string;

  @ApiProperty({ type: String, format: 'email' })
  email: string;

  @ApiProperty({ type: String, description: 'Access token: `Authorization: Bearer …`' })
  token: string;

  @ApiProperty({ type: String, description: 'Good for 30 days' })
  refresh_token: string;

  @ApiProperty({ type: 'integer', description: 'Seconds until the access token expires', example: 900 })
  expires_in: number;
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

  @ApiProperty({ type: String })
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
