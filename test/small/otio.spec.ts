import { type FilmTimeline } from '../../src/workflow/exports/film-timeline.js';
import { mediaFiles, mediaLookup } from '../../src/workflow/exports/media-files.js';
import { otioFile } from '../../src/workflow/exports/otio.js';
import { HOSTILE_TEXTS, hostileTimeline, seriesTimeline, shortTimeline } from '../support/film-timelines.js';

const written = (timeline: FilmTimeline) => JSON.parse(otioFile(timeline, mediaLookup(mediaFiles(timeline))));

/** What each kind of object has to have, by the library's own documentation of its file format. */
const FIELDS: Record<string, string[]> = {
  'Timeline.1': ['name', 'global_start_time', 'tracks', 'metadata'],
  'Stack.1': ['name', 'source_range', 'effects', 'markers', 'enabled', 'children', 'metadata'],
  'Track.1': ['name', 'kind', 'source_range', 'effects', 'markers', 'enabled', 'children', 'metadata'],
  'Clip.2': [
    ...['name', 'source_range', 'effects', 'markers', 'enabled', 'metadata'],
    ...['media_references', 'active_media_reference_key'],
  ],
  'Gap.1': ['name', 'source_range', 'effects', 'markers', 'enabled', 'metadata'],
  'Marker.2': ['name', 'color', 'comment', 'marked_range', 'metadata'],
  'ExternalReference.1': ['name', 'target_url', 'available_range', 'available_image_bounds', 'metadata'],
  'TimeRange.1': ['start_time', 'duration'],
  'RationalTime.1': ['rate', 'value'],
};

/** Every object of the file that says what it is. */
function objectsIn(value: any): any[] {
  if (value === null || typeof value !== 'object') {
    return [];
  }
  const inside = Object.values(value).flatMap(objectsIn);
  return 'OTIO_SCHEMA' in value ? [value, ...inside] : inside;
}

const framesOf = (item: any) => item.source_range.duration.value;

describe('an OpenTimelineIO file', () => {
  it.each<[string, FilmTimeline]>([
    ['a short film', shortTimeline()],
    ['a silent film', shortTimeline({ stems: [], captions: [] })],
    ['hostile words', hostileTimeline()],
    ['a series', seriesTimeline(12)],
  ])('of %s has what each of its objects has to have, in whole frames', (_, timeline) => {
    const objects = objectsIn(written(timeline));
    expect(objects.length).toBeGreaterThan(20);
    for (const { OTIO_SCHEMA, ...fields } of objects) {
      expect([OTIO_SCHEMA, Object.keys(fields).sort()]).toEqual([OTIO_SCHEMA, FIELDS[OTIO_SCHEMA]?.toSorted()]);
    }
    const times = objects.filter(({ OTIO_SCHEMA }) => OTIO_SCHEMA === 'RationalTime.1');
    expect(times.filter(({ value, rate }) => !Number.isInteger(value) || rate !== 25)).toEqual([]);
  });

  it('has a track of clips, and one of each sound that begins where the sound does', () => {
    const tracks = written(shortTimeline()).tracks.children;
    expect(tracks.map(({ kind, name, children }: any) => [kind, name, children.map(framesOf)])).toEqual([
      ['Video', '画面', [75, 101, 49, 75]],
      ['Audio', '对白', [300]],
      ['Audio', '音乐', [25, 200]],
      ['Audio', '环境声', [300]],
      ['Audio', '素材原声', [300]],
    ]);
    expect(tracks[0].children[1]).toMatchObject({
      name: 'E01_S01_SH02',
      metadata: { jumu: { kind: 'shot', note: '天台，夜，雨。', transition: { kind: 'dissolve', frames: 12 } } },
      markers: [{ name: '叠化（12 帧）已在画面中' }],
      media_references: { DEFAULT_MEDIA: { target_url: 'media/E01_S01_SH02.mp4' } },
    });
  });

  it('has as many frames on each track of a series as before its last sound ends', () => {
    const lengths = written(seriesTimeline(5)).tracks.children.map(({ children }: any) =>
      children.map(framesOf).reduce((sum: number, frames: number) => sum + frames, 0),
    );
    expect(lengths).toEqual([1500, 1500, 1425, 1500, 1500]);
  });

  it('has its captions as marks of their languages', () => {
    expect(
      written(shortTimeline()).tracks.markers.map(({ name, color, metadata }: any) => [name, color, metadata]),
    ).toEqual([
      ['你来了。', 'CYAN', { jumu: { caption: 'zh', speaker: '林晚' } }],
      ['我来了。', 'CYAN', { jumu: { caption: 'zh', speaker: '顾衍' } }],
      ['You came.', 'YELLOW', { jumu: { caption: 'en', speaker: 'Lin Wan' } }],
    ]);
  });

  it('has no path of a user’s making, and each name on one line', () => {
    const objects = objectsIn(written(hostileTimeline()));
    const paths = objects.flatMap(({ target_url }) => target_url ?? []);
    expect(new Set(paths).size).toBe(HOSTILE_TEXTS.length + 1);
    expect(paths.filter((path) => !/^media\/[A-Z0-9_]+\.(mp4|wav)$/.test(path))).toEqual([]);
    expect(objects.filter(({ name }) => /[\p{Cc}\u2028\u202e\ufffe]/u.test(name ?? ''))).toEqual([]);
  });
});
