import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filmOf } from '../support/film-facts.js';
import { clocksOf, syncClip, syncOf } from '../support/sync-clips.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { postForm } from '../support/upload-client.js';

const FPS = 25;
const FRAME = 1 / FPS;
/** What nobody notices between picture and sound (ITU-R BT.1359). */
const IN_STEP = 0.05;
const STEREO = { channels: 2, sampleRate: 44_100 } as const;
const MONO = { channels: 1, sampleRate: 22_050 } as const;

/** The clips of one film; the last one is shorter than its shot and is played slower. */
const SHOTS = [
  { clip: { size: '720x1280', rate: 24, seconds: 5, sound: STEREO }, seconds: 4 },
  { clip: { size: '1280x720', rate: 30, seconds: 5 }, seconds: 4 },
  { clip: { size: '640x480', rate: 25, seconds: 7, sound: MONO }, seconds: 6 },
  { clip: { size: '1280x720', rate: 25, seconds: 4.4, sound: MONO }, seconds: 5 },
];

interface ShotSync {
  /** How far from where the clip has them its flashes are, by the shot's clock. */
  late: number[];
  /** How much later than its flash each beep is. */
  skews: number[];
  beeps: number;
}

describe('a film of clips of the user’s own that have nothing in common', () => {
  let app: TestApp;
  let user: TestUser;
  let directory: string;
  let job: any;
  let film: string;
  let shots: ShotSync[];
  let planned: { frames: number; starts: number[] };

  const answered = async (method: 'post' | 'patch', path: string, body: object) => {
    const answer = await user[method](path, body);
    expect([path, answer.body.error]).toEqual([path, undefined]);
    return answer.body.data;
  };

  /** As anybody would: a project, its scene, its shots, and a clip for each of them. */
  const ordered = async () => {
    const project = await answered('post', '/projects', { title: '混剪', aspect_ratio: '16:9' });
    const scene = await answered('post', `/projects/${project.id}/scenes`, { title: '一', location: '会议室' });
    for (const [index, { clip, seconds }] of SHOTS.entries()) {
      const shot = await answered('post', `/scenes/${scene.id}/shots`, { description: `镜头 ${index + 1}` });
      const upload = await postForm(app, user, [[await syncClip(clip), { name: 'clip.mp4', type: 'video/mp4' }]]);
      expect(upload.body.data).toMatchObject({ kind: 'video' });
      const updates = { 'video.upload_id': upload.body.data.id, duration_sec: seconds };
      await answered('patch', `/shots/${shot.id}`, { updates });
    }
    const options = { keep_vendor_audio: true, music: false, preview: true };
    return (await answered('post', `/projects/${project.id}/render`, { options })).id as string;
  };

  /** Where the storyboard has put the shots: what has come of them does not decide what is right. */
  const boardOf = async (jobId: string): Promise<typeof planned> => {
    const sql = `select output from job_steps where job_id = $1 and item = 'board:1'`;
    const [{ output }] = await app.query(sql, [jobId]);
    const lengths: number[] = output.scenes.flatMap((scene: any) => scene.shots.map(({ frames }: any) => frames));
    const starts = lengths.map((_, index) => lengths.slice(0, index).reduce((sum, each) => sum + each, 0));
    const sum = lengths.reduce((total, each) => total + each, 0);
    return {
      frames: output.titleFrames + sum + output.endFrames,
      starts: starts.map((start) => output.titleFrames + start),
    };
  };

  const measured = async (): Promise<ShotSync[]> => {
    const { flashes, beeps } = await syncOf(film, FPS);
    return SHOTS.map(({ clip, seconds }, index) => {
      const start = (planned.starts[index] ?? 0) / FPS;
      const within = (times: number[]) => times.filter((time) => time > start && time < start + seconds);
      const stretch = Math.max(1, seconds / clip.seconds);
      const [seen, heard] = [within(flashes), within(beeps)];
      return {
        late: seen.map((time, second) => time - start - (second + 1) * stretch),
        skews: seen.flatMap((time, second) => (heard.length > 0 ? [(heard[second] ?? Infinity) - time] : [])),
        beeps: heard.length,
      };
    });
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jumu-mixed-'));
    app = await TestApp.start();
    user = await app.newUser();
    job = await app.finished(user, await ordered());
    const { url } = (await user.get(`/jobs/${job.id}/video`)).body.data;
    film = join(directory, 'film.mp4');
    await writeFile(film, Buffer.from(await (await app.download(url)).arrayBuffer()));
    planned = await boardOf(job.id);
    shots = await measured();
  }, 500_000);

  afterAll(async () => {
    await app.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('is as long as its shots to the frame, its sound as long as its pictures, and both begin at once', async () => {
    expect(job).toMatchObject({ status: 'completed', error: null });
    const { facts } = await filmOf(user.jumu, job.id);
    expect(facts.video).toMatchObject({ width: 640, height: 360, frames: planned.frames });
    expect(Math.abs(facts.seconds - planned.frames * FRAME)).toBeLessThanOrEqual(FRAME);
    const { video, audio } = await clocksOf(film);
    expect(Math.abs(video.seconds - audio.seconds)).toBeLessThanOrEqual(IN_STEP);
    expect(Math.abs(video.start - audio.start)).toBeLessThanOrEqual(IN_STEP);
  });

  it('shows what each clip shows, when the clip shows it, to the frame', () => {
    expect(shots.map(({ late }) => late.length)).toEqual([3, 3, 5, 4]);
    const wrong = shots.map(({ late }) => late.filter((seconds) => Math.abs(seconds) > FRAME));
    expect(wrong).toEqual([[], [], [], []]);
  });

  it('is heard within 50 ms of what is seen, in every clip that has a sound, and nothing in the others', () => {
    expect(shots.map(({ beeps }) => beeps)).toEqual([3, 0, 5, 4]);
    const wrong = shots.map(({ skews }) => skews.filter((seconds) => !(Math.abs(seconds) <= IN_STEP)));
    expect(wrong).toEqual([[], [], [], []]);
  });

  it('does not drift: at the end of a clip picture and sound are as near as at its start', () => {
    const drifts = shots.map(({ skews }) => Math.max(...skews, 0) - Math.min(...skews, Infinity));
    expect(drifts.filter((seconds) => seconds > FRAME)).toEqual([]);
  });
});
