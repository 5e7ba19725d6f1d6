import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { UserDto, type UserRow } from './auth.dto.js';

@Injectable()
export class UsersService {
  constructor(private readonly em: EntityManager) {}

  /** The account of a token; one whose account is gone is worth nothing. */
  async me(id: string): Promise<UserDto> {
    const [row] = await this.em.execute<UserRow[]>(
      'select id, username, email, role, locale, created_at from users where id = ?',
      [id],
    );
    if (row === undefined) {
      throw new AppError('UNAUTHENTICATED.account');
    }
    return UserDto.from(row);
  }
}
