import { TestApp } from '../support/test-app.js';

describe('moderation', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.stop());

  it('that was approved is not asked for again: the film is made', async () => {
    const user = await app.newUser();
    const prompt = '一个想自杀的女孩在天台遇见了一个陌生人';
    const wish = { prompt, max_shots: 1, duration_sec: 5, options: { preview: true } };
    const { id } = (await user.post('/jobs', wish)).body.data;
    const listener = app.listen(user.token, { job_id: id, after_seq: 0 });
    await listener.until(({ type, data }) => type === 'job.status' && (data as any).status === 'paused');
    await user.post(`/jobs/${id}/moderation/decision`, { decision: 'approve' });
    expect(await app.finished(user, id)).toMatchObject({ status: 'completed', error: null });
    expect((await user.get(`/jobs/${id}/moderation`)).body.data).toMatchObject({
      ...{ verdict: 'review', needs_decision: false, decisions: [{ decision: 'approve' }] },
    });
  });
});
