import { EDITOR_FORMATS, editorPackage } from '../../src/workflow/exports/editor-package.js';
import { mediaFiles } from '../../src/workflow/exports/media-files.js';
import { fileName, oneLine } from '../../src/workflow/exports/plain-text.js';
import { clipsOf, HOSTILE_TEXTS, hostileTimeline, seriesTimeline, shortTimeline } from '../support/film-timelines.js';

const OPTIONS = { captionsInPicture: false };

describe('the package of a film', () => {
  it.each([
    ['fcpxml', 'zip', ['天台雨夜/天台雨夜.fcpxml']],
    ['edl', 'zip', ['天台雨夜/film.edl', '天台雨夜/music.edl', '天台雨夜/ambience.edl', '天台雨夜/footage.edl']],
    ['otio', 'otioz', ['version.txt', 'content.otio']],
    ['capcut', 'zip', ['天台雨夜/draft_content.json', '天台雨夜/draft_info.json', '天台雨夜/draft_meta_info.json']],
  ] as const)('as %s is a .%s with its project, captions, clips and sounds', (format, ext, projects) => {
    const made = editorPackage(format, shortTimeline(), OPTIONS);
    const folder = format === 'otio' ? '' : '天台雨夜/';
    const captions = ['captions/zh.srt', 'captions/en.srt'];
    const clips = [1, 2, 3, 4].map((number) => `media/E01_S01_SH0${number}.mp4`);
    const sounds = ['MUSIC_01', 'SPEECH_01', 'AMBIENCE_01', 'FOOTAGE_01'].map((name) => `media/${name}.wav`);
    expect(made.ext).toBe(ext);
    expect(made.entries.map(({ path }) => path)).toEqual([
      ...projects,
      ...[...captions, ...clips, ...sounds].map((path) => folder + path),
    ]);
  });

  it.each(EDITOR_FORMATS)('as %s has no path out of it, and none twice, whatever the film is called', (format) => {
    for (const timeline of [hostileTimeline(), ...HOSTILE_TEXTS.map((title) => shortTimeline({ title }))]) {
      const paths = editorPackage(format, timeline, OPTIONS).entries.map(({ path }) => path);
      expect(
        paths.filter((path) => !/^([\p{L}\p{M}\p{N}_ -]+\/)?([a-z]+\/)?[\p{L}\p{M}\p{N}_ -]+\.[a-z0-9]+$/u.test(path)),
      ).toEqual([]);
      expect(new Set(paths).size).toBe(paths.length);
    }
  });

  it.each(EDITOR_FORMATS)('as %s is the same for the same film, and has each file of it once', (format) => {
    const timeline = seriesTimeline(3);
    const made = editorPackage(format, timeline, OPTIONS);
    expect(editorPackage(format, seriesTimeline(3), OPTIONS)).toEqual(made);
    const keys = made.entries.flatMap(({ content }) => ('key' in content ? [content.key] : []));
    expect(keys.toSorted()).toEqual([...timeline.clips, ...timeline.stems].map(({ key }) => key).toSorted());
  });

  it('is refused for clips that do not follow one another', () => {
    const { clips } = shortTimeline();
    expect(() => editorPackage('edl', shortTimeline({ clips: clips.slice(1) }), OPTIONS)).toThrow('begins at frame 75');
    expect(() => editorPackage('edl', shortTimeline({ frames: 301 }), OPTIONS)).toThrow('300 frames and the film 301');
  });
});

describe('the files of a film', () => {
  const namesOf = (clips: string[]) => {
    const timeline = { clips: clipsOf(clips.map((name, index) => ({ name, frames: 1, key: `k${index}` }))), stems: [] };
    return [...mediaFiles(timeline).values()].map(({ name, reel }) => [name, reel]);
  };

  it('are called like their clips where that is a name everywhere, and by number where it is not', () => {
    expect(namesOf(['E01_TITLE', '../x', 'E01_S01_SH01', '', 'a b', '-rf'])).toEqual([
      ['E01_TITLE.mp4', 'CLIP0001'],
      ['CLIP0002.mp4', 'CLIP0002'],
      ['E01_S01_SH01.mp4', 'CLIP0003'],
      ['CLIP0004.mp4', 'CLIP0004'],
      ['CLIP0005.mp4', 'CLIP0005'],
      ['CLIP0006.mp4', 'CLIP0006'],
    ]);
  });

  it('have names of their own where two clips are called alike', () => {
    expect(namesOf(['Same', 'SAME', 'same']).map(([name]) => name)).toEqual([
      'Same.mp4',
      'SAME_CLIP0002.mp4',
      'same_CLIP0003.mp4',
    ]);
  });

  it('have reels of eight characters however many they are', () => {
    const reels = namesOf(Array.from({ length: 12_345 }, () => '')).map(([, reel]) => reel);
    expect(new Set(reels).size).toBe(12_345);
    expect(reels.filter((reel) => reel?.length !== 8)).toEqual([]);
  });
});

describe('what users have written', () => {
  it.each([
    ['a\r\nb\tc', 'a b c'],
    ['\u202eevil\u2066', 'evil'],
    ['\ud800', '\ufffd'],
    ['👩‍👩‍👧 𠮷', '👩‍👩‍👧 𠮷'],
  ])('%j is %j on one line', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  it('is cut between characters where it is too long', () => {
    expect(oneLine('😀'.repeat(20), 5)).toBe('😀😀😀😀…');
  });

  it.each([
    ['../../etc/passwd', 'etc passwd'],
    ['C:\\con', 'C con'],
    ['con', 'film'],
    ['LPT1', 'film'],
    ['com²', 'film'],
    ['COM¹²', 'COM¹²'],
    ['.hidden', 'hidden'],
    ['-rf', 'rf'],
    ['😀', 'film'],
    ['天台：雨夜（上）', '天台 雨夜 上'],
    ['é'.repeat(100), 'é'.repeat(60)],
  ])('%j is the name %j of a file', (text, name) => {
    expect(fileName(text)).toBe(name);
  });
});
