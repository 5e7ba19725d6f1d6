import { jest } from '@jest/globals';
import { newScene } from '../support/board.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { TestPainter } from '../support/test-painter.js';
import { newPicture } from '../support/upload-files.js';
import { newUpload } from '../support/uploads.js';

const PRICE = 0.02;
const PORTRAIT = 'Reference portrait';
const PREVIEW = { options: { preview: true, music: false } };

describe('pictures by a model that looks at references', () => {
  let app: TestApp;
  let user: TestUser;
  let painter: TestPainter;

  beforeEach(async () => {
    painter = TestPainter.configured();
    // Who loses a lease to a busy machine forgets by what its step is found again.
    app = await TestApp.start({ LEASE_SEC: '30' });
    user = await app.newUser();
  });

  afterEach(async () => {
    await app.stop();
    jest.restoreAllMocks();
  });

  const finished = async (path: string, body: object) => {
    const { data } = (await user.post(path, body)).body;
    return app.finished(user, data.job_id ?? data.id);
  };
  const stepsOf = async ({ id }: { id: string }, part: string): Promise<any[]> => {
    const { items } = (await user.get(`/jobs/${id}/steps?limit=500`)).body.data;
    return items.filter(({ item }: any) => item.startsWith(`${part}:`));
  };
  const people = async (projectId: string): Promise<any[]> =>
    (await user.get(`/projects/${projectId}`)).body.data.characters;
  /** A project of one scene, with two people. */
  const newProject = async (shots: { description: string; cast: string[] }[]): Promise<string> => {
    const { id } = (await user.post('/projects', { title: '重逢' })).body.data;
    for (const name of ['林晚', '顾沉']) {
      await user.post(`/projects/${id}/characters`, { name, description: `${name}，医生` });
    }
    await newScene(
      app.services.databaseUrl,
      id,
      shots.map((shot) => ({ ...shot, frames: 25 })),
    );
    return id;
  };

  it('have one portrait a person, which every picture of that person is like, in all episodes and later films', async () => {
    const wish = {
      title: '重逢',
      episodes: 2,
      scenes_per_episode: 1,
      duration_sec: 8,
      prompt: '两个老朋友在江边重逢',
    };
    const told = (await user.post('/projects/estimate', { ...wish, ...PREVIEW })).body.data;
    const images = told.by_stage.find(({ stage }: any) => stage === 'images');
    const job = await finished('/projects/generate-drama', { ...wish, ...PREVIEW });
    expect(job).toMatchObject({ status: 'completed', error: null, degraded: [] });
    const portraits = await stepsOf(job, 'portrait');
    const ids = (await people(job.project_id ?? '')).map(({ id }) => `portrait:${id}`);
    expect(portraits.length).toBeGreaterThan(0);
    portraits.forEach(({ item, status }) => expect([ids, status]).toEqual([expect.arrayContaining([item]), 'done']));
    expect(painter.asked(PORTRAIT)).toHaveLength(portraits.length);
    const pictures = painter.requests.filter(({ prompt }) => !prompt.startsWith(PORTRAIT));
    expect(pictures.map(({ references }) => references.length)).toEqual(
      pictures.map(({ characters }) => characters.length),
    );
    expect(pictures.some(({ references }) => references.length > 0)).toBe(true);
    expect(job.cost_usd).toBeCloseTo(painter.requests.length * PRICE);
    expect(images.cost_usd).toBeCloseTo(images.steps * PRICE);
    // Not everybody of a story is seen in its film.
    expect(images.steps - painter.requests.length).toBe(3 - portraits.length);

    const asked = painter.requests.length;
    const again = await finished(`/projects/${job.project_id}/render`, PREVIEW);
    expect(again).toMatchObject({ status: 'completed', cost_usd: 0, degraded: [] });
    expect((await stepsOf(again, 'portrait')).map(({ cached }) => cached)).toEqual(portraits.map(() => true));
    expect(painter.requests).toHaveLength(asked);
  });

  it('take the picture that the user has given, and the portrait that an earlier film has had made', async () => {
    const projectId = await newProject([{ description: '两人在江边', cast: ['林晚', '顾沉'] }]);
    const [lin] = await people(projectId);
    const { id: upload } = await newUpload(app, user, 'image', await newPicture());
    await user.put(`/projects/${projectId}/characters/${lin.id}`, { reference_upload_id: upload });
    const job = await finished(`/projects/${projectId}/render`, PREVIEW);
    expect(job).toMatchObject({ status: 'completed', degraded: [] });
    expect(await stepsOf(job, 'portrait')).toHaveLength(1);
    const [picture] = painter.asked('两人在江边');
    expect(picture?.references).toHaveLength(2);
    expect(picture?.prompt).toMatch(/Image 1 shows 林晚\. Image 2 shows 顾沉$/);

    const [scene] = (await user.get(`/projects/${projectId}/scenes`)).body.data.items;
    const shot = await finished(`/shots/${scene.shots[0].id}/generate-image`, {});
    expect(shot).toMatchObject({ status: 'completed', cost_usd: PRICE });
    expect(painter.asked('两人在江边')[1]?.references).toEqual(picture?.references);
  });

  it('are made anew once when they are blank', async () => {
    const projectId = await newProject([{ description: '空镜：江面', cast: [] }]);
    painter.spoil('空镜', 'blank');
    const job = await finished(`/projects/${projectId}/render`, PREVIEW);
    expect(job).toMatchObject({ status: 'completed', degraded: [] });
    expect(job.cost_usd).toBeCloseTo(2 * PRICE);
    expect(await stepsOf(job, 'picture')).toMatchObject([{ attempts: 2, cost_usd: 2 * PRICE, provider: 'openai' }]);
    const [first, second] = painter.requests;
    expect(second?.seed).not.toBe(first?.seed);
  });

  it('are used when they are blank twice, and the film says so', async () => {
    const projectId = await newProject([{ description: '空镜：江面', cast: [] }]);
    painter.spoil('空镜', 'blank', 'blank');
    const job = await finished(`/projects/${projectId}/render`, PREVIEW);
    expect(job.status).toBe('completed');
    expect(job.cost_usd).toBeCloseTo(2 * PRICE);
    expect(job.degraded).toMatchObject([
      { stage: 'images', wanted: 'pictures that pass their checks', used: 'openai' },
    ]);
    const [step] = await app.query(`select output from job_steps where item like 'picture:%'`);
    expect(step?.output.checks).toContainEqual(expect.objectContaining({ name: 'picture_contrast', status: 'failed' }));
    // Who films it again may be luckier.
    const again = await finished(`/projects/${projectId}/render`, PREVIEW);
    expect(again).toMatchObject({ status: 'completed', degraded: [] });
    expect(again.cost_usd).toBeCloseTo(PRICE);
  });

  it('are made by the next provider when two of them cannot be decoded', async () => {
    const projectId = await newProject([{ description: '空镜：江面', cast: [] }]);
    painter.spoil('空镜', 'broken', 'broken', 'broken');
    const job = await finished(`/projects/${projectId}/render`, PREVIEW);
    expect(job.status).toBe('completed');
    expect(job.cost_usd).toBeCloseTo(2 * PRICE);
    expect(job.degraded).toEqual([
      { stage: 'images', wanted: 'openai', used: 'local', why: 'openai failed: INVALID_OUTPUT' },
    ]);
  });
});
