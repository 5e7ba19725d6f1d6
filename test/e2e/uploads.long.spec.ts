import { mkdir, mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutated } from '../support/mutations.js';
import { Server } from '../support/real-server.js';
import { SmallDisk } from '../support/small-disk.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { newTestServices, type TestServices } from '../support/test-services.js';
import { until } from '../support/until.js';
import { errorOf, longFilm, postChunks, postForm } from '../support/upload-client.js';
import { newPicture, newRecording, type RecordingName } from '../support/upload-files.js';

const RECORDINGS: RecordingName[] = [
  ...(['sound.wav', 'sound.mp3', 'sound.m4a', 'sound.ogg', 'sound.flac'] as const),
  ...(['film.mp4', 'film.mov', 'film.webm'] as const),
];
const PICTURES = ['jpeg', 'png', 'webp'] as const;
const OF_EACH = 10;

describe('110 files that something has happened to', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api' });
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  const files: [name: string, make: () => Promise<Buffer>][] = [
    ...RECORDINGS.map((name): [string, () => Promise<Buffer>] => [name, () => newRecording(name)]),
    ...PICTURES.map((format): [string, () => Promise<Buffer>] => [format, () => newPicture(format, 3, 200, 120)]),
  ];

  it.each(files)('are taken or refused, and never a fault of ours: %s', async (name, make) => {
    const file = await make();
    const answers: Record<string, number> = {};
    for (let number = 0; number < OF_EACH; number++) {
      const reply = await postForm(app, user, [[mutated(file, `${name}-${number}`), {}]]);
      const answer = errorOf(reply);
      expect([name, number, answer]).toEqual([name, number, expect.stringMatching(/^(201 undefined|41[35] [A-Z_]+)$/)]);
      answers[answer] = (answers[answer] ?? 0) + 1;
    }
    expect(answers['415 UNSUPPORTED_FILE_TYPE']).toBeGreaterThan(0);
    expect(await readdir(join(app.config.dataDir, 'uploads'))).toEqual([]);
  });
});

describe('large files', () => {
  const MIB = 1024 ** 2;
  const padded = (bytes: Buffer, size: number) => Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]);
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api' });
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  it('are as large as is allowed for what they turn out to be', async () => {
    // Behind its last box an MP4 may hold anything.
    const film = await newRecording('film.mp4');
    const sound = await newRecording('sound.mp4');
    const send = async (bytes: Buffer) => errorOf(await postForm(app, user, [[bytes, {}]]));
    expect(await send(padded(film, 51 * MIB))).toBe('201 undefined');
    expect(await send(padded(sound, 51 * MIB))).toBe('413 FILE_TOO_LARGE');
    expect(await send(padded(sound, 50 * MIB))).toBe('201 undefined');
    expect(await send(padded(await newRecording('sound.mp3'), 50 * MIB + 1))).toBe('413 FILE_TOO_LARGE');
    expect(await send(padded(await newPicture(), 10 * MIB + 1))).toBe('413 FILE_TOO_LARGE');
    expect(await send(padded(await newPicture(), 10 * MIB))).toBe('201 undefined');
    expect(await readdir(join(app.config.dataDir, 'uploads'))).toEqual([]);
  });
});

