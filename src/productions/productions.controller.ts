import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { ApiData, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { JobControl } from '../jobs/job-control.js';
import { JobDto } from '../jobs/job.dto.js';
import { STAGES } from '../jobs/plan.js';
import {
  CreateJobDto,
  GenerateDramaDto,
  GenerateScenesDto,
  ProductionDto,
  RetryJobDto,
  RunStageDto,
} from './production.dto.js';
import { WebhookTargetPipe } from '../webhooks/webhook-target.pipe.js';
import { GenerateVideoDto, RegenerateShotDto, RenderDto, SceneVideoDto } from './board.dto.js';
import { ProductionsService } from './productions.service.js';
import { RendersService } from './renders.service.js';
import { ShotProductionsService } from './shot-productions.service.js';

/** Where the answer's job can be watched. */
function pointTo(reply: FastifyReply, jobId: string): void {
  reply.header('Location', `/api/v1/jobs/${jobId}`);
}

@ApiTags('productions')
@Controller()
export class ProductionsController {
  constructor(
    private readonly productions: ProductionsService,
    private readonly renders: RendersService,
    private readonly shots: ShotProductionsService,
    private readonly control: JobControl,
  ) {}

  @Post('projects/generate-drama')
  @ApiData(ProductionDto, {
    summary: 'Make a drama from a prompt',
    status: 202,
    errors: ['CONTENT_REJECTED', 'UNSAFE_URL', 'SERVICE_UNAVAILABLE', 'FORBIDDEN'],
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
    status: 202,
    errors: [
      'CONTENT_REJECTED',
      'UNSAFE_URL',
      'SERVICE_UNAVAILABLE',
      'FORBIDDEN',
      'PROJECT_NOT_FOUND',
      'UPLOAD_NOT_FOUND',
    ],
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
    status: 202,
    errors: ['CONTENT_REJECTED', 'PROJECT_NOT_FOUND'],
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
    summary: 'Make the film of the scenes and shots as they stand',
    status: 202,
    errors: ['PROJECT_NOT_FOUND', 'UNSAFE_URL', 'SERVICE_UNAVAILABLE', 'FORBIDDEN'],
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
    summary: 'Make the clips of a scene, from a script and a picture where they are given',
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
    status: 202,
    errors: ['SHOT_NOT_FOUND', 'INVALID_STATE', 'UPLOAD_NOT_FOUND', 'UNSAFE_URL', 'CONTENT_REJECTED'],
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
    summary: "Make a shot's clip anew, from its picture, which is made anew only where what it shows has changed",
    status: 202,
    errors: ['SHOT_NOT_FOUND', 'UPLOAD_NOT_FOUND', 'UNSAFE_URL', 'CONTENT_REJECTED'],
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
    summary: 'Let a failed or cancelled job go on from its finished steps, or redo everything from a stage on',
    status: 202,
    errors: ['JOB_NOT_FOUND', 'STAGE_NOT_FOUND', 'INVALID_STATE'],
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

  @Post('jobs/:id/stages/:stage/run')
  @ApiParam({ name: 'stage', enum: STAGES })
  @ApiData(JobDto, {
    summary: 'Run one stage of a completed job again, with `cascade` also what depends on it',
    status: 202,
    errors: ['JOB_NOT_FOUND', 'STAGE_NOT_FOUND', 'INVALID_STATE'],
  })
  async runJobStage(
    @CurrentUser() user: Requester,
    @IdParam('JOB') id: string,
    @Param('stage') stage: string,
    @Body() body: RunStageDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    const job = await this.control.runStage(user, id, stage, body.cascade ?? false);
    pointTo(reply, job.id);
    return job;
  }
}
