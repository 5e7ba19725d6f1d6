import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiData } from '../common/api.decorators.js';
import { SocketStatusDto } from './socket-status.dto.js';
import { SocketStatusService } from './socket-status.service.js';

@ApiTags('operations')
@Controller('ws')
export class SocketStatusController {
  constructor(private readonly status: SocketStatusService) {}

  @Get('status')
  @ApiData(SocketStatusDto, {
    summary: 'Count the realtime connections',
    description:
      'How many sockets are connected, and to how much they listen, over all API processes: for everybody who is ' +
      'signed in, since the figures name nobody. Processes that do not answer within a second are left out, and ' +
      '`complete` says so.',
  })
  getRealtimeStatus(): Promise<SocketStatusDto> {
    return this.status.now();
  }
}
