import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ScenesModule } from '../scenes/scenes.module.js';
import { Backlog } from './backlog.js';
import { DramaGateway } from './drama.gateway.js';
import { EventRelay } from './event-relay.js';
import { Handshakes } from './handshakes.js';
import { RightsWatch } from './rights-watch.js';
import { ShotCommands } from './shot-commands.js';
import { SocketCommands } from './socket-commands.js';
import { SocketSessions } from './socket-sessions.js';
import { SocketStatusController } from './socket-status.controller.js';
import { SocketStatusService } from './socket-status.service.js';
import { Subscriptions } from './subscriptions.js';

@Module({
  imports: [AuthModule, JobsModule, ProjectsModule, ScenesModule],
  controllers: [SocketStatusController],
  providers: [
    Backlog,
    DramaGateway,
    EventRelay,
    Handshakes,
    RightsWatch,
    ShotCommands,
    SocketCommands,
    SocketSessions,
    SocketStatusService,
    Subscriptions,
  ],
})
export class GatewayModule {}
