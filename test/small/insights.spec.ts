import fc from 'fast-check';
import { Call } from '../../src/ai/ports.js';
import { messagesOf } from '../../src/ai/prompts/prompt-book.js';
import { LocalScriptModel } from '../../src/ai/providers/local.provider.js';
import { judge } from '../../src/ai/script-answer.js';
import { schemaOf } from '../../src/ai/script-schema.js';
import { mostUsed } from '../../src/ai/structured-chat.js';
import { LANGUAGES } from '../../src/common/vocabulary.js';
import { type FilmInsights, type InsightsBrief } from '../../src/offline/insights.js';
import { BRIEF_BOUNDS, insightsBrief } from '../../src/offline/insights-brief.js';
import { HOSTILE_PROMPTS } from '../fixtures/hostile-prompts.js';
import { newInsights, newInsightsBrief, newKnownFilm } from '../fixtures/insights.fixture.js';
import { newMeasuredFilm, newShots } from '../fixtures/measured-film.fixture.js';

const many = <Item>(count: number, item: (index: number) => Item) => Array.from({ length: count }, (_, at) => item(at));

/** A film of which there is too much of everything, made of one text. */
const endless = (text: string) => {
  const shots = newShots(many(500, () => 12));
  const segments = many(500, (at) => ({ startSec: at * 12, endSec: at * 12 + 2, text }));
  return newKnownFilm({
    title: text,
    description: text,
    measured: newMeasuredFilm([], { durationSec: 6000, shots, transcript: { segments } }),
    onScreenText: many(500, (at) => ({ atSec: at, text: `${at} ${text}` })),
    comments: many(500, (likes) => ({ text, likes })),
  });
};

describe('the brief', () => {
  it('has all of a short film', () => {
    const brief = newInsightsBrief();
    expect(brief.shots).toHaveLength(12);
    expect(brief.shots[1]).toEqual({ start_sec: 1, end_sec: 3, transition: 'cut' });
    expect(brief.transcript).toBe('0:01 You are fired.\n0:06 Do you know who I am?');
    expect(brief.onScreenText).toEqual([{ at_sec: 0.5, text: 'THREE YEARS LATER' }]);
    expect(brief.statistics.shots?.average_sec).toBe(2.5);
  });

  it('is thinned evenly where there is too much, but keeps how it begins', () => {
    const brief = insightsBrief(endless('so it goes, on and on'));
    expect(brief.shots).toHaveLength(BRIEF_BOUNDS.shots);
    expect([brief.shots[0]?.start_sec, brief.shots.at(-1)?.end_sec]).toEqual([0, 6000]);
    const lines = brief.transcript?.split('\n') ?? [];
    expect(lines[0]).toBe('0:00 so it goes, on and on');
    expect(lines.slice(0, 20)).not.toContain('…');
    const halves = [lines.filter((line) => /^[2-4]\d:/.test(line)), lines.filter((line) => /^[6-8]\d:/.test(line))];
    expect(Math.abs((halves[0]?.length ?? 0) - (halves[1]?.length ?? 0))).toBeLessThan(3);
    expect(halves[1]?.length).toBeGreaterThan(20);
    expect(brief.transcript?.length).toBeLessThanOrEqual(BRIEF_BOUNDS.transcriptCharacters);
    expect(brief.onScreenText).toHaveLength(BRIEF_BOUNDS.onScreenTexts);
  });

  it('has the comments that most like, and texts of the picture once', () => {
    const comments = many(100, (likes) => ({ text: `comment ${likes}`, likes })).concat({ text: ' \n', likes: 1000 });
    const onScreenText = many(50, (atSec) => ({ atSec: 49 - atSec, text: 'Channel 9' }));
    const brief = newInsightsBrief({ comments, onScreenText });
    expect(brief.comments).toHaveLength(BRIEF_BOUNDS.comments);
    expect(brief.comments[0]).toEqual({ text: 'comment 99', likes: 99 });
    expect(brief.onScreenText).toEqual([{ at_sec: 0, text: 'Channel 9' }]);
  });

  it('says where nothing is known', () => {
    const nothing = { title: null, description: null, onScreenText: [], comments: [] };
    const brief = newInsightsBrief({ ...nothing, measured: newMeasuredFilm([10]) });
    expect(brief).toMatchObject({ title: null, description: null, transcript: null, onScreenText: [], comments: [] });
  });

  // The worst that can be typed: each sign is quoted by six bytes.
  it.each(['<', '啊', '😀', 'a', ' a', '\u0001a'])('of %j without end has a price with one', (sign) => {
    for (const language of LANGUAGES) {
      const brief = { ...insightsBrief(endless(sign.repeat(1000))), language };
      const task = { name: 'insights', maxTokens: 5000, messages: messagesOf('insights', brief) };
      const used = mostUsed({
        ...task,
        schema: schemaOf('insights', brief),
        judge: () => judge('insights', brief, ''),
      });
      expect(used.inputTokens).toBeLessThan(270_000);
    }
  });
});

