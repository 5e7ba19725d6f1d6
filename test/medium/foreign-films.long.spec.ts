import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ForeignFormat, Media } from '../../src/media/media.js';
import { newForeignClip } from '../support/foreign-clips.js';

/** What is told of films that are not ours: how they were filmed, their words, their sound. */

// Tools that read strangers' films give way to everybody.
const run = promisify(execFile);
const never = new AbortController().signal;
const formatOf = (path: string): ForeignFormat => (/\.(webm|mkv)$/.test(path) ? 'matroska' : 'mov');

let sut: Media;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jumu-foreign-'));
  sut = new Media({ concurrency: 1, ffmpegPath: null });
});

afterAll(async () => {
  await sut.onApplicationShutdown();
  await rm(directory, { recursive: true, force: true });
});

const file = (name: string): string => join(directory, name);
const examined = (path: string) => sut.foreign.examine(path, formatOf(path), never);

async function made(name: string, ...args: string[]): Promise<string> {
  await run('ffmpeg', ['-v', 'error', '-y', ...args, file(name)]);
  return file(name);
}

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-pix_fmt', 'yuv420p'];
const VP8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8'];
const pictures = (rate: string, seconds = 4) => ['-f', 'lavfi', '-i', `testsrc=s=160x90:r=${rate}:d=${seconds}`];

describe('the head of a film', () => {
  it.each([90, 180, 270] as const)('tells that it is shown turned clockwise by %i degrees', async (rotation) => {
    const clip = await newForeignClip(directory, `turned-${rotation}`, { rotation, size: [320, 180] });
    const { streams } = await examined(clip);
    expect(streams[0]).toMatchObject({ index: 0, rotationDeg: rotation, width: 320, height: 180 });
  });

  it('tells how many bits it has, in which languages it speaks, and what its subtitles are', async () => {
    await writeFile(file('words.srt'), '1\n00:00:00,500 --> 00:00:01,000\nHello\n');
    const sound = ['-f', 'lavfi', '-i', 'sine=d=4', '-i', file('words.srt')];
    const languages = ['-metadata:s:a:0', 'language=chi', '-metadata:s:s:0', 'language=eng'];
    const clip = await made('told.mp4', ...pictures('25'), ...sound, ...H264, '-c:s', 'mov_text', ...languages);
    const probe = await examined(clip);
    expect(probe.bitRate).toBeGreaterThan(10_000);
    expect(probe.streams).toMatchObject([
      { type: 'video', index: 0, rotationDeg: 0, fps: 25, bitRate: expect.any(Number) },
      { type: 'audio', index: 1, language: 'chi', bitRate: expect.any(Number) },
      { type: 'subtitle', index: 2, language: 'eng', codec: 'mov_text' },
    ]);
  });
});

describe('the pace of a film', () => {
  const paceOf = async (path: string) => {
    const probe = await examined(path);
    return sut.foreign.paceOfFrames(path, formatOf(path), probe, never);
  };

  it.each([
    ['even.mp4', '25', H264, 25],
    ['film.webm', '24000/1001', VP8, 23.976],
    ['television.mov', '30000/1001', H264, 29.97],
    ['quicktime.mov', '30000/1001', [...H264, '-video_track_timescale', '600'], 29.97],
  ])('is even in %s', async (name, rate, encoding, fps) => {
    const pace = await paceOf(await made(name, ...pictures(rate), ...encoding));
    expect(pace).toEqual({ isVariableRate: false, realFps: expect.closeTo(fps, 1) });
  });

  it.each([
    ['a phone', 'settb=1/90000,setpts=PTS+mod(N*7\\,5)*0.002/TB'],
    ['a recorded screen', "select='lt(mod(t,2),1.2)'"],
  ])('is not in what %s makes, nor after it was copied into WebM', async (name, filter) => {
    const encoding = [...H264, '-vf', filter, '-vsync', 'vfr', '-enc_time_base', '1/90000'];
    const clip = await made(`${name}.mp4`, ...pictures('30'), ...encoding);
    const copy = await made(`${name}.mkv`, '-i', clip, '-c', 'copy');
    for (const path of [clip, copy]) {
      expect(await paceOf(path)).toMatchObject({ isVariableRate: true });
    }
  });

  it('is none of a sound, and none of a file that is no film', async () => {
    const sound = await made('sound.mp4', '-f', 'lavfi', '-i', 'sine=d=1');
    expect(await paceOf(sound)).toBeNull();
    await writeFile(file('none.mp4'), 'no film');
    const { streams, ...rest } = await examined(await made('one.mp4', ...pictures('25', 1), ...H264));
    const nothing = sut.foreign.paceOfFrames(file('none.mp4'), 'mov', { ...rest, streams }, never);
    await expect(nothing).rejects.toMatchObject({ code: 'INVALID_OUTPUT' });
  });
});

