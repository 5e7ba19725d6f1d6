import { TestApp } from '../support/test-app.js';

describe('generate-scenes', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.stop());

  it('writes scenes and shots whose lengths add up, and tells every step in order', async () => {
    const user = await app.newUser();
    const { body } = await user.post('/projects', { title: '测试', target_duration_sec: 30 });
    const projectId: string = body.data.id;
    const listener = app.listen(user.token, { project_id: projectId, after_seq: 0 });
    const accepted = await user.post(`/projects/${projectId}/generate-scenes`, {
      prompt: '一个程序员遇见了设计部的同事',
      episodes: 2,
      scenes_per_episode: 3,
    });
    expect(accepted.status).toBe(202);
    expect(accepted.headers.get('location')).toBe(`/api/v1/jobs/${accepted.body.data.id}`);
    await listener.until(({ type }) => type === 'job.completed');

    const scenes = (await user.get(`/projects/${projectId}/scenes`)).body.data;
    expect(scenes.total).toBe(6);
    expect(scenes.items.map((scene: any) => [scene.episode, scene.order_index])).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 0],
      [2, 1],
      [2, 2],
    ]);
    for (const scene of scenes.items) {
      expect(scene.shots.length).toBeGreaterThan(0);
      expect(scene.script).not.toBe('');
    }
    const events = listener.heard.filter((message) => message.seq !== null);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.map((event) => event.job_seq)).toEqual(events.map((_, index) => index + 1));
    const stages = events.filter(({ type }) => type === 'job.stage').map(({ data }) => Object.values(data).join(' '));
    // The first episode's storyboard may start before the second one's script is there.
    const order = ['style', 'script', 'storyboard'];
    for (const state of ['running', 'completed']) {
      const told = stages.filter((stage) => stage.endsWith(state));
      expect(told).toEqual(order.map((stage) => `${stage} ${state}`));
    }
    expect(stages).toHaveLength(6);
  });

  it('puts new episodes after the old ones, or in their place', async () => {
    const user = await app.newUser();
    const { body } = await user.post('/projects', { title: 'Twice', target_duration_sec: 20 });
    const path = `/projects/${body.data.id}`;
    const episodesAfter = async (mode: string) => {
      const job = await user.post(`${path}/generate-scenes`, {
        prompt: 'Two old friends meet',
        scenes_per_episode: 2,
        mode,
      });
      await app.finished(user, job.body.data.id);
      return (await user.get(`${path}/scenes`)).body.data.items.map((scene: any) => scene.episode);
    };
    expect(await episodesAfter('append')).toEqual([1, 1]);
    expect(await episodesAfter('append')).toEqual([1, 1, 2, 2]);
    expect(await episodesAfter('replace')).toEqual([1, 1]);
  });
});
