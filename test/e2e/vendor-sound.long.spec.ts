import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunwayEmulator } from '../emulators/runway.emulator.js';
import { factsOf } from '../support/film-facts.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { toneIn, vendorClip } from '../support/vendor-clip.js';

const KEY = `key_${'0123456789abcdef'.repeat(8)}`;
/** Where neither voices nor ambience have much to say. */
const TONE_HZ = 9000;
const WISH = {
  prompt: 'Two old friends meet again on a roof',
  max_shots: 1,
  duration_sec: 6,
  model_id: 'runway:gen4_turbo',
};

describe('the sound that a vendor’s clips come with', () => {
  let app: TestApp;
  let user: TestUser;
  let runway: RunwayEmulator;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jumu-vendor-sound-'));
    runway = await RunwayEmulator.start({ apiKey: KEY, video: await vendorClip({ toneHz: TONE_HZ }) });
    app = await TestApp.start({
      RUNWAY_API_KEY: KEY,
      RUNWAY_BASE_URL: runway.baseUrl,
      PROVIDER_POLL_MS: '100',
      ALLOW_PRIVATE_URLS: 'true',
    });
    user = await app.newUser();
  });

  afterAll(async () => {
    await app.stop();
    await runway.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const fileOf = async (name: string, url: string): Promise<{ path: string; bytes: Buffer }> => {
    const path = join(directory, name);
    const bytes = Buffer.from(await (await app.download(url)).arrayBuffer());
    await writeFile(path, bytes);
    return { path, bytes };
  };

  /** A film, and how loud the tone is in it and in its shot. */
  const filmed = async (name: string, more: object) => {
    const options = { preview: true, allow_fallback: false, music: false, ...more };
    const { data } = (await user.post('/jobs', { ...WISH, options })).body;
    const job = await app.finished(user, data.id as string);
    expect(job).toMatchObject({ status: 'completed', degraded: [] });
    const film = await fileOf(`${name}.mp4`, (await user.get(`/jobs/${job.id}/video`)).body.data.url as string);
    const [scene] = (await user.get(`/projects/${job.project_id}/scenes`)).body.data.items;
    const shot = await fileOf(`${name}-shot.mp4`, scene.shots[0].video.url as string);
    const { lufs, truePeakDb } = await factsOf(film.bytes);
    expect(Math.abs(lufs + 16)).toBeLessThanOrEqual(0.5);
    expect(truePeakDb).toBeLessThanOrEqual(-1);
    return { job, film: await toneIn(film.path, TONE_HZ), shot: await toneIn(shot.path, TONE_HZ) };
  };

  it('is heard when it is kept and not when it is dropped, and the clip is bought once', async () => {
    const dropped = await filmed('dropped', {});
    const kept = await filmed('kept', { keep_vendor_audio: true });
    expect(dropped.job.options).toMatchObject({ keep_vendor_audio: false });
    expect(kept.job.options).toMatchObject({ keep_vendor_audio: true });
    expect(kept.film).toBeGreaterThan(dropped.film + 20);
    expect(kept.shot).toBeGreaterThan(dropped.shot + 20);
    // Behind the voices, whose film is at -16.
    expect(kept.film).toBeLessThan(-24);
    expect(runway.tasks).toHaveLength(1);
    const steps = (await user.get(`/jobs/${kept.job.id}/steps?limit=500`)).body.data.items as any[];
    const made = steps.filter(({ cached }) => !cached).map(({ item }) => String(item).split(':')[0]);
    // What is heard, and what is made of it; the checks look at each file anew.
    expect(made).toEqual(expect.arrayContaining(['clip', 'sound', 'cut', 'film']));
    expect(made).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(bible|board|picture|lines|footage|title|end)$/)]),
    );
  }, 420_000);
});