describe('soft subtitles', () => {
  const ZH =
    '1\n00:00:00,500 --> 00:00:01,500\n我回来了。\n\n2\n00:00:02,000 --> 00:00:03,000\n<i>你是谁？</i>\n第二行\n';
  const EN = '1\n00:00:00,500 --> 00:00:01,500\nI am & back.\n';

  async function withTracks(name: string, codec: string, tracks: Record<string, string>, ...more: string[]) {
    const languages = Object.keys(tracks);
    for (const [language, words] of Object.entries(tracks)) {
      await writeFile(file(`${name}.${language}.srt`), words);
    }
    const inputs = languages.flatMap((language) => ['-i', file(`${name}.${language}.srt`)]);
    const maps = languages.flatMap((language, index) => [
      ...['-map', `${index + 1}`, `-metadata:s:s:${index}`, `language=${language}`],
    ]);
    const encoding = name.endsWith('.webm') ? VP8 : H264;
    return made(name, ...pictures('25'), ...inputs, '-map', '0', ...maps, ...encoding, '-c:s', codec, ...more);
  }

  const wordsOf = async (path: string, ...languages: string[]) => {
    const probe = await examined(path);
    return sut.foreign.softSubtitles(path, formatOf(path), probe, { languages }, never);
  };

  it.each([
    ['film.mp4', 'mov_text'],
    ['film.webm', 'webvtt'],
    ['film-srt.mkv', 'subrip'],
    ['film-ass.mkv', 'ass'],
  ])('are read out of %s, in the language that is wanted, else the first', async (name, codec) => {
    const clip = await withTracks(name, codec, { chi: ZH, eng: EN });
    const chinese = {
      language: 'zh',
      cues: [
        { startSec: 0.5, endSec: 1.5, text: '我回来了。' },
        { startSec: 2, endSec: 3, text: '你是谁？ 第二行' },
      ],
    };
    const english = { language: 'en', cues: [{ startSec: 0.5, endSec: 1.5, text: 'I am & back.' }] };
    expect(await wordsOf(clip, 'zh', 'en')).toEqual(chinese);
    expect(await wordsOf(clip, 'en', 'zh')).toEqual(english);
    expect(await wordsOf(clip, 'fr')).toEqual(chinese);
  });

  it('are none where there is no track, or nothing in it', async () => {
    expect(await wordsOf(await made('bare.mp4', ...pictures('25', 1), ...H264), 'en')).toBeNull();
    expect(
      await wordsOf(await withTracks('empty.mkv', 'subrip', { eng: '1\n00:00:01,0 --> 00:00:02,0\n \n' })),
    ).toBeNull();
  });

  it('of a file that is none, or of a track that is not there, are refused', async () => {
    const clip = await withTracks('real.mp4', 'mov_text', { eng: EN });
    const probe = await examined(clip);
    await writeFile(file('lies.mp4'), 'no film');
    const lies = sut.foreign.softSubtitles(file('lies.mp4'), 'mov', probe, { languages: ['en'] }, never);
    await expect(lies).rejects.toMatchObject({ code: 'INVALID_OUTPUT' });
    const absent = { ...probe, streams: probe.streams.map((stream) => ({ ...stream, index: 9 })) };
    const missing = sut.foreign.softSubtitles(clip, 'mov', absent, { languages: ['en'] }, never);
    await expect(missing).rejects.toMatchObject({ code: 'INVALID_OUTPUT' });
  });

  it('end with who asked for them', async () => {
    const clip = await withTracks('left.mp4', 'mov_text', { eng: EN });
    const probe = await examined(clip);
    const cancel = AbortSignal.abort(new Error('cancelled'));
    await expect(sut.foreign.softSubtitles(clip, 'mov', probe, { languages: [] }, cancel)).rejects.toThrow('cancelled');
  });
});

