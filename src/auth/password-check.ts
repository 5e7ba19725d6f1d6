import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { RateLimits } from '../common/rate-limits.js';
import { verifyPassword } from './password-hasher.js';

/** The one door at which a password is tried. */
@Injectable()
export class PasswordCheck {
  constructor(private readonly limits: RateLimits) {}

  /**
   * The account, if this is its password, else INVALID_CREDENTIALS, and RATE_LIMITED after too many of them. One that does
   * not exist takes as long and counts alike.
   */
  async prove<T extends { id: string; password_hash: string }>(
    account: T | undefined,
    { email, password }: { email: string; password: string },
  ): Promise<T> {
    // By account where there is one: an email has more than one spelling that finds it.
    const key = account?.id ?? createHash('sha256').update(email.toLowerCase()).digest('base64url');
    // Counted before the answer is known: many tries at once are as many tries.
    await this.limits.take('sign_in_failures', key);
    const isRight = await this.verified(account?.password_hash ?? null, password, key);
    if (!isRight || account === undefined) {
      throw new AppError('INVALID_CREDENTIALS');
    }
    await this.limits.forget('sign_in_failures', key);
    return account;
  }

  /** A check that we had no time for is no try. */
  private async verified(passwordHash: string | null, password: string, key: string): Promise<boolean> {
    try {
      return await verifyPassword(passwordHash, password);
    } catch (error) {
      await this.limits.giveBack('sign_in_failures', key);
      throw error;
    }
  }
}
