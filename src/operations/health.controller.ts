import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiData, Public } from '../common/api.decorators.js';
import { HealthDto, LiveDto, ReadyDto } from './health.dto.js';
import { HealthService } from './health.service.js';

/** Also at the root: `/health`, `/health/live`, `/health/ready`. */
@ApiTags('operations')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly healthService: HealthService) {}

  @Get()
  @ApiData(HealthDto, { summary: 'What works and what does not' })
  getHealth(): Promise<HealthDto> {
    return this.healthService.health();
  }

  @Get('live')
  @ApiData(LiveDto, { summary: 'The process answers' })
  getLive(): LiveDto {
    return { status: 'up' };
  }

  @Get('ready')
  @ApiData(ReadyDto, { summary: 'Requests can be served', errors: ['SERVICE_UNAVAILABLE'] })
  getReady(): Promise<ReadyDto> {
    return this.healthService.ready();
  }
}
