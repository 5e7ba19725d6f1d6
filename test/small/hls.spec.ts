import fc from 'fast-check';
import { segmentsOf } from '../../src/media/hls.js';
import { rungArguments } from '../../src/media/hls-commands.js';
import {
  bandwidthOf,
  masterPlaylist,
  rungsOf,
  type StreamedFilm,
  streamedSubtitles,
  subtitleFile,
  subtitlePlaylist,
  trackPlaylist,
} from '../../src/media/media.js';
import { withLinesTo } from '../../src/storage/media-links.js';
import { assetKey } from '../../src/storage/storage-keys.js';
import { readMaster, readMedia } from '../support/playlists.js';

const KEY = assetKey('0197a3c0-0000-7000-8000-0000000000ab', 'mp4');
const track = {
  codec: 'avc1.64001f',
  initBytes: 800,
  segments: [
    { offset: 800, bytes: 4000, seconds: 4 },
    { offset: 4800, bytes: 1000, seconds: 3.24 },
    { offset: 5800, bytes: 900, seconds: 0.6 },
  ],
};
const sound = { language: 'zh', name: '中文', uri: 'sound.m3u8', track: { ...track, codec: 'mp4a.40.2' } };
const film: StreamedFilm = {
  fps: 25,
  variants: [
    { width: 1280, height: 720, track, uri: 'large.m3u8' },
    { width: 854, height: 480, track, uri: 'small.m3u8' },
  ],
  sound,
  subtitles: [
    { language: 'zh', name: '中文', uri: 'zh.m3u8', choice: 'shown' },
    { language: 'en', name: 'English', uri: 'en.m3u8', choice: 'offered' },
  ],
};

describe('the sizes that a film is streamed in', () => {
  it.each([
    [1280, 720, ['854x480', '640x360']],
    [720, 1280, ['480x854', '360x640']],
    [640, 360, ['426x240', '320x180']],
    [360, 640, ['240x426', '180x320']],
  ])('are its own, %i × %i, and two smaller ones in even numbers', (width, height, wanted) => {
    const { own, lower } = rungsOf({ width, height });
    expect([own, lower.map((rung) => `${rung.width}x${rung.height}`)]).toEqual([{ width, height }, wanted]);
  });

  it('have their key frames where the clip has them, and are made of one decoding', () => {
    const outs = [
      { width: 854, height: 480, path: 'a.mp4' },
      { width: 640, height: 360, path: 'b.mp4' },
    ];
    const args = rungArguments('clip.mp4', { fps: 25, keyFrames: [0, 50, 65] }, outs);
    expect(args.filter((word) => word === '-i')).toHaveLength(1);
    expect(args.filter((_, index) => args[index - 1] === '-force_key_frames')).toEqual(
      Array(2).fill('0.0000,1.9800,2.5800'),
    );
    expect(args).toEqual(expect.arrayContaining(['-xerror', 'a.mp4', 'b.mp4']));
  });
});

describe('segments', () => {
  it('are as few as last four seconds at most, and leave no byte out', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 60 }), (lengths) => {
        let offset = 800;
        const fragments = lengths.map((frames) => {
          const fragment = { offset, bytes: frames * 10, seconds: frames / 25 };
          offset += fragment.bytes;
          return fragment;
        });
        const segments = segmentsOf(fragments);
        const list = readMedia(trackPlaylist({ initBytes: 800, segments }, 'film.mp4'));
        const last = list.segments.at(-1)?.range;
        expect((last?.offset ?? 0) + (last?.bytes ?? 0)).toBe(offset);
        expect(Math.max(...segments.map(({ seconds }) => seconds))).toBeLessThan(4.06);
        // One of a pair that could be one segment would be one.
        const firsts = segments.map(
          (segment) => fragments.find((each) => each.offset === segment.offset)?.seconds ?? 0,
        );
        expect(
          segments.slice(1).every((_, index) => (segments[index]?.seconds ?? 0) + (firsts[index + 1] ?? 0) > 4),
        ).toBe(true);
        const seconds = list.segments.reduce((sum, segment) => sum + segment.seconds, 0);
        expect(seconds).toBeCloseTo(lengths.reduce((sum, frames) => sum + frames, 0) / 25, 3);
      }),
    );
  });
});

