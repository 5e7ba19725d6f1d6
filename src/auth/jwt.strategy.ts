import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-jwt';
import type { Requester } from '../common/api.decorators.js';
import { AccessTokens, TOKEN_RULES, verifiedOf } from './access-tokens.js';
import { bearerTokenOf } from './authenticator.js';
import { RevokedSessions } from './revoked-sessions.js';

/** passport-jwt on `Authorization: Bearer …`; who it is stands in the token. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    tokens: AccessTokens,
    private readonly revoked: RevokedSessions,
  ) {
    super({
      ...TOKEN_RULES,
      jwtFromRequest: ({ headers }: Pick<FastifyRequest, 'headers'>) => bearerTokenOf(headers.authorization),
      secretOrKeyProvider: (
        _request: unknown,
        token: string,
        done: (error: Error | null, key?: string | Buffer) => void,
      ) => {
        try {
          // The types want a text; jsonwebtoken takes the KeyObject.
          done(null, tokens.keyOf(token) as unknown as Buffer);
        } catch (error) {
          done(error as Error);
        }
      },
    });
  }

  validate(claims: unknown): Requester {
    const { id, role, sessionId } = verifiedOf(claims);
    this.revoked.assertLive(sessionId);
    return { id, role };
  }
}
