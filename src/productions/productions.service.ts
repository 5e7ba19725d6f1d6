import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Requester } from '../common/api.decorators.js';
import { AppError } from '../common/errors.js';
import { inTransaction } from '../common/transaction.js';
import { detectLanguage, PRIORITIES, type Priority } from '../common/vocabulary.js';
import { type FilmPace } from '../jobs/film-pace.js';
import { type JobDto } from '../jobs/job.dto.js';
import { type JobInput } from '../jobs/job-input.js';
import { JobsService } from '../jobs/jobs.service.js';
import { type Judgement } from '../jobs/moderation-gate.js';
import { type JobKind } from '../jobs/plan.js';
import { type CharacterInputDto } from '../projects/character.dto.js';
import { Project } from '../projects/project.entity.js';
import { ProjectsService } from '../projects/projects.service.js';
import { UploadsService } from '../uploads/uploads.service.js';
import { BoardReader } from './board-reader.js';
import { FilmOrders, mostScenesIn, orderInput, titleOf } from './film-orders.js';
import {
  type CreateJobDto,
  type FilmRequestDto,
  type GenerateDramaDto,
  type GenerateScenesDto,
  type ProductionDto,
} from './production.dto.js';

const SHOTS_PER_SCENE = 3;
const DEFAULT_SCENES = 3;

/** A drama that is ordered without its measures, and the pace that gives them. */
export type PacedOrder = Omit<GenerateDramaDto, 'episodes' | 'scenes_per_episode' | 'duration_sec'> & {
  pace: Pick<FilmPace, 'episodes' | 'scenesPerEpisode' | 'durationSec' | 'pacing'>;
};

interface Order {
  kind: JobKind;
  prompt: string;
  priority: Priority;
  maxCostUsd: number | null;
  input: JobInput;
  judgement: Judgement;
}

