import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { ApiData, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { JobControl } from '../jobs/job-control.js';
import { JobDto, JobStageDto } from '../jobs/job.dto.js';
import { type JobKind, planOf, PLANS, stagesOf } from '../jobs/plan.js';
import { STAGES } from '../jobs/stages.js';
import {
  CreateJobDto,
  ExportDto,
  GenerateDramaDto,
  GenerateScenesDto,
  ProductionDto,
  RetryJobDto,
  RunStageDto,
} from './production.dto.js';
import { WebhookTargetPipe } from '../webhooks/webhook-target.pipe.js';
import { GenerateVideoDto, RegenerateShotDto, RenderDto, SceneVideoDto } from './board.dto.js';
import { ExportsService } from './exports.service.js';
import { ProductionsService } from './productions.service.js';
import { RendersService } from './renders.service.js';
import { ShotProductionsService } from './shot-productions.service.js';
import { StageRunsService } from './stage-runs.service.js';

/** Where the answer's job can be watched. */
function pointTo(reply: FastifyReply, jobId: string): void {
  reply.header('Location', `/api/v1/jobs/${jobId}`);
}

/** In examples: a job that was ordered a moment ago. */
function queued(kind: JobKind, input = {}): Partial<JobDto> {
  const used = stagesOf(planOf({ kind, input: { language: 'zh', aspectRatio: '16:9', ...input } }));
  const waiting = { status: 'pending', progress: 0, steps_total: 1 };
  return {
    kind,
    status: 'pending',
    stage: null,
    progress: 0,
    cost_usd: 0,
    started_at: null,
    estimated_completion: null,
    stages: stagesOf(PLANS[kind]).map((stage) => ({
      ...JobStageDto.skipped(stage),
      ...(used.includes(stage) ? waiting : {}),
    })),
  };
}

@ApiTags('productions')
@Controller()
export class ProductionsController {
  constructor(
    private readonly productions: ProductionsService,
    private readonly renders: RendersService,
    private readonly shots: ShotProductionsService,
    private readonly control: JobControl,
    private readonly stageRuns: StageRunsService,
    private readonly exports: ExportsService,
  ) {}

  @Post('projects/generate-drama')
  @ApiData(ProductionDto, {
    summary: 'Make a drama from a prompt',
    description:
      'Makes a project, and a job of kind `drama` that writes the script, plans the shots, draws, speaks, films and ' +
      'cuts the whole film. Watch it with `GET /jobs/{id}`, `GET /jobs/{id}/events`, the socket `/ws` or a ' +
      '`webhook_url`. The film is at `GET /jobs/{id}/video` when it is completed. What a provider bills for clips ' +
      'is booked in `cost_usd`; what is made here or comes from the cache costs nothing. Refused at once: a prompt ' +
      'that moderation rejects (CONTENT_REJECTED), with `allow_fallback: false` a provider that is not configured ' +
      '(SERVICE_UNAVAILABLE), a `webhook_url` that is not public (UNSAFE_URL), `urgent` but for admins (FORBIDDEN).',
    status: 202,
    errors: ['CONTENT_REJECTED', 'UNSAFE_URL', 'SERVICE_UNAVAILABLE', 'FORBIDDEN', 'UPLOAD_NOT_FOUND'],
  })
  async generateDrama(
    @CurrentUser() user: Requester,
    @Body(WebhookTargetPipe) body: GenerateDramaDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductionDto> {
    const production = await this.productions.generateDrama(user, body);
    pointTo(reply, production.job_id);
    return production;
  }

  @Post('jobs')
  @ApiData(JobDto, {
    summary: 'Make a quick video from a prompt',
    description:
      'The shortest way to a film: one episode, at most 10 shots, no project needed (without `project_id` one is ' +
      'made). The job of kind `video` has the stages of a drama. Watch it with `GET /jobs/{id}`, ' +
      '`GET /jobs/{id}/events`, the socket `/ws` or a `webhook_url`. What a provider bills for clips is booked in ' +
      '`cost_usd`; what is made here or comes from the cache costs nothing. Refused at once is what ' +
      '`POST /projects/generate-drama` refuses, and projects and uploads that are not yours.',
    status: 202,
    errors: [
      'CONTENT_REJECTED',
      'UNSAFE_URL',
      'SERVICE_UNAVAILABLE',
      'FORBIDDEN',
      'PROJECT_NOT_FOUND',
      'UPLOAD_NOT_FOUND',
    ],
    example: queued('video'),
  })
  async createJob(
    @CurrentUser() user: Requester,
    @Body(WebhookTargetPipe) body: CreateJobDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    const job = await this.productions.createJob(user, body);
    pointTo(reply, job.id);
    return job;
  }

  @Post('projects/:id/generate-scenes')
  @ApiData(JobDto, {
    summary: 'Write scenes and shots for a project',
    description:
      'Starts a job of kind `scenes`: style, script and storyboard, no pictures and no film. The scenes are in ' +
      '`GET /projects/{id}/scenes` episode by episode; change them by hand, then make the film with ' +
      '`POST /projects/{id}/render`. Watch it with `GET /jobs/{id}`, `GET /jobs/{id}/events` or the socket `/ws`. A ' +
      'prompt that moderation rejects is CONTENT_REJECTED; one to be looked at pauses the job before it starts.',
    status: 202,
    errors: ['CONTENT_REJECTED', 'PROJECT_NOT_FOUND'],
    example: queued('scenes'),
  })
  async generateScenes(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Body() body: GenerateScenesDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    const job = await this.productions.generateScenes(user, id, body);
    pointTo(reply, job.id);
    return job;
  }

  @Post('projects/:id/render')
  @ApiData(JobDto, {
    summary: 'Make the film of a project as it stands',
    description:
      'Starts a job of kind `drama` that films the scenes and shots as they are now: nothing is written anew, and ' +
      'what has not changed since it was made comes from the cache at no cost. Pictures and clips of your own are ' +
      'not generated over. Watch it with `GET /jobs/{id}`, `GET /jobs/{id}/events`, the socket `/ws` or a ' +
      '`webhook_url`. A project, or an episode, without shots is INVALID_PARAMS; so is a film longer than ' +
      '`MAX_FILM_SEC`.',
    status: 202,
    errors: ['PROJECT_NOT_FOUND', 'UNSAFE_URL', 'SERVICE_UNAVAILABLE', 'FORBIDDEN'],
    example: queued('drama', { board: [1] }),
  })
  async renderProject(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Body(WebhookTargetPipe) body: RenderDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    const job = await this.renders.render(user, id, body);
    pointTo(reply, job.id);
    return job;
  }

  @Post('projects/:id/generate-video')
  @ApiData(SceneVideoDto, {
    summary: 'Make the clips of a scene',
    description:
      'Writes `script`, `image_url` and `duration_sec`, where given, into the scene and its shots (a scene without ' +
      'shots gets some), then starts a job of kind `scene_video` that draws, speaks and films them. Watch it with ' +
      '`GET /jobs/{id}`, `GET /jobs/{id}/events` or the socket `/ws`. `GET /jobs/{id}/video` has the shots one ' +
      'after the other, without cards or music. An address in `image_url` is fetched by the job; one that is not ' +
      'public is UNSAFE_URL. What a provider bills for clips is booked in `cost_usd`; what is made here or comes ' +
      'from the cache costs nothing.',
    status: 202,
    errors: ['PROJECT_NOT_FOUND', 'SCENE_NOT_FOUND', 'UPLOAD_NOT_FOUND', 'UNSAFE_URL', 'CONTENT_REJECTED'],
  })
  async generateSceneVideo(
    @CurrentUser() user: Requester,
    @IdParam('PROJECT') id: string,
    @Body() body: GenerateVideoDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SceneVideoDto> {
    const video = await this.shots.generateVideo(user, id, body);
    pointTo(reply, video.job_id);
    return video;
  }

  @Post('shots/:id/generate-image')
  @ApiData(JobDto, {
    summary: "Make a shot's picture anew",
    description:
      'Sets `params`, where given, in the `form_data` of the shot, then starts a job of kind `shot_image`. With ' +
      "`image_url` that picture becomes the shot's and is never generated over. A shot that has a picture of your " +
      'own, and no other in the request, is INVALID_STATE: take its upload away first. Watch it with ' +
      '`GET /jobs/{id}`, `GET /jobs/{id}/events` or the socket `/ws`. The new picture is in `GET /shots/{id}`.',
    status: 202,
    errors: [
      'SHOT_NOT_FOUND',
      'PROJECT_NOT_FOUND',
      'INVALID_STATE',
      'UPLOAD_NOT_FOUND',
      'UNSAFE_URL',
      'CONTENT_REJECTED',
    ],
    example: queued('shot_image'),
  })
  async generateShotImage(
    @CurrentUser() user: Requester,
    @IdParam('SHOT') id: string,
    @Body() body: RegenerateShotDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    const job = await this.shots.generateImage(user, id, body);
    pointTo(reply, job.id);
    return job;
  }

  @Post('shots/:id/generate-video')
  @ApiData(JobDto, {
    summary: "Make a shot's clip anew",
    description:
      'Sets `params`, where given, in the `form_data` of the shot, then starts a job of kind `shot_video` that ' +
      'films it anew. Its picture is made anew only where what it shows has changed; one of your own is kept. Watch ' +
      'it with `GET /jobs/{id}`, `GET /jobs/{id}/events` or the socket `/ws`. The new clip is in `GET /shots/{id}`; ' +
      'until then the old one stays. What a provider bills for clips is booked in `cost_usd`; what is made here or ' +
      'comes from the cache costs nothing.',
    status: 202,
    errors: ['SHOT_NOT_FOUND', 'PROJECT_NOT_FOUND', 'UPLOAD_NOT_FOUND', 'UNSAFE_URL', 'CONTENT_REJECTED'],
    example: queued('shot_video'),
  })
  async generateShotVideo(
    @CurrentUser() user: Requester,
    @IdParam('SHOT') id: string,
    @Body() body: RegenerateShotDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    const job = await this.shots.generateClip(user, id, body);
    pointTo(reply, job.id);
    return job;
  }

  @Post('jobs/:id/retry')
  @ApiData(JobDto, {
    summary: 'Retry a failed or cancelled job',
    description:
      'Goes on from the finished steps; with `from_stage` that stage and all after it are done again without the ' +
      'cache, and paid again. A job whose steps are no longer kept (`RETENTION_DAYS` after its end) starts over. A ' +
      'stage that the job does not have is STAGE_NOT_FOUND; a job that has not failed or been cancelled is ' +
      'INVALID_STATE.',
    status: 202,
    errors: ['JOB_NOT_FOUND', 'STAGE_NOT_FOUND', 'INVALID_STATE'],
    example: { attempts: 2 },
  })
  async retryJob(
    @CurrentUser() user: Requester,
    @IdParam('JOB') id: string,
    @Body() body: RetryJobDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    const job = await this.control.retry(user, id, body.from_stage);
    pointTo(reply, job.id);
    return job;
  }

  @Post('jobs/:id/export')
  @ApiData(JobDto, {
    summary: 'Make a finished film in other formats',
    description:
      'Starts a job of kind `export` that takes over all that the job has done and makes what is missing: nothing is ' +
      'written, bought, spoken or drawn a second time, and what was exported before comes from the cache. Only another ' +
      'shape (`mp4_9x16` of a wide film) is composed anew. The files are in `formats` of `GET /jobs/{id}/video` of the ' +
      'new job, beside those that a film always has. INVALID_STATE: the job is not completed, makes no film, something ' +
      'of it was made anew since it was cut (run its stage `assembly` first), or its steps are no longer kept ' +
      '(`RETENTION_DAYS` after its end).',
    status: 202,
    errors: ['JOB_NOT_FOUND', 'INVALID_STATE', 'UNSAFE_URL', 'FORBIDDEN'],
    example: queued('export'),
  })
  async exportJob(
    @CurrentUser() user: Requester,
    @IdParam('JOB') id: string,
    @Body(WebhookTargetPipe) body: ExportDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    const job = await this.exports.export(user, id, body);
    pointTo(reply, job.id);
    return job;
  }

  @Post('jobs/:id/stages/:stage/run')
  @ApiParam({
    name: 'stage',
    description: "One of the job's stages",
    schema: { type: 'string', enum: [...STAGES], examples: ['images'] },
  })
  @ApiData(JobDto, {
    summary: 'Run one stage of a completed job again',
    description:
      'Does the steps of the stage again without the cache; with `cascade` also everything that depends on them, ' +
      'without it the rest stays as it is. The storyboard needs `cascade`, for it plans other shots. ' +
      '`assembly` makes the new film of what the shots show by now: pictures and clips that were made anew or chosen ' +
      'since, lines as they are written, `shot_type` and `camera_movement`. Of a shot that has changed only what ' +
      'depends on the change is done again, with the clip that dissolves from it; a clip is bought where its picture ' +
      'is newer than it; other shots are not touched. Words that only tell a model what to make ask for ' +
      '`POST /shots/{id}/generate-image` or `generate-video` first. The plan of the film stands: for another order, ' +
      'other lengths, and shots that were added or deleted, take `POST /projects/{id}/render`. INVALID_STATE: the ' +
      'job is not completed, has skipped the stage, or its steps are no longer kept (`RETENTION_DAYS` after its end). ' +
      'CONFLICT: a shot has got other words while moderation was reading.',
    status: 202,
    errors: ['JOB_NOT_FOUND', 'STAGE_NOT_FOUND', 'INVALID_STATE', 'CONFLICT', 'CONTENT_REJECTED'],
    example: { attempts: 2 },
  })
  async runJobStage(
    @CurrentUser() user: Requester,
    @IdParam('JOB') id: string,
    @Param('stage') stage: string,
    @Body() body: RunStageDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    const job = await this.stageRuns.run(user, id, stage, body.cascade ?? false);
    pointTo(reply, job.id);
    return job;
  }
}
