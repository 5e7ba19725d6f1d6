import { createHash, randomBytes } from 'node:crypto';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { AppError } from '../common/errors.js';
import { newId } from '../common/uuid.js';
import { ACCESS_TOKEN_SEC, AccessTokens, type VerifiedToken } from './access-tokens.js';
import type { LoginDto, RegisterDto, SessionDto } from './auth.dto.js';
import { hashPassword, verifyPassword } from './password-hasher.js';
import { RefreshToken } from './refresh-token.entity.js';
import { User, USER_EMAIL_UNIQUE, type UserRole } from './user.entity.js';

const REFRESH_TOKEN_MS = 30 * 24 * 3_600_000;

@Injectable()
export class AuthService {
  constructor(
    private readonly em: EntityManager,
    private readonly tokens: AccessTokens,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Makes an account and signs it in. */
  async register({ username, email, password }: RegisterDto): Promise<SessionDto> {
    const passwordHash = await hashPassword(password);
    const user = new User({ id: newId(), username, email, passwordHash, role: this.roleOf(email) });
    const em = this.em.fork();
    em.persist(user);
    try {
      return await this.startSession(em, user);
    } catch (error) {
      throw error instanceof UniqueConstraintViolationException ? takenError(error) : error;
    }
  }

  /** Signs in. An unknown email and a wrong password are one answer in one time. */
  async login({ email, password }: LoginDto): Promise<SessionDto> {
    const em = this.em.fork();
    const user = await em
      .createQueryBuilder(User)
      .select(['*', 'passwordHash'])
      .where('lower(email) = lower(?)', [email])
      .getSingleResult();
    if (!(await verifyPassword(user?.passwordHash ?? null, password)) || user === null) {
      throw new AppError('INVALID_CREDENTIALS');
    }
    user.role = this.roleOf(user.email);
    return this.startSession(em, user);
  }

  /** Whose access token it is and until when; throws UNAUTHENTICATED or TOKEN_EXPIRED. Nothing is looked up. */
  verifyToken(token: string): VerifiedToken {
    return this.tokens.verify(token);
  }

  private async startSession(em: EntityManager, user: User): Promise<SessionDto> {
    const refreshToken = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + REFRESH_TOKEN_MS);
    const tokenHash = hashToken(refreshToken);
    em.persist(new RefreshToken({ id: newId(), user, familyId: newId(), tokenHash, expiresAt }));
    await em.flush();
    return {
      user_id: user.id,
      username: user.username,
      email: user.email,
      token: this.tokens.sign({ id: user.id, role: user.role }),
      refresh_token: refreshToken,
      expires_in: ACCESS_TOKEN_SEC,
    };
  }

  private roleOf(email: string): UserRole {
    return email.toLowerCase() === this.config.adminEmail?.toLowerCase() ? 'admin' : 'user';
  }
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function takenError(error: UniqueConstraintViolationException): AppError {
  const { constraint } = error as { constraint?: string };
  return constraint === USER_EMAIL_UNIQUE
    ? new AppError('EMAIL_TAKEN', {}, { cause: error })
    : new AppError('USERNAME_TAKEN', {}, { cause: error });
}
