import { type EntityManager } from '@mikro-orm/postgresql';
import { type NewEvent } from '../events/event-bus.js';
import { eventOf } from '../events/project-events.js';

/** Shots and scenes refer to people by name. These are the writes to their tables that a name's change brings with it. */

interface Line {
  character: string | null;
  line: string;
  emotion: string;
}

/** Gives a person another name wherever it stands; tells what has changed. */
export async function renameEverywhere(
  em: EntityManager,
  { projectId, from, to, by }: { projectId: string; from: string; to: string; by: string },
): Promise<NewEvent[]> {
  const speaks = JSON.stringify([{ character: from }]);
  const shots = await em.execute<{ id: string; version: number; lines: Line[]; speaks: boolean }[]>(
    `update shots s set updated_at = now(),
       lines = coalesce((select jsonb_agg(
           case when l.line->>'character' = ? then l.line || jsonb_build_object('character', ?::text) else l.line end
           order by l.place)
         from jsonb_array_elements(s.lines) with ordinality as l(line, place)), '[]'),
       "cast" = ${renamed('s."cast"')}, version = s.version + case when s.lines @> ?::jsonb then 1 else 0 end
     from shots o where o.id = s.id and s.project_id = ? and (s.lines @> ?::jsonb or jsonb_exists(s."cast", ?))
     returning s.id, s.version, s.lines, o.lines @> ?::jsonb as speaks`,
    [from, to, from, to, speaks, projectId, speaks, from, speaks],
  );
  const scenes = await em.execute<{ id: string; characters: string[] }[]>(
    `update scenes s set characters = ${renamed('s.characters')}, updated_at = now()
     where s.project_id = ? and jsonb_exists(s.characters, ?) returning id, characters`,
    [from, to, projectId, from],
  );
  return [
    ...scenes.map((scene) => eventOf('scene.updated', { scene: { ...scene }, by })),
    ...shots
      .filter((shot) => shot.speaks)
      .map(({ id, version, lines }) => {
        const dialogue = lines.filter((line) => line.character !== null);
        return eventOf('shot.updated', { shot_id: id, updates: { dialogue }, version, by });
      }),
  ];
}

/** Who has become a person of the project is seen in the shots in which the name speaks. */
export async function showSpeaker(em: EntityManager, projectId: string, name: string): Promise<void> {
  await em.execute(
    `update shots set "cast" = "cast" || jsonb_build_array(?::text)
     where project_id = ? and lines @> ?::jsonb and not jsonb_exists("cast", ?)`,
    [name, projectId, JSON.stringify([{ character: name }]), name],
  );
}

/** SQL: a list of names in which the one of the first value is that of the second, and stands once. */
const renamed = (list: string): string => `coalesce((
  select jsonb_agg(n.name order by n.place) from (
    select case when e.name = ? then ? else e.name end as name, min(e.place) as place
    from jsonb_array_elements_text(${list}) with ordinality as e(name, place) group by 1) n), '[]')`;
