import { withPostgres } from '../../src/embedded/postgres-client.js';
import { TestApp, type TestUser } from '../support/test-app.js';

/** Jobs that only lists read: state, kind, priority, progress and the seconds since each was changed. */
const JOBS = [
  ['completed', 'drama', 1, 100, 50],
  ['failed', 'drama', 2, 12.3, 40],
  ['completed', 'video', 1, 100, 30],
  ['paused', 'scenes', 0, 60, 20],
  ['failed', 'video', 3, 0, 10],
] as const;

/** What every job is ordered with. */
const ORDERED = { language: 'zh', subtitles: 'burned', allowFallback: true, preview: false, music: true };

describe('the list of jobs', () => {
  let app: TestApp;
  let admin: TestUser;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ ADMIN_EMAIL: 'user1@example.com' });
    admin = await app.newUser();
    user = await app.newUser();
    await withPostgres(app.services.databaseUrl, async (client) => {
      for (const [index, [state, kind, priority, progress, age]] of JOBS.entries()) {
        await client.query(
          `insert into jobs (id, user_id, project_id, kind, state, stages, progress, priority, prompt, input, degraded,
             cost_usd, attempts, created_at, updated_at)
           values (gen_random_uuid(), $1, gen_random_uuid(), $2, $3, '{}', $4, $5, $6, $9, '[]', 0, 1,
             now() - make_interval(days => $7), now() - make_interval(secs => $8))`,
          [user.id, kind, state, progress, priority, `job ${index}`, index, age, ORDERED],
        );
      }
    });
  });

  afterAll(() => app.stop());

  const listed = async (query: string, who = user) => {
    const { data } = (await who.get(`/jobs?${query}`)).body;
    return data.items.map(({ prompt }: { prompt: string }) => Number(prompt.slice('job '.length))) as number[];
  };

  it.each([
    ['created_at', [0, 1, 2, 3, 4]],
    ['updated_at', [4, 3, 2, 1, 0]],
    ['priority', [4, 1, expect.any(Number), expect.any(Number), 3]],
    ['progress', [expect.any(Number), expect.any(Number), 3, 1, 4]],
  ])('is sorted by %s, both ways', async (sort, newestFirst) => {
    const down = await listed(`sort_by=${sort}`);
    expect(down).toEqual(newestFirst);
    expect(await listed(`sort_by=${sort}&sort_order=asc`)).toEqual([...down].reverse());
    const pages = await Promise.all([0, 2, 4].map((offset) => listed(`sort_by=${sort}&limit=2&offset=${offset}`)));
    expect(pages.flat()).toEqual(down);
  });

  it('has what all filters together let through', async () => {
    expect(await listed('status=failed')).toEqual([1, 4]);
    expect(await listed('status=failed&kind=video')).toEqual([4]);
    expect(await listed('status=failed&kind=video&priority=high')).toEqual([]);
    expect(await listed('priority=normal&sort_by=updated_at')).toEqual([2, 0]);
  });

  it('says whole per cents, and what a paused job waits for', async () => {
    const { items } = (await user.get('/jobs')).body.data;
    expect(items.map(({ progress, waiting_for }: any) => [progress, waiting_for])).toEqual([
      [100, null],
      [12, null],
      [100, null],
      [60, 'resume'],
      [0, null],
    ]);
  });

  it("is somebody else's for admins alone, who may read and cancel what is in it", async () => {
    const path = `/jobs?user_id=${user.id}`;
    expect((await user.get(path)).body.error?.code).toBe('FORBIDDEN');
    expect(await listed('')).toHaveLength(5);
    expect(await listed('', admin)).toEqual([]);
    expect(await listed(`user_id=${user.id}&status=paused`, admin)).toEqual([3]);
    const { id } = (await admin.get(`${path}&status=paused`)).body.data.items[0];
    for (const read of ['', '/status', '/steps', '/events']) {
      expect([read, (await admin.get(`/jobs/${id}${read}`)).status]).toEqual([read, 200]);
      expect([read, (await (await app.newUser()).get(`/jobs/${id}${read}`)).status]).toEqual([read, 404]);
    }
    expect((await admin.post(`/jobs/${id}/cancel`, {})).body.data).toMatchObject({ id, status: 'cancelled' });
  });
});
