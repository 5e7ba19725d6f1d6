import { isDeepStrictEqual } from 'node:util';
import { LockMode, ref } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { found, findOwned, idOf } from '../common/owned.js';
import { countOf, type Page, pageOf } from '../common/pagination.js';
import { inContendedTransaction } from '../common/transaction.js';
import { type NewEvent } from '../events/event-bus.js';
import { eventOf, ProjectEvents } from '../events/project-events.js';
import { ChosenUploads } from '../projects/chosen-uploads.js';
import { Project } from '../projects/project.entity.js';
import { lockProject } from '../projects/project-lock.js';
import { ProjectsService } from '../projects/projects.service.js';
import { AssetsService } from '../storage/assets.service.js';
import { mediaLink } from '../storage/media-links.js';
import { Storage } from '../storage/storage.js';
import { type UploadKind } from '../uploads/upload.entity.js';
import { checkOrder, orderOf, placed, shotOrder, writeShotOrder } from './order.js';
import { SceneDto } from './scene.dto.js';
import { Scene } from './scene.entity.js';
import { lockProjectOf, readScenes, readShots } from './scene-rows.js';
import { type ChangeContext, writeInto } from './shot-change.js';
import {
  type CreateShotDto,
  MOST_SHOTS,
  type ReorderShotsDto,
  type ShotChangesDto,
  ShotDto,
  type ShotUpdatesDto,
  type ShotOrderDto,
  type ShotPageQuery,
  type ShotRow,
  type UpdateShotDto,
  type UploadChoiceDto,
} from './shot.dto.js';
import { keysOfShot, framesOf, Shot } from './shot.entity.js';
import { changesOf, within } from './shot-updates.js';

const MOST_SHOTS_OF_PROJECT = 10_000;
const SHOT_LIMITS = { most: MOST_SHOTS, most_of_project: MOST_SHOTS_OF_PROJECT };
const DEFAULT_SECONDS = 5;

/** Where a shot goes: the new order of the scene, and the scene that it leaves. */
interface Move {
  sceneId: string;
  order: string[];
  leaves: string | null;
}

interface Written {
  changed: Record<string, unknown>;
  move: Move | null;
  /** Scenes in which other shots have another place now. */
  disturbed: string[];
}

/** Shots by hand, whichever door the hand comes through. */
@Injectable()
export class ShotsService {
  constructor(
    private readonly em: EntityManager,
    private readonly projects: ProjectsService,
    private readonly uploads: ChosenUploads,
    private readonly assets: AssetsService,
    private readonly storage: Storage,
    private readonly events: ProjectEvents,
  ) {}

  /** A project's shots in the order of the film. */
  async list(userId: string, projectId: string, query: ShotPageQuery): Promise<Page<ShotDto>> {
    await this.projects.find(userId, projectId);
    const [counted] = await this.em.execute<{ count: number }[]>(countOf('shots where project_id = ?'), [projectId]);
    const { sort_order: order, limit, offset } = query;
    const rows = await readShots(
      this.em,
      `join scenes c on c.id = s.scene_id where s.project_id = ?
       order by c.episode ${order}, c.order_index ${order}, s.order_index ${order}, s.id ${order} limit ? offset ?`,
      [projectId, limit, offset],
    );
    return pageOf(
      rows.map((row) => this.toDto(row)),
      counted?.count ?? 0,
      query,
    );
  }

  async get(userId: string, id: string): Promise<ShotDto> {
    const rest = 'join projects p on p.id = s.project_id where s.id = ? and p.user_id = ?';
    const [row] = await readShots(this.em, rest, [id, userId]);
    return this.toDto(found('SHOT', row));
  }

  async createInScene(userId: string, sceneId: string, body: CreateShotDto): Promise<ShotDto> {
    return inContendedTransaction(this.em, async (em) => {
      const projectId = await lockProjectOf(em, 'SCENE', userId, sceneId);
      const scene = await findOwned(em, Scene, 'SCENE', { id: sceneId, project: projectId });
      return this.add(em, userId, scene, body, []);
    });
  }

  /** In the project's last scene, which is made if there is none. */
  async createInProject(userId: string, projectId: string, body: CreateShotDto): Promise<ShotDto> {
    return inContendedTransaction(this.em, async (em) => {
      await lockProject(em, userId, projectId);
      const last = { episode: 'desc', orderIndex: 'desc' } as const;
      const scene = await em.findOne(Scene, { project: projectId }, { orderBy: last });
      if (scene) {
        return this.add(em, userId, scene, body, []);
      }
      const first = new Scene(await em.findOneOrFail(Project, projectId), 1, 0);
      await em.persist(first).flush();
      const [row] = await readScenes(em, 'where s.id = ?', [first.id]);
      const event = eventOf('scene.created', { scene: SceneDto.from(found('SCENE', row), []), by: userId });
      return this.add(em, userId, first, body, [event]);
    });
  }

