import { describe, expect, it } from '@jest/globals';
import { soundChecks } from '../../src/media/film-checks.js';
import { ClipReader } from '../../src/media/clip-reader.js';
import { clipTiming, passesAt } from '../../src/media/clip-timing.js';
import * as decoding from '../../src/media/decode-arguments.js';
import * as commands from '../../src/media/ffmpeg-commands.js';
import { ToolProcess } from '../../src/media/ffmpeg.js';
import * as telling from '../../src/media/foreign-film-arguments.js';
import { betterAim, loudnessOf } from '../../src/media/film-sound.js';
import { loggedError } from '../../src/common/logged-error.js';
import {
  MediaFailure,
  asMediaFailure,
  asUnreadable,
  failureOfTool,
  hadNoSpace,
} from '../../src/media/media-failure.js';
import { type MediaStream, mediaProbeOf } from '../../src/media/probe.js';
import { affinityOf } from '../../src/media/render-protocol.js';
import * as scanning from '../../src/media/scan-arguments.js';

const { clipSoundArguments, decodeArguments } = decoding;
const { clipArguments, cutArguments } = commands;
const profile = { width: 1280, height: 720, fps: 25 };

const valueOf = (args: string[], option: string): string | undefined => args[args.lastIndexOf(option) + 1];

describe('arguments of ffmpeg', () => {
  it('encode clips that can be joined: closed groups, whole ticks, one thread, tagged colours', () => {
    const args = clipArguments(profile, 100, { silent: '/out.part.mp4' });

    expect(valueOf(args, '-flags')).toBe('+cgop+global_header');
    expect(valueOf(args, '-video_track_timescale')).toBe('12800');
    expect(valueOf(args, '-threads')).toBe('1');
    expect(valueOf(args, '-pix_fmt')).toBe('yuv420p');
    expect(valueOf(args, '-preset')).toBe('veryfast');
    expect(valueOf(args, '-colorspace')).toBe('bt709');
    expect(args.at(-1)).toBe('/out.part.mp4');
  });

  it('keep the words of users out of filters: a title is one argument of its own', () => {
    const title = "a',drawtext=textfile=/etc/passwd; -i x";
    const input = { list: 'list.txt', sound: '/s.wav', subtitles: [], metadata: { title } };

    const args = cutArguments(input, '/film.mp4');

    expect(args.filter((arg) => arg.includes('drawtext'))).toEqual([`title=${title}`]);
    expect(valueOf(args, '-movflags')).toBe('+faststart+use_metadata_tags');
  });

  it('pad or cut a film’s sound to its length', () => {
    const args = commands.filmSoundArguments('/s.wav', 2, '/s.m4a');

    expect(valueOf(args, '-af')).toBe('apad=whole_dur=2.0000,atrim=end=2.0000');
  });

  it('put a track of subtitles for each language into a film, of which the first is on', () => {
    const subtitles = [
      { path: '/zh.srt', language: 'zh' as const },
      { path: '/en.srt', language: 'en' as const },
    ];
    const args = cutArguments({ list: 'l', sound: '/s.wav', subtitles, metadata: {} }, '/film.mp4');

    expect(args.filter((_, index) => args[index - 1] === '-map')).toEqual(['0:v:0', '1:a:0', '2:s:0', '3:s:0']);
    expect(valueOf(args, '-c:s')).toBe('mov_text');
    expect([valueOf(args, '-metadata:s:s:0'), valueOf(args, '-metadata:s:s:1')]).toEqual([
      'language=chi',
      'language=eng',
    ]);
    expect([valueOf(args, '-disposition:s:0'), valueOf(args, '-disposition:s:1')]).toEqual(['default', '0']);
  });

  const clip = {
    path: '/clip',
    format: 'mov',
    startSec: 0.25,
    video: { type: 'video', codec: 'h264', durationSec: 4 },
  } as const;

  it('fade a foreign clip’s sound at both ends of each pass, however short it is, and keep it in step', () => {
    const filters = [4, 0.1].map((passSeconds) =>
      valueOf(clipSoundArguments(clip, { stretch: 1, passSeconds, seconds: 0.15 }, -8.127, '/out.wav'), '-af'),
    );

    expect(filters[0]).toBe(
      'asetpts=PTS-0.250000/TB,aresample=48000:async=1:first_pts=0,apad=whole_dur=4.0000,atrim=end=4.0000,' +
        'volume=-8.13dB,afade=t=in:d=0.2000,afade=t=out:st=3.8000:d=0.2000',
    );
    expect(filters[1]).toMatch(
      /afade=t=in:d=0.0500,afade=t=out:st=0.0500:d=0.0500,aloop=loop=-1:size=4800,atrim=end=0.1500,afade=t=in:d=0.0750/,
    );
  });

  it('bring a foreign clip’s sound that is played slower back to its pictures: slowed, it is early', () => {
    const timing = { stretch: 1.25, passSeconds: 5, seconds: 5 };

    expect(valueOf(clipSoundArguments(clip, timing, 0, '/out.wav'), '-af')).toContain(
      'atempo=0.800000,asetpts=PTS+0.021333/TB,aresample=48000:async=1:first_pts=0,apad=whole_dur=5.0000',
    );
  });

  it('decode foreign clips with the format forced and no way to other files', () => {
    const args = decodeArguments(clip, profile, { firstFrame: 30, stretch: 1.2, toneMaps: true });
    const input = args.indexOf('-i');

    expect(args.slice(0, input)).toEqual(expect.arrayContaining(['-protocol_whitelist', 'file,pipe', '-f', 'mov']));
    expect(valueOf(args, '-vf')).toMatch(
      /^setpts=\(PTS-0\.250000\/TB\)\*1\.200000,fps=25:start_time=0,trim=start_frame=30,setpts=N\/25\/TB,crop=/,
    );
  });

  describe('look through a foreign film', () => {
    const stream = { type: 'video', codec: 'h264', durationSec: null, width: 1920, height: 1080, fps: 24 } as const;
    const sound = { type: 'audio', codec: 'aac', durationSec: null } as const;
    const pictures = scanning.scanPictures(stream, 60);
    const argumentsFor = (video: MediaStream, streams: MediaStream[] = [video, sound]): string[] => {
      const probe = { durationSec: 60, startSec: 0.5, streams, tags: {} };
      const task = { ...{ path: '/film', format: 'mov' as const, probe }, longestSec: 60, directory: '/out' };
      return scanning.scanArguments(task, pictures, { toneMaps: true, threads: 2 });
    };

    it('in one go: its pictures small at its own rate, its sound beside them, both from its start and no longer', () => {
      const args = argumentsFor(stream);

      expect(args.filter((arg) => arg === '-i')).toHaveLength(1);
      expect(args).toEqual(expect.arrayContaining(['-protocol_whitelist', 'file,pipe', '-f', 'mov']));
      expect(valueOf(args, '-vf')).toMatch(
        /^setpts=PTS-0\.500000\/TB,fps=24\.000000:start_time=0,trim=end_frame=1440,scale=320:180:/,
      );
      expect(valueOf(args, '-af')).toBe(
        'asetpts=PTS-0.500000/TB,aresample=async=1:first_pts=0,atrim=end=60.0000,ebur128=peak=sample:framelog=verbose',
      );
      expect(args.slice(-3)).toEqual(['-f', 's16le', 'pipe:3']);
    });

    it('without a sound where it has none', () => {
      expect(argumentsFor(stream, [stream]).filter((arg) => /^-af$|pipe:3/.test(arg))).toEqual([]);
    });

    it('by every other line where they are of two moments, and change colours in what is small already', () => {
      const hdr = { ...stream, fieldOrder: 'tt', colorTransfer: 'smpte2084' };

      expect(valueOf(argumentsFor(hdr), '-vf')).toMatch(
        /,field=type=top,scale=320:180:[^,]+,format=gbrp16le,zscale=.*tonemap/,
      );
    });

    it.each([
      ['of square pixels', {}, { width: 320, height: 180, fps: 24 }],
      ['upright', { width: 1080, height: 1920 }, { width: 180, height: 320, fps: 24 }],
      ['of wide pixels', { width: 720, height: 576, pixelShape: 64 / 45 }, { width: 320, height: 180, fps: 24 }],
      ['of less than that', { width: 64, height: 48 }, { width: 64, height: 48, fps: 24 }],
      ['of one pixel', { width: 1, height: 1 }, { width: 2, height: 2, fps: 24 }],
      ['of 60 pictures a second', { fps: 60 }, { width: 320, height: 180, fps: 30 }],
      ['of a thousand', { fps: 1000 }, { width: 320, height: 180, fps: 1000 / 34 }],
      ['of one', { fps: 1 }, { width: 320, height: 180, fps: 10 }],
      ['of nobody knows how many', { fps: undefined }, { width: 320, height: 180, fps: 25 }],
    ])('%s at a size and a rate that are enough', (_what, change, expected) => {
      expect(scanning.scanPictures({ ...stream, ...change }, 60)).toEqual({
        ...expected,
        most: Math.round(expected.fps * 60),
      });
    });
  });

  describe('with names and words that a filter would obey', () => {
    const words = "bt2020',movie=/etc/passwd[x];[x]null %{pts}:=\\";
    const video = {
      ...clip.video,
      ...{ pixelFormat: words, colorSpace: words, colorTransfer: words, colorPrimaries: words, fieldOrder: words },
    };
    const foreign = { ...clip, path: words, video };
    const timing = { stretch: 1.1, passSeconds: 2, seconds: 3 };
    const moment = { firstFrame: 0, stretch: 1, toneMaps: true };
    const subtitles = [{ path: words, language: 'zh' as const }];
    const gif = { film: words, profile, passages: [{ startFrame: 0, frames: 2 }], label: words };
    const LISTS: Record<string, string[]> = {
      clipArguments: commands.clipArguments(profile, 25, { silent: words, spoken: { sound: words, path: words } }),
      cutArguments: cutArguments({ list: words, sound: words, subtitles, metadata: { [words]: words } }, words),
      filmSoundArguments: commands.filmSoundArguments(words, 1, words),
      posterArguments: commands.posterArguments(words, 1, words),
      pictureArguments: commands.pictureArguments(words, 1, { width: 2, height: 2 }),
      gifArguments: commands.gifArguments(gif, words, { width: 2, height: 2 }, words),
      probeArguments: commands.probeArguments(words),
      readThroughArguments: commands.readThroughArguments(words, 'mov'),
      cleanCopyArguments: commands.cleanCopyArguments(words, 'mov', words, 'mp4'),
      tryDecodeArguments: commands.tryDecodeArguments(words, 'mov', 5),
      examineClipArguments: commands.examineClipArguments(words, 'blackdetect'),
      listenArguments: commands.listenArguments(words, 1, { x: 0, y: 0, width: 2, height: 2, seconds: 3 }),
      framesArguments: commands.framesArguments(words, [1, 2], 512),
      rawFramesArguments: commands.rawFramesArguments(words, [1, 2], { width: 64, height: 36 }),
      loudnessArguments: commands.loudnessArguments(words),
      decodeArguments: [true, false].flatMap((toneMaps) => decodeArguments(foreign, profile, { ...moment, toneMaps })),
      pictureTimesArguments: decoding.pictureTimesArguments(words, 'mov', 1),
      clipPictureArguments: decoding.clipPictureArguments(foreign, profile, { atSec: 1, toneMaps: true }, words),
      clipLoudnessArguments: decoding.clipLoudnessArguments(foreign, timing),
      clipSoundArguments: clipSoundArguments(foreign, timing, -3, words),
      scanArguments: scanning.scanArguments(
        {
          ...{ path: words, format: 'mov', longestSec: 60, directory: words },
          probe: {
            durationSec: 60,
            startSec: 0,
            streams: [video, { ...video, type: 'audio' }],
            tags: { [words]: words },
          },
        },
        scanning.scanPictures(video, 60),
        { toneMaps: true, threads: 1 },
      ),
      pictureMomentsArguments: telling.pictureMomentsArguments(words, 'mov', 30),
      subtitleTextArguments: telling.subtitleTextArguments(words, 'mov', 2),
      speechPieceArguments: telling.speechPieceArguments(words, 'mov', { startSec: 1, endSec: 2 }, words),
      pixelsAtArguments: telling.pixelsAtArguments(words, 'mov', 1, { width: 64, height: 36 }),
    };

    it('are all tried', () => {
      const builders = Object.keys({ ...commands, ...decoding, ...scanning, ...telling }).filter((name) =>
        name.endsWith('Arguments'),
      );

      expect(Object.keys(LISTS).sort()).toEqual(builders.sort());
    });

    it.each(Object.entries(LISTS))('%s has none of them in a filter', (_name, args) => {
      const isFilter = (option?: string) => /^-(vf|af|filter.*|lavfi)$/.test(option ?? '');
      const filters = args.filter((_value, index) => isFilter(args[index - 1]));

      expect(filters.filter((filter) => /movie|passwd|pts\}/.test(filter))).toEqual([]);
    });
  });
});

