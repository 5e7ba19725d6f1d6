import { AsyncLocalStorage } from 'node:async_hooks';
import { DeadlockException } from '@mikro-orm/core';
import { type EntityManager } from '@mikro-orm/postgresql';

type Act = () => Promise<void>;

/** What waits for the commit of the transaction that the code runs in. */
const acts = new AsyncLocalStorage<Act[]>();

/** How often work is done again that PostgreSQL has ended to end a deadlock. */
const DEADLOCK_RETRIES = 2;

/**
 * Runs `work` in a transaction, and after its commit what `work` gave to `afterCommit`. Inside of another one (that of a
 * request with an Idempotency-Key) it is a savepoint: its effect and its acts wait for the outer commit. `em` is the
 * injected one: a fork would not see the outer transaction. One after the other, never two side by side.
 */
export async function inTransaction<T>(
  em: EntityManager,
  work: (em: EntityManager) => Promise<T>,
  options: { clear?: boolean } = {},
): Promise<T> {
  const outer = em.isInTransaction() ? acts.getStore() : undefined;
  const own: Act[] = [];
  const result = await acts.run(own, () => em.transactional(work, options));
  if (outer) {
    outer.push(...own);
    return result;
  }
  for (const act of own) {
    await act();
  }
  return result;
}

/**
 * `inTransaction` for work that meets jobs at shots and their files, which have no order that all could keep: it is done
 * again where PostgreSQL ends it to end a deadlock, so it loads whatever it changes. Inside of another transaction that
 * one is lost too, and whoever began it has to begin again.
 */
export async function inContendedTransaction<T>(
  em: EntityManager,
  work: (em: EntityManager) => Promise<T>,
  options: { clear?: boolean } = {},
): Promise<T> {
  for (let left = DEADLOCK_RETRIES; ; left--) {
    try {
      return await inTransaction(em, work, options);
    } catch (error) {
      if (left === 0 || !(error instanceof DeadlockException) || em.isInTransaction()) {
        throw error;
      }
    }
  }
}

/** Not an error: what a transaction was for, on the way out of it. */
class Undone<T> extends Error {
  constructor(readonly value: T) {
    super('this transaction is undone');
  }
}

/** What `work` has found out. Nothing that it has written is left, and nothing that it gave to `afterCommit` is done. */
export async function inUndoneTransaction<T>(em: EntityManager, work: (em: EntityManager) => Promise<T>): Promise<T> {
  try {
    return await inContendedTransaction(
      em,
      async (inner): Promise<never> => {
        throw new Undone(await work(inner));
      },
      { clear: true },
    );
  } catch (error) {
    if (error instanceof Undone) {
      return error.value as T;
    }
    throw error;
  }
}

/** For reads that are as good outside of any transaction: inside of one they see what it has written. */
export function emForReads(em: EntityManager): EntityManager {
  return em.isInTransaction() ? em : em.fork();
}

/** Wake-ups and messages: they leave when the whole transaction has committed, and never if it does not. */
export function afterCommit(act: Act): void {
  const waiting = acts.getStore();
  if (!waiting) {
    throw new Error('afterCommit is called within inTransaction');
  }
  waiting.push(act);
}
