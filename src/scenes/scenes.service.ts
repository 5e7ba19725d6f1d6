import { isDeepStrictEqual } from 'node:util';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { findOwned, found } from '../common/owned.js';
import { countOf, type Page, pageOf } from '../common/pagination.js';
import { inContendedTransaction } from '../common/transaction.js';
import { type NewEvent } from '../events/event-bus.js';
import { eventOf, ProjectEvents } from '../events/project-events.js';
import { Project } from '../projects/project.entity.js';
import { lockProject } from '../projects/project-lock.js';
import { ProjectsService } from '../projects/projects.service.js';
import { AssetsService } from '../storage/assets.service.js';
import { Storage } from '../storage/storage.js';
import { checkOrder, orderOf, placed, sceneOrder, writeSceneOrder } from './order.js';
import {
  type CreateSceneDto,
  MOST_SCENES,
  type ReorderScenesDto,
  SceneDto,
  type SceneOrderDto,
  type ScenePageQuery,
  type SceneRow,
  type UpdateSceneDto,
} from './scene.dto.js';
import { Scene } from './scene.entity.js';
import { lockProjectOf, readScenes, withShots } from './scene-rows.js';

interface SceneMove {
  episode: number;
  order: string[];
  /** The episode that the scene leaves. */
  leaves: number | null;
}

@Injectable()
export class ScenesService {
  constructor(
    private readonly em: EntityManager,
    private readonly projects: ProjectsService,
    private readonly assets: AssetsService,
    private readonly storage: Storage,
    private readonly events: ProjectEvents,
  ) {}

  /** A project's scenes by episode and order, each with its shots. */
  async list(userId: string, projectId: string, query: ScenePageQuery): Promise<Page<SceneDto>> {
    await this.projects.find(userId, projectId);
    const [counted] = await this.em.execute<{ count: number }[]>(countOf('scenes where project_id = ?'), [projectId]);
    const scenes = await readScenes(
      this.em,
      `where s.project_id = ? order by s.episode ${query.sort_order}, s.order_index ${query.sort_order} limit ? offset ?`,
      [projectId, query.limit, query.offset],
    );
    return pageOf(await this.toDtos(this.em, scenes), counted?.count ?? 0, query);
  }

  async get(userId: string, id: string): Promise<SceneDto> {
    const rest = 'join projects p on p.id = s.project_id where s.id = ? and p.user_id = ?';
    return this.toDto(this.em, await readScenes(this.em, rest, [id, userId]));
  }

  async create(userId: string, projectId: string, body: CreateSceneDto): Promise<SceneDto> {
    return inContendedTransaction(this.em, async (em) => {
      await lockProject(em, userId, projectId);
      const episode = body.episode ?? (await lastEpisode(em, projectId));
      const others = await sceneOrder(em, { projectId, episode });
      checkRoom(others);
      const scene = new Scene(await em.findOneOrFail(Project, projectId), episode, others.length);
      writeInto(scene, body);
      await em.persist(scene).flush();
      const order = placed(others, scene.id, body.order_index ?? null, 'order_index');
      const isMoved = await writeSceneOrder(em, order);
      const dto = await this.toDto(em, await readScenes(em, 'where s.id = ?', [scene.id]));
      await this.events.tell(em, projectId, [
        eventOf('scene.created', { scene: dto, by: userId }),
        ...(await reorderedEvents(em, projectId, isMoved ? [episode] : [], userId)),
      ]);
      return dto;
    });
  }

  async update(userId: string, id: string, body: UpdateSceneDto): Promise<SceneDto> {
    return inContendedTransaction(this.em, async (em) => {
      const projectId = await lockProjectOf(em, 'SCENE', userId, id);
      const scene = await findOwned(em, Scene, 'SCENE', { id, project: projectId });
      const changed = writeInto(scene, body);
      const move = await moveOf(em, scene, projectId, body);
      scene.episode = move?.episode ?? scene.episode;
      await em.flush();
      const disturbed = move ? await writeMove(em, projectId, move) : [];
      const rows = await readScenes(em, 'where s.id = ?', [id]);
      const place = move && { episode: rows[0]?.episode, order_index: rows[0]?.order_index };
      const isChanged = move !== null || Object.keys(changed).length > 0;
      const updated = eventOf('scene.updated', { scene: { id, ...changed, ...place }, by: userId });
      await this.events.tell(em, projectId, [
        ...(isChanged ? [updated] : []),
        ...(await reorderedEvents(em, projectId, disturbed, userId)),
      ]);
      return this.toDto(em, rows);
    });
  }

