import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { type DrawnScene } from '../../src/art/look.js';
import { Media, SUBTITLE_FORMATS, subtitleFile } from '../../src/media/media.js';
import { readVideoStream } from '../../src/media/mp4-video.js';
import { type Check, type ClipPlan, type FrameSource, type RenderProfile } from '../../src/media/timeline.js';
import { until } from '../support/until.js';

const execute = promisify(execFile);
const profile: RenderProfile = { width: 320, height: 180, fps: 25 };
const oneSecond = { profile, frames: 25 };
const never = new AbortController().signal;
let sut: Media;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jumu-media-'));
  sut = new Media({ concurrency: 2, ffmpegPath: null });
});

afterAll(async () => {
  await sut.onApplicationShutdown();
  await rm(directory, { recursive: true, force: true });
});

const file = (name: string): string => join(directory, name);

async function ffmpeg(...args: string[]): Promise<void> {
  await execute('ffmpeg', ['-v', 'error', '-y', ...args], { cwd: directory });
}

function newScene(): DrawnScene {
  const look = {
    sex: 'female',
    age: 'young',
    hair: 'long',
    hairColor: '#3a2530',
    skin: 'fair',
    glasses: false,
  } as const;
  const colors: [string, string, string] = ['#b8574f', '#2f2a3a', '#f5ead9'];
  const member = {
    name: '林晚',
    look: { ...look, clothes: 'coat' as const, colors },
    emotion: 'sad' as const,
    position: 0.4,
  };
  return { set: 'rooftop', time: 'night', weather: 'clear', seed: 7, cast: [member] };
}

function newPlan(source: FrameSource = { kind: 'drawn', scene: newScene() }, change: Partial<ClipPlan> = {}): ClipPlan {
  return {
    profile,
    shot: { source, size: 'medium', camera: 'push_in', frames: 25, tailFrames: 0, lines: [] },
    transition: null,
    cues: [{ startFrame: 2, endFrame: 20, speaker: { name: '林晚', sex: 'female' }, text: '你好，😀 world' }],
    heading: '天台 · 夜',
    card: null,
    label: { text: 'AI 生成', untilFrame: 25 },
    fadeInFrames: 0,
    fadeOutFrames: 0,
    ...change,
  };
}

async function newClip(name: string, plan: ClipPlan = newPlan()): Promise<string> {
  await sut.clip(plan, { silent: file(name) }, never);
  return file(name);
}

/** Of the encoded pictures. */
async function streamHash(video: string): Promise<string> {
  const args = ['-v', 'error', '-i', video, '-map', '0:v', '-c', 'copy', '-f', 'md5', '-'];
  return (await execute('ffmpeg', args)).stdout;
}

/** Mean colour of a frame, 0 to 255 a channel. */
async function meanColour(video: string, atSec: number): Promise<number[]> {
  await sut.poster(video, atSec, file('look.jpg'), never);
  const { channels } = await sharp(await readFile(file('look.jpg'))).stats();
  return channels.map(({ mean }) => Math.round(mean));
}

const failures = (checks: Check[]): string[] =>
  checks.filter(({ status }) => status === 'failed').map(({ name }) => name);

