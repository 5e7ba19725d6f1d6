import { createHash, createHmac, randomBytes } from 'node:crypto';

/** 256 random bits: nobody guesses them, so a plain hash keeps them as well as a slow one. */
export function newSecretToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The token after `token`: the same for whoever has both parts, and of no use to who has only the kept one. */
export function successorOf(token: string, nonce: string): string {
  return createHmac('sha256', token).update(nonce).digest('base64url');
}
