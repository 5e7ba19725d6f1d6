import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ScenesModule } from '../scenes/scenes.module.js';
import { Backlog } from './backlog.js';
import { DramaGateway } from './drama.gateway.js';
import { EventRelay } from './event-relay.js';
import { ShotCommands } from './shot-commands.js';
import { Subscriptions } from './subscriptions.js';

@Module({
  imports: [AuthModule, JobsModule, ProjectsModule, ScenesModule],
  providers: [Backlog, DramaGateway, EventRelay, ShotCommands, Subscriptions],
})
export class GatewayModule {}