describe('a clip', () => {
  it('of a drawn scene has exactly its frames, passes its checks, and is the same when drawn again', async () => {
    const transition = { kind: 'wipe' as const, frames: 5, previous: newPlan().shot };
    const plan = newPlan(undefined, { transition });
    const progress: number[] = [];

    await sut.clip(plan, { silent: file('first.mp4') }, never, (fraction) => progress.push(fraction));
    await newClip('second.mp4', plan);

    expect(failures((await sut.checkClip(file('first.mp4'), oneSecond, never)).checks)).toEqual([]);
    const { width, height, fps, frames, durationSec, ...ours } = (await readVideoStream(file('first.mp4'))) ?? {};
    const [probed] = (await sut.probe(file('first.mp4'), never)).streams;
    expect(probed).toMatchObject({ width, height, fps, frames, durationSec, ...ours });
    const damaged = await readFile(file('first.mp4'));
    damaged.writeUInt32BE(8, damaged.indexOf('mdhd') - 4);
    await writeFile(file('damaged.mp4'), damaged);
    expect(await readVideoStream(file('damaged.mp4'))).toBeNull();
    expect(progress.at(-1)).toBe(1);
    expect((await readFile(file('first.mp4'))).equals(await readFile(file('second.mp4')))).toBe(true);
  });

  it('of a still picture shows it, moved by the camera', async () => {
    const red = { width: 300, height: 200, channels: 3 as const, background: '#c01010' };
    await sharp({ create: red }).png().toFile(file('red.png'));

    const clip = await newClip(
      'still.mp4',
      newPlan({ kind: 'still', path: file('red.png') }, { label: null, cues: [] }),
    );

    const [r = 0, g = 0, b = 0] = await meanColour(clip, 0.5);
    expect(r).toBeGreaterThan(110);
    expect(Math.max(g, b)).toBeLessThan(40);
    expect((await sut.probe(clip, never)).streams[0]?.frames).toBe(25);
  });

  it.each([
    ['shorter', 0.4],
    ['longer', 3],
  ])('of a foreign clip that is %s has exactly its frames', async (name, seconds) => {
    await ffmpeg(
      '-f',
      'lavfi',
      '-i',
      `color=c=green:s=200x300:r=30:d=${seconds}`,
      '-pix_fmt',
      'yuv420p',
      `${name}.mkv`,
    );

    const source = { kind: 'clip', path: file(`${name}.mkv`) } as const;
    const clip = await newClip(`${name}.mp4`, newPlan(source, { cues: [], label: null }));

    expect((await sut.probe(clip, never)).streams[0]?.frames).toBe(25);
    const [r = 0, g = 0] = await meanColour(clip, 0.9);
    expect(g).toBeGreaterThan(r + 50);
  });

  it('starts over the end of a foreign clip when that is what it follows', async () => {
    await ffmpeg('-f', 'lavfi', '-i', 'color=c=red:s=320x180:r=25:d=1', '-f', 'lavfi', '-i', 'color=c=blue:s=320x180:r=25:d=1',
      '-filter_complex', '[0][1]concat=n=2', '-pix_fmt', 'yuv420p', 'red-blue.mp4'); // prettier-ignore
    const previous = { ...newPlan({ kind: 'clip', path: file('red-blue.mp4') }).shot, frames: 30, tailFrames: 20 };
    const change = { transition: { kind: 'dissolve' as const, frames: 20, previous }, cues: [], label: null };

    const clip = await newClip('after.mp4', newPlan(undefined, change));

    const [r = 0, , b = 0] = await meanColour(clip, 0);
    expect(b).toBeGreaterThan(r + 80);
  });

  it.each(['dissolve', 'fade', 'wipe'] as const)('begins a %s as light as the shot before it ended', async (kind) => {
    const of = (tone: 'warm' | 'dread') => newPlan({ kind: 'drawn', scene: { ...newScene(), tone } }).shot;
    const previous = { ...of('warm'), tailFrames: 20 };
    const bare = { cues: [], label: null, heading: null };

    const before = await newClip('before.mp4', { ...newPlan(undefined, bare), shot: previous });
    const transition = { kind, frames: 20, previous };
    const after = await newClip('after.mp4', { ...newPlan(undefined, bare), shot: of('dread'), transition });

    const [ended, begins] = [await meanColour(before, 0.95), await meanColour(after, 0)];
    expect(begins.map((value, channel) => Math.abs(value - (ended[channel] ?? 0))).filter((off) => off > 2)).toEqual(
      [],
    );
  });

  it('has no poster after its end', async () => {
    const clip = await newClip('short.mp4');
    await expect(sut.poster(clip, 1.5, file('late.jpg'), never)).rejects.toMatchObject({ code: 'RENDER_FAILED' });
    expect(await readdir(directory)).not.toContain('late.jpg');
  });

  it('is refused when its source is no video or no picture', async () => {
    await writeFile(file('list.m3u8'), '#EXTM3U\n#EXTINF:1,\n/etc/hostname\n');
    await writeFile(file('text.png'), 'no picture');

    await expect(newClip('no.mp4', newPlan({ kind: 'clip', path: file('list.m3u8') }))).rejects.toMatchObject({
      code: 'INVALID_OUTPUT',
    });
    await expect(newClip('no.mp4', newPlan({ kind: 'still', path: file('text.png') }))).rejects.toMatchObject({
      code: 'INVALID_OUTPUT',
    });
    expect((await readdir(directory)).filter((name) => name.startsWith('no.mp4'))).toEqual([]);
  });

  it('has the very same pictures in a second file with sound, whatever the files are called', async () => {
    await ffmpeg('-f', 'lavfi', '-i', 'sine=d=5', 'long.wav');
    const [silent, path] = [file("a [v]|b:c'.mp4"), file('\\ 说😀 [f=null].mp4')];
    await sut.clip(newPlan(), { silent, spoken: { sound: file('long.wav'), path } }, never);

    const [alone, spoken] = [await sut.probe(silent, never), await sut.probe(path, never)];
    expect(alone.streams).toMatchObject([{ type: 'video', frames: 25, durationSec: 1 }]);
    expect(spoken.streams).toMatchObject([
      { type: 'video', frames: 25, durationSec: 1 },
      { type: 'audio', codec: 'aac', durationSec: 1 },
    ]);
    expect(await streamHash(path)).toBe(await streamHash(await newClip('alone.mp4')));
    expect(await streamHash(path)).toBe(await streamHash(silent));
  });

  it('leaves no process and no file behind when it is cancelled, wherever it was', async () => {
    const long = newPlan();
    long.shot.frames = 5000;
    const controllers = ['a', 'b', 'c'].map((name) => ({ name, controller: new AbortController() }));
    const started = Promise.withResolvers<void>();
    const clips = controllers.map(({ name, controller }) =>
      sut.clip(long, { silent: file(`cancelled-${name}.mp4`) }, controller.signal, () => started.resolve()),
    );

    await started.promise;
    controllers.forEach(({ controller }) => controller.abort(new Error('cancelled')));

    const outcomes = await Promise.allSettled(clips);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && (outcome.reason as Error).message)).toEqual(
      Array(3).fill('cancelled'),
    );
    expect((await readdir(directory)).filter((name) => name.startsWith('cancelled'))).toEqual([]);
    // The tool of a killed render process ends a moment after it.
    await until('no tool is at work', async () => (await processesNaming(file('cancelled'))).length === 0);
  });

  it('fails retryably when its render process dies, and the next one is drawn by a new process', async () => {
    const long = newPlan();
    long.shot.frames = 5000;
    const started = Promise.withResolvers<void>();
    const dying = sut.clip(long, { silent: file('dying.mp4') }, never, () => started.resolve());
    await started.promise;

    const killed = await processesNaming('render-worker');
    expect(await weightOf(killed[0])).toEqual({ niceness: 19, leads: true });
    killed.forEach((pid) => process.kill(pid, 'SIGKILL'));

    await expect(dying).rejects.toMatchObject({ code: 'STEP_CRASHED', retryable: true });
    expect((await readdir(directory)).filter((name) => name.startsWith('dying'))).toEqual([]);
    // An idle one was killed as well; until its end is heard of, it would be given the next task.
    while (killed.some(isKnown)) {
      await nextTurn();
    }
    await expect(newClip('next.mp4')).resolves.toBeDefined();
  });
});