describe('a clip that is not as long as its shot', () => {
  it.each([
    ['longer is cut', 5, { stretch: 1, frames: 125, period: null }],
    ['as long is left alone', 4, { stretch: 1, frames: 100, period: null }],
    ['a little shorter is slower', 3.6, { stretch: 100 / 90, frames: 100, period: null }],
    ['much shorter begins again under its end', 2, { stretch: 1, frames: 50, period: 38 }],
    ['too short to begin again is held', 0.4, { stretch: 1, frames: 10, period: null }],
    ['of one picture is held', 0.01, { stretch: 1, frames: 1, period: null }],
  ])('%s', (_what, seconds, timing) => {
    expect(clipTiming(seconds, 100, 25)).toEqual(timing);
  });

  it('dissolves from one pass to the next, and shows each of its frames in order', () => {
    const timing = { stretch: 1, frames: 50, period: 38 };

    expect(passesAt(timing, 37)).toEqual([{ pass: 0, frame: 37, alpha: 1 }]);
    expect(passesAt(timing, 38)).toEqual([
      { pass: 0, frame: 38, alpha: 1 },
      { pass: 1, frame: 0, alpha: expect.closeTo(1 / 13) },
    ]);
    expect(passesAt(timing, 49)).toEqual([
      { pass: 0, frame: 49, alpha: 1 },
      { pass: 1, frame: 11, alpha: expect.closeTo(12 / 13) },
    ]);
    expect(passesAt(timing, 50)).toEqual([{ pass: 1, frame: 12, alpha: 1 }]);
    expect(passesAt(timing, 80)[0]).toEqual({ pass: 1, frame: 42, alpha: 1 });
  });
});

