import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { verifyPassword } from './password-hasher.js';

/** The one door at which a password is tried. */
@Injectable()
export class PasswordCheck {
  /** The account, if this is its password, else INVALID_CREDENTIALS. One that does not exist takes as long. */
  async prove<T extends { password_hash: string }>(account: T | undefined, password: string): Promise<T> {
    const isRight = await verifyPassword(account?.password_hash ?? null, password);
    if (!isRight || account === undefined) {
      throw new AppError('INVALID_CREDENTIALS');
    }
    return account;
  }
}
