import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readFragmented } from '../../src/media/fragmented-mp4.js';
import { fragmentPicturesArguments } from '../../src/media/hls-commands.js';
import { Media } from '../../src/media/media.js';
import { type ClipPlan } from '../../src/media/timeline.js';
import { SmallDisk } from '../support/small-disk.js';

const never = new AbortController().signal;
const profile = { width: 320, height: 180, fps: 25 };
const obstacle = await SmallDisk.obstacle();

(obstacle === null ? describe : describe.skip)('on a full disk', () => {
  let media: Media;
  let directory: string;
  let disk: SmallDisk;

  beforeAll(async () => {
    media = new Media({ concurrency: 1, ffmpegPath: null });
    directory = await mkdtemp(join(tmpdir(), 'jumu-full-'));
    const [picture, sound] = ['testsrc2=s=320x180:r=25:d=1', 'anoisesrc=a=0.2:d=1'].map((source) => [
      '-f',
      'lavfi',
      '-i',
      source,
    ]);
    await promisify(execFile)('ffmpeg', [
      '-v',
      'error',
      ...(picture ?? []),
      ...(sound ?? []),
      '-pix_fmt',
      'yuv420p',
      join(directory, 'a.mp4'),
    ]);
    await promisify(execFile)('ffmpeg', ['-v', 'error', ...(sound ?? []), '-ar', '48000', join(directory, 'a.wav')]);
    disk = await SmallDisk.mount(await mkdtemp(join(tmpdir(), 'jumu-disk-')));
    await disk.fill();
  });

  afterAll(async () => {
    await media.onApplicationShutdown();
    await disk.unmount();
    await rm(disk.directory, { recursive: true });
    await rm(directory, { recursive: true });
  });

  const from = (name: string) => join(directory, name);
  const plan = (): ClipPlan => ({
    profile,
    shot: {
      source: { kind: 'clip', path: from('a.mp4') },
      ...{ size: 'medium', camera: 'static', frames: 25, tailFrames: 0, lines: [] },
    },
    ...{ transition: null, cues: [], heading: null, card: null, label: null, fadeInFrames: 0, fadeOutFrames: 0 },
  });

  const streamed = () => ({ fps: 25, frames: 25, own: { width: 320, height: 180 }, lower: [] });

  const WORK: [name: string, work: (out: string) => Promise<unknown>][] = [
    ['a clip', (out) => media.clip(plan(), { silent: out }, never)],
    [
      'a mix',
      (out) => media.mix({ seconds: 1, stems: [{ role: 'music', path: from('a.wav'), startSec: 0 }] }, out, never),
    ],
    ['the sound of a film', (out) => media.encodeSound({ path: from('a.wav'), seconds: 1 }, out, never)],
    [
      'a cut',
      (out) => media.cut({ clips: [from('a.mp4')], sound: from('a.wav'), subtitles: [], metadata: {} }, out, never),
    ],
    [
      'a shot with its sound',
      (out) => {
        const spoken = { sound: from('a.wav'), path: `${out}.spoken` };
        return media.clip(plan(), { silent: out, spoken }, never);
      },
    ],
    ['the sound of a clip', (out) => media.clipSound(from('a.mp4'), 1, out, never)],
    [
      'a clip in smaller sizes',
      (out) => {
        const outs = [{ width: 160, height: 90, path: out }];
        return media.rungs({ clip: from('a.mp4'), profile, frames: 25, outs }, never);
      },
    ],
    ['a film to be streamed', (out) => media.hls({ ...streamed(), film: from('a.mp4') }, dirname(out), never)],
    ['a poster', (out) => media.poster(from('a.mp4'), 0.5, out, never)],
  ];

  it.each(WORK)('%s fails with the reason, and leaves nothing that looks like one', async (_name, work) => {
    await expect(work(join(disk.directory, 'out'))).rejects.toMatchObject({ code: 'NO_SPACE' });
    expect(await readdir(disk.directory)).toEqual(['ballast']);
  });

  it('what is streamed is looked at, whatever ffmpeg says of a disk that fills meanwhile', async () => {
    const out = join(disk.directory, 'pieces.mp4');
    const args = fragmentPicturesArguments({ path: from('a.mp4') }, 25, out);
    await promisify(execFile)('ffmpeg', args).catch(() => undefined);
    await expect(readFragmented(out)).rejects.toThrow('its end is missing');
    await rm(out, { force: true });
  });

  it('a stranger’s film is not called clean', async () => {
    const out = { path: join(disk.directory, 'clean'), format: 'mp4' } as const;
    await expect(media.foreign.cleanRecording(from('a.mp4'), 'mov', out, never)).rejects.toMatchObject({
      code: 'NO_SPACE',
    });
  });
});
