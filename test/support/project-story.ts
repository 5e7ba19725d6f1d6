import { type components } from '@jumu/sdk';
import { type EventMessage } from '../../src/events/event-map.js';
import { contractWatch } from './contract-watch.js';
import { type Reply, type TestApp, type TestUser } from './test-app.js';

/** The data of a reply that must be a success. */
export function dataOf<T = any>({ status, body }: Reply<T>): T {
  if (status >= 300) {
    throw new Error(`${status} ${JSON.stringify(body)}`);
  }
  return body.data;
}

/** A refusal in one line: its status, and its code or its bad fields. */
export function refusalOf({ status, body }: Reply): string {
  const fields: { field: string; rule: string }[] | undefined = body.error?.details.fields;
  return `${status} ${fields?.map(({ field, rule }) => `${field} ${rule}`).join(', ') ?? body.error?.code}`;
}

type Schemas = components['schemas'];
export type Scene = Schemas['SceneDto'];
export type Shot = Schemas['ShotDto'];

const at = (id: string) => ({ params: { path: { id } } });

export async function newProject({ jumu }: TestUser, title = 'By hand'): Promise<string> {
  return (await jumu.POST('/api/v1/projects', { body: { title } })).id;
}

export function newScene({ jumu }: TestUser, projectId: string, body: Schemas['CreateSceneDto'] = {}): Promise<Scene> {
  return jumu.POST('/api/v1/projects/{id}/scenes', { ...at(projectId), body });
}

export function newShot({ jumu }: TestUser, sceneId: string, body: Schemas['CreateShotDto'] = {}): Promise<Shot> {
  return jumu.POST('/api/v1/scenes/{id}/shots', { ...at(sceneId), body });
}

export function sceneOf({ jumu }: TestUser, id: string): Promise<Scene> {
  return jumu.GET('/api/v1/scenes/{id}', at(id));
}

export function shotOf({ jumu }: TestUser, id: string): Promise<Shot> {
  return jumu.GET('/api/v1/shots/{id}', at(id));
}

export function changeScene({ jumu }: TestUser, id: string, body: Schemas['UpdateSceneDto']): Promise<Scene> {
  return jumu.PUT('/api/v1/scenes/{id}', { ...at(id), body });
}

export function changeShot(
  { jumu }: TestUser,
  id: string,
  updates: Record<string, unknown>,
  version?: number,
): Promise<Shot> {
  return jumu.PATCH('/api/v1/shots/{id}', { ...at(id), body: { updates, version } });
}

/** A project's scenes as `[episode, order_index, title]`, in the order of the film. */
export async function scenePlaces({ jumu }: TestUser, projectId: string): Promise<[number, number, string][]> {
  const query = { limit: 500 };
  const { items } = await jumu.GET('/api/v1/projects/{id}/scenes', { params: { path: { id: projectId }, query } });
  return items.map((scene) => [scene.episode, scene.order_index, scene.title]);
}

/** A scene's shots as `[order_index, description]`. */
export async function shotPlaces(user: TestUser, sceneId: string): Promise<[number, string][]> {
  const { shots } = await sceneOf(user, sceneId);
  return shots.map((shot) => [shot.order_index, shot.description]);
}

/** What was told of a project, oldest first. */
export async function eventsOf(app: TestApp, projectId: string): Promise<Pick<EventMessage, 'type' | 'data'>[]> {
  const rows = await app.query<EventMessage>(
    `select type, seq::int, job_seq::int, project_id, job_id, data,
       floor(1000 * extract(epoch from created_at))::float8 as timestamp
     from events where stream_id = $1 order by seq`,
    [projectId],
  );
  rows.forEach((message) => contractWatch.hearMessage(message));
  return rows.map(({ type, data }) => ({ type, data }));
}
