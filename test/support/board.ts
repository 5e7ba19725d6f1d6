import { join } from 'node:path';
import { type Config } from '../../src/common/config.js';
import { newId } from '../../src/common/uuid.js';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { LocalStorage } from '../../src/storage/local.storage.js';
import { assetKey } from '../../src/storage/storage-keys.js';

/** What of a shot differs from an empty one of a second. */
export interface ShotWish {
  description?: string;
  lines?: { character: string | null; line: string; emotion: string }[];
  cast?: string[];
  frames?: number;
  transition?: string;
  transition_frames?: number;
  form_data?: object;
  image?: object;
  video?: object;
}

const EMPTY = { description: '', lines: [], cast: [], frames: 25, transition: 'cut', transition_frames: 0 };
const FORM = { camera_movement: 'static', shot_type: 'medium', lighting: '', motion_prompt: '', checkboxes: {} };
const IMAGE = { status: 'pending', key: null, upload_id: null, provider: null };
const VIDEO = { ...IMAGE, job_id: null, source_key: null, error: null };

export const said = (character: string | null, line: string) => ({ character, line, emotion: 'neutral' });

/** A scene with its shots, as if somebody had made them by hand: straight into the tables. */
export async function newScene(
  databaseUrl: string,
  projectId: string,
  shots: ShotWish[],
  { episode = 1, order_index = 0, ...scene }: { episode?: number; order_index?: number; title?: string } = {},
): Promise<{ id: string; shots: string[] }> {
  const id = newId();
  const rows = shots.map((shot, index) => ({
    ...EMPTY,
    ...shot,
    id: newId(),
    order_index: index,
    form_data: { ...FORM, ...shot.form_data },
    image: { ...IMAGE, ...shot.image },
    video: { ...VIDEO, ...shot.video },
  }));
  await withPostgres(databaseUrl, async (client) => {
    await client.query(
      `insert into scenes (id, project_id, episode, order_index, title, location, time_of_day, weather, mood, description,
         script, characters, created_at, updated_at)
       values ($1, $2, $3, $4, $5, '', 'night', 'rain', 'calm', '', '', '[]', now(), now())`,
      [id, projectId, episode, order_index, scene.title ?? '街角'],
    );
    await client.query(
      `insert into shots (id, project_id, scene_id, order_index, description, lines, "cast", frames, transition,
         transition_frames, form_data, image, video, version, created_at, updated_at)
       select s.id, $1, $2, s.order_index, s.description, s.lines, s."cast", s.frames, s.transition,
         s.transition_frames, s.form_data, s.image, s.video, 1, now(), now()
       from jsonb_to_recordset($3::jsonb) as s(id uuid, order_index int, description text, lines jsonb, "cast" jsonb,
         frames int, transition text, transition_frames int, form_data jsonb, image jsonb, video jsonb)`,
      [projectId, id, JSON.stringify(rows)],
    );
  });
  return { id, shots: rows.map((row) => row.id) };
}

/** A file of a user, as if it had been uploaded. */
export async function newUpload(
  app: { config: Config; services: { databaseUrl: string } },
  userId: string,
  file: { kind: 'image' | 'video'; ext: string; bytes: Buffer },
): Promise<{ id: string; key: string }> {
  const [id, assetId] = [newId(), newId()];
  const key = assetKey(assetId, file.ext);
  const { sha256, bytes } = await new LocalStorage(join(app.config.dataDir, 'media'), {} as never).put(key, file.bytes);
  const mime = `${file.kind}/${file.ext}`;
  await withPostgres(app.services.databaseUrl, async (client) => {
    const asset = [assetId, key, userId, mime, bytes, sha256];
    await client.query(
      'insert into assets (id, key, owner_id, mime, bytes, sha256) values ($1, $2, $3, $4, $5, $6)',
      asset,
    );
    await client.query(`insert into asset_uses (asset_id, kind, subject_id) values ($1, 'upload', $2)`, [assetId, id]);
    await client.query(
      `insert into uploads (id, key, user_id, mime, bytes, sha256, kind, filename, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, 'file', now())`,
      [id, ...asset.slice(1), file.kind],
    );
  });
  return { id, key };
}
