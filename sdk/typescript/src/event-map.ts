// Made from asyncapi.json by "npm run sdk"; not edited by hand.

import type { components } from './schema.js';

type Schemas = components['schemas'];

/** What happens in projects and jobs: data by name. */
export interface EventMap {
  /** The status of a job has changed. */
  'job.status': Schemas['JobStatusData'];
  /** A job has gone on. */
  'job.progress': Schemas['JobProgressData'];
  /** A stage has begun or is done. */
  'job.stage': Schemas['JobStageData'];
  /** Somebody else did what a provider was wanted for. */
  'job.degraded': Schemas['JobDegradedData'];
  /** A step has failed and is tried again. */
  'step.retrying': Schemas['StepRetryingData'];
  /** A shot is filmed. */
  'shot.completed': Schemas['ShotCompletedData'];
  /** A job has made what it was asked for. */
  'job.completed': Schemas['JobCompletedData'];
  /** A job has failed. */
  'job.failed': Schemas['JobFailedData'];
  /** A job was cancelled, or deleted before its end. */
  'job.cancelled': Schemas['NoData'];
  /** A project has another scene. */
  'scene.created': Schemas['SceneCreatedData'];
  /** A scene was changed. */
  'scene.updated': Schemas['SceneUpdatedData'];
  /** A scene was deleted. */
  'scene.deleted': Schemas['SceneDeletedData'];
  /** Scenes have other places. */
  'scene.reordered': Schemas['SceneReorderedData'];
  /** A scene has another shot. */
  'shot.created': Schemas['ShotCreatedData'];
  /** A shot was changed. */
  'shot.updated': Schemas['ShotUpdatedData'];
  /** A shot has advice. */
  'shot.suggestion': Schemas['ShotSuggestionData'];
  /** A shot was deleted. */
  'shot.deleted': Schemas['ShotDeletedData'];
  /** The shots of a scene have other places. */
  'shot.reordered': Schemas['ShotReorderedData'];
  /** A person was added, changed or deleted. */
  'character.updated': Schemas['CharacterUpdatedData'];
  /** The picture of a shot is further. */
  'image.status_update': Schemas['ImageStatusData'];
  /** The clip of a shot is further. */
  'video.status_update': Schemas['VideoStatusData'];
}

/** What one connection is told. */
export interface NoticeMap {
  /** You are in. */
  'connected': Schemas['ConnectedData'];
  /** Your token has expired. */
  'auth.expired': Schemas['NoData'];
  /** Some of what you missed is not kept any more. */
  'resync': Schemas['NoData'];
  /** Something that you did not ask for by a command went wrong. */
  'error': Schemas['RefusalData'];
}
