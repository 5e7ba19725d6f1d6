import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { TestApp, type TestUser } from '../support/test-app.js';
import { type Content, errorOf, postForm } from '../support/upload-client.js';
import { newRecording, newTurned } from '../support/upload-files.js';
import { newPointing, REFUSED, TELLING, TOO_LARGE } from '../support/upload-hostile.js';

describe('what is in an upload', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api' });
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  const send = (bytes: Content, name = 'a.bin') => postForm(app, user, [[bytes, { name }]]);
  const stored = async (url: string) => Buffer.from(await (await app.download(url)).arrayBuffer());

  it.each(Object.entries(TELLING))('is stored without what it tells: %s', async (name, make) => {
    const sent = await make();
    expect(sent.includes('SECRET') || sent.includes('+47.1234') || name.includes('packed')).toBe(true);
    const { status, body } = await send(sent, name);
    expect(status).toBe(201);
    const kept = await stored(body.data.url);
    expect([kept.includes('SECRET'), kept.includes('+47.1234')]).toEqual([false, false]);
    // The same bytes sent again are the same stored file.
    const again = await send(sent, name);
    expect(again.body.data.sha256).toBe(body.data.sha256);
    expect(new URL(again.body.data.url, app.url).pathname.split('/').at(-1)).toBe(
      new URL(body.data.url, app.url).pathname.split('/').at(-1),
    );
  });

  it.each(Object.entries(REFUSED))('is refused: %s', async (name, make) => {
    expect(errorOf(await send(await make(), name))).toBe('415 UNSUPPORTED_FILE_TYPE');
  });

  it.each(Object.entries(TOO_LARGE))('is not unpacked: %s', async (name, make) => {
    expect(errorOf(await send(await make(), name))).toBe('413 FILE_TOO_LARGE');
  });

  it('is the film itself, never another file that it names', async () => {
    const film = await newRecording('film.mp4');
    const [own, pointing] = [await send(film), await send(await newPointing())];
    expect(pointing.body.data.sha256).toBe(own.body.data.sha256);
  });

  // Where the red corner of an upright picture is seen, by the EXIF orientation of the file.
  it.each([
    [1, 'left', 'top'],
    [2, 'right', 'top'],
    [3, 'right', 'bottom'],
    [4, 'left', 'bottom'],
    [5, 'left', 'top'],
    [6, 'right', 'top'],
    [7, 'right', 'bottom'],
    [8, 'left', 'bottom'],
  ])('is turned upright: orientation %i', async (orientation, side, end) => {
    const { body } = await send(await newTurned(orientation));
    const { width, height } = body.data;
    expect([width, height]).toEqual(orientation > 4 ? [40, 60] : [60, 40]);
    const { data, info } = await sharp(await stored(body.data.url))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const redAt = (x: number, y: number) => (data[(y * info.width + x) * info.channels] ?? 0) > 200;
    const corners = { left: 5, right: width - 6, top: 5, bottom: height - 6 };
    const red = (['left', 'right'] as const).flatMap((x) =>
      (['top', 'bottom'] as const).filter((y) => redAt(corners[x], corners[y])).map((y) => [x, y]),
    );
    expect(red).toEqual([[side, end]]);
  });

  it('leaves nothing behind that is not stored', async () => {
    expect(await readdir(join(app.config.dataDir, 'uploads'))).toEqual([]);
  });
});