function isKnown(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** How a process is weighed against others; inside the group of its parent its niceness would count there only. */
async function weightOf(pid = 0): Promise<{ niceness: number | undefined; leads: boolean }> {
  const { stdout } = await execute('ps', ['-o', 'ni=,pgid=', '-p', `${pid}`]);
  const [niceness, group] = stdout.trim().split(/\s+/).map(Number);
  return { niceness, leads: group === pid };
}

/** Ids of processes that were started by this one, directly or not, with a text in their command line. */
async function processesNaming(text: string): Promise<number[]> {
  const { stdout } = await execute('ps', ['-eo', 'pid=,ppid=,stat=,args=']);
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null && !match[3]?.startsWith('Z') && match[4]?.includes(text))
    .filter((match) => text !== 'render-worker' || Number(match?.[2]) === process.pid)
    .map((match) => Number(match?.[1]));
}

describe('a storyboard picture', () => {
  it('is a PNG of the profile’s size', async () => {
    const png = await sut.still(profile, newPlan().shot, never);

    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 320, height: 180 });
  });
});

describe('a film', () => {
  const expectation = { profile, frames: 50 };
  const aigc = '{"Label":"1","ContentProducer":"jumu"}';

  beforeAll(async () => {
    const [first, second] = [await newClip("it's [one], two.mp4"), await newClip('two.mp4')];
    await ffmpeg('-f', 'lavfi', '-i', 'anoisesrc=c=pink:a=0.3:d=2', '-ac', '2', '-ar', '44100', 'music.wav');
    const stems = [{ role: 'music' as const, path: file('music.wav'), startSec: 0 }];
    await sut.mix({ seconds: 2, stems }, file('sound.wav'), never);
    await sut.encodeSound({ path: file('sound.wav'), seconds: 2 }, file('sound.m4a'), never);
    await writeFile(file('words.srt'), '1\n00:00:00,100 --> 00:00:01,000\n你好\n');
    await writeFile(file('none.srt'), '');
    const subtitles = [
      { path: file('words.srt'), language: 'zh' as const },
      { path: file('none.srt'), language: 'zh' as const },
      { path: file('words.srt'), language: 'en' as const },
    ];
    const metadata = { title: "It's 5:30; 100%=\n好", AIGC: aigc };
    await sut.cut({ clips: [first, second], sound: file('sound.m4a'), subtitles, metadata }, file('film.mp4'), never);
  });

  it('cut of two clips has picture and sound of one length, subtitles, its label, and passes all checks', async () => {
    const probe = await sut.probe(file('film.mp4'), never);

    expect(failures(await sut.checkFilm(file('film.mp4'), expectation, never))).toEqual([]);
    expect(probe.streams).toMatchObject([
      { type: 'video', codec: 'h264', width: 320, height: 180, frames: 50, durationSec: 2, colorSpace: 'bt709' },
      { type: 'audio', codec: 'aac', sampleRate: 48000, channels: 2, durationSec: 2 },
      { type: 'subtitle', codec: 'mov_text', language: 'chi' },
      { type: 'subtitle', codec: 'mov_text', language: 'eng' },
    ]);
    expect(probe.tags).toMatchObject({ AIGC: aigc, title: "It's 5:30; 100%=\n好" });
    expect(await readdir(directory)).not.toContainEqual(expect.stringMatching(/^(cut|sound)-|\.part/));
  });

  it('has subtitles in files that ffmpeg reads with their words and times, whatever is said', async () => {
    const said = `%{pts} {\\an8}<b>x</b> --> "it's" ',drawtext=a:b 你好，😀 𠮷 &amp; ${'长'.repeat(30)}`;
    const lines = [
      { startSec: 0.04, endSec: 0.8, speaker: '林,<晚>', text: said },
      { startSec: 0.8, endSec: 1.96, speaker: null, text: 'x'.repeat(60) },
    ];
    for (const format of SUBTITLE_FORMATS) {
      await writeFile(file(`cues.${format}`), subtitleFile(format, lines, profile));

      const entries = ['-show_entries', 'packet=pts_time,duration_time', '-of', 'csv=p=0'];
      const { stdout: times } = await execute('ffprobe', ['-v', 'error', ...entries, file(`cues.${format}`)]);
      const cues = times
        .trim()
        .split('\n')
        .map((row) => row.split(',').map(Number));
      expect(cues.map(([start = 0, length = 0]) => [start, start + length])).toEqual([
        [0.04, expect.closeTo(0.8)],
        [0.8, expect.closeTo(1.96)],
      ]);
      await ffmpeg('-i', `cues.${format}`, '-f', 'srt', `${format}.read.srt`);
      const read = (await readFile(file(`${format}.read.srt`), 'utf8')).replace(/\s/g, '');
      expect(read).toContain('%{pts}'.replace('{', '｛').replace('}', '｝'));
      expect(read).toContain('你好，😀𠮷&amp;长');
      expect(read.match(/-->/g)).toHaveLength(2);
    }
  });

  const copy = ['-i', 'film.mp4', '-map', '0:v', '-map', '0:a', '-movflags', '+faststart+use_metadata_tags'];
  // Some go together: none of them hides another one.
  it.each<[string[], string[]]>([
    [
      ['audio_video_skew_seconds', 'loudness_lufs'],
      [...copy, '-c:v', 'copy', '-af', 'atrim=end=1.8,volume=-6dB'],
    ],
    [['not_silent'], [...copy, '-c:v', 'copy', '-af', 'volume=0']],
    [
      ['true_peak_db', 'video_codec', 'audio_codec'],
      [...copy, '-c:v', 'mpeg4', '-c:a', 'ac3', '-af', 'volume=18dB'],
    ],
    [
      ['picture_size', 'pixel_format'],
      [...copy, '-c:a', 'copy', '-vf', 'scale=160:90', '-pix_fmt', 'yuv444p'],
    ],
    [
      ['duration_seconds', 'fast_start', 'metadata_label'],
      ['-i', 'film.mp4', '-map', '0:v', '-map', '0:a', '-t', '1', '-c', 'copy'],
    ],
  ])('fails the checks %j when it is bad in these ways', async (names, args) => {
    await ffmpeg(...args, 'bad.mp4');

    const failed = failures(await sut.checkFilm(file('bad.mp4'), expectation, never));
    expect(failed).toEqual(expect.arrayContaining(names));
  });

  it.each<[string, string]>([
    ['longest_black_seconds', 'color=c=black:s=320x180:r=25:d=4'],
    ['longest_freeze_seconds', 'testsrc=s=320x180:r=25:d=4,trim=end_frame=1,tpad=stop=99:stop_mode=clone'],
    ['frames', 'testsrc=s=320x180:r=25:d=1'],
  ])('has clips that fail the check %s when they are bad in that way', async (name, picture) => {
    await ffmpeg('-f', 'lavfi', '-i', picture, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', 'bad-clip.mp4');

    expect(failures((await sut.checkClip(file('bad-clip.mp4'), { profile, frames: 100 }, never)).checks)).toContain(
      name,
    );
  });

  it('tells damaged files from whole ones', async () => {
    const bytes = await readFile(file('film.mp4'));
    await writeFile(file('short.mp4'), bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    // In a film it might be the sound that rots.
    const pictures = await readFile(file('two.mp4'));
    const middle = Math.floor(pictures.length / 2);
    await writeFile(file('rotten.mp4'), pictures.fill(0xa5, middle, middle + 2000));
    await writeFile(file('noise.mp4'), 'not a film');

    expect(failures((await sut.checkClip(file('rotten.mp4'), oneSecond, never)).checks)).toContain('decodes');
    expect(failures((await sut.checkClip(file('short.mp4'), expectation, never)).checks)).not.toEqual([]);
    expect(failures(await sut.checkFilm(file('short.mp4'), expectation, never))).toContain('complete');
    expect(failures(await sut.checkFilm(file('noise.mp4'), expectation, never))).toEqual(['readable']);
  });
});

describe('the ffmpeg in use', () => {
  it('is proven by a trial', async () => {
    expect(await sut.capabilities()).toMatchObject({ ok: true, problem: null });
  });

  it.each(['/nowhere/ffmpeg', '/bin/true'])('is not taken for one when it is %s', async (ffmpegPath) => {
    const other = new Media({ concurrency: 1, ffmpegPath });

    expect(await other.capabilities()).toMatchObject({ ok: false, problem: expect.any(String) });
    await other.onApplicationShutdown();
  });
});
