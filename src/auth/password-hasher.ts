import { hash, verify } from '@node-rs/argon2';
import { bulkhead, BulkheadRejectedError } from 'cockatiel';
import { AppError } from '../common/errors.js';

/** argon2id, 19 MiB, two passes: what OWASP asks for at least. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const CURRENT = '$argon2id$v=19$m=19456,t=2,p=1$';

const AT_ONCE = 4;
const WAITING = 32;

/** A hash of no password, so that an unknown email takes as long as a wrong password. */
const DUMMY = hash('no password', OPTIONS);

const queue = bulkhead(AT_ONCE, WAITING);

/** Hashes a new password. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, OPTIONS));
}

/** Whether the password is the one of the hash; without a hash the same work is done, and it is not. */
export function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  return inTurn(async () => {
    const isRight = await verify(passwordHash ?? (await DUMMY), password);
    return isRight && passwordHash !== null;
  });
}

/** Whether a hash was made when passwords were hashed in another way, and should be made anew. */
export function needsRehash(passwordHash: string): boolean {
  return !passwordHash.startsWith(CURRENT);
}

/** Hashing is costly on purpose: a few at a time, so that a flood of logins does not stop everything else. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await queue.execute(work);
  } catch (error) {
    if (error instanceof BulkheadRejectedError) {
      throw new AppError('SERVICE_UNAVAILABLE.busy');
    }
    throw error;
  }
}
