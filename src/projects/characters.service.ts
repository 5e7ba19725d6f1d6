import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { found, findOwned } from '../common/owned.js';
import { inContendedTransaction } from '../common/transaction.js';
import { type NewEvent } from '../events/event-bus.js';
import { eventOf, ProjectEvents } from '../events/project-events.js';
import { AssetsService } from '../storage/assets.service.js';
import { mediaLink } from '../storage/media-links.js';
import { Storage } from '../storage/storage.js';
import { redrawn, stillFits } from './casting.js';
import { renameEverywhere, showSpeaker } from './character-names.js';
import { CharacterDto, type CharacterInputDto, type UpdateCharacterDto } from './character.dto.js';
import { Character, NOTHING_SAID } from './character.entity.js';
import { ChosenUploads } from './chosen-uploads.js';
import { Project } from './project.entity.js';
import { lockProject } from './project-lock.js';

const MOST_CHARACTERS = 100;

/** The people of a project. */
@Injectable()
export class CharactersService {
  constructor(
    private readonly em: EntityManager,
    private readonly uploads: ChosenUploads,
    private readonly assets: AssetsService,
    private readonly storage: Storage,
    private readonly events: ProjectEvents,
  ) {}

  async create(userId: string, projectId: string, body: CharacterInputDto): Promise<CharacterDto> {
    return inContendedTransaction(this.em, async (em) => {
      await lockProject(em, userId, projectId);
      await this.checkRoom(em, projectId);
      await this.checkName(em, projectId, body.name);
      const [character] = await this.add(em, await em.findOneOrFail(Project, projectId), [body]);
      const created = found('CHARACTER', character);
      await showSpeaker(em, projectId, created.name);
      await this.tell(em, userId, created);
      return this.toDto(created);
    });
  }

  async update(userId: string, projectId: string, id: string, body: UpdateCharacterDto): Promise<CharacterDto> {
    return inContendedTransaction(this.em, async (em) => {
      await lockProject(em, userId, projectId);
      const character = await this.find(em, projectId, id);
      const told = await this.rename(em, userId, character, body.name ?? character.name);
      character.description = body.description === null ? '' : (body.description ?? character.description);
      this.describe(character, body);
      if (body.reference_upload_id !== undefined) {
        await this.setReference(em, userId, character, body.reference_upload_id);
      }
      await em.flush();
      await this.tell(em, userId, character, told);
      return this.toDto(character);
    });
  }

  /** Scenes and shots keep the name. */
  async delete(userId: string, projectId: string, id: string): Promise<void> {
    await inContendedTransaction(this.em, async (em) => {
      await lockProject(em, userId, projectId);
      const character = await this.find(em, projectId, id);
      em.remove(character);
      await em.flush();
      await this.assets.endUses('character', [id], em);
      const event = eventOf('character.updated', { character_id: id, character: null, by: userId });
      await this.events.tell(em, projectId, [event]);
    });
  }

  /** Writes people into a project inside the caller's transaction. */
  async add(em: EntityManager, project: Project, people: CharacterInputDto[]): Promise<Character[]> {
    const characters = people.map((person) => characterOf(project, person));
    for (const [index, character] of characters.entries()) {
      const uploadId = people[index]?.reference_upload_id;
      em.persist(character);
      if (uploadId !== undefined) {
        await this.setReference(em, project.userId, character, uploadId);
      }
    }
    await em.flush();
    return characters;
  }

  private find(em: EntityManager, projectId: string, id: string): Promise<Character> {
    return findOwned(em, Character, 'CHARACTER', { id, project: projectId });
  }

  private async checkRoom(em: EntityManager, projectId: string): Promise<void> {
    if ((await em.count(Character, { project: projectId })) >= MOST_CHARACTERS) {
      throw AppError.invalid({ field: 'name', rule: 'max_characters', args: { most: MOST_CHARACTERS } });
    }
  }

  private async checkName(em: EntityManager, projectId: string, name: string): Promise<void> {
    if ((await em.count(Character, { project: projectId, name })) > 0) {
      throw new AppError('CONFLICT.name', { field: 'name' });
    }
  }

  private async rename(em: EntityManager, by: string, character: Character, to: string): Promise<NewEvent[]> {
    const { name: from } = character;
    if (to === from) {
      return [];
    }
    const projectId = character.project.id;
    await this.checkName(em, projectId, to);
    character.name = to;
    const told = await renameEverywhere(em, { projectId, from, to, by });
    await showSpeaker(em, projectId, to);
    return told;
  }

  /** The next film shows and hears what is said now. */
  private describe(character: Character, { appearance, voice }: UpdateCharacterDto): void {
    if (voice !== undefined) {
      character.voice = voice && voiceOf(voice);
    }
    if (appearance === undefined) {
      return;
    }
    character.appearance = appearance === null ? NOTHING_SAID : { ...character.appearance, ...given(appearance) };
    const { name, look: before } = character;
    if (before) {
      const look = redrawn(name, before, character.appearance);
      character.look = look;
      const fits = voice !== undefined || character.voice === null || stillFits(character.voice, before, look);
      character.voice = fits ? character.voice : null;
    }
  }

  private async setReference(
    em: EntityManager,
    userId: string,
    character: Character,
    uploadId: string | null,
  ): Promise<void> {
    const use = { kind: 'character' as const, subjectId: character.id };
    const upload = uploadId === null ? null : await this.uploads.hold(em, userId, uploadId, 'image', use);
    character.referenceUploadId = upload?.id ?? null;
    character.referenceKey = upload?.key ?? null;
    await this.assets.endOtherUses(use, upload ? [upload.key] : [], em);
  }

  private async tell(em: EntityManager, by: string, character: Character, told: NewEvent[] = []): Promise<void> {
    const { id: character_id, project } = character;
    const event = eventOf('character.updated', { character_id, character: dtoOf(character, mediaLink), by });
    await this.events.tell(em, project.id, [event, ...told]);
  }

  private toDto(character: Character): CharacterDto {
    return dtoOf(character, (key) => this.storage.url(key));
  }
}

function dtoOf(character: Character, urlOf: (key: string) => string): CharacterDto {
  const { id, name, description, appearance, voice, referenceUploadId, referenceKey } = character;
  const reference = { reference_upload_id: referenceUploadId, reference_key: referenceKey };
  return CharacterDto.from({ id, name, description, appearance, voice, ...reference }, urlOf);
}

function characterOf(project: Project, person: CharacterInputDto): Character {
  const character = new Character(project, person.name);
  character.description = person.description ?? '';
  character.appearance = { ...NOTHING_SAID, ...given(person.appearance ?? {}) };
  character.voice = person.voice ? voiceOf(person.voice) : null;
  return character;
}

function voiceOf({ id, pitch = 1, speed = 1 }: { id: string; pitch?: number; speed?: number }): Character['voice'] {
  return { id, pitch, speed };
}

function given<T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
