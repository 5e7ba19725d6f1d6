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
  @ApiData(HealthDto, {
    summary: 'Get what works and what does not',
    description:
      'Checks what the server stands on (database, storage, ffmpeg, Redis, its queue), 2 seconds each at most, and tells how ' +
      'it is set up. Always 200: `status` says how it is. Also at `/health`.',
  })
  getHealth(): Promise<HealthDto> {
    return this.healthService.health();
  }

  @Get('live')
  @ApiData(LiveDto, {
    summary: 'Ask whether the process answers',
    description:
      'For a supervisor that restarts what hangs: 200 as soon as HTTP is served, whatever else is down. Also at ' +
      '`/health/live`.',
  })
  getLive(): LiveDto {
    return { status: 'up' };
  }

  @Get('ready')
  @ApiData(ReadyDto, {
    summary: 'Ask whether requests can be served',
    description:
      'For a load balancer: 200 while the database and storage work; `degraded` where only something else is down, ' +
      'such as Redis. Otherwise, and while the server is stopping, SERVICE_UNAVAILABLE, with what is down in ' +
      '`details.down`. Also at `/health/ready`.',
    errors: ['SERVICE_UNAVAILABLE'],
  })
  getReady(): Promise<ReadyDto> {
    return this.healthService.ready();
  }
}