const TITLE = '  Metadata:\n    title           : No space left on device\n';

describe('the runner', () => {
  const tools = { ffmpeg: '/nowhere', ffprobe: '/nowhere', guard: [], limits: [], toneMaps: true };

  it('starts nothing for work that is cancelled already', () => {
    const signal = AbortSignal.abort(new Error('cancelled'));

    expect(() => new ToolProcess(tools, 'ffmpeg', [], { signal, timeoutMs: 1000 })).toThrow('cancelled');
  });

  it('tells who waits for a picture of a clip why its decoder was stopped', async () => {
    const cancel = new AbortController();
    const size = { width: 2, height: 2, firstFrame: 0 };
    const clip = new ClipReader({ ...tools, ffmpeg: 'sleep' }, ['60'], { ...size, signal: cancel.signal });
    const shown = clip.show(0);

    cancel.abort(new MediaFailure('STEP_TIMED_OUT', 'late'));

    await expect(shown).rejects.toMatchObject({ code: 'STEP_TIMED_OUT' });
  });

  it('knows a full disk from other failures', () => {
    const full = failureOfTool('ffmpeg', 'code 1', 'av_interleaved_write_frame(): No space left on device\n');
    const bad = failureOfTool('ffmpeg', 'code 1', 'x.mp4: Invalid data found when processing input\n');

    expect([full.code, bad.code]).toEqual(['NO_SPACE', 'RENDER_FAILED']);
    expect(asMediaFailure(Object.assign(new Error('write'), { code: 'ENOSPC' })).code).toBe('NO_SPACE');
  });

  it('does not believe in an end that went well on a full disk, whatever a title says', () => {
    expect(hadNoSpace('Error writing trailer of a.jpg: No space left on device\n')).toBe(true);
    expect(hadNoSpace(TITLE)).toBe(false);
    expect(failureOfTool('ffmpeg', 'code 1', `${TITLE}x.mp4: Invalid data found\n`).code).toBe('RENDER_FAILED');
  });

  it.each([
    ['gave up on it', failureOfTool('ffmpeg', 'code 1', ''), 'INVALID_OUTPUT'],
    ['died of it', failureOfTool('ffmpeg', 'SIGSEGV', ''), 'INVALID_OUTPUT'],
    ['took too much of the processor', failureOfTool('ffprobe', 'SIGXCPU', ''), 'INVALID_OUTPUT'],
    ['was killed', failureOfTool('ffmpeg', 'SIGKILL', ''), 'RENDER_FAILED'],
    ['was not started by its wrapper', failureOfTool('ffmpeg', 'code 127', ''), 'RENDER_FAILED'],
    ['had no room', failureOfTool('ffmpeg', 'code 1', 'x: No space left on device'), 'NO_SPACE'],
    ['did not end in time', new MediaFailure('STEP_TIMED_OUT', 'late'), 'STEP_TIMED_OUT'],
    ['was cut off', new MediaFailure('STEP_CRASHED', 'gone'), 'STEP_CRASHED'],
    ['is broken', new TypeError('x is not a function'), 'RENDER_FAILED'],
  ])("knows when a stranger's file is to blame: a tool %s", (_what, error, code) => {
    expect(asUnreadable(error).code).toBe(code);
  });

  it('tells the user its own words only, and the log what the tool has said', () => {
    const tool = failureOfTool('ffmpeg', 'code 1', '    title : Ours\n/data/x.mp4: Invalid data found\n');
    const foreign = asMediaFailure(new Error('no such file /data/x.png'));

    expect(tool.message).toBe('ffmpeg ended with code 1');
    expect(loggedError(tool)).toMatchObject({ code: 'RENDER_FAILED', words: '/data/x.mp4: Invalid data found' });
    expect(foreign.message).toBe('Rendering failed unexpectedly');
    expect(loggedError(foreign).words).toMatch(/^at .*media-ffmpeg\.spec\.ts/);
  });
});

