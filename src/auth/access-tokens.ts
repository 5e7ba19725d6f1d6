import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { AppError } from '../common/errors.js';
import type { Requester } from '../common/api.decorators.js';
import { isUuid, newId } from '../common/uuid.js';

/** How long an access token is good. */
export const ACCESS_TOKEN_SEC = 900;

/** What a token must say about itself. The algorithm is pinned: a token never chooses how it is checked. */
export const TOKEN_RULES = { algorithms: ['HS256' as const], issuer: 'jumu', audience: 'jumu' };

/** What a good token says. */
export interface VerifiedToken extends Requester {
  sessionId: string;
  expiresAt: Date;
}

/** Signs access tokens with the newest secret, and has the keys of all live ones to check them by. */
export class AccessTokens {
  private readonly jwt = new JwtService({});
  private readonly keys: Map<string, KeyObject>;
  private readonly newest: { id: string; key: KeyObject };

  /** `secrets`, newest first. A KeyObject is checked six times as fast as a text. */
  constructor(secrets: string[]) {
    const keys = secrets.map((secret) => ({ id: keyIdOf(secret), key: createSecretKey(Buffer.from(secret)) }));
    const [newest] = keys;
    if (newest === undefined) {
      throw new RangeError('Access tokens need a secret');
    }
    this.newest = newest;
    this.keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  sign({ id, role }: Requester, sessionId: string): string {
    return this.jwt.sign(
      { role, sid: sessionId },
      {
        // The types want a text; jsonwebtoken takes the KeyObject.
        secret: this.newest.key as unknown as string,
        algorithm: 'HS256',
        keyid: this.newest.id,
        issuer: TOKEN_RULES.issuer,
        audience: TOKEN_RULES.audience,
        subject: id,
        jwtid: newId(),
        expiresIn: ACCESS_TOKEN_SEC,
      },
    );
  }

  /** The key that a token names, out of ours; the newest when it names none. */
  keyOf(token: string): KeyObject {
    const id = headerOf(token)['kid'];
    if (id === undefined) {
      return this.newest.key;
    }
    const key = typeof id === 'string' ? this.keys.get(id) : undefined;
    if (key === undefined) {
      throw unauthenticated();
    }
    return key;
  }
}

/** The error for whatever went wrong with a token: only a good one that is over is told so. */
export function tokenError(error: unknown): AppError {
  return error instanceof Error && error.name === 'TokenExpiredError'
    ? new AppError('TOKEN_EXPIRED')
    : unauthenticated();
}

/** What the claims of a token with a good signature say; one without id, role, session or end is none of ours. */
export function verifiedOf(claims: unknown): VerifiedToken {
  const { sub, role, sid, exp } = (claims ?? {}) as Record<string, unknown>;
  if (!isUuid(sub) || (role !== 'user' && role !== 'admin') || !isUuid(sid) || typeof exp !== 'number') {
    throw unauthenticated();
  }
  return { id: sub, role, sessionId: sid, expiresAt: new Date(exp * 1000) };
}

/** The answer to every token that is not good, whatever is wrong with it. */
export function unauthenticated(): AppError {
  return new AppError('UNAUTHENTICATED');
}

function keyIdOf(secret: string): string {
  return createHash('sha256').update(`jumu key ${secret}`).digest('hex').slice(0, 8);
}

function headerOf(token: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString());
    return typeof header === 'object' && header !== null ? (header as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
