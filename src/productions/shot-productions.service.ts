import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Requester } from '../common/api.decorators.js';
import { AppError } from '../common/errors.js';
import { findOwned } from '../common/owned.js';
import { inContendedTransaction } from '../common/transaction.js';
import { type Language, PRIORITIES } from '../common/vocabulary.js';
import { type JobDto } from '../jobs/job.dto.js';
import { type JobInput } from '../jobs/job-input.js';
import { JobsService } from '../jobs/jobs.service.js';
import { type Judgement } from '../jobs/moderation-gate.js';
import { type JobKind } from '../jobs/plan.js';
import { FRAMES_PER_SECOND } from '../media/timeline.js';
import { lockProject } from '../projects/project-lock.js';
import { Project } from '../projects/project.entity.js';
import { Scene } from '../scenes/scene.entity.js';
import { Shot } from '../scenes/shot.entity.js';
import { type GenerateVideoDto, type RegenerateShotDto, type SceneVideoDto } from './board.dto.js';
import { BoardReader } from './board-reader.js';
import { BoardWriter } from './board-writer.js';
import { FilmOrders, orderInput } from './film-orders.js';
import { NamedPictures } from './named-pictures.js';
import { parseScript } from './script-lines.js';

interface ShotOrder extends Pick<JobInput, 'shots' | 'fresh' | 'pictureUrl' | 'replaces'> {
  kind: JobKind;
  prompt: string;
  title: string;
  episode: number;
  language: Language;
  video: string[] | null;
  /** What moderation said of what is to be made. */
  judgement: Judgement;
}

/** What is made anew by each kind whatever there is; a clip's picture only where what it shows has changed. */
const FRESH = { shot_image: ['picture'], shot_video: ['footage', 'clip'] };

/** Pictures and clips of some shots, without a film. */
@Injectable()
export class ShotProductionsService {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: JobsService,
    private readonly orders: FilmOrders,
    private readonly boards: BoardReader,
    private readonly writer: BoardWriter,
    private readonly pictures: NamedPictures,
  ) {}

  /** The clips of a scene's shots, with what the request says written into them first. */
  async generateVideo(user: Requester, projectId: string, body: GenerateVideoDto): Promise<SceneVideoDto> {
    const video = this.orders.checkProvider('video', 'video_provider', body.video_provider);
    const project = await findOwned(this.em, Project, 'PROJECT', { id: projectId, userId: user.id });
    const scene = await findOwned(this.em, Scene, 'SCENE', { id: body.scene_id, project: projectId });
    const picture = await this.pictures.read(user, body.image_url);
    const script = body.script ?? scene.script;
    const language = await this.boards.language(project, script);
    const people = await this.boards.people(projectId);
    const judgement = await this.orders.moderate(
      user,
      [script, scene.title, scene.location, scene.description, ...(await this.boards.texts('scene_id', [scene.id]))],
      language,
    );
    const { id, createdAt } = await inContendedTransaction(this.em, async (em) => {
      await lockProject(em, user.id, projectId);
      const changes = {
        script: body.script,
        lines: parseScript(script, people),
        durationSec: body.duration_sec,
        picture: picture.upload,
        language,
      };
      const { shots, events } = await this.writer.scene(em, user.id, scene.id, changes);
      const frames = shots.reduce((sum, shot) => sum + shot.frames, 0);
      this.orders.checkSeconds(frames / FRAMES_PER_SECOND, 'scene_id');
      const job = await this.start(em, project, {
        kind: 'scene_video',
        prompt: script || scene.description || scene.title,
        title: scene.title || project.title,
        episode: scene.episode,
        shots: shots.map((shot) => shot.id),
        pictureUrl: picture.url,
        replaces: picturesOf(shots),
        language,
        video,
        judgement,
      });
      await this.writer.tell(em, projectId, events);
      return job;
    });
    return { task_id: id, job_id: id, status: 'pending', video_url: null, created_at: createdAt };
  }

  generateImage(user: Requester, shotId: string, body: RegenerateShotDto): Promise<JobDto> {
    return this.regenerate(user, shotId, body, 'shot_image');
  }

  generateClip(user: Requester, shotId: string, body: RegenerateShotDto): Promise<JobDto> {
    return this.regenerate(user, shotId, body, 'shot_video');
  }

  private async regenerate(
    user: Requester,
    shotId: string,
    body: RegenerateShotDto,
    kind: keyof typeof FRESH,
  ): Promise<JobDto> {
    const video = this.orders.checkProvider('video', 'video_provider', body.video_provider);
    const found = await findOwned(this.em, Shot, 'SHOT', { id: shotId, project: { userId: user.id } });
    const [project, scene] = [await found.project.loadOrFail(), await found.scene.loadOrFail()];
    const picture = await this.pictures.read(user, body.image_url);
    const language = await this.boards.language(project);
    const params = Object.values(body.params ?? {}).filter((value) => typeof value === 'string');
    const judgement = await this.orders.moderate(
      user,
      [...params, ...(await this.boards.texts('id', [shotId]))],
      language,
    );
    const { id } = await inContendedTransaction(this.em, async (em) => {
      await lockProject(em, user.id, project.id);
      const changes = { params: body.params ?? {}, picture: picture.upload };
      const { shot, events } = await this.writer.shot(em, user.id, shotId, changes);
      if (kind === 'shot_image' && shot.image.upload_id !== null && body.image_url === undefined) {
        throw new AppError('INVALID_STATE.own_picture', { upload_id: shot.image.upload_id });
      }
      const job = await this.start(em, project, {
        kind,
        prompt: shot.description || scene.title,
        title: scene.title || project.title,
        episode: scene.episode,
        shots: [shotId],
        fresh: FRESH[kind],
        pictureUrl: picture.url,
        replaces: picturesOf([shot]),
        language,
        video,
        judgement,
      });
      await this.writer.tell(em, project.id, events);
      return job;
    });
    return this.jobs.get(user.id, id);
  }

  private start(
    em: EntityManager,
    project: Project,
    { kind, prompt, title, episode, language, video, judgement, ...order }: ShotOrder,
  ): Promise<{ id: string; createdAt: string }> {
    return this.jobs.create(em, {
      user_id: project.userId,
      project_id: project.id,
      kind,
      priority: PRIORITIES.indexOf('normal'),
      prompt,
      max_cost_usd: null,
      judgement,
      input: {
        ...orderInput({}),
        ...order,
        title,
        genre: project.genre,
        style: project.style,
        language,
        aspectRatio: project.aspectRatio,
        episodes: 1,
        firstEpisode: episode,
        scenesPerEpisode: 1,
        durationSec: 0,
        maxShots: null,
        replace: false,
        wanted: { script: null, image: null, video },
      },
    });
  }
}

function picturesOf(shots: Shot[]): Record<string, string | null> {
  return Object.fromEntries(shots.map(({ id, image }) => [id, image.upload_id]));
}
