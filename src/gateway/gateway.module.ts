import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { DramaGateway } from './drama.gateway.js';
import { EventRelay } from './event-relay.js';

@Module({ imports: [AuthModule, JobsModule, ProjectsModule], providers: [DramaGateway, EventRelay] })
export class GatewayModule {}
