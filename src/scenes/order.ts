import { type EntityManager } from '@mikro-orm/postgresql';
import { AppError } from '../common/errors.js';
import { isUuid } from '../common/uuid.js';

/**
 * The order of the scenes of an episode and of the shots of a scene: `order_index` 0, 1, 2 … without gaps. Whoever changes
 * it holds the project's row, reads the whole order, and writes the whole order.
 */

export interface Episode {
  projectId: string;
  episode: number;
}

export async function sceneOrder(em: EntityManager, { projectId, episode }: Episode): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    'select id from scenes where project_id = ? and episode = ? order by order_index, id',
    [projectId, episode],
  );
  return rows.map(({ id }) => id);
}

export async function shotOrder(em: EntityManager, sceneId: string): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>('select id from shots where scene_id = ? order by order_index, id', [
    sceneId,
  ]);
  return rows.map(({ id }) => id);
}

/** Gives scenes the places they have in the list; tells whether one has another place now. */
export async function writeSceneOrder(em: EntityManager, ids: string[]): Promise<boolean> {
  const moved = await em.execute<object[]>(
    `update scenes s set order_index = o.place - 1, updated_at = now()
     from unnest(?::uuid[]) with ordinality as o(id, place) where s.id = o.id and s.order_index <> o.place - 1
     returning s.id`,
    [`{${ids.join(',')}}`],
  );
  return moved.length > 0;
}

/**
 * Gives shots the places they have in the list; tells whether one besides `own` has another place now. A place is a
 * writable path of a shot, so the version rises with it; that of `own` is its caller's business.
 */
export async function writeShotOrder(em: EntityManager, ids: string[], own: string | null = null): Promise<boolean> {
  const moved = await em.execute<{ id: string }[]>(
    `update shots s set order_index = o.place - 1, updated_at = now(),
       version = s.version + case when s.id = ?::uuid then 0 else 1 end
     from unnest(?::uuid[]) with ordinality as o(id, place) where s.id = o.id and s.order_index <> o.place - 1
     returning s.id`,
    [own, `{${ids.join(',')}}`],
  );
  return moved.some(({ id }) => id !== own);
}

/** The list with `id` at `index` (null: at its end), wherever it was before. */
export function placed(ids: readonly string[], id: string, index: number | null, field: string): string[] {
  const others = ids.filter((other) => other !== id);
  if (index !== null && index > others.length) {
    throw AppError.invalid({ field, rule: 'max', args: { most: others.length } });
  }
  return others.toSpliced(index ?? others.length, 0, id);
}

/** The ids of a `reorder_map` in their new order; every place from 0 on must be given, and once. */
export function orderOf(map: Record<string, number>, thing: 'SCENE' | 'SHOT'): string[] {
  const entries = Object.entries(map);
  const ids: string[] = [];
  for (const [id, index] of entries) {
    if (!isUuid(id)) {
      throw AppError.notFound(thing);
    }
    ids[index] = id.toLowerCase();
  }
  if (new Set(ids.filter(Boolean)).size !== entries.length || ids.length !== entries.length) {
    throw AppError.invalid({ field: 'reorder_map', rule: 'reorder_map' });
  }
  return ids;
}

/** Refuses an order that does not name exactly those that are there: strangers first, then who is missing. */
export function checkOrder(
  order: readonly string[],
  { known, present, thing }: { known: readonly string[]; present: readonly string[]; thing: 'SCENE' | 'SHOT' },
): void {
  if (order.some((id) => !known.includes(id))) {
    throw AppError.notFound(thing);
  }
  if (order.length !== present.length || order.some((id) => !present.includes(id))) {
    throw AppError.invalid({ field: 'reorder_map', rule: 'reorder_map.all' });
  }
}
