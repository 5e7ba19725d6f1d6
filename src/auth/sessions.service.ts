import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { afterCommit, inTransaction } from '../common/transaction.js';
import { newId } from '../common/uuid.js';
import { ACCESS_TOKEN_SEC, AccessTokens } from './access-tokens.js';
import { SessionDto, type SessionUser } from './auth.dto.js';
import { RefreshToken } from './refresh-token.entity.js';
import { Revocations } from './revocations.js';
import { RevokedSessions } from './revoked-sessions.js';
import { hashOf, newSecretToken, successorOf } from './secret-token.js';
import { Session } from './session.entity.js';
import { type User } from './user.entity.js';

/** SQL: an answer may get lost, or two tabs refresh at once. So long a used token still leads to its successor. */
const GRACE = `interval '30 seconds'`;
/** SQL: the rows of an ended session are looked at no more; nothing that is still at work holds them. */
const LONG_AGO = `now() - interval '1 hour'`;

/** A presented refresh token that is known and whose session lives, with whose it is. */
interface PresentedRow extends SessionUser {
  token_id: string;
  session_id: string;
  nonce: string | null;
  is_reused: boolean;
}

/** Sign-ins: what they grow into, and their end. */
@Injectable()
export class SessionsService {
  private readonly logger = new Logger('Sessions');

  constructor(
    private readonly em: EntityManager,
    private readonly tokens: AccessTokens,
    private readonly revoked: RevokedSessions,
    private readonly revocations: Revocations,
  ) {}

  /** Begins a session of a user whose row is locked, or new, in the transaction of `em`. */
  async start(em: EntityManager, user: User): Promise<SessionDto> {
    await em.execute(`delete from sessions where user_id = ? and least(expires_at, revoked_at) < ${LONG_AGO}`, [
      user.id,
    ]);
    const session = new Session(user);
    const refreshToken = newSecretToken();
    em.persist([session, new RefreshToken(session, hashOf(refreshToken))]);
    await em.flush();
    return this.answer(user, session.id, refreshToken);
  }

  /** Exchanges a refresh token for a new pair. One that is used again after the grace was stolen from somebody. */
  async refresh(refreshToken: string): Promise<SessionDto> {
    const { row, successor } = await inTransaction(this.em, (em) => this.use(em, refreshToken));
    if (successor === null) {
      const { session_id, id: user_id } = row;
      this.logger.warn('A used refresh token came back: its session has ended', { session_id, user_id });
      throw new AppError('TOKEN_REUSED');
    }
    return this.answer(row, row.session_id, successor);
  }

  /** Ends the session of a refresh token, if there is one. */
  async revoke(refreshToken: string): Promise<void> {
    await inTransaction(this.em, (em) =>
      this.end(em, 'id = (select session_id from refresh_tokens where token_hash = ?)', hashOf(refreshToken)),
    );
  }

  /** Ends every session of a user, with the transaction of `em`. */
  async revokeAll(em: EntityManager, userId: string): Promise<void> {
    await this.end(em, 'user_id = ?', userId);
  }

  /** Uses a token up. Its row is locked: of many at once the first makes the successor, and the others find it. */
  private async use(em: EntityManager, token: string): Promise<{ row: PresentedRow; successor: string | null }> {
    const [row] = await em.execute<PresentedRow[]>(
      `select t.id as token_id, t.nonce, coalesce(t.used_at < now() - ${GRACE}, false) as is_reused,
         s.id as session_id, u.id, u.username, u.email, u.role
       from refresh_tokens t join sessions s on s.id = t.session_id join users u on u.id = s.user_id
       where t.token_hash = ? and s.revoked_at is null and s.expires_at > now()
       for update of t`,
      [hashOf(token)],
    );
    if (row === undefined) {
      throw new AppError('UNAUTHENTICATED.refresh_token');
    }
    if (row.is_reused) {
      await this.end(em, 'id = ?', row.session_id);
      return { row, successor: null };
    }
    const successor = row.nonce === null ? await this.replace(em, row, token) : successorOf(token, row.nonce);
    return { row, successor };
  }

  private async replace(em: EntityManager, row: PresentedRow, token: string): Promise<string> {
    const nonce = newSecretToken();
    const successor = successorOf(token, nonce);
    await em.execute('update refresh_tokens set nonce = ?, used_at = clock_timestamp() where id = ?', [
      nonce,
      row.token_id,
    ]);
    await em.execute('insert into refresh_tokens (id, session_id, token_hash) values (?, ?, ?)', [
      newId(),
      row.session_id,
      hashOf(successor),
    ]);
    return successor;
  }

  private async end(em: EntityManager, which: string, value: string): Promise<void> {
    const rows = await em.execute<{ id: string }[]>(
      `update sessions set revoked_at = clock_timestamp() where ${which} and revoked_at is null returning id`,
      [value],
    );
    afterCommit(async () => {
      const ids = rows.map(({ id }) => id);
      this.revoked.add(ids);
      this.revocations.tell(ids);
    });
  }

  private answer(user: SessionUser, sessionId: string, refreshToken: string): SessionDto {
    return SessionDto.from(user, this.tokens.sign(user, sessionId), refreshToken, ACCESS_TOKEN_SEC);
  }
}
