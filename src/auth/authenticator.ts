import { Injectable } from '@nestjs/common';
import type { Requester } from '../common/api.decorators.js';
import { type Caller, Callers } from '../common/callers.js';
import { AppError } from '../common/errors.js';
import { AccessTokens, unauthenticated } from './access-tokens.js';
import { ApiKeysService, isApiKey } from './api-keys.service.js';
import { RevokedSessions } from './revoked-sessions.js';

/** Who brought a token, and until when it is good; null: until it is revoked. */
export interface Authenticated extends Requester {
  expiresAt: Date | null;
}

/** The token of an `Authorization` header, or null when it is of another form. */
export function bearerTokenOf(authorization: string | undefined): string | null {
  return /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? null;
}

/** Knows people by their access tokens and machines by their API keys. */
@Injectable()
export class Authenticator extends Callers {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly revoked: RevokedSessions,
    private readonly apiKeys: ApiKeysService,
  ) {
    super();
  }

  /** Whose token or key it is; throws UNAUTHENTICATED or TOKEN_EXPIRED. For an access token nothing is looked up. */
  async authenticate(token: string): Promise<Authenticated> {
    if (isApiKey(token)) {
      return this.apiKeys.holderOf(token);
    }
    const { id, role, sessionId, expiresAt } = this.tokens.verify(token);
    this.revoked.assertLive(sessionId);
    return { id, role, expiresAt };
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
}