describe('a probe', () => {
  it('turns a phone’s video upright and keeps both durations', () => {
    const probe = mediaProbeOf({
      format: { duration: '2.04', tags: { AIGC: 'x' } },
      streams: [
        {
          codec_type: 'video',
          codec_name: 'h264',
          width: 640,
          height: 360,
          avg_frame_rate: '30000/1001',
          nb_frames: '60',
          duration: '2.000000',
          side_data_list: [{ rotation: -90 }],
        },
        { codec_type: 'data' },
      ],
    });

    expect(probe).toMatchObject({ durationSec: 2.04, tags: { AIGC: 'x' } });
    expect(probe.streams[0]).toMatchObject({ width: 360, height: 640, frames: 60, durationSec: 2 });
    expect(probe.streams[0]?.fps).toBeCloseTo(29.97, 2);
    expect(probe.streams[1]?.type).toBe('other');
  });

  it('reads the loudness of the whole, not of a moment, and knows silence', () => {
    const summary = 'M: -3 LUFS\n  Integrated loudness:\n    I: -16.1 LUFS\n  True peak:\n    Peak: -1.4 dBFS\n';

    expect(loudnessOf(summary)).toEqual({ lufs: -16.1, truePeakDb: -1.4 });
    expect(loudnessOf('  Integrated loudness:\n    I: -70.0 LUFS\n  True peak:\n    Peak: -inf dBFS\n')).toEqual({
      lufs: -70,
      truePeakDb: -Infinity,
    });
  });
});

