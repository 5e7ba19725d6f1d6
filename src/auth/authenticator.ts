import { Injectable } from '@nestjs/common';
import type { Requester } from '../common/api.decorators.js';
import { type Caller, Callers } from '../common/callers.js';
import { AppError } from '../common/errors.js';
import { unauthenticated, type VerifiedToken } from './access-tokens.js';
import { ApiKeysService, isApiKey } from './api-keys.service.js';
import { JwtStrategy } from './jwt.strategy.js';
import { RevokedSessions } from './revoked-sessions.js';

/** Who brought a token, and until when it is good; null: until it is revoked. */
export interface Authenticated extends Requester {
  /** The session or the API key that it stands for. */
  grantId: string;
  expiresAt: Date | null;
}

/** So many tokens that were good are remembered. */
const REMEMBERED = 10_000;

/** The token of an `Authorization` header, or null when it is of another form. */
export function bearerTokenOf(authorization: string | undefined): string | null {
  return /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? null;
}

/** Knows people by their access tokens and machines by their API keys. */
@Injectable()
export class Authenticator extends Callers {
  /** What good tokens say: each is checked once, not at every request. */
  private readonly known = new Map<string, VerifiedToken>();

  constructor(
    private readonly strategy: JwtStrategy,
    private readonly revoked: RevokedSessions,
    private readonly apiKeys: ApiKeysService,
  ) {
    super();
  }

  /** Whose token or key it is; throws UNAUTHENTICATED or TOKEN_EXPIRED. For an access token nothing is looked up. */
  async authenticate(token: string): Promise<Authenticated> {
    if (isApiKey(token)) {
      const holder = await this.apiKeys.holderOf(token);
      return { ...holder, grantId: holder.apiKeyId };
    }
    const { id, role, sessionId, expiresAt } = await this.verified(token);
    this.revoked.assertLive(sessionId);
    return { id, role, grantId: sessionId, expiresAt };
  }

  override async identify(authorization: string): Promise<Caller> {
    try {
      const token = bearerTokenOf(authorization);
      if (token === null) {
        throw unauthenticated();
      }
      const { id, role, apiKeyId } = await this.authenticate(token);
      return { requester: { id, role, apiKeyId }, limitKey: apiKeyId === undefined ? `user:${id}` : `key:${apiKeyId}` };
    } catch (error) {
      if (error instanceof AppError) {
        return { refusal: error };
      }
      throw error;
    }
  }

  private async verified(token: string): Promise<VerifiedToken> {
    const known = this.known.get(token);
    if (known !== undefined && known.expiresAt.getTime() > Date.now()) {
      return known;
    }
    this.known.delete(token);
    const verified = await this.strategy.check(token);
    if (this.known.size >= REMEMBERED) {
      const [oldest = ''] = this.known.keys();
      this.known.delete(oldest);
    }
    this.known.set(token, verified);
    return verified;
  }
}