  /** All of the updates or none of them. What changes nothing makes no new version. */
  async update(userId: string, id: string, { updates, version }: UpdateShotDto): Promise<ShotDto> {
    const changes = changesOf(updates);
    return inContendedTransaction(this.em, async (em) => {
      const projectId = await lockProjectOf(em, 'SHOT', userId, id);
      const shot = await lockedShot(em, id);
      if (version !== undefined && version !== shot.version) {
        const current = this.toDto(await rowOf(em, id));
        throw new AppError('CONFLICT', { current });
      }
      const written = await this.write(em, userId, shot, changes);
      if (written === null) {
        return this.toDto(await rowOf(em, id));
      }
      const { changed, move, disturbed } = written;
      await this.assets.endOtherUses({ kind: 'shot', subjectId: id }, keysOfShot(shot), em);
      const row = await rowOf(em, id);
      const place = move ? { order_index: row.order_index, ...(move.leaves && { scene_id: row.scene_id }) } : {};
      await this.events.tell(em, projectId, [
        eventOf('shot.updated', { shot_id: id, updates: { ...changed, ...place }, version: row.version, by: userId }),
        ...imageEvents(row, changed),
        ...(await reorderedEvents(em, disturbed, userId)),
      ]);
      return this.toDto(row);
    });
  }

  /**
   * Writes updates of shots of one project, each after the other, and tells nobody: for a transaction that is undone. Their
   * project is not locked, for nobody is to wait while one looks at what would come of them.
   */
  async tryOut(em: EntityManager, userId: string, projectId: string, updates: ShotUpdatesDto[]): Promise<void> {
    const read = updates.map(({ shot_id, ...wanted }, index) => ({
      id: idOf('SHOT', shot_id),
      changes: within(`changes[${index}]`, () => changesOf(wanted.updates)),
    }));
    // In one order, whoever else tries something out.
    const ids = `{${read.map(({ id }) => id).join(',')}}`;
    await em.execute('select 1 from shots where id = any(?::uuid[]) order by id for no key update', [ids]);
    for (const [index, { id, changes }] of read.entries()) {
      const shot = await findOwned(em, Shot, 'SHOT', { id, project: projectId });
      await within(`changes[${index}]`, () => this.write(em, userId, shot, changes));
    }
  }

  async delete(userId: string, id: string): Promise<void> {
    await inContendedTransaction(this.em, async (em) => {
      const projectId = await lockProjectOf(em, 'SHOT', userId, id);
      const [shot] = await em.execute<{ scene_id: string }[]>('delete from shots where id = ? returning scene_id', [
        id,
      ]);
      const { scene_id } = found('SHOT', shot);
      await this.assets.endUses('shot', [id], em);
      const isMoved = await writeShotOrder(em, await shotOrder(em, scene_id));
      await this.events.tell(em, projectId, [
        eventOf('shot.deleted', { shot_id: id, scene_id, by: userId }),
        ...(await reorderedEvents(em, isMoved ? [scene_id] : [], userId)),
      ]);
    });
  }

  async reorder(userId: string, sceneId: string, { reorder_map }: ReorderShotsDto): Promise<ShotOrderDto> {
    const order = orderOf(reorder_map, 'SHOT');
    return inContendedTransaction(this.em, async (em) => {
      const projectId = await lockProjectOf(em, 'SCENE', userId, sceneId);
      const present = await shotOrder(em, sceneId);
      checkOrder(order, { known: present, present, thing: 'SHOT' });
      if (await writeShotOrder(em, order)) {
        await this.events.tell(em, projectId, await reorderedEvents(em, [sceneId], userId));
      }
      return placesOf(em, sceneId);
    });
  }

  /** Null: nothing is different. Else what is, by path, and where the shot has gone. */
  private async write(em: EntityManager, userId: string, shot: Shot, changes: ShotChangesDto): Promise<Written | null> {
    const changed = writeInto(shot, changes, await this.contextOf(em, userId, shot, changes));
    const move = await moveOf(em, shot, changes);
    if (move === null && Object.keys(changed).length === 0) {
      return null;
    }
    shot.version += 1;
    shot.scene = move ? ref(em.getReference(Scene, move.sceneId)) : shot.scene;
    await em.flush();
    return { changed, move, disturbed: move ? await writeMove(em, move, shot.id) : [] };
  }

  private async add(
    em: EntityManager,
    userId: string,
    scene: Scene,
    body: CreateShotDto,
    told: NewEvent[],
  ): Promise<ShotDto> {
    const { id: projectId } = scene.project;
    const others = await shotOrder(em, scene.id);
    await checkRoom(em, projectId, others);
    const shot = new Shot(scene, others.length, framesOf(DEFAULT_SECONDS));
    writeInto(shot, body, await this.contextOf(em, userId, shot, body));
    await em.persist(shot).flush();
    const order = placed(others, shot.id, body.order_index ?? null, 'order_index');
    const isMoved = await writeShotOrder(em, order, shot.id);
    const row = await rowOf(em, shot.id);
    await this.events.tell(em, projectId, [
      ...told,
      eventOf('shot.created', { shot: ShotDto.from(row, mediaLink), by: userId }),
      ...(await reorderedEvents(em, isMoved ? [scene.id] : [], userId)),
    ]);
    return this.toDto(row);
  }

