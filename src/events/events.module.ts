import { Global, Module } from '@nestjs/common';
import { EventBus } from './event-bus.js';
import { EventFeeds } from './event-feeds.js';
import { ProjectEvents } from './project-events.js';

@Global()
@Module({ providers: [EventBus, EventFeeds, ProjectEvents], exports: [EventBus, EventFeeds, ProjectEvents] })
export class EventsModule {}
