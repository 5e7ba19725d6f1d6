import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { found, findOwned } from '../common/owned.js';
import { containing, countOf, type Page, type PageFields, pageOf } from '../common/pagination.js';
import { PreparedReads } from '../common/prepared-reads.js';
import { JobsService } from '../jobs/jobs.service.js';
import { AssetsService } from '../storage/assets.service.js';
import { Storage } from '../storage/storage.js';
import { type CharacterInputDto } from './character.dto.js';
import { CharactersService } from './characters.service.js';
import {
  type CreateProjectDto,
  ProjectDto,
  type ProjectQuery,
  type ProjectRow,
  type UpdateProjectDto,
} from './project.dto.js';
import { Project } from './project.entity.js';
import { lockProject } from './project-lock.js';

const SELECT = `
  select p.*,
    (select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'description', c.description,
       'appearance', c.appearance, 'voice', c.voice, 'reference_upload_id', c.reference_upload_id,
       'reference_key', c.reference_key) order by c.created_at, c.id)
     from characters c where c.project_id = p.id) as characters,
    jsonb_build_object(
      'scenes', (select count(*) from scenes s where s.project_id = p.id),
      'shots', (select count(*) from shots s where s.project_id = p.id),
      'jobs', (select count(*) from jobs j where j.project_id = p.id),
      'completed_videos', (select count(*) from jobs j
        where j.project_id = p.id and j.state = 'completed' and j.kind in ('drama', 'video'))) as stats
  from projects p`;

const FILTERS = 'p.user_id = ? and (?::text is null or p.genre = ?) and (?::text is null or p.title ilike ?)';

/** SQL of a list: its values are the user, the genre twice, the pattern of the title twice; then limit and offset. */
export const PROJECT_COUNT = countOf(`projects p where ${FILTERS}`);
export const projectPage = ({ sort_by, sort_order }: Pick<PageFields, 'sort_by' | 'sort_order'>) =>
  `${SELECT} where ${FILTERS} order by p.${sort_by} ${sort_order}, p.id ${sort_order} limit ? offset ?`;

@Injectable()
export class ProjectsService {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: JobsService,
    private readonly storage: Storage,
    private readonly assets: AssetsService,
    private readonly characters: CharactersService,
    private readonly reads: PreparedReads,
  ) {}

  async create(userId: string, body: CreateProjectDto): Promise<ProjectDto> {
    const project = new Project(userId, body.title);
    project.description = body.description ?? null;
    project.genre = body.genre ?? null;
    project.style = body.style ?? null;
    project.language = body.language ?? null;
    project.aspectRatio = body.aspect_ratio ?? project.aspectRatio;
    project.targetEpisodes = body.target_episodes ?? project.targetEpisodes;
    project.targetDurationSec = body.target_duration_sec ?? project.targetDurationSec;
    await this.em.persist(project).flush();
    return this.get(userId, project.id);
  }

  async list(userId: string, query: ProjectQuery): Promise<Page<ProjectDto>> {
    const pattern = containing(query.q);
    const values = [userId, query.genre ?? null, query.genre ?? null, pattern, pattern];
    const [counted] = await this.reads.rows<{ count: number }>(PROJECT_COUNT, values);
    const rows = await this.reads.rows<ProjectRow>(projectPage(query), [...values, query.limit, query.offset]);
    return pageOf(
      rows.map((row) => this.toDto(row)),
      counted?.count ?? 0,
      query,
    );
  }

  async get(userId: string, id: string): Promise<ProjectDto> {
    const [row] = await this.em.execute<ProjectRow[]>(`${SELECT} where p.id = ? and p.user_id = ?`, [id, userId]);
    return this.toDto(found('PROJECT', row));
  }

  async update(userId: string, id: string, body: UpdateProjectDto): Promise<ProjectDto> {
    const project = await this.find(userId, id);
    const { target_episodes, target_duration_sec, aspect_ratio, ...rest } = body;
    Object.assign(project, {
      ...withoutUndefined(rest),
      ...withoutUndefined({
        targetEpisodes: target_episodes,
        targetDurationSec: target_duration_sec,
        aspectRatio: aspect_ratio,
      }),
    });
    await this.em.flush();
    return this.get(userId, id);
  }

  /** Deletes a project with everything in it; its running jobs end first. */
  async delete(userId: string, id: string): Promise<void> {
    await this.find(userId, id);
    await this.jobs.deleteOfProject(id);
    await this.em.transactional(async (em) => {
      await lockProject(em, userId, id);
      await this.assets.endUses('shot', await lockedIds(em, 'shots', id), em);
      await this.assets.endUses('character', await lockedIds(em, 'characters', id), em);
      await this.assets.endUses('project', [id], em);
      await em.execute('delete from projects where id = ? and user_id = ?', [id, userId]);
    });
    // One that was started meanwhile; from now on there is no project to start one in.
    await this.jobs.deleteOfProject(id);
    await this.em.execute('delete from events where stream_id = ?', [id]);
    await this.em.execute('delete from event_streams where id = ?', [id]);
  }

  /** Writes the people whom a request for a film names, inside its transaction. */
  async addCharacters(em: EntityManager, project: Project, people: CharacterInputDto[]): Promise<void> {
    await this.characters.add(em, project, people);
  }

  /** The project of that id if it is the user's, else the 404 of the spec. */
  async find(userId: string, id: string): Promise<Project> {
    return findOwned(this.em, Project, 'PROJECT', { id, userId });
  }

  /** All of them; for doors outside HTTP, which have no request context. */
  async assertReadable(userId: string, ids: string[]): Promise<void> {
    const rows = await this.em
      .fork()
      .execute<{ id: string }[]>('select id from projects where id = any(?::uuid[]) and user_id = ?', [
        `{${ids.join(',')}}`,
        userId,
      ]);
    const readable = new Set(rows.map(({ id }) => id));
    if (!ids.every((id) => readable.has(id))) {
      throw AppError.notFound('PROJECT');
    }
  }

  private toDto(row: ProjectRow): ProjectDto {
    return ProjectDto.from(row, (key) => this.storage.url(key));
  }
}

/** Of all that belongs to a project in a table; nobody gives a file to one of these any more. */
async function lockedIds(em: EntityManager, table: 'shots' | 'characters', projectId: string): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `select id from ${table} where project_id = ? order by id for update`,
    [projectId],
  );
  return rows.map(({ id }) => id);
}

function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
