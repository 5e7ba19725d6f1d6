import { lintDraft } from 'capcut-cli';
import fc from 'fast-check';
import { capcutDraft } from '../../src/workflow/exports/capcut-draft.js';
import { type FilmTimeline } from '../../src/workflow/exports/film-timeline.js';
import { mediaFiles, mediaLookup } from '../../src/workflow/exports/media-files.js';
import { clipsOf, HOSTILE_TEXTS, hostileTimeline, seriesTimeline, shortTimeline } from '../support/film-timelines.js';

function written(timeline: FilmTimeline, captionsInPicture = false) {
  const files = capcutDraft(timeline, mediaLookup(mediaFiles(timeline)), { captionsInPicture });
  return Object.fromEntries(files.map(({ name, text }) => [name, JSON.parse(text)]));
}

const contentOf = (timeline: FilmTimeline) => written(timeline)['draft_content.json'];
const tracksOf = (content: any, type: string): any[] => content.tracks.filter((track: any) => track.type === type);

/** What a reader that knows many true drafts finds wrong; whether files exist is asked where they do. */
const faultsOf = (content: any) =>
  lintDraft(content, {
    maxCharsPerLine: 1000,
    maxCueDurationUs: 60_000_000,
    minGapBetweenCaptionsUs: 0,
    checkLocalPaths: false,
    maxCharsPerSecond: 1000,
    safeAreaFraction: 0.85,
  }).map(({ code, message }) => `${code}: ${message}`);

