import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newId } from '../../src/common/uuid.js';
import { assetKey } from '../../src/storage/storage-keys.js';
import { type UploadKind } from '../../src/uploads/upload.entity.js';
import { type TestApp, type TestUser } from './test-app.js';

const FILES: Record<UploadKind, { mime: string; ext: string }> = {
  image: { mime: 'image/png', ext: 'png' },
  audio: { mime: 'audio/wav', ext: 'wav' },
  video: { mime: 'video/mp4', ext: 'mp4' },
};

/** A file that a user has brought, as the uploads' own door leaves it. */
export async function newUpload(
  app: TestApp,
  user: TestUser,
  kind: UploadKind = 'image',
  content: Buffer = Buffer.from('not a picture'),
): Promise<{ id: string; key: string }> {
  const { mime, ext } = FILES[kind];
  const asset = newId();
  const id = newId();
  const key = assetKey(asset, ext);
  const path = join(app.config.dataDir, 'media', key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await app.query(
    `insert into assets (id, key, owner_id, mime, bytes, sha256, created_at) values ($1, $2, $3, $4, $5, $6, now())`,
    [asset, key, user.id, mime, content.length, asset],
  );
  await app.query(`insert into asset_uses (asset_id, kind, subject_id) values ($1, 'upload', $2)`, [asset, id]);
  await app.query(
    `insert into uploads (id, user_id, kind, filename, mime, bytes, sha256, key, created_at)
     values ($1, $2, $3, 'file', $4, $5, $6, $7, now())`,
    [id, user.id, kind, mime, content.length, asset, key],
  );
  return { id, key };
}

/** What holds a file: `shot <id>`. */
export async function usesOf(app: TestApp, key: string): Promise<string[]> {
  const rows = await app.query<{ use: string }>(
    `select u.kind || ' ' || u.subject_id as use from asset_uses u join assets a on a.id = u.asset_id
     where a.key = $1 and u.kind <> 'upload' order by 1`,
    [key],
  );
  return rows.map(({ use }) => use);
}
