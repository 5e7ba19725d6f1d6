import { Injectable } from '@nestjs/common';
import { Strategy } from 'passport-jwt';
import { AccessTokens, TOKEN_RULES, tokenError, type VerifiedToken, verifiedOf } from './access-tokens.js';

/**
 * passport-jwt, asked as passport asks its strategies. Passport itself wants Express's requests, and its guard would check
 * the same token at every request, after the limits have asked for it already: half the time of a short answer.
 */
@Injectable()
export class JwtStrategy {
  private readonly strategy: Strategy;

  constructor(tokens: AccessTokens) {
    this.strategy = new Strategy(
      {
        ...TOKEN_RULES,
        jwtFromRequest: ({ token }: { token: string }) => token,
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
      } as unknown as ConstructorParameters<typeof Strategy>[0],
      (claims: unknown, done: (error: Error | null, verified?: VerifiedToken) => void) => {
        try {
          done(null, verifiedOf(claims));
        } catch (error) {
          done(error as Error);
        }
      },
    );
  }

  /** What a good access token says; throws UNAUTHENTICATED, or TOKEN_EXPIRED when it was a good one. */
  check(token: string): Promise<VerifiedToken> {
    return new Promise((resolve, reject) => {
      const refuse = (reason: unknown) => reject(tokenError(reason));
      const attempt = Object.assign(Object.create(this.strategy) as Strategy, {
        success: resolve,
        fail: refuse,
        error: refuse,
      });
      attempt.authenticate({ token } as never);
    });
  }
}