describe('a server of its own', () => {
  let services: TestServices;
  let directory: string;
  let server: Server;
  let token: string;

  beforeAll(async () => {
    services = await newTestServices();
    directory = await mkdtemp(join(tmpdir(), 'jumu-server-'));
    server = await Server.start(services, directory);
    const account = { username: 'owner', email: 'owner@example.com', password: 'correct horse battery' };
    ({ token } = await server.call('POST', '/auth/register', '', account));
  });

  afterAll(async () => {
    await server.end('SIGTERM');
    await services.dispose();
    await rm(directory, { recursive: true });
  });

  const coming = () => readdir(join(directory, 'uploads'), { recursive: true });
  const mebibytesOf = async (pid: number) =>
    Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024;

  it('takes 490 MiB in no more memory than it has', async () => {
    const film = await newRecording('film.mp4');
    expect(await postChunks(server.url, token, longFilm(film, 1))).toBe(201);
    const before = await mebibytesOf(server.pid);
    const seen: number[] = [];
    const watch = setInterval(() => void mebibytesOf(server.pid).then((size) => seen.push(size)), 50);
    expect(await postChunks(server.url, token, longFilm(film, 490))).toBe(201);
    clearInterval(watch);
    expect(seen.length).toBeGreaterThan(5);
    // Seen: 9 MiB more.
    expect(Math.max(...seen) - before).toBeLessThan(80);
  });

  it('that is killed in the middle clears up when it is back and an hour has passed', async () => {
    const film = await newRecording('film.mp4');
    const sending = postChunks(server.url, token, longFilm(film, 400)).catch(() => 0);
    await until('the file comes in', async () => (await coming()).some((name) => name.endsWith('sent')));
    await server.end('SIGKILL');
    await sending;
    const left = await coming();
    expect(left).not.toEqual([]);
    const old = new Date(Date.now() - 2 * 3_600_000);
    for (const name of left.reverse()) {
      await utimes(join(directory, 'uploads', name), old, old);
    }
    server = await Server.start(services, directory);
    await until('nothing is left', async () => (await coming()).length === 0);
  });
});

// Only root may make a file system.
const describeOnDisk = (await SmallDisk.obstacle()) === null ? describe : describe.skip;

describeOnDisk('a disk that is full', () => {
  let app: TestApp;
  let disk: SmallDisk;

  beforeAll(async () => {
    const directory = join(tmpdir(), `jumu-uploads-${process.pid}`);
    await mkdir(directory);
    disk = await SmallDisk.mount(directory);
    app = await TestApp.start({ ROLE: 'api', DATA_DIR: directory });
  });

  afterAll(async () => {
    await app.stop();
    await disk.unmount();
    await rm(disk.directory, { recursive: true });
  });

  it('is left room for others by a file that does not say how long it is', async () => {
    const user = await app.newUser();
    const film = await newRecording('film.mp4');
    expect(await postChunks(app.url, user.token, longFilm(film, 240))).toBe(507);
    const folder = join(app.config.dataDir, 'uploads');
    await until('nothing is left', async () => (await readdir(folder)).length === 0);
  });

  it('is promised to one of two films that come in at once, and to the next when that one has come', async () => {
    const { token } = await app.newUser();
    const film = await newRecording('film.mp4');
    const length = film.length + 8 + 40 * 1024 ** 2;
    const half = Promise.withResolvers<void>();
    async function* inHalves() {
      let sent = 0;
      for (const chunk of longFilm(film, 40)) {
        yield chunk;
        if (++sent === 20) {
          await half.promise;
        }
      }
    }
    const first = postChunks(app.url, token, inHalves(), length);
    const folder = join(app.config.dataDir, 'uploads');
    const coming = () => readdir(folder, { recursive: true });
    await until('the first comes in', async () => (await coming()).some((name) => name.endsWith('sent')));
    const whole = () => postChunks(app.url, token, longFilm(film, 40), length);
    expect(await whole()).toBe(507);
    half.resolve();
    expect(await first).toBe(201);
    expect(await whole()).toBe(201);
  });

  it('has no say in what is too large for any disk', async () => {
    const { token } = await app.newUser();
    expect(await postChunks(app.url, token, [], 600 * 1024 ** 2)).toBe(413);
  });

  it('is told, and takes files again when there is space', async () => {
    const user = await app.newUser();
    const film = await newRecording('film.mp4');
    await disk.fill();
    expect(errorOf(await postForm(app, user, [[film, {}]]))).toBe('507 NO_SPACE');
    await disk.free();
    expect(errorOf(await postForm(app, user, [[film, {}]]))).toBe('201 undefined');
    expect(await readdir(join(app.config.dataDir, 'uploads'))).toEqual([]);
  });
});
