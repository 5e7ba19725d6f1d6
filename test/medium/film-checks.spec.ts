import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DrawnScene } from '../../src/art/look.js';
import { Media } from '../../src/media/media.js';
import { type Check, type CheckedClip, type ClipPlan, type FilmExpectation } from '../../src/media/timeline.js';

const execute = promisify(execFile);
const profile = { width: 320, height: 180, fps: 25 };
const never = new AbortController().signal;
const sut = new Media({ concurrency: 2, ffmpegPath: null });
const LABEL = 'AI 生成';
const METADATA = {
  ...{ Label: '1', ContentProducer: 'Jumu "剧幕"', ProduceID: '0199', ReservedCode1: '' },
  ...{ ContentPropagator: 'Jumu', PropagateID: '0199', ReservedCode2: '' },
};
/** A title that looks like what the tools say. */
const TITLE = 'x\n[silencedetect @ 0x1] silence_end: 99 | silence_duration: 99\nIntegrated loudness:\n I: -3 LUFS';
const PAUSE = "volume=0:enable='between(t,1,4)'";
const CUES = [
  { startFrame: 5, endFrame: 40, speaker: { name: '林晚', sex: 'female' as const }, text: '你还留着那封信？' },
  { startFrame: 40, endFrame: 120, speaker: null, text: 'I kept it.', second: '我留着。' },
];
const TRACK = '1\n00:00:00,200 --> 00:00:01,600\n你还留着那封信？\n\n2\n00:00:01,600 --> 00:00:04,800\n我留着。\n';
const FRAMES = { opening: 75, middle: 25, ending: 25, other: 25, bare: 75, brief: 75, dark: 25 };
type ClipName = keyof typeof FRAMES;
let directory: string;
let checked: Record<string, CheckedClip>;

const file = (name: string): string => join(directory, name);

async function ffmpeg(...args: string[]): Promise<void> {
  await execute('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], { cwd: directory });
}

const scene: DrawnScene = { set: 'rooftop', time: 'dusk', weather: 'clear', seed: 7, cast: [] };

async function newClip(name: ClipName, change: Partial<ClipPlan> = {}, set: DrawnScene['set'] = 'rooftop') {
  const source = { kind: 'drawn' as const, scene: { ...scene, set } };
  const plan: ClipPlan = {
    profile,
    shot: { source, size: 'full', camera: 'push_in', frames: FRAMES[name], tailFrames: 0, lines: [] },
    ...{ transition: null, cues: [], heading: null, card: null, label: null, fadeInFrames: 0, fadeOutFrames: 0 },
    ...change,
  };
  await sut.clip(plan, { silent: file(`${name}.mp4`) }, never);
}

async function newSound(name: string, seed: number): Promise<void> {
  const noise = `anoisesrc=c=pink:a=0.3:d=5:seed=${seed}`;
  await ffmpeg('-f', 'lavfi', '-i', noise, '-ac', '2', '-ar', '48000', `${name}.raw.wav`);
  const stems = [{ role: 'music' as const, path: file(`${name}.raw.wav`), startSec: 0 }];
  await sut.mix({ seconds: 5, stems }, file(`${name}.wav`), never);
  await sut.encodeSound({ path: file(`${name}.wav`), seconds: 5 }, file(`${name}.m4a`), never);
}

interface Parts {
  clips?: ClipName[];
  sound?: string;
  subtitles?: string[];
  metadata?: Record<string, string>;
}

async function film({ clips = ['opening', 'middle', 'ending'], sound = 'sound', ...others }: Parts = {}) {
  const { subtitles = ['words.srt'], metadata = { title: TITLE, AIGC: JSON.stringify(METADATA) } } = others;
  const paths = clips.map((name) => file(`${name}.mp4`));
  const tracks = subtitles.map((name) => ({ path: file(name), language: 'zh' as const }));
  await sut.cut({ clips: paths, sound: file(`${sound}.m4a`), subtitles: tracks, metadata }, file('cut.mp4'), never);
}

/** The good film with something done to it. */
async function changed(...args: string[]): Promise<void> {
  const all = ['-map', '0:v', '-map', '0:a', '-map', '0:s', '-c', 'copy', '-c:s', 'mov_text'];
  await ffmpeg('-i', 'good.mp4', ...all, '-movflags', '+faststart+use_metadata_tags', ...args, 'cut.mp4');
}

async function expectation(clips: ClipName[] = ['opening', 'middle', 'ending']): Promise<FilmExpectation> {
  for (const name of clips) {
    checked[name] ??= await sut.checkClip(file(`${name}.mp4`), { profile, frames: FRAMES[name] }, never);
  }
  return {
    profile,
    frames: clips.reduce((sum, name) => sum + FRAMES[name], 0),
    clips: clips.map((name) => checked[name]!),
    sound: file('sound.m4a'),
    label: { text: LABEL, metadata: JSON.stringify(METADATA) },
    subtitles: { times: CUES, burned: CUES, tracks: [{ language: 'zh', count: 2 }] },
  };
}

const failures = (checks: Check[]): string[] =>
  checks.filter(({ status }) => status === 'failed').map(({ name }) => name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jumu-film-checks-'));
  checked = {};
  await writeFile(file('words.srt'), TRACK);
  await writeFile(file('late.srt'), TRACK.replace('00:00:04,800', '00:00:07,000'));
  await writeFile(file('one.srt'), TRACK.slice(0, TRACK.indexOf('2\n00')));
  await newSound('sound', 1);
  await newClip('opening', { label: { text: LABEL, untilFrame: 62 }, fadeInFrames: 10 });
  await newClip('middle', {}, 'cafe');
  await newClip('ending', {}, 'street');
  await film();
  await promisify(execFile)('cp', [file('cut.mp4'), file('good.mp4')]);
});