  /** Reads what the changes need, and keeps the files of the uploads that they name. */
  private async contextOf(
    em: EntityManager,
    userId: string,
    shot: Shot,
    { dialogue, image, video }: ShotChangesDto,
  ): Promise<ChangeContext> {
    const people =
      dialogue === undefined
        ? []
        : await em.execute<{ name: string }[]>('select name from characters where project_id = ?', [shot.project.id]);
    const chosen = async (choice: UploadChoiceDto | undefined, kind: UploadKind) => {
      const id = choice?.upload_id;
      const use = { kind: 'shot' as const, subjectId: shot.id };
      return typeof id === 'string' ? this.uploads.hold(em, userId, id, kind, use) : id;
    };
    return {
      people: new Set(people.map(({ name }) => name)),
      image: await chosen(image, 'image'),
      video: await chosen(video, 'video'),
    };
  }

  private toDto(row: ShotRow): ShotDto {
    return ShotDto.from(row, (key) => this.storage.url(key));
  }
}

/** As it is now, and locked: a job may be writing its results into it. */
async function lockedShot(em: EntityManager, id: string): Promise<Shot> {
  return found('SHOT', await em.findOne(Shot, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true }));
}

async function rowOf(em: EntityManager, id: string): Promise<ShotRow> {
  const [row] = await readShots(em, 'where s.id = ?', [id]);
  return found('SHOT', row);
}

async function checkRoom(em: EntityManager, projectId: string, others: string[]): Promise<void> {
  const [project] = await em.execute<{ count: number }[]>(
    'select count(*)::int as count from shots where project_id = ?',
    [projectId],
  );
  if (others.length >= MOST_SHOTS || (project?.count ?? 0) >= MOST_SHOTS_OF_PROJECT) {
    throw AppError.invalid({ field: 'scene_id', rule: 'max_shots', args: SHOT_LIMITS });
  }
}

/** Null: the shot stays where it is. */
async function moveOf(em: EntityManager, shot: Shot, { scene_id, order_index }: ShotChangesDto): Promise<Move | null> {
  const sceneId = scene_id?.toLowerCase() ?? shot.scene.id;
  const leaves = sceneId === shot.scene.id ? null : shot.scene.id;
  if (leaves === null && order_index === undefined) {
    return null;
  }
  await findOwned(em, Scene, 'SCENE', { id: sceneId, project: shot.project.id });
  const before = await shotOrder(em, sceneId);
  if (leaves !== null && before.length >= MOST_SHOTS) {
    throw AppError.invalid({ field: 'updates.scene_id', rule: 'max_shots', args: SHOT_LIMITS });
  }
  const order = placed(before, shot.id, order_index ?? null, 'updates.order_index');
  return isDeepStrictEqual(before, order) ? null : { sceneId, order, leaves };
}

/** Gives the scenes in which other shots have another place now. */
async function writeMove(em: EntityManager, { sceneId, order, leaves }: Move, shotId: string): Promise<string[]> {
  const disturbed = (await writeShotOrder(em, order, shotId)) ? [sceneId] : [];
  if (leaves !== null && (await writeShotOrder(em, await shotOrder(em, leaves)))) {
    disturbed.push(leaves);
  }
  return disturbed;
}

async function placesOf(em: EntityManager, sceneId: string): Promise<ShotOrderDto> {
  const rows = await em.execute<{ id: string; order_index: number; version: number }[]>(
    'select id, order_index, version from shots where scene_id = ? order by order_index',
    [sceneId],
  );
  return {
    scene_id: sceneId,
    reorder_map: Object.fromEntries(rows.map(({ id, order_index }) => [id, order_index])),
    versions: Object.fromEntries(rows.map(({ id, version }) => [id, version])),
  };
}

async function reorderedEvents(em: EntityManager, sceneIds: string[], by: string): Promise<NewEvent[]> {
  const events: NewEvent[] = [];
  for (const sceneId of sceneIds) {
    events.push(eventOf('shot.reordered', { ...(await placesOf(em, sceneId)), by }));
  }
  return events;
}

function imageEvents({ id, image }: ShotRow, changed: Record<string, unknown>): NewEvent[] {
  const image_url = image.key === null ? null : mediaLink(image.key);
  const isOther = 'image.upload_id' in changed;
  return isOther ? [eventOf('image.status_update', { shot_id: id, status: image.status, image_url })] : [];
}