describe('the prompt', () => {
  const dataOf = (messages: ReturnType<typeof messagesOf>) => {
    const content = messages.at(-1)?.content as string;
    expect(content.match(/<\/?data>/g)).toEqual(['<data>', '</data>']);
    return JSON.parse(content.slice(content.indexOf('{'), content.lastIndexOf('}') + 1)) as Record<string, unknown>;
  };
  const saidBy = (text: string) =>
    newKnownFilm({
      title: text,
      description: text,
      measured: { ...newKnownFilm().measured, transcript: { segments: [{ startSec: 1, endSec: 2, text }] } },
      onScreenText: [{ atSec: 1, text }],
      comments: [{ text, likes: 1 }],
    });

  it.each(HOSTILE_PROMPTS)('keeps strangers’ words inside its data: %s', (_, text) => {
    for (const language of LANGUAGES) {
      const asked = (said: string) => messagesOf('insights', { ...insightsBrief(saidBy(said)), language });
      const [system] = asked(text);
      expect(system).toEqual(asked('A calm evening.')[0]);
      const data = dataOf(asked(text));
      expect(data.title).toBe(newInsightsBrief({ title: text }).title);
    }
  });

  it('has rows of shots, and all that is known', () => {
    const data = dataOf(messagesOf('insights', newInsightsBrief()));
    expect((data.shots as unknown[])[1]).toEqual([1, 3, 'cut']);
    expect(Object.keys(data)).toEqual([
      ...['title', 'description', 'statistics', 'shots', 'transcript', 'on_screen_text', 'comments'],
    ]);
  });

  it.each(LANGUAGES)('wants no feelings of comments that there are not: %s', (language) => {
    const system = (comments: InsightsBrief['comments']) =>
      messagesOf('insights', newInsightsBrief({ language, comments }))[0]?.content;
    expect(system([])).toContain(language === 'en' ? 'there are no comments' : '没有评论');
    expect(system([{ text: 'x', likes: 0 }])).not.toBe(system([]));
  });
});

describe('an answer', () => {
  const judged = (spoil: (insights: FilmInsights) => void, brief = newInsightsBrief()) => {
    const insights = newInsights();
    spoil(insights);
    return judge('insights', brief, JSON.stringify(insights));
  };

  it('that fits is taken', () => {
    expect(judged(() => undefined)).toEqual({ answer: newInsights(), faults: [] });
  });

  const told = (part: number, from: number) =>
    `structure.${part}: must begin at ${from} s or later, end after it begins and by 30 s`;

  it.each<[string, (insights: FilmInsights) => void, string]>([
    ['after the film’s end', ({ structure }) => (structure[1]!.end_sec = 31), told(1, 7)],
    ['before the part before it ends', ({ structure }) => (structure[1]!.start_sec = 6), told(1, 7)],
    ['that ends before it begins', ({ structure }) => (structure[0]!.start_sec = 8), told(0, 0)],
    ['out of order', ({ structure }) => structure.reverse(), told(1, 30)],
    [
      'of shares that are not the whole',
      (insights) => (insights.comment_sentiment.neutral = 0.5),
      'comment_sentiment: positive, neutral and negative must be 1 together',
    ],
    ['of tags without words', (insights) => (insights.tags = ['#', ' # ']), 'tags: must have words in them'],
  ])('%s is given back', (_, spoil, fault) => {
    expect(judged(spoil)).toEqual({ answer: null, faults: [fault] });
  });

  it.each<[string, (insights: FilmInsights) => void, string]>([
    ['a share in percent', (insights) => (insights.comment_sentiment.positive = 70), 'comment_sentiment.positive'],
    ['no feelings', (insights) => (insights.comment_sentiment = null as never), 'comment_sentiment'],
    ['no summary', (insights) => (insights.summary = ' '), 'summary'],
    ['no part', (insights) => (insights.structure = []), 'structure'],
    ['a time in words', ({ structure }) => (structure[0]!.end_sec = '0:07' as never), 'structure.0.end_sec'],
    ['a time before the film', ({ structure }) => (structure[0]!.start_sec = -1), 'structure.0.start_sec'],
    ['thirteen tags', (insights) => (insights.tags = many(13, String)), 'tags'],
  ])('with %s is given back', (_, spoil, path) => {
    const { answer, faults } = judged(spoil);
    expect(answer).toBeNull();
    expect(faults.map((fault) => fault.split(':')[0])).toContain(path);
  });

  it('is put right where it is off by a rounding', () => {
    const { answer } = judged((insights) => {
      insights.structure[1]!.start_sec = 6.9;
      insights.structure[1]!.end_sec = 30.4;
      insights.tags = ['#revenge', 'revenge', '＃ 逆袭'];
      Object.assign(insights.comment_sentiment, { positive: 0.33, neutral: 0.33, negative: 0.33 });
    });
    expect(answer?.structure[1]).toMatchObject({ start_sec: 7, end_sec: 30 });
    expect(answer?.tags).toEqual(['revenge', '逆袭']);
  });

  it('about no comments knows of none', () => {
    const { answer } = judged(() => undefined, newInsightsBrief({ comments: [] }));
    expect(answer?.comment_sentiment).toEqual({ positive: 0, neutral: 0, negative: 0, summary: '' });
  });

  it('of any times is taken only where its parts lie in the film, in order', () => {
    const seconds = fc.double({ min: 0, max: 40, noNaN: true });
    const parts = fc.array(fc.tuple(seconds, seconds), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(parts, (times) => {
        const structure = times.map(([start_sec, end_sec]) => ({ start_sec, end_sec, title: 'a', description: 'b' }));
        const { answer } = judged((insights) => (insights.structure = structure));
        const flat = (answer?.structure ?? []).flatMap(({ start_sec, end_sec }) => [start_sec, end_sec]);
        expect(flat).toEqual([...flat].sort((a, b) => a - b));
        expect(flat.every((each) => each <= 30)).toBe(true);
      }),
    );
  });
});

it('the offline crew notes nothing, and nobody takes that for notes', async () => {
  const nothing = await new LocalScriptModel().object(
    'insights',
    newInsightsBrief(),
    new Call(new AbortController().signal),
  );
  expect(nothing).toMatchObject({ summary: '', structure: [], tags: [] });
  expect(judge('insights', newInsightsBrief(), JSON.stringify(nothing)).answer).toBeNull();
});