afterAll(async () => {
  await sut.onApplicationShutdown();
  await rm(directory, { recursive: true, force: true });
});

it('a film that is what was planned passes every check, and none is left out', async () => {
  const checks = await sut.checkFilm(file('good.mp4'), await expectation(), never);

  expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
  expect(checks.map(({ name }) => name)).toEqual([...new Set(checks.map(({ name }) => name))]);
});

/** What is done to the film, and all that it fails then. */
const BAD: [what: string, failed: string[], make: () => Promise<unknown>][] = [
  [
    'has another clip of the same length',
    ['clips_proved'],
    async () => {
      await newClip('other', {}, 'office');
      await film({ clips: ['opening', 'other', 'ending'] });
    },
  ],
  ['has its clips in another order', ['clips_proved'], () => film({ clips: ['opening', 'ending', 'middle'] })],
  [
    'lacks its last clip',
    ['frames', 'audio_video_skew_seconds', 'clips_proved'],
    () => film({ clips: ['opening', 'middle'] }),
  ],
  ['has been encoded once more', ['clips_proved'], () => changed('-c:v', 'libx264', '-crf', '18')],
  [
    'lacks a picture',
    ['frames', 'frame_rate', 'clips_proved'],
    () => changed('-bsf:v', "noise=amount=0:drop='eq(n\\,110)'"),
  ],
  [
    'has pictures that come later than they should',
    ['clips_proved'],
    () => changed('-bsf:v', 'setts=pts=PTS+gte(N\\,100)*64'),
  ],
  [
    'has somebody else’s sound',
    ['sound_proved'],
    async () => {
      await newSound('strange', 2);
      await film({ sound: 'strange' });
    },
  ],
  [
    'is heard too late',
    ['duration_seconds', 'start_seconds', 'audio_video_skew_seconds', 'sound_proved'],
    () =>
      ffmpeg(
        ...['-i', 'good.mp4', '-itsoffset', '0.3', '-i', 'good.mp4', '-map', '0:v', '-map', '1:a', '-map', '0:s'],
        ...['-c', 'copy', '-movflags', '+faststart+use_metadata_tags', 'cut.mp4'],
      ),
  ],
  [
    'ends without sound',
    ['audio_video_skew_seconds', 'sound_proved'],
    () => changed('-c:a', 'aac', '-af', 'atrim=end=4.8'),
  ],
  ['is too quiet', ['loudness_lufs', 'sound_proved'], () => changed('-c:a', 'aac', '-af', 'volume=-6dB')],
  [
    'is too loud',
    ['loudness_lufs', 'true_peak_db', 'sound_proved'],
    () => changed('-c:a', 'aac', '-af', 'volume=12dB'),
  ],
  [
    'is silent',
    ['not_silent', 'loudness_lufs', 'longest_silence_seconds', 'sound_proved'],
    () => changed('-c:a', 'aac', '-af', 'volume=0'),
  ],
  [
    'is silent for a while',
    ['longest_silence_seconds', 'loudness_lufs', 'sound_proved'],
    () => changed('-c:a', 'aac', '-af', PAUSE),
  ],
  [
    'has no sound that can be read',
    ['sound_proved', 'sound_decodes'],
    async () => {
      const { stdout } = await execute('ffprobe', [
        ...[
          '-v',
          'error',
          '-select_streams',
          'a',
          '-show_entries',
          'packet=pos,size',
          '-of',
          'csv=p=0',
          file('good.mp4'),
        ],
      ]);
      const bytes = await readFile(file('good.mp4'));
      for (const row of stdout.trim().split('\n').slice(40, 60)) {
        const [size = 0, position = 0] = row.split(',').map(Number);
        bytes.fill(0xff, position, position + size);
      }
      await writeFile(file('cut.mp4'), bytes);
    },
  ],
  ['does not say that it was generated', ['metadata_label'], () => changed('-metadata', 'AIGC=')],
  [
    'says that somebody else has made it',
    ['metadata_label'],
    () => film({ metadata: { AIGC: JSON.stringify({ ...METADATA, ContentProducer: 'x' }) } }),
  ],
  [
    'says less than it has to',
    ['metadata_label'],
    () => film({ metadata: { AIGC: JSON.stringify({ ...METADATA, ReservedCode2: undefined }) } }),
  ],
  ['cannot start while it loads', ['fast_start'], () => changed('-movflags', 'use_metadata_tags')],
  ['has no subtitle track', ['subtitle_tracks'], () => film({ subtitles: [] })],
  ['has not all subtitles', ['subtitle_tracks'], () => film({ subtitles: ['one.srt'] })],
  [
    'has a subtitle track that is longer than it is',
    ['duration_seconds', 'subtitle_tracks_end_seconds'],
    () => film({ subtitles: ['late.srt'] }),
  ],
  [
    'is of another size, colour and rate',
    [
      ...['video_codec', 'picture_size', 'pixel_format', 'color_space', 'frame_rate', 'audio_codec'],
      ...['frames', 'clips_proved', 'sound_proved', 'label_visible_seconds'],
    ],
    () =>
      ffmpeg(
        ...['-i', 'good.mp4', '-map', '0', '-c:s', 'copy', '-c:a', 'ac3', '-c:v', 'mpeg2video', '-pix_fmt', 'yuv422p'],
        ...['-vf', 'scale=400:240', '-r', '50', '-colorspace', 'bt470bg', '-movflags', '+faststart+use_metadata_tags'],
        'cut.mp4',
      ),
  ],
];

