import { mkdir, mkdtemp, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inTransaction } from '../../src/common/transaction.js';
import { newId } from '../../src/common/uuid.js';
import { Media } from '../../src/media/media.js';
import { AssetsService } from '../../src/storage/assets.service.js';
import { LocalStorage } from '../../src/storage/local.storage.js';
import { SignedUrls } from '../../src/storage/signed-urls.js';
import { UploadIntake } from '../../src/uploads/upload-intake.js';
import { UploadsService } from '../../src/uploads/uploads.service.js';
import { EngineRig } from '../support/engine-rig.js';
import { newPicture, newRecording } from '../support/upload-files.js';
import { until } from '../support/until.js';

const MINE = newId();
const THEIRS = newId();
const never = new AbortController().signal;

describe('uploads', () => {
  let rig: EngineRig;
  let media: Media;
  let storage: LocalStorage;
  let assets: AssetsService;
  let intake: UploadIntake;
  let sut: UploadsService;
  let count = 0;

  beforeAll(async () => {
    rig = await EngineRig.start({ PUBLIC_URL: 'https://jumu.example.com' });
    media = new Media({ concurrency: 1, ffmpegPath: null });
    const urls = new SignedUrls(['secret'], 3600, 'https://jumu.example.com');
    storage = new LocalStorage(join(rig.config.dataDir, 'media'), urls);
    assets = new AssetsService(rig.orm.em, storage);
    intake = new UploadIntake(rig.config, media, storage, assets);
    sut = new UploadsService(rig.orm.em, assets, storage, rig.config);
    await mkdir(rig.config.dataDir, { recursive: true });
  });

  afterAll(async () => {
    intake.onApplicationShutdown();
    await media.onApplicationShutdown();
    await rig.stop();
  });

  const sql = (text: string, values: unknown[] = []) => rig.orm.em.fork().execute<any[]>(text, values);
  const usesOf = (key: string) =>
    sql('select u.kind from asset_uses u join assets a on a.id = u.asset_id where a.key = ? order by 1', [key]);

  async function newFile(bytes: Buffer): Promise<string> {
    const path = join(await mkdtemp(join(rig.config.dataDir, 'file-')), 'downloaded');
    await writeFile(path, bytes);
    return path;
  }

  const take = async (bytes?: Buffer) =>
    intake.take(await newFile(bytes ?? (await newPicture('png', ++count))), 'a.png', never);
  const newUpload = async (userId = MINE) => sut.create(userId, await take());

  describe('a reference', () => {
    it('means an own upload by its id, its path or its URL, however old that is', async () => {
      const upload = await newUpload();
      const path = new URL(upload.url).pathname;
      const old = upload.url.replace(/media\/\d+\/[\w-]+/, 'media/1700000000/signed-long-ago');
      const references = [
        upload.id,
        upload.id.toUpperCase(),
        upload.url,
        path,
        `http://localhost:3000${path}?x=1`,
        old,
      ];
      for (const reference of [...references, String(upload.image_path)]) {
        expect([reference, (await sut.resolve(MINE, reference))?.id]).toEqual([reference, upload.id]);
      }
    });

    it('to an upload of somebody else, or to one that has gone, finds nothing', async () => {
      const theirs = await newUpload(THEIRS);
      const gone = await newUpload();
      await sut.delete(MINE, gone.id);
      const path = new URL(theirs.url).pathname;
      for (const reference of [theirs.id, theirs.url, path, String(theirs.image_path), gone.id, gone.url, newId()]) {
        await expect(sut.resolve(MINE, reference)).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' });
      }
      await expect(sut.resolve(MINE, '/api/v1/media/1/x/../../etc')).rejects.toMatchObject({
        code: 'UPLOAD_NOT_FOUND',
      });
    });

    it.each(['https://example.com/a.png', 'https://example.com/api/v1/media/1/x/y', 'ftp://x', '', 'a.png'])(
      'to something else is none: %j',
      async (reference) => {
        expect(await sut.resolve(MINE, reference)).toBeNull();
      },
    );
  });

  describe('a file that a job has downloaded', () => {
    it('is examined like one that was sent', async () => {
      const page = intake.take(await newFile(Buffer.from('<html>')), 'a.png', never);
      await expect(page).rejects.toMatchObject({ code: 'UNSUPPORTED_FILE_TYPE' });
      const film = await take(await newRecording('film.mp4'));
      expect(film).toMatchObject({ kind: 'video', mime: 'video/mp4', width: 160, height: 90 });
      await intake.discard(film);
      expect(await storage.stat(film.key)).toBeNull();
      expect(await readdir(join(rig.config.dataDir, 'uploads'))).toEqual([]);
    });

    it('becomes an upload in the transaction of its job, or nothing at all', async () => {
      const file = await take();
      const failing = inTransaction(rig.orm.em, async (em) => {
        await sut.adopt(em, MINE, file);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await usesOf(file.key)).toEqual([]);

      const { id } = await inTransaction(rig.orm.em, (em) => sut.adopt(em, MINE, file));
      await intake.discard(file);
      expect((await sut.find(MINE, id)).key).toBe(file.key);
      expect([await usesOf(file.key), await storage.stat(file.key)]).toEqual([
        [{ kind: 'upload' }],
        { bytes: file.bytes },
      ]);
    });

    it('of which the bytes are there already is not kept', async () => {
      const bytes = await newPicture('png', ++count);
      const first = await sut.create(MINE, await take(bytes));
      const again = await take(bytes);
      const { key } = await inTransaction(rig.orm.em, (em) => sut.adopt(em, MINE, again));
      await intake.discard(again);
      expect([key, await storage.stat(again.key)]).toEqual([first.image_path, null]);
    });

    it('that the job has stored itself is used where it is', async () => {
      const use = { kind: 'step', subjectId: newId() } as const;
      const buffer = await newPicture('png', ++count);
      const { key, bytes, sha256, mime } = await assets.save(
        MINE,
        { buffer, mime: 'image/png', ext: 'png' },
        use,
        never,
      );
      const size = { width: 60, height: 40, durationSec: null };
      const file = { key, kind: 'image', mime, filename: 'a.png', bytes, sha256, ...size } as const;
      await inTransaction(rig.orm.em, (em) => sut.adopt(em, MINE, file));
      expect(await usesOf(key)).toEqual([{ kind: 'step' }, { kind: 'upload' }]);
    });
  });

  it('that are deleted stay where a shot uses their file, and count in the quota as long', async () => {
    const { id, image_path: key } = await newUpload(THEIRS);
    const shot = { kind: 'shot', subjectId: newId() } as const;
    await inTransaction(rig.orm.em, (em) => assets.addUses(THEIRS, [String(key)], shot, em));
    await sut.delete(THEIRS, id);
    const released = () => sql('select released_at is null as used from assets where key = ?', [key]);
    expect([await usesOf(String(key)), await released()]).toEqual([[{ kind: 'shot' }], [{ used: true }]]);

    const full = new UploadsService(rig.orm.em, assets, storage, { ...rig.config, uploadQuotaBytes: 150 });
    await expect(full.create(THEIRS, await take())).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  });

  it('that a killed process left half-received go after an hour, and no sooner', async () => {
    const root = join(rig.config.dataDir, 'uploads');
    const folders = ['upload-left', 'upload-slow', 'upload-new'].map((name) => join(root, name));
    for (const folder of folders) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'sent'), 'half');
    }
    const old = new Date(Date.now() - 2 * 3_600_000);
    await utimes(join(root, 'upload-left', 'sent'), old, old);
    await utimes(join(root, 'upload-left'), old, old);
    // Its file is still written to.
    await utimes(join(root, 'upload-slow'), old, old);
    intake.onApplicationBootstrap();
    const names = async () => (await readdir(root)).sort();
    await until('the old one is gone', async () => !(await names()).includes('upload-left'));
    expect(await names()).toEqual(['upload-new', 'upload-slow']);
  });
});
