import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { AppError } from '../common/errors.js';
import { containing, countOf, type Page, pageOf } from '../common/pagination.js';
import { inTransaction } from '../common/transaction.js';
import { type UpdateUserDto, UserDto, type UserQuery, type UserRow } from './auth.dto.js';
import { PasswordCheck } from './password-check.js';
import { hashPassword } from './password-hasher.js';
import { SessionsService } from './sessions.service.js';
import { User, USER_EMAIL_UNIQUE, type UserRole } from './user.entity.js';

const COLUMNS = 'id, username, email, role, locale, created_at';

@Injectable()
export class UsersService implements OnModuleInit {
  constructor(
    private readonly em: EntityManager,
    private readonly passwords: PasswordCheck,
    private readonly sessions: SessionsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** ADMIN_EMAIL may be another one than at the last start. */
  async onModuleInit(): Promise<void> {
    const email = this.config.adminEmail ?? '';
    await this.em.fork().execute(
      `update users set role = case when lower(email) = lower(?) then 'admin' else 'user' end
       where (role = 'admin') <> (lower(email) = lower(?))`,
      [email, email],
    );
  }

  /** The account of a token; one whose account is gone is worth nothing. */
  async me(id: string): Promise<UserDto> {
    const [row] = await this.em.execute<UserRow[]>(`select ${COLUMNS} from users where id = ?`, [id]);
    if (row === undefined) {
      throw new AppError('UNAUTHENTICATED.account');
    }
    return UserDto.from(row);
  }

  async list(query: UserQuery): Promise<Page<UserDto>> {
    const where = '(?::text is null or username ilike ? or email ilike ?)';
    const pattern = containing(query.q);
    const values = [pattern, pattern, pattern];
    const [counted] = await this.em.execute<{ count: number }[]>(countOf(`users where ${where}`), values);
    const rows = await this.em.execute<UserRow[]>(
      `select ${COLUMNS} from users where ${where}
       order by ${query.sort_by} ${query.sort_order}, id ${query.sort_order} limit ? offset ?`,
      [...values, query.limit, query.offset],
    );
    return pageOf(
      rows.map((row) => UserDto.from(row)),
      counted?.count ?? 0,
      query,
    );
  }

  /** Changes an account. A new password ends every session: who has the old one is out. */
  async update(id: string, { username, email, locale, password, current_password }: UpdateUserDto): Promise<UserDto> {
    const known = current_password === undefined ? {} : { passwordHash: await this.prove(id, current_password) };
    const passwordHash = password === undefined ? undefined : await hashPassword(password);
    const change = () =>
      inTransaction(this.em, async (em) => {
        const user = await em.findOne(User, { id, ...known }, { lockMode: LockMode.PESSIMISTIC_WRITE });
        if (user === null) {
          throw new AppError('UNAUTHENTICATED.account');
        }
        user.change({
          username,
          locale,
          passwordHash,
          email,
          role: email === undefined ? undefined : this.roleOf(email),
        });
        await em.flush();
        if (passwordHash !== undefined) {
          await this.sessions.revokeAll(em, id);
        }
      });
    await unlessTaken(change);
    return this.me(id);
  }

  roleOf(email: string): UserRole {
    // Letters that only some rules of case take for each other (the Kelvin sign, a dotted I) make nobody an admin.
    const isPlain = /^[ -~]+$/.test(email);
    return isPlain && email.toLowerCase() === this.config.adminEmail?.toLowerCase() ? 'admin' : 'user';
  }

  /** The hash of the account's password, if this is the password. */
  private async prove(id: string, password: string): Promise<string> {
    const [account] = await this.em.execute<{ id: string; email: string; password_hash: string }[]>(
      'select id, email, password_hash from users where id = ?',
      [id],
    );
    return (await this.passwords.prove(account, { email: account?.email ?? id, password })).password_hash;
  }
}

/** Does what writes an account; throws EMAIL_TAKEN or USERNAME_TAKEN where somebody has been faster. */
export async function unlessTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof UniqueConstraintViolationException ? takenError(error) : error;
  }
}

function takenError(error: UniqueConstraintViolationException): AppError {
  const { constraint } = error as { constraint?: string };
  return constraint === USER_EMAIL_UNIQUE
    ? new AppError('EMAIL_TAKEN', {}, { cause: error })
    : new AppError('USERNAME_TAKEN', {}, { cause: error });
}
