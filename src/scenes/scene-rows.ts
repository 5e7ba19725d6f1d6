import { type EntityManager } from '@mikro-orm/postgresql';
import { found } from '../common/owned.js';
import { SceneDto, type SceneRow } from './scene.dto.js';
import { ShotDto, type ShotRow } from './shot.dto.js';

/** Reads of scenes and shots: just what is sent. */

const SCENE = `s.id, s.project_id, s.episode, s.order_index, s.title, s.location, s.time_of_day, s.description, s.script,
  s.characters`;
const SHOT = `s.id, s.project_id, s.scene_id, s.order_index, s.description, s.lines, s.frames, s.form_data, s.image, s.video,
  s.ai_collaboration, s.version, s.created_at, s.updated_at`;

export function readScenes(em: EntityManager, rest: string, values: unknown[]): Promise<SceneRow[]> {
  return em.execute<SceneRow[]>(`select ${SCENE} from scenes s ${rest}`, values);
}

export function readShots(em: EntityManager, rest: string, values: unknown[]): Promise<ShotRow[]> {
  return em.execute<ShotRow[]>(`select ${SHOT} from shots s ${rest}`, values);
}

/** Scenes with their shots; `urlOf` says how files are named. */
export async function withShots(
  em: EntityManager,
  scenes: SceneRow[],
  urlOf: (key: string) => string,
): Promise<SceneDto[]> {
  const ids = scenes.map(({ id }) => id);
  const rest = 'where s.scene_id = any(?::uuid[]) order by s.order_index, s.id';
  const rows = await readShots(em, rest, [`{${ids.join(',')}}`]);
  const shots = Map.groupBy(rows, (row) => row.scene_id);
  return scenes.map((scene) => {
    const own = shots.get(scene.id) ?? [];
    return SceneDto.from(
      scene,
      own.map((row) => ShotDto.from(row, urlOf)),
    );
  });
}

/** Locks the project of a scene or a shot of the user, or says that there is none; gives the project's id. */
export async function lockProjectOf(
  em: EntityManager,
  thing: 'SCENE' | 'SHOT',
  userId: string,
  id: string,
): Promise<string> {
  const table = thing === 'SCENE' ? 'scenes' : 'shots';
  const [row] = await em.execute<{ id: string }[]>(
    `select p.id from projects p join ${table} s on s.project_id = p.id
     where s.id = ? and p.user_id = ? for no key update of p`,
    [id, userId],
  );
  return found(thing, row).id;
}
