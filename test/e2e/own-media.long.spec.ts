import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newScene, newUpload, said } from '../support/board.js';
import { filmOf } from '../support/film-facts.js';
import { beepsIn, flashesIn, type ForeignClipKind, newForeignClip, picturesOf } from '../support/foreign-clips.js';
import { TestApp, type TestUser } from '../support/test-app.js';

const PREVIEW = { options: { preview: true } };

/** What ffmpeg makes of a test source. */
async function made(source: string, name: string, options: string[]): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-own-'));
  const path = join(directory, name);
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, ...options, path]);
  const bytes = await readFile(path);
  await rm(directory, { recursive: true });
  return bytes;
}

describe("pictures and clips of the user's own", () => {
  let app: TestApp;
  let user: TestUser;
  let server: Server;
  let base: string;
  let white: Buffer;
  let onHeld: (send: () => void) => void;

  beforeAll(async () => {
    white = await made('color=white:size=100x700', 'white.png', ['-frames:v', '1']);
    server = createServer((request, response) => {
      const send = () => response.end(request.url === '/page.html' ? '<html></html>' : white);
      return request.url === '/held.png' ? onHeld(send) : send();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    app = await TestApp.start({ ALLOW_PRIVATE_URLS: 'true' });
    user = await app.newUser();
  });

  afterAll(async () => {
    server.close();
    await app.stop();
  });

  const newProject = async () => (await user.post('/projects', { title: '混合' })).body.data.id as string;
  const shotsOf = async (projectId: string) =>
    (await user.get(`/projects/${projectId}/scenes`)).body.data.items[0].shots as any[];
  const ended = async (path: string, body: object) => {
    const { data } = (await user.post(path, body)).body;
    return app.finished(user, data.job_id ?? data.id);
  };
  const ownClip = async (source: string, name: string) => {
    const bytes = await made(source, name, ['-pix_fmt', 'yuv420p']);
    return newUpload(app, user.id, { kind: 'video', ext: 'mp4', bytes });
  };

  it('become a film together with what is drawn, whatever their sizes and rates, and black ones too', async () => {
    const picture = await newUpload(app, user.id, { kind: 'image', ext: 'png', bytes: white });
    const black = await ownClip('color=black:size=300x500:rate=30:duration=2', 'black.mp4');
    const odd = await ownClip('testsrc2=size=502x300:rate=60:duration=1', 'odd.mp4');
    const image = { status: 'completed', key: picture.key, upload_id: picture.id };
    const video = ({ id, key }: { id: string; key: string }) => ({
      status: 'completed',
      source_key: key,
      upload_id: id,
    });
    const projectId = await newProject();
    await newScene(app.services.databaseUrl, projectId, [
      { frames: 40, image, lines: [said('某人', '我的照片。')] },
      { frames: 60, video: video(black), transition: 'dissolve', transition_frames: 10 },
      { frames: 50, image, video: video(odd), transition: 'wipe', transition_frames: 10 },
      { frames: 30, transition: 'dissolve', transition_frames: 10 },
    ]);
    const job = await ended(`/projects/${projectId}/render`, PREVIEW);
    expect(job).toMatchObject({ status: 'completed', error: null });
    const { facts } = await filmOf(user.jumu, job.id);
    expect(facts.video).toMatchObject({ width: 640, height: 360 });
    const shots = await shotsOf(projectId);
    expect(shots.map((shot) => [shot.image.upload_id, shot.video.upload_id, shot.version])).toEqual([
      [picture.id, null, 1],
      [null, black.id, 1],
      [picture.id, odd.id, 1],
      [null, null, 1],
    ]);
    const refused = await user.post(`/shots/${shots[0].id}/generate-image`, {});
    expect(refused.body.error).toMatchObject({ code: 'INVALID_STATE', details: { upload_id: picture.id } });
  });

  it('keep what is heard in step with what is seen, whatever their clocks and rates, among what is drawn', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'jumu-own-film-'));
    const clipOf = async (name: string, kind: ForeignClipKind) => {
      const bytes = await readFile(await newForeignClip(directory, name, kind));
      const { key, id } = await newUpload(app, user.id, { kind: 'video', ext: kind.container ?? 'mp4', bytes });
      return { status: 'completed', source_key: key, upload_id: id } as const;
    };
    const upright = await clipOf('upright', { size: [360, 640], rotation: 90, rate: '60', container: 'mov' });
    const late = await clipOf('late', { soundBeginSec: 0.3, rate: '24000/1001', container: 'mkv' });
    const short = await clipOf('short', { seconds: 1.6, sound: ['-c:a', 'aac', '-ar', '24000'] });
    const projectId = await newProject();
    await newScene(app.services.databaseUrl, projectId, [
      { frames: 25, video: upright },
      { frames: 30 },
      { frames: 25, video: late },
      { frames: 60, video: short },
      { frames: 20 },
    ]);
    const options = { preview: true, keep_vendor_audio: true, music: false };
    const job = await ended(`/projects/${projectId}/render`, { options });
    expect(job).toMatchObject({ status: 'completed', error: null });
    const { video } = await filmOf(user.jumu, job.id);
    const film = join(directory, 'film.mp4');
    await writeFile(film, Buffer.from(await (await app.download(video.url)).arrayBuffer()));
    const flashes = flashesIn(await picturesOf(film, { width: 640, height: 360 }), 25);
    const beeps = await beepsIn(film);
    // The short one is played twice.
    expect([flashes.length, beeps.length]).toEqual([4, 4]);
    expect(flashes.filter((flash, index) => Math.abs(flash - (beeps[index] ?? 0)) > 0.05)).toEqual([]);
    await rm(directory, { recursive: true });
  });

  it('are fetched from where a request says, once, and become uploads', async () => {
    const projectId = await newProject();
    const scene = await newScene(app.services.databaseUrl, projectId, [{ frames: 25 }, { frames: 25 }]);
    const body = { scene_id: scene.id, image_url: `${base}/white.png` };
    const job = await ended(`/projects/${projectId}/generate-video`, body);
    expect(job).toMatchObject({ status: 'completed', error: null });
    const [one, other] = await shotsOf(projectId);
    expect(one).toMatchObject({ version: 2, image: { status: 'completed', upload_id: expect.any(String) } });
    expect(other.image.upload_id).toBe(one.image.upload_id);
    const file = await app.download(one.image.url);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'image/png']);
    const uploads = (await user.get('/uploads')).body.data.items;
    expect(uploads.filter(({ id }: any) => id === one.image.upload_id)).toMatchObject([{ kind: 'image', width: 100 }]);

    const failed = await ended(`/shots/${one.id}/generate-image`, { image_url: `${base}/page.html` });
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'DOWNLOAD_FAILED', stage: 'images' } });
    expect((await shotsOf(projectId))[0].image).toMatchObject({ status: 'completed', upload_id: one.image.upload_id });
  });

  it('are not replaced by one that was ordered before they were chosen', async () => {
    const picture = await newUpload(app, user.id, { kind: 'image', ext: 'png', bytes: white });
    const projectId = await newProject();
    const { shots } = await newScene(app.services.databaseUrl, projectId, [{ frames: 25 }]);
    const asked = new Promise<() => void>((resolve) => (onHeld = resolve));
    const order = await user.post(`/shots/${shots[0]}/generate-image`, { image_url: `${base}/held.png` });
    const send = await asked;
    await app.request('PATCH', `/shots/${shots[0]}`, { updates: { 'image.upload_id': picture.id } }, user.token);
    send();
    expect(await app.finished(user, order.body.data.id)).toMatchObject({ status: 'completed' });
    expect((await shotsOf(projectId))[0].image).toMatchObject({ status: 'completed', upload_id: picture.id });
  });

  it('are named by their ids, and belong to nobody else', async () => {
    const picture = await newUpload(app, user.id, { kind: 'image', ext: 'png', bytes: white });
    const projectId = await newProject();
    const { shots } = await newScene(app.services.databaseUrl, projectId, [{ frames: 25 }]);
    const job = await ended(`/shots/${shots[0]}/generate-image`, { image_url: picture.id });
    expect(job.status).toBe('completed');
    const [{ version, image }] = await shotsOf(projectId);
    expect([version, image.upload_id]).toEqual([2, picture.id]);
    const clip = await newUpload(app, user.id, { kind: 'video', ext: 'mp4', bytes: white });
    const noPicture = await user.post(`/shots/${shots[0]}/generate-image`, { image_url: clip.id });
    expect(noPicture.body.error?.details.fields).toMatchObject([{ field: 'image_url', rule: 'picture' }]);
    const other = await app.newUser();
    const theirs = await newUpload(app, other.id, { kind: 'image', ext: 'png', bytes: white });
    const answer = await user.post(`/shots/${shots[0]}/generate-image`, { image_url: theirs.id });
    expect(answer.body.error?.code).toBe('UPLOAD_NOT_FOUND');
    const wish = { prompt: 'x', reference_upload_ids: [theirs.id] };
    expect((await user.post('/jobs', wish)).body.error?.code).toBe('UPLOAD_NOT_FOUND');
    const fields = (await user.post('/jobs', { ...wish, reference_upload_ids: [clip.id] })).body.error?.details.fields;
    expect(fields).toMatchObject([{ field: 'reference_upload_ids[0]', rule: 'picture' }]);
  });

  it('are references that nobody here can look at: the job says so once, and is cached all the same', async () => {
    const picture = await newUpload(app, user.id, { kind: 'image', ext: 'png', bytes: white });
    const wish = { prompt: '两个老朋友在江边重逢', max_shots: 2, duration_sec: 6, ...PREVIEW };
    const degraded = [{ stage: 'images', wanted: 'reference pictures', used: 'local', why: expect.any(String) }];
    const pictures = async ({ id }: any) => {
      const { items } = (await user.get(`/jobs/${id}/steps?limit=500`)).body.data;
      return items.flatMap(({ item, cached }: any) => (item.startsWith('picture') ? [cached] : []));
    };
    const plain = await ended('/jobs', wish);
    expect(plain).toMatchObject({ status: 'completed', degraded: [] });
    const like = await ended('/jobs', { ...wish, reference_upload_ids: [picture.id] });
    expect(like).toMatchObject({ status: 'completed', degraded });
    // Who draws here does not look at them: the same is drawn.
    expect(await pictures(like)).not.toContain(false);
    const again = await newUpload(app, user.id, { kind: 'image', ext: 'png', bytes: white });
    const same = await ended('/jobs', { ...wish, reference_upload_ids: [again.id] });
    expect(same).toMatchObject({ status: 'completed', degraded });
    expect(await pictures(same)).not.toContain(false);
  });
});
