import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiData, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { PlanJobDto, RebuildPlanDto } from './rebuild-plan.dto.js';
import { RebuildPlansService } from './rebuild-plans.service.js';

@ApiTags('productions')
@Controller()
export class RebuildPlansController {
  constructor(private readonly plans: RebuildPlansService) {}

  @Post('jobs/:id/plan')
  @ApiData(RebuildPlanDto, {
    summary: 'Foresee what a film would have made anew',
    description:
      'Tells which steps `POST /projects/{id}/render` would make, and which come from the cache, if the shots were ' +
      'changed so: with the options, the episodes, the formats and the wanted providers of the job, a film of the ' +
      'project. With no changes: what has been changed since. Nothing is changed, made or charged, and no provider is ' +
      'asked. The changes are checked as `PATCH /shots/{id}` checks them. It is what is known now: what a provider ' +
      'refuses or fails to do is not foreseen. A job that makes no film is INVALID_STATE.',
    errors: [
      'JOB_NOT_FOUND',
      'PROJECT_NOT_FOUND',
      'SHOT_NOT_FOUND',
      'SCENE_NOT_FOUND',
      'UPLOAD_NOT_FOUND',
      'INVALID_STATE',
      'SERVICE_UNAVAILABLE',
    ],
  })
  planJob(
    @CurrentUser() user: Requester,
    @IdParam('JOB') id: string,
    @Body() body: PlanJobDto,
  ): Promise<RebuildPlanDto> {
    return this.plans.plan(user, id, body);
  }
}