/** Everything that starts work: the request is checked whole and moderated, then written with its project at once. */
@Injectable()
export class ProductionsService {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: JobsService,
    private readonly projects: ProjectsService,
    private readonly uploads: UploadsService,
    private readonly orders: FilmOrders,
    private readonly boards: BoardReader,
  ) {}

  generateDrama(user: Requester, body: GenerateDramaDto): Promise<ProductionDto> {
    return this.startDrama(user, body, this.dramaInput(user, body));
  }

  /** A drama whose shots are as long as those of a pace: like a video, say. */
  generatePaced(user: Requester, { pace, ...order }: PacedOrder): Promise<ProductionDto> {
    const { episodes, scenesPerEpisode, durationSec, pacing } = pace;
    const body = { ...order, episodes, scenes_per_episode: scenesPerEpisode, duration_sec: durationSec };
    return this.startDrama(user, body, { ...this.dramaInput(user, body), pacing });
  }

  private async startDrama(user: Requester, body: GenerateDramaDto, input: JobInput): Promise<ProductionDto> {
    const { language, aspectRatio } = input;
    const { title, description, genre, style, prompt } = body;
    const cast = (body.characters ?? []).flatMap(textsOf);
    const judgement = await this.orders.moderate(user, [title, description, genre, style, prompt, ...cast], language);
    const project = new Project(user.id, body.title);
    project.description = body.description ?? null;
    project.genre = body.genre ?? null;
    project.style = body.style ?? null;
    project.language = language;
    project.aspectRatio = aspectRatio;
    project.targetEpisodes = body.episodes;
    project.targetDurationSec = body.duration_sec;
    const order: Order = { kind: 'drama', ...orderOf(body), input, judgement };
    const job = await this.start(user, order, project, { isNew: true, people: body.characters });
    return { project_id: project.id, task_id: job.id, job_id: job.id, status: 'pending', created_at: job.createdAt };
  }

  /** What a drama is to be, from a request that has passed every check but moderation. */
  dramaInput(user: Requester, body: GenerateDramaDto): JobInput {
    this.orders.checkPriority(user, body.priority);
    this.orders.checkLength({
      episodes: body.episodes,
      scenes: body.scenes_per_episode,
      durationSec: body.duration_sec,
    });
    const wanted = {
      script: this.orders.writersFor(body),
      image: this.orders.checkProvider('image', 'image_provider', body.image_provider, body),
      video: this.orders.checkProvider('video', 'video_provider', body.video_provider, body),
    };
    this.orders.checkFallback('script', wanted.script, body);
    return {
      ...orderInput(body),
      title: body.title,
      genre: body.genre ?? null,
      style: body.style ?? null,
      language: body.language ?? detectLanguage(body.prompt),
      aspectRatio: body.aspect_ratio ?? '16:9',
      episodes: body.episodes,
      firstEpisode: 1,
      scenesPerEpisode: body.scenes_per_episode,
      durationSec: body.duration_sec,
      maxShots: null,
      replace: false,
      wanted,
    };
  }

  async createJob(user: Requester, body: CreateJobDto): Promise<JobDto> {
    this.orders.checkPriority(user, body.priority);
    const durationSec = body.duration_sec ?? 30;
    const maxShots = body.max_shots ?? 5;
    const scenes = Math.max(1, Math.min(Math.ceil(maxShots / SHOTS_PER_SCENE), mostScenesIn(durationSec)));
    this.orders.checkLength({ episodes: 1, scenes, durationSec });
    const video = this.orders.checkProvider('video', 'model_id', body.model_id, body);
    const language = body.language ?? detectLanguage(body.prompt);
    const judgement = await this.orders.moderate(user, [body.prompt, body.style], language);
    const given = body.project_id === undefined ? null : await this.projects.find(user.id, body.project_id);
    const references = await this.picturesOf(user, body.reference_upload_ids ?? []);
    const project = given ?? this.projectFor(user, body, language);
    const input: JobInput = {
      ...orderInput(body),
      title: given?.title ?? null,
      genre: given?.genre ?? null,
      style: body.style ?? given?.style ?? null,
      language,
      aspectRatio: body.aspect_ratio ?? project.aspectRatio,
      episodes: 1,
      firstEpisode: 1,
      scenesPerEpisode: scenes,
      durationSec,
      maxShots,
      replace: false,
      references,
      wanted: { script: null, image: null, video },
    };
    const order: Order = { kind: 'video', ...orderOf(body), input, judgement };
    const { id } = await this.start(user, order, project, { isNew: given === null });
    return this.jobs.get(user.id, id);
  }

  async generateScenes(user: Requester, projectId: string, body: GenerateScenesDto): Promise<JobDto> {
    const project = await this.projects.find(user.id, projectId);
    const episodes = body.episodes ?? project.targetEpisodes;
    const durationSec = project.targetDurationSec;
    const scenes = body.scenes_per_episode ?? Math.min(DEFAULT_SCENES, mostScenesIn(durationSec));
    this.orders.checkLength({ episodes, scenes, durationSec }, { tooShort: 'scenes_per_episode', tooLong: 'episodes' });
    const language = project.language ?? detectLanguage(body.prompt);
    const judgement = await this.orders.moderate(
      user,
      [project.title, project.genre, project.style, body.prompt],
      language,
    );
    const input: JobInput = {
      ...orderInput({}),
      title: project.title,
      genre: project.genre,
      style: project.style,
      language,
      aspectRatio: project.aspectRatio,
      episodes,
      firstEpisode: 1,
      scenesPerEpisode: scenes,
      durationSec,
      maxShots: null,
      replace: body.mode === 'replace',
      wanted: { script: this.orders.writersFor(body), image: null, video: null },
    };
    const { id } = await this.start(user, { kind: 'scenes', ...orderOf(body), input, judgement }, project);
    return this.jobs.get(user.id, id);
  }

  /** Project, people, job and its first steps are written together or not at all. Without `replace`, episodes are added. */
  private async start(
    user: Requester,
    order: Order,
    project: Project,
    { isNew = false, people = [] }: { isNew?: boolean; people?: CharacterInputDto[] } = {},
  ): Promise<{ id: string; createdAt: string }> {
    return inTransaction(this.em, async (em) => {
      await em.persist(project).flush();
      await this.projects.addCharacters(em, project, people);
      const firstEpisode = isNew || order.input.replace ? 1 : await this.boards.nextEpisode(em, project);
      return this.jobs.create(em, {
        user_id: user.id,
        project_id: project.id,
        kind: order.kind,
        priority: PRIORITIES.indexOf(order.priority),
        prompt: order.prompt,
        max_cost_usd: order.maxCostUsd,
        input: { ...order.input, firstEpisode },
        judgement: order.judgement,
      });
    });
  }

  /** Keys of pictures that a request names. */
  private async picturesOf(user: Requester, ids: string[]): Promise<string[]> {
    const keys: string[] = [];
    for (const [index, id] of ids.entries()) {
      const upload = await this.uploads.find(user.id, id);
      if (upload.kind !== 'image') {
        throw AppError.invalid({ field: `reference_upload_ids[${index}]`, rule: 'picture' });
      }
      keys.push(upload.key);
    }
    return keys;
  }

  private projectFor(user: Requester, body: CreateJobDto, language: JobInput['language']): Project {
    const project = new Project(user.id, titleOf(body.prompt));
    project.language = language;
    project.style = body.style ?? null;
    project.aspectRatio = body.aspect_ratio ?? '16:9';
    project.targetDurationSec = body.duration_sec ?? 30;
    return project;
  }
}

function orderOf(
  body: Pick<FilmRequestDto, 'priority' | 'max_cost_usd'> & { prompt: string },
): Pick<Order, 'prompt' | 'priority' | 'maxCostUsd'> {
  return { prompt: body.prompt, priority: body.priority ?? 'normal', maxCostUsd: body.max_cost_usd ?? null };
}

/** Whatever of a person may be read or seen in the film. */
function textsOf({ name, description, appearance }: CharacterInputDto): (string | undefined)[] {
  return [name, description, appearance?.hair, appearance?.clothes, appearance?.note];
}