describe('the loudness of a film', () => {
  const aim = { lufs: -15.9, truePeakDb: -1.6 };

  it.each([
    ['too quiet', { lufs: -17.6, truePeakDb: -12 }, { lufs: -14.3, truePeakDb: -1.6 }],
    ['too loud', { lufs: -15.4, truePeakDb: -3 }, { lufs: -16.5, truePeakDb: -1.6 }],
    ['a little too quiet at its ceiling', { lufs: -16.6, truePeakDb: -1.4 }, { lufs: -15.3, truePeakDb: -1.6 }],
    ['too high in its peaks', { lufs: -16, truePeakDb: -0.6 }, { lufs: -15.9, truePeakDb: -2.2 }],
  ])('is aimed at anew for what the encoder does: %s', (_how, heard, better) => {
    const found = betterAim(aim, heard);

    expect(found?.lufs).toBeCloseTo(better.lufs);
    expect(found?.truePeakDb).toBeCloseTo(better.truePeakDb);
  });

  it.each([
    { lufs: -16.2, truePeakDb: -1 },
    { lufs: -70, truePeakDb: -Infinity },
    { lufs: -26.4, truePeakDb: -1.2 },
  ])('is left as it is where it is right, nothing is heard, or nothing helps', (heard) => {
    expect(betterAim(aim, heard)).toBeNull();
  });

  it.each([
    [{ lufs: -16.5, truePeakDb: -1 }, 'passed', 'passed'],
    [{ lufs: -15.5, truePeakDb: -3 }, 'passed', 'passed'],
    [{ lufs: -16.6, truePeakDb: -6 }, 'failed', 'passed'],
    [{ lufs: -15.4, truePeakDb: -0.9 }, 'failed', 'failed'],
    [{ lufs: -26.4, truePeakDb: -1.2 }, 'skipped', 'passed'],
    [{ lufs: -70, truePeakDb: -Infinity }, 'failed', 'passed'],
  ])('passes within half a LU; %o has %s', (heard, loudness, peaks) => {
    const [, ...checks] = soundChecks(heard, { isSilent: false });

    expect(checks.map(({ name, status }) => [name, status])).toEqual([
      ['loudness_lufs', loudness],
      ['true_peak_db', peaks],
    ]);
    expect(checks[0]).toMatchObject({ value: heard.lufs, limit: -16 });
  });
});

describe('shots of one scene', () => {
  it('go to the process that has drawn it', () => {
    const shot = { size: 'wide', camera: 'static', frames: 1, tailFrames: 0, lines: [] } as const;
    const scene = { set: 'cafe', time: 'dusk', weather: 'clear', seed: 1, cast: [] } as const;
    const affinity = (change: object): string | null =>
      affinityOf({
        kind: 'still',
        profile,
        shot: { ...shot, lines: [], source: { kind: 'drawn', scene: { ...scene, cast: [], ...change } } },
      });

    expect(affinity({})).toBe(affinity({}));
    expect(affinity({ seed: 2 })).not.toBe(affinity({}));
  });
});
