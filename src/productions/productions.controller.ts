import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { ApiData, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { JobControl } from '../jobs/job-control.js';
import { JobDto } from '../jobs/job.dto.js';
import {
  CreateJobDto,
  GenerateDramaDto,
  GenerateScenesDto,
  ProductionDto,
  RetryJobDto,
  RunStageDto,
} from './production.dto.js';
import { WebhookTargetPipe } from '../webhooks/webhook-target.pipe.js';
import { ProductionsService } from './productions.service.js';

/** Where the answer's job can be watched. */
function pointTo(reply: FastifyReply, jobId: string): void {
  reply.header('Location', `/api/v1/jobs/${jobId}`);
}

@ApiTags('productions')
@Controller()
export class ProductionsController {
  constructor(
    private readonly productions: ProductionsService,
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
    errors: ['CONTENT_REJECTED', 'UNSAFE_URL', 'SERVICE_UNAVAILABLE', 'FORBIDDEN', 'PROJECT_NOT_FOUND'],
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
