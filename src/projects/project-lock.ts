import { type EntityManager } from '@mikro-orm/postgresql';
import { found } from '../common/owned.js';

/**
 * Locks a project of the user, or says PROJECT_NOT_FOUND. Whoever changes what a project is made of takes it first: changes
 * by hand come one after the other, and none of them meets a deletion.
 */
export async function lockProject(em: EntityManager, userId: string, id: string): Promise<void> {
  const rows = await em.execute<object[]>('select 1 from projects where id = ? and user_id = ? for no key update', [
    id,
    userId,
  ]);
  found('PROJECT', rows[0]);
}
