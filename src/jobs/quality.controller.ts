import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiData, CurrentUser, type Requester } from '../common/api.decorators.js';
import { IdParam } from '../common/owned.js';
import { readerOf } from './jobs.service.js';
import { QualityDto } from './quality.dto.js';
import { QualityService } from './quality.service.js';

@ApiTags('jobs')
@Controller('jobs/:id/quality')
export class QualityController {
  constructor(private readonly quality: QualityService) {}

  @Get()
  @ApiData(QualityDto, {
    summary: 'Get the checks of a finished film',
    description:
      'What was found out about the film, its clips and its other formats before the job could be completed. A job ' +
      'that has failed with QUALITY_CHECK_FAILED has it with `passed: false`. It stays as long as the job. A job that ' +
      'has nothing checked yet, or makes no film (`scenes`, `shot_image`), gets RESULT_NOT_READY with `details.status`.',
    errors: ['JOB_NOT_FOUND', 'RESULT_NOT_READY'],
  })
  getJobQuality(@CurrentUser() user: Requester, @IdParam('JOB') id: string): Promise<QualityDto> {
    return this.quality.get(readerOf(user), id);
  }
}
