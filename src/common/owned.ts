import type { EntityManager, EntityName, FilterQuery } from '@mikro-orm/core';
import { type EntityManager as SqlManager } from '@mikro-orm/postgresql';
import { Param } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { AppError } from './errors.js';
import { isUuid } from './uuid.js';

const EXAMPLE_ID = '0199d3c4-7a10-7c52-9d0e-6a2f1b8e4c20';

/** What can be missing: `<THING>_NOT_FOUND`. */
export type Thing = Parameters<typeof AppError.notFound>[0];

/** The row of a read that names both id and owner, or the 404 that says neither which of the two was wrong. */
export function found<T>(thing: Thing, row: T | null | undefined): T {
  if (row === null || row === undefined) {
    throw AppError.notFound(thing);
  }
  return row;
}

/** Loads an entity by id and owner (`where` names both); missing, malformed and not yours are the same 404. */
export async function findOwned<T extends { id: string }>(
  em: EntityManager,
  entity: EntityName<T>,
  thing: Thing,
  where: FilterQuery<T> & { id: string },
): Promise<T> {
  if (!isUuid(where.id)) {
    throw AppError.notFound(thing);
  }
  return found(thing, await em.findOne(entity, where));
}

/** What somebody reads. */
export interface Claim {
  /** Whose it has to be; null: anybody's. */
  readerId: string | null;
  id: string;
}

/** Those of many claims that are not true, or not any more; one question for all. */
export async function falseClaims(em: SqlManager, table: 'projects' | 'jobs', claims: Claim[]): Promise<Claim[]> {
  if (claims.length === 0) {
    return [];
  }
  const rows = await em.execute<{ reader_id: string | null; id: string }[]>(
    `select c.reader_id, c.id from unnest(?::uuid[], ?::uuid[]) as c(reader_id, id)
     where not exists (
       select 1 from ${table} t where t.id = c.id and t.user_id = coalesce(c.reader_id, t.user_id))`,
    [`{${claims.map(({ readerId }) => readerId ?? 'null').join(',')}}`, `{${claims.map(({ id }) => id).join(',')}}`],
  );
  return rows.map(({ reader_id: readerId, id }) => ({ readerId, id }));
}

/** An id as we write it; a malformed one is the same 404 as a missing one. */
export function idOf(thing: Thing, given: unknown): string {
  if (!isUuid(given)) {
    throw AppError.notFound(thing);
  }
  return given.toLowerCase();
}

/** An id in a path, checked and described; a malformed one is the same 404 as a missing one. */
export function IdParam(thing: Thing, name = 'id'): ParameterDecorator {
  const read = Param(name, { transform: (value: unknown): string => idOf(thing, value) });
  const documented = ApiParam({
    name,
    schema: { type: 'string', format: 'uuid', examples: [EXAMPLE_ID] },
    description: `The ${thing.toLowerCase().replace('_', ' ').replace('api', 'API')}'s id`,
  });
  return (target, key, index) => {
    read(target, key, index);
    if (key !== undefined) {
      documented(target, key, Object.getOwnPropertyDescriptor(target, key) ?? {});
    }
  };
}
