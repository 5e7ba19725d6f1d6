import { newUpload } from './board.js';
import type { Reply, TestApp, TestUser } from './test-app.js';
import { formOf } from './upload-client.js';
import { newPicture, newRecording } from './upload-files.js';

/** Everything that has an id. */
export const THINGS = [
  'project',
  'scene',
  'shot',
  'suggestion',
  'character',
  'job',
  'analysis',
  'upload',
  'video',
  'apiKey',
  'delivery',
] as const;
/** The ids of one of everything that has one. */
export type Things = Record<(typeof THINGS)[number], string>;

/** A form with a picture in it. */
export async function newForm(): Promise<FormData> {
  return formOf([[await newPicture(), { name: 'a.png' }]]);
}

let film: Promise<Buffer> | undefined;

/** Makes one of everything. */
export async function newThings(app: TestApp, user: TestUser): Promise<Things> {
  const make = async (path: string, body: object) => (await user.post(path, body)).body.data.id as string;
  const project = await make('/projects', { title: '一个项目', target_duration_sec: 10 });
  const scene = await make(`/projects/${project}/scenes`, {});
  const shot = await make(`/scenes/${scene}/shots`, { narration: '夜' });
  const suggestion = await make('/ai/suggest', { shot_id: shot, user_input: '暗一些' });
  const character = await make(`/projects/${project}/characters`, { name: '林夏' });
  const job = await make(`/projects/${project}/generate-scenes`, { prompt: '重逢', scenes_per_episode: 1 });
  const apiKey = await make('/auth/api-keys', { name: 'a machine' });
  const headers = { authorization: `Bearer ${user.token}` };
  const reply = await fetch(`${app.url}/api/v1/uploads`, { method: 'POST', headers, body: await newForm() });
  const upload = ((await reply.json()) as Reply['body']).data.id as string;
  // Not sent: it would be examined and copied by ffmpeg each time.
  const bytes = await (film ??= newRecording('film.mp4'));
  const { id: video } = await newUpload(app, user.id, { kind: 'video', ext: 'mp4', bytes });
  const analysis = await make('/analysis', { upload_id: video });
  const [{ id: delivery }] = (await app.query(
    `insert into webhook_deliveries (id, user_id, job_id, job_seq, type, url, body, state, tries, log, fence, created_at)
     values (gen_random_uuid(), $1, $2, 1, 'job.completed', 'https://[3f00::1]/', '{}', 'failed', 1, '[]', 0, now())
     returning id`,
    [user.id, job],
  )) as [{ id: string }];
  return { project, scene, shot, suggestion, character, job, analysis, upload, video, apiKey, delivery };
}
