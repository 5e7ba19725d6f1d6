import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Requester } from '../common/api.decorators.js';
import { inTransaction } from '../common/transaction.js';
import { PRIORITIES } from '../common/vocabulary.js';
import { type JobDto } from '../jobs/job.dto.js';
import { JobsService } from '../jobs/jobs.service.js';
import { type JobInput } from '../jobs/job-input.js';
import { type Project } from '../projects/project.entity.js';
import { lockProject } from '../projects/project-lock.js';
import { ProjectsService } from '../projects/projects.service.js';
import { type RenderDto } from './board.dto.js';
import { BoardReader } from './board-reader.js';
import { FilmOrders, type OrderInput, orderInput } from './film-orders.js';

interface FilmWish extends OrderInput {
  /** All that have shots, when they are not given. */
  episodes?: number[];
  image: string[] | null;
  video: string[] | null;
}

/** Films of scenes and shots as they stand. */
@Injectable()
export class RendersService {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: JobsService,
    private readonly projects: ProjectsService,
    private readonly orders: FilmOrders,
    private readonly boards: BoardReader,
  ) {}

  /** The film of the wanted episodes; what has not changed since it was made comes from the cache. */
  async render(user: Requester, projectId: string, body: RenderDto): Promise<JobDto> {
    this.orders.checkPriority(user, body.priority);
    const image = this.orders.checkProvider('image', 'image_provider', body.image_provider, body);
    const video = this.orders.checkProvider('video', 'video_provider', body.video_provider, body);
    const project = await this.projects.find(user.id, projectId);
    const { id } = await inTransaction(this.em, async (em) => {
      await lockProject(em, user.id, projectId);
      return this.jobs.create(em, {
        user_id: user.id,
        project_id: projectId,
        kind: 'drama',
        priority: PRIORITIES.indexOf(body.priority ?? 'normal'),
        max_cost_usd: body.max_cost_usd ?? null,
        ...(await this.filmOf(em, project, { ...orderInput(body), episodes: body.episodes, image, video })),
      });
    });
    return this.jobs.get(user.id, id);
  }

  /** What the job of a film is asked for, of the board as it is in the transaction. */
  async filmOf(
    em: EntityManager,
    project: Project,
    { episodes: chosen, image, video, ...order }: FilmWish,
  ): Promise<{ prompt: string; input: JobInput }> {
    const { title, prompt } = await this.boards.origin(project);
    const language = await this.boards.language(project);
    const { episodes, lastEpisode, seconds } = await this.boards.film(em, project.id, chosen);
    this.orders.checkSeconds(seconds, 'episodes');
    return {
      prompt,
      input: {
        ...order,
        title,
        genre: project.genre,
        style: project.style,
        language,
        aspectRatio: project.aspectRatio,
        board: episodes,
        // Of the whole series: the cards say which episode of how many it is.
        episodes: lastEpisode,
        firstEpisode: 1,
        scenesPerEpisode: 1,
        durationSec: seconds,
        maxShots: null,
        replace: false,
        wanted: { script: null, image, video },
      },
    };
  }
}
