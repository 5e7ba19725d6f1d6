import { filmOf, factsOf, framesIn, soundIn } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';

const MINUTES = 60_000;
const WISH = {
  prompt: '两个老朋友在江边重逢，认出了当年的那封信',
  episodes: 2,
  scenes_per_episode: 1,
  duration_sec: 6,
  options: { preview: true },
};
/** What of a film's steps its pixels are not made by. */
const TURNED = /^(turned-(clip|check):.|turned-(title|end):.|turned-cut:\d|turned-whole$|film$)/;

describe('a film in its other shape', () => {
  let app: TestApp;
  let user: TestUser;
  let film: any;
  let other: any;

  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.newUser();
    const ordered = await user.post('/projects/generate-drama', { ...WISH, title: '江边' });
    film = await app.finished(user, ordered.body.data.job_id);
    const accepted = await user.post(`/jobs/${film.id}/export`, { formats: ['mp4_9x16'] });
    other = await app.finished(user, accepted.body.data.id);
  }, 17 * MINUTES);

  afterAll(() => app.stop());

  const stepsOf = async ({ id }: any): Promise<any[]> =>
    (await user.get(`/jobs/${id}/steps?limit=500`)).body.data.items;
  const formatsOf = async ({ id }: any): Promise<any[]> => (await user.get(`/jobs/${id}/video`)).body.data.formats;
  const bytesOf = async (url: string) => Buffer.from(await (await user.jumu.download(url)).arrayBuffer());
  const upright = async (job: any) => {
    const format = (await formatsOf(job)).find((each) => each.format === 'mp4_9x16');
    return { format, bytes: await bytesOf(format.url) };
  };

  it('is made by its own clips and cuts only: nothing is written, drawn, spoken or heard again, nobody is asked', async () => {
    expect([film.status, other.status, other.error]).toEqual(['completed', 'completed', null]);
    const steps = await stepsOf(other);
    const made = steps.filter(({ cached }) => !cached).map(({ item }) => item as string);
    expect(made.filter((item) => !TURNED.test(item))).toEqual([]);
    const clips = (await stepsOf(film)).filter(({ item }) => item.startsWith('clip:')).length;
    expect(made.filter((item) => item.startsWith('turned-clip:'))).toHaveLength(clips);
    expect((await user.get(`/jobs/${other.id}/calls?limit=500`)).body.data.items).toEqual([]);
    expect(other.cost_usd).toBe(0);
  });

  it('has its shape, the length of the film to a frame, its sound to a packet, and its label', async () => {
    const own = await filmOf(user.jumu, film.id);
    const { format, bytes } = await upright(other);
    const facts = await factsOf(bytes);

    expect(format).toMatchObject({ width: 360, height: 640, size_bytes: bytes.length });
    expect(facts.video).toEqual({ ...own.facts.video, width: 360, height: 640 });
    expect(Math.abs(facts.videoSeconds - facts.audioSeconds)).toBeLessThanOrEqual(0.04);
    expect(await soundIn(bytes)).toEqual(await soundIn(await bytesOf(own.video.url)));
    expect(JSON.parse(facts.tags.AIGC ?? '')).toMatchObject({ Label: '1', ProduceID: other.id });
    expect(facts.isFastStart).toBe(true);
  });

  it('leaves what shots show as it was', async () => {
    const own = await filmOf(user.jumu, film.id);
    const again = await filmOf(user.jumu, other.id);
    expect(again.facts).toEqual(own.facts);
    const shown = `select distinct s.video->>'job_id' as job from shots s join scenes c on c.id = s.scene_id
      where c.project_id = $1`;
    expect(await app.query(shown, [film.project_id])).toEqual([{ job: film.id }]);
    expect(
      (await user.get(`/jobs/${other.id}/events?limit=500`)).body.data.items.map(({ event }: any) => event),
    ).toEqual(expect.not.arrayContaining(['shot.completed', 'shot.updated']));
  });

  it('is made with the film where both are wanted, of the same pictures when they are there', async () => {
    const ordered = await user.post('/projects/generate-drama', {
      ...{ ...WISH, title: '江边' },
      formats: ['mp4', 'mp4_9x16'],
    });
    const both = await app.finished(user, ordered.body.data.job_id);
    expect((await formatsOf(both)).map(({ format }) => format)).toEqual(expect.arrayContaining(['mp4', 'mp4_9x16']));
    const turned = (await stepsOf(both)).filter(({ item }) => item.startsWith('turned-clip:'));
    expect(turned.map(({ cached }) => cached)).toEqual(turned.map(() => true));
    expect(await framesIn((await upright(both)).bytes)).toEqual(await framesIn((await upright(other)).bytes));
  });
});
