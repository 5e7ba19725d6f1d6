import { type JobInput } from '../../src/jobs/job-input.js';
import { subtitleFile } from '../../src/media/subtitle-files.js';
import { type Check } from '../../src/media/timeline.js';
import { loudnessFault } from '../../src/workflow/quality.js';
import { cuesOf, drawnCues, movedCues, tracksOf, type CuedLine } from '../../src/workflow/subtitle-cues.js';
import { glyphCheck, subtitleFaults, titleFault } from '../../src/workflow/subtitle-faults.js';

const profile = { width: 1280, height: 720, fps: 25 };
const zh = { language: 'zh', subtitles: 'burned' } as JobInput;
const both = { ...zh, subtitleLanguages: ['zh', 'en'] } as JobInput;
const english = { ...zh, subtitleLanguages: ['en'] } as JobInput;

function newLine(text: string, change: Partial<CuedLine> = {}): CuedLine {
  const frames = change.frames ?? 50;
  return {
    startFrame: 10,
    frames,
    speaker: '林夏',
    text,
    envelope: Array(frames).fill(0.2),
    translations: {},
    ...change,
  };
}
const LONG = '今晚的月亮真圆，可你说过的那些话，我一句都没有忘记，哪怕再过十年，我还是会站在这里等你回来，把伞递给你。';

describe('a cue', () => {
  it('stays a little longer than its line, until the next one or the end of the clip at most', () => {
    const lines = [newLine('你好。'), newLine('你好！', { startFrame: 62, frames: 10 })];
    expect(cuesOf(lines, { frames: 80, profile, input: zh })).toEqual([
      { startFrame: 10, endFrame: 62, speaker: '林夏', texts: { zh: '你好。' } },
      { startFrame: 62, endFrame: 80, speaker: '林夏', texts: { zh: '你好！' } },
    ]);
  });

  it('of a long line is followed by another at the pause of the voice', () => {
    const envelope = Array.from({ length: 250 }, (_, frame) => (frame === 118 ? 0.01 : 0.2));
    const cues = cuesOf([newLine(LONG, { frames: 250, envelope })], { frames: 300, profile, input: zh });
    expect(cues.map(({ startFrame, endFrame }) => [startFrame, endFrame])).toEqual([
      [10, 128],
      [128, 266],
    ]);
    expect(cues.map(({ texts }) => texts.zh).join('')).toBe(LONG);
  });

  it('of a line that is too short for its parts shows each of them all the same, in order', () => {
    const cues = cuesOf([newLine('长'.repeat(300), { frames: 5 })], { frames: 30, profile, input: zh });
    const starts = cues.map(({ startFrame }) => startFrame);
    expect(starts).toEqual([...new Set(starts)].sort((one, other) => one - other));
    expect(cues.map(({ texts }) => texts.zh).join('')).toHaveLength(300);
  });
});

describe('a language’s track', () => {
  it('has as many lines as its file has, of which none may be left', () => {
    const cues = cuesOf([newLine('你好。'), newLine('>>', { startFrame: 70 }), newLine('<<', { startFrame: 90 })], {
      ...{ frames: 120, profile, input: zh },
    });
    expect(cues).toHaveLength(3);
    const [track] = tracksOf(cues, zh);
    expect(track?.lines).toHaveLength(1);
    expect(subtitleFile('srt', track?.lines ?? [], profile).match(/-->/g)).toHaveLength(1);
    expect(tracksOf(cues.slice(1), zh)).toEqual([]);
  });
});

describe('two languages', () => {
  const translations = { en: 'Tonight the moon is round, and I have not forgotten a word of it.' };

  it('are shown at once, part by part', () => {
    const cues = cuesOf([newLine(LONG, { translations })], { frames: 100, profile, input: both });
    expect(cues).toHaveLength(2);
    expect(drawnCues(cues, both, () => null).map(({ text, second }) => [text, second])).toEqual([
      [LONG.slice(0, 26), 'Tonight the moon is round,'],
      [LONG.slice(26), 'and I have not forgotten a word of it.'],
    ]);
    expect(tracksOf(cues, both).map(({ language, lines }) => [language, lines.length])).toEqual([
      ['zh', 2],
      ['en', 2],
    ]);
  });

  it('are one where there is no translation, and the film says so', () => {
    const cues = cuesOf([newLine('你好。')], { frames: 100, profile, input: both });
    expect(cues).toMatchObject([{ texts: { zh: '你好。' } }]);
    expect(subtitleFaults(cues, both, 'the offline writer does not translate')).toEqual([
      {
        wanted: 'English subtitles',
        used: 'Chinese ones only',
        why: 'no line has a translation: the offline writer does not translate',
      },
    ]);
    expect(subtitleFaults(cues, { ...both, subtitles: 'none' }, null)).toEqual([]);
  });

  it('of which the spoken one is not wanted, show it where there is nothing else', () => {
    const lines = [
      newLine('你好。', { translations: { en: 'Hello.' } }),
      newLine('走吧。', { startFrame: 70, frames: 20 }),
    ];
    const cues = cuesOf(lines, { frames: 100, profile, input: english });
    expect(drawnCues(cues, english, () => null).map(({ text }) => text)).toEqual(['Hello.', '走吧。']);
    expect(tracksOf(cues, english).map(({ language, lines: said }) => [language, said.length])).toEqual([
      ['en', 1],
      ['zh', 1],
    ]);
    expect(subtitleFaults(cues, english, null)).toMatchObject([
      { used: 'Chinese ones, where they are missing', why: '1 of 2 subtitles have no translation' },
    ]);
  });
});

describe('characters that cannot be drawn', () => {
  const cues = movedCues(cuesOf([newLine('好的😀𠮷')], { frames: 100, profile, input: zh }), 5);

  it('are told with where they stand', () => {
    expect(glyphCheck(cues)).toEqual({
      name: 'missing_glyphs',
      status: 'skipped',
      value: 2,
      limit: 0,
      reason: 'The font has no picture of U+1F600, U+20BB7',
      told: { key: 'no_glyphs', args: { characters: 'U+1F600, U+20BB7' } },
    });
    expect(subtitleFaults(cues, zh, null)).toMatchObject([
      { wanted: '😀 𠮷 in the subtitles', why: expect.stringContaining('😀 (U+1F600), 𠮷 (U+20BB7) in "好的😀𠮷"') },
    ]);
  });

  it('are no fault of a picture without subtitles', () => {
    expect(subtitleFaults(cues, { ...zh, subtitles: 'soft' }, null)).toEqual([]);
  });

  it('are told of titles and places too, whatever the subtitles are', () => {
    expect(titleFault(['雨夜', '老街𠮷巷😀', '𠮷巷'])).toEqual({
      wanted: '𠮷 😀 in titles and names of places',
      used: 'the picture without them',
      why: 'the font has no picture of 𠮷 (U+20BB7), 😀 (U+1F600) in "老街𠮷巷😀"',
    });
    expect(titleFault(['雨夜', 'The Last Night'])).toBeNull();
  });
});

describe('a film that cannot be as loud as others', () => {
  const check: Check = { name: 'loudness_lufs', status: 'skipped', value: -26.4, limit: -16, reason: 'Its peaks' };

  it('says how loud it is', () => {
    expect(loudnessFault([check])).toEqual({ wanted: '-16 LUFS', used: '-26.4 LUFS', why: 'Its peaks' });
  });

  it('is neither one that is right, nor one in which nothing is to be heard', () => {
    expect(loudnessFault([{ ...check, status: 'passed', reason: null }])).toBeNull();
    expect(loudnessFault([{ ...check, value: null }])).toBeNull();
  });
});