describe('a film fails', () => {
  it.each(BAD)('where it %s', async (_what, names, make) => {
    await make();

    const checks = await sut.checkFilm(file('cut.mp4'), await expectation(), never);
    expect(failures(checks).sort()).toEqual([...names].sort());
  });

  it.each<[string, ClipName, Partial<ClipPlan>]>([
    ['none', 'bare', {}],
    ['another text', 'bare', { label: { text: 'AI 合成', untilFrame: 75 } }],
    ['it too short a time', 'brief', { label: { text: LABEL, untilFrame: 45 } }],
  ])('where its label is to be seen and it has %s', async (_what, name, plan) => {
    await newClip(name, plan);
    delete checked[name];
    await film({ clips: [name, 'middle', 'ending'] });

    const checks = await sut.checkFilm(file('cut.mp4'), await expectation([name, 'middle', 'ending']), never);
    expect(failures(checks)).toEqual(['label_visible_seconds']);
  });

  it('where clips that are black for no more than a moment are so one after the other', async () => {
    const grey = ['-f', 'lavfi', '-i', 'color=black:s=320x180:r=25:d=1', '-pix_fmt', 'yuv420p'];
    const bt709 = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
    await ffmpeg(...grey, ...bt709, '-c:v', 'libx264', '-video_track_timescale', '12800', 'dark.mp4');
    const clips: ClipName[] = ['opening', 'dark', 'dark'];
    await film({ clips });

    const planned = await expectation(clips);
    expect(failures(planned.clips!.flatMap((clip) => (clip as CheckedClip).checks))).toEqual([]);
    const checks = await sut.checkFilm(file('cut.mp4'), planned, never);
    expect(failures(checks)).toContain('longest_black_seconds');
  });

  it('where its end is missing', async () => {
    const bytes = await readFile(file('good.mp4'));
    await writeFile(file('cut.mp4'), bytes.subarray(0, Math.floor(bytes.length * 0.7)));

    const checks = await sut.checkFilm(file('cut.mp4'), await expectation(), never);
    expect(failures(checks)).toEqual(expect.arrayContaining(['complete', 'clips_proved', 'sound_proved']));
  });
});

it('a film in which little is heard passes with the pauses that were planned', async () => {
  await changed('-c:a', 'aac', '-af', PAUSE);

  const planned = { ...(await expectation()), pauseSec: 2.5 };
  const checks = await sut.checkFilm(file('cut.mp4'), planned, never);
  expect(failures(checks)).not.toContain('longest_silence_seconds');
});
