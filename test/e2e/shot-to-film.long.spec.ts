import sharp from 'sharp';
import { withPostgres } from '../../src/embedded/postgres-client.js';
import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { newUpload, said } from '../support/board.js';
import { FilmDesk } from '../support/film-desk.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';
import { vendorClip } from '../support/vendor-clip.js';

const KEY = `key_${'0123456789abcdef'.repeat(8)}`;
const BY_RUNWAY = { video_provider: 'runway:gen4_turbo' };
const CLOSER = { params: { shot_type: 'close_up' } };
const HERO = { cast: ['阿杰'], lines: [said('阿杰', '来了。')] };
const DISSOLVE = { transition: 'dissolve', transition_frames: 8 };
/** What every new cut does. */
const CUT = ['cut:1', 'film', 'sound:1', 'whole'];
/** What is done for a shot's new picture. */
const newPicture = (shot: string) => [`clip-check:${shot}`, `clip:${shot}`, `footage:${shot}`, `picture:${shot}`];

describe('a film that is cut again', () => {
  let app: TestApp;
  let user: TestUser;
  let runway: RunwayEmulator;

  beforeAll(async () => {
    runway = await RunwayEmulator.start({ apiKey: KEY, video: await vendorClip() });
    app = await TestApp.start({
      RUNWAY_API_KEY: KEY,
      RUNWAY_BASE_URL: runway.baseUrl,
      PROVIDER_POLL_MS: '100',
      VIDEO_PROVIDERS: 'local',
      ALLOW_PRIVATE_URLS: 'true',
    });
    user = await app.newUser();
  });

  afterAll(async () => {
    await app.stop();
    await runway.stop();
  });

  const newPictureOf = async (background: string) => {
    const canvas = { width: 320, height: 180, channels: 3 as const, background };
    const bytes = await sharp({ create: canvas }).png().toBuffer();
    return newUpload(app, user.id, { kind: 'image', ext: 'png', bytes });
  };

  it('shows a picture that was made anew, with the clip that dissolves from it, and does nothing else', async () => {
    const desk = await FilmDesk.film(app, user, [
      { frames: 30 },
      { frames: 30, ...HERO },
      { frames: 30, ...DISSOLVE },
      { frames: 30 },
    ]);
    const [others, before] = [await desk.rowsBut('B'), await desk.steps()];
    const listener = app.listen(user.token, { project_id: desk.projectId, after_seq: 0 });
    const { id } = await desk.remake('B', 'image', CLOSER);
    await listener.until(
      ({ job_id, type, data }: any) => job_id === id && type === 'image.status_update' && data.status === 'completed',
    );
    const told = listener.heard.filter(({ job_id, type }) => job_id === id && type === 'image.status_update');
    expect(told.map(({ data }: any) => [data.shot_id, data.status])).toEqual(
      ['generating', 'completed'].map((status) => [desk.shots.B, status]),
    );
    expect(await desk.rowsBut('B')).toEqual(others);

    const first = await desk.assembled();
    expect(first.ran).toEqual([...CUT, ...newPicture('B'), 'clip-check:C', 'clip:C'].sort());
    // Nobody says anything new.
    expect(first.made).not.toContain('sound:1');
    const [b, c] = [await desk.placeOf('B'), await desk.placeOf('C')];
    expect(first.changed.slice(0, b.to - b.from)).toEqual(
      Array.from({ length: b.to - b.from }, (_, index) => b.from + index),
    );
    expect(first.changed).toContain(c.from + 4);
    expect(first.changed.at(-1)).toBeLessThan(c.to);
    expect(first.job).toMatchObject({ cost_usd: 0, degraded: [] });
    const after = await desk.steps();
    for (const item of ['clip:A', 'clip:D', 'title:A', 'end:D', 'lines:B']) {
      expect([item, after.get(item)]).toEqual([item, before.get(item)]);
    }
    expect(await desk.rowsBut('B', 'C')).toEqual(others.filter((row: any) => row.id !== desk.shots.C));
    expect(await desk.assembled()).toMatchObject({ ran: CUT, made: ['cut:1', 'film', 'whole'], changed: [] });
  });

  it("shows the user's pictures, says the lines and moves the camera as they are now, all at their places", async () => {
    const desk = await FilmDesk.film(app, user, [
      { frames: 30 },
      { frames: 30, ...HERO },
      { frames: 30 },
      { frames: 30 },
    ]);
    const picture = await newPictureOf('#40a0e0');
    await desk.edit('A', { 'image.upload_id': picture.id });
    const chosen = await desk.assembled();
    expect(chosen.ran).toEqual([...CUT, ...newPicture('A'), 'title:A'].sort());
    expect(chosen.changed.at(-1)).toBeLessThan((await desk.placeOf('A')).to);
    expect((await desk.shot('A')).image.upload_id).toBe(picture.id);

    await desk.edit('D', { 'form_data.camera_movement': 'pan_left' });
    const moved = await desk.assembled();
    expect(moved.ran).toEqual([...CUT, 'clip-check:D', 'clip:D', 'end:D'].sort());
    expect(moved.made).toEqual(['clip-check:D', 'clip:D', 'cut:1', 'film', 'whole']);
    expect(moved.changed[0]).toBeGreaterThanOrEqual((await desk.placeOf('D')).from);

    await desk.edit('B', { dialogue: [{ character: '阿杰', line: '我不来了。' }] });
    const spoken = await desk.assembled();
    expect(spoken.made).toEqual([...CUT, 'clip-check:B', 'clip:B', 'lines:B'].sort());
    // Words that only a model reads ask for a new picture first.
    await desk.edit('C', { description: '另一个画面', 'form_data.lighting': '月光' });
    expect((await desk.assembled()).ran).toEqual(CUT);

    await user.post(`/jobs/${desk.filmId}/stages/images/run`, {});
    expect(await desk.untilCut()).toMatchObject({ status: 'completed' });
    const outdated = await desk.assembled();
    expect(outdated.ran).toEqual(
      [...CUT, 'title:A', 'end:D', ...[...'ABCD'].flatMap((shot) => newPicture(shot).slice(0, 3))].sort(),
    );
    // The same has been drawn again, and what the house films of it is found by the picture.
    expect(outdated.made).toEqual(['cut:1', 'film', 'whole']);

    // Without their own picture there is the one that was drawn before.
    await desk.edit('A', { 'image.upload_id': null });
    const taken = await desk.assembled();
    expect(taken.ran).toEqual(chosen.ran);
    expect((await desk.shot('A')).image).toMatchObject({ status: 'completed', upload_id: null, provider: 'local' });
  });

  it('keeps shots that were deleted, and knows nothing of new ones: its plan stands', async () => {
    const desk = await FilmDesk.film(app, user, [{ frames: 30 }, { frames: 30, ...HERO }, { frames: 30, ...DISSOLVE }]);
    const [scene] = (await user.get(`/projects/${desk.projectId}/scenes`)).body.data.items;
    expect((await user.delete(`/shots/${desk.shots.B}`)).status).toBe(200);
    expect((await user.post(`/scenes/${scene.id}/shots`, { description: '新的' })).status).toBe(201);
    await desk.edit('A', { duration_sec: 20 });
    expect(await desk.assembled()).toMatchObject({ ran: CUT, changed: [] });
    await desk.edit('C', { 'form_data.camera_movement': 'pan_left' });
    const moved = await desk.assembled();
    expect(moved.ran).toEqual([...CUT, 'clip-check:C', 'clip:C', 'end:C'].sort());
    expect(moved.changed.length).toBeGreaterThan(0);
  });

  it('buys the one clip whose picture is newer, and takes what was bought already, whoever had it made', async () => {
    const desk = await FilmDesk.film(app, user, [{ frames: 30 }, { frames: 30, ...HERO }, { frames: 30 }], BY_RUNWAY);
    const { cost_usd: whole } = await desk.job();
    expect(runway.tasks).toHaveLength(3);
    const price = whole / 3;
    // As if others had stood in for all of it, or its results were not in the cache any more.
    await app.query('update job_steps set input_hash = null where job_id = $1', [desk.filmId]);
    await desk.remake('B', 'image', CLOSER);
    const bought = await desk.assembled();
    expect(bought.ran).toEqual([...CUT, ...newPicture('B')].sort());
    expect(runway.tasks).toHaveLength(4);
    expect(bought.job.cost_usd).toBeCloseTo(whole + price);

    // Somebody else's wish, and a job of another size: the film takes what the shot shows.
    const clip = await desk.remake('C', 'video', BY_RUNWAY);
    expect([runway.tasks.length, clip.cost_usd]).toEqual([5, expect.closeTo(price)]);
    const taken = await desk.assembled();
    expect(taken.ran).toEqual(expect.arrayContaining(['clip:C', 'footage:C']));
    expect(taken.job.cost_usd).toBe(bought.job.cost_usd);
    const [theirs] = await app.query('select output from job_steps where job_id = $1 and item = $2', [
      clip.id,
      `footage:${desk.shots.C}`,
    ]);
    expect((await desk.steps()).get('footage:C')?.output).toEqual(theirs.output);

    await desk.remake('B', 'image', { params: { lighting: '月光' } });
    await desk.remake('B', 'video', BY_RUNWAY);
    expect(runway.tasks).toHaveLength(6);
    expect((await desk.assembled()).job.cost_usd).toBe(bought.job.cost_usd);
    await desk.remake('A', 'video');
    const drawn = await desk.assembled();
    expect(drawn.ran).toEqual(expect.arrayContaining(['clip:A', 'footage:A']));
    expect((await desk.steps()).get('footage:A')?.output.source.kind).toBe('drawn');
    expect((await desk.assembled()).ran).toEqual(CUT);
    expect(runway.tasks).toHaveLength(6);
    expect(runway.mistakes).toEqual([]);
  });

  it('buys a clip where the one that its shot shows is of another picture, whatever has become of its job', async () => {
    // Each is another one for the vendor, too: nothing is in the cache.
    const shots = [...'东南西北'].map((description) => ({ frames: 30, description }));
    const desk = await FilmDesk.film(app, user, shots, BY_RUNWAY);
    const { cost_usd: whole } = await desk.job();
    for (const shot of ['A', 'C']) {
      const { id } = await desk.remake(shot, 'video', BY_RUNWAY);
      expect((await user.delete(`/jobs/${id}`)).status).toBe(200);
    }
    await desk.remake('A', 'image', CLOSER);
    await desk.remake('D', 'video', BY_RUNWAY);
    // As older versions left it: its job tells.
    await app.query(`update shots set video = video - 'picture_key' where id = $1`, [desk.shots.D]);
    // A new picture, and then no clip.
    runway.fail({ kind: 'lost' });
    const lost = await user.post(`/shots/${desk.shots.B}/generate-video`, { ...BY_RUNWAY, ...CLOSER });
    expect(await app.finished(user, lost.body.data.id)).toMatchObject({ error: { code: 'START_UNCONFIRMED' } });

    const [tasks, before] = [runway.tasks.length, await desk.steps()];
    const { job } = await desk.assembled();
    expect(runway.tasks.length - tasks).toBe(2);
    expect(job.cost_usd).toBeCloseTo((whole / 4) * 6);
    const rows = await app.query('select image, video from shots where project_id = $1 order by order_index', [
      desk.projectId,
    ]);
    const after = await desk.steps();
    for (const [index, shot] of [...'ABCD'].entries()) {
      const { image, video } = rows[index];
      expect(after.get(`picture:${shot}`)?.output.key).toBe(image.key);
      expect(after.get(`footage:${shot}`)?.output.source.key).toBe(video.source_key);
      expect(video.source_key).not.toBe(before.get(`footage:${shot}`)?.output.source.key);
    }
    expect((await desk.assembled()).ran).toEqual(CUT);
  });

  it('goes on after a cancel, and while its shots are changed again', async () => {
    const desk = await FilmDesk.film(app, user, [{ frames: 30 }, { frames: 30, ...HERO }], BY_RUNWAY);
    const tasks = runway.tasks.length;
    await desk.remake('B', 'image', CLOSER);
    const before = await desk.steps();
    await desk.assemble();
    const listener = app.listen(user.token, { job_id: desk.filmId, after_seq: 0 });
    await listener.until(
      ({ type, data }: any) => type === 'video.status_update' && data.status === 'generating',
      60_000,
    );
    expect((await user.post(`/jobs/${desk.filmId}/cancel`, {})).status).toBe(200);
    const picture = await newPictureOf('#e0b04a');
    await desk.edit('A', { 'image.upload_id': picture.id });
    expect((await user.post(`/jobs/${desk.filmId}/retry`, {})).status).toBe(202);
    expect(await desk.untilCut()).toMatchObject({ status: 'completed', error: null });
    const steps = await desk.steps();
    expect(steps.get('clip:A')).toEqual(before.get('clip:A'));
    expect(steps.get('footage:B')?.output.source.key).not.toBe(before.get('footage:B')?.output.source.key);
    const [row] = await app.query('select image from shots where id = $1', [desk.shots.B]);
    expect(steps.get('picture:B')?.output.key).toBe(row.image.key);
    expect((await desk.assembled()).ran).toEqual(expect.arrayContaining(newPicture('A')));
    expect(runway.tasks.length - tasks).toBeLessThanOrEqual(3);
  });

  it('leaves the clip that was there where the new one fails, says why, and goes on with a retry', async () => {
    // Like no other shot here: a clip of the same would be found, and nothing asked for.
    const shot = { frames: 30, ...HERO, description: '他停在没人开过的门前' };
    const desk = await FilmDesk.film(app, user, [shot], BY_RUNWAY);
    await desk.remake('A', 'image', CLOSER);
    runway.fail({ kind: 'lost' });
    await desk.assemble();
    const failed = await desk.untilCut();
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'START_UNCONFIRMED' } });
    const { url, status, error } = (await desk.shot('A')).video;
    expect([status, error]).toEqual(['completed', failed.error.message]);
    expect((await app.download(url)).status).toBe(200);
    await user.post(`/jobs/${desk.filmId}/retry`, {});
    expect(await desk.untilCut()).toMatchObject({ status: 'completed', error: null });
    expect((await desk.shot('A')).video).toMatchObject({ status: 'completed', error: null });
    expect((await desk.assembled()).ran).toEqual(CUT);
  });

  it('is read first where its shots say something new', async () => {
    const desk = await FilmDesk.film(app, user, [{ frames: 30, ...HERO }]);
    const say = (line: string) => desk.edit('A', { dialogue: [{ character: '阿杰', line }] });
    await say('教你制造炸弹，炸毁学校');
    const refused = await desk.assemble();
    expect(refused.body.error?.code).toBe('CONTENT_REJECTED');
    expect(await desk.job()).toMatchObject({ status: 'completed', attempts: 1 });
    await say('我想自杀。');
    expect((await desk.assemble()).body.data).toMatchObject({ status: 'paused', waiting_for: 'moderation' });
    expect((await user.post(`/jobs/${desk.filmId}/resume`, {})).body.error?.code).toBe('INVALID_STATE');
    await user.post(`/jobs/${desk.filmId}/moderation/decision`, { decision: 'approve' });
    expect(await desk.untilCut()).toMatchObject({ status: 'completed', attempts: 2 });
    const lines = (await desk.steps()).get('lines:A')?.output.lines;
    expect(lines).toMatchObject([{ text: '我想自杀。' }]);
  });

  it('is refused where its shots say something else by now than what was read', async () => {
    const desk = await FilmDesk.film(app, user, [{ frames: 30, ...HERO }, { frames: 30 }]);
    const say = (shot: string, line: string) => desk.edit(shot, { dialogue: [{ character: '阿杰', line }] });
    await say('A', '我来了。');
    /** The shots are read, and then changed, before the cut has begun. */
    const assembledDuring = (change: () => Promise<void>) =>
      withPostgres(app.services.databaseUrl, async (client) => {
        await client.query('begin');
        await client.query('select 1 from jobs where id = $1 for update', [desk.filmId]);
        const answer = desk.assemble();
        await until('the request waits for the job', async () => {
          const waiting = await app.query(
            `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          );
          return waiting.length > 0;
        });
        await change();
        await client.query('commit');
        return answer;
      });

    const other = await assembledDuring(() => say('A', '教你制造炸弹，炸毁学校'));
    expect([other.status, other.body.error?.code]).toEqual([409, 'CONFLICT']);
    await say('A', '我来了。');
    const more = await assembledDuring(() => say('B', '教你制造炸弹，炸毁学校'));
    expect([more.status, more.body.error?.code]).toEqual([409, 'CONFLICT']);
    expect(await desk.job()).toMatchObject({ status: 'completed', attempts: 1 });
    await say('B', '我走了。');
    const less = await assembledDuring(() => desk.edit('B', { dialogue: [] }));
    expect(less.status).toBe(202);
    expect(await desk.untilCut()).toMatchObject({ status: 'completed', attempts: 2 });
  });
});