describe('a draft of 剪映', () => {
  it.each<[string, FilmTimeline]>([
    ['of a short film', shortTimeline()],
    ['of a silent one', shortTimeline({ stems: [], captions: [] })],
    ['of hostile words', hostileTimeline()],
    ['of a series', seriesTimeline(12)],
  ])('%s has nothing that a reader of true drafts complains of', (_, timeline) => {
    expect(faultsOf(contentOf(timeline))).toEqual([]);
  });

  it.each<[string, (content: any) => void, RegExp]>([
    ['a material that is not there', (content) => content.materials.videos.pop(), /missing-material/],
    [
      'captions over each other',
      (content) => (tracksOf(content, 'text')[0].segments[0].target_timerange.duration += 1),
      /caption-overlap/,
    ],
    [
      'a hole between clips',
      (content) => (tracksOf(content, 'video')[0].segments[1].target_timerange.start += 50_000),
      /main-track-gap/,
    ],
  ])('with %s would not', (_, spoil, fault) => {
    const content = contentOf(shortTimeline());
    spoil(content);
    expect(faultsOf(content).join()).toMatch(fault);
  });

  it('has its content under the name that each version looks for', () => {
    const files = written(shortTimeline());
    expect(Object.keys(files)).toEqual(['draft_content.json', 'draft_info.json', 'draft_meta_info.json']);
    expect(files['draft_info.json']).toEqual(files['draft_content.json']);
  });

  it('has clips, sounds and captions on tracks of their own, in whole microseconds', () => {
    const { tracks, duration } = contentOf(shortTimeline());
    const times = (track: any) =>
      track.segments.map(({ target_timerange }: any) => [target_timerange.start, target_timerange.duration]);
    expect(tracks.map((track: any) => [track.type, track.name, times(track)])).toEqual([
      [
        'video',
        '画面',
        [
          [0, 3_000_000],
          [3_000_000, 4_040_000],
          [7_040_000, 1_960_000],
          [9_000_000, 3_000_000],
        ],
      ],
      ['audio', '对白', [[0, 12_000_000]]],
      ['audio', '音乐', [[1_000_000, 8_000_000]]],
      ['audio', '环境声', [[0, 12_000_000]]],
      ['audio', '素材原声', [[0, 12_000_000]]],
      [
        'text',
        'zh',
        [
          [3_400_000, 1_200_000],
          [4_600_000, 1_600_000],
        ],
      ],
      ['text', 'en', [[3_400_000, 1_600_000]]],
    ]);
    expect(duration).toBe(12_000_000);
  });

  it('drifts by nothing, whatever the rate: each clip begins where the one before it ends, and the last ends with the film', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(23.976, 24, 25, 29.97, 30, 50, 59.94, 60),
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 300 }),
        (fps, lengths) => {
          const clips = clipsOf(lengths.map((frames) => ({ frames })));
          const frames = lengths.reduce((sum, length) => sum + length, 0);
          const profile = { width: 720, height: 1280, fps };
          const content = contentOf(shortTimeline({ profile, frames, clips, stems: [], captions: [] }));
          const sources = new Map(content.materials.videos.map(({ id, duration }: any) => [id, duration]));
          let end = 0;
          for (const { target_timerange, source_timerange, material_id } of tracksOf(content, 'video')[0].segments) {
            expect(target_timerange.start).toBe(end);
            expect(Number.isInteger(target_timerange.duration)).toBe(true);
            expect(source_timerange).toEqual({ start: 0, duration: target_timerange.duration });
            expect(sources.get(material_id)).toBeGreaterThanOrEqual(target_timerange.duration);
            end += target_timerange.duration;
          }
          expect(end).toBe(content.duration);
          expect(end).toBe(Math.round((frames * 1_000_000) / fps));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('finds its files in its own folder, each of them brought in once', () => {
    const files = written(seriesTimeline(2));
    const { videos, audios } = files['draft_content.json'].materials;
    const imported = files['draft_meta_info.json'].draft_materials[0].value;
    const links = [...videos, ...audios].map(({ local_material_id, path }: any) => [local_material_id, path]);
    expect(imported.map(({ id, file_Path }: any) => [id, file_Path])).toEqual(links);
    expect(links).toHaveLength(16);
    for (const [, path] of links) {
      expect(path).toMatch(/^##_draftpath_placeholder_[0-9A-F-]{36}_##\/media\/[A-Z0-9_]+\.(mp4|wav)$/);
    }
  });

  it('keeps what is said to the letter that it has units for, emoji and rare characters too', () => {
    const text = '雨夜😀𠮷';
    const lines = [{ startSec: 0, endSec: 1, speaker: null, text }];
    const [material] = contentOf(shortTimeline({ captions: [{ language: 'zh', lines }] })).materials.texts;
    expect(JSON.parse(material.content)).toMatchObject({ text, styles: [{ range: [0, 6] }] });
  });

  it('does not show captions a second time that are in the picture', () => {
    const shown = (captionsInPicture: boolean) =>
      tracksOf(written(shortTimeline(), captionsInPicture)['draft_content.json'], 'text').flatMap(({ segments }) =>
        segments.map(({ visible }: any) => visible),
      );
    expect(shown(true)).toEqual([false, false, false]);
    expect(shown(false)).toEqual([true, true, true]);
  });

  it('is the same for the same film, and has an id of its own for another', () => {
    const texts = (timeline: FilmTimeline) => JSON.stringify(written(timeline));
    expect(texts(shortTimeline())).toBe(texts(shortTimeline()));
    const ids = (timeline: FilmTimeline) =>
      new Set(texts(timeline).match(/[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/g));
    const others = ids(shortTimeline({ title: '另一部' }));
    const shared = [...ids(shortTimeline())].filter((id) => others.has(id));
    expect(shared).toEqual(['0E685133-18CE-45ED-8CB8-2904A212EC80']);
  });

  it('gives each thing an id of its own', () => {
    for (const timeline of [shortTimeline(), hostileTimeline(), seriesTimeline(4)]) {
      const { tracks, materials } = contentOf(timeline);
      const things = [
        ...tracks,
        ...tracks.flatMap(({ segments }: any) => segments),
        ...Object.values(materials).flat(),
      ];
      const ids = things.map(({ id }: any) => id);
      expect(ids.length).toBeGreaterThan(HOSTILE_TEXTS.length);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});
