import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { type ModelCapability, ModelRegistry } from '../ai/model-registry.js';
import { LOCAL_LANGUAGE_MODELS, ProviderChain } from '../ai/provider-chain.js';
import { type Requester } from '../common/api.decorators.js';
import { CONFIG, type Config } from '../common/config.js';
import { AppError, JobError } from '../common/errors.js';
import { type FieldFault } from '../common/field-faults.js';
import { found } from '../common/owned.js';
import { inTransaction } from '../common/transaction.js';
import { detectLanguage, PRIORITIES, type Priority } from '../common/vocabulary.js';
import { type JobDto } from '../jobs/job.dto.js';
import { type JobInput } from '../jobs/job-input.js';
import { JobsService } from '../jobs/jobs.service.js';
import { type Judgement } from '../jobs/moderation-gate.js';
import { type JobKind } from '../jobs/plan.js';
import { type CharacterInputDto } from '../projects/character.dto.js';
import { Project } from '../projects/project.entity.js';
import { ProjectsService } from '../projects/projects.service.js';
import {
  type CreateJobDto,
  type FilmRequestDto,
  type GenerateDramaDto,
  type GenerateScenesDto,
  type ProductionDto,
} from './production.dto.js';

const SHOTS_PER_SCENE = 3;
const SECONDS_PER_SCENE = 3;
const DEFAULT_SCENES = 3;
const TITLE_LENGTH = 40;

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
    private readonly models: ModelRegistry,
    private readonly chain: ProviderChain,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async generateDrama(user: Requester, body: GenerateDramaDto): Promise<ProductionDto> {
    const input = this.dramaInput(user, body);
    const { language, aspectRatio } = input;
    const { title, description, genre, style, prompt } = body;
    const cast = (body.characters ?? []).flatMap(textsOf);
    const judgement = await this.moderate([title, description, genre, style, prompt, ...cast], language);
    const project = new Project(user.id, body.title);
    project.description = body.description ?? null;
    project.genre = body.genre ?? null;
    project.style = body.style ?? null;
    project.language = language;
    project.aspectRatio = aspectRatio;
    project.targetEpisodes = body.episodes;
    project.targetDurationSec = body.duration_sec;
    const order: Order = { kind: 'drama', ...orderOf(body), input, judgement };
    const job = await this.start(user, order, project, body.characters ?? []);
    return { project_id: project.id, task_id: job.id, job_id: job.id, status: 'pending', created_at: job.createdAt };
  }

  /** What a drama is to be, from a request that has passed every check but moderation. */
  dramaInput(user: Requester, body: GenerateDramaDto): JobInput {
    this.checkPriority(user, body.priority);
    this.checkLength({ episodes: body.episodes, scenes: body.scenes_per_episode, durationSec: body.duration_sec });
    const wanted = {
      script: body.use_local_llm ? [...LOCAL_LANGUAGE_MODELS] : null,
      image: this.checkProvider('image', 'image_provider', body.image_provider, body),
      video: this.checkProvider('video', 'video_provider', body.video_provider, body),
    };
    this.checkFallback('script', wanted.script, body);
    return {
      ...filmInput(body),
      title: body.title,
      genre: body.genre ?? null,
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
    this.checkPriority(user, body.priority);
    const durationSec = body.duration_sec ?? 30;
    const maxShots = body.max_shots ?? 5;
    const scenes = Math.max(1, Math.min(Math.ceil(maxShots / SHOTS_PER_SCENE), mostScenesIn(durationSec)));
    this.checkLength({ episodes: 1, scenes, durationSec });
    const video = this.checkProvider('video', 'model_id', body.model_id, body);
    const language = body.language ?? detectLanguage(body.prompt);
    const judgement = await this.moderate([body.prompt, body.style], language);
    const given = body.project_id === undefined ? null : await this.projects.find(user.id, body.project_id);
    const project = given ?? this.projectFor(user, body, language);
    const input: JobInput = {
      ...filmInput(body),
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
      wanted: { script: null, image: null, video },
    };
    const order: Order = { kind: 'video', ...orderOf(body), input, judgement };
    const { id } = await this.start(user, order, project, []);
    return this.jobs.get(user.id, id);
  }

  async generateScenes(user: Requester, projectId: string, body: GenerateScenesDto): Promise<JobDto> {
    const project = await this.projects.find(user.id, projectId);
    const episodes = body.episodes ?? project.targetEpisodes;
    const durationSec = project.targetDurationSec;
    const scenes = body.scenes_per_episode ?? Math.min(DEFAULT_SCENES, mostScenesIn(durationSec));
    this.checkLength({ episodes, scenes, durationSec }, { tooShort: 'scenes_per_episode', tooLong: 'episodes' });
    const language = project.language ?? detectLanguage(body.prompt);
    const judgement = await this.moderate([project.title, project.genre, project.style, body.prompt], language);
    const input: JobInput = {
      ...filmInput({}),
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
      wanted: { script: body.use_local_llm ? [...LOCAL_LANGUAGE_MODELS] : null, image: null, video: null },
    };
    const { id } = await this.start(user, { kind: 'scenes', ...orderOf(body), input, judgement }, project, []);
    return this.jobs.get(user.id, id);
  }

  /** Project, people, job and its first steps are written together or not at all. Without `replace`, episodes are added. */
  private async start(
    user: Requester,
    order: Order,
    project: Project,
    people: CharacterInputDto[],
  ): Promise<{ id: string; createdAt: string }> {
    return inTransaction(this.em, async (em) => {
      await em.persist(project).flush();
      await this.projects.addCharacters(em, project, people);
      const firstEpisode = order.input.replace ? 1 : await this.nextEpisode(em, project.id);
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

  private projectFor(user: Requester, body: CreateJobDto, language: JobInput['language']): Project {
    const title = body.prompt.replace(/\s+/g, ' ').trim();
    const project = new Project(user.id, [...title].slice(0, TITLE_LENGTH).join(''));
    project.language = language;
    project.style = body.style ?? null;
    project.aspectRatio = body.aspect_ratio ?? '16:9';
    project.targetDurationSec = body.duration_sec ?? 30;
    return project;
  }

  /** After the scenes that are there and those that are being written. Until the commit nobody else asks, nor deletes. */
  private async nextEpisode(em: EntityManager, projectId: string): Promise<number> {
    const locked = await em.execute<object[]>('select 1 from projects where id = ? for no key update', [projectId]);
    found('PROJECT', locked[0]);
    const [row] = await em.execute<{ last: number }[]>(
      `select greatest(
         (select max(episode) from scenes where project_id = ?),
         (select max((input->>'firstEpisode')::int + (input->>'episodes')::int - 1) from jobs
          where project_id = ? and state in ('pending', 'running', 'paused')), 0)::int as last`,
      [projectId, projectId],
    );
    return (row?.last ?? 0) + 1;
  }

  private checkPriority(user: Requester, priority?: Priority): void {
    if (priority === 'urgent' && user.role !== 'admin') {
      throw new AppError('FORBIDDEN.urgent');
    }
  }

  /** `given`: the fields of the request that are to blame for too little time for the scenes, and for too long a film. */
  private checkLength(
    { episodes, scenes, durationSec }: { episodes: number; scenes: number; durationSec: number },
    given = { tooShort: 'duration_sec', tooLong: 'duration_sec' },
  ): void {
    const fields: FieldFault[] = [];
    if (scenes > mostScenesIn(durationSec)) {
      const args = { scenes, least: scenes * SECONDS_PER_SCENE, seconds: durationSec };
      fields.push({ field: given.tooShort, rule: 'scene_sec', args });
    }
    if (episodes * durationSec > this.config.maxFilmSec) {
      fields.push({ field: given.tooLong, rule: 'max_film_sec', args: { most: this.config.maxFilmSec } });
    }
    if (fields.length > 0) {
      throw AppError.invalid(...fields);
    }
  }

  private checkProvider(
    capability: ModelCapability,
    field: string,
    id: string | undefined,
    body: FilmRequestDto,
  ): string[] | null {
    if (id === undefined) {
      return null;
    }
    if (!this.models.isKnown(capability, id)) {
      throw AppError.invalid({ field, rule: 'known_provider', args: { capability } });
    }
    this.checkFallback(capability, [id], body);
    return [id];
  }

  /** Who insists on a provider that is not there hears it at once, not from a failed job. */
  private checkFallback(capability: ModelCapability, wanted: string[] | null, body: FilmRequestDto): void {
    if (wanted === null || body.options?.allow_fallback !== false) {
      return;
    }
    try {
      this.chain.resolve(capability, { wanted, allowFallback: false });
    } catch (error) {
      if (error instanceof JobError) {
        throw new AppError('SERVICE_UNAVAILABLE.not_configured', { wanted });
      }
      throw error;
    }
  }

  private async moderate(texts: (string | null | undefined)[], language: JobInput['language']): Promise<Judgement> {
    const given = texts.filter((text) => typeof text === 'string');
    const request = { texts: given.map((text) => ({ where: 'prompt' as const, text })), language };
    const signal = AbortSignal.timeout(20_000);
    const { value, provider } = await this.chain.run('moderation', { wanted: null, attempt: 1, signal }, (model) =>
      model.generate(request, signal),
    );
    if (value.verdict === 'reject') {
      throw new AppError('CONTENT_REJECTED', { findings: value.findings });
    }
    return { ...value, provider };
  }
}

function orderOf(
  body: Pick<FilmRequestDto, 'priority' | 'max_cost_usd'> & { prompt: string },
): Pick<Order, 'prompt' | 'priority' | 'maxCostUsd'> {
  return { prompt: body.prompt, priority: body.priority ?? 'normal', maxCostUsd: body.max_cost_usd ?? null };
}

function filmInput(
  body: Partial<FilmRequestDto>,
): Pick<JobInput, 'style' | 'allowFallback' | 'subtitles' | 'preview' | 'music' | 'webhook'> {
  return {
    style: body.style ?? null,
    allowFallback: body.options?.allow_fallback ?? true,
    subtitles: body.options?.subtitles ?? 'burned',
    preview: body.options?.preview ?? false,
    music: body.options?.music ?? true,
    webhook: body.webhook_url === undefined ? undefined : { url: body.webhook_url, events: body.webhook_events ?? [] },
  };
}

/** How many scenes there is time for. */
const mostScenesIn = (durationSec: number) => Math.floor(durationSec / SECONDS_PER_SCENE);

/** Whatever of a person may be read or seen in the film. */
function textsOf({ name, description, appearance }: CharacterInputDto): (string | undefined)[] {
  return [name, description, appearance?.hair, appearance?.clothes, appearance?.note];
}
