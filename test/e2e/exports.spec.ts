import { withPostgres } from '../../src/embedded/postgres-client.js';
import { filmOf } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';

const WISH = {
  prompt: '两个老朋友在江边重逢',
  max_shots: 2,
  duration_sec: 6,
  formats: ['mp4', 'mp4_16x9'],
  options: { preview: true },
};

describe('a finished film', () => {
  let app: TestApp;
  let user: TestUser;
  let film: any;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
    film = await app.finished(user, (await user.post('/jobs', WISH)).body.data.id);
  });

  afterAll(() => app.stop());

  const exported = async (id: string, formats: string[]) => {
    const accepted = await user.post(`/jobs/${id}/export`, { formats });
    expect([accepted.status, accepted.body.error]).toEqual([202, undefined]);
    expect(accepted.headers.get('location')).toBe(`/api/v1/jobs/${accepted.body.data.id}`);
    return app.finished(user, accepted.body.data.id);
  };
  const formatsOf = async ({ id }: any) =>
    (await user.get(`/jobs/${id}/video`)).body.data.formats.map(({ format }: any) => format);
  const madeIn = async ({ id }: any) =>
    (await user.get(`/jobs/${id}/steps?limit=500`)).body.data.items.flatMap(({ item, cached }: any) =>
      cached ? [] : [item],
    );
  const refusalOf = async (id: string, body: object) => {
    const { status, body: answer } = await user.post(`/jobs/${id}/export`, body);
    return [status, answer.error?.code];
  };

  it('is there in what a film always has, and in its own shape by that name', async () => {
    expect(film).toMatchObject({ status: 'completed', error: null });
    expect(await formatsOf(film)).toEqual(['mp4', 'mp4_16x9', 'srt', 'vtt', 'ass', 'poster']);
  });

  it('is exported by a job of its own, in which nothing is made again', async () => {
    const job = await exported(film.id, ['srt', 'mp4_16x9']);
    expect(job).toMatchObject({ kind: 'export', status: 'completed', project_id: film.project_id, cost_usd: 0 });
    expect(job.stages.map(({ stage, status }: any) => [stage, status])).toEqual([['assembly', 'completed']]);
    expect(await madeIn(job)).toEqual(['film']);
    const [one, other] = [await filmOf(user.jumu, film.id), await filmOf(user.jumu, job.id)];
    expect(other.facts).toEqual(one.facts);
  });

  it('has in its export what was done when it was done: nothing of it is the newest', async () => {
    const job = await exported(film.id, ['srt']);
    const moved = await withPostgres(app.services.databaseUrl, async (client) => {
      const times = `select e.item from job_steps e join job_steps s on s.item = e.item and s.stage = e.stage
        where e.job_id = $1 and s.job_id = $2 and e.attempt = 0 and e.completed_at <> s.completed_at`;
      return (await client.query(times, [job.id, film.id])).rows;
    });
    expect(moved).toEqual([]);
  });

  it('is not exported while something of it was made anew since it was cut', async () => {
    const other = await app.finished(user, (await user.post('/jobs', WISH)).body.data.id);
    await user.post(`/jobs/${other.id}/stages/speech/run`, {});
    expect(await app.finished(user, other.id)).toMatchObject({ status: 'completed' });
    expect(await refusalOf(other.id, { formats: ['srt'] })).toEqual([400, 'INVALID_STATE']);
    await user.post(`/jobs/${other.id}/stages/assembly/run`, {});
    expect(await app.finished(user, other.id)).toMatchObject({ status: 'completed' });
    expect(await madeIn(await exported(other.id, ['srt']))).toEqual(['film']);
  });

  it('outlives, in its export, the job that has made it', async () => {
    const first = await app.finished(user, (await user.post('/jobs', WISH)).body.data.id);
    const job = await exported(first.id, ['poster']);
    expect((await user.delete(`/jobs/${first.id}`)).status).toBe(200);
    const released = await withPostgres(app.services.databaseUrl, async (client) => {
      const keys = `select a.key from assets a join asset_uses u on u.asset_id = a.id
        join job_steps s on s.id = u.subject_id where s.job_id = $1 and a.released_at is not null`;
      return (await client.query(keys, [job.id])).rows;
    });
    expect(released).toEqual([]);
    expect((await filmOf(user.jumu, job.id)).facts.seconds).toBeGreaterThan(4);
    expect(await madeIn(await exported(job.id, ['vtt']))).toEqual(['film']);
  });

  it('is not exported by others, in formats that there are not, or before it is there', async () => {
    const other = await app.newUser();
    expect((await other.post(`/jobs/${film.id}/export`, { formats: ['srt'] })).status).toBe(404);
    expect(await refusalOf(film.id, {})).toEqual([400, 'INVALID_PARAMS']);
    expect(await refusalOf(film.id, { formats: [] })).toEqual([400, 'INVALID_PARAMS']);
    expect(await refusalOf(film.id, { formats: ['avi'] })).toEqual([400, 'INVALID_PARAMS']);
    expect(await refusalOf(film.id, { formats: ['srt', 'srt'] })).toEqual([400, 'INVALID_PARAMS']);
    expect(await refusalOf('0199a2c4-0000-7000-8000-000000000000', { formats: ['srt'] })).toEqual([
      404,
      'JOB_NOT_FOUND',
    ]);
    const scenes = (await user.post(`/projects/${film.project_id}/generate-scenes`, { prompt: '重逢之后' })).body.data;
    expect(await refusalOf(scenes.id, { formats: ['srt'] })).toEqual([400, 'INVALID_STATE']);
    const running = (await user.post('/jobs', { ...WISH, prompt: '他们又见面了' })).body.data;
    expect(await refusalOf(running.id, { formats: ['srt'] })).toEqual([400, 'INVALID_STATE']);
  });
});
