import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import type { Requester } from '../common/api.decorators.js';
import { AccessTokens, TOKEN_RULES, verifiedOf } from './access-tokens.js';

/** passport-jwt on `Authorization: Bearer …`; who it is stands in the token. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(tokens: AccessTokens) {
    super({
      ...TOKEN_RULES,
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
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
    const { id, role } = verifiedOf(claims);
    return { id, role };
  }
}
