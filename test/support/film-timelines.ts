import { type FilmTimeline, type TimelineClip } from '../../src/workflow/exports/film-timeline.js';

/** Timelines for the writers of interchange files; no file of them exists. */

/** What a user may write to break out of a line, a tag, a path or a string. */
export const HOSTILE_TEXTS = [
  ']]></note><evil/>',
  '<!-- & "quoted" \'single\' -->',
  'a\r\n002  EVIL     V     C        00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00',
  'a\u2028* FROM CLIP NAME: EVIL\u0085\u0000\u001b[31m',
  '../../etc/passwd\\..\\C:\\con',
  '\u202eشلال\u202c مطر ليلي',
  '雨夜😀👩‍👩‍👧𠮷𪚥',
  '\ud800 alone \udfff\ufffe\uffff',
  'x'.repeat(100),
  '   ',
];

const CLIPS: [TimelineClip['kind'], number, TimelineClip['transition']][] = [
  ['title', 75, null],
  ['shot', 101, { kind: 'dissolve', frames: 12 }],
  ['shot', 49, null],
  ['end', 75, { kind: 'fade', frames: 10 }],
];

/** A title, two shots and an end card: 12 seconds with every kind of sound and captions in two languages. */
export function shortTimeline(changes: Partial<FilmTimeline> = {}): FilmTimeline {
  return {
    title: '天台雨夜',
    language: 'zh',
    profile: { width: 720, height: 1280, fps: 25 },
    frames: 300,
    clips: clipsOf(CLIPS.map(([kind, frames, transition]) => ({ kind, frames, transition }))),
    stems: [
      { role: 'music', startFrame: 25, frames: 200, key: 'stem/music' },
      ...(['speech', 'ambience', 'footage'] as const).map((role) => ({
        role,
        startFrame: 0,
        frames: 300,
        key: `stem/${role}`,
      })),
    ],
    captions: [
      {
        language: 'zh',
        lines: [
          { startSec: 3.4, endSec: 5, speaker: '林晚', text: '你来了。' },
          { startSec: 4.6, endSec: 6.2, speaker: '顾衍', text: '我来了。' },
        ],
      },
      { language: 'en', lines: [{ startSec: 3.4, endSec: 5, speaker: 'Lin Wan', text: 'You came.' }] },
    ],
    ...changes,
  };
}

/** Every text in it is somebody's attempt to break the file. */
export function hostileTimeline(): FilmTimeline {
  const clips = clipsOf(HOSTILE_TEXTS.map((text) => ({ kind: 'shot', frames: 30, name: text, note: text })));
  const lines = HOSTILE_TEXTS.map((text, index) => ({
    startSec: index,
    endSec: index + 1,
    speaker: text,
    text,
  }));
  return shortTimeline({
    title: HOSTILE_TEXTS.join(' '),
    frames: clips.length * 30,
    clips,
    stems: [{ role: 'speech', startFrame: 0, frames: clips.length * 30, key: 'stem/speech' }],
    captions: [{ language: 'zh', lines }],
  });
}

/** A series: as many films one after the other, each with sounds of its own. */
export function seriesTimeline(episodes: number): FilmTimeline {
  const film = shortTimeline();
  const every = Array.from({ length: episodes }, (_, episode) => episode);
  const moved = <T extends { startFrame: number; key: string }>(items: T[]) =>
    every.flatMap((episode) =>
      items.map((item) => ({
        ...item,
        startFrame: item.startFrame + episode * film.frames,
        key: `${episode}/${item.key}`,
      })),
    );
  const clips = moved(film.clips).map((clip) => ({
    ...clip,
    name: clip.name.replace('E01', `E0${clip.key.split('/')[0]}`),
  }));
  return { ...film, frames: film.frames * episodes, clips, stems: moved(film.stems) };
}

type ClipSketch = Pick<TimelineClip, 'frames'> & Partial<TimelineClip>;

/** Clips one after the other. */
export function clipsOf(sketches: ClipSketch[]): TimelineClip[] {
  let startFrame = 0;
  return sketches.map((sketch, index) => {
    const clip: TimelineClip = {
      kind: 'shot',
      name: `E01_S01_SH0${index + 1}`,
      note: '天台，夜，雨。',
      transition: null,
      key: `clip/${index}`,
      ...sketch,
      startFrame,
    };
    startFrame += clip.frames;
    return clip;
  });
}
