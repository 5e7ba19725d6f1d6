import { type ClassConstructor } from 'class-transformer';
import { type EventMap, type EventName, type NoticeMap } from '../events/event-map.js';
import * as data from './event-data.dto.js';
import { ConnectedData, RefusalData } from './notice-data.dto.js';

/** What the documents say of a message. */
interface MessageDocs<Data> {
  data: ClassConstructor<Data>;
  summary: string;
  /** When it is sent. */
  description: string;
}

/** Who tells an event: a job (it has a `job_seq`), somebody who works by hand (it has none), or now one, now the other. */
type EventDocs<Data> = MessageDocs<Data> & { teller: 'job' | 'user' | 'both' };

/** Every event of the map. A new one needs a line there, a class in `event-data.dto.ts`, and its words here. */
export const EVENTS: { [Name in EventName]: EventDocs<EventMap[Name]> } = {
  'job.status': {
    data: data.JobStatusData,
    teller: 'job',
    summary: 'The status of a job has changed',
    description: 'Sent when a job is ordered, and at every change of its `status`.',
  },
  'job.progress': {
    data: data.JobProgressData,
    teller: 'job',
    summary: 'A job has gone on',
    description: 'Sent while a job runs, at most four times a second.',
  },
  'job.stage': {
    data: data.JobStageData,
    teller: 'job',
    summary: 'A stage has begun or is done',
    description: 'Sent when the first step of a stage begins, and when its last one is done.',
  },
  'job.degraded': {
    data: data.JobDegradedData,
    teller: 'job',
    summary: 'Somebody else did what a provider was wanted for',
    description: 'Sent once for each stage and provider. The job goes on, and its `degraded` says the same.',
  },
  'step.retrying': {
    data: data.StepRetryingData,
    teller: 'job',
    summary: 'A step has failed and is tried again',
    description: 'Sent after each try but the last. Nothing is lost yet, and nobody has to do anything.',
  },
  'shot.completed': {
    data: data.ShotCompletedData,
    teller: 'job',
    summary: 'A shot is filmed',
    description: 'Sent when the clip of a shot is done, with its sound.',
  },
  'job.completed': {
    data: data.JobCompletedData,
    teller: 'job',
    summary: 'A job has made what it was asked for',
    description: 'The last event of a job, unless it is retried or a stage is run again.',
  },
  'job.failed': {
    data: data.JobFailedData,
    teller: 'job',
    summary: 'A job has failed',
    description: 'The last event of a job, unless it is retried. What was made until then is kept.',
  },
  'job.cancelled': {
    data: data.NoData,
    teller: 'job',
    summary: 'A job was cancelled, or deleted before its end',
    description: 'The last event of a job, unless it is retried.',
  },
  'scene.created': {
    data: data.SceneCreatedData,
    teller: 'both',
    summary: 'A project has another scene',
    description:
      'Sent when somebody adds a scene, or a job has written one. Of that only the head is in it: read the rest, its ' +
      'shots too, with `GET /scenes/{id}`.',
  },
  'scene.updated': {
    data: data.SceneUpdatedData,
    teller: 'user',
    summary: 'A scene was changed',
    description: 'Sent after each change of what is written in a scene, or of its place.',
  },
  'scene.deleted': {
    data: data.SceneDeletedData,
    teller: 'both',
    summary: 'A scene was deleted',
    description:
      'Sent once for the scene and all its shots. Those after it move up (`scene.reordered`), unless a job replaces all.',
  },
  'scene.reordered': {
    data: data.SceneReorderedData,
    teller: 'user',
    summary: 'Scenes have other places',
    description: 'Sent after whatever moved a scene that was not itself changed.',
  },
  'shot.created': {
    data: data.ShotCreatedData,
    teller: 'user',
    summary: 'A scene has another shot',
    description: 'Sent when somebody adds a shot. Those that a job writes are read after `scene.created`.',
  },
  'shot.updated': {
    data: data.ShotUpdatedData,
    teller: 'both',
    summary: 'A shot was changed',
    description: 'Sent after each change that gave a shot another version, whichever way it came.',
  },
  'shot.suggestion': {
    data: data.ShotSuggestionData,
    teller: 'user',
    summary: 'A shot has advice',
    description: 'Sent when advice was given (`POST /ai/suggest`), and when somebody has applied or refused it.',
  },
  'shot.deleted': {
    data: data.ShotDeletedData,
    teller: 'user',
    summary: 'A shot was deleted',
    description: 'Those after it move up (`shot.reordered`). A scene that is deleted says so for its shots.',
  },
  'shot.reordered': {
    data: data.ShotReorderedData,
    teller: 'user',
    summary: 'The shots of a scene have other places',
    description: 'Sent after whatever moved a shot that was not itself changed.',
  },
  'character.updated': {
    data: data.CharacterUpdatedData,
    teller: 'user',
    summary: 'A person was added, changed or deleted',
    description: 'Sent after each change by hand. Another name is told in the scenes and shots, too.',
  },
  'image.status_update': {
    data: data.ImageStatusData,
    teller: 'both',
    summary: 'The picture of a shot is further',
    description: 'Sent when it begins to be made, is there or has failed, and when somebody chooses another one.',
  },
  'video.status_update': {
    data: data.VideoStatusData,
    teller: 'job',
    summary: 'The clip of a shot is further',
    description: 'Sent when it begins to be made, is there or has failed.',
  },
};

/** Every notice. */
export const NOTICES: { [Name in keyof NoticeMap]: MessageDocs<NoticeMap[Name]> } = {
  connected: {
    data: ConnectedData,
    summary: 'You are in',
    description: 'The first message of every connection, before any event.',
  },
  'auth.expired': {
    data: data.NoData,
    summary: 'Your token has expired',
    description: 'Send `auth.refresh` within 30 seconds, or the connection is cut. Until then commands are refused.',
  },
  resync: {
    data: data.NoData,
    summary: 'Some of what you missed is not kept any more',
    description:
      'Read the project or the job anew. Its `seq` (of a project) or `job_seq` (of a job) is the number that you are at. ' +
      'Also sent to a client that does not take what it is sent, just before its connection is closed.',
  },
  error: {
    data: RefusalData,
    summary: 'Something that you did not ask for by a command went wrong',
    description: 'Sent when the handshake names a stream that you may not read, and before you are cut off.',
  },
};
