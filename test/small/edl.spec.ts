import { edlFiles } from '../../src/workflow/exports/edl.js';
import { type FilmTimeline } from '../../src/workflow/exports/film-timeline.js';
import { mediaFiles, mediaLookup } from '../../src/workflow/exports/media-files.js';
import { clipsOf, hostileTimeline, seriesTimeline, shortTimeline } from '../support/film-timelines.js';

const TIMECODE = /\d\d:[0-5]\d:[0-5]\d:[0-2]\d/.source;
/** The form as we know it: heads, events, and comments, each on a line of printed characters. */
const HEAD = /^TITLE: [^\p{Cc}]{1,70}$/u;
const EVENT = new RegExp(
  `^(\\d{3,}) {2}([A-Z0-9]{1,8}) +(V|AA) +C {8}(${Array(4).fill(`(?:${TIMECODE})`).join(') (')})$`,
);
const COMMENT = /^\* (FROM CLIP NAME|SOURCE FILE|COMMENT): [^\p{Cc}\u2028\u2029]+$/u;

const written = (timeline: FilmTimeline) => edlFiles(timeline, mediaLookup(mediaFiles(timeline)));

const framesOf = (timecode: string) => {
  const [hours = 0, minutes = 0, seconds = 0, frames = 0] = timecode.split(':').map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 25 + frames;
};

/** Reads a list by the form, and throws where a line is not of it. */
function read(text: string) {
  const [title = '', mode, blank, ...lines] = text.split('\r\n');
  const isWhole = HEAD.test(title) && mode === 'FCM: NON-DROP FRAME' && blank === '' && lines.pop() === '';
  const events: { number: number; reel: string; channel: string; times: number[]; comments: string[] }[] = [];
  for (const line of lines) {
    const [, number, reel = '', channel = '', ...times] = EVENT.exec(line) ?? [];
    const last = events.at(-1);
    if (number !== undefined) {
      events.push({ number: Number(number), reel, channel, times: times.map(framesOf), comments: [] });
    } else if (COMMENT.test(line) && last !== undefined) {
      last.comments.push(line.slice(2));
    } else {
      throw new Error(`Not of the form: ${line}`);
    }
  }
  return { isWhole, events };
}

describe('an edit decision list', () => {
  it.each<[string, FilmTimeline]>([
    ['a short film', shortTimeline()],
    ['a film of hostile words', hostileTimeline()],
    ['a series', seriesTimeline(12)],
    ['a film of a thousand clips', longFilm(1000)],
  ])('of %s keeps to the form, in which nothing overlaps and nothing is shorter than its source', (_, timeline) => {
    for (const { text } of written(timeline)) {
      const { isWhole, events } = read(text);
      expect(isWhole).toBe(true);
      expect(events.map(({ number }) => number)).toEqual(events.map((_event, index) => index + 1));
      const ends: Record<string, number> = {};
      for (const { channel, times } of events) {
        const [sourceIn = 0, sourceOut = 0, recordIn = 0, recordOut = 0] = times;
        expect(recordIn).toBeGreaterThanOrEqual(ends[channel] ?? 90_000);
        expect(recordOut - recordIn).toBe(sourceOut - sourceIn);
        ends[channel] = recordOut;
      }
    }
  });

  it('has the picture and the speech of a film, and a list for each other sound', () => {
    const files = written(shortTimeline());
    expect(files.map(({ name }) => name)).toEqual(['film.edl', 'music.edl', 'ambience.edl', 'footage.edl']);
    expect(files[0]?.text.split('\r\n').slice(0, 11)).toEqual([
      'TITLE: 天台雨夜',
      'FCM: NON-DROP FRAME',
      '',
      '001  CLIP0001 V     C        00:00:00:00 00:00:03:00 01:00:00:00 01:00:03:00',
      '* FROM CLIP NAME: E01_S01_SH01.mp4',
      '* SOURCE FILE: E01_S01_SH01.mp4',
      '* COMMENT: 天台，夜，雨。',
      '002  CLIP0002 V     C        00:00:00:00 00:00:04:01 01:00:03:00 01:00:07:01',
      '* FROM CLIP NAME: E01_S01_SH02.mp4',
      '* SOURCE FILE: E01_S01_SH02.mp4',
      '* COMMENT: 叠化（12 帧）已在画面中',
    ]);
    expect(files[0]?.text).toContain('005  SPEECH01 AA    C        00:00:00:00 00:00:12:00 01:00:00:00 01:00:12:00');
    expect(files[1]?.text).toContain('001  MUSIC001 AA    C        00:00:00:00 00:00:08:00 01:00:01:00 01:00:09:00');
  });

  it('has two sounds of a kind that overlap in two lists', () => {
    const stems = [0, 50].map((startFrame) => ({
      role: 'music' as const,
      startFrame,
      frames: 100,
      key: `m/${startFrame}`,
    }));
    const speech = { role: 'speech' as const, startFrame: 0, frames: 300, key: 's' };
    const files = written(shortTimeline({ stems: [speech, ...stems] }));
    expect(files.map(({ name }) => name)).toEqual(['film.edl', 'music.edl', 'music-2.edl']);
  });

  it('has the names of hostile clips as one comment each', () => {
    const [film] = written(hostileTimeline());
    const { events } = read(film?.text ?? '');
    expect(events.filter(({ channel }) => channel === 'V')).toHaveLength(hostileTimeline().clips.length);
    expect(events.map(({ reel }) => reel)).not.toContain('EVIL');
    expect(events.at(9)?.comments[0]).toBe('FROM CLIP NAME: CLIP0010.mp4');
  });

  it('would not keep to the form with a line break in a name', () => {
    const text = written(shortTimeline())[0]?.text ?? '';
    expect(() => read(text.replace('天台，夜，雨。', 'a\r\nb'))).toThrow('Not of the form: b');
  });
});

function longFilm(clips: number): FilmTimeline {
  return shortTimeline({
    frames: clips * 15,
    clips: clipsOf(Array.from({ length: clips }, () => ({ frames: 15 }))),
    stems: [],
    captions: [],
  });
}