describe('a piece of a film for a transcriber', () => {
  const BEEPS = [0.75, 12.345, 20];
  const isNow = BEEPS.map((sec) => `between(t\\,${sec}\\,${sec + 0.1})`).join('+');
  const beeping = ['-f', 'lavfi', '-i', `aevalsrc=0.5*sin(2*PI*440*t)*(${isNow}):s=44100:d=24:c=stereo`];

  async function heardIn(path: string): Promise<{ beeps: number[]; seconds: number }> {
    const args = ['-v', 'error', '-i', path, '-f', 's16le', '-ac', '1', '-ar', '16000', '-'];
    const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 2 ** 26 });
    const samples = new Int16Array(stdout.buffer, stdout.byteOffset, stdout.length >> 1);
    const beeps: number[] = [];
    let last = -Infinity;
    samples.forEach((sample, index) => {
      if (Math.abs(sample) > 4000) {
        if (index - last > 1600) {
          beeps.push(index / 16_000);
        }
        last = index;
      }
    });
    return { beeps, seconds: samples.length / 16_000 };
  }

  async function piece(path: string, startSec: number, endSec: number) {
    const out = file('piece.flac');
    await sut.foreign.speechPiece(path, formatOf(path), { startSec, endSec }, out, never);
    return { ...(await heardIn(out)), bytes: (await stat(out)).size };
  }

  it.each([
    ['aac.mp4', [...H264, '-g', '200', '-c:a', 'aac']],
    ['opus.webm', [...VP8, '-g', '200', '-c:a', 'libopus']],
    ['pcm.mov', [...H264, '-c:a', 'pcm_s16le']],
    ['mp3.mp4', [...H264, '-c:a', 'libmp3lame']],
    // Its clock begins with three seconds.
    ['late.mp4', [...H264, '-c:a', 'aac'], 3],
    ['late.mkv', [...H264, '-c:a', 'aac'], 3],
  ])('is exact in %s', async (name, encoding, lateSec = 0) => {
    const late = ['-output_ts_offset', `${lateSec}`];
    const clip = await made(name, ...pictures('25', 24), ...beeping, ...encoding, ...late);
    // The silence in front of some encodings belongs to the film.
    const before = lateSec - (await sut.probe(clip, never)).startSec;
    const [whole, middle, rest] = [await piece(clip, 0, 24), await piece(clip, 12, 21), await piece(clip, 19.5, 30)];
    const near = (...beeps: number[]) => beeps.map((sec) => expect.closeTo(sec + before, 2));
    expect(whole).toMatchObject({ beeps: near(0.75, 12.345, 20), seconds: 24 });
    expect(middle).toMatchObject({ beeps: near(0.345, 8), seconds: 9 });
    expect(rest).toMatchObject({ beeps: near(0.5), seconds: 10.5 });
  });

  it('is silent where the sound begins after the pictures', async () => {
    const later = ['-itsoffset', '5', ...beeping];
    const clip = await made('silent-first.mp4', ...pictures('25', 24), ...later, ...H264, '-c:a', 'aac');
    expect(await piece(clip, 1, 8)).toMatchObject({ beeps: [expect.closeTo(4.75, 2)], seconds: 7 });
  });

  it('is mono FLAC of 16 kHz that no transcriber finds too large', async () => {
    const noise = ['-f', 'lavfi', '-i', 'anoisesrc=d=60:r=48000:c=white'];
    const clip = await made('noise.mkv', ...noise, '-c:a', 'pcm_s16le');
    const { bytes, seconds } = await piece(clip, 0, 60);
    expect(seconds).toBe(60);
    expect(bytes * 10).toBeLessThan(25e6);
    const entries = ['-show_entries', 'stream=codec_name,sample_rate,channels,bits_per_raw_sample', '-of', 'csv=p=0'];
    const { stdout } = await run('ffprobe', ['-v', 'error', ...entries, file('piece.flac')]);
    expect(stdout.trim()).toBe('flac,16000,1,16');
  });

  it('is refused where there is no sound, and nothing is left', async () => {
    const clip = await made('mute.mp4', ...pictures('25', 1), ...H264);
    const nothing = sut.foreign.speechPiece(clip, 'mov', { startSec: 0, endSec: 1 }, file('nothing.flac'), never);
    await expect(nothing).rejects.toMatchObject({ code: 'INVALID_OUTPUT' });
    await expect(stat(file('nothing.flac'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