  /** With its shots; the files that nothing else uses go later. */
  async delete(userId: string, id: string): Promise<void> {
    await inContendedTransaction(this.em, async (em) => {
      const projectId = await lockProjectOf(em, 'SCENE', userId, id);
      const { episode } = await findOwned(em, Scene, 'SCENE', { id, project: projectId });
      const shots = await em.execute<{ id: string }[]>('delete from shots where scene_id = ? returning id', [id]);
      const shotIds = shots.map((shot) => shot.id);
      await this.assets.endUses('shot', shotIds, em);
      await em.execute('delete from scenes where id = ?', [id]);
      const isMoved = await writeSceneOrder(em, await sceneOrder(em, { projectId, episode }));
      await this.events.tell(em, projectId, [
        eventOf('scene.deleted', { scene_id: id, by: userId }),
        ...(await reorderedEvents(em, projectId, isMoved ? [episode] : [], userId)),
      ]);
    });
  }

  async reorder(userId: string, projectId: string, { reorder_map }: ReorderScenesDto): Promise<SceneOrderDto> {
    const order = orderOf(reorder_map, 'SCENE');
    return inContendedTransaction(this.em, async (em) => {
      await lockProject(em, userId, projectId);
      const rows = await em.execute<{ id: string; episode: number }[]>(
        'select id, episode from scenes where project_id = ?',
        [projectId],
      );
      const episode = rows.find(({ id }) => id === order[0])?.episode ?? 1;
      const present = rows.filter((row) => row.episode === episode).map(({ id }) => id);
      checkOrder(order, { known: rows.map(({ id }) => id), present, thing: 'SCENE' });
      if (await writeSceneOrder(em, order)) {
        await this.events.tell(em, projectId, await reorderedEvents(em, projectId, [episode], userId));
      }
      return { episode, reorder_map: Object.fromEntries(order.map((id, index) => [id, index])) };
    });
  }

  private toDtos(em: EntityManager, scenes: SceneRow[]): Promise<SceneDto[]> {
    return withShots(em, scenes, (key) => this.storage.url(key));
  }

  private async toDto(em: EntityManager, scenes: SceneRow[]): Promise<SceneDto> {
    const [dto] = await this.toDtos(em, scenes);
    return found('SCENE', dto);
  }
}

/** Writes what is given into a scene, all but its place; gives what is different now. */
function writeInto(scene: Scene, body: Omit<UpdateSceneDto, 'episode' | 'order_index'>): Record<string, unknown> {
  const before = viewOf(scene);
  scene.title = body.title === undefined ? scene.title : (body.title ?? '');
  scene.location = body.location === undefined ? scene.location : (body.location ?? '');
  scene.timeOfDay = body.time_of_day === undefined ? scene.timeOfDay : (body.time_of_day ?? 'day');
  scene.description = body.description === undefined ? scene.description : (body.description ?? '');
  scene.script = body.script === undefined ? scene.script : (body.script ?? '');
  scene.characters = body.characters === undefined ? scene.characters : (body.characters ?? []);
  const after = viewOf(scene);
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !isDeepStrictEqual(value, before[name])));
}

function viewOf({ title, location, timeOfDay, description, script, characters }: Scene): Record<string, unknown> {
  return { title, location, time_of_day: timeOfDay, description, script, characters };
}

async function lastEpisode(em: EntityManager, projectId: string): Promise<number> {
  const [row] = await em.execute<{ last: number | null }[]>(
    'select max(episode)::int as last from scenes where project_id = ?',
    [projectId],
  );
  return row?.last ?? 1;
}

function checkRoom(others: string[]): void {
  if (others.length >= MOST_SCENES) {
    throw AppError.invalid({ field: 'episode', rule: 'max_scenes', args: { most: MOST_SCENES } });
  }
}

/** Null: the scene stays where it is. */
async function moveOf(
  em: EntityManager,
  scene: Scene,
  projectId: string,
  { episode = scene.episode, order_index }: UpdateSceneDto,
): Promise<SceneMove | null> {
  const leaves = episode === scene.episode ? null : scene.episode;
  if (leaves === null && order_index === undefined) {
    return null;
  }
  const before = await sceneOrder(em, { projectId, episode });
  if (leaves !== null) {
    checkRoom(before);
  }
  const order = placed(before, scene.id, order_index ?? null, 'order_index');
  return isDeepStrictEqual(before, order) ? null : { episode, order, leaves };
}

/** Gives the episodes in which a scene has another place now. */
async function writeMove(em: EntityManager, projectId: string, move: SceneMove): Promise<number[]> {
  const { episode, order, leaves } = move;
  const disturbed = (await writeSceneOrder(em, order)) ? [episode] : [];
  if (leaves !== null && (await writeSceneOrder(em, await sceneOrder(em, { projectId, episode: leaves })))) {
    disturbed.push(leaves);
  }
  return disturbed;
}

async function reorderedEvents(
  em: EntityManager,
  projectId: string,
  episodes: number[],
  by: string,
): Promise<NewEvent[]> {
  if (episodes.length === 0) {
    return [];
  }
  const scenes = await em.execute<{ id: string; episode: number; order_index: number }[]>(
    `select id, episode, order_index from scenes where project_id = ? and episode = any(?::int[])
     order by episode, order_index`,
    [projectId, `{${episodes.join(',')}}`],
  );
  return [eventOf('scene.reordered', { scenes, by })];
}
