import { withPostgres } from '../../src/embedded/postgres-client.js';
import { filmOf } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';

const JOB = {
  prompt: '两个老朋友在江边重逢',
  max_shots: 2,
  duration_sec: 8,
  options: { preview: true },
};

describe('two jobs of the same user with the same input', () => {
  let app: TestApp;
  let user: TestUser;
  let first: any;
  let second: any;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
    first = await finish();
    second = await finish();
  });

  afterAll(() => app.stop());

  const finish = async () => {
    const { data } = (await user.post('/jobs', JOB)).body;
    const job = await app.finished(user, data.id);
    expect(job).toMatchObject({ status: 'completed', error: null, cost_usd: 0 });
    return job;
  };

  const sql = (query: string, values: unknown[] = []) =>
    withPostgres(app.services.databaseUrl, async (client) => (await client.query(query, values)).rows);

  /** Kinds of steps that were made, and not taken from the cache: `clip:<shot>` is a `clip`. */
  const madeIn = async ({ id }: any) => {
    const { items } = (await user.get(`/jobs/${id}/steps?limit=500`)).body.data;
    return items.flatMap(({ item, cached }: any) => (cached ? [] : [item.split(':')[0]])).sort();
  };

  const shotsOf = async ({ project_id: id }: any) =>
    (await user.get(`/projects/${id}/scenes?limit=100`)).body.data.items.flatMap(({ shots }: any) => shots);

  const factsOf = async ({ id }: any) => (await filmOf(user.jumu, id)).facts;

  it('make everything once, but for the film, which names its job', async () => {
    expect(await madeIn(first)).not.toHaveLength(0);
    expect(await madeIn(second)).toEqual(['cut', 'film', 'whole']);
    const [one, other] = [await factsOf(first), await factsOf(second)];
    expect(JSON.parse(one.tags.AIGC ?? '{}')).toMatchObject({ ProduceID: first.id });
    expect(JSON.parse(other.tags.AIGC ?? '{}')).toMatchObject({ ProduceID: second.id });
    expect({ ...other, tags: {}, isFastStart: true }).toEqual({ ...one, tags: {}, isFastStart: true });
  });

  it('have shots of their own with the same pictures and clips', async () => {
    const [ones, others] = [await shotsOf(first), await shotsOf(second)];
    expect(others).toHaveLength(ones.length);
    for (const [index, shot] of others.entries()) {
      const { id, scene_id, project_id, created_at, updated_at, image, video, ...content } = shot;
      expect(ones[index]).toMatchObject(content);
      expect(ones.map((one: any) => one.id)).not.toContain(id);
      expect([scene_id, project_id, created_at, updated_at].every(Boolean)).toBe(true);
      expect(image).toEqual(ones[index].image);
      expect(video).toEqual({ ...ones[index].video, task_id: second.id });
    }
  });

  it('tell of everything that happens, whoever made it', async () => {
    const told = async ({ id }: any) => {
      const { items } = (await user.get(`/jobs/${id}/events?limit=500`)).body.data;
      return items.map(({ type }: any) => type).filter((type: string) => /^(scene|shot|job\.(c|s))/.test(type));
    };
    expect((await told(second)).sort()).toEqual((await told(first)).sort());
  });

  it('make anew what depends on a changed line, and nothing else', async () => {
    // A job to come finds the script of the first one, in which somebody says something else.
    await sql(
      `update job_steps set output = jsonb_set(output, '{scenes,0,lines,0,text}',
         to_jsonb('我' || substr(output #>> '{scenes,0,lines,0,text}', 2)))
       where user_id = $1 and item = 'episode:1'`,
      [user.id],
    );
    const third = await finish();
    const said = async (job: any) => JSON.stringify((await shotsOf(job)).map(({ dialogue }: any) => dialogue));
    expect(await said(third)).not.toBe(await said(first));
    expect(await madeIn(third)).toEqual([
      'board',
      'clip',
      'clip-check',
      'cut',
      'film',
      'lines',
      'script',
      'sound',
      'whole',
    ]);
  });

  it('keep their films, clips and pictures when the other one is deleted and the sweeper has passed', async () => {
    expect((await user.delete(`/projects/${first.project_id}`)).status).toBe(200);
    const old = () => sql(`update assets set released_at = now() - interval '2 hours' where released_at is not null`);
    const released = async () => (await sql('select key from assets where released_at is not null')).length;
    await old();
    // The film of the first job goes: that is how one sees that the sweeper was there.
    while ((await released()) > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await factsOf(second)).seconds).toBeCloseTo(8, 0);
    for (const { image, video } of await shotsOf(second)) {
      for (const url of [image.url, video.url]) {
        expect((await app.download(url)).status).toBe(200);
      }
    }
    expect(await madeIn(await finish())).toEqual(['cut', 'film', 'whole']);
  });
});