describe('playlists', () => {
  it('are what RFC 8216 knows: sizes, codecs, rates and groups', () => {
    const { media, variants } = readMaster(masterPlaylist(film));
    expect(
      media.map(({ TYPE, NAME, LANGUAGE, DEFAULT, AUTOSELECT, URI }) => [
        TYPE,
        NAME,
        LANGUAGE,
        DEFAULT,
        AUTOSELECT,
        URI,
      ]),
    ).toEqual([
      ['AUDIO', '中文', 'zh', 'YES', 'YES', 'sound.m3u8'],
      ['SUBTITLES', '中文', 'zh', 'YES', 'YES', 'zh.m3u8'],
      ['SUBTITLES', 'English', 'en', 'NO', 'YES', 'en.m3u8'],
    ]);
    expect(variants[0]).toEqual({
      BANDWIDTH: '16000',
      'AVERAGE-BANDWIDTH': '12042',
      CODECS: 'avc1.64001f,mp4a.40.2',
      RESOLUTION: '1280x720',
      'FRAME-RATE': '25.000',
      AUDIO: 'sound',
      SUBTITLES: 'subtitles',
      'CLOSED-CAPTIONS': 'NONE',
      uri: 'large.m3u8',
    });
  });

  it('offer subtitles that are in the pictures to those who ask, and name no group where there are none', () => {
    const hidden = film.subtitles.map((each) => ({ ...each, choice: 'hidden' as const }));
    const flags = readMaster(masterPlaylist({ ...film, subtitles: hidden })).media.map(
      ({ TYPE, DEFAULT, AUTOSELECT }) => [TYPE, DEFAULT, AUTOSELECT],
    );
    expect(flags.slice(1)).toEqual(Array(2).fill(['SUBTITLES', 'NO', 'NO']));
    const [variant] = readMaster(masterPlaylist({ ...film, subtitles: [] })).variants;
    expect(variant).not.toHaveProperty('SUBTITLES');
  });

  it('tell the most that is to be loaded in any stretch about as long as a segment', () => {
    expect(bandwidthOf(track)).toEqual({ peak: 8000, mean: Math.ceil((5900 * 8) / 7.84) });
    // A short end is no stretch by itself: its rate would be that of one key frame.
    const end = { ...track, segments: [...track.segments.slice(0, 2), { offset: 5800, bytes: 9000, seconds: 0.6 }] };
    expect(bandwidthOf(end).peak).toBe(Math.ceil((10_000 * 8) / 3.84));
  });

  it('lead to subtitles for all of the film, whose clock is that of its pictures', () => {
    const vtt = subtitleFile('vtt', [{ startSec: 1, endSec: 2, speaker: null, text: '#EXTM3U --> WEBVTT' }], {
      width: 640,
      height: 360,
      fps: 25,
    });
    expect(streamedSubtitles(vtt)).toBe(
      'WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n00:00:01.000 --> 00:00:02.000\n#EXTM3U → WEBVTT\n',
    );
    expect(readMedia(subtitlePlaylist(61.4, 'zh.vtt'))).toEqual({
      target: 61,
      init: null,
      segments: [{ seconds: 61.4, uri: 'zh.vtt', range: null }],
    });
  });

  it.each([
    ['an empty file', () => ''],
    ['no end', (text: string) => text.replace('#EXT-X-ENDLIST\n', '')],
    ['an empty segment', (text: string) => text.replace('4000@800', '0@800')],
    ['a hole', (text: string) => text.replace('1000@4800', '1000@4801')],
    ['a segment that is too long', (text: string) => text.replace('TARGETDURATION:4', 'TARGETDURATION:3')],
  ])('are refused by our reader with %s', (_what, change) => {
    expect(() => readMedia(change(trackPlaylist(track, 'film.mp4')))).toThrow();
  });
});

describe('the lines of a stored playlist', () => {
  it('lead to files by their signed addresses, and nothing else in it does', () => {
    const text = trackPlaylist(track, `media:${KEY}`);
    const served = withLinesTo(text, (key) => `../signed/${key}`);
    expect(served).toBe(text.replaceAll(`media:${KEY}`, `../signed/${KEY}`));
    expect(readMedia(served).init?.uri).toBe(`../signed/${KEY}`);
  });

  it('are signed once for each file that they lead to', () => {
    const asked: string[] = [];
    withLinesTo(trackPlaylist(track, `media:${KEY}`), (key) => `../${asked.push(key)}`);
    expect(asked).toEqual([KEY]);
  });

  it.each([
    ['media:assets/../secrets'],
    ['media:/etc/passwd'],
    [`# media:${KEY}`],
    [`xmedia:${KEY}`],
    [`media:${KEY}/x`],
  ])('stay what they are where they name no file of ours: %s', (line) => {
    expect(withLinesTo(`#EXTM3U\n${line}\n`, () => 'signed')).toBe(`#EXTM3U\n${line}\n`);
  });
});
