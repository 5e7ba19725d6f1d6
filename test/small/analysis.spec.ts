import { resultOf, type StoredAnalysis } from '../../src/analysis/analysis-report.js';
import { secondsLeft } from '../../src/analysis/analysis-times.js';
import { promptOf } from '../../src/analysis/analysis-dramas.service.js';
import { planOf } from '../../src/jobs/plan.js';
import { beginsLikeVideo } from '../../src/uploads/accepted-files.js';
import { momentsIn } from '../../src/workflow/analysis/ocr.stage.js';

const PLAN = planOf({
  kind: 'analysis',
  input: {
    ...{ language: 'zh', aspectRatio: '16:9' },
    analysis: { source: { kind: 'youtube', videoId: 'axepn8QqxRk' }, transcript: true, comments: true },
  },
});

describe('what is left to do of an analysis', () => {
  const step = (item: string, state: string, fraction = 0, elapsed_sec: number | null = null) => ({
    ...{ item, state, fraction, elapsed_sec },
  });
  const second = () => 1;

  it('is the longest way through its steps, not all of them one after the other', () => {
    // ingest, probe, shots, then audio, ocr, transcript and comments beside each other, insights, result.
    expect(secondsLeft(PLAN, [], second)).toBe(6);
    expect(secondsLeft(PLAN, [], (part) => (part === 'ocr' ? 60 : 1))).toBe(65);
  });

  it('is less by what is done, and by how far a step says that it is', () => {
    const done = ['ingest', 'probe'].map((item) => step(item, 'done'));
    expect(secondsLeft(PLAN, done, second)).toBe(4);
    // A quarter has taken 30 s: the rest takes 90, whatever was usual.
    expect(secondsLeft(PLAN, [...done, step('shots', 'running', 0.25, 30)], second)).toBe(93);
  });

  it('goes by what is usual where a step does not say how far it is', () => {
    expect(secondsLeft(PLAN, [step('ingest', 'running', 0, 0.4)], second)).toBeCloseTo(5.6);
    expect(secondsLeft(PLAN, [step('ingest', 'running', 0, 500)], second)).toBe(5);
    expect(
      secondsLeft(
        PLAN,
        PLAN.map(({ part }) => step(part, 'done')),
        second,
      ),
    ).toBe(0);
  });
});

describe('the moments at which a film is read', () => {
  const film = (lengths: number[]) => {
    let at = 0;
    return { shots: lengths.map((length) => ({ startSec: at, endSec: (at += length) })) } as Parameters<
      typeof momentsIn
    >[0];
  };

  it('are the middles of its shots, and more of those that are long', () => {
    expect(momentsIn(film([2, 1, 8]))).toEqual([1, 2.5, 5, 9]);
  });

  it('are no more than so many, spread over all of it', () => {
    const moments = momentsIn(film(Array<number>(1000).fill(1)));
    expect(moments).toHaveLength(120);
    expect(moments[0]).toBe(0.5);
    expect(moments.at(-1)).toBeGreaterThan(985);
    expect([...new Set(moments)]).toHaveLength(120);
  });
});

describe('a stored analysis', () => {
  const stored = { comments: null, missing: [{ part: 'insights', reason: 'no_writer' }] } as unknown as StoredAnalysis;

  it('says why something is missing in the language of its reader', () => {
    const told = (language: 'zh' | 'en') => resultOf(stored, { isPurged: false, retentionDays: 30 }, language).missing;
    expect(told('en')).toEqual([
      {
        part: 'insights',
        reason: 'no_writer',
        message: 'No language model is configured: only what was measured is told',
      },
    ]);
    expect(told('zh')[0]?.message).toBe('没有配置语言模型，只给出测量数据');
  });

  it('says that comments were kept for a time only, where there were some', () => {
    const after = (analysis: StoredAnalysis) =>
      resultOf(analysis, { isPurged: true, retentionDays: 30 }, 'en').missing.map(({ part, reason }) => [part, reason]);
    expect(after(stored)).toContainEqual(['comments', 'expired']);
    const none = { ...stored, missing: [{ part: 'comments' as const, reason: 'not_youtube' as const }] };
    expect(after(none)).toEqual([['comments', 'not_youtube']]);
  });
});

describe('what a drama like a video is about', () => {
  const known = {
    insights: { words: null },
    source: { title: '夜班', description: '一个雨夜' },
    transcript: { text: '你怎么还没走？' },
  } as unknown as StoredAnalysis;

  it('is what a model has said of it, else all that is known', () => {
    expect(promptOf(known, '像它')).toBe('像它\n夜班\n一个雨夜\n你怎么还没走？');
    const told = { ...known, insights: { words: { summary: '一个关于重逢的故事' } } } as unknown as StoredAnalysis;
    expect(promptOf(told, '像它')).toBe('一个关于重逢的故事');
  });

  it('is no longer than a prompt may be, and whole characters', () => {
    const long = { ...known, source: { title: '夜', description: '😀'.repeat(9000) } } as unknown as StoredAnalysis;
    expect(promptOf(long, '像它').length).toBeLessThanOrEqual(5000);
    expect(promptOf(long, '像它').isWellFormed()).toBe(true);
  });
});

describe('a file that may be a video', () => {
  it.each([
    ['an MP4', Buffer.from('\0\0\0\x20ftypisom', 'latin1'), true],
    ['a QuickTime film that begins with its pictures', Buffer.from('\0\0\0\x08wide', 'latin1'), true],
    ['Matroska', Buffer.from('1a45dfa39f', 'hex'), true],
    ['nothing', Buffer.alloc(0), false],
    ['a playlist', Buffer.from('#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd'), false],
    ['a ZIP file', Buffer.from('504b0304', 'hex'), false],
    ['a web page', Buffer.from('<!doctype html>'), false],
  ])('is told by its first bytes: %s', (_name, bytes, is) => {
    expect(beginsLikeVideo(bytes)).toBe(is);
  });
});
