import { Global, Module } from '@nestjs/common';
import { EventBus } from './event-bus.js';
import { ProjectEvents } from './project-events.js';

@Global()
@Module({ providers: [EventBus, ProjectEvents], exports: [EventBus, ProjectEvents] })
export class EventsModule {}
