import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import { type operations } from '@jumu/sdk';
import sharp from 'sharp';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { mutated } from '../support/mutations.js';
import { type Reply, TestApp, type TestUser } from '../support/test-app.js';
import { type Content, errorOf, formOf, type Part, postForm } from '../support/upload-client.js';
import { until } from '../support/until.js';
import { newBomb, newPhoto, newPicture, newRecording, type RecordingName } from '../support/upload-files.js';
import { TELLING } from '../support/upload-hostile.js';

type UploadQuery = NonNullable<operations['listUploads']['parameters']['query']>;

const QUOTA = 12_000;

describe('uploads', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api' });
  });

  beforeEach(async () => {
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  const send = (bytes: Content, part: Part = {}, headers: Record<string, string> = {}, by = user) =>
    postForm(app, by, [[bytes, part]], headers);

  async function query<T = object>(sql: string, values: unknown[] = []): Promise<T[]> {
    return withPostgres(app.services.databaseUrl, async (client) => (await client.query(sql, values)).rows as T[]);
  }

  /** All that an upload can leave: rows, stored files, drafts and folders of what comes in. */
  async function traces(): Promise<object> {
    const [rows] = await query(
      `select (select count(*)::int from uploads) as uploads, (select count(*)::int from assets) as assets,
         (select count(*)::int from asset_uses) as uses`,
    );
    const names = (folder: string) => readdir(join(app.config.dataDir, folder), { recursive: true }).catch(() => []);
    const files = (await names('media')).filter((name) => name.includes('.') || name.startsWith('tmp/'));
    return { rows, files: files.sort(), coming: await names('uploads') };
  }

  describe('are taken', () => {
    const recordings: [name: RecordingName, kind: string, mime: string][] = [
      ['sound.wav', 'audio', 'audio/wav'],
      ['sound.mp3', 'audio', 'audio/mpeg'],
      ['sound.m4a', 'audio', 'audio/mp4'],
      ['sound.ogg', 'audio', 'audio/ogg'],
      ['sound.flac', 'audio', 'audio/x-flac'],
      ['sound.mp4', 'audio', 'audio/mp4'],
      ['film.mp4', 'video', 'video/mp4'],
      ['film.mov', 'video', 'video/quicktime'],
      ['film.webm', 'video', 'video/webm'],
    ];

    it.each(recordings)('whatever they are called: %s', async (name, kind, mime) => {
      const { status, body } = await send(await newRecording(name), { name: 'virus.exe', type: 'text/html' });
      expect(status).toBe(201);
      const size = kind === 'video' ? { width: 160, height: 90 } : { width: null, height: null };
      expect(body.data).toMatchObject({ kind, mime, filename: 'virus.exe', ...size });
      expect([body.data.image_path, body.data.image_url]).toEqual([null, null]);
      expect(Math.abs(body.data.duration_sec - 1)).toBeLessThan(0.1);
      const file = await app.download(body.data.url);
      expect([file.status, file.headers.get('content-type')]).toEqual([200, mime]);
      const bytes = Buffer.from(await file.arrayBuffer());
      expect([bytes.length, sha256(bytes)]).toEqual([body.data.size_bytes, body.data.sha256]);
    });

    it('though a sound that was piped does not know its length', async () => {
      const sound = await newRecording('sound.wav');
      sound.fill(0xff, 4, 8);
      sound.fill(0xff, sound.indexOf('data') + 4, sound.indexOf('data') + 8);
      const { status, body } = await send(sound);
      expect({ status, seconds: body.data?.duration_sec }).toEqual({ status: 201, seconds: expect.closeTo(1, 1) });
    });

    it.each(['jpeg', 'png', 'webp'] as const)('and encoded anew: %s', async (format) => {
      const told: number[] = [];
      const upload = await user.jumu.upload(new Blob([new Uint8Array(await newPicture(format))]), {
        filename: '海报.bin',
        onProgress: ({ loaded }) => told.push(loaded),
      });
      expect(upload).toMatchObject({ kind: 'image', mime: `image/${format}`, filename: '海报.bin' });
      expect(upload).toMatchObject({ width: 60, height: 40, duration_sec: null, image_url: upload.url });
      expect(upload.url.endsWith(`/${upload.image_path}`)).toBe(true);
      expect(told.length).toBeGreaterThan(0);
      const bytes = Buffer.from(await (await user.jumu.download(upload.url)).arrayBuffer());
      expect([bytes.length, sha256(bytes)]).toEqual([upload.size_bytes, upload.sha256]);
      expect(await sharp(bytes).metadata()).toMatchObject({ format, width: 60, height: 40 });
    });

    it('upright, and without what a phone knows about its owner', async () => {
      const photo = await newPhoto();
      expect(await sharp(photo).metadata()).toMatchObject({ orientation: 6, exif: expect.anything() });
      const { body } = await send(photo);
      expect(body.data).toMatchObject({ width: 40, height: 60 });
      const stored = await sharp(await (await app.download(body.data.url)).arrayBuffer()).metadata();
      expect([stored.width, stored.height, stored.exif, stored.orientation]).toEqual([40, 60, undefined, undefined]);
    });

    it('without where and by whom they were made', async () => {
      const film = await TELLING['film.mp4']();
      expect(film.includes('SECRET')).toBe(true);
      const [first, again] = [await send(film), await send(film)];
      const stored = Buffer.from(await (await app.download(first.body.data.url)).arrayBuffer());
      expect(stored.includes('SECRET')).toBe(false);
      const fileOf = ({ body }: Reply) => basename(body.data.url);
      expect([fileOf(again), again.body.data.sha256]).toEqual([fileOf(first), sha256(stored)]);
    });

    it('without what hides behind a picture', async () => {
      const polyglot = Buffer.concat([await newPicture('jpeg', 7), Buffer.from('<script>alert(1)</script>PK\x03\x04')]);
      const { status, body } = await send(polyglot);
      expect(status).toBe(201);
      expect(await (await app.download(body.data.url)).text()).not.toContain('script');
    });

    it.each([
      ['../../etc/passwd', 'passwd'],
      ['C:\\Windows\\系统.png', '系统.png'],
      ['a\u202egnp.exe', 'agnp.exe'],
      ['%2e%2e%2fx.png', '%2e%2e%2fx.png'],
      ["'; drop table uploads; --.png", "'; drop table uploads; --.png"],
      ['n'.repeat(400), 'n'.repeat(255)],
      [' \u200f', 'upload.png'],
    ])('with a name that harms nobody: %j', async (name, filename) => {
      expect((await send(await newPicture(), { name })).body.data.filename).toBe(filename);
    });
  });

  describe('are refused, and leave nothing behind', () => {
    const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n';
    const cases: [what: string, bytes: () => Promise<Content>, answer: string][] = [
      ['nothing', async () => '', '415 UNSUPPORTED_FILE_TYPE'],
      ['text', async () => 'hello', '415 UNSUPPORTED_FILE_TYPE'],
      ['a playlist', async () => playlist, '415 UNSUPPORTED_FILE_TYPE'],
      ['a list of files', async () => 'ffconcat version 1.0\nfile /etc/passwd\n', '415 UNSUPPORTED_FILE_TYPE'],
      ['a page', async () => '<!doctype html><script>alert(1)</script>', '415 UNSUPPORTED_FILE_TYPE'],
      ['a drawing', async () => '<svg xmlns="http://www.w3.org/2000/svg"/>', '415 UNSUPPORTED_FILE_TYPE'],
      ['a GIF', () => newRecording('moving.gif'), '415 UNSUPPORTED_FILE_TYPE'],
      ['a Matroska file', () => newRecording('film.mkv'), '415 UNSUPPORTED_FILE_TYPE'],
      ['AAC alone', () => newRecording('sound.aac'), '415 UNSUPPORTED_FILE_TYPE'],
      ['an archive', async () => Buffer.from('PK\x03\x04\x14\0\0\0\0\0'), '415 UNSUPPORTED_FILE_TYPE'],
      ['half a PNG', async () => half(await newPicture('png', 1, 400, 400)), '415 UNSUPPORTED_FILE_TYPE'],
      ['half a JPEG', async () => half(await newPicture('jpeg', 1, 400, 400)), '415 UNSUPPORTED_FILE_TYPE'],
      ['half a film', async () => half(await newRecording('film.mp4')), '415 UNSUPPORTED_FILE_TYPE'],
      ['a film without its index', async () => half(await newRecording('film.mov')), '415 UNSUPPORTED_FILE_TYPE'],
      ['the head of a film', async () => (await newRecording('film.mp4')).subarray(0, 40), '415 UNSUPPORTED_FILE_TYPE'],
      ['a playlist in a film', async () => ftyp(playlist), '415 UNSUPPORTED_FILE_TYPE'],
      ['900 megapixels', () => newBomb(30_000, 30_000), '413 FILE_TOO_LARGE'],
      ['a long strip', () => newBomb(20_000, 2), '413 FILE_TOO_LARGE'],
      ['a picture of 11 MiB', async () => padded(await newPicture(), 11), '413 FILE_TOO_LARGE'],
    ];

    it.each(['sound.mp3', 'film.mp4'] as const)(
      'or are taken, when something went wrong with them: %s',
      async (name) => {
        const film = await newRecording(name);
        for (const seed of ['1', '2', '3']) {
          expect([seed, errorOf(await send(mutated(film, seed)))]).toEqual([
            seed,
            expect.stringMatching(/^(201|415) /),
          ]);
        }
      },
    );

    it.each(cases)('%s', async (_what, bytes, answer) => {
      const before = await traces();
      expect(errorOf(await send(await bytes(), { name: 'good.mp4', type: 'video/mp4' }))).toBe(answer);
      expect(await traces()).toEqual(before);
    });

    const forms: [what: string, parts: [Content, Part][], answer: string][] = [
      ['no part', [], '400 file required'],
      ['another field', [['x', { field: 'upload' }]], '400 upload unknown_field'],
      ['a field of every object', [['x', { field: '__proto__' }]], '400 body isMultipart'],
      ['text in place of a file', [['x', { field: 'file', name: '' }]], '400 file isFile'],
      ['a field besides', [['x', { field: 'title', name: '' }]], '400 title unknown_field'],
      ['thousands of fields', Array(2000).fill(['x', { field: 'file', name: '' }]), '400 file isFile'],
    ];

    it.each(forms)('a form with %s', async (_what, parts, answer) => {
      const before = await traces();
      expect(errorOf(await postForm(app, user, parts))).toBe(answer);
      expect(await traces()).toEqual(before);
    });

    it('a second file', async () => {
      const before = await traces();
      const picture = await newPicture();
      const parts: [Buffer, Part][] = [
        [picture, {}],
        [picture, { field: 'image' }],
      ];
      expect(errorOf(await postForm(app, user, parts))).toBe('400 image maxFiles');
      expect(errorOf(await postForm(app, user, Array(1000).fill(parts[0])))).toBe('400 file maxFiles');
      expect(await traces()).toEqual(before);
    });

    it('a body that is no form', async () => {
      const before = await traces();
      const raw = async (type: string, body: string) =>
        errorOf(await app.request('POST', '/uploads', body, user.token, { 'content-type': type }));
      expect(await raw('application/json', '{}')).toBe('415 UNSUPPORTED_MEDIA_TYPE');
      expect(await raw('image/png', 'x')).toBe('415 UNSUPPORTED_MEDIA_TYPE');
      expect(await raw('multipart/mixed; boundary=x', '--x--')).toBe('415 UNSUPPORTED_MEDIA_TYPE');
      expect(await raw('multipart/form-data', '--x--')).toBe('400 body isMultipart');
      expect(await raw('multipart/form-data; boundary=x', 'garbage')).toBe('400 body isMultipart');
      expect(await raw('multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data')).toMatch(/^400 /);
      expect(errorOf(await app.request('POST', '/uploads', undefined, user.token))).toBe('415 UNSUPPORTED_MEDIA_TYPE');
      expect(await traces()).toEqual(before);
    });

    it('a file of nobody', async () => {
      const form = formOf([[await newPicture(), {}]]);
      const reply = await fetch(`${app.url}/api/v1/uploads`, { method: 'POST', body: form });
      expect(reply.status).toBe(401);
    });

    it('a file that is cut off', async () => {
      const before = await traces();
      const film = await newRecording('film.mp4');
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
      await once(socket, 'connect');
      const form = `--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n`;
      const head = `POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${user.token}\r\n`;
      socket.write(`${head}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 99999999\r\n\r\n${form}`);
      socket.write(Buffer.concat(Array(20).fill(film)));
      await until('the file comes in', async () => JSON.stringify(await traces()).includes('sent'));
      socket.destroy();
      const isClean = async () => JSON.stringify(await traces()) === JSON.stringify(before);
      await until('nothing is left of it', isClean);
      expect(await traces()).toEqual(before);
    });

    it('a file on any other route', async () => {
      const form = formOf([[await newPicture(), {}]]);
      const headers = { authorization: `Bearer ${user.token}` };
      const reply = await fetch(`${app.url}/api/v1/projects`, { method: 'POST', body: form, headers });
      expect([reply.status, ((await reply.json()) as Reply['body']).error?.code]).toEqual([
        415,
        'UNSUPPORTED_MEDIA_TYPE',
      ]);
    });
  });

  describe('of one user', () => {
    it('are listed, read and deleted by nobody else', async () => {
      const bring = async (bytes: Buffer) => user.jumu.upload(new Blob([new Uint8Array(bytes)]));
      const picture = await bring(await newPicture());
      const sound = await bring(await newRecording('sound.wav'));
      const ids = async (query: UploadQuery = {}, { jumu } = user) =>
        (await jumu.GET('/api/v1/uploads', { params: { query } })).items.map(({ id }) => id);
      const one = { params: { path: { id: picture.id } } };
      expect(await ids()).toEqual([sound.id, picture.id]);
      expect(await ids({ sort_order: 'asc', limit: 1 })).toEqual([picture.id]);
      expect(await ids({ kind: 'audio' })).toEqual([sound.id]);
      expect(errorOf(await user.get('/uploads?kind=text'))).toBe('400 kind isIn');
      expect(await user.jumu.GET('/api/v1/uploads/{id}', one)).toEqual(picture);

      const other = await app.newUser();
      expect(await ids({}, other)).toEqual([]);
      expect(errorOf(await other.get(`/uploads/${picture.id}`))).toBe('404 UPLOAD_NOT_FOUND');
      expect(errorOf(await other.delete(`/uploads/${picture.id}`))).toBe('404 UPLOAD_NOT_FOUND');
      expect(errorOf(await user.get('/uploads/42'))).toBe('404 UPLOAD_NOT_FOUND');
      expect(await user.jumu.DELETE('/api/v1/uploads/{id}', one)).toBeNull();
      expect(errorOf(await user.delete(`/uploads/${picture.id}`))).toBe('404 UPLOAD_NOT_FOUND');
      expect(await ids()).toEqual([sound.id]);
    });

    it('are stored once for the same bytes, and stay as long as one of them does', async () => {
      const bytes = await newPicture('png', 77);
      const replies = await Promise.all(Array.from({ length: 4 }, () => send(bytes)));
      expect(new Set(replies.map(({ body }) => body.data.id)).size).toBe(4);
      expect(new Set(replies.map(({ body }) => body.data.image_path)).size).toBe(1);
      const assets = () => query('select released_at is null as used from assets where owner_id = $1', [user.id]);
      expect(await assets()).toEqual([{ used: true }]);
      const other = await app.newUser();
      expect((await send(bytes, {}, {}, other)).body.data.image_path).not.toBe(replies[0]?.body.data.image_path);

      const [last, ...rest] = replies.map(({ body }) => body.data.id as string);
      for (const id of rest) {
        await user.delete(`/uploads/${id}`);
      }
      expect(await assets()).toEqual([{ used: true }]);
      await user.delete(`/uploads/${last}`);
      expect(await assets()).toEqual([{ used: false }]);
      // Within the hour before it goes it is used again.
      expect((await send(bytes)).body.data.image_path).toBe(replies[0]?.body.data.image_path);
      expect(await assets()).toEqual([{ used: true }]);
    });
  });

  describe('with an Idempotency-Key', () => {
    const keyed = (bytes: Buffer, key: string, part: Part = {}) => send(bytes, part, { 'idempotency-key': key });
    const count = async () => (await user.get('/uploads')).body.data.total as number;

    it('are one upload, however the form is written', async () => {
      const bytes = await newPicture('png', 5);
      const first = await keyed(bytes, 'one');
      const before = await traces();
      const again = await keyed(bytes, 'one', { name: 'other.png' });
      expect([first.status, again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 201, 'true']);
      expect([again.body, await count(), await traces()]).toEqual([first.body, 1, before]);
    });

    it('are another request for other bytes, and for another field', async () => {
      await keyed(await newPicture('png', 5), 'two');
      const before = await traces();
      expect(errorOf(await keyed(await newPicture('png', 6), 'two'))).toBe('422 IDEMPOTENCY_KEY_REUSED');
      expect(errorOf(await keyed(await newPicture('png', 5), 'two', { field: 'image' }))).toBe(
        '422 IDEMPOTENCY_KEY_REUSED',
      );
      expect([await count(), await traces()]).toEqual([1, before]);
    });

    it('are one upload when sent eight times at once', async () => {
      const bytes = await newPicture('png', 8);
      const replies = await Promise.all(Array.from({ length: 8 }, () => keyed(bytes, 'eight')));
      const good = replies.filter(({ status }) => status === 201);
      expect(new Set(good.map(({ body }) => body.data.id)).size).toBe(1);
      expect(replies.filter((reply) => !good.includes(reply)).map(errorOf)).toEqual(
        Array(8 - good.length).fill('409 IDEMPOTENCY_IN_PROGRESS'),
      );
      expect(await count()).toBe(1);
    });

    it('hold no connection of the database while bytes come in', async () => {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
      await once(socket, 'connect');
      const head = `POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${user.token}\r\nIdempotency-Key: slow\r\n`;
      socket.write(`${head}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 9999\r\n\r\n--x\r\n`);
      socket.write('Content-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n\x89PNG');
      await until('the file comes in', async () => JSON.stringify(await traces()).includes('sent'));
      const open = await query(
        `select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
      );
      expect(open).toEqual([]);
      socket.destroy();
      expect((await keyed(await newPicture('png', 9), 'slow')).status).toBe(201);
    });
  });
});

describe('a quota', () => {
  it('holds, also for files that come at once, and is free again after a deletion', async () => {
    const app = await TestApp.start({ ROLE: 'api', UPLOAD_QUOTA_BYTES: String(QUOTA) });
    try {
      const user = await app.newUser();
      const sounds = Array.from({ length: 4 }, (_, index) => silence(5000, index));
      const replies = await Promise.all(sounds.map((bytes) => postForm(app, user, [[bytes, {}]])));
      expect(replies.map(({ status }) => status).sort()).toEqual([201, 201, 413, 413]);
      expect(errorOf(replies.find(({ status }) => status === 413))).toBe('413 QUOTA_EXCEEDED');
      const stored = replies.findIndex(({ status }) => status === 201);
      const refused = replies.findIndex(({ status }) => status === 413);
      // The same bytes take no room.
      expect((await postForm(app, user, [[sounds[stored] ?? '', {}]])).status).toBe(201);
      expect(await readdir(join(app.config.dataDir, 'uploads'))).toEqual([]);

      const { id } = (await user.get('/uploads')).body.data.items[0];
      await user.delete(`/uploads/${id}`);
      await user.delete(`/uploads/${replies[stored]?.body.data.id}`);
      expect((await postForm(app, user, [[sounds[refused] ?? '', {}]])).status).toBe(201);
    } finally {
      await app.stop();
    }
  });
});

const half = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Bytes that grow to so many MiB. */
function padded(bytes: Buffer, mebibytes: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(mebibytes * 1024 ** 2)]);
}

/** A text behind the first box of an MP4. */
function ftyp(text: string): Buffer {
  return Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp42', 'latin1'), Buffer.from(text)]);
}

/** A WAV of so many bytes, unlike those of other numbers. */
function silence(bytes: number, number: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(bytes - 8, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(48_000, 24);
  head.writeUInt32LE(96_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(bytes - 44, 40);
  return Buffer.concat([head, Buffer.alloc(bytes - 44, number)]);
}
