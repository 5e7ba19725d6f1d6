import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type Namespace, type Socket } from 'socket.io';
import { unauthenticated } from '../auth/access-tokens.js';
import { ApiKeysService, isApiKey } from '../auth/api-keys.service.js';
import { type Authenticated, Authenticator } from '../auth/authenticator.js';
import { Revocations } from '../auth/revocations.js';
import { AppError } from '../common/errors.js';
import { RateLimits } from '../common/rate-limits.js';
import { inRounds } from '../common/rounds.js';
import { message } from '../events/notice.js';
import { cut, type Session, sessionOf } from './socket-session.js';

/** Sockets of a user in one process. */
const MOST_SOCKETS = 100;
/** An expired socket has this long to bring a new token. */
const GRACE_MS = 30_000;
/** How often it is asked whose tokens were revoked; one question for all API keys. */
const REVOCATION_CHECK_MS = 5000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** What the processes tell each other, with the ids of sessions and API keys. */
const REVOKED = 'revoked';

/** Who the sockets are, and until when: lets them in by their tokens, takes new ones, and ends what has ended. */
@Injectable()
export class SocketSessions implements OnModuleDestroy {
  private readonly logger = new Logger('SocketSessions');
  private namespace: Namespace | null = null;
  private endRounds: (() => Promise<void>) | undefined;

  constructor(
    private readonly auth: Authenticator,
    private readonly apiKeys: ApiKeysService,
    private readonly revocations: Revocations,
    private readonly limits: RateLimits,
  ) {}

  attach(namespace: Namespace): void {
    this.namespace = namespace;
    this.revocations.onRevoked((grantIds) => {
      this.cutAllOf(grantIds);
      namespace.serverSideEmit(REVOKED, grantIds);
    });
    namespace.on(REVOKED, (grantIds: unknown) => this.cutAllOf(Array.isArray(grantIds) ? grantIds : []));
    // The net: of what another process revokes while Redis is away, nobody is told.
    this.endRounds = inRounds(
      REVOCATION_CHECK_MS,
      () => this.cutRevoked(),
      (error) => this.logger.debug('Revoked tokens could not be looked up', error),
    );
  }

  onModuleDestroy(): void {
    void this.endRounds?.();
  }

  /** Who a new socket is; throws what it is refused for. */
  async admit(socket: Socket): Promise<void> {
    const given: unknown = socket.handshake.auth['token'];
    const token = typeof given === 'string' ? given : '';
    const holder = await this.auth.authenticate(token);
    // From the check to the joining nothing is waited for: of many at once no more get in.
    this.assertPlaceFor(holder.id);
    void socket.join(roomOfUser(holder.id));
    socket.data = sessionBy(token, holder);
  }

  /** Throws UNAUTHENTICATED or TOKEN_EXPIRED where the socket's token is not good any more. */
  async assertLive(socket: Socket): Promise<void> {
    await this.auth.authenticate(sessionOf(socket).token);
  }

  /** Takes a new token of the same user. */
  async refresh(socket: Socket, token: string): Promise<object> {
    const session = sessionOf(socket);
    const holder = await this.auth.authenticate(token);
    if (holder.id !== session.userId) {
      throw new AppError('UNAUTHENTICATED.other_user');
    }
    Object.assign(session, sessionBy(token, holder));
    this.watchExpiry(socket);
    return {};
  }

  /** From its connection on. */
  watch(socket: Socket): void {
    socket.on('disconnect', () => clearTimeout(sessionOf(socket).expiry));
    this.watchExpiry(socket);
  }

  /** Tells a socket when its token has expired, and cuts it off where no new one comes. */
  private watchExpiry(socket: Socket): void {
    const session = sessionOf(socket);
    clearTimeout(session.expiry);
    // Who has gone meanwhile leaves no timer.
    if (!socket.connected) {
      return;
    }
    const leftMs = Math.max(session.expiresAt - Date.now(), 0);
    if (leftMs > LONGEST_TIMER_MS) {
      session.expiry = setTimeout(() => this.watchExpiry(socket), LONGEST_TIMER_MS);
      return;
    }
    session.expiry = setTimeout(() => {
      socket.emit('auth.expired', message('auth.expired', {}));
      session.expiry = setTimeout(() => socket.disconnect(true), GRACE_MS);
    }, leftMs);
  }

  private assertPlaceFor(userId: string): void {
    const sockets = this.namespace?.adapter.rooms.get(roomOfUser(userId))?.size ?? 0;
    if (this.limits.areOn && sockets >= MOST_SOCKETS) {
      throw new AppError('RATE_LIMITED.sockets', { limit: MOST_SOCKETS });
    }
  }

  private cutAllOf(grantIds: unknown[]): void {
    for (const socket of this.namespace?.sockets.values() ?? []) {
      if (grantIds.includes(sessionOf(socket).grantId)) {
        cut(socket, unauthenticated());
      }
    }
  }

  /** Whose token was revoked hears nothing more. Its end has a timer of its own. */
  private async cutRevoked(): Promise<void> {
    await this.cutDeletedKeys();
    for (const socket of this.live((token) => !isApiKey(token))) {
      const { token } = sessionOf(socket);
      const error = await this.auth.authenticate(token).catch((reason: unknown) => reason);
      const isRevoked = error instanceof AppError && error.code === 'UNAUTHENTICATED';
      if (isRevoked && sessionOf(socket).token === token) {
        cut(socket, error);
      }
    }
  }

  private async cutDeletedKeys(): Promise<void> {
    const asked = new Set(this.live(isApiKey).map((socket) => sessionOf(socket).grantId));
    const roles = await this.apiKeys.rolesOf([...asked]);
    for (const socket of this.live(isApiKey)) {
      const session = sessionOf(socket);
      const role = roles.get(session.grantId);
      if (role !== undefined) {
        session.role = role;
      } else if (asked.has(session.grantId)) {
        cut(socket, unauthenticated());
      }
    }
  }

  /** Those whose tokens have not expired, and are of a kind. */
  private live(isOfKind: (token: string) => boolean): Socket[] {
    return [...(this.namespace?.sockets.values() ?? [])].filter((socket) => {
      const { token, expiresAt } = sessionOf(socket);
      return expiresAt > Date.now() && isOfKind(token);
    });
  }
}

function sessionBy(token: string, { id, role, grantId, expiresAt }: Authenticated): Session {
  return { userId: id, role, token, grantId, expiresAt: expiresAt?.getTime() ?? Infinity };
}

function roomOfUser(userId: string): string {
  return `user:${userId}`;
}
