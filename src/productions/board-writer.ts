import { LockMode } from '@mikro-orm/core';
import { type EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { found } from '../common/owned.js';
import { CHINESE_SHOT_SIZES, type Language, type ShotSize } from '../common/vocabulary.js';
import { type NewEvent } from '../events/event-bus.js';
import { eventOf, ProjectEvents } from '../events/project-events.js';
import { FRAMES_PER_SECOND } from '../media/timeline.js';
import { Scene } from '../scenes/scene.entity.js';
import { readShots } from '../scenes/scene-rows.js';
import { writeInto } from '../scenes/shot-change.js';
import { MOST_SHOTS, ShotDto, type ShotFormInputDto } from '../scenes/shot.dto.js';
import { dialogueOf, narrationOf } from '../scenes/shot-lines.js';
import { keysOfShot, secondsOf as secondsOfFrames, Shot, type ShotLine } from '../scenes/shot.entity.js';
import { mediaLink } from '../storage/media-links.js';
import { AssetsService } from '../storage/assets.service.js';
import { type Upload } from '../uploads/upload.entity.js';
import { LONGEST_SHOT_SEC, secondsOf, shareFrames, shareLines, SHORTEST_SHOT_SEC, shotsIn } from './scene-layout.js';

/** What a request says of a scene. */
export interface SceneChanges {
  /** As it was written; undefined leaves what is there. */
  script: string | undefined;
  lines: ShotLine[];
  durationSec: number | undefined;
  picture: Upload | null;
  language: Language;
}

export interface ShotChanges {
  params: ShotFormInputDto;
  picture: Upload | null;
}

/** A shot and what of it has changed, by dotted path. */
interface Changed {
  shot: Shot;
  isNew: boolean;
  updates: Record<string, unknown>;
}

const SIZES: ShotSize[] = ['full', 'medium', 'medium_close'];
/** As many as stand side by side in a picture. */
const MOST_SEEN = 3;

/** Changes of scenes and shots that belong to the work which is ordered with them: versions rise, and everybody is told. */
@Injectable()
export class BoardWriter {
  constructor(
    private readonly assets: AssetsService,
    private readonly events: ProjectEvents,
  ) {}

  /** Writes script, length and picture into a scene and its shots; a scene without shots gets some. */
  async scene(
    em: EntityManager,
    by: string,
    sceneId: string,
    changes: SceneChanges,
  ): Promise<{ shots: Shot[]; events: NewEvent[] }> {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
    const scene = found('SCENE', await em.findOne(Scene, { id: sceneId }, lock));
    const there = await em.find(Shot, { scene }, { ...lock, orderBy: { orderIndex: 'asc', id: 'asc' } });
    const isNew = there.length === 0;
    const shots = isNew ? newShots(scene, changes) : there;
    if (isNew || changes.script !== undefined) {
      checkScript(changes, shots.length);
    }
    const all = shots.map((shot): Changed => ({ shot, isNew, updates: {} }));
    if (changes.script !== undefined) {
      scene.script = changes.script;
      scene.characters = union(scene.characters, speakersOf(changes.lines));
    }
    if (changes.script !== undefined || isNew) {
      const shares = shareLines(changes.lines, shots.length, changes.language);
      all.forEach((changed, index) => say(changed, shares[index] ?? []));
    }
    if (changes.durationSec !== undefined) {
      setLengths(all, changes.durationSec, changes.language);
    }
    em.persist(shots);
    await em.flush();
    const events = await this.finish(em, by, all, changes.picture);
    const told = { id: sceneId, script: scene.script, characters: scene.characters };
    const sceneEvents = changes.script === undefined ? [] : [eventOf('scene.updated', { scene: told, by })];
    return { shots, events: [...sceneEvents, ...events] };
  }

  /** Sets fields of a shot's form, and its picture. */
  async shot(
    em: EntityManager,
    by: string,
    id: string,
    { params, picture }: ShotChanges,
  ): Promise<{ shot: Shot; events: NewEvent[] }> {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
    const shot = found('SHOT', await em.findOne(Shot, { id }, lock));
    const updates = writeInto(shot, { form_data: params }, { people: new Set() });
    return { shot, events: await this.finish(em, by, [{ shot, isNew: false, updates }], picture) };
  }

  /** Last in the transaction: the stream of the project is locked until its end. */
  tell(em: EntityManager, projectId: string, events: NewEvent[]): Promise<void> {
    return this.events.tell(em, projectId, events);
  }

  /** Gives the picture, and a new version to each shot that has changed; the events tell of it. */
  private async finish(em: EntityManager, by: string, all: Changed[], picture: Upload | null): Promise<NewEvent[]> {
    if (picture) {
      for (const changed of all) {
        await this.show(em, changed, picture);
      }
    }
    const changed = all.filter(({ isNew, updates }) => isNew || Object.keys(updates).length > 0);
    changed.filter(({ isNew }) => !isNew).forEach(({ shot }) => (shot.version += 1));
    await em.flush();
    const ids = changed.flatMap(({ shot, isNew }) => (isNew ? shot.id : []));
    const created = await readShots(em, 'where s.id = any(?::uuid[]) order by s.order_index', [`{${ids.join(',')}}`]);
    return [
      ...created.map((row) => eventOf('shot.created', { shot: ShotDto.from(row, mediaLink), by })),
      ...changed.flatMap(({ shot: { id, version }, isNew, updates }) =>
        isNew ? [] : eventOf('shot.updated', { shot_id: id, updates, version, by }),
      ),
    ];
  }

  /** The user's picture in a shot: it is not generated over. */
  private async show(em: EntityManager, { shot, updates }: Changed, { id, key, userId }: Upload): Promise<void> {
    shot.image = { ...shot.image, status: 'completed', key, upload_id: id, provider: null, error: null };
    updates['image.upload_id'] = id;
    await this.assets.setUses(userId, keysOfShot(shot), { kind: 'shot', subjectId: shot.id }, em);
  }
}

/** A shot grows with what is said in it, but not without end. */
function checkScript({ lines, language }: SceneChanges, shots: number): void {
  const most = shots * LONGEST_SHOT_SEC;
  if (secondsOf(lines, language) > most) {
    throw AppError.invalid({ field: 'script', rule: 'script_sec', args: { most } });
  }
}

/** As many as there is time for. */
function newShots(scene: Scene, { lines, durationSec, language }: SceneChanges): Shot[] {
  const needed = secondsOf(lines, language);
  const seconds = durationSec ?? Math.max(needed, 5);
  const count = Math.min(MOST_SHOTS, shotsIn(seconds));
  return Array.from({ length: count }, (_, index) => {
    const share = Math.min(LONGEST_SHOT_SEC, Math.max(SHORTEST_SHOT_SEC, seconds / count));
    const shot = new Shot(scene, index, Math.round(share * FRAMES_PER_SECOND));
    const size = SIZES[index % SIZES.length] ?? 'medium';
    shot.description = scene.description || scene.title;
    shot.cast = scene.characters.slice(0, MOST_SEEN);
    shot.formData = { ...shot.formData, shot_type: language === 'zh' ? CHINESE_SHOT_SIZES[size] : size };
    return shot;
  });
}

/** Who speaks is seen, too. */
function say({ shot, updates }: Changed, lines: ShotLine[]): void {
  shot.lines = lines;
  shot.cast = union(speakersOf(lines), shot.cast).slice(0, Math.max(MOST_SEEN, shot.cast.length));
  updates.narration = narrationOf(lines);
  updates.dialogue = dialogueOf(lines);
}

/** Those who have more to say get more of the time. */
function setLengths(all: Changed[], durationSec: number, language: Language): void {
  if (durationSec < all.length * SHORTEST_SHOT_SEC) {
    throw AppError.invalid({ field: 'duration_sec', rule: 'shot_sec', args: { shots: all.length } });
  }
  const weights = all.map(({ shot }) => Math.max(secondsOf(shot.lines, language), SHORTEST_SHOT_SEC));
  const frames = shareFrames(durationSec * FRAMES_PER_SECOND, weights, FRAMES_PER_SECOND);
  all.forEach(({ shot, updates }, index) => {
    shot.frames = frames[index] ?? shot.frames;
    updates.duration_sec = secondsOfFrames(shot.frames);
  });
}

const speakersOf = (lines: ShotLine[]) => lines.flatMap(({ character }) => character ?? []);
const union = (some: string[], more: string[]) => [...new Set([...some, ...more])];
