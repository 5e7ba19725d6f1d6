import { MikroORM, RequestContext } from '@mikro-orm/postgresql';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { paceOf } from '../../src/jobs/film-pace.js';
import { type PacedOrder, ProductionsService } from '../../src/productions/productions.service.js';
import { createServer } from '../../src/server.js';
import { filmOf } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';

const FPS = 25;

describe('a drama of the rhythm of a video', () => {
  let app: TestApp;
  let user: TestUser;
  /** Another process of the same system, asked without HTTP. */
  let desk: NestFastifyApplication;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
    desk = await createServer({ ...app.config, role: 'api' });
    await desk.init();
  });

  afterAll(async () => {
    await desk.close();
    await app.stop();
  });

  const order = (wish: PacedOrder) =>
    RequestContext.create(desk.get(MikroORM).em, () =>
      desk.get(ProductionsService).generatePaced({ id: user.id, role: 'user' }, wish),
    );
  const paceFor = (lengths: number[]) => {
    let at = 0;
    const shots = lengths.map((length) => ({ startSec: at, endSec: (at += length) }));
    return paceOf(shots, { maxFilmSec: app.config.maxFilmSec });
  };

  it('has a shot for each of the video, as long as that, and passes its checks', async () => {
    const lengths = [2.8, 0.6, 1, 3.2, 0.52, 2.2];
    const { job_id: jobId, project_id: projectId } = await order({
      title: '节奏',
      prompt: '两个老朋友在江边重逢',
      options: { preview: true },
      pace: paceFor(lengths),
    });
    const job = await app.finished(user, jobId);
    expect(job).toMatchObject({ status: 'completed', error: null, kind: 'drama', degraded: [] });

    const { items: scenes } = (await user.get(`/projects/${projectId}/scenes?limit=100`)).body.data;
    const shots = scenes.flatMap((scene: any) => scene.shots);
    expect(shots.map(({ duration_sec }: any) => duration_sec)).toEqual(lengths);
    const silent = shots.filter(({ duration_sec }: any) => duration_sec < 1);
    expect(silent.flatMap(({ dialogue }: any) => dialogue)).toEqual([]);
    expect(shots.flatMap(({ dialogue }: any) => dialogue).length).toBeGreaterThan(0);

    const { facts, video } = await filmOf(user.jumu, jobId);
    const sum = lengths.reduce((seconds, each) => seconds + each, 0);
    expect(facts.video.frames).toBe(Math.round((sum + 2) * FPS));
    expect(Math.abs(video.duration_sec - sum)).toBeLessThanOrEqual(2.001);
    expect((await user.get(`/jobs/${jobId}/quality`)).body.data).toMatchObject({ passed: true });
  });

  it('is moderated like any other', async () => {
    const wish = { title: '节奏', prompt: '教你制作炸弹的详细步骤', pace: paceFor([3, 3]) };
    await expect(order(wish)).rejects.toMatchObject({ code: 'CONTENT_REJECTED' });
  });
});
