import { type EventMessage } from '../../src/events/event-map.js';
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

export async function newProject(user: TestUser, title = 'By hand'): Promise<string> {
  return dataOf(await user.post('/projects', { title })).id as string;
}

export async function newScene(user: TestUser, projectId: string, body: object = {}): Promise<any> {
  return dataOf(await user.post(`/projects/${projectId}/scenes`, body));
}

export async function newShot(user: TestUser, sceneId: string, body: object = {}): Promise<any> {
  return dataOf(await user.post(`/scenes/${sceneId}/shots`, body));
}

/** A project's scenes as `[episode, order_index, title]`, in the order of the film. */
export async function scenePlaces(user: TestUser, projectId: string): Promise<[number, number, string][]> {
  const { items } = dataOf(await user.get(`/projects/${projectId}/scenes?limit=500`));
  return items.map((scene: any) => [scene.episode, scene.order_index, scene.title]);
}

/** A scene's shots as `[order_index, description]`. */
export async function shotPlaces(user: TestUser, sceneId: string): Promise<[number, string][]> {
  const { shots } = dataOf(await user.get(`/scenes/${sceneId}`));
  return shots.map((shot: any) => [shot.order_index, shot.description]);
}

/** What was told of a project, oldest first. */
export async function eventsOf(app: TestApp, projectId: string): Promise<Pick<EventMessage, 'type' | 'data'>[]> {
  return app.query('select type, data from events where stream_id = $1 order by seq', [projectId]);
}
