import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Caller } from '../common/callers.js';
import { AppError } from '../common/errors.js';
import { inTransaction } from '../common/transaction.js';
import { newId } from '../common/uuid.js';
import type { LoginDto, LogoutDto, RegisterDto, SessionDto } from './auth.dto.js';
import { unauthenticated } from './access-tokens.js';
import { forbiddenToKeys } from './api-keys.service.js';
import { PasswordCheck } from './password-check.js';
import { hashPassword, needsRehash } from './password-hasher.js';
import { SessionsService } from './sessions.service.js';
import { User } from './user.entity.js';
import { unlessTaken, UsersService } from './users.service.js';

@Injectable()
export class AuthService {
  constructor(
    private readonly em: EntityManager,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly passwords: PasswordCheck,
  ) {}

  /** Makes an account and signs it in. */
  async register({ username, email, password }: RegisterDto): Promise<SessionDto> {
    const passwordHash = await hashPassword(password);
    const user = new User({ id: newId(), username, email, passwordHash, role: this.users.roleOf(email) });
    return unlessTaken(() => inTransaction(this.em, (em) => this.sessions.start(em.persist(user), user)));
  }

  /** Signs in. An unknown email and a wrong password are one answer in one time. */
  async login(body: LoginDto): Promise<SessionDto> {
    const [account] = await this.em.execute<{ id: string; password_hash: string }[]>(
      'select id, password_hash from users where lower(email) = lower(?)',
      [body.email],
    );
    const { id, password_hash: passwordHash } = await this.passwords.prove(account, body);
    const newHash = needsRehash(passwordHash) ? await hashPassword(body.password) : undefined;
    const session = await inTransaction(this.em, async (em) => {
      const user = await em.findOne(User, { id, passwordHash }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      user?.change({ passwordHash: newHash });
      return user && this.sessions.start(em, user);
    });
    // Null: the hash has changed meanwhile, and whether the password is right must be asked again.
    return session ?? this.login(body);
  }

  /** Ends one session, or with an access token all of the account's. Unknown and ended ones are passed over in silence. */
  async logout({ refresh_token, all }: LogoutDto, caller: Caller | null): Promise<void> {
    if (all === true) {
      await this.logoutEverywhere(caller);
    } else if (refresh_token !== undefined) {
      await this.sessions.revoke(refresh_token);
    } else {
      throw AppError.invalid({ field: 'refresh_token', rule: 'required' });
    }
  }

  private async logoutEverywhere(caller: Caller | null): Promise<void> {
    if (caller === null || 'refusal' in caller) {
      throw caller?.refusal ?? unauthenticated();
    }
    const { id, apiKeyId } = caller.requester;
    if (apiKeyId !== undefined) {
      throw forbiddenToKeys();
    }
    await inTransaction(this.em, (em) => this.sessions.revokeAll(em, id));
  }
}
