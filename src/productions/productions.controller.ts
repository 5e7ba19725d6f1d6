import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { ApiData, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { JobDto } from '../jobs/job.dto.js';
import { CreateJobDto, GenerateDramaDto, GenerateScenesDto, ProductionDto } from './production.dto.js';
import { ProductionsService } from './productions.service.js';

/** Where the answer's job can be watched. */
function pointTo(reply: FastifyReply, jobId: string): void {
  reply.header('Location', `/api/v1/jobs/${jobId}`);
}

@ApiTags('productions')
@Controller()
export class ProductionsController {
  constructor(private readonly productions: ProductionsService) {}

  @Post('projects/generate-drama')
  @ApiData(ProductionDto, {
    summary: 'Make a drama from a prompt',
    status: 202,
    errors: ['CONTENT_REJECTED', 'SERVICE_UNAVAILABLE', 'FORBIDDEN'],
  })
  async generateDrama(
    @CurrentUser() user: Requester,
    @Body() body: GenerateDramaDto,
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
    errors: ['CONTENT_REJECTED', 'SERVICE_UNAVAILABLE', 'FORBIDDEN', 'PROJECT_NOT_FOUND'],
  })
  async createJob(
    @CurrentUser() user: Requester,
    @Body() body: CreateJobDto,
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
}
